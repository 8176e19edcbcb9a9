"""Controls across frames and launches: which is which, and what it is called."""

from collections.abc import Iterable, Sequence

import msgspec

from harness.domain.geometry import PointPx, SizePx
from harness.domain.sight import CLOSING_ROLES, Control, Popup, PopupKind
from harness.domain.trial import Candidate, Question, QuestionKind, Trial

SAME_PLACE_REL = 0.09
"""Centres nearer than this share of the screen's width are the same control."""
AIM_REL = 0.14
"""A candidate is recognised on a new frame within this share of the screen's width."""
MIN_SCORE = 0.5
PASSED_KINDS = frozenset({PopupKind.CONSENT, PopupKind.SYSTEM})
"""Pop-ups that are passed by policy, never examined."""


def zone(center_rel: tuple[float, float]) -> str:
    """Name of the ninth of the screen: "top_right", "bottom_center", "center"."""
    x, y = center_rel
    row = "top" if y < 1 / 3 else "bottom" if y > 2 / 3 else ""
    column = "left" if x < 1 / 3 else "right" if x > 2 / 3 else "center"
    if not row:
        return "center" if column == "center" else f"middle_{column}"
    return f"{row}_{column}"


def center_rel(control: Control, size: SizePx) -> tuple[float, float]:
    """Centre as share of screen width and height, to 1/1000."""
    center = control.box_px.center
    return (round(center.x / size.width, 3), round(center.y / size.height, 3))


def _gap(one: tuple[float, float], other: tuple[float, float], size: SizePx) -> float:
    """Distance of two relative points as share of the screen's width."""
    aspect = size.height / size.width
    return float(((one[0] - other[0]) ** 2 + ((one[1] - other[1]) * aspect) ** 2) ** 0.5)


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
            _gap(center_rel(control, size), candidate.center_rel, size),
            index,
        )
        for index, control in enumerate(controls)
        if control.role in CLOSING_ROLES and control.score >= min_score
    ]
    near = [entry for entry in near if entry[1] <= AIM_REL]
    return controls[min(near)[2]] if near else None


class Tally:
    """Controls of one pop-up over its life; one entry each, at its best score."""

    def __init__(self, size: SizePx) -> None:
        self._size = size
        self._entries: list[tuple[Control, int, int]] = []
        self._frames = 0

    def add(self, controls: Iterable[Control]) -> None:
        """Take the controls of one more frame of the pop-up."""
        self._frames += 1
        for control in controls:
            self._add_one(control)

    def _add_one(self, control: Control) -> None:
        for index, (known, count, since) in enumerate(self._entries):
            if control.role is known.role and self._same_spot(control, known):
                best = control if control.score > known.score else known
                self._entries[index] = (best, count + 1, since)
                return
        self._entries.append((control, 1, self._frames))

    def _same_spot(self, one: Control, other: Control) -> bool:
        gap = _gap(center_rel(one, self._size), center_rel(other, self._size), self._size)
        return gap <= SAME_PLACE_REL

    def steady(self) -> tuple[Control, ...]:
        """Without flickers: a control must show on a third of the frames since it came.

        A pop-up seen on one or two frames keeps all of them.
        """
        return tuple(
            control
            for control, count, since in self._entries
            if count * 3 >= self._frames - since + 1
        )


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate with what the launches said of it."""

    candidate: Candidate
    launches: int
    """In so many launches it was seen."""
    score: float


def candidates_of(trials: Sequence[Trial], size: SizePx) -> list[Known]:
    """Closing controls seen over all launches, most often seen first, with stable names.

    Names follow the order of first sight, so that a later trial never renames an earlier
    candidate.
    """
    found: list[tuple[Candidate, set[int], float]] = []
    for trial in trials:
        for control in _closing_controls(trial):
            _note(found, control, trial.number, size)
    named = [
        Known(candidate=candidate, launches=len(numbers), score=score)
        for candidate, numbers, score in found
    ]
    return sorted(named, key=lambda known: (-known.launches, -known.score, known.candidate.key))


def _closing_controls(trial: Trial) -> list[Control]:
    result = trial.result
    if result is None or result.popup is None or result.popup.kind in PASSED_KINDS:
        return []
    return [c for c in result.controls if c.role in CLOSING_ROLES and c.score >= MIN_SCORE]


def _note(
    found: list[tuple[Candidate, set[int], float]], control: Control, number: int, size: SizePx
) -> None:
    where = center_rel(control, size)
    for index, (candidate, numbers, score) in enumerate(found):
        if _gap(where, candidate.center_rel, size) <= SAME_PLACE_REL:
            found[index] = (candidate, numbers | {number}, max(score, control.score))
            return
    name = f"{control.role}@{zone(where)}"
    siblings = sum(1 for candidate, _, _ in found if candidate.key.split("-")[0] == name)
    key = name if not siblings else f"{name}-{siblings + 1}"
    found.append(
        (
            Candidate(key=key, role=control.role, center_rel=where, size_dp=control.size_dp),
            {number},
            control.score,
        )
    )


def aim_point(control: Control, question: Question, density_dpi: int, size: SizePx) -> PointPx:
    """The control's centre, or beside it where the question asks for the edge; on the screen."""
    center = control.box_px.center
    dx, dy = question.offset_dp or (0.0, 0.0)
    scale = density_dpi / 160
    return PointPx(
        min(max(0, round(center.x + dx * scale)), size.width - 1),
        min(max(0, round(center.y + dy * scale)), size.height - 1),
    )


def is_probe(question: Question) -> bool:
    """Whether the tap goes beside the centre on purpose."""
    return question.kind is QuestionKind.TAP_CONTROL and question.offset_dp is not None


def worth_examining(popup: Popup) -> bool:
    """Whether the pop-up is the app's doing and not a consent or system dialog."""
    return popup.kind not in PASSED_KINDS
