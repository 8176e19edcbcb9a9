"""Zones of a picture and of its halves laid on one sheet, so that one pass goes over them all.

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
    """Zones of a grey picture and of its halves, each with PAD pixels around it."""

    grey: Bytes
    """Its width is a multiple of 8."""
    owners: Any
    """Index of the zone that holds a pixel, -1 in the padding."""
    zooms: Any
    """Pixels of the picture to a pixel of each zone."""
    shifts: Any
    """N x 2 (x, y): from a pixel of the sheet to one of the zone's level."""

    def places_of(self, spots: Any) -> Any:
        """Centres of pixels of the sheet (indexes in its rows one after another), N x 2.

        In pixels of the picture.
        """
        zones, (y, x) = self.owners.ravel()[spots], np.divmod(spots, self.grey.shape[1])
        zooms = self.zooms[zones][:, None]
        return (np.stack((x, y), 1) + self.shifts[zones]) * zooms + (zooms - 1) / 2


def lay(levels: Sequence[Bytes], zones: Sequence[BoxPx]) -> Sheet | None:
    """Zones of grey pictures on a sheet; None where they hold nothing.

    The zones are told in pixels of the first picture, each other is half as large as the one
    before.
    """
    parts: list[tuple[Bytes, BoxPx, int]] = []
    for level, picture in enumerate(levels):
        size = SizePx(int(picture.shape[1]), int(picture.shape[0]))
        shrunk = (_shrunk(zone, 2**level).clipped_to(size) for zone in zones)
        kept = [zone for zone in shrunk if zone.area]
        if not kept or min(picture.shape) < 2 * PAD:
            break
        parts += [(_with_margin(picture, zone), zone, 2**level) for zone in kept]
    if not parts:
        return None
    corners, (wide, high) = _in_columns([part.shape[1::-1] for part, _, _ in parts])
    grey, owners = np.zeros((high, wide), np.uint8), np.full((high, wide), -1, np.int16)
    for index, ((part, zone, _), (x, y)) in enumerate(zip(parts, corners, strict=True)):
        grey[y : y + part.shape[0], x : x + part.shape[1]] = part
        owners[y + PAD : y + PAD + zone.height, x + PAD : x + PAD + zone.width] = index
    first = np.array([(zone.x, zone.y) for _, zone, _ in parts])
    zooms = np.array([zoom for _, _, zoom in parts])
    return Sheet(grey, owners, zooms, first - np.array(corners) - PAD)


def _shrunk(zone: BoxPx, zoom: int) -> BoxPx:
    edges = (zone.x // zoom, zone.y // zoom, -(-zone.right // zoom), -(-zone.bottom // zoom))
    return BoxPx.from_edges(*edges)


def _with_margin(picture: Bytes, zone: BoxPx) -> Bytes:
    """A zone with PAD pixels around it; beyond the picture they repeat its border."""
    high, wide = picture.shape
    left, top, right, bottom = zone.x - PAD, zone.y - PAD, zone.right + PAD, zone.bottom + PAD
    part = picture[max(0, top) : bottom, max(0, left) : right]
    pads = (max(0, -top), max(0, bottom - high), max(0, -left), max(0, right - wide))
    if not any(pads):
        return part
    return np.asarray(cv2.copyMakeBorder(part, *pads, cv2.BORDER_REPLICATE), np.uint8)


def _in_columns(
    sizes: Sequence[tuple[int, int]],
) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Upper left corners of boxes that stand in columns, and width and height of all.

    The wide ones first, each in the first column with room, none higher than the highest box.
    """
    high = max(height for _, height in sizes)
    corners = [(0, 0)] * len(sizes)
    columns: list[tuple[int, int]] = []
    right = 0
    for index in sorted(range(len(sizes)), key=lambda i: -sizes[i][0]):
        width, height = sizes[index]
        free = (k for k, (_, filled) in enumerate(columns) if filled + height <= high)
        column = next(free, len(columns))
        if column == len(columns):
            columns.append((right, 0))
            right += width
        corners[index] = columns[column]
        columns[column] = (columns[column][0], columns[column][1] + height)
    return corners, (-(-right // 8) * 8, high)


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
