"""Closing controls that do nothing, or nothing yet: C02, C04."""

from collections.abc import Sequence

from harness.domain.answer import Answer
from harness.domain.finding import Finding, Verdict
from harness.domain.statistics import DEAD, Leaning
from harness.domain.trial import Candidate, FollowUp, OutcomeKind
from harness.judge.view import Say, View, share_text

LEAST_EACH = 5


def tapped_candidates(view: View) -> list[Candidate]:
    """Closing controls that were tapped at their centre, certainly or not."""
    answers = view.answers
    return [
        k.candidate for k in answers.known if answers.of_candidate(k.candidate.key, certain=False)
    ]


def dead_close(view: View) -> list[Finding]:
    """C04 for each closing control that was tapped."""
    found = [_dead(view, c.key) for c in tapped_candidates(view)]
    return [f for f in found if f is not None]


def _dead(view: View, key: str) -> Finding | None:
    answers = view.answers
    certain = [a for a in answers.of_candidate(key) if a.settled or not a.dead]
    waited = answers.waited(key)
    dead = [a for a in certain if a.dead]
    n = len(certain)
    leaning = answers.is_dead(key)
    if not certain:
        return None
    second = len(closed_by_the_second([*answers.of_candidate(key), *waited])) >= 2
    if leaning is Leaning.HIGH and (second or _works_later(waited)):
        return None
    if leaning is Leaning.HIGH:
        dead_waits = [a for a in waited if a.dead]
        return view.finding(
            "C04",
            Verdict.VIOLATION,
            Say(
                f"{share_text(len(dead), n)} taps on {key} had no effect"
                + (f", nor had {len(dead_waits)} after waiting" if dead_waits else ""),
                f"{key} 的 {n} 次点击中有 {len(dead)} 次没有任何效果"
                + (f"，等待后再点 {len(dead_waits)} 次仍无效" if dead_waits else ""),
            ),
            answers=dead + dead_waits,
            hits=len(dead),
            of=n,
            measured=len(dead) / n,
            subject=key,
            error_level=DEAD.alpha,
        )
    if leaning is Leaning.OPEN and len(dead) >= 2 and len(dead) * 3 >= n:
        verdict = Verdict.SUSPECTED
    else:
        verdict = Verdict.CLEAR if leaning is Leaning.LOW else Verdict.INCONCLUSIVE
    return view.finding(
        "C04",
        verdict,
        Say(
            f"{share_text(len(dead), n)} taps on {key} had no effect",
            f"{key} 的 {n} 次点击中有 {len(dead)} 次没有效果",
        ),
        answers=dead or certain[:1],
        hits=len(dead),
        of=n,
        measured=len(dead) / n,
        subject=key,
        error_level=DEAD.beta if verdict is Verdict.CLEAR else None,
    )


def _works_later(waited: Sequence[Answer]) -> bool:
    """Whether most taps closed that came as late as the shortest wait that sufficed, or later."""
    closed = [a for a in waited if a.closed]
    if not closed:
        return False
    enough_ms = min(a.question.delay_ms for a in closed)
    return 2 * len(closed) > sum(a.question.delay_ms >= enough_ms for a in waited)


def countdown_gated(view: View) -> list[Finding]:
    """C02: dead while the countdown runs, works when it is over."""
    found = []
    for candidate in tapped_candidates(view):
        key = candidate.key
        waited = view.answers.waited(key)
        if view.answers.is_dead(key) is not Leaning.HIGH or not _works_later(waited):
            continue
        dead = [a for a in view.answers.of_candidate(key) if a.dead]
        closed = [a for a in waited if a.closed]
        allowed_s = view.catalogue.rule("C02").thresholds["allowed_wait_s"]
        if closed and _wait_s(closed) <= allowed_s:
            continue
        sure = len(closed) >= 2 and view.answers.opens_once(key)
        found.append(
            view.finding(
                "C02",
                Verdict.VIOLATION if sure else Verdict.SUSPECTED,
                Say(
                    f"{key} had no effect in {len(dead)} taps while the wait ran and closed in "
                    f"{share_text(len(closed), len(waited))} taps after it{_opens(view, key).en}",
                    f"{key} 在等待期间 {len(dead)} 次点击无效，"
                    f"等待结束后 {len(waited)} 次中 {len(closed)} 次可关闭{_opens(view, key).zh}",
                ),
                measured=_opens_s(view, key),
                answers=dead + closed,
                hits=len(dead),
                of=len(view.answers.of_candidate(key)),
                subject=key,
                error_level=DEAD.alpha if sure else None,
            )
        )
    return found


def _opens(view: View, key: str) -> Say:
    """Between which moments the control began to work, in words."""
    dead_ms, closed_ms = view.answers.opening(key)
    if closed_ms is None:
        return Say("", "")
    after = (dead_ms or 0) / 1000
    return Say(
        f"; it began to work between {after:.1f} and {closed_ms / 1000:.1f} s after it came",
        f"；出现后 {after:.1f} 至 {closed_ms / 1000:.1f} 秒之间开始有效",
    )


def _opens_s(view: View, key: str) -> float | None:
    closed_ms = view.answers.opening(key)[1]
    return None if closed_ms is None else round(closed_ms / 1000, 2)


def _wait_s(closed: Sequence[Answer]) -> float:
    """Shortest time from the control's coming to a tap that closed, in seconds."""
    results = [a.trial.result for a in closed if a.trial.result is not None]
    return min(
        (
            (r.tapped_at_ns - r.control_at_ns) / 1e9
            for r in results
            if r.tapped_at_ns and r.control_at_ns
        ),
        default=float("inf"),
    )


def closed_by_the_second(certain: Sequence[Answer]) -> list[Answer]:
    """Taps after the first moments that did nothing, where the next tap closed.

    Empty where any single settled tap closed, at its time or once every wait was over: then
    the first was lost by chance, or came while the control did not work yet (C02).
    """
    if any(a.closed and a.settled for a in certain):
        return []
    return [a for a in certain if a.dead and a.settled and _again_closed(a)]


def _again_closed(answer: Answer) -> bool:
    result = answer.trial.result
    return result is not None and any(
        f.then.kind is FollowUp.AGAIN
        and f.outcome is not None
        and f.outcome.certain
        and f.outcome.kind is OutcomeKind.DISMISSED
        for f in result.followed
    )
