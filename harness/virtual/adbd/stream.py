"""One adb stream: bytes both ways, one unanswered WRTE at a time in each direction."""

import asyncio
from collections.abc import Awaitable, Callable

from harness.virtual.adbd.wire import CLSE, OKAY, WRTE, Packet

INBOX_LIMIT = 4 << 20
"""Above this many unread bytes the OKAY is held back until somebody reads."""

Send = Callable[[Packet], Awaitable[None]]


class Stream:
    """A stream between a local id (ours) and a remote id (the host's; 0 until it is told)."""

    def __init__(self, send: Send, local_id: int, remote_id: int, max_payload: int) -> None:
        self.local_id = local_id
        self.remote_id = remote_id
        self.closed = False
        self.was_read = False
        """Has anybody asked for what the peer sends?"""
        self._send = send
        self._max = max_payload
        self._inbox = bytearray()
        self._owes_okay = False
        self._arrived = asyncio.Event()
        self._may_send = asyncio.Event()
        if remote_id:
            self._may_send.set()
        self._turn = asyncio.Lock()

    # --- for services --------------------------------------------------------
    async def read(self, at_most: int = 1 << 16) -> bytes:
        """Next bytes, at most that many; empty when the peer has closed."""
        self.was_read = True
        while not self._inbox:
            if self.closed:
                return b""
            self._arrived.clear()
            await self._arrived.wait()
        data = bytes(self._inbox[:at_most])
        del self._inbox[:at_most]
        if self._owes_okay and len(self._inbox) < INBOX_LIMIT and not self.closed:
            self._owes_okay = False
            await self._send(Packet(OKAY, self.local_id, self.remote_id))
        return data

    async def read_exactly(self, size: int) -> bytes:
        """That many bytes; ``EOFError`` when the stream ends before."""
        parts = bytearray()
        while len(parts) < size:
            chunk = await self.read(size - len(parts))
            if not chunk:
                raise EOFError(f"stream ended after {len(parts)} of {size} bytes")
            parts += chunk
        return bytes(parts)

    async def write(self, data: bytes) -> None:
        """Send all; waits for the peer's OKAY between packets, ``BrokenPipeError`` when closed."""
        async with self._turn:
            for start in range(0, len(data), self._max):
                await self._may_send.wait()
                if self.closed:
                    raise BrokenPipeError("the host closed the stream")
                self._may_send.clear()
                part = data[start : start + self._max]
                await self._send(Packet(WRTE, self.local_id, self.remote_id, part))

    async def close(self) -> None:
        """Tell the peer that this is all, once it has taken what was sent."""
        if not self.closed:
            await self._may_send.wait()
        if not self.closed:
            self.end()
            await self._send(Packet(CLSE, self.local_id, self.remote_id))

    # --- for the transport ---------------------------------------------------
    async def receive(self, data: bytes) -> None:
        """A WRTE came."""
        self._inbox += data
        self._arrived.set()
        if len(self._inbox) < INBOX_LIMIT:
            await self._send(Packet(OKAY, self.local_id, self.remote_id))
        else:
            self._owes_okay = True

    def acknowledge(self, remote_id: int) -> None:
        """An OKAY came: the first one of our own OPEN tells the remote id."""
        if not self.remote_id:
            self.remote_id = remote_id
        self._may_send.set()

    def end(self) -> None:
        """No more in either direction; what has arrived can still be read."""
        self.closed = True
        self._arrived.set()
        self._may_send.set()
