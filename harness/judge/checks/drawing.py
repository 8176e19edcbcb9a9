"""How the closing control is drawn: C08, C09, C13."""

import statistics
from collections.abc import Sequence

from harness.domain.answer import Answer
from harness.domain.candidates import SAME_PLACE_REL, center_rel, gap_rel
from harness.domain.finding import Finding, Verdict
from harness.domain.geometry import SizePx
from harness.domain.memo import kept
from harness.domain.sight import CLOSING_ROLES, Control
from harness.domain.touch_target import failed_beside, is_narrow, touch_target
from harness.domain.trial import Candidate, Trial
from harness.judge.view import Say, View

LEAST_SIGHTS = 3
LEAST_MEASURED = 8
"""Taps beside the centre that a measured area rests on at least: two a side."""
MS = 1_000_000


@kept
def sights_of(view: View, candidate: Candidate) -> list[tuple[Trial, Control]]:
    """The candidate as it was seen, launch by launch."""
    size: SizePx = view.case.device.size_px
    found = []
    for trial in view.answers.with_popup():
        assert trial.result is not None
        for control in trial.result.controls:
            near = gap_rel(center_rel(control, size), candidate.center_rel, size)
            if control.role in CLOSING_ROLES and near <= SAME_PLACE_REL:
                found.append((trial, control))
                break
    return found


def small_target(view: View) -> list[Finding]:
    """C08 for each closing control whose drawing was measured.

    What only one launch showed, beside controls that more did, may be a misreading: the plan
    does not tap it, and it keeps no case open.
    """
    candidates = view.answers.candidates() or view.answers.candidates(1)
    found = [_size(view, candidate) for candidate in candidates]
    return [f for f in found if f is not None]


def _size(view: View, candidate: Candidate) -> Finding | None:
    rule = view.catalogue.rule("C08")
    fail, note = rule.thresholds["fail_dp"], rule.thresholds["note_dp"]
    seen = [(t, c) for t, c in sights_of(view, candidate) if c.size_dp is not None]
    if not seen:
        return None
    widths = [c.size_dp[0] for _, c in seen if c.size_dp]
    heights = [c.size_dp[1] for _, c in seen if c.size_dp]
    width, height = statistics.median(widths), statistics.median(heights)
    drawn, key = min(width, height), candidate.key
    small = [axis for axis, side in enumerate((width, height)) if side < fail]
    probes = view.answers.probes(key)
    verdict = Verdict.CLEAR
    how_en, how_zh = "drawn, not measured by touch", "绘制尺寸，未以触摸测量"
    target = touch_target(view.answers, candidate)
    most = target.most_dp if target is not None else None
    if target is not None and most is not None and target.measured:
        least = target.least_dp
        drawn = min(least)
        how_en = f"its touch area reaches {_span(least, most, 0)} x {_span(least, most, 1)} dp"
        how_zh = f"触摸区域实测 {_span(least, most, 0)}×{_span(least, most, 1)} dp"
        if min(most) < fail and len(probes) >= LEAST_MEASURED:
            verdict = Verdict.VIOLATION
        elif min(least) < fail and small:
            verdict = Verdict.SUSPECTED
    elif small:
        if any(failed_beside(view.answers, key, axis) for axis in small):
            proved = is_narrow(view.answers, key)
            verdict = Verdict.VIOLATION if proved else Verdict.SUSPECTED
            how_en = f"its touch area is under {fail:.0f} dp: taps 10 dp to both sides failed"
            how_zh = f"触摸区域小于 {fail:.0f} dp：中心两侧 10 dp 处点击均无法关闭"
            if not proved:
                how_en += "; taps at its centre closed too seldom to tell this from chance"
                how_zh += "；中心处点击关闭的次数不足以排除偶然"
        elif _reaches_out(probes, small):
            how_en = "taps 10 dp beside its centre close, so the touch area is larger"
            how_zh = "中心旁 10 dp 处点击可关闭，触摸区域大于绘制"
        else:
            failed = any(not p.closed for p in probes)  # a drawing alone accuses nobody
            enough = failed and len(seen) >= LEAST_SIGHTS
            verdict = Verdict.SUSPECTED if enough else Verdict.INCONCLUSIVE
    elif drawn < note:
        how_en += f"; below the {note:.0f} dp of the ageing-friendly benchmark (a note)"
        how_zh += f"；低于适老化基准 {note:.0f} dp（提示）"
    failing = [p for p in probes if not p.closed]
    return view.finding(
        "C08",
        verdict,
        Say(
            f"{key} is drawn {width:.0f} x {height:.0f} dp; {how_en}",
            f"{key} 的绘制尺寸为 {width:.0f}×{height:.0f} dp；{how_zh}",
        ),
        answers=failing if verdict is Verdict.VIOLATION else (),
        trials=[t for t, _ in seen[:3]],
        hits=len(failing),
        of=len(probes),
        measured=round(drawn, 1),
        subject=key,
    )


def _span(least: tuple[float, float], most: tuple[float, float], axis: int) -> str:
    return f"{least[axis]:.0f} to {most[axis]:.0f}"


def _reaches_out(probes: Sequence[Answer], axes: Sequence[int]) -> bool:
    """Whether on each small axis a tap beside the centre closed."""
    return all(
        any(p.closed and p.question.offset_dp and p.question.offset_dp[axis] for p in probes)
        for axis in axes
    )


def faint_mark(view: View) -> list[Finding]:
    """C09: a note on the contrast of each closing control."""
    rule = view.catalogue.rule("C09")
    found = []
    for known in view.answers.known:
        seen = [(t, c) for t, c in sights_of(view, known.candidate) if c.contrast is not None]
        if len(seen) < LEAST_SIGHTS:
            continue
        contrast = statistics.median(c.contrast for _, c in seen if c.contrast is not None)
        faint = contrast < rule.thresholds["weigh"]
        key = known.candidate.key
        found.append(
            view.finding(
                "C09",
                Verdict.SUSPECTED if faint else Verdict.CLEAR,
                Say(
                    f"{key} has a contrast of {contrast:.1f}:1 (median of {len(seen)} launches)",
                    f"{key} 的对比度中位数为 {contrast:.1f}:1（{len(seen)} 次启动）",
                ),
                trials=[t for t, _ in seen[:3]],
                measured=round(contrast, 2),
                subject=key,
            )
        )
    return found


def late_mark(view: View) -> list[Finding]:
    """C13: a note on how long after the pop-up its first closing control came."""
    rule = view.catalogue.rule("C13")
    waits = [
        (t, (t.result.control_at_ns - t.result.popup_at_ns) / MS / 1000)
        for t in view.answers.with_popup()
        if t.result and t.result.control_at_ns is not None and t.result.popup_at_ns is not None
    ]
    if len(waits) < LEAST_SIGHTS:
        return []
    median = statistics.median(w for _, w in waits)
    late = median > rule.thresholds["weigh"]
    return [
        view.finding(
            "C13",
            Verdict.SUSPECTED if late else Verdict.CLEAR,
            Say(
                f"the first closing control came {median:.1f} s after the pop-up "
                f"(median of {len(waits)} launches)",
                f"关闭标识在弹窗出现 {median:.1f} 秒后显示（{len(waits)} 次启动的中位数）",
            ),
            trials=[t for t, _ in waits[:3]],
            measured=round(median, 2),
        )
    ]
