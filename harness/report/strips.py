"""Launches as rows of pictures, with their timelines and what was seen on each frame."""

import dataclasses

from markupsafe import Markup

from harness.domain.trial import Trial
from harness.report.entry import Entry
from harness.report.filmstrip import Cell, filmstrip
from harness.report.overlay import overlays
from harness.report.phrases import outcome_name, question_phrase
from harness.report.pictures import Picture, Pictures, fate_of
from harness.report.timeline import Timeline, timeline
from harness.report.words import Words


@dataclasses.dataclass(frozen=True)
class Shot:
    """One picture of a row; ``boxes`` is JSON of what was seen on it, or empty."""

    cell: Cell
    picture: Picture | None
    boxes: str


@dataclasses.dataclass(frozen=True)
class Strip:
    """A launch as a row of pictures."""

    trial: Trial
    question: Markup
    outcome: str
    fate: str
    shots: tuple[Shot, ...]
    timeline: Timeline | None


def strip(trial: Trial, entry: Entry, pictures: Pictures, words: Words) -> Strip:
    """The row of one launch."""
    outcome = trial.result.outcome if trial.result else None
    aim = trial.result.tapped_px if trial.result else None
    events = entry.events.get(trial.number, ())
    boxes = overlays(events, entry.nodes)
    return Strip(
        trial=trial,
        question=question_phrase(words, trial.question),
        outcome=outcome_name(trial),
        fate=str(fate_of(outcome.kind)) if outcome else "none",
        shots=tuple(
            Shot(
                cell,
                pictures.thumb(cell.picture, aim if cell.mark == "tap" else None),
                boxes.get(cell.frame, ""),
            )
            for cell in filmstrip(trial, entry.places)
        ),
        timeline=timeline(trial, events),
    )
