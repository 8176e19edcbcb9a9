"""Close-ups of drawn pictures: around controls, around what only looks like one, of nothing."""

import argparse
import dataclasses
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from detectors.network import ROLES
from detectors.spots import STRIDE
from detectors.training import data
from detectors.training.augment import weathered
from detectors.training.draw import as_row
from detectors.training.sample import Box, Labels, Sample

SCALE = 0.5
"""Close-up's pixels for one of a drawn picture, which is at work scale: the page is 270 wide."""
SHAPES = ((96, 96, 16), (160, 64, 12), (160, 160, 6))
"""Width, height and number of the close-ups of one batch."""
SHAPE_SHARES = (0.6, 0.25, 0.15)
REGION = (384, 288)
"""Width and height of the regions that a whole picture is cut into first, in its own pixels."""
DOUBT = 0.3
"""How much an X counts that is drawn on an ordinary page: close by it looks like any other."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """Arrays for one close-up: heat and what it counts (roles x rows x columns), size, weight."""

    heat: Any
    counts: Any
    size: Any
    weight: Any


def wanted(labels: Labels, wide: int, high: int) -> Wanted:
    """Gaussian bumps at the controls' centres, with their sizes."""
    rows, columns = high // STRIDE, wide // STRIDE
    heat = np.zeros((len(ROLES), rows, columns), np.float32)
    counts = np.ones((len(ROLES), rows, columns), np.float32)
    size = np.zeros((4, rows, columns), np.float32)
    weight = np.zeros((rows, columns), np.float32)
    yy, xx = np.mgrid[0:rows, 0:columns].astype(np.float32)
    for role, (x, y, w, h) in labels.drawn:
        if role == "close":
            x0, y0 = max(0, int(x / STRIDE)), max(0, int(y / STRIDE))
            counts[0, y0 : max(y0, int((y + h) / STRIDE) + 1),
                   x0 : max(x0, int((x + w) / STRIDE) + 1)] = DOUBT  # fmt: skip
    for role, (x, y, w, h) in labels.controls:
        cx, cy = (x + w / 2) / STRIDE, (y + h / 2) / STRIDE
        column, row = int(cx), int(cy)
        if not (0 <= cx < columns and 0 <= cy < rows):
            continue
        sx, sy = max(0.7, 0.1 * w / STRIDE), max(0.7, 0.1 * h / STRIDE)
        bump = np.exp(-((xx - column) ** 2) / (2 * sx**2) - (yy - row) ** 2 / (2 * sy**2))
        which = ROLES.index(role)
        np.maximum(heat[which], bump, out=heat[which])
        counts[which][bump > 0.05] = 1.0
        near = bump > np.maximum(0.3, weight)
        weight[near] = bump[near]
        size[0][near] = (cx - xx - 0.5)[near]
        size[1][near] = (cy - yy - 0.5)[near]
        size[2][near] = np.log(max(w, 2.0) / STRIDE)
        size[3][near] = np.log(max(h, 2.0) / STRIDE)
    return Wanted(heat, counts, size, weight)


def _aim(labels: Labels, size: tuple[int, int], rng: np.random.Generator) -> tuple[float, float]:
    """A point that the close-up is to hold: a control's, a look-alike's, any."""
    chance = rng.random()
    boxes: list[Box] = []
    if chance < 0.55:
        boxes = _of_rare_role(labels, rng)
    elif chance < 0.75:
        boxes = [b for role, b in labels.drawn if role == "close"]
    elif chance < 0.9:
        boxes = [b for _, b in labels.drawn]
    if not boxes:
        return float(rng.uniform(0, size[0])), float(rng.uniform(0, size[1]))
    x, y, w, h = boxes[int(rng.integers(len(boxes)))]
    return x + w / 2, y + h / 2


_RARITY = {"close": 3.0, "skip": 3.0, "countdown": 2.0}


def _of_rare_role(labels: Labels, rng: np.random.Generator) -> list[Box]:
    """One control, the ways out more often than what invites."""
    if not labels.controls:
        return []
    shares = np.array([_RARITY.get(role, 1.0) for role, _ in labels.controls])
    return [labels.controls[int(rng.choice(len(shares), p=shares / shares.sum()))][1]]


