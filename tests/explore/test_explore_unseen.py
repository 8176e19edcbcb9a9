"""Pop-ups that forbid capture: asked by hierarchy, place and navigation, as transcripts."""

from simulated_scan import case_of
from transcript import CONTEXT, UNSEEN_BACK, UNSEEN_SKIP, WATCH, play

from harness.domain.exchange import Press, Tap
from harness.domain.finding import Judgement, Verdict
from harness.domain.trial import (
    Channel,
    OutcomeKind,
    Question,
    QuestionKind,
    StopReason,
    Trial,
    TrialStatus,
)
from harness.explore.plan import Plan
from harness.judge import judge
from harness.run.catalogue import load_catalogue

BEFORE = "0 launcher, 300 page, 600 black_told"


def test_a_node_that_leads_away_is_certain_by_place_and_navigation() -> None:
    """The touch goes to the node of the hierarchy; the browser in front and the log agree."""
    played = play(UNSEEN_SKIP, BEFORE, "150 browser", "60 browser", CONTEXT)
    outcome = played.result.outcome
    assert outcome is not None
    assert outcome.kind is OutcomeKind.REDIRECTED
    assert outcome.certain
    assert {Channel.PLACE, Channel.NAVIGATION} <= set(outcome.agree)
    assert "cannot be captured" in played.taps[0].aim.why


def test_a_foreign_place_without_navigation_proves_nothing() -> None:
    """Nothing was seen of what was touched: one witness is not enough."""
    outcome = play(UNSEEN_SKIP, BEFORE, "150 browser", "", CONTEXT).result.outcome
    assert outcome is not None
    assert not outcome.certain


def test_a_touch_that_leads_nowhere_is_never_told_as_a_dismissal() -> None:
    """Whether it closed cannot be told, also where the page can be captured afterwards."""
    for after in ("150 page", "150 black_told"):
        outcome = play(UNSEEN_SKIP, BEFORE, after, "", CONTEXT).result.outcome
        assert outcome is not None
        assert outcome.kind is OutcomeKind.UNCLEAR


def test_back_is_pressed_and_what_the_hierarchy_promises_is_kept() -> None:
    """The next question knows the nodes from it."""
    played = play(UNSEEN_BACK, BEFORE, "150 page", "", CONTEXT)
    assert any(isinstance(c, Press) and c.key == "back" for c in played.commands)
    assert [c.text for c in played.result.controls] == ["跳过"]


def test_without_such_a_node_nothing_is_touched() -> None:
    """No blind taps."""
    played = play(UNSEEN_SKIP, "0 launcher, 300 page, 600 black", "0 black", "", CONTEXT)
    assert not any(isinstance(c, Tap) for c in played.commands)
    assert played.result.outcome is None


def test_a_jump_by_itself_shows_without_any_picture() -> None:
    """Hands off: place and log are enough."""
    result = play(WATCH, "0 launcher, 600 black, 2000 browser", "", "2000 browser", CONTEXT).result
    assert result.outcome is not None
    assert result.outcome.kind is OutcomeKind.REDIRECTED
    assert result.outcome.certain


def examine(after: str, hops: str) -> tuple[list[Trial], StopReason, Judgement]:
    """The whole case of an app whose pop-up forbids capture, by plan, sessions and judge."""
    plan, trials = Plan(seed=1), list[Trial]()
    while isinstance(question := plan.next(trials), Question):
        blind_tap = question.unseen and question.kind is QuestionKind.TAP_CONTROL
        touched = (after, hops) if blind_tap else ("150 black_told", "")
        if question.kind is QuestionKind.WATCH:
            touched = ("", "")
        played = play(question, BEFORE, *touched, CONTEXT)
        number = len(trials) + 1
        trials.append(
            Trial(number=number, question=question, status=TrialStatus.DONE, result=played.result)
        )
    case = case_of(trials, question)
    return trials, question, judge(case, load_catalogue())


def test_a_case_that_cannot_be_captured_is_examined_and_never_clear() -> None:
    """Two hands-off launches, Back, two touches of the node; the reasons say what was found."""
    trials, stopped, judgement = examine("150 page", "")
    assert [t.question.unseen for t in trials] == [False, False, True, True, True]
    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert "not capturable" in judgement.reasons_en[0]
    assert "0 of 3 touches led away" in judgement.reasons_en[0]
    assert stopped.why.startswith("the screen cannot be captured")


def test_a_node_that_leads_away_twice_is_a_violation_by_certain_channels() -> None:
    """And the finding says that the picture was never seen."""
    _, _, judgement = examine("150 browser", "60 browser")
    assert judgement.verdict is Verdict.VIOLATION
    (found,) = [f for f in judgement.findings if f.rule == "C03"]
    assert (found.hits, found.of) == (2, 2)
    assert "not capturable" in found.reason_en


def test_a_foreign_place_alone_accuses_nobody() -> None:
    """Every touch ends in the browser, no log says so: suspected at most."""
    _, _, judgement = examine("150 browser", "")
    assert judgement.verdict is not Verdict.VIOLATION
