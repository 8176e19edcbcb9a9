"""Whether there is a genuine close mark at all, and where it is: C01, C07, C12, C15."""

from collections.abc import Sequence

from harness.domain.answer import Answer
from harness.domain.exits import buttons, exits, named, settled
from harness.domain.finding import Finding, Verdict
from harness.domain.sight import PopupKind, Role
from harness.domain.statistics import Leaning
from harness.domain.touch_target import touch_target
from harness.domain.trial import Candidate, QuestionKind, Trial
from harness.judge.checks.drawing import sights_of
from harness.judge.view import Say, View, share_text

AD_SIGNS = frozenset({Role.AD_LABEL, Role.COUNTDOWN, Role.CTA})
LEAST_SPREAD = 2
"""Touches of the body that tell it from a place that leads away."""


def no_close_mark(view: View) -> list[Finding]:
    """C01: nothing on the pop-up promises to close it, in any launch."""
    shown = view.answers.with_popup()
    if not shown:
        return []
    without = [t for t in shown if t.result is not None and t.result.control_at_ns is None]
    k, n = len(without), len(shown)
    if view.answers.candidates(1):
        return [
            view.finding(
                "C01",
                Verdict.CLEAR,
                Say(
                    f"a closing control showed in {share_text(n - k, n)} launches with a pop-up",
                    f"{n} 次出现弹窗的启动中有 {n - k} 次显示了关闭标识",
                ),
                trials=[t for t in shown if t not in without][:1],
                hits=k,
                of=n,
                measured=float(k),
            )
        ]
    verdict, why = _absent(view, shown)
    return [
        view.finding(
            "C01",
            verdict,
            Say(
                f"no closing control showed in {share_text(k, n)} launches with a pop-up; {why.en}",
                f"{n} 次出现弹窗的启动中有 {k} 次自始至终没有关闭标识；{why.zh}",
            ),
            trials=[t for t in shown if t.question.kind is QuestionKind.WATCH] or shown,
            hits=k,
            of=n,
            measured=float(k),
        )
    ]


def _absent(view: View, shown: Sequence[Trial]) -> tuple[Verdict, Say]:
    """Whether there is no way out, or only none that was recognised.

    What detectors did not see is no evidence alone: touches where closing controls usually
    stand, and of buttons, are the second witness. One that closes means that something there was
    not recognised.
    A touch may be lost: each place wants two that did nothing, or one that led away.
    They say nothing of a pop-up whose shape was not recognised: a sheet taken for a full screen.
    Where one led away or brought something up and no touch of the body did, something stands
    there: a decoy, perhaps, or a mark that closes and lets the like of it come at once. Buttons
    may do what the body does not.
    """
    limits = view.catalogue.rule("C01").thresholds
    touches = [a for a in view.answers.of_kind(QuestionKind.TAP_BODY) if a.outcome.certain]
    closed = [a for a in touches if a.closed]
    usual = sum(a.question.usual_exit for a in touches)
    watched = sum(t.question.kind is QuestionKind.WATCH for t in shown)
    said = Say(
        f"{share_text(len(closed), len(touches))} touches closed it, {usual} of them made where "
        "closing controls usually stand or on buttons",
        f"{len(touches)} 次触摸中有 {len(closed)} 次关闭了弹窗，"
        f"其中 {usual} 次在通常的关闭位置或按钮上",
    )
    seen_enough = len(shown) >= limits["least_launches"] and watched >= 2
    popup = next(t.result.popup for t in reversed(shown) if t.result and t.result.popup)
    known = popup.kind in {PopupKind.SPLASH, PopupKind.DIALOG}  # else its shape is not known
    offered = buttons(view.answers)
    places = len(exits(popup.box_px, view.case.device.size_px)) + len(named(view.answers))
    places += len(offered)
    spread = view.answers.body()
    there = {
        a.outcome.kind
        for a in touches
        if a.question.usual_exit and not a.dead and a.question.point_rel not in offered
    }
    if len(spread) >= LEAST_SPREAD and there - {a.outcome.kind for a in spread}:
        more = Say(
            f"{said.en}; one had an effect that the body has not: something unrecognised is there",
            f"{said.zh}；其中有点击产生了画面其他位置没有的效果，该处可能有未识别的标识",
        )
        return Verdict.INCONCLUSIVE, more
    touched = settled(view.answers)
    enough = len(touched) >= places and set(offered) <= set(touched)
    if closed or not seen_enough or not known or not enough:
        return Verdict.INCONCLUSIVE, said
    if len(touches) < limits["least_touches"] or not _looks_like_an_ad(shown):
        return Verdict.SUSPECTED, said
    return Verdict.VIOLATION, said


def _looks_like_an_ad(trials: Sequence[Trial]) -> bool:
    """Positive evidence in most launches: an ad label, a countdown, a call to action, a scrim."""
    signs = [
        t
        for t in trials
        if t.result is not None
        and t.result.popup is not None
        and (
            any(c.role in AD_SIGNS for c in t.result.controls)
            or (t.result.popup.scrim or 0.0) > 0.2
        )
    ]
    return len(signs) * 2 > len(trials)


def mixed_marks(view: View) -> list[Finding]:
    """C07: several close marks, and one of them is proved not to close."""
    answers = view.answers
    candidates = answers.candidates()
    if len(candidates) < 2:
        return []
    fake = [
        c
        for c in candidates
        if answers.redirects(c.key) is Leaning.HIGH or answers.is_dead(c.key) is Leaning.HIGH
    ]
    genuine = [c for c in candidates if any(a.closed for a in answers.of_candidate(c.key))]
    genuine = [c for c in genuine if c not in fake]
    if not fake or not genuine:
        return []
    shown = [a for c in fake for a in answers.of_candidate(c.key) if a.left or a.dead]
    names = ", ".join(c.key for c in fake)
    return [
        view.finding(
            "C07",
            Verdict.VIOLATION,
            Say(
                f"{share_text(len(fake), len(candidates))} closing controls do not close: {names}",
                f"{len(candidates)} 个关闭标识中有 {len(fake)} 个不能关闭：{names}",
            ),
            answers=shown,
            hits=len(fake),
            of=len(candidates),
            measured=float(len(fake)),
        )
    ]


