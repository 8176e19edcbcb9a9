"""Pixels to sights, in the one way that a live trial and a re-judged one share."""

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.domain.exchange import Look
from harness.domain.sight import Sight, hamming
from harness.run.pages_before import PagesBefore, stands
from harness.run.ports import Eyes

ALIKE_BITS = 2
"""Perceptual hashes (64 bits) of one page at two moments: a caret, a clock's minute."""
MOST_KEPT = 48
MOST_MOVING, FADES_NS = 3, 250_000_000
"""So many pictures in a row that change, and as long as a dialog fades in, are only looked at; then
one is read after all."""
STILL_NS = 40_000_000
"""A picture stands still that has not changed for so long: of a fade of 250 ms a sixth."""


class ReadBefore:
    """Pictures that were read in full text and show no pop-up; one for all trials of a case.

    The start window and the app's own page come at every launch, and reading them takes longer
    than the pop-up takes to come: what was read once is not read again while a tap waits. Only
    whole pictures count that are alike to within ``ALIKE_BITS``; with a pop-up over it a page
    is another picture.
    """

    def __init__(self) -> None:
        self._hashes: list[str] = []

    def note(self, sight: Sight) -> None:
        """Take a sight that rests on reading."""
        if sight.popup is None and sight.capturable and not self.knows(sight.phash):
            self._hashes = [*self._hashes[1 - MOST_KEPT :], sight.phash]

    def knows(self, phash: str) -> bool:
        """Whether a picture like this was read and showed nothing."""
        return any(hamming(phash, known) <= ALIKE_BITS for known in self._hashes)


class Looker:
    """The eyes of one trial, with the last frame remembered. Use one a trial."""

    def __init__(self, eyes: Eyes, density_dpi: int, read_before: ReadBefore | None = None) -> None:
        self._eyes = eyes
        self._density_dpi = density_dpi
        self._read_before = read_before or ReadBefore()
        self._last: tuple[NDArray[np.uint8], Sight] | None = None
        self._glanced: tuple[NDArray[np.uint8], Sight] | None = None
        self._moving = 0
        self._moves_since_ns = 0
        self._stood: tuple[NDArray[np.uint8], int] | None = None
        self._before = PagesBefore()

    def see(self, pixels: NDArray[np.uint8], tree: str | None, command: Look, at_ns: int) -> Sight:
        """Sight of RGBA pixels (H, W, 4) taken at ``at_ns``; equal ones are not looked at twice.

        When a tap waits for a role, shapes and remembered words come first: reading takes
        longer than a person would notice, and the pop-up may be gone by then.
        """
        anew = tree is not None or command.read
        if not anew and (sight := _of_equal(self._last, pixels)) is not None:
            self._moving = 0
            return sight
        if command.enough is not None and not anew:
            sight = self._glance(pixels, at_ns)
            if not self._wants_reading(sight, command, at_ns):
                self._before.note(pixels, sight)
                return sight
        read = "full" if command.read else "crops"
        before = self._before.below(pixels)
        sight = self._eyes.see(pixels, tree, self._density_dpi, read=read, before=before)
        self._read_before.note(sight)
        self.remember(pixels, sight)
        return sight

    def remember(self, pixels: NDArray[np.uint8], sight: Sight) -> None:
        """Take this for the sight of these pixels while they do not change."""
        self._last = (pixels, sight)
        self._before.note(pixels, sight)

    def _glance(self, pixels: NDArray[np.uint8], at_ns: int) -> Sight:
        """A quick sight, and whether the picture moves: fades in, slides, changes the page."""
        known = _of_equal(self._glanced, pixels)
        sight = known or self._eyes.fast(
            pixels, self._density_dpi, before=self._before.below(pixels)
        )
        self._glanced = (pixels, sight)
        self._moving = 0 if self._stands_still(pixels, at_ns) else self._moving + 1
        if self._moving == 1:
            self._moves_since_ns = at_ns
        return sight

    def _stands_still(self, pixels: NDArray[np.uint8], at_ns: int) -> bool:
        """Whether hardly anything changed for ``STILL_NS``: frames 10 ms apart always look so."""
        if self._stood is None or not stands(self._stood[0], pixels):
            self._stood = (pixels, at_ns)
        return at_ns - self._stood[1] >= STILL_NS

    def _wants_reading(self, sight: Sight, command: Look, at_ns: int) -> bool:
        """Whether the quick sight will not do.

        A picture that moves is not read: half faded in it tells little, and the next one, which
        would show the control, would come only when it is read. What never stands still is read
        all the same, and so is what follows a pop-up: its words are known on equal pixels only,
        and that it went is not said of a picture that was not read.
        """
        if sight.popup is not None:
            return command.enough is None or not sight.with_role(command.enough)
        if self._read_before.knows(sight.phash):
            return False
        if self._last is not None and self._last[1].popup is not None:
            return True
        moved_long = self._moving > MOST_MOVING and at_ns - self._moves_since_ns >= FADES_NS
        return not self._moving or moved_long


def _of_equal(
    known: tuple[NDArray[np.uint8], Sight] | None, pixels: NDArray[np.uint8]
) -> Sight | None:
    """The sight of the same pixels, seen before."""
    if known is None or known[0].shape != pixels.shape:
        return None
    same = cv2.norm(known[0], pixels, cv2.NORM_INF) == 0
    return known[1] if same else None
