"""What a report is made from: one entry a case."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from harness.domain.complaint import ClaimResult
from harness.domain.exchange import Event
from harness.domain.finding import Clause, Judgement
from harness.domain.geometry import BoxPx
from harness.domain.place import Place
from harness.domain.trial import Case, TapMapPoint
from harness.report.pictures import FrameSource


class SdkTrace(msgspec.Struct, frozen=True, kw_only=True):
    """An advertising SDK that left its marks on the pop-ups of a case."""

    sdk: str
    """Our short name of it: "pangle"."""
    product: str
    maker_en: str
    maker_zh: str
    marks: tuple[str, ...]
    """What was recognised, as the device told it: ids, classes, activities."""
    launches: tuple[int, ...]


class Redaction(msgspec.Struct, frozen=True, kw_only=True):
    """What was blacked out of one frame. Digests are SHA-256 of RGBA pixels, lowercase hex."""

    frame: int
    original_sha256: str
    redacted_sha256: str
    boxes_px: tuple[tuple[int, int, int, int], ...]
    """``(x, y, width, height)``, filled with opaque black."""
    why: tuple[str, ...]
    """For each box: "phone", "email", "account", "name", "id_number", "bank_card", "by_hand"."""


class Interruption(msgspec.Struct, frozen=True, kw_only=True):
    """The run was killed and gone on with later, in the same bundle."""

    ended_wall_ns: int
    """The last event before it."""
    resumed_wall_ns: int
    launches: tuple[int, ...]
    """Numbers of the launches that were cut off; they are broken and count for nothing."""
    lost_frames: tuple[int, ...]
    """Frames that never reached the disk."""


@dataclasses.dataclass(frozen=True)
class Entry:
    """One case with what belongs to it.

    ``judgement`` is None when the run was not judged. ``frames`` gives a frame by its
    number (and may raise TapTruthError for one that is lost). ``seal_info`` is
    ``seal.json`` as read; ``places`` tells where the screen was at a frame, where known;
    ``tap_map`` is every tap as data (for the JSON report). ``events`` are those of each
    launch; ``redactions`` is None when nothing was to be redacted.
    """

    case: Case
    judgement: Judgement | None
    frames: FrameSource
    seal_info: Mapping[str, Any] | None = None
    places: Mapping[int, Place] = dataclasses.field(default_factory=dict)
    tap_map: Sequence[TapMapPoint] = ()
    events: Mapping[int, Sequence[Event]] = dataclasses.field(default_factory=dict)
    sdks: Sequence[SdkTrace] = ()
    doctor: Mapping[str, Any] | None = None
    redactions: Sequence[Redaction] | None = None
    claim: ClaimResult | None = None
    """What became of the complaint that the case is about, if it is about one."""
    said: str | None = None
    """The complaint in the person's own words."""
    nodes: Mapping[str, Sequence[BoxPx]] = dataclasses.field(default_factory=dict)
    """Boxes of the nodes that can be clicked, by the SHA-256 of the hierarchy's dump."""
    interruptions: Sequence[Interruption] = ()
    own_clauses: Sequence[Clause] = ()
    """Of the company's own rules that the case was judged with."""
