"""Pixels to sights, in the one way that a live trial and a re-judged one share."""

import numpy as np
from numpy.typing import NDArray

from harness.domain.exchange import Look
from harness.domain.sight import Sight
from harness.run.ports import Eyes


class Looker:
    """The eyes of one trial, with the last frame remembered. Use one a trial."""

    def __init__(self, eyes: Eyes, density_dpi: int) -> None:
        self._eyes = eyes
        self._density_dpi = density_dpi
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
        if command.enough is not None and tree is None:
            sight = self._eyes.fast(pixels, self._density_dpi)
            if sight.popup is not None and sight.with_role(command.enough):
                return sight
        read = "full" if command.read else "crops"
        sight = self._eyes.see(pixels, tree, self._density_dpi, read=read)
        self.remember(pixels, sight)
        return sight

    def remember(self, pixels: NDArray[np.uint8], sight: Sight) -> None:
        """Take this for the sight of these pixels while they do not change."""
        self._last = (pixels, sight)
