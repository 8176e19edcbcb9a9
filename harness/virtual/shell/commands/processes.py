"""``ps``, ``top``, ``pidof``, ``kill``, ``pkill``, ``killall``, ``pgrep``."""

import collections
import dataclasses
import re
from collections.abc import Callable
from typing import Any

from harness.virtual.android.state import Process
from harness.virtual.proc import CORES, MEMORY_KB
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.text import user_id
from harness.virtual.shell.jobs import NAMES, SIGNALS, Job, signal_number

_ZYGOTE, _ADBD = 512, 611
_FULL = ["USER=UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMDLINE=CMD"]
_USERS = {0: "root", 1000: "system", 1036: "logd", 2000: "shell"}


@dataclasses.dataclass(frozen=True, slots=True)
class _Row:
    user: str
    pid: int
    parent: int
    name: str
    args: str
    state: str = "S"


def _rows(sh: Shell) -> list[_Row]:
    """All processes: the phone's, and those of its shells."""
    rows = [_row(process) for process in sh.phone.processes.values()]
    user = "root" if _is_root(sh) else "shell"
    jobs = [
        _Row(user, pid, job.parent or _ADBD, job.name, " ".join(job.argv), _state(job, pid, sh))
        for pid, job in sh.jobs.items()
    ]
    zygote = _Row("root", _ZYGOTE, 1, "zygote64", "zygote64")
    return sorted([zygote, *rows, *jobs], key=lambda row: row.pid)


def _state(job: Job, pid: int, sh: Shell) -> str:
    return "T" if job.stopped else "R" if pid == sh.pid else "S"


def _row(process: Process) -> _Row:
    uid = process.uid
    user = _USERS.get(uid, user_id(uid).replace("u0a", "u0_a"))
    native = uid < 10000 and process.package != "system_server"
    parent = int(native and process.pid > 1) or _parent(process)
    return _Row(user, process.pid, parent, process.package, process.package)


def _parent(process: Process) -> int:
    return 0 if process.pid == 1 else _ZYGOTE


@command("ps")
async def ps(sh: Shell, argv: list[str]) -> int:
    """``ps [-A] [-e] [-f] [-p PID] [-o COLUMNS]``; newer versions show the shell's without -A."""
    flags, values, plain = _options(argv[1:])
    rows = _rows(sh)
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
            f"{label}{row.user:<12} {row.pid:>5} {row.parent:>5} 13000000 98000 0"
            f"                   0 {row.state} {row.args if 'f' in flags else row.name}\n"
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
    of: Callable[[_Row], Any]


def _label(row: _Row) -> str:
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
    "C": _Field(1, lambda _: 0), "NI": _Field(3, lambda _: 0), "PRI": _Field(3, lambda _: 19),
    "%CPU": _Field(4, lambda _: "0.0"), "%MEM": _Field(5, lambda _: "1.6"),
    "RSS": _Field(6, lambda _: 98000), "VSZ": _Field(7, lambda _: 13000000),
    "TIME": _Field(8, lambda _: "00:00:01"), "TIME+": _Field(9, lambda _: "0:01.00"),
    "STIME": _Field(-5, lambda _: "08:00"), "ETIME": _Field(11, lambda _: "10:00"),
    "ELAPSED": _Field(11, lambda _: "10:00"), "TTY": _Field(-8, lambda _: "?"),
    "WCHAN": _Field(-6, lambda _: "0"), "ADDR": _Field(4, lambda _: "0"),
    "PCY": _Field(3, lambda _: "fg"), "LABEL": _Field(-30, _label), "TCNT": _Field(4, lambda _: 1),
}  # fmt: skip
"""By name. Widths: toybox 0.8.9."""


def _uid(user: str) -> int:
    if user.startswith("u0_a"):
        return 10000 + int(user.removeprefix("u0_a"))
    return _IDS.get(user, 0)


async def _columns(sh: Shell, rows: list[_Row], names: list[str]) -> int:
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
    pids = [str(row.pid) for row in reversed(_rows(sh)) if row.name in names]
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
    row = next((row for row in _rows(sh) if row.pid == int(word)), None)
    if row is not None and _is_root(sh) and (signal == 0 or sh.phone.kill(row.pid)):
        return 0
    why = "No such process" if row is None else "Operation not permitted"
    await sh.err(f"/system/bin/sh: kill: {word}: {why}\n")
    return 1


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
        await sh.err(f"{argv[0]}: no PATTERN\n")
        return 1
    own = {sh.pid, sh.jobs[sh.pid].parent} if sh.pid in sh.jobs else {sh.pid}
    hit = [r for r in _rows(sh) if r.pid not in own and _named(r, wanted, exact=exact, whole=whole)]
    if argv[0] == "pgrep":
        named = any("l" in option for option in options)
        await sh.out("".join(f"{row.pid}{f' {row.name}' * named}\n" for row in hit))
        return 0 if hit else 1
    if argv[0] == "killall" and not hit:
        await sh.err(f"killall: {wanted[0]}: No such process\n")
    worst = [await _kill_one(sh, str(row.pid), signal) for row in hit]
    return max(worst, default=1)


def _named(row: _Row, wanted: list[str], *, exact: bool, whole: bool) -> bool:
    said = row.args if whole else row.name
    if exact:
        return said in wanted
    try:
        return any(re.search(word, said) for word in wanted)
    except re.error:
        return False


@command("top")
async def top(sh: Shell, argv: list[str]) -> int:
    """``top -b -n TIMES [-m ROWS]``: once, for nothing here is ever busy for long.

    Without ``-b`` and without a terminal it prints the same, as toybox does.
    """
    rows = _rows(sh)
    if "-m" in argv[:-1] and argv[argv.index("-m") + 1].isdigit():
        rows = rows[: int(argv[argv.index("-m") + 1])]
    asleep = sum(row.state == "S" for row in rows)
    total = MEMORY_KB
    await sh.out(
        f"Tasks: {len(rows)} total,   {len(rows) - asleep} running, {asleep:>3} sleeping,"
        "   0 stopped,   0 zombie\n"
        f"  Mem: {total:>8}K total, {total - total // 8:>8}K used, {total // 8:>8}K free,"
        "     4000K buffers\n"
        f" Swap:        0K total,        0K used,        0K free, {total // 3:>8}K cached\n"
        f"{CORES * 100}%cpu   6%user   0%nice   3%sys {CORES * 100 - 10}%idle   0%iow   0%irq"
        "   1%sirq   0%host\n"
        "  PID USER         PR  NI VIRT  RES  SHR S[%CPU] %MEM     TIME+ ARGS\n"
    )
    for row in rows:
        await sh.out(
            f"{row.pid:>5} {row.user:<12} 20   0  13G  95M  60M {row.state}  0.0   1.7   0:00.00 "
            f"{row.args}\n"
        )
    return 0
