"""The text formats of ``logcat -v``, as liblog writes them."""

import time

from harness.virtual.android.state import LogEntry

FORMATS = ("brief", "color", "long", "process", "raw", "tag", "thread", "threadtime", "time")
MODIFIERS = ("epoch", "monotonic", "uid", "usec", "nsec", "UTC", "year", "zone", "descriptive",
             "printable", "color", "colour")  # fmt: skip


def format_entry(entry: LogEntry, name: str, modifiers: frozenset[str]) -> str:
    """All lines of one entry; each line of its message gets the head."""
    head = _head(entry, name, modifiers)
    lines = entry.message.rstrip("\n").split("\n")
    if name == "long":
        return f"{head}\n{entry.message}\n\n"
    if name == "process":
        return "".join(f"{head}{line}  ({entry.tag})\n" for line in lines)
    return "".join(f"{head}{line}\n" for line in lines)


def _head(entry: LogEntry, name: str, modifiers: frozenset[str]) -> str:
    level, tag, pid, tid = entry.level, entry.tag, entry.pid, entry.tid
    at = _time(entry, modifiers)
    who = f"{entry.uid:>5}:" if "uid" in modifiers else ""
    uid = f"{entry.uid:>5} " if "uid" in modifiers else ""
    heads = {
        "brief": f"{level}/{tag:<8}({who}{pid:5d}): ",
        "tag": f"{level}/{tag:<8}: ",
        "process": f"{level}({who}{pid:5d}) ",
        "thread": f"{level}({who}{pid:5d}:{tid:5d}) ",
        "raw": "",
        "time": f"{at} {level}/{tag:<8}({who}{pid:5d}): ",
        "long": f"[ {at} {who}{pid:5d}:{tid:5d} {level}/{tag:<8} ]",
    }
    return heads.get(name, f"{at} {uid}{pid:5d} {tid:5d} {level} {tag:<8}: ")


def _time(entry: LogEntry, modifiers: frozenset[str]) -> str:
    nanoseconds = round(entry.wall_s * 1e6) * 1000  # a float holds microseconds, not more
    if "monotonic" in modifiers:
        nanoseconds = entry.uptime_ms * 1_000_000
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    fraction = f"{rest // 1_000_000:03d}"
    if "nsec" in modifiers:
        fraction = f"{rest:09d}"
    elif "usec" in modifiers:
        fraction = f"{rest // 1000:06d}"
    if "epoch" in modifiers:
        return f"{seconds:>19}.{fraction}"
    if "monotonic" in modifiers:
        return f"{seconds:>6}.{fraction}"
    date = "%Y-%m-%d %H:%M:%S" if "year" in modifiers else "%m-%d %H:%M:%S"
    zone = " +0000" if modifiers & {"zone", "UTC"} else ""
    return f"{time.strftime(date, time.gmtime(seconds))}.{fraction}{zone}"
