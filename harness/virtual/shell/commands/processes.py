"""``ps``, ``pidof``, ``kill``, ``pkill``, ``killall``, ``pgrep``."""

import collections
import dataclasses
import re
import time
from collections.abc import Callable
from typing import Any

from harness.virtual.android.state import Process
from harness.virtual.android.usage import NOTHING_MUCH, Usage, usage_of
from harness.virtual.proc import MEMORY_KB
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.text import user_id
from harness.virtual.shell.jobs import NAMES, SIGNALS, Job, signal_number

_ZYGOTE, _ADBD = Process(512, "zygote64", 0, 0), 611
_FULL = ["USER=UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMDLINE=CMD"]
_USERS = {0: "root", 1000: "system", 1036: "logd", 2000: "shell"}


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A line of ``ps``."""

    user: str
    pid: int
    parent: int
    name: str
    args: str
    state: str = "S"
    usage: Usage = NOTHING_MUCH
    began_s: float = 0.0
    """Wall time at which it began."""


def rows_of(sh: Shell) -> list[Row]:
    """All processes: the phone's, and those of its shells."""
    now_ms, now_s = sh.phone.uptime_ms(), sh.phone.wall_s()
    processes = [_ZYGOTE, *sh.phone.processes.values()]
    rows = [_row(process, now_ms, now_s) for process in processes]
    rows = [dataclasses.replace(r, state="T") if sh.phone.is_frozen(r.pid) else r for r in rows]
    user = "root" if _is_root(sh) else "shell"
    jobs = [
        Row(user, pid, job.parent or _ADBD, job.name, " ".join(job.argv), _state(job, pid, sh),
            began_s=now_s)
        for pid, job in sh.jobs.items()
    ]  # fmt: skip
    return sorted([*rows, *jobs], key=lambda row: row.pid)


def _state(job: Job, pid: int, sh: Shell) -> str:
    return "T" if job.stopped else "R" if pid == sh.pid else "S"


def _row(process: Process, now_ms: float, now_s: float) -> Row:
    uid = process.uid
    user = _USERS.get(uid, user_id(uid).replace("u0a", "u0_a"))
    native = uid < 10000 and process.package != "system_server"
    parent = int(native and process.pid > 1) or _parent(process)
    usage = usage_of(process, now_ms)
    began_s = now_s - usage.age_ms / 1000
    return Row(user, process.pid, parent, process.package, process.package, "S", usage, began_s)


def _parent(process: Process) -> int:
    return 0 if process.pid == 1 else _ZYGOTE.pid


@command("ps")
async def ps(sh: Shell, argv: list[str]) -> int:
    """``ps [-A] [-e] [-f] [-p PID] [-o COLUMNS]``; newer versions show the shell's without -A."""
    flags, values, plain = _options(argv[1:])
    rows = rows_of(sh)
    pids = [pid for text in (*values["p"], *plain) for pid in text.split(",")]
    users = [user for text in (*values["u"], *values["U"]) for user in text.split(",")]
    if pids or users:
        rows = [row for row in rows if str(row.pid) in pids or row.user in users]
    elif not set("Aefd") & set(flags) and sh.phone.config.api_level >= 26:
        rows = [row for row in rows if row.user == "shell"]
    for key in reversed([key for text in values["k"] for key in text.split(",")]):
        field = _FIELDS.get(key.lstrip("+-").upper())
        if field is not None:
            rows.sort(key=field.of, reverse=key.startswith("-"))
    if values["o"]:
        return await _columns(sh, rows, [n for text in values["o"] for n in text.split(",")])
    if "f" in flags and sh.phone.config.api_level >= 26:
        return await _columns(sh, rows, _FULL)
    label = f"{'LABEL':<30} " if "Z" in flags else ""
    await sh.out(f"{label}USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME\n")
    for row in rows:
        label = f"{_FIELDS['LABEL'].of(row):<30} " if "Z" in flags else ""
        await sh.out(
            f"{label}{row.user:<12} {row.pid:>5} {row.parent:>5} {row.usage.virtual_kb:>7} "
            f"{row.usage.resident_kb:>6} 0                   0 {row.state} "
            f"{row.args if 'f' in flags else row.name}\n"
        )
    return 0 if rows or not pids else 1


def _options(words: list[str]) -> tuple[str, dict[str, list[str]], list[str]]:
    """Letters without a value, values by letter, and what stands alone."""
    flags, values, plain = "", collections.defaultdict(list), []
    left = iter(words)
    for word in left:
        if word.startswith("--sort="):
            values["k"].append(word.removeprefix("--sort="))
        elif not word.startswith("-"):
            plain.append(word)
        else:
            for at, letter in enumerate(word[1:], 2):
                if letter in "opuUktgG":
                    values[letter].append(word[at:] or next(left, ""))
                    break
                flags += letter
    return flags, values, plain


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    """A column of ``ps -o``: its width (negative where it is on the left), and what it shows."""

    width: int
    of: Callable[[Row], Any]


