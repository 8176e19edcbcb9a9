"""Text: fonts, wrapping, ellipsis, and masks of what is written."""

import dataclasses
import math
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

from harness.virtual.scene import Text

FONTS = Path(__file__).resolve().parent.parent / "fonts"
LINE_HEIGHT = 1.32
"""Of the font size; between Android's 1.17 (Latin) and 1.45 (CJK fall-back)."""
CENTRE_ABOVE_BASELINE = 0.37
"""Of the font size: the middle of capitals and of hanzi."""
_ELLIPSIS = "…"
_NO_LINE_START = "，。、；：！？）》」』】〉”’,.;:!?)%…"

Weight = Literal["regular", "bold"]


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A mask (mode L) and where its top left corner lies in the text's box."""

    mask: Image.Image
    x: int
    y: int


@lru_cache(maxsize=4)
def font(size_px: int, weight: Weight) -> ImageFont.FreeTypeFont:
    """The shipped face of that weight and size."""
    name = "NotoSansSC-Bold.otf" if weight == "bold" else "NotoSansSC-Regular.otf"
    return ImageFont.truetype(FONTS / name, size_px, layout_engine=ImageFont.Layout.BASIC)


def is_rare(char: str) -> bool:
    """Whether only the regular weight has it: the second level of GB 2312 (rows D8 … F7)."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and code[0] >= 0xD8


def _runs(line: str, weight: Weight) -> list[tuple[str, Weight]]:
    runs: list[tuple[str, Weight]] = []
    for char in line:
        face: Weight = "regular" if weight == "bold" and is_rare(char) else weight
        if runs and runs[-1][1] == face:
            runs[-1] = (runs[-1][0] + char, face)
        else:
            runs.append((char, face))
    return runs


def width_of(line: str, size_px: float, weight: Weight = "regular") -> float:
    """Advance width of one line in pixels."""
    size = max(1, round(size_px))
    return sum(font(size, face).getlength(run) for run, face in _runs(line, weight))


def wrap(text: Text, width_px: int) -> list[str]:
    """The lines that fit into the width: at most ``max_lines``, the last one with an ellipsis."""
    lines = [
        line
        for paragraph in text.text.split("\n")
        for line in _wrap_paragraph(paragraph, text, width_px)
    ]
    if len(lines) <= text.max_lines:
        return lines
    kept = lines[: text.max_lines]
    rest = "".join(lines[text.max_lines - 1 :])
    kept[-1] = _cut(rest, text, width_px)
    return kept


def _wrap_paragraph(paragraph: str, text: Text, width_px: int) -> list[str]:
    if text.max_lines == 1 or width_of(paragraph, text.size_px, text.weight) <= width_px:
        fits = width_of(paragraph, text.size_px, text.weight) <= width_px
        return [paragraph if fits else _cut(paragraph, text, width_px)]
    lines, current = [], ""
    for word in _words(paragraph):
        fits = width_of(current + word, text.size_px, text.weight) <= width_px
        if fits or not current or word[0] in _NO_LINE_START:
            current += word
        else:
            lines.append(current.rstrip())
            current = word.lstrip()
    return [*lines, current]


def _words(paragraph: str) -> list[str]:
    """Units that are not broken: a hanzi, or a run of other characters up to a space."""
    words: list[str] = []
    for char in paragraph:
        joins = words and char < "\u2e80" and words[-1][-1] < "\u2e80" and words[-1][-1] != " "
        if joins:
            words[-1] += char
        else:
            words.append(char)
    return words


def _cut(line: str, text: Text, width_px: int) -> str:
    if width_of(line, text.size_px, text.weight) <= width_px:
        return line
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(line[:middle] + _ELLIPSIS, text.size_px, text.weight) <= width_px:
            low = middle
        else:
            high = middle - 1
    return line[:low].rstrip() + _ELLIPSIS if low else line[:1]


def write(text: Text, width_px: int, height_px: int) -> Written | None:
    """The mask of a text laid out in a box; None when there is nothing to see."""
    lines = wrap(text, width_px)
    size = max(1, round(text.size_px))
    step = text.size_px * LINE_HEIGHT
    total = step * len(lines)
    top = {"top": 0.0, "center": (height_px - total) / 2, "bottom": height_px - total}[text.valign]
    pad = size
    canvas = Image.new("L", (width_px + 2 * pad, math.ceil(total) + 2 * pad))
    draw = ImageDraw.Draw(canvas)
    for number, line in enumerate(lines):
        x = pad + _start(line, text, width_px)
        baseline = pad + step * (number + 0.5) + text.size_px * CENTRE_ABOVE_BASELINE
        _write_line(draw, line, (x, round(baseline)), size, text.weight)
    seen = canvas.getbbox()
    if seen is None:
        return None
    return Written(canvas.crop(seen), seen[0] - pad, round(top) + seen[1] - pad)


def _start(line: str, text: Text, width_px: int) -> int:
    slack = width_px - width_of(line, text.size_px, text.weight)
    return round({"left": 0.0, "center": slack / 2, "right": slack}[text.align])


def _write_line(
    draw: ImageDraw.ImageDraw, line: str, start: tuple[int, int], size: int, weight: Weight
) -> None:
    x = float(start[0])
    for run, face in _runs(line, weight):
        draw.text((round(x), start[1]), run, fill=255, font=font(size, face), anchor="ls")
        x += font(size, face).getlength(run)
