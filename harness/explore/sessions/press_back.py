"""Press Back while the pop-up shows, and see where that leads."""

from harness.domain.exchange import Session
from harness.domain.trial import Question
from harness.explore.context import Context
from harness.explore.notebook import Notebook
from harness.explore.sessions.ending import watch_after
from harness.explore.sessions.steps import Wait, give_up, launch, press, wait_for
from harness.explore.sessions.tap_body import steady


def press_back(question: Question, context: Context) -> Session:
    """Ask what the Back key does to the pop-up."""
    book = Notebook(question, context)
    if (failed := (yield from launch(book))) is not None:
        return book.result(None, failed)
    wait, reason = yield from wait_for(book, lambda: steady(book))
    if wait is not Wait.FOUND:
        return (yield from give_up(book, wait, reason))
    yield from press(book, "back")
    return (yield from watch_after(book))
