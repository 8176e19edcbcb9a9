"""Device-side TCP ports: servers inside the phone, and what ``adb reverse`` listens on."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from typing import Protocol

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Duplex(Protocol):
    """An adb stream, as far as the bridge needs it."""

    async def read(self, at_most: int) -> bytes:
        """Next bytes; empty at the end."""

    async def write(self, data: bytes) -> None:
        """Send all."""


class Ports:
    """Who listens on which device-side address (``tcp:9008``, ``localabstract:name``)."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}
        self._tasks: dict[str, set[asyncio.Task[None]]] = {}

    def listen(self, port: int, handler: Handler) -> None:
        """Answer ``tcp:PORT``; ``OSError`` when the port is taken."""
        self.listen_at(f"tcp:{port}", handler)

    def unlisten(self, port: int) -> None:
        """Refuse ``tcp:PORT`` again and end its connections."""
        self.unlisten_at(f"tcp:{port}")

    def listen_at(self, address: str, handler: Handler) -> None:
        """Answer an address."""
        if address in self._handlers:
            raise OSError(98, "Address already in use", address)
        self._handlers[address] = handler

    def unlisten_at(self, address: str) -> None:
        """Refuse an address again and end its connections."""
        self._handlers.pop(address, None)
        for task in self._tasks.pop(address, set()):
            task.cancel()

    def listens(self, address: str) -> bool:
        """Does anybody answer there?"""
        return address in self._handlers

    def free_port(self) -> int:
        """A TCP port that nobody has."""
        port = 40000
        while f"tcp:{port}" in self._handlers:
            port += 1
        return port

    async def connect(self, address: str) -> Streams:
        """Connect as a client inside the phone would; ``ConnectionRefusedError`` otherwise."""
        handler = self._handlers.get(address)
        if handler is None:
            raise ConnectionRefusedError(111, "Connection refused", address)
        ours, theirs = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=theirs)
        task = asyncio.create_task(self._serve(handler, reader, writer), name=address)
        tasks = self._tasks.setdefault(address, set())
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return await asyncio.open_connection(sock=ours)

    async def _serve(
        self, handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went away
        finally:
            await _closed(writer)

    async def close(self) -> None:
        """End everything, and wait for it."""
        tasks = [task for some in self._tasks.values() for task in some]
        for address in tuple(self._handlers):
            self.unlisten_at(address)
        await asyncio.gather(*tasks, return_exceptions=True)


async def bridge(
    stream: Duplex, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Carry bytes both ways until either side ends."""

    async def inward() -> None:
        while data := await stream.read(1 << 18):
            writer.write(data)
            await writer.drain()

    async def outward() -> None:
        while data := await reader.read(1 << 18):
            await stream.write(data)

    tasks = [asyncio.create_task(inward()), asyncio.create_task(outward())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await _closed(writer)


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
