"""Small tools of mksh and toybox that touch no files: test, sleep, id, date …."""

import asyncio
import hashlib
import re
import time

from harness.virtual.inodes import Stat
from harness.virtual.paths import normal
from harness.virtual.shell.context import COMMANDS, Shell, command


@command("true")
async def true(sh: Shell, argv: list[str]) -> int:
    """Status 0."""
    del sh, argv
    return 0


@command("false")
async def false(sh: Shell, argv: list[str]) -> int:
    """Status 1."""
    del sh, argv
    return 1


def _seconds(word: str) -> float:
    """``5``, ``.5s``, ``2m``; ``ValueError`` for anything else."""
    scale = {"s": 1, "m": 60, "h": 3600, "d": 86400}.get(word[-1:])
    return float(word[:-1] if scale else word) * (scale or 1)


@command("sleep", "usleep")
async def sleep(sh: Shell, argv: list[str]) -> int:
    """``sleep SECONDS``."""
    try:
        seconds = sum(map(_seconds, argv[1:]))
    except ValueError:
        await sh.err(f"sleep: Not a number '{argv[1]}'\n")
        return 1
    await asyncio.sleep(seconds / 1e6 if argv[0] == "usleep" else seconds)
    return 0


@command("test", "[")
async def test(sh: Shell, argv: list[str]) -> int:
    """``[ … ]`` with -e -f -d -n -z -r -w -x -s, = != -eq -ne -lt -gt -le -ge, !."""
    if argv[0] == "[" and argv[-1] != "]":
        await sh.err("/system/bin/sh: [: missing ]\n")
        return 2
    words = argv[1:-1] if argv[0] == "[" else argv[1:]
    return 0 if _holds(sh, words) else 1


def _holds(sh: Shell, words: list[str]) -> bool:
    if words[:1] == ["!"]:
        return not _holds(sh, words[1:])
    for joint, combine in (("-o", any), ("-a", all)):
        if joint in words:
            at = words.index(joint)
            return combine([_holds(sh, words[:at]), _holds(sh, words[at + 1 :])])
    if len(words) == 1:
        return bool(words[0])
    if len(words) == 2:
        return _holds_of_one(sh, words[0], words[1])
    return len(words) == 3 and _holds_of_two(sh, *words)


def _holds_of_one(sh: Shell, operator: str, word: str) -> bool:
    if operator in ("-n", "-z"):
        return bool(word) == (operator == "-n")
    path = normal(word, sh.cwd)
    found = _stat(sh, path, follow=operator not in {"-L", "-h"})
    there = found.inode != 0
    return {
        "-e": there, "-a": there, "-r": there, "-w": there, "-f": there and sh.fs.is_file(path),
        "-d": there and found.is_dir, "-s": there and not found.is_dir and found.size > 0,
        "-L": found.is_link, "-h": found.is_link, "-x": bool(found.mode & 0o111),
    }.get(operator, False)  # fmt: skip


def _stat(sh: Shell, path: str, *, follow: bool = True) -> Stat:
    """Facts of a path; of what is not there all zeros."""
    try:
        return sh.fs.stat(path) if follow else sh.fs.lstat(path)
    except OSError:
        return Stat(0, 0, 0, inode=0)


def _compared(sh: Shell, left: str, operator: str, right: str) -> bool:
    """Newer, older (what is not there is oldest), or the same file."""
    one, other = (_stat(sh, normal(word, sh.cwd)) for word in (left, right))
    if operator == "-ef":
        return one.inode == other.inode != 0
    return one.mtime > other.mtime if operator == "-nt" else one.mtime < other.mtime


def _holds_of_two(sh: Shell, left: str, operator: str, right: str) -> bool:
    if operator in {"-nt", "-ot", "-ef"}:
        return _compared(sh, left, operator, right)
    if operator in ("=", "==", "!="):
        return (left == right) == (operator != "!=")
    try:
        one, other = int(left), int(right)
    except ValueError:
        return False
    return {
        "-eq": one == other, "-ne": one != other, "-lt": one < other,
        "-gt": one > other, "-le": one <= other, "-ge": one >= other,
    }.get(operator, False)  # fmt: skip


