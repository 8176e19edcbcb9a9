"""Which question the next launch answers, and when to stop.

Launches are the budget (5 to 20 s each). Two hands-off launches come first, then taps on
each closing control, body points and Back share the rest: the line of questioning that is
nearest to a proof goes first, otherwise they take turns. Each is a sequential test
(``harness.domain.statistics``) and stops as soon as it is decided.

Clearing is pooled: the taps on all closing controls together have to decide the test, each
control needs five of them, each creative that came twice needs two. A control that leads
away one time in five hides longer beside an honest one than alone; the stated error level is
that of an app with one closing control.
"""

from collections.abc import Sequence

from harness.domain.answers import Answers, size_of
from harness.domain.candidates import worth_examining
from harness.domain.geometry import SizePx
from harness.domain.statistics import REDIRECTS, Leaning
from harness.domain.trial import (
    Channel,
    OutcomeKind,
    Question,
    QuestionKind,
    StopReason,
    Trial,
    TrialStatus,
)
from harness.explore.arms import (
    LEAST_CLEAR_EACH,
    MOST_WAITS,
    WAITABLE_MS,
    Arm,
    back_arm,
    body_arm,
    probe_arm,
    tap_arm,
    wait_arm,
)

WATCHES = 2
MOST_WATCHES = 4
NO_POPUP_LAUNCHES = 5
NO_CONTROL_LAUNCHES = 6
"""Launches with a pop-up and no closing control on it before the plan believes that."""
START_FAILURES = 2


class Plan:
    """Pure: the same seed and the same trials give the same next question."""

    def __init__(
        self, *, seed: int = 0, budget_launches: int = 40, size_px: SizePx | None = None
    ) -> None:
        self._seed = seed
        self._budget = budget_launches
        self._size = size_px

    def next(self, case_so_far: Sequence[Trial]) -> Question | StopReason:
        """The question for the next launch, or why there is none."""
        size = self._size or size_of(case_so_far)
        answers = Answers(case_so_far, size)
        stuck = _cannot_go_on(case_so_far)
        if stuck is not None:
            return StopReason(why=stuck, unasked=("everything else",))
        watching = self._watch_more(answers, case_so_far)
        arms = self._arms(answers, case_so_far, size)
        if len(case_so_far) >= self._budget:
            return StopReason(
                why=f"the budget of {self._budget} launches is spent",
                unasked=tuple(a.name for a in arms if a.open),
            )
        if watching is not None:
            return watching
        if not answers.with_popup():
            return StopReason(
                why=f"no pop-up was seen in {len(answers.trials)} launches",
                unasked=("closing controls", "body", "back"),
            )
        return self._among(arms, answers)

    # --- hands-off launches ----------------------------------------------------------
    def _watch_more(self, answers: Answers, trials: Sequence[Trial]) -> Question | None:
        asked = sum(t.question.kind is QuestionKind.WATCH for t in trials)
        watched = len(answers.watched())
        if watched < WATCHES and asked < WATCHES + 3:
            return _watch(f"hands off, {watched + 1} of {WATCHES}")
        if not answers.with_popup() and len(answers.trials) < NO_POPUP_LAUNCHES:
            return _watch("no pop-up so far")
        jumps = len(answers.jumps())
        if 0 < jumps < 2 and asked < MOST_WATCHES:
            return _watch("does it jump by itself again?")
        if answers.with_popup() and not answers.candidates() and asked < WATCHES + 1:
            return _watch("no closing control so far")
        return None

    # --- lines of questioning ----------------------------------------------------------
    def _arms(self, answers: Answers, trials: Sequence[Trial], size: SizePx) -> list[Arm]:
        if not answers.with_popup():
            return []
        candidates = answers.candidates() or answers.candidates(1)
        arms: list[Arm | None] = []
        for candidate in candidates:
            arms += [
                tap_arm(candidate, answers, trials),
                wait_arm(candidate, answers, trials),
                probe_arm(candidate, answers, trials),
            ]
        arms.append(body_arm(answers, trials, self._seed, size))
        arms.append(back_arm(answers, trials, wanted=not candidates or _page_doubtful(answers)))
        return [arm for arm in arms if arm is not None]

    def _among(self, arms: list[Arm], answers: Answers) -> Question | StopReason:
        if proved := violations(answers):
            owed = [a for a in arms if a.open and not a.least_met]
            if not owed or len(answers.jumps()) >= 2:
                return StopReason(
                    why="proved: " + ", ".join(proved),
                    unasked=tuple(a.name for a in arms if a.open),
                )
            return _first(owed).question
        wanted = [a for a in arms if a.open and not _is_enough(a, answers)]
        if wanted:
            return _first(wanted).question
        if not answers.candidates(1) and len(answers.with_popup()) < NO_CONTROL_LAUNCHES:
            return _watch("no closing control so far")
        return StopReason(
            why="every question is answered"
            if answers.cleared(LEAST_CLEAR_EACH)
            else "nothing more can be learnt in this way",
            unasked=_untapped(answers),
        )


