"""The shell services: v1, v2 (raw and pty), exec."""

import asyncio
import struct
from collections.abc import Awaitable, Callable

from harness.virtual.adbd.streams import Stream

STDIN, STDOUT, STDERR, EXIT, CLOSE_STDIN, WINSIZE = range(6)
Input = Callable[[int], Awaitable[bytes]]


class Plain:
    """Shell v1 and exec: one pipe each way; standard error goes where standard output goes."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    async def read(self, at_most: int) -> bytes:
        """Standard input."""
        return await self._stream.read(at_most)

    async def write(self, data: bytes) -> None:
        """Standard output."""
        if data:
            await self._stream.write(data)


class Framed:
    """Shell v2: packets of id, length, data in both directions."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._input = bytearray()
        self._more = asyncio.Event()
        self._input_ended = False
        self.interrupt: Callable[[], None] = lambda: None
        self.pump = asyncio.create_task(self._pump())

    async def _pump(self) -> None:
        try:
            while True:
                head = await self._stream.read_exactly(5)
                kind, length = struct.unpack("<BI", head)
                data = await self._stream.read_exactly(length)
                if kind == STDIN:
                    if b"\x03" in data:
                        self.interrupt()
                    self._input += data
                elif kind == CLOSE_STDIN:
                    self._input_ended = True
                self._more.set()
        except EOFError:
            self._input_ended = True
            self._more.set()

    async def read(self, at_most: int) -> bytes:
        """Standard input."""
        while not self._input and not self._input_ended:
            self._more.clear()
            await self._more.wait()
        data = bytes(self._input[:at_most])
        del self._input[:at_most]
        return data

    async def send(self, kind: int, data: bytes) -> None:
        """One packet of the shell protocol."""
        await self._stream.write(struct.pack("<BI", kind, len(data)) + data)

    async def exit(self, status: int) -> None:
        """The last packet."""
        await self.send(EXIT, bytes([status & 0xFF]))


class FramedOutput:
    """Standard output or error of shell v2."""

    def __init__(self, framed: Framed, kind: int) -> None:
        self._framed = framed
        self._kind = kind

    async def write(self, data: bytes) -> None:
        """Send in one packet."""
        if data:
            await self._framed.send(self._kind, data)
