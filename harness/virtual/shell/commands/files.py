"""Toybox's file tools: cat, ls, rm, rmdir, mkdir, touch, readlink."""

import asyncio
import datetime as dt
import errno
import itertools
import stat as modes
import time
from collections.abc import Iterator

from harness.virtual.inodes import Stat
from harness.virtual.paths import normal
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.modes import changed_mode

OWNERS = {0: "root", 1000: "system", 2000: "shell", 1023: "media_rw"}


async def complain(sh: Shell, name: str, path: str, error: OSError) -> None:
    """As toybox says it."""
    await sh.err(f"{name}: {path}: {error.strerror}\n")


def split_flags(words: list[str]) -> tuple[str, list[str]]:
    """Letters of the flags, and the rest."""
    flags, rest = "", []
    for index, word in enumerate(words):
        if word == "--":
            rest += words[index + 1 :]
            break
        if word.startswith("--") or (word.startswith("-") and len(word) > 1):
            flags += word.lstrip("-")
        else:
            rest.append(word)
    return flags, rest


@command("cat")
async def cat(sh: Shell, argv: list[str]) -> int:
    """Files, or standard input."""
    status = 0
    for path in split_flags(argv[1:])[1] or ["-"]:
        if path == "-":
            while data := await sh.stdin.read(1 << 16):
                await sh.stdout.write(data)
            continue
        try:
            for part in sh.fs.parts(normal(path, sh.cwd)):
                await sh.stdout.write(part)
                await asyncio.sleep(0)  # nothing else waits where the output takes all
        except BrokenPipeError:
            raise
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise  # of the output, not of this file
            await complain(sh, "cat", path, error)
            status = 1
    return status


@command("ls", "dir")
async def ls(sh: Shell, argv: list[str]) -> int:
    """``ls [-l] [-a] [-A] [-1] [-d] [-R] paths``."""
    flags, paths = split_flags(argv[1:])
    status, files, folders = 0, "", list[str]()
    for path in paths or ["."]:
        full = normal(path, sh.cwd)
        try:
            whole = sh.fs.is_dir(full) and "d" not in flags
            found = sh.fs.stat(full) if whole else sh.fs.lstat(full)
        except OSError as error:
            await complain(sh, "ls", path, error)
            status = 1
            continue
        if whole:
            folders.append(path)
        else:
            files += _line(sh, full, path, found, long="l" in flags)
    headed = len(paths) > 1 or "R" in flags
    parts = [files] if files else []
    parts += [part for path in folders for part in _folder(sh, path, flags, headed=headed)]
    await sh.out("\n".join(parts))
    return status


def _folder(sh: Shell, path: str, flags: str, *, headed: bool) -> Iterator[str]:
    """What is in a folder, and with -R what is in those below."""
    full = normal(path, sh.cwd)
    names = [n for n in sorted(sh.fs.names(full)) if set("aA") & set(flags) or n[0] != "."]
    shown = [".", "..", *names] if "a" in flags else names
    lines = [_line(sh, normal(n, full), n, None, long="l" in flags) for n in shown]
    head = f"{path}:\n" if headed else ""
    yield head + ("total 0\n" if "l" in flags else "") + "".join(lines)
    for name in names if "R" in flags else []:
        one = normal(name, full)
        if sh.fs.is_dir(one) and not sh.fs.lstat(one).is_link:
            yield from _folder(sh, f"{path.rstrip('/')}/{name}", flags, headed=True)


def _line(sh: Shell, full: str, shown: str, found: Stat | None, *, long: bool) -> str:
    if not long:
        return shown + "\n"
    found = found or sh.fs.lstat(full)
    when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(found.mtime))
    owner, group = OWNERS.get(found.uid, "shell"), OWNERS.get(found.gid, "shell")
    target = f" -> {sh.fs.readlink(full)}" if found.is_link else ""
    text = modes.filemode(found.mode)
    return f"{text} {found.links} {owner} {group} {found.size:>8} {when} {shown}{target}\n"


@command("rm")
async def rm(sh: Shell, argv: list[str]) -> int:
    """``rm [-r] [-f] [-v] paths``."""
    flags, paths = split_flags(argv[1:])
    status = 0
    for path in paths:
        full = normal(path, sh.cwd)
        try:
            if "v" in flags:
                sh.fs.lstat(full)
                await sh.out(f"rm '{path}'\n")
            if set("rR") & set(flags):
                sh.fs.remove_tree(full)
            else:
                sh.fs.remove(full)
        except OSError as error:
            if "f" in flags and isinstance(error, FileNotFoundError):
                continue
            await complain(sh, "rm", path, error)
            status = 1
    return status


