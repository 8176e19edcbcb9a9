"""The adb server: where it listens, which binary starts it, and that it runs.

Host and port are resolved here and nowhere else, in the order of adb itself:
``ADB_SERVER_SOCKET`` ("tcp:HOST:PORT"), then ``ANDROID_ADB_SERVER_ADDRESS`` (adb) or
``ANDROID_ADB_SERVER_HOST`` (adbutils), with ``ANDROID_ADB_SERVER_PORT``.
"""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from harness.domain.errors import NoDeviceError, UsageError

DEFAULT_PORT = 5037
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class ServerAddress(msgspec.Struct, frozen=True):
    """Where the adb server listens."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class AdbBinary(msgspec.Struct, frozen=True, kw_only=True):
    """An adb program and why it was chosen."""

    path: str
    chosen_by: str
    """"TAPTRUTH_ADB", "ADBUTILS_ADB_PATH", "PATH" or "bundled with adbutils"."""
    version: str | None = None


def server_address(env: Mapping[str, str] | None = None) -> ServerAddress:
    """Address of the adb server as the environment wants it."""
    env = os.environ if env is None else env
    whole = env.get("ADB_SERVER_SOCKET", "")
    if whole:
        return _from_socket_spec(whole)
    host = env.get("ANDROID_ADB_SERVER_ADDRESS") or env.get("ANDROID_ADB_SERVER_HOST")
    port = env.get("ANDROID_ADB_SERVER_PORT") or str(DEFAULT_PORT)
    return ServerAddress(host or "127.0.0.1", _port(port, "ANDROID_ADB_SERVER_PORT"))


def _from_socket_spec(spec: str) -> ServerAddress:
    kind, _, rest = spec.partition(":")
    if kind != "tcp" or not rest:
        raise UsageError(f"ADB_SERVER_SOCKET={spec!r} is not understood; write tcp:HOST:PORT")
    host, _, port = rest.rpartition(":")
    return ServerAddress(host.strip("[]") or "127.0.0.1", _port(port, "ADB_SERVER_SOCKET"))


def _port(text: str, variable: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise UsageError(f"{variable} names no port (1 … 65535): {text!r}")
    return int(text)


def find_adb(env: Mapping[str, str] | None = None) -> AdbBinary:
    """The adb program: TAPTRUTH_ADB > ADBUTILS_ADB_PATH > PATH > bundled with adbutils."""
    env = os.environ if env is None else env
    for variable in ("TAPTRUTH_ADB", "ADBUTILS_ADB_PATH"):
        if env.get(variable):
            return AdbBinary(path=env[variable], chosen_by=variable)
    on_path = shutil.which("adb", path=env.get("PATH"))
    if on_path:
        return AdbBinary(path=on_path, chosen_by="PATH")
    bundled = _bundled_adb()
    if bundled:
        return AdbBinary(path=bundled, chosen_by="bundled with adbutils")
    raise NoDeviceError(
        "no adb program found; install Android platform-tools or name one: "
        "export TAPTRUTH_ADB=/path/to/adb"
    )


def _bundled_adb() -> str | None:
    import importlib.util  # noqa: PLC0415  only when nothing else was found

    spec = importlib.util.find_spec("adbutils")
    if spec is None or spec.origin is None:
        return None
    found = Path(spec.origin).parent / "binaries" / ("adb.exe" if os.name == "nt" else "adb")
    return str(found) if found.is_file() else None


@cache
def adb_version(path: str) -> str | None:
    """Version as ``adb version`` prints it ("36.0.0-13206524"), None when it does not run."""
    try:
        done = subprocess.run(
            [path, "version"], capture_output=True, text=True, timeout=15, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"^Version (\S+)", done.stdout, re.MULTILINE)
    if found is None:
        found = re.search(r"version (\S+)", done.stdout)
    return found.group(1) if found else None


def is_running(address: ServerAddress) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((address.host, address.port), timeout=2):
            return True
    except OSError:
        return False


def ensure_running(address: ServerAddress | None = None) -> ServerAddress:
    """Start the adb server where none runs; raises ``NoDeviceError`` when that fails."""
    address = address or server_address()
    if is_running(address):
        return address
    if address.host not in _LOCAL:
        raise NoDeviceError(
            f"no adb server answers at {address}; start one there: adb -a -P {address.port} "
            "nodaemon server"
        )
    binary = find_adb()
    env = {k: v for k, v in os.environ.items() if k != "ADB_SERVER_SOCKET"}
    try:
        done = subprocess.run(
            [binary.path, "-P", str(address.port), "start-server"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            env=env,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = getattr(error, "strerror", None) or "no answer within 30 s"
        raise NoDeviceError(
            f"{binary.path} ({binary.chosen_by}) does not start: {why}; "
            "name another: export TAPTRUTH_ADB=/path/to/adb"
        ) from error
    if done.returncode != 0 or not is_running(address):
        said = " ".join((done.stderr or done.stdout).split())[-200:] or "it said nothing"
        raise NoDeviceError(
            f"the adb server does not start at {address} ({said}); "
            f"try: {binary.path} -P {address.port} start-server"
        )
    return address
