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

from collections.abc import Iterable, Sequence

import msgspec

from harness.domain.answers import Answers
from harness.domain.doubt import page_doubtful
from harness.domain.geometry import SizePx
from harness.domain.statistics import CLEAN_TAPS
from harness.domain.told import size_of
from harness.domain.trial import (
    Depth,
    Question,
    QuestionKind,
    Setup,
    StopReason,
    Trial,
)
from harness.domain.unseen import FORBIDDEN
from harness.explore.arms import (
    LEAST_CLEAR_EACH,
    Arm,
    back_arm,
    body_arm,
    did_not_show,
    probe_arm,
    tap_arm,
)
from harness.explore.asking import Asking
from harness.explore.exit_arm import exit_arm
from harness.explore.extras import (
    STANDARD_LAUNCHES,
    after_proof,
    extras,
    first_open,
    skipped,
)
from harness.explore.lines import Lines
from harness.explore.other_setups import LONG_WATCH_MS, unseen
from harness.explore.standing import cannot_go_on, comes_no_more, violations
from harness.explore.unseen_arm import next_unseen
from harness.explore.wait_arm import wait_arm

WATCHES = 2
MOST_WATCHES = 4
NO_POPUP_LAUNCHES = 5
LATE_MS, LATE_SLACK_MS, WATCHED_MS = 6_000, 4_000, 14_500
"""A pop-up that comes later is waited for as long as it took, and so much longer; what shows at
the very end of a watch came up only because the last frame is read with all care."""
CLEARANCE_LAUNCHES = 20
"""An honest app is cleared in so many at most; taps that are not needed make it surer."""
NO_CONTROL_LAUNCHES = 6
"""Launches with a pop-up and no closing control on it before the plan believes that."""


