"""The lines of questioning that share the budget of launches."""

import collections
from collections.abc import Sequence

import msgspec

from harness.domain.answer import DELAYED_MS, Answer
from harness.domain.answers import Answers
from harness.domain.candidates import never_with
from harness.domain.geometry import SizePx
from harness.domain.statistics import DEAD, REDIRECTS, WHOLE_SCREEN, Leaning
from harness.domain.trial import (
    Candidate,
    Depth,
    FollowUp,
    OutcomeKind,
    Question,
    QuestionKind,
    Then,
    Trial,
)
from harness.explore.body_points import beside_points, body_point
from harness.explore.lines import Lines, line_of

TINY_DP = 24.0
"""A drawing smaller than this is probed for the edges of its touch area (rule C08)."""
PROBE_DP = 10.0
"""A touch area of 24 dp that holds the centre holds one of two points 10 dp beside it."""
PROBES = ((-PROBE_DP, 0.0), (PROBE_DP, 0.0), (0.0, -PROBE_DP), (0.0, PROBE_DP))
LEAST_CLEAR_EACH = 5
MOST_SERVED = 10
"""So often another control is tapped in a candidate's stead before it is given up."""
MOST_BODY = 12
NO_LINK = -0.5
"""Log ratio for a whole-screen link below which the body of a proved app is tapped no more: one
point of two that led away is above it, one of three below."""
SWEEP_MS = (0, 0, 300, 0, 1_000, 0, 3_000, 0)
"""Early taps are often swallowed, late ones may be treated otherwise."""
LEAST_LEFT_MS = 1_500
CLOSED_BEFORE_STAYING = 3
STAYING = (
    Then(kind=FollowUp.STAY, for_ms=60_000),
    Then(kind=FollowUp.RETURN, for_ms=5_000),
    Then(kind=FollowUp.RETURN, for_ms=30_000),
)
DISMISSED = OutcomeKind.DISMISSED
ASKS_AGAIN = frozenset({OutcomeKind.PROMPTED, OutcomeKind.REPLACED, OutcomeKind.REMNANT})


class Arm(msgspec.Struct, frozen=True, kw_only=True):
    """One line of questioning: its next question, and whether it wants to go on."""

    name: str
    question: Question
    open: bool
    """Not decided yet."""
    least_met: bool
    """It was asked as often as it is worth even after a violation is proved."""
    asked: int
    """Launches spent on it, answered or not."""
    progress: float = 0.0
    """Share of the way to proof: above 0 it leans towards a violation."""


def did_not_show(trial: Trial, question: Question) -> bool:
    """Whether this line of questioning met the pop-up, but never its control."""
    result = trial.result
    if question.kind is not QuestionKind.TAP_CONTROL:
        return False
    if line_of(trial.question) != line_of(question):
        return False
    return result is not None and result.popup is not None and result.tapped_at_ns is None


def hopeless(lines: Lines, question: Question, answers: int) -> bool:
    """Whether asking on is a waste: too many launches gave no answer.

    A launch without a pop-up counts half: some apps show it now and then only. One that showed
    another control, and was answered with that, is no waste; but the candidate may never come.
    """
    mine = lines.of(question)
    if len(mine) < 4 + answers and len(mine) < MOST_SERVED + 4 * answers:
        return False
    bare = sum(t.result is not None and not t.result.popup for t in mine)
    served = sum(
        t.answered is not t.question and t.answered.candidate != t.question.candidate for t in mine
    )
    wasted = len(mine) - answers - served - bare / 2
    return wasted >= max(4, 2 * answers) or served >= MOST_SERVED + 4 * answers


