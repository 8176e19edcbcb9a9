"""What happens to a picture between a phone's screen and the network."""

import dataclasses
from typing import Any

import cv2
import numpy as np

from detectors.training.sample import Labels, Sample


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """Input of the network in pixels."""

    width: int
    height: int


def window(
    sample: Sample, shape: Shape, rng: np.random.Generator, *, part: bool
) -> tuple[Any, Labels]:
    """The picture (or a part of it around its pop-up) at the network's size."""
    high, wide = sample.picture.shape[:2]
    if part:
        x0, y0, x1, y1 = _part(sample.labels, wide, high, shape, rng)
    else:
        slack = rng.uniform(0, 0.02, 4) * (rng.random() < 0.5)
        x0, y0 = slack[0] * wide, slack[1] * high
        x1, y1 = wide * (1 - slack[2]), high * (1 - slack[3])
    kx, ky = shape.width / (x1 - x0), shape.height / (y1 - y0)
    matrix = np.array([[kx, 0, -x0 * kx], [0, ky, -y0 * ky]], np.float32)
    part_of = sample.picture[
        max(0, int(y0)) : min(high, int(y1) + 1), max(0, int(x0)) : min(wide, int(x1) + 1)
    ]
    if kx < 1:
        how = cv2.INTER_AREA if rng.random() < 0.8 else cv2.INTER_LINEAR
        picture = cv2.resize(part_of, (shape.width, shape.height), interpolation=how)
    else:
        picture = cv2.warpAffine(
            sample.picture, matrix, (shape.width, shape.height), borderMode=cv2.BORDER_REPLICATE
        )
    labels = sample.labels.moved((kx, ky), (-x0 * kx, -y0 * ky))
    return picture, _inside(labels, shape)


def _part(
    labels: Labels, wide: int, high: int, shape: Shape, rng: np.random.Generator
) -> tuple[float, float, float, float]:
    """Edges of a window with the network's aspect that holds the pop-up, or of any."""
    aspect = shape.height / shape.width
    if labels.kind in {"dialog", "floating", "consent", "system"}:
        x, y, w, h = labels.popup
        for _, (cx, cy, cw, ch) in labels.controls:
            right, bottom = max(x + w, cx + cw), max(y + h, cy + ch)
            x, y = min(x, cx), min(y, cy)
            w, h = right - x, bottom - y
        need = max(w * 1.04, h * 1.04 / aspect)
        width = min(wide, max(need, wide * rng.uniform(0.6, 1.0)))
        middle = (x + w / 2, y + h / 2)
    else:
        width = wide * rng.uniform(0.75, 1.0)
        middle = (wide * rng.uniform(0.3, 0.7), high * rng.uniform(0.2, 0.8))
    height = min(float(high), width * aspect)
    x0 = float(np.clip(middle[0] - width / 2 + rng.uniform(-0.03, 0.03) * wide, 0, wide - width))
    y0 = float(np.clip(middle[1] - height / 2 + rng.uniform(-0.03, 0.03) * high, 0, high - height))
    return x0, y0, x0 + width, y0 + height


def _inside(labels: Labels, shape: Shape) -> Labels:
    """Only what has its centre on the picture."""
    kept = [
        (role, box)
        for role, box in labels.controls
        if 0 <= box[0] + box[2] / 2 < shape.width and 0 <= box[1] + box[3] / 2 < shape.height
    ]
    return Labels(labels.kind, labels.popup, labels.scrim, kept)


def weathered(picture: Any, rng: np.random.Generator) -> Any:
    """Colours turned, scale lost, blur, notch, noise, JPEG: each now and then."""
    out = picture
    if rng.random() < 0.35:
        out = _tinted(out, rng)
    if rng.random() < 0.12:
        out = out[:, :, rng.permutation(3)]
    if rng.random() < 0.3:
        high, wide = out.shape[:2]
        share = rng.uniform(0.5, 0.9)
        small = cv2.resize(out, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        out = cv2.resize(small, (wide, high), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.1:
        out = cv2.GaussianBlur(np.ascontiguousarray(out), (3, 3), rng.uniform(0.4, 1.0))
    if rng.random() < 0.12:
        out = _notched(np.ascontiguousarray(out).copy(), rng)
    if rng.random() < 0.1:
        grain = rng.normal(0, rng.uniform(1, 7), out.shape)
        out = np.clip(out + grain, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        quality = int(rng.integers(10, 96)) if rng.random() < 0.4 else int(rng.integers(50, 96))
        data = cv2.imencode(".jpg", np.ascontiguousarray(out), [cv2.IMWRITE_JPEG_QUALITY, quality])
        out = cv2.imdecode(data[1], cv2.IMREAD_COLOR)
    return out


def _tinted(picture: Any, rng: np.random.Generator) -> Any:
    gain, lift = rng.uniform(0.75, 1.2, 3), rng.uniform(-18, 18)
    if rng.random() < 0.25:
        gain[:] = gain[0]
    return np.clip(picture * gain + lift, 0, 255).astype(np.uint8)


def _notched(picture: Any, rng: np.random.Generator) -> Any:
    wide = picture.shape[1]
    at = (int(wide * rng.choice([0.1, 0.5, 0.5, 0.9])), int(rng.integers(0, 12)))
    if rng.random() < 0.5:
        cv2.circle(picture, at, int(rng.integers(5, 12)), (0, 0, 0), -1)
    else:
        half = int(wide * rng.uniform(0.1, 0.25))
        cv2.rectangle(picture, (at[0] - half, 0), (at[0] + half, int(rng.integers(10, 24))), 0, -1)
    return picture
