"""One streamed ``logcat`` of a device, on a thread of its own.

It is the cheapest and most complete trace of navigation. When the stream ends it is opened
again from the last time seen, and the gap is counted.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable

from harness.device.deviceclock import DeviceClock
from harness.device.link import Link
from harness.device.parsers.events import START_TAGS, TAGS
from harness.device.parsers.logcat import LogLine, parse_log_line, tells_gap
from harness.domain.errors import DeviceError, DeviceLostError

_POLL_S = 0.5
_RETRY_S = 0.3
_REFUSALS = ("unable to open", "permission denied", "invalid parameter", "not found", "usage:")
_PROBE = "logcat -b events -v {format} -t 1 2>&1"


def choose_format(link: Link) -> str | None:
    """Give "epoch" or, on old devices, "threadtime"; None when the event log is not readable."""
    for name in ("epoch", "threadtime"):
        old = " -d" if name == "threadtime" else ""
        try:
            told = link.shell(_PROBE.format(format=name) + old, timeout_s=10.0).text
        except DeviceLostError:
            raise
        except DeviceError:
            continue
        if _any_line(told) or not any(word in told.lower() for word in _REFUSALS):
            return name
    return None


def _any_line(text: str) -> bool:
    return any(parse_log_line(line) is not None for line in text.splitlines())


class LogStream:
    """Hands every activity line to ``on_line(line, received_ns)`` until closed."""

    def __init__(
        self,
        link: Link,
        clock: DeviceClock,
        line_format: str,
        on_line: Callable[[LogLine, int], None],
    ) -> None:
        self._link = link
        self._clock = clock
        self._format = line_format
        self._on_line = on_line
        self._stop = threading.Event()
        self._sock: socket.socket | None = None
        self._last_wall_ns: int | None = None
        self.gaps = 0
        self.connected = threading.Event()
        self._thread = threading.Thread(target=self._run, name="logcat", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def close(self) -> None:
        """Stop reading and end the logcat on the device."""
        self._stop.set()
        sock = self._sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(timeout=3.0)

    def command(self) -> str:
        """The logcat command line; a reopened stream resumes at the last time seen."""
        tags = " ".join(f"{tag}:I" for tag in sorted(TAGS | START_TAGS))
        since = ""
        if self._format == "epoch":
            since = " -T 1"
            if self._last_wall_ns is not None:
                seconds, nanos = divmod(self._last_wall_ns, 10**9)
                since = f" -T {seconds}.{nanos // 10**6:03d}"
        return f"logcat -b events -b main -b system -v {self._format}{since} -s {tags}"

    def _run(self) -> None:
        while not self._stop.is_set():
            with contextlib.suppress(DeviceError, OSError):
                self._read_one_stream()
            if self._stop.is_set():
                return
            self.gaps += 1
            self.connected.clear()
            self._stop.wait(_RETRY_S)

    def _read_one_stream(self) -> None:
        way = "exec:" if "shell_v2" in self._link.features() else "shell:"
        resumed_at = self._last_wall_ns
        opened_wall_ns = time.monotonic_ns() - self._clock.offset_ns
        self._sock = sock = self._link.open(way + self.command())
        try:
            sock.settimeout(_POLL_S)
            self.connected.set()
            rest = b""
            while not self._stop.is_set():
                try:
                    chunk = sock.recv(1 << 16)
                except TimeoutError:
                    continue
                if not chunk:
                    return
                received_ns = time.monotonic_ns()
                *lines, rest = (rest + chunk).split(b"\n")
                for raw in lines:
                    self._take(
                        raw.decode(errors="replace"), received_ns, resumed_at, opened_wall_ns
                    )
        finally:
            sock.close()
            self._sock = None

    def _take(
        self, text: str, received_ns: int, resumed_at: int | None, opened_wall_ns: int
    ) -> None:
        if tells_gap(text):
            self.gaps += 1
        line = parse_log_line(text, year=self._clock.year, utc_offset_s=self._clock.utc_offset_s)
        if line is None:
            return
        if line.wall_ns is not None:
            if resumed_at is not None and line.wall_ns <= resumed_at:
                return  # told already before the stream broke
            if self._format == "threadtime" and line.wall_ns < opened_wall_ns - 2 * 10**9:
                return  # old logcat replays its whole buffer
            self._last_wall_ns = max(line.wall_ns, self._last_wall_ns or 0)
        self._on_line(line, received_ns)
