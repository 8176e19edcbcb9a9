"""Which of the boxes that look like a card or a sheet is the one on the page."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from detectors.bottom_sheets import DARK, LEAST_DIM, PLATEAU, SURE_DIM, Rect
from detectors.pixels import Bytes, counted, quantile, quantile_of


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What looks like a card: in pixels of the thumbnail's page."""

    box: Rect
    fit: float
    """0 … 1."""
    dim: float
    """How far the brightest of what lies outside is below white, 0 … 1."""

    @property
    def is_sheet(self) -> bool:
        """Whether it begins at the screen's side."""
        return not self.box[0]

    @property
    def area(self) -> int:
        """Pixels."""
        return self.box[2] * self.box[3]


def choose(page: Bytes, boxes: Sequence[tuple[Rect, float]]) -> Found | None:
    """The card among boxes (with their fit) on a page's thumbnail of greatest channels, or None."""
    around = _Around(page)
    found = [Found(box, fit, around.dim(box)) for box, fit in boxes]
    return _smallest(_without_pictures(page.shape[0], _without_bodies(page, found)), around)


def _smallest(found: Sequence[Found], around: "_Around") -> Found | None:
    """The smallest box, where it fits as well, whose surroundings are as dim as any has.

    What lies inside the card is bright, so that is the whole of it. The fit is squared, so that
    half of a card (its lower, white part) does not win by its size.
    """
    dimmest = max((c.dim for c in found if c.fit > 0.5), default=0.0)
    good = [c for c in found if c.dim > max(SURE_DIM, dimmest - _AS_DIM)]
    if dimmest <= SURE_DIM:
        weak = (c for c in found if c.dim > max(LEAST_DIM, dimmest - _AS_DIM))
        good = [c for c in weak if c.fit >= _WEAK_FIT and around.is_under_scrim(c.box)]
    return min(good, key=lambda c: c.area / c.fit**2, default=None)


_AS_DIM = 0.06
_WEAK_FIT = 0.85
"""Least fit of a card whose scrim is hardly stronger than a page's tint."""


def _without_bodies(page: Bytes, found: Sequence[Found]) -> list[Found]:
    """Without what looks like a sheet, but is a light page's body below its dark head.

    A card lies on it that is brighter than all of the page.
    """
    cards = [c.box for c in found if not c.is_sheet and c.dim > LEAST_DIM and c.fit >= _WEAK_FIT]
    return [
        c
        for c in found
        if not c.is_sheet
        or quantile(page[c.box[1] + _BELOW_HEAD :, :2], 0.5) <= DARK
        or not any(y >= c.box[1] - 2 for _, y, _, _ in cards)
    ]


def _without_pictures(height: int, found: Sequence[Found]) -> list[Found]:
    """Without the page's pictures above and below a card in its middle, partly under that or not.

    Of a dark page, and on one, they have edges as sure as the card's.
    """
    off = [abs((c.box[1] + c.box[3] / 2) / height - 0.5) for c in found]
    central = [
        c.box
        for c, away in zip(found, off, strict=True)
        if away < _CENTRAL and c.dim > SURE_DIM and c.fit >= _WEAK_FIT
    ]
    return [
        c
        for c, away in zip(found, off, strict=True)
        if c.is_sheet or away < _ASIDE or not any(_is_beyond(c.box, box) for box in central)
    ]


def _is_beyond(one: Rect, other: Rect) -> bool:
    """Whether most of one box is above or below the other."""
    return min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1]) < _BEYOND * one[3]


_BEYOND = 0.3
_CENTRAL, _ASIDE = 0.1, 0.2
"""Shares of the height between the middles of a card and of the page."""
_BELOW_HEAD = 12
"""Thumbnail rows below a sheet's upper edge, round corners and all."""


class _Around:
    """How dark a page is around one box and another; what they share is counted once."""

    def __init__(self, page: Bytes) -> None:
        width = page.shape[1]
        self._first, last = round(0.4 * width), round(0.6 * width)
        self._left_out = last - self._first
        self._sides = np.hstack((page[:, : self._first], page[:, last:]))
        self._counts = counted(self._sides)

    def dim(self, box: Rect) -> float:
        """How far the brightest of what lies outside is below white, 0 … 1.

        The strip above and below the card, where a close disc stands, does not count.
        """
        counts = self._outside(box)
        return 1 - quantile_of(counts, _BRIGHTEST) / 255 if counts.any() else 0.0

    def _outside(self, box: Rect) -> Any:
        """Pixels of each grey outside a box, without the strip above and below it."""
        x, y, w, h = box
        rows = slice(max(0, y - 1), y + h + 1)
        within = self._sides[rows, self._column(max(0, x - 1)) : self._column(x + w + 1)]
        return self._counts - counted(within)

    def is_under_scrim(self, box: Rect) -> bool:
        """Whether what is brightest outside is much of it: a light page's ground, made darker.

        Of a dark page that no scrim lies on a few words alone are as bright.
        """
        counts = self._outside(box)
        least = round(quantile_of(counts, _BRIGHTEST)) - _UNEVEN
        return bool(counts[max(0, least) :].sum() >= PLATEAU * counts.sum())

    def _column(self, x: int) -> int:
        """The page's column among those of the sides."""
        return x if x <= self._first else max(self._first, x - self._left_out)


_BRIGHTEST = 0.98
"""Share of the surroundings that is no brighter than its brightest."""
_UNEVEN = 6
"""Grey levels below that to which a flat ground reaches in a JPEG."""