class Plan:
    """Pure: the same seed and the same trials give the same next question."""

    def __init__(
        self,
        *,
        seed: int = 0,
        budget_launches: int = 40,
        budget_minutes: float | None = None,
        depth: Depth = Depth.QUICK,
        capabilities: Iterable[str] = (),
        size_px: SizePx | None = None,
    ) -> None:
        self._seed = seed
        self._budget = budget_launches
        self._minutes = budget_minutes
        self._depth = depth
        self._capabilities = frozenset(capabilities)
        self._size = size_px
        self._told: Answers | None = None
        """What the last question was chosen by: most of it holds for the next one."""

    def next(self, case_so_far: Sequence[Trial]) -> Question | StopReason:
        """The question for the next launch, or why there is none."""
        size = self._size or size_of(case_so_far)
        answers = self._told = Answers(case_so_far, size, self._told)
        lines = Lines(case_so_far)
        core = self._core(lines, answers, size)
        if isinstance(core, Question):
            return _set_up(core, answers)
        asking = Asking(
            answers=answers,
            lines=lines,
            depth=self._depth,
            capabilities=self._capabilities,
            seed=self._seed,
            size=size,
        )
        extra, why = self._extra(case_so_far, asking, core)
        if extra is not None:
            return _set_up(msgspec.structs.replace(extra, extra=True), answers)
        return msgspec.structs.replace(core, skipped=skipped(asking, why))

    def _extra(
        self, trials: Sequence[Trial], asking: Asking, core: StopReason
    ) -> tuple[Question | None, str]:
        """A question beyond the core verdict, or why none is asked any more."""
        if (why := self._no_extra(trials, core)) is not None:
            return None, why
        if not asking.answers.with_popup():
            return first_open(unseen(asking)), "no pop-up was seen"
        if self._depth is Depth.STANDARD and violations(asking.answers):
            return first_open(after_proof(asking)), "a violation is proved already"
        return first_open(extras(asking)), "not reached"

    def _no_extra(self, trials: Sequence[Trial], core: StopReason) -> str | None:
        """Why nothing beyond the core verdict is asked (any more), or None."""
        if self._depth is Depth.QUICK:
            return "the depth is quick: the core verdict only"
        if (spent := self._spent(trials)) is not None:
            return spent
        if cannot_go_on(trials) is not None:
            return core.why
        done = sum(t.question.extra for t in trials)
        if self._depth is Depth.STANDARD and done >= STANDARD_LAUNCHES:
            return f"the depth is standard: {STANDARD_LAUNCHES} launches beyond the core"
        return None

    def _spent(self, trials: Sequence[Trial]) -> str | None:
        """Which budget is spent, or None."""
        if len(trials) >= self._budget:
            return f"the budget of {self._budget} launches is spent"
        if self._minutes is None or not trials:
            return None
        minutes = (trials[-1].ended_at_ns - trials[0].started_at_ns) / 60e9
        return (
            f"the budget of {self._minutes:g} minutes is spent"
            if minutes >= self._minutes
            else None
        )

    def _core(self, lines: Lines, answers: Answers, size: SizePx) -> Question | StopReason:
        """The core verdict's next question, or why it stops."""
        case_so_far = lines.trials
        stuck = cannot_go_on(case_so_far)
        if stuck is not None:
            return self._stuck(case_so_far, size, stuck)
        watching = self._watch_more(answers, case_so_far)
        arms = self._arms(answers, lines, size)
        following = watching or self._after_watching(arms, answers)
        spent = self._spent(case_so_far)
        if spent is not None and isinstance(following, Question):
            return StopReason(why=spent, unasked=tuple(a.name for a in arms if a.open))
        return following

    def _stuck(self, trials: Sequence[Trial], size: SizePx, why: str) -> Question | StopReason:
        """What can still be asked of a pop-up that forbids capture; else the end."""
        if why.startswith(FORBIDDEN) and self._spent(trials) is None:
            blind = next_unseen(trials, size)
            if blind is not None:
                return blind
        return StopReason(why=why, unasked=("everything else",))

    def _after_watching(self, arms: list[Arm], answers: Answers) -> Question | StopReason:
        if not answers.with_popup():
            return StopReason(
                why=f"no pop-up was seen in {len(answers.watched())} launches",
                unasked=("closing controls", "body", "back"),
            )
        if (bare := comes_no_more(answers)) and not violations(answers):
            return StopReason(
                why=f"the pop-up comes no more: {bare} launches in a row without one",
                unasked=tuple(arm.name for arm in arms if arm.open),
            )
        return self._among(arms, answers)

    # --- hands-off launches ----------------------------------------------------------
    def _watch_more(self, answers: Answers, trials: Sequence[Trial]) -> Question | None:
        watched = len(answers.watched())
        if watched < WATCHES and _watches(trials) < WATCHES + 3:
            reads = watched > 0 and self._depth is not Depth.QUICK
            return _watch(f"hands off, {watched + 1} of {WATCHES}", read=reads)
        if not answers.with_popup() and watched < NO_POPUP_LAUNCHES:
            return _watch("no pop-up so far")
        jumps = len(answers.jumps())
        if 0 < jumps < 2 and _watches(trials) < MOST_WATCHES:
            return _watch("does it jump by itself again?")
        if not answers.with_popup() or answers.candidates() or _watches(trials) > WATCHES:
            return None
        return _watch("no closing control so far", read=True)

    # --- lines of questioning ----------------------------------------------------------
    def _arms(self, answers: Answers, lines: Lines, size: SizePx) -> list[Arm]:
        if not answers.with_popup():
            return []
        candidates = answers.candidates() or answers.candidates(1)
        arms: list[Arm | None] = []
        for candidate in candidates:
            arms += [
                tap_arm(candidate, answers, lines, self._depth),
                wait_arm(candidate, answers, lines),
                probe_arm(candidate, answers, lines),
            ]
        if answers.covered():
            arms.append(body_arm(answers, lines, self._seed, size))
        arms.append(exit_arm(answers, lines, size))
        arms.append(back_arm(answers, lines, wanted=not candidates or page_doubtful(answers)))
        return [arm for arm in arms if arm is not None]

    def _among(self, arms: list[Arm], answers: Answers) -> Question | StopReason:
        if proved := violations(answers):
            owed = [a for a in arms if a.open and not a.least_met]
            if not owed or len(answers.jumps()) >= 2:
                return StopReason(
                    why="proved: " + ", ".join(proved),
                    unasked=tuple(a.name for a in arms if a.open),
                )
            return _first(owed, answers.trials).question
        wanted = [a for a in arms if a.open and not _is_enough(a, answers)]
        if wanted:
            return _first(wanted, answers.trials).question
        if not answers.candidates(1) and len(answers.with_popup()) < NO_CONTROL_LAUNCHES:
            return _watch("no closing control so far", read=True)
        if (more := _one_more(arms, answers)) is not None:
            return more
        return StopReason(
            why="every question is answered"
            if answers.cleared(LEAST_CLEAR_EACH)
            else "nothing more can be learnt in this way",
            unasked=_untapped(answers),
        )


