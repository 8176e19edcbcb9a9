"""How the observer disturbed what it observed: counted from the case, nothing estimated."""

import dataclasses
import statistics
from collections.abc import Iterable

from harness.domain.exchange import Launched, Observed, Pressed, Swiped, Tapped
from harness.report.entry import Entry


@dataclasses.dataclass(frozen=True)
class Observer:
    """Counts over a case. Times are milliseconds; None where nothing was measured."""

    launches: int
    """Force-stops and cold starts."""
    captures: int
    capture_median_ms: float | None
    capture_slowest_ms: float | None
    dumps: int
    """Hierarchies read while a pop-up might show."""
    dumps_failed: int
    log_gaps: int
    taps: int
    keys: int
    swipes: int
    receipt_median_ms: float | None
    """From sending a tap to the device's word that it took it."""
    channels: tuple[str, ...]
    on_device_helper: bool
    settings: tuple[tuple[str, str], ...]
    """Settings as found, that were changed for the run and put back."""


def observer_of(entry: Entry) -> Observer:
    """What the run did to the device."""
    case = entry.case
    events = [event for launch in entry.events.values() for event in launch]
    seen = [e for e in events if isinstance(e, Observed)]
    taps = [e for e in events if isinstance(e, Tapped)]
    captures = [f.capture_ms for t in case.trials for f in t.frames]
    measured = [ms for ms in captures if ms > 0]
    return Observer(
        launches=sum(isinstance(e, Launched) for e in events) or len(case.trials),
        captures=len(captures),
        capture_median_ms=_median(measured),
        capture_slowest_ms=max(measured, default=None),
        dumps=sum(e.hierarchy is not None for e in seen),
        dumps_failed=sum(e.hierarchy not in {None, "given"} for e in seen),
        log_gaps=sum(e.log_gap for e in seen),
        taps=len(taps),
        keys=sum(isinstance(e, Pressed) for e in events),
        swipes=sum(isinstance(e, Swiped) for e in events),
        receipt_median_ms=_median((t.receipt_ns - t.at_ns) / 1e6 for t in taps),
        channels=tuple(sorted({t.channel for t in taps if t.channel})),
        on_device_helper="ondevice_server" in case.device.capabilities,
        settings=tuple(sorted(case.device.found_settings.items())),
    )


def _median(values: Iterable[float]) -> float | None:
    found = list(values)
    return statistics.median(found) if found else None
