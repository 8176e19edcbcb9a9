"""The frame as a whole: system bars, scrim and card, how much of it is picture."""

import dataclasses
from typing import Any

import cv2
import numpy as np

from detectors.cards import Card, find_card
from detectors.pixels import Bytes, View, counted, grey_of, quantile, quantile_of, scaled, summed

_THUMB_WIDTH = 108
_STATUS_BARS_DP = (24, 30, 36, 42)
_NAVIGATION_BARS_DP = (16, 24)
_FULL = 0.08
"""Least share of edges at both ends where notifications stand one beside the other."""
WEAK_SCRIM = 0.45
"""A picture on a dark page looks like a card over a page that is dimmed by up to so much."""
_BAR_EDGE = 40
"""Least local grey range of a bar's mark."""


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """What the frame is made of. Heights in frame pixels."""

    black: bool
    status_bar_px: int
    """0 where no status bar shows."""
    navigation_bar_px: int
    picture: float
    """Share of the frame that is picture rather than flat ground and text, 0 … 1."""
    card: Card | None
    lit: float = 0.0
    """How surely the page beside the card is lit (``scrims.lit_beside``)."""
    own_exit: bool = False
    """Whether an X of the card's own was found: it lies over the page then, however lit that is."""

    @property
    def dimming(self) -> Card | None:
        """The card, where a scrim may lie beside it: a picture of a lit page has none."""
        return self.card if self.lit < 1.0 else None

    @property
    def surely_dims(self) -> bool:
        """Whether the card is no picture of a dark page: one leaves it, or its scrim is strong."""
        return self.card is not None and (self.own_exit or self.card.dim > WEAK_SCRIM)


def survey(view: View) -> Layout:
    """Measure the frame."""
    grey = view.work
    height, width = grey.shape
    size = (_THUMB_WIDTH, max(8, round(height * _THUMB_WIDTH / width)))
    colour = scaled(view.half, size)
    thumb = grey_of(colour)
    black = bool(grey.max() < 12 or (quantile(thumb, 0.995) < 10))
    top = _status_bar(view)
    bottom = _navigation_bar(view)
    return Layout(
        black,
        round(top / view.scale),
        round(bottom / view.scale),
        _picture_share(thumb),
        find_card(colour, view.work.shape[0], top, bottom, 1 / view.scale),
    )


def _status_bar(view: View) -> int:
    """Height (work pixels) of a status bar: small marks at both ends, nothing between rows.

    The middle is empty or, where both ends are full of marks, full of them too: notifications.
    """
    grey = view.work
    height, width = grey.shape
    heights = [round(bar_dp * view.dp) for bar_dp in _STATUS_BARS_DP]
    heights = [rows for rows in heights if 4 < rows < height // 4 - 4]
    if not heights:
        return 0
    band = grey[2 : heights[-1]]
    edges = cv2.morphologyEx(band, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > _BAR_EDGE
    columns = (
        (0, width // 3),
        (2 * width // 3, width),
        (2 * width // 5, 3 * width // 5),
        (0, width),
    )
    left, right, middle, whole = (
        summed(edges[:, first:last], 1) / (last - first) for first, last in columns
    )
    for rows in heights:
        high = rows - 2
        quiet = max(*whole[:2], *whole[max(0, high - 3) : high]) < 0.01
        sides = left[:high].mean(), right[:high].mean()
        marked = sides[0] > 0.008 and sides[1] > 0.015 and max(sides) < 0.3
        between = middle[:high].mean()
        full = min(sides) > _FULL and between < 0.22
        if quiet and marked and (between < 0.06 or full):
            return rows
    return 0


def _navigation_bar(view: View) -> int:
    """Height (work pixels) of a navigation bar: a flat band with few marks at the bottom."""
    grey = view.work
    height, width = grey.shape
    tall = _bar_of_keys(view)
    if tall:
        return tall
    bands: list[tuple[int, int, Any]] = []
    counts, below = np.zeros(256, np.int64), 0
    for bar_dp in _NAVIGATION_BARS_DP:
        rows: int = round(bar_dp * view.dp)
        if not below < rows < height // 6:
            break
        counts = counts + counted(grey[height - rows : height - below])
        bands.append((bar_dp, rows, counts))
        below = rows
    for bar_dp, rows, counts in reversed(bands):
        ground, flat = _flatness(counts, rows * width)
        if flat > _FLAT and (bar_dp == 16 or _differing(grey[height - rows - 2], ground) > 12):
            return rows
    return 0


def _bar_of_keys(view: View) -> int:
    """Height (work pixels) of a bar of three keys: 48 dp, more where the screen has fewer dp.

    A screen is taken for 411 dp wide where its density is not known; most have 360 and more.
    """
    grey = view.work
    height, width = grey.shape
    least, most = (round(bar_dp * view.dp) for bar_dp in _KEYS_DP)
    if most + 2 >= height // 6:
        return 0
    ground, flat = _flatness(counted(grey[height - least :]), least * width)
    if flat <= _BARE:
        return 0
    above = grey[height - most - 2 : height - least].astype(np.int16)[::-1]
    unlike = np.abs(above - ground).mean(axis=1)
    ends = np.flatnonzero(unlike > 12)
    return least + int(ends[0]) if ends.size and ends[0] >= _STILL * view.dp else 0


_KEYS_DP, _STILL = (40, 58), 4
_FLAT, _BARE = 0.9, 0.95
"""Share of a bar that is its ground, and of one that holds three keys alone: tabs hold more."""


def _flatness(counts: Any, pixels: int) -> tuple[int, float]:
    """The commonest grey's neighbourhood: the median, and the share of pixels that are like it."""
    ground = int(quantile_of(counts, 0.5))
    return ground, float(counts[max(0, ground - 9) : ground + 10].sum() / pixels)


def _differing(grey: Bytes, ground: int) -> float:
    return float(cv2.absdiff(grey, np.full_like(grey, ground)).mean())


def _picture_share(thumb: Bytes) -> float:
    """Share of 5x5 cells with much grey variety and no flat ground."""
    height, width = thumb.shape
    rows, columns = height // 5, width // 5
    cells = thumb[: rows * 5, : columns * 5].reshape(rows, 5, columns, 5)
    pixels = cells.transpose(1, 3, 0, 2).reshape(25, rows * columns)
    met = np.bitwise_or.reduce(_BIT_OF_GREY.take(pixels, axis=0), axis=0)
    return float((np.bitwise_count(met).sum(1) > _MANY_GREYS).mean())


_GREYS = np.arange(256, dtype=np.uint64)[:, None]
_BIT_OF_GREY = (np.arange(4) == _GREYS // 64) * (np.uint64(1) << _GREYS % 64)
"""256 x 4: a bit for each grey, in four words."""
_MANY_GREYS = 11
"""Of 25 pixels; flat ground and text have fewer."""
