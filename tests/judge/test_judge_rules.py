"""For each rule a case where it must fire and one where it must not."""

import msgspec
import pytest
from case_of_answers import LABEL, SIZE, SKIP, SKIP_KEY, X_KEY, CaseBuilder, X, closing

from harness.domain.answers import Answers
from harness.domain.exits import buttons, left_untried, named
from harness.domain.finding import Finding, Verdict
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.sight import Control, PopupKind, Role
from harness.domain.trial import Candidate, OutcomeKind, Question, QuestionKind, Trial
from harness.explore.body_points import popup_box
from harness.judge import judge
from harness.run.catalogue import load_catalogue

GONE = OutcomeKind.DISMISSED
AWAY = OutcomeKind.REDIRECTED
LATER = OutcomeKind.DISMISSED_THEN_REDIRECTED
DEAD = OutcomeKind.NO_EFFECT


def findings(builder: CaseBuilder, rule: str) -> list[Finding]:
    """Of one rule."""
    return [f for f in judge(builder.case(), load_catalogue()).findings if f.rule == rule]


def verdict(builder: CaseBuilder, rule: str) -> Verdict | None:
    """Of the rule's first finding; None where it has none."""
    return next((f.verdict for f in findings(builder, rule)), None)


def honest() -> CaseBuilder:
    """Fifteen taps that close, two body points, two hands-off launches."""
    return CaseBuilder().watch().tap(GONE, 15).body(DEAD, 2)


def test_c03_fires_when_two_taps_led_away() -> None:
    """And names target, taps, frames and hops."""
    (found,) = findings(CaseBuilder().watch().tap(AWAY, 2), "C03")
    assert found.verdict is Verdict.VIOLATION
    assert (found.hits, found.of) == (2, 2)
    assert found.subject == X_KEY.key
    assert found.trials == (3, 4)
    assert found.frames == (4, 9)
    assert found.hops
    assert "com.android.browser" in found.reason_en
    assert "com.android.browser" in found.reason_zh
    assert found.interval is not None
    assert found.interval[0] < 1.0


def test_c03_fires_on_a_control_that_jumps_by_chance() -> None:
    """Three of eleven are more than any honest control shows."""
    builder = CaseBuilder().watch()
    for _ in range(2):
        builder.tap(GONE, 4).tap(AWAY, 1)
    assert verdict(builder.tap(AWAY, 1), "C03") is Verdict.VIOLATION


def test_c03_counts_a_landing_inside_the_app() -> None:
    """Two witnesses saw a page of offers instead of the own page."""
    builder = CaseBuilder().watch().tap(OutcomeKind.ADVANCED, 2, landing=True)
    assert verdict(builder, "C03") is Verdict.VIOLATION


def test_c03_only_suspects_one_tap_or_one_witness() -> None:
    """A verdict needs two taps, and two witnesses of each."""
    assert verdict(CaseBuilder().watch().tap(AWAY), "C03") is Verdict.SUSPECTED
    doubtful = CaseBuilder().watch().tap(AWAY, 4, certain=False)
    assert verdict(doubtful, "C03") is Verdict.SUSPECTED


def test_c03_is_clear_after_fifteen_clean_taps_and_open_after_fourteen() -> None:
    """Clear is a decision, too, with its error level."""
    (found,) = findings(honest(), "C03")
    assert found.verdict is Verdict.CLEAR
    assert found.error_level == 0.038
    assert verdict(CaseBuilder().watch().tap(GONE, 14), "C03") is Verdict.INCONCLUSIVE


def test_c04_fires_on_taps_without_effect_after_the_first_moment() -> None:
    """Delayed taps, and taps after waiting, do nothing."""
    builder = CaseBuilder().watch().tap(DEAD).tap(DEAD, 2, delay_ms=800).waited(DEAD, 2)
    (found,) = findings(builder, "C04")
    assert found.verdict is Verdict.VIOLATION
    assert len(found.trials) == 4


