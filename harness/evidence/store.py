"""Read a bundle's files from its folder or from one zip, trusting no name inside."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from harness.domain.errors import EvidenceError

MAX_FILE_BYTES = 1 << 30
"""No file of a bundle comes near this; a zip that claims more is a bomb."""
MAX_ALL_BYTES = 16 << 30
"""Nor do all of them together."""
MAX_FILES = 200_000
MAX_RATIO = 200
"""Packed a hundredfold is a drawn frame's best; more, in a file of some size, is a bomb."""
RATIO_FROM_BYTES = 16 << 20


class UnsafeNameError(Exception):
    """A name that is no plain, whole file below the bundle; ``name`` as far as it can be said."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


class Store(Protocol):
    """Files of a bundle by their path below it, ``/`` between folders."""

    def names(self) -> frozenset[str]:
        """Every file; UnsafeNameError when something is no plain file."""

    def read(self, name: str) -> bytes:
        """One file's bytes; FileNotFoundError when there is none, EvidenceError on trouble."""

    def close(self) -> None:
        """Let go of open files."""


class FolderStore:
    """A bundle that is a folder, also one that a run is writing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> frozenset[str]:
        """Every plain file below the folder; links and devices are refused, not followed.

        Raises EvidenceError where a folder cannot be read.
        """
        try:
            found = frozenset(self._walk(self._folder, ""))
        except OSError as error:
            raise EvidenceError(f"{error.filename}: cannot be read: {error.strerror}") from error
        if len(found) > MAX_FILES:
            raise UnsafeNameError(min(found), f"one of {len(found)} files, which is too many")
        return found

    def _walk(self, folder: Path, prefix: str) -> Iterator[str]:
        for entry in sorted(folder.iterdir()):
            name = prefix + entry.name
            try:
                mode = entry.lstat().st_mode
            except FileNotFoundError:  # renamed since: half a file that is whole by now
                continue
            if stat.S_ISDIR(mode):
                yield from self._walk(entry, f"{name}/")
            elif stat.S_ISREG(mode):
                yield name
            else:
                raise UnsafeNameError(name, "a link or a special file")

    def read(self, name: str) -> bytes:
        """One file's bytes; no part of the path may be a link."""
        check_name(name)
        path = self._folder
        for part in PurePosixPath(name).parts:
            path /= part
            if path.is_symlink():
                raise UnsafeNameError(name, "a link")
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise FileNotFoundError(name) from None
        except OSError as error:
            raise EvidenceError(f"{path}: cannot be read: {error.strerror}") from error

    def close(self) -> None:
        """Nothing is held open."""


class ZipStore:
    """A bundle that is one zip."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise EvidenceError(
                f"{path}: neither a bundle folder nor a zip of one; give what `taptruth scan` or "
                "`taptruth pack` wrote"
            ) from error

    def names(self) -> frozenset[str]:
        """Every file in the zip; a name that leaves it or comes twice is refused."""
        found: set[str] = set()
        for entry in self._zip.infolist():
            if entry.is_dir():
                continue
            check_name(entry.filename)
            if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG}:
                raise UnsafeNameError(entry.filename, "a link or a special file")
            if entry.filename in found:
                raise UnsafeNameError(entry.filename, "twice in the zip")
            found.add(entry.filename)
            self._check_size(entry)
        if len(found) > MAX_FILES or sum(e.file_size for e in self._zip.infolist()) > MAX_ALL_BYTES:
            raise UnsafeNameError(min(found), "one of more files or bytes than any bundle has")
        return frozenset(found)

    def _check_size(self, entry: zipfile.ZipInfo) -> None:
        """Refuse what would unpack to more than any bundle's file, before anything is unpacked."""
        ratio = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > MAX_FILE_BYTES:
            raise UnsafeNameError(entry.filename, f"claims {entry.file_size} bytes")
        if ratio > MAX_RATIO and entry.file_size > RATIO_FROM_BYTES:
            raise UnsafeNameError(entry.filename, f"packed {ratio:.0f} to 1: a bomb")

    def read(self, name: str) -> bytes:
        """One file's bytes."""
        check_name(name)
        try:
            entry = self._zip.getinfo(name)
        except KeyError:
            raise FileNotFoundError(name) from None
        self._check_size(entry)
        try:
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError) as error:
            raise UnsafeNameError(name, f"cannot be unpacked: {error}") from error

    def close(self) -> None:
        """Close the zip."""
        self._zip.close()


def check_name(name: str) -> None:
    """Raise UnsafeNameError unless the name stays below the bundle on every system."""
    parts = name.split("/")
    if (
        not name
        or name.startswith("/")
        or "\\" in name
        or ":" in name
        or any(part in {"", ".", ".."} for part in parts)
        or any(ord(letter) < 0x20 for letter in name)
    ):
        raise UnsafeNameError(name.encode("unicode_escape").decode(), "leads out of the bundle")


def open_store(path: Path) -> Store:
    """The folder or zip at ``path``; EvidenceError when there is none."""
    if path.is_dir():
        return FolderStore(path)
    if path.is_file():
        return ZipStore(path)
    raise EvidenceError(f"{path}: no such bundle; give a bundle's folder or zip")
