"""Each question as it was once recorded on a virtual phone (``fixtures/questions``), replayed."""

import lzma
from pathlib import Path

import msgspec
import pytest

from harness.domain.trial import FollowUp, OutcomeKind, QuestionKind, Setup, Trial
from harness.explore.sessions import Context, session_for
from harness.run.replay import Exchange, replay_trial

FOLDER = Path(__file__).parents[2] / "fixtures" / "questions"


class Recorded(msgspec.Struct, frozen=True):
    """A line of a file: ``fixtures/questions/record.py`` writes them."""

    trial: Trial
    context: Context
    exchanges: tuple[Exchange, ...]


def recorded(file: Path) -> list[Recorded]:
    """Every trial of a file."""
    lines = lzma.decompress(file.read_bytes()).splitlines()
    return [msgspec.json.decode(line, type=Recorded) for line in lines]


ALL = {
    f"{file.name.split('.')[0]}-{one.trial.number}": one
    for file in sorted(FOLDER.glob("*.jsonl.xz"))
    for one in recorded(file)
}


@pytest.mark.parametrize("one", ALL.values(), ids=ALL)
def test_a_recorded_question_is_asked_and_answered_the_same(one: Recorded) -> None:
    """Today's session yields every command that was recorded, and comes to the same result."""
    replayed = replay_trial(one.trial, session_for(one.trial.question, one.context), one.exchanges)
    assert (replayed.difference, replayed.truncated) == (None, "")
    assert replayed.commands == len(one.exchanges) > 1


def test_every_kind_of_question_is_recorded() -> None:
    """Every kind, every follow-up, and what is asked of a pop-up that cannot be captured."""
    questions = [one.trial.question for one in ALL.values()]
    assert {q.kind for q in questions} == set(QuestionKind)
    assert {then.kind for q in questions for then in q.then} == set(FollowUp)
    assert {Setup.USUAL, Setup.FRESH_DATA, Setup.ADB_ONLY} <= {q.setup for q in questions}
    assert any(q.unseen for q in questions)
    assert any(q.offset_dp for q in questions)


def test_the_recorded_answers_differ() -> None:
    """They dismiss, lead away, do nothing, and one follow-up found the way back."""
    results = [one.trial.result for one in ALL.values() if one.trial.result is not None]
    kinds = {r.outcome.kind for r in results if r.outcome is not None}
    assert {OutcomeKind.DISMISSED, OutcomeKind.REDIRECTED, OutcomeKind.NO_EFFECT} <= kinds
    assert any(f.then.kind is FollowUp.COME_BACK for r in results for f in r.followed)
