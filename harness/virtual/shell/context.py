"""What a shell command is given, and how commands are found.

A command is a coroutine ``run(sh, argv) -> exit status``. It registers itself:

    @command("getprop")
    async def getprop(sh: Shell, argv: list[str]) -> int: ...

``argv[0]`` is the name it was called by. Importing ``harness.virtual.shell.commands``
registers them all.
"""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.shell.jobs import Job

if TYPE_CHECKING:
    from harness.virtual.filesystem import FileSystem


class Input(Protocol):
    """Standard input."""

    async def read(self, at_most: int) -> bytes:
        """Next bytes; empty at the end."""


class Output(Protocol):
    """Standard output or error. Waits while the reader is slow (adb flow control)."""

    async def write(self, data: bytes) -> None:
        """Send all of it; raises ``BrokenPipeError`` when the reader is gone."""


@dataclasses.dataclass
class Shell:
    """Everything one running command can reach."""

    phone: PhoneFacade
    fs: "FileSystem"
    stdin: Input
    stdout: Output
    stderr: Output
    env: dict[str, str]
    cwd: str = "/"
    pid: int = 0
    services: "Services | None" = None
    jobs: dict[int, Job] = dataclasses.field(default_factory=dict)
    """Running shells and background jobs of the whole phone, by pid."""

    async def out(self, text: str) -> None:
        """Write text to standard output."""
        await self.stdout.write(text.encode())

    async def err(self, text: str) -> None:
        """Write text to standard error."""
        await self.stderr.write(text.encode())


class Services(Protocol):
    """Device-side TCP servers, such as the uiautomator2 server on 9008."""

    def listen(self, port: int, handler: Callable[..., Awaitable[None]]) -> None:
        """Answer ``tcp:PORT`` with ``handler(reader, writer)`` (asyncio streams)."""

    def unlisten(self, port: int) -> None:
        """Refuse ``tcp:PORT`` again."""


Command = Callable[[Shell, list[str]], Awaitable[int]]
COMMANDS: dict[str, Command] = {}


def command(*names: str) -> Callable[[Command], Command]:
    """Register a command under its names."""

    def register(run: Command) -> Command:
        for name in names:
            COMMANDS[name] = run
        return run

    return register
