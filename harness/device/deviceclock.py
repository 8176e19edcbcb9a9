"""The device's wall clock in terms of the host's monotonic clock."""

import re
import time

from harness.device.link import Link

_MEASURES = 3
_STALE_NS = 60 * 10**9
_MS = 1_000_000
_DATE = re.compile(r"(\d{9,11})(?:\.([^,\s]*))?,([+-]\d{4})?,?(\d{4})?")


class DeviceClock:
    """Maps device wall time (UTC ns) to host monotonic ns.

    The offset comes from ``date`` in the middle of the shortest round trip. A device whose
    ``date`` knows only seconds starts with an upper bound. Either way no event can have
    happened after it was received, so each log line may lower the offset.
    """

    def __init__(self) -> None:
        self.offset_ns = time.monotonic_ns() - time.time_ns()
        self.precise = False
        self.uncertainty_ns = 0
        """The true offset lies at most this far from ``offset_ns`` (half a round trip)."""
        self.utc_offset_s = 0
        self.year: int | None = None
        self._measured_ns = 0

    def measure(self, link: Link) -> None:
        """Ask the device for the time."""
        best: tuple[int, int] | None = None
        for _ in range(_MEASURES):
            before_ns = time.monotonic_ns()
            told = link.shell("date +%s.%N,%z,%Y").out
            after_ns = time.monotonic_ns()
            wall_ns = self._read(told)
            if wall_ns is None:
                break
            offset_ns = (before_ns + after_ns) // 2 - wall_ns
            if best is None or after_ns - before_ns < best[0]:
                best = (after_ns - before_ns, offset_ns)
            if not self.precise:
                break
        if best is not None:
            self.offset_ns = best[1]
            self.uncertainty_ns = best[0] // 2
        self._measured_ns = time.monotonic_ns()

    def stale(self) -> bool:
        """Whether the last measurement is so old that the clocks may have drifted apart."""
        return time.monotonic_ns() - self._measured_ns > _STALE_NS

    def _read(self, text: str) -> int | None:
        found = _DATE.search(text)
        if found is None:
            return None
        seconds, fraction, zone, year = found.groups()
        self.precise = bool(fraction) and fraction.isdecimal() and len(fraction) == 9
        if zone:
            minutes = int(zone[1:3]) * 60 + int(zone[3:5])
            self.utc_offset_s = (-60 if zone[0] == "-" else 60) * minutes
        self.year = int(year) if year else None
        return int(seconds) * 10**9 + (int(fraction) if self.precise else 0)

    def to_host_ns(self, wall_ns: int | None, received_ns: int) -> int:
        """Host monotonic time of a device wall time; ``received_ns`` where none was printed.

        Logs cut times to milliseconds: the end of the millisecond is taken, so that nothing
        seems to have happened before the touch that caused it.
        """
        if wall_ns is None:
            return received_ns
        self.offset_ns = min(self.offset_ns, received_ns - wall_ns)
        cut_ns = 0 if wall_ns % _MS else _MS - 1
        return min(wall_ns + cut_ns + self.offset_ns, received_ns)
