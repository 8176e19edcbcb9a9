"""Crosses that the pass over a sheet misses: tiny, or on a ground of several greys."""

import dataclasses
from collections.abc import Sequence

import cv2
import numpy as np

from detectors.crosses import Cross, search
from detectors.pixels import View, crop_rgb, grey_of
from detectors.sheets import PAD
from harness.domain.geometry import BoxPx, SizePx

_TINY_FIT = 0.54
"""An X of 8 px correlates 0.06 less when its proposal is a pixel off."""


def find_tiny_crosses(view: View, zones: Sequence[BoxPx], most: int = 6) -> list[Cross]:
    """X drawings too small for the work scale: the zones (work pixels) at twice that scale."""
    found: list[Cross] = []
    k = 1 / view.scale
    for zone in zones:
        edges = (zone.x, zone.y, zone.right, zone.bottom)
        part = crop_rgb(view, *(round(edge * k) for edge in edges))
        size = (2 * zone.width, 2 * zone.height)
        if min(size) < 4 * PAD:
            continue
        how = cv2.INTER_AREA if view.scale <= 0.5 else cv2.INTER_CUBIC
        grey = grey_of(np.asarray(cv2.resize(part, size, interpolation=how), np.uint8))
        found += [
            dataclasses.replace(c, x=zone.x + c.x / 2, y=zone.y + c.y / 2, half=c.half / 2)
            for c in search([grey], [BoxPx(0, 0, *size)], most, _TINY_FIT, rare=False)
        ]
    found.sort(key=lambda c: -c.fit)
    return found[:most]


_WIDEST_DP = 7
"""No stroke is so wide."""


def find_thin_crosses(view: View, zone: BoxPx) -> list[Cross]:
    """The likeliest X of light and that of dark strokes in a zone (work pixels), each ``thin``.

    They are looked for in what is thinner than _WIDEST_DP and stands out from beside it, whatever
    lies there.
    """
    side = round(_WIDEST_DP * view.dp) | 1
    size = SizePx(view.work.shape[1], view.work.shape[0])
    part = zone.inflated(side + PAD).clipped_to(size)
    grey = view.work[part.y : part.bottom, part.x : part.right]
    inner = BoxPx(zone.x - part.x, zone.y - part.y, zone.width, zone.height)
    found: list[Cross] = []
    for what in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT):
        thin = np.asarray(cv2.morphologyEx(grey, what, np.ones((side, side), np.uint8)), np.uint8)
        found += [
            dataclasses.replace(
                c, x=c.x + part.x, y=c.y + part.y, light=what == cv2.MORPH_TOPHAT, thin=True
            )
            for c in search([thin], [inner], 1, rare=False)
            if c.light
        ]
    return found
