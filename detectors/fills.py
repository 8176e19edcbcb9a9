"""The one ground that words stand on: a button's fill, the cell of a dialog, or all of the card."""

import dataclasses
import functools
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes, View, rgb_of
from harness.domain.geometry import BoxPx, PointPx

_STEPS = (6, 4, 3, 2)
"""Greatest step of a channel from one pixel of a fill to the next: shaded ones first, pale last."""
_REACH = 200, 66
"""How far a fill is followed beside and above the words, in dp."""
_HIGH, _DISC = 72, 120
"""Greatest height of a button, and of a disc, in dp."""
_ROUND = 0.15
"""Greatest difference of a disc's width and height, as a share of its height."""
_SOLID, _FULL = 0.85, 0.72
"""Least share of its hull that a fill has, and of its box that the hull has (a disc: 0.785)."""
_HELD = 0.93
"""Least share of the words' box within a fill; the box may take a disc's edge for a stroke."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fill:
    """What is known of the ground around words."""

    button_px: BoxPx | None
    """The button filled so, or framed by a line; work pixels."""
    open_px: tuple[PointPx, ...]
    """Places beside the words from where the ground goes on too far: no outline is around them."""


def fill_around(view: View, words: BoxPx) -> Fill:
    """The ground around words (a box in work pixels), followed from beside and above them."""
    page = BoxPx(0, 0, view.work.shape[1], view.work.shape[0])
    across, down = (round(dp * view.dp) for dp in _REACH)
    window = BoxPx.from_edges(
        words.x - across, words.y - down, words.right + across, words.bottom + down
    ).intersection(page)
    gap, middle = max(2, round(0.3 * words.height)), words.center
    places = (
        PointPx(words.x - gap, middle.y),
        PointPx(words.right + gap, middle.y),
        PointPx(middle.x, words.y - gap),
    )
    seeds = {p: (p.x - window.x, p.y - window.y) for p in places if window.contains(p)}
    inside = BoxPx(words.x - window.x, words.y - window.y, words.width, words.height)
    # OpenCV fills no array that may not be written to; a frame at work scale may be such a one
    part = rgb_of(view.colour[window.y : window.bottom, window.x : window.right]).copy()
    endless = [f for f in _fills(part, [*seeds.values()], _STEPS[-1]) if _goes_on(f)]
    far = tuple(p for p, (x, y) in seeds.items() if any(fill[y, x] for fill in endless))
    closed = [seed for p, seed in seeds.items() if p not in far]
    for step in _STEPS if closed else ():
        found = _button(part, closed, inside, step, view.dp)
        if found is not None:
            button = BoxPx(found.x + window.x, found.y + window.y, found.width, found.height)
            return Fill(button.inflated(1).intersection(page), far)
    return Fill(None, far)


def is_filled(view: View, box: BoxPx) -> bool:
    """Whether a line (frame pixels) has a ground of its own: a cell may be as wide as its card."""
    k = view.scale
    edges = (round(edge * k) for edge in (box.x, box.y, box.right, box.bottom))
    return fill_around(view, BoxPx.from_edges(*edges)).button_px is not None


def _button(
    part: Bytes, seeds: list[tuple[int, int]], words: BoxPx, step: int, dp: float
) -> BoxPx | None:
    """The box of the first fill that is a button's, or of those at both sides together."""
    ended = [fill for fill in _fills(part, seeds, step) if not _goes_on(fill)]
    for fill in ended:
        box = _box_of(fill)
        if _holds(box, words) and _is_button(fill, box, words, dp):
            return box
    if not ended:
        return None
    both = functools.reduce(np.bitwise_or, ended[:2])
    if not _holds(_box_of(both), words):
        return None
    both[words.y : words.bottom, words.x : words.right] = 1
    box = _box_of(both)
    return box if _is_button(both, box, words, dp) else None


def _fills(part: Bytes, seeds: list[tuple[int, int]], step: int) -> list[Any]:
    """The fills that the seeds lie in, each once."""
    fills: list[Any] = []
    for x, y in seeds:
        if not any(fill[y, x] for fill in fills):
            fills.append(_flooded(part, (x, y), step))
    return fills


def _flooded(part: Bytes, seed: tuple[int, int], step: int) -> Any:
    """1 where the ground of a pixel goes on, in steps of so many levels at most."""
    mask = np.zeros((part.shape[0] + 2, part.shape[1] + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    cv2.floodFill(part, mask, seed, 0, (step,) * 3, (step,) * 3, flags)
    return mask[1:-1, 1:-1]


def _box_of(fill: Any) -> BoxPx:
    return BoxPx(*cv2.boundingRect(fill))


def _goes_on(fill: Any) -> bool:
    """Whether a fill leaves its window."""
    return bool(fill[0].any() or fill[-1].any() or fill[:, 0].any() or fill[:, -1].any())


def _holds(box: BoxPx, words: BoxPx) -> bool:
    return box.intersection(words).area >= _HELD * words.area


def _is_button(fill: Any, box: BoxPx, words: BoxPx, dp: float) -> bool:
    """Whether a fill is compact, of a button's size, and has the words at half its height."""
    round_one = abs(box.width - box.height) < _ROUND * box.height
    if not 1.15 * words.height <= box.height <= (_DISC if round_one else _HIGH) * dp:
        return False
    if box.width < 0.85 * box.height or abs(box.center.y - words.center.y) > 0.25 * box.height:
        return False
    contours, _ = cv2.findContours(fill, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outer = max(contours, key=cv2.contourArea)
    hull = cv2.contourArea(cv2.convexHull(outer))
    return bool(hull >= _FULL * box.area and cv2.contourArea(outer) >= _SOLID * hull)
