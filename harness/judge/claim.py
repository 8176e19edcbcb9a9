"""What became of a claim, in numbers and in both languages. Never "compliant"."""

from collections.abc import Sequence

from harness.domain.chinese import in_chinese
from harness.domain.claims import Count, count, targets_of
from harness.domain.complaint import (
    RULE_OF,
    WITH_TARGET,
    ClaimKind,
    ClaimResult,
    ClaimStatus,
    Complaint,
    Wanted,
)
from harness.domain.statistics import Leaning, wilson
from harness.domain.trial import Case
from harness.judge.view import Say

WHAT: dict[ClaimKind, Say] = {
    ClaimKind.CLOSE_LEADS_AWAY: Say(
        "{k} of {n} taps on the control led away", "{n} 次点击该标识中有 {k} 次跳转"
    ),
    ClaimKind.CLOSE_DOES_NOTHING: Say(
        "{k} of {n} taps on the control had no effect", "{n} 次点击该标识中有 {k} 次没有反应"
    ),
    ClaimKind.CLOSE_THEN_JUMPS: Say(
        "after {k} of {n} taps the pop-up went and the app then left",
        "{n} 次点击中有 {k} 次弹窗关闭后又跳转",
    ),
    ClaimKind.CLOSE_ASKS_AGAIN: Say(
        "{k} of {n} taps were answered by a question or another layer",
        "{n} 次点击中有 {k} 次出现再次询问或另一层弹窗",
    ),
    ClaimKind.WHOLE_SCREEN_LEADS_AWAY: Say(
        "{k} of {n} points spread over the picture led away",
        "画面上分散的 {n} 个点中有 {k} 个点击后跳转",
    ),
    ClaimKind.JUMPS_ALONE: Say(
        "in {k} of {n} hands-off launches the app jumped by itself",
        "{n} 次无操作启动中有 {k} 次自行跳转",
    ),
    ClaimKind.NO_CLOSE_MARK: Say(
        "in {k} of {n} launches the pop-up showed no closing control",
        "{n} 次出现弹窗的启动中有 {k} 次没有关闭标识",
    ),
}
HEAD: dict[ClaimStatus, Say] = {
    ClaimStatus.REPRODUCED: Say("Reproduced", "已复现"),
    ClaimStatus.NOT_REPRODUCED: Say("Not reproduced", "未复现"),
    ClaimStatus.UNDECIDED: Say(
        "Not reproduced (too little was seen to decide)", "未复现（不足以判定）"
    ),
}
CLOSING = Say(
    "A technical result; it does not say that the app is free of the problem elsewhere.",
    "本结论为技术检测结果，不表示该应用在其他条件下不存在此问题。",
)


def claim_result(complaint: Complaint, wanted: Wanted, case: Case) -> ClaimResult:
    """Decide a claim on the trials of its case. Pure."""
    kind = complaint.claim.kind
    counted = count(kind, wanted, case.trials, case.device.size_px)
    status = {
        Leaning.HIGH: ClaimStatus.REPRODUCED,
        Leaning.LOW: ClaimStatus.NOT_REPRODUCED,
        Leaning.OPEN: ClaimStatus.UNDECIDED,
    }[counted.leaning]
    test = counted.test
    error = {
        ClaimStatus.REPRODUCED: test.alpha,
        ClaimStatus.NOT_REPRODUCED: test.beta,
    }.get(status)
    hits, of = len(counted.hits), counted.of
    left = counted.hits if kind in WITH_TARGET else ()
    targets = tuple(dict.fromkeys(t for trial in left for t in targets_of(trial)[:1]))
    notes = _notes(complaint, wanted, case, counted)
    interval = wilson(hits, of)
    words = _words(kind, status, hits, of, interval, error, test.p1, targets, case)
    return ClaimResult(
        kind=kind,
        rule=RULE_OF[kind],
        status=status,
        hits=hits,
        of=of,
        interval=interval,
        error_level=error,
        elsewhere=len(counted.elsewhere),
        other_creatives=len(counted.others),
        launches=counted.launches,
        popups=counted.popups,
        trials=tuple(trial.number for trial in counted.hits),
        targets=targets,
        words_zh=words.zh,
        words_en=words.en,
        notes_zh=tuple(note.zh for note in notes),
        notes_en=tuple(note.en for note in notes),
    )


