"""The rules beyond the core: for each a case where it must fire and one where it must not."""

import msgspec
import pytest
from case_of_answers import LABEL, X_BOX, X_KEY, CaseBuilder, X, closing, outcome

from harness.domain.finding import Finding, Verdict
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.sight import Control, Ground, Role
from harness.domain.trial import (
    Followed,
    FollowUp,
    OutcomeKind,
    Question,
    QuestionKind,
    Setup,
    Then,
)
from harness.judge import judge
from harness.judge.checks import CHECKS
from harness.judge.view import View
from harness.run.catalogue import load_catalogue

GONE = OutcomeKind.DISMISSED
AWAY = OutcomeKind.REDIRECTED
DEAD = OutcomeKind.NO_EFFECT
AGAIN = OutcomeKind.REPLACED


def findings(builder: CaseBuilder, rule: str) -> list[Finding]:
    """Of one rule, notes last."""
    return [f for f in judge(builder.case(), load_catalogue()).findings if f.rule == rule]


def verdict(builder: CaseBuilder, rule: str) -> Verdict | None:
    """Of the rule's first finding; None where it has none."""
    return next((f.verdict for f in findings(builder, rule)), None)


def honest() -> CaseBuilder:
    """Fifteen taps that close, two body points, two hands-off launches."""
    return CaseBuilder().watch().tap(GONE, 15).body(DEAD, 2)


def overall(builder: CaseBuilder) -> Verdict:
    """Of the case."""
    return judge(builder.case(), load_catalogue()).verdict


def control(role: Role, text: str) -> Control:
    """Something else on the pop-up."""
    box = BoxPx(300, 1400, 480, 120)
    return Control(role=role, box_px=box, score=0.9, grounds=(Ground.TEXT,), text=text)


def with_controls(builder: CaseBuilder, *controls: Control) -> CaseBuilder:
    """The same case with other controls on every pop-up."""
    for index, trial in enumerate(builder.trials):
        assert trial.result is not None
        result = msgspec.structs.replace(trial.result, controls=controls)
        builder.trials[index] = msgspec.structs.replace(trial, result=result)
    return builder


# --- where the mark is ------------------------------------------------------------------
def test_c10_notes_a_mark_in_the_middle_and_passes_the_usual_places() -> None:
    """Bottom centre of a card is usual; its middle is not. It never moves the verdict."""
    assert verdict(honest(), "C10") is Verdict.CLEAR
    middle = CaseBuilder(closing(BoxPx(500, 1150, 84, 84))).watch().tap(GONE, 15).body(DEAD, 2)
    assert verdict(middle, "C10") is Verdict.SUSPECTED


def test_c11_suspects_an_x_that_moves_in_most_launches() -> None:
    """Twenty dp; two dp are the detectors' own."""
    moving = CaseBuilder().watch()
    for dp, builder in ((20.0, moving), (2.0, (still := CaseBuilder().watch()))):
        builder.ask(Question(kind=QuestionKind.WATCH), DEAD, 4, moved_dp=dp)
    assert verdict(moving, "C11") is Verdict.SUSPECTED
    assert verdict(still, "C11") is Verdict.CLEAR


def swinging(watched_dp: float, tapped_dp: float) -> CaseBuilder:
    """Two launches without a touch, and ten taps: two after so much way, eight after none."""
    builder = CaseBuilder().ask(Question(kind=QuestionKind.WATCH), DEAD, 2, moved_dp=watched_dp)
    tap = Question(kind=QuestionKind.TAP_CONTROL, candidate=X_KEY)
    return builder.ask(tap, GONE, 2, moved_dp=tapped_dp).ask(tap, GONE, 8, moved_dp=4.0)


def test_c11_suspects_an_x_that_swings_where_nobody_taps_it() -> None:
    """Taps at one moment find it at one place; launches of one kind alone prove nothing."""
    assert verdict(swinging(31.0, 29.0), "C11") is Verdict.SUSPECTED
    assert verdict(swinging(31.0, 4.0), "C11") is Verdict.CLEAR
    assert verdict(swinging(4.0, 29.0), "C11") is Verdict.CLEAR


