"""Where an X may be drawn: a rank test over the zones of a picture, then template correlation.

A pixel is a proposal when its centre and eight points on both diagonals are all darker (or
all lighter) than four points straight left, right, above and below. That is rare in
photographs and nearly always true of an X, whatever its size, colour or background.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes, Floats, View
from detectors.sheets import PAD, Sheet, joined, lay
from detectors.templates import COARSE, COARSE_FIT, FINE, RADII, RARE, RARE_FIT, Grid
from harness.domain.geometry import BoxPx

_INNER = 2
"""The inner four points on the diagonals are so far out, at every radius."""
_STEP = 12
"""Least grey difference between diagonals and axes."""
_MOST_PEAKS = 160
"""Of one radius in one zone: pages of fine pattern have thousands, and every one costs time."""
LEAST_FIT = 0.6
_NEAR = 2
"""A peak is no weaker than what lies so near."""
_AROUND = np.array([(x, y) for y in range(-2, 3) for x in range(-2, 3) if x or y])
_FEW = 2000
"""Strong points up to which their neighbours are looked up, and not the whole sheet's."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cross:
    """A likely X, in work pixels. ``half`` is half its width; ``fit`` is |correlation| 0 … 1."""

    x: float
    y: float
    half: float
    stroke: float
    """Stroke width as a share of ``half``."""
    light: bool
    """Light on dark."""
    fit: float
    spread: float
    """Standard deviation of the grey inside it."""
    rare: bool = False
    """Of round lobes or a letter: on its own no sign, in a button of its own a close."""
    thin: bool = False
    """Known by what stands out from beside it only: its ground is of several greys."""


def _diagonal(grey: Any, by: int, best: Any) -> Any:
    """The best of the four pixels ``by`` away on both diagonals, without the padding."""
    high, wide = grey.shape
    across = best(grey[:, PAD - by : wide - PAD - by], grey[:, PAD + by : wide - PAD + by])
    return best(across[PAD - by : high - PAD - by], across[PAD + by : high - PAD + by])


class _Ranks:
    """The rank test on a sheet; what the radii share is made once."""

    def __init__(self, grey: Bytes) -> None:
        self._grey = grey
        box = np.ones((3, 3), np.uint8)
        self._low: Any = cv2.erode(grey, box)
        self._high: Any = cv2.dilate(grey, box)
        low, high = (g[PAD:-PAD, PAD:-PAD] for g in (self._low, self._high))
        self._dark = cv2.max(low, _diagonal(self._low, _INNER, cv2.max))
        self._light = cv2.min(high, _diagonal(self._high, _INNER, cv2.min))

    def at(self, radius: int) -> Any:
        """How far all diagonal points lie beyond all axis points, in grey levels; 0 where not.

        As large as the sheet; zeros in the padding around it.
        """
        grey, reach = self._grey, radius + 1
        high, wide = grey.shape
        left, right = (grey[PAD:-PAD, PAD + d : wide - PAD + d] for d in (-reach, reach))
        above, below = (grey[PAD + d : high - PAD + d, PAD:-PAD] for d in (-reach, reach))
        axis_low = cv2.min(cv2.min(left, right), cv2.min(above, below))
        axis_high = cv2.max(cv2.max(left, right), cv2.max(above, below))
        dark = cv2.max(self._dark, _diagonal(self._low, radius, cv2.max))
        light = cv2.min(self._light, _diagonal(self._high, radius, cv2.min))
        response = np.zeros((high, wide), np.uint8)
        inner = response[PAD:-PAD, PAD:-PAD]
        cv2.max(cv2.subtract(axis_low, dark), cv2.subtract(light, axis_high), inner)
        return response


def _peaks(response: Any, owners: Any) -> Any:
    """Indexes (rows one after another) of local maxima above the step, in zones."""
    flat, wide = response.ravel(), response.shape[1]
    strong = _few_of(flat > _STEP)
    strong = strong[owners.ravel()[strong] >= 0]
    if not len(strong):
        return strong
    if len(strong) <= _FEW:
        near = (_AROUND[:, 1] * wide + _AROUND[:, 0])[:, None]
        return strong[flat[strong] >= flat[strong + near].max(0)]
    top: Any = cv2.dilate(response, np.ones((2 * _NEAR + 1, 2 * _NEAR + 1), np.uint8))
    return strong[flat[strong] == top.ravel()[strong]]


def _few_of(mask: Any) -> Any:
    """As ``np.flatnonzero`` where little is true: eight at once are passed over."""
    words = np.flatnonzero(mask.view(np.uint64) != 0)
    found = np.flatnonzero(mask.reshape(-1, 8)[words])
    return words[found >> 3] * 8 + (found & 7)


def _strongest(strengths: Any, groups: Any) -> Any:
    """Indexes of the _MOST_PEAKS strongest of each group."""
    weak = [
        here[np.argpartition(strengths[here], -_MOST_PEAKS)[:-_MOST_PEAKS]]
        for group in np.flatnonzero(np.bincount(groups) > _MOST_PEAKS)
        for here in (np.flatnonzero(groups == group),)
    ]
    kept = np.arange(len(groups))
    return np.delete(kept, np.concatenate(weak)) if weak else kept


