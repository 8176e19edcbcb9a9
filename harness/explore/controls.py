"""Controls from frame to frame within one launch."""

from collections.abc import Iterable, Sequence

import msgspec

from harness.domain.candidates import MIN_SCORE, SAME_PLACE_REL, center_rel, gap_rel
from harness.domain.geometry import PointPx, SizePx
from harness.domain.sight import CLOSING_ROLES, Control
from harness.domain.trial import Candidate, Question

AIM_REL = 0.14
"""A candidate is recognised on a new frame within this share of the screen's width."""


def find_on(
    controls: Sequence[Control], candidate: Candidate, size: SizePx, min_score: float = MIN_SCORE
) -> Control | None:
    """The control on this frame that is the candidate, or None.

    The nearest closing control wins; the role may differ (a detector calls the same sign
    "close" on one frame and "skip" on the next), but the same role goes first.
    """
    near = [
        (
            control.role is not candidate.role,
            gap_rel(center_rel(control, size), candidate.center_rel, size),
            index,
        )
        for index, control in enumerate(controls)
        if control.role in CLOSING_ROLES and control.score >= min_score
    ]
    near = [entry for entry in near if entry[1] <= AIM_REL]
    return controls[min(near)[2]] if near else None


class _Entry(msgspec.Struct, kw_only=True):
    """One control at its best, how often it was seen, and since which frame."""

    control: Control
    where: tuple[float, float]
    """Its centre, as share of the screen."""
    since: int
    count: int = 1


class Tally:
    """Controls of one pop-up over its life; one entry each, at its best score."""

    def __init__(self, size: SizePx) -> None:
        self._size = size
        self._entries: list[_Entry] = []
        self._frames = 0

    def add(self, controls: Iterable[Control]) -> None:
        """Take the controls of one more frame of the pop-up."""
        self._frames += 1
        for control in controls:
            self._add_one(control)

    def _add_one(self, control: Control) -> None:
        where: tuple[float, float] | None = None
        for entry in self._entries:
            if control.role is not entry.control.role:
                continue
            if control is not entry.control:
                where = where or center_rel(control, self._size)
                if gap_rel(where, entry.where, self._size) > SAME_PLACE_REL:
                    continue
            entry.count += 1
            if (best := _better(entry.control, control)) is not entry.control:
                entry.control, entry.where = best, center_rel(best, self._size)
            return
        where = where or center_rel(control, self._size)
        self._entries.append(_Entry(control=control, where=where, since=self._frames))

    def steady(self) -> tuple[Control, ...]:
        """Without flickers: a control must show on a third of the frames since it came.

        A pop-up seen on one or two frames keeps all of them.
        """
        return tuple(
            entry.control
            for entry in self._entries
            if entry.count * 3 >= self._frames - entry.since + 1
        )


def _better(known: Control, now: Control) -> Control:
    """The one with the better score, with the node that either was seen on."""
    best, other = (now, known) if now.score > known.score else (known, now)
    if best.node_box_px is None and other.node_box_px is not None:
        best = msgspec.structs.replace(best, node_box_px=other.node_box_px)
    return best


def aim_point(control: Control, question: Question, density_dpi: int, size: SizePx) -> PointPx:
    """The control's centre, or beside it where the question asks for the edge; on the screen."""
    center = control.box_px.center
    dx, dy = question.offset_dp or (0.0, 0.0)
    scale = density_dpi / 160
    return PointPx(
        min(max(0, round(center.x + dx * scale)), size.width - 1),
        min(max(0, round(center.y + dy * scale)), size.height - 1),
    )
