"""The ring in an upper corner that shows how long one has to stay: two tones, or one arc alone."""

import dataclasses
from typing import Any

import cv2
import numpy as np

from detectors.circles import centres
from detectors.layout import Layout
from detectors.pixels import View, crop_rgb
from harness.domain.geometry import BoxPx

_LEAST_DP, _MOST_DP = 8.5, 23.0
"""Outer radius of a ring that shows time."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ring:
    """A ring with its disc, where it has one, in frame pixels."""

    box_px: BoxPx
    sure: float
    """0 … 1: how well two tones explain it."""
    middle: tuple[float, float]


def find_rings(view: View, layout: Layout) -> list[Ring]:
    """The surest ring in either upper corner.

    It takes about 30 ms, so it is nothing for the fast path.
    """
    found: list[Ring] = []
    for zone in _zones(view, layout):
        places = centres(view, zone, (_LEAST_DP - 2, _MOST_DP))
        rings = (ring_at(view, x, y) for x, y in places if _in_corner(view, layout, x, y))
        below = (r for r in rings if r is not None and not _in_status_bar(layout, r.box_px))
        best = max(below, key=lambda r: r.sure, default=None)
        if best is not None:
            found.append(best)
    return found


def _zones(view: View, layout: Layout) -> list[BoxPx]:
    """The corners in work pixels, with the reach of a ring."""
    height, width = view.work.shape
    reach = round(_MOST_DP * view.dp)
    side, deep = (round(edge * view.scale) + reach for edge in _depths(view, layout))
    side, deep = min(side, width // 2), min(deep, height)
    return [BoxPx(0, 0, side, deep), BoxPx(width - side, 0, side, deep)]


def _depths(view: View, layout: Layout) -> tuple[float, float]:
    """How far (frame pixels) from the side and from the top a ring's middle may lie."""
    deep = max(0.13 * view.height, 72 * view.density / 160)
    return 0.2 * view.width, layout.status_bar_px + deep


def _in_corner(view: View, layout: Layout, x: float, y: float) -> bool:
    aside, deep = _depths(view, layout)
    return min(x, view.width - x) < aside and y < deep


def _in_status_bar(layout: Layout, box: BoxPx) -> bool:
    """Whether a quarter of a ring or more lies in the status bar: its sign of wireless is arcs."""
    return box.y + box.height / 4 < layout.status_bar_px


_ANGLES = 120
"""Rows of a polar picture, clockwise from twelve."""
_PER_DP = 4
"""Its columns, from the middle outward."""
_COLUMNS = round((_MOST_DP + 4) * _PER_DP)


_WIDEST_GAP = 12
"""Columns from an edge to where the ground beside it is measured, where pixels are large."""


