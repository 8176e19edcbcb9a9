"""What regulators ask about a closing control: size, contrast, opacity, distance, hidden share.

Every figure comes with the half width of a 95 % range. Edges are believed to 1.5 frame pixels
each (drawings are anti-aliased over two); colours to the spread of what they were taken from.
"""

import dataclasses

import numpy as np

from detectors.contrast import contrast_ratio
from detectors.layout import Layout
from detectors.pixels import Bytes, View, colour_at, crop_rgb, ink_and_ground, luma_of
from harness.domain.candidates import zone
from harness.domain.geometry import BoxPx, px_to_dp
from harness.domain.measures import Measured, Measures
from harness.domain.sight import Control, Role

_EDGE_PX = 1.5
_ALIKE = 1.25
"""Sides that differ by less than this factor look the same."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ink:
    """Colour of a mark and of the ground around its strokes, RGB 0 … 255."""

    mark: Bytes
    ground: Bytes
    ground_low: Bytes
    ground_high: Bytes
    light: bool


def ink_of(view: View, box: BoxPx) -> Ink | None:
    """Of the strokes or letters inside a box; None where it holds too few pixels.

    The mark's colour is the median of the extreme tenth of the pixels by grey, the ground's
    the median of the opposite third: anti-aliased edges fall in neither. Of the two ways to
    read the box (light or dark ink) the one with less ink is taken.
    """
    pixels = crop_rgb(view, box.x, box.y, box.right, box.bottom).reshape(-1, 3)
    if len(pixels) < 16:
        return None
    grey = luma_of(pixels)
    middle = (float(grey.max()) + float(grey.min())) / 2
    light = bool((grey > middle).mean() < 0.5)
    ink, ground = ink_and_ground(pixels, 1 / 10, light=light)
    low, centre, high = colour_at(ground, 0.1, 0.5, 0.9)
    return Ink(colour_at(ink, 0.5)[0], centre, low, high, light)


def contrast(ink: Ink) -> Measured:
    """WCAG 2 contrast ratio (L1 + 0.05) / (L2 + 0.05) of the mark against its ground."""
    ratio = contrast_ratio(ink.mark, ink.ground)
    ends = [contrast_ratio(ink.mark, g) for g in (ink.ground_low, ink.ground_high)]
    return Measured(round(ratio, 2), round(max(0.05, *(abs(e - ratio) for e in ends)), 2))


def alpha(ink: Ink) -> Measured | None:
    """Apparent opacity: how far the mark is on the way from its ground to white (or black).

    A grey mark of full opacity reads the same as a white one that is half transparent: the
    eye cannot tell them apart either. None on a ground that is (nearly) the ink's colour.
    """
    full = 255.0 if ink.light else 0.0
    mark, ground, low, high = (
        sum(colour.tolist()) / 3
        for colour in (ink.mark, ink.ground, ink.ground_low, ink.ground_high)
    )
    if abs(full - ground) < 24:
        return None
    share = (mark - ground) / (full - ground)
    ends = [(mark - g) / (full - g) for g in (low, high) if abs(full - g) >= 12]
    within = max([0.03, *(abs(e - share) for e in ends)])
    return Measured(round(min(1.0, max(0.0, share)), 3), round(within, 3))


def gap_px(one: BoxPx, other: BoxPx) -> float:
    """Shortest distance between two boxes' edges, 0 where they touch or overlap."""
    across = max(0, other.x - one.right, one.x - other.right)
    down = max(0, other.y - one.bottom, one.y - other.bottom)
    return float(np.hypot(across, down))


def hidden(view: View, layout: Layout, box: BoxPx, *, square: bool) -> Measured:
    """Share of a drawing under the status or navigation bar, or beyond the screen's edge.

    What lies beyond the edge is not on the picture: a control that is known to be square and
    touches the edge is taken to go on until it is square.
    """
    left, top, right, bottom = box.x, box.y, box.right, box.bottom
    side = max(box.width, box.height)
    if square and box.width < 0.9 * side and (left <= 1 or right >= view.width - 1):
        left, right = (right - side, right) if left <= 1 else (left, left + side)
    if square and box.height < 0.9 * side and (top <= 1 or bottom >= view.height - 1):
        top, bottom = (bottom - side, bottom) if top <= 1 else (top, top + side)
    whole = (right - left) * (bottom - top)
    seen_top, seen_bottom = layout.status_bar_px, view.height - layout.navigation_bar_px
    rows = max(0, min(bottom, seen_bottom) - max(top, seen_top))
    columns = max(0, min(right, view.width) - max(left, 0))
    share = 1 - rows * columns / whole if whole else 0.0
    within = min(0.5, 2 * _EDGE_PX / max(1, min(box.width, box.height)))
    return Measured(round(share, 3), round(within, 3))


def _dp(view: View, length_px: float) -> Measured:
    return Measured(
        round(px_to_dp(length_px, view.density), 1),
        round(px_to_dp(2 * _EDGE_PX, view.density), 1),
    )


def _alike(control: Control, controls: tuple[Control, ...]) -> int:
    def near(a: int, b: int) -> bool:
        return max(a, b) <= _ALIKE * max(1, min(a, b))

    mine = control.box_px
    return sum(
        c.role is control.role
        and near(c.box_px.width, mine.width)
        and near(c.box_px.height, mine.height)
        for c in controls
    )


def measure(
    view: View, layout: Layout, control: Control, controls: tuple[Control, ...], ink_px: BoxPx
) -> Measures:
    """All measures of one control; ``ink_px`` holds its strokes or letters."""
    ink = ink_of(view, ink_px)
    box, known = control.box_px, view.density_known
    gaps = [gap_px(box, c.box_px) for c in controls if c.role is Role.CTA]
    node = control.node_box_px
    where = (box.center.x / view.width, box.center.y / view.height)
    return Measures(
        width_dp=_dp(view, box.width) if known else None,
        height_dp=_dp(view, box.height) if known else None,
        declared_dp=(
            round(px_to_dp(node.width, view.density), 1),
            round(px_to_dp(node.height, view.density), 1),
        )
        if known and node is not None
        else None,
        contrast=contrast(ink) if ink is not None else None,
        alpha=alpha(ink) if ink is not None else None,
        cta_gap_dp=_dp(view, min(gaps)) if known and gaps else None,
        hidden=hidden(view, layout, box, square=control.role is Role.CLOSE),
        zone=zone(where),
        alike=_alike(control, controls),
    )
