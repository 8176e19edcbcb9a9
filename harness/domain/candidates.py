"""Closing controls across launches: which is which, and what it is called."""

from collections.abc import Sequence

import msgspec

from harness.domain.geometry import SizePx
from harness.domain.sight import CLOSING_ROLES, Control, Popup, PopupKind
from harness.domain.trial import Candidate, Question, QuestionKind, Trial

SAME_PLACE_REL = 0.09
"""Centres nearer than this share of the screen's width are the same control."""
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


def gap_rel(one: tuple[float, float], other: tuple[float, float], size: SizePx) -> float:
    """Distance of two relative points as share of the screen's width."""
    aspect = size.height / size.width
    return float(((one[0] - other[0]) ** 2 + ((one[1] - other[1]) * aspect) ** 2) ** 0.5)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate with what the launches said of it."""

    candidate: Candidate
    launches: int
    """In so many launches it was seen."""
    score: float
    numbers: frozenset[int] = frozenset()
    """Of the launches that showed it."""


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
        Known(
            candidate=candidate,
            launches=len(numbers),
            score=score,
            numbers=frozenset(numbers),
        )
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
        if gap_rel(where, candidate.center_rel, size) <= SAME_PLACE_REL:
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


def never_with(
    known: Known, others: Sequence[Known], least_launches: int = 2
) -> tuple[Candidate, ...]:
    """Candidates that no launch showed together with this one: an app that changes its picture."""
    return tuple(
        other.candidate
        for other in others
        if other.launches >= least_launches and not other.numbers & known.numbers
    )


def is_probe(question: Question) -> bool:
    """Whether the tap goes beside the centre on purpose."""
    return question.kind is QuestionKind.TAP_CONTROL and question.offset_dp is not None


def worth_examining(popup: Popup) -> bool:
    """Whether the pop-up is the app's doing and not a consent or system dialog."""
    return popup.kind not in PASSED_KINDS
