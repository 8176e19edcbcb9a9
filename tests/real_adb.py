"""An adb server of our own and virtual phones behind it, as tests see them."""

import contextlib
import dataclasses
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import adbutils

from harness.device.adb import free_port, own_adb

ADB = Path(adbutils.__file__).parent / "binaries" / "adb"
__all__ = ["ADB", "AdbServer", "VirtualPhone", "free_port", "started_phone", "started_server"]
REPOSITORY = Path(__file__).parents[1]


@dataclasses.dataclass(frozen=True)
class AdbServer:
    """An adb server that nobody else uses; ``env`` leads clients to it."""

    port: int
    env: dict[str, str]
    program: Path = ADB
    """The adb that is run, as client and as server."""

    def run(
        self, *words: str, serial: str | None = None, data: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """One adb command; its status, output and errors."""
        chosen = ["-s", serial] if serial else []
        return subprocess.run(
            [self.program, *chosen, *words], env=self.env, input=data, capture_output=True,
            check=False, timeout=60,
        )  # fmt: skip


@dataclasses.dataclass(frozen=True)
class VirtualPhone:
    """A running virtual phone, connected to the test session's adb server."""

    adb: AdbServer
    serial: str
    process: "subprocess.Popen[str]"
    control: str = ""
    """Where its faults are ordered (``harness.virtual.faults.control.send``)."""

    def run(self, *words: str, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        """One adb command on this phone."""
        return self.adb.run(*words, serial=self.serial, data=data)

    def shell(self, text: str) -> str:
        """Output of a shell command that must succeed."""
        done = self.run("shell", text)
        assert done.returncode == 0, done
        return done.stdout.decode()


@contextlib.contextmanager
def started_server(env: Mapping[str, str], program: Path = ADB) -> Iterator[AdbServer]:
    """A server that ends with the block; the environment is made to lead to it."""
    with own_adb(env, program=program) as led:
        yield AdbServer(int(led["ANDROID_ADB_SERVER_PORT"]), led, program)


@contextlib.contextmanager
def started_phone(adb: AdbServer, *words: str) -> Iterator[VirtualPhone]:
    """A phone as a process of its own, with these options of the virtual phone's program."""
    program = [sys.executable, "-m", "harness.virtual.server", "--port", "0", *words]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=adb.env
    ) as process:
        assert process.stdout is not None
        try:
            ready = re.match(r"ready (\S+) serial=\S+ control=(\S+)", process.stdout.readline())
            assert ready is not None, "the virtual phone did not start"
            if ready[1].startswith("emulator-"):  # an emulator tells the adb server itself
                adb.run("wait-for-device", serial=ready[1])
                yield VirtualPhone(adb, ready[1], process, ready[2])
                return
            connected = adb.run("connect", ready[1])
            assert connected.stdout.startswith((b"connected", b"failed to auth")), connected
            yield VirtualPhone(adb, ready[1], process, ready[2])
            adb.run("disconnect", ready[1])
        finally:
            process.terminate()
    assert process.returncode == 0
