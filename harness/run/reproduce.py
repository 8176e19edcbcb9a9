"""One complaint tried on one device, until it is confirmed, refuted, or the budget ends."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from harness.domain.complaint import ClaimResult, Complaint, Wanted
from harness.domain.trial import Case, Question, StopReason, Trial
from harness.explore.claim_plan import ClaimPlan
from harness.judge.claim import claim_result
from harness.run.clock import Clock
from harness.run.complaints import GIVEN, RESULT
from harness.run.ports import Eyes, Phone
from harness.run.progress import Progress
from harness.run.scan import ScanOptions, ScanResult, scan


class ClaimInquiry:
    """Asks for one claim only; seals complaint, what was sent, and the result with the case."""

    def __init__(
        self,
        complaint: Complaint,
        wanted: Wanted,
        *,
        text: str,
        files: Mapping[str, Path],
        seed: int = 0,
    ) -> None:
        self._complaint = complaint
        self._text = text
        self._wanted = wanted
        self._files = files
        self._plan = ClaimPlan(
            complaint.claim.kind, wanted, budget=complaint.budget.launches, seed=seed
        )
        self.result: ClaimResult | None = None

    def next(self, trials: Sequence[Trial], /) -> Question | StopReason:
        """As the claim's own plan says."""
        return self._plan.next(trials)

    def attachments(self) -> Mapping[str, bytes]:
        """The complaint as given and the person's own files, byte for byte."""
        sent = {name: path.read_bytes() for name, path in self._files.items()}
        return {GIVEN: self._text.encode(), **sent}

    def conclusions(self, case: Case, /) -> Mapping[str, bytes]:
        """The result, with what was looked for."""
        self.result = claim_result(self._complaint, self._wanted, case)
        told = {"result": self.result, "wanted": self._wanted, "number": self._complaint.number}
        return {RESULT: msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"}


@dataclasses.dataclass(frozen=True)
class Reproduced:
    """A claim's result and the case that it rests on."""

    result: ClaimResult
    scan: ScanResult


def reproduce(
    phone: Phone,
    eyes: Eyes,
    complaint: Complaint,
    wanted: Wanted,
    options: ScanOptions,
    *,
    text: str,
    files: Mapping[str, Path],
    clock: Clock,
    progress: Progress,
) -> Reproduced:
    """Try the claim and seal what came of it; ``text`` is the complaint as given.

    Raises as ``scan``.
    """
    inquiry = ClaimInquiry(complaint, wanted, text=text, files=files, seed=options.seed)
    done = scan(phone, eyes, options, clock=clock, progress=progress, inquiry=inquiry)
    assert inquiry.result is not None
    return Reproduced(inquiry.result, done)
