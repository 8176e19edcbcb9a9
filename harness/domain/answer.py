"""What one trial answered."""

from functools import cached_property

import msgspec

from harness.domain.trial import REDIRECTING, Outcome, OutcomeKind, Question, QuestionKind, Trial

SETTLED_DELAY_MS = 500
"""A tap so long after the control came is no tap that was swallowed for being too early."""
DELAYED_MS = 800
TELLING = frozenset(OutcomeKind) - {OutcomeKind.LOST, OutcomeKind.UNCLEAR, OutcomeKind.CRASHED}


class Answer(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One trial that touched something and could tell what that led to."""

    trial: Trial
    question: Question
    outcome: Outcome
    creative: str

    @cached_property
    def certain(self) -> bool:
        """Two independent channels agree on it and none disagrees."""
        return self.outcome.certain

    @cached_property
    def left(self) -> bool:
        """It led, or tried to lead, out of the app, or to a landing page inside it."""
        return self.outcome.kind in REDIRECTING or self.outcome.in_app_landing

    @cached_property
    def dead(self) -> bool:
        """Nothing happened."""
        return self.outcome.kind is OutcomeKind.NO_EFFECT

    @cached_property
    def closed(self) -> bool:
        """It did what a closing control promises."""
        return self.outcome.kind is OutcomeKind.DISMISSED

    @cached_property
    def settled(self) -> bool:
        """The tap did not come in the control's first moments."""
        late = self.question.delay_ms >= SETTLED_DELAY_MS
        return late or self.question.kind is QuestionKind.WAIT_OUT

    @cached_property
    def since_control_ms(self) -> int | None:
        """How long the control had been visible at the touch."""
        result = self.trial.result
        if result is None or result.tapped_at_ns is None or result.control_at_ns is None:
            return None
        return (result.tapped_at_ns - result.control_at_ns) // 1_000_000