@command("id")
async def identity(sh: Shell, argv: list[str]) -> int:
    """Who the shell is."""
    groups = "1004(input),1007(log),1011(adb),1015(sdcard_rw),3003(inet)"
    text = f"uid=2000(shell) gid=2000(shell) groups=2000(shell),{groups} context=u:r:shell:s0"
    await sh.out({"-u": "2000", "-g": "2000", "-un": "shell"}.get("".join(argv[1:]), text) + "\n")
    return 0


@command("whoami")
async def whoami(sh: Shell, argv: list[str]) -> int:
    """``shell``."""
    del argv
    await sh.out("shell\n")
    return 0


@command("date")
async def date(sh: Shell, argv: list[str]) -> int:
    """``date [-u] [-d @SECONDS] [+FORMAT]``; ``%s`` and ``%N`` too."""
    now = sh.phone.wall_s()
    if "-d" in argv[:-1]:
        told = argv[argv.index("-d") + 1]
        if not re.fullmatch(r"@\d+", told):
            await sh.err(f"date: bad date '{told}'\n")
            return 1
        now = float(told[1:])
    form = next((w[1:] for w in argv[1:] if w.startswith("+")), "%a %b %e %H:%M:%S GMT %Y")
    form = form.replace("%s", str(int(now))).replace("%N", f"{int(now % 1 * 1e9):09d}")
    await sh.out(time.strftime(form, time.gmtime(now)) + "\n")
    return 0


@command("uname")
async def uname(sh: Shell, argv: list[str]) -> int:
    """The kernel."""
    machine = {"arm64-v8a": "aarch64", "x86_64": "x86_64"}.get(sh.phone.config.abi, "armv8l")
    parts = {"-s": "Linux", "-r": "5.10.0-android", "-m": machine, "-n": "localhost"}
    whole = f"Linux localhost 5.10.0-android #1 SMP PREEMPT {machine} Toybox"
    await sh.out((whole if "-a" in argv else parts.get("".join(argv[1:]), "Linux")) + "\n")
    return 0


@command("pwd")
async def pwd(sh: Shell, argv: list[str]) -> int:
    """The present directory."""
    del argv
    await sh.out(sh.cwd + "\n")
    return 0


@command("which")
async def which(sh: Shell, argv: list[str]) -> int:
    """Where a command is."""
    found = [name for name in argv[1:] if name in COMMANDS]
    for name in found:
        await sh.out(f"/system/bin/{name}\n")
    return 0 if found else 1


@command("uptime")
async def uptime(sh: Shell, argv: list[str]) -> int:
    """How long the phone runs."""
    del argv
    minutes = sh.phone.uptime_ms() // 60_000
    await sh.out(f" up {minutes} min,  0 users,  load average: 0.00, 0.00, 0.00\n")
    return 0


@command("toybox", "toolbox", "busybox")
async def toybox(sh: Shell, argv: list[str]) -> int:
    """``toybox NAME …``."""
    if len(argv) < 2:
        await sh.out(" ".join(sorted(COMMANDS)) + "\n")
        return 0
    if argv[0] != "toybox" or argv[1] not in COMMANDS:
        await sh.err(f"{argv[0]}: Unknown command {argv[1]}\n")
        return 127
    return await COMMANDS[argv[1]](sh, argv[1:])


@command("md5sum", "sha1sum", "sha256sum", "sha512sum", "md5")
async def digest(sh: Shell, argv: list[str]) -> int:
    """Digests of files or of standard input."""
    name = argv[0].removesuffix("sum")
    status = 0
    for path in [w for w in argv[1:] if not w.startswith("-")] or ["-"]:
        made = hashlib.new(name, usedforsecurity=False)
        if path == "-":
            while data := await sh.stdin.read(1 << 16):
                made.update(data)
        else:
            try:
                for part in sh.fs.parts(normal(path, sh.cwd)):
                    made.update(part)
                    await asyncio.sleep(0)
            except OSError as error:
                await sh.err(f"{argv[0]}: {path}: {error.strerror}\n")
                status = 1
                continue
        line = made.hexdigest() if "-b" in argv else f"{made.hexdigest()}  {path}"
        await sh.out(line + "\n")
    return status
