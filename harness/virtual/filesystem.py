"""The phone's files, in memory: directories, files, modes, times, symbolic links.

Paths are absolute POSIX paths; errors are the ``OSError`` of that errno, as a real file
system gives. A *procedural* file has its bytes made when they are read (``base.apk`` of a
package), a procedural directory has its names listed when they are asked for (``/data/app``).
"""

import contextlib
import errno
import os
import posixpath
import stat
import time
from collections.abc import Callable, Iterator

from harness.virtual.android.disk import Disk
from harness.virtual.contents import Contents
from harness.virtual.file_tree import FileTree
from harness.virtual.inodes import Entry
from harness.virtual.paths import error, normal

DIRECTORIES = (
    "/acct", "/apex", "/cache", "/config", "/data", "/data/app", "/data/data", "/data/local",
    "/data/local/tmp", "/data/misc", "/data/system", "/dev", "/mnt", "/mnt/sdcard_real", "/odm",
    "/product", "/proc", "/storage", "/storage/emulated", "/storage/emulated/0", "/sys",
    "/system", "/system/app", "/system/bin", "/system/etc", "/system/fonts", "/system/framework",
    "/system/lib64", "/system/priv-app", "/system_ext", "/vendor",
)  # fmt: skip
SDCARD = ("Alarms", "Android", "DCIM", "Documents", "Download", "Movies", "Music", "Pictures")
LINKS = {
    "/sdcard": "/storage/emulated/0",
    "/storage/self": "/storage/emulated",
    "/bin": "/system/bin",
    "/etc": "/system/etc",
    "/mnt/sdcard": "/storage/emulated/0",
    "/d": "/sys",
}


