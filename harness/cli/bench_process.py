"""What a process takes, as the bench tells it: read from /proc, in MiB and seconds."""

import os
import re
from pathlib import Path


def pss_mib(pid: int) -> float:
    """Memory, of pages that several processes share its share."""
    return _kib(pid, "smaps_rollup", "Pss") / 1024


def resident_mib(pid: int) -> float:
    """Memory with all that it shares, as if it were alone."""
    return _kib(pid, "status", "VmRSS") / 1024


def most_mib(pid: int) -> float:
    """The most that ``resident_mib`` ever was."""
    return _kib(pid, "status", "VmHWM") / 1024


def cpu_s(pid: int) -> float:
    """CPU that it has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _kib(pid: int, file: str, name: str) -> int:
    text = Path(f"/proc/{pid}/{file}").read_text(encoding="utf-8")
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found.group(1)) if found else 0
