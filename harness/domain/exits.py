"""Where one usually leaves a pop-up: touched where no closing control was recognised.

That nothing promises to close is what detectors did not see, and they do not see all. A touch
where closing controls stand is the second witness: an unrecognised one closes there. Where the
hierarchy names a node as one, that is such a place, too, and the first to be touched; then the
buttons of the pop-up, whatever they promise.
"""

import collections
from typing import NamedTuple

from harness.domain.answer import Answer
from harness.domain.answers import Answers
from harness.domain.geometry import BoxPx, PointPx, SizePx
from harness.domain.sight import Role
from harness.domain.trial import QuestionKind

PointRel = tuple[float, float]
ENOUGH = 2
"""Touches without effect that settle a place."""
MOST = 4
"""Touches of a place at most, those that could not tell included."""
PAGE_SHARE = 0.8
"""What covers so much of the screen is left by the screen's corners, a card by its own."""


class _Spot(NamedTuple):
    """A place against a box: offsets from one of its edges, in shares of the screen's width.

    A phone is some 400 dp wide, and a control some 30 dp.
    """

    side: float
    """0 the left edge, 0.5 the middle, 1 the right edge."""
    edge: int
    """0 the top edge, 1 the bottom edge."""
    across: float
    down: float

    def on(self, box: BoxPx, wide: int) -> tuple[float, float]:
        """The point in pixels."""
        x = box.x + self.side * box.width + self.across * wide
        return x, box.y + self.edge * box.height + self.down * wide


FULL = (
    _Spot(1, 0, -0.07, 0.13), _Spot(1, 0, -0.12, 0.21), _Spot(0, 0, 0.07, 0.14),
    _Spot(1, 1, -0.12, -0.13), _Spot(1, 1, -0.12, -0.32),
)  # fmt: skip
"""Of the screen."""
CARD = (
    _Spot(1, 0, -0.05, 0.05), _Spot(1, 0, -0.03, -0.09), _Spot(0, 0, 0.05, 0.05),
    _Spot(0.5, 1, 0, 0.09), _Spot(0.5, 1, 0, 0.17), _Spot(0.5, 1, 0, 0.25), _Spot(0.5, 1, 0, -0.06),
)  # fmt: skip
"""Of a card: in its corners, above its right one, and below and along its lower edge. Farther
below, too: a card that was seen too small has its mark there."""


def exits(popup: BoxPx, size: SizePx) -> list[PointRel]:
    """The usual places as shares of the pop-up's box; below 0 or above 1 lies outside of it."""
    whole = popup.area >= PAGE_SHARE * size.area
    screen = BoxPx(0, 0, size.width, size.height)
    points = [spot.on(screen, size.width) for spot in FULL[: None if whole else 2]]
    points += [] if whole else [spot.on(popup, size.width) for spot in CARD]
    return [
        (round((x - popup.x) / popup.width, 3), round((y - popup.y) / popup.height, 3))
        for x, y in points
        if 0 < x < size.width and 0 < y < size.height
    ]


def named(answers: Answers) -> list[PointRel]:
    """Where nodes of the hierarchy call themselves a way out though nothing is recognised there.

    In shares of the pop-up's box in the launch that first told of them.
    """
    found: dict[PointRel, BoxPx] = {}
    for trial in answers.with_popup():
        result = trial.result
        if result is None or result.popup is None:
            continue
        for node in result.undrawn:
            if not any(node.iou(known) > 0 for known in found.values()):
                found[_share(node.center, result.popup.box_px)] = node
    return list(found)


def buttons(answers: Answers) -> list[PointRel]:
    """Where buttons stand that promise something else, or nothing known: one of them may close.

    In shares of the pop-up's box in the launch that first showed them.
    """
    found: dict[PointRel, BoxPx] = {}
    for trial in answers.with_popup():
        result = trial.result
        if result is None or result.popup is None:
            continue
        inviting = (c.box_px for c in result.controls if c.role is Role.CTA)
        for box in (*result.unknown_buttons, *inviting):
            if not any(box.intersection(known).area for known in found.values()):
                found[_share(box.center, result.popup.box_px)] = box
    return list(found)


def _share(point: PointPx, box: BoxPx) -> PointRel:
    return round((point.x - box.x) / box.width, 3), round((point.y - box.y) / box.height, 3)


def tried(answers: Answers) -> list[Answer]:
    """Touches at usual places that could tell what they led to."""
    return [a for a in answers.of_kind(QuestionKind.TAP_BODY) if a.question.usual_exit]


def settled(answers: Answers) -> list[PointRel]:
    """Usual places of which touches told enough: one led away, or two did nothing.

    A single touch may be lost on its way (some in a hundred are): one that did nothing is no
    evidence that nothing is there.
    """
    touches = collections.defaultdict(list)
    for answer in tried(answers):
        if answer.question.point_rel is not None:
            touches[answer.question.point_rel].append(answer)
    return [
        point for point, told in touches.items() if len(told) >= ENOUGH or any(a.left for a in told)
    ]


def left_untried(answers: Answers, size: SizePx, popup: BoxPx) -> list[PointRel]:
    """Usual places to touch yet: those never touched first, then those of which one touch told."""
    asked = collections.Counter(
        t.question.point_rel for t in answers.trials if t.question.usual_exit
    )
    known = settled(answers)
    places = [*named(answers), *buttons(answers), *exits(popup, size)]
    left = [p for p in places if p not in known and asked[p] < MOST]
    return sorted(left, key=lambda point: asked[point])
