"""What is asked beyond the core verdict, in order of worth: one launch each, or a few.

Pure like the plan. An extra never moves the core's tests: its trials are of other kinds, or
are told apart by offset, set-up or point. What is not asked is listed with its reason.
"""

from collections.abc import Callable, Iterable, Iterator

from harness.domain.answers import Answers
from harness.domain.motions import MOTIONS, MotionKind
from harness.domain.statistics import Leaning
from harness.domain.tap_areas import body_taps, next_between
from harness.domain.touch_target import next_probe, touch_target
from harness.domain.trial import (
    Depth,
    Gesture,
    Question,
    QuestionKind,
    Skipped,
)
from harness.explore.arms import hopeless
from harness.explore.asking import Asking, Extra
from harness.explore.body_points import body_point
from harness.explore.other_setups import later_ones, other_setups

STANDARD_LAUNCHES = 6
"""So many launches at most beyond the core verdict at the depth "standard"."""
REPRODUCED = 2
"""What leads away once is asked until it did so twice …"""
MOST_REPEATS = 4
"""… in so many launches."""
MAP_POINTS = 8
MAP_REFINED = 8
TARGET_TAPS = 18
OPENING_TAPS = 5
OPENING_FINE_MS = 300
STANDARD_GESTURES = (Gesture.UP, Gesture.EDGE_LEFT)
DEEP_GESTURES = (Gesture.LEFT, Gesture.RIGHT, Gesture.DOWN, Gesture.EDGE_RIGHT)
TRIGGER = "reference"
"""The motion that any shake advertisement is made for: where it does nothing, none is there."""
MILD_FIRST = (MotionKind.DAILY, MotionKind.BELOW_ALL, MotionKind.ONE_WAY, MotionKind.BELOW_ONE)
FINE = Depth.THOROUGH


def extras(asking: Asking) -> Iterator[Extra]:
    """Every extra, in the order in which they are asked; worked out as far as it is wanted."""
    for family in FAMILIES:
        yield from family(asking)


def skipped(asking: Asking, why: str) -> tuple[Skipped, ...]:
    """What was not asked: by its own reason, or because of ``why``."""
    return tuple(
        Skipped(question=extra.name, reason=extra.skipped or why)
        for extra in extras(asking)
        if extra.skipped or extra.question is not None
    )


def _once(asking: Asking, name: str, question: Question, *, times: int = 1) -> Extra:
    """Asked so often; until reproduced where it led away once."""
    asked = asking.asked(question)
    left = sum(
        a.left
        for a in asking.answers.of_kind(question.kind, certain=False)
        if same(a.question, question)
    )
    wants = asked < times or (0 < left < REPRODUCED and asked < MOST_REPEATS)
    return Extra(name=name, question=question if wants else None)


def same(one: Question, other: Question) -> bool:
    """Whether two questions ask the same, whatever the reason."""
    key = one.candidate.key if one.candidate else None
    other_key = other.candidate.key if other.candidate else None
    return (
        one.kind is other.kind
        and key == other_key
        and one.gesture is other.gesture
        and one.motion == other.motion
    )


# --- families -------------------------------------------------------------------------
def _back(asking: Asking) -> list[Extra]:
    question = Question(kind=QuestionKind.PRESS_BACK, why="does Back close it, and onto what?")
    return [_once(asking, "back", question)]


def _opening(asking: Asking) -> list[Extra]:
    """The earliest moment at which a control works that is dead at first."""
    found = []
    for candidate in asking.candidates:
        if asking.answers.is_dead(candidate.key) is not Leaning.HIGH:
            continue
        delay = next_delay(asking.answers, candidate.key)
        plain = Question(kind=QuestionKind.TAP_CONTROL, candidate=candidate)
        asked = sum(t.question.extra for t in asking.lines.of(plain))
        if delay is None or asked >= OPENING_TAPS:
            continue
        question = Question(
            kind=QuestionKind.TAP_CONTROL,
            candidate=candidate,
            delay_ms=delay,
            why=f"from when on does {candidate.key} work?",
        )
        found.append(Extra(name=f"opening of {candidate.key}", question=question))
    return found


def next_delay(answers: Answers, key: str) -> int | None:
    """Halfway between the latest dead tap and the earliest that closed; None when known."""
    dead, closed = answers.opening(key)
    if closed is None or closed - (dead or 0) <= OPENING_FINE_MS:
        return None
    return int((dead or 0) + closed) // 2


