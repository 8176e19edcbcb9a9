"""``ps``, ``pidof``, ``kill``, ``pkill``."""

import dataclasses

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.android.state import Process
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.text import user_id

_ZYGOTE = 512
_USERS = {0: "root", 1000: "system", 1036: "logd", 2000: "shell"}


@dataclasses.dataclass(frozen=True, slots=True)
class _Row:
    user: str
    pid: int
    parent: int
    name: str


def _rows(phone: PhoneFacade) -> list[_Row]:
    zygote = _Row("root", _ZYGOTE, 1, "zygote64")
    rows = [_row(process) for process in phone.processes.values()]
    return sorted([zygote, *rows], key=lambda row: row.pid)


def _row(process: Process) -> _Row:
    uid = process.uid
    user = _USERS.get(uid, user_id(uid).replace("u0a", "u0_a"))
    native = uid < 10000 and process.package != "system_server"
    return _Row(
        user, process.pid, int(native and process.pid > 1) or _parent(process), process.package
    )


def _parent(process: Process) -> int:
    return 0 if process.pid == 1 else _ZYGOTE


@command("ps")
async def ps(sh: Shell, argv: list[str]) -> int:
    """``ps [-A] [-e] [-f] [-p PID] [-o COLUMNS]``; newer versions show the shell's without -A."""
    words = argv[1:]
    rows = _rows(sh.phone)
    everything = any(w.startswith("-") and set("Aef") & set(w[1:]) for w in words)
    if "-p" in words[:-1]:
        pids = words[words.index("-p") + 1].split(",")
        rows = [row for row in rows if str(row.pid) in pids]
    elif not everything and sh.phone.config.api_level >= 26:
        rows = [row for row in rows if row.user == "shell"]
    if "-o" in words[:-1]:
        return await _columns(sh, rows, words[words.index("-o") + 1].split(","))
    await sh.out("USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME\n")
    for row in rows:
        await sh.out(
            f"{row.user:<12} {row.pid:>5} {row.parent:>5} 13000000 98000 0                   0 S "
            f"{row.name}\n"
        )
    return 0


async def _columns(sh: Shell, rows: list[_Row], names: list[str]) -> int:
    known = {"USER": "user", "PID": "pid", "PPID": "parent", "NAME": "name", "ARGS": "name",
             "CMD": "name", "COMM": "name"}  # fmt: skip
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
    pids = [str(row.pid) for row in reversed(_rows(sh.phone)) if row.name in names]
    if not pids:
        return 1
    await sh.out(" ".join(pids[:1] if single else pids) + "\n")
    return 0


@command("kill")
async def kill(sh: Shell, argv: list[str]) -> int:
    """``kill [-SIGNAL] PID…``: apps belong to other users, so only a root shell may."""
    words = [w for w in argv[1:] if not w.startswith("-")]
    if "-l" in argv:
        await sh.out("HUP INT QUIT KILL TERM\n")
        return 0
    if not words:
        await sh.err("kill: usage: kill [-SIGNAL] PID\n")
        return 1
    return max([await _kill_one(sh, word) for word in words])


async def _kill_one(sh: Shell, word: str) -> int:
    if not word.isdigit():
        await sh.err(f"kill: bad pid '{word}'\n")
        return 1
    if _is_root(sh) and sh.phone.kill(int(word)):
        return 0
    known = any(row.pid == int(word) for row in _rows(sh.phone))
    why = "Operation not permitted" if known else "No such process"
    await sh.err(f"/system/bin/sh: kill: {word}: {why}\n")
    return 1


def _is_root(sh: Shell) -> bool:
    return sh.phone.props.get("service.adb.root") == "1"


@command("pkill")
async def pkill(sh: Shell, argv: list[str]) -> int:
    """End the apps whose process names contain the word; only a root shell may."""
    words = [w for w in argv[1:] if not w.startswith("-")]
    hit = [p.pid for p in list(sh.phone.processes.values()) if words and words[-1] in p.package]
    if hit and not _is_root(sh):
        await sh.err("".join(f"pkill: {pid}: Operation not permitted\n" for pid in hit))
        return 1
    killed = [pid for pid in hit if sh.phone.kill(pid)]
    return 0 if killed else 1
