"""An X that shares its pill with a word or its seconds: 广告 ✕, 5s ✕."""

import dataclasses
from collections.abc import Sequence

from detectors.evidence import DrawnClose, Said
from detectors.pills import pill_around
from detectors.pixels import View
from harness.domain.geometry import BoxPx
from harness.domain.sight import Role

_BESIDE = {Role.AD_LABEL, Role.COUNTDOWN}
_APART = 1.6
"""Heights of a line between its end and the X at most."""
_HIGHEST_DP = 40
_ROOM = 1.3
"""Least height of the pill to that of its letters."""


def with_pills(view: View, closes: list[DrawnClose], said: Sequence[Said]) -> list[DrawnClose]:
    """The closes, those bare strokes with the whole pill that they share with a label or a count.

    One may tap the pill anywhere, so its size is the close's.
    """
    labels = [s.ink_px for s in said if s.word.role in _BESIDE]
    return [_with_pill(view, c, labels) if labels and not c.mark.button else c for c in closes]


def _with_pill(view: View, close: DrawnClose, labels: list[BoxPx]) -> DrawnClose:
    glyph = close.mark.glyph_px
    for label in labels:
        gap = glyph.x - label.right
        in_row = label.y < glyph.center.y < label.bottom
        if not in_row or not -glyph.width <= gap <= _APART * label.height:
            continue
        line = label.union(glyph)
        pill = pill_around(view, line)
        least, most = _ROOM * glyph.height, _HIGHEST_DP * view.density / 160
        if pill is not None and pill.union(line) == pill and least <= pill.height <= most:
            mark = dataclasses.replace(close.mark, box_px=pill, button="pill")
            return dataclasses.replace(close, mark=mark)
    return close
