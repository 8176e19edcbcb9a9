"""Precision, recall and average precision, with 95 % intervals."""

import dataclasses
import math
import random
from collections.abc import Sequence

from harness.domain.geometry import BoxPx

IOU = 0.5
RESAMPLES = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """One box that was found, with its score 0 … 1."""

    box_px: BoxPx
    score: float


@dataclasses.dataclass(frozen=True, slots=True)
class Scored:
    """One picture: each find with whether it hit a label of its own, and the labels' number."""

    finds: tuple[tuple[float, bool], ...]
    labels: int

    @property
    def hits(self) -> int:
        """Labels that were found."""
        return sum(hit for _, hit in self.finds)


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A share with its counts and interval."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """None of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 % Wilson score interval."""
        return wilson(self.hits, self.of)

    def __str__(self) -> str:
        if self.value is None:
            return "-"
        low, high = self.interval
        return f"{self.value:.3f} ({self.hits}/{self.of}; {low:.2f}-{high:.2f})"


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """95 % Wilson score interval of a share; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    share, squared = hits / of, z * z
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = z / (1 + squared / of) * math.sqrt(share * (1 - share) / of + squared / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def pair(found: Sequence[Found], labels: Sequence[BoxPx]) -> list[tuple[Found, BoxPx | None]]:
    """Each find, best score first, with the free label it overlaps most (IoU >= 0.5), if any."""
    free = list(labels)
    pairs: list[tuple[Found, BoxPx | None]] = []
    for find in sorted(found, key=lambda f: -f.score):
        best = max(free, key=lambda b: b.iou(find.box_px), default=None)
        if best is not None and best.iou(find.box_px) < IOU:
            best = None
        if best is not None:
            free.remove(best)
        pairs.append((find, best))
    return pairs


def score(found: Sequence[Found], labels: Sequence[BoxPx]) -> Scored:
    """One picture counted."""
    pairs = pair(found, labels)
    return Scored(tuple((f.score, hit is not None) for f, hit in pairs), len(labels))


def precision(pictures: Sequence[Scored]) -> Figure:
    """Of what was found, the share that is there."""
    return Figure(sum(p.hits for p in pictures), sum(len(p.finds) for p in pictures))


def recall(pictures: Sequence[Scored]) -> Figure:
    """Of what is there, the share that was found."""
    return Figure(sum(p.hits for p in pictures), sum(p.labels for p in pictures))


def average_precision(pictures: Sequence[Scored]) -> float | None:
    """Area under the precision envelope over all recalls (as PASCAL VOC since 2010)."""
    labels = sum(p.labels for p in pictures)
    if not labels:
        return None
    finds = sorted((f for p in pictures for f in p.finds), key=lambda f: -f[0])
    curve: list[tuple[float, float]] = []
    hits = 0
    for i, (_, hit) in enumerate(finds, 1):
        hits += hit
        curve.append((hits / labels, hits / i))
    area = ceiling = 0.0
    at = curve[-1][0] if curve else 0.0
    for reached, exact in reversed(curve):
        area += (at - reached) * ceiling
        at, ceiling = reached, max(ceiling, exact)
    return area + at * ceiling


def ap_interval(pictures: Sequence[Scored], seed: int = 7) -> tuple[float, float]:
    """95 % of average precisions over pictures drawn again with replacement."""
    chance = random.Random(seed)  # noqa: S311  a bootstrap, not a secret
    values = []
    for _ in range(RESAMPLES):
        again = [pictures[chance.randrange(len(pictures))] for _ in pictures]
        value = average_precision(again)
        if value is not None:
            values.append(value)
    if not values:
        return 0.0, 1.0
    values.sort()
    cut = max(0, round(0.025 * len(values)))
    return values[cut], values[-1 - cut]
