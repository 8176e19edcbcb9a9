"""Lines that are one control: 跳过 over its seconds in a disc, 跳过 beside them in a pill."""

import dataclasses
import re
from collections.abc import Sequence

from detectors.evidence import Said
from detectors.pills import disc_around, pill_around
from detectors.pixels import View
from detectors.vocabulary import meaning, normalised
from harness.domain.geometry import BoxPx
from harness.domain.sight import Role

_SECONDS = re.compile(r"[|丨]?\d{1,2}(s|秒|[\"“”]|′′)?[|丨]?")
_NUMBER = re.compile(r"\d")
_LABEL = re.compile(r"(广|廣)告|ads?")


def joined(view: View, said: list[Said], texts: Sequence[tuple[str, BoxPx]]) -> list[Said]:
    """Each skip in a corner as one line with its seconds or the label below it.

    One that has its seconds gets no other number.

    ``texts``: all that was read, with its boxes in frame pixels.
    """
    kept = list(said)
    for skip in said:
        if skip.word.role is not Role.SKIP or not skip.corner or skip not in kept:
            continue
        whole, others = skip, [t for t in texts if t[1] != skip.ink_px]
        for text, box in others:
            if _NUMBER.search(text) and _NUMBER.search(whole.text):
                continue
            one = _above_or_below(view, whole, text, box) or _beside(view, whole, text, box)
            if one is not None:
                kept = [s for s in kept if s.ink_px != box]
                kept[kept.index(whole)] = one
                whole = one
    return kept


def goes_with_skip(text: str) -> bool:
    """Whether a line is what stands above or below a skip in one disc: seconds, or the label."""
    line = normalised(text)
    return bool(_SECONDS.fullmatch(line) or _LABEL.fullmatch(line))


def _above_or_below(view: View, skip: Said, text: str, box: BoxPx) -> Said | None:
    """The line with the other right above or below its middle; None where they do not belong."""
    ink = skip.ink_px
    if not goes_with_skip(text):
        return None
    upper, lower = (ink, box) if ink.y < box.y else (box, ink)
    high = min(ink.height, box.height)
    near = lower.y - upper.bottom < 0.6 * high < lower.center.y - upper.center.y
    middle = abs(ink.center.x - box.center.x) < 0.25 * max(ink.width, box.width)
    if not (near and middle and max(ink.height, box.height) < 2 * high):
        return None
    both = ink.union(box)
    outlines = (disc_around(view, both), pill_around(view, both))
    outline = next((o for o in outlines if o and o.area < _MOST * both.area), None)
    words = (skip.text, text) if upper is ink else (text, skip.text)
    return _one(skip, " ".join(words), both, outline)


_MOST = 4
"""A disc around two lines is no larger than so many times their area."""


def _beside(view: View, skip: Said, text: str, box: BoxPx) -> Said | None:
    """The line with its seconds a blank or a bar away, where one pill holds both."""
    ink, high = skip.ink_px, min(skip.ink_px.height, box.height)
    row = abs(ink.center.y - box.center.y) < 0.4 * high
    apart = max(ink.x, box.x) - min(ink.right, box.right)
    if not (_SECONDS.fullmatch(normalised(text)) and row and -0.3 * high < apart < 1.5 * high):
        return None
    both = ink.union(box)
    pill = pill_around(view, both)
    if pill is None or pill.height > 2 * both.height:
        return None
    words = (skip.text, text) if ink.x < box.x else (text, skip.text)
    return _one(skip, " ".join(words), both, pill)


def _one(skip: Said, words: str, ink: BoxPx, outline: BoxPx | None) -> Said:
    return dataclasses.replace(
        skip,
        text=words,
        word=meaning(words, corner=True) or skip.word,
        box_px=outline or ink,
        ink_px=ink,
        outlined=outline is not None,
    )
