"""One case from its first launch to its sealed bundle."""

import contextlib
import dataclasses
from collections.abc import Sequence
from pathlib import Path

from harness import __version__
from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import DeviceLostError, EvidenceError
from harness.domain.finding import Judgement
from harness.domain.trial import Case, Question, StopReason, Trial, TrialStatus
from harness.evidence.cut_off import in_words
from harness.explore.sessions import Context, session_for
from harness.judge import judge
from harness.judge.catalogue import Catalogue
from harness.run.adapting import Measured, adapted, measure, with_start
from harness.run.beginning import Begun, begin
from harness.run.catalogue import load_catalogue, read_own
from harness.run.clock import Clock
from harness.run.fleet import Unit, ready, round_of, same_profile, side_by_side
from harness.run.inquiries import Everything, Inquiry, ScanOptions
from harness.run.looking import ReadBefore
from harness.run.ports import Eyes, Phone
from harness.run.progress import Progress
from harness.run.recording import recorded
from harness.run.resuming import go_on
from harness.run.trial_runner import TrialRunner

MAX_BROKEN_IN_A_ROW = 3
__all__ = ["Inquiry", "ScanOptions", "ScanResult", "scan"]


@dataclasses.dataclass(frozen=True)
class ScanResult:
    """A judged case and where its bundle lies."""

    case: Case
    judgement: Judgement
    bundle: Path


def scan(
    phone: Phone,
    eyes: Eyes,
    options: ScanOptions,
    *,
    clock: Clock,
    progress: Progress,
    doctor: dict[str, object] | None = None,
    inquiry: Inquiry | None = None,
    others: Sequence[Unit] = (),
) -> ScanResult:
    """Run the plan on the phone until it stops, judge, and seal the bundle.

    ``others`` are further phones of the same profile that share the case's launches: each
    round of questions runs on all of them at once, and ``Trial.serial`` says which ran where.

    With ``options.resume`` what a killed scan left is gone on with; CannotResumeError, before
    anything is changed, where something is another than it was.

    A lost device or an interruption seals what was seen as a partial bundle and goes on up:
    ``DeviceLostError`` and ``KeyboardInterrupt`` are raised again after that.
    """
    catalogue = load_catalogue(options.profile, options.rules)
    own_rules = read_own(options.rules) if options.rules else None
    units, asking = (Unit(phone, eyes), *others), inquiry or Everything(options)
    if options.resume:
        begun = go_on(units, options, clock, profile=catalogue.profile.id, own_rules=own_rules)
        progress.note(in_words(begun.trials))
    else:
        begun = begin(
            units, options, asking, clock, profile=catalogue.profile.id, own_rules=own_rules
        )
    with contextlib.closing(begun.writer):
        run = _CaseRun(units, options, clock, progress, begun, asking)
        return run.whole(doctor, catalogue)


