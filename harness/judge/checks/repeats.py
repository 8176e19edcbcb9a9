"""Pop-ups that come again, and pop-ups that come to few: F01, F02, X01."""

from harness.domain.finding import Finding, Verdict
from harness.domain.setups import compare_setups
from harness.domain.trial import REDIRECTING, Followed, FollowUp, OutcomeKind
from harness.judge.view import Say, View, share_text

REPRODUCED = 2
SECOND = frozenset({OutcomeKind.REPLACED})
SETUP_ZH = {
    "fresh_data": "清除应用数据后",
    "adb_only": "仅使用 adb 时",
    "after_pause": "静置后",
    "night": "夜间时刻",
    "long_watch": "静候一分钟的",
}


def pops_up_again(view: View) -> list[Finding]:
    """F01: another pop-up on the same page within a minute of the dismissal."""
    stayed = view.answers.followed(FollowUp.STAY)
    if not stayed:
        return []
    again = [t for t, f in stayed if f.popups]
    k, n = len(again), len(stayed)
    seconds = max(f.then.for_ms for _, f in stayed) / 1000
    verdict = Verdict.VIOLATION if k >= REPRODUCED else Verdict.SUSPECTED if k else Verdict.CLEAR
    return [
        view.finding(
            "F01",
            verdict,
            Say(
                f"another pop-up came within {seconds:.0f} s of the dismissal in "
                f"{share_text(k, n)} launches",
                f"关闭后 {seconds:.0f} 秒内，{n} 次中有 {k} 次在同一页面再次弹出",
            ),
            trials=again or [t for t, _ in stayed[:1]],
            hits=k,
            of=n,
            measured=float(k),
        )
    ]


def jumps_later(view: View) -> list[Finding]:
    """C05: it leaves in the minute after the dismissal, or when it returns; R02 after Back."""
    found = []
    waited = view.answers.followed(FollowUp.STAY, FollowUp.RETURN)
    left = [t for t, f in waited if _left(f)]
    if left:
        k, n = len(left), len(waited)
        found.append(
            view.finding(
                "C05",
                Verdict.VIOLATION if k >= REPRODUCED else Verdict.SUSPECTED,
                Say(
                    f"later than 10 s after its pop-up was closed the app went elsewhere in "
                    f"{share_text(k, n)} waits",
                    f"关闭弹窗 10 秒之后，{n} 次等待中有 {k} 次自行跳转",
                ),
                trials=left,
                hits=k,
                of=n,
                measured=k / n,
            )
        )
    back = view.answers.followed(FollowUp.COME_BACK)
    again = [t for t, f in back if _left(f)]
    if again:
        found.append(
            view.finding(
                "R02",
                Verdict.SUSPECTED,
                Say(
                    f"after Back had led home it jumped again in "
                    f"{share_text(len(again), len(back))} launches",
                    f"按返回键回到应用后，{len(back)} 次中有 {len(again)} 次再次跳转",
                ),
                trials=again,
                hits=len(again),
                of=len(back),
                measured=float(len(again)),
                severity="S3",
            )
        )
    return found


def _left(followed: Followed) -> bool:
    outcome = followed.outcome
    return outcome is not None and outcome.certain and outcome.kind in REDIRECTING


def frequent_popups(view: View) -> list[Finding]:
    """F02: a note on second pop-ups of a start and on pop-ups at each return."""
    closing = [a for a in view.answers.closing() if a.closed or a.outcome.kind in SECOND]
    returned = view.answers.followed(FollowUp.RETURN)
    if not closing and not returned:
        return []
    second = [a.trial for a in closing if a.outcome.kind is OutcomeKind.REPLACED]
    back = [t for t, f in returned if f.popups]
    k, n = len(second) + len(back), len(closing) + len(returned)
    often = len(second) >= REPRODUCED or len(back) >= REPRODUCED
    return [
        view.finding(
            "F02",
            Verdict.SUSPECTED if often else Verdict.CLEAR,
            Say(
                f"a second pop-up came in {share_text(len(second), len(closing))} starts and one "
                f"came at {share_text(len(back), len(returned))} returns from the background",
                f"{len(closing)} 次启动中有 {len(second)} 次出现第二个弹窗，"
                f"{len(returned)} 次从后台返回中有 {len(back)} 次弹窗",
            ),
            trials=[*second, *back] or [a.trial for a in closing[:1]],
            hits=k,
            of=n,
            measured=float(k),
        )
    ]


def cloaking(view: View) -> list[Finding]:
    """X01: the pop-up comes under one set-up and not under another."""
    limit = view.catalogue.rule("X01").thresholds["p"]
    found = []
    for compared in compare_setups(view.answers):
        differs = compared.p < limit
        name = str(compared.setup)
        found.append(
            view.finding(
                "X01",
                Verdict.SUSPECTED if differs else Verdict.CLEAR,
                Say(
                    f"a pop-up came in {share_text(compared.shown, compared.of)} launches under "
                    f"{name.replace('_', ' ')} and in "
                    f"{share_text(compared.usual_shown, compared.usual_of)} usual ones "
                    f"(Fisher's exact test: p = {compared.p:.3f})",
                    f"{SETUP_ZH.get(name, name)} {compared.of} 次启动中 {compared.shown} 次弹窗，"
                    f"通常 {compared.usual_of} 次中 {compared.usual_shown} 次"
                    f"（Fisher 精确检验 p = {compared.p:.3f}）",
                ),
                trials=compared.trials,
                hits=compared.shown,
                of=compared.of,
                measured=round(compared.p, 4),
                subject=name,
            )
        )
    return found
