"""Questions of the procedure that the plan puts, beside those of the sessions' own transcripts."""

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from simulated_app import REAL, SIZE, SimApp, dialog
from simulated_scan import scan
from simulated_zoo import CLOSE, HONEST, SKIP, TRICKS
from transcript import WATCH, play

from harness.domain.answers import Answers
from harness.domain.finding import Verdict
from harness.domain.trial import Depth, FollowUp, OutcomeKind, QuestionKind, Trial

ROOT = Path(__file__).parents[2]
AS_AGREED = {(FollowUp.STAY, 60_000), (FollowUp.RETURN, 5_000), (FollowUp.RETURN, 30_000)}


def delays_ms(trials: tuple[Trial, ...]) -> list[int]:
    """How long each tap at a control waited."""
    return [t.question.delay_ms for t in trials if t.question.kind is QuestionKind.TAP_CONTROL]


def test_a_download_that_starts_with_nothing_touched_is_told() -> None:
    """Hands off: the log names the app that asked for it."""
    result = play(WATCH, "0 launcher, 600 splash", hops="2000 download").result
    assert result.tapped_at_ns is None
    assert result.outcome is not None
    assert result.outcome.kind is OutcomeKind.DOWNLOAD


def test_taps_at_a_control_sweep_over_its_moments() -> None:
    """At once, 0.3, 1 and 3 s after it showed: early taps may be swallowed, late ones punished."""
    delays = delays_ms(scan(dialog("stays", CLOSE), 0).case.trials)
    assert set(delays) == {0, 300, 1_000, 3_000}
    assert delays.count(0) > len(delays) / 2


def test_a_moment_that_led_away_is_tapped_again() -> None:
    """What closes at first and leads away later is proved by the second late tap in a row."""
    turning = dialog("turns", dataclasses.replace(CLOSE, turns_ms=1_500))
    scanned = scan(turning, 0)
    assert delays_ms(scanned.case.trials)[-2:] == [3_000, 3_000]
    proved = [f.rule for f in scanned.judgement.findings if f.verdict is Verdict.VIOLATION]
    assert proved == ["C03"]
    assert scanned.launches <= 16


def test_a_pop_up_that_ends_soon_is_tapped_at_once_only() -> None:
    """A delay that its life has no room for would meet nothing."""
    short = SimApp("short", auto_close_ms=1_600)
    assert set(delays_ms(scan(short, 0).case.trials)) == {0}


@pytest.mark.parametrize("opens_ms", [4_900, 7_300])
def test_the_moment_from_which_a_gated_control_works_is_narrowed_down(opens_ms: int) -> None:
    """Against its becoming visible: between a dead tap and one that closed, 0.3 s apart."""
    gate = dataclasses.replace(SKIP, works_from_ms=opens_ms)
    app = SimApp("gated", controls=(gate,), auto_close_ms=None)
    answers = Answers(scan(app, 0, depth=Depth.STANDARD).case.trials, SIZE)
    dead_ms, closed_ms = answers.opening(answers.candidates()[0].key)
    assert dead_ms is not None
    assert closed_ms is not None
    assert dead_ms < opens_ms <= closed_ms + 300
    assert closed_ms - dead_ms <= 500


def test_a_click_by_accessibility_that_does_otherwise_is_a_finding_of_its_own() -> None:
    """The touch closes, the click leads away: a note, not what a verdict rests on."""
    two_faced = dataclasses.replace(CLOSE, click_effect="redirect")
    found = scan(dialog("two faces", two_faced), 0, depth=Depth.STANDARD).judgement.findings
    (clicked,) = [f for f in found if f.rule == "C12" and "accessibility" in f.reason_en]
    assert (clicked.verdict, clicked.hits, clicked.severity) == (Verdict.SUSPECTED, 2, "S3")
    assert not [f for f in found if f.verdict is Verdict.VIOLATION]


def test_after_a_dismissal_a_minute_on_the_page_and_two_returns_are_asked() -> None:
    """In one launch: 60 s on the page, back after 5 s and after 30 s in the background."""
    trials = scan(HONEST[1].app, 0, depth=Depth.STANDARD).case.trials
    asked = [{(then.kind, then.for_ms) for then in t.question.then} for t in trials]
    assert AS_AGREED in asked
    (told,) = [t.result.followed for t in trials if t.result is not None and t.result.followed]
    assert {(f.then.kind, f.then.for_ms) for f in told} == AS_AGREED


def test_after_a_redirect_the_way_back_is_asked_once() -> None:
    """Whether Back comes home, in the launch that led away."""
    (decoy,) = [kind.app for kind in TRICKS if kind.app.name == "decoy skip"]
    trials = scan(decoy, 0, depth=Depth.STANDARD).case.trials
    told = [f for t in trials if t.result is not None for f in t.result.followed]
    assert [f.then.kind for f in told].count(FollowUp.COME_BACK) >= 1


EVERY = dataclasses.replace(CLOSE, effect="redirect")


@pytest.mark.parametrize(
    "app_at",
    [
        lambda number: dialog("now and then", EVERY, popup=number % 5 == 0),
        lambda number: dialog("now and then", EVERY if number % 5 == 0 else CLOSE),
    ],
    ids=["the pop-up comes", "it leads away"],
)
def test_what_happens_at_every_fifth_launch_only_is_found(app_at: Callable[[int], SimApp]) -> None:
    """Neither the launches without a pop-up nor those that close end the asking too soon."""
    for seed in range(4):
        scanned = scan(app_at, seed, noise=REAL)
        rules = {f.rule for f in scanned.judgement.findings if f.verdict is Verdict.VIOLATION}
        assert rules == {"C03"}
        assert scanned.launches <= 40


@pytest.mark.parametrize("every", [2, 3, 5])
def test_an_honest_pop_up_that_comes_every_few_launches_is_accused_of_nothing(every: int) -> None:
    """To show an advertisement seldom is no fault, whatever period its launches keep."""
    for seed in range(3):
        scanned = scan(
            lambda number: dialog("capped", CLOSE, popup=number % every == 0), seed, noise=REAL
        )
        assert not {f.rule for f in scanned.judgement.findings} & {"X01"}
        assert scanned.judgement.verdict in {Verdict.CLEAR, Verdict.INCONCLUSIVE}


def test_every_test_and_recording_that_the_page_on_deciding_names_is_there() -> None:
    """The table of questions in docs/deciding.md."""
    page = (ROOT / "docs" / "deciding.md").read_text(encoding="utf-8")
    tests = "".join(f.read_text(encoding="utf-8") for f in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", page))
    assert len(named) > 20
    assert not [name for name in named if f"def {name}(" not in tests]
    recorded = {f.name.split(".")[0] for f in (ROOT / "fixtures" / "questions").glob("*.xz")}
    assert set(re.findall(r"(\w+)-\d", page)) <= recorded
