"""The disc, ring or square drawn around a mark or a few letters."""

import cv2
import numpy as np

from detectors.pixels import Bytes, View, padded_grey
from harness.domain.geometry import BoxPx

_ANGLES = 72
_RINGS = 110
_FAR = 4.6


def find_button(
    view: View, glyph: BoxPx, step: int = 9, least: float = 1.25
) -> tuple[BoxPx | None, str]:
    """The disc, ring or square drawn around an X, if any, and which.

    An outline is a step of ``step`` grey levels, at ``least`` so many half glyph widths out.
    """
    patch = _around(view, glyph)
    radius = _disc_radius(patch, step, least)
    if radius is not None:
        return _outline(glyph, radius), "disc"
    radius = _square_half(patch)
    return (_outline(glyph, radius), "square") if radius is not None else (None, "")


def find_disc(view: View, glyph: BoxPx, least: float) -> BoxPx | None:
    """As ``find_button``; a square does not count."""
    radius = _disc_radius(_around(view, glyph), 9, least)
    return _outline(glyph, radius) if radius is not None else None


def _around(view: View, glyph: BoxPx) -> Bytes:
    """Close-up in which outlines are looked for."""
    half = max(glyph.width, glyph.height) / 2
    cx, cy = glyph.x + glyph.width / 2, glyph.y + glyph.height / 2
    return padded_grey(view, cx, cy, half * _FAR, 2 * _RINGS)


def _outline(glyph: BoxPx, radius: float) -> BoxPx:
    cx, cy = glyph.x + glyph.width / 2, glyph.y + glyph.height / 2
    r = radius / _RINGS * max(glyph.width, glyph.height) / 2 * _FAR
    return BoxPx.from_edges(round(cx - r), round(cy - r), round(cx + r), round(cy + r))


def _disc_radius(patch: Bytes, step: int, least: float) -> float | None:
    """Radius (in patch pixels) of the outermost circle edge seen from most angles."""
    polar = cv2.warpPolar(
        patch,
        (_RINGS, _ANGLES),
        (_RINGS - 0.5, _RINGS - 0.5),
        _RINGS,
        cv2.WARP_POLAR_LINEAR | cv2.INTER_LINEAR,
    ).astype(np.int16)
    slope = polar[:, 4:] - polar[:, :-4]
    up, down = slope > step, slope < -step
    wide = np.ones((1, 5), np.uint8)
    support = np.maximum(
        cv2.dilate(up.astype(np.uint8), wide).mean(0),
        cv2.dilate(down.astype(np.uint8), wide).mean(0),
    )
    unit = _RINGS / _FAR
    first, last = round(least * unit), round(4.25 * unit)
    window = support[first:last]
    if not len(window) or window.max() < 0.72:
        return None
    good = np.flatnonzero(window >= max(0.72, window.max() - 0.12))
    start = int(good[0])
    end = start
    for index in good:
        if index - end > 0.45 * unit:
            break
        end = int(index)
    return first + end - 1.5


def _square_half(patch: Bytes) -> float | None:
    """Half side (in patch pixels) of a square outline around the centre."""
    grey = patch.astype(np.int16)
    across = np.abs(grey[:, 2:] - grey[:, :-2]) > 10
    along = np.abs(grey[2:, :] - grey[:-2, :]) > 10
    unit = _RINGS / _FAR
    best: tuple[float, float] | None = None
    for q in range(round(1.1 * unit), round(3.2 * unit)):
        lo, hi = round(_RINGS - 0.75 * q), round(_RINGS + 0.75 * q)
        worst = 1.0
        for side in (
            across[lo:hi, _RINGS - q - 3 : _RINGS - q + 2],
            across[lo:hi, _RINGS + q - 3 : _RINGS + q + 2],
            along[_RINGS - q - 3 : _RINGS - q + 2, lo:hi].T,
            along[_RINGS + q - 3 : _RINGS + q + 2, lo:hi].T,
        ):
            worst = min(worst, np.count_nonzero(side.any(1)) / (hi - lo))
            if worst <= 0.8:
                break
        if worst > 0.8 and (best is None or worst > best[0]):
            best = (worst, float(q))
    return best[1] if best else None
