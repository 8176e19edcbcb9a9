"""The line of questioning where no closing control was recognised: is there one all the same?"""

from harness.domain.answers import Answers
from harness.domain.exits import left_untried, tried
from harness.domain.geometry import SizePx
from harness.domain.trial import Question, QuestionKind
from harness.explore.arms import Arm, hopeless
from harness.explore.body_points import popup_box
from harness.explore.lines import Lines


def exit_arm(answers: Answers, lines: Lines, size: SizePx) -> Arm | None:
    """Touches where closing controls usually stand, and of buttons, where none was recognised.

    Once each, and a second time where a touch did nothing: it may have been lost.
    """
    if answers.candidates(1):
        return None
    left = left_untried(answers, size, popup_box(lines.trials, size))
    done = tried(answers)
    question = Question(
        kind=QuestionKind.TAP_BODY,
        point_rel=left[0] if left else (0.5, 0.5),
        refined=True,
        usual_exit=True,
        why="no closing control was recognised: does a touch where one usually stands close it?",
    )
    return Arm(
        name="usual places of a close",
        question=question,
        open=bool(left)
        and not any(a.closed for a in done)
        and not hopeless(lines, question, len(done)),
        least_met=True,
        asked=lines.attempts(question),
    )
