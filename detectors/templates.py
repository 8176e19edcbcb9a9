"""Pictures of an X on a grid of points, and how well grey patches correlate with them."""

from typing import Any

import numpy as np

from detectors.pixels import Floats

RADII = (3, 5)
"""Radii of the rank test in pixels of a pyramid level; three levels cover 8 … 60 dp."""
_GRID = 10
"""Half width of the sampled patch in steps; the patch covers twice the rank radius."""
_HALVES = (1.0, 1.15, 1.3, 1.45, 1.6)
"""Half widths in rank radii: the radii of all levels leave no size out."""
_STROKES = (0.22, 0.36, 0.55)
_GEMM_ALONE = 1 << 18
"""OpenBLAS multiplies so small a product without waking a thread, for which it would wait long
on a busy machine."""


def _templates() -> tuple[Floats, Floats, Any]:
    """Soft X pictures (columns), their masks, and (half in rank radii, stroke) of each."""
    yy, xx = np.mgrid[-_GRID : _GRID + 1, -_GRID : _GRID + 1] / (_GRID / 2)
    pictures, masks, kinds = [], [], []
    for half in _HALVES:
        for stroke in _STROKES:
            inside = (abs(xx) <= half + 0.12) & (abs(yy) <= half + 0.12)
            distance = np.minimum(abs(xx - yy), abs(xx + yy)) / 2**0.5
            soft = np.clip((stroke * half / 2 + 0.15 - distance) / 0.3, 0, 1)
            soft *= np.clip((half + 0.1 - np.maximum(abs(xx), abs(yy))) / 0.2, 0, 1)
            picture = (soft - soft[inside].mean()) * inside
            pictures.append((picture / np.sqrt((picture**2).sum())).ravel())
            masks.append(inside.astype(np.float32).ravel())
            kinds.append((half, stroke))
    return (
        np.array(pictures, np.float32).T.copy(),
        np.array(masks, np.float32).T.copy(),
        np.array(kinds),
    )


_PICTURES, _MASKS, KINDS = _templates()
_GY, _GX = np.mgrid[-_GRID : _GRID + 1, -_GRID : _GRID + 1]


class Grid:
    """Templates on some points of the patch, ready to be correlated with."""

    def __init__(self, points: Any) -> None:
        steps = np.array(RADII)[:, None] / (_GRID / 2)
        self.columns = np.rint(_GX.ravel()[points] * steps).astype(np.int64)
        self.rows = np.rint(_GY.ravel()[points] * steps).astype(np.int64)
        masks, pictures = _MASKS[points], _PICTURES[points]
        counts = masks.sum(0)
        pictures = pictures - masks * (pictures.sum(0) / counts)
        self._counts = counts
        self._length = np.sqrt((pictures * pictures).sum(0))
        self._masks = masks[:, :: len(_STROKES)].copy()
        self._both = np.hstack((pictures, self._masks))
        self.most_rows = _GEMM_ALONE // self._both.size

    def fits(self, patch: Floats) -> tuple[Any, Any]:
        """Signed correlation with each template (N x templates), and the grey spread inside."""
        patch -= patch.mean(1, keepdims=True)
        sums = patch @ self._both
        squares = np.repeat((patch * patch) @ self._masks, len(_STROKES), 1)
        kinds = len(self._counts)
        sums, inner = np.repeat(sums[:, kinds:], len(_STROKES), 1), sums[:, :kinds]
        norm = np.sqrt(np.maximum(squares - sums * sums / self._counts, 1.0))
        return inner / (norm * self._length), norm / np.sqrt(self._counts)


COARSE = Grid(np.flatnonzero(((_GX % 2 == 0) & (_GY % 2 == 0)).ravel()))
"""Every fourth grid point: enough to throw out most proposals."""
COARSE_FIT = 0.48
FINE = Grid(np.arange(_GX.size))
