"""``ps``, ``top``, ``pidof``, ``kill``, ``pkill``, ``killall``, ``pgrep``."""

import dataclasses
import re

from harness.virtual.android.state import Process
from harness.virtual.proc import CORES, MEMORY_KB
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.text import user_id
from harness.virtual.shell.jobs import SIGNALS, Job, signal_number

_ZYGOTE, _ADBD = 512, 611
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
    words = argv[1:]
    rows = _rows(sh)
    everything = any(w.startswith("-") and set("Aef") & set(w[1:]) for w in words)
    if "-p" in words[:-1]:
        pids = words[words.index("-p") + 1].split(",")
        rows = [row for row in rows if str(row.pid) in pids]
    elif not everything and sh.phone.config.api_level >= 26:
        rows = [row for row in rows if row.user == "shell"]
    full = any(w.startswith("-") and "f" in w for w in words)
    if "-o" in words[:-1]:
        return await _columns(sh, rows, words[words.index("-o") + 1].split(","))
    await sh.out("USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME\n")
    for row in rows:
        await sh.out(
            f"{row.user:<12} {row.pid:>5} {row.parent:>5} 13000000 98000 0                   0 "
            f"{row.state} {row.args if full else row.name}\n"
        )
    return 0


async def _columns(sh: Shell, rows: list[_Row], names: list[str]) -> int:
    known = {"USER": "user", "UID": "user", "PID": "pid", "PPID": "parent", "NAME": "name",
             "ARGS": "args", "CMD": "name", "COMM": "name", "CMDLINE": "args", "S": "state",
             "STAT": "state"}  # fmt: skip
    names = [n.upper() for n in names]
    if any(n not in known for n in names):
        await sh.err(f"ps: bad -o {','.join(names)}\n")
        return 1
    await sh.out(" ".join(names) + "\n")
    for row in rows:
        await sh.out(" ".join(str(getattr(row, known[n])) for n in names) + "\n")
    return 0


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
    if "-l" in argv:
        await sh.out("HUP INT QUIT KILL TERM\n")
        return 0
    signal, words = _signal(argv[1:])
    if signal is None or not words:
        await sh.err("kill: usage: kill [-SIGNAL] PID\n")
        return 1
    return max([await _kill_one(sh, word, signal) for word in words])


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
        await sh.out("".join(f"{row.pid}\n" for row in hit))
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
