"""The table of an evaluation, as text and as data."""

import dataclasses
import math
import statistics
from collections.abc import Iterable, Sequence
from typing import Any

from harness.cli.evaluation.scoring import (
    Figure,
    Found,
    Scored,
    ap_interval,
    average_precision,
    precision,
    recall,
    score,
)
from harness.domain.geometry import BoxPx
from harness.domain.sight import Control, Role
from harness.run.labels import ROLES, Row

SIZES_DP: dict[str, tuple[float, float]] = {
    "under 16 dp": (0, 16),
    "16 to 32 dp": (16, 32),
    "32 dp and more": (32, math.inf),
}
CLOSE_ROLES = frozenset({Role.CLOSE, Role.SKIP})


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What one detector said of one picture."""

    row: Row
    controls: tuple[Control, ...]
    popup: float
    """Score of a pop-up, 0 where none was seen."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    name: str
    precision: Figure
    recall: Figure
    ap: float | None = None
    ap_range: tuple[float, float] | None = None

    def __str__(self) -> str:
        text = f"  {self.name:<26} P {self.precision!s:<32} R {self.recall!s:<32}"
        if self.ap is not None and self.ap_range is not None:
            text += f" AP {self.ap:.3f} ({self.ap_range[0]:.2f}-{self.ap_range[1]:.2f})"
        return text.rstrip()

    def data(self) -> dict[str, Any]:
        """For the file."""
        return {
            "name": self.name,
            "precision": self.precision.value,
            "found": self.precision.of,
            "recall": self.recall.value,
            "labels": self.recall.of,
            "hits": self.recall.hits,
            "precision_range": self.precision.interval,
            "recall_range": self.recall.interval,
            "ap": self.ap,
            "ap_range": self.ap_range,
        }


def role_line(name: str, answers: Sequence[Answer], what: str) -> Line:
    """Of one role over these pictures."""
    scored = [
        score(found_of(a.controls, what), a.row.boxes(what)) for a in answers if a.row.counts(what)
    ]
    return _line(name, scored)


def found_of(controls: Iterable[Control], what: str) -> list[Found]:
    """Boxes counted under that name."""
    return [Found(c.box_px, c.score) for c in controls if c.role in ROLES[what]]


def size_lines(answers: Sequence[Answer], what: str) -> list[Line]:
    """By size of control: finds go with the size of their label, else with their own."""
    lines = []
    for name, (low, high) in SIZES_DP.items():
        scored = [_of_size(a, what, low, high) for a in answers]
        lines.append(_line(f"{what}, {name}", scored))
    return lines


def _of_size(answer: Answer, what: str, low: float, high: float) -> Scored:
    def right(box: BoxPx) -> bool:
        return low <= answer.row.side_dp(box) < high

    labels = [b for b in answer.row.boxes(what) if right(b)]
    others = [b for b in answer.row.boxes(what) if not right(b)]
    finds = [
        f
        for f in found_of(answer.controls, what)
        if any(b.iou(f.box_px) >= 0.5 for b in labels)
        or (right(f.box_px) and not any(b.iou(f.box_px) >= 0.5 for b in others))
    ]
    return score(finds, labels)


def _line(name: str, scored: Sequence[Scored]) -> Line:
    ap = average_precision(scored)
    spread = ap_interval(scored) if ap is not None else None
    return Line(name, precision(scored), recall(scored), ap, spread)


def popup_line(answers: Sequence[Answer]) -> Line | None:
    """Present or not, on full screens; None where the set has none."""
    full = [a for a in answers if a.row.full_screen]
    if not full:
        return None
    scored = [
        Scored(((a.popup, a.row.popup),) if a.popup > 0 else (), int(a.row.popup)) for a in full
    ]
    return _line("pop-up present", scored)


def false_close(answers: Sequence[Answer]) -> Figure:
    """Ordinary screens on which a close or a skip was seen."""
    plain = [a for a in answers if not a.row.popup]
    return Figure(sum(any(c.role in CLOSE_ROLES for c in a.controls) for a in plain), len(plain))


def table(answers: Sequence[Answer]) -> tuple[list[str], dict[str, Any]]:
    """Lines to print, and the same as data."""
    lines = [role_line(what, answers, what) for what in ROLES]
    for what in ("close", "skip"):
        lines += [s for s in size_lines(answers, what) if s.recall.of or s.precision.of]
    present = popup_line(answers)
    if present is not None:
        lines.append(present)
    text = [str(line) for line in lines]
    data: dict[str, Any] = {"lines": [line.data() for line in lines]}
    plain = false_close(answers)
    if plain.of:
        text.append(f"  {'false close or skip on':<26} {plain} of the ordinary screens")
        data["false_close"] = {"share": plain.value, "of": plain.of, "range": plain.interval}
    return text, data


def times(name: str, values_ms: Sequence[float]) -> tuple[str, dict[str, Any]]:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(values_ms)
    p95 = ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)] if ordered else 0.0
    median = statistics.median(ordered or [0.0])
    return (
        f"{name}: median {median:.1f} ms, p95 {p95:.1f} ms",
        {"name": name, "median_ms": round(median, 1), "p95_ms": round(p95, 1), "n": len(ordered)},
    )
