"""One case from its first launch to its sealed bundle."""

import contextlib
import dataclasses
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from harness import __version__
from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import DeviceLostError, EvidenceError
from harness.domain.finding import Judgement
from harness.domain.trial import Case, Depth, Question, StopReason, Trial, TrialStatus
from harness.evidence.writer import BundleWriter
from harness.explore.plan import Plan
from harness.explore.sessions import Context, session_for
from harness.judge import judge
from harness.judge.catalogue import Catalogue
from harness.run.adapting import Measured, adapted, measure, with_start
from harness.run.catalogue import load_catalogue, read_own
from harness.run.clock import Clock
from harness.run.looking import ReadBefore
from harness.run.ports import Eyes, Phone
from harness.run.progress import Progress
from harness.run.recording import recorded
from harness.run.trial_runner import TrialRunner

MAX_BROKEN_IN_A_ROW = 3


class ScanOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the person chose."""

    package: str
    bundle: Path
    budget: int = 40
    seed: int = 0
    consent: str = "accept"
    depth: Depth = Depth.STANDARD
    minutes: float | None = None
    """To spend at most; None: only the launches are counted."""
    profile: str | None = None
    """Of the rules: "cn", "play", "vn", "eu"; None: the own file's, else "cn"."""
    record: bool = False
    """Record the screen as video too, where the device can; it is sealed with the frames."""
    rules: Path | None = None
    """A company's own rules file; it is sealed into the bundle."""


class Inquiry(Protocol):
    """What a case is to find out: which question comes next, and what is kept beside it."""

    def next(self, trials: Sequence[Trial], /) -> Question | StopReason:
        """The next launch's question, or why there is none."""

    def attachments(self) -> Mapping[str, bytes]:
        """Files to seal into the bundle, from the start."""

    def conclusions(self, case: Case, /) -> Mapping[str, bytes]:
        """Files to seal into the bundle, once the case is whole."""


class Everything:
    """The usual inquiry: all that the plan asks of an app."""

    def __init__(self, options: ScanOptions) -> None:
        self._options = options
        self._plan = self._made(())

    def _made(self, capabilities: Iterable[str]) -> Plan:
        return Plan(
            seed=self._options.seed,
            budget_launches=self._options.budget,
            budget_minutes=self._options.minutes,
            depth=self._options.depth,
            capabilities=capabilities,
        )

    def met(self, device: DeviceFacts) -> None:
        """Plan with what this device can do."""
        self._plan = self._made(device.capabilities)

    def next(self, trials: Sequence[Trial], /) -> Question | StopReason:
        """As the plan says."""
        return self._plan.next(trials)

    def attachments(self) -> Mapping[str, bytes]:
        """None."""
        return {}

    def conclusions(self, case: Case, /) -> Mapping[str, bytes]:  # noqa: ARG002
        """None beyond the findings."""
        return {}


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
) -> ScanResult:
    """Run the plan on the phone until it stops, judge, and seal the bundle.

    A lost device or an interruption seals what was seen as a partial bundle and goes on up:
    ``DeviceLostError`` and ``KeyboardInterrupt`` are raised again after that.
    """
    catalogue = load_catalogue(options.profile, options.rules)
    own_rules = read_own(options.rules) if options.rules else None
    started_wall_ns = clock.wall_ns()
    case_id = str(uuid.uuid4())
    writer = BundleWriter.create(
        options.bundle,
        case_id=case_id,
        tool_version=__version__,
        started_wall_ns=started_wall_ns,
        extra={
            "package": options.package,
            "seed": options.seed,
            "budget": options.budget,
            "consent": options.consent,
            "depth": str(options.depth),
            "profile": catalogue.profile.id,
        },
    )
    with contextlib.closing(writer):
        if own_rules is not None:
            writer.put_rules(own_rules)
        asking = inquiry or Everything(options)
        for name, data in asking.attachments().items():
            writer.attach(name, data)
        run = _CaseRun(
            phone, eyes, options, clock, progress, writer, case_id, started_wall_ns, asking
        )
        return run.whole(doctor, catalogue)


class _CaseRun:
    """The steps of one case; holds what they share."""

    def __init__(
        self,
        phone: Phone,
        eyes: Eyes,
        options: ScanOptions,
        clock: Clock,
        progress: Progress,
        writer: BundleWriter,
        case_id: str,
        started_wall_ns: int,
        inquiry: Inquiry,
    ) -> None:
        self._inquiry = inquiry
        self._phone = phone
        self._eyes = eyes
        self._options = options
        self._clock = clock
        self._progress = progress
        self._writer = writer
        self._case_id = case_id
        self._started_wall_ns = started_wall_ns
        self._trials: list[Trial] = []
        self._read_before = ReadBefore()
        self._device: DeviceFacts | None = None
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
        self._phone.watch_package(package)
        self._phone.wake_and_unlock()
        self._device = self._phone.facts()
        self._writer.put_device(self._device, doctor)
        self._app = self._phone.app_facts(package)
        self._writer.put_app(self._app)
        self._measured = measure(self._phone, self._clock)
        self._progress.began(self._device, self._app, self._options.budget)

    def _ask_everything(self) -> StopReason:
        assert self._device is not None
        if isinstance(self._inquiry, Everything):
            self._inquiry.met(self._device)
        broken_in_a_row = 0
        while True:
            following = self._inquiry.next(self._trials)
            if isinstance(following, StopReason):
                return following
            trial = self._ask(following)
            broken_in_a_row = broken_in_a_row + 1 if trial.status is TrialStatus.BROKEN else 0
            if broken_in_a_row >= MAX_BROKEN_IN_A_ROW:
                return StopReason(
                    why=f"the rig failed {broken_in_a_row} times in a row: {trial.reason}"
                )

    def _ask(self, question: Question) -> Trial:
        assert self._device is not None
        number = len(self._trials) + 1
        self._progress.asking(number, question)
        runner = TrialRunner(
            self._phone,
            self._eyes,
            self._writer,
            self._clock,
            package=self._options.package,
            density_dpi=self._device.density_dpi,
            capabilities=self._device.capabilities,
            read_before=self._read_before,
        )
        context = self._context()
        self._note("question", question, number)
        self._note("context", context, number)
        with recorded(self._phone, self._device, self._writer, number, wanted=self._options.record):
            trial = runner.run(number, question, session_for(question, context))
        self._trials.append(trial)
        self._measured = with_start(self._measured, self._phone.start_ms())
        self._writer.trial(trial)
        self._progress.answered(trial)
        return trial

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
            trials=self._trials,
            timing=adapted(self._measured),
        )

    def _case(self, stopped: StopReason, *, partial: bool) -> Case:
        assert self._device is not None
        assert self._app is not None
        return Case(
            id=self._case_id,
            app=self._app,
            device=self._device,
            trials=tuple(self._trials),
            started_wall_ns=self._started_wall_ns,
            ended_wall_ns=self._clock.wall_ns(),
            stopped=stopped,
            seed=self._options.seed,
            consent_policy=self._options.consent,
            depth=self._options.depth,
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
