"""The crosses that count as drawn closes, by shape, button and place."""

import dataclasses

from detectors.crosses import Cross, find_crosses, find_tiny_crosses
from detectors.layout import Layout
from detectors.marks import Mark, look_closely
from detectors.pixels import View
from detectors.places import card_corners, close_zones, place_of
from detectors.popups import SURE_CLOSE, DrawnClose, least_shape, quality_of

CLOSE_AT = 0.5
"""Least quality of a drawn close."""
_CLOSER_LOOKS = 14


def drawn_closes(view: View, layout: Layout, *, tiny: bool) -> list[DrawnClose]:
    """Closes drawn where one counts; tiny ones are looked for only where no other was found.

    Without ``tiny`` no rare drawings either: looking at twice as many candidates takes 1 ms.
    """
    crosses = find_crosses(view, _CLOSER_LOOKS, close_zones(view, layout), rare=tiny)
    found = _looked_at(view, layout, crosses)
    if tiny and not any(c.place != "elsewhere" for c in found):
        found += _looked_at(view, layout, find_tiny_crosses(view, card_corners(view, layout)))
    return found


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
