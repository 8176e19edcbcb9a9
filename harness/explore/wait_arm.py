"""The line of questioning of a control that was dead: does it work once every wait is over?"""

from harness.domain.answers import Answers
from harness.domain.statistics import Leaning
from harness.domain.trial import (
    Candidate,
    FollowUp,
    OutcomeKind,
    Question,
    QuestionKind,
    Then,
)
from harness.explore.arms import LEAST_LEFT_MS, Arm
from harness.explore.lines import Lines

MOST_WAITS = 7
"""Some of them tell nothing: a frame was misread, a tap lost."""
LONG_WAIT_MS = 10_000
"""A control that is dead once its countdown is over is given so long: some overrun."""
WAITABLE_MS = 6_500
"""A pop-up that ends by itself before that cannot be waited out."""


def wait_arm(candidate: Candidate, answers: Answers, lines: Lines) -> Arm | None:
    """Taps once every wait is over, for a control that was dead before."""
    life_ms = answers.auto_close_ms()
    if answers.is_dead(candidate.key) is not Leaning.HIGH:
        return None
    if life_ms is not None and life_ms < WAITABLE_MS:
        return None
    waited = answers.waited(candidate.key)
    lives = life_ms is None or life_ms > LONG_WAIT_MS + LEAST_LEFT_MS
    longer = lives and any(a.dead for a in waited)
    question = Question(
        kind=QuestionKind.WAIT_OUT,
        candidate=candidate,
        delay_ms=LONG_WAIT_MS if longer else 0,
        then=(Then(kind=FollowUp.AGAIN),) if _closed_by_a_second(candidate, answers) else (),
        why=f"{candidate.key}: does it work once the countdown is over?",
    )
    asked = lines.attempts(question)
    return Arm(
        name=f"{candidate.key} after waiting",
        question=question,
        open=not waited_enough(answers, candidate.key) and asked < MOST_WAITS,
        least_met=asked >= 2,
        asked=asked,
        progress=0.4,
    )


def _closed_by_a_second(candidate: Candidate, answers: Answers) -> bool:
    """Whether a second tap closed once where the first did nothing: worth another one."""
    return any(
        trial.answered.candidate is not None
        and trial.answered.candidate.key == candidate.key
        and again.outcome is not None
        and again.outcome.kind is OutcomeKind.DISMISSED
        for trial, again in answers.followed(FollowUp.AGAIN)
    )


def waited_enough(answers: Answers, key: str) -> bool:
    """Whether two taps after the longest wait agree; of more, most do nothing or it surely opens.

    One may be lost. Where most close, but not all, a control that is dead by chance does as well:
    then as many are asked as tell the two apart.
    """
    waited = answers.waited(key)
    longest_ms = max((a.question.delay_ms for a in waited), default=0)
    last = [a for a in waited if a.question.delay_ms == longest_ms]
    closed = sum(a.closed for a in last)
    if len(last) < 3:
        return len(last) == 2 and closed != 1
    return 2 * closed <= len(last) or answers.opens_once(key)
