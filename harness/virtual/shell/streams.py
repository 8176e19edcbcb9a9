"""Standard streams: pipes between commands, files, nothing, and memory."""

import asyncio
from collections.abc import Iterator
from typing import cast

from harness.virtual.filesystem import FileSystem
from harness.virtual.shell.context import Input, Output

PIPE_LIMIT = 64 * 1024


class Pipe:
    """Bytes from a writer to a reader; the writer waits while ``limit`` bytes are unread."""

    def __init__(self, limit: int = PIPE_LIMIT) -> None:
        self._buffer = bytearray()
        self._limit = limit
        self._changed = asyncio.Event()
        self._written_out = False
        self._reader_gone = False
        self._end_once = False

    async def read(self, at_most: int) -> bytes:
        """Next bytes; empty when the writer has closed and all is read."""
        while not self._buffer and not self._written_out and not self._end_once:
            await self._wait()
        if not self._buffer and self._end_once:
            self._end_once = False
            return b""
        data = bytes(self._buffer[:at_most])
        del self._buffer[:at_most]
        self._notify()
        return data

    async def write(self, data: bytes) -> None:
        """Hand over; ``BrokenPipeError`` when nobody will read."""
        while len(self._buffer) >= self._limit and not self._reader_gone:
            await self._wait()
        if self._reader_gone or self._written_out:
            raise BrokenPipeError("the reader is gone")
        self._buffer += data
        self._notify()

    def close_writer(self) -> None:
        """No more will come."""
        self._written_out = True
        self._notify()

    def close_reader(self) -> None:
        """Nobody reads any more."""
        self._reader_gone = True
        self._notify()

    def end_once(self) -> None:
        """Let one read see the end (Ctrl-D), and go on after it."""
        self._end_once = True
        self._notify()

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _wait(self) -> None:
        await self._changed.wait()


class Nothing:
    """``/dev/null``, both ways."""

    async def read(self, at_most: int) -> bytes:  # noqa: ARG002  the interface has it
        """The end, always."""
        return b""

    async def write(self, data: bytes) -> None:
        """Forget."""


class Bytes:
    """Input from memory."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)

    async def read(self, at_most: int) -> bytes:
        """Next bytes."""
        part, self._data = self._data[:at_most], self._data[at_most:]
        return bytes(part)


class FileInput:
    """Input from a file's parts as they are asked for, without an end for ``/dev/zero``."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""

    async def read(self, at_most: int) -> bytes:
        """Next bytes."""
        await asyncio.sleep(0)  # nothing else waits where the output takes all
        self._rest = self._rest or next(self._parts, b"")
        part, self._rest = self._rest[:at_most], self._rest[at_most:]
        return part


class Collected:
    """Output into memory."""

    def __init__(self) -> None:
        self.data = bytearray()

    async def write(self, data: bytes) -> None:
        """Keep."""
        self.data += data


class FileOutput:
    """Output appended to a file of the phone."""

    def __init__(self, fs: FileSystem, path: str) -> None:
        self._fs = fs
        self._path = path

    async def write(self, data: bytes) -> None:
        """Add to the end."""
        self._fs.append(self._path, data)


class StreamSet:
    """File descriptors of a shell: 0 is read, the others are written."""

    def __init__(self, by_fd: "dict[int, Input | Output]") -> None:
        self.by_fd = by_fd

    def copy(self) -> "StreamSet":
        """The same streams, to be redirected apart."""
        return StreamSet(dict(self.by_fd))

    def input(self, fd: int) -> Input:
        """For reading; nothing where it is closed."""
        return cast("Input", self.by_fd.get(fd, Nothing()))

    def output(self, fd: int) -> Output:
        """For writing; nothing where it is closed."""
        return cast("Output", self.by_fd.get(fd, Nothing()))