def _polar(view: View, cx: float, cy: float) -> Any:
    """The place around a point as angles x radii x RGB, float32."""
    dp = view.density / 160
    reach = _COLUMNS / _PER_DP * dp
    x0, y0 = int(cx - reach) - 1, int(cy - reach) - 1
    x1, y1 = int(cx + reach) + 2, int(cy + reach) + 2
    part = crop_rgb(view, x0, y0, x1, y1)
    pads = (max(0, -y0), max(0, y1 - view.height), max(0, -x0), max(0, x1 - view.width))
    if any(pads):
        part = np.asarray(cv2.copyMakeBorder(part, *pads, cv2.BORDER_REPLICATE), np.uint8)
    middle = (cx - 0.5 - x0, cy - 0.5 - y0)
    how = cv2.WARP_POLAR_LINEAR | cv2.INTER_LINEAR
    polar = cv2.warpPolar(part, (_COLUMNS, _ANGLES), middle, reach, how)
    return np.roll(polar.astype(np.float32), _ANGLES // 4, axis=0)


def _unlike(one: Any, other: Any) -> Any:
    """Greatest difference of any channel; ten times as fast as a maximum over so short an axis."""
    apart = np.abs(one - other)
    return np.maximum(np.maximum(apart[..., 0], apart[..., 1]), apart[..., 2])


def _steps(polar: Any, gap: int) -> Any:
    """How much it changes around each radius, angles x radii; 0 at both ends."""
    steps = np.zeros(polar.shape[:2], np.float32)
    steps[:, gap:-gap] = _unlike(polar[:, 2 * gap :], polar[:, : -2 * gap])
    return steps


def ring_at(view: View, cx: float, cy: float) -> Ring | None:
    """The ring around a point (frame pixels), or None."""
    dp = view.density / 160
    gap = min(max(2, round(1.2 * _PER_DP / dp)), _WIDEST_GAP)
    polar = _polar(view, cx, cy)
    steps = _steps(polar, gap)
    best: tuple[float, int] | None = None
    for inner, outer in _bands(steps):
        sure = _fit(polar, inner, outer, gap)
        if sure and (best is None or sure > best[0]):
            best = sure, outer
    if best is None:
        return None
    half = _disc(steps, best[1], gap) / _PER_DP * dp
    edges = (cx - half, cy - half, cx + half, cy + half)
    box = BoxPx.from_edges(*(round(edge) for edge in edges))
    whole = box.x >= 0 and box.y >= 0 and box.right <= view.width and box.bottom <= view.height
    return Ring(box, round(best[0], 3), (cx, cy)) if whole else None


_LEAST_STEP = 10.0
_LEAST_SPAN = 11
"""Angles of the shortest arc: 33 degrees."""
_THINNEST, _THICKEST, _WIDEST = 3, 20, 0.42
"""Columns between the two edges of a ring, and share of its radius that they are at most."""


def _bands(steps: Any) -> list[tuple[int, int]]:
    """Inner and outer edges (columns) that may be a ring's: radii where many angles change."""
    seen = np.sqrt(steps).mean(0)
    peaks: list[int] = []
    for column in np.argsort(-seen, kind="stable").tolist():
        if len(peaks) == _MOST_EDGES or seen[column] < 1.0:
            break
        highest = seen[column] == seen[max(0, column - 2) : column + 3].max()
        if highest and all(abs(column - other) >= _THINNEST for other in peaks):
            peaks.append(column)
    low, high = _LEAST_DP * _PER_DP, _MOST_DP * _PER_DP
    pairs = ((a, b) for a in peaks for b in peaks if low <= b <= high)
    return [(a, b) for a, b in pairs if _THINNEST <= b - a <= min(_THICKEST, _WIDEST * b)]


_MOST_EDGES = 6


def _fit(polar: Any, inner: int, outer: int, gap: int) -> float:
    """How surely the band between two radii is a ring of two tones, 0 where it is none."""
    wide = max(1, (outer - inner) // 4)
    band = polar[:, inner + wide : outer - wide + 1].mean(1)
    inside = polar[:, max(0, inner - gap - 1) : max(1, inner - gap + 1)].mean(1)
    outside = polar[:, outer + gap : outer + gap + 2].mean(1)
    clear = np.minimum(_unlike(band, inside), _unlike(band, outside))
    if np.count_nonzero(clear > _TOLD) < _LEAST_SPAN - _TRIM:
        return 0.0
    if _unlike(band[_OFF], band[_OFF - 2 * _OFF_TWELVE]).max() < _TOLD / 2:
        return 0.0
    start, end = _split(band)
    first = np.arange(start + _TRIM, end - _TRIM) % _ANGLES
    second = np.arange(end + _TRIM, start + _ANGLES - _TRIM) % _ANGLES
    longer = _LONGER * (outer - inner) / ((outer + inner) / 2) * _ANGLES / (2 * np.pi) - 2 * _TRIM
    fits = (
        _two_tones(band, inside, outside, clear, (arc, rest))
        for arc, rest in ((first, second), (second, first))
        if len(arc) >= longer
    )
    return max(fits, default=0.0)


_LONGER = 2.0
"""Least length of an arc to its width: a dot is none."""


_TRIM = 3
"""Angles at both ends of an arc that are left out: blur, round ends."""
_OFF_TWELVE = 4
"""Angles to both sides of twelve: 12 degrees."""
_OFF = np.arange(2 * _OFF_TWELVE + 1)


def _split(band: Any) -> tuple[int, int]:
    """Where the tone changes: near twelve, and so many angles on; most likely of all."""
    twice = np.concatenate([band, band, band]).astype(np.float64)
    sums = np.concatenate([np.zeros((1, 3)), twice.cumsum(0)])
    squares = np.concatenate([np.zeros((1, 3)), (twice * twice).cumsum(0)])
    starts = np.arange(-_OFF_TWELVE, _OFF_TWELVE + 1)[:, None] + _ANGLES
    spans = np.arange(_LEAST_SPAN, _ANGLES - _LEAST_SPAN + 1)[None, :]
    cost = _cost(sums, squares, starts + _TRIM, starts + spans - _TRIM)
    cost = cost + _cost(sums, squares, starts + spans + _TRIM - _ANGLES, starts - _TRIM)
    row, column = np.unravel_index(int(cost.argmin()), cost.shape)
    start = int(starts[row, 0]) - _ANGLES
    return start, start + int(spans[0, column])


def _cost(sums: Any, squares: Any, first: Any, last: Any) -> Any:
    """How unlikely one tone is from first to last: angles times the logarithm of its variance."""
    count = last - first
    mean = (sums[last] - sums[first]) / count[..., None]
    spread = (squares[last] - squares[first]) / count[..., None] - mean * mean
    return count * np.log(spread.sum(-1) + _NOISE)


_NOISE = 3 * 4.0**2
_TOLD = 18.0
"""Least difference of two tones, and of an arc and what lies beside it."""


def _two_tones(band: Any, inside: Any, outside: Any, clear: Any, parts: tuple[Any, Any]) -> float:
    """How surely an arc (angles) is drawn in one tone, and the rest in another or not at all."""
    arc, rest = parts
    edge = clear[arc]
    contrast = float(np.median(edge))
    least = 0.5 * contrast
    if contrast < _TOLD or (edge > least).mean() < 0.9 or min(*edge[:2], *edge[-2:]) < least:
        return 0.0
    tone, other = band[arc].mean(0), band[rest].mean(0)
    change, apart = float(_unlike(tone, other)), _unlike(band[rest], tone)
    if change < _CHANGE * max(contrast, float(np.median(clear[rest]))):
        return 0.0
    if np.quantile(apart, 0.1) < max(0.5 * _TOLD, 0.2 * contrast):
        return 0.0
    both = ((arc[-3:], rest[:3]), (rest[-3:], arc[:3]))
    if not all(_is_sharp(band, before, after, change) for before, after in both):
        return 0.0
    even = float(_unlike(band[arc], tone).mean()) / contrast
    off = _unexplained(band[rest], (inside[rest] + outside[rest]) / 2) / float(apart.mean())
    sure = 1.0 - 2 * even - off
    return sure if sure > _LEAST_SURE and _alone(inside, outside, tone, contrast, arc) else 0.0


_LEAST_SURE = 0.75


def _alone(inside: Any, outside: Any, tone: Any, contrast: float, arc: Any) -> bool:
    """Whether no arrow's head of an arc's tone lies beside it, and the ring frames nothing."""
    apart = np.minimum(_unlike(inside, tone), _unlike(outside, tone)) / contrast
    if (apart < 0.35).mean() > 0.05 or apart[_near_ends(arc)].min() < 0.55:
        return False
    framed = min(
        float(_unlike(inside, np.median(inside, axis=0)).mean()),
        float(_unlike(inside, outside).mean()),
    )
    return framed < max(10.0, 0.3 * contrast)


_CHANGE = 0.35
"""Least change of tone to the contrast of the clearer one: a thin ring may seem to change too."""


def _near_ends(arc: Any) -> Any:
    """The angles up to 18 degrees from where an arc ends; there an arrow would have its head."""
    turns = np.arange(-_HEAD, _HEAD + 1)
    return np.unique(np.concatenate([arc[0] + turns, arc[-1] + turns]) % _ANGLES)


_HEAD = 9


def _is_sharp(band: Any, before: Any, after: Any, change: float) -> bool:
    """Whether most of a change happens between two runs of angles, by no third tone."""
    start, end = band[before].mean(0), band[after].mean(0)
    if _unlike(start, end) < _SHARP * change:
        return False
    way, tones = end - start, band[(before[-1] + _BETWEEN) % _ANGLES] - start
    share = np.clip(tones @ way / float(way @ way), 0.0, 1.0)
    return bool(_unlike(tones, share[:, None] * way).max() < _THIRD * change)


_BETWEEN = np.arange(2 * _TRIM + 2)
_SHARP, _THIRD = 0.6, 0.35
"""Shares of the whole change: the least there, and the most off the way between both tones."""


def _unexplained(band: Any, ground: Any) -> float:
    """How far (root of the mean square) a band is from its ground seen through one tone."""
    middle, below = band - band.mean(0), ground - ground.mean(0)
    through = float((middle * below).sum() / max((below * below).sum(), 1.0))
    through = min(max(through, 0.0), 1.0)
    return float((np.abs(middle - through * below).max(-1) ** 2).mean() ** 0.5)


def _disc(steps: Any, outer: int, gap: int) -> float:
    """Radius (columns) of the disc that a ring is drawn on; else the ring's own."""
    seen = (steps > _LEAST_STEP).mean(0)
    first, last = outer + gap + 2, min(round(1.55 * outer) + 1, _COLUMNS - gap)
    window = seen[first:last]
    if len(window) and window.max() > 0.8:
        return float(first + int(window.argmax()))
    return float(outer)
