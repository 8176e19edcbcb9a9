"""The verdict of a case: the checks' findings weighed, with reasons in both languages."""

from collections.abc import Sequence

from harness.domain.chinese import in_chinese
from harness.domain.doubt import page_doubtful
from harness.domain.finding import Finding, Judgement, Verdict
from harness.domain.trial import EXAMINE, Case, OutcomeKind
from harness.domain.unseen import blind_trials, led_away
from harness.judge.catalogue import Catalogue
from harness.judge.checks import CHECKS
from harness.judge.view import Say, View

NOTES = frozenset({"S3"})
"""Findings of this severity inform; they never move a verdict."""
ASKED = ("C03", "C04", "C05", "R01", "R02")
"""A clear case needs a clean answer to each of these, and no suspicion of any other."""
OF_COVERING = frozenset({"R01"})
"""Of these those that are asked of what covers the page: a small picture that floats is a link."""
ORDER = {
    Verdict.VIOLATION: 0,
    Verdict.SUSPECTED: 1,
    Verdict.INCONCLUSIVE: 2,
    Verdict.CLEAR: 3,
}
DISCLAIMER = Say(
    "a technical finding; whether it breaks the law is for the authority to decide",
    "本结论为技术检测结果，是否构成违法由主管部门认定",
)


def judge(case: Case, catalogue: Catalogue) -> Judgement:
    """Turn the trials of a case into findings and one verdict. Pure."""
    view = View(case, catalogue)
    findings = tuple(
        sorted(
            (
                finding
                for check in CHECKS
                for finding in check(view)
                if finding.rule not in view.catalogue.dormant
            ),
            key=lambda f: (f.severity in NOTES, ORDER[f.verdict], f.severity, f.rule),
        )
    )
    verdict, reasons = _weigh(view, findings)
    return Judgement(
        verdict=verdict,
        reasons_en=tuple(r.en for r in reasons),
        reasons_zh=tuple(r.zh for r in reasons),
        findings=findings,
        rules_version=catalogue.version,
        profile=catalogue.profile.id,
    )


def _weigh(view: View, findings: Sequence[Finding]) -> tuple[Verdict, list[Say]]:
    weighty = [f for f in findings if f.severity not in NOTES]
    for verdict in (Verdict.VIOLATION, Verdict.SUSPECTED):
        showing = [f for f in weighty if f.verdict is verdict]
        if showing:
            return verdict, [*map(_reason, showing), DISCLAIMER]
    open_questions = _open(view, weighty)
    if open_questions:
        return Verdict.INCONCLUSIVE, open_questions
    return Verdict.CLEAR, _clean(view, weighty)


def _reason(finding: Finding) -> Say:
    return Say(f"{finding.rule}: {finding.reason_en}", f"{finding.rule}：{finding.reason_zh}")


def _open(view: View, weighty: Sequence[Finding]) -> list[Say]:
    """Why the case cannot be called clear; empty when it can."""
    case, answers = view.case, view.answers
    launches = len(answers.trials)
    if not answers.with_popup():
        return [_nothing_seen(view, launches)]
    reasons = _crashes(case)
    if case.partial:
        reasons.append(Say("the run ended before the plan did", "检测在计划完成前中断"))
    if case.stopped is not None and case.stopped.unasked:
        names = ", ".join(case.stopped.unasked)
        names_zh = "、".join(map(in_chinese, case.stopped.unasked))
        reasons.append(Say(f"not asked: {names}", f"未检测：{names_zh}"))
    for rule_id in ASKED:
        if not _counts(view, rule_id) or (rule_id in OF_COVERING and not answers.covered()):
            continue
        found = [f for f in weighty if f.rule == rule_id]
        if not found:
            name = view.catalogue.rule(rule_id)
            reasons.append(
                Say(f"{rule_id} {name.name_en}: no answer", f"{rule_id} {name.name_zh}：没有结果")
            )
        reasons += [_reason(f) for f in found if f.verdict is Verdict.INCONCLUSIVE]
    reasons += [
        _reason(f) for f in weighty if f.rule not in ASKED and f.verdict is Verdict.INCONCLUSIVE
    ]
    if page_doubtful(answers):
        reasons.append(
            Say(
                "the page that was uncovered was never seen without a tap on a control: whether "
                "it is the app's own, or an advertiser's inside the app, cannot be told",
                "弹窗后的页面仅在点击控件后出现，无法判断是应用自身页面还是应用内的广告页面",
            )
        )
    return [*reasons, *_update_first(view)] if reasons else []


