"""The candidate of a question from frame to frame, until it is time to touch it."""

import msgspec

from harness.domain.exchange import Aim, Click, Tap
from harness.domain.geometry import PointPx
from harness.domain.sight import Control
from harness.domain.trial import Question
from harness.explore.controls import aim_point, find_on
from harness.explore.notebook import MS, Glimpse, Notebook

INSTEAD_MS = 700
"""Another control has stood alone for so long: the candidate does not show in this launch."""


class Target:
    """The candidate as it is on the newest frame, or the one that shows instead."""

    def __init__(self, book: Notebook, question: Question, *, delay_ms: int | None = None) -> None:
        self._book = book
        self._question = question
        self._delay_ms = question.delay_ms if delay_ms is None else delay_ms
        self._first_ns: int | None = None
        self._other_ns: int | None = None
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
            return self._first_ns is None and self._another_ready(seen)
        if self._first_ns is None:
            self._first_ns = seen.at_ns
        return seen.at_ns - self._first_ns >= self._delay_ms * MS

    def _another_ready(self, seen: Glimpse) -> bool:
        """Whether a control that never shows with the candidate is there, and for how long."""
        size, least = self._book.context.size_px, self._book.context.min_score
        found = ((c, find_on(seen.controls, c, size, least)) for c in self._question.instead)
        candidate, control = next(((c, on) for c, on in found if on is not None), (None, None))
        if candidate is None:
            self._other_ns = None
            return False
        if self._other_ns is None:
            self._other_ns = seen.at_ns
        wait_ms = max(INSTEAD_MS, self._delay_ms)
        if seen.at_ns - self._other_ns < wait_ms * MS:
            return False
        self.control = control
        self._question = self._book.question = msgspec.structs.replace(
            self._question, candidate=candidate, offset_dp=None, delay_ms=wait_ms, instead=()
        )
        return True

    def command(self) -> Tap:
        """The tap on the newest frame."""
        point, aim = self._aimed()
        return Tap(point_px=point, aim=aim)

    def click(self) -> Click:
        """The click by accessibility on the newest frame."""
        point, aim = self._aimed()
        return Click(point_px=point, aim=aim)

    def _aimed(self) -> tuple[PointPx, Aim]:
        seen, control = self._book.newest, self.control
        assert seen is not None
        assert control is not None
        context = self._book.context
        point = aim_point(control, self._question, context.density_dpi, context.size_px)
        offset = self._question.offset_dp
        spot = (
            f"{offset[0]:+.0f},{offset[1]:+.0f} dp beside its centre" if offset else "at its centre"
        )
        why = f"{control.role} {spot}"
        return point, Aim(frame=seen.frame, why=why, role=control.role, box_px=control.box_px)
