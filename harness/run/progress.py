"""What a person is told while a case runs."""

from typing import Protocol

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.finding import Judgement
from harness.domain.trial import Question, StopReason, Trial


class Progress(Protocol):
    """Told of everything as it happens. Must not raise."""

    def began(self, device: DeviceFacts, app: AppFacts, budget: int) -> None:
        """The case begins; at most ``budget`` launches."""

    def asking(self, number: int, question: Question) -> None:
        """Launch ``number`` asks this question."""

    def answered(self, trial: Trial) -> None:
        """A trial ended."""

    def note(self, text: str) -> None:
        """Something worth a line."""

    def ended(self, judgement: Judgement, stopped: StopReason) -> None:
        """The case is judged."""


class Silence:
    """Tells nobody."""

    def began(self, device: DeviceFacts, app: AppFacts, budget: int) -> None:
        """Nothing."""

    def asking(self, number: int, question: Question) -> None:
        """Nothing."""

    def answered(self, trial: Trial) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""

    def ended(self, judgement: Judgement, stopped: StopReason) -> None:
        """Nothing."""
