"""What floats over a page without a scrim, where nothing leads out of a pop-up otherwise."""

import dataclasses
from collections.abc import Sequence

from detectors.evidence import DrawnClose, Said
from detectors.floating_balls import Balls
from detectors.floating_bars import bar_close
from detectors.layout import Layout
from detectors.pixels import View
from harness.domain.geometry import BoxPx
from harness.domain.sight import Role


def with_floating_close(
    view: View,
    layout: Layout,
    closes: list[DrawnClose],
    said: Sequence[Said],
    balls: Balls,
    *,
    anew: bool,
) -> tuple[list[DrawnClose], BoxPx | None]:
    """The closes with that of a bar or a small picture, and its box in frame pixels, if any.

    None is looked for where a refusal, a skip in a corner or an X at a card leads out already.
    """
    ways = {s.word.role for s in said if s.corner or s.word.role is Role.DISMISS}
    if ways & _LEADING_OUT or any(c.place not in _MAYBE_ITS for c in closes):
        return closes, None
    found = bar_close(view, layout, said) or balls.close(view, layout, anew=anew)
    if found is None:
        return closes, None
    others = (c for c in closes if not c.mark.glyph_px.iou(found[0].mark.glyph_px))
    return [*(dataclasses.replace(c, place="elsewhere") for c in others), found[0]], found[1]


_LEADING_OUT = {Role.DISMISS, Role.SKIP, Role.COUNTDOWN}
_MAYBE_ITS = {"elsewhere", "alone", "screen_corner"}