def test_c04_does_not_blame_a_tap_that_came_too_early() -> None:
    """Immediate taps may be swallowed; they prove nothing by themselves."""
    builder = CaseBuilder().watch().tap(DEAD, 3)
    assert verdict(builder, "C04") in {None, Verdict.INCONCLUSIVE}


def test_c04_is_clear_when_one_swallowed_tap_is_among_many_that_closed() -> None:
    """The sequential test decides for honest."""
    builder = CaseBuilder().watch().tap(GONE, 6).tap(DEAD, 1, delay_ms=800)
    assert verdict(builder, "C04") is Verdict.CLEAR


def test_c02_fires_instead_of_c04_when_it_works_after_the_wait() -> None:
    """Dead while it counts, closing when it is over."""
    builder = CaseBuilder().watch().tap(DEAD, 3, delay_ms=800).waited(GONE, 2)
    assert verdict(builder, "C02") is Verdict.VIOLATION
    assert verdict(builder, "C04") is None


def test_a_dead_tap_after_a_shorter_wait_does_not_unsay_that_it_works_later() -> None:
    """What counts are taps that came as late as the one that closed."""
    builder = CaseBuilder().watch().tap(DEAD, 3, delay_ms=800).waited(DEAD, 1)
    once = builder.waited(GONE, 1, delay_ms=10_000)
    assert verdict(once, "C02") is Verdict.SUSPECTED
    assert verdict(once, "C04") is None
    assert verdict(once.waited(GONE, 1, delay_ms=10_000), "C02") is Verdict.VIOLATION


def test_c04_stands_where_most_taps_after_the_wait_that_once_sufficed_do_nothing() -> None:
    """One that closed among three is no control that opens."""
    builder = CaseBuilder().watch().tap(DEAD, 3, delay_ms=800).waited(DEAD, 1)
    builder.waited(GONE, 1, delay_ms=10_000).waited(DEAD, 2, delay_ms=10_000)
    assert verdict(builder, "C04") is Verdict.VIOLATION


def test_c02_is_silent_when_the_control_works_at_once() -> None:
    """No wait, no gate."""
    assert verdict(honest(), "C02") is None


def test_c05_fires_when_the_app_left_after_closing() -> None:
    """Twice certain; it is not called a decoy besides."""
    builder = CaseBuilder().watch().tap(LATER, 2)
    assert verdict(builder, "C05") is Verdict.VIOLATION
    assert verdict(builder, "C03") is not Verdict.VIOLATION


def test_one_fault_seen_under_both_names_is_proved_as_one() -> None:
    """With slow frames one tap of two shows the pop-up closing first: it led away in both."""
    builder = CaseBuilder().watch().tap(AWAY, 1).tap(LATER, 1)
    assert verdict(builder, "C05") is Verdict.VIOLATION
    assert verdict(builder, "C03") is not Verdict.SUSPECTED


def test_a_single_tap_of_the_other_name_goes_with_the_rest() -> None:
    """Three at once and one after closing are a decoy, in four taps."""
    builder = CaseBuilder().watch().tap(AWAY, 3).tap(LATER, 1)
    (found,) = findings(builder, "C03")
    assert found.verdict is Verdict.VIOLATION
    assert verdict(builder, "C05") is not Verdict.SUSPECTED
    assert (found.hits, found.of) == (4, 4)


def test_two_of_each_name_are_told_as_both() -> None:
    """Then neither is a chance of the frames."""
    builder = CaseBuilder().watch().tap(AWAY, 2).tap(LATER, 2)
    assert verdict(builder, "C03") is Verdict.VIOLATION
    assert verdict(builder, "C05") is Verdict.VIOLATION


def test_one_of_each_name_among_many_that_close_proves_nothing() -> None:
    """The sequential test over all taps decides, not the count of two."""
    builder = CaseBuilder().watch().tap(GONE, 18).tap(AWAY, 1).tap(LATER, 1)
    assert verdict(builder, "C03") is Verdict.SUSPECTED
    assert verdict(builder, "C05") is Verdict.SUSPECTED


def test_c05_is_clear_with_the_rest() -> None:
    """Nothing came in ten seconds."""
    assert verdict(honest(), "C05") is Verdict.CLEAR


