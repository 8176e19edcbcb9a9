"""What lies at a path: a directory, a file or a link, and what is told of it."""

import dataclasses
import stat
from collections.abc import Callable

from harness.virtual.contents import Contents


@dataclasses.dataclass(frozen=True, slots=True)
class Stat:
    """What ``lstat`` tells. ``mode`` includes the type bits; times are seconds since 1970."""

    mode: int
    size: int
    mtime: int
    uid: int = 2000
    gid: int = 2000
    inode: int = 1
    links: int = 1

    @property
    def is_dir(self) -> bool:
        """Is it a directory?"""
        return stat.S_ISDIR(self.mode)

    @property
    def is_link(self) -> bool:
        """Is it a symbolic link?"""
        return stat.S_ISLNK(self.mode)


@dataclasses.dataclass(slots=True, eq=False)
class Entry:
    """An inode. A directory has ``names``, a link ``target``, a file ``data`` or ``make``."""

    mode: int
    mtime: float
    inode: int
    uid: int = 2000
    gid: int = 2000
    names: dict[str, "Entry"] | None = None
    target: str | None = None
    data: Contents = dataclasses.field(default_factory=Contents)
    make: Callable[[], bytes] | None = None
    refresh: Callable[[], None] | None = None
    """For procedural directories: brings ``names`` up to date before they are used."""
    sink: Callable[[bytes], None] | None = None
    """For device files: takes what is written."""

    def take(self, data: bytes) -> None:
        """Add to the end."""
        if self.sink:
            self.sink(data)
        else:
            self.data.append(data)

    @property
    def facts(self) -> Stat:
        """What ``lstat`` tells of it."""
        size = 3452 if self.names is not None else len(self.target or "") or len(self.data)
        if self.make and stat.S_ISREG(self.mode):
            size = len(self.make())
        links = 2 if self.names is not None else 1
        mtime = int(self.mtime)
        return Stat(self.mode, size, mtime, self.uid, self.gid, self.inode, links)
