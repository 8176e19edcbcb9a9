"""Looking into the phone's files: whatever is found, nothing changes."""

import errno
import fnmatch
import posixpath
import stat
from collections.abc import Iterator

from harness.virtual.contents import PART_BYTES
from harness.virtual.inodes import Entry, Stat
from harness.virtual.paths import error, normal

LINK_DEPTH = 16


class FileTree:
    """Entries below a root, by path."""

    def __init__(self, root: Entry) -> None:
        self._root = root

    def exists(self, path: str) -> bool:
        """Is there anything at the path (links followed)?"""
        try:
            self._find(path)
        except OSError:
            return False
        return True

    def is_dir(self, path: str) -> bool:
        """Is it a directory (links followed)?"""
        return self.exists(path) and self._find(path).names is not None

    def is_file(self, path: str) -> bool:
        """Is it a file (links followed)?"""
        return self.exists(path) and self._find(path).names is None

    def stat(self, path: str) -> Stat:
        """Facts of what the path leads to."""
        return self._find(path).facts

    def lstat(self, path: str) -> Stat:
        """Facts of the path itself, a link included."""
        return self._find(path, follow=False).facts

    def readlink(self, path: str) -> str:
        """Where a link points."""
        entry = self._find(path, follow=False)
        if entry.target is None:
            raise error(errno.EINVAL, path)
        return entry.target

    def real(self, path: str) -> str:
        """The path with all links resolved; the last part need not exist."""
        parent, name = self._parent_path(normal(path))
        here = posixpath.join(parent, name)
        try:
            entry = self._find(here, follow=False)
        except OSError:
            return here
        return self.real(normal(entry.target, parent)) if entry.target is not None else here

    def names(self, path: str) -> list[str]:
        """Names in a directory, sorted."""
        return sorted(self._children(self._find(path), path))

    def walk(self, path: str) -> Iterator[str]:
        """The path and all below it, parents first, links not followed."""
        yield path
        entry = self._find(path, follow=False)
        if entry.names is not None:
            for name in self.names(path):
                yield from self.walk(posixpath.join(path, name))

    def glob(self, pattern: str) -> list[str]:
        """Existing paths that match ``*``, ``?`` and ``[…]`` in any part, sorted."""
        found = ["/"]
        for part in normal(pattern).strip("/").split("/"):
            found = [hit for base in found for hit in self._matches(base, part)]
        return sorted(found)

    def read(self, path: str) -> bytes:
        """All bytes of a file."""
        entry = self._find(path)
        if entry.names is not None:
            raise error(errno.EISDIR, path)
        return entry.make() if entry.make else entry.data.read()

    def parts(self, path: str, start: int = 0) -> Iterator[bytes]:
        """A file's bytes from ``start`` on in parts, without an end for ``/dev/zero``."""
        entry = self._find(path)
        if entry.names is not None:
            raise error(errno.EISDIR, path)
        return self._parts(entry, start)

    def _parts(self, entry: Entry, start: int) -> Iterator[bytes]:
        if entry.make is None:
            while part := entry.data.read(start, PART_BYTES):
                start += len(part)
                yield part
            return
        endless = stat.S_ISCHR(entry.mode)
        while data := entry.make()[0 if endless else start :]:
            yield from (data[at : at + PART_BYTES] for at in range(0, len(data), PART_BYTES))
            if not endless:
                return

    # --- inside --------------------------------------------------------------
    def _children(self, entry: Entry, path: str) -> dict[str, Entry]:
        if entry.names is None:
            raise error(errno.ENOTDIR, path)
        if entry.refresh:
            refresh, entry.refresh = entry.refresh, None  # it makes entries here itself
            try:
                refresh()
            finally:
                entry.refresh = refresh
        return entry.names

    def _find(self, path: str, *, follow: bool = True, depth: int = 0) -> Entry:
        if depth > LINK_DEPTH:
            raise error(errno.ELOOP, path)
        entry, here = self._root, "/"
        parts = [part for part in normal(path).split("/") if part]
        for index, part in enumerate(parts):
            names = self._children(entry, path)
            if part not in names:
                raise error(errno.ENOENT, path)
            entry = names[part]
            if entry.target is not None and (follow or index < len(parts) - 1):
                entry = self._find(normal(entry.target, here), depth=depth + 1)
            here = posixpath.join(here, part)
        return entry

    def _has(self, path: str) -> bool:
        try:
            self._find(path, follow=False)
        except OSError:
            return False
        return True

    def _parent_path(self, path: str) -> tuple[str, str]:
        """The parent with its links resolved, and the last part."""
        parent, name = posixpath.split(path)
        return (parent if parent == "/" else self.real(parent)), name

    def _matches(self, base: str, part: str) -> list[str]:
        if not any(sign in part for sign in "*?["):
            path = posixpath.join(base, part)
            return [path] if self._has(path) else []
        try:
            names = self.names(base)
        except OSError:
            return []
        return [
            posixpath.join(base, name)
            for name in names
            if fnmatch.fnmatchcase(name, part) and (part[0] == "." or name[0] != ".")
        ]
