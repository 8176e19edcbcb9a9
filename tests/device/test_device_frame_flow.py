"""Frames one ahead of the eyes: which one is given, and when none is taken."""

import queue
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from harness.device.frame_flow import FrameFlow
from harness.device.records import RawFrame
from harness.domain.errors import DeviceError
from harness.domain.geometry import SizePx

SOON_S = 20.0


class Shutter:
    """A camera that takes a picture whenever it is let."""

    def __init__(self) -> None:
        self.begun: queue.Queue[int] = queue.Queue()
        self.let: queue.Queue[Exception | None] = queue.Queue()
        self.count = 0

    def capture(self) -> RawFrame:
        self.count += 1
        self.begun.put(self.count)
        trouble = self.let.get(timeout=SOON_S)
        if trouble is not None:
            raise trouble
        pixels = np.full((2, 2, 4), self.count, np.uint8)
        now = time.monotonic_ns()
        return RawFrame(SizePx(2, 2), pixels, now, now, 1.0, "test")


@pytest.fixture
def shutter() -> Shutter:
    return Shutter()


@pytest.fixture
def flow(shutter: Shutter) -> Iterator[FrameFlow]:
    flow = FrameFlow(shutter.capture)
    yield flow
    flow.close()
    shutter.let.put(None)


def number(frame: RawFrame) -> int:
    return int(frame.pixels[0, 0, 0])


def test_the_next_frame_is_taken_while_the_last_one_is_looked_at(
    flow: FrameFlow, shutter: Shutter
) -> None:
    """Nobody has to ask for it."""
    shutter.let.put(None)
    assert number(flow.next(0, ahead=True)) == 1
    assert [shutter.begun.get(timeout=SOON_S) for _ in range(2)] == [1, 2]
    shutter.let.put(None)
    assert number(flow.next(0, ahead=False)) == 2


def test_nothing_is_taken_where_nobody_will_want_it(flow: FrameFlow, shutter: Shutter) -> None:
    """A calm look costs one capture."""
    for wanted in (1, 2):
        shutter.let.put(None)
        assert number(flow.next(0, ahead=False)) == wanted
        assert shutter.count == wanted


def test_a_frame_that_was_begun_before_a_touch_is_not_one_after_it(
    flow: FrameFlow, shutter: Shutter
) -> None:
    """Whoever asks for frames since a moment gets none that is older."""
    shutter.let.put(None)
    flow.next(0, ahead=True)
    assert [shutter.begun.get(timeout=SOON_S) for _ in range(2)] == [1, 2]
    touched_ns = time.monotonic_ns()
    for _ in range(2):
        shutter.let.put(None)
    assert number(flow.next(touched_ns, ahead=False)) == 3


def test_trouble_is_told_to_who_asks_and_the_next_frame_comes(
    flow: FrameFlow, shutter: Shutter
) -> None:
    """Also trouble of a frame that was taken ahead."""
    shutter.let.put(None)
    flow.next(0, ahead=True)
    shutter.let.put(DeviceError("cut"))
    with pytest.raises(DeviceError, match="cut"):
        flow.next(0, ahead=True)
    shutter.let.put(None)
    assert number(flow.next(0, ahead=False)) == 3


def test_a_closed_flow_says_so(shutter: Shutter) -> None:
    """Whoever still waits is not left waiting."""
    flow = FrameFlow(shutter.capture)
    told: list[str] = []

    def ask() -> None:
        try:
            flow.next(0, ahead=False)
        except DeviceError as error:
            told.append(str(error))

    asker = threading.Thread(target=ask)
    asker.start()
    shutter.begun.get(timeout=SOON_S)
    flow.close()
    asker.join(timeout=SOON_S)
    shutter.let.put(None)
    assert told == ["the device was closed: no more frames"]
