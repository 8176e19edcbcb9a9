"""Rings that show time as countdowns: with the number in them, where one was read."""

import re
from collections.abc import Sequence

from detectors.layout import Layout
from detectors.lines import under_scrim
from detectors.pixels import View
from detectors.popups import DrawnClose, Said
from detectors.rings import Ring, find_rings, ring_at
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Ground, Role

_NUMBER = re.compile(r"\d{1,2}s?")
_OFFERS = frozenset({Role.CTA, Role.AD_LABEL, Role.GESTURE_HINT})
_LETTERS = re.compile(r"[^\W\d_]{2}")


class Timers:
    """Looks for the rings of frames, and remembers where the last ones stood."""

    def __init__(self) -> None:
        self._size = SizePx(0, 0)
        self._found: list[Ring] = []

    def rings(
        self, view: View, layout: Layout, closes: Sequence[DrawnClose], *, anew: bool
    ) -> list[Ring]:
        """The rings that no drawn close has for its button; unless ``anew`` at known places only.

        A place takes 1 ms, all of both corners 30.
        """
        size = SizePx(view.width, view.height)
        if anew:
            self._size, self._found = size, find_rings(view, layout)
            found = self._found
        else:
            known = self._found if size == self._size else []
            found = [ring for r in known if (ring := ring_at(view, *r.middle)) is not None]
        counted = [c.mark.glyph_px.center for c in closes if c.place != "elsewhere"]
        return [r for r in found if not any(r.box_px.contains(at) for at in counted)]


def countdowns_of(
    view: View,
    layout: Layout,
    rings: Sequence[Ring],
    said: Sequence[Said],
    texts: Sequence[tuple[str, BoxPx]],
) -> list[Said]:
    """One countdown for each ring that no control of words lies in, nor other words.

    Without a number in it a ring counts only where the page invites or names itself
    advertisement: levels and goals have rings too.

    ``texts``: all that was read, with its boxes in frame pixels.
    """
    found: list[Said] = []
    word = meaning("5", corner=True, outlined=True)
    offered = any(s.word.role in _OFFERS for s in said)
    for ring in rings:
        box = ring.box_px
        inside = [(text.strip(), at) for text, at in texts if box.contains(at.center)]
        named = any(box.contains(s.box_px.center) for s in said)
        if word is None or named or any(_LETTERS.search(text) for text, _ in inside):
            continue
        if under_scrim(view, layout.card, box):
            continue
        number = next((t for t in inside if _NUMBER.fullmatch(t[0])), ("", box))
        if number[0] or offered:
            ground = Ground.TEXT if number[0] else Ground.DRAWN
            found.append(
                Said(number[0], word, box, ring.sure, True, ground, number[1], outlined=True)
            )
    return found
