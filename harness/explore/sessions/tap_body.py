"""Tap the pop-up's body beside every control, and see where that leads."""

from harness.domain.exchange import Aim, Session, Tap
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.sight import CLOSING_ROLES
from harness.domain.trial import Question
from harness.explore.context import Context
from harness.explore.notebook import Glimpse, Notebook
from harness.explore.sessions.ending import watch_after
from harness.explore.sessions.steps import Wait, give_up, launch, tap, wait_for

MARGIN_DP = 16
"""A body tap keeps so far from the drawing of any closing control."""
STEADY_IOU = 0.9


def tap_body(question: Question, context: Context) -> Session:
    """Ask what a touch at ``point_rel`` of the pop-up's box does."""
    book = Notebook(question, context)
    if (failed := (yield from launch(book))) is not None:
        return book.result(None, failed)
    wait, reason = yield from wait_for(book, lambda: steady(book))
    if wait is not Wait.FOUND:
        return (yield from give_up(book, wait, reason))
    seen = book.newest
    assert seen is not None
    assert question.point_rel is not None
    point = body_point(seen, question.point_rel, context)
    x, y = question.point_rel
    aim = Aim(frame=seen.frame, why=f"body at {x:.0%}, {y:.0%} of the pop-up")
    yield from tap(book, Tap(point_px=point, aim=aim))
    return (yield from watch_after(book))


def steady(book: Notebook) -> bool:
    """Whether the pop-up has the same place on the last two frames."""
    if not book.popup_shows() or len(book.glimpses) < 2:
        return False
    before, now = book.glimpses[-2].popup, book.glimpses[-1].popup
    return before is not None and now is not None and before.box_px.iou(now.box_px) >= STEADY_IOU


def body_point(seen: Glimpse, point_rel: tuple[float, float], context: Context) -> PointPx:
    """The point on the screen; moved below or above a closing control that it would hit."""
    assert seen.popup is not None
    box = seen.popup.box_px.clipped_to(context.size_px)
    x = box.x + round(point_rel[0] * (box.width - 1))
    y = box.y + round(point_rel[1] * (box.height - 1))
    margin = round(MARGIN_DP * context.density_dpi / 160)
    for control in seen.controls:
        around = control.box_px.inflated(margin)
        if control.role in CLOSING_ROLES and around.contains(PointPx(x, y)):
            y = _beside(around, box)
    return PointPx(x, y)


def _beside(around: BoxPx, box: BoxPx) -> int:
    below = around.bottom + 1
    return below if below < box.bottom - 1 else max(box.y, around.y - 1)
