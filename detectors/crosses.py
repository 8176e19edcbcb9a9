"""Where an X may be drawn: a rank test over the zones of a picture, then template correlation.

A pixel is a proposal when its centre and eight points on both diagonals are all darker (or
all lighter) than four points straight left, right, above and below. That is rare in
photographs and nearly always true of an X, whatever its size, colour or background.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes, Floats, View, crop_rgb, grey_of, halved
from detectors.sheets import PAD, Sheet, joined, lay
from harness.domain.geometry import BoxPx

RADII = (3, 4, 5)
"""Radii of the rank test in pixels of a pyramid level; three levels cover 8 … 60 dp."""
LEVELS = 3
_INNER = 2
"""The inner four points on the diagonals are so far out, at every radius."""
_STEP = 12
"""Least grey difference between diagonals and axes."""
_GRID = 10
"""Half width of the sampled patch in steps; the patch covers twice the rank radius."""
_MOST_PEAKS = 160
"""Of one radius in one zone: pages of fine pattern have thousands, and every one costs time."""
LEAST_FIT = 0.6
_TINY_FIT = 0.54
"""An X of 8 px correlates 0.06 less when its proposal is a pixel off."""
_STROKES = (0.22, 0.36, 0.55)
_GEMM_ALONE = 1 << 18
"""OpenBLAS multiplies so small a product without waking a thread, for which it would wait long
on a busy machine."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cross:
    """A likely X, in work pixels. ``half`` is half its width; ``fit`` is |correlation| 0 … 1."""

    x: float
    y: float
    half: float
    stroke: float
    """Stroke width as a share of ``half``."""
    light: bool
    """Light on dark."""
    fit: float
    spread: float
    """Standard deviation of the grey inside it."""


def _templates() -> tuple[Floats, Floats, Any]:
    """Soft X pictures (columns), their masks, and (half in rank radii, stroke) of each."""
    yy, xx = np.mgrid[-_GRID : _GRID + 1, -_GRID : _GRID + 1] / (_GRID / 2)
    pictures, masks, kinds = [], [], []
    for half in (1.0, 1.3, 1.6):
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


_PICTURES, _MASKS, _KINDS = _templates()
_GY, _GX = np.mgrid[-_GRID : _GRID + 1, -_GRID : _GRID + 1]


class _Grid:
    """Templates on some points of the patch, ready to be correlated with."""

    def __init__(self, points: Any) -> None:
        self.dx, self.dy = _GX.ravel()[points], _GY.ravel()[points]
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


_COARSE = _Grid(np.flatnonzero(((_GX % 2 == 0) & (_GY % 2 == 0)).ravel()))
"""Every fourth grid point: enough to throw out most proposals."""
_COARSE_FIT = 0.48
_FINE = _Grid(np.arange(_GX.size))


def _diagonal(grey: Any, by: int, best: Any) -> Any:
    """The best of the four pixels ``by`` away on both diagonals, without the padding."""
    high, wide = grey.shape
    across = best(grey[:, PAD - by : wide - PAD - by], grey[:, PAD + by : wide - PAD + by])
    return best(across[PAD - by : high - PAD - by], across[PAD + by : high - PAD + by])


class _Ranks:
    """The rank test on one level of a sheet; what the radii share is made once."""

    def __init__(self, grey: Bytes) -> None:
        self._grey = grey
        box = np.ones((3, 3), np.uint8)
        self._low: Any = cv2.erode(grey, box)
        self._high: Any = cv2.dilate(grey, box)
        low, high = (g[PAD:-PAD, PAD:-PAD] for g in (self._low, self._high))
        self._dark = cv2.max(low, _diagonal(self._low, _INNER, cv2.max))
        self._light = cv2.min(high, _diagonal(self._high, _INNER, cv2.min))

    def at(self, radius: int) -> Any:
        """How far all diagonal points lie beyond all axis points, in grey levels; 0 where not."""
        grey, reach = self._grey, radius + 1
        high, wide = grey.shape
        left, right = (grey[PAD:-PAD, PAD + d : wide - PAD + d] for d in (-reach, reach))
        above, below = (grey[PAD + d : high - PAD + d, PAD:-PAD] for d in (-reach, reach))
        axis_low = cv2.min(cv2.min(left, right), cv2.min(above, below))
        axis_high = cv2.max(cv2.max(left, right), cv2.max(above, below))
        dark = cv2.max(self._dark, _diagonal(self._low, radius, cv2.max))
        light = cv2.min(self._light, _diagonal(self._high, radius, cv2.min))
        return cv2.max(cv2.subtract(axis_low, dark), cv2.subtract(light, axis_high))


