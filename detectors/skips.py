"""跳过 in small letters on glass over a busy picture, where finder and reader saw no such line.

The finder and the reader take such letters for a part of the picture. The word's drawing, laid over
the corners in every size, says where they would stand; so cut out, the reader is asked for them
alone. Either of the two errs often, and where both agree no other word was seen to stand.
"""

import dataclasses
import functools
import importlib.resources
import io
import re
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from detectors.corners import corner_bands
from detectors.lines import Line
from detectors.pixels import Bytes, View, crop_of
from detectors.reading import Reader
from detectors.saying import SURE_AT
from detectors.stacks import goes_with_skip
from detectors.vocabulary import meaning, normalised
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Role

WORD = "跳过"
EM = 64
"""Height of the drawing's letters in pixels, without MARGIN."""
MARGIN = 0.14
"""Of a letter's height, around the drawing: a word is told from a part of others by what is not
there."""
_SIZES = tuple(6.5 * 1.1**step for step in range(6))
"""Heights of the letters at half work scale: 10 … 16 dp."""
_BLUR = 0.45
"""A file of 270 pixels is about as soft, in pixels of that scale."""
_LEAST = 0.55
"""Least correlation: 跳过 has 0.6 … 0.98, and two other Chinese letters up to 0.9."""
_FLAT = 6.0
"""Least deviation of grey levels that is no noise of JPEG."""
_SIDE = 0.42
"""Share of the width that belongs to a corner."""
_PLACES = 3
_PEAKS = 2
_LONGER = (0.6, 1.0, 1.4, 1.8, 2.3, 2.8, 3.3)
"""Letters' heights beside the word: 3, 3s, "3 s", "3s后"."""
_FORMS = (("点击", ""), ("", "广告"), ("", "此广告"))
"""Before and after the word: letters so small are not read, but told from others."""


@functools.cache
def drawing() -> Bytes:
    """WORD as ``training/draw_phrases.py`` drew it, ink 255, letters EM high, MARGIN around."""
    stored = importlib.resources.files("detectors").joinpath("models/phrases.npz").read_bytes()
    with np.load(io.BytesIO(stored)) as file:
        return np.asarray(file["skip"], np.uint8)


@functools.cache
def _sized(height: float) -> Any:
    """The drawing with letters so high, float32."""
    k = height / EM
    soft = cv2.GaussianBlur(drawing().astype(np.float32), (0, 0), _BLUR / k)
    high, wide = drawing().shape
    return cv2.resize(soft, (round(wide * k), round(high * k)), interpolation=cv2.INTER_AREA)


def places(view: View) -> list[BoxPx]:
    """Where the drawing correlates most with light or dark letters, in frame pixels, best first.

    White letters stand out from glass over colours in the channel where the ground is darkest,
    black ones where it is lightest.
    """
    found: list[tuple[float, BoxPx]] = []
    for zone in _zones(view):
        part = view.half[zone.y : zone.bottom, zone.x : zone.right]
        if not part.size:
            continue
        for plane, sign in ((part.min(2), 1), (part.max(2), -1)):
            for height in _SIZES:
                found += _peaks(plane, _sized(height), sign, zone)
    # the smaller the letters, the likelier something is like them by chance
    found.sort(key=lambda peak: -peak[0] * peak[1].height ** 0.5)
    kept: list[BoxPx] = []
    for _, box in found:
        if len(kept) < _PLACES and not any(k.contains(box.center) for k in kept):
            kept.append(box)
    k = view.width / view.half.shape[1]
    return [
        BoxPx.from_edges(round(b.x * k), round(b.y * k), round(b.right * k), round(b.bottom * k))
        for b in kept
    ]


def _zones(view: View) -> list[BoxPx]:
    """Both upper corners and the lower right one up to the strip's upper end, at half scale."""
    high, wide = view.half.shape[:2]
    side, k = round(_SIDE * wide), wide / view.width
    upper = round(corner_bands(view)[0][1] * k)
    low = round(high - min(0.26 * high, 110 * view.dp))
    return [
        BoxPx(0, 0, side, upper),
        BoxPx(wide - side, 0, side, upper),
        BoxPx.from_edges(wide - side, max(low, upper), wide, max(low, upper, high)),
    ]


