"""Which service answers which name. A name that nobody answers is refused with CLSE."""

import functools
from collections.abc import Callable

from harness.virtual.adbd import daemon_texts, framebuffer, package_bridge, shell_service, sync
from harness.virtual.adbd.reverse import Reverses
from harness.virtual.adbd.stream import Stream
from harness.virtual.adbd.transport import Handler, Transport
from harness.virtual.machine import Machine
from harness.virtual.ports import bridge


class Router:
    """Finds the handler of a service name such as ``shell,v2,raw:ls``."""

    def __init__(self, machine: Machine, drop_all: Callable[[], None]) -> None:
        self._machine = machine
        self._reverses = Reverses(machine.ports)
        self._drop_all = drop_all

    def find(  # noqa: PLR0911  one line a service
        self, name: str, transport: Transport
    ) -> Handler | None:
        """The handler, or None when the service is refused."""
        kind, _, rest = name.partition(":")
        machine = self._machine
        match kind.split(",")[0]:
            case "shell":
                return functools.partial(shell_service.shell, machine, kind, rest)
            case "exec":
                return functools.partial(shell_service.execute, machine, rest)
            case "sync":
                return functools.partial(sync.serve, machine.fs)
            case "tcp" | "localabstract":
                return self._port(name)
            case "framebuffer":
                return functools.partial(framebuffer.serve, machine.phone)
            case "abb" | "abb_exec":
                with_packets = kind == "abb"
                return functools.partial(package_bridge.serve, machine, rest, with_packets)
            case "reverse":
                return functools.partial(self._reverses.serve, transport, rest)
        return daemon_texts.find(machine, kind, rest, self._drop_all)

    def forget(self, transport: Transport) -> None:
        """A connection ended: what it had reversed is gone."""
        self._reverses.forget(transport)

    def _port(self, address: str) -> Handler | None:
        if not self._machine.ports.listens(address):
            return None

        async def carry(stream: Stream) -> None:
            await bridge(stream, *await self._machine.ports.connect(address))

        return carry
