"""Closing controls that lead away: at once (C03), or once the pop-up has closed (C05).

Both are one fault with two names: whether the pop-up is seen to go first depends on how fast
frames come. So the taps that led away are pooled where the question is whether the control does.
"""

from collections.abc import Sequence

from harness.domain.answer import Answer
from harness.domain.answers import Answers
from harness.domain.finding import Finding, Verdict
from harness.domain.statistics import CLEARED_IN_ERROR, REDIRECTS, Leaning
from harness.domain.trial import Candidate, OutcomeKind
from harness.judge.checks.closing import LEAST_EACH, tapped_candidates
from harness.judge.view import Say, View, share_text, target_of

LATER = OutcomeKind.DISMISSED_THEN_REDIRECTED
REPRODUCED = 2
"""A name is given for itself only where so many taps bear it."""


def by_name(answers: Answers, key: str) -> tuple[list[Answer], list[Answer]]:
    """The certain taps that led away: those told as C03, and those told as C05.

    Where the sequential test has decided that the control leads away, a single tap of the other
    name goes with the rest. One of each is C05: that the pop-up closed first was seen, that it
    did not was only not seen.
    """
    away = [a for a in answers.of_candidate(key) if a.left]
    later = [a for a in away if a.outcome.kind is LATER]
    direct = [a for a in away if a.outcome.kind is not LATER]
    if not later or not direct or answers.redirects(key) is not Leaning.HIGH:
        return direct, later
    if len(direct) < REPRODUCED:
        return [], away
    return (away, []) if len(later) < REPRODUCED else (direct, later)


def _closed_first_en(left: Sequence[Answer]) -> str:
    first = sum(a.outcome.kind is LATER for a in left)
    return f" (in {first} of them the pop-up was seen to close first)" if first else ""


def _closed_first_zh(left: Sequence[Answer]) -> str:
    first = sum(a.outcome.kind is LATER for a in left)
    return f"（其中 {first} 次先看到弹窗关闭）" if first else ""


def _not_seen_en(later: Sequence[Answer]) -> str:
    unseen = sum(a.outcome.kind is not LATER for a in later)
    return f" (in {unseen} of them no frame shows it closed before)" if unseen else ""


def _not_seen_zh(later: Sequence[Answer]) -> str:
    unseen = sum(a.outcome.kind is not LATER for a in later)
    return f"（其中 {unseen} 次没有画面显示先关闭）" if unseen else ""


def decoy_close(view: View) -> list[Finding]:
    """C03 for each closing control that was tapped."""
    found = [_decoy(view, c) for c in tapped_candidates(view)]
    return [f for f in found if f is not None]


def _decoy(view: View, candidate: Candidate) -> Finding | None:
    answers = view.answers
    certain = answers.of_candidate(candidate.key)
    left, later = by_name(answers, candidate.key)
    doubtful = [
        a
        for a in answers.of_candidate(candidate.key, certain=False)
        if a.left and not a.outcome.certain
    ]
    n, key = len(certain), candidate.key
    if left and _reproduced(view, key, left):
        target = target_of(left)
        return view.finding(
            "C03",
            Verdict.VIOLATION,
            Say(
                f"the control {key} led to {target.en} in {share_text(len(left), n)} taps"
                + _closed_first_en(left),
                f"关闭标识 {key} 在 {n} 次点击中有 {len(left)} 次跳转至{target.zh}"
                + _closed_first_zh(left),
            ),
            answers=left,
            hits=len(left),
            of=n,
            measured=len(left) / n,
            subject=key,
            error_level=REDIRECTS.alpha,
        )
    if left or doubtful:
        return view.finding(
            "C03",
            Verdict.SUSPECTED,
            Say(
                f"the control {key} led away in {share_text(len(left), n)} certain taps and "
                f"{len(doubtful)} on which the witnesses do not agree",
                f"关闭标识 {key}：{n} 次确定的点击中 {len(left)} 次跳转，"
                f"另有 {len(doubtful)} 次证据不一致",
            ),
            answers=left + doubtful,
            hits=len(left),
            of=n,
            measured=len(left) / n if n else None,
            subject=key,
        )
    return None if later else _no_decoy(view, key, certain)


def _reproduced(view: View, key: str, left: Sequence[Answer]) -> bool:
    """Decided by the sequential test, with at least two taps of this very kind."""
    return view.answers.redirects(key) is Leaning.HIGH and len(left) >= REPRODUCED


def _no_decoy(view: View, key: str, certain: Sequence[Answer]) -> Finding | None:
    n = len(certain)
    cleared = view.answers.cleared(LEAST_EACH)
    if cleared:
        say = Say(
            f"no tap of {n} on {key} led away; the app's closing controls are cleared together",
            f"{key} 的 {n} 次点击均未跳转；应用的关闭标识合并检验通过",
        )
    else:
        say = Say(
            f"no tap of {n} on {key} led away, which is too few to be sure",
            f"{key} 的 {n} 次点击均未跳转，但次数不足以确定",
        )
    return view.finding(
        "C03",
        Verdict.CLEAR if cleared else Verdict.INCONCLUSIVE,
        say,
        answers=certain[:1],
        hits=0,
        of=n,
        measured=0.0 if n else None,
        subject=key,
        error_level=CLEARED_IN_ERROR if cleared else None,
    )


def close_then_redirect(view: View) -> list[Finding]:
    """C05: the pop-up goes, and then the app leaves."""
    closing = view.answers.closing(certain=False)
    if not closing:
        return []
    certain = [a for a in closing if a.outcome.certain]
    later = [a for c in tapped_candidates(view) for a in by_name(view.answers, c.key)[1]]
    doubtful = [a for a in closing if a.outcome.kind is LATER and not a.outcome.certain]
    n = len(certain)
    if later or doubtful:
        target = target_of(later or doubtful)
        verdict = Verdict.VIOLATION if len(later) >= REPRODUCED else Verdict.SUSPECTED
        return [
            view.finding(
                "C05",
                verdict,
                Say(
                    f"after its pop-up was closed the app went to {target.en} in "
                    f"{share_text(len(later), n)} taps" + _not_seen_en(later),
                    f"关闭弹窗后，{n} 次中有 {len(later)} 次又自行跳转至{target.zh}"
                    + _not_seen_zh(later),
                ),
                answers=later or doubtful,
                hits=len(later),
                of=n,
                measured=len(later) / n if n else None,
                error_level=REDIRECTS.alpha if verdict is Verdict.VIOLATION else None,
            )
        ]
    return [_quiet_after_closing(view, certain)]


def _quiet_after_closing(view: View, certain: Sequence[Answer]) -> Finding:
    closed = [a for a in certain if a.closed]
    cleared = view.answers.cleared(LEAST_EACH)
    return view.finding(
        "C05",
        Verdict.CLEAR if cleared else Verdict.INCONCLUSIVE,
        Say(
            f"nothing foreign came within 10 s after {len(closed)} dismissals",
            f"{len(closed)} 次关闭后 10 秒内均未跳转",
        ),
        answers=closed[:1],
        hits=0,
        of=len(closed),
        measured=0.0,
        error_level=CLEARED_IN_ERROR if cleared else None,
    )