def tap_arm(
    candidate: Candidate,
    answers: Answers,
    lines: Lines,
    depth: Depth = Depth.QUICK,
) -> Arm:
    """Taps at the centre of a closing control, over a sweep of moments.

    One that led away once is never given up within the budget: it may do so now and then, or the
    pop-up may come seldom.
    """
    certain = answers.of_candidate(candidate.key)
    leads_away, dead = answers.redirects(candidate.key), answers.is_dead(candidate.key)
    unsettled = any(a.dead for a in certain) and leads_away is not Leaning.HIGH
    left = sum(a.left for a in certain)
    plain = Question(kind=QuestionKind.TAP_CONTROL, candidate=candidate)
    asked = lines.attempts(plain)
    question = msgspec.structs.replace(
        plain,
        instead=others(candidate, answers),
        delay_ms=DELAYED_MS if unsettled else sweep_ms(asked, answers, certain),
        then=follow_ups(answers, certain, depth),
        why=f"{candidate.key}: {left} of {len(certain)} taps led away",
    )
    decided = Leaning.HIGH in (leads_away, dead) or another_instead(certain)
    given_up = not left and hopeless(lines, question, len(certain))
    return Arm(
        name=candidate.key,
        question=question,
        open=not decided and not given_up,
        least_met=bool(certain),
        asked=asked,
        progress=max(_progress(certain), _dead_progress(certain)),
    )


def others(candidate: Candidate, answers: Answers) -> tuple[Candidate, ...]:
    """What may be tapped in a launch that does not show the candidate: no launch is lost."""
    known = next((k for k in answers.known if k.candidate.key == candidate.key), None)
    return () if known is None else never_with(known, answers.known)


def sweep_ms(index: int, answers: Answers, certain: Sequence[Answer] = ()) -> int:
    """When the ``index``-th tap comes after its control did: mostly at once, some later.

    A pop-up that ends by itself soon after is tapped at once only. A moment that led away, where
    others did not, is tapped again: of an honest control no moment does so more often.
    """
    led = _worst_moment_ms(certain)
    delay = SWEEP_MS[index % len(SWEEP_MS)] if led is None else led
    life_ms = answers.auto_close_ms()
    return delay if life_ms is None or delay + LEAST_LEFT_MS <= life_ms else 0


def _worst_moment_ms(certain: Sequence[Answer]) -> int | None:
    """The delay whose taps led away most often, the earliest of equal ones; None if none did."""
    taps = collections.Counter(a.question.delay_ms for a in certain)
    led = collections.Counter(a.question.delay_ms for a in certain if a.left)
    return max(led, key=lambda ms: (led[ms] / taps[ms], -ms), default=None)


def follow_ups(
    answers: Answers, certain: Sequence[Answer], depth: Depth = Depth.QUICK
) -> tuple[Then, ...]:
    """What else the launch is asked: once is enough, twice where it found something."""
    wanted: list[Then] = []
    if any(a.dead for a in certain):
        wanted.append(Then(kind=FollowUp.AGAIN))
    if depth is Depth.QUICK:
        return tuple(wanted)
    if any(a.left for a in certain) and not answers.followed(FollowUp.COME_BACK):
        wanted.append(Then(kind=FollowUp.COME_BACK))
    if sum(a.closed for a in certain) >= CLOSED_BEFORE_STAYING:
        done = answers.followed(FollowUp.STAY, FollowUp.RETURN)
        found = sum(f.outcome is not None and f.outcome.kind is not DISMISSED for _, f in done)
        if not done or found == 1:
            wanted += STAYING
    return tuple(wanted)


def another_instead(certain: Sequence[Answer]) -> bool:
    """Whether the control is known to bring up something else instead of closing."""
    other = [a for a in certain if a.outcome.kind in ASKS_AGAIN]
    return len(other) >= 4 and len(other) * 3 >= len(certain) * 2


def _progress(answers: Sequence[Answer]) -> float:
    left = sum(a.left for a in answers)
    return REDIRECTS.ratio(left, len(answers) - left) / REDIRECTS.upper


def _dead_progress(answers: Sequence[Answer]) -> float:
    dead = sum(a.dead for a in answers)
    return DEAD.ratio(dead, len(answers) - dead) / DEAD.upper


