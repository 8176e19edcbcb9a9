"""What the calibration app says of itself: one JSON object a log line (``Truth.java``)."""

import json
from collections.abc import Iterable

import msgspec

from harness.domain.geometry import BoxPx

TAG = "TapTruthCal"


class TruthLine(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of the app. Boxes and points are pixels of the screen."""

    event: str
    """"chosen", "started", "shown", "touch", "did", "nothing_opens", "shaken" …"""
    at_ns: int
    """Host monotonic time."""
    scene: str = ""
    what: str = ""
    by: str = ""
    point_px: tuple[float, float] | None = None
    mark_px: BoxPx | None = None
    """Where the closing control is drawn."""
    target_px: BoxPx | None = None
    """Where a touch closes; None where none does."""


def parse_truth(lines: Iterable[tuple[int, str]]) -> list[TruthLine]:
    """Statements from ``(host ns, text)`` log lines; what is no statement is passed over."""
    said = []
    for at_ns, text in lines:
        try:
            values = json.loads(text)
        except ValueError:
            continue
        if isinstance(values, dict) and isinstance(values.get("e"), str):
            said.append(_line(at_ns, values))
    return said


def _line(at_ns: int, values: dict[str, object]) -> TruthLine:
    x, y = values.get("x"), values.get("y")
    numbers = isinstance(x, int | float) and isinstance(y, int | float)
    return TruthLine(
        event=str(values["e"]),
        at_ns=at_ns,
        scene=str(values.get("scene", "")),
        what=str(values.get("what", "")),
        by=str(values.get("by", "")),
        point_px=(float(x), float(y)) if numbers else None,  # type: ignore[arg-type]
        mark_px=_box(values.get("mark")),
        target_px=_box(values.get("target")),
    )


def _box(value: object) -> BoxPx | None:
    if not isinstance(value, list) or len(value) != 4:
        return None
    if not all(isinstance(v, int | float) for v in value):
        return None
    left, top, right, bottom = (round(v) for v in value)
    return BoxPx.from_edges(left, top, right, bottom)
