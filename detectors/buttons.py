"""The disc, ring or square drawn around a mark or a few letters."""

from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes, View, padded_grey, summed
from harness.domain.geometry import BoxPx

_ANGLES = 72
_RINGS = 110
_FAR = 4.6
_UNIT = _RINGS / _FAR
"""Patch pixels to half a glyph."""


def find_button(
    view: View, glyph: BoxPx, step: int = 9, least: float = 1.25
) -> tuple[BoxPx | None, str]:
    """The disc, ring or square drawn around an X, if any, and which.

    An outline is a step of ``step`` grey levels, at ``least`` so many half glyph widths out. A
    flat disc that is hardly lighter or darker than its ground, or throws a shadow, counts too. A
    letter stands below the middle of its button.
    """
    half = max(glyph.width, glyph.height, 1) / 2
    soft = 1 + _BLUR_PX / half
    least = max(least, soft)
    cx, cy = glyph.x + glyph.width / 2, glyph.y + glyph.height / 2
    for up in (0.0, *_LETTERS) if glyph.width < _NARROW * glyph.height else (0.0,):
        centre = cx, cy - up * half
        patch = padded_grey(view, *centre, half * _FAR, 2 * _RINGS)
        radius = _disc_radius(_polar(patch), step, least)
        if radius is not None:
            return _outline(centre, half, radius), "disc"
        ring = _ring_off_centre(view, centre, half, step) if not up else None
        if ring is not None:
            return ring, "disc"
        edges = _square(patch, max(_LEAST_SQUARE, soft))
        if edges is not None:
            return _box_of(centre, half, edges), "square"
    polar = _polar(padded_grey(view, cx, cy, half * _FAR, 2 * _RINGS))
    radius = _faint_disc(polar, least)
    if radius is None and 2 * half >= _LEAST_PX:
        radius = _shaded_disc(polar, least) or _mixed_disc(polar, least)
    radius = _steady_disc(polar, half, least) if radius is None else radius
    return (_outline((cx, cy), half, radius), "disc") if radius is not None else (None, "")


def _ring_off_centre(
    view: View, centre: tuple[float, float], half: float, step: int
) -> BoxPx | None:
    """A wide ring around a sign that stands above or below its middle, as a letter x does."""
    for off in _RING_OFF:
        middle = centre[0], centre[1] + off * half
        polar = _polar(padded_grey(view, *middle, half * _FAR, 2 * _RINGS))
        radius = _disc_radius(polar, 2 * step, _WIDE_RING)
        if radius is not None:
            return _outline(middle, half, radius)
    return None


_RING_OFF = (0.3, -0.3, 0.6, -0.6)
"""Half glyph heights by which the middle of a ring lies below the sign's own, or above it."""
_WIDE_RING = 2.0
"""Of half a glyph: a ring is at least so wide."""


_BLUR_PX = 2
"""A small blot's own soft edge reaches so far out."""
_NARROW = 0.92
"""A glyph narrower than this share of its height is a letter."""
_LETTERS = (0.18, 0.36)
"""Half heights by which a letter's button may lie above its own middle."""


def find_disc(view: View, glyph: BoxPx, least: float) -> BoxPx | None:
    """As ``find_button``; a square does not count, nor a faint disc."""
    half = max(glyph.width, glyph.height) / 2
    centre = glyph.x + glyph.width / 2, glyph.y + glyph.height / 2
    radius = _disc_radius(_polar(padded_grey(view, *centre, half * _FAR, 2 * _RINGS)), 9, least)
    return _outline(centre, half, radius) if radius is not None else None


def _outline(centre: tuple[float, float], half: float, radius: float) -> BoxPx:
    """Frame pixels of a circle, ``radius`` in patch pixels."""
    return _box_of(centre, half, (radius,) * 4)


def _box_of(
    centre: tuple[float, float], half: float, edges: tuple[float, float, float, float]
) -> BoxPx:
    """Frame pixels of what reaches so many patch pixels left, up, right and down."""
    left, up, right, down = (edge / _RINGS * half * _FAR for edge in edges)
    (cx, cy) = centre
    return BoxPx.from_edges(round(cx - left), round(cy - up), round(cx + right), round(cy + down))


def _polar(patch: Bytes) -> Bytes:
    """Rows are angles, columns pixels from the centre."""
    size, centre = (_RINGS, _ANGLES), (_RINGS - 0.5, _RINGS - 0.5)
    how = cv2.WARP_POLAR_LINEAR | cv2.INTER_LINEAR
    return np.asarray(cv2.warpPolar(patch, size, centre, _RINGS, how), np.uint8)


def _slopes(polar: Bytes) -> tuple[Any, Any]:
    """How much lighter, and how much darker, it is two pixels farther out than two nearer by."""
    outer, inner = polar[:, 4:], polar[:, :-4]
    return cv2.subtract(outer, inner), cv2.subtract(inner, outer)


def _seen(edges: Any, near: Any) -> Any:
    """Share of the angles, by distance from the centre, that have an edge so ``near``."""
    return summed(cv2.dilate(edges.view(np.uint8), near), 0) / len(edges)


