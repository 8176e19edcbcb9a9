"""What the network should say of a picture: heat, offsets and sizes, mask, the whole."""

import dataclasses
from typing import Any

import numpy as np

from detectors.network import KINDS, MASK_STRIDE, ROLES, STRIDE
from detectors.training.augment import Shape
from detectors.training.sample import Labels


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """Arrays for one picture; see ``of``."""

    heat: Any
    size: Any
    weight: Any
    mask: Any
    whole: Any


def of(labels: Labels, shape: Shape) -> Target:
    """Heat (Gaussian bumps), sizes with weights, mask, and [present, scrim, kind number]."""
    rows, columns = shape.height // STRIDE, shape.width // STRIDE
    heat = np.zeros((len(ROLES), rows, columns), np.float32)
    size = np.zeros((4, rows, columns), np.float32)
    weight = np.zeros((rows, columns), np.float32)
    yy, xx = np.mgrid[0:rows, 0:columns].astype(np.float32)
    for role, (x, y, w, h) in labels.controls:
        cx, cy = (x + w / 2) / STRIDE, (y + h / 2) / STRIDE
        column, row = min(columns - 1, max(0, int(cx))), min(rows - 1, max(0, int(cy)))
        sx, sy = max(0.6, 0.1 * w / STRIDE), max(0.6, 0.14 * h / STRIDE)
        bump = np.exp(-((xx - column) ** 2) / (2 * sx**2) - (yy - row) ** 2 / (2 * sy**2))
        place = heat[ROLES.index(role)]
        np.maximum(place, bump, out=place)
        near = bump > np.maximum(0.3, weight)
        weight[near] = bump[near]
        size[0][near] = (cx - xx - 0.5)[near]
        size[1][near] = (cy - yy - 0.5)[near]
        size[2][near] = np.log(max(w, 2.0) / STRIDE)
        size[3][near] = np.log(max(h, 2.0) / STRIDE)
    return Target(heat, size, weight, _mask(labels, shape), _whole(labels))


def _mask(labels: Labels, shape: Shape) -> Any:
    mask = np.zeros((shape.height // MASK_STRIDE, shape.width // MASK_STRIDE), np.float32)
    if labels.kind:
        x, y, w, h = (v / MASK_STRIDE for v in labels.popup)
        edges = (round(x), round(y), round(x + w), round(y + h))
        x0, y0, x1, y1 = (max(0, e) for e in edges)
        mask[y0:y1, x0:x1] = 1
    return mask


def _whole(labels: Labels) -> Any:
    kind = KINDS.index(labels.kind) if labels.kind else 0
    return np.array([bool(labels.kind), labels.scrim, kind], np.float32)
