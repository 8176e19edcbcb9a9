"""A drawn X looked at closely: its strokes, its button, its contrast, its solitude."""

import dataclasses
import statistics
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from detectors.buttons import find_button
from detectors.contrast import contrast_of
from detectors.crosses import Cross
from detectors.pixels import Bytes, View, padded_grey
from harness.domain.geometry import BoxPx

SIDE = 64
REACH = 2.4
"""The close-up covers this many half widths to each side of the centre."""
_HALF = SIDE / 2 / REACH
_MIDDLE = SIDE // 2


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """An X with its measures. Boxes in frame pixels, ratios 0 … 1."""

    glyph_px: BoxPx
    box_px: BoxPx
    """The button (disc, ring, square) where one is drawn, else the glyph."""
    button: str
    """"disc", "square" or "" for a bare glyph."""
    shape: float
    """Likeness of the strokes to an X."""
    crowded: float
    """Strokes of the same colour left or right but not above and below: text."""
    contrast: float
    light: bool
    top_grey: float
    """Grey of the lighter of strokes and ground, 0 … 255."""


def _places(directions: Sequence[tuple[int, int]], steps: Sequence[float]) -> tuple[Any, Any]:
    """Rows and columns of a close-up, so many half widths from its middle."""
    points = [(dx * k * _HALF, dy * k * _HALF) for k in steps for dx, dy in directions]
    columns, rows = (
        np.array([round(_MIDDLE + v) for v in axis]) for axis in zip(*points, strict=True)
    )
    return rows, columns


_ON_STROKES = _places([(x, y) for x in (-1, 1) for y in (-1, 1)], (0.0, 0.3, 0.55))
_IN_GAPS = _places([(1, 0), (-1, 0), (0, 1), (0, -1)], (0.75, 0.95))


def _levels(patch: Bytes) -> tuple[float, float]:
    """Grey of the strokes and of the gaps between them."""
    strokes, gaps = patch[_ON_STROKES].tolist(), patch[_IN_GAPS].tolist()
    return statistics.median(strokes), statistics.median(gaps)


def _component(mask: Bytes) -> tuple[Bytes, tuple[int, int, int, int]] | None:
    """The connected strokes through the centre, or None when they run off the close-up."""
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    near = labels[_MIDDLE - 3 : _MIDDLE + 4, _MIDDLE - 3 : _MIDDLE + 4].ravel()
    near = near[near > 0]
    if count < 2 or not len(near):
        return None
    label = int(np.bincount(near).argmax())
    strokes = np.asarray(labels == label, np.uint8)
    x, y, w, h = cv2.boundingRect(strokes)
    if x <= 0 or y <= 0 or x + w >= SIDE or y + h >= SIDE or min(w, h) < 6:
        return None
    return (strokes, (x, y, w, h)) if max(w, h) >= _CROSSING else None


_CROSSING = round(1.4 * _HALF)
"""Pixels of a close-up: what is narrower may be where hair lines cross, not the whole of them."""


_CELLS = 25
_FILLED = 80
"""A cell is ink from so much of 255; hair lines fill less than half of theirs."""


_MID = _CELLS // 2
_AT_A_SIDE = [(e, m) for e in (0, 1) for m in (_MID - 1, _MID, _MID + 1)]
_OF_SIDES = np.array(
    [
        _AT_A_SIDE,
        [(_CELLS - 1 - e, m) for e, m in _AT_A_SIDE],
        [(m, e) for e, m in _AT_A_SIDE],
        [(m, _CELLS - 1 - e) for e, m in _AT_A_SIDE],
    ]
)
_NOTCHES = (_OF_SIDES[..., 0], _OF_SIDES[..., 1])
"""Rows and columns, 4 x 6, of the cells at the middle of each side."""


