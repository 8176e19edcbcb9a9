"""A card laid over a dimmed page: its edges, and how dark the page is around it."""

import dataclasses
import functools
import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes, counted, quantile, quantile_of
from harness.domain.geometry import BoxPx


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A card on a dimmed page. ``dim`` is the scrim 0 … 1, ``fit`` 0 … 1."""

    box_px: BoxPx
    dim: float
    fit: float


_LEAST_DIM = 0.28
"""Scrims of real pop-ups darken by 0.4 and more; a tinted page comes to 0.25."""


def find_card(colour: Bytes, rows: int, top: int, bottom: int, zoom: float) -> Card | None:
    """The most card-like rectangle of an RGB thumbnail, or None.

    ``rows``, ``top`` and ``bottom`` are heights in work pixels (frame, status bar,
    navigation bar); ``zoom`` is frame pixels per work pixel.
    """
    height = colour.shape[0]
    k = height / rows
    y0 = max(round(top * k), round(0.03 * height))
    y1 = min(height - round(bottom * k), round(0.97 * height))
    page = np.ascontiguousarray(colour[y0:y1])
    if page.shape[0] < 12:
        return None
    planes = cv2.split(page)
    value = np.asarray(_greatest(planes), np.uint8)
    around = _Around(value)
    boxes: list[tuple[tuple[int, int, int, int], float]] = []
    if _may_be_dim(value[:, :2], value[:, -2:], share=0.42):
        boxes += (*_bright(value), *_framed(planes))
    if _may_be_dim(value[: round(0.15 * value.shape[0])], share=0.17):
        boxes += _sheet(value)
    found = [(box, fit, around.dim(box)) for box, fit in boxes]
    dimmest = max((dim for _, fit, dim in found if fit > 0.5), default=0.0)
    # what lies inside the card is bright, so the smallest box with a dim surrounding is it;
    # fit is squared, so that half of a card (its lower, white part) does not win by its size
    good = [c for c in found if c[2] > max(_LEAST_DIM, dimmest - 0.06)]
    if not good:
        return None
    (x, y, w, h), fit, dim = min(good, key=lambda c: c[0][2] * c[0][3] / c[1] ** 2)
    f = zoom / k
    box_px = BoxPx.from_edges(
        round(x * f), round((y + y0) * f), round((x + w) * f), round((y + y0 + h) * f)
    )
    return Card(box_px, round(float(dim), 3), round(float(fit), 3))


def _may_be_dim(*parts: Bytes, share: float) -> bool:
    """Whether what lies around a card can be as dark as a scrim makes it.

    It holds these parts of the page, and at most a fiftieth of it is brighter: so where more than
    ``share`` of the parts is, no box can have such surroundings.
    """
    bright = sum(np.count_nonzero(part > 255 * (1 - _LEAST_DIM) + 1) for part in parts)
    return bool(bright <= share * sum(part.size for part in parts))


def _bright(page: Bytes) -> list[tuple[tuple[int, int, int, int], float]]:
    """The largest region that is brighter than both margins, if it is compact."""
    height, width = page.shape
    strip = max(2, round(0.03 * width))
    margin = np.concatenate([page[:, :strip].ravel(), page[:, -strip:].ravel()])
    cap = quantile(margin, 0.97)
    bright = (page > cap + max(14.0, 0.12 * cap)).astype(np.uint8)
    box = np.ones((5, 5), np.uint8)
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, box)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, box)
    count, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    if count < 2:
        return []
    x, y, w, h, area = (int(v) for v in stats[1 + int(stats[1:, 4].argmax())])
    if not _centred(x, w, h, width, height):
        return []
    outside = bright
    outside[y : y + h, x : x + w] = 0
    stray = float(outside.mean())
    fit = min(1.0, area / (w * h) / 0.85) * max(0.0, 1 - stray / 0.06)
    return [((x, y, w, h), fit)] if fit >= 0.35 else []


_PLATEAU = 0.12
"""Least share of what a sheet leaves free that is one flat grey: a light page under a scrim."""


def _sheet(page: Bytes) -> list[tuple[tuple[int, int, int, int], float]]:
    """A sheet over the lower part, as wide as the screen; above it a light page made dark.

    A film above a page's text is dark too, but its brightest grey is no flat ground.
    """
    height, width = page.shape
    corner = round(_CORNER * width)
    rows = page[:, 2:-2]
    steps = cv2.absdiff(rows[2:], rows[:-2])[:, corner:-corner] > _STEP
    edges = np.concatenate(([0], np.count_nonzero(steps, axis=1) / steps.shape[1], [0]))
    # the clearest edge with a sheet below it; of equal ones the upper
    found: list[tuple[int, float]] = []
    for row in np.argsort(-edges, kind="stable").tolist():
        if edges[row] <= _SHEET_EDGE:
            break
        ground = _ends_at(rows, row, corner) if 0.15 * height < row < 0.85 * height else None
        if ground is not None:
            found.append((row, ground))
    if not found:
        return []
    # what stands on the page under the scrim (a film) has edges too, but nothing lit below them
    brightest = max(ground for _, ground in found)
    lit = (row for row, _ in found if quantile(rows[row + 2 : row + 10], 0.5) >= brightest + 12)
    row = next(lit, found[0][0])
    return [((0, row, width, height - row), min(1.0, float(edges[row]) / 0.9))]


def _ends_at(rows: Bytes, row: int, corner: int) -> float | None:
    """Grey of a flat dark page that ends at this row, where something lit begins, or None.

    Over the whole width: where one side is no lighter it is a card.
    """
    above, below = rows[:row], rows[row + 2 :]
    counts = counted(above)
    ground = quantile_of(counts, 0.97)
    if not _BLACK < ground < 255 * (1 - _LEAST_DIM):
        return None
    alike = counts[max(0, math.ceil(ground - 2)) : math.floor(ground + 2) + 1].sum()
    if alike < _PLATEAU * above.size:
        return None
    if np.count_nonzero(below > ground + 30) < 0.25 * below.size:
        return None
    sides = below[corner:, :corner], below[corner:, -corner:]
    whole = all(side.size and quantile(side, 0.5) >= ground + 12 for side in sides)
    return float(ground) if whole else None


_BLACK = 26
"""A white page under the darkest scrim (0.9) is as dark; film and letterbox are darker."""
_SHEET_EDGE = 0.8
"""Least share of the columns between the corners that meet the upper edge."""
_CORNER = 0.07
"""Of the width: corners are rounded by up to 28 dp of 411."""


def _centred(x: int, w: int, h: int, width: int, height: int) -> bool:
    inside = 0.4 * width <= w <= 0.97 * width and h >= 0.1 * height
    return inside and abs((x + w / 2) / width - 0.5) <= 0.08 and x >= 2 and x + w <= width - 2


_STEP = 9
"""Least grey step over two thumbnail pixels at a card's edge."""


