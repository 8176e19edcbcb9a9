"""What a report is made from: one entry a case."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from harness.domain.finding import Judgement
from harness.domain.place import Place
from harness.domain.trial import Case, TapMapPoint
from harness.report.pictures import FrameSource


@dataclasses.dataclass(frozen=True)
class Entry:
    """One case with what belongs to it.

    ``judgement`` is None when the run was not judged. ``frames`` gives a frame by its
    number (and may raise TapTruthError for one that is lost). ``seal_info`` is
    ``seal.json`` as read; ``places`` tells where the screen was at a frame, where known;
    ``tap_map`` is every tap as data (for the JSON report).
    """

    case: Case
    judgement: Judgement | None
    frames: FrameSource
    seal_info: Mapping[str, Any] | None = None
    places: Mapping[int, Place] = dataclasses.field(default_factory=dict)
    tap_map: Sequence[TapMapPoint] = ()