def corner(box: BoxPx, times: int, builder: CaseBuilder) -> CaseBuilder:
    """Launches in which the only mark lies there and a tap on it closes."""
    mark = closing(box)
    question = Question(kind=QuestionKind.TAP_CONTROL, candidate=X_KEY)
    for _ in range(times):
        builder.ask(question, GONE, point=box.center, controls=(mark, LABEL))
        last = builder.trials[-1]
        assert last.result is not None
        result = msgspec.structs.replace(last.result, tapped=mark)
        builder.trials[-1] = msgspec.structs.replace(last, result=result)
    return builder


TOP_LEFT, TOP_RIGHT = BoxPx(160, 720, 84, 84), BoxPx(830, 720, 84, 84)


def test_c11_fires_when_the_mark_changes_its_corner() -> None:
    """Three of seven launches elsewhere, each corner known by a tap that closed."""
    builder = corner(TOP_LEFT, 3, corner(TOP_RIGHT, 4, CaseBuilder()))
    assert verdict(builder, "C11") is Verdict.VIOLATION


def test_c11_lets_one_odd_sight_and_two_controls_together_be() -> None:
    """One launch is no habit; two marks at once are two marks."""
    assert verdict(corner(TOP_LEFT, 1, corner(TOP_RIGHT, 6, CaseBuilder())), "C11") is None
    both = with_controls(
        corner(TOP_LEFT, 3, corner(TOP_RIGHT, 4, CaseBuilder())),
        closing(TOP_LEFT),
        closing(TOP_RIGHT),
    )
    assert verdict(both, "C11") is None


def test_c14_suspects_a_mark_that_is_mostly_off_the_screen() -> None:
    """A third of its node lies on the screen; the whole of it is clear."""
    off = CaseBuilder(closing(BoxPx(1052, 760, 28, 84), node=BoxPx(1052, 760, 84, 84)))
    assert verdict(off.watch(times=4), "C14") is Verdict.SUSPECTED
    whole = CaseBuilder(closing(node=X_BOX)).watch(times=4)
    assert verdict(whole, "C14") is Verdict.CLEAR
    assert verdict(honest(), "C14") is None


# --- more than one tap --------------------------------------------------------------------
def second_tap(kind: OutcomeKind, times: int) -> CaseBuilder:
    """Late taps without effect, with what the second tap of the launch did."""
    again = Followed(
        then=Then(kind=FollowUp.AGAIN), began_at_ns=1, ended_at_ns=2, outcome=outcome(kind)
    )
    question = Question(kind=QuestionKind.TAP_CONTROL, candidate=X_KEY, delay_ms=800)
    return CaseBuilder().watch().ask(question, DEAD, times, followed=(again,))


def test_c06_fires_when_only_the_second_tap_closes() -> None:
    """Twice; a control that is dead at both taps is C04 alone."""
    assert verdict(second_tap(GONE, 2), "C06") is Verdict.VIOLATION
    assert verdict(second_tap(DEAD, 2), "C06") is None


def test_c06_is_silent_where_a_single_settled_tap_closed() -> None:
    """Then the taps without effect were lost by chance."""
    builder = second_tap(GONE, 2).tap(GONE, 1, delay_ms=800)
    assert verdict(builder, "C06") is None


def test_c06_is_silent_where_one_tap_closes_once_the_wait_is_over() -> None:
    """The second tap of a launch came after the gate opened: that is C02, not a second tap."""
    builder = second_tap(GONE, 2).ask(
        Question(kind=QuestionKind.WAIT_OUT, candidate=X_KEY), GONE, 2, tapped_at_ns=6_200_000_000
    )
    assert verdict(builder, "C06") is None
    assert verdict(builder, "C02") is Verdict.VIOLATION


def test_c02_tells_from_when_on_the_control_works() -> None:
    """The latest dead tap and the earliest that closed."""
    late = Question(kind=QuestionKind.WAIT_OUT, candidate=X_KEY)
    builder = CaseBuilder().watch().tap(DEAD, 3, delay_ms=800)
    builder.ask(late, GONE, 2, tapped_at_ns=6_200_000_000)
    (found,) = findings(builder, "C02")
    assert found.measured == 5.0
    assert "between 0.8 and 5.0 s" in found.reason_en