def _label(row: Row) -> str:
    domain = row.user if row.user in ("shell", "root", "system") else "untrusted_app"
    return f"u:r:{ {'root': 'init', 'system': 'system_server'}.get(domain, domain) }:s0"


_IDS = {"root": 0, "system": 1000, "logd": 1036, "shell": 2000}
_FIELDS = {
    "USER": _Field(-12, lambda row: row.user), "UID": _Field(5, lambda row: _uid(row.user)),
    "PID": _Field(5, lambda row: row.pid), "TID": _Field(5, lambda row: row.pid),
    "PPID": _Field(5, lambda row: row.parent), "PGID": _Field(5, lambda row: row.pid),
    "NAME": _Field(-27, lambda row: row.name), "CMD": _Field(-15, lambda row: row.name[-15:]),
    "COMM": _Field(-27, lambda row: row.name), "COMMAND": _Field(-27, lambda row: row.name),
    "ARGS": _Field(-27, lambda row: row.args), "CMDLINE": _Field(-27, lambda row: row.args),
    "S": _Field(1, lambda row: row.state), "STAT": _Field(-4, lambda row: row.state),
    "C": _Field(1, lambda row: round(row.usage.cpu_percent)),
    "NI": _Field(3, lambda _: 0), "PRI": _Field(3, lambda _: 19),
    "%CPU": _Field(4, lambda row: f"{row.usage.cpu_percent:.1f}"),
    "%MEM": _Field(5, lambda row: f"{share_of_memory(row):.1f}"),
    "RSS": _Field(6, lambda row: row.usage.resident_kb),
    "VSZ": _Field(7, lambda row: row.usage.virtual_kb),
    "SHR": _Field(4, lambda row: row.usage.shared_kb),
    "TIME": _Field(8, lambda row: _clock(row.usage.cpu_ms, hours=True)),
    "TIME+": _Field(9, lambda row: finely(row.usage.cpu_ms)),
    "STIME": _Field(-5, lambda row: time.strftime("%H:%M:%S", time.gmtime(row.began_s))),
    "ETIME": _Field(11, lambda row: _clock(row.usage.age_ms)),
    "ELAPSED": _Field(11, lambda row: _clock(row.usage.age_ms)), "TTY": _Field(-8, lambda _: "?"),
    "WCHAN": _Field(-6, lambda _: "0"), "ADDR": _Field(4, lambda _: "0"),
    "PCY": _Field(3, lambda _: "fg"), "LABEL": _Field(-30, _label), "TCNT": _Field(4, lambda _: 1),
}  # fmt: skip
"""By name. Widths: toybox 0.8.9."""


def share_of_memory(row: Row) -> float:
    """Per cent of the phone's memory."""
    return 100 * row.usage.resident_kb / MEMORY_KB


def finely(cpu_ms: int) -> str:
    """``TIME+``: minutes, seconds, hundredths."""
    return f"{cpu_ms // 60_000}:{cpu_ms // 1000 % 60:02}.{cpu_ms // 10 % 100:02}"


