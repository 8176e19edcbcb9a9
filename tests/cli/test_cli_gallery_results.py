"""Verdict against truth: what counts as held, fair, missed, and as an accusation."""

import msgspec
import pytest
from paper_phone import paper_phone

from harness.cli.gallery_results import (
    Known,
    Result,
    account_of,
    accusations,
    cleared,
    misses,
)
from harness.domain.device import AppFacts
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role
from harness.domain.trial import (
    Case,
    Channel,
    Outcome,
    OutcomeKind,
    Question,
    QuestionKind,
    StopReason,
    Trial,
    TrialResult,
    TrialStatus,
)

DECOY = Known(
    verdict="violation",
    rules=("C03",),
    may_also=("C01",),
    fair=("suspected",),
    group="close_leads_away",
    trick="decoy",
)
HONEST = Known(verdict="clear", fair=("inconclusive",), group="honest", trick="honest")


def result(known: Known, verdict: str, *fired: str) -> Result:
    return Result(
        app="group/name",
        seed=1,
        known=known,
        verdict=verdict,
        fired=fired,
        launches=9,
        seconds=60,
        reasons=("because",),
    )


@pytest.mark.parametrize(
    ("known", "verdict", "fired", "mark"),
    [
        (DECOY, "violation", ("C03",), "held"),
        (DECOY, "violation", ("C03", "C01"), "held"),
        (DECOY, "violation", ("C03", "R02"), "missed"),
        (DECOY, "violation", ("C01",), "fair"),
        (DECOY, "suspected", (), "fair"),
        (DECOY, "clear", (), "missed"),
        (DECOY, "", (), "failed"),
        (HONEST, "clear", (), "held"),
        (HONEST, "inconclusive", (), "fair"),
        (HONEST, "violation", ("C04",), "missed"),
    ],
)
def test_marks(known: Known, verdict: str, fired: tuple[str, ...], mark: str) -> None:
    """A scan holds when verdict and rules are those of the truth, and no strange rule fired."""
    assert result(known, verdict, *fired).mark == mark


def test_an_accusation_and_a_clearance_are_told_apart_from_a_miss() -> None:
    """An honest app called suspected, and one that deceives called clear, are no mere misses."""
    wrong, freed = result(HONEST, "suspected"), result(DECOY, "clear")
    missed = result(DECOY, "inconclusive")
    assert accusations([wrong, freed, missed]) == [wrong]
    assert cleared([wrong, freed, missed]) == [freed]
    assert misses([wrong, freed, missed]) == [missed]


def test_a_clearance_that_the_truth_calls_fair_is_none() -> None:
    """What shows its trick to few phones may be cleared on one that never saw it."""
    known = Known(verdict="violation", fair=("clear",), group="hidden")
    assert cleared([result(known, "clear")]) == []


X = Control(role=Role.CLOSE, box_px=BoxPx(498, 1760, 84, 84), score=0.9, grounds=(Ground.DRAWN,))
POPUP = Popup(
    kind=PopupKind.DIALOG, box_px=BoxPx(140, 700, 800, 1000), score=0.9, grounds=(Ground.DRAWN,)
)
BOTH = (Channel.FRAMES, Channel.PLACE)


def case_of(*outcomes: OutcomeKind | None, controls: tuple[Control, ...] = (X,)) -> Case:
    """Touches with these outcomes, each in a launch of its own; None: no pop-up came."""
    trials = [_trial(number, kind, controls) for number, kind in enumerate(outcomes, 1)]
    phone = paper_phone(serial="played", size_px=SizePx(1080, 2400), density_dpi=420)
    return Case(
        id="case",
        app=AppFacts(package="com.example.app"),
        device=phone,
        trials=tuple(trials),
        started_wall_ns=1,
    )


def _trial(number: int, kind: OutcomeKind | None, controls: tuple[Control, ...]) -> Trial:
    question = Question(kind=QuestionKind.TAP_BODY)
    result = TrialResult(question=question)
    if kind is not None:
        agree = BOTH if kind is not OutcomeKind.UNCLEAR else ()
        outcome = Outcome(kind=kind, why="as written", agree=agree)
        result = TrialResult(
            question=question, popup=POPUP, controls=controls, tapped_at_ns=2, outcome=outcome
        )
    return Trial(number=number, question=question, status=TrialStatus.DONE, result=result)


GONE, UNCLEAR = OutcomeKind.DISMISSED, OutcomeKind.UNCLEAR


@pytest.mark.parametrize(
    ("case", "stopped", "cause"),
    [
        (case_of(None, None), "no pop-up was seen in 2 launches", "pop-up not seen"),
        (case_of(GONE, controls=()), "nothing more can be learnt", "control not seen"),
        (case_of(GONE, OutcomeKind.CRASHED), "crashes", "crashed"),
        (case_of(GONE, UNCLEAR, UNCLEAR), "nothing more can be learnt", "outcome unclear"),
        (case_of(GONE, GONE), "the budget of 2 launches is spent", "budget"),
        (case_of(GONE, GONE), "nothing more can be learnt", "question left open"),
    ],
)
def test_why_nothing_was_decided(case: Case, stopped: str, cause: str) -> None:
    """The first of few causes that holds; a scan that decided something has none."""
    case = msgspec.structs.replace(case, stopped=StopReason(why=stopped))
    assert account_of(case, "inconclusive").cause == cause
    assert not account_of(case, "clear").cause


def test_launches_that_told_nothing_are_counted() -> None:
    """Those without a pop-up, and touches whose outcome is not certain."""
    account = account_of(case_of(GONE, None, UNCLEAR), "clear")
    assert (account.bare, account.unsure) == (1, 1)