def test_c06_fires_on_questions_and_suspects_layers() -> None:
    """A second tap is needed."""
    asked = CaseBuilder().watch().tap(OutcomeKind.PROMPTED, 2)
    layered = CaseBuilder().watch().tap(OutcomeKind.REPLACED, 2)
    assert verdict(asked, "C06") is Verdict.VIOLATION
    assert verdict(layered, "C06") is Verdict.SUSPECTED
    assert verdict(honest(), "C06") is None


def test_c07_fires_on_one_fake_among_two() -> None:
    """The skip closes, the X leads away."""
    builder = CaseBuilder(X, SKIP).watch().tap(AWAY, 2).tap(GONE, 2, SKIP_KEY)
    assert verdict(builder, "C07") is Verdict.VIOLATION


def test_c07_is_silent_when_both_are_fake_or_both_genuine() -> None:
    """Mixed means one of each."""
    fake = CaseBuilder(X, SKIP).watch().tap(AWAY, 2).tap(AWAY, 2, SKIP_KEY)
    genuine = CaseBuilder(X, SKIP).watch().tap(GONE, 2).tap(GONE, 2, SKIP_KEY)
    assert verdict(fake, "C07") is None
    assert verdict(genuine, "C07") is None


@pytest.mark.parametrize("kind", [AWAY, DEAD])
def test_what_may_be_no_control_accuses_nobody_where_a_sure_one_closes(kind: OutcomeKind) -> None:
    """Something of the picture was taken for an X: suspected, for a person to look at."""
    unsure = closing(score=0.7)
    told = CaseBuilder(unsure, SKIP).watch().tap(kind, 4, delay_ms=800).tap(GONE, 2, SKIP_KEY)
    assert verdict(told, "C03" if kind is AWAY else "C04") is Verdict.SUSPECTED
    assert verdict(told, "C07") is None
    alone = CaseBuilder(unsure).watch().tap(kind, 4, delay_ms=800)
    assert verdict(alone, "C03" if kind is AWAY else "C04") is Verdict.VIOLATION


TINY = closing(BoxPx(525, 1787, 30, 30), size_dp=(10.0, 10.0))
TINY_KEY = Candidate(key=X_KEY.key, role=Role.CLOSE, center_rel=(0.5, 0.751), size_dp=(10.0, 10.0))


def tiny(side: OutcomeKind, centre: int = 3) -> CaseBuilder:
    """A 10 dp X that works at its centre, tapped twice at each side."""
    builder = CaseBuilder(TINY).watch().tap(GONE, centre, TINY_KEY)
    for dx in (-10.0, 10.0):
        builder.tap(side, 2, TINY_KEY, offset_dp=(dx, 0.0))
    return builder


def test_c08_fires_when_taps_on_both_sides_miss_the_target() -> None:
    """A touch area of 24 dp around the centre would hold one of the two points."""
    (found,) = findings(tiny(DEAD), "C08")
    assert found.verdict is Verdict.VIOLATION
    assert found.measured == 10.0
    assert "touch area is under 24 dp" in found.reason_en


@pytest.mark.parametrize("kind", [AWAY, DEAD])
def test_c08_accuses_nobody_of_what_chance_does_at_the_centre_too(kind: OutcomeKind) -> None:
    """Four lost taps beside it prove nothing where few, or not all, of those on it closed."""
    (found,) = findings(tiny(kind, centre=2), "C08")
    assert found.verdict is Verdict.SUSPECTED
    assert "chance" in found.reason_en
    assert verdict(tiny(kind).tap(kind, 1, TINY_KEY), "C08") is Verdict.SUSPECTED
    assert verdict(tiny(kind), "C08") is Verdict.VIOLATION


def test_c08_lets_a_small_drawing_with_a_large_touch_area_be() -> None:
    """Taps 10 dp beside it close."""
    builder = tiny(GONE)
    for dy in (-10.0, 10.0):
        builder.tap(GONE, 1, TINY_KEY, offset_dp=(0.0, dy))
    assert verdict(builder, "C08") is Verdict.CLEAR