def _peaks(plane: Bytes, word: Any, sign: int, zone: BoxPx) -> list[tuple[float, BoxPx]]:
    """The best places of one size of the word, with their correlation."""
    high, wide = word.shape
    if plane.shape[0] <= high or plane.shape[1] <= wide:
        return []
    fits = sign * cv2.matchTemplate(plane.astype(np.float32), word, cv2.TM_CCOEFF_NORMED)
    found = []
    for _ in range(_PEAKS):
        _, best, _, (x, y) = cv2.minMaxLoc(fits)
        if best < _LEAST:
            break
        if plane[y : y + high, x : x + wide].std() > _FLAT:
            found.append((best, BoxPx(zone.x + x, zone.y + y, wide, high)))
        fits[max(0, y - high // 3) : y + high // 3, max(0, x - wide // 4) : x + wide // 4] = 0
    return found


def drawn_skips(view: View, reader: Reader, fits: Callable[[Line], bool]) -> list[Line]:
    """The line of the word with its seconds, where drawing and reader agree; or none.

    With it goes the line of the seconds above or below. The reader remembers what they say.
    ``fits``: whether a line can stand where it does.
    """
    size = SizePx(view.width, view.height)
    for box in places(view):
        line = Line(box.clipped_to(size), None, 0.0, exact=True)
        if not line.box_px.area or not fits(line):
            continue
        if normalised(reader.read(_crop(view, line), word=WORD).text) == WORD:
            whole = _with_seconds(view, reader, line)
            others = _above_and_below(view, reader, line) if whole is line else []
            return [] if whole is None else [whole, *others]
    return []


def _above_and_below(view: View, reader: Reader, line: Line) -> list[Line]:
    """Lines of seconds or the label right above or below the word."""
    box, found = line.box_px, []
    for by in (-box.height, box.height):
        other = dataclasses.replace(line, box_px=BoxPx(box.x, box.y + by, box.width, box.height))
        if other.box_px.y >= 0 and other.box_px.bottom <= view.height:
            reading = reader.read(_crop(view, other))
            if reading.sure > _SURE and goes_with_skip(reading.text):
                found.append(other)
    return found


def _with_seconds(view: View, reader: Reader, line: Line) -> Line | None:
    """The line as far to the right and to the left as it still is a skip, with more to it.

    None where it surely goes on as other words: 跳过片头.
    """
    step = line.box_px.height / (1 + 2 * MARGIN)
    longest, text = line, WORD
    for before, after in _FORMS:
        longer = _longer(view, line, len(before) * step, len(after) * step)
        words = before + WORD + after
        if reader.read(_crop(view, longer), word=words).text == words:
            longest, text = longer, words
    for left, right in ((0, 1), (1, 0)):
        start = longest
        for share in _LONGER:
            longer = _longer(view, start, left * share * step, right * share * step)
            reading = reader.read(_crop(view, longer), exits=True)
            more = normalised(reading.text)
            word = meaning(more, corner=True)
            if WORD in more and word is not None and word.role is Role.SKIP:
                if _signs(more) > _signs(text) and reading.sure >= SURE_AT:
                    longest, text = longer, more
            elif reading.sure > _SURE and _GOES_ON.search(more):
                return None
    return longest


def _signs(text: str) -> int:
    """Letters and digits; a spot of the picture is read as a dot."""
    return sum(sign.isalnum() for sign in text)


def _longer(view: View, line: Line, left: float, right: float) -> Line:
    box = line.box_px
    box = BoxPx.from_edges(box.x - round(left), box.y, box.right + round(right), box.bottom)
    return dataclasses.replace(line, box_px=box.clipped_to(SizePx(view.width, view.height)))


_SURE = 0.85
_GOES_ON = re.compile(f"[^\\W\\da-z_告击秒后可接即]{WORD}|{WORD}[^\\W\\da-z_广此该秒]")
"""Not 点击, 广告, 秒, 后, 可, 直接 or 立即 before it, nor 广告, 此 or 秒 after it."""


def _crop(view: View, line: Line) -> Bytes:
    box = line.box_px
    return crop_of(view, box.x, box.y, box.right, box.bottom)
