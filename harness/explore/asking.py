"""What the extras are chosen by, and what one of them is."""

import msgspec

from harness.domain.answers import Answers
from harness.domain.geometry import SizePx
from harness.domain.sight import Role
from harness.domain.trial import Candidate, Depth, Question
from harness.explore.lines import Lines


class Extra(msgspec.Struct, frozen=True, kw_only=True):
    """One extra: its next question, or why there is none (any more)."""

    name: str
    question: Question | None = None
    skipped: str = ""
    """Why it is not asked at all; empty where it was asked or is to be."""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """What the extras are chosen by."""

    answers: Answers
    lines: Lines
    depth: Depth
    capabilities: frozenset[str]
    seed: int
    size: SizePx

    @property
    def candidates(self) -> list[Candidate]:
        """Closing controls, surest first."""
        return self.answers.candidates() or self.answers.candidates(1)

    @property
    def hinted(self) -> bool:
        """Whether a gesture is announced on the pop-up."""
        return any(
            control.role is Role.GESTURE_HINT
            for trial in self.answers.with_popup()
            if trial.result is not None
            for control in trial.result.controls
        )

    def asked(self, question: Question) -> int:
        """How often it was put to a launch."""
        return self.lines.attempts(question)
