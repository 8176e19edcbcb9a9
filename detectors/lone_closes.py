"""The one close of a page that is surely a pop-up, where none stands at a place that counts."""

import dataclasses
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from detectors.closes import (
    CLOSER_LOOKS,
    CROSS_SIGNS,
    DULL,
    DULL_GREY,
    HALF_LIT,
    amid_line,
    in_work,
    is_repeated,
    is_touchable,
    lies_below,
    looked_at,
)
from detectors.crosses import find_crosses
from detectors.evidence import SURE_CLOSE, DrawnClose
from detectors.hidden_crosses import find_thin_crosses, find_tiny_crosses
from detectors.keys import is_a_key
from detectors.layout import Layout
from detectors.marks import Mark, look_closely
from detectors.network import Peak
from detectors.pixels import View, crop_rgb, grey_of
from detectors.places import BELOW_DP, dimmed, place_of
from detectors.quality import quality_of
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Role

_LIKELY_THERE, _SURELY_THERE = 0.8, 0.95
"""From these chances on, a close is looked for where no card tells that one counts."""


def with_lone_close(
    view: View,
    layout: Layout,
    closes: list[DrawnClose],
    present: float,
    look: Callable[[], Sequence[Peak]],
) -> list[DrawnClose]:
    """With the one that leaves a pop-up which is there by a chance of ``present``.

    ``look`` tells the places of controls that the network sees.
    """
    if present <= _LIKELY_THERE:
        return closes
    closes = [
        dataclasses.replace(c, place="elsewhere")
        if (present >= _SURELY_THERE and _under_scrim(layout, c) and not _shines(layout, c, look))
        or _counts_gifts(view, layout, c)
        else c
        for c in closes
    ]
    counted = [c for c in closes if c.place != "elsewhere"]
    if counted:
        return _above_duller(view, layout, closes, counted, present)
    alone = close_alone(view, layout, closes, present)
    if alone or present < _SURELY_THERE:
        return closes + alone
    below = _right_below(view, layout, closes)
    return below or closes + close_seen(view, layout, look())


def _right_below(view: View, layout: Layout, closes: list[DrawnClose]) -> list[DrawnClose]:
    """With the one clear X right below the middle of a card, though it is dull; [] without.

    In a small picture hair lines let so much of their ground through that they look dimmed too.
    """
    card, dp = layout.card, view.density / 160
    if card is None:
        return []
    near = BoxPx.from_edges(
        *(card.box_px.center.x - round(_OFF_MIDDLE * view.width), card.box_px.bottom),
        *(card.box_px.center.x + round(_OFF_MIDDLE * view.width) + 1, view.height),
    )
    there = [
        c
        for c in closes
        if near.contains(c.mark.box_px.center)
        and c.mark.box_px.center.y < card.box_px.bottom + BELOW_DP * dp
        and c.quality >= _RIGHT_BELOW
    ]
    if len(there) != 1:
        return []
    return [dataclasses.replace(c, place="below_card") if c in there else c for c in closes]


_OFF_MIDDLE = 0.012
"""Of the screen's width: so far is what belongs to a card from its middle, as it was measured."""
_RIGHT_BELOW = 0.75


def _above_duller(
    view: View, layout: Layout, closes: list[DrawnClose], counted: list[DrawnClose], present: float
) -> list[DrawnClose]:
    """Those that count without the page's own under a scrim, which no card tells of.

    Where only such dull ones count, the one clear X of the page does. A card that is taken for
    larger than it is holds marks of the page at its corners.
    """
    below_all = all(_may_be_below(layout, c, DULL) for c in counted)
    brightest = max(c.mark.top_grey for c in counted)
    if below_all and brightest < DULL_GREY and present >= _SURELY_THERE:
        below = [dataclasses.replace(c, place="elsewhere") for c in closes]
        alone = close_alone(view, layout, below, present)
        if alone and brightest < HALF_LIT * alone[0].mark.top_grey:
            return below + alone
    best = max((c.mark.top_grey for c in counted if c.sure), default=0.0)
    return [
        dataclasses.replace(c, place="elsewhere")
        if _may_be_below(layout, c) and c.mark.top_grey < HALF_LIT * best
        else c
        for c in closes
    ]


