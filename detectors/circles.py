"""Where circles may have their middles: points that many edges face from one distance."""

from typing import Any

import cv2
import numpy as np

from detectors.pixels import View
from harness.domain.geometry import BoxPx

_STEEP = 32
"""Least slope (Sobel) of an edge: eight levels of grey."""
_MOST_CENTRES = 10
_LEAST_VOTES = 14


def centres(view: View, zone: BoxPx, radii_dp: tuple[float, float]) -> list[tuple[float, float]]:
    """Middles (frame pixels) of what may be circles in a zone (work pixels), likeliest first.

    ``radii_dp``: the least and the greatest radius in dp.
    """
    radii = radii_dp[0] * view.dp, radii_dp[1] * view.dp
    edges = _edges(view.work[zone.y : zone.bottom, zone.x : zone.right])
    votes = _votes(edges, (zone.height, zone.width), radii)
    peaks = (votes == cv2.dilate(votes, np.ones((5, 5), np.uint8))) & (votes >= _LEAST_VOTES)
    ys, xs = np.nonzero(peaks)
    order = np.argsort(-votes[ys, xs], kind="stable")[:_MOST_CENTRES]
    found = (_nearer(edges, (x, y), radii) for x, y in zip(xs[order], ys[order], strict=True))
    return [((zone.x + x + 0.5) / view.scale, (zone.y + y + 0.5) / view.scale) for x, y in found]


def _edges(grey: Any) -> Any:
    """x, y and the direction (unit vector) of each edge pixel, 4 x N, float32."""
    dx, dy = (d.astype(np.float32) for d in cv2.spatialGradient(np.ascontiguousarray(grey)))
    steep = np.hypot(dx, dy)
    ys, xs = np.nonzero(steep > _STEEP)
    steep, dx, dy = steep[ys, xs], dx[ys, xs], dy[ys, xs]
    return np.stack([xs.astype(np.float32), ys.astype(np.float32), dx / steep, dy / steep])


def _votes(edges: Any, size: tuple[int, int], radii: tuple[float, float]) -> Any:
    """How many edges face each pixel from one and the same of the radii (work pixels)."""
    (high, wide), (xs, ys, ux, uy) = size, edges
    least, most = round(radii[0]), round(radii[1])
    away = np.arange(least, most + 1)[:, None] * np.array([1, -1])[:, None, None]
    x, y = np.rint(xs + away * ux).astype(np.int32), np.rint(ys + away * uy).astype(np.int32)
    inside = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
    layers = np.broadcast_to(np.arange(most + 1 - least)[:, None], x.shape)
    cells = (layers[inside] * high + y[inside]) * wide + x[inside]
    counts = np.bincount(cells, minlength=(most + 1 - least) * high * wide)
    votes = counts.reshape(-1, high, wide).astype(np.float32)
    votes[:-1] += votes[1:].copy()
    return np.stack([cv2.boxFilter(v, -1, (3, 3), normalize=False) for v in votes]).max(0)


def _grid(reach: int, step: float) -> Any:
    """Shifts of so many steps to all sides."""
    line = np.arange(-reach, reach + 1) * step
    return np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)


_SHIFTS = (_grid(3, 0.5), _grid(1, 0.25))
"""Work pixels: first roughly, then finely."""
_RADIAL = 0.9
"""Least cosine of the angle between an edge's direction and the way to the middle."""
_SLACK = 1.5


def _nearer(edges: Any, place: tuple[int, int], radii: tuple[float, float]) -> tuple[float, float]:
    """The point within a pixel or so from which edges have the fewest different distances."""
    (xs, ys, ux, uy), (x, y) = edges, place
    far = np.hypot(xs - x, ys - y)
    ring = (far > radii[0] - _SLACK) & (far < radii[1] + _SLACK)
    ring &= np.abs((xs - x) * ux + (ys - y) * uy) > _RADIAL * far
    xs, ys, bins = xs[ring], ys[ring], int(2 * (radii[1] + 3 * _SLACK))
    best = np.array([x, y], np.float32)
    for shifts in _SHIFTS:
        middles = (best + shifts).astype(np.float32)
        distances = np.hypot(xs - middles[:, :1], ys - middles[:, 1:])
        rows = np.arange(len(middles), dtype=np.int32)[:, None] * bins
        cells = rows + np.minimum((2 * distances).astype(np.int32), bins - 1)
        counts = np.bincount(cells.ravel(), minlength=len(middles) * bins).reshape(-1, bins)
        smooth = counts[:, 1:] + counts[:, :-1]
        best = middles[int((smooth * smooth).sum(1).argmax())]
    return float(best[0]), float(best[1])
