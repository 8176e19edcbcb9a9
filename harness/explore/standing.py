"""Where a case stands: what is proved, what is doubtful, and whether going on makes sense."""

from collections.abc import Sequence

from harness.domain.answers import Answers
from harness.domain.candidates import worth_examining
from harness.domain.statistics import Leaning
from harness.domain.touch_target import is_narrow
from harness.domain.trial import OutcomeKind, QuestionKind, Trial, TrialStatus
from harness.explore.wait_arm import MOST_WAITS, WAITABLE_MS, waited_enough

START_FAILURES = 2
LEAST_BARE, NO_MORE = 6, 0.01


def violations(answers: Answers) -> list[str]:
    """What is proved so far, in words; empty when nothing is."""
    proved = []
    certain_jumps = [
        t for t in answers.jumps() if t.result and t.result.outcome and t.result.outcome.certain
    ]
    if len(certain_jumps) >= 2:
        proved.append("it jumps by itself")
    for known in answers.known:
        key = known.candidate.key
        if answers.redirects(key) is Leaning.HIGH:
            proved.append(f"{key} leads away")
        if answers.is_dead(key) is Leaning.HIGH and _waited_enough(answers, key):
            proved.append(f"{key} does nothing in time")
        if is_narrow(answers, key):
            proved.append(f"the touch area of {key} is too small")
        if sum(a.outcome.kind is OutcomeKind.PROMPTED for a in answers.of_candidate(key)) >= 2:
            proved.append(f"{key} asks again")
    if answers.whole_screen() is Leaning.HIGH:
        proved.append("the whole body leads away")
    return proved


def comes_no_more(answers: Answers) -> int:
    """Launches in a row, up to the last, without the pop-up that came before; 0: it may come.

    Told where a run of that length has a chance below ``NO_MORE`` at the share of launches that
    showed it up to then (Laplace's rule: one more that does not).
    """
    if any(t.result and t.result.popup for t in answers.trials[-1:]):
        return 0
    told = [t.result for t in answers.trials if t.result is not None]
    told = [r for r in told if r.popup is not None or r.reason.startswith("no pop-up")]
    rest = next((n for n, r in enumerate(reversed(told)) if r.popup is not None), len(told))
    before = told[: len(told) - rest]
    share = sum(r.popup is not None for r in before) / (len(before) + 1)
    return rest if rest >= LEAST_BARE and (1 - share) ** rest < NO_MORE else 0


def _waited_enough(answers: Answers, key: str) -> bool:
    """Whether it is known if a dead control works later, or cannot be known."""
    life_ms = answers.auto_close_ms()
    asked = [t for t in answers.trials if t.question.kind is QuestionKind.WAIT_OUT]
    ends = life_ms is not None and life_ms < WAITABLE_MS
    return ends or waited_enough(answers, key) or len(asked) >= MOST_WAITS


def cannot_go_on(trials: Sequence[Trial]) -> str | None:
    """Why further launches make no sense, or None."""
    if any(t.result and t.result.popup and worth_examining(t.result.popup) for t in trials):
        return None
    failed = [
        t.result.reason
        for t in trials
        if t.status is TrialStatus.DONE
        and not t.question.unseen
        and t.result is not None
        and t.result.outcome is None
        and t.result.popup is None
        and not t.result.reason.startswith("no pop-up")
    ]
    return failed[-1] if len(failed) >= START_FAILURES else None
