"""Coverage-guided fuzzing of the daemon: ``pip install atheris``, then run this file.

``python tests/virtual/fuzz_adbd.py -max_total_time=120 -max_len=400 -len_control=0``. Not a
test: atheris is no dependency. A service that fails with anything but the errors it may have
is a finding; so is a daemon that no longer answers. What was found is noted in
docs/virtual-phone.md.
"""

import asyncio
import contextlib
import importlib
import logging
import sys
from typing import Any

atheris: Any = importlib.import_module("atheris")

with atheris.instrument_imports(include=["harness.virtual.adbd", "harness.virtual.shell"]):
    from wire_host import Host, machine

    from harness.virtual.adbd import wire
    from harness.virtual.adbd.daemon import Adbd
    from harness.virtual.adbd.wire import Packet

SERVICES = (
    b"shell:", b"shell,v2,raw:", b"shell,v2,pty:", b"exec:", b"sync:", b"framebuffer:",
    b"abb_exec:package\0", b"abb:", b"reverse:forward:", b"reverse:", b"tcp:", b"localabstract:",
    b"shell:dumpsys ", b"shell:pm ", b"shell:am start ", b"shell:input ", b"shell:logcat -d ",
    b"shell:screenrecord --time-limit 1 ", b"exec:cmd package install-write -S ",
    b"shell:appops ", b"shell:am crash ", b"shell:ps -A -o ", b"shell:stat -f -c ",
    b"shell:dumpsys meminfo ", b"shell:top -b -n 1 ", b"shell:df ",
)  # fmt: skip
WORDS = (b"STAT", b"LIST", b"RECV", b"SEND", b"STA2", b"LIS2", b"SND2", b"RCV2", b"DATA", b"DONE")


class Failed(logging.Handler):
    """Turns "a service failed" into a finding."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record)


FAILED = Failed()
MACHINE = machine()
MACHINE.phone.disk.leave(16 << 20)
logging.getLogger("harness").addHandler(FAILED)
logging.getLogger("asyncio").addHandler(FAILED)


def one_input(data: bytes) -> None:
    """A few packets made of the fuzzer's bytes."""
    FAILED.found.clear()
    asyncio.run(asyncio.wait_for(_talk(atheris.FuzzedDataProvider(data)), 30))
    for record in FAILED.found:
        raise RuntimeError(logging.Formatter().format(record))  # with its traceback


async def _talk(given: Any) -> None:
    adbd = Adbd(MACHINE)
    port = await adbd.start(0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await Host(reader, writer).greet()
    service = given.PickValueInList(list(SERVICES)) + given.ConsumeBytes(60)
    parts = [Packet(wire.OPEN, 1, 0, service + b"\0")]
    while given.remaining_bytes() > 4 and len(parts) < 8:
        payload = given.ConsumeBytes(given.ConsumeIntInRange(0, 80))
        if given.ConsumeBool():
            size = given.PickValueInList([0, 1, 8, len(payload), 0xFFFFFFFF])
            payload = given.PickValueInList(list(WORDS)) + size.to_bytes(4, "little") + payload
        command = given.PickValueInList([wire.WRTE, wire.WRTE, wire.WRTE, wire.OKAY, wire.CLSE])
        parts.append(Packet(command, 1, 1, payload))
    with contextlib.suppress(ConnectionError):
        for part in parts:
            writer.write(wire.encode(part))
            await writer.drain()
            await asyncio.sleep(0)
        for _ in range(20):
            await asyncio.sleep(0)
    writer.close()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await Host(reader, writer).greet()
    writer.close()
    await adbd.stop()


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