@command("rmdir")
async def rmdir(sh: Shell, argv: list[str]) -> int:
    """Empty directories."""
    status = 0
    for path in split_flags(argv[1:])[1]:
        try:
            sh.fs.rmdir(normal(path, sh.cwd))
        except OSError as error:
            await complain(sh, "rmdir", path, error)
            status = 1
    return status


@command("mkdir")
async def mkdir(sh: Shell, argv: list[str]) -> int:
    """``mkdir [-p] [-m MODE] paths``."""
    given, words = value_of(argv[1:], "-m")
    flags, paths = split_flags(words)
    status = 0
    try:
        mode = None if given is None else changed_mode(given, 0o777, is_dir=True)
    except ValueError:
        await sh.err(f"mkdir: bad mode '{given}'\n")
        return 1
    for path in paths:
        full = normal(path, sh.cwd)
        try:
            sh.fs.mkdir(full, parents="p" in flags)
            if mode is not None:
                sh.fs.chmod(full, mode)
        except OSError as error:
            if "p" in flags and sh.fs.is_dir(full):
                continue
            blocked = "p" in flags and isinstance(error, FileExistsError) and sh.fs.exists(full)
            why = error.strerror if blocked or "p" not in flags else _in_the_way(sh, full, error)
            await sh.err(f"mkdir: '{path}': {why}\n")
            status = 1
    return status


def _in_the_way(sh: Shell, path: str, error: OSError) -> str:
    """With -p a file among the parents is what stands in the way."""
    parents = itertools.accumulate(path.strip("/").split("/")[:-1], lambda a, b: f"{a}/{b}")
    if any(sh.fs.is_file("/" + parent) for parent in parents):
        return "Not a directory"
    return error.strerror or ""


@command("touch")
async def touch(sh: Shell, argv: list[str]) -> int:
    """``touch [-c] [-d DATE] [-t TIME] [-r FILE] paths``: make files, or set their time."""
    day, words = value_of(argv[1:], "-d")
    stamp, words = value_of(words, "-t")
    like, words = value_of(words, "-r")
    flags, paths = split_flags(words)
    when, status = sh.phone.wall_s(), 0
    try:
        if like is not None:
            when = sh.fs.stat(normal(like, sh.cwd)).mtime
        elif day is not None or stamp is not None:
            when = moment(day or stamp or "", stamp is not None)
    except OSError as error:
        await sh.err(f"touch: -r '{like}': {error.strerror}\n")
        return 1
    except ValueError:
        await sh.err(f"touch: bad date '{day or stamp}'\n")
        return 1
    for path in paths:
        full = normal(path, sh.cwd)
        try:
            if not sh.fs.exists(full):
                if "c" in flags:
                    continue
                sh.fs.write(full, b"")
            sh.fs.utime(full, when)
        except OSError as error:
            await sh.err(f"touch: '{path}': {error.strerror}\n")
            status = 1
    return status


def moment(text: str, stamp: bool) -> float:
    """Seconds since 1970 of ``-d 2020-01-01T00:00:00``, ``-d @5`` or ``-t [[CC]YY]MMDDhhmm[.ss]``.

    ``ValueError`` for anything else.
    """
    if text.startswith("@") and not stamp:
        return float(text[1:])
    if not stamp:
        text = text.replace("T", " ").removesuffix("Z")
        return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC).timestamp()
    digits, _, seconds = text.partition(".")
    form = {8: "%m%d%H%M", 10: "%y%m%d%H%M", 12: "%Y%m%d%H%M"}.get(len(digits), "")
    found = dt.datetime.strptime(digits, form).replace(tzinfo=dt.UTC)
    return found.timestamp() + (int(seconds) if seconds else 0)


def value_of(words: list[str], flag: str) -> tuple[str | None, list[str]]:
    """The word behind a flag, and the words without both."""
    if flag not in words[:-1]:
        return None, words
    at = words.index(flag)
    return words[at + 1], words[:at] + words[at + 2 :]


@command("readlink", "realpath")
async def readlink(sh: Shell, argv: list[str]) -> int:
    """Where a link leads."""
    flags, words = split_flags(argv[1:])
    try:
        full = normal(words[0], sh.cwd)
        whole = argv[0] == "realpath" or "f" in flags
        await sh.out((sh.fs.real(full) if whole else sh.fs.readlink(full)) + "\n")
    except (OSError, IndexError):
        return 1
    return 0
