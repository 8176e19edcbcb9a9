"""A sheet over the lower part of a dimmed page, as wide as the screen."""

import math
import statistics
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes, counted, quantile, quantile_of, summed

Rect = tuple[int, int, int, int]
"""x, y, width, height in pixels of a thumbnail."""
LEAST_DIM = 0.17
"""The weakest scrims of real pop-ups darken by 0.29, made-up ones by 0.2."""
SURE_DIM = 0.28
"""A tinted page comes to 0.25."""


STEP = 9
"""Least grey step over two thumbnail pixels at a card's or a sheet's edge."""


_LIT, _SURELY_DIM = (255 * (1 - dim) for dim in (LEAST_DIM, SURE_DIM))
"""Grey that no page under a scrim reaches, but for what is brightest on it; the second where it is
no tint."""
PLATEAU = 0.12
"""Least share of what a sheet leaves free that is one flat grey: a light page under a scrim."""


def find_sheet(page: Bytes) -> list[tuple[Rect, float]]:
    """A sheet over the lower part, as wide as the screen; above it a light page made dark.

    A film above a page's text is dark too, but its brightest grey is no flat ground. The sheet is
    lighter than that page, or flat and dark.
    """
    height, width = page.shape
    corner = round(_CORNER * width)
    rows = page[:, 2:-2]
    steps = cv2.absdiff(rows[2:], rows[:-2])[:, corner:-corner] > STEP
    edges = np.concatenate(([0], summed(steps, 1) / steps.shape[1], [0]))
    bright = summed(rows > _LIT, 1).cumsum()
    rounded = [
        row
        for row in np.flatnonzero(edges > _ROUND_EDGE).tolist()
        if row + _DEEP < height and _leaves_corners(page, row)
    ]
    # the clearest edge with a sheet below it; of equal ones the upper
    found: list[tuple[int, int, float]] = []
    dark: list[int] = []
    for row in np.argsort(-edges, kind="stable").tolist():
        if edges[row] <= _ROUND_EDGE:
            break
        if edges[row] <= _SHEET_EDGE and row not in rounded:
            continue
        lit = bright[row - 1] > 0.03 * rows[:row].size + 2
        if lit or not _HIGHEST * height < row < _LOWEST * height:
            continue  # its ground, the 0.97 quantile of what is above, would be too bright
        head = _head_of(row, rounded, height)
        ground = _ends_at(page, head, row, corner)
        if ground is not None and (ground < _SURELY_DIM or head in rounded):
            found.append((row, head, ground))
        elif row in rounded and _begins_dark(page, row):
            dark.append(row)
    if not found:
        return [_from_row(page, row, edges) for row in dark[:1]]
    # what stands on the page under the scrim (a film) has edges too, but nothing lit below them
    brightest = max(ground for _, _, ground in found)
    over = (
        head for row, head, _ in found if quantile(rows[row + 2 : row + 10], 0.5) >= brightest + 12
    )
    return [_from_row(page, next(over, found[0][1]), edges)]


def _head_of(row: int, rounded: Sequence[int], height: int) -> int:
    """The row, of those with ``rounded`` corners, at which a sheet's dark head begins; or its own.

    An offer of membership names itself there, in gold on black, and has its X there.
    """
    heads = (r for r in reversed(rounded) if row - _HEAD * height < r <= row - _DEEP)
    return next((r for r in heads if r > _HIGHEST * height), row)


_HEAD = 0.3
"""Most of the height that a sheet's head takes."""


def _from_row(page: Bytes, row: int, edges: Any) -> tuple[Rect, float]:
    height, width = page.shape
    return (0, row, width, height - row), min(1.0, float(edges[row]) / 0.9)