def test_c08_leaves_open_what_is_drawn_small_and_was_not_probed() -> None:
    """A small drawing in a large touch area is honest: only a failed probe makes a suspicion."""
    (found,) = findings(CaseBuilder(TINY).watch().tap(GONE, 2, TINY_KEY), "C08")
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "drawn, not measured" in found.reason_en
    probed = CaseBuilder(TINY).watch().tap(GONE, 2, TINY_KEY)
    probed.tap(DEAD, 1, TINY_KEY, offset_dp=(10.0, 0.0))
    assert verdict(probed, "C08") is Verdict.SUSPECTED


def test_c08_says_nothing_of_a_control_that_one_launch_alone_showed() -> None:
    """A misreading on one frame keeps no case open; what was seen in more launches does."""
    once = closing(BoxPx(900, 100, 40, 40), size_dp=(14.0, 14.0))
    builder = CaseBuilder().watch().tap(GONE, 2)
    builder.ask(Question(kind=QuestionKind.WATCH), DEAD, controls=(X, once))
    assert [f.subject for f in findings(builder, "C08")] == [X_KEY.key]
    builder.ask(Question(kind=QuestionKind.WATCH), DEAD, controls=(X, once))
    assert len(findings(builder, "C08")) == 2


def test_c08_passes_28_dp_with_a_note() -> None:
    """Between 24 and 44 dp nothing is broken."""
    (found,) = findings(honest(), "C08")
    assert found.verdict is Verdict.CLEAR
    assert "note" in found.reason_en


def test_c12_fires_when_a_tap_beside_the_drawing_closes() -> None:
    """The drawn centre leads away; 40 dp beside it the card closes."""
    builder = CaseBuilder().watch().tap(AWAY, 2).body(GONE, 1, PointPx(540 - 120, 1802))
    (found,) = findings(builder, "C12")
    assert found.verdict is Verdict.VIOLATION
    assert found.severity == "S1"


def test_c12_fires_when_the_node_lies_beside_the_drawing() -> None:
    """The hierarchy is the second witness."""
    displaced = closing(node=BoxPx(618, 1760, 84, 84))
    builder = CaseBuilder(displaced).watch().tap(DEAD, 2, delay_ms=800)
    (found,) = findings(builder, "C12")
    assert found.severity == "S2"


def test_c12_claims_nothing_without_a_second_witness() -> None:
    """A plain decoy is C03 and no more."""
    far = CaseBuilder().watch().tap(AWAY, 2).body(GONE, 1, PointPx(540, 1000))
    assert verdict(far, "C12") is None
    assert verdict(CaseBuilder().watch().tap(AWAY, 2), "C12") is None


USUAL = [
    Question(kind=QuestionKind.TAP_BODY, point_rel=(x / 10, 0.05), refined=True, usual_exit=True)
    for x in range(1, 10)
]


def at_usual_places(builder: CaseBuilder, times: int, places: int = 9) -> CaseBuilder:
    """Touches without effect where closing controls usually stand."""
    for place in USUAL[:places]:
        builder.ask(place, DEAD, times)
    return builder


def unmarked(builder: CaseBuilder) -> CaseBuilder:
    """The same launches, with an ad label and no closing control."""
    builder.trials = [without_controls(t) for t in builder.trials]
    return builder


def test_c01_fires_when_no_control_showed_and_no_usual_touch_closes() -> None:
    """Launches of something labelled as an advertisement, and touches that changed nothing."""
    begun = CaseBuilder().watch(times=3).body(DEAD, 3)
    assert verdict(unmarked(at_usual_places(begun, 2)), "C01") is Verdict.VIOLATION
    fewer = at_usual_places(CaseBuilder().watch(times=3).body(DEAD, 3), 2, places=8)
    assert verdict(unmarked(fewer), "C01") is Verdict.INCONCLUSIVE


def test_c01_rests_on_no_single_touch_of_a_place() -> None:
    """A touch may be lost on its way: one that led away is told, one without effect is not."""
    once = at_usual_places(CaseBuilder().watch(times=3).body(DEAD, 3), 1)
    assert verdict(unmarked(once), "C01") is Verdict.INCONCLUSIVE
    away = CaseBuilder().watch(times=3).body(AWAY, 3)
    for place in USUAL:
        away.ask(place, AWAY)
    assert verdict(unmarked(away), "C01") is Verdict.VIOLATION


