"""The plan, behind the real sessions and judge, on simulated apps."""

import dataclasses
import random
import statistics
from collections import Counter

import msgspec
import pytest
from simulated_app import REAL, SIZE, SimApp, dialog
from simulated_scan import Scanned, ask, scan
from simulated_zoo import (
    CLOSE,
    CORNERS,
    HONEST,
    JUMPING_SKIP,
    PICTURES,
    TRICKS,
    Kind,
    decoy_by_chance,
)

from harness.domain.answers import Answers
from harness.domain.finding import Verdict
from harness.domain.geometry import BoxPx
from harness.domain.sight import Control, Ground, PopupKind, Role
from harness.domain.tap_areas import tap_areas
from harness.domain.touch_target import touch_target
from harness.domain.trial import (
    Depth,
    Question,
    QuestionKind,
    StopReason,
    Trial,
    TrialResult,
    TrialStatus,
)
from harness.explore.plan import Plan

RUNS = 3
CLEARED_IN = {
    "three creatives": 26,
    "small drawing, large touch area": 22,
    "upper third is a link": 26,
}
BY_CHANCE = {"X changes its corner", "one bad creative"}
PROVED_IN = {"no control": 20, "turns after 1.5 s": 16}
"""Absence takes two touches of each place where a control could stand unrecognised; of eight taps
one comes late."""
CLEAR_CUT = [
    kind
    for kind in TRICKS
    if kind.rules and kind.depth is Depth.QUICK and kind.app.name not in BY_CHANCE
]


def named(kind: Kind) -> str:
    """For the list of tests."""
    return kind.app.name


def proved(scanned: Scanned) -> set[str]:
    """Rules whose violation was found."""
    return {f.rule for f in scanned.judgement.findings if f.verdict is Verdict.VIOLATION}


@pytest.mark.parametrize(
    ("name", "rule", "seeds"),
    [
        ("works late", "C02", (5, 12, 14, 25, 35, 58)),
        ("closes at the second tap", "C06", (54, 66, 87)),
    ],
)
def test_what_closes_after_all_is_not_told_as_dead(
    name: str, rule: str, seeds: tuple[int, ...]
) -> None:
    """Though the rig loses taps and misreads frames, it is waited out until two taps agree."""
    (kind,) = [kind for kind in TRICKS if kind.app.name == name]
    told = [proved(scan(kind.app, seed, depth=kind.depth, noise=REAL)) for seed in seeds]
    assert told == [{rule}] * len(seeds)


def test_a_control_that_is_dead_by_chance_is_not_told_to_open_later() -> None:
    """Half of the taps do nothing, early and late: a dead control, or a suspicion."""
    app = dialog("dead by chance", dataclasses.replace(CLOSE, effect="nothing", chance=0.5))
    told = [proved(scan(app, seed, depth=Depth.QUICK, noise=REAL)) for seed in range(40)]
    assert sum("C02" in rules for rules in told) <= 5
    assert sum("C04" in rules for rules in told) >= 10


@pytest.mark.parametrize("kind", [k for k in HONEST if k.depth is Depth.QUICK][:6], ids=named)
def test_honest_apps_are_cleared(kind: Kind) -> None:
    """Each run ends clear, in 20 launches where nothing needs a second look."""
    runs = [scan(kind.app, seed) for seed in range(RUNS)]
    assert {r.judgement.verdict for r in runs} == {Verdict.CLEAR}
    assert max(r.launches for r in runs) <= CLEARED_IN.get(kind.app.name, 20)


@pytest.mark.parametrize("kind", [k for k in HONEST if "no detector" in k.app.name], ids=named)
def test_what_detectors_do_not_see_is_not_held_against_an_app(kind: Kind) -> None:
    """A touch where closing controls usually stand closes it: inconclusive, never C01."""
    for seed in range(RUNS):
        scanned = scan(kind.app, seed)
        assert scanned.judgement.verdict is Verdict.INCONCLUSIVE
        assert scanned.launches <= 14


@pytest.mark.parametrize("kind", CLEAR_CUT, ids=named)
def test_clear_cut_cases_take_at_most_twelve_launches(kind: Kind) -> None:
    """A rule that the app breaks is proved, in each run."""
    for seed in range(RUNS):
        scanned = scan(kind.app, seed)
        assert scanned.judgement.verdict is Verdict.VIOLATION
        assert kind.rules & proved(scanned)
        assert scanned.launches <= PROVED_IN.get(kind.app.name, 12)


