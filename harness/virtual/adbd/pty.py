"""A terminal's line discipline: echo, line editing, Ctrl-C, Ctrl-D, CR and LF."""

from collections.abc import Awaitable, Callable

from harness.virtual.shell.context import Output
from harness.virtual.shell.streams import Pipe

INTERRUPT, END, QUIT, KILL_LINE, WORD_ERASE = b"\x03", b"\x04", b"\x1c", b"\x15", b"\x17"
ERASE = (b"\x7f", b"\x08")


class Pty:
    """What a command on a terminal reads from and writes to; ``type`` is the keyboard."""

    Taker = Callable[[bytes], Awaitable[None]]
    Closer = Callable[[], None]

    def __init__(self, screen: Output) -> None:
        self._screen = screen
        self._line = bytearray()
        self._typed = Pipe(limit=1 << 20)
        self.on_interrupt: Callable[[], object] | None = None
        self.interrupted = False

    async def read(self, at_most: int) -> bytes:
        """Next typed bytes, whole lines at a time; empty after Ctrl-D or at the end."""
        return await self._typed.read(at_most)

    async def write(self, data: bytes) -> None:
        """Show: LF becomes CR LF."""
        await self._screen.write(data.replace(b"\n", b"\r\n"))

    def close_input(self) -> None:
        """The keyboard is gone."""
        self._typed.close_writer()

    async def type(self, data: bytes) -> None:
        """Keys come; nothing at all means that the keyboard is gone."""
        if not data:
            self.close_input()
        shown = bytearray()
        for code in data:
            shown += await self._key(bytes([code]))
        if shown:
            await self._screen.write(bytes(shown))

    async def _key(self, key: bytes) -> bytes:
        """Take one key; returns what to echo."""
        if key in (b"\r", b"\n"):
            line, self._line = bytes(self._line) + b"\n", bytearray()
            await self._typed.write(line)
            return b"\r\n"
        if key in ERASE:
            had = bool(self._line)
            del self._line[-1:]
            return b"\b \b" if had else b""
        if key in (INTERRUPT, QUIT):
            return self._interrupt(key)
        if key == END:
            if self._line:
                line, self._line = bytes(self._line), bytearray()
                await self._typed.write(line)
            else:
                self._typed.end_once()
            return b""
        if key == KILL_LINE:
            gone, self._line = len(self._line), bytearray()
            return b"\b \b" * gone
        self._line += key
        return key

    def _interrupt(self, key: bytes) -> bytes:
        self._line.clear()
        self.interrupted = True
        if self.on_interrupt is not None:
            self.on_interrupt()
        return b"^" + bytes([key[0] + 64])
