"""Toybox's file tools: cat, ls, rm, mkdir, touch, stat, cp, mv, chmod, du, df."""

import asyncio
import errno
import fnmatch
import itertools
import stat as modes
import time

from harness.virtual.filesystem import Stat, normal
from harness.virtual.shell.context import Shell, command

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
    status, listings = 0, []
    for path in paths or ["."]:
        full = normal(path, sh.cwd)
        try:
            whole = sh.fs.is_dir(full) and "d" not in flags
            found = sh.fs.stat(full) if whole else sh.fs.lstat(full)
        except OSError as error:
            await complain(sh, "ls", path, error)
            status = 1
            continue
        if not whole:
            listings.append(_line(sh, full, path, found, long="l" in flags))
            continue
        names = [n for n in sorted(sh.fs.names(full)) if set("aA") & set(flags) or n[0] != "."]
        if "a" in flags:
            names = [".", "..", *names]
        head = f"{path}:\n" if len(paths) > 1 else ""
        lines = [_line(sh, normal(n, full), n, None, long="l" in flags) for n in names]
        listings.append(head + ("total 0\n" if "l" in flags else "") + "".join(lines))
    await sh.out("".join(listings))
    return status


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
    """``rm [-r] [-f] paths``."""
    flags, paths = split_flags(argv[1:])
    status = 0
    for path in paths:
        full = normal(path, sh.cwd)
        try:
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
    """``mkdir [-p] paths``."""
    flags, paths = split_flags(argv[1:])
    status = 0
    for path in paths:
        try:
            sh.fs.mkdir(normal(path, sh.cwd), parents="p" in flags)
        except OSError as error:
            if "p" in flags and isinstance(error, FileExistsError):
                continue
            await sh.err(f"mkdir: '{path}': {error.strerror}\n")
            status = 1
    return status


@command("touch")
async def touch(sh: Shell, argv: list[str]) -> int:
    """Make files, or renew their time."""
    status = 0
    for path in split_flags(argv[1:])[1]:
        full = normal(path, sh.cwd)
        try:
            if sh.fs.exists(full):
                sh.fs.utime(full, sh.phone.wall_s())
            else:
                sh.fs.write(full, b"")
        except OSError as error:
            await sh.err(f"touch: '{path}': {error.strerror}\n")
            status = 1
    return status


@command("chmod", "chown", "chgrp", "restorecon")
async def chmod(sh: Shell, argv: list[str]) -> int:
    """``chmod OCTAL paths``; the others change nothing here."""
    words = split_flags(argv[1:])[1]
    if argv[0] != "chmod":
        return 0
    mode, status = words[0] if words else "", 0
    for path in words[1:]:
        full = normal(path, sh.cwd)
        try:
            old = sh.fs.stat(full).mode & 0o777
            symbolic = old | 0o111 if "x" in mode else old
            sh.fs.chmod(full, int(mode, 8) if mode.isdigit() else symbolic)
        except OSError as error:
            await complain(sh, "chmod", path, error)
            status = 1
    return status


@command("cp", "mv")
async def cp(sh: Shell, argv: list[str]) -> int:
    """``cp [-rRa]|mv FROM… TO``."""
    flags, words = split_flags(argv[1:])
    if len(words) < 2:
        await sh.err(f"{argv[0]}: Needs 2 arguments\n")
        return 1
    target, status = normal(words[-1], sh.cwd), 0
    for path in words[:-1]:
        source = normal(path, sh.cwd)
        into = f"{target}/{source.rpartition('/')[2]}" if sh.fs.is_dir(target) else target
        try:
            if argv[0] == "mv":
                sh.fs.rename(source, into)
            elif sh.fs.is_dir(source) and set("rRa") & set(flags):
                _copy_tree(sh, source, into)
            else:
                sh.fs.write(into, sh.fs.read(source))
                sh.fs.chmod(into, sh.fs.stat(source).mode & 0o777)
        except OSError as error:
            await sh.err(f"{argv[0]}: bad '{path}': {error.strerror}\n")
            status = 1
    return status


def _copy_tree(sh: Shell, source: str, into: str) -> None:
    if f"{into}/".startswith(f"{source}/"):
        raise OSError(errno.EINVAL, "Invalid argument", source)
    sh.fs.mkdir(into, parents=True)
    for name in sh.fs.names(source):
        one, other = f"{source}/{name}", f"{into}/{name}"
        if sh.fs.lstat(one).is_link:
            sh.fs.symlink(sh.fs.readlink(one), other)
        elif sh.fs.is_dir(one):
            _copy_tree(sh, one, other)
        else:
            sh.fs.write(other, sh.fs.read(one), mode=sh.fs.stat(one).mode & 0o777)


@command("ln")
async def ln(sh: Shell, argv: list[str]) -> int:
    """``ln -s TARGET LINK``."""
    words = split_flags(argv[1:])[1]
    try:
        sh.fs.symlink(words[0], normal(words[1], sh.cwd))
    except (OSError, IndexError) as error:
        await sh.err(f"ln: {error}\n")
        return 1
    return 0


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


@command("find")
async def find(sh: Shell, argv: list[str]) -> int:
    """``find PATH [-name PATTERN] [-type f|d]``."""
    start = argv[1] if len(argv) > 1 and not argv[1].startswith("-") else "."
    full = normal(start, sh.cwd)
    if not sh.fs.exists(full):
        await sh.err(f"find: {start}: No such file or directory\n")
        return 1
    wanted = dict(itertools.pairwise(argv[1:]))
    for path in [full, *sh.fs.walk(full)]:
        kind = "d" if sh.fs.is_dir(path) else "f"
        name = path.rpartition("/")[2]
        if wanted.get("-type", kind) == kind and fnmatch.fnmatch(name, wanted.get("-name", "*")):
            await sh.out(start.rstrip("/") + path.removeprefix(full) + "\n")
    return 0
