"""Draw a finger over the pop-up, or in from the edge, and see where that leads."""

from harness.domain.exchange import Session, Swipe, Swiped
from harness.domain.geometry import BoxPx, PointPx, SizePx
from harness.domain.trial import Gesture, Question
from harness.explore.context import Context
from harness.explore.notebook import Notebook
from harness.explore.sessions.ending import watch_after
from harness.explore.sessions.steps import Wait, give_up, launch, wait_for
from harness.explore.sessions.tap_body import steady

SWIPE_MS = 250
LENGTH = 0.5
"""Of the pop-up's height or width: a plain swipe of a thumb."""
EDGE_REACH = 0.45
"""An edge gesture ends so far into the screen."""
_WAY = {
    Gesture.UP: (0, -1),
    Gesture.DOWN: (0, 1),
    Gesture.LEFT: (-1, 0),
    Gesture.RIGHT: (1, 0),
}


def swipe(question: Question, context: Context) -> Session:
    """Ask what a swipe over the pop-up does."""
    book = Notebook(question, context)
    if (failed := (yield from launch(book))) is not None:
        return book.result(None, failed)
    wait, reason = yield from wait_for(book, lambda: steady(book))
    if wait is not Wait.FOUND:
        return (yield from give_up(book, wait, reason))
    seen = book.newest
    assert seen is not None
    assert seen.popup is not None
    assert question.gesture is not None
    start, end = path(question.gesture, seen.popup.box_px, context.size_px)
    event = yield Swipe(start_px=start, end_px=end, for_ms=SWIPE_MS)
    assert isinstance(event, Swiped)
    book.take(event)
    book.pressed(event.at_ns)
    return (yield from watch_after(book))


def path(gesture: Gesture, popup: BoxPx, size: SizePx) -> tuple[PointPx, PointPx]:
    """Where the finger goes down and up: through the pop-up's middle, or in from the edge."""
    box = popup.clipped_to(size)
    middle = box.center
    if gesture in {Gesture.EDGE_LEFT, Gesture.EDGE_RIGHT}:
        reach = round(EDGE_REACH * size.width)
        if gesture is Gesture.EDGE_LEFT:
            return PointPx(1, middle.y), PointPx(reach, middle.y)
        return PointPx(size.width - 2, middle.y), PointPx(size.width - reach, middle.y)
    dx, dy = _WAY[gesture]
    across = round(dx * box.width * LENGTH / 2)
    down = round(dy * box.height * LENGTH / 2)
    return (
        PointPx(middle.x - across, middle.y - down),
        PointPx(middle.x + across, middle.y + down),
    )