def _words(
    kind: ClaimKind,
    status: ClaimStatus,
    hits: int,
    of: int,
    interval: tuple[float, float],
    error: float | None,
    share: float,
    targets: Sequence[str],
    case: Case,
) -> Say:
    low, high = (round(side * 100) for side in interval)
    en, zh = WHAT[kind].en.format(k=hits, n=of), WHAT[kind].zh.format(k=hits, n=of)
    if targets:
        en, zh = f"{en} (to {', '.join(targets)})", f"{zh}（至 {'、'.join(targets)}）"
    en, zh = f"{en}; 95 % interval {low}-{high} %", f"{zh}；95% 区间 {low}%–{high}%"
    if status is ClaimStatus.REPRODUCED and error is not None:
        en += f"; wrong at most {error:.1%} of the time"
        zh += f"；误判概率不超过 {error:.1%}"
    elif status is ClaimStatus.NOT_REPRODUCED and error is not None:
        en += f"; what happens in {share:.0%} of tries or more is missed at most {error:.1%}"
        zh += f"；若该现象出现比例达到 {share:.0%}，漏检概率不超过 {error:.1%}"
    elif case.stopped is not None:
        en, zh = f"{en}; {case.stopped.why}", f"{zh}；{in_chinese(case.stopped.why)}"
    head = HEAD[status]
    return Say(f"{head.en}: {en}. {CLOSING.en}", f"{head.zh}：{zh}。{CLOSING.zh}")


def _notes(
    complaint: Complaint,
    wanted: Wanted,
    case: Case,
    counted: Count,
) -> list[Say]:
    """What differs between what the person had and what was tried."""
    notes = []
    others, elsewhere, late = counted.others, counted.elsewhere, counted.late
    said, device = complaint.app.version, complaint.device
    tested = case.app.version_name
    if said and tested and said != tested:
        notes.append(
            Say(
                f"the complaint is about version {said}, tested was {tested}",
                f"投诉版本为 {said}，检测版本为 {tested}",
            )
        )
    used = f"{case.device.manufacturer} {case.device.model}, Android {case.device.android_release}"
    if device.model or device.android:
        had = ", ".join(
            filter(None, [device.model, device.android and f"Android {device.android}"])
        )
        notes.append(
            Say(f"the person used {had}; tested on {used}", f"投诉人设备：{had}；检测设备：{used}")
        )
    if device.region:
        notes.append(
            Say(
                f"the person was in {device.region}; the harness cannot choose a region",
                f"投诉人所在地区：{device.region}；本次检测不能选择地区",
            )
        )
    if elsewhere:
        notes.append(
            Say(
                f"{len(elsewhere)} tries led away, but not to {wanted.target}",
                f"{len(elsewhere)} 次跳转，但目标不是 {wanted.target}",
            )
        )
    if late:
        notes.append(
            Say(
                f"{len(late)} taps came too late to tell anything: phone or computer was slow",
                f"{len(late)} 次点击因手机或电脑过慢而迟到，未计入",
            )
        )
    if complaint.claim.kind is ClaimKind.NO_CLOSE_MARK and counted.hits:
        notes.append(
            Say(
                "detectors can miss a mark that is drawn unusually: look at the pictures",
                "识别程序可能漏看画法特殊的标识，请人工查看画面",
            )
        )
    if others:
        notes.append(
            Say(
                f"{len(others)} tries met other advertisements than the one in the picture",
                f"{len(others)} 次出现的广告与投诉图片中的不同，未计入",
            )
        )
    return notes
