"""A card laid over a dimmed page: where its edges are, and how dark the page is around it."""

import dataclasses
import functools
import re
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from detectors.bottom_sheets import LEAST_DIM, STEP, Rect, find_sheet
from detectors.card_choice import choose
from detectors.pixels import Bytes, largest_part, quantile, summed
from harness.domain.geometry import BoxPx

CARD_WITHIN = 0.014
"""Of the frame's width: so exactly a card's sides are known (cells of 1/108)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A card on a dimmed page. ``dim`` is the scrim 0 … 1, ``fit`` 0 … 1."""

    box_px: BoxPx
    dim: float
    fit: float


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
    boxes: list[tuple[Rect, float]] = []
    bright: list[tuple[Rect, float]] = []
    if _may_be_dim(value[:, :2], value[:, -2:], share=0.42):
        bright = _bright(value)
        boxes += (*bright, *_framed(planes))
    if _may_be_dim(value[: round(0.15 * value.shape[0])], share=0.17):
        boxes += find_sheet(value)
    chosen = choose(value, boxes)
    if chosen is None:
        return None
    x, y, w, h = _within(bright, chosen.box)
    f = zoom / k
    box_px = BoxPx.from_edges(
        round(x * f), round((y + y0) * f), round((x + w) * f), round((y + y0 + h) * f)
    )
    return Card(box_px, round(float(chosen.dim), 3), round(float(chosen.fit), 3))


_ALIKE = 0.75
"""Intersection over union."""


def _within(bright: Sequence[tuple[Rect, float]], box: Rect) -> Rect:
    """What a rectangle of edges shares with the bright region that is nearly the same.

    Sides of what lies above or below a card can go on in its own; a mark over its side is bright.
    """
    framed = BoxPx(*box)
    alike = (one for rect, _ in bright if (one := BoxPx(*rect)).iou(framed) >= _ALIKE)
    shared = next(alike, framed).intersection(framed)
    return shared.x, shared.y, shared.width, shared.height


def _may_be_dim(*parts: Bytes, share: float) -> bool:
    """Whether what lies around a card can be as dark as a scrim makes it.

    It holds these parts of the page, and at most a fiftieth of it is brighter: so where more than
    ``share`` of the parts is, no box can have such surroundings.
    """
    bright = sum(np.count_nonzero(part > 255 * (1 - LEAST_DIM) + 1) for part in parts)
    return bool(bright <= share * sum(part.size for part in parts))


def _bright(page: Bytes) -> list[tuple[Rect, float]]:
    """The largest region that is brighter than both margins, if it is compact.

    Where the margins are black and much of the page under the scrim is not, what is far brighter.
    """
    width = page.shape[1]
    strip = max(2, round(0.03 * width))
    margin = np.concatenate([page[:, :strip].ravel(), page[:, -strip:].ravel()])
    cap = quantile(margin, 0.97)
    found = _brighter_than(page, cap + max(14.0, 0.12 * cap))
    return found or (_brighter_than(page, _FAR_BRIGHTER) if cap < _BLACK_MARGIN else [])


_BLACK_MARGIN, _FAR_BRIGHTER = 40, 102
"""Greys of margins, and above what a page under the usual scrims (0.6 and more) shows."""


def _brighter_than(page: Bytes, level: float) -> list[tuple[Rect, float]]:
    """The largest region brighter than this, if it is compact and little else is so bright."""
    height, width = page.shape
    bright = (page > level).astype(np.uint8)
    box = np.ones((5, 5), np.uint8)
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, box)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, box)
    (x, y, w, h), area = largest_part(np.asarray(opened, np.uint8))
    if not _centred(x, w, h, width, height):
        return []
    outside = bright
    outside[y : y + h, x : x + w] = 0
    stray = float(outside.mean())
    fit = min(1.0, area / (w * h) / 0.85) * max(0.0, 1 - stray / 0.06)
    return [((x, y, w, h), fit)] if fit >= 0.35 else []


def _centred(x: int, w: int, h: int, width: int, height: int) -> bool:
    inside = 0.4 * width <= w <= 0.97 * width and h >= 0.1 * height
    return inside and abs((x + w / 2) / width - 0.5) <= 0.08 and x >= 2 and x + w <= width - 2


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


