"""Jumps that no closing control asked for: R01, R02."""

from harness.domain.finding import Finding, Verdict
from harness.domain.statistics import UNTOUCHED, WHOLE_SCREEN, Leaning
from harness.domain.trial import OutcomeKind, Trial
from harness.judge.view import Say, View, share_text, target_of


def whole_screen_link(view: View) -> list[Finding]:
    """R01: the share of body points that lead away."""
    certain = view.answers.body()
    tried = view.answers.body(certain=False)
    if not tried:
        return []
    left = [a for a in certain if a.left]
    n = len(certain)
    leaning = view.answers.whole_screen()
    share = len(left) / n if n else 0.0
    verdict = {
        Leaning.HIGH: Verdict.VIOLATION,
        Leaning.LOW: Verdict.CLEAR,
        Leaning.OPEN: Verdict.SUSPECTED if n >= 4 and share >= 0.5 else Verdict.INCONCLUSIVE,
    }[leaning]
    target = target_of(left)
    to_en, to_zh = (f" (to {target.en})", f"（至{target.zh}）") if left else ("", "")
    error = {Leaning.HIGH: WHOLE_SCREEN.alpha, Leaning.LOW: WHOLE_SCREEN.beta}.get(leaning)
    return [
        view.finding(
            "R01",
            verdict,
            Say(
                f"{share_text(len(left), n)} points spread over the pop-up's body led away{to_en}",
                f"弹窗画面上分散的 {n} 个点中有 {len(left)} 个点击后跳转{to_zh}",
            ),
            answers=left or certain[:1],
            hits=len(left),
            of=n,
            measured=share if n else None,
            error_level=error,
        )
    ]


def _only_loads(trial: Trial) -> bool:
    """Whether it began a download and the app stayed in front, as far as was seen: that is R10."""
    outcome = trial.result.outcome if trial.result else None
    return outcome is not None and outcome.kind is OutcomeKind.DOWNLOAD and not outcome.certain


def jump_without_touch(view: View) -> list[Finding]:
    """R02: the app leaves though nothing was touched."""
    answers = view.answers
    jumps = [t for t in answers.jumps() if not _only_loads(t)]
    watched = answers.watched()
    launches = list({t.number: t for t in [*watched, *jumps]}.values())
    if not launches:
        return []
    certain = [t for t in jumps if _certain(t)]
    k, n = len(certain), len(launches)
    if jumps:
        verdict = Verdict.VIOLATION if k >= 2 and k * 3 >= n * 2 else Verdict.SUSPECTED
        target = _target(jumps)
        return [
            view.finding(
                "R02",
                verdict,
                Say(
                    f"the app went to {target} without any touch in {share_text(k, n)} launches",
                    f"{n} 次启动中有 {k} 次在无任何操作时自行跳转至 {target}",
                ),
                trials=jumps,
                hits=k,
                of=n,
                measured=float(k),
                error_level=UNTOUCHED.alpha if verdict is Verdict.VIOLATION else None,
            )
        ]
    enough = len(watched) >= 2
    return [
        view.finding(
            "R02",
            Verdict.CLEAR if enough else Verdict.INCONCLUSIVE,
            Say(
                f"no jump in {n} hands-off launches of 15 s",
                f"{n} 次各 15 秒的无操作启动均未跳转",
            ),
            trials=watched,
            hits=0,
            of=n,
            measured=0.0,
        )
    ]


def _certain(trial: Trial) -> bool:
    outcome = trial.result.outcome if trial.result else None
    return outcome is not None and outcome.certain


def _target(trials: list[Trial]) -> str:
    for trial in trials:
        outcome = trial.result.outcome if trial.result else None
        if outcome is None:
            continue
        if outcome.place is not None and outcome.place.package:
            return outcome.place.package
        for hop in outcome.hops:
            if name := hop.component or hop.package or hop.data_uri:
                return name
    return "elsewhere"
