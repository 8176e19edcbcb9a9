"""Closing controls across launches: which is which, and what it is called."""

import functools
from collections.abc import Iterable, Sequence

import msgspec

from harness.domain.geometry import BoxPx, SizePx
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
    return _center_rel(control.box_px, size)


@functools.lru_cache(maxsize=4096)
def _center_rel(box: BoxPx, size: SizePx) -> tuple[float, float]:
    center = box.center
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


class CandidateCount:
    """Closing controls counted launch by launch, with stable names.

    Names follow the order of first sight, so that a later trial never renames an earlier
    candidate.
    """

    def __init__(self, size: SizePx, earlier: "CandidateCount | None" = None) -> None:
        self._size = size
        self.found: list[Known] = [] if earlier is None else earlier.found.copy()
        """In the order of first sight."""

    def add(self, trials: Iterable[Trial]) -> None:
        """Count these launches, too."""
        for trial in trials:
            for control in _closing_controls(trial):
                self._note(control, trial.number)

    def known(self) -> list[Known]:
        """The candidates so far, most often seen first."""
        return sorted(self.found, key=lambda k: (-k.launches, -k.score, k.candidate.key))

    def _note(self, control: Control, number: int) -> None:
        where = center_rel(control, self._size)
        for index, known in enumerate(self.found):
            if gap_rel(where, known.candidate.center_rel, self._size) <= SAME_PLACE_REL:
                numbers = known.numbers | {number}
                score = max(known.score, control.score)
                self.found[index] = Known(
                    candidate=known.candidate, launches=len(numbers), score=score, numbers=numbers
                )
                return
        name = f"{control.role}@{zone(where)}"
        siblings = sum(1 for k in self.found if k.candidate.key.split("-")[0] == name)
        key = name if not siblings else f"{name}-{siblings + 1}"
        candidate = Candidate(key=key, role=control.role, center_rel=where, size_dp=control.size_dp)
        seen = frozenset({number})
        self.found.append(Known(candidate=candidate, launches=1, score=control.score, numbers=seen))


def candidates_of(trials: Iterable[Trial], size: SizePx) -> list[Known]:
    """Closing controls seen over all launches, most often seen first."""
    count = CandidateCount(size)
    count.add(trials)
    return count.known()


def _closing_controls(trial: Trial) -> list[Control]:
    result = trial.result
    if result is None or result.popup is None or result.popup.kind in PASSED_KINDS:
        return []
    return [c for c in result.controls if c.role in CLOSING_ROLES and c.score >= MIN_SCORE]


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
