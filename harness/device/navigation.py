"""Navigation of one device: the log stream, the trail, and a thread that fetches full addresses.

Threads: ``logcat`` reads the stream and feeds the trail; ``full-dat`` asks ``dumpsys`` when a
hop's address was cut. Neither is on the caller's path.
"""

import contextlib
import threading
import time

from harness.device.deviceclock import DeviceClock
from harness.device.link import Link
from harness.device.logstream import LogStream, choose_format
from harness.device.parsers.logcat import LogLine
from harness.device.parsers.packages import parse_package_list
from harness.device.placing import PlaceNamer
from harness.device.records import Mark
from harness.device.trail import Trail
from harness.domain.errors import DeviceError
from harness.domain.place import Navigation, Place

_TRIES_AFTER_S = (0.0, 0.1, 0.25, 0.5, 1.0)
"""An activity is in the dump only once its task has it; trampolines are gone soon."""
_RECENT_NS = 6 * 10**9


class NavigationWatch:
    """Watches where a device goes, from ``start`` to ``close``."""

    def __init__(self, link: Link, namer: PlaceNamer) -> None:
        self._link = link
        self.namer = namer
        self.trail = Trail(namer)
        self.clock = DeviceClock()
        self._stream: LogStream | None = None
        self._stop = threading.Event()
        self._wanted = threading.Event()
        self._fetcher = threading.Thread(target=self._fetch, name="full-dat", daemon=True)

    @property
    def readable(self) -> bool:
        """Whether the event log can be read on this device."""
        return self._stream is not None

    def start(self) -> None:
        """Measure the clock, learn the uids, open the stream."""
        with contextlib.suppress(DeviceError):
            self.clock.measure(self._link)
        with contextlib.suppress(DeviceError):
            self.trail.learn_uids(parse_package_list(self._link.shell("pm list packages -U").out))
        line_format = choose_format(self._link)
        if line_format is None:
            return
        self._stream = LogStream(self._link, self.clock, line_format, self._on_line)
        self._stream.start()
        self._stream.connected.wait(5.0)
        self._fetcher.start()

    def close(self) -> None:
        """End both threads."""
        self._stop.set()
        self._wanted.set()
        if self._stream is not None:
            self._stream.close()
        if self._fetcher.is_alive():
            self._fetcher.join(timeout=5.0)

    def _on_line(self, line: LogLine, received_ns: int) -> None:
        hop = self.trail.add(line, self.clock.to_host_ns(line.wall_ns, received_ns))
        if hop is not None and self.trail.wants_dump(hop):
            self._wanted.set()

    # --- full addresses ---------------------------------------------------------
    def _fetch(self) -> None:
        while not self._stop.is_set():
            self._wanted.wait()
            self._wanted.clear()
            with contextlib.suppress(DeviceError):
                self._complete()

    def _complete(self) -> None:
        for wait_s in _TRIES_AFTER_S:
            if self._stop.wait(wait_s):
                return
            since_ns = time.monotonic_ns() - _RECENT_NS
            if not self.trail.pending(since_ns):
                return
            text = self._link.shell("dumpsys activity activities").out
            self.learn_from_dump(text, time.monotonic_ns())
            if self.trail.pending(since_ns):
                text = self._link.shell("dumpsys activity starter").out
                self.trail.complete_from_starter(text, time.monotonic_ns())

    def learn_from_dump(self, activities: str, at_ns: int) -> None:
        """Use a dump that was made for another purpose, too."""
        if self.trail.pending(at_ns - _RECENT_NS):
            self.trail.complete_from_history(activities, at_ns)

    # --- reading ----------------------------------------------------------------
    def mark(self) -> Mark:
        """Now; the clocks are compared again when that was long ago."""
        if self.clock.stale():
            with contextlib.suppress(DeviceError):
                self.clock.measure(self._link)
        # A hop that follows must not seem to come before: the clocks agree only so far.
        at_ns = time.monotonic_ns() - self.clock.uncertainty_ns
        return Mark(at_ns=at_ns, gaps=self._gaps())

    def since(self, mark: Mark) -> Navigation:
        """Hops since the mark; not complete when the log had a gap or cannot be read."""
        whole = self.readable and self._gaps() == mark.gaps and self._connected()
        return Navigation(hops=self.trail.since(mark.at_ns), complete=whole)

    def last_place(self) -> Place:
        """What the event log said last."""
        return self.trail.last_place

    def _gaps(self) -> int:
        return self._stream.gaps if self._stream is not None else 0

    def _connected(self) -> bool:
        return self._stream is not None and self._stream.connected.is_set()
