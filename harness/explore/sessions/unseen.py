"""A pop-up whose window forbids capture: asked by hierarchy, place and navigation alone.

Frames are black, so nothing can be told of what is drawn or of what closed. What can be told
without seeing it is whether a touch leads away, and that only where place and navigation agree.
"""

import msgspec

from harness.domain.exchange import Aim, Session, Tap
from harness.domain.sight import CLOSING_ROLES, Control
from harness.domain.trial import Channel, Outcome, OutcomeKind, Question, QuestionKind
from harness.explore.aftermath import Aftermath
from harness.explore.context import Context
from harness.explore.controls import aim_point, find_on
from harness.explore.notebook import MS, Notebook
from harness.explore.outcome import decide_leaving
from harness.explore.sessions.steps import (
    BLACK_FRAMES,
    Step,
    Wait,
    give_up,
    launch,
    look,
    press,
    tap,
    wait_for,
)


def unseen(question: Question, context: Context) -> Session:
    """Press Back, or touch the node of the hierarchy that promises to close."""
    book = Notebook(question, context)
    if (failed := (yield from launch(book))) is not None:
        return book.result(None, failed)
    wait, reason = yield from wait_for(book, lambda: _black(book))
    if wait is not Wait.FOUND:
        return (yield from give_up(book, wait, reason))
    seen = yield from look(book, book.now_ns + context.timing.control_ms * MS, hierarchy=True)
    if seen is None or seen.capturable:
        return book.result(None, "the window that forbids capture went by itself")
    promising = [c for c in seen.controls if c.role in CLOSING_ROLES]
    book.tally.add(promising)
    if question.kind is QuestionKind.PRESS_BACK:
        yield from press(book, "back")
    else:
        control = _wanted(book, promising)
        if control is None:
            return book.result(None, "the hierarchy shows no such control")
        why = f"{control.role} at its node: the picture cannot be captured"
        aim = Aim(frame=seen.frame, why=why, role=control.role, box_px=control.box_px)
        point = aim_point(control, question, context.density_dpi, context.size_px)
        yield from tap(book, Tap(point_px=point, aim=aim))
    return book.result((yield from _led_where(book)))


def _black(book: Notebook) -> bool:
    newest = book.glimpses[-BLACK_FRAMES:]
    return len(newest) == BLACK_FRAMES and not any(g.capturable for g in newest)


def _wanted(book: Notebook, controls: list[Control]) -> Control | None:
    candidate, context = book.question.candidate, book.context
    assert candidate is not None
    return find_on(controls, candidate, context.size_px, context.min_score)


def _led_where(book: Notebook) -> Step[Outcome]:
    """Whether it led away; frames do not testify, for nothing was seen of what was before."""
    assert book.touched_at_ns is not None
    timing = book.context.timing
    until_ns = book.touched_at_ns + (timing.quiet_ms + timing.linger_ms) * MS
    aftermath = Aftermath.of(book)
    while (outcome := decide_leaving(aftermath, final=False)) is None:
        seen = yield from look(book, until_ns)
        aftermath.update()
        if seen is None:
            outcome = decide_leaving(aftermath, final=True) or _stayed(book)
            break
    seen_by = tuple(channel for channel in outcome.agree if channel is not Channel.FRAMES)
    return msgspec.structs.replace(outcome, agree=seen_by)


def _stayed(book: Notebook) -> Outcome:
    seen = book.newest
    now = "capturable again" if seen and seen.capturable else "still not capturable"
    return Outcome(
        kind=OutcomeKind.UNCLEAR,
        why=f"nothing foreign came after the touch, {now}: closed or not is unknown",
        decided_at_ns=book.now_ns,
        place=book.place,
        after_frame=seen.frame if seen else None,
    )
