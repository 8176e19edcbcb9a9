"""adbd: listens on a TCP port and serves any number of adb servers at once."""

import asyncio
import re
from collections.abc import Callable

from harness.virtual.adbd import auth
from harness.virtual.adbd.services import Router
from harness.virtual.adbd.transport import Transport
from harness.virtual.machine import Machine
from harness.virtual.shell.jobs import SIGNALS

FEATURES = "shell_v2,cmd,stat_v2,ls_v2,fixed_push_mkdir,abb,abb_exec,sendrecv_v2"
"""Each one named here is served. Compressed transfer and delayed_ack are not, so not named."""

READ_LIMIT = 2 << 20


class Adbd:
    """The daemon of one machine."""

    def __init__(self, machine: Machine, *, auth_mode: auth.Mode = "none") -> None:
        self._machine = machine
        self._router = Router(machine, drop_all=self.drop_all)
        self._gate = auth.Gate(auth_mode)
        self._transports: dict[Transport, asyncio.Task[None]] = {}
        self._server: asyncio.Server | None = None
        self._address = ("127.0.0.1", 0)
        self._plugging: asyncio.Task[None] | None = None
        self._rebooting: asyncio.Task[None] | None = None
        machine.phone.on_reboot = self.reboot

    async def start(self, port: int, host: str = "127.0.0.1") -> int:
        """Listen; returns the port (a free one for 0). ``OSError`` when it is taken."""
        self._server = await asyncio.start_server(self._connected, host, port, limit=READ_LIMIT)
        taken: int = self._server.sockets[0].getsockname()[1]
        self._address = (host, taken)
        return taken

    async def stop(self) -> None:
        """Close the port and all connections."""
        if self._rebooting is not None:
            self._rebooting.cancel()
        await self._hang_up()

    async def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        tasks = list(self._transports.values())
        if self._plugging is not None:
            tasks.append(self._plugging)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._machine.ports.close()

    def reboot(self) -> None:
        """The phone goes away, and comes back on the same port when it has booted."""
        if self._rebooting is None or self._rebooting.done():
            self._rebooting = asyncio.create_task(self._boot_again(), name="reboot")

    async def _boot_again(self) -> None:
        phone, (host, port) = self._machine.phone, self._address
        phone.shut_down()
        for job in list(self._machine.jobs.values()):
            job.kill(SIGNALS["KILL"])
        await self._hang_up()
        await phone.sleep_ms(phone.config.timing.boot_ms)
        phone.start_up()
        await self.start(port, host)

    def drop_all(self) -> None:
        """Cut all connections, as a restart of the daemon does; the port stays."""
        for transport in tuple(self._transports):
            transport.drop()

    def unplug(self) -> None:
        """Cut all connections and let the port refuse, as when the cable is pulled."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.drop_all()

    def plug(self) -> None:
        """Listen again on the same port."""
        if self._server is None:
            host, port = self._address
            self._plugging = asyncio.create_task(self._start_again(port, host))

    async def _start_again(self, port: int, host: str) -> None:
        await self.start(port, host)

    def die_in_write(self, dead: Callable[[], object], least_bytes: int = 1000) -> None:
        """Cut the next WRTE of that size in its middle, then all else; ``dead`` is told."""

        def died() -> None:
            self.unplug()
            dead()

        for transport in self._transports:
            transport.die_in_write(least_bytes, died)

    def banner(self) -> bytes:
        """What CNXN tells the host."""
        facts = []
        for name in ("name", "model", "device"):
            value = self._machine.phone.props.get(f"ro.product.{name}", "unknown")
            facts.append(f"ro.product.{name}={re.sub(r'[;=]', '_', value)}")
        return f"device::{';'.join(facts)};features={FEATURES}".encode()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        transport = Transport(
            reader, writer, banner=self.banner, lookup=self._router.find, gate=self._gate
        )
        task = asyncio.current_task()
        assert task is not None
        self._transports[transport] = task
        try:
            await transport.run()
        except asyncio.CancelledError:
            pass  # stop() cut it
        finally:
            self._transports.pop(transport, None)
            self._router.forget(transport)
