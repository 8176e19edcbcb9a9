"""A card laid over a dimmed page: its edges, and how dark the page is around it."""

import dataclasses
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes
from harness.domain.geometry import BoxPx


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A card on a dimmed page. ``dim`` is the scrim 0 … 1, ``fit`` 0 … 1."""

    box_px: BoxPx
    dim: float
    fit: float


def find_card(thumb: Bytes, rows: int, top: int, bottom: int, zoom: float) -> Card | None:
    """The most card-like rectangle of a thumbnail, or None.

    ``rows``, ``top`` and ``bottom`` are heights in work pixels (frame, status bar,
    navigation bar); ``zoom`` is frame pixels per work pixel.
    """
    height, width = thumb.shape
    k = height / rows
    y0 = max(round(top * k), round(0.03 * height))
    y1 = min(height - round(bottom * k), round(0.97 * height))
    page = thumb[y0:y1]
    if page.shape[0] < 12:
        return None
    best: tuple[float, tuple[int, int, int, int], float, float] | None = None
    for box, fit in (*_bright(page), *_framed(page)):
        dim = _dim_around(page, box)
        worth = fit * dim
        if dim > 0.12 and (best is None or worth > best[0]):
            best = (worth, box, dim, fit)
    if best is None:
        return None
    _, (x, y, w, h), dim, fit = best
    f = zoom / k
    box_px = BoxPx.from_edges(
        round(x * f), round((y + y0) * f), round((x + w) * f), round((y + y0 + h) * f)
    )
    return Card(box_px, round(dim, 3), round(fit, 3))


def _bright(page: Bytes) -> list[tuple[tuple[int, int, int, int], float]]:
    """The largest region that is brighter than both margins, if it is compact."""
    height, width = page.shape
    strip = max(2, round(0.03 * width))
    margin = np.concatenate([page[:, :strip].ravel(), page[:, -strip:].ravel()])
    cap = float(np.percentile(margin, 97))
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


def _centred(x: int, w: int, h: int, width: int, height: int) -> bool:
    inside = 0.4 * width <= w <= 0.97 * width and h >= 0.1 * height
    return inside and abs((x + w / 2) / width - 0.5) <= 0.08 and x >= 2 and x + w <= width - 2


_STEP = 9
"""Least grey step over two thumbnail pixels at a card's edge."""


def _framed(page: Bytes) -> list[tuple[tuple[int, int, int, int], float]]:
    """The rectangle whose left and right edges run along most of the same rows."""
    height, width = page.shape
    grey = page.astype(np.int16)
    across = np.zeros(page.shape, np.uint8)
    across[:, 1:-1] = np.abs(grey[:, 2:] - grey[:, :-2]) > _STEP
    along = np.zeros(page.shape, np.uint8)
    along[1:-1] = np.abs(grey[2:] - grey[:-2]) > _STEP
    lefts = range(2, round(0.3 * width))
    slack = round(0.04 * width)
    pairs = [
        (left, width - 1 - left + shift)
        for left in lefts
        for shift in range(-slack, slack + 1)
        if left + 4 < width - 1 - left + shift < width - 2
    ]
    xs = np.array(pairs)
    both = across[:, xs[:, 0]] & across[:, xs[:, 1]]
    counts = both.sum(0)
    found = []
    for index in np.argsort(-counts)[:4]:
        rows = _longest(both[:, index])
        if rows is None or rows[1] - rows[0] < 0.12 * height:
            continue
        left, right = pairs[int(index)]
        ends = [_end(along, left, right, row) for row in rows]
        if min(ends) < 0.45:
            continue
        covered = float(both[rows[0] : rows[1], index].mean())
        fit = min(1.0, (covered + sum(ends) / 2) / 1.6)
        found.append(((left, rows[0], right - left + 1, rows[1] - rows[0]), fit))
    return found


def _longest(column: Any) -> tuple[int, int] | None:
    """First and last row of the longest run with gaps of at most six rows."""
    hits = np.flatnonzero(column)
    if len(hits) < 8:
        return None
    cuts = np.flatnonzero(np.diff(hits) > 7)
    starts = np.concatenate(([0], cuts + 1))
    ends = np.concatenate((cuts, [len(hits) - 1]))
    longest = int(np.argmax(hits[ends] - hits[starts]))
    return int(hits[starts[longest]]), int(hits[ends[longest]]) + 1


def _end(along: Bytes, left: int, right: int, row: int) -> float:
    """Share of the columns between the sides that meet a horizontal edge near this row."""
    near = along[max(0, row - 5) : row + 5, left + 2 : right - 1]
    return float(near.any(0).mean()) if near.size else 0.0


def _dim_around(page: Bytes, box: tuple[int, int, int, int]) -> float:
    """How far the brightest of what lies outside is below white, 0 … 1.

    The strip below the card where a close disc stands does not count.
    """
    x, y, w, h = box
    outside = np.ones(page.shape, bool)
    outside[max(0, y - 1) : y + h + 1, max(0, x - 1) : x + w + 1] = False
    width = page.shape[1]
    outside[:, round(0.4 * width) : round(0.6 * width)] = False
    around = page[outside]
    if not around.size:
        return 0.0
    return 1 - float(np.percentile(around, 98)) / 255
