"""One claim at a time: what is asked next, and when it stops."""

import sys
from pathlib import Path

import pytest

from harness.domain.complaint import ClaimKind, Wanted
from harness.domain.trial import OutcomeKind, Question, QuestionKind, StopReason
from harness.explore.claim_plan import ClaimPlan

sys.path.insert(0, str(Path(__file__).parents[1] / "judge"))
from case_of_answers import CaseBuilder

AWAY, GONE = OutcomeKind.REDIRECTED, OutcomeKind.DISMISSED


def plan(
    kind: ClaimKind = ClaimKind.CLOSE_LEADS_AWAY, budget: int = 40, **wanted: str
) -> ClaimPlan:
    """A plan for one claim."""
    return ClaimPlan(kind, Wanted(**wanted), budget=budget)  # type: ignore[arg-type]


def asked(found: Question | StopReason) -> Question:
    """The question, where one is asked."""
    assert isinstance(found, Question), found
    return found


def stopped(found: Question | StopReason) -> str:
    """Why it stopped."""
    assert isinstance(found, StopReason), found
    return found.why


def test_hands_off_first_then_the_control_at_several_moments() -> None:
    """The first launch learns the page; taps come at once and after the first moments."""
    builder = CaseBuilder()
    assert asked(plan().next(builder.trials)).kind is QuestionKind.WATCH
    builder.watch(times=1)
    delays = []
    for _ in range(4):
        question = asked(plan().next(builder.trials))
        assert question.kind is QuestionKind.TAP_CONTROL
        delays.append(question.delay_ms)
        builder.tap(GONE)
    assert delays == [0, 600, 1200, 0]


def test_it_stops_as_soon_as_the_claim_is_confirmed_or_refuted() -> None:
    """With k of n in the reason."""
    confirmed = CaseBuilder().watch(times=1).tap(AWAY, 2)
    assert stopped(plan().next(confirmed.trials)) == "the claim is reproduced: 2 of 2"
    refuted = CaseBuilder().watch(times=1).tap(GONE, 16)
    assert stopped(plan().next(refuted.trials)) == "the claim is refuted: 0 of 16"


def test_it_stops_when_the_budget_ends() -> None:
    """Undecided is not refuted."""
    builder = CaseBuilder().watch(times=1).tap(GONE, 4)
    assert stopped(plan(budget=5).next(builder.trials)) == "the budget of 5 launches is spent"


def test_no_pop_up_is_believed_after_ten_cold_starts() -> None:
    """And only then."""
    assert asked(plan().next(CaseBuilder().no_popup(9).trials)).kind is QuestionKind.WATCH
    told = stopped(plan().next(CaseBuilder().no_popup(10).trials))
    assert told == "no pop-up was seen in 10 launches"


def test_a_control_that_never_shows_is_not_asked_for_ever() -> None:
    """Six pop-ups without it end the attempt."""
    wanted = plan(zone="top_left")
    assert asked(wanted.next(CaseBuilder().watch(times=5).trials)).kind is QuestionKind.WATCH
    told = stopped(wanted.next(CaseBuilder().watch(times=6).trials))
    assert told == "no such control was seen on 6 pop-ups"


def test_an_advertisement_that_never_comes_ends_the_attempt() -> None:
    """Taps on others were tried, and do not count."""
    builder = CaseBuilder().watch(times=1).tap(AWAY, 24)
    told = stopped(plan(creative="5555aaaa5555aaaa").next(builder.trials))
    assert told == "the advertisement of the complaint did not come"


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        (ClaimKind.WHOLE_SCREEN_LEADS_AWAY, QuestionKind.TAP_BODY),
        (ClaimKind.JUMPS_ALONE, QuestionKind.WATCH),
        (ClaimKind.NO_CLOSE_MARK, QuestionKind.WATCH),
    ],
)
def test_each_claim_is_tried_by_its_own_question(kind: ClaimKind, question: QuestionKind) -> None:
    """Points of the picture, or nothing touched."""
    assert asked(plan(kind).next(CaseBuilder().watch(times=1).trials)).kind is question