def _ends_at(page: Bytes, head: int, row: int, corner: int) -> float | None:
    """Grey of a flat dark page that ends at a sheet's ``head``, something lit below ``row``.

    Over the whole width: where one side is no lighter it is a card. None otherwise.
    """
    rows = page[:, 2:-2]
    above, below = rows[:head], rows[row + 2 :]
    counts = counted(above)
    ground = quantile_of(counts, 0.97)
    if ground >= _LIT:
        return None
    if ground <= _BLACK or _alike(counts, ground) < PLATEAU:
        middle = quantile_of(counts, 0.5)
        flat = _alike(counts, middle) >= _DARK_PLATEAU
        if not flat and quantile_of(counts, _ALL) >= _LIT:
            return None
        ground = middle if flat else ground
        if head == row and not _has_round_corners(page, row, ground):
            return None
    if np.count_nonzero(below > ground + 30) < 0.25 * below.size:
        return None
    sides = below[corner:, :_SIDE], below[corner:, -_SIDE:]
    whole = all(side.size and quantile(side, 0.5) >= ground + 12 for side in sides)
    return float(ground) if whole else None


def _begins_dark(page: Bytes, row: int) -> bool:
    """Whether what begins at this row is a dark sheet, nothing lit above.

    The words of a dark page that no scrim lies on are lit.
    """
    above, below = counted(page[:row, 2:-2]), counted(page[row + 2 :, 2:-2])
    level = int(np.argmax(below))
    if level > DARK or _alike(below, level) < _DARK_GROUND:
        return False
    return quantile_of(above, _ALL) < _LIT and _alike(above, level) <= _OF_THE_PAGE


def _leaves_corners(page: Bytes, row: int) -> bool:
    """Whether the page still shows outside both round corners of what begins at this row."""
    under = page[row + _DEEP // 2 : row + _DEEP + 1]
    deep = [statistics.median(under[:, end].tolist()) for end in (0, -1)]
    lines = page[row : row + 4].tolist()
    return any(all(map(_is_corner, (line, line[::-1]), deep)) for line in lines)


def _is_corner(line: Sequence[int], deep: float) -> bool:
    """Whether a row, from a side on, begins with the page; ``deep`` below, with what lies on it."""
    within = statistics.median(line[_INNER])
    return abs(line[0] - within) > _STILL_PAGE and abs(deep - within) <= _STILL_PAGE


_INNER = slice(5, 10)
"""Columns from a side, beyond a round corner, and on the head's own ground still."""


DARK = 70
"""Greatest grey of a dark sheet's ground."""
_DARK_GROUND = 0.28
"""Least share of a dark sheet that is its ground: its head, prices and a button are not."""
_OF_THE_PAGE = 0.35
"""Most of what is above that may be as grey: else the page goes on."""
_DEEP = 12
"""Thumbnail rows below its upper edge a sheet is as wide as the screen."""
_STILL_PAGE = 6
"""Least grey levels between a sheet and what shows outside its round corners."""


def _alike(counts: Any, ground: float) -> float:
    """Share of what is counted that is as grey as the ground, to two levels."""
    near = counts[max(0, math.ceil(ground - 2)) : math.floor(ground + 2) + 1]
    return float(near.sum() / max(1, counts.sum()))


_BLACK = 26
"""A white page under the darkest scrim (0.9) is as dark; film and letterbox are darker. So is a
dark page under a scrim, but a sheet over it has round corners, and what ends a film has none."""
_DARK_PLATEAU = 0.5
_ALL = 0.995
"""A page of pictures has no flat ground, but under a scrim none of it is lit; a film often is."""


def _has_round_corners(page: Bytes, row: int, ground: float) -> bool:
    """Whether both corners are still the page's ground in the first row that is lit between."""
    for line in page[row + 1 : row + 4]:
        lit = int(line[12:-12].min())
        if lit > ground + 30:
            return bool(max(line[0], line[-1]) < ground + _STILL_DARK * (lit - ground))
    return False


_SIDE = 2
"""Columns at each side of a sheet that nothing on it reaches: a picture keeps 12 dp away."""
_STILL_DARK = 0.4
_HIGHEST, _LOWEST = 0.15, 0.88
"""Share of the height above a sheet: a question of one line with two buttons; tabs begin lower."""
_SHEET_EDGE = 0.8
"""Least share of the columns between the corners that meet the upper edge."""
_ROUND_EDGE = 0.7
"""That much where its corners are seen to be round: what stands right above blurs it."""
_CORNER = 0.07
"""Of the width: corners are rounded by up to 28 dp of 411."""