def _ideal(stroke: float) -> Bytes:
    yy, xx = np.mgrid[0:_CELLS, 0:_CELLS] / (_CELLS - 1) * 2 - 1
    distance = np.minimum(abs(xx - yy), abs(xx + yy)) / 2**0.5
    return np.asarray(distance <= stroke / 2, np.uint8)


_IDEALS: Any = np.array([_ideal(s).ravel() for s in (0.1, 0.14, 0.2, 0.28, 0.38, 0.5, 0.64)])
_IDEALS = _IDEALS.T.astype(np.float32).copy()


def _likeness(mask: Bytes, box: tuple[int, int, int, int], square: float) -> float:
    """Best overlap (intersection over union) with an ideal X; less where it is less ``square``."""
    x, y, w, h = box
    inner = mask[y : y + h, x : x + w] * np.uint8(255)
    how = cv2.INTER_AREA if max(w, h) > _CELLS else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(inner, (_CELLS, _CELLS), interpolation=how), np.uint8)
    if small[_NOTCHES].sum(1).max() > 255 * 6 / 2:
        return 0.0  # a square, a blotch: no ground between its arms on one side
    part = (small > _FILLED).ravel().astype(np.float32)
    both = part @ _IDEALS
    either = part.sum() + _IDEAL_INK - both
    return float((both / either).max()) * min(1.0, min(w, h) / max(w, h) / square)


_SQUARE, _LETTER = 0.8, 0.65
"""Least width as a share of the height, or the other way, of an X, and of a letter."""


_IDEAL_INK = _IDEALS.sum(0)