@pytest.mark.parametrize(
    "kind",
    [k for k in TRICKS if k.depth is not Depth.QUICK and "again" not in k.app.name],
    ids=named,
)
def test_extras_find_what_the_core_does_not_ask(kind: Kind) -> None:
    """At the depth that asks for it, with a rig that works."""
    budget = 80 if kind.depth is Depth.THOROUGH else 40
    findings = scan(kind.app, 1, budget, depth=kind.depth).judgement.findings
    told = {f.rule for f in findings if f.verdict in {Verdict.VIOLATION, Verdict.SUSPECTED}}
    assert told & (kind.rules | kind.suspects)


def test_one_tap_in_five_is_found_in_most_runs() -> None:
    """Of 40 apps whose skip jumps one time in five; ``make eval-plan`` gives the exact share."""
    runs = [scan(decoy_by_chance(0.2), seed) for seed in range(40)]
    verdicts = Counter(r.judgement.verdict for r in runs)
    assert verdicts[Verdict.VIOLATION] >= 36
    assert max(r.launches for r in runs) <= 40


def test_extras_never_move_the_core_verdict_nor_its_launches() -> None:
    """The standard depth asks the core first, question by question, and then six more at most."""
    for app in (HONEST[0].app, HONEST[1].app, TRICKS[2].app):
        core = scan(app, 2).case
        whole = scan(app, 2, depth=Depth.STANDARD).case
        asked = [t.question for t in whole.trials if not t.question.extra]
        assert [q.kind for q in asked] == [t.question.kind for t in core.trials]
        assert len(whole.trials) <= len(core.trials) + 6
        first_extra = next(
            (i for i, t in enumerate(whole.trials) if t.question.extra), len(whole.trials)
        )
        assert not any(not t.question.extra for t in whole.trials[first_extra:])


def test_what_is_not_asked_beyond_the_core_is_listed_with_its_reason() -> None:
    """And does not keep the case from being clear."""
    scanned = scan(HONEST[0].app, 0)
    assert scanned.case.stopped is not None
    reasons = {s.question: s.reason for s in scanned.case.stopped.skipped}
    assert "quick" in reasons["back"]
    assert "thorough" in reasons["set-up fresh_data"]
    assert scanned.judgement.verdict is Verdict.CLEAR


def test_a_budget_of_minutes_ends_the_plan_like_one_of_launches() -> None:
    """Told by the trials' own times."""
    case = scan(HONEST[0].app, 0).case
    hour_ns = 3_600_000_000_000
    trials = [
        msgspec.structs.replace(t, started_at_ns=0, ended_at_ns=hour_ns) for t in case.trials[:5]
    ]
    following = Plan(budget_minutes=30).next(trials)
    assert isinstance(following, StopReason)
    assert following.why == "the budget of 30 minutes is spent"
    assert "skip@top_right" in following.unasked


def test_the_touch_area_is_measured_within_four_dp() -> None:
    """A drawing of 28 dp with a touch area of 28 x 28 dp, at the depth thorough."""
    scanned = scan(HONEST[-1].app, 0, 80, depth=Depth.THOROUGH)
    answers = Answers(scanned.case.trials, SIZE)
    target = touch_target(answers, answers.candidates()[0])
    assert target is not None
    assert target.measured
    assert target.most_dp is not None
    for axis in (0, 1):
        assert target.least_dp[axis] <= 28 <= target.most_dp[axis]
        assert target.most_dp[axis] - target.least_dp[axis] <= 8
    assert target.iou is not None
    assert target.iou[0] > 0.5


def test_the_tap_map_tells_the_share_that_leads_away() -> None:
    """The upper 30 % of a picture leads away; refined points sharpen the border."""
    app = SimApp("upper third", body="redirect", body_share=0.3, auto_close_ms=None)
    scanned = scan(app, 0, 80, depth=Depth.THOROUGH)
    areas = tap_areas(Answers(scanned.case.trials, SIZE))
    assert areas is not None
    assert areas.taps > areas.sample >= 6
    low, high = areas.intervals["redirects"]
    assert low <= 0.3 <= high
    assert abs(areas.shares["redirects"] - 0.3) < 0.12


def test_an_app_is_not_cleared_on_one_creative_while_another_is_a_decoy() -> None:
    """The decoy belongs to one of three pictures and is found all the same."""
    (kind,) = [k for k in TRICKS if k.app.name == "one bad creative"]
    verdicts = Counter(scan(kind.app, seed).judgement.verdict for seed in range(12))
    assert verdicts[Verdict.VIOLATION] >= 11


def test_no_pop_up_is_inconclusive_after_five_launches() -> None:
    """Never clear: it was not seen, which is not the same as not there."""
    scanned = scan(SimApp("none", popup=False), 0)
    assert scanned.judgement.verdict is Verdict.INCONCLUSIVE
    assert scanned.launches == 5
    assert "no pop-up was seen in 5 launches" in scanned.judgement.reasons_en[0]


