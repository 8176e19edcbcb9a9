"""Where an X may be drawn: a rank test over the whole picture, then template correlation.

A pixel is a proposal when its centre and eight points on both diagonals are all darker (or
all lighter) than four points straight left, right, above and below. That is rare in
photographs and nearly always true of an X, whatever its size, colour or background.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from detectors.pixels import Bytes, Floats, View, crop_rgb, grey_of
from harness.domain.geometry import BoxPx

RADII = (3, 4, 5)
"""Radii of the rank test in pixels of a pyramid level; three levels cover 8 … 60 dp."""
LEVELS = 3
_PAD = 14
_STEP = 12
"""Least grey difference between diagonals and axes."""
_GRID = 10
"""Half width of the sampled patch in steps; the patch covers twice the rank radius."""
_CHUNK = 4096
_MOST_PEAKS = 160
"""Of one radius: pages of fine pattern have thousands, and every one costs time."""


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


def _templates() -> tuple[Floats, Floats, list[tuple[float, float]]]:
    """Soft X pictures (columns), their masks, and (half in rank radii, stroke) of each."""
    yy, xx = np.mgrid[-_GRID : _GRID + 1, -_GRID : _GRID + 1] / (_GRID / 2)
    pictures, masks, kinds = [], [], []
    for half in (1.0, 1.3, 1.6):
        for stroke in (0.22, 0.36, 0.55):
            inside = (abs(xx) <= half + 0.12) & (abs(yy) <= half + 0.12)
            distance = np.minimum(abs(xx - yy), abs(xx + yy)) / 2**0.5
            soft = np.clip((stroke * half / 2 + 0.15 - distance) / 0.3, 0, 1)
            soft *= np.clip((half + 0.1 - np.maximum(abs(xx), abs(yy))) / 0.2, 0, 1)
            picture = (soft - soft[inside].mean()) * inside
            pictures.append((picture / np.sqrt((picture**2).sum())).ravel())
            masks.append(inside.astype(np.float32).ravel())
            kinds.append((half, stroke))
    return (
        np.array(pictures, np.float32).T.copy(),
        np.array(masks, np.float32).T.copy(),
        kinds,
    )


_PICTURES, _MASKS, _KINDS = _templates()
_ALL = np.arange(_MASKS.shape[0])
_GY, _GX = np.mgrid[-_GRID : _GRID + 1, -_GRID : _GRID + 1]


def _shifted(grey: Bytes, dx: int, dy: int) -> Bytes:
    height, width = grey.shape
    return grey[_PAD + dy : height - _PAD + dy, _PAD + dx : width - _PAD + dx]


def _rank(grey: Bytes, low: Bytes, high: Bytes, radius: int) -> Any:
    """How far all diagonal points lie beyond all axis points, in grey levels; 0 where not."""
    inner = max(1, round(radius * 0.5))
    diagonal = [(0, 0)] + [
        (sx * k, sy * k) for k in (inner, radius) for sx in (-1, 1) for sy in (-1, 1)
    ]
    reach = radius + 1
    axis_low: Any = None
    axis_high: Any = None
    for dx, dy in ((reach, 0), (-reach, 0), (0, reach), (0, -reach)):
        part = _shifted(grey, dx, dy)
        axis_low = part if axis_low is None else cv2.min(axis_low, part)
        axis_high = part if axis_high is None else cv2.max(axis_high, part)
    dark: Any = None
    light: Any = None
    for dx, dy in diagonal:
        lower, upper = _shifted(low, dx, dy), _shifted(high, dx, dy)
        dark = lower if dark is None else cv2.max(dark, lower)
        light = upper if light is None else cv2.min(light, upper)
    return cv2.max(cv2.subtract(axis_low, dark), cv2.subtract(light, axis_high))


def _peaks(response: Any) -> Any:
    """Local maxima above the step as N x 2 integer (x, y) in the padded picture."""
    top: Any = cv2.dilate(response, np.ones((5, 5), np.uint8))
    _, strong = cv2.threshold(response, _STEP, 255, cv2.THRESH_BINARY)
    mask = cv2.bitwise_and(cv2.compare(response, top, cv2.CMP_EQ), strong)
    found: Any = cv2.findNonZero(mask)
    if found is None:
        return np.zeros((0, 2), np.int64)
    points = np.asarray(found).reshape(-1, 2).astype(np.int64)
    if len(points) > _MOST_PEAKS:
        strengths = np.asarray(response)[points[:, 1], points[:, 0]]
        points = points[np.argpartition(strengths, -_MOST_PEAKS)[-_MOST_PEAKS:]]
    return points + _PAD


def _pyramid(work: Bytes) -> list[Bytes]:
    level = np.asarray(
        cv2.copyMakeBorder(work, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE), np.uint8
    )
    levels = [level]
    for _ in range(LEVELS - 1):
        if min(level.shape) < 4 * _PAD:
            break
        level = np.asarray(
            cv2.resize(level, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8
        )
        levels.append(level)
    return levels


_COARSE = np.flatnonzero(((_GX % 2 == 0) & (_GY % 2 == 0)).ravel())
"""Every fourth grid point: enough to throw out most proposals."""
_COARSE_FIT = 0.48


def _fits(grey: Bytes, points: Any, radius: int, grid: Any) -> tuple[Any, Any]:
    """Signed correlation with each template (N x templates), and the grey spread inside it."""
    step = radius / (_GRID / 2)
    offsets = np.rint(_GY * step).astype(np.int64) * grey.shape[1]
    offsets += np.rint(_GX * step).astype(np.int64)
    corner = points[:, 1] * grey.shape[1] + points[:, 0]
    patch = grey.ravel().take(corner[:, None] + offsets.ravel()[grid]).astype(np.float32)
    patch -= patch.mean(1, keepdims=True)
    masks, pictures = _MASKS[grid], _PICTURES[grid]
    counts = masks.sum(0)
    pictures = pictures - masks * (pictures.sum(0) / counts)
    sums, squares = patch @ masks, (patch * patch) @ masks
    norm = np.sqrt(np.maximum(squares - sums * sums / counts, 1.0))
    fits = (patch @ pictures) / (norm * np.sqrt((pictures * pictures).sum(0)))
    return fits, norm / np.sqrt(counts)


def _correlate(grey: Bytes, points: Any, radius: int) -> tuple[Any, Any, Any, Any]:
    """Points that pass the coarse grid; of each its signed fit, template number and spread."""
    coarse, _ = _fits(grey, points, radius, _COARSE)
    points = points[np.abs(coarse).max(1) >= _COARSE_FIT]
    fits, spreads = _fits(grey, points, radius, _ALL)
    best = np.abs(fits).argmax(1)
    rows = np.arange(len(best))
    return points, fits[rows, best], best, spreads[rows, best]


def _at_radius(grey: Bytes, low: Bytes, high: Bytes, radius: int, level: int) -> list[Cross]:
    points = _peaks(_rank(grey, low, high, radius))
    found: list[Cross] = []
    for start in range(0, len(points), _CHUNK):
        chunk = points[start : start + _CHUNK]
        chunk, fits, kinds, spreads = _correlate(grey, chunk, radius)
        for i in np.flatnonzero(np.abs(fits) >= LEAST_FIT):
            half, stroke = _KINDS[int(kinds[i])]
            zoom = 2**level
            shift = (zoom - 1) / 2 - _PAD
            found.append(
                Cross(
                    float(chunk[i, 0] * zoom + shift),
                    float(chunk[i, 1] * zoom + shift),
                    half * radius * zoom,
                    stroke,
                    bool(fits[i] > 0),
                    float(abs(fits[i])),
                    float(spreads[i]),
                )
            )
    return found


LEAST_FIT = 0.6


def _distinct(found: list[Cross], most: int) -> list[Cross]:
    """The best of each place, best first."""
    kept: list[Cross] = []
    for cross in sorted(found, key=lambda c: -c.fit):
        near = (
            abs(cross.x - k.x) < max(k.half, cross.half) * 0.8
            and abs(cross.y - k.y) < max(k.half, cross.half) * 0.8
            for k in kept
        )
        if not any(near):
            kept.append(cross)
        if len(kept) >= most:
            break
    return kept


def find_crosses(view: View, most: int = 24, zones: Sequence[BoxPx] | None = None) -> list[Cross]:
    """Up to ``most`` likely X drawings, best first; only in ``zones`` (work pixels) if given."""
    found: list[Cross] = []
    height, width = view.work.shape
    for zone in zones if zones is not None else [BoxPx(0, 0, width, height)]:
        part = view.work[max(0, zone.y) : zone.bottom, max(0, zone.x) : zone.right]
        if min(part.shape) < 2 * min(RADII):
            continue
        shift = (max(0, zone.x), max(0, zone.y))
        found += [
            dataclasses.replace(c, x=c.x + shift[0], y=c.y + shift[1]) for c in _in_part(part)
        ]
    return _distinct(found, most)


def find_tiny_crosses(view: View, zones: Sequence[BoxPx], most: int = 6) -> list[Cross]:
    """X drawings too small for the work scale: the zones (work pixels) at twice that scale."""
    found: list[Cross] = []
    for zone in zones:
        k = 1 / view.scale
        part = crop_rgb(
            view,
            round(zone.x * k),
            round(zone.y * k),
            round(zone.right * k),
            round(zone.bottom * k),
        )
        size = (2 * zone.width, 2 * zone.height)
        if min(size) < 4 * _PAD:
            continue
        how = cv2.INTER_AREA if view.scale <= 0.5 else cv2.INTER_CUBIC
        grey = grey_of(np.ascontiguousarray(cv2.resize(part, size, interpolation=how)))
        found += [
            dataclasses.replace(
                c, x=zone.x + c.x / 2, y=zone.y + c.y / 2, half=c.half / 2, spread=c.spread
            )
            for c in _in_part(grey, levels=1)
        ]
    return _distinct(found, most)


def _in_part(work: Bytes, levels: int = LEVELS) -> list[Cross]:
    found: list[Cross] = []
    box = np.ones((3, 3), np.uint8)
    for level, grey in enumerate(_pyramid(work)[:levels]):
        if min(grey.shape) <= 2 * _PAD + 2:
            continue
        low = np.asarray(cv2.erode(grey, box), np.uint8)
        high = np.asarray(cv2.dilate(grey, box), np.uint8)
        for radius in RADII:
            found += _at_radius(grey, low, high, radius, level)
    return found