def _may_be_below(layout: Layout, close: DrawnClose, slack: float = 1.0) -> bool:
    """In the screen's corner, or at a card's corner and no brighter than its scrim lets through."""
    if close.place == "card_corner" and layout.card is not None:
        return dimmed(layout.card, close.mark, slack)
    return close.place == "screen_corner"


def _under_scrim(layout: Layout, close: DrawnClose) -> bool:
    """Whether an X stands beside a card, and neither it nor its ground is bright.

    What leaves a card is drawn on its scrim, to be seen there. A dark page lets a scrim look darker
    than it is. In a disc it is the page's in the screen's corner only.
    """
    card, mark = layout.card, close.mark
    if card is None or card.dim < _LEAST_DIM or card.box_px.contains(mark.box_px.center):
        return False
    lone = close.place == "alone" and mark.button != "disc"
    return (lone or close.place == "screen_corner") and mark.top_grey < DULL_GREY


_LEAST_DIM = 0.3


def _shines(layout: Layout, close: DrawnClose, look: Callable[[], Sequence[Peak]]) -> bool:
    """Whether a disc that is not bright is far brighter than what the card's scrim lets through.

    Or somewhat, and the network sees a close there: the page below the card is an advertisement's
    own then, and has no scrim.
    """
    card, mark = layout.card, close.mark
    if card is None or mark.button != "disc" or dimmed(card, mark):
        return False
    if not dimmed(card, mark, _FAR_BRIGHTER):
        return True
    peaks = (p for p in look() if p.role == Role.CLOSE.value and p.score >= _SEEN_AT)
    return any(p.box_px.contains(mark.box_px.center) for p in peaks)


_FAR_BRIGHTER = 1.8
"""Dark pages make their scrim look darker than it is, by less."""


def _counts_gifts(view: View, layout: Layout, close: DrawnClose) -> bool:
    """Whether it is the sign of ×2 in a card's title."""
    inside = layout.card is not None and layout.card.box_px.contains(close.mark.box_px.center)
    return close.place == "card_corner" and inside and _multiplies(view, close.mark)


def close_alone(
    view: View, layout: Layout, closes: list[DrawnClose], present: float
) -> list[DrawnClose]:
    """The one clear X of a pop-up whose card is not made out, or taken for another.

    A card over a photograph has no edge that tells. Pages with several crosses have them for
    themselves; one of no disc counts where the pop-up (``present``, 0 … 1) is surer still.
    """
    if any(c.place != "elsewhere" for c in closes):
        return []
    found = looked_at(view, layout, find_crosses(view, CLOSER_LOOKS, rare=False))
    lit = [c for c in found if layout.card is None or not dimmed(layout.card, c.mark)]
    above = [c for c in lit if not lies_below(view, c.mark)]
    drawn = [c for c in above if c.quality >= SURE_CLOSE and not _multiplies(view, c.mark)]
    if present >= _BARE_FROM:
        brightest = max((c.mark.top_grey for c in drawn), default=0.0)
        drawn = [c for c in drawn if c.mark.top_grey >= HALF_LIT * brightest]
        discs = [c for c in drawn if c.mark.button == "disc"]
        drawn = discs if len(discs) == 1 else drawn  # the others are letters
    if len(drawn) != 1 or is_repeated(view, layout, drawn[0].mark):
        return []
    bare = present >= _BARE_FROM and drawn[0].quality >= _CLEAR
    if drawn[0].mark.button != "disc" and not bare:
        return []
    if not is_touchable(view, drawn[0].mark) or is_a_key(view, drawn[0].mark):
        return []
    alone = dataclasses.replace(drawn[0], place="alone")
    below = any(_under_scrim(layout, close) for close in (drawn[0], alone))
    return [] if below and present >= _SURELY_THERE else [alone]


_BARE_FROM, _CLEAR = 0.93, 0.85


