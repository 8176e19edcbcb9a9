"""The plan, behind the real sessions and judge, on simulated apps."""

import dataclasses
from collections import Counter

import pytest
from simulated_app import (
    SCREEN,
    SKIP_BOX,
    X_BOX,
    Scanned,
    SimApp,
    SimControl,
    dialog,
    scan,
)

from harness.domain.finding import Verdict
from harness.domain.geometry import BoxPx
from harness.domain.sight import Role
from harness.domain.trial import (
    Question,
    QuestionKind,
    StopReason,
    Trial,
    TrialResult,
    TrialStatus,
)
from harness.explore.plan import Plan

CLOSE = SimControl(X_BOX, role=Role.CLOSE)
JUMPING_SKIP = SimControl(SKIP_BOX, "redirect")
PICTURES = ("aaaa5555aaaa5555", "1234567812345678", "fedcba9876543210")

HONEST = [
    SimApp("honest splash"),
    dialog("honest dialog", CLOSE),
    SimApp("two honest controls", controls=(SimControl(SKIP_BOX), CLOSE)),
    SimApp("three creatives", creatives=PICTURES),
    dialog(
        "small drawing, large touch area",
        SimControl(BoxPx(510, 1785, 60, 60), role=Role.CLOSE, touch_px=BoxPx(470, 1745, 140, 140)),
    ),
]
CLEAR_CUT = [
    (SimApp("whole link", body="redirect"), {"R01"}),
    (SimApp("whole link and skip", body="redirect", controls=(JUMPING_SKIP,)), {"C03", "R01"}),
    (dialog("decoy X", dataclasses.replace(CLOSE, effect="redirect")), {"C03"}),
    (SimApp("decoy skip", controls=(JUMPING_SKIP,)), {"C03"}),
    (dialog("dead X", dataclasses.replace(CLOSE, effect="nothing")), {"C04"}),
    (SimApp("dead skip", controls=(SimControl(SKIP_BOX, "nothing"),)), {"C04"}),
    (dialog("tiny X", SimControl(BoxPx(525, 1800, 30, 30), role=Role.CLOSE)), {"C08"}),
    (dialog("later jump", dataclasses.replace(CLOSE, effect="dismiss_redirect")), {"C05"}),
    (SimApp("jump by itself", jump_after_ms=2_000), {"R02"}),
    (SimApp("landing inside", controls=(SimControl(SKIP_BOX, "landing"),)), {"C03"}),
    (SimApp("no control", controls=()), {"C01"}),
    (
        SimApp("gated", controls=(SimControl(SKIP_BOX, works_from_ms=4_900),), auto_close_ms=None),
        {"C02"},
    ),
    (
        dialog(
            "shifted X",
            dataclasses.replace(CLOSE, touch_px=BoxPx(618, 1760, 84, 84)),
            box_px=SCREEN,
            body="redirect",
        ),
        {"C03", "C12", "R01"},
    ),
    (
        SimApp(
            "one decoy of two",
            controls=(SimControl(SKIP_BOX), dataclasses.replace(CLOSE, effect="redirect")),
            auto_close_ms=None,
        ),
        {"C03", "C07"},
    ),
]


def named(app: SimApp) -> str:
    """For the list of tests."""
    return app.name


def proved(scanned: Scanned) -> set[str]:
    """Rules whose violation was found."""
    return {f.rule for f in scanned.judgement.findings if f.verdict is Verdict.VIOLATION}


@pytest.mark.parametrize("app", HONEST, ids=named)
def test_honest_apps_are_cleared(app: SimApp) -> None:
    """Each of ten runs ends clear, in 20 launches where nothing needs a second look."""
    runs = [scan(app, seed) for seed in range(10)]
    assert {r.judgement.verdict for r in runs} == {Verdict.CLEAR}
    extra = 6 if "creatives" in app.name else 2 if "small" in app.name else 0
    assert max(r.launches for r in runs) <= 20 + extra


@pytest.mark.parametrize(("app", "rules"), CLEAR_CUT, ids=lambda v: getattr(v, "name", ""))
def test_clear_cut_cases_take_at_most_twelve_launches(app: SimApp, rules: set[str]) -> None:
    """The rule that the app breaks is proved, in each of ten runs."""
    for seed in range(10):
        scanned = scan(app, seed)
        assert scanned.judgement.verdict is Verdict.VIOLATION
        assert rules <= proved(scanned)
        assert scanned.launches <= 12


def test_one_tap_in_five_is_found_in_most_runs_and_rarely_cleared() -> None:
    """Of 300 apps whose skip jumps one time in five at least 93 % are found within 40 launches.

    The exact figure is 95.7 %; three standard errors of 300 runs lie below it.
    """
    skip = dataclasses.replace(JUMPING_SKIP, chance=0.2)
    runs = [scan(SimApp("one in five", controls=(skip,)), seed) for seed in range(300)]
    verdicts = Counter(r.judgement.verdict for r in runs)
    assert verdicts[Verdict.VIOLATION] >= 0.93 * 300
    assert verdicts[Verdict.CLEAR] <= 0.06 * 300
    assert max(r.launches for r in runs) <= 40


def test_an_honest_app_that_is_misread_one_time_in_a_hundred_is_rarely_accused() -> None:
    """Of 120 such apps at most 4 % are accused (exactly 1 %, and three standard errors)."""
    skip = dataclasses.replace(JUMPING_SKIP, chance=0.01)
    runs = [scan(SimApp("misread", controls=(skip,)), seed) for seed in range(120)]
    accused = sum(r.judgement.verdict is Verdict.VIOLATION for r in runs)
    assert accused <= 4


def test_an_app_is_not_cleared_on_one_creative_while_another_is_a_decoy() -> None:
    """The decoy belongs to one of three pictures and is found all the same."""
    controls = (
        SimControl(SKIP_BOX, creative=0),
        SimControl(SKIP_BOX, creative=1),
        dataclasses.replace(JUMPING_SKIP, creative=2),
    )
    app = SimApp("one bad creative", controls=controls, creatives=PICTURES)
    verdicts = Counter(scan(app, seed).judgement.verdict for seed in range(40))
    assert verdicts[Verdict.VIOLATION] >= 38


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
