"""``dumpsys meminfo``: of one process by parts, or all of them by size.

Layout: public captures of Android 6 to 14 (the column and the summary of RSS came with 11). The
parts are shares of the process's figures, which ``ps`` and ``top`` show, too.
"""

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.android.state import Process
from harness.virtual.android.usage import Usage, usage_of
from harness.virtual.proc import MEMORY_KB

_RSS_SINCE_API = 30
_PARTS = {
    "Native Heap": 0.20, "Dalvik Heap": 0.07, "Dalvik Other": 0.04, "Stack": 0.015,
    "Ashmem": 0.001, "Other dev": 0.002, ".so mmap": 0.12, ".jar mmap": 0.03, ".apk mmap": 0.10,
    ".ttf mmap": 0.01, ".dex mmap": 0.05, ".oat mmap": 0.03, ".art mmap": 0.08,
    "Other mmap": 0.02, "EGL mtrack": 0.16, "GL mtrack": 0.05,
}  # fmt: skip
"""Shares of the whole; what is left is "Unknown"."""
_SUMMARY = {
    "Java Heap": ("Dalvik Heap", ".art mmap"),
    "Native Heap": ("Native Heap",),
    "Code": (".so mmap", ".jar mmap", ".apk mmap", ".ttf mmap", ".dex mmap", ".oat mmap"),
    "Stack": ("Stack",),
    "Graphics": ("EGL mtrack", "GL mtrack"),
    "Private Other": ("Dalvik Other", "Ashmem", "Other dev", "Other mmap"),
}
_HEAPS = ("Native Heap", "Dalvik Heap")


def dump_meminfo(phone: PhoneFacade, args: list[str]) -> str:
    """``dumpsys meminfo [PACKAGE|PID]``."""
    wanted = [arg for arg in args if not arg.startswith("-")]
    now = phone.uptime_ms()
    head = f"Applications Memory Usage (in Kilobytes):\nUptime: {now} Realtime: {now}\n"
    if not wanted:
        return f"{head}\n{_all(phone)}"
    found = [p for p in phone.processes.values() if wanted[0] in {p.package, str(p.pid)}]
    if not found:
        return f"No process found for: {wanted[0]}\n"
    parts = (_one(p, usage_of(p, now), phone.config.api_level) for p in found)
    return head + "".join(f"\n{part}" for part in parts)


def _one(process: Process, usage: Usage, api: int) -> str:
    rss = api >= _RSS_SINCE_API
    proportional = _split(usage.proportional_kb)
    resident = _split(usage.resident_kb)
    lines = [f"** MEMINFO in pid {process.pid} [{process.package}] **"]
    heads = [
        ["Pss", "Private", "Private", "SwapPss", *["Rss"] * rss, "Heap", "Heap", "Heap"],
        ["Total", "Dirty", "Clean", "Dirty", *["Total"] * rss, "Size", "Alloc", "Free"],
    ]
    lines += [_row("", head) for head in [*heads, ["------"] * (7 + rss)]]
    for name, size in proportional.items():
        figures = [size, size * 9 // 10, size // 20, 0, *[resident[name]] * rss]
        if name in _HEAPS:
            figures += [size * 5 // 4, size, size // 4]
        lines.append(_row(name, figures))
    whole = usage.proportional_kb
    heap = sum(proportional[name] for name in _HEAPS)
    figures = [whole, whole * 9 // 10, whole // 20, 0, *[usage.resident_kb] * rss]
    lines.append(_row("TOTAL", [*figures, heap * 5 // 4, heap, heap // 4]))
    return "\n".join([*lines, " ", *_summary(proportional, resident, usage, rss=rss), " ", ""])


def _split(whole: int) -> dict[str, int]:
    """A figure by parts that add up to it."""
    parts = {name: round(whole * share) for name, share in _PARTS.items()}
    return {**parts, "Unknown": whole - sum(parts.values())}


def _row(name: str, figures: list[int] | list[str]) -> str:
    return f"{name:>13} " + "".join(f"{figure:>9}" for figure in figures)[1:]


def _summary(
    proportional: dict[str, int], resident: dict[str, int], usage: Usage, *, rss: bool
) -> list[str]:
    lines = [" App Summary", f"{'Pss(KB)':>30}{'Rss(KB)':>31}" if rss else f"{'Pss(KB)':>30}"]
    lines.append(f"{'------':>30}{'------':>31}" if rss else f"{'------':>30}")
    told = 0
    for name, parts in _SUMMARY.items():
        size = sum(proportional[part] for part in parts)
        told += size
        shown = f"{sum(resident[part] for part in parts):>31}"
        with_rss = rss and name != "Private Other"
        lines.append(f"{name + ':':>21}{size:>9}{shown if with_rss else ''}")
    lines.append(f"{'System:':>21}{usage.proportional_kb - told:>9}")
    if not rss:
        whole = f"{'TOTAL:':>21}{usage.proportional_kb:>9}"
        return [*lines, " ", f"{whole}       TOTAL SWAP PSS:        0"]
    lines.append(f"{'Unknown:':>21}{resident['Unknown']:>40}")
    total = f"{'TOTAL PSS:':>21}{usage.proportional_kb:>9}{'TOTAL RSS:':>22}"
    return [*lines, " ", f"{total}{usage.resident_kb:>9}      TOTAL SWAP (KB):        0"]


def _all(phone: PhoneFacade) -> str:
    now, lines = phone.uptime_ms(), ["Total PSS by process:"]
    sizes = [(usage_of(p, now).proportional_kb, p) for p in phone.processes.values()]
    for size, process in sorted(sizes, key=lambda pair: -pair[0]):
        name = "system" if process.package == "system_server" else process.package
        lines.append(f"{size:>11,}K: {name} (pid {process.pid})")
    used = sum(size for size, _ in sizes)
    lines += [
        "",
        f"Total RAM: {MEMORY_KB:,}K (status normal)",
        f" Free RAM: {MEMORY_KB // 2:,}K",
        f" Used RAM: {used:,}K",
        f" Lost RAM: {MEMORY_KB - MEMORY_KB // 2 - used:,}K",
    ]
    return "\n".join(lines) + "\n"