@pytest.mark.parametrize(
    ("dead_early", "dead_late", "told"),
    [(5, 0, Verdict.VIOLATION), (5, 1, Verdict.SUSPECTED), (9, 1, Verdict.VIOLATION)],
    ids=["opens", "by chance", "opens, one tap lost"],
)
def test_c02_only_suspects_a_control_that_may_work_by_chance(
    dead_early: int, dead_late: int, told: Verdict
) -> None:
    """A tap without effect after one that closed: dead by chance closes late as well as early."""
    late = Question(kind=QuestionKind.WAIT_OUT, candidate=X_KEY)
    builder = CaseBuilder().watch().tap(DEAD, dead_early, delay_ms=800)
    builder.ask(late, GONE, 2, tapped_at_ns=6_200_000_000)
    builder.ask(late, DEAD, dead_late, tapped_at_ns=8_200_000_000)
    assert verdict(builder, "C02") is told
    assert verdict(builder, "C04") is None


# --- motions and gestures -----------------------------------------------------------------
def moved(motion: str, kind: OutcomeKind, times: int, builder: CaseBuilder) -> CaseBuilder:
    """Launches in which the phone was moved."""
    return builder.ask(Question(kind=QuestionKind.MOVE, motion=motion), kind, times)


@pytest.mark.parametrize(
    ("rule", "motion"), [("R03", "walking"), ("R04", "below_all"), ("R05", "one_way")]
)
def test_motion_rules_fire_on_two_jumps_and_are_clear_on_none(rule: str, motion: str) -> None:
    """One jump is a suspicion."""
    assert verdict(moved(motion, AWAY, 2, honest()), rule) is Verdict.VIOLATION
    assert verdict(moved(motion, AWAY, 1, honest()), rule) is Verdict.SUSPECTED
    assert verdict(moved(motion, DEAD, 2, honest()), rule) is Verdict.CLEAR
    assert verdict(honest(), rule) is None


def test_a_motion_is_not_blamed_where_the_app_jumps_by_itself() -> None:
    """R02 explains it."""
    builder = moved("walking", AWAY, 2, CaseBuilder().watch(AWAY, 2))
    assert verdict(builder, "R03") is Verdict.SUSPECTED


def test_a_meant_shake_that_works_accuses_nobody() -> None:
    """Above all reference values, two ways: that is what a shake advertisement is."""
    told = control(Role.GESTURE_HINT, "摇一摇跳转至第三方")
    builder = with_controls(moved("reference", AWAY, 2, honest()), X, LABEL, told)
    for rule in ("R03", "R04", "R05"):
        assert verdict(builder, rule) is None
    assert verdict(builder, "R06") is Verdict.CLEAR
    assert overall(builder) is Verdict.CLEAR


def test_r04_below_one_value_only_is_a_note() -> None:
    """The standard reads its values as alternatives."""
    builder = moved("below_time", AWAY, 2, honest())
    (found,) = findings(builder, "R04")
    assert (found.verdict, found.severity) == (Verdict.SUSPECTED, "S3")


def test_r05_is_not_asked_of_tests_before_the_standard() -> None:
    """It holds since 2026-03-27."""
    case = moved("one_way", AWAY, 2, honest()).case()
    before = msgspec.structs.replace(case, started_wall_ns=1_740_000_000_000_000_000)
    rules = {f.rule for f in judge(before, load_catalogue()).findings}
    assert "R05" not in rules


def test_r06_fires_on_a_gesture_that_nothing_announces() -> None:
    """A swipe up leads away twice, and the pop-up says nothing of it."""
    swipe = Question(kind=QuestionKind.SWIPE)
    assert verdict(honest().ask(swipe, AWAY, 2), "R06") is Verdict.VIOLATION
    assert verdict(honest().ask(swipe, DEAD, 2), "R06") is None


