"""What tests of several packages share: an adb server of their own, virtual phones behind it."""

import contextlib
import dataclasses
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import adbutils
import pytest

if TYPE_CHECKING:
    from detectors import Seer

ADB = Path(adbutils.__file__).parent / "binaries" / "adb"
REPOSITORY = Path(__file__).parents[1]


def free_port() -> int:
    """A TCP port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclasses.dataclass(frozen=True)
class AdbServer:
    """An adb server that nobody else uses; ``env`` leads clients to it."""

    port: int
    env: dict[str, str]

    def run(
        self, *words: str, serial: str | None = None, data: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """One adb command; its status, output and errors."""
        chosen = ["-s", serial] if serial else []
        return subprocess.run(
            [ADB, *chosen, *words], env=self.env, input=data, capture_output=True, check=False,
            timeout=60,
        )  # fmt: skip


@dataclasses.dataclass(frozen=True)
class VirtualPhone:
    """A running virtual phone, connected to the test session's adb server."""

    adb: AdbServer
    serial: str
    process: "subprocess.Popen[str]"

    def run(self, *words: str, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        """One adb command on this phone."""
        return self.adb.run(*words, serial=self.serial, data=data)

    def shell(self, text: str) -> str:
        """Output of a shell command that must succeed."""
        done = self.run("shell", text)
        assert done.returncode == 0, done
        return done.stdout.decode()


@pytest.fixture(scope="session")
def adb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdbServer]:
    """One adb server a test process: own port, own HOME, no scan for emulators."""
    port = free_port()
    env = {
        **os.environ,
        "HOME": str(tmp_path_factory.mktemp("adb-home")),
        "ANDROID_ADB_SERVER_HOST": "127.0.0.1",
        "ANDROID_ADB_SERVER_PORT": str(port),
        "ADB_LOCAL_TRANSPORT_MAX_PORT": "5554",
        "ADB_MDNS_AUTO_CONNECT": "0",
        "ADB_MDNS_OPENSCREEN": "0",
        "ADBUTILS_ADB_PATH": str(ADB),
    }
    for name in ("ADB_SERVER_SOCKET", "ANDROID_ADB_SERVER_ADDRESS", "ANDROID_SERIAL"):
        env.pop(name, None)
    server = AdbServer(port, env)
    started = server.run("start-server")
    assert started.returncode == 0, started
    yield server
    server.run("kill-server")


@contextlib.contextmanager
def started_phone(adb: AdbServer, *words: str) -> Iterator[VirtualPhone]:
    """A phone as a process of its own, with these options of the virtual phone's program."""
    program = [sys.executable, "-m", "harness.virtual.server", "--port", "0", *words]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        try:
            ready = re.match(r"ready (\S+) serial=", process.stdout.readline())
            assert ready is not None, "the virtual phone did not start"
            connected = adb.run("connect", ready[1])
            assert connected.stdout.startswith((b"connected", b"failed to auth")), connected
            yield VirtualPhone(adb, ready[1], process)
            adb.run("disconnect", ready[1])
        finally:
            process.terminate()
    assert process.returncode == 0


@pytest.fixture
def virtual_phone(adb_server: AdbServer) -> Iterator[Callable[..., VirtualPhone]]:
    """Starts virtual phones: ``virtual_phone("--api", "28")``; they end with the test."""
    with contextlib.ExitStack() as stack:
        yield lambda *words: stack.enter_context(started_phone(adb_server, *words))


@pytest.fixture(scope="module")
def shared_phone(adb_server: AdbServer) -> Iterator[VirtualPhone]:
    """One phone with the sample apps for all tests of a module that leave it as it was."""
    with started_phone(adb_server, "--size", "360x800", "--density", "160") as phone:
        yield phone


@pytest.fixture(scope="session")
def seer() -> "Seer":
    """A seer that may read; its models load once a test process."""
    from detectors import Seer  # noqa: PLC0415  only some tests need vision

    return Seer()