def _multiplies(view: View, mark: Mark) -> bool:
    """Whether bare strokes have a digit or letter behind them: ×2."""
    glyph = mark.glyph_px
    if mark.button:
        return False
    over = round(0.4 * glyph.height)
    behind = BoxPx.from_edges(
        *(glyph.right, glyph.y - over, glyph.right + 2 * glyph.width, glyph.bottom + over)
    ).clipped_to(SizePx(view.width, view.height))
    own, other = (grey_of(crop_rgb(view, b.x, b.y, b.right, b.bottom)) for b in (glyph, behind))
    if not other.size:
        return False
    level = (float(np.quantile(own, 0.1)) + float(np.quantile(own, 0.9))) / 2
    ink = ((other > level) == mark.light).astype(np.uint8)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return any(_is_a_digit(glyph, over, box[:4].tolist()) for box in boxes[1:])


def _is_a_digit(glyph: BoxPx, over: int, box: Sequence[int]) -> bool:
    """Whether a region (x from the X on, y from ``over`` above it) is as high as a line's next."""
    x, y, wide, high = box
    middle = y + high / 2 - over - glyph.height / 2
    near = x <= 0.9 * glyph.width and abs(middle) < 0.3 * glyph.height
    whole = y > 0 and y + high < glyph.height + 2 * over
    return near and whole and high >= 0.7 * glyph.height and 0.15 * high <= wide <= 1.2 * high


def close_seen(view: View, layout: Layout, peaks: Sequence[Peak]) -> list[DrawnClose]:
    """The X where the network sees a close: one that is thin, bent, or amid what a card holds.

    Both must see it, the network and the rank test; the strokes need be like an X by half only.
    """
    size = SizePx(view.work.shape[1], view.work.shape[0])
    for peak in peaks:
        if peak.role != Role.CLOSE.value or peak.score < _SEEN_AT:
            continue
        near = in_work(view, peak.box_px.inflated(round(_OFF_DP * view.density / 160)))
        zone = near.clipped_to(size)
        usual = find_crosses(view, 2, [zone], rare=False) or find_tiny_crosses(view, [zone], 2)
        seen = [(c, _SEEN_SHAPE) for c in usual]
        for cross, shape in seen + [(c, _THIN_SHAPE) for c in find_thin_crosses(view, zone)]:
            mark = look_closely(view, cross, shape)
            if mark is None or mark.crowded > 0 or mark.contrast < _SEEN_CONTRAST:
                continue
            if _aspect(mark.glyph_px) < _SEEN_ASPECT:
                continue
            if not is_touchable(view, mark) or lies_below(view, mark):
                continue
            quality = max(_SEEN_QUALITY, quality_of(mark, cross.fit, view.density / 160))
            place = place_of(view, layout, mark)
            seen_there = DrawnClose(mark, quality, "alone" if place == "elsewhere" else place)
            in_words = not mark.button and amid_line(view, mark)
            if not in_words and not _under_scrim(layout, seen_there):
                return [seen_there]
    return []


def close_read(
    view: View,
    layout: Layout,
    closes: list[DrawnClose],
    present: float,
    lines: Sequence[tuple[str, BoxPx]],
) -> list[DrawnClose]:
    """The X that was read as a letter where a close counts, though its drawing was not seen.

    On a page that is surely a pop-up, where none of the ``closes`` counts. In a button of its own:
    the sign for no sound has an X beside a loudspeaker.
    """
    if present < _SURELY_THERE or any(c.place != "elsewhere" for c in closes):
        return []
    peaks = [Peak(Role.CLOSE.value, 1.0, box) for text, box in lines if text.strip() in _READ_AS]
    found = close_seen(view, layout, peaks)
    return [c for c in found if c.place != "alone" and c.mark.button]


_READ_AS = CROSS_SIGNS | frozenset("区図⊠☒")
"""Signs alone on a line that an X is read as, in a frame or without."""


def _aspect(box: BoxPx) -> float:
    """The shorter side as a share of the longer."""
    return min(box.width, box.height) / max(box.width, box.height, 1)


_SEEN_AT, _SEEN_SHAPE, _SEEN_CONTRAST = 0.2, 0.4, 1.5
_THIN_SHAPE = 0.7
"""Of strokes that only stand out from what is beside them."""
_SEEN_ASPECT = 0.7
"""The X in a letter like 受 is wide."""
_SEEN_QUALITY = 0.6
_OFF_DP = 5
"""A peak is off by a cell of the network or so."""
