"""The questions that are left where the pop-up's window forbids capture."""

from collections.abc import Sequence

from harness.domain.geometry import SizePx
from harness.domain.statistics import REDIRECTS, Leaning
from harness.domain.trial import Candidate, Question, QuestionKind, Trial
from harness.domain.unseen import blind_trials, led_away, promised

TOUCHES = 2
MOST_TOUCHES = 4
"""A touch that led away once is asked until it did so twice, in so many launches."""
MOST_CONTROLS = 2
MOST_LAUNCHES = 9


def next_unseen(trials: Sequence[Trial], size: SizePx) -> Question | None:
    """Back first, which also tells what the hierarchy promises; then each control; or None."""
    asked = [t for t in trials if t.question.unseen]
    if len(asked) >= MOST_LAUNCHES:
        return None
    back = [t for t in asked if t.question.kind is QuestionKind.PRESS_BACK]
    if not back:
        return Question(
            kind=QuestionKind.PRESS_BACK,
            unseen=True,
            why="it cannot be captured: does Back lead away, and what does the hierarchy promise?",
        )
    for candidate in promised(trials, size)[:MOST_CONTROLS]:
        if _wants(asked, candidate):
            return Question(
                kind=QuestionKind.TAP_CONTROL,
                candidate=candidate,
                unseen=True,
                why=f"it cannot be captured: where does the node {candidate.key} lead?",
            )
    return None


def _wants(asked: Sequence[Trial], candidate: Candidate) -> bool:
    mine = [t for t in asked if t.question.candidate and t.question.candidate.key == candidate.key]
    told = [led_away(t) for t in blind_trials(mine)]
    if REDIRECTS.walk(told) is Leaning.HIGH or len(mine) >= MOST_TOUCHES:
        return False
    return len(mine) < TOUCHES or any(told)
