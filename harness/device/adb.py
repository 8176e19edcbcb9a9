"""The adb program by name, and a server of one's own beside whatever runs: own port, own HOME."""

import contextlib
import os
import random
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from harness.device.server import find_adb
from harness.domain.errors import NoDeviceError

WITHIN_S = 30.0
PORTS = range(10_000, 30_000)
"""Below the ports that Linux, macOS and Windows lend to outgoing connections: none of those can
take a port between our look at it and the server's start."""
TRIES = 5
AMBIGUOUS = ("ADB_SERVER_SOCKET", "ANDROID_ADB_SERVER_ADDRESS", "ANDROID_SERIAL")
"""What would lead a client elsewhere."""


def free_port() -> int:
    """A local TCP port that nothing listens on and no outgoing connection is given."""
    source = random.SystemRandom()
    for _ in range(100):
        port = source.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise NoDeviceError(
        "no free TCP port from 10000 to 29999 for an adb server; end what holds them"
    )


def server_env(home: Path, port: int, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment (``env``, or this process's) that leads adb to a server of its own."""
    found = {
        **(os.environ if env is None else env),
        "HOME": str(home),
        "ANDROID_ADB_SERVER_HOST": "127.0.0.1",
        "ANDROID_ADB_SERVER_PORT": str(port),
        "ADB_LOCAL_TRANSPORT_MAX_PORT": "5554",
        "ADB_MDNS_AUTO_CONNECT": "0",
        "ADB_MDNS_OPENSCREEN": "0",
    }
    for name in AMBIGUOUS:
        found.pop(name, None)
    return found


def adb_binary(env: Mapping[str, str] | None = None) -> Path:
    """Path of the adb program that TapTruth uses (order: see ``server.find_adb``)."""
    return Path(find_adb(env).path)


@contextlib.contextmanager
def own_adb(
    env: Mapping[str, str] | None = None, *, program: str | Path | None = None
) -> Iterator[dict[str, str]]:
    """A server of our own, so that nobody's phones are disturbed; the environment that leads to it.

    ``env``: what to start from, else this process's. ``program``: the adb to run, else the one
    that TapTruth uses. Another port is tried where one was taken in between. Raises
    ``NoDeviceError`` with adb's own words where it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="taptruth-adb-") as home:
        led = _started(Path(home), env, program)
        try:
            yield led
        finally:
            with contextlib.suppress(NoDeviceError):
                run_adb(led, "kill-server", program=program)


def _started(
    home: Path, env: Mapping[str, str] | None, program: str | Path | None
) -> dict[str, str]:
    for left in reversed(range(TRIES)):
        led = server_env(home, free_port(), env)
        try:
            run_adb(led, "start-server", program=program)
        except NoDeviceError:
            if not left:
                raise
        else:
            return led
    raise AssertionError("unreachable")


def run_adb(env: Mapping[str, str], *words: str, program: str | Path | None = None) -> None:
    """One adb command against the server of ``env``; ``NoDeviceError`` in its own words."""
    binary = str(program or find_adb(env).path)
    line = [binary, "-P", env["ANDROID_ADB_SERVER_PORT"], *words]
    try:
        done = subprocess.run(
            line, env=dict(env), capture_output=True, text=True, check=False, timeout=WITHIN_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = getattr(error, "strerror", None) or f"no answer within {WITHIN_S:.0f} s"
        raise NoDeviceError(
            f"{binary} does not run: {why}; name another: export TAPTRUTH_ADB=/path/to/adb"
        ) from error
    if done.returncode != 0:
        said = " ".join((done.stderr or done.stdout).split())[-200:] or "it said nothing"
        raise NoDeviceError(
            f"{binary} failed at {' '.join(words)} ({said}); check it: taptruth doctor"
        )
