"""What the trials so far have told, by the kind of question and the control they were about."""

import collections
import operator
from collections.abc import Iterable, Sequence

import msgspec

from harness.domain.answer import TELLING, Answer
from harness.domain.candidates import CandidateCount, Known, gap_rel, worth_examining
from harness.domain.creatives import Creatives
from harness.domain.geometry import SizePx
from harness.domain.lateness import is_late
from harness.domain.lifetime import auto_close_ms
from harness.domain.memo import kept
from harness.domain.sight import PopupKind
from harness.domain.statistics import fisher_exact
from harness.domain.trial import (
    REDIRECTING,
    Candidate,
    Followed,
    FollowUp,
    QuestionKind,
    Setup,
    Trial,
    TrialStatus,
)

BESIDE_REL = 0.2
"""A tap within this share of the screen's width (some 75 dp) of a control is beside it."""
BY_CHANCE = 0.05
"""Level of the test by which taps that came later do more than earlier ones."""
IN_VAIN = 3
SURE, SURER, SAME = 0.8, 0.1, 0.8
"""A mark with a lower score is doubted beside one that reaches it and is so much surer, in most of
the launches that show it."""


class Told:
    """The trials of a case, sorted by what they say; neither it nor its lists may be changed."""

    def __init__(
        self,
        trials: Sequence[Trial],
        size: SizePx | None = None,
        earlier: "Told | None" = None,
    ) -> None:
        """``earlier`` has what the same case had told some trials ago: it is not counted again."""
        self.given = tuple(trials)
        before = earlier if earlier is not None and earlier.goes_on_to(self.given, size) else None
        fresh = self.given[len(before.given) :] if before else self.given
        told = [t for t in fresh if t.status is TrialStatus.DONE and t.result is not None]
        self.trials: list[Trial] = [*before.trials, *told] if before else told
        self.creatives: Creatives = Creatives.of(told, before.creatives if before else None)
        self._size = size or size_of(self.trials)
        self.count: CandidateCount = CandidateCount(self._size, before.count if before else None)
        self.count.add(told)
        self.known: list[Known] = self.count.known()
        self.ends_alone = self.auto_close_ms() is not None
        if before is None or not self._told_alike(before):
            before, told = None, self.trials
        answers = filter(None, map(self._answer, told))
        self.touched: list[Answer] = [*(before.touched if before else ()), *answers]
        self._kinds: dict[QuestionKind, list[Answer]] = collections.defaultdict(list)
        self._taps: dict[str, list[Answer]] = collections.defaultdict(list)
        self._probes: dict[str, list[Answer]] = collections.defaultdict(list)
        self._sort()

    def goes_on_to(self, trials: Sequence[Trial], size: SizePx | None) -> bool:
        """Whether these are the same trials on the same screen, and perhaps more."""
        known = self.given
        return (
            size == self._size
            and len(known) <= len(trials)
            and all(map(operator.is_, known, trials))
        )

    def _told_alike(self, before: "Told") -> bool:
        """Whether its trials' answers are what they were then."""
        alike = before.creatives.first == self.creatives.first
        return alike and before.ends_alone == self.ends_alone

    def _sort(self) -> None:
        """Answers by kind, and taps by the candidate that they were meant for."""
        for answer in self.touched:
            question = answer.question
            self._kinds[question.kind].append(answer)
            if question.kind is QuestionKind.TAP_CONTROL and question.candidate is not None:
                taps = self._taps if question.offset_dp is None else self._probes
                taps[question.candidate.key].append(answer)

    def _answer(self, trial: Trial) -> Answer | None:
        """What the trial told, if it touched something and could tell."""
        result = trial.result
        if result is None or result.outcome is None or result.tapped_at_ns is None:
            return None
        outcome = result.outcome
        if trial.question.unseen or outcome.kind not in TELLING:
            return None
        splash = result.popup is not None and result.popup.kind is PopupKind.SPLASH
        if (self.ends_alone or splash) and is_late(trial):
            outcome = msgspec.structs.replace(outcome, agree=())
        return Answer(
            trial=trial,
            question=trial.answered,
            outcome=outcome,
            creative=self.creatives.group(result.creative),
        )

    @kept
    def candidates(self, least_launches: int = 2) -> list[Candidate]:
        """Closing controls seen in so many launches: one sight alone may be a misreading.

        One that was never there when it was waited for was none of the pop-up's: something of
        the page, seen while the pop-up faded in. Nor does a doubtful one count.
        """
        return [
            k.candidate
            for k in self.known
            if k.launches >= least_launches
            and not self._fleeting(k.candidate.key)
            and not self.doubtful(k.candidate.key)
        ]

    def _fleeting(self, key: str) -> bool:
        """Whether it was waited for on enough pop-ups in vain, and never could be touched."""
        touched = (a.trial.question.candidate for a in self._taps.get(key, ()))
        if any(candidate is not None and candidate.key == key for candidate in touched):
            return False
        mine = [t for t in self.trials if t.question.candidate and t.question.candidate.key == key]
        if len(mine) < IN_VAIN or any(t.result and t.result.tapped_at_ns for t in mine):
            return False
        waited = [t.result for t in mine if t.result and t.result.popup and not t.result.outcome]
        return len(waited) >= IN_VAIN

    @kept
    def of_candidate(self, key: str, *, certain: bool = True) -> list[Answer]:
        """Taps at the candidate's centre at their time (not probes, not waiting)."""
        return [a for a in self._taps.get(key, ()) if a.certain or not certain]

    @kept
    def closing(self, *, certain: bool = True) -> list[Answer]:
        """Taps at the centre of any candidate."""
        found = [a for key in self._taps for a in self.of_candidate(key, certain=certain)]
        return sorted(found, key=lambda a: a.trial.number)

    @kept
    def waited(self, key: str) -> list[Answer]:
        """Taps at the candidate once every wait was over."""
        return [
            a
            for a in self._kinds.get(QuestionKind.WAIT_OUT, ())
            if a.question.candidate is not None and a.question.candidate.key == key and a.certain
        ]

    @kept
    def probes(self, key: str) -> list[Answer]:
        """Taps beside the candidate's centre."""
        return [a for a in self._probes.get(key, ()) if a.certain]

    @kept
    def body(self, *, certain: bool = True) -> list[Answer]:
        """Taps at the pop-up's body, outside every area that closes it.

        None at what floats over a page: such a picture is a link, as those of the page are.
        """
        return [
            a
            for a in self._kinds.get(QuestionKind.TAP_BODY, ())
            if not a.question.refined
            and not floats(a.trial)
            and (a.certain or not certain)
            and not (a.closed and self.beside(a))
        ]

    @kept
    def closed_beside(self, key: str) -> list[Answer]:
        """Taps near the candidate's drawing, not at its centre, that closed the pop-up."""
        taps = self._kinds.get(QuestionKind.TAP_BODY, ())
        near = [a for a in taps if (c := self.beside(a)) is not None and c.key == key]
        return [a for a in [*near, *self.probes(key)] if a.closed and a.certain]

    def beside(self, answer: Answer) -> Candidate | None:
        """The candidate that the tap came near, if any."""
        point = answer.trial.result.tapped_px if answer.trial.result else None
        if point is None:
            return None
        where = (point.x / self._size.width, point.y / self._size.height)
        near = [
            (gap_rel(where, k.candidate.center_rel, self._size), index)
            for index, k in enumerate(self.known)
        ]
        least = min(near, default=(1.0, 0))
        return self.known[least[1]].candidate if least[0] <= BESIDE_REL else None

    def back(self) -> list[Answer]:
        """Presses of Back."""
        return list(self._kinds.get(QuestionKind.PRESS_BACK, ()))

    @kept
    def watched(self) -> list[Trial]:
        """Hands-off launches that ran, under the usual set-up."""
        return [
            t
            for t in self.trials
            if t.question.kind is QuestionKind.WATCH and t.question.setup is Setup.USUAL
        ]

    @kept
    def of_kind(self, kind: QuestionKind, *, certain: bool = True) -> list[Answer]:
        """Answers of one kind of question: swipes, motions, clicks by accessibility."""
        return [a for a in self._kinds.get(kind, ()) if a.certain or not certain]

    @kept
    def followed(self, *kinds: FollowUp) -> list[tuple[Trial, Followed]]:
        """Follow-ups of these kinds that came to an outcome, in order."""
        return [
            (trial, followed)
            for trial in self.trials
            if trial.result is not None
            for followed in trial.result.followed
            if followed.then.kind in kinds and followed.outcome is not None
        ]

    @kept
    def jumps(self) -> list[Trial]:
        """Launches in which the app left by itself, with nothing touched."""
        return [
            t
            for t in self.trials
            if t.result is not None
            and t.result.tapped_at_ns is None
            and t.result.outcome is not None
            and t.result.outcome.kind in REDIRECTING
        ]

    @kept
    def with_popup(self) -> list[Trial]:
        """Launches in which a pop-up of the app's own doing showed."""
        return [
            t
            for t in self.trials
            if t.result is not None
            and t.result.popup is not None
            and worth_examining(t.result.popup)
        ]

    @kept
    def covered(self) -> bool:
        """Whether a pop-up was more than something small that floats, as far as any was seen."""
        shown = self.with_popup()
        return not shown or not all(map(floats, shown))

    @kept
    def auto_close_ms(self) -> int | None:
        """Life of a pop-up that nobody touched; None when it stays or is not known."""
        return auto_close_ms(self.trials)

    def opening(self, key: str) -> tuple[int | None, int | None]:
        """Latest tap without effect before the earliest that closed, and that one.

        Milliseconds since the control became visible; None where there is none of the kind.
        """
        taps = [*self.of_candidate(key), *self.waited(key)]
        closed = [ms for a in taps if a.closed and (ms := a.since_control_ms) is not None]
        dead = [ms for a in taps if a.dead and (ms := a.since_control_ms) is not None]
        first = min(closed, default=None)
        before = [ms for ms in dead if first is None or ms < first]
        return (max(before, default=None), first)

    def opens_once(self, key: str) -> bool:
        """Whether a control that closed opens at a time, rather than works by chance.

        No tap that came later than the first that closed was dead, or so few were that chance
        does not explain why all the earlier ones were (Fisher's exact test).
        """
        first_ms = self.opening(key)[1]
        if first_ms is None:
            return False
        taps = (*self.of_candidate(key), *self.waited(key))
        timed = [(ms, a.dead) for a in taps if (ms := a.since_control_ms) is not None]
        early = [dead for ms, dead in timed if ms < first_ms]
        late = [dead for ms, dead in timed if ms >= first_ms]
        p = fisher_exact(sum(early), len(early), sum(late), len(late))
        return not any(late) or p <= BY_CHANCE

    @kept
    def doubtful(self, key: str) -> bool:
        """Whether it is weak and always beside a sure one: a piece of the picture, misread.

        What a tap there does says nothing of closing controls.
        """
        mine = next((k for k in self.known if k.candidate.key == key), None)
        if mine is None or mine.score >= SURE:
            return False
        return any(
            other.score >= max(SURE, mine.score + SURER)
            and len(other.numbers & mine.numbers) >= SAME * mine.launches
            for other in self.known
        )


def floats(trial: Trial) -> bool:
    """Whether what was examined is something small that floats over a page."""
    popup = trial.result.popup if trial.result is not None else None
    return popup is not None and popup.kind is PopupKind.FLOATING


def size_of(trials: Iterable[Trial]) -> SizePx:
    """The screen's size as the frames have it; a phone's usual one where there is none."""
    return next((f.size_px for t in trials for f in t.frames), SizePx(1080, 2400))
