"""Comparing answers with the truth, and keeping calibrations."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.cli.calibrate import conclusion, exit_of
from harness.cli.exits import Exit
from harness.domain.calibration import Agreement, Calibration, SceneAnswer
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.trial import (
    Channel,
    Outcome,
    OutcomeKind,
    Question,
    QuestionKind,
    Trial,
    TrialResult,
    TrialStatus,
)
from harness.explore.context import Timing
from harness.run.adapting import Measured, adapted
from harness.run.calibration.compare import compare
from harness.run.calibration.scenes import Ask, Scene, load_scenes
from harness.run.calibration.store import newest, save
from harness.run.calibration.truthlog import TruthLine, parse_truth

MS = 1_000_000
ASK = Ask(kind=QuestionKind.TAP_CONTROL, expect=("dismissed",))
SCENE = Scene(name="honest_dialog", en="Honest", zh="诚实", asks=(ASK,), core=True)


def trial(kind: OutcomeKind, *, certain: bool = True, reason: str = "") -> Trial:
    """A trial that tapped (100, 200) at 50 ms and ended so."""
    agree = (Channel.FRAMES, Channel.PLACE) if certain else (Channel.FRAMES,)
    question = Question(kind=QuestionKind.TAP_CONTROL)
    result = TrialResult(
        question=question,
        popup_at_ns=30 * MS,
        tapped_px=PointPx(100, 200),
        tapped_at_ns=50 * MS,
        outcome=Outcome(kind=kind, why="", agree=agree),
    )
    return Trial(number=4, question=question, status=TrialStatus.DONE, result=result, reason=reason)


def said(*lines: tuple[int, dict[str, object]]) -> list[TruthLine]:
    """The app's log: (ms, object) lines."""
    return parse_truth([(at * MS, json.dumps(values)) for at, values in lines])


def test_an_answer_like_the_truth_agrees_and_is_measured() -> None:
    """Tap deviation, first sight and tap latency come from the app's own log."""
    log = said(
        (10, {"e": "shown", "mark": [80, 180, 120, 220], "target": None}),
        (58, {"e": "touch", "x": 103, "y": 204}),
        (60, {"e": "did", "what": "dismiss", "by": "mark"}),
    )
    answer = compare(SCENE, ASK, trial(OutcomeKind.DISMISSED), log, 320)
    assert answer.agreement is Agreement.AGREES
    assert answer.app_agrees is True
    assert answer.tap_off_dp == pytest.approx(2.5)
    assert answer.seen_late_ms == pytest.approx(20.0)
    assert answer.tap_latency_ms == pytest.approx(8.0)
    assert log[0].mark_px == BoxPx(80, 180, 40, 40)


def test_a_certain_contradiction_is_wrong() -> None:
    """Calling an honest X a decoy is wrong, whatever the app's log says."""
    answer = compare(SCENE, ASK, trial(OutcomeKind.REDIRECTED), said(), 320)
    assert answer.agreement is Agreement.WRONG


def test_an_uncertain_contradiction_could_not_be_told() -> None:
    """One channel alone proves nothing: not wrong, but unclear."""
    answer = compare(SCENE, ASK, trial(OutcomeKind.REDIRECTED, certain=False), said(), 320)
    assert answer.agreement is Agreement.UNCLEAR


def test_leading_away_at_another_moment_is_not_wrong() -> None:
    """A slow device misses that the pop-up closed before the jump; that it jumped, it saw."""
    ask = Ask(kind=QuestionKind.TAP_CONTROL, expect=("dismissed_then_redirected",))
    log = said((60, {"e": "did", "what": "dismiss"}), (90, {"e": "did", "what": "redirect"}))
    answer = compare(SCENE, ask, trial(OutcomeKind.REDIRECTED), log, 320)
    assert answer.agreement is Agreement.UNCLEAR


def test_an_expected_answer_that_the_app_denies_does_not_agree() -> None:
    """The table and the app's own log both have to be met."""
    log = said((60, {"e": "did", "what": "redirect", "by": "mark"}))
    answer = compare(SCENE, ASK, trial(OutcomeKind.DISMISSED), log, 320)
    assert answer.app_agrees is False
    assert answer.agreement is Agreement.WRONG


