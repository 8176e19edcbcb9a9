"""``shell:`` (v1 and v2, raw and pty) and ``exec:``.

v2 packets: u8 id (0 stdin, 1 stdout, 2 stderr, 3 exit, 4 close stdin, 5 window size), u32
little-endian length, data. v1 and exec are plain bytes, standard error among them.
"""

import asyncio
import struct

from harness.virtual.adbd.pty import Pty
from harness.virtual.adbd.stream import Stream
from harness.virtual.machine import Machine
from harness.virtual.shell.context import Input, Output
from harness.virtual.shell.interactive import interact
from harness.virtual.shell.minish import run_text
from harness.virtual.shell.session import new_shell
from harness.virtual.shell.streams import Pipe

STDIN, STDOUT, STDERR, EXIT, CLOSE_STDIN, WINDOW_SIZE = range(6)
HEAD = struct.Struct("<BI")
MAX_PACKET = 1 << 20


class PacketOutput:
    """Standard output or error as v2 packets."""

    def __init__(self, stream: Stream, kind: int) -> None:
        self._stream = stream
        self._kind = kind

    async def write(self, data: bytes) -> None:
        """Send one packet (none for no data)."""
        if data:
            await self._stream.write(HEAD.pack(self._kind, len(data)) + data)


async def send_exit(stream: Stream, status: int) -> None:
    """The exit packet."""
    await stream.write(HEAD.pack(EXIT, 1) + bytes([status & 0xFF]))


async def shell(machine: Machine, kind: str, text: str, stream: Stream) -> None:
    """``shell[,v2][,raw|,pty][,TERM=x]:[COMMAND]``; a terminal when no command is given."""
    flags = kind.split(",")[1:]
    term = next((f.removeprefix("TERM=") for f in flags if f.startswith("TERM=")), "dumb")
    on_pty = "pty" in flags or (not text and "raw" not in flags)
    await machine.phone.take_ms(machine.phone.config.timing.shell_ms)
    if "v2" in flags:
        await _framed(machine, text, term, stream, on_pty=on_pty)
    elif on_pty:
        pty = Pty(stream)
        feeding = asyncio.create_task(_feed(stream, pty.type))
        try:
            await _run(machine, text, term, pty, pty, pty, pty)
        finally:
            feeding.cancel()
    else:
        await _run(machine, text, term, stream, stream, stream, None)


async def execute(machine: Machine, text: str, stream: Stream) -> None:
    """``exec:COMMAND``: raw bytes, never a terminal."""
    await machine.phone.take_ms(machine.phone.config.timing.shell_ms)
    await _run(machine, text, "dumb", stream, stream, stream, None)


async def _run(
    machine: Machine, text: str, term: str, stdin: Input, stdout: Output, stderr: Output,
    pty: Pty | None,
) -> int:  # fmt: skip
    session = new_shell(machine, stdin, stdout, stderr, term=term)
    if text:
        running = asyncio.create_task(run_text(session, text))
        if pty is not None:
            pty.on_interrupt = running.cancel
        try:
            return await running
        except asyncio.CancelledError:
            running.cancel()
            if pty is not None and pty.interrupted:
                return 130
            raise
    return await interact(session, pty)


async def _feed(stream: Stream, take: Pty.Taker) -> None:
    while data := await stream.read():
        await take(data)
    await take(b"")


async def _framed(machine: Machine, text: str, term: str, stream: Stream, *, on_pty: bool) -> None:
    out, err = PacketOutput(stream, STDOUT), PacketOutput(stream, STDERR)
    pty = Pty(out) if on_pty else None
    pipe = Pipe()
    if pty is not None:
        running = asyncio.create_task(_run(machine, text, term, pty, pty, pty, pty))
        demultiplexing = asyncio.create_task(_demultiplex(stream, pty.type, pty.close_input))
    else:
        running = asyncio.create_task(_run(machine, text, term, pipe, out, err, None))
        demultiplexing = asyncio.create_task(_demultiplex(stream, pipe.write, pipe.close_writer))
    try:
        await asyncio.wait({running, demultiplexing}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():  # the host is gone, and with it the terminal
            return
        await send_exit(stream, running.result())
    finally:
        for task in (running, demultiplexing):
            task.cancel()
        await asyncio.gather(running, demultiplexing, return_exceptions=True)


async def _demultiplex(stream: Stream, take: Pty.Taker, close_input: Pty.Closer) -> None:
    """Hand on what the host types, until it closes the stream."""
    while True:
        try:
            kind, length = HEAD.unpack(await stream.read_exactly(HEAD.size))
            if length > MAX_PACKET:
                return
            data = await stream.read_exactly(length)
        except EOFError:
            return
        if kind == STDIN:
            try:
                await take(data)
            except BrokenPipeError:
                continue  # the command has closed its input; the rest is dropped
        elif kind == CLOSE_STDIN:
            close_input()