def _framed(planes: Sequence[Any]) -> list[tuple[Rect, float]]:
    """The rectangle whose left and right edges run along most of the same rows."""
    height, width = planes[0].shape
    steps = _greatest([cv2.absdiff(p[:, 2:], p[:, :-2]) for p in planes])
    # lines of these are columns of the page: what runs along a side lies together
    across = np.zeros((width, height), np.uint8)
    across[1:-1] = cv2.transpose(steps) > STEP
    across = np.asarray(cv2.dilate(across, np.ones((3, 1), np.uint8)), np.uint8)
    along = np.zeros((height + 1, width), np.uint8)
    along[1:-2] = _greatest([cv2.absdiff(p[2:], p[:-2]) for p in planes]) > STEP
    along = np.asarray(cv2.dilate(along, _NEAR_ROW, anchor=(0, 5)), np.uint8)
    pairs = _sides(width)
    both = across[pairs[:, 0]] & across[pairs[:, 1]]
    counts = summed(both, 1)
    found = []
    for index in _best_of_each_left(pairs[:, 0], counts)[:16]:
        if counts[index] < 8:
            break
        rows = _longest(both[index].tobytes())
        if rows[1] - rows[0] < 0.15 * height:
            continue
        left, right = pairs[index].tolist()
        outer = _stretched(rows, (across[left] | across[right]).tobytes())
        ends = [
            _end(along[:, left + 2 : right - 1], *pair) for pair in zip(rows, outer, strict=True)
        ]
        (top, above), (bottom, below) = ends
        if min(above, below) < 0.45:
            continue
        covered = both[index, top:bottom].tobytes().count(1) / (bottom - top)
        fit = min(1.0, (covered + (above + below) / 2) / 1.6)
        beyond = min(_beyond(along[row].tobytes(), left, right) for row in (top, bottom))
        found.append(_Framed((left, top, right - left + 1, bottom - top), fit, beyond))
    return [(c.box, c.fit) for c in found if not any(map(c.is_inside, found))]


def _end(along: Any, inner: int, outer: int) -> tuple[int, float]:
    """Of two rows the one of which more is edge, the outer one if equal; and how much."""
    shares = [along[row].tobytes().count(1) / along.shape[1] for row in (outer, inner)]
    return (inner, shares[1]) if shares[1] > shares[0] else (outer, shares[0])


def _beyond(edge: bytes, left: int, right: int) -> int:
    """How far an end of a card goes on beyond its left and its right side, the less of both."""
    before, behind = edge[: left + 1], edge[right:]
    return min(len(before) - len(before.rstrip(b"\x01")), len(behind) - len(behind.lstrip(b"\x01")))


_GOES_ON = 3


@dataclasses.dataclass(frozen=True, slots=True)
class _Framed:
    """A rectangle with edges all around."""

    box: Rect
    fit: float
    beyond: int
    """Pixels by which its upper and lower edges go on at both sides."""

    def is_inside(self, other: "_Framed") -> bool:
        """Whether it is a column of the other's picture, and the other the card."""
        if self.beyond < _GOES_ON:
            return False
        (x, y, w, h), (left, top, wide, high) = self.box, other.box
        level = abs(y - top) <= 2 and abs(y + h - top - high) <= 2
        return level and left < x and x + w < left + wide


_NEAR_ROW = np.ones((10, 1), np.uint8)
"""An end of a card is looked for in five rows above it and four below."""


def _best_of_each_left(lefts: Any, counts: Any) -> list[int]:
    """Of the pairs with the same left side the longest; longest first."""
    order = np.argsort(-counts)
    _, first = np.unique(lefts[order], return_index=True)
    return [int(order[i]) for i in np.sort(first)]


_RUN = re.compile(rb"\x01+(?:\x00{1,6}\x01+)*")
"""With gaps of at most six rows."""


def _longest(column: bytes) -> tuple[int, int]:
    """First row of the longest run, and the row behind its last."""
    runs = [run.span() for run in _RUN.finditer(column)]
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))


def _stretched(rows: tuple[int, int], either: bytes) -> tuple[int, int]:
    """Go on up and down while one of the two sides goes on."""
    first, last = rows
    while (row := either.rfind(1, max(0, first - 4), first)) >= 0:
        first = row
    while (row := either.find(1, last, last + 4)) >= 0:
        last = row + 1
    return first, last
