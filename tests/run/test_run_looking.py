"""Which frames are read, and which only looked at, while a tap waits."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from harness.domain.exchange import Look
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight
from harness.run.looking import Looker, ReadBefore

SIZE = SizePx(90, 200)
WAITING = Look(until_ns=1, enough=Role.CLOSE)
EVERY_NS = 60_000_000
PAGE, START, CARD = 10, 20, 30
FADING = (40, 50, 60)
HASHES = {PAGE: "0f0f0f0f0f0f0f0f", START: "ffff0000ffff0000", CARD: "00ff00ff00ff00ff"} | {
    shade: f"{shade:x}" * 8 for shade in (*FADING, 70)
}


class Eyes:
    """Sees by the frame's shade: a card has a pop-up, whose X only reading finds at first."""

    def __init__(self) -> None:
        self.read = 0
        self.glanced = 0
        self.remembers = False
        self.before: list[list[int]] = []
        """Shades of the pages that came with each frame."""

    def _sight(self, image: NDArray[np.uint8], *, words: bool) -> Sight:
        shade = int(image[0, 0, 0])
        if shade != CARD or not words:
            return Sight(size_px=SIZE, phash=HASHES.get(shade, f"{shade:016x}"))
        grounds = (Ground.DRAWN,)
        box = BoxPx(10, 10, 50, 50)
        return Sight(
            size_px=SIZE,
            phash=HASHES.get(shade, f"{shade:016x}"),
            popup=Popup(kind=PopupKind.DIALOG, box_px=box, score=0.9, grounds=grounds),
            controls=(Control(role=Role.CLOSE, box_px=box, score=0.9, grounds=grounds),),
        )

    def see(
        self,
        image: NDArray[np.uint8],
        hierarchy: str | None = None,
        density: int | None = None,
        *,
        read: str = "crops",
        before: Any = (),
    ) -> Sight:
        self.before.append([int(page[0, 0]) for page in before])
        self.read += 1
        self.remembers = True
        return self._sight(image, words=True)

    def fast(
        self, image: NDArray[np.uint8], density: int | None = None, *, before: Any = ()
    ) -> Sight:
        self.before.append([int(page[0, 0]) for page in before])
        self.glanced += 1
        return self._sight(image, words=self.remembers)


class Paced:
    """A looker whose frames come every 60 ms."""

    def __init__(self, eyes: Eyes, memory: ReadBefore | None = None) -> None:
        self._looker = Looker(eyes, 160, memory)
        self._now_ns = 0

    def see(self, pixels: NDArray[np.uint8], command: Look = WAITING) -> Sight:
        self._now_ns += EVERY_NS
        return self._looker.see(pixels, None, command, self._now_ns)


def frame(shade: int, spot: int = 0) -> NDArray[np.uint8]:
    """A frame of one shade; ``spot`` makes its pixels differ and its picture not."""
    pixels = np.full((SIZE.height, SIZE.width, 4), shade, np.uint8)
    pixels[-1, -1, 0] = spot
    return pixels


def test_a_page_that_was_read_once_is_not_read_again_while_a_tap_waits() -> None:
    """Also in the next launch, where its pixels differ a little."""
    eyes, memory = Eyes(), ReadBefore()
    looker = Paced(eyes, memory)
    for _ in range(2):
        looker.see(frame(PAGE))
    assert eyes.read == 1
    looker = Paced(eyes, memory)
    for spot in (1, 2, 3):
        looker.see(frame(PAGE, spot=spot))
    assert eyes.read == 1


def test_equal_pixels_of_a_known_page_are_looked_at_once_while_a_tap_waits() -> None:
    """Waiting for the pop-up costs captures, not looks."""
    eyes, memory = Eyes(), ReadBefore()
    Paced(eyes, memory).see(frame(PAGE), Look(until_ns=1))
    looker = Paced(eyes, memory)
    for _ in range(5):
        looker.see(frame(PAGE))
    assert (eyes.glanced, eyes.read) == (1, 1)


def test_a_picture_that_fades_in_is_not_read_until_it_stands() -> None:
    """Reading half of it would make the tap wait for what the next frame shows at a glance."""
    eyes, memory = Eyes(), ReadBefore()
    looker = Paced(eyes, memory)
    for shade in (PAGE, PAGE, *FADING):
        looker.see(frame(shade))
    assert eyes.read == 1, "the page that stood still"
    looker.see(frame(FADING[-1]))
    assert eyes.read == 2


