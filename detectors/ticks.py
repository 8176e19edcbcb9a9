"""Boxes to tick: what stands beside such a box is a setting, no way out."""

import cv2
import numpy as np

from detectors.pixels import Bytes, View, crop_rgb, grey_of
from harness.domain.geometry import BoxPx

_REACH, _INTO, _OVER = 2.6, 1.5, 0.5
"""Of the letters' height: so far before the line's box one is looked for, and so far into it, for
a line can be found with its box; and so far above and below."""
_LEAST_SIDE, _MOST_SIDE = 0.5, 1.8
_SQUARE = 1.25
_LEVEL = 0.35
"""Its middle is at most so far above or below theirs."""
_APART, _NEAR = 0.22, 1.2
"""So much is free at both its sides, more than between letters (O is a ring too); and so much is
free behind it at most."""
_HOLLOW, _SOLID = 0.3, 0.6
"""Least share of an empty box that its line encloses, and of a ticked one that is filled; a line's
own first letter may be filled as much (N)."""
_DIFFERS = 20
"""Grey levels by which it differs from its ground."""


def box_before(view: View, line: BoxPx) -> bool:
    """Whether a square or ring of the letters' height, empty or filled, stands before a line."""
    high = line.height
    over, into = round(_OVER * high), min(round(_INTO * high), line.width // 2)
    first = line.x - round(_REACH * high)
    crop = crop_rgb(view, first, line.y - over, line.x + into, line.bottom + over)
    if min(crop.shape[:2]) < _OVER * high:
        return False
    start = crop.shape[1] - into
    grey = grey_of(crop).astype(np.int16)
    mask: Bytes = (np.abs(grey - int(np.median(grey))) > _DIFFERS).astype(np.uint8)
    outlines, nesting = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for at, outline in enumerate(outlines):
        x, y, wide, tall = cv2.boundingRect(outline)
        if nesting[0][at][3] >= 0 or not _has_form(wide, tall, y + tall / 2, high, over):
            continue
        end, band = x + wide, mask[over : over + high]
        behind_letters = bool(band[:, start:x].any()) if x > start else False
        if end < start - _NEAR * high or behind_letters or not _is_apart(band, x, end, high):
            continue
        holes = [outlines[i] for i in range(len(outlines)) if nesting[0][i][3] == at]
        empty = max((cv2.contourArea(hole) for hole in holes), default=0.0)
        filled = float(mask[y : y + tall, x:end].mean()) if end <= start else 0.0
        if empty > _HOLLOW * wide * tall or filled > _SOLID:
            return True
    return False


def _is_apart(band: Bytes, first: int, end: int, high: int) -> bool:
    """Whether nothing is drawn close beside these columns."""
    free = round(_APART * high)
    whole = end + free <= band.shape[1]
    return whole and not (
        band[:, max(0, first - free) : first].any() or band[:, end : end + free].any()
    )


_LINES_DP = (14, 20)
"""How high lines are that a node tells without saying where in it they stand."""


def box_told(view: View, node: BoxPx) -> bool:
    """Whether such a box stands at the left of a node, or right before it, at half its height."""
    heights = [round(dp * view.density / 160) for dp in _LINES_DP]
    top = node.center.y
    lines = (BoxPx(node.x, round(top - h / 2), node.width, h) for h in heights)
    return any(box_before(view, line) for line in lines)


def _has_form(wide: int, tall: int, middle: float, high: int, over: int) -> bool:
    side = max(wide, tall)
    level = abs(middle - over - high / 2) <= _LEVEL * high
    return level and _LEAST_SIDE * high <= side <= min(_MOST_SIDE * high, _SQUARE * min(wide, tall))
