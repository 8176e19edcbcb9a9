"""Waits that fit the device in hand: measured at the start, never from a table of models.

An emulated phone with Android 4.4 takes 10 to 60 s to start an app and 1 to 3 s for a
screenshot (device-facts §10); the waits that suit a phone of today would then see nothing.
"""

import statistics

import msgspec

from harness.domain.errors import DeviceError
from harness.explore.context import Timing
from harness.run.clock import Clock
from harness.run.ports import Phone

CAPTURES = 3
QUICK_CAPTURE_MS = 150.0
"""Up to here the standard waits hold: frames come several times a second."""
FRAMES_NEEDED = 4
"""So many frames must fit into every wait that decides something."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What one device needed at the start, in milliseconds."""

    capture_ms: float
    """Median of a few captures."""
    start_ms: float | None = None
    """From the start command to the app's first window; None where the device did not tell."""


def measure(phone: Phone, clock: Clock) -> Measured:
    """Capture a few frames; a device that gives none is measured as it is later, by its errors."""
    took = []
    for _ in range(CAPTURES):
        before_ns = clock.monotonic_ns()
        try:
            phone.capture()
        except DeviceError:
            continue
        took.append((clock.monotonic_ns() - before_ns) / 1e6)
    return Measured(capture_ms=round(statistics.median(took), 1) if took else 0.0)


def with_start(measured: Measured, start_ms: float | None) -> Measured:
    """The same, with the slowest start seen so far."""
    if start_ms is None or (measured.start_ms is not None and measured.start_ms >= start_ms):
        return measured
    return msgspec.structs.replace(measured, start_ms=start_ms)


def adapted(measured: Measured, timing: Timing | None = None) -> Timing:
    """The waits for a device that needs so long; a quick one gets the standard ones.

    Each wait grows by what the device is slower: frames that are missing, and the start.
    """
    base = timing or Timing()
    slow_ms = max(0.0, measured.capture_ms - QUICK_CAPTURE_MS)
    extra_ms = round(FRAMES_NEEDED * slow_ms)
    start_ms = round(max(0.0, 2 * (measured.start_ms or 0.0) - base.popup_ms / 2))
    if not extra_ms and not start_ms:
        return base
    return msgspec.structs.replace(
        base,
        popup_ms=base.popup_ms + start_ms + extra_ms,
        control_ms=base.control_ms + extra_ms,
        watch_ms=base.watch_ms + start_ms + extra_ms,
        stable_ms=base.stable_ms + extra_ms,
        quiet_ms=base.quiet_ms + extra_ms,
        no_effect_ms=base.no_effect_ms + extra_ms,
        linger_ms=base.linger_ms + extra_ms,
        home_ms=base.home_ms + extra_ms,
    )
