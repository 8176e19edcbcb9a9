"""An emulator's two ports: console on an even one, adbd on the next; adb calls it by the first."""

import asyncio
import contextlib
import os

from harness.domain.errors import UsageError
from harness.virtual.adbd.daemon import Adbd
from harness.virtual.emulator.console import Console, tell_adb

FIRST_PORT, LAST_PORT = 5554, 5682
"""Where emulators look for a free pair; adb servers look for them at 5554 … 5584 by themselves."""
ADB_SERVER_PORT = 5037
EMULATOR_PROPS = {"ro.kernel.qemu": "1", "ro.boot.qemu": "1", "ro.hardware": "ranchu"}


async def start_emulator(
    console: Console, adbd: Adbd, port: int, stack: contextlib.AsyncExitStack
) -> str:
    """Start both; ``port`` 0 takes the first free pair. Returns the serial, ``emulator-PORT``.

    Raises ``UsageError`` for an odd port, or where nothing is free.
    """
    if port % 2:
        raise UsageError(f"--port {port}: an emulator's console has an even port, such as 5554")
    for even in [port] if port else range(FIRST_PORT, LAST_PORT + 1, 2):
        try:
            server = await console.start(even)
        except OSError:
            continue
        try:
            await adbd.start(even + 1)
        except OSError:
            server.close()
            continue
        stack.push_async_callback(_close, server)
        await tell_adb(int(os.environ.get("ANDROID_ADB_SERVER_PORT", ADB_SERVER_PORT)), even + 1)
        return f"emulator-{even}"
    where = f"ports {port} and {port + 1}" if port else f"no pair of {FIRST_PORT} … {LAST_PORT}"
    raise UsageError(f"{where}: not free; choose an even one with --port")


async def _close(server: asyncio.Server) -> None:
    server.close()
