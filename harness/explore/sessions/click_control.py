"""Click a closing control by accessibility: a second probe beside the touch, never a verdict."""

from harness.domain.exchange import Clicked, NotAble, Session
from harness.domain.trial import Question
from harness.explore.context import Context
from harness.explore.notebook import Notebook
from harness.explore.sessions.ending import watch_after
from harness.explore.sessions.steps import Wait, give_up, launch, not_able, wait_for
from harness.explore.sessions.target import Target


def click_control(question: Question, context: Context) -> Session:
    """Ask what the candidate's node does when it is clicked and not touched."""
    book = Notebook(question, context)
    if (failed := (yield from launch(book))) is not None:
        return book.result(None, failed)
    target = Target(book, question)
    wait, reason = yield from wait_for(book, target.ready)
    if wait is not Wait.FOUND:
        return (yield from give_up(book, wait, reason))
    command = target.click()
    event = yield command
    if isinstance(event, NotAble):
        return not_able(book, event)
    assert isinstance(event, Clicked)
    if not event.landed:
        return book.result(None, "no clickable node lies where the control is drawn")
    book.clicked(event.at_ns, command.point_px, target.control, command.aim)
    return (yield from watch_after(book))