def cut(sample: Sample, wide: int, high: int, rng: np.random.Generator) -> tuple[Any, Labels]:
    """A close-up of that size: inside the picture where it can be, edges where there are edges."""
    tall, broad = sample.picture.shape[:2]
    scale = SCALE * float(np.exp(rng.uniform(-0.3, 0.3)))
    w, h = wide / scale, high / scale
    at = _aim(sample.labels, (broad, tall), rng)
    x0 = at[0] - w * rng.uniform(0.12, 0.88)
    y0 = at[1] - h * rng.uniform(0.12, 0.88)
    x0 = round(float(np.clip(x0, 0, broad - w))) if w <= broad else round((broad - w) / 2)
    y0 = round(float(np.clip(y0, 0, tall - h))) if h <= tall else round((tall - h) / 2)
    x1, y1 = round(x0 + w), round(y0 + h)
    part = sample.picture[max(0, y0) : min(tall, y1), max(0, x0) : min(broad, x1)]
    pads = (max(0, -y0), max(0, y1 - tall), max(0, -x0), max(0, x1 - broad))
    if any(pads):
        part = cv2.copyMakeBorder(part, *pads, cv2.BORDER_REPLICATE)
    how = cv2.INTER_AREA if rng.random() < 0.7 else cv2.INTER_LINEAR
    picture = cv2.resize(part, (wide, high), interpolation=how)
    k = (wide / (x1 - x0), high / (y1 - y0))
    return picture, sample.labels.moved(k, (-x0 * k[0], -y0 * k[1]))


def faded(picture: Any, rng: np.random.Generator) -> Any:
    """Contrast taken away, or light and dark exchanged: now and then."""
    if rng.random() < 0.12:
        ground = rng.uniform(30, 225)
        picture = np.clip(ground + (picture - ground) * rng.uniform(0.35, 0.8), 0, 255)
    if rng.random() < 0.06:
        picture = 255 - picture
    return picture.astype(np.uint8)


def coarsened(picture: Any, rng: np.random.Generator) -> Any:
    """As a screenshot that was kept small: at down to half of its pixels, saved as JPEG."""
    if rng.random() > 0.15:
        return picture
    high, wide = picture.shape[:2]
    share = rng.uniform(0.45, 0.8)
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 96))]
    small = cv2.imdecode(cv2.imencode(".jpg", small, quality)[1], cv2.IMREAD_COLOR)
    return cv2.resize(np.asarray(small), (wide, high), interpolation=cv2.INTER_LINEAR)


def batches(
    pictures: Sequence[data.Picture], count: int, rng: np.random.Generator
) -> Iterator[tuple[Any, list[Wanted]]]:
    """``count`` batches of close-ups of one shape: N x 3 x H x W bytes, and what is wanted."""
    for _ in range(count):
        wide, high, size = SHAPES[int(rng.choice(len(SHAPES), p=SHAPE_SHARES))]
        made = []
        for i in rng.integers(0, len(pictures), size):
            pixels, labels = cut(data.load(pictures[int(i)], half=False), wide, high, rng)
            pixels = weathered(coarsened(faded(pixels, rng), rng), rng, notch=False)
            target = wanted(labels, wide, high)
            made.append((np.ascontiguousarray(pixels.transpose(2, 0, 1)), target))
        yield np.stack([pixels for pixels, _ in made]), [target for _, target in made]


def region(sample: Sample, rng: np.random.Generator) -> Sample:
    """A part of a whole picture that is worth close-ups."""
    tall, broad = sample.picture.shape[:2]
    w, h = min(REGION[0], broad), min(REGION[1], tall)
    at = _aim(sample.labels, (broad, tall), rng)
    x0 = round(float(np.clip(at[0] - w * rng.uniform(0.25, 0.75), 0, broad - w)))
    y0 = round(float(np.clip(at[1] - h * rng.uniform(0.25, 0.75), 0, tall - h)))
    moved = sample.labels.moved((1, 1), (-x0, -y0))
    moved.controls = [(role, b) for role, b in moved.controls if _meets(b, w, h)]
    moved.drawn = [(role, b) for role, b in moved.drawn if _meets(b, w, h)]
    return Sample(sample.picture[y0 : y0 + h, x0 : x0 + w], moved)


def _meets(box: Box, wide: int, high: int) -> bool:
    x, y, w, h = box
    return x < wide and y < high and x + w > 0 and y + h > 0


def main() -> None:
    """Cut whole pictures into regions once: a small file is read ten times as fast."""
    parser = argparse.ArgumentParser(prog="python -m detectors.training.closeups")
    parser.add_argument("folders", type=Path, nargs="+", help="folders of drawn pictures")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", type=int, default=6, help="regions of one picture")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(given.seed)
    rows: list[dict[str, Any]] = []
    for picture in (p for folder in given.folders for p in data.read_folder(folder)):
        sample = data.load(picture, half=False)
        for _ in range(given.each):
            part = region(sample, rng)
            name = f"{len(rows):06d}.jpg"
            pixels = cv2.cvtColor(np.ascontiguousarray(part.picture), cv2.COLOR_RGB2BGR)
            cv2.imwrite(str(given.out / name), pixels, [cv2.IMWRITE_JPEG_QUALITY, 96])
            size = [part.picture.shape[1], part.picture.shape[0]]
            rows.append({"size": size, **as_row(name, part.labels)})
    (given.out / "labels.json").write_text(json.dumps(rows), "utf-8")


if __name__ == "__main__":
    main()
