"""The crosses that count as drawn closes, by shape, button and place."""

import dataclasses

from detectors.crosses import Cross, find_crosses, find_tiny_crosses
from detectors.layout import Layout
from detectors.marks import Mark, look_closely
from detectors.pixels import View
from detectors.places import card_corners, close_zones, place_of
from detectors.popups import SURE_CLOSE, DrawnClose, least_shape, quality_of
from harness.domain.geometry import BoxPx

CLOSE_AT = 0.5
"""Least quality of a drawn close."""
_CLOSER_LOOKS = 14


def drawn_closes(view: View, layout: Layout, *, tiny: bool) -> list[DrawnClose]:
    """Closes drawn where one counts; tiny ones are looked for only where no other was found.

    Without ``tiny`` no rare drawings either: looking at twice as many candidates takes 1 ms.
    """
    crosses = find_crosses(view, _CLOSER_LOOKS, close_zones(view, layout), rare=tiny)
    found = _without_boards(_looked_at(view, layout, crosses))
    found = [_unless_repeated(view, layout, c) for c in found]
    if tiny and not any(c.place != "elsewhere" for c in found):
        found += _looked_at(view, layout, find_tiny_crosses(view, card_corners(view, layout)))
    return found


def _without_boards(found: list[DrawnClose]) -> list[DrawnClose]:
    """Of three equal crosses none is a close: games have boards of them, lists rows."""
    kept = []
    for close in found:
        alike = sum(_alike(close.mark, other.mark) for other in found)  # itself among them
        kept.append(dataclasses.replace(close, place="elsewhere") if alike > 2 else close)
    return kept


def _alike(one: Mark, other: Mark) -> bool:
    """Whether two marks are of one size and kind."""
    a, b = one.glyph_px, other.glyph_px
    near = max(abs(a.width - b.width), abs(a.height - b.height)) <= _SAME * max(a.width, a.height)
    return near and one.light == other.light and bool(one.button) == bool(other.button)


def _unless_repeated(view: View, layout: Layout, close: DrawnClose) -> DrawnClose:
    """As it is, but "elsewhere" where an equal cross stands below: fields, rows have one each.

    Asked of what stands in a corner of a screen without a card.
    """
    if close.place != "screen_corner":
        return close
    mark, k = close.mark.glyph_px, view.scale
    left, right = (mark.center.x - mark.width) * k, (mark.center.x + mark.width) * k
    bottom = (view.height - layout.navigation_bar_px) * k
    column = BoxPx.from_edges(round(left), round(mark.bottom * k), round(right), round(bottom))
    below = _looked_at(view, layout, find_crosses(view, _BELOW, [column], rare=False))
    if any(_alike(close.mark, other.mark) for other in below):
        return dataclasses.replace(close, place="elsewhere")
    return close


_SAME = 0.15
"""Marks whose sides differ by no more than this share are of one size."""
_BELOW = 4


def close_alone(view: View, layout: Layout, closes: list[DrawnClose]) -> list[DrawnClose]:
    """The one X in a disc of its own, of a pop-up whose card is not made out.

    A card over a photograph has no edge that tells. Pages with several crosses, and crosses of
    no disc, are the page's own.
    """
    if any(c.place != "elsewhere" for c in closes):
        return []
    found = _looked_at(view, layout, find_crosses(view, _CLOSER_LOOKS, rare=False))
    drawn = [c for c in found if c.quality >= SURE_CLOSE]
    if len(drawn) != 1 or drawn[0].mark.button != "disc":
        return []
    return [dataclasses.replace(drawn[0], place="alone")]


def _looked_at(view: View, layout: Layout, crosses: list[Cross]) -> list[DrawnClose]:
    found = []
    for cross in crosses:
        mark = look_closely(view, cross, least_shape(cross.fit, CLOSE_AT))
        if mark is None or (cross.rare and not _tellable(view, mark)):
            continue
        quality = quality_of(mark, cross.fit, view.density / 160)
        if quality >= CLOSE_AT:
            found.append(DrawnClose(mark, quality, place_of(view, layout, mark)))
    return found


_LEAST_RARE_DP = 5
"""Lobes narrower than two pixels of the work scale are a blotch's as well."""


def _tellable(view: View, mark: Mark) -> bool:
    """Whether a rare drawing is a close: in a button of its own, and large enough to be seen."""
    least = _LEAST_RARE_DP * view.density / 160
    return bool(mark.button) and max(mark.glyph_px.width, mark.glyph_px.height) >= least
