"""What a bundle's events tell beyond its case: the events of each launch as records."""

import msgspec

from harness.domain.exchange import Event
from harness.evidence.reader import Bundle

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
