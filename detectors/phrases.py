"""Words on buttons in scripts that the reader of rapidocr's wheel has no signs for.

It knows neither Cyrillic nor hangul. These are not read either: a line is laid over drawings of
some forty phrases by which one leaves a pop-up or enters what it offers
(``training/draw_phrases.py``), and is the one that it correlates with, alone or with a number of
seconds beside it.
"""

import dataclasses
import functools
import importlib.resources
import io
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes

HEIGHT = 20
"""Rows of the drawings; the ink of a line is brought to as many."""
_MOST_WIDTH = 480
_REST = 52
"""A number of seconds beside the phrase is at most so wide: " 30초"."""
_FIRST, _THEN = (1.0, 1.06), (0.94, 0.96, 0.98, 1.02, 1.04, 1.08)
"""Faces are so much wider or narrower than those of the drawings; a row of ink more or less in a
small line changes as much."""
_SLACK = 3
LEAST = 0.75
"""Least correlation. Drawn in other sizes and faces phrases have 0.76 … 0.98, other words of
the same script 0.3 … 0.71."""
_WORTH_A_SECOND_LOOK = 0.5
_INK = 0.4
_LEAST_STEP = 24


@dataclasses.dataclass(frozen=True, slots=True)
class Drawing:
    """A phrase drawn with one face: HEIGHT x W uint8, tight, 255 where there is ink."""

    phrase: str
    ink: Bytes


@functools.cache
def drawings() -> tuple[Drawing, ...]:
    """What ``training/draw_phrases.py`` drew."""
    stored = importlib.resources.files("detectors").joinpath("models/phrases.npz").read_bytes()
    with np.load(io.BytesIO(stored)) as file:
        names, widths, ink = (file[key] for key in ("phrases", "widths", "ink"))
    parts = np.split(ink, np.cumsum(widths)[:-1], axis=1)
    return tuple(
        Drawing(str(n), np.ascontiguousarray(p)) for n, p in zip(names, parts, strict=True)
    )


def tight_ink(crop: Bytes) -> Bytes | None:
    """The ink of an RGB crop of one line, HEIGHT rows, 0 … 255; None where there is none."""
    grey = np.asarray(cv2.cvtColor(np.ascontiguousarray(crop[:, :, :3]), cv2.COLOR_RGB2GRAY))
    edge = np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1]))
    away = cv2.absdiff(grey, np.full_like(grey, np.median(edge)))
    most = float(np.quantile(away, 0.98))
    if most < _LEAST_STEP:
        return None
    inked = away > _INK * most
    rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
    tight = away[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = tight.shape
    width = round(wide * HEIGHT / high)
    if high < 6 or not HEIGHT <= width <= _MOST_WIDTH:
        return None
    how = cv2.INTER_AREA if high > HEIGHT else cv2.INTER_LINEAR
    part = np.asarray(cv2.resize(tight, (width, HEIGHT), interpolation=how), np.float32)
    return np.asarray(np.minimum(255, part * (255 / most)), np.uint8)


def phrase_on(crop: Bytes) -> tuple[str, float]:
    """The phrase on an RGB crop of one line, without its number, and how well it correlates.

    "" where it is none of them.
    """
    ink = tight_ink(crop)
    best = ("", 0.0)
    if ink is None:
        return best
    for drawing in drawings():
        fit = max(_fit(ink, drawing, share) for share in _FIRST)
        if fit >= _WORTH_A_SECOND_LOOK:
            fit = max(fit, *(_fit(ink, drawing, share) for share in _THEN))
        if fit > best[1]:
            best = (drawing.phrase, fit)
    return best if best[1] >= LEAST else ("", best[1])


def _fit(ink: Any, drawing: Drawing, share: float) -> float:
    """Correlation with the drawing at one of the line's ends, the line made so much wider."""
    wide = max(1, round(ink.shape[1] * share))
    if not -_SLACK <= wide - drawing.ink.shape[1] <= _REST:
        return 0.0
    line: Any = ink if share == 1.0 else cv2.resize(ink, (wide, HEIGHT))
    line = cv2.copyMakeBorder(line, 1, 1, _SLACK, _SLACK, cv2.BORDER_CONSTANT, value=0)
    fits = cv2.matchTemplate(line, drawing.ink, cv2.TM_CCOEFF_NORMED)
    ends = max(fits[:, : 2 * _SLACK + 1].max(), fits[:, -2 * _SLACK - 1 :].max())
    return round(float(ends), 3)