@pytest.mark.parametrize(("every_ms", "read_at_ms"), [(25, 250), (60, 300), (400, 1200)])
def test_a_moving_picture_is_read_when_a_dialog_would_have_faded_in(
    every_ms: int, read_at_ms: int
) -> None:
    """Of 200 ms a fast phone gives eight pictures; one was read, and its tap came 0.4 s late."""
    eyes, memory = Eyes(), ReadBefore()
    looker = Looker(eyes, 160, memory)
    for early in (2, 1):
        looker.see(frame(PAGE), None, WAITING, -early * EVERY_NS)
    at_ms = 0
    while eyes.read == 1:
        shade = FADING[at_ms // every_ms % len(FADING)]
        looker.see(frame(shade), None, WAITING, at_ms * 1_000_000)
        at_ms += every_ms
    assert at_ms - every_ms == read_at_ms


def test_a_picture_that_never_stands_still_is_read_all_the_same() -> None:
    """A film has no still moment to wait for."""
    eyes, memory = Eyes(), ReadBefore()
    looker = Looker(eyes, 160, memory)
    for second, shade in enumerate((*FADING, 70)):
        looker.see(frame(shade), None, WAITING, second * 10**9)
    assert eyes.read == 1


def test_frames_in_quick_succession_do_not_make_a_fade_stand_still() -> None:
    """Ten milliseconds apart hardly a pixel changes; a card that came at once is read after 40."""
    eyes = Eyes()
    looker = Looker(eyes, 160, ReadBefore())
    for step in range(12):
        looker.see(frame(70 - 2 * step), None, WAITING, step * 10_000_000)
    assert eyes.read == 0
    for step in range(12, 20):
        looker.see(frame(START, spot=step), None, WAITING, step * 10_000_000)
        assert eyes.read == (step >= 16)


def test_a_countdown_is_no_movement() -> None:
    """A few pixels that change leave the picture standing."""
    eyes, memory = Eyes(), ReadBefore()
    looker = Paced(eyes, memory)
    looker.see(frame(START))
    looker.see(frame(START, spot=99))
    assert eyes.read == 1


def test_another_picture_is_read_and_a_pop_up_is_never_remembered_as_none() -> None:
    """The card's X is found by reading; its picture is not taken for a page afterwards."""
    eyes, memory = Eyes(), ReadBefore()
    looker = Paced(eyes, memory)
    looker.see(frame(PAGE))
    looker.see(frame(CARD))
    assert looker.see(frame(CARD)).popup is not None
    assert not memory.knows(HASHES[CARD])
    for _ in range(2):
        looker.see(frame(START))
    assert memory.knows(HASHES[START])


def test_without_a_waiting_tap_every_new_picture_is_read() -> None:
    """Watching is in no hurry, and misses nothing."""
    eyes, memory = Eyes(), ReadBefore()
    for spot in range(3):
        Paced(eyes, memory).see(frame(PAGE, spot), Look(until_ns=1))
    assert eyes.read == 3


def test_what_the_session_wants_read_is_read() -> None:
    """The page after a touch, in full."""
    eyes, memory = Eyes(), ReadBefore()
    looker = Paced(eyes, memory)
    for _ in range(2):
        looker.see(frame(PAGE))
    looker.see(frame(PAGE), Look(until_ns=1, read=True, enough=Role.CLOSE))
    assert eyes.read == 1 + 1


def test_what_follows_a_pop_up_is_read_though_it_moves() -> None:
    """Half faded in it was read once: the next frame is another, and the pop-up is still there."""
    eyes = Eyes()
    looker = Paced(eyes)
    looker.see(frame(CARD), Look(until_ns=1))
    eyes.remembers = False
    looker.see(frame(FADING[0]))
    assert eyes.read == 2
    looker.see(frame(FADING[1]))
    assert eyes.read == 2, "that one showed none: it may move"


def test_the_eyes_are_told_the_pages_that_came_before_in_this_launch() -> None:
    """Each once, a card never, the last six; the same picture as now is no page below it."""
    eyes = Eyes()
    looker = Paced(eyes)
    for shade in (PAGE, CARD, CARD, START):
        looker.see(frame(shade), Look(until_ns=1))
    looker.see(frame(START, spot=99), Look(until_ns=1))
    looker.see(frame(CARD), Look(until_ns=1))
    assert eyes.before == [[], [PAGE], [PAGE], [PAGE], [PAGE, START]]
    for shade in (*FADING, 70, PAGE):
        looker.see(frame(shade))
    assert eyes.before[-1] == [START, *FADING, 70], "it is the first page again"
    looker.see(frame(CARD, spot=99), Look(until_ns=1))
    assert eyes.before[-1] == [START, *FADING, 70, PAGE]
    Paced(eyes).see(frame(PAGE), Look(until_ns=1))
    assert eyes.before[-1] == []