# --- the advertisement ----------------------------------------------------------------------
def test_r07_suspects_a_picture_that_leads_away_without_a_word() -> None:
    """No call to action, no words; where an advertisement's label shows it is a note."""
    builder = with_controls(honest().body(AWAY, 2), X)
    (found,) = findings(builder, "R07")
    assert (found.verdict, found.severity) == (Verdict.SUSPECTED, "S2")
    (labelled,) = findings(with_controls(honest().body(AWAY, 2), X, LABEL), "R07")
    assert labelled.severity == "S3"


def test_r07_is_clear_where_a_button_says_it_and_silent_on_the_button() -> None:
    """Taps beside the button were announced by it; a tap on it asked for it."""
    button = control(Role.CTA, "立即下载")
    assert verdict(with_controls(honest().body(AWAY, 2), X, button), "R07") is Verdict.CLEAR
    on_it = honest().body(AWAY, 2, button.box_px.center)
    assert verdict(with_controls(on_it, X, button), "R07") is None


def read_as(words: tuple[str, ...], *, away: bool = True) -> CaseBuilder:
    """A pop-up that was read in full, whose picture leads away or not."""
    builder = honest().body(AWAY if away else DEAD, 2)
    return builder.ask(Question(kind=QuestionKind.WATCH, read=True), DEAD, popup_words=words)


def test_r08_hands_a_fake_system_notice_to_a_person() -> None:
    """Words of a notice, and a tap that leads away."""
    (found,) = findings(read_as(("手机卡顿，建议清理",)), "R08")
    assert (found.verdict, found.severity) == (Verdict.SUSPECTED, "S1")
    assert verdict(read_as(("夏日新品",)), "R08") is Verdict.CLEAR
    assert verdict(read_as(("手机卡顿",), away=False), "R08") is None


def test_r08_prize_words_are_a_note() -> None:
    """Many an honest advertisement speaks of a red envelope."""
    (found,) = findings(read_as(("红包来了",)), "R08")
    assert found.severity == "S3"


def test_r09_suspects_an_unlabelled_advertisement_that_was_read() -> None:
    """Unread it is a note; labelled it is clear; where nothing leads away it is not asked."""
    read = with_controls(read_as(("夏日新品",)), X)
    (found,) = findings(read, "R09")
    assert (found.verdict, found.severity) == (Verdict.SUSPECTED, "S2")
    (unread,) = findings(with_controls(honest().body(AWAY, 2), X), "R09")
    assert unread.severity == "S3"
    assert verdict(honest().body(AWAY, 2), "R09") is Verdict.CLEAR
    assert verdict(honest(), "R09") is None


def test_r10_fires_on_downloads_that_nobody_asked_for() -> None:
    """Two taps at the picture; on the button that says so it was asked for."""
    load = OutcomeKind.DOWNLOAD
    assert verdict(honest().body(load, 2), "R10") is Verdict.VIOLATION
    assert verdict(honest().body(load, 1), "R10") is Verdict.SUSPECTED
    assert verdict(honest(), "R10") is Verdict.CLEAR
    button = control(Role.CTA, "立即下载")
    asked = with_controls(honest().body(load, 2, button.box_px.center), X, button)
    assert verdict(asked, "R10") is Verdict.CLEAR


def test_r10_counts_a_download_without_any_touch() -> None:
    """Hands off, and an installer comes."""
    assert verdict(CaseBuilder().watch(OutcomeKind.DOWNLOAD, 2), "R10") is Verdict.VIOLATION


def test_r10_only_suspects_what_the_download_manager_alone_tells() -> None:
    """No second channel saw it: taps on the close are suspected of it, and it is no jump (R02)."""
    told = honest().tap(OutcomeKind.DOWNLOAD, 3, certain=False)
    assert verdict(told, "R10") is Verdict.SUSPECTED
    alone = outcome(OutcomeKind.DOWNLOAD, certain=False)
    watched = CaseBuilder().ask(Question(kind=QuestionKind.WATCH), DEAD, 2, outcome=alone)
    assert verdict(watched, "R10") is Verdict.SUSPECTED
    assert verdict(watched, "R02") is Verdict.CLEAR


