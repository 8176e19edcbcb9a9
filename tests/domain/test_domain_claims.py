"""Counting what a complaint says."""

import sys
from pathlib import Path

import msgspec
import pytest

from harness.domain.answers import Answers
from harness.domain.claims import count, fitting_candidates
from harness.domain.complaint import ClaimKind, Wanted
from harness.domain.frame import FrameRef
from harness.domain.sight import Role
from harness.domain.statistics import Leaning
from harness.domain.trial import OutcomeKind

sys.path.insert(0, str(Path(__file__).parents[1] / "judge"))
from case_of_answers import SIZE, SKIP, CaseBuilder, X

AWAY, GONE, DEAD = OutcomeKind.REDIRECTED, OutcomeKind.DISMISSED, OutcomeKind.NO_EFFECT
LATER, ASKED = OutcomeKind.DISMISSED_THEN_REDIRECTED, OutcomeKind.PROMPTED
KIND = ClaimKind
ANY = Wanted()


def counted(
    kind: ClaimKind, builder: CaseBuilder, wanted: Wanted = ANY
) -> tuple[int, int, Leaning]:
    """Hits, trials that could have shown it, and where the test stands."""
    found = count(kind, wanted, builder.trials, SIZE)
    return len(found.hits), found.of, found.leaning


@pytest.mark.parametrize(
    ("kind", "outcome", "enough", "clean"),
    [
        (KIND.CLOSE_LEADS_AWAY, AWAY, 2, 16),
        (KIND.CLOSE_THEN_JUMPS, LATER, 2, 16),
        (KIND.CLOSE_DOES_NOTHING, DEAD, 2, 4),
        (KIND.CLOSE_ASKS_AGAIN, ASKED, 2, 5),
    ],
)
def test_claims_about_a_control(
    kind: ClaimKind, outcome: OutcomeKind, enough: int, clean: int
) -> None:
    """Two hits confirm, a stated number of clean taps refutes, one fewer does not."""
    assert counted(kind, CaseBuilder().watch().tap(outcome, enough)) == (
        enough,
        enough,
        Leaning.HIGH,
    )
    assert counted(kind, CaseBuilder().watch().tap(GONE, clean))[2] is Leaning.LOW
    assert counted(kind, CaseBuilder().watch().tap(GONE, clean - 2))[2] is Leaning.OPEN


def test_one_hit_alone_confirms_nothing() -> None:
    """It may be a misreading."""
    assert counted(KIND.CLOSE_ASKS_AGAIN, CaseBuilder().watch().tap(ASKED)) == (1, 1, Leaning.OPEN)


def test_a_plain_redirect_is_not_a_jump_after_closing() -> None:
    """Nor the other way round: the claim is what the person said, not something like it."""
    assert counted(KIND.CLOSE_THEN_JUMPS, CaseBuilder().watch().tap(AWAY, 3))[0] == 0
    assert counted(KIND.CLOSE_LEADS_AWAY, CaseBuilder().watch().tap(LATER, 3))[0] == 0


def test_body_and_hands_off_claims() -> None:
    """Points of the picture, and launches that nobody touched."""
    body = CaseBuilder().watch().body(AWAY, 6)
    assert counted(KIND.WHOLE_SCREEN_LEADS_AWAY, body) == (6, 6, Leaning.HIGH)
    still = CaseBuilder().watch(times=10)
    assert counted(KIND.JUMPS_ALONE, still)[1:] == (10, Leaning.LOW)
    jumping = CaseBuilder().watch(AWAY, 2)
    assert counted(KIND.JUMPS_ALONE, jumping) == (2, 2, Leaning.HIGH)


def test_a_target_that_is_named_must_be_the_one_that_is_reached() -> None:
    """Led away elsewhere is told apart, and is no hit."""
    builder = CaseBuilder().watch().tap(AWAY, 4)
    found = count(KIND.CLOSE_LEADS_AWAY, Wanted(target="淘宝"), builder.trials, SIZE)
    assert (len(found.hits), len(found.elsewhere)) == (0, 4)
    named = count(KIND.CLOSE_LEADS_AWAY, Wanted(target="浏览器"), builder.trials, SIZE)
    assert (len(named.hits), len(named.elsewhere)) == (4, 0)


