"""The tap map in figures: which share of the pop-up's area redirects, dismisses, does nothing.

Spread points (low discrepancy) are a fair sample of the area: their share has a Wilson
interval. Points added where neighbours differ are no fair sample; they sharpen the map (each
spot counts for the nearest tap), not the interval.
"""

import enum
from collections.abc import Sequence

import msgspec

from harness.domain.answer import Answer
from harness.domain.answers import Answers
from harness.domain.statistics import wilson
from harness.domain.trial import QuestionKind

GRID = 24
"""The map is worked out on so many columns and rows."""


class Fate(enum.StrEnum):
    """What a tap on a spot leads to."""

    REDIRECTS = "redirects"
    DISMISSES = "dismisses"
    NOTHING = "nothing"
    OTHER = "other"


class TapAreas(msgspec.Struct, frozen=True, kw_only=True):
    """Shares of the pop-up's area, 0 … 1, by fate; ``intervals`` are 95 % Wilson intervals."""

    taps: int
    sample: int
    """Spread points among them: the interval rests on these."""
    shares: dict[str, float]
    """By area: each spot counts for its nearest tap."""
    intervals: dict[str, tuple[float, float]]


def fate(answer: Answer) -> Fate:
    """What the tap led to, in the map's four words."""
    if answer.left:
        return Fate.REDIRECTS
    if answer.closed:
        return Fate.DISMISSES
    return Fate.NOTHING if answer.dead else Fate.OTHER


def body_taps(answers: Answers) -> list[Answer]:
    """Certain taps at points of the pop-up's box, those beside a control included."""
    return [a for a in answers.of_kind(QuestionKind.TAP_BODY) if a.question.point_rel is not None]


def tap_areas(answers: Answers) -> TapAreas | None:
    """The shares; None while no body tap has a certain outcome."""
    taps = body_taps(answers)
    if not taps:
        return None
    points = [(a.question.point_rel or (0.5, 0.5), fate(a)) for a in taps]
    spots = [((i + 0.5) / GRID, (j + 0.5) / GRID) for i in range(GRID) for j in range(GRID)]
    nearest = [min(points, key=lambda p, s=s: _gap(p[0], s))[1] for s in spots]  # type: ignore[misc]
    sample = [fate(a) for a in taps if not a.question.refined]
    return TapAreas(
        taps=len(taps),
        sample=len(sample),
        shares={f: round(nearest.count(f) / len(nearest), 3) for f in Fate},
        intervals={f: wilson(sample.count(f), len(sample)) for f in Fate},
    )


def next_between(answers: Answers, least_gap: float = 0.06) -> tuple[float, float] | None:
    """The middle of the nearest two taps whose fates differ.

    None where none do, or where those that do are so near that a finger could not tell.
    """
    points = [(a.question.point_rel or (0.5, 0.5), fate(a)) for a in body_taps(answers)]
    pairs = [
        (_gap(one[0], other[0]), one[0], other[0])
        for index, one in enumerate(points)
        for other in points[index + 1 :]
        if one[1] is not other[1]
    ]
    free = [p for p in pairs if p[0] >= least_gap**2 and not _crowded(_middle(p[1], p[2]), points)]
    if not free:
        return None
    _, one, other = min(free)
    return _middle(one, other)


def _crowded(spot: tuple[float, float], points: Sequence[tuple[tuple[float, float], Fate]]) -> bool:
    return any(_gap(spot, point) < 0.02**2 for point, _ in points)


def _middle(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return (round((one[0] + other[0]) / 2, 3), round((one[1] + other[1]) / 2, 3))


def _gap(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