def test_a_spent_budget_says_what_was_not_asked() -> None:
    """Eight launches are too few to clear, and the verdict says so."""
    scanned = scan(SimApp("honest splash"), 0, budget=8)
    assert scanned.launches == 8
    assert scanned.case.stopped is not None
    assert "skip@top_right" in scanned.case.stopped.unasked
    assert scanned.judgement.verdict is Verdict.INCONCLUSIVE


def test_the_plan_is_a_function_of_seed_and_trials() -> None:
    """The same case so far gives the same question; another seed other body points."""
    case = scan(SimApp("whole link", body="redirect"), 3).case
    for length in range(len(case.trials) + 1):
        before = case.trials[:length]
        one, two = Plan(seed=3).next(before), Plan(seed=3).next(before)
        assert one == two
    points = [t.question.point_rel for t in case.trials if t.question.point_rel]
    other = scan(SimApp("whole link", body="redirect"), 4).case
    assert points != [t.question.point_rel for t in other.trials if t.question.point_rel]


def test_two_hands_off_launches_come_first() -> None:
    """Then the closing control."""
    kinds = [t.question.kind for t in scan(SimApp("honest splash"), 0).case.trials]
    assert kinds[:3] == [QuestionKind.WATCH, QuestionKind.WATCH, QuestionKind.TAP_CONTROL]


def test_an_app_that_never_starts_is_given_up() -> None:
    """Two launches that fail in the device's own words are enough."""
    question = Question(kind=QuestionKind.WATCH)
    result = TrialResult(question=question, reason="the app did not start: Error type 3")
    trials = [
        Trial(number=n, question=question, status=TrialStatus.DONE, result=result) for n in (1, 2)
    ]
    following = Plan().next(trials)
    assert isinstance(following, StopReason)
    assert "did not start" in following.why


def test_a_launch_that_shows_another_control_is_not_lost() -> None:
    """The X changes its corner by chance: what shows is tapped, and counts for its own corner."""
    mark = dataclasses.replace(CLOSE, corners=CORNERS)
    launches = []
    for seed in range(RUNS):
        trials = scan(dialog("X in either corner", mark), seed).case.trials
        asked = [t for t in trials if t.question.kind is QuestionKind.TAP_CONTROL]
        assert sum(t.result is None or t.result.tapped_at_ns is None for t in asked) <= 1
        assert any(t.answered.candidate != t.question.candidate for t in asked)
        launches.append(len(trials))
    assert statistics.median(launches) <= 22


def test_a_pop_up_that_comes_no_more_is_not_waited_for_until_the_budget_ends() -> None:
    """Seen in the first launch only, a run of seven without it is no chance."""

    class Once(random.Random):
        def random(self) -> float:
            return 0.0 if not trials else 0.9

    plan, trials = Plan(size_px=SIZE), list[Trial]()
    app = SimApp("first run only", popup_chance=0.5)
    while isinstance(following := plan.next(trials), Question):
        trials.append(ask(app, following, trials, Once(0)))
    assert "comes no more: 7 launches" in following.why
    assert following.unasked


def test_a_weak_mark_always_beside_a_sure_one_is_a_piece_of_the_picture() -> None:
    """An honest app was accused of a dead close for it; alone it is all there is."""
    weak, sure = (
        Control(role=Role.CLOSE, box_px=box, score=score, grounds=(Ground.DRAWN,))
        for box, score in ((BoxPx(60, 120, 60, 60), 0.68), (BoxPx(900, 400, 60, 60), 1.0))
    )
    watched = scan(SimApp("honest splash"), 0).case.trials[:2]

    def seen(*controls: Control) -> list[str]:
        trials = [
            msgspec.structs.replace(t, result=msgspec.structs.replace(t.result, controls=controls))
            for t in watched
            if t.result is not None
        ]
        return [c.key for c in Answers(trials).candidates()]

    assert seen(weak, sure) == ["close@top_right"]
    assert seen(weak) == ["close@top_left"]


def test_a_doubtful_mark_is_told_as_not_asked() -> None:
    """It is left out of the questions, not hushed up."""
    weak = Control(
        role=Role.CLOSE, box_px=BoxPx(60, 1200, 60, 60), score=0.68, grounds=(Ground.DRAWN,)
    )
    trials = [
        msgspec.structs.replace(
            t, result=msgspec.structs.replace(t.result, controls=(*t.result.controls, weak))
        )
        for t in scan(SimApp("honest splash"), 0).case.trials
        if t.result is not None
    ]
    stopped = Plan(size_px=SIZE).next(trials)
    assert isinstance(stopped, StopReason)
    assert stopped.unasked == ("close@middle_left, drawn too unsurely beside a sure one",)


