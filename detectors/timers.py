"""Rings that show time as countdowns: with the number in them, where one was read."""

import dataclasses
import re
from collections.abc import Sequence

import msgspec

from detectors.evidence import DrawnClose, Said
from detectors.layout import Layout
from detectors.lines import under_scrim
from detectors.pixels import View
from detectors.rings import Ring, find_rings, ring_at
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Ground, Role

_OFFERS = frozenset({Role.CTA, Role.AD_LABEL, Role.GESTURE_HINT})
_NUMBER = re.compile(r"\d{1,2}s?")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_WEIGHT = 1.3
"""More than a lone number in a disc, which is a page's or a notice's as well."""


class Timers:
    """Looks for the rings of frames, and remembers where the last ones stood."""

    def __init__(self) -> None:
        self._size = SizePx(0, 0)
        self._found: list[Ring] = []

    def rings(self, view: View, layout: Layout, *, anew: bool) -> list[Ring]:
        """The rings of a frame; unless ``anew`` only those that stand where the last ones stood.

        A place takes 3 ms, all of both corners 30.
        """
        size = SizePx(view.width, view.height)
        if anew:
            self._size, self._found = size, find_rings(view, layout)
            return self._found
        known = self._found if size == self._size else []
        return [ring for r in known if (ring := ring_at(view, *r.middle)) is not None]


def framed(
    closes: Sequence[DrawnClose], rings: Sequence[Ring]
) -> tuple[list[DrawnClose], list[Ring]]:
    """Closes with the rings around them for their buttons, and the rings that are left."""
    kept, left = list(closes), list(rings)
    for ring in rings:
        for i, close in enumerate(kept):
            if close.place != "elsewhere" and ring.box_px.contains(close.mark.glyph_px.center):
                mark = dataclasses.replace(close.mark, box_px=ring.box_px, button="disc")
                kept[i] = dataclasses.replace(close, mark=mark)
                left = [r for r in left if r is not ring]
    return kept, left


def with_rings(
    view: View,
    layout: Layout,
    rings: Sequence[Ring],
    said: list[Said],
    texts: Sequence[tuple[str, BoxPx]],
) -> list[Said]:
    """The lines, with one countdown for each ring that no other words lie in.

    Without a number in it a ring counts only where the page invites or names itself
    advertisement: levels and goals have rings too.

    ``texts``: all that was read, with its boxes in frame pixels.
    """
    word = meaning("5", corner=True, outlined=True)
    offered = any(s.word.role in _OFFERS for s in said)
    for ring in rings:
        box = ring.box_px
        held = [s for s in said if box.contains(s.box_px.center)]
        inside = [(text.strip(), at) for text, at in texts if box.contains(at.center)]
        words = any(_LETTERS.search(text) for text, _ in inside)
        words |= any(s.word.role is not Role.COUNTDOWN for s in held)
        number, ink = next((t for t in inside if _NUMBER.fullmatch(t[0])), ("", box))
        no_timer = words or not (number or offered) or under_scrim(view, layout.dimming, box)
        if word is None or no_timer:
            continue
        weighty = msgspec.structs.replace(word, weight=_WEIGHT)
        ground = Ground.TEXT if number else Ground.DRAWN
        counted = Said(number, weighty, box, ring.sure, True, ground, ink, outlined=True)
        said = [s for s in said if s not in held] + [counted]
    return said


def without_labels_of(closes: Sequence[DrawnClose], said: Sequence[Said]) -> list[Said]:
    """Without words beside an X, or around it, that tell when it will work: they are its label.

    A bare number, or one with its unit, is a countdown of its own there too.
    """
    marks = [c.mark.box_px for c in closes if c.place != "elsewhere"]
    return [
        s
        for s in said
        if s.word.role is not Role.COUNTDOWN
        or not _LABEL.search(s.text)
        or not any(_ends_at(s.ink_px, mark) for mark in marks)
    ]


_LABEL = re.compile(r"[^\W\d_]{3}|[\u3400-\u9fff]{2}")
_BESIDE = 1.6
"""Heights of a line that an X in the same pill is away from its letters."""


def _ends_at(ink: BoxPx, mark: BoxPx) -> bool:
    row = abs(ink.center.y - mark.center.y) < 0.5 * ink.height
    apart = max(ink.x - mark.right, mark.x - ink.right)
    return row and apart < _BESIDE * ink.height