@dataclasses.dataclass(frozen=True, slots=True)
class _Proposals:
    """Places on a sheet that pass the rank test."""

    sheet: Sheet
    spots: Any
    """Indexes of pixels of the sheet, rows one after another."""
    radii: Any
    """Indexes in RADII."""

    def only(self, chosen: Any) -> "_Proposals":
        """Those alone."""
        return _Proposals(self.sheet, self.spots[chosen], self.radii[chosen])

    def patches(self, grid: Grid) -> Floats:
        """Grey on the grid around each, N x grid."""
        offsets = grid.rows * self.sheet.grey.shape[1] + grid.columns
        places = self.spots[:, None] + offsets[self.radii]
        return np.asarray(self.sheet.grey.ravel().take(places), np.float32)

    def sizes(self) -> Any:
        """Radii in work pixels."""
        zooms = self.sheet.zooms[self.sheet.owners.ravel()[self.spots]]
        return np.array(RADII, np.float64)[self.radii] * zooms


def _proposals(levels: Sequence[Bytes], zones: Sequence[BoxPx]) -> _Proposals | None:
    sheet = lay(levels, joined(zones))
    if sheet is None:
        return None
    ranks = _Ranks(sheet.grey)
    responses = [ranks.at(radius) for radius in RADII]
    peaks = [_peaks(response, sheet.owners) for response in responses]
    strengths = np.concatenate(
        [response.ravel()[spots] for response, spots in zip(responses, peaks, strict=True)]
    )
    spots, radii = np.concatenate(peaks), np.repeat(np.arange(len(RADII)), [len(p) for p in peaks])
    found = _Proposals(sheet, spots, radii)
    kept = _strongest(strengths, sheet.owners.ravel()[spots] * len(RADII) + radii)
    return found.only(kept) if len(kept) else None


def search(
    levels: Sequence[Bytes],
    zones: Sequence[BoxPx],
    most: int,
    least: float = LEAST_FIT,
    *,
    rare: bool = True,
) -> list[Cross]:
    """Up to ``most`` likely X drawings in the zones of a grey picture, best first.

    ``levels`` are the picture and its halves; places are told in pixels of the first.
    """
    proposals = _proposals(levels, zones)
    if proposals is None:
        return []
    coarse = np.abs(COARSE.fits(proposals.patches(COARSE))[0]).max(1)
    found = _fitting(proposals.only(coarse >= COARSE_FIT), FINE)
    unlike = coarse >= RARE_FIT
    unlike[coarse >= COARSE_FIT] &= found.fits < least
    if rare and unlike.any():
        found = found.with_those_of(_fitting(proposals.only(unlike), RARE))
    return found.crosses(most, least)


@dataclasses.dataclass(frozen=True, slots=True)
class _Fitting:
    """Proposals with the picture that each fits best, N of all."""

    places: Any
    halves: Any
    strokes: Any
    light: Any
    fits: Any
    doubts: Any
    """How much of its fit does not count against the others'."""
    spreads: Any

    def with_those_of(self, other: "_Fitting") -> "_Fitting":
        """Both."""
        pairs = zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True)
        return _Fitting(*(np.concatenate(both) for both in pairs))

    def crosses(self, most: int, least: float) -> list[Cross]:
        """The best of each place, best first."""
        x, y = self.places.T
        chosen = _distinct(x, y, self.halves, self.fits - self.doubts, most, least)
        return [
            Cross(
                float(x[i]),
                float(y[i]),
                float(self.halves[i]),
                float(self.strokes[i]),
                bool(self.light[i]),
                float(self.fits[i]),
                float(self.spreads[i]),
                bool(self.doubts[i] > 0),
            )
            for i in chosen
        ]


def _fitting(proposals: _Proposals, grid: Grid) -> _Fitting:
    """Proposals, each with the picture on the grid that it fits best."""
    fits, spreads = grid.fits(proposals.patches(grid))
    kinds = (np.abs(fits) - grid.doubts).argmax(1)
    rows = np.arange(len(kinds))
    fits = fits[rows, kinds]
    return _Fitting(
        proposals.sheet.places_of(proposals.spots),
        grid.kinds[kinds, 0] * proposals.sizes(),
        grid.kinds[kinds, 1],
        fits > 0,
        np.abs(fits),
        grid.doubts[kinds],
        spreads[rows, kinds],
    )


def _distinct(x: Any, y: Any, halves: Any, fits: Any, most: int, least: float) -> list[int]:
    """Indexes of the best of each place, best first."""
    order = np.argsort(-fits, kind="stable")
    order = order[fits[order] >= least]
    kept: list[int] = []
    while len(order) and len(kept) < most:
        best = order[0]
        kept.append(int(best))
        reach = 0.8 * np.maximum(halves[order], halves[best])
        near = (np.abs(x[order] - x[best]) < reach) & (np.abs(y[order] - y[best]) < reach)
        order = order[~near]
    return kept


def find_crosses(
    view: View, most: int = 24, zones: Sequence[BoxPx] | None = None, *, rare: bool = True
) -> list[Cross]:
    """Up to ``most`` likely X drawings, best first; only in ``zones`` (work pixels) if given.

    Without ``rare`` none of round lobes and no letters.
    """
    height, width = view.work.shape
    whole = [BoxPx(0, 0, width, height)]
    return search(view.levels, zones if zones is not None else whole, most, rare=rare)
