"""Pictures of an X on a grid of points, and how well grey patches correlate with them."""

import dataclasses
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
_BOLD = 0.85
"""Four round lobes more than two strokes; also a share of the half width."""
_LETTER, _LETTER_STROKE = 0.72, 0.3
"""Width of a letter X as a share of its height, and its stroke."""
_DOUBT = 0.08
"""Blotches of photographs are like a bold X more often than like a thin one."""
_GEMM_ALONE = 1 << 18
"""OpenBLAS multiplies so small a product without waking a thread, for which it would wait long
on a busy machine."""


def _strokes(xx: Any, yy: Any, half: float, stroke: float) -> Any:
    """Soft picture 0 … 1 of two crossed strokes with flat ends."""
    distance = np.minimum(abs(xx - yy), abs(xx + yy)) / 2**0.5
    soft = np.clip((stroke * half / 2 + 0.15 - distance) / 0.3, 0, 1)
    return soft * np.clip((half + 0.1 - np.maximum(abs(xx), abs(yy))) / 0.2, 0, 1)


def _lobes(xx: Any, yy: Any, half: float, stroke: float) -> Any:
    """As ``_strokes``, with round ends."""
    radius = stroke * half / 2
    reach = (half - radius) * 2**0.5
    ways = [((xx + s * yy) / 2**0.5, (xx - s * yy) / 2**0.5) for s in (1, -1)]
    distance = [np.hypot(np.maximum(abs(along) - reach, 0), off) for along, off in ways]
    return np.clip((radius + 0.15 - np.minimum(*distance)) / 0.3, 0, 1)


@dataclasses.dataclass(frozen=True, slots=True)
class _Kinds:
    """Pictures of an X as columns, each of no mean and length 1 inside its mask."""

    pictures: Floats
    masks: Floats
    """One for each run of pictures that share it."""
    shared: int
    """Pictures to a mask."""
    kinds: Any
    """Half width in rank radii, and stroke as a share of it, of each picture."""
    doubt: float
    """How much better than the usual ones these must fit."""

    def on(self, points: Any) -> "_Kinds":
        """On some points of the patch alone."""
        masks = self.masks[points]
        spread = np.repeat(masks, self.shared, 1)
        pictures = self.pictures[points]
        pictures = pictures - spread * (pictures.sum(0) / spread.sum(0))
        return _Kinds(pictures, masks, self.shared, self.kinds, self.doubt)


def _drawn(
    draw: Any, strokes: tuple[float, ...], aspect: float = 1.0, doubt: float = 0.0
) -> _Kinds:
    """An X of every half width with each of these strokes, ``aspect`` as wide as high."""
    yy, xx = np.mgrid[-_GRID : _GRID + 1, -_GRID : _GRID + 1] / (_GRID / 2)
    xx = xx / aspect
    pictures, masks, kinds = [], [], []
    for half in _HALVES:
        inside = (abs(xx) <= half + 0.12) & (abs(yy) <= half + 0.12)
        masks.append(inside.astype(np.float32).ravel())
        for stroke in strokes:
            soft = draw(xx, yy, half, stroke)
            picture = (soft - soft[inside].mean()) * inside
            pictures.append((picture / np.sqrt((picture**2).sum())).ravel())
            kinds.append((half, stroke))
    columns, shared = (np.array(each, np.float32).T.copy() for each in (pictures, masks))
    return _Kinds(columns, shared, len(strokes), np.array(kinds), doubt)


_USUAL = _drawn(_strokes, _STROKES)
_RARE = (
    _drawn(_lobes, (_BOLD,), doubt=_DOUBT),
    _drawn(_strokes, (_LETTER_STROKE,), _LETTER, doubt=_DOUBT),
)
_GY, _GX = np.mgrid[-_GRID : _GRID + 1, -_GRID : _GRID + 1]


class Grid:
    """Templates on some points of the patch, ready to be correlated with."""

    def __init__(self, points: Any, *sorts: _Kinds) -> None:
        steps = np.array(RADII)[:, None] / (_GRID / 2)
        self.columns = np.rint(_GX.ravel()[points] * steps).astype(np.int64)
        self.rows = np.rint(_GY.ravel()[points] * steps).astype(np.int64)
        self.kinds = np.concatenate([sort.kinds for sort in sorts])
        self.doubts = np.concatenate([np.full(len(s.kinds), s.doubt) for s in sorts])
        sorts = tuple(sort.on(points) for sort in sorts)
        # the mask of each picture, by its place among all masks
        shared = np.concatenate([np.full(s.masks.shape[1], s.shared) for s in sorts])
        self._mask = np.repeat(np.arange(len(shared)), shared)
        self._masks = np.hstack([sort.masks for sort in sorts])
        pictures = np.hstack([sort.pictures for sort in sorts])
        self._counts = self._masks.sum(0)
        self._length = np.sqrt((pictures * pictures).sum(0))
        self._both = np.hstack((pictures, self._masks))

    def fits(self, patches: Floats) -> tuple[Any, Any]:
        """Signed correlation with each template (N x templates), and the grey spread inside."""
        patches -= patches.mean(1, keepdims=True)
        sums = _product(patches, self._both)
        squares = _product(patches * patches, self._masks)
        kinds = len(self._length)
        inner, around = sums[:, :kinds], sums[:, kinds:]
        norm = np.sqrt(np.maximum(squares - around * around / self._counts, 1.0))
        spread = norm / np.sqrt(self._counts)
        fits = inner / (norm.take(self._mask, 1) * self._length)
        return fits, spread.take(self._mask, 1)


def _product(rows: Floats, columns: Floats) -> Floats:
    """Matrix product in parts so small that each is done on one thread."""
    product = np.empty((len(rows), columns.shape[1]), np.float32)
    most = _GEMM_ALONE // columns.size
    for first in range(0, len(rows), most):
        np.matmul(rows[first : first + most], columns, out=product[first : first + most])
    return product


COARSE = Grid(np.flatnonzero(((_GX % 2 == 0) & (_GY % 2 == 0)).ravel()), _USUAL)
"""Every fourth grid point, usual strokes: enough to throw out most proposals."""
COARSE_FIT = 0.48
FINE = Grid(np.arange(_GX.size), _USUAL)
RARE = Grid(np.arange(_GX.size), *_RARE)
RARE_FIT = 0.6
"""Least coarse fit of an X of lobes or of a letter; theirs with usual strokes is 0.63 … 0.74."""