def _peaks(response: Any) -> tuple[Any, Any]:
    """Local maxima above the step as N x 2 integer (x, y) on the level, and their strengths."""
    _, strong = cv2.threshold(response, _STEP, 255, cv2.THRESH_TOZERO)
    top: Any = cv2.dilate(strong, np.ones((5, 5), np.uint8))
    mask = cv2.bitwise_and(cv2.compare(strong, top, cv2.CMP_EQ), strong)
    flat = np.flatnonzero(np.asarray(mask) != 0)
    y, x = np.divmod(flat, response.shape[1])
    return np.stack((x, y), 1) + PAD, np.asarray(strong).ravel()[flat]


def _strongest(strengths: Any, zones: Any) -> Any:
    """Indexes of the points inside a zone; of each zone at most the _MOST_PEAKS strongest."""
    kept = np.flatnonzero(zones >= 0)
    if len(kept) <= _MOST_PEAKS:
        return kept
    weak = [
        here[np.argpartition(strengths[here], -_MOST_PEAKS)[:-_MOST_PEAKS]]
        for zone in np.flatnonzero(np.bincount(zones[kept]) > _MOST_PEAKS)
        for here in (np.flatnonzero(zones == zone),)
    ]
    return np.setdiff1d(kept, np.concatenate(weak)) if weak else kept


@dataclasses.dataclass(frozen=True, slots=True)
class _Proposals:
    """Places on a sheet that pass the rank test at one radius."""

    sheet: Sheet
    zoom: int
    """Work pixels per pixel of the sheet."""
    radius: int
    points: Any
    zones: Any

    def patches(self, grid: _Grid, chosen: Any) -> Floats:
        """Grey on the grid around the chosen points, N x grid."""
        step, wide = self.radius / (_GRID / 2), self.sheet.grey.shape[1]
        offsets = np.rint(grid.dy * step).astype(np.int64) * wide
        offsets += np.rint(grid.dx * step).astype(np.int64)
        points = self.points[chosen]
        corner = points[:, 1] * wide + points[:, 0]
        return np.asarray(self.sheet.grey.ravel().take(corner[:, None] + offsets), np.float32)

    def places(self, chosen: Any) -> Any:
        """Centres of the chosen points in work pixels, N x 2."""
        places = self.sheet.place_of(self.points[chosen], self.zones[chosen])
        return places * self.zoom + (self.zoom - 1) / 2


def _proposals(work: Bytes, zones: Sequence[BoxPx], levels: int) -> list[_Proposals]:
    found = []
    zones = joined(zones)
    for level in range(levels):
        zoom = 2**level
        work = halved(work) if level else work
        sheet = lay(work, [_shrunk(zone, zoom) for zone in zones])
        if sheet is None or min(work.shape) < 2 * PAD:
            break
        ranks = _Ranks(sheet.grey)
        for radius in RADII:
            points, strengths = _peaks(ranks.at(radius))
            inside = sheet.zone_of(points)
            kept = _strongest(strengths, inside)
            if len(kept):
                found.append(_Proposals(sheet, zoom, radius, points[kept], inside[kept]))
    return found