def _gestures(asking: Asking) -> list[Extra]:
    wanted = list(STANDARD_GESTURES) + (list(DEEP_GESTURES) if asking.depth is FINE else [])
    return [
        _once(
            asking,
            f"swipe {gesture}",
            Question(
                kind=QuestionKind.SWIPE, gesture=gesture, why=f"where does a swipe {gesture} lead?"
            ),
        )
        for gesture in wanted
    ]


def _motions(asking: Asking) -> list[Extra]:
    if "shakes" not in asking.capabilities:
        reason = "the device's sensors cannot be fed (a capability of emulators)"
        return [Extra(name="shake, twist and daily motions", skipped=reason)]
    trigger = _motion(asking, TRIGGER)
    if trigger.question is not None:
        return [trigger]
    fired = [a for a in asking.answers.of_kind(QuestionKind.MOVE) if a.left]
    if not fired:
        return []
    keys = [t.key for kind in MILD_FIRST for t in MOTIONS.values() if t.kind is kind]
    return [_motion(asking, key) for key in keys]


def _motion(asking: Asking, key: str) -> Extra:
    question = Question(
        kind=QuestionKind.MOVE, motion=key, why=f"does it jump at this motion: {key}?"
    )
    return _once(asking, f"motion {key}", question)


def _click(asking: Asking) -> list[Extra]:
    if "clicks_nodes" not in asking.capabilities:
        reason = "the device has no click by accessibility (its server injects touches only)"
        return [Extra(name="click by accessibility", skipped=reason)]
    return [
        _once(
            asking,
            f"click {c.key}",
            Question(
                kind=QuestionKind.CLICK_CONTROL,
                candidate=c,
                why=f"does {c.key} do the same when clicked by accessibility?",
            ),
            times=2,
        )
        for c in asking.candidates[:1]
    ]


def _targets(asking: Asking) -> list[Extra]:
    """The boundary of each control's touch area."""
    found = []
    for candidate in asking.candidates:
        name = f"touch area of {candidate.key}"
        target = touch_target(asking.answers, candidate)
        if target is None:
            continue
        if asking.depth is not FINE:
            found.append(Extra(name=name, skipped="measured at the depth thorough only"))
            continue
        offset = next_probe(target)
        question = Question(
            kind=QuestionKind.TAP_CONTROL,
            candidate=candidate,
            offset_dp=offset,
            why=f"how far does the touch area of {candidate.key} reach?",
        )
        asked = asking.asked(question) if offset is not None else TARGET_TAPS
        wants = asked < TARGET_TAPS and not hopeless(asking.lines, question, target.taps)
        found.append(Extra(name=name, question=question if wants else None))
    return found


def _map(asking: Asking) -> list[Extra]:
    """More spread points, then points between neighbours that differ."""
    name = "tap map"
    if asking.depth is not FINE:
        return [Extra(name=name, skipped="refined at the depth thorough only")]
    taps = body_taps(asking.answers)
    spread = [t for t in asking.lines.trials if t.question.kind is QuestionKind.TAP_BODY]
    refined = sum(t.question.refined for t in spread)
    plain = len(spread) - refined
    if len(taps) < MAP_POINTS and plain < MAP_POINTS + 3:
        point = body_point(
            plain, asking.seed, asking.answers.trials, asking.answers.candidates(1), asking.size
        )
        question = Question(
            kind=QuestionKind.TAP_BODY, point_rel=point, why="where does a tap lead where?"
        )
        return [Extra(name=name, question=question)]
    between = next_between(asking.answers) if refined < MAP_REFINED else None
    if between is None:
        return [Extra(name=name)]
    question = Question(
        kind=QuestionKind.TAP_BODY,
        point_rel=between,
        refined=True,
        why="two taps beside it led to different places",
    )
    return [Extra(name=name, question=question)]


def after_proof(asking: Asking) -> list[Extra]:
    """What is worth a launch at the depth "standard" although a violation is proved."""
    return [*_opening(asking), *_back(asking)]


FAMILIES: tuple[Callable[[Asking], list[Extra]], ...] = (
    _opening,
    _back,
    _motions,
    later_ones,
    other_setups,
    _gestures,
    _click,
    _targets,
    _map,
)


def first_open(found: Iterable[Extra]) -> Question | None:
    """The next question of the first extra that has one."""
    return next((extra.question for extra in found if extra.question is not None), None)
