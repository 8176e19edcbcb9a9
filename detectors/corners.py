"""The corners of a screen, where skip pills and labels live."""

import dataclasses
from collections.abc import Sequence

from detectors.layout import Layout
from detectors.lines import Line, under_scrim
from detectors.pixels import View
from detectors.reading import Edges
from harness.domain.geometry import BoxPx


def bright_bands(view: View, layout: Layout) -> list[tuple[int, int]]:
    """The bands of ``corner_bands`` where more shows than a page under the card's scrim.

    All where a picture on a dark page may be the card. The system's bars do not count.
    """
    kept = []
    for first, last in corner_bands(view):
        top = max(first, layout.status_bar_px)
        bottom = max(top + 1, min(last, view.height - layout.navigation_bar_px))
        if not layout.surely_dims or not under_scrim(
            view, layout.dimming, BoxPx.from_edges(0, top, view.width, bottom)
        ):
            kept.append((first, last))
    return kept


def corner_bands(view: View) -> list[tuple[int, int]]:
    """First and last row (frame pixels) of the bands where skip pills and labels live."""
    high = min(round(0.14 * view.height), round(130 * view.density / 160))
    high = max(high, min(view.height // 3, round(64 * view.density / 160)))
    return [(0, high), (view.height - high, view.height)]


def strip_parts(view: View, bands: list[tuple[int, int]]) -> list[Edges]:
    """Edges of the place above the strip with the app's name, at the right: skips stand there.

    It reaches into the lower one of the bright ``bands``, so that no line is cut by both; none
    where that is not bright.
    """
    if not bands or bands[-1][0] == 0 or view.height < 1.5 * view.width:
        return []
    return [(view.width // 2, _above_strip(view), view.width, _overlap(view))]


def beyond(view: View, lines: Sequence[Line], others: Sequence[Line]) -> list[Line]:
    """Lines of ``strip_parts`` that it does not cut, and of which the bands hold none."""
    whole = (
        dataclasses.replace(line, exits_only=True)
        for line in lines
        if line.box_px.bottom < _overlap(view) - 2
    )
    return [a for a in whole if not any(b.box_px.contains(a.box_px.center) for b in others)]


def _overlap(view: View) -> int:
    return min(corner_bands(view)[1][0] + round(48 * view.density / 160), view.height)


def _above_strip(view: View) -> int:
    return round(view.height - min(0.26 * view.height, 220 * view.density / 160))


def upper_corners(view: View) -> list[tuple[int, int, int, int]]:
    """Edges (frame pixels) of the two upper corners, where small pills are looked for again."""
    high, side = corner_bands(view)[0][1], round(0.4 * view.width)
    return [(0, 0, side, high), (view.width - side, 0, view.width, high)]


def right_side(view: View) -> list[Edges]:
    """Edges of what lies between the right corners: a skip may stand above a button at the foot."""
    upper, lower = corner_bands(view)
    return [(round(0.62 * view.width), upper[1], view.width, lower[0])]


def head_of(view: View, card: BoxPx) -> list[Edges]:
    """Edges of a card's head, where sheets have words at one side that lead out of them."""
    edge = round(_HEAD_EDGE_DP * view.density / 160)
    high = round(_HEAD_DP * view.density / 160)
    top = max(0, card.y - edge)
    left, right = max(0, card.x - edge), min(view.width, card.right + edge)
    return [(left, top, right, min(view.height, card.y + high))]


_HEAD_DP, _HEAD_EDGE_DP = 72, 8
"""Of a sheet's title row, and of how exactly its edges are known."""


def in_corner(view: View, box: BoxPx) -> bool:
    """Whether a box is near a side and near the top or the bottom."""
    x, y = box.center.x / view.width, box.center.y / view.height
    return min(x, 1 - x) < 0.32 and (y < 0.18 or y > 0.8)


def above_strip(view: View, box: BoxPx) -> bool:
    """Whether a box is at the right, where splash pages have their skip above the app's name."""
    right = box.center.x > 0.68 * view.width
    return right and _above_strip(view) < box.center.y <= 0.8 * view.height


def at_tail(view: View, box: BoxPx) -> bool:
    """Whether a line of the upper right corner is long and ends at the side, as a film's pill.

    There what one waits for comes before the word that leads out: 12 秒后可领取奖励 | 关闭.
    """
    ends = box.right > 0.88 * view.width and box.x > 0.3 * view.width
    return ends and in_corner(view, box) and box.center.y < 0.1 * view.height


def at_head(view: View, box: BoxPx) -> bool:
    """Whether a line begins at the left of the first rows, and may go on beyond the corner.

    There an advertisement bears its sender and its label, or one shown while the app opens the
    words that lead on into it.
    """
    begins = box.x < 0.28 * view.width and box.right < 0.72 * view.width
    return begins and box.center.y < 0.1 * view.height