def _crowding(mask: Bytes, box: tuple[int, int, int, int]) -> float:
    """Share of stroke colour beside the X in its rows, less that above and below it."""
    x, y, w, h = box
    gap = round(0.25 * w)
    left = mask[y : y + h, max(0, x - w) : max(0, x - gap // 2)]
    right = mask[y : y + h, x + w + gap // 2 : x + 2 * w]
    above = mask[max(0, y - h) : max(0, y - gap // 2), x : x + w]
    below = mask[y + h + gap // 2 : y + 2 * h, x : x + w]
    shares = [float(p.mean()) if p.size else 0.0 for p in (left, right, above, below)]
    return max(0.0, max(shares[:2]) - max(shares[2:]))


def look_closely(view: View, cross: Cross, least_shape: float = 0.0) -> Mark | None:
    """Measure one proposal on the full picture; None when there are no strokes to see.

    Strokes less like an X than ``least_shape`` are not measured further: None too. The middle
    of a large X looks like a small one: where the strokes run off the close-up, or are no X as
    they are cut there, a wider one is taken.
    """
    cx, cy = cross.x / view.scale, cross.y / view.scale
    best: tuple[_Strokes, float, tuple[float, float]] | None = None
    for zoom in _ZOOMS:
        reach = cross.half / view.scale * zoom * REACH
        patch = padded_grey(view, cx, cy, reach, SIDE)
        levels = _levels(patch)
        if abs(levels[0] - levels[1]) < 6 or _hollow(patch, *levels):
            break
        strokes = _strokes_of(cross, patch, levels)
        if strokes is None:
            continue
        if best is None or strokes.likeness > best[0].likeness:
            best = strokes, reach, levels
        if not _runs_wide(strokes):
            break
    if best is None or best[0].likeness < least_shape:
        return None
    strokes, reach, levels = best
    return _measured(view, strokes, (cx - reach, cy - reach), 2 * reach / SIDE, levels)


_ZOOMS = (1.0, 2.0, 4.0)
_WIDE = round(1.6 * 2 * _HALF)
"""Pixels of a close-up: strokes so much wider than proposed hold something else too."""
_LEAST_LIKENESS = 0.5


def _strokes_of(cross: Cross, patch: Bytes, levels: tuple[float, float]) -> "_Strokes | None":
    if cross.thin:
        return _standing_out(patch, _SQUARE, light=cross.light)
    return _strokes(patch, levels, _LETTER if cross.rare else _SQUARE)


def _runs_wide(strokes: "_Strokes") -> bool:
    """Whether they are much wider than was proposed, and no X as they are cut here."""
    return max(strokes.box[2:]) > _WIDE and strokes.likeness < _LEAST_LIKENESS


_MOSTLY_INK = 0.55
"""Share of its box that a bold X fills; the ground there is then less than two fifths."""


def _hollow(patch: Bytes, stroke: float, gap: float) -> bool:
    """Whether the middle is paler than the arms: four squares of a menu, not two strokes."""
    middle = patch[_MIDDLE - 2 : _MIDDLE + 3, _MIDDLE - 2 : _MIDDLE + 3]
    solid = float(middle.max() if stroke > gap else middle.min())
    return (stroke - solid) / (stroke - gap) > _PALE


_PALE = 0.15


_NEAREST = 0.18
"""The threshold of that last try lies so far on the way from the strokes to the gaps."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Strokes:
    likeness: float
    mask: Bytes
    """All pixels of the strokes' side of the threshold."""
    box: tuple[int, int, int, int]


def _strokes(patch: Bytes, levels: tuple[float, float], square: float) -> _Strokes | None:
    """The most X-like connected strokes through the centre over three thresholds.

    Where all of them run together with something else, as white strokes over the corner of a pale
    card on a dark page, only what is nearly as light (or dark) as the strokes is one of them.
    """
    stroke, gap = levels
    best: _Strokes | None = None
    for share in (0.5, 0.35, 0.65, _NEAREST):
        if share == _NEAREST and best is not None:
            return best
        level = stroke + (gap - stroke) * share
        mask = ((patch > level) if stroke > gap else (patch < level)).astype(np.uint8)
        found = _component(mask)
        if found is None:
            continue
        likeness = _likeness(*found, square)
        if best is None or likeness > best.likeness + 0.03:
            best = _Strokes(likeness, mask, found[1])
    return best or _standing_out(patch, square, light=stroke > gap)


_WIDER = 13
"""Pixels of a close-up: more than where two bold strokes cross, less than an arm's length."""


def _standing_out(patch: Bytes, square: float, *, light: bool) -> _Strokes | None:
    """Strokes over two grounds, one as light (or dark) as they: what is thin and stands out."""
    what = cv2.MORPH_TOPHAT if light else cv2.MORPH_BLACKHAT
    thin = np.asarray(cv2.morphologyEx(patch, what, np.ones((_WIDER, _WIDER), np.uint8)), np.uint8)
    level = statistics.median(thin[_ON_STROKES].tolist()) / 2
    mask = (thin > level).astype(np.uint8)
    found = _component(mask) if level > _LEAST_STEP / 2 else None
    return None if found is None else _Strokes(_likeness(*found, square), mask, found[1])


_LEAST_STEP = 12


def _measured(
    view: View,
    strokes: _Strokes,
    origin: tuple[float, float],
    unit: float,
    levels: tuple[float, float],
) -> Mark:
    x, y, w, h = strokes.box
    glyph = BoxPx.from_edges(
        round(origin[0] + x * unit),
        round(origin[1] + y * unit),
        round(origin[0] + (x + w) * unit),
        round(origin[1] + (y + h) * unit),
    )
    button, kind = find_button(view, glyph)
    light = levels[0] > levels[1]
    filled = float(strokes.mask[y : y + h, x : x + w].mean())
    # bold strokes leave too little ground between them to measure their contrast against;
    # what fills its box without a button is a blotch
    bold = bool(button) and filled > _MOSTLY_INK
    around = glyph.inflated(round(0.25 * glyph.width)) if bold else glyph
    return Mark(
        glyph_px=glyph,
        box_px=button or glyph,
        button=kind,
        shape=strokes.likeness,
        crowded=_crowding(strokes.mask, strokes.box),
        contrast=contrast_of(view, around, light=light),
        light=light,
        top_grey=max(levels),
    )
