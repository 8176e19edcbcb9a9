"""Move the phone while the pop-up shows, and see whether it jumps: rules R03 to R05."""

from harness.domain.exchange import Move, Moved, NotAble, Session
from harness.domain.motions import MOTIONS
from harness.domain.trial import Question
from harness.explore.context import Context
from harness.explore.notebook import Notebook
from harness.explore.sessions.ending import watch_after
from harness.explore.sessions.steps import Wait, give_up, launch, not_able, wait_for
from harness.explore.sessions.tap_body import steady


def move(question: Question, context: Context) -> Session:
    """Ask what the motion does, with nothing touched."""
    book = Notebook(question, context)
    if (failed := (yield from launch(book))) is not None:
        return book.result(None, failed)
    wait, reason = yield from wait_for(book, lambda: steady(book))
    if wait is not Wait.FOUND:
        return (yield from give_up(book, wait, reason))
    assert question.motion is not None
    event = yield Move(motion=MOTIONS[question.motion].motion)
    if isinstance(event, NotAble):
        return not_able(book, event)
    assert isinstance(event, Moved)
    book.take(event)
    book.pressed(event.at_ns)
    book.acted_until_ns = event.receipt_ns
    return (yield from watch_after(book))
