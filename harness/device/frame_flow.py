"""Frames for eyes that are in a hurry: the next one is taken while the last is looked at.

One thread, which belongs to the flow. There is no queue: at most one frame waits, and it is
begun so late that it is just done when the eyes are. Whoever asks sooner has it begun at once.
"""

import dataclasses
import threading
import time
from collections.abc import Callable

from harness.device.records import RawFrame
from harness.domain.errors import DeviceError

MOST_LOOK_NS = 200_000_000
"""A look that took longer was a reading: the next one is not expected to."""


@dataclasses.dataclass(frozen=True)
class _Taken:
    begun_ns: int
    frame: RawFrame | None
    trouble: Exception | None = None


class FrameFlow:
    """Gives frames of one device to one caller at a time."""

    def __init__(self, capture: Callable[[], RawFrame]) -> None:
        self._capture = capture
        self._changed = threading.Condition()
        self._taken: _Taken | None = None
        self._begin_ns: int | None = None
        """When to begin the next capture; None while none is wanted."""
        self._busy = False
        self._closed = False
        self._given_ns = 0
        self._looked = False
        """Whether the time since the last frame was spent on looking at it."""
        self._capture_ns = 0
        self._thread: threading.Thread | None = None

    def next(self, since_ns: int, *, ahead: bool) -> RawFrame:
        """A frame whose capture began at ``since_ns`` (host monotonic) or later.

        ``ahead``: another one will be wanted as soon as this one is looked at. Raises what the
        capture raised.
        """
        with self._changed:
            asked_ns = time.monotonic_ns()
            looked_ns = min(asked_ns - self._given_ns, MOST_LOOK_NS)
            while (taken := self._ready(since_ns)) is None:
                if self._closed:
                    raise DeviceError("the device was closed: no more frames")
                if not self._busy:
                    self._want(0)
                self._changed.wait()
            self._given_ns = time.monotonic_ns()
            if ahead and taken.trouble is None:
                wait_ns = max(0, looked_ns - self._capture_ns) if self._looked else 0
                self._want(self._given_ns + wait_ns)
            self._looked = ahead
        if taken.frame is None:
            assert taken.trouble is not None
            raise taken.trouble
        return taken.frame

    def close(self) -> None:
        """End the thread; a capture that is under way is not waited for."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _ready(self, since_ns: int) -> _Taken | None:
        taken, self._taken = self._taken, None
        return taken if taken is not None and taken.begun_ns >= since_ns else None

    def _want(self, begin_ns: int) -> None:
        self._begin_ns = begin_ns
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="frames-ahead", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _work(self) -> None:
        while self._wait_for_begin():
            taken = self._take()
            with self._changed:
                self._taken, self._busy = taken, False
                self._capture_ns = time.monotonic_ns() - taken.begun_ns
                self._changed.notify_all()

    def _wait_for_begin(self) -> bool:
        """Wait until a capture is to begin; False at the end."""
        with self._changed:
            while not self._closed:
                if self._begin_ns is not None:
                    left_ns = self._begin_ns - time.monotonic_ns()
                    if left_ns <= 0:
                        self._begin_ns, self._busy = None, True
                        return True
                    self._changed.wait(left_ns / 1e9)
                else:
                    self._changed.wait()
            return False

    def _take(self) -> _Taken:
        begun_ns = time.monotonic_ns()
        try:
            return _Taken(begun_ns, self._capture())
        except Exception as trouble:  # noqa: BLE001  it is raised to whoever asks next
            return _Taken(begun_ns, None, trouble)
