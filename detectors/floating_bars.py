"""Bars that lie over a page without a scrim: an invitation and an X on a ground of their own."""

from collections.abc import Sequence

import cv2
import numpy as np

from detectors.closes import in_work, is_touchable, looked_at
from detectors.crosses import find_crosses
from detectors.evidence import DrawnClose, Said
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
        bar = _bar_around(view, line.box_px)
        if bar is None or not _is_at_an_end(view, layout, bar):
            continue
        near = bar.inflated(round(_OVER_DP * dp))
        zone = in_work(view, near).clipped_to(SizePx(view.work.shape[1], view.work.shape[0]))
        found = looked_at(view, layout, find_crosses(view, _MOST, [zone], rare=False))
        closes = [
            c for c in found if _leaves_bar(view, bar, line, c) and is_touchable(view, c.mark)
        ]
        if len(closes) == 1:
            return DrawnClose(closes[0].mark, closes[0].quality, "bar"), bar
    return None


def is_low_bar(view: View, layout: Layout, box: BoxPx) -> bool:
    """Whether a box (frame pixels) has a bar's form and lies near the page's lower end."""
    dp = view.density / 160
    away = view.height - layout.navigation_bar_px - box.bottom
    wide = box.width >= _LEAST_WIDE * view.width
    return wide and box.height <= _MOST_HIGH * dp and away <= _COVERING_DP * dp


_MOST = 8
_OVER_DP = 14
"""How far its X may hang over its corner."""
_LEAST_WIDE, _LEAST_HIGH, _MOST_HIGH = 0.84, 38, 112
"""Of the screen's width, and in dp."""
_EVEN, _STEP = 8, 2
"""Grey levels by which a bar's ground differs from itself, and from one pixel to the next one."""


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
        grounds = (_ground_at(picture, x, y, shaded=shaded) for shaded in (False, True))
        ground = next((g for g in grounds if _is_bar(view, g, box)), None)
        if ground is None or _goes_on(view, picture, ground, (x, y)):
            continue
        if _covers(view, ground) or not _is_one_of_rows(view, picture, ground, (x, y)):
            found.append(ground)
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


def _is_one_of_rows(view: View, picture: Bytes, bar: BoxPx, at: tuple[int, int]) -> bool:
    """Whether the same ground lies in a box like it, or higher, towards the middle of the page.

    Beside a bar that floats the page may have its ground, but begins elsewhere.
    """
    (x, y), slack = at, _MARGIN_DP * view.dp
    inwards = -1 if 2 * bar.y > picture.shape[0] else 1
    for away in range(bar.height, round(_NEXT * bar.height), 3):
        there = y + inwards * away
        if not 0 <= there < picture.shape[0] or bar.y <= there < bar.bottom:
            continue
        if int(np.abs(picture[there, x].astype(int) - picture[y, x]).max()) > _EVEN:
            continue
        other = _ground_at(picture, x, there)
        narrow, high = abs(other.width - bar.width) / bar.width, other.height / bar.height
        if narrow <= _ALIKE and abs(other.x - bar.x) <= slack and 1 - _ALIKE <= high <= _NEXT:
            return True
    return False


_NEXT = 1.8
"""Of a row's height: the next one is no higher; the last may be cut off."""
_ALIKE = 0.1


def _ground_at(picture: Bytes, x: int, y: int, *, shaded: bool = False) -> BoxPx:
    """The box of the even ground around a pixel; ``shaded``: it may change little by little."""
    mask = np.zeros((picture.shape[0] + 2, picture.shape[1] + 2), np.uint8)
    flags = 4 | (1 << 8) | cv2.FLOODFILL_MASK_ONLY
    flags |= 0 if shaded else cv2.FLOODFILL_FIXED_RANGE
    even = (_STEP if shaded else _EVEN,) * 3
    _, _, _, box = cv2.floodFill(picture, mask, (x, y), 0, even, even, flags)
    return BoxPx(*box)


def _is_bar(view: View, ground: BoxPx, button: BoxPx) -> bool:
    high = _LEAST_HIGH * view.dp <= ground.height <= _MOST_HIGH * view.dp
    wide = ground.width >= _LEAST_WIDE * view.work.shape[1]
    return high and wide and ground.contains(button.center)


_END = 0.22
"""Share of the height in which a bar may lie at the upper end."""
_AROUND_DP, _ALL_ALONG = 4, 0.95
_BELOW_TOP_DP = 32
"""A notice begins so far below the status bar: no title fits between."""
_FROM_END_DP, _COVERING_DP = 76, 128
"""A tab bar is as high, and some room below the bar; what surely covers the page has the system's
keys below it too, which are not always told as a bar."""
_MARGIN_DP = 4


def _floats(view: View, bar: BoxPx) -> bool:
    """Whether the page shows at both sides of a bar."""
    return min(bar.x, view.width - bar.right) > _MARGIN_DP * view.density / 160


def _is_at_an_end(view: View, layout: Layout, bar: BoxPx) -> bool:
    """Whether a bar is near the lower end of the page, or floats at its upper end.

    There a title bar has an X and a button too, and below a title a strip of the page's own.
    """
    dp = view.density / 160
    over = _floats(view, bar) and _covers(view, in_work(view, bar))
    reach = (_COVERING_DP if over else _FROM_END_DP) * dp
    if view.height - layout.navigation_bar_px - bar.bottom <= reach:
        return True
    below_title = bar.y - layout.status_bar_px >= _BELOW_TOP_DP * dp
    high = _floats(view, bar) and bar.y < _END * view.height
    return high and (over or not below_title)


def _covers(view: View, bar: BoxPx) -> bool:
    """Whether a bar (work pixels) lies over something: what is beside one of its sides is uneven.

    A strip of the page's own has its ground all around, or the next row's.
    """
    size = SizePx(view.work.shape[1], view.work.shape[0])
    box = bar.inflated(round(_AROUND_DP * view.dp)).clipped_to(size)
    part = rgb_of(view.colour)[box.y : box.bottom, box.x : box.right].astype(int)
    sides = (part[0], part[-1], part[:, 0], part[:, -1])
    unlike = (np.abs(side - np.median(side, axis=0)).max(axis=1) for side in sides)
    return min(float((levels <= _EVEN).mean()) for levels in unlike) < _ALL_ALONG


def _leaves_bar(view: View, bar: BoxPx, line: Said, close: DrawnClose) -> bool:
    """Whether an X stands at one end of a bar, or hangs over an upper corner of it.

    Before a button that says 确定 it only takes back what was chosen, unless the bar floats.
    """
    centre, dp = close.mark.box_px.center, view.density / 160
    aside = min(centre.x - bar.x, bar.right - centre.x) < _ASIDE_DP * dp
    offers = line.word.weight > 0 or _floats(view, bar) or centre.x > line.ink_px.right
    return aside and offers and not line.ink_px.contains(centre)


_ASIDE_DP = 40
"""From its end."""
