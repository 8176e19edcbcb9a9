"""The verdict of a case, and how it is put into words."""

import msgspec
import pytest
from case_of_answers import CaseBuilder

from harness.domain.errors import UsageError
from harness.domain.finding import Judgement, Verdict
from harness.domain.sight import PopupKind
from harness.domain.trial import (
    Case,
    Channel,
    OutcomeKind,
    Page,
    Question,
    QuestionKind,
    StopReason,
)
from harness.judge import judge, load_rules, tap_map
from harness.run.catalogue import load_catalogue

GONE = OutcomeKind.DISMISSED
AWAY = OutcomeKind.REDIRECTED
DEAD = OutcomeKind.NO_EFFECT


def honest() -> CaseBuilder:
    """Everything asked, everything clean."""
    return CaseBuilder().watch().tap(GONE, 16).body(DEAD, 2)


def judged(builder: CaseBuilder, stopped: StopReason | None = None) -> Judgement:
    """The case, judged."""
    return judge(builder.case(stopped), load_catalogue())


def test_clear_says_what_was_counted() -> None:
    """In both languages, with the error level."""
    found = judged(honest())
    assert found.verdict is Verdict.CLEAR
    assert found.reasons_en[0].startswith("16 of 16 taps on closing controls closed the pop-up")
    assert "16 次点击关闭标识" in found.reasons_zh[0]


def test_violation_names_the_rule_and_leaves_the_law_to_the_authority() -> None:
    """The word illegal never comes up."""
    found = judged(CaseBuilder().watch().tap(AWAY, 2))
    assert found.verdict is Verdict.VIOLATION
    assert found.reasons_en[0].startswith("C03: ")
    assert "主管部门认定" in found.reasons_zh[-1]
    assert "illegal" not in " ".join(found.reasons_en)


def test_one_violation_outweighs_all_that_is_clean() -> None:
    """Honest closing, and a whole-screen link."""
    found = judged(CaseBuilder().watch().tap(GONE, 16).body(AWAY, 6))
    assert found.verdict is Verdict.VIOLATION
    assert {f.rule for f in found.findings if f.verdict is Verdict.VIOLATION} == {"R01"}


def test_partial_evidence_is_a_suspicion() -> None:
    """One tap that led away among many that closed."""
    found = judged(CaseBuilder().watch().tap(GONE, 10).tap(AWAY).tap(GONE, 9).body(DEAD, 2))
    assert found.verdict is Verdict.SUSPECTED


def test_what_an_update_may_hide_is_told_where_nothing_else_is_known() -> None:
    """With the option that puts it off; an honest offer is cleared like any pop-up."""
    unclear = CaseBuilder(update=True).watch().tap(OutcomeKind.UNCLEAR, 4)
    assert "--updates later" in judged(unclear).reasons_en[-1]
    assert "--updates later" in judged(unclear).reasons_zh[-1]
    put_off = msgspec.structs.replace(unclear.case(), update_policy="later")
    assert "--updates" not in judge(put_off, load_catalogue()).reasons_en[-1]
    offer = CaseBuilder(update=True).watch().tap(GONE, 16).body(DEAD, 2)
    assert judged(offer).verdict is Verdict.CLEAR


def test_a_crash_is_named_before_what_it_left_unanswered() -> None:
    """The first reason of a case whose app crashed says so, with the count."""
    found = judged(CaseBuilder().watch().tap(OutcomeKind.CRASHED, 2))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons_en[0].startswith("the app crashed in 2 of ")
    assert "崩溃 2 次" in found.reasons_zh[0]


def test_no_pop_up_is_inconclusive_and_says_that_it_is_no_clearance() -> None:
    """Five launches without one."""
    found = judged(CaseBuilder().no_popup(5))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons_en == (
        "no pop-up was seen in 5 launches, which does not mean that there is none",
    )
    assert "未复现" in found.reasons_zh[0]


def test_what_stood_in_the_way_is_told() -> None:
    """An app that never starts is not one without pop-ups."""
    found = judged(CaseBuilder().no_popup(2, "the app did not start: Error type 3"))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "Error type 3" in found.reasons_en[0]


def test_an_unasked_question_keeps_a_case_from_being_clear() -> None:
    """The reason names it."""
    found = judged(honest(), StopReason(why="budget", unasked=("edge of skip@top_right",)))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert any("edge of skip@top_right" in reason for reason in found.reasons_en)


def test_a_partial_run_is_never_clear() -> None:
    """It might have found something later."""
    found = judge(honest().case(partial=True), load_catalogue())
    assert found.verdict is Verdict.INCONCLUSIVE


def test_a_case_without_body_taps_is_not_clear() -> None:
    """R01 was not answered."""
    found = judged(CaseBuilder().watch().tap(GONE, 16))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert any("R01" in reason for reason in found.reasons_en)


def test_what_floats_over_a_page_is_no_whole_screen_link() -> None:
    """A small picture is a link, as those of the page are: only its X is judged."""
    small = CaseBuilder(kind=PopupKind.FLOATING).watch().tap(GONE, 16)
    assert judged(small).verdict is Verdict.CLEAR
    led = judged(CaseBuilder(kind=PopupKind.FLOATING).watch().tap(GONE, 16).body(AWAY, 9))
    assert led.verdict is Verdict.CLEAR
    assert "R01" not in {f.rule for f in led.findings}
    deceives = judged(CaseBuilder(kind=PopupKind.FLOATING).watch().tap(AWAY, 16))
    assert deceives.verdict is Verdict.VIOLATION


