"""``sync:``: file transfer, first and second version, without compression.

Requests: 4-byte id, u32 length, path. Formats: AOSP ``file_sync_protocol.h``. Several requests
may follow each other on one stream; QUIT or the end of the stream ends it.
"""

import errno
import posixpath
import stat
import struct
from collections.abc import AsyncIterator, Awaitable, Callable

from harness.virtual.adbd.stream import Stream
from harness.virtual.filesystem import FileSystem
from harness.virtual.inodes import Entry, Stat

CHUNK = 64 * 1024
MAX_PATH = 1024
STAT_V2 = struct.Struct("<4sIQQIIIIQqqq")
"""id, error, dev, ino, mode, nlink, uid, gid, size, atime, mtime, ctime: 72 bytes."""
DENT_V1 = struct.Struct("<4sIIII")
DENT_V2 = struct.Struct("<4sIQQIIIIQqqqI")
DEVICE = 0xFD00


class SyncError(Exception):
    """The request cannot be done; told to the host with FAIL."""


async def serve(fs: FileSystem, stream: Stream) -> None:
    """Answer requests until QUIT."""
    session = Session(fs, stream)
    while await session.one_request():
        pass


class Session:
    """One sync stream."""

    def __init__(self, fs: FileSystem, stream: Stream) -> None:
        self._fs = fs
        self._stream = stream
        self._mtime = 0
        self._requests: dict[bytes, Callable[[str], Awaitable[None]]] = {
            b"STAT": self._stat_v1,
            b"LST2": self._lstat_v2,
            b"STA2": self._stat_v2,
            b"LIST": self._list_v1,
            b"LIS2": self._list_v2,
            b"RECV": self._send_file,
            b"RCV2": self._receive_v2,
            b"SEND": self._store_v1,
            b"SND2": self._store_v2,
        }

    async def one_request(self) -> bool:
        """False when there is nothing more."""
        try:
            name, length = struct.unpack("<4sI", await self._stream.read_exactly(8))
        except EOFError:
            return False
        if name == b"QUIT":
            return False
        if name not in self._requests:
            await self._fail(f"unknown command {name!r}")
            return False
        if length > MAX_PATH:
            await self._fail("path too long")
            return False
        path = (await self._stream.read_exactly(length)).decode("utf-8", "surrogateescape")
        try:
            await self._requests[name](path)
        except SyncError as error:
            await self._fail(str(error))
        return True

    # --- facts ---------------------------------------------------------------
    async def _stat_v1(self, path: str) -> None:
        found, _ = self._look(path, follow=False)
        facts = (found.mode, found.size & 0xFFFFFFFF, found.mtime) if found else (0, 0, 0)
        await self._stream.write(struct.pack("<4sIII", b"STAT", *facts))

    async def _lstat_v2(self, path: str) -> None:
        await self._stream.write(_stat_record(b"LST2", *self._look(path, follow=False)))

    async def _stat_v2(self, path: str) -> None:
        await self._stream.write(_stat_record(b"STA2", *self._look(path, follow=True)))

    def _look(self, path: str, *, follow: bool) -> tuple[Stat | None, int]:
        try:
            return (self._fs.stat(path) if follow else self._fs.lstat(path)), 0
        except OSError as error:
            return None, error.errno or errno.EIO

    async def _list_v1(self, path: str) -> None:
        for name, found in self._entries(path):
            size = found.size & 0xFFFFFFFF
            head = DENT_V1.pack(b"DENT", found.mode, size, found.mtime, len(name))
            await self._stream.write(head + name)
        await self._stream.write(DENT_V1.pack(b"DONE", 0, 0, 0, 0))

    async def _list_v2(self, path: str) -> None:
        for name, found in self._entries(path):
            record = _stat_record(b"DNT2", found, 0) + struct.pack("<I", len(name))
            await self._stream.write(record + name)
        await self._stream.write(DENT_V2.pack(b"DONE", *[0] * 12))

    def _entries(self, path: str) -> list[tuple[bytes, Stat]]:
        try:
            names = [".", "..", *self._fs.names(path)]
        except OSError:
            return []  # adbd, too, lists nothing where it cannot look
        found = [(name, self._fs.lstat(posixpath.join(path, name))) for name in names]
        return [(name.encode("utf-8", "surrogateescape"), facts) for name, facts in found]

    # --- device to host ------------------------------------------------------
    async def _receive_v2(self, path: str) -> None:
        name, flags = struct.unpack("<4sI", await self._stream.read_exactly(8))
        if name != b"RCV2" or flags:
            raise SyncError(f"unsupported receive flags {flags:#x}")
        await self._send_file(path)

    async def _send_file(self, path: str) -> None:
        """In parts; the last one goes out with DONE, or small files wait for delayed ACKs."""
        try:
            parts = self._fs.parts(path)
            last = next(parts, b"")
        except OSError as error:
            raise SyncError(f"open failed: {error.strerror}") from error
        for part in parts:
            await self._stream.write(_data(last))
            last = part
        done = struct.pack("<4sI", b"DONE", 0)
        await self._stream.write((_data(last) if last else b"") + done)

    # --- host to device ------------------------------------------------------
    async def _store_v1(self, request: str) -> None:
        path, comma, mode = request.rpartition(",")
        if not comma or not mode.isdigit():
            async for _ in self._data():
                pass
            raise SyncError("missing , in ID_SEND_V1")
        await self._store(path, int(mode))

    async def _store_v2(self, path: str) -> None:
        name, mode, flags = struct.unpack("<4sII", await self._stream.read_exactly(12))
        if name != b"SND2" or flags:
            raise SyncError(f"unsupported send flags {flags:#x}")
        await self._store(path, mode)

    async def _store(self, path: str, mode: int) -> None:
        """Take the file as it comes; one that breaks off is removed, as adbd unlinks it."""
        if stat.S_ISLNK(mode):
            await self._store_link(path)
            return
        entry, failed = None, ""
        try:
            entry = self._begin(path, _shared(mode))
        except SyncError as error:
            failed = str(error)
        try:
            async for part in self._data():
                if entry is not None and not failed:
                    failed = _written(entry, part)
        except EOFError:
            failed = "the host broke off"
            raise
        finally:
            if entry is not None and failed:
                self._fs.forget(path, entry)
        if entry is None or failed:
            raise SyncError(failed)
        entry.mtime = self._mtime
        await self._stream.write(struct.pack("<4sI", b"OKAY", 0))

    def _begin(self, path: str, mode: int) -> Entry:
        self._make_parents(path)
        try:
            return self._fs.create(path, mode & 0o777)
        except OSError as error:
            raise SyncError(f"couldn't create file: {error.strerror}") from error

    def _make_parents(self, path: str) -> None:
        parent = posixpath.dirname(path)
        try:
            if not self._fs.exists(parent):
                self._fs.mkdir(parent, parents=True)
        except OSError as error:
            raise SyncError(f"secure_mkdirs failed: {error.strerror}") from error

    async def _store_link(self, path: str) -> None:
        target = b"".join([part async for part in self._data()]).rstrip(b"\0")
        try:
            self._make_parents(path)
            if self._look(path, follow=False)[0] is not None:
                self._fs.remove(path)
            self._fs.symlink(target.decode("utf-8", "surrogateescape"), path)
        except OSError as error:
            raise SyncError(f"couldn't create symlink: {error.strerror}") from error
        await self._stream.write(struct.pack("<4sI", b"OKAY", 0))

    async def _data(self) -> AsyncIterator[bytes]:
        """All DATA until DONE, whose number is the mtime."""
        while True:
            name, number = struct.unpack("<4sI", await self._stream.read_exactly(8))
            if name == b"DONE":
                self._mtime = number
                return
            if name != b"DATA" or number > CHUNK:
                wrong = "invalid" if name != b"DATA" else "oversize"
                await self._fail(f"{wrong} data message")
                raise EOFError(f"{name!r} of {number} bytes")
            yield await self._stream.read_exactly(number)

    async def _fail(self, message: str) -> None:
        data = message.encode("utf-8", "surrogateescape")
        await self._stream.write(struct.pack("<4sI", b"FAIL", len(data)) + data)


def _shared(mode: int) -> int:
    """What the owner may, all may: adbd copies the bits down, so that apps can read the file."""
    mode |= mode >> 3 & 0o070
    return mode | mode >> 3 & 0o007


def _written(entry: Entry, part: bytes) -> str:
    """Why it could not be, empty when it could."""
    try:
        entry.take(part)
    except OSError as error:
        return f"write failed: {error.strerror}"
    return ""


def _data(part: bytes) -> bytes:
    return struct.pack("<4sI", b"DATA", len(part)) + part


def _stat_record(name: bytes, found: Stat | None, number: int) -> bytes:
    if found is None:
        return STAT_V2.pack(name, number, *[0] * 10)
    s = found
    times = (s.mtime, s.mtime, s.mtime)
    return STAT_V2.pack(
        name, 0, DEVICE, s.inode, s.mode, s.links, s.uid, s.gid, s.size, *times
    )  # fmt: skip
