"""Filmstrips: which frames of a launch are shown, and what stands under them."""

import dataclasses
from collections.abc import Mapping, Sequence

from harness.domain.frame import FrameRef
from harness.domain.place import Place
from harness.domain.trial import Trial, TrialResult

MAX_CELLS = 8


@dataclasses.dataclass(frozen=True)
class Cell:
    """One picture of a filmstrip; ``mark`` is "popup", "tap", "result" or empty."""

    frame: int
    picture: int
    """The first frame with the same pixels."""
    seconds: float
    mark: str = ""
    place: str | None = None


def filmstrip(trial: Trial, places: Mapping[int, Place], limit: int = MAX_CELLS) -> list[Cell]:
    """The frames that tell the launch: those of note, and others spread over its time.

    Seconds count from the launch. A run of equal pictures is shown by its first, unless a
    later one is of note.
    """
    marks = _marks(trial.result)
    chosen = _chosen(trial.frames, marks, limit)
    start_ns = _start_ns(trial)
    cells = []
    for ref in chosen:
        place = places.get(ref.number)
        cells.append(
            Cell(
                frame=ref.number,
                picture=_picture(ref),
                seconds=(ref.at_ns - start_ns) / 1e9,
                mark=marks.get(ref.number, ""),
                place=str(place.kind) if place else _result_place(trial, ref.number),
            )
        )
    return cells


def _start_ns(trial: Trial) -> int:
    result = trial.result
    if result is not None and result.launched_at_ns is not None:
        return result.launched_at_ns
    return trial.started_at_ns


def _marks(result: TrialResult | None) -> dict[int, str]:
    if result is None:
        return {}
    after = result.outcome.after_frame if result.outcome else None
    noted = (
        (result.popup_frame, "popup"),
        (after, "result"),
        (result.before_frame, "tap"),
    )
    return {number: mark for number, mark in noted if number is not None}


def _chosen(frames: Sequence[FrameRef], marks: Mapping[int, str], limit: int) -> list[FrameRef]:
    distinct: list[FrameRef] = []
    for ref in frames:
        alike = distinct and _picture(distinct[-1]) == _picture(ref)
        if ref.number in marks or not alike:
            distinct.append(ref)
    if len(distinct) <= limit:
        return distinct
    noted = [ref for ref in distinct if ref.number in marks]
    others = [ref for ref in distinct if ref.number not in marks]
    room = max(0, limit - len(noted))
    spread = _spread(others, room)
    kept = {ref.number for ref in (*noted, *spread)}
    return [ref for ref in distinct if ref.number in kept]


def _picture(ref: FrameRef) -> int:
    return ref.same_as or ref.number


def _spread(frames: Sequence[FrameRef], count: int) -> list[FrameRef]:
    """``count`` of the frames, evenly spread, first and last among them."""
    if count < 2:
        return list(frames[-count:]) if count else []
    last = len(frames) - 1
    return [frames[round(i * last / (count - 1))] for i in range(count)]


def _result_place(trial: Trial, frame: int) -> str | None:
    result = trial.result
    if result is None or result.outcome is None or result.outcome.place is None:
        return None
    return str(result.outcome.place.kind) if frame == result.outcome.after_frame else None