@pytest.mark.parametrize(
    ("touched_ms", "verdict"), [(200, Verdict.CLEAR), (500, Verdict.INCONCLUSIVE)]
)
def test_a_pop_up_that_was_touched_half_faded_in_is_no_creative_of_its_own(
    touched_ms: int, verdict: Verdict
) -> None:
    """Its hash is another one; what stood for a while is another creative, never tapped."""
    question = Question(kind=QuestionKind.TAP_BODY, point_rel=(0.5, 0.5))
    builder = honest().ask(question, DEAD, 2, creative="0f0f00ff0f0f00ff",
                           tapped_at_ns=(1000 + touched_ms) * 1_000_000)  # fmt: skip
    assert judged(builder).verdict is verdict


def without_frames(
    case: Case,
    *,
    own_page: Page | None = None,
    moving_page: Page | None = None,
    by_hierarchy: bool = False,
) -> Case:
    """No dismissal is told by frames: what was uncovered was not seen before."""
    trials = []
    for trial in case.trials:
        result = trial.result
        assert result is not None
        if (found := result.outcome) is not None and found.kind is GONE:
            agree: tuple[Channel, ...] = (Channel.PLACE, Channel.NAVIGATION)
            agree = (Channel.HIERARCHY, *agree) if by_hierarchy else agree
            found = msgspec.structs.replace(found, agree=agree)
        own, film = (own_page, moving_page) if trial.number == 1 else (None, None)
        result = msgspec.structs.replace(result, outcome=found, own_page=own, moving_page=film)
        trials.append(msgspec.structs.replace(trial, result=result))
    return msgspec.structs.replace(case, trials=tuple(trials))


def test_a_page_that_only_taps_uncovered_clears_nobody() -> None:
    """It may be an advertiser's inside the app; seen once without a tap, it is the app's own.

    Also where the hierarchy knows it; that some page was seen to move is not enough.
    """
    doubtful = judge(without_frames(honest().case()), load_catalogue())
    assert doubtful.verdict is Verdict.INCONCLUSIVE
    assert any("never seen without a tap" in reason for reason in doubtful.reasons_en)
    assert any("应用自身页面" in reason for reason in doubtful.reasons_zh)
    own = Page(phash="8431b90f0f397ace")
    for known in (
        without_frames(honest().case(), own_page=own),
        without_frames(honest().case(), by_hierarchy=True),
    ):
        assert judge(known, load_catalogue()).verdict is Verdict.CLEAR
    moves = without_frames(honest().case(), moving_page=own)
    assert judge(moves, load_catalogue()).verdict is Verdict.INCONCLUSIVE


def test_clauses_not_yet_in_force_are_not_cited() -> None:
    """A test of 2025 does not cite the standard of 2026."""
    catalogue = load_catalogue()
    rule = catalogue.rule("C03")
    in_2025 = catalogue.in_force(rule, 1_740_000_000_000_000_000)
    in_2026 = catalogue.in_force(rule, 1_795_000_000_000_000_000)
    assert "TF-02" not in in_2025
    assert "TF-02" in in_2026


def test_the_catalogue_lists_thirty_rules_with_verified_clauses_only() -> None:
    """Each rule's clauses are known, and each clause was read or quoted."""
    catalogue = load_catalogue()
    assert len(catalogue.rules) == 30
    assert {clause.verified for clause in catalogue.clauses} <= {"T", "P"}
    for rule in catalogue.rules:
        assert rule.name_zh
        assert rule.question_en
        assert [catalogue.clause(c).id for c in rule.clauses] == list(rule.clauses)


def test_every_finding_points_to_a_rule_that_is_called_observable() -> None:
    """What the list calls "not yet" is not judged."""
    catalogue = load_catalogue()
    builder = CaseBuilder().watch(AWAY, 2).tap(AWAY, 2).body(AWAY, 6).back(DEAD)
    for finding in judge(builder.case(), catalogue).findings:
        assert catalogue.rule(finding.rule).observable


RULE = """
version = "1"
[[rule]]
id = "C99"
name_en = "n"
name_zh = "n"
question_en = "q"
question_zh = "q"
quantity_en = "q"
quantity_zh = "q"
unit = "u"
benchmark_en = "b"
benchmark_zh = "b"
origin = "ours"
severity = "S1"
clauses = ["CN-01"]
"""
CLAUSE = """
[[clause]]
id = "CN-01"
jurisdiction = "CN"
document = "d"
article = "a"
verified = "T"
"""


@pytest.mark.parametrize(
    ("rules", "clauses", "said"),
    [
        (RULE, "", "unknown clauses: CN-01"),
        (RULE, CLAUSE.replace('"T"', '"M"'), "was not verified"),
        (RULE + RULE.split("\n", 2)[2], CLAUSE, "listed twice: C99"),
        ("version = ", CLAUSE, "not TOML"),
        (RULE.replace('unit = "u"', ""), CLAUSE, "wrong entry"),
    ],
)
def test_a_broken_catalogue_is_refused_with_what_is_wrong(
    rules: str, clauses: str, said: str
) -> None:
    """One clear line."""
    with pytest.raises(UsageError, match=said):
        load_rules(rules, clauses)


def test_the_tap_map_holds_every_tap_with_an_outcome() -> None:
    """Controls and body, as shares of the screen."""
    points = tap_map(CaseBuilder().watch().tap(GONE).body(AWAY).back(DEAD).case())
    assert [(p.trial, p.outcome, p.on_control) for p in points] == [
        (3, GONE, "close@bottom_center"),
        (4, AWAY, None),
    ]
    assert points[0].at_rel == (0.5, 0.7508)
