"""The × of a calculator: signs of its size stand in its row, and others in its column."""

import cv2
import numpy as np

from detectors.closes import in_work
from detectors.marks import Mark
from detectors.pixels import Bytes, View
from harness.domain.geometry import BoxPx, SizePx


def is_a_key(view: View, mark: Mark) -> bool:
    """Whether bare strokes are one of a field of signs on one ground, six or more besides it."""
    if mark.button:
        return False
    box = in_work(view, mark.glyph_px)
    side = max(box.width, box.height, 1)
    size = SizePx(view.work.shape[1], view.work.shape[0])
    middle, half = box.center, round(_HALF * side)
    row = BoxPx.from_edges(0, middle.y - half, size.width, middle.y + half).clipped_to(size)
    column = BoxPx.from_edges(middle.x - half, 0, middle.x + half, size.height).clipped_to(size)
    around = view.work[
        max(0, middle.y - side) : middle.y + side, max(0, middle.x - side) : middle.x + side
    ]
    strokes = float(np.quantile(around, 0.98 if mark.light else 0.02))
    ground = float(np.median(around))
    signs = (_alike(_ink(view.work, strip, ground, strokes), side) for strip in (row, column))
    return all(count - 1 >= _LEAST for count in signs)


_HALF, _LEAST = 0.9, 3
"""Half a strip's width in sides of the X; least signs besides it in its row and in its column."""


def _ink(work: Bytes, strip: BoxPx, ground: float, strokes: float) -> Bytes:
    part = work[strip.y : strip.bottom, strip.x : strip.right].astype(np.float32)
    share = (part - ground) / (strokes - ground) if strokes != ground else part * 0
    return ((share > _STROKE) & (share < _NO_MORE)).astype(np.uint8)


_STROKE, _NO_MORE = 0.5, 1.4
"""Of the way from the ground's grey to the strokes'."""


def _alike(ink: Bytes, side: int) -> int:
    """How many signs stand along the middle of a strip, of the X's size or lower (÷, −)."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high, wide = ink.shape
    along = wide > high
    count = 0
    for x, y, w, h in boxes[1:, :4].tolist():
        off = y + h / 2 - high / 2 if along else x + w / 2 - wide / 2
        large = _SMALLER * side <= max(w, h) <= _LARGER * side
        count += large and abs(off) <= _OFF * side
    return count


_SMALLER, _LARGER, _OFF = 0.5, 2.2, 0.5
"""Sizes in sides of the X, and how far off the strip's middle a sign's middle is at most."""
