"""What a case is to find out, and what the person chose for it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from harness.domain.device import DeviceFacts
from harness.domain.trial import EXAMINE, Case, Depth, Question, StopReason, Trial
from harness.explore.plan import Plan


class ScanOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the person chose."""

    package: str
    bundle: Path
    budget: int = 40
    seed: int = 0
    consent: str = "accept"
    updates: str = EXAMINE
    depth: Depth = Depth.STANDARD
    minutes: float | None = None
    """To spend at most; None: only the launches are counted."""
    profile: str | None = None
    """Of the rules: "cn", "play", "vn", "eu"; None: the own file's, else "cn"."""
    record: bool = False
    """Record the screen as video too, where the device can; it is sealed with the frames."""
    rules: Path | None = None
    """A company's own rules file; it is sealed into the bundle."""
    resume: bool = False
    """Go on with what a killed scan left in ``bundle``."""


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
