"""Perceptual hashes: 64 bits of the low frequencies of a small grey picture."""

import cv2
import numpy as np

from detectors.pixels import Bytes, View, quantile
from harness.domain.geometry import BoxPx

_SIDE = 32
_KEPT = 8


def phash_of_grey(grey: Bytes) -> str:
    """16 hex digits: sign of the 8 x 8 lowest DCT terms against their median.

    Terms that are almost nothing beside the strongest count as zero, so that flat pictures
    give one hash and not noise.
    """
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    terms = np.asarray(cv2.dct(small))[:_KEPT, :_KEPT].ravel()
    terms[0] = 0.0
    terms[np.abs(terms) < max(4.0, 0.002 * float(np.abs(terms).max()))] = 0.0
    middle = np.sort(terms)[len(terms) // 2 - 1 : len(terms) // 2 + 1].mean()
    return np.packbits(terms > middle).tobytes().hex()


def frame_phash(view: View, top_px: int, bottom_px: int) -> str:
    """Hash of the frame without its system bars (heights in frame pixels)."""
    grey = view.levels[-1]
    k = view.scale / 2 ** (len(view.levels) - 1)
    top, bottom = round(top_px * k), round(bottom_px * k)
    return phash_of_grey(grey[top : max(top + 1, grey.shape[0] - bottom)])


_GRID_DP = 16


def _snapped(value: float, grid: float) -> int:
    return round(value // grid * grid)


def creative_phash(view: View, box: BoxPx, masked: list[BoxPx]) -> str:
    """Hash of the pop-up's picture, the masked boxes painted over with its median.

    Masks grow to a grid, so that a ticking countdown, whose box breathes by a pixel or two,
    does not change the hash.
    """
    zoom = 2 ** (len(view.levels) - 1)
    k = view.scale / zoom
    x0, y0 = max(0, round(box.x * k)), max(0, round(box.y * k))
    small = view.levels[-1][y0 : round(box.bottom * k), x0 : round(box.right * k)].copy()
    if not small.size:
        return "0" * 16
    ground = round(quantile(small, 0.5))
    grid = max(1.0, _GRID_DP * view.dp / zoom)
    for area in masked:
        grown = area.inflated(max(2, round(0.15 * area.height)))
        left, top = _snapped(grown.x * k, grid) - x0, _snapped(grown.y * k, grid) - y0
        right = _snapped(grown.right * k + grid, grid) - x0
        bottom = _snapped(grown.bottom * k + grid, grid) - y0
        small[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = ground
    return phash_of_grey(small)