@given(st.lists(st.tuples(st.integers(), st.text())))
def test_any_log_text_is_read_or_passed_over(lines: list[tuple[int, str]]) -> None:
    """Whatever another app writes under the tag, nothing breaks."""
    parse_truth(lines)


@given(
    st.dictionaries(
        st.sampled_from(["e", "x", "y", "mark", "target", "what"]),
        st.one_of(st.none(), st.text(), st.integers(), st.lists(st.integers(), max_size=5)),
    )
)
def test_any_object_is_read_or_passed_over(values: dict[str, object]) -> None:
    """Fields of the wrong type are left out."""
    parse_truth([(1, json.dumps(values))])


def calibration(*answers: SceneAnswer, ended: int = 1, complete: bool = True) -> Calibration:
    """A calibration with these answers."""
    return Calibration(
        fingerprint="brand/device:14/x",
        serial="127.0.0.1:5",
        model="Model",
        api_level=34,
        ended_wall_ns=ended,
        tool_version="0",
        app_sha256="ab",
        answers=answers,
        complete=complete,
    )


def answer(agreement: Agreement, *, core: bool = True) -> SceneAnswer:
    """An answer that compares so."""
    return SceneAnswer(
        scene="decoy_x",
        question=Question(kind=QuestionKind.WATCH),
        expected=("redirected",),
        got="x",
        agreement=agreement,
        core=core,
    )


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([answer(Agreement.AGREES)], Exit.CLEAR),
        ([answer(Agreement.AGREES), answer(Agreement.WRONG, core=False)], Exit.FOUND),
        ([answer(Agreement.UNCLEAR)], Exit.INCONCLUSIVE),
        ([answer(Agreement.AGREES), answer(Agreement.UNCLEAR, core=False)], Exit.CLEAR),
    ],
)
def test_the_exit_code_says_whether_the_device_may_testify(
    answers: list[SceneAnswer], code: Exit
) -> None:
    """Wrong anywhere is unfit; a core scene that could not be told is inconclusive."""
    found = calibration(*answers)
    assert exit_of(found) is code
    assert ("not fit" not in conclusion(found, "en")) is (code is Exit.CLEAR)
    assert found.fit is (code is Exit.CLEAR)


def test_the_newest_complete_calibration_of_the_same_system_is_found(tmp_path: Path) -> None:
    """Partial ones, other devices and damaged files are passed over."""
    older, newer = calibration(ended=1), calibration(ended=2)
    save(older, "hw1", tmp_path)
    kept = save(newer, "hw1", tmp_path)
    save(calibration(ended=3, complete=False), "hw1", tmp_path)
    (kept.parent / "99999999999999999999.json").write_text("{")
    assert newest(newer.fingerprint, "hw1", tmp_path) == newer
    assert newest(newer.fingerprint, "hw2", tmp_path) is None
    assert newest("other/system", "hw1", tmp_path) is None


def test_a_quick_device_gets_the_standard_waits() -> None:
    """Nothing is stretched without need."""
    assert adapted(Measured(capture_ms=40.0, start_ms=900.0)) == Timing()


@given(st.floats(0, 5_000), st.floats(0, 90_000))
def test_a_slower_device_never_gets_shorter_waits(capture_ms: float, start_ms: float) -> None:
    """Every wait grows with what was measured, none shrinks."""
    slow = adapted(Measured(capture_ms=capture_ms, start_ms=start_ms))
    for name, standard in msgspec.structs.asdict(Timing()).items():
        assert getattr(slow, name) >= standard
    assert slow.popup_ms >= start_ms


def test_an_emulated_phone_of_2013_gets_time_to_start_and_frames_to_decide() -> None:
    """60 s to start and 3 s a screenshot: still four frames in every wait."""
    slow = adapted(Measured(capture_ms=3_000.0, start_ms=60_000.0))
    assert slow.popup_ms > 60_000
    assert slow.no_effect_ms >= 4 * 3_000


def test_the_table_asks_something_of_every_scene() -> None:
    """Names are unique and every scene has an expectation."""
    scenes = load_scenes()
    assert len({scene.name for scene in scenes}) == len(scenes)
    assert all(ask.expect for scene in scenes for ask in scene.asks)
