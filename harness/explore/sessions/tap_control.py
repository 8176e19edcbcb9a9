"""Tap a closing control on the first frame that shows it, and see where that leads."""

from harness.domain.exchange import Aim, Session, Tap
from harness.domain.sight import Control
from harness.domain.trial import Question
from harness.explore.context import Context
from harness.explore.controls import aim_point, find_on
from harness.explore.notebook import MS, Notebook
from harness.explore.sessions.steps import Wait, give_up, launch, tap, wait_for, watch_after


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


class Target:
    """The candidate as it is on the newest frame."""

    def __init__(self, book: Notebook, question: Question) -> None:
        self._book = book
        self._question = question
        self._first_ns: int | None = None
        self.control: Control | None = None

    def ready(self) -> bool:
        """Whether the newest frame shows the candidate and it has been there long enough."""
        seen, candidate = self._book.newest, self._question.candidate
        assert candidate is not None
        self.control = None
        if seen is None or not self._book.popup_shows():
            return False
        context = self._book.context
        self.control = find_on(seen.controls, candidate, context.size_px, context.min_score)
        if self.control is None:
            return False
        if self._first_ns is None:
            self._first_ns = seen.at_ns
        return seen.at_ns - self._first_ns >= self._question.delay_ms * MS

    def command(self) -> Tap:
        """The tap on the newest frame."""
        seen, control = self._book.newest, self.control
        assert seen is not None
        assert control is not None
        context = self._book.context
        point = aim_point(control, self._question, context.density_dpi, context.size_px)
        offset = self._question.offset_dp
        spot = (
            f"{offset[0]:+.0f},{offset[1]:+.0f} dp beside its centre" if offset else "at its centre"
        )
        aim = Aim(
            frame=seen.frame,
            why=f"{control.role} {spot}",
            role=control.role,
            box_px=control.box_px,
        )
        return Tap(point_px=point, aim=aim)
