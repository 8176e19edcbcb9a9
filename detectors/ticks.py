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
_HOLLOW, _SOLID = 0.3, 0.6
"""Least share of an empty box that its line encloses, and of a ticked one that is filled."""
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
    grey = grey_of(crop).astype(np.int16)
    mask: Bytes = (np.abs(grey - int(np.median(grey))) > _DIFFERS).astype(np.uint8)
    outlines, nesting = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for at, outline in enumerate(outlines):
        x, y, wide, tall = cv2.boundingRect(outline)
        if nesting[0][at][3] >= 0 or not _has_form(wide, tall, y + tall / 2, high, over):
            continue
        holes = [outlines[i] for i in range(len(outlines)) if nesting[0][i][3] == at]
        empty = max((cv2.contourArea(hole) for hole in holes), default=0.0)
        filled = float(mask[y : y + tall, x : x + wide].mean())
        if empty > _HOLLOW * wide * tall or filled > _SOLID:
            return True
    return False


def _has_form(wide: int, tall: int, middle: float, high: int, over: int) -> bool:
    side = max(wide, tall)
    level = abs(middle - over - high / 2) <= _LEVEL * high
    return level and _LEAST_SIDE * high <= side <= min(_MOST_SIDE * high, _SQUARE * min(wide, tall))
