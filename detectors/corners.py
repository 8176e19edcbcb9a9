"""The corners of a screen, where skip pills and labels live."""

from detectors.layout import Layout
from detectors.lines import under_scrim
from detectors.pixels import View
from harness.domain.geometry import BoxPx


def bright_bands(view: View, layout: Layout) -> list[tuple[int, int]]:
    """The bands of ``corner_bands`` where more shows than a page under the card's scrim.

    The system's bars do not count.
    """
    kept = []
    for first, last in corner_bands(view):
        top = max(first, layout.status_bar_px)
        bottom = max(top + 1, min(last, view.height - layout.navigation_bar_px))
        if not under_scrim(view, layout.card, BoxPx.from_edges(0, top, view.width, bottom)):
            kept.append((first, last))
    return kept


def corner_bands(view: View) -> list[tuple[int, int]]:
    """First and last row (frame pixels) of the bands where skip pills and labels live."""
    high = min(round(0.14 * view.height), round(130 * view.density / 160))
    high = max(high, min(view.height // 3, round(64 * view.density / 160)))
    return [(0, high), (view.height - high, view.height)]


def upper_corners(view: View) -> list[tuple[int, int, int, int]]:
    """Edges (frame pixels) of the two upper corners, where small pills are looked for again."""
    high, side = corner_bands(view)[0][1], round(0.4 * view.width)
    return [(0, 0, side, high), (view.width - side, 0, view.width, high)]


def in_corner(view: View, box: BoxPx) -> bool:
    """Whether a box is near a side and near the top or the bottom."""
    x, y = box.center.x / view.width, box.center.y / view.height
    return min(x, 1 - x) < 0.32 and (y < 0.18 or y > 0.8)
