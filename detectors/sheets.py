"""Zones of a picture laid under each other on one sheet, so that one pass goes over them all.

A pass over a small picture costs as much in calls as in pixels, and the zones of a frame are
many. Each keeps some of its neighbourhood.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes
from harness.domain.geometry import BoxPx, SizePx

PAD = 14
"""Pixels around each zone that a pass may look at."""
_WASTE = 1.15
"""Two zones become one where their hull is no larger than so many times both."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """Zones of one grey picture under each other, each with PAD pixels around it."""

    grey: Bytes
    zones: tuple[BoxPx, ...]
    """In pixels of the picture, from top to bottom of the sheet."""
    corners: Any
    """Of each zone on the sheet, padding included: x, y; one row more ends the last."""
    sizes: Any
    """Width and height of each."""

    def zone_of(self, points: Any) -> Any:
        """Index of the zone of each (x, y) of the sheet, -1 in the padding."""
        index = np.searchsorted(self.corners[:, 1], points[:, 1], side="right") - 1
        within = points - self.corners[index] - PAD
        inside = ((within >= 0) & (within < self.sizes[index])).all(1)
        return np.where(inside, index, -1)

    def place_of(self, points: Any, zones: Any) -> Any:
        """Points of the sheet that lie in these zones, in pixels of the picture."""
        first = np.array([(z.x, z.y) for z in self.zones])
        return points + (first - self.corners[:-1] - PAD)[zones]


def lay(picture: Bytes, zones: Sequence[BoxPx]) -> Sheet | None:
    """Zones (pixels of a grey picture) on a sheet; None where they hold nothing."""
    size = SizePx(int(picture.shape[1]), int(picture.shape[0]))
    kept = [z for z in (z.clipped_to(size) for z in zones) if z.area]
    if not kept:
        return None
    pads = (PAD, PAD, PAD, PAD)
    padded = np.asarray(cv2.copyMakeBorder(picture, *pads, cv2.BORDER_REPLICATE), np.uint8)
    sizes = np.array([(z.width, z.height) for z in kept])
    corners = np.zeros((len(kept) + 1, 2), np.int64)
    corners[1:, 1] = np.cumsum(sizes[:, 1] + 2 * PAD)
    sheet = np.zeros((corners[-1, 1], sizes[:, 0].max() + 2 * PAD), np.uint8)
    for zone, first in zip(kept, corners[:, 1].tolist(), strict=False):
        part = padded[zone.y : zone.bottom + 2 * PAD, zone.x : zone.right + 2 * PAD]
        sheet[first : first + part.shape[0], : part.shape[1]] = part
    return Sheet(sheet, tuple(kept), corners, sizes)


def joined(zones: Sequence[BoxPx]) -> list[BoxPx]:
    """Zones that overlap so far that their hull costs little more, as that hull."""
    kept: list[BoxPx] = []
    for zone in zones:
        hull = zone
        while (other := _near(hull, kept)) is not None:
            kept.remove(other)
            hull = hull.union(other)
        kept.append(hull)
    return kept


def _near(zone: BoxPx, others: Sequence[BoxPx]) -> BoxPx | None:
    for other in others:
        if zone.union(other).area <= _WASTE * (zone.area + other.area):
            return other
    return None
