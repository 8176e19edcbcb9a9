"""Where one usually leaves a pop-up: touched where no closing control was recognised.

That nothing promises to close is what detectors did not see, and they do not see all. A touch
where closing controls stand is the second witness: an unrecognised one closes there.
"""

from collections.abc import Sequence

from harness.domain.answers import Answer, Answers
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.trial import QuestionKind

PointRel = tuple[float, float]
PAGE_SHARE = 0.8
"""What covers so much of the screen is left by the screen's corners, a card by its own."""
FULL: tuple[tuple[float, float, float], ...] = (
    (1, -0.07, 0.13), (1, -0.12, 0.21), (0, 0.07, 0.14), (1, -0.12, -0.13), (1, -0.12, -0.32),
)  # fmt: skip
"""From the left (0) or right (1) edge and from the top (or, negative, the bottom) edge, in
shares of the screen's width: a phone is some 400 dp wide, and a control some 30 dp."""
CARD: tuple[tuple[float, float, float], ...] = (
    (1, -0.05, 0.05), (1, -0.03, -2.09), (0, 0.05, 0.05),
    (0.5, 0, 1.09), (0.5, 0, 1.17), (0.5, 0, -0.06),
)  # fmt: skip
"""The same against a card's edges; beyond -2 is above it, beyond 1 below it."""


def exits(popup: BoxPx, size: SizePx) -> list[PointRel]:
    """The usual places as shares of the pop-up's box; below 0 or above 1 lies outside of it."""
    whole = popup.area >= PAGE_SHARE * size.area
    screen = BoxPx(0, 0, size.width, size.height)
    points = [_point(spot, screen, size) for spot in FULL[: None if whole else 2]]
    points += [] if whole else [_point(spot, popup, size) for spot in CARD]
    return [
        (round((x - popup.x) / popup.width, 3), round((y - popup.y) / popup.height, 3))
        for x, y in points
        if 0 < x < size.width and 0 < y < size.height
    ]


def _point(spot: tuple[float, float, float], box: BoxPx, size: SizePx) -> tuple[float, float]:
    side, across, down = spot
    wide = size.width
    x = box.x + side * box.width + across * wide
    if down <= -2:
        return x, box.y + (down + 2) * wide
    if down >= 1:
        return x, box.bottom + (down - 1) * wide
    return x, (box.y if down > 0 else box.bottom) + down * wide


def tried(answers: Answers) -> list[Answer]:
    """Touches at usual places that could tell what they led to."""
    return [a for a in answers.of_kind(QuestionKind.TAP_BODY) if a.question.usual_exit]


def left_untried(answers: Answers, size: SizePx, popup: BoxPx) -> list[PointRel]:
    """Usual places that were not touched yet."""
    asked: Sequence[PointRel | None] = [
        t.question.point_rel for t in answers.trials if t.question.usual_exit
    ]
    return [point for point in exits(popup, size) if point not in asked]
