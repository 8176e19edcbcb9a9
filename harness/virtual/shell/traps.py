"""What a shell does when a signal comes: its traps, and those that wait to be run."""

import asyncio

from harness.virtual.shell.jobs import SIGNALS

NAMES = {number: name for name, number in SIGNALS.items()}
_NEVER = ("KILL", "STOP")


class Traps:
    """Commands by the name of a signal; EXIT is run at the shell's end.

    A trap is run after the command that the signal came in, as shells do; only ``wait`` is cut
    short by it.
    """

    def __init__(self) -> None:
        self.commands: dict[str, str] = {}
        self._pending: list[tuple[int, str]] = []
        self._came = asyncio.Event()

    def takes(self, signal: int) -> bool:
        """Whether the shell deals with this signal itself."""
        name = NAMES.get(signal, "")
        command = self.commands.get(name)
        if command is None or name in _NEVER:
            return False
        if command:
            self._pending.append((signal, command))
            self._came.set()
        return True

    def due(self) -> list[str]:
        """The commands of the signals that came since, each once; they are then done."""
        commands = [command for _, command in self._pending]
        self._pending.clear()
        self._came.clear()
        return commands

    async def or_signal(self, task: "asyncio.Task[int]") -> int | None:
        """Wait for the task to end, or for a trapped signal: its number then."""
        came = asyncio.create_task(self._came.wait())
        try:
            await asyncio.wait({task, came}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            came.cancel()
        return self._pending[0][0] if self._pending else None
