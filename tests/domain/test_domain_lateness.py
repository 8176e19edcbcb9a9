"""Late taps at a pop-up that ends by itself count for nothing."""

import msgspec
import pytest

from harness.domain.answers import Answers
from harness.domain.frame import FrameRef
from harness.domain.geometry import BoxPx, PointPx, SizePx
from harness.domain.sight import Popup, PopupKind
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

S = 1_000_000_000
SIZE = SizePx(1080, 2400)
SURE = (Channel.FRAMES, Channel.PLACE, Channel.NAVIGATION)


def watched(*, ends: bool) -> Trial:
    """A hands-off launch whose pop-up ended after 5 s, or stayed."""
    kind = OutcomeKind.DISMISSED if ends else OutcomeKind.NO_EFFECT
    question = Question(kind=QuestionKind.WATCH)
    result = TrialResult(
        question=question,
        popup_at_ns=S,
        popup_gone_at_ns=6 * S if ends else None,
        outcome=Outcome(kind=kind, why="", agree=SURE),
    )
    return Trial(number=1, question=question, status=TrialStatus.DONE, result=result)


def tapped(after_s: float, gone_after_s: float = 0.2) -> Trial:
    """A body tap ``after_s`` after its frame, dismissed ``gone_after_s`` later."""
    question = Question(kind=QuestionKind.TAP_BODY, point_rel=(0.5, 0.5))
    at_ns = round((10 + after_s) * S)
    result = TrialResult(
        question=question,
        before_frame=7,
        tapped_px=PointPx(540, 1200),
        tapped_at_ns=at_ns,
        popup_gone_at_ns=at_ns + round(gone_after_s * S),
        outcome=Outcome(kind=OutcomeKind.DISMISSED, why="", agree=SURE),
    )
    frame = FrameRef(
        number=7, at_ns=10 * S, wall_ns=0, size_px=SIZE, sha256="0" * 64, capture_ms=1.0, source=""
    )
    return Trial(
        number=2, question=question, status=TrialStatus.DONE, result=result, frames=(frame,)
    )


@pytest.mark.parametrize(
    ("ends", "tap", "counted"),
    [
        (True, tapped(0.2), 1),
        (True, tapped(3.0), 0),
        (True, tapped(0.2, gone_after_s=3.0), 0),
        (False, tapped(3.0), 1),
    ],
    ids=["in time", "long after its frame", "gone long after the tap", "it would have stayed"],
)
def test_a_dismissal_counts_only_if_the_tap_did_it(ends: bool, tap: Trial, counted: int) -> None:
    """A late tap clears nobody where the pop-up ends by itself; where it stays, the tap did it."""
    answers = Answers([watched(ends=ends), tap], SIZE)
    assert len(answers.body()) == counted
    assert len(answers.body(certain=False)) == 1


@pytest.mark.parametrize(("kind", "counted"), [(PopupKind.SPLASH, 0), (PopupKind.DIALOG, 1)])
def test_a_late_tap_at_a_splash_counts_for_nothing(kind: PopupKind, counted: int) -> None:
    """Splashes end by themselves: that a starved rig saw none end is no proof that it stays."""
    late = tapped(3.0)
    assert late.result is not None
    popup = Popup(kind=kind, box_px=BoxPx(0, 0, 1080, 2400), score=0.9, grounds=())
    late = msgspec.structs.replace(late, result=msgspec.structs.replace(late.result, popup=popup))
    assert len(Answers([watched(ends=False), late], SIZE).body()) == counted


def ended(bare_s: float, seen_s: float, gone_s: float) -> Trial:
    """A hands-off launch whose pop-up came between two frames and went by itself."""
    result = TrialResult(
        question=Question(kind=QuestionKind.WATCH),
        bare_at_ns=round(bare_s * S),
        popup_at_ns=round(seen_s * S),
        popup_gone_at_ns=round(gone_s * S),
        outcome=Outcome(kind=OutcomeKind.DISMISSED, why="", agree=SURE),
    )
    return Trial(number=1, question=result.question, status=TrialStatus.DONE, result=result)


def stood(seconds: float) -> Trial:
    """A launch that was touched when its pop-up had been there so long."""
    trial = tapped(0.2)
    assert trial.result is not None
    came = 10 * S - round(seconds * S)
    return msgspec.structs.replace(
        trial, result=msgspec.structs.replace(trial.result, popup_at_ns=came)
    )


@pytest.mark.parametrize(("kind", "life_ms"), [(PopupKind.SPLASH, 3_000), (PopupKind.DIALOG, None)])
def test_what_went_before_it_could_be_touched_ended_by_itself(
    kind: PopupKind, life_ms: int | None
) -> None:
    """That is as good as a hands-off launch, of what fills the screen."""
    assert Answers([lost(3, kind)], SIZE).auto_close_ms() == life_ms


def lost(seconds: float, kind: PopupKind = PopupKind.SPLASH) -> Trial:
    """A launch whose pop-up went so long after it came, before it could be touched."""
    went = ended(1, 1, 1 + seconds)
    assert went.result is not None
    question = Question(kind=QuestionKind.TAP_BODY, point_rel=(0.5, 0.5))
    popup = Popup(kind=kind, box_px=BoxPx(0, 0, 1080, 2400), score=0.9, grounds=())
    outcome = Outcome(kind=OutcomeKind.LOST, why="", agree=(Channel.FRAMES,))
    result = msgspec.structs.replace(went.result, question=question, popup=popup, outcome=outcome)
    return msgspec.structs.replace(went, question=question, result=result)


def stayed(seconds: float) -> Trial:
    """A hands-off launch whose pop-up was there to the end."""
    trial = watched(ends=False)
    assert trial.result is not None
    assert trial.result.outcome is not None
    outcome = msgspec.structs.replace(trial.result.outcome, decided_at_ns=round((1 + seconds) * S))
    return msgspec.structs.replace(
        trial, result=msgspec.structs.replace(trial.result, outcome=outcome)
    )


@pytest.mark.parametrize(
    ("trials", "life_ms"),
    [
        ((lost(0.05),), 50),
        ((stayed(13.8), lost(0.05)), None),
        ((ended(0.9, 1, 6), lost(0.05)), 5_000),
        ((stayed(13.8), stayed(0.04), lost(0.05)), 50),  # one of them saw it as briefly
        ((stayed(13.8), lost(3)), 3_000),  # no moment: one that ends, beside one that stays
    ],
)
def test_a_moment_is_no_life_where_hands_off_it_stood(
    trials: tuple[Trial, ...], life_ms: int | None
) -> None:
    """A pop-up that fades in was read, and the next frame not: every later touch came too late."""
    assert Answers(trials, SIZE).auto_close_ms() == life_ms


@pytest.mark.parametrize(
    ("trials", "life_ms"),
    [
        ((ended(0, 7, 9), ended(2.5, 3, 8.5)), 5_500),  # seen late: two seconds are no life
        ((ended(2.5, 3, 8.5), ended(0, 7, 9)), 5_500),
        ((ended(0.9, 1, 4), ended(0.9, 1, 7)), 3_000),  # two lives: the shorter one
        ((ended(0, 7, 9),), 2_000),
        ((ended(0, 7, 9), stood(4.5)), 4_500),  # it was still there when another launch touched it
        ((ended(0.9, 1, 4), stood(4.5)), 3_000),  # that was one with a longer life
    ],
)
def test_a_pop_up_seen_late_did_not_live_so_short(trials: tuple[Trial, ...], life_ms: int) -> None:
    """Of launches that agree the one that saw it earliest knows best; else the shortest tells."""
    assert Answers(trials, SIZE).auto_close_ms() == life_ms
