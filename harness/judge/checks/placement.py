"""Where the closing control is, whether it stays, whether all of it shows: C10, C11, C14."""

import statistics

from harness.domain.candidates import zone
from harness.domain.finding import Finding, Verdict
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import CLOSING_ROLES, Control
from harness.domain.trial import QuestionKind, Trial
from harness.judge.checks.drawing import LEAST_SIGHTS, sights_of
from harness.judge.view import Say, View, share_text

PERMITTED = frozenset({"top_left", "top_right", "bottom_center"})
MIXED_SHARE = 0.2
"""In another corner in more of the launches than that: it has no fixed place."""
LEAST_RUNS = 5


def odd_position(view: View) -> list[Finding]:
    """C10: a note on the zone of each closing control, as share of the pop-up's own box."""
    found = []
    for known in view.answers.known:
        seen = sights_of(view, known.candidate)
        if len(seen) < LEAST_SIGHTS:
            continue
        zones = [_zone(trial, control) for trial, control in seen]
        usual = statistics.mode(zones)
        key = known.candidate.key
        found.append(
            view.finding(
                "C10",
                Verdict.CLEAR if usual in PERMITTED else Verdict.SUSPECTED,
                Say(
                    f"{key} lies at {usual.replace('_', ' ')} of its pop-up "
                    f"(in {share_text(zones.count(usual), len(zones))} launches)",
                    f"{key} 位于弹窗的 {usual} 区域"
                    f"（{len(zones)} 次启动中 {zones.count(usual)} 次）",
                ),
                trials=[t for t, _ in seen[:3]],
                hits=zones.count(usual),
                of=len(zones),
                subject=key,
            )
        )
    return found


def _zone(trial: Trial, control: Control) -> str:
    """The ninth of the pop-up; what hangs below or beside a card counts for its nearest ninth."""
    assert trial.result is not None
    assert trial.result.popup is not None
    box, center = trial.result.popup.box_px, control.box_px.center
    across = (center.x - box.x) / max(1, box.width)
    down = (center.y - box.y) / max(1, box.height)
    return zone((min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0)))


def moving_mark(view: View) -> list[Finding]:
    """C11: the mark moves while the pop-up shows, or changes its corner from launch to launch.

    Most launches tell of it, or every one without a touch and two of the rest: those that tap
    look at the mark for a moment, in which what comes and goes may be back where it was.
    """
    return [*_moves_within(view), *_changes_corner(view)]


def _moves_within(view: View) -> list[Finding]:
    limit = view.catalogue.rule("C11").thresholds["dp"]
    told = [
        (t, t.result.moved_dp)
        for t in view.answers.with_popup()
        if t.result is not None and t.result.moved_dp is not None
    ]
    if len(told) < LEAST_SIGHTS:
        return []
    moved = [t for t, dp in told if dp > limit]
    most = max(dp for _, dp in told)
    typical = statistics.median(dp for _, dp in told)
    watched = [t for t, _ in told if t.question.kind is QuestionKind.WATCH]
    in_all_watched = len(watched) >= 2 and all(t in moved for t in watched)
    usual = typical > limit or (in_all_watched and len(moved) >= len(watched) + 2)
    sure = len(moved) >= 2 and usual
    verdict = Verdict.SUSPECTED if sure else Verdict.CLEAR
    return [
        view.finding(
            "C11",
            verdict,
            Say(
                f"the X moved by {typical:.0f} dp while the pop-up showed (median of {len(told)} "
                f"launches, at most {most:.0f} dp; by more than {limit:.0f} dp in {len(moved)})",
                f"弹窗显示期间关闭标识移动 {typical:.0f} dp（{len(told)} 次启动的中位数，"
                f"最大 {most:.0f} dp；{len(moved)} 次超过 {limit:.0f} dp）",
            ),
            trials=moved[:3] or [t for t, _ in told[:1]],
            hits=len(moved),
            of=len(told),
            measured=round(typical, 1),
        )
    ]


