"""Wait until the countdown is over, then tap the control if the pop-up is still there."""

import re

from harness.domain.exchange import Session
from harness.domain.sight import Role
from harness.domain.trial import Question
from harness.explore.context import Context
from harness.explore.notebook import MS, Notebook
from harness.explore.sessions.ending import watch_after
from harness.explore.sessions.steps import Wait, give_up, launch, tap, wait_for
from harness.explore.sessions.target import Target

LEAST_MS = 5_000
"""A pop-up without a visible countdown is given so long (splash pages live 3 to 5 s)."""
DIGITS = re.compile(r"\d")


def wait_out(question: Question, context: Context) -> Session:
    """Ask whether the control works at all once every wait is over."""
    book = Notebook(question, context)
    if (failed := (yield from launch(book))) is not None:
        return book.result(None, failed)
    target = Target(book, question)
    wait, reason = yield from wait_for(book, lambda: target.ready() and _waited(book, target))
    if wait is not Wait.FOUND:
        return (yield from give_up(book, wait, reason))
    yield from tap(book, target.command())
    return (yield from watch_after(book))


def _waited(book: Notebook, target: Target) -> bool:
    """Whether no countdown runs any more, after the least wait."""
    seen = book.newest
    assert seen is not None
    if book.popup_at_ns is None:  # what shows is the app's own page, misread
        return False
    if seen.at_ns - book.popup_at_ns < LEAST_MS * MS:
        return False
    texts = [c.text or "" for c in seen.controls if c.role is Role.COUNTDOWN]
    if target.control is not None:
        texts.append(target.control.text or "")
    return not any(DIGITS.search(text) and not re.fullmatch(r"\D*0\D*", text) for text in texts)