# --- coming again ---------------------------------------------------------------------------
def stayed(kind: OutcomeKind, times: int, follow_up: FollowUp = FollowUp.STAY) -> CaseBuilder:
    """Dismissals with a follow-up."""
    followed = Followed(
        then=Then(kind=follow_up, for_ms=60_000),
        began_at_ns=1,
        ended_at_ns=2,
        outcome=outcome(kind),
        popups=int(kind is AGAIN),
    )
    question = Question(kind=QuestionKind.TAP_CONTROL, candidate=X_KEY)
    return honest().ask(question, GONE, times, followed=(followed,))


def test_f01_fires_when_a_pop_up_comes_again_within_the_minute() -> None:
    """Twice; once is a suspicion; a quiet minute is clear."""
    assert verdict(stayed(AGAIN, 2), "F01") is Verdict.VIOLATION
    assert verdict(stayed(AGAIN, 1), "F01") is Verdict.SUSPECTED
    assert verdict(stayed(GONE, 1), "F01") is Verdict.CLEAR
    assert verdict(honest(), "F01") is None


def test_f02_notes_pop_ups_at_every_return() -> None:
    """For information: the case stays clear."""
    often = stayed(AGAIN, 2, FollowUp.RETURN)
    assert verdict(often, "F02") is Verdict.SUSPECTED
    assert overall(often) is Verdict.CLEAR
    assert verdict(honest(), "F02") is Verdict.CLEAR


def test_c05_tells_of_a_jump_in_the_minute_after_the_dismissal() -> None:
    """Later than ten seconds, and still nobody touched anything."""
    late = stayed(OutcomeKind.DISMISSED_THEN_REDIRECTED, 2)
    assert verdict(late, "C05") is Verdict.VIOLATION
    assert verdict(stayed(GONE, 2), "C05") is Verdict.CLEAR


def test_r02_notes_a_jump_after_coming_back() -> None:
    """Back led home, and it jumped again."""
    again = stayed(AWAY, 1, FollowUp.COME_BACK)
    assert [(f.verdict, f.severity) for f in findings(again, "R02")] == [
        (Verdict.CLEAR, "S1"),
        (Verdict.SUSPECTED, "S3"),
    ]


# --- cloaking -------------------------------------------------------------------------------
def hidden(times: int) -> CaseBuilder:
    """A pop-up in every usual launch, and none under adb alone."""
    builder = honest()
    question = Question(kind=QuestionKind.WATCH, setup=Setup.ADB_ONLY)
    for _ in range(times):
        builder.ask(question, DEAD, popup=None, outcome=None, reason="no pop-up in 15.0 s")
    return builder


def test_x01_suspects_a_significant_difference_between_set_ups() -> None:
    """None of three against twenty of twenty; one alone is no proof."""
    (found,) = findings(hidden(3), "X01")
    assert found.verdict is Verdict.SUSPECTED
    assert found.measured is not None
    assert found.measured < 0.01
    assert verdict(hidden(1), "X01") is Verdict.CLEAR
    assert verdict(honest(), "X01") is None


# --- all of them ----------------------------------------------------------------------------
def test_every_rule_is_judged_or_says_why_not() -> None:
    """And an honest case with everything asked is clear of every rule."""
    catalogue = load_catalogue()
    unjudged = {rule.id for rule in catalogue.rules if not rule.observable}
    assert unjudged == {"R11", "F03"}
    for rule in catalogue.rules:
        assert rule.observable or (rule.unobserved_en and rule.unobserved_zh)
    view = View(honest().case(), catalogue)
    told = [f for check in CHECKS for f in check(view)]
    assert all(f.verdict is Verdict.CLEAR for f in told)


def test_a_body_tap_at_a_point_between_two_others_is_no_fair_sample() -> None:
    """R01 rests on the spread points alone."""
    refined = Question(kind=QuestionKind.TAP_BODY, point_rel=(0.5, 0.5), refined=True)
    builder = CaseBuilder().watch().body(DEAD, 1).ask(refined, AWAY, 6, point=PointPx(540, 1000))
    (found,) = findings(builder, "R01")
    assert found.of == 1
