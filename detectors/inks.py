"""How far the letters of a line reach within the box that it was found in."""

import numpy as np

from detectors.pixels import View, crop_rgb, grey_of
from harness.domain.geometry import BoxPx

_LEAST = 12.0
"""Grey levels by which ink differs from its ground."""
_MARGIN = 0.3
"""Most of a line's height that is margin, at each of its sides."""
_AROUND, _PLAIN, _EVEN = 0.5, 0.97, 6.0
"""Of a line's height: so far around it nothing else is drawn; least share that is plain there, and
by how many grey levels that may differ: the faintest pill does by more."""


def inked(view: View, box: BoxPx) -> BoxPx:
    """The box of a line's letters, in frame pixels as the line's own.

    What differs from the commonest grey by half as much as the letters do is ink, so a shadow is
    none. Where the ground around the line is not plain the box stays: it may be a pill's that was
    not seen, and over a picture there is ink everywhere.
    """
    rim = round(_AROUND * box.height)
    wide = box.inflated(rim)
    crop = crop_rgb(view, wide.x, wide.y, wide.right, wide.bottom)
    if crop.shape[:2] != (wide.height, wide.width):
        return box
    grey = grey_of(crop).astype(np.float32)
    inside = grey[rim : rim + box.height, rim : rim + box.width]
    ground = float(np.median(inside))
    around = np.ones(grey.shape, np.bool_)
    around[rim : rim + box.height, rim : rim + box.width] = False
    if (np.abs(grey[around] - ground) < _EVEN).mean() < _PLAIN:
        return box
    apart = np.abs(inside - ground)
    ink = apart > max(_LEAST, float(np.quantile(apart, 0.97)) / 2)
    most = round(_MARGIN * box.height)
    (top, bottom), (left, right) = (_margins(ink.any(axis=axis), most) for axis in (1, 0))
    return BoxPx.from_edges(box.x + left, box.y + top, box.right - right, box.bottom - bottom)


def _margins(seen: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]", most: int) -> tuple[int, int]:
    """How much is free of ink before the first and behind the last of it, ``most`` at most."""
    places = np.flatnonzero(seen)
    if not len(places):
        return 0, 0
    return min(most, int(places[0])), min(most, int(len(seen) - 1 - places[-1]))
