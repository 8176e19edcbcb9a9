"""The pill or disc around words in a corner of the screen."""

from typing import Any

import numpy as np

from detectors.buttons import find_button, find_disc
from detectors.lines import FAINT_SIDE, button_around, to_frame
from detectors.pixels import View
from harness.domain.geometry import BoxPx, SizePx


def pill_around(view: View, box: BoxPx) -> BoxPx | None:
    """The outline around a line in frame pixels, or None; both in frame pixels."""
    disc = disc_around(view, box) if is_short(box) else None
    k = view.scale
    work = BoxPx.from_edges(
        round(box.x * k), round(box.y * k), round(box.right * k), round(box.bottom * k)
    )
    size = SizePx(view.work.shape[1], view.work.shape[0])
    off = max(1, round(0.12 * work.height))
    tight = BoxPx(work.x, work.y + off, work.width, work.height - 2 * off).clipped_to(size)
    if tight.width < 4 or tight.height < 4:
        return disc
    if disc is not None:
        glass = filled_around(view, tight)
        # a photograph has edges all around short words as well
        if glass is None:
            return disc
        low, wide = glass.height < _LOW * disc.height * k, glass.width > _WIDE * disc.width * k
        return to_frame(view, glass) if low or wide else disc
    pill = button_around(view, tight)
    if pill is None or _askew(pill, tight, size) or pill.height > _HIGH * tight.height:
        pill = filled_around(view, tight) or pill
    if pill is None or _askew(pill, tight, size) or _of_something(view, pill, tight):
        pill = button_around(view, tight, FAINT_SIDE, most=1.0)
    return to_frame(view, pill) if pill and not _askew(pill, tight, size) else None


def disc_of_two(view: View, box: BoxPx) -> BoxPx | None:
    """The disc around short words and a line above or below them that was not seen; or None."""
    for y in (box.y, box.y - box.height):
        disc = disc_around(view, BoxPx(box.x, y, box.width, 2 * box.height))
        if disc is not None:
            return disc
    return None


_HIGH = 2.4
"""Usual height of a pill to its line: letters of 10 dp, as much again above and below."""


_LOW, _WIDE = 0.7, 1.12
"""A pill that is lower than this share of a disc, or so much wider, is none of its chords."""


def is_short(box: BoxPx) -> bool:
    """Whether a line is short enough to stand in a disc."""
    return box.width < 2.6 * box.height


def disc_around(view: View, box: BoxPx) -> BoxPx | None:
    """The disc around short words, whole on the screen and no larger than a button; or None."""
    disc = find_disc(view, box, least=1.08)
    whole = disc is not None and disc == disc.clipped_to(SizePx(view.width, view.height))
    return disc if whole and disc and disc.width < 64 * view.density / 160 else None


_STEP = 5.0
"""Least difference of mean grey at a side of a pill that is darker or lighter than its ground."""
_EVEN = 0.35
"""Least share of the steepest side that each side has."""


def filled_around(view: View, line: BoxPx) -> BoxPx | None:
    """The pill of glass around a line, both in work pixels, by what its sides have in common.

    Over a photograph no side is an edge all along, but the mean of what lies beside it is darker
    (or lighter) than within, at all four.
    """
    grey, high = view.work, line.height
    height, width = grey.shape
    reach = round(0.9 * high)
    x0, x1 = max(0, line.x - reach - 2), min(width, line.right + reach + 2)
    y0, y1 = max(0, line.y - reach - 2), min(height, line.bottom + reach + 2)
    rows = grey[y0:y1, line.x : line.right].astype(np.float32)
    columns = grey[line.y : line.bottom, x0:x1].astype(np.float32).T
    sides = [
        _rises(rows[: line.y - y0 + 2][::-1]),
        _rises(rows[line.bottom - y0 - 2 :]),
        _rises(columns[: line.x - x0 + 2][::-1]),
        _rises(columns[line.right - x0 - 2 :]),
    ]
    if not all(len(rises) for rises, _ in sides):
        return None
    for sign in (1.0, -1.0):
        places = [int(np.argmax(rises * sign)) for rises, _ in sides]
        steps = [float(r[at]) * sign for (r, _), at in zip(sides, places, strict=True)]
        sure = all(s > _CLEAR * n[at] for s, (_, n), at in zip(steps, sides, places, strict=True))
        if not sure or min(steps) < max(_STEP, _EVEN * max(steps)):
            continue
        up, down, left, right = places
        if max(up, down) <= 3 * min(up, down) + 4 * view.dp:
            return BoxPx.from_edges(
                line.x - left, line.y - up, line.right + right, line.bottom + down
            )
    return None