def test_another_advertisement_than_the_person_s_does_not_count() -> None:
    """It is told, as tries on others."""
    builder = CaseBuilder().watch().tap(AWAY, 4)
    same = Wanted(creative="aaaa5555aaaa5555")
    other = Wanted(creative="5555aaaa5555aaaa")
    assert counted(KIND.CLOSE_LEADS_AWAY, builder, same)[:2] == (4, 4)
    found = count(KIND.CLOSE_LEADS_AWAY, other, builder.trials, SIZE)
    assert (found.of, len(found.others)) == (0, 4)


def test_the_control_is_found_by_what_the_person_says_of_it() -> None:
    """Role and place, the place alone, or where the picture shows it."""
    answers = Answers(CaseBuilder(X, SKIP).watch(times=2).trials, SIZE)

    def keys(wanted: Wanted) -> list[str]:
        return [c.key for c in fitting_candidates(wanted, answers, SIZE)]

    assert keys(Wanted(role=Role.SKIP)) == ["skip@top_right"]
    assert keys(Wanted(role=Role.CLOSE, zone="top_right")) == ["skip@top_right"]
    assert keys(Wanted(role=Role.DISMISS)) == []
    assert keys(Wanted(center_rel=(0.51, 0.74))) == ["close@bottom_center"]
    assert len(keys(Wanted())) == 2


@pytest.mark.parametrize(
    ("frame_age_s", "gone_after_s", "late"),
    [(0.3, 0.5, False), (1.4, 2.4, False), (3.6, 0.5, True), (0.3, 3.1, True)],
)
def test_a_tap_that_came_late_refutes_nothing(
    frame_age_s: float, gone_after_s: float, late: bool
) -> None:
    """The pop-up may have ended by itself; a redirect counts however late."""
    builder = CaseBuilder().watch(times=1).body(GONE, 3).body(AWAY, 1)
    taps = []
    for trial in builder.trials[1:]:
        assert trial.result is not None
        tapped_ns = trial.result.tapped_at_ns or 0
        frame = FrameRef(
            number=4,
            at_ns=tapped_ns - int(frame_age_s * 1e9),
            wall_ns=0,
            size_px=SIZE,
            sha256="",
        )
        gone = msgspec.structs.replace(
            trial.result, popup_gone_at_ns=tapped_ns + int(gone_after_s * 1e9)
        )
        taps.append(msgspec.structs.replace(trial, result=gone, frames=(frame,)))
    found = count(KIND.WHOLE_SCREEN_LEADS_AWAY, ANY, [builder.trials[0], *taps], SIZE)
    assert len(found.hits) == 1
    assert (len(found.late), len(found.misses)) == ((3, 0) if late else (0, 3))


@pytest.mark.parametrize(("seen_s", "counted_trials"), [(0.5, 0), (5.0, 5)])
def test_a_missing_mark_needs_five_launches_and_time_to_look(
    seen_s: float, counted_trials: int
) -> None:
    """Detectors miss the same odd drawing every time; a glimpse shows nothing at all."""
    trials = []
    for trial in CaseBuilder().watch(times=5).trials:
        assert trial.result is not None
        began = trial.result.popup_at_ns or 0
        gone = began + int(seen_s * 1e9)
        bare = msgspec.structs.replace(trial.result, control_at_ns=None, popup_gone_at_ns=gone)
        trials.append(msgspec.structs.replace(trial, result=bare))
    found = count(KIND.NO_CLOSE_MARK, ANY, trials, SIZE)
    assert found.of == counted_trials
    assert (found.leaning is Leaning.HIGH) == bool(counted_trials)
    assert count(KIND.NO_CLOSE_MARK, ANY, trials[:4], SIZE).leaning is Leaning.OPEN