def test_a_control_that_is_never_there_when_waited_for_keeps_no_app_from_being_cleared() -> None:
    """Something of the page that was seen while the pop-up faded in, in launches tapped at once."""
    trials = list(scan(SimApp("honest splash"), 0).case.trials)
    ghost = Control(
        role=Role.CLOSE, box_px=BoxPx(60, 120, 60, 60), score=0.9, grounds=(Ground.DRAWN,)
    )
    for index in (3, 4):
        result = trials[index].result
        assert result is not None
        seen = msgspec.structs.replace(result, controls=(*result.controls, ghost))
        trials[index] = msgspec.structs.replace(trials[index], result=seen)
    assert [c.key for c in Answers(trials).candidates()] == ["skip@top_right", "close@top_left"]
    question = Question(kind=QuestionKind.TAP_CONTROL, candidate=Answers(trials).candidates()[1])
    first = trials[0].result
    assert first is not None
    vain = TrialResult(question=question, popup=first.popup, reason="no candidate close@top_left")
    trials += [
        Trial(number=90 + n, question=question, status=TrialStatus.DONE, result=vain)
        for n in range(3)
    ]
    assert [c.key for c in Answers(trials).candidates()] == ["skip@top_right"]
    assert isinstance(Plan(size_px=SIZE).next(trials), StopReason)


@pytest.mark.parametrize("kind", [PopupKind.DIALOG, PopupKind.FLOATING])
def test_the_body_of_what_floats_over_a_page_is_not_tapped(kind: PopupKind) -> None:
    """It is a link, as the page's pictures are, and no whole-screen one."""
    trials = []
    for trial in scan(dialog("honest dialog", CLOSE), 0).case.trials:
        result = trial.result
        assert result is not None
        popup = result.popup and msgspec.structs.replace(result.popup, kind=kind)
        changed = msgspec.structs.replace(result, popup=popup)
        trials.append(msgspec.structs.replace(trial, result=changed))
    taps = [t for t in trials if t.question.kind is not QuestionKind.TAP_BODY]
    plan = Plan(size_px=SIZE)
    asked = [plan.next(taps[:n]) for n in range(2, len(taps) + 1)]
    body = [q for q in asked if isinstance(q, Question) and q.kind is QuestionKind.TAP_BODY]
    assert bool(body) is (kind is PopupKind.DIALOG)


class ByTurns(random.Random):
    """An app's chance that is none: its pictures come in turn."""

    turn = 0

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """The next one, where it is asked for one of so many."""
        if stop is not None:
            return super().randrange(start, stop, step)
        self.turn += 1
        return self.turn % start


def test_a_control_that_shows_at_every_second_launch_is_met() -> None:
    """It is asked again at once: taking turns would miss both controls at every launch."""
    left, right = (dataclasses.replace(CLOSE, box_px=box) for box in CORNERS)
    decoy = dataclasses.replace(left, effect="redirect", creative=0)
    app = dialog(
        "by turns", decoy, controls=(decoy, dataclasses.replace(right, creative=1)),
        creatives=PICTURES[:2],
    )  # fmt: skip
    rng, plan, trials = ByTurns(0), Plan(size_px=SIZE), list[Trial]()
    while isinstance(following := plan.next(trials), Question):
        trials.append(ask(app, following, trials, rng))
    assert "leads away" in following.why
    assert len(trials) <= 12


def test_a_touch_waits_for_a_pop_up_as_long_as_it_took_to_come() -> None:
    """Twelve seconds after the start in the hands-off launches: its decoy is found all the same."""
    decoy = dataclasses.replace(JUMPING_SKIP, role=Role.CLOSE)
    scanned = scan(dialog("comes after 12 s", decoy, popup_after_ms=12_000), 0)
    assert "C03" in proved(scanned)
    assert scanned.launches <= 12


def test_a_pop_up_that_comes_late_is_examined_and_told_as_cloaking() -> None:
    """Never within 15 s, always within a minute: X01 with its test, and the control is tapped."""
    (kind,) = [k for k in TRICKS if k.app.name == "comes when an examiner has gone"]
    scanned = scan(kind.app, 1, depth=Depth.STANDARD)
    (found,) = [
        f for f in scanned.judgement.findings if f.rule == "X01" and f.subject == "long_watch"
    ]
    assert found.verdict is Verdict.SUSPECTED
    assert "Fisher" in found.reason_en
    assert any(f.rule == "C03" and f.verdict is Verdict.CLEAR for f in scanned.judgement.findings)