def test_c01_is_silent_where_a_usual_place_leads_away_and_the_body_does_not() -> None:
    """A close that was not recognised, and a decoy at that."""
    builder = at_usual_places(CaseBuilder().watch(times=3).body(DEAD, 3), 2, places=8)
    builder.ask(USUAL[-1], AWAY)
    (found,) = findings(unmarked(builder), "C01")
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "something unrecognised is there" in found.reason_en


def test_c01_is_silent_where_a_touch_brings_the_like_of_it_up() -> None:
    """A mark that was not recognised: it closes, and the same card comes at once."""
    builder = at_usual_places(CaseBuilder().watch(times=3).body(AWAY, 3), 2, places=8)
    builder.ask(USUAL[-1], OutcomeKind.REPLACED, 2)
    (found,) = findings(unmarked(builder), "C01")
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "something unrecognised is there" in found.reason_en


def with_undrawn(builder: CaseBuilder, node: BoxPx) -> CaseBuilder:
    """The hierarchy of the launches named a way out there that nobody recognised."""
    for index, trial in enumerate(builder.trials):
        assert trial.result is not None
        result = msgspec.structs.replace(trial.result, undrawn=(node,))
        builder.trials[index] = msgspec.structs.replace(trial, result=result)
    return builder


def test_c01_wants_the_node_touched_that_calls_itself_a_way_out() -> None:
    """A mark that detectors miss is often named in the hierarchy: it is a usual place, too."""
    builder = at_usual_places(CaseBuilder().watch(times=3).body(DEAD, 3), 2)
    node = BoxPx(930, 120, 80, 80)
    assert verdict(with_undrawn(unmarked(builder), node), "C01") is Verdict.INCONCLUSIVE
    view = Answers(builder.trials)
    (place,) = named(view)
    assert left_untried(view, SIZE, popup_box(builder.trials, SIZE))[0] == place
    builder.ask(msgspec.structs.replace(USUAL[0], point_rel=place), DEAD, 2)
    assert verdict(with_undrawn(unmarked(builder), node), "C01") is Verdict.VIOLATION


def with_buttons(builder: CaseBuilder) -> CaseBuilder:
    """The launches showed one button that invites and one whose words nobody understood."""
    for index, trial in enumerate(builder.trials):
        assert trial.result is not None
        asks = Control(role=Role.CTA, box_px=BoxPx(600, 2000, 300, 100), score=0.9, grounds=())
        result = msgspec.structs.replace(
            trial.result,
            controls=(asks,),
            control_at_ns=None,
            unknown_buttons=(BoxPx(180, 2000, 300, 100),),
        )
        builder.trials[index] = msgspec.structs.replace(trial, result=result)
    return builder


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ((), Verdict.INCONCLUSIVE),
        ((DEAD,), Verdict.INCONCLUSIVE),
        ((DEAD, DEAD), Verdict.VIOLATION),
        ((DEAD, AWAY), Verdict.VIOLATION),
        ((DEAD, GONE), Verdict.INCONCLUSIVE),
        ((GONE, AWAY), Verdict.INCONCLUSIVE),
    ],
)
def test_c01_wants_every_button_touched(
    outcomes: tuple[OutcomeKind, ...], expected: Verdict
) -> None:
    """暂停播放 beside 继续播放: both close a dialog that was accused of having no way out."""
    builder = with_buttons(at_usual_places(CaseBuilder().watch(times=3).body(DEAD, 3), 2))
    places = buttons(Answers(builder.trials))
    assert len(places) == 2
    assert set(places) < set(
        left_untried(Answers(builder.trials), SIZE, popup_box(builder.trials, SIZE))
    )
    for place, outcome in zip(places, outcomes, strict=False):
        builder.ask(msgspec.structs.replace(USUAL[0], point_rel=place), outcome, 2)
    assert verdict(with_buttons(builder), "C01") is expected


