"""What a desk shows, and how it is looked at."""

import dataclasses
import threading
import time

import numpy as np
from numpy.typing import NDArray

from harness.domain.geometry import SizePx
from harness.domain.place import Hop, Navigation, Place
from harness.domain.sight import Sight
from harness.run.pages_before import PagesBefore
from harness.run.ports import Eyes, Phone, RawFrame
from harness.studio.pictures import jpeg

CALM_AFTER_S = 3.0
READ_EVERY_S = 1.0
"""On a picture that never stands still, text is read so often."""
MOST_HOPS = 60


@dataclasses.dataclass(frozen=True)
class Picture:
    """A frame as it is shown: JPEG for the page, pixels (H, W, 4) RGBA for a fixture."""

    number: int
    at_ns: int
    size_px: SizePx
    data: bytes
    pixels: NDArray[np.uint8]


@dataclasses.dataclass(frozen=True)
class Live:
    """What a desk shows. ``state``: "connecting", "live", "resting", "scan", "trouble", "gone"."""

    state: str = "connecting"
    why: str = ""
    picture: Picture | None = None
    sight: Sight | None = None
    """Of that picture, never of another."""
    read: bool = False
    """Whether its text was read, or only shapes were looked for."""
    place: Place | None = None
    hops: tuple[tuple[int, Hop], ...] = ()
    """The last ones, each with its number (from 1)."""


class Looking:
    """One stretch of looking: knows the picture before, so that equal ones cost nothing."""

    def __init__(self, phone: Phone, eyes: Eyes) -> None:
        self._phone = phone
        self._eyes = eyes
        self._density = phone.facts().density_dpi
        self._mark = phone.mark()
        self._picture: Picture | None = None
        self._sight: Sight | None = None
        self._read = False
        self._changed_s = self._read_s = 0.0
        self._before = PagesBefore()

    @property
    def calm(self) -> bool:
        """Whether the picture has stood still for long."""
        return time.monotonic() - self._changed_s > CALM_AFTER_S

    def look(self) -> tuple[Picture, Sight, bool]:
        """The picture now and its sight: shapes at once, text once it stands still."""
        raw = self._phone.capture()
        now = time.monotonic()
        old = self._picture
        if old is None or self._sight is None or not _same(raw.pixels, old.pixels):
            self._picture = old = _picture(raw)
            self._changed_s = now
            self._read = now - self._read_s > READ_EVERY_S
            self._sight = self._see(raw.pixels, read=self._read)
        elif not self._read:
            self._read = True
            self._sight = self._see(old.pixels, read=True)
        return old, self._sight, self._read

    def _see(self, pixels: NDArray[np.uint8], *, read: bool) -> Sight:
        before = self._before.below(pixels)
        if read:
            self._read_s = time.monotonic()
            sight = self._eyes.see(pixels, None, self._density, before=before)
        else:
            sight = self._eyes.fast(pixels, self._density, before=before)
        self._before.note(pixels, sight)
        return sight

    def hops(self) -> tuple[tuple[int, Hop], ...]:
        """The last hops; one whose address became known later is told anew in its place."""
        navigation: Navigation = self._phone.navigation_since(self._mark)
        first = max(0, len(navigation.hops) - MOST_HOPS)
        return tuple(enumerate(navigation.hops, start=1))[first:]


def _same(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    return one.shape == other.shape and np.array_equal(one, other)


_COUNTER = iter(range(1, 1 << 62))
_COUNTING = threading.Lock()


def _picture(raw: RawFrame) -> Picture:
    with _COUNTING:
        number = next(_COUNTER)
    return Picture(
        number=number,
        at_ns=raw.at_ns,
        size_px=raw.size_px,
        data=jpeg(raw.pixels),
        pixels=raw.pixels,
    )