def _untapped(answers: Answers) -> tuple[str, ...]:
    """Creatives whose closing controls were hardly tapped."""
    if not answers.closing():
        return ()
    return tuple(f"closing control on creative {c}" for c in answers.short_creatives())


def _watch(why: str) -> Question:
    return Question(kind=QuestionKind.WATCH, why=why)


def _first(arms: Sequence[Arm]) -> Arm:
    """The arm that leans most towards a violation; else the one asked least, in order."""
    leaning = [a for a in arms if a.progress > 0]
    if leaning:
        return max(leaning, key=lambda a: (a.progress, -a.asked))
    return min(arms, key=lambda a: (a.asked, a.name == "back"))


def _is_enough(arm: Arm, answers: Answers) -> bool:
    """Whether a closing control needs no more taps although no test accused it."""
    candidate = arm.question.candidate
    if arm.question.kind is not QuestionKind.TAP_CONTROL or arm.question.offset_dp is not None:
        return False
    if not answers.cleared(LEAST_CLEAR_EACH):
        short = answers.short_candidates(LEAST_CLEAR_EACH)
        others = [c for c in short if candidate is not None and c.key != candidate.key]
        own = [c for c in short if candidate is not None and c.key == candidate.key]
        return (
            bool(others) and not own and REDIRECTS.leaning(0, len(answers.closing())) is Leaning.LOW
        )
    return True


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
        if answers.too_narrow(key, 0) or answers.too_narrow(key, 1):
            proved.append(f"the touch area of {key} is too small")
        if sum(a.outcome.kind is OutcomeKind.PROMPTED for a in answers.of_candidate(key)) >= 2:
            proved.append(f"{key} asks again")
    if answers.whole_screen() is Leaning.HIGH:
        proved.append("the whole body leads away")
    return proved


def _page_doubtful(answers: Answers) -> bool:
    """Whether the page behind the pop-up was never seen but by tapping a control.

    Frames testify for a dismissal only where the page is known: from a launch that nobody
    touched, or from right before the pop-up.
    """
    if any(t.result is not None and t.result.own_page for t in answers.trials):
        return False
    closed = [a for a in answers.closing(certain=False) if a.closed]
    return bool(closed) and not any(Channel.FRAMES in a.outcome.agree for a in closed)


def _waited_enough(answers: Answers, key: str) -> bool:
    """Whether it is known if a dead control works later, or cannot be known."""
    life_ms = answers.auto_close_ms()
    asked = [t for t in answers.trials if t.question.kind is QuestionKind.WAIT_OUT]
    ends = life_ms is not None and life_ms < WAITABLE_MS
    return ends or len(answers.waited(key)) >= 2 or len(asked) >= MOST_WAITS


def _cannot_go_on(trials: Sequence[Trial]) -> str | None:
    """Why further launches make no sense, or None."""
    failed = [
        t.result.reason
        for t in trials
        if t.status is TrialStatus.DONE
        and t.result is not None
        and t.result.outcome is None
        and t.result.popup is None
        and not t.result.reason.startswith("no pop-up")
    ]
    seen = any(t.result and t.result.popup and worth_examining(t.result.popup) for t in trials)
    if len(failed) >= START_FAILURES and not seen:
        return failed[-1]
    return None