def test_c01_is_silent_where_the_shape_of_the_pop_up_was_not_recognised() -> None:
    """A sheet taken for a full screen is left by its own corner, which was not touched."""
    builder = unmarked(at_usual_places(CaseBuilder().watch(times=3).body(DEAD, 3), 2))
    for index, trial in enumerate(builder.trials):
        assert trial.result is not None
        assert trial.result.popup is not None
        shape = msgspec.structs.replace(trial.result.popup, kind=PopupKind.INTERSTITIAL)
        result = msgspec.structs.replace(trial.result, popup=shape)
        builder.trials[index] = msgspec.structs.replace(trial, result=result)
    assert verdict(builder, "C01") is Verdict.INCONCLUSIVE


def test_c01_is_silent_where_a_touch_closes_what_was_not_recognised() -> None:
    """A faint X that the detectors miss is a way out all the same."""
    builder = at_usual_places(CaseBuilder().watch(times=3).body(DEAD, 3), 2, places=8)
    builder.ask(USUAL[7], GONE)
    assert verdict(unmarked(builder), "C01") is Verdict.INCONCLUSIVE


def test_c01_rests_on_more_than_what_was_not_seen() -> None:
    """Six launches without a recognised control, and no touch where one usually stands."""
    builder = unmarked(CaseBuilder().watch(times=3).body(DEAD, 8))
    assert verdict(builder, "C01") is Verdict.INCONCLUSIVE


def test_c01_needs_launches_and_is_clear_when_a_control_showed() -> None:
    """Two launches prove no absence."""
    builder = CaseBuilder().watch()
    builder.trials = [without_controls(t) for t in builder.trials]
    assert verdict(builder, "C01") is Verdict.INCONCLUSIVE
    assert verdict(honest(), "C01") is Verdict.CLEAR


def without_controls(trial: Trial) -> Trial:
    """The trial with an ad label and no closing control."""
    assert trial.result is not None
    result = msgspec.structs.replace(trial.result, controls=(LABEL,), control_at_ns=None)
    return msgspec.structs.replace(trial, result=result)


@pytest.mark.parametrize(
    ("away", "stays", "expected"),
    [
        (6, 0, Verdict.VIOLATION),
        (9, 1, Verdict.VIOLATION),
        (0, 2, Verdict.CLEAR),
        (2, 0, Verdict.INCONCLUSIVE),
        (3, 2, Verdict.SUSPECTED),
    ],
)
def test_r01_by_the_share_of_body_points(away: int, stays: int, expected: Verdict) -> None:
    """Six of six prove, two misses clear, between them it stays open."""
    builder = CaseBuilder().watch().body(AWAY, away).body(DEAD, stays)
    assert verdict(builder, "R01") is expected


def test_r02_fires_on_two_jumps_and_suspects_one() -> None:
    """Nobody touched anything."""
    assert verdict(CaseBuilder().watch(AWAY, 2), "R02") is Verdict.VIOLATION
    once = CaseBuilder().watch(AWAY, 1).watch(DEAD, 2)
    assert verdict(once, "R02") is Verdict.SUSPECTED
    assert verdict(honest(), "R02") is Verdict.CLEAR


def test_c09_is_a_note_that_never_moves_the_verdict() -> None:
    """A faint mark is told, and the case stays clear."""
    builder = CaseBuilder(closing(contrast=1.4)).watch().tap(GONE, 15).body(DEAD, 2)
    assert verdict(builder, "C09") is Verdict.SUSPECTED
    assert judge(builder.case(), load_catalogue()).verdict is Verdict.CLEAR


def test_c15_tells_of_a_back_key_without_effect() -> None:
    """For information."""
    assert verdict(honest().back(DEAD), "C15") is Verdict.SUSPECTED
    assert judge(honest().back(DEAD).case(), load_catalogue()).verdict is Verdict.CLEAR


def test_c13_measures_how_late_the_mark_came() -> None:
    """0.2 s after the pop-up in this case."""
    (found,) = findings(honest(), "C13")
    assert found.measured == 0.2
