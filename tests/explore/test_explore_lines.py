"""Lines of questioning, and a plan that counts on from its last question."""

from typing import TypeVar

import msgspec
import pytest
from simulated_app import CAPABILITIES, REAL, SIZE
from simulated_scan import scan
from simulated_zoo import HONEST, TRICKS, Kind

from harness.domain.answers import Answers
from harness.domain.sight import Role
from harness.domain.trial import Candidate, Depth, Question, QuestionKind, Setup, Trial, TrialStatus
from harness.explore.lines import Lines, line_of
from harness.explore.plan import Plan

Record = TypeVar("Record", bound=msgspec.Struct)
X = Candidate(key="close@top_right", role=Role.CLOSE, center_rel=(0.9, 0.1))
TAP = Question(kind=QuestionKind.TAP_CONTROL, candidate=X)
PLAYED = [
    kind
    for kind in (*HONEST, *TRICKS)
    if kind.app.name in {"three creatives", "one decoy of two", "walking jumps", "no control"}
]


def change(record: Record, **fields: object) -> Record:
    """The record with other fields."""
    return msgspec.structs.replace(record, **fields)


@pytest.mark.parametrize("kind", PLAYED, ids=lambda kind: kind.app.name)
def test_a_plan_that_was_asked_all_along_asks_what_a_fresh_one_would(kind: Kind) -> None:
    """What it keeps from question to question changes no question."""
    trials = scan(kind.app, 3, depth=kind.depth, noise=REAL).case.trials

    def fresh() -> Plan:
        return Plan(
            seed=3, budget_launches=40, depth=kind.depth, capabilities=CAPABILITIES, size_px=SIZE
        )

    asked = [fresh().next(trials[:count]) for count in range(len(trials))]
    assert asked == [t.question for t in trials]


@pytest.mark.parametrize("kind", PLAYED, ids=lambda kind: kind.app.name)
def test_answers_that_go_on_from_earlier_ones_are_those_of_all_trials(kind: Kind) -> None:
    """Candidates, creatives and what touches told, after every launch."""
    trials = scan(kind.app, 5, depth=Depth.STANDARD, noise=REAL).case.trials
    onward = None
    for count in range(len(trials) + 1):
        onward = Answers(trials[:count], SIZE, onward)
        whole = Answers(trials[:count], SIZE)
        assert (onward.known, onward.touched) == (whole.known, whole.touched)
        assert onward.creatives.first == whole.creatives.first


def test_answers_of_other_trials_are_not_gone_on_from() -> None:
    """A pending launch that was counted as asked is replaced by what it came to."""
    trials = scan(HONEST[0].app, 1).case.trials
    pending = Trial(number=3, question=TAP, status=TrialStatus.DONE, result=None)
    guessed = Answers([*trials[:2], pending], SIZE)
    assert not guessed.goes_on_to(trials, SIZE)
    assert Answers(trials, SIZE, guessed).touched == Answers(trials, SIZE).touched


@pytest.mark.parametrize(
    "other",
    [
        change(TAP, delay_ms=300),
        change(TAP, instead=(X,)),
        change(TAP, candidate=change(X, center_rel=(0.8, 0.1))),
        change(TAP, setup=Setup.LONG_WATCH),
    ],
)
def test_moment_and_set_up_of_a_tap_make_no_line_of_their_own(other: Question) -> None:
    """Taps of one control are one line of questioning, whenever they come."""
    assert line_of(other) == line_of(TAP)


@pytest.mark.parametrize(
    "other",
    [
        change(TAP, offset_dp=(10.0, 0.0)),
        change(TAP, candidate=change(X, key="skip@top_right")),
        change(TAP, kind=QuestionKind.WAIT_OUT),
        change(TAP, candidate=None),
    ],
)
def test_another_control_and_a_tap_beside_it_are_other_lines(other: Question) -> None:
    """Each counts its own launches."""
    put = [
        Trial(number=number, question=question, status=TrialStatus.BROKEN, result=None)
        for number, question in enumerate([TAP, other, TAP], 1)
    ]
    lines = Lines(put)
    assert (lines.attempts(TAP), lines.attempts(other)) == (2, 1)


def test_set_ups_of_hands_off_launches_are_lines_of_their_own() -> None:
    """A longer watch does not count as a usual one."""
    watch = Question(kind=QuestionKind.WATCH)
    assert line_of(watch) != line_of(change(watch, setup=Setup.LONG_WATCH))
