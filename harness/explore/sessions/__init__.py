"""Sessions: one question put to one fresh launch. Generators of commands, sent events."""

from harness.domain.exchange import Session
from harness.domain.trial import Question, QuestionKind
from harness.explore.context import Context, Timing
from harness.explore.sessions.click_control import click_control
from harness.explore.sessions.move import move
from harness.explore.sessions.press_back import press_back
from harness.explore.sessions.swipe import swipe
from harness.explore.sessions.tap_body import tap_body
from harness.explore.sessions.tap_control import tap_control
from harness.explore.sessions.unseen import unseen
from harness.explore.sessions.wait_out import wait_out
from harness.explore.sessions.watch import watch

__all__ = [
    "Context",
    "Timing",
    "click_control",
    "move",
    "press_back",
    "session_for",
    "swipe",
    "tap_body",
    "tap_control",
    "unseen",
    "wait_out",
    "watch",
]

_SESSIONS = {
    QuestionKind.WATCH: watch,
    QuestionKind.TAP_CONTROL: tap_control,
    QuestionKind.TAP_BODY: tap_body,
    QuestionKind.PRESS_BACK: press_back,
    QuestionKind.WAIT_OUT: wait_out,
    QuestionKind.CLICK_CONTROL: click_control,
    QuestionKind.SWIPE: swipe,
    QuestionKind.MOVE: move,
}


def session_for(question: Question, context: Context) -> Session:
    """The session that asks this question."""
    if question.unseen:
        return unseen(question, context)
    return _SESSIONS[question.kind](question, context)
