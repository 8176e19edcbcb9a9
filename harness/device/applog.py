"""Apps of our own: started with extras, and read in the log under their own tag."""

import re
import shlex
import time
from collections.abc import Mapping

from harness.device.deviceclock import DeviceClock
from harness.device.link import Link
from harness.device.parsers.logcat import parse_log_line
from harness.domain.errors import DeviceError

START_TIMEOUT_S = 90.0
"""Android 4.4 on an emulated ARM takes a minute to start an app."""
_TAG = re.compile(r"[A-Za-z0-9_.-]{1,23}")
_FAILED = re.compile(r"Error( type \d+)?:|Exception|does not exist")


def start_with_extras(link: Link, component: str, extras: Mapping[str, str | int]) -> None:
    """``am start -W`` with string and int extras; ``DeviceError`` with Android's own words."""
    words = ["am", "start", "-W", "-n", component]
    for key, value in extras.items():
        words += ["--ei" if isinstance(value, int) else "--es", key, str(value)]
    command = shlex.join(words)
    told = link.shell(command, timeout_s=START_TIMEOUT_S).text
    if _FAILED.search(told):
        raise DeviceError(
            f"{component} cannot be started on {link.serial}: {' '.join(told.split())[-200:]}",
            serial=link.serial,
            command=command,
            output=told,
        )


def read_app_log(link: Link, clock: DeviceClock, tag: str) -> list[tuple[int, str]]:
    """Lines under one tag (at most 23 letters, Android's limit), with host monotonic times.

    Android 5 and older know no ``-v epoch``: then the clock's year and zone complete the
    local time that is printed.
    """
    if not _TAG.fullmatch(tag):
        raise ValueError(f"{tag!r} is no log tag")
    told = link.shell(f"logcat -d -v epoch -s {tag}:I 2>&1", timeout_s=20.0).out
    lines = _lines(told, clock)
    if lines or "epoch" not in told.lower():
        return lines
    told = link.shell(f"logcat -d -v threadtime -s {tag}:I 2>&1", timeout_s=20.0).out
    return _lines(told, clock)


def _lines(text: str, clock: DeviceClock) -> list[tuple[int, str]]:
    now_ns = time.monotonic_ns()
    found = []
    for raw in text.splitlines():
        line = parse_log_line(raw, year=clock.year, utc_offset_s=clock.utc_offset_s)
        if line is not None and line.wall_ns is not None:
            found.append((clock.to_host_ns(line.wall_ns, now_ns), line.message))
    return found