def drawing_and_touch_differ(view: View) -> list[Finding]:
    """C12: the drawn centre does not close, but something beside it does, or the node says so.

    Without such a second witness a centre that does not close is C03 or C04, and no more is
    claimed.
    """
    found = []
    for known in view.answers.known:
        candidate = known.candidate
        certain = view.answers.of_candidate(candidate.key)
        failed = [a for a in certain if not a.closed and (a.left or a.dead)]
        if len(failed) < 2 or any(a.closed for a in certain):
            continue
        beside = view.answers.closed_beside(candidate.key)
        displaced = _displaced_nodes(view, candidate)
        if not beside and displaced < 2:
            continue
        jumps = any(a.left for a in failed)
        found.append(
            view.finding(
                "C12",
                Verdict.VIOLATION,
                Say(
                    f"{share_text(len(failed), len(certain))} taps at the drawn centre of "
                    f"{candidate.key} did not close, while {_other_en(beside, displaced)}",
                    f"点击 {candidate.key} 图标中心 {len(certain)} 次有 {len(failed)} 次不能关闭，"
                    f"而{_other_zh(beside, displaced)}",
                ),
                answers=[*failed, *beside],
                hits=len(failed),
                of=len(certain),
                subject=candidate.key,
                severity="S1" if jumps else "S2",
            )
        )
    return found


def _displaced_nodes(view: View, candidate: Candidate) -> int:
    """Launches in which the hierarchy's clickable node lies beside the drawing (IoU < 0.5)."""
    least = view.catalogue.rule("C12").thresholds["iou"]
    return sum(
        control.node_box_px is not None
        and control.box_px.iou(control.node_box_px) < least
        and not control.node_box_px.contains(control.box_px.center)
        for _, control in sights_of(view, candidate)
    )


def _other_en(beside: Sequence[Answer], displaced: int) -> str:
    if beside:
        return f"{len(beside)} taps beside it did"
    return f"the clickable node lay beside the drawing in {displaced} launches"


def _other_zh(beside: Sequence[Answer], displaced: int) -> str:
    if beside:
        return f"在其旁边点击 {len(beside)} 次可以关闭"
    return f"{displaced} 次启动中可点击节点偏离图标"


def near_misses(view: View) -> list[Finding]:
    """C12, a note: where the touch area was measured and taps just beside the drawing led away."""
    found = []
    for known in view.answers.known:
        target = touch_target(view.answers, known.candidate)
        if target is None or target.iou is None or not target.measured:
            continue
        low, high = target.iou
        k, n = target.near_miss_redirects, target.near_misses
        found.append(
            view.finding(
                "C12",
                Verdict.SUSPECTED if k >= 2 else Verdict.CLEAR,
                Say(
                    f"drawing and touch area of {target.key} overlap by an IoU of {low:.2f} to "
                    f"{high:.2f}; {share_text(k, n)} taps within 24 dp of the drawing led away",
                    f"{target.key} 的图标与触摸区域 IoU 为 {low:.2f}–{high:.2f}；"
                    f"图标旁 24 dp 内 {n} 次点击中 {k} 次跳转",
                ),
                answers=[p for p in view.answers.probes(target.key) if p.left],
                hits=k,
                of=n,
                measured=round(low, 2),
                subject=target.key,
                severity="S3",
            )
        )
    return found


def click_differs(view: View) -> list[Finding]:
    """C12, a note: the click by accessibility does something else than the touch."""
    found = []
    for known in view.answers.known:
        key = known.candidate.key
        clicks = [
            a
            for a in view.answers.of_kind(QuestionKind.CLICK_CONTROL)
            if a.question.candidate is not None and a.question.candidate.key == key
        ]
        touches = view.answers.of_candidate(key)
        if not clicks or not touches:
            continue
        closes = sum(a.closed for a in touches) * 2 > len(touches)
        other = [a for a in clicks if a.closed != closes]
        how = Say("closes", "可关闭") if closes else Say("does not close", "不能关闭")
        found.append(
            view.finding(
                "C12",
                Verdict.SUSPECTED if len(other) >= 2 else Verdict.CLEAR,
                Say(
                    f"a touch on {key} {how.en}; a click by accessibility did otherwise in "
                    f"{share_text(len(other), len(clicks))} launches",
                    f"触摸 {key} {how.zh}；"
                    f"以无障碍方式点击 {len(clicks)} 次中有 {len(other)} 次不同",
                ),
                answers=other or clicks[:1],
                hits=len(other),
                of=len(clicks),
                subject=key,
                severity="S3",
            )
        )
    return found


def back_blocked(view: View) -> list[Finding]:
    """C15: information on the Back key."""
    pressed = [a for a in view.answers.back() if a.outcome.certain]
    if not pressed:
        return []
    dead = [a for a in pressed if a.dead]
    return [
        view.finding(
            "C15",
            Verdict.SUSPECTED if dead else Verdict.CLEAR,
            Say(
                f"Back had no effect in {share_text(len(dead), len(pressed))} presses "
                "(common; information only)",
                f"返回键 {len(pressed)} 次中有 {len(dead)} 次无效（常见，仅供参考）",
            ),
            answers=dead or pressed[:1],
            hits=len(dead),
            of=len(pressed),
            measured=float(len(dead)),
        )
    ]