class FileSystem(FileTree):
    """One phone's files. ``clock`` gives wall seconds for new mtimes; ``disk`` has their room."""

    def __init__(self, clock: Callable[[], float] = time.time, disk: Disk | None = None) -> None:
        self._clock = clock
        self._disk = disk
        self._inode = 1
        self.guard: Callable[[str], int | None] = lambda _: None
        """Errno with which a change at a path is refused, if it is."""
        root = self._entry(stat.S_IFDIR | 0o755)
        root.names = {}
        super().__init__(root)
        for path in DIRECTORIES:
            self.mkdir(path, parents=True)
        for name in SDCARD:
            self.mkdir("/storage/emulated/0/" + name)
        for path, target in LINKS.items():
            self.symlink(target, path)
        self.chmod("/data/local/tmp", 0o771)
        self.procedural("/dev/zero", lambda: bytes(1 << 16))
        self.procedural("/dev/urandom", lambda: os.urandom(1 << 16))
        self.procedural("/dev/null", lambda: b"")
        for name in ("null", "zero", "urandom"):
            device = self._find("/dev/" + name)
            device.mode = stat.S_IFCHR | 0o666
            device.sink = _swallow

    @contextlib.contextmanager
    def by_the_system(self) -> Iterator[None]:
        """What is done inside asks for no permission."""
        guard, self.guard = self.guard, lambda _: None
        try:
            yield
        finally:
            self.guard = guard

    def _ask(self, path: str) -> None:
        refused = self.guard(path)
        if refused is not None:
            raise error(refused, path)

    # --- changing ------------------------------------------------------------
    def write(
        self, path: str, data: bytes, *, mode: int | None = None, mtime: float | None = None
    ) -> None:
        """Make or replace a file. ``mode`` are permission bits (0o644 for a new file)."""
        entry = self._writable(path)
        if entry.sink:
            entry.sink(data)
            return
        entry.data = Contents(disk=self._disk)
        entry.mtime = self._clock() if mtime is None else mtime
        if mode is not None:
            entry.mode = stat.S_IFREG | (mode & 0o7777)
        entry.data.append(data)

    def create(self, path: str, mode: int) -> Entry:
        """An empty file in place of what was there, to be filled by whoever asked for it.

        Who still fills the one before, fills a file without a name (``unlink``, then ``open``).
        """
        entry = self._writable(path)
        if entry.sink:
            return entry
        self.remove(self.real(path))
        entry = self._entry(stat.S_IFREG | (mode & 0o7777))
        self._put(path, entry)
        return entry

    def forget(self, path: str, entry: Entry) -> None:
        """Remove a file that was begun, if it is still the one at this path."""
        if not entry.sink and self.exists(path) and self._find(path) is entry:
            self.remove(self.real(path))

    def append(self, path: str, data: bytes) -> None:
        """Add to the end of a file, made when it is not there."""
        entry = self._writable(path)
        entry.take(data)
        if not entry.sink:
            entry.mtime = self._clock()

    def mkdir(self, path: str, *, parents: bool = False, mode: int = 0o771) -> None:
        """Make a directory; with ``parents`` also those above, and no error when it is there."""
        path = normal(path)
        if self.exists(path):
            if parents and self.is_dir(path):
                return
            raise error(errno.EEXIST, path)
        if parents and not self.exists(posixpath.dirname(path)):
            self.mkdir(posixpath.dirname(path), parents=True, mode=mode)
        entry = self._entry(stat.S_IFDIR | (mode & 0o7777))
        entry.names = {}
        self._put(path, entry)

    def symlink(self, target: str, path: str) -> None:
        """Make a symbolic link."""
        if self._has(path):
            raise error(errno.EEXIST, path)
        entry = self._entry(stat.S_IFLNK | 0o777)
        entry.target = target
        self._put(path, entry)

    def procedural(self, path: str, make: Callable[[], bytes]) -> None:
        """A file whose bytes are made whenever it is read."""
        entry = self._entry(stat.S_IFREG | 0o644)
        entry.make = make
        self._put(path, entry)

    def on_list(self, path: str, refresh: Callable[[], None]) -> None:
        """Call ``refresh`` before anything at or below a directory is looked up."""
        self._find(path).refresh = refresh

    def remove(self, path: str) -> None:
        """Remove a file or link."""
        parent, name = self._slot(path)
        if parent[name].names is not None:
            raise error(errno.EISDIR, path)
        del parent[name]

    def rmdir(self, path: str) -> None:
        """Remove an empty directory."""
        parent, name = self._slot(path)
        names = parent[name].names
        if names is None:
            raise error(errno.ENOTDIR, path)
        if names:
            raise error(errno.ENOTEMPTY, path)
        del parent[name]

    def remove_tree(self, path: str) -> None:
        """Remove a path and all below it."""
        parent, name = self._slot(path)
        del parent[name]

    def rename(self, old: str, new: str) -> None:
        """Move; replaces a file that is there."""
        source, old_name = self._slot(old)
        target_path, new_name = self._parent_path(normal(new))
        target = self._children(self._find(target_path), target_path)
        self._ask(posixpath.join(target_path, new_name))
        there = target.get(new_name)
        if there is not None and there.names:
            raise error(errno.ENOTEMPTY, new)
        if (target_path + "/").startswith(self.real(old) + "/"):
            raise error(errno.EINVAL, new)
        target[new_name] = source.pop(old_name)

    def chmod(self, path: str, mode: int) -> None:
        """Set permission bits."""
        self._ask(self.real(path))
        entry = self._find(path)
        entry.mode = stat.S_IFMT(entry.mode) | (mode & 0o7777)

    def utime(self, path: str, mtime: float) -> None:
        """Set the modification time."""
        self._ask(self.real(path))
        self._find(path).mtime = mtime

    # --- inside --------------------------------------------------------------
    def _entry(self, mode: int) -> Entry:
        self._inode += 1
        data = Contents(disk=self._disk)
        return Entry(mode=mode, mtime=self._clock(), inode=self._inode, data=data)

    def _slot(self, path: str) -> tuple[dict[str, Entry], str]:
        parent, name = self._parent_path(normal(path))
        names = self._children(self._find(parent), path)
        if name not in names:
            raise error(errno.ENOENT, path)
        self._ask(posixpath.join(parent, name))
        return names, name

    def _put(self, path: str, entry: Entry) -> None:
        parent, name = self._parent_path(normal(path))
        if not name:
            raise error(errno.EISDIR, path)
        names = self._children(self._find(parent), path)
        self._ask(posixpath.join(parent, name))
        names[name] = entry

    def _writable(self, path: str) -> Entry:
        path = self.real(path)
        try:
            entry = self._find(path)
        except FileNotFoundError:
            entry = self._entry(stat.S_IFREG | 0o644)
            self._put(path, entry)
        if entry.names is not None:
            raise error(errno.EISDIR, path)
        if not entry.sink:
            self._ask(path)
        if entry.make and not entry.sink:
            raise error(errno.EACCES, path)
        return entry


def _swallow(data: bytes) -> None:
    """What ``/dev/null`` does with what it is given."""
