"""Which question the next launch answers when one claim is to be confirmed or refuted."""

from collections.abc import Sequence

from harness.domain.answers import Answers
from harness.domain.claims import Count, count, is_wanted_creative
from harness.domain.complaint import ON_A_CONTROL, ClaimKind, Wanted
from harness.domain.geometry import SizePx
from harness.domain.statistics import Leaning
from harness.domain.told import size_of
from harness.domain.trial import (
    Candidate,
    Question,
    QuestionKind,
    StopReason,
    Trial,
    TrialStatus,
)
from harness.explore.arms import body_question
from harness.explore.lines import Lines

DELAYS_MS = (0, 600, 1200)
"""Taps by turns: the moment the control shows, and after its first moments."""
LEAST_WITHOUT_POPUP = 10
"""Cold starts without a pop-up before that is believed (if the budget has so many)."""
MOST_WITHOUT_CONTROL = 6
"""Pop-ups without the control that the person described."""
MOST_OTHER_CREATIVES = 25
"""Pop-ups with other advertisements than the person's."""
START_FAILURES = 2
MOST_WATCHES, MOST_BACKS = 3, 2
"""To learn the page behind the pop-up, without which no dismissal is certain."""


class ClaimPlan:
    """Pure: the same claim and the same trials give the same next question."""

    def __init__(self, kind: ClaimKind, wanted: Wanted, *, budget: int, seed: int = 0) -> None:
        self._kind = kind
        self._wanted = wanted
        self._budget = budget
        self._seed = seed

    def next(self, trials: Sequence[Trial]) -> Question | StopReason:
        """The question for the next launch, or why there is none."""
        size = size_of(trials)
        counted = count(self._kind, self._wanted, trials, size)
        stopped = self._stop(counted, trials)
        if stopped is not None:
            return StopReason(why=stopped)
        return self._question(counted, trials, size)

    def _stop(self, counted: Count, trials: Sequence[Trial]) -> str | None:
        decided = {Leaning.HIGH: "reproduced", Leaning.LOW: "refuted"}.get(counted.leaning)
        if decided is not None:
            return f"the claim is {decided}: {len(counted.hits)} of {counted.of}"
        if len(trials) >= self._budget:
            return f"the budget of {self._budget} launches is spent"
        return _cannot_start(trials) or self._nothing_there(counted, trials)

    def _nothing_there(self, counted: Count, trials: Sequence[Trial]) -> str | None:
        """Why what the claim is about cannot be tried: it does not show."""
        why = None
        if not counted.popups:
            if self._kind is not ClaimKind.JUMPS_ALONE and counted.launches >= LEAST_WITHOUT_POPUP:
                why = f"no pop-up was seen in {counted.launches} launches"
        elif self._kind in ON_A_CONTROL and not counted.candidates:
            if counted.popups >= MOST_WITHOUT_CONTROL:
                why = f"no such control was seen on {counted.popups} pop-ups"
        elif self._wanted.creative and self._others(trials) >= MOST_OTHER_CREATIVES:
            why = "the advertisement of the complaint did not come"
        return why

    def _others(self, trials: Sequence[Trial]) -> int:
        shown = [t for t in trials if t.result and t.result.popup]
        return sum(not is_wanted_creative(self._wanted, t) for t in shown)

    def _question(self, counted: Count, trials: Sequence[Trial], size: SizePx) -> Question:
        if not any(t.question.kind is QuestionKind.WATCH for t in trials):
            return _watch("hands off: what shows, and what is behind it?")
        if self._kind in {ClaimKind.JUMPS_ALONE, ClaimKind.NO_CLOSE_MARK}:
            return _watch(f"the claim: {len(counted.hits)} of {counted.of} so far")
        if not counted.popups:
            return _watch("no pop-up so far")
        if self._kind is ClaimKind.WHOLE_SCREEN_LEADS_AWAY:
            return body_question(Answers(trials, size), Lines(trials), self._seed, size)
        return _on_control(counted, trials, size)


def _on_control(counted: Count, trials: Sequence[Trial], size: SizePx) -> Question:
    if not counted.candidates:
        return _watch("the control of the complaint was not seen so far")
    return _learn_page(trials, size) or _tap(counted, trials)


def _tap(counted: Count, trials: Sequence[Trial]) -> Question:
    asked = [t.question for t in trials if t.question.kind is QuestionKind.TAP_CONTROL]
    candidate: Candidate = counted.candidates[len(asked) % len(counted.candidates)]
    turn = sum(q.candidate is not None and q.candidate.key == candidate.key for q in asked)
    return Question(
        kind=QuestionKind.TAP_CONTROL,
        candidate=candidate,
        delay_ms=DELAYS_MS[turn % len(DELAYS_MS)],
        why=f"the claim: {len(counted.hits)} of {counted.of} taps on {candidate.key} so far",
    )


def _learn_page(trials: Sequence[Trial], size: SizePx) -> Question | None:
    """While no tap that closed is certain, for want of the page behind: see that page first."""
    answers = Answers(trials, size)
    closed = [a for a in answers.closing(certain=False) if a.closed]
    if len(closed) < 2 or any(a.outcome.certain for a in closed):
        return None
    kinds = [t.question.kind for t in trials]
    if kinds.count(QuestionKind.WATCH) < MOST_WATCHES:
        return _watch("hands off: what is the page behind it?")
    if kinds.count(QuestionKind.PRESS_BACK) < MOST_BACKS:
        return Question(kind=QuestionKind.PRESS_BACK, why="Back: what is the page behind it?")
    return None


def _watch(why: str) -> Question:
    return Question(kind=QuestionKind.WATCH, why=why)


def _cannot_start(trials: Sequence[Trial]) -> str | None:
    """Why further launches make no sense: in the newest ones the app could not be looked at."""
    reasons = [
        t.result.reason
        for t in trials[-START_FAILURES:]
        if t.status is TrialStatus.DONE
        and t.result is not None
        and t.result.outcome is None
        and t.result.popup is None
        and not t.result.reason.startswith("no pop-up")
    ]
    return reasons[-1] if len(reasons) == START_FAILURES else None