def _shrunk(zone: BoxPx, zoom: int) -> BoxPx:
    edges = (zone.x // zoom, zone.y // zoom, -(-zone.right // zoom), -(-zone.bottom // zoom))
    return BoxPx.from_edges(*edges)


def _correlated(proposals: Sequence[_Proposals], chosen: Any, grid: _Grid) -> Any:
    """Fits and spreads of the chosen points of all proposals together."""
    pairs = zip(proposals, chosen, strict=True)
    patches = np.concatenate([p.patches(grid, c) for p, c in pairs])
    starts = range(0, max(1, len(patches)), grid.most_rows)
    parts = [grid.fits(patches[start : start + grid.most_rows]) for start in starts]
    return tuple(np.concatenate(both) for both in zip(*parts, strict=True))


def _search(
    work: Bytes, zones: Sequence[BoxPx], levels: int, most: int, least: float = LEAST_FIT
) -> list[Cross]:
    """Up to ``most`` likely X drawings in the zones of a grey picture, best first."""
    proposals = _proposals(work, zones, levels)
    if not proposals:
        return []
    ends = np.cumsum([len(p.points) for p in proposals])[:-1]
    coarse, _ = _correlated(proposals, [slice(None)] * len(proposals), _COARSE)
    passed = np.split(np.abs(coarse).max(1) >= _COARSE_FIT, ends)
    fits, spreads = _correlated(proposals, passed, _FINE)
    kinds = np.abs(fits).argmax(1)
    rows = np.arange(len(kinds))
    fits, spreads = fits[rows, kinds], spreads[rows, kinds]
    pairs = list(zip(proposals, passed, strict=True))
    sizes = [np.full(np.count_nonzero(c), float(p.radius * p.zoom)) for p, c in pairs]
    x, y = np.concatenate([p.places(c) for p, c in pairs]).T
    halves = _KINDS[kinds, 0] * np.concatenate(sizes)
    return [
        Cross(
            float(x[i]),
            float(y[i]),
            float(halves[i]),
            float(_KINDS[kinds[i], 1]),
            bool(fits[i] > 0),
            float(abs(fits[i])),
            float(spreads[i]),
        )
        for i in _distinct(x, y, halves, np.abs(fits), most, least)
    ]


def _distinct(x: Any, y: Any, halves: Any, fits: Any, most: int, least: float) -> list[int]:
    """Indexes of the best of each place, best first."""
    order = np.argsort(-fits, kind="stable")
    order = order[fits[order] >= least]
    kept: list[int] = []
    while len(order) and len(kept) < most:
        best = order[0]
        kept.append(int(best))
        reach = 0.8 * np.maximum(halves[order], halves[best])
        near = (np.abs(x[order] - x[best]) < reach) & (np.abs(y[order] - y[best]) < reach)
        order = order[~near]
    return kept


def find_crosses(view: View, most: int = 24, zones: Sequence[BoxPx] | None = None) -> list[Cross]:
    """Up to ``most`` likely X drawings, best first; only in ``zones`` (work pixels) if given."""
    height, width = view.work.shape
    whole = [BoxPx(0, 0, width, height)]
    return _search(view.work, zones if zones is not None else whole, LEVELS, most)


def find_tiny_crosses(view: View, zones: Sequence[BoxPx], most: int = 6) -> list[Cross]:
    """X drawings too small for the work scale: the zones (work pixels) at twice that scale."""
    found: list[Cross] = []
    k = 1 / view.scale
    for zone in zones:
        edges = (zone.x, zone.y, zone.right, zone.bottom)
        part = crop_rgb(view, *(round(edge * k) for edge in edges))
        size = (2 * zone.width, 2 * zone.height)
        if min(size) < 4 * PAD:
            continue
        how = cv2.INTER_AREA if view.scale <= 0.5 else cv2.INTER_CUBIC
        grey = grey_of(np.ascontiguousarray(cv2.resize(part, size, interpolation=how)))
        found += [
            dataclasses.replace(c, x=zone.x + c.x / 2, y=zone.y + c.y / 2, half=c.half / 2)
            for c in _search(grey, [BoxPx(0, 0, *size)], 1, most, _TINY_FIT)
        ]
    found.sort(key=lambda c: -c.fit)
    return found[:most]
