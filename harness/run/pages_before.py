"""The app's pages of a launch that were there before its pop-up came."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.domain.sight import Sight

MOST_PAGES = 6
"""A scrim that fades in dims the page in steps: the one before them is still among these."""
STEP_PX = 8
"""Whether a picture moves is told by every eighth pixel of every eighth row."""
LEVELS = 6
"""Of 255: a pixel that differs by more has changed."""
STILL_SHARE = 0.02
"""Up to this share of changed pixels a picture stands still: a countdown, a caret."""


class PagesBefore:
    """The last pages without a pop-up that differ, in grey (at 1080x2400 2.6 MB each)."""

    def __init__(self) -> None:
        self._pages: list[NDArray[np.uint8]] = []
        self._newest: Sight | None = None

    def below(self, pixels: NDArray[np.uint8]) -> Sequence[NDArray[np.uint8]]:
        """Those (grey, H x W, oldest first) that are another picture than this frame.

        An X that breathes or fades on what did not change is no page's.
        """
        if not self._pages:
            return ()
        now = _grey(pixels)
        return [page for page in self._pages if not stands(page, now)]

    def note(self, pixels: NDArray[np.uint8], sight: Sight) -> None:
        """Take in a frame (H, W, 3 or 4) if no pop-up was seen on it; equal ones share a sight."""
        if sight.popup is not None or not sight.capturable or sight is self._newest:
            return
        self._newest = sight
        page = _grey(pixels)
        if self._pages and stands(self._pages[-1], page):
            self._pages.pop()
        self._pages = [*self._pages[1 - MOST_PAGES :], page]


def stands(before: NDArray[np.uint8], now: NDArray[np.uint8]) -> bool:
    """Whether hardly anything changed between two frames, both grey or both in colour."""
    if before.shape != now.shape:
        return False
    differ = cv2.absdiff(before[::STEP_PX, ::STEP_PX], now[::STEP_PX, ::STEP_PX])
    most = differ.max(axis=2) if differ.ndim == 3 else differ
    return float(np.mean(most > LEVELS)) <= STILL_SHARE


def _grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    code = cv2.COLOR_RGBA2GRAY if pixels.shape[2] == 4 else cv2.COLOR_RGB2GRAY
    return np.asarray(cv2.cvtColor(pixels, code), np.uint8)
