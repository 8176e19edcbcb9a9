"""Jumps that a motion or a swipe sets off, and whether that was told: R03, R04, R05, R06."""

from collections.abc import Sequence

from harness.domain.answer import Answer
from harness.domain.finding import Finding, Verdict
from harness.domain.motions import MOTIONS, MotionKind
from harness.domain.sight import Role
from harness.domain.trial import QuestionKind, Trial
from harness.judge.view import Say, View, share_text, target_of

REPRODUCED = 2
RESULT_WORDS = (
    "跳转", "打开", "前往", "进入", "查看", "了解", "下载", "领取", "访问", "详情", "第三方",
    "open", "visit", "go to", "learn", "view", "download", "shop",
)  # fmt: skip


def daily_motion(view: View) -> list[Finding]:
    """R03: a motion of daily life jumps."""
    return _of_motions(
        view,
        "R03",
        (MotionKind.DAILY,),
        Say("a motion of daily life", "日常动作"),
    )


def sensitive_shake(view: View) -> list[Finding]:
    """R04: a motion below all reference values jumps; below one of them it is a note."""
    below_all = _of_motions(
        view,
        "R04",
        (MotionKind.BELOW_ALL,),
        Say("a motion below all values", "低于全部参考值的动作"),
    )
    if any(f.verdict is not Verdict.CLEAR for f in below_all):
        return below_all
    fired = [a for a in _moved(view, (MotionKind.BELOW_ONE,)) if a.left]
    if not fired:
        return below_all
    keys = sorted({a.question.motion or "" for a in fired})
    return [
        *below_all,
        view.finding(
            "R04",
            Verdict.SUSPECTED,
            Say(
                f"it jumps below one of the reference values ({', '.join(keys)}), which the "
                "standard reads as alternatives: a note",
                f"低于某一参考值时跳转（{'、'.join(keys)}）；标准将各值并列为可选条件，仅供提示",
            ),
            answers=fired,
            hits=len(fired),
            of=len(_moved(view, (MotionKind.BELOW_ONE,))),
            severity="S3",
        ),
    ]


def one_way_swing(view: View) -> list[Finding]:
    """R05: a swing that does not come back jumps."""
    return _of_motions(
        view, "R05", (MotionKind.ONE_WAY,), Say("a swing without return", "单向摆动")
    )


def _moved(view: View, kinds: Sequence[MotionKind]) -> list[Answer]:
    return [
        a
        for a in view.answers.of_kind(QuestionKind.MOVE)
        if a.question.motion in MOTIONS and MOTIONS[a.question.motion].kind in kinds
    ]


def _of_motions(view: View, rule: str, kinds: Sequence[MotionKind], what: Say) -> list[Finding]:
    tried = _moved(view, kinds)
    if not tried:
        return []
    fired = [a for a in tried if a.left]
    k, n = len(fired), len(tried)
    keys = sorted({a.question.motion or "" for a in fired})
    by_itself = bool(view.answers.jumps())
    if not fired:
        say = Say(f"no jump in {n} launches under {what.en}", f"{what.zh} {n} 次均未跳转")
        return [
            view.finding(rule, Verdict.CLEAR, say, answers=tried[:1], hits=0, of=n, measured=0.0)
        ]
    sure = k >= REPRODUCED and not by_itself
    target = target_of(fired)
    also = "; it jumps without any motion, too" if by_itself else ""
    also_zh = "；无任何动作时也会跳转" if by_itself else ""
    return [
        view.finding(
            rule,
            Verdict.VIOLATION if sure else Verdict.SUSPECTED,
            Say(
                f"{what.en} ({', '.join(keys)}) led to {target.en} in {share_text(k, n)} "
                f"launches{also}",
                f"{what.zh}（{'、'.join(keys)}）{n} 次中有 {k} 次跳转至{target.zh}{also_zh}",
            ),
            answers=fired,
            hits=k,
            of=n,
            measured=float(k),
        )
    ]


def undisclosed_gesture(view: View) -> list[Finding]:
    """R06: a gesture works, but action or result is not told on the pop-up."""
    kinds = (QuestionKind.MOVE, QuestionKind.SWIPE)
    fired = [a for kind in kinds for a in view.answers.of_kind(kind) if a.left]
    if not fired:
        return []
    hinted = [a for a in fired if _hints(a.trial)]
    told = [a for a in hinted if _tells_result(a.trial)]
    if len(told) * 2 > len(fired):
        say = Say("action and result of the gesture are told", "已明示触发动作与结果")
        return [view.finding("R06", Verdict.CLEAR, say, answers=told[:1], of=len(fired))]
    hidden = [a for a in fired if a not in hinted]
    sure = len(hidden) >= REPRODUCED and len(hidden) == len(fired)
    missing = Say("action", "动作") if hidden else Say("result", "结果")
    return [
        view.finding(
            "R06",
            Verdict.VIOLATION if sure else Verdict.SUSPECTED,
            Say(
                f"a gesture leads away, and its {missing.en} is not told on the pop-up in "
                f"{share_text(len(fired) - len(told), len(fired))} launches",
                f"手势可触发跳转，但 {len(fired)} 次中有 {len(fired) - len(told)} 次"
                f"未明示{missing.zh}",
            ),
            answers=fired,
            hits=len(fired) - len(told),
            of=len(fired),
            measured=float(len(fired) - len(told)),
            severity=None if hidden else "S3",
        )
    ]


def _hints(trial: Trial) -> bool:
    result = trial.result
    return result is not None and any(c.role is Role.GESTURE_HINT for c in result.controls)


def _tells_result(trial: Trial) -> bool:
    result = trial.result
    assert result is not None
    texts = [c.text or "" for c in result.controls if c.role in {Role.GESTURE_HINT, Role.CTA}]
    told = " ".join([*texts, *result.popup_words]).lower()
    return any(word in told for word in RESULT_WORDS)
