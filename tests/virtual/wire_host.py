"""An adb server's side of a connection, as small as tests need it."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from harness.virtual.adbd import wire
from harness.virtual.adbd.auth import Mode
from harness.virtual.adbd.daemon import Adbd
from harness.virtual.adbd.wire import Packet
from harness.virtual.android.clock import ManualClock
from harness.virtual.android.phone import Phone
from harness.virtual.android.state import PhoneConfig
from harness.virtual.machine import Machine
from harness.virtual.server import files_of
from harness.virtual.shell.minish import run_text
from harness.virtual.shell.session import new_shell
from harness.virtual.shell.streams import Bytes, Collected

T = TypeVar("T")
BANNER = b"host::features=shell_v2,cmd"


def machine() -> Machine:
    """A small phone without apps, on a clock that stands still."""
    config = PhoneConfig(width=120, height=240, density_dpi=160)
    phone = Phone.boot(config, [], ManualClock())
    return Machine(phone, files_of(phone))


class Host:
    """Sends and takes packets; ids of streams are 1, 2, 3 …."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self._last_id = 0

    async def send(self, command: int, arg0: int = 0, arg1: int = 0, payload: bytes = b"") -> None:
        """One packet."""
        self.writer.write(wire.encode(Packet(command, arg0, arg1, payload), with_sum=True))
        await self.writer.drain()

    async def next(self) -> Packet:
        """The next packet."""
        head = wire.decode_header(await self.reader.readexactly(wire.HEADER.size))
        return wire.check_payload(head, await self.reader.readexactly(head.length))

    async def greet(self, max_payload: int = wire.MAX_PAYLOAD) -> Packet:
        """CNXN; the answer."""
        await self.send(wire.CNXN, wire.VERSION, max_payload, BANNER)
        return await self.next()

    async def open(self, name: str) -> tuple[int, int]:
        """OPEN a service that is not refused; our id and the phone's."""
        self._last_id += 1
        await self.send(wire.OPEN, self._last_id, 0, name.encode() + b"\0")
        answer = await self.next()
        assert (answer.command, answer.arg1) == (wire.OKAY, self._last_id)
        return self._last_id, answer.arg0

    async def say(self, ids: tuple[int, int], data: bytes) -> None:
        """WRTE, without waiting for its OKAY."""
        await self.send(wire.WRTE, *ids, data)

    async def hear(self, ids: tuple[int, int]) -> bytes | None:
        """Data of the next WRTE, answered with OKAY; None when the phone closes."""
        while True:
            packet = await self.next()
            if packet.command == wire.CLSE:
                await self.send(wire.CLSE, *ids)
                return None
            if packet.command == wire.WRTE:
                await self.send(wire.OKAY, *ids)
                return packet.payload

    async def hear_all(self, ids: tuple[int, int]) -> bytes:
        """All data until the phone closes."""
        heard = bytearray()
        while (data := await self.hear(ids)) is not None:
            heard += data
        return bytes(heard)

    async def hear_exactly(self, ids: tuple[int, int], size: int) -> bytes:
        """That many bytes, and no fewer."""
        heard = bytearray()
        while len(heard) < size:
            data = await self.hear(ids)
            assert data is not None
            heard += data
        assert len(heard) == size
        return bytes(heard)


def with_host(test: Callable[..., Awaitable[T]], *, auth: Mode = "none", hosts: int = 1) -> T:
    """Run ``test(machine, host, …)`` against a daemon on a free port."""

    async def run() -> T:
        behind = machine()
        daemon = Adbd(behind, auth_mode=auth)
        port = await daemon.start(0)
        pairs: list[Any] = [await asyncio.open_connection("127.0.0.1", port) for _ in range(hosts)]
        try:
            return await test(behind, *[Host(*pair) for pair in pairs])
        finally:
            for _, writer in pairs:
                writer.close()
                with contextlib.suppress(ConnectionError):
                    await writer.wait_closed()
            await daemon.stop()

    return asyncio.run(asyncio.wait_for(run(), 20))


class Ran:
    """What a command line gave."""

    def __init__(self, status: int, out: bytes, err: bytes) -> None:
        self.status = status
        self.out = out.decode()
        self.err = err.decode()


def shell(text: str, *, given: bytes = b"", on: Machine | None = None) -> Ran:
    """Run a command line on a phone without a wire."""

    async def run() -> Ran:
        out, err = Collected(), Collected()
        status = await run_text(new_shell(on or machine(), Bytes(given), out, err), text)
        return Ran(status, bytes(out.data), bytes(err.data))

    return asyncio.run(asyncio.wait_for(run(), 20))


def taken_port() -> tuple[socket.socket, int]:
    """A listening socket and its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    port: int = listening.getsockname()[1]
    return listening, port


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """A tree of files."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
