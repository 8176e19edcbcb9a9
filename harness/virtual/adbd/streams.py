"""Streams of one transport: a byte pipe with adb's stop-and-wait flow control."""

import asyncio
from collections.abc import Awaitable, Callable

from harness.virtual.adbd.wire import CLSE, OKAY, WRTE, Packet

Send = Callable[[Packet], Awaitable[None]]


class Stream:
    """One open stream. Reader and writer belong to the service; packets come from the transport.

    One WRTE is in flight at a time, until the peer's OKAY. A WRTE that comes in is
    acknowledged at once while little is waiting to be read, otherwise when it was read.
    """

    HIGH_WATER = 1 << 22

    def __init__(self, local: int, remote: int, send: Send, max_payload: int) -> None:
        self.local = local
        self.remote = remote
        self._send = send
        self._max_payload = max_payload
        self._acknowledged = asyncio.Event()
        self._acknowledged.set()
        self._arrived = asyncio.Event()
        self._buffer = bytearray()
        self._owed = False
        self._writing = asyncio.Lock()
        self.ended = False
        """The peer closed, or the transport is gone."""
        self.closed = False
        """We closed."""
        self.on_end: list[Callable[[], None]] = []

    # --- from the transport ----------------------------------------------------
    async def take(self, payload: bytes) -> None:
        """A WRTE came."""
        if self.ended or self.closed:
            return
        self._buffer += payload
        self._arrived.set()
        if len(self._buffer) <= self.HIGH_WATER:
            await self._acknowledge()
        else:
            self._owed = True

    def acknowledged(self) -> None:
        """An OKAY came."""
        self._acknowledged.set()

    def end(self) -> None:
        """A CLSE came, or the transport is gone: writers get ``BrokenPipeError``."""
        if self.ended:
            return
        self.ended = True
        self._acknowledged.set()
        self._arrived.set()
        for listener in tuple(self.on_end):
            listener()

    # --- for the service -------------------------------------------------------
    async def read(self, at_most: int = 1 << 16) -> bytes:
        """Next bytes, empty at the end."""
        while not self._buffer:
            if self.ended or self.closed:
                return b""
            self._arrived.clear()
            await self._arrived.wait()
        data = bytes(self._buffer[:at_most])
        del self._buffer[:at_most]
        if self._owed and len(self._buffer) <= self.HIGH_WATER:
            self._owed = False
            await self._acknowledge()
        return data

    async def read_exactly(self, count: int) -> bytes:
        """Exactly so many bytes; ``EOFError`` when the peer closes first."""
        parts = bytearray()
        while len(parts) < count:
            data = await self.read(count - len(parts))
            if not data:
                raise EOFError
            parts += data
        return bytes(parts)

    async def write(self, data: bytes) -> None:
        """All of it, each packet after the peer's OKAY for the one before."""
        async with self._writing:
            view = memoryview(data)
            while view:
                await self._acknowledged.wait()
                if self.ended or self.closed:
                    raise BrokenPipeError
                part, view = view[: self._max_payload], view[self._max_payload :]
                self._acknowledged.clear()
                await self._send(Packet(WRTE, self.local, self.remote, bytes(part)))
            await self._acknowledged.wait()
            if self.ended:
                raise BrokenPipeError

    async def close(self) -> None:
        """Tell the peer. A second time does nothing."""
        if self.closed:
            return
        self.closed = True
        self._arrived.set()
        await self._send(Packet(CLSE, self.local, self.remote))

    async def _acknowledge(self) -> None:
        await self._send(Packet(OKAY, self.local, self.remote))
