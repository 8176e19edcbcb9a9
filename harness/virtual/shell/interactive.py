"""A shell that reads its commands from a terminal or from standard input."""

import asyncio
from typing import TYPE_CHECKING, Protocol

from harness.virtual.shell.builtins import Exit
from harness.virtual.shell.context import Shell
from harness.virtual.shell.minish import Interpreter
from harness.virtual.shell.parser import parse
from harness.virtual.shell.syntax import IncompleteError, Sequence, ShellSyntaxError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

INTERRUPTED = 130


class Terminal(Protocol):
    """What a terminal offers: a hook for Ctrl-C."""

    on_interrupt: "Callable[[], object] | None"


async def interact(shell: Shell, terminal: Terminal | None) -> int:
    """Run commands as they come, until the end of input or ``exit``; prompts on a terminal."""
    session = _Session(Interpreter(shell), terminal)
    return await session.run()


class _Session:
    def __init__(self, interpreter: Interpreter, terminal: Terminal | None) -> None:
        self._interpreter = interpreter
        interpreter.interactive = terminal is not None
        self._terminal = terminal
        self._stdin = interpreter.shell.stdin

    async def run(self) -> int:
        while True:
            body = await self._interruptible(self._next_command())
            if body is None:
                return self._interpreter.status
            if isinstance(body, int):
                self._interpreter.status = body
                continue
            try:
                status = await self._interruptible(self._interpreter.sequence(body))
            except Exit as end:
                return end.status
            self._interpreter.status = status if isinstance(status, int) else 0

    async def _interruptible(
        self, work: "Coroutine[object, object, Sequence | int | None]"
    ) -> "Sequence | int | None":
        """The work's result, or 130 when Ctrl-C ended it."""
        task: asyncio.Task[Sequence | int | None] = asyncio.create_task(work)
        pressed = False

        def press() -> None:
            nonlocal pressed
            pressed = True
            task.cancel()

        if self._terminal is not None:
            self._terminal.on_interrupt = press
        try:
            return await task
        except asyncio.CancelledError:
            if not pressed:
                task.cancel()
                raise
            await self._interpreter.shell.err("\n")
            return INTERRUPTED

    async def _next_command(self) -> Sequence | None:
        """The next complete command; None at the end."""
        text = ""
        while True:
            await self._prompt(continued=bool(text))
            line = await self._line()
            if line is None:
                if text:
                    await self._interpreter.complain("syntax error: unexpected end of file")
                return None
            text += line
            try:
                return parse(text)
            except IncompleteError:
                continue
            except ShellSyntaxError as error:
                await self._interpreter.complain(str(error))
                self._interpreter.status = 1
                text = ""

    async def _prompt(self, *, continued: bool) -> None:
        if self._terminal is None:
            return
        shell = self._interpreter
        sign = "#" if shell.get("USER") == "root" else "$"
        failed = f"{shell.status}|" if shell.status else ""
        text = "> " if continued else f"{failed}{shell.get('HOSTNAME')}:{shell.cwd} {sign} "
        await shell.shell.err(text)

    async def _line(self) -> str | None:
        line = bytearray()
        while byte := await self._stdin.read(1):
            line += byte
            if byte == b"\n":
                break
        return line.decode("utf-8", "replace") if line else None