def _clock(ms: int, *, hours: bool = False) -> str:
    """``[[DD-]HH:]MM:SS``, for ``TIME`` always with the hours."""
    days, rest = divmod(ms // 1000, 86_400)
    short = f"{rest // 60 % 60:02}:{rest % 60:02}"
    if not (hours or days or rest >= 3600):
        return short
    return f"{f'{days}-' if days else ''}{rest // 3600:02}:{short}"


def _uid(user: str) -> int:
    if user.startswith("u0_a"):
        return 10000 + int(user.removeprefix("u0_a"))
    return _IDS.get(user, 0)


async def _columns(sh: Shell, rows: list[Row], names: list[str]) -> int:
    """``NAME`` or ``NAME=TITLE``; no head where all titles are empty."""
    wanted = [name.partition("=") for name in names]
    for name, _, _ in wanted:
        if name.upper() not in _FIELDS:
            await sh.err(f"ps: bad -o '{','.join(names)}'\n")
            return 1
    fields = [_FIELDS[name.upper()] for name, _, _ in wanted]
    titles = [title if sign else name.upper() for name, sign, title in wanted]
    lines = [titles] if any(titles) else []
    lines += [[str(field.of(row)) for field in fields] for row in rows]
    for line in lines:
        told = [
            f"{text:<{-field.width}}" if field.width < 0 else f"{text:>{field.width}}"
            for field, text in zip(fields, line, strict=True)
        ]
        await sh.out(" ".join(told).rstrip() + "\n")
    return 0 if rows else 1


@command("pidof")
async def pidof(sh: Shell, argv: list[str]) -> int:
    """Pids of all processes of these names; status 1 when there is none."""
    single, names = "-s" in argv, [w for w in argv[1:] if not w.startswith("-")]
    pids = [str(row.pid) for row in reversed(rows_of(sh)) if row.name in names]
    if not pids:
        return 1
    await sh.out(" ".join(pids[:1] if single else pids) + "\n")
    return 0


@command("kill")
async def kill(sh: Shell, argv: list[str]) -> int:
    """``kill [-SIGNAL] PID…``: apps belong to other users, so only a root shell may end them."""
    if argv[1:2] == ["-l"]:
        return await _names(sh, argv[2:])
    signal, words = _signal(argv[1:])
    if signal is None or not words:
        await sh.err("kill: usage: kill [-SIGNAL] PID\n")
        return 1
    return max([await _kill_one(sh, word, signal) for word in words])


async def _names(sh: Shell, words: list[str]) -> int:
    """Of numbers the names and of names the numbers; without, all in five columns."""
    for word in words:
        number = signal_number(word)
        if number is None:
            await sh.err(f"kill: UNKNOWN signal {word}\n")
            return 1
        await sh.out(f"{NAMES.get(number % 128, number) if word.isdigit() else number}\n")
    if not words:
        told = [f"{number:2}) SIG{name}" for number, name in NAMES.items()]
        rows = [told[at : at + 5] for at in range(0, len(told), 5)]
        await sh.out("".join("".join(f"{t:<16}" for t in row) + "\n" for row in rows))
    return 0


def _signal(words: list[str]) -> tuple[int | None, list[str]]:
    """The signal of ``-9``, ``-KILL`` or ``-s KILL`` (TERM without), and the other words."""
    if words[:1] == ["-s"] and len(words) > 1:
        return signal_number(words[1]), words[2:]
    if words and words[0].startswith("-"):
        return signal_number(words[0][1:]), words[1:]
    return SIGNALS["TERM"], words


async def _kill_one(sh: Shell, word: str, signal: int) -> int:
    if not word.isdigit():
        await sh.err(f"kill: bad pid '{word}'\n")
        return 1
    job = sh.jobs.get(int(word))
    if job is not None:
        job.kill(signal)
        return 0
    row = next((row for row in rows_of(sh) if row.pid == int(word)), None)
    if row is not None and _is_root(sh) and _signalled(sh, row.pid, signal):
        return 0
    why = "No such process" if row is None else "Operation not permitted"
    await sh.err(f"/system/bin/sh: kill: {word}: {why}\n")
    return 1


def _signalled(sh: Shell, pid: int, signal: int) -> bool:
    """A signal to an app: QUIT writes its traces, USR1 collects its garbage, both end nothing."""
    name = NAMES.get(signal, "")
    if name in {"STOP", "TSTP", "TTIN", "TTOU", "CONT"}:
        return sh.phone.freeze(pid, frozen=name != "CONT")
    if name in {"", "QUIT", "USR1", "CHLD", "URG", "WINCH"}:
        return True
    return sh.phone.kill(pid)


def _is_root(sh: Shell) -> bool:
    return sh.phone.props.get("service.adb.root") == "1"


@command("pkill", "killall", "pgrep")
async def pkill(sh: Shell, argv: list[str]) -> int:
    """By name: a pattern (``-f`` of the whole line), for ``killall`` the whole name.

    What belongs to apps only a root shell may end.
    """
    options = [w for w in argv[1:] if w.startswith("-")]
    wanted = [w for w in argv[1:] if not w.startswith("-")]
    numbers = [signal_number(w[1:]) for w in options]
    signal = next((n for n in numbers if n is not None), SIGNALS["TERM"])
    exact, whole = argv[0] == "killall" or "-x" in options, "-f" in options
    if not wanted:
        why = "no name" if argv[0] == "killall" else "No PATTERN"
        await sh.err(f'{argv[0]}: {why} (see "{argv[0]} --help")\n')
        return 1
    hit = [
        r for r in rows_of(sh) if r.pid != sh.pid and _named(r, wanted, exact=exact, whole=whole)
    ]
    if argv[0] == "pgrep":
        named = any("l" in option for option in options)
        await sh.out("".join(f"{row.pid}{f' {row.name}' * named}\n" for row in hit))
        return 0 if hit else 1
    if argv[0] == "killall" and not hit:
        await sh.err(f"killall: {wanted[0]}: No such process\n")
    worst = [await _kill_one(sh, str(row.pid), signal) for row in hit]
    return max(worst, default=1)


def _named(row: Row, wanted: list[str], *, exact: bool, whole: bool) -> bool:
    said = row.args if whole else row.name
    if exact:
        return said in wanted
    try:
        return any(re.search(word, said) for word in wanted)
    except re.error:
        return False