def body_arm(answers: Answers, lines: Lines, seed: int, size: SizePx) -> Arm:
    """Taps at the pop-up's body."""
    certain = answers.body()
    probe = Question(kind=QuestionKind.TAP_BODY)
    asked = lines.attempts(probe)
    left = sum(a.left for a in certain)
    decided = answers.whole_screen() is not Leaning.OPEN
    wanted = not decided and asked < MOST_BODY and not hopeless(lines, probe, len(certain))
    ratio = WHOLE_SCREEN.ratio(left, len(certain) - left)
    return Arm(
        name="body",
        question=body_question(answers, lines, seed, size) if wanted else probe,
        open=wanted,
        least_met=len(certain) >= 2 and ratio < NO_LINK,
        asked=asked,
        progress=ratio / WHOLE_SCREEN.upper,
    )


def body_question(answers: Answers, lines: Lines, seed: int, size: SizePx) -> Question:
    """The next tap at the pop-up's body, whether it is worth a launch or not."""
    certain = answers.body()
    return Question(
        kind=QuestionKind.TAP_BODY,
        point_rel=_next_point(answers, lines, seed, size),
        why=f"body: {sum(a.left for a in certain)} of {len(certain)} points led away",
    )


def _next_point(answers: Answers, lines: Lines, seed: int, size: SizePx) -> tuple[float, float]:
    """Spread points, by turns with points beside a control that was proved not to close."""
    asked = [t.question.point_rel for t in lines.trials if t.question.kind is QuestionKind.TAP_BODY]
    beside = [
        point
        for known in answers.known
        if not_closing(answers, known.candidate.key)
        for point in beside_points(known.candidate, answers.trials, size)
    ]
    tried = sum(point in beside for point in asked)
    left = [point for point in beside if point not in asked]
    if left and 2 * tried <= len(asked):
        return left[0]
    index = len(asked) - tried
    return body_point(index, seed, answers.trials, answers.candidates(1), size)


def not_closing(answers: Answers, key: str) -> bool:
    """Whether the control is proved to lead away or to do nothing."""
    return Leaning.HIGH in (answers.redirects(key), answers.is_dead(key))


def probe_arm(candidate: Candidate, answers: Answers, lines: Lines) -> Arm | None:
    """Taps 10 dp beside the centre of a control that is drawn small and works."""
    if candidate.size_dp is None or min(candidate.size_dp) >= TINY_DP:
        return None
    if sum(a.closed for a in answers.of_candidate(candidate.key)) < 2:
        return None
    probes = answers.probes(candidate.key)
    offset = _next_probe(candidate, probes)
    question = Question(
        kind=QuestionKind.TAP_CONTROL,
        candidate=candidate,
        offset_dp=offset or PROBES[0],
        instead=others(candidate, answers),
        why=f"{candidate.key} is drawn small: how large is its touch area?",
    )
    asked = lines.attempts(question)
    return Arm(
        name=f"edge of {candidate.key}",
        question=question,
        open=offset is not None and asked < 8,
        least_met=True,
        asked=asked,
        progress=0.3,
    )


def _next_probe(candidate: Candidate, probes: Sequence[Answer]) -> tuple[float, float] | None:
    """The next point beside the centre; None when both sides of each small side are known.

    A side is known once a probe closed (the area is large enough) or both of its points
    failed twice.
    """
    assert candidate.size_dp is not None
    for axis in (0, 1):
        if candidate.size_dp[axis] >= TINY_DP:
            continue
        points = [p for p in PROBES if p[axis] != 0]
        if any(a.closed for a in probes if a.question.offset_dp in points):
            continue
        counts = [sum(a.question.offset_dp == p for a in probes) for p in points]
        if min(counts) < 2:
            return points[counts.index(min(counts))]
        return None
    return None


def back_arm(answers: Answers, lines: Lines, *, wanted: bool) -> Arm:
    """The Back key, once."""
    question = Question(kind=QuestionKind.PRESS_BACK, why="does Back close it, and onto what?")
    asked = lines.attempts(question)
    return Arm(
        name="back",
        question=question,
        open=wanted and asked < 1,
        least_met=True,
        asked=asked,
        progress=0.0 if answers.back() else -0.1,
    )