def _greatest(planes: Sequence[Any]) -> Any:
    return functools.reduce(cv2.max, planes)


@functools.lru_cache(maxsize=8)
def _sides(width: int) -> Any:
    """Pairs of columns that a card's sides may run along: N x 2."""
    slack = round(0.04 * width)
    return np.array(
        [
            (left, width - 1 - left + shift)
            for left in range(2, round(0.25 * width))
            for shift in range(-slack, slack + 1, 2)
            if left + 4 < width - 1 - left + shift < width - 2
        ]
    )


def _framed(planes: Sequence[Any]) -> list[tuple[tuple[int, int, int, int], float]]:
    """The rectangle whose left and right edges run along most of the same rows."""
    height, width = planes[0].shape
    steps = _greatest([cv2.absdiff(p[:, 2:], p[:, :-2]) for p in planes])
    # lines of these are columns of the page: what runs along a side lies together
    across = np.zeros((width, height), np.uint8)
    across[1:-1] = cv2.transpose(steps) > _STEP
    across = np.asarray(cv2.dilate(across, np.ones((3, 1), np.uint8)), np.uint8)
    along = np.zeros((height + 1, width), np.uint8)
    along[1:-2] = _greatest([cv2.absdiff(p[2:], p[:-2]) for p in planes]) > _STEP
    along = np.asarray(cv2.dilate(along, _NEAR_ROW, anchor=(0, 5)), np.uint8)
    pairs = _sides(width)
    both = across[pairs[:, 0]] & across[pairs[:, 1]]
    counts = np.count_nonzero(both, axis=1)
    found = []
    for index in _best_of_each_left(pairs[:, 0], counts)[:16]:
        if counts[index] < 8:
            break
        rows = _longest(both[index])
        if rows[1] - rows[0] < 0.15 * height:
            continue
        left, right = pairs[index].tolist()
        rows = _stretched(rows, (across[left] | across[right]).tobytes())
        ends = [np.count_nonzero(along[row, left + 2 : right - 1]) for row in rows]
        wide = right - left - 3
        if min(ends) < 0.45 * wide:
            continue
        covered = np.count_nonzero(both[index, rows[0] : rows[1]]) / (rows[1] - rows[0])
        fit = min(1.0, (covered + sum(ends) / wide / 2) / 1.6)
        found.append(((left, rows[0], right - left + 1, rows[1] - rows[0]), fit))
    return found