class _CaseRun:
    """The steps of one case; holds what they share."""

    def __init__(
        self,
        units: Sequence[Unit],
        options: ScanOptions,
        clock: Clock,
        progress: Progress,
        begun: Begun,
        inquiry: Inquiry,
    ) -> None:
        self._inquiry = inquiry
        self._units = tuple(units)
        self._phone = units[0].phone
        self._options = options
        self._clock = clock
        self._progress = progress
        self._begun = begun
        self._writer = begun.writer
        self._trials: list[Trial] = list(begun.trials)
        self._read_before = ReadBefore()
        self._device: DeviceFacts | None = None
        self._more: tuple[DeviceFacts, ...] = ()
        self._app: AppFacts | None = None
        self._measured = Measured(capture_ms=0.0)

    def whole(self, doctor: dict[str, object] | None, catalogue: Catalogue) -> ScanResult:
        """Facts, trials, judgement, seal."""
        stopped = StopReason(why="interrupted before the plan was done")
        try:
            self._learn_facts(doctor)
            stopped = self._ask_everything()
        except DeviceLostError as lost:
            self._finish_partial(StopReason(why=f"device lost: {lost}"))
            raise
        except BaseException:
            self._finish_partial(stopped)
            raise
        case = self._case(stopped, partial=False)
        judgement = judge(case, catalogue)
        for name, data in self._inquiry.conclusions(case).items():
            self._writer.attach(name, data)
        self._writer.finish(case, judgement, partial=False)
        self._progress.ended(judgement, stopped)
        return ScanResult(case, judgement, self._options.bundle)

    def _learn_facts(self, doctor: dict[str, object] | None) -> None:
        package = self._options.package
        met = self._begun.met
        facts = met.devices if met else [ready(unit.phone, package) for unit in self._units]
        self._device, self._more = facts[0], same_profile(facts)
        self._writer.put_device(self._device, doctor)
        self._app = met.app if met else self._phone.app_facts(package)
        self._writer.put_app(self._app)
        self._measured = measure(self._phone, self._clock)
        self._progress.began(self._device, self._app, self._options.budget)

    def _ask_everything(self) -> StopReason:
        assert self._device is not None
        if isinstance(self._inquiry, Everything):
            self._inquiry.met(self._device)
        broken_in_a_row = 0
        while True:
            questions = round_of(self._inquiry.next, self._trials, len(self._units))
            if isinstance(questions, StopReason):
                return questions
            for trial in self._ask(questions):
                broken = trial.status is TrialStatus.BROKEN
                broken_in_a_row = broken_in_a_row + 1 if broken else 0
                if broken_in_a_row >= MAX_BROKEN_IN_A_ROW:
                    return StopReason(
                        why=f"the rig failed {broken_in_a_row} times in a row: {trial.reason}"
                    )

    def _ask(self, questions: Sequence[Question]) -> list[Trial]:
        """One launch on each of the first phones; the next round knows of all of them."""
        context = self._context()
        asked = []
        for number, question in enumerate(questions, start=len(self._trials) + 1):
            self._progress.asking(number, question)
            self._note("question", question, number)
            self._note("context", context, number)
            asked.append((number, question, context))
        trials = side_by_side(self._launch, list(zip(self._units, asked, strict=False)))
        for trial, unit in zip(trials, self._units, strict=False):
            self._trials.append(trial)
            self._measured = with_start(self._measured, unit.phone.start_ms())
            self._writer.trial(trial)
            self._progress.answered(trial)
        return trials

    def _launch(self, unit: Unit, asked: tuple[int, Question, Context]) -> Trial:
        assert self._device is not None
        number, question, context = asked
        runner = TrialRunner(
            unit.phone,
            unit.eyes,
            self._writer,
            self._clock,
            package=self._options.package,
            density_dpi=self._device.density_dpi,
            capabilities=self._device.capabilities,
            read_before=self._read_before,
        )
        with recorded(unit.phone, self._device, self._writer, number, wanted=self._options.record):
            return runner.run(number, question, session_for(question, context))

    def _note(self, kind: str, record: Question | Context, trial: int) -> None:
        """What a session was started with: a replay starts it with the same."""
        now_ns, wall_ns = self._clock.monotonic_ns(), self._clock.wall_ns()
        self._writer.record(kind, record, at_ns=now_ns, wall_ns=wall_ns, trial=trial)

    def _context(self) -> Context:
        assert self._device is not None
        return Context.of(
            package=self._options.package,
            density_dpi=self._device.density_dpi,
            size_px=self._device.size_px,
            consent=self._options.consent,
            updates=self._options.updates,
            trials=self._trials,
            timing=adapted(self._measured),
        )

    def _case(self, stopped: StopReason, *, partial: bool) -> Case:
        assert self._device is not None
        assert self._app is not None
        return Case(
            id=self._begun.case_id,
            app=self._app,
            device=self._device,
            trials=tuple(self._trials),
            started_wall_ns=self._begun.started_wall_ns,
            ended_wall_ns=self._clock.wall_ns(),
            stopped=stopped,
            seed=self._options.seed,
            consent_policy=self._options.consent,
            update_policy=self._options.updates,
            depth=self._options.depth,
            more_devices=self._more,
            tool_version=__version__,
            partial=partial,
        )

    def _finish_partial(self, stopped: StopReason) -> None:
        """Seal what was seen. Nothing was seen before the facts were known: then no case."""
        if self._device is None or self._app is None:
            return
        case = self._case(stopped, partial=True)
        with contextlib.suppress(
            EvidenceError
        ):  # written already, when it was the seal that failed
            for name, data in self._inquiry.conclusions(case).items():
                self._writer.attach(name, data)
        self._writer.finish(case, None, partial=True)
