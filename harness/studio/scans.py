"""Scans that are started from the page: the same ``scan`` as the command's, on a thread."""

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.device.launching import checked_package
from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import TapTruthError, UsageError
from harness.domain.finding import Judgement
from harness.domain.trial import Depth, Question, StopReason, Trial
from harness.run.clock import Clock, HostClock
from harness.run.inquiries import Everything, ScanOptions
from harness.run.ports import Eyes
from harness.run.scan import scan
from harness.studio.desk import Desk, LivePhone
from harness.studio.shown import told

MOST_NOTES = 40
STOPPED = "a person stopped the scan before the plan was done"
Doctor = Callable[[Any], dict[str, Any]]


class Stoppable(Everything):
    """The usual inquiry, until a person has had enough: the launch that runs is the last one."""

    def __init__(self, options: ScanOptions) -> None:
        super().__init__(options)
        self.enough = threading.Event()

    def next(self, trials: Sequence[Trial], /) -> Question | StopReason:
        """As the plan says, or the end."""
        if self.enough.is_set():
            return StopReason(why=STOPPED, unasked=("everything else",))
        return super().next(trials)


@dataclasses.dataclass
class Job:
    """One scan; a Progress that keeps what it is told. ``state``: running, done or failed."""

    serial: str
    options: ScanOptions
    inquiry: Stoppable
    state: str = "running"
    error: str = ""
    verdict: str | None = None
    notes: list[str] = dataclasses.field(default_factory=list)

    def began(self, device: DeviceFacts, app: AppFacts, budget: int) -> None:
        """The bundle tells it."""

    def asking(self, number: int, question: Question) -> None:
        """The bundle tells it."""

    def answered(self, trial: Trial) -> None:
        """The bundle tells it."""

    def note(self, text: str) -> None:
        """Keep the line."""
        self.notes = [*self.notes[1 - MOST_NOTES :], text]

    def ended(self, judgement: Judgement, stopped: StopReason) -> None:
        """Keep the verdict."""
        self.verdict = str(judgement.verdict)
        self.note(stopped.why)


class Scans:
    """All scans of this run of studio; their bundles lie below ``folder``."""

    def __init__(
        self,
        folder: Path,
        eyes: Callable[[], Eyes],
        doctor: Doctor,
        clock: Callable[[], Clock] = HostClock,
    ) -> None:
        self._folder = folder.resolve()
        self._eyes = eyes
        self._doctor = doctor
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: list[tuple[Job, threading.Thread]] = []

    def start(self, desk: Desk, wanted: Mapping[str, Any]) -> Job:
        """Begin a scan of ``wanted["package"]`` on the desk's phone.

        BusyError where another scan has the phone; UsageError for an app that is not there.
        """
        package: str = wanted["package"]
        options = ScanOptions(
            package=package,
            bundle=self._new_folder(package) / "bundle",
            budget=wanted["launches"],
            seed=wanted["seed"],
            depth=Depth(wanted["depth"]),
            minutes=wanted["minutes"],
            consent=wanted["consent"],
        )
        job = Job(serial=desk.serial, options=options, inquiry=Stoppable(options))
        ready, troubles = threading.Event(), list[BaseException]()

        def run() -> None:
            try:
                with desk.lent(f"scan of {package}") as phone:
                    phone.require_installed(package)
                    ready.set()
                    self._scan(phone, job)
            except TapTruthError as error:
                job.state, job.error = "failed", str(error)
                troubles.append(error)
            except Exception as error:
                job.state, job.error = "failed", f"internal error: {type(error).__name__}: {error}"
                troubles.append(error)
                raise
            finally:
                ready.set()

        thread = threading.Thread(target=run, name=f"scan-{desk.serial}", daemon=True)
        thread.start()
        ready.wait()
        if troubles and not options.bundle.exists():
            raise troubles[0]
        with self._lock:
            self._jobs.append((job, thread))
        return job

    def _scan(self, phone: LivePhone, job: Job) -> None:
        scan(
            phone,
            self._eyes(),
            job.options,
            clock=self._clock(),
            progress=job,
            doctor=self._doctor(phone),
            inquiry=job.inquiry,
        )
        job.state = "done"

    def stop(self, bundle: Path) -> None:
        """Let the launch that runs be the last one; UsageError where none runs for that bundle."""
        for job, _ in self._jobs:
            if job.options.bundle == bundle and job.state == "running":
                job.inquiry.enough.set()
                return
        raise UsageError("that scan does not run in this studio; stop it where it was started")

    def told(self) -> list[Mapping[str, Any]]:
        """Each scan, the latest first."""
        return [
            {
                "bundle": job.options.bundle,
                "serial": job.serial,
                "package": job.options.package,
                "state": job.state,
                "stopping": job.state == "running" and job.inquiry.enough.is_set(),
                "error": told(job.error, 600),
                "verdict": job.verdict,
                "notes": [told(note, 400) for note in job.notes],
            }
            for job, _ in reversed(self._jobs)
        ]

    def close(self, wait_s: float) -> None:
        """End every scan after its launch, and wait so long for them."""
        for job, _ in self._jobs:
            job.inquiry.enough.set()
        for _, thread in self._jobs:
            thread.join(wait_s)

    def _new_folder(self, package: str) -> Path:
        checked_package(package)
        now = dt.datetime.now().astimezone()
        name = f"{package}-{now:%Y%m%d-%H%M%S}"
        found = self._folder / name
        count = 1
        while found.exists():
            count += 1
            found = self._folder / f"{name}-{count}"
        return found
