"""Pop-ups that forbid capture: C03 by the hierarchy's node, place and navigation alone."""

from harness.domain.finding import Finding, Verdict
from harness.domain.statistics import REDIRECTS, Leaning
from harness.domain.trial import Trial
from harness.domain.unseen import blind_trials, led_away
from harness.judge.view import Say, View, share_text


def unseen_close(view: View) -> list[Finding]:
    """C03 for each node that promised to close; never clear, for nothing was seen to close."""
    by_key: dict[str, list[Trial]] = {}
    for trial in blind_trials(view.case.trials):
        if trial.question.candidate is not None:
            by_key.setdefault(trial.question.candidate.key, []).append(trial)
    return [_of_node(view, key, trials) for key, trials in by_key.items()]


def _of_node(view: View, key: str, trials: list[Trial]) -> Finding:
    left = [t for t in trials if led_away(t)]
    proved = REDIRECTS.walk([led_away(t) for t in trials]) is Leaning.HIGH and len(left) >= 2
    verdict = Verdict.VIOLATION if proved else Verdict.SUSPECTED if left else Verdict.INCONCLUSIVE
    n = len(trials)
    return view.finding(
        "C03",
        verdict,
        Say(
            f"the pop-up is not capturable; touches at the node {key} of the hierarchy led out of "
            f"the app in {share_text(len(left), n)} launches, by place and navigation",
            f"弹窗禁止截取；按控件树节点 {key} 点击 {n} 次，"
            f"依前台界面与跳转记录有 {len(left)} 次离开应用",
        ),
        trials=left or trials,
        hits=len(left),
        of=n,
        measured=len(left) / n,
        subject=key,
        error_level=REDIRECTS.alpha if proved else None,
    )
