"""Lines of ``logcat`` in the formats epoch, threadtime and brief."""

import calendar
import re
import time

import msgspec

_EPOCH = re.compile(
    r"^\s*(\d{9,11})\.(\d{3,9})\s+(\d+)\s+(\d+)\s+([VDIWEFAS])\s+(.*?)\s*: ?(.*)$", re.DOTALL
)
_THREADTIME = re.compile(
    r"^(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3,9})\s+(\d+)\s+(\d+)\s+"
    r"([VDIWEFAS])\s+(.*?)\s*: ?(.*)$",
    re.DOTALL,
)
_BRIEF = re.compile(r"^([VDIWEFAS])/(.*?)\s*\(\s*(\d+)\): ?(.*)$", re.DOTALL)
_GAP = re.compile(r"unexpected EOF|expire \d+ line|read: Unexpected|logcat: .*EOF", re.IGNORECASE)


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line; ``wall_ns`` is the device's wall clock (UTC), None where not printed."""

    tag: str
    message: str
    level: str
    pid: int
    wall_ns: int | None = None


def parse_log_line(line: str, *, year: int | None = None, utc_offset_s: int = 0) -> LogLine | None:
    """One log line, None for anything else ("--------- beginning of main", rests).

    Threadtime prints the device's local time without a year: both must be given.
    """
    line = line.rstrip("\r\n")
    found = _EPOCH.match(line)
    if found:
        sec, fraction, pid, _, level, tag, message = found.groups()
        wall_ns = int(sec) * 10**9 + _nanos(fraction)
        return LogLine(tag=tag, message=message, level=level, pid=int(pid), wall_ns=wall_ns)
    found = _THREADTIME.match(line)
    if found:
        return _threadtime(found, year, utc_offset_s)
    found = _BRIEF.match(line)
    if found:
        level, tag, pid, message = found.groups()
        return LogLine(tag=tag, message=message, level=level, pid=int(pid))
    return None


def _nanos(fraction: str) -> int:
    return int(fraction.ljust(9, "0"))


def _threadtime(found: re.Match[str], year: int | None, utc_offset_s: int) -> LogLine:
    printed, month, day, hour, minute, second, fraction, pid, _, level, tag, text = found.groups()
    year = int(printed) if printed else year or time.gmtime().tm_year
    local = calendar.timegm((year, int(month), int(day), int(hour), int(minute), int(second)))
    wall_ns = (local - utc_offset_s) * 10**9 + _nanos(fraction)
    return LogLine(tag=tag, message=text, level=level, pid=int(pid), wall_ns=wall_ns)


def tells_gap(line: str) -> bool:
    """Whether the line says that lines were lost."""
    return _GAP.search(line) is not None
