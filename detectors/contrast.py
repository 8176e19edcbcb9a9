"""Contrast of a drawing against its ground: WCAG 2."""

import numpy as np

from detectors.pixels import Bytes, View, colour_at, ink_and_ground, rgb_of
from harness.domain.geometry import BoxPx

_SHARES = np.arange(256) / 255
_LINEAR = np.where(_SHARES <= 0.04045, _SHARES / 12.92, ((_SHARES + 0.055) / 1.055) ** 2.4)
"""sRGB values 0 … 255 as light 0 … 1."""
_LIGHT_OF_RGB = np.array([0.2126, 0.7152, 0.0722])


def luminance(rgb: Bytes) -> float:
    """WCAG 2 relative luminance 0 … 1 of one RGB colour (0 … 255)."""
    return float(_LINEAR[rgb] @ _LIGHT_OF_RGB)


def contrast_ratio(one: Bytes, other: Bytes) -> float:
    """WCAG 2 contrast ratio 1 … 21 of two RGB colours."""
    a, b = luminance(one), luminance(other)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


def contrast_of(view: View, box: BoxPx, *, light: bool) -> float:
    """WCAG 2 contrast of the mark inside ``box`` against the background around its strokes.

    The mark's colour is the median of the extreme eighth of the pixels by grey, the
    background's the median of the opposite third: anti-aliased edges fall in neither.
    """
    part = rgb_of(view.rgb[max(0, box.y) : box.bottom, max(0, box.x) : box.right]).reshape(-1, 3)
    if len(part) < 4:
        return 1.0
    sides = ink_and_ground(part, 1 / 8, light=light)
    mark, ground = (colour_at(side, 0.5)[0] for side in sides)
    return contrast_ratio(mark, ground)
