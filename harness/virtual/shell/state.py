"""What one shell knows: its variables and parameters, its directory, options and streams."""

import random

from harness.virtual.shell import syntax
from harness.virtual.shell.context import Shell
from harness.virtual.shell.streams import StreamSet
from harness.virtual.shell.traps import Traps

SH = "/system/bin/sh"
ADBD = 611
"""Who starts shells."""


class ShellState:
    """Variables, functions, working directory, last status."""

    def __init__(self, shell: Shell, parameters: list[str] | None = None, name: str = SH) -> None:
        self.shell = shell
        self.name = name
        self.parameters = parameters or []
        self.variables = dict(shell.env)
        self.exported = set(shell.env)
        self.functions: dict[str, syntax.Command] = {}
        self.cwd = shell.cwd
        self.status = 0
        self.traps = Traps()
        self._began_ms = shell.phone.uptime_ms()
        self.last_background = 0
        self.interactive = False
        """It reads its commands from a terminal."""
        self.in_place = False
        """Only one command is run, and by this process itself."""
        self.options: set[str] = set()
        self.streams = StreamSet({0: shell.stdin, 1: shell.stdout, 2: shell.stderr})

    def get(self, name: str) -> str | None:  # noqa: PLR0911, C901  one line a parameter
        """Value of a variable or special parameter."""
        match name:
            case "?":
                return str(self.status)
            case "$" | "BASHPID":
                return str(self.shell.pid)
            case "!":
                return str(self.last_background) if self.last_background else ""
            case "#":
                return str(len(self.parameters))
            case "@" | "*":
                return " ".join(self.parameters)
            case "-":
                return "".join(sorted(one for one in self.options if len(one) == 1))
            case "0":
                return self.name
            case "PWD":
                return self.cwd
            case "PPID":
                return str(self._parent())
            case "RANDOM":
                return str(random.randrange(32768))
            case "SECONDS":
                return str((self.shell.phone.uptime_ms() - self._began_ms) // 1000)
        if name.isdigit():
            return self.parameters[int(name) - 1] if int(name) <= len(self.parameters) else None
        return self.variables.get(name)

    def _parent(self) -> int:
        job = self.shell.jobs.get(self.shell.pid)
        return ADBD if job is None else job.parent or ADBD

    @property
    def strict(self) -> bool:
        """``set -u``: what is not set is an error."""
        return "u" in self.options

    def set(self, name: str, value: str) -> None:
        """Assign a variable."""
        self.variables[name] = value

    def environment(self) -> dict[str, str]:
        """What commands inherit."""
        return {name: self.variables[name] for name in self.exported & set(self.variables)}

    async def complain(self, message: str) -> None:
        """One line on standard error, as mksh names itself."""
        await self.streams.output(2).write(f"{self.name}: {message}\n".encode())
