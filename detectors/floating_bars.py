"""Bars that lie over a page without a scrim: an invitation and an X on a ground of their own."""

from collections.abc import Sequence

import cv2
import numpy as np

from detectors.closes import in_work, is_repeated, looked_at
from detectors.crosses import Cross, find_crosses
from detectors.evidence import DrawnClose, Said
from detectors.hidden_crosses import find_tiny_crosses
from detectors.layout import Layout
from detectors.lines import to_frame
from detectors.pixels import Bytes, View, rgb_of
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Role


def bar_close(view: View, layout: Layout, said: Sequence[Said]) -> tuple[DrawnClose, BoxPx] | None:
    """The X of a bar that invites, and the bar in frame pixels, or None.

    Such a bar is as wide as the page or nearly, near the page's lower or upper end. A row of a feed
    or of a cart has the page's ground, or the next one beside it.
    """
    dp = view.density / 160
    for line in said:
        if line.word.role is not Role.CTA or not line.outlined:
            continue
        bar = _bar_around(view, line.box_px) if line.box_px.height <= _MOST_BUTTON * dp else None
        if bar is None or not _is_at_an_end(view, layout, bar):
            continue
        near = bar.inflated(round(_OVER_DP * dp))
        zone = in_work(view, near).clipped_to(SizePx(view.work.shape[1], view.work.shape[0]))
        for find in (_usual, find_tiny_crosses):
            found = looked_at(view, layout, find(view, [zone]))
            closes = [c for c in found if _leaves_bar(view, bar, line, c)]
            if len(closes) == 1 and not is_repeated(view, layout, closes[0].mark):
                return DrawnClose(closes[0].mark, closes[0].quality, "bar"), bar
    return None


def _usual(view: View, zones: Sequence[BoxPx]) -> list[Cross]:
    return find_crosses(view, _MOST, zones, rare=False)


_MOST = 8
_MOST_BUTTON, _OVER_DP = 48, 14
"""The greatest height of a bar's button, and how far its X may hang over its corner."""
_LEAST_WIDE, _LEAST_HIGH, _MOST_HIGH = 0.84, 38, 112
"""Of the screen's width, and in dp."""
_FULL = 0.3
"""Least share of a bar that is its ground."""
_EVEN = 8
"""Grey levels by which a bar's ground differs from itself."""


def _bar_around(view: View, button: BoxPx) -> BoxPx | None:
    """The bar that a button stands on: one ground, bounded on all sides, and no row of several."""
    size = SizePx(view.work.shape[1], view.work.shape[0])
    box = in_work(view, button).clipped_to(size)
    picture = rgb_of(view.colour)
    reach = max(2, round(4 * view.dp))
    middle = box.center
    found: list[BoxPx] = []
    for x, y in (
        (box.x - reach, middle.y),
        (middle.x, box.y - reach),
        (middle.x, box.bottom + reach),
    ):
        if not (0 <= x < size.width and 0 <= y < size.height):
            continue
        ground = _ground_at(picture, x, y)
        if not _is_bar(view, ground, box) or _goes_on(view, picture, ground[0], (x, y)):
            continue
        if not _is_one_of_rows(picture, ground[0], x, y):
            found.append(ground[0])
    widest = max(found, key=lambda bar: bar.width, default=None)
    return to_frame(view, widest) if widest is not None else None


def _goes_on(view: View, picture: Bytes, bar: BoxPx, at: tuple[int, int]) -> bool:
    """Whether a bar as wide as the page has its ground beyond its upper edge: a line ends a row."""
    row = bar.y - round(_BEYOND_DP * view.dp)
    if bar.width < picture.shape[1] or row < 0:
        return False
    unlike = np.abs(picture[row].astype(int) - picture[at[1], at[0]]).max(axis=1)
    return float((unlike <= _EVEN).mean()) > _MOSTLY


_BEYOND_DP, _MOSTLY = 6, 0.7


def _is_one_of_rows(picture: Bytes, bar: BoxPx, x: int, y: int) -> bool:
    """Whether the same ground lies in a box like it, or higher, towards the middle of the page."""
    inwards = -1 if 2 * bar.y > picture.shape[0] else 1
    for away in range(bar.height, round(_NEXT * bar.height), 3):
        there = y + inwards * away
        if not 0 <= there < picture.shape[0] or bar.y <= there < bar.bottom:
            continue
        if int(np.abs(picture[there, x].astype(int) - picture[y, x]).max()) > _EVEN:
            continue
        other, _, _ = _ground_at(picture, x, there)
        narrow, high = abs(other.width - bar.width) / bar.width, other.height / bar.height
        if narrow <= _ALIKE and 1 - _ALIKE <= high <= _NEXT:
            return True
    return False


_NEXT = 1.8
"""Of a row's height: the next one is no higher; the last may be cut off."""
_ALIKE = 0.1
Ground = tuple[BoxPx, float, float]


def _ground_at(picture: Bytes, x: int, y: int) -> Ground:
    """The box of the even ground around a pixel, how full of it, and how straight its ends are."""
    mask = np.zeros((picture.shape[0] + 2, picture.shape[1] + 2), np.uint8)
    flags = 4 | (1 << 8) | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE
    even = (_EVEN,) * 3
    area, _, _, (left, top, wide, high) = cv2.floodFill(picture, mask, (x, y), 0, even, even, flags)
    rows = mask[top + 1 : top + 1 + high, left + 1 : left + 1 + wide]
    ends = min(int(np.any(part, axis=0).sum()) for part in (rows[:3], rows[-3:])) / wide
    return BoxPx(left, top, wide, high), area / (wide * high), ends


def _is_bar(view: View, ground: Ground, button: BoxPx) -> bool:
    box, full, straight = ground
    high = _LEAST_HIGH * view.dp <= box.height <= _MOST_HIGH * view.dp
    wide = box.width >= _LEAST_WIDE * view.work.shape[1]
    return high and wide and full >= _FULL and straight >= 0.6 and box.contains(button.center)


_END = 0.22
"""Share of the height in which a bar may lie at the upper end."""
_FROM_END_DP = 76
"""A tab bar is as high, and some room below the bar."""
_MARGIN_DP = 4


def _floats(view: View, bar: BoxPx) -> bool:
    """Whether the page shows at both sides of a bar."""
    return min(bar.x, view.width - bar.right) > _MARGIN_DP * view.density / 160


def _is_at_an_end(view: View, layout: Layout, bar: BoxPx) -> bool:
    """Whether a bar is near the lower end of the page, or floats near its upper end.

    There a title bar has an X and a button too.
    """
    dp = view.density / 160
    if view.height - layout.navigation_bar_px - bar.bottom <= _FROM_END_DP * dp:
        return True
    below_status = layout.status_bar_px + _MARGIN_DP * dp < bar.y
    return _floats(view, bar) and below_status and bar.y < _END * view.height


def _leaves_bar(view: View, bar: BoxPx, line: Said, close: DrawnClose) -> bool:
    """Whether an X stands at one end of a bar, or hangs over an upper corner of it.

    Before a button that says 确定 it only takes back what was chosen, unless the bar floats.
    """
    centre, dp = close.mark.box_px.center, view.density / 160
    aside = min(centre.x - bar.x, bar.right - centre.x) < _ASIDE_DP * dp
    row = bar.y - _OVER_DP * dp <= centre.y <= bar.bottom
    offers = line.word.weight > 0 or _floats(view, bar) or centre.x > line.ink_px.right
    plain = close.mark.button != "square"  # a banner's sign of its network
    return aside and row and offers and plain and not line.ink_px.contains(centre)


_ASIDE_DP = 40
"""From its end."""
