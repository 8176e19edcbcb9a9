"""``ps``, ``pidof``, ``kill``, ``pkill``."""

import dataclasses

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.text import user_id

_SYSTEM = {
    1: ("root", "init"),
    402: ("logd", "logd"),
    411: ("system", "surfaceflinger"),
    512: ("root", "zygote64"),
    634: ("shell", "adbd"),
}
_SYSTEM_SERVER = (1538, "system", "system_server")


@dataclasses.dataclass(frozen=True, slots=True)
class _Row:
    user: str
    pid: int
    parent: int
    name: str


def _rows(phone: PhoneFacade) -> list[_Row]:
    rows = [_Row(user, pid, 1 if pid > 1 else 0, name) for pid, (user, name) in _SYSTEM.items()]
    if _SYSTEM_SERVER[0] not in phone.processes:
        pid, user, name = _SYSTEM_SERVER
        rows.append(_Row(user, pid, 512, name))
    for process in phone.processes.values():
        user = user_id(process.uid).replace("u0a", "u0_a") if process.uid >= 10000 else "system"
        rows.append(_Row(user, process.pid, 512, process.package))
    return sorted(rows, key=lambda row: row.pid)


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
