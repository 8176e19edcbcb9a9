"""Lines of questioning: which launches were put the same question, whatever its moment or point."""

import collections
from collections.abc import Sequence

from harness.domain.candidates import is_probe
from harness.domain.memo import kept
from harness.domain.trial import Question, QuestionKind, Trial

Line = tuple[object, ...]


def line_of(question: Question) -> Line:
    """What tells one line of questioning from another."""
    candidate = question.candidate
    return (
        question.kind,
        candidate.key if candidate else None,
        is_probe(question),
        question.usual_exit,
        question.gesture,
        question.motion,
        question.setup if question.kind is QuestionKind.WATCH else None,
    )


@kept
def _line_of(trial: Trial) -> Line:
    return line_of(trial.question)


class Lines:
    """The trials of a case by their lines; ``trials`` must not change after."""

    def __init__(self, trials: Sequence[Trial]) -> None:
        self.trials = trials
        self._put: dict[Line, list[Trial]] = collections.defaultdict(list)
        for trial in trials:
            self._put[_line_of(trial)].append(trial)

    def of(self, question: Question) -> Sequence[Trial]:
        """The launches that were put this line of questioning, answered or not."""
        return self._put.get(line_of(question), ())

    def attempts(self, question: Question) -> int:
        """How many they are."""
        return len(self.of(question))
