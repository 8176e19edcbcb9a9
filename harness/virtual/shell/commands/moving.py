"""``cp``, ``mv``, ``ln``: in the words and with the faults of toybox 0.8.9, run beside it.

One of these faults: what does not fit on a full disk is left out without a word, and the status
is 0 (its ``sendfile_len`` ends where a write falls short, and nobody asks how far it came).
"""

import asyncio
import contextlib
import errno
from collections.abc import Iterator

from harness.virtual.paths import error, normal
from harness.virtual.shell.commands.files import split_flags
from harness.virtual.shell.context import Shell, command


class SkippedError(Exception):
    """What toybox says of a file that it leaves out."""


@command("cp", "mv")
async def cp(sh: Shell, argv: list[str]) -> int:
    """``cp [-rRadPLfnpv]|mv [-fnv] FROM… TO``."""
    name = argv[0]
    flags, words = split_flags(argv[1:])
    if len(words) < 2:
        await sh.err(f"{name}: Needs 2 arguments\n")
        return 1
    target, status = words[-1], 0
    into_folder = sh.fs.is_dir(normal(target, sh.cwd))
    if len(words) > 2 and not into_folder:
        await sh.err(f"{name}: '{target}' not directory\n")
        return 1
    for path in words[:-1]:
        last = path.rstrip("/").rpartition("/")[2]
        shown = f"{target.rstrip('/')}/{last}" if into_folder else target
        into = normal(shown, sh.cwd)
        if "n" in flags and sh.fs.exists(into):
            continue
        try:
            if name == "mv":
                _move(sh, path, into)
            else:
                await _Copying(sh, flags).copy(path, normal(path, sh.cwd), shown, into)
        except SkippedError as skipped:
            await sh.err(f"{name}: {skipped}\n")
            status = 1
    return status


def _move(sh: Shell, path: str, into: str) -> None:
    source = normal(path, sh.cwd)
    if source == into:
        return
    try:
        sh.fs.rename(source, into)
    except OSError as refused:
        raise SkippedError(f"bad '{path}': {refused.strerror}") from refused


class _Copying:
    """One run of ``cp``."""

    def __init__(self, sh: Shell, flags: str) -> None:
        self._sh = sh
        self._fs = sh.fs
        self._deep = bool(set("rRa") & set(flags))
        self._links = bool(set("daP") & set(flags))
        self._follows = "L" in flags
        self._keeps = bool(set("pa") & set(flags))
        self._tells = "v" in flags

    async def copy(self, path: str, source: str, shown: str, into: str) -> None:
        """A file, link or folder that was named, and all below it."""
        try:
            self._fs.lstat(source)
        except OSError as gone:
            raise SkippedError(f"bad '{path}': {gone.strerror}") from gone
        if self._fs.exists(into) and self._fs.real(source) == self._fs.real(into):
            raise SkippedError(f"'{shown}' is '{path}'")
        if f"{into}/".startswith(f"{source}/") and self._fs.is_dir(source):
            raise SkippedError(f"'{shown}' is '{path}'")
        await self._one(path, source, shown, into, follow=not self._links)

    async def _one(self, path: str, source: str, shown: str, into: str, *, follow: bool) -> None:
        if self._tells:
            await self._sh.out(f"cp '{path}'\n")
        try:
            if self._fs.lstat(source).is_link and not follow:
                if self._fs.exists(into):
                    self._fs.remove(into)
                self._fs.symlink(self._fs.readlink(source), into)
            elif self._fs.is_dir(source):
                await self._folder(path, source, shown, into)
            else:
                await self._file(source, into)
        except OSError as refused:
            raise SkippedError(f"{shown}: {refused.strerror}") from refused

    async def _folder(self, path: str, source: str, shown: str, into: str) -> None:
        if not self._deep:
            why = error(errno.ENOENT, into).strerror
            raise SkippedError(f"Skipped dir '{shown}': {why}")
        if self._fs.is_file(into):
            raise SkippedError(f"dir at '{path}'")
        mode = self._fs.stat(source).mode & 0o777
        if not self._fs.exists(into):
            self._fs.mkdir(into, mode=mode)
        for name in self._fs.names(source):
            paths = (f"{path}/{name}", f"{source}/{name}", f"{shown}/{name}", f"{into}/{name}")
            await self._one(*paths, follow=self._follows)

    async def _file(self, source: str, into: str) -> None:
        found = self._fs.stat(source)
        parts = self._fs.parts(source)
        self._fs.write(into, b"")
        with _what_does_not_fit():
            for part in parts:
                self._fs.append(into, part)
                await asyncio.sleep(0)
        self._fs.chmod(into, found.mode & 0o777)
        if self._keeps:
            self._fs.utime(into, found.mtime)


@contextlib.contextmanager
def _what_does_not_fit() -> Iterator[None]:
    """Is left out."""
    try:
        yield
    except OSError as full:
        if full.errno != errno.ENOSPC:
            raise


@command("ln")
async def ln(sh: Shell, argv: list[str]) -> int:
    """``ln [-sf] TARGET [LINK]``; a hard link is a copy here."""
    flags, words = split_flags(argv[1:])
    into = normal(words[-1] if len(words) > 1 else words[0].rpartition("/")[2], sh.cwd)
    shown = words[-1] if len(words) > 1 else words[0].rpartition("/")[2]
    if sh.fs.is_dir(into) and len(words) > 1:
        last = words[0].rstrip("/").rpartition("/")[2]
        into, shown = f"{into}/{last}", f"{shown.rstrip('/')}/{last}"
    try:
        if "f" in flags and _is_there(sh, into):
            sh.fs.remove(into)
        if "s" in flags:
            sh.fs.symlink(words[0], into)
        elif _is_there(sh, into):
            raise error(errno.EEXIST, into)
        else:
            source = normal(words[0], sh.cwd)
            data, mode = sh.fs.read(source), sh.fs.stat(source).mode
            sh.fs.write(into, data, mode=mode & 0o777)
    except OSError as refused:
        kind = "symbolic" if "s" in flags else "hard"
        told = f"cannot create {kind} link from '{words[0]}' to '{shown}': {refused.strerror}"
        await sh.err(f"ln: {told}\n")
        return 1
    return 0


def _is_there(sh: Shell, path: str) -> bool:
    try:
        sh.fs.lstat(path)
    except OSError:
        return False
    return True