_CLEAR = 2.0
"""Least mean step at a side to what chance makes of it."""
_ALIKE = 4
"""Pixels next to each other that are no more than one witness: a photograph is smooth."""


def _rises(lines: Any) -> tuple[Any, Any]:
    """Mean step over two pixels at each distance outward, and its standard error."""
    steps = lines[2:] - lines[:-2]
    witnesses = max(1.0, lines.shape[1] / _ALIKE)
    return steps.mean(1), steps.std(1) / witnesses**0.5


def _of_something(view: View, pill: BoxPx, line: BoxPx) -> bool:
    """Whether what looks like a pill is the edge of something else: narrow, and too high."""
    return pill.width < 110 * view.dp and pill.height > 3 * line.height


def _askew(pill: BoxPx, line: BoxPx, size: SizePx) -> bool:
    """Whether a pill ends at the screen's edge, and its line is not in its middle."""
    off = abs((line.x - pill.x) - (pill.right - line.right))
    return (pill.x <= 1 or pill.right >= size.width - 1) and off > 0.6 * line.height


def badge_around(view: View, box: BoxPx) -> BoxPx | None:
    """The disc or square around a lone number below the status bar's rows, or None."""
    dp = view.density / 160
    if box.center.y < 26 * dp:
        return None
    disc, kind = find_button(view, box, step=4)
    # a letter in a larger square is an app's sign
    least, most = (18, 64) if kind == "disc" else (20, 29)
    screen = SizePx(view.width, view.height)
    fits = disc and least * dp <= disc.width <= most * dp and disc == disc.clipped_to(screen)
    return disc if fits else None


def one_of_a_row(view: View, badge: BoxPx) -> bool:
    """Whether a tile of the same width stands right beside it: a clock counts in several.

    Looked for in the rows above the digits, where nothing but tiles and ground is.
    """
    k = view.scale
    x, y, side = (round(v * k) for v in (badge.x, badge.y, badge.width))
    first, last = max(0, x - 2 * side), min(view.work.shape[1], x + 3 * side)
    rows = view.work[y + round(0.08 * side) : y + round(0.2 * side), first:last]
    if not rows.size:
        return False
    column, middle = rows.mean(0), x + side // 2 - first
    apart = np.abs(column - np.median(column[middle - side // 4 : middle + side // 4]))
    if apart.max() < _TILE_STANDS_OUT:
        return False
    within = np.diff(np.r_[False, apart < apart.max() / 3, False].astype(np.int8))
    starts, ends = (np.flatnonzero(within == way).tolist() for way in (1, -1))
    runs = list(zip(starts, ends, strict=True))
    own = next((r for r in runs if r[0] <= middle < r[1]), None)
    # what goes on to where one looked is the ground that a ring stands on
    tiles = [run for run in runs if run[0] > 0 and run[1] < len(column)]
    return own is not None and any(_beside(own, run) for run in tiles)


_TILE_STANDS_OUT = 25
"""Least grey between a tile and its ground."""


def _beside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two runs of pixels are of one width, with less than half of it between them."""
    wide = one[1] - one[0]
    gap = max(other[0] - one[1], one[0] - other[1])
    return 0 < gap < 0.5 * wide and abs(other[1] - other[0] - wide) <= 0.15 * wide