def _one_more(arms: Sequence[Arm], answers: Answers) -> Question | None:
    """What is left of a clearance's launches goes to the control that was tapped least."""
    if len(answers.given) >= CLEARANCE_LAUNCHES or not answers.cleared(LEAST_CLEAR_EACH):
        return None
    taps = [
        a
        for a in arms
        if a.question.kind is QuestionKind.TAP_CONTROL and a.question.offset_dp is None
    ]
    return min(taps, key=lambda a: a.asked).question if taps else None


def _untapped(answers: Answers) -> tuple[str, ...]:
    """What was hardly tapped: closing controls of a creative, and marks that may be none."""
    doubtful = [k.candidate.key for k in answers.known if answers.doubtful(k.candidate.key)]
    creatives = answers.short_creatives() if answers.closing() else []
    return (
        *(f"closing control on creative {creative}" for creative in creatives),
        *(f"{key}, drawn too unsurely beside a sure one" for key in doubtful),
    )


def _watch(why: str, *, read: bool = False) -> Question:
    return Question(kind=QuestionKind.WATCH, read=read, why=why)


def _watches(trials: Sequence[Trial]) -> int:
    """How many plain hands-off launches were asked for."""
    watches = (t.question for t in trials if t.question.kind is QuestionKind.WATCH)
    return sum(asked == _watch(asked.why, read=asked.read) for asked in watches)


def _set_up(question: Question, answers: Answers) -> Question:
    """Whatever touches the pop-up is asked where it shows."""
    if question.kind is QuestionKind.WATCH:
        return question
    setup = showing(answers)
    if setup is Setup.LONG_WATCH:
        return msgspec.structs.replace(question, setup=setup, for_ms=LONG_WATCH_MS)
    return msgspec.structs.replace(question, setup=setup, for_ms=_late_ms(answers))


def _late_ms(answers: Answers) -> int | None:
    """How long to wait for a pop-up that comes late when nobody touches anything; else None."""
    came_ms = [
        (r.popup_at_ns - r.launched_at_ns) // 1_000_000
        for r in (t.result for t in answers.with_popup())
        if r is not None and r.popup_at_ns is not None and r.launched_at_ns is not None
    ]
    late = [ms for ms in came_ms if LATE_MS < ms < WATCHED_MS]
    return max(late) + LATE_SLACK_MS if late else None


def showing(answers: Answers) -> Setup:
    """The set-up under which the pop-up shows: the usual one, unless it never did there."""
    setups = [t.question.setup for t in answers.with_popup()]
    return Setup.USUAL if Setup.USUAL in setups or not setups else setups[-1]


def _first(arms: Sequence[Arm], trials: Sequence[Trial]) -> Arm:
    """The arm that leans most towards a violation; else the one asked least, in order.

    A control that did not show is asked again at once: where an app shows two by turns, taking
    turns with it would miss both at every launch.
    """
    leaning = [a for a in arms if a.progress > 0]
    if leaning:
        return max(leaning, key=lambda a: (a.progress, -a.asked))
    again = [a for a in arms if trials and did_not_show(trials[-1], a.question)]
    return min(again or arms, key=lambda a: (a.asked, a.name == "back"))


def _is_enough(arm: Arm, answers: Answers) -> bool:
    """Whether a closing control needs no more taps although no test accused it."""
    candidate = arm.question.candidate
    if arm.question.kind is not QuestionKind.TAP_CONTROL or arm.question.offset_dp is not None:
        return False
    if not answers.cleared(LEAST_CLEAR_EACH):
        short = answers.short_candidates(LEAST_CLEAR_EACH)
        others = [c for c in short if candidate is not None and c.key != candidate.key]
        own = [c for c in short if candidate is not None and c.key == candidate.key]
        return bool(others) and not own and len(answers.closing()) >= CLEAN_TAPS
    return True
