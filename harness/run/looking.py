"""Pixels to sights, in the one way that a live trial and a re-judged one share."""

import numpy as np
from numpy.typing import NDArray

from harness.domain.exchange import Look
from harness.domain.sight import Sight, hamming
from harness.run.ports import Eyes

ALIKE_BITS = 2
"""Perceptual hashes (64 bits) of one page at two moments: a caret, a clock's minute."""
MOST_KEPT = 48


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

    def see(self, pixels: NDArray[np.uint8], tree: str | None, command: Look) -> Sight:
        """Sight of RGBA pixels (H, W, 4); equal pixels are not looked at twice.

        When a tap waits for a role, shapes and remembered words come first: reading takes
        longer than a person would notice, and the pop-up may be gone by then.
        """
        if self._last is not None and tree is None and not command.read:
            before, sight = self._last
            if before.shape == pixels.shape and np.array_equal(before, pixels):
                return sight
        if command.enough is not None and tree is None and not command.read:
            sight = self._eyes.fast(pixels, self._density_dpi)
            if sight.popup is not None and sight.with_role(command.enough):
                return sight
            if sight.popup is None and self._read_before.knows(sight.phash):
                return sight
        read = "full" if command.read else "crops"
        sight = self._eyes.see(pixels, tree, self._density_dpi, read=read)
        self._read_before.note(sight)
        self.remember(pixels, sight)
        return sight

    def remember(self, pixels: NDArray[np.uint8], sight: Sight) -> None:
        """Take this for the sight of these pixels while they do not change."""
        self._last = (pixels, sight)
