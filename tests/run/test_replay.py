"""Replay: recorded events to today's sessions."""

import sys
from pathlib import Path

import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from recorded import TAP_BODY, record, spoilt

from harness.domain.errors import EvidenceError
from harness.domain.exchange import Launch, Session
from harness.domain.trial import Question, QuestionKind, TrialStatus
from harness.evidence.reader import open_bundle
from harness.evidence.writer import BundleWriter
from harness.explore.context import Context
from harness.explore.sessions import session_for
from harness.run import replay as replaying
from harness.run.replay import context_of, exchanges_of, replay, replay_trial


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Two launches, recorded by today's sessions."""
    record(tmp_path / "b", tmp_path / "key.pem")
    return tmp_path / "b"


def test_what_was_just_recorded_replays_without_a_difference(bundle: Path) -> None:
    """Every command of both trials is compared and is the recorded one."""
    with open_bundle(bundle) as opened:
        found = replay(opened)
        exchanges = exchanges_of(opened)
    assert found.first is None
    assert [t.commands for t in found.trials] == [len(exchanges[1]), len(exchanges[2])]
    assert min(t.commands for t in found.trials) > 2


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_changed_command_is_found_with_its_trial_and_position(
    bundle: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """The first difference names trial, position and the line of events.jsonl."""

    def changed(question: Question, context: Context) -> Session:
        session = session_for(question, context)
        return spoilt(session, at) if question.kind is QuestionKind.TAP_BODY else session

    monkeypatch.setattr(replaying, "session_for", changed)
    with open_bundle(bundle) as opened:
        first = replay(opened).first
        line = next(e for e in opened.events() if first and e.seq == first.seq)
    assert first is not None
    assert (first.trial, first.position, first.what) == (2, at, "another command")
    assert (line.kind, line.trial) == ("command", 2)
    assert first.recorded == line.decode()
    assert first.now["point_px"] == [1, 1]


def test_a_changed_result_is_a_difference(bundle: Path) -> None:
    """Equal commands with another conclusion are told after the last command."""
    with open_bundle(bundle) as opened:
        case, exchanges = opened.case, exchanges_of(opened)[2]
    trial = case.trials[1]
    assert trial.result is not None
    other = msgspec.structs.replace(
        trial, result=msgspec.structs.replace(trial.result, reason="another day")
    )
    session = session_for(TAP_BODY, context_of(case, case.trials[:1]))
    found = replay_trial(other, session, exchanges).difference
    assert found is not None
    assert (found.position, found.what) == (len(exchanges) + 1, "another result: reason")


def test_a_recording_that_is_too_short_is_a_difference(bundle: Path) -> None:
    """A trial that claims to be done but lacks its last events does not pass as the same."""
    with open_bundle(bundle) as opened:
        case, exchanges = opened.case, exchanges_of(opened)[2]
    session = session_for(TAP_BODY, context_of(case, case.trials[:1]))
    found = replay_trial(case.trials[1], session, exchanges[:-1]).difference
    assert found is not None
    assert found.what == "the recording ended, the session goes on"


def test_a_session_that_fails_is_a_difference(bundle: Path) -> None:
    """An error inside a session is told as one, with what it says."""

    def failing() -> Session:
        yield Launch()
        raise ValueError("no such thing")

    with open_bundle(bundle) as opened:
        trial, exchanges = opened.case.trials[0], exchanges_of(opened)[1]
    found = replay_trial(trial, failing(), exchanges[:1]).difference
    assert found is not None
    assert "ValueError: no such thing" in found.what


def test_a_truncated_trial_is_said(tmp_path: Path) -> None:
    """A killed run's last launch is compared as far as it goes and said to be cut off."""
    record(tmp_path / "b", tmp_path / "key.pem", finish=False)
    with open_bundle(tmp_path / "b") as opened:
        assert opened.case.trials[1].status is TrialStatus.BROKEN
        whole, cut = replay(opened).trials
    assert whole.truncated == ""
    assert cut.truncated == "the run ended during this launch"
    assert cut.difference is None


def test_a_recorded_context_is_the_one_used(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the bundle tells what a session was started with, nothing is computed."""
    used: list[Context] = []

    def noting(question: Question, context: Context) -> Session:
        used.append(context)
        return session_for(question, context)

    with open_bundle(bundle) as opened:
        told = msgspec.structs.replace(context_of(opened.case, ()), min_score=0.25)
        monkeypatch.setattr(replaying, "contexts_of", lambda _bundle: {1: told})
        monkeypatch.setattr(replaying, "session_for", noting)
        replay(opened)
    assert [c.min_score for c in used] == [0.25, 0.5]


def test_a_bundle_without_trials_is_one_line(tmp_path: Path) -> None:
    """Nothing to replay is an error that says so, not a success."""
    writer = BundleWriter.create(
        tmp_path / "b", case_id="c", tool_version="0", started_wall_ns=1, extra={},
        key_path=tmp_path / "key.pem",
    )  # fmt: skip
    writer.close()
    with open_bundle(tmp_path / "b") as opened, pytest.raises(EvidenceError, match="no trial"):
        replay(opened)