def _disc_radius(polar: Bytes, step: int, least: float) -> float | None:
    """Radius (in patch pixels) of the outermost circle edge seen from most angles."""
    support = np.maximum(
        *(_seen(slope > step, np.ones((1, 5), np.uint8)) for slope in _slopes(polar))
    )
    first, last = round(least * _UNIT), round(4.25 * _UNIT)
    window = support[first:last]
    if not len(window) or window.max() < 0.72:
        return None
    good = np.flatnonzero(window >= max(0.72, window.max() - 0.12))
    start = int(good[0])
    end = start
    for index in good:
        if index - end > 0.45 * _UNIT:
            break
        end = int(index)
    return first + end - 1.5


_LEAST_SQUARE = 1.1
_EDGE = 10
"""Grey step over four patch pixels at a square's side."""
_SIDE = 0.8
"""Least share of a side that is edge."""


def _square(patch: Bytes, least: float) -> tuple[float, float, float, float] | None:
    """How far a square outline lies left of, above, right of and below the centre, in pixels.

    At ``least`` so many half glyph widths out. The centre may lie off its middle, by an eighth of
    its side.
    """
    across = cv2.absdiff(patch[:, 4:], patch[:, :-4]) > _EDGE
    along = cv2.absdiff(patch[4:], patch[:-4]) > _EDGE
    # each turned so that what lies so far from the centre is a row, and the side runs along it
    sides = [_covered(edges) for edges in (across.T[::-1], along[::-1], across.T, along)]
    best: tuple[float, tuple[float, float, float, float]] | None = None
    for half in range(round(least * _UNIT), round(4.2 * _UNIT)):
        slack = max(1, half // 8)
        found = []
        for side in sides:
            near = side[half - slack : half + slack + 1]
            place = int(near.argmax()) if len(near) else 0
            if not len(near) or near[place] <= _SIDE:
                break
            found.append((float(near[place]), float(half - slack + place)))
        if len(found) < 4:
            continue
        left, up, right, down = (place for _, place in found)
        if abs(left + right - up - down) > 0.12 * 2 * half:
            continue
        worst = min(share for share, _ in found)
        if best is None or worst > best[0]:
            best = worst, (left, up, right, down)
    return best[1] if best else None


def _covered(edges: Any) -> Any:
    """Share of three quarters of a square's side that is edge, by its distance from the centre.

    ``edges``: rows go away from the centre in their second half.
    """
    rows = edges[edges.shape[0] // 2 :, :]
    wide = cv2.dilate(rows.astype(np.uint8), np.ones((5, 1), np.uint8))
    sums = np.cumsum(np.pad(wide, ((0, 0), (1, 0))), axis=1)
    middle, shares = rows.shape[1] / 2, np.zeros(len(rows))
    for far in range(round(_UNIT), len(rows)):
        first, last = round(middle - 0.75 * far), round(middle + 0.75 * far)
        shares[far] = (sums[far, last] - sums[far, max(0, first)]) / (last - first)
    return shares


_FLAT = 3.0
"""Greatest standard deviation of the grey around a faint disc's edge inside, along an angle."""
_FAINT = 3.0
"""Least difference of grey of a faint disc and its ground."""
_AROUND = 0.9
"""Least share of the angles in which a faint disc is flat and ends."""


def _faint_disc(polar: Bytes, least: float) -> float | None:
    """Radius (in patch pixels) of a flat disc with a faint edge, or one that a shadow hides."""
    grey = polar.astype(np.float32)
    reach = 6
    means = cv2.blur(grey, (reach, 1), anchor=(0, 0))
    squares = cv2.blur(grey * grey, (reach, 1), anchor=(0, 0))
    flat = squares - means * means < _FLAT**2
    first, last = round(least * _UNIT) + reach, min(round(4.25 * _UNIT), _RINGS - 2 * reach - 2)
    radii = np.arange(first, last)
    inner = means[:, radii - reach - 1]
    # next to it a shadow may be as grey as the disc, but not farther out too
    ends = np.maximum(
        np.abs(means[:, radii + 2] - inner), np.abs(means[:, radii + 2 + reach] - inner)
    )
    disc = flat[:, radii - reach - 1] & (ends > _FAINT)
    level = np.median(inner, 0)
    disc &= np.abs(inner - level) < 2 * _FLAT
    shares = disc.mean(0)
    if not len(shares) or shares.max() < _AROUND:
        return None
    return float(radii[np.flatnonzero(shares >= max(_AROUND, shares.max() - 0.04))].max())


_LEAST_PX = 12
"""Around a smaller mark JPEG's ringing fills the blocks of 8 pixels that it stands in."""
_SHADED = 2
"""Grey step over four patch pixels at the edge of a disc of glass on black."""
_ALL_AROUND = 0.94


def _shaded_disc(polar: Bytes, least: float) -> float | None:
    """Radius (in patch pixels) of a disc of glass: all around darker (or lighter) than outside.

    What lies under it goes on in it, so it is of no one grey. Over several grounds it may be
    lighter than some and darker than others.
    """
    first, last = round(least * _UNIT), round(4.25 * _UNIT)
    slopes = [slope[:, first:last] for slope in _slopes(polar)]
    support = np.maximum(*(_seen(slope > _SHADED, _A_PIXEL) for slope in slopes))
    if not len(support):
        return None
    if support.max() < _ALL_AROUND:
        support = _seen(cv2.max(*slopes) > _CROSSED, _A_PIXEL)
        if support.max() < _MOST_AROUND or np.median(support) > _ELSEWHERE:
            return None
    return first + float(np.flatnonzero(support >= support.max() - 0.02).mean()) + 2


_A_PIXEL = np.ones((1, 3), np.uint8)
_CROSSED = 5
"""Grey step at the edge of a disc over several grounds: lighter than some, darker than others."""
_MOST_AROUND, _ELSEWHERE = 0.84, 0.35
"""Least share of the angles with such an edge, and the most that may have one at any radius."""


def _mixed_disc(polar: Bytes, least: float) -> float | None:
    """Radius (in patch pixels) of a disc of one colour, more or less clear, over any ground.

    At its edge what is inside is what is outside, mixed with the disc's grey in one proportion
    all around: some of it darker, some lighter, and what has the disc's own grey the same.
    """
    first, last = round(least * _UNIT) + _NEXT, round(_FARTHEST * _UNIT)
    soft = cv2.blur(polar, (3, 3)).astype(np.float32)
    radii = np.arange(first, last)
    inner, outer = soft[:, radii - _NEXT], soft[:, radii + _NEXT]
    moved = (np.abs(inner - outer) > _MOVED).mean(0) >= _TELLING
    if not moved.any():
        return None
    radii, inner, outer = radii[moved], inner[:, moved], outer[:, moved]
    best, found = 0.0, None
    for clear in _CLEAR:
        grey = np.clip(np.median(inner - clear * outer, 0) / (1 - clear), 0, 255)
        pull = (1 - clear) * np.abs(grey - outer)
        off = np.abs(inner - clear * outer - (1 - clear) * grey)
        telling = pull > 2 * _MOVED
        count = telling.sum(0)
        like = ((off < _OFF * pull + 1.5) & telling).sum(0) / np.maximum(1, count)
        like[(count < _TELLING * _ANGLES) | (like < _MIXED)] = 0
        place = int(like.argmax())
        if like[place] > best:
            best, found = float(like[place]), float(radii[place])
    return found


_NEXT = 3
"""Patch pixels on both sides of an edge where it is looked at."""
_FARTHEST = 3.5
"""Half glyph widths; farther out the round end of a chip or a field looks like a disc."""
_CLEAR = (0.15, 0.3, 0.45, 0.6, 0.7, 0.8)
"""Shares of the ground that a disc lets through."""
_MOVED, _TELLING, _OFF, _MIXED = 2, 0.7, 0.3, 0.8
"""Least change of grey at an edge, least share of the angles that have one, greatest error of
the mix as a share of its change, and least share of those angles in which it holds."""


def _steady_disc(polar: Bytes, half: float, least: float) -> float | None:
    """Radius (in patch pixels) of a disc at whose edge it turns darker (or lighter) all around.

    By how much may differ as its ground does. Shadows, gradients and a picture's own edges turn
    one way here and the other there. ``half``: frame pixels of half a glyph.
    """
    apart = round(max(_LEAST_APART, _APART_PX / half * _UNIT))
    wide = round(max(_LEAST_WIDE, _UNIT / half))
    means = cv2.blur(polar.astype(np.float32), (wide, 1), anchor=(0, 0))
    last = min(round(_WIDEST * _UNIT), _RINGS - apart - wide)
    radii = np.arange(round(least * _UNIT) + apart + wide, last)
    if not len(radii):
        return None
    steps = means[:, radii + apart] - means[:, radii - apart - wide]
    steps *= np.sign(np.median(steps, 0))
    nearly_all = np.sort(steps, 0)[_ANGLES // 10]
    place = int(nearly_all.argmax())
    edge = steps[:, place]
    clear = nearly_all[place] >= _TURNED and edge.mean() >= _STEADY * (edge.std() + 1)
    small = 2 * half < _LEAST_PX and edge.mean() < _CLEARLY
    return float(radii[place]) if clear and not small else None


_LEAST_APART, _LEAST_WIDE, _WIDEST = 3, 4, 3.9
"""Least patch pixels between an edge and what is looked at beside it, and of what is looked at;
greatest radius in half glyph widths."""
_APART_PX = 0.6
"""Frame pixels that an edge is blurred over to either side."""
_TURNED, _STEADY, _CLEARLY = 1.6, 0.8, 15.0
"""Least step of grey in nine tenths of the angles; least mean step to their deviation: of 1162
marks those without a disc stay below one of both. Around small marks, least mean step: JPEG."""