def _changes_corner(view: View) -> list[Finding]:
    """One mark at a time, in different corners: each corner is known by a tap that closed there.

    Two controls that are drawn together are two controls; a control that was never tapped
    with success may be a misreading. Neither counts.
    """
    single = [(t, c) for t in view.answers.with_popup() if (c := _only_mark(t)) is not None]
    found = []
    groups = {view.answers.creatives.group(t.result.creative) for t, _ in single if t.result}
    for group in sorted(groups):
        runs = [
            (t, _zone(t, c))
            for t, c in single
            if t.result and view.answers.creatives.group(t.result.creative) == group
        ]
        proved = {z for t, z in runs if _closed_by_touch(t)}
        counted = [(t, z) for t, z in runs if z in proved]
        if len(counted) < LEAST_RUNS or len(proved) < 2:
            continue
        usual = statistics.mode(z for _, z in counted)
        elsewhere = [t for t, z in counted if z != usual]
        if len(elsewhere) < 2 or len(elsewhere) <= MIXED_SHARE * len(counted):
            continue
        found.append(
            view.finding(
                "C11",
                Verdict.VIOLATION,
                Say(
                    f"the closing control of one picture was in another corner in "
                    f"{share_text(len(elsewhere), len(counted))} launches "
                    f"({', '.join(sorted(proved))})",
                    f"同一素材的关闭标识在 {len(counted)} 次启动中有 {len(elsewhere)} 次"
                    f"换到其他角落（{'、'.join(sorted(proved))}）",
                ),
                trials=[t for t, _ in counted],
                hits=len(elsewhere),
                of=len(counted),
                measured=None,
            )
        )
    return found


def _only_mark(trial: Trial) -> Control | None:
    if trial.result is None:
        return None
    marks = [c for c in trial.result.controls if c.role in CLOSING_ROLES]
    return marks[0] if len(marks) == 1 else None


def _closed_by_touch(trial: Trial) -> bool:
    result = trial.result
    if result is None or result.outcome is None or result.tapped is None:
        return False
    return result.outcome.certain and result.outcome.kind == "dismissed"


def occluded_mark(view: View) -> list[Finding]:
    """C14: the share of the mark's node that lies on the screen.

    A drawing that is cut off cannot be measured on a frame: what is not shown is not there. The
    hierarchy's node tells the whole; what covers a mark within the window is not measured.
    """
    rule = view.catalogue.rule("C14")
    note, weigh = rule.thresholds["note"], rule.thresholds["weigh"]
    size = view.case.device.size_px
    found = []
    for known in view.answers.known:
        seen = [(t, c) for t, c in sights_of(view, known.candidate) if _is_its_node(c)]
        if len(seen) < LEAST_SIGHTS:
            continue
        shares = [_on_screen(c.node_box_px, size) for _, c in seen if c.node_box_px is not None]
        share = statistics.median(shares)
        key = known.candidate.key
        hidden = Verdict.SUSPECTED if share < weigh else Verdict.CLEAR
        remark = " (a note)" if weigh <= share < note else ""
        found.append(
            view.finding(
                "C14",
                hidden,
                Say(
                    f"{share:.0%} of {key} lies on the screen{remark} "
                    f"(by its node, median of {len(seen)} launches)",
                    f"{key} 有 {share:.0%} 位于屏幕内（按控件节点，{len(seen)} 次启动的中位数）",
                ),
                trials=[t for t, _ in seen[:3]],
                measured=round(share, 2),
                subject=key,
            )
        )
    return found


def _is_its_node(control: Control) -> bool:
    """Whether the node is the mark's own and not a container's: at most four times as large."""
    node = control.node_box_px
    return node is not None and 0 < node.area <= 4 * max(1, control.box_px.area)


def _on_screen(box: BoxPx | None, size: SizePx) -> float:
    assert box is not None
    return box.clipped_to(size).area / max(1, box.area)