_NEAR_ROW = np.ones((10, 1), np.uint8)
"""An end of a card is looked for in five rows above it and four below."""


def _best_of_each_left(lefts: Any, counts: Any) -> list[int]:
    """Of the pairs with the same left side the longest; longest first."""
    order = np.argsort(-counts)
    _, first = np.unique(lefts[order], return_index=True)
    return [int(order[i]) for i in np.sort(first)]


_GAP = 6


def _longest(column: Any) -> tuple[int, int]:
    """First row of the longest run with gaps of at most six rows, and the row behind its last."""
    rows = np.flatnonzero(column)
    if not len(rows):
        return 0, 0
    breaks = np.flatnonzero(rows[1:] - rows[:-1] > _GAP + 1)
    first = rows[np.concatenate(([0], breaks + 1))]
    last = rows[np.concatenate((breaks, [-1]))] + 1
    longest = int((last - first).argmax())
    return int(first[longest]), int(last[longest])


def _stretched(rows: tuple[int, int], either: bytes) -> tuple[int, int]:
    """Go on up and down while one of the two sides goes on."""
    first, last = rows
    while (row := either.rfind(1, max(0, first - 4), first)) >= 0:
        first = row
    while (row := either.find(1, last, last + 4)) >= 0:
        last = row + 1
    return first, last


class _Around:
    """How dark a page is around one box and another; what they share is counted once."""

    def __init__(self, page: Bytes) -> None:
        width = page.shape[1]
        self._first, last = round(0.4 * width), round(0.6 * width)
        self._left_out = last - self._first
        self._sides = np.hstack((page[:, : self._first], page[:, last:]))
        self._counts = counted(self._sides)

    def dim(self, box: tuple[int, int, int, int]) -> float:
        """How far the brightest of what lies outside is below white, 0 … 1.

        The strip above and below the card, where a close disc stands, does not count.
        """
        x, y, w, h = box
        rows = slice(max(0, y - 1), y + h + 1)
        within = self._sides[rows, self._column(max(0, x - 1)) : self._column(x + w + 1)]
        counts = self._counts - counted(within)
        return 1 - quantile_of(counts, 0.98) / 255 if counts.any() else 0.0

    def _column(self, x: int) -> int:
        """The page's column among those of the sides."""
        return x if x <= self._first else max(self._first, x - self._left_out)
