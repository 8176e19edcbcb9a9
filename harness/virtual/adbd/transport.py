"""One connection of an adb server: handshake, then packets to and from streams.

Everything that is not adb ends the connection; the server reconnects by itself.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from harness.virtual.adbd import auth, wire
from harness.virtual.adbd.stream import Stream
from harness.virtual.adbd.wire import Packet, WireError

log = logging.getLogger(__name__)

GRACE_S = 2.0
"""What a service that reads its stream may still take after the host has closed it."""

Handler = Callable[[Stream], Awaitable[None]]
Lookup = Callable[[str, "Transport"], Handler | None]
"""The service of a name, or None when it is refused."""


class Transport:
    """Packets of one connection. ``run`` ends when the connection does."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        banner: Callable[[], bytes],
        lookup: Lookup,
        gate: auth.Gate,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._banner = banner
        self._lookup = lookup
        self._gate = gate
        self._token = b""
        self._online = False
        self._with_sums = False
        self._max_payload = wire.MAX_FIRST_PAYLOAD
        self._streams: dict[int, Stream] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._last_id = 0
        self._dies: tuple[int, Callable[[], None]] | None = None

    async def run(self) -> None:
        """Serve until the peer goes or sends something that is not adb."""
        try:
            while True:
                await self._handle(await self._next())
        except (WireError, asyncio.IncompleteReadError, ConnectionError) as reason:
            log.debug("transport dropped: %s", reason)
        finally:
            await self._end()

    def drop(self) -> None:
        """Cut the connection."""
        self._writer.close()

    async def open(self, name: str) -> Stream:
        """Open a stream to the host; ``ConnectionRefusedError`` when it is refused.

        Only ever for a name that ``adb reverse`` configured: any other aborts the adb server.
        """
        stream = self._new_stream(0)
        await self._send(Packet(wire.OPEN, stream.local_id, 0, name.encode() + b"\0"))
        await stream._may_send.wait()  # noqa: SLF001  the OKAY of an OPEN is the first of its stream
        if not stream.remote_id:  # closed without an OKAY; after one it may be full and closed
            raise ConnectionRefusedError(name)
        return stream

    # --- packets -------------------------------------------------------------
    async def _next(self) -> Packet:
        header = wire.decode_header(await self._reader.readexactly(wire.HEADER.size))
        return wire.check_payload(header, await self._reader.readexactly(header.length))

    def die_in_write(self, least_bytes: int, died: Callable[[], None]) -> None:
        """Send half of the next WRTE of at least that size; ``died`` cuts the connection."""
        self._dies = (least_bytes, died)

    async def _send(self, packet: Packet) -> None:
        data = wire.encode(packet, with_sum=self._with_sums)
        if self._dies and packet.command == wire.WRTE and len(packet.payload) >= self._dies[0]:
            died = self._dies[1]
            self._dies = None
            self._writer.write(data[: len(data) // 2])
            with contextlib.suppress(ConnectionError):
                await self._writer.drain()
            died()
            return
        self._writer.write(data)
        with contextlib.suppress(ConnectionError):  # the reading side ends the transport
            await self._writer.drain()

    async def _handle(self, packet: Packet) -> None:
        if packet.command == wire.CNXN:
            await self._greet(packet)
        elif packet.command == wire.AUTH:
            await self._authorise(packet)
        elif not self._online:
            raise WireError("a packet before the greeting")
        elif packet.command == wire.OPEN:
            await self._opened(packet)
        elif (stream := self._streams.get(packet.arg1)) is not None:
            await self._for_stream(stream, packet)

    async def _for_stream(self, stream: Stream, packet: Packet) -> None:
        if packet.command == wire.OKAY:
            stream.acknowledge(packet.arg0)
        elif packet.command == wire.WRTE and packet.arg0 == stream.remote_id:
            await stream.receive(packet.payload)
        elif packet.command == wire.CLSE:
            await self._closed(stream)

    # --- greeting ------------------------------------------------------------
    async def _greet(self, packet: Packet) -> None:
        await self._forget_streams()
        self._online = False
        self._with_sums = packet.arg0 < wire.VERSION
        self._max_payload = max(1, min(wire.MAX_PAYLOAD, packet.arg1))
        if self._gate.mode == "none":
            await self._go_online()
        elif self._gate.mode != "offline":
            await self._challenge()

    async def _challenge(self) -> None:
        self._token = self._gate.token()
        await self._send(Packet(wire.AUTH, auth.TOKEN, 0, self._token))

    async def _authorise(self, packet: Packet) -> None:
        if packet.arg0 == auth.SIGNATURE:
            if self._gate.signature_opens(self._token, packet.payload):
                await self._go_online()
            else:
                await self._challenge()
        elif packet.arg0 == auth.PUBLIC_KEY and self._gate.key_opens(packet.payload):
            await self._go_online()

    async def _go_online(self) -> None:
        self._online = True
        await self._send(Packet(wire.CNXN, wire.VERSION, wire.MAX_PAYLOAD, self._banner()))

    # --- streams -------------------------------------------------------------
    def _new_stream(self, remote_id: int) -> Stream:
        self._last_id += 1
        stream = Stream(self._send, self._last_id, remote_id, self._max_payload)
        self._streams[stream.local_id] = stream
        return stream

    async def _opened(self, packet: Packet) -> None:
        name = packet.payload.rstrip(b"\0").decode("utf-8", "replace")
        handler = self._lookup(name, self) if packet.arg0 else None
        if handler is None:
            await self._send(Packet(wire.CLSE, 0, packet.arg0))
            return
        stream = self._new_stream(packet.arg0)
        await self._send(Packet(wire.OKAY, stream.local_id, stream.remote_id))
        task = asyncio.create_task(self._serve(stream, handler), name=f"adb {name[:40]}")
        self._tasks[stream.local_id] = task

    async def _serve(self, stream: Stream, handler: Handler) -> None:
        try:
            await handler(stream)
        except (BrokenPipeError, EOFError):
            log.debug("the host closed stream %d", stream.local_id)
        except Exception:
            log.exception("a service failed")
        finally:
            try:
                await stream.close()
            finally:
                self._streams.pop(stream.local_id, None)
                self._tasks.pop(stream.local_id, None)

    async def _closed(self, stream: Stream) -> None:
        """The host closed: answer CLSE with CLSE, or some clients wait nine seconds."""
        refused = not stream.remote_id
        self._streams.pop(stream.local_id, None)
        stream.end()
        if not refused:
            await self._send(Packet(wire.CLSE, stream.local_id, stream.remote_id))
        task = self._tasks.get(stream.local_id)
        if task is not None and stream.was_read:
            asyncio.get_running_loop().call_later(GRACE_S, task.cancel)
        elif task is not None:
            task.cancel()

    async def _forget_streams(self) -> None:
        tasks = list(self._tasks.values())
        for stream in self._streams.values():
            stream.end()
        self._streams.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _end(self) -> None:
        self._writer.close()
        await self._forget_streams()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
