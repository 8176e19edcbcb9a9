"""Zones of a picture laid under each other on one sheet, so that one pass goes over them all.

A pass over a small picture costs as much in calls as in pixels, and the zones of a frame are
many and overlap. The sheet joins those that overlap, pads each with its own border, and halves
them all together into a pyramid.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes, halved
from harness.domain.geometry import BoxPx, SizePx

PAD = 14
"""Pixels around each zone that a pass may look at, at every level."""
_WASTE = 1.15
"""Two zones become one where their hull is no larger than so many times both."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """Zones under each other, at full size and halved, and halved again."""

    levels: tuple[Bytes, ...]
    zones: tuple[BoxPx, ...]
    """In pixels of the picture, from top to bottom of the sheet."""
    rows: Any
    """First row of each zone with its padding at level 0, and the end of the last."""

    def zone_of(self, points: Any, level: int) -> Any:
        """Index of the zone of each (x, y) on a level; -1 outside all, padding included."""
        rows = self.rows >> level
        index = np.searchsorted(rows, points[:, 1], side="right") - 1
        wide = np.array([z.width for z in self.zones]) + 2 * PAD
        x, y = points[:, 0], points[:, 1] - rows[index]
        high = np.diff(rows)
        inside = (x >= PAD) & (x < (wide[index] >> level) - PAD)
        inside &= (y >= PAD) & (y < high[index] - PAD)
        return np.where(inside, index, -1)

    def place_of(self, points: Any, level: int, zones: Any) -> Any:
        """Centres of pixels (x, y) of a level, in pixels of the picture."""
        zoom = 2**level
        first = np.array([(z.x, z.y) for z in self.zones])[zones]
        first[:, 1] -= self.rows[zones]
        return points * zoom + (zoom - 1) / 2 - PAD + first


def lay(picture: Bytes, zones: Sequence[BoxPx], levels: int) -> Sheet | None:
    """The zones (pixels of a grey picture) as one sheet; None where they hold nothing."""
    size = SizePx(int(picture.shape[1]), int(picture.shape[0]))
    joined = _joined([z for z in (z.clipped_to(size) for z in zones) if z.width > 8 < z.height])
    if not joined:
        return None
    step = 2 ** (levels - 1)
    wide = max(z.width for z in joined) + 2 * PAD
    wide += -wide % step
    parts, rows = [], [0]
    for zone in joined:
        below = -(zone.height + 2 * PAD) % step
        part = picture[zone.y : zone.bottom, zone.x : zone.right]
        right = wide - zone.width - PAD
        parts.append(cv2.copyMakeBorder(part, PAD, PAD + below, PAD, right, cv2.BORDER_REPLICATE))
        rows.append(rows[-1] + parts[-1].shape[0])
    level = np.asarray(cv2.vconcat(parts), np.uint8)
    found = [level]
    for _ in range(levels - 1):
        level = halved(level)
        found.append(level)
    return Sheet(tuple(found), tuple(joined), np.array(rows))


def _joined(zones: Sequence[BoxPx]) -> list[BoxPx]:
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
