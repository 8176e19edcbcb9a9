"""What a bundle's events tell beyond its case: the events of each launch as records."""

from collections.abc import Mapping, Sequence

import msgspec

from harness.domain.errors import EvidenceError
from harness.domain.exchange import Event, Observed
from harness.domain.geometry import BoxPx
from harness.evidence.cut_off import resumptions
from harness.evidence.reader import Bundle
from harness.report.entry import Interruption

EVENT = "event"
_DECODER = msgspec.json.Decoder(Event)


def events_by_launch(bundle: Bundle) -> dict[int, tuple[Event, ...]]:
    """The events of each launch in order; one that this version does not know is left out."""
    found: dict[int, list[Event]] = {}
    for line in bundle.events():
        if line.kind == EVENT and line.trial is not None:
            try:
                found.setdefault(line.trial, []).append(_DECODER.decode(line.record))
            except msgspec.ValidationError:
                bundle.warnings.append(f"event {line.seq} is of a kind that is not known here")
    return {number: tuple(events) for number, events in found.items()}


def interruptions(bundle: Bundle) -> tuple[Interruption, ...]:
    """Where the run was killed and gone on with; what is no record of ours tells nothing."""
    events = bundle.events()
    try:
        found = resumptions(bundle.begin, events)
    except msgspec.DecodeError as error:
        bundle.warnings.append(f"a resumption cannot be read: {error}")
        return ()
    return tuple(
        Interruption(
            ended_wall_ns=events[one.seq - 2].wall_ns,
            resumed_wall_ns=one.wall_ns,
            launches=tuple(trial.number for trial in one.cut_off),
            lost_frames=one.told.lost_frames,
        )
        for one in found
    )


def clickable_nodes(
    bundle: Bundle, events: Mapping[int, Sequence[Event]]
) -> dict[str, tuple[BoxPx, ...]]:
    """Boxes of the nodes that can be clicked in each stored dump of the hierarchy, by its digest.

    A dump that is missing gives none: reading a bundle is not verifying it.
    """
    from detectors.hierarchy import parse  # noqa: PLC0415  loads vision

    seen = (event for launch in events.values() for event in launch if isinstance(event, Observed))
    found: dict[str, tuple[BoxPx, ...]] = {}
    for digest in dict.fromkeys(it.hierarchy_sha256 for it in seen if it.hierarchy_sha256):
        try:
            dump = bundle.hierarchy(digest)
        except EvidenceError as error:
            bundle.warnings.append(str(error))
            continue
        found[digest] = tuple(node.box_px for node in parse(dump) if node.clickable)
    return found
