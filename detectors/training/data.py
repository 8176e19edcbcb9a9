"""Folders of drawn pictures, and batches of them."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from detectors.network import WIDTH
from detectors.training import targets
from detectors.training.augment import Shape, weathered, window
from detectors.training.sample import Labels, Sample

HEIGHTS = (288, 320, 336, 352)
PART_HEIGHTS = (144, 176, 224, 256)
PARTS = 0.2
"""Share of batches that show a part of the page only."""


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """One file on disk."""

    path: Path
    labels: Labels
    aspect: float


def read_folder(folder: Path) -> list[Picture]:
    """All pictures of a folder that ``draw`` (or ``taptruth virtual fabricate``) filled."""
    found = []
    for row in json.loads((folder / "labels.json").read_text("utf-8")):
        labels = _fabricated(row) if "popup_box" in row else _drawn(row)
        path = folder / row["file"]
        wide, high = row.get("size") or _size(path)
        found.append(Picture(path, labels, high / wide))
    return found


def _drawn(row: dict[str, Any]) -> Labels:
    return Labels(
        row["kind"],
        tuple(row["popup"]),
        row["scrim"],
        [(role, tuple(box)) for role, box in row["controls"]],
        [(role, tuple(box)) for role, box in row.get("drawn", ())],
    )


FIELDS = {
    "close_buttons": "close", "skip": "skip", "text_dismiss": "dismiss", "cta": "cta",
    "ad_label": "ad_label", "gesture_hint": "gesture_hint",
}  # fmt: skip
"""Fields of a row of ``taptruth virtual fabricate --screens``, and the role of their boxes."""


def _fabricated(row: dict[str, Any]) -> Labels:
    controls = [(role, tuple(box)) for name, role in FIELDS.items() for box in row[name]]
    box = tuple(row["popup_box"] or (0, 0, 0, 0))
    return Labels(row["kind"], box, row["scrim"], controls if row["popup"] else [])


def _size(path: Path) -> tuple[int, int]:
    from PIL import Image  # noqa: PLC0415

    with Image.open(path) as image:
        return image.size


def load(picture: Picture, *, half: bool) -> Sample:
    """Its pixels, RGB; at half size where that is enough (it is four times as fast)."""
    how = cv2.IMREAD_REDUCED_COLOR_2 if half else cv2.IMREAD_COLOR
    pixels = cv2.imread(str(picture.path), how)
    if pixels is None:
        raise OSError(f"{picture.path}: not a picture")
    labels = picture.labels.moved((0.5, 0.5), (0, 0)) if half else picture.labels
    return Sample(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), labels)


def _bucket(aspect: float) -> int:
    return min(HEIGHTS, key=lambda h: abs(h - aspect * WIDTH))


def batches(
    pictures: list[Picture], size: int, count: int, rng: np.random.Generator
) -> Iterator[tuple[Any, list[targets.Target]]]:
    """``count`` batches of ``size`` pictures of one shape: N x 3 x H x W bytes, and targets."""
    buckets: dict[int, list[Picture]] = {}
    for picture in pictures:
        buckets.setdefault(_bucket(picture.aspect), []).append(picture)
    heights = sorted(buckets)
    shares = np.array([len(buckets[h]) for h in heights], float)
    for _ in range(count):
        part = bool(rng.random() < PARTS)
        high = int(rng.choice(heights, p=shares / shares.sum()))
        pool = pictures if part else buckets[high]
        shape = Shape(WIDTH, int(rng.choice(PART_HEIGHTS)) if part else high)
        chosen = [pool[int(i)] for i in rng.integers(0, len(pool), size)]
        made = [_made(picture, shape, rng, part=part) for picture in chosen]
        yield np.stack([m[0] for m in made]), [m[1] for m in made]


def _made(
    picture: Picture, shape: Shape, rng: np.random.Generator, *, part: bool
) -> tuple[Any, targets.Target]:
    pixels, labels = window(load(picture, half=not part), shape, rng, part=part)
    pixels = weathered(pixels, rng)
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)), targets.of(labels, shape)
