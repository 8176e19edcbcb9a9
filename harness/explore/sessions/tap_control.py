"""Tap a closing control on the first frame that shows it, and see where that leads."""

from harness.domain.exchange import Session
from harness.domain.trial import Question
from harness.explore.context import Context
from harness.explore.notebook import Notebook
from harness.explore.sessions.ending import watch_after
from harness.explore.sessions.steps import Wait, give_up, launch, tap, wait_for
from harness.explore.sessions.target import Target


def tap_control(question: Question, context: Context) -> Session:
    """Ask what the candidate does ``delay_ms`` after it became visible (at once by default).

    The tap goes to the control's centre as it is on the very frame that justified the tap.
    """
    book = Notebook(question, context)
    if (failed := (yield from launch(book))) is not None:
        return book.result(None, failed)
    target = Target(book, question)
    wait, reason = yield from wait_for(book, target.ready)
    if wait is not Wait.FOUND:
        return (yield from give_up(book, wait, reason))
    yield from tap(book, target.command())
    return (yield from watch_after(book))