def _counts(view: View, rule_id: str) -> bool:
    """Whether the rule is in force and more than a note under the case's profile."""
    rule = view.catalogue.rule(rule_id)
    weight = view.catalogue.weight(rule, view.case.started_wall_ns)
    return rule_id not in view.catalogue.dormant and weight not in NOTES


def _crashes(case: Case) -> list[Say]:
    """That the app crashed comes first: it explains whatever else has no answer."""
    outcomes = [t.result.outcome for t in case.trials if t.result and t.result.outcome]
    crashed = sum(o.kind is OutcomeKind.CRASHED for o in outcomes)
    if not crashed:
        return []
    launches = len(case.trials)
    return [
        Say(
            f"the app crashed in {crashed} of {launches} launches",
            f"{launches} 次启动中应用崩溃 {crashed} 次",
        )
    ]


def _update_first(view: View) -> list[Say]:
    """That an offer of a newer version stood first, which another policy would have put off."""
    popups = [t.result.popup for t in view.answers.with_popup() if t.result and t.result.popup]
    if view.case.update_policy != EXAMINE or 2 * sum(p.update for p in popups) < len(popups):
        return []
    return [
        Say(
            "what was examined offers a newer version; scan with --updates later to put it off "
            "and examine what comes behind it",
            "所检测的是版本更新弹窗；如需检测其后的弹窗，请使用 --updates later 推迟更新",
        )
    ]


def _nothing_seen(view: View, launches: int) -> Say:
    reasons = [t.result.reason for t in view.case.trials if t.result and t.result.reason]
    other = next((r for r in reversed(reasons) if not r.startswith("no pop-up")), None)
    if other is not None:
        blind = _asked_blindly(view)
        return Say(
            f"no pop-up was examined in {launches} launches: {other}{blind.en}",
            f"{launches} 次启动均未能检测弹窗：{in_chinese(other)}{blind.zh}",
        )
    return Say(
        f"no pop-up was seen in {launches} launches, which does not mean that there is none",
        f"{launches} 次启动均未出现弹窗（未复现，不等于没有）",
    )


def _asked_blindly(view: View) -> Say:
    """What was found of a pop-up that forbids capture without seeing it."""
    touched = blind_trials(view.case.trials)
    if not touched:
        return Say("", "")
    left = sum(map(led_away, touched))
    return Say(
        f"; not capturable, so asked by hierarchy, place and navigation alone: {left} of "
        f"{len(touched)} touches led away, and whether it closes cannot be told",
        f"；无法截取，仅按控件树、前台界面与跳转记录检测："
        f"{len(touched)} 次操作中 {left} 次离开应用，是否关闭无法判断",
    )


def _clean(view: View, weighty: Sequence[Finding]) -> list[Say]:
    closing = view.answers.closing()
    body = view.answers.body()
    watched = view.answers.watched()
    closed = sum(a.closed for a in closing)
    first = Say(
        f"{closed} of {len(closing)} taps on closing controls closed the pop-up and nothing led "
        f"away; {len(body)} body points and {len(watched)} hands-off launches are clean",
        f"{len(closing)} 次点击关闭标识中 {closed} 次正常关闭且均未跳转；"
        f"{len(body)} 个画面点与 {len(watched)} 次无操作启动未见异常",
    )
    levels = [f.error_level for f in weighty if f.error_level]
    if not levels:
        return [first]
    worst = max(levels)
    return [
        first,
        Say(
            f"each sequential test misses its case at most {worst:.0%} of the time",
            f"各序贯检验的漏检概率不超过 {worst:.0%}",
        ),
    ]
