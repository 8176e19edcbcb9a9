"""Virtual phones as a program of their own, met through adb as any phone."""

import contextlib
import os
import signal
import subprocess
import sys
import threading

from harness.device.errors import ServiceRefusedError
from harness.device.link import ask_server
from harness.device.server import ServerAddress, ensure_running, server_address
from harness.domain.errors import DeviceError
from harness.farm.children import dying_with_us


class VirtualPhones:
    """``taptruth virtual up`` with these words (``--count 4 --size 360x800 …``)."""

    def __init__(self, words: list[str]) -> None:
        self.name = "virtual"
        self.server: ServerAddress = server_address()
        self._words = words
        self._process: subprocess.Popen[str] | None = None
        self._serials: set[str] = set()
        self._connected: set[str] = set()

    def owns(self, serial: str) -> bool:
        """Those that it started."""
        return serial in self._serials

    def tend(self) -> None:
        """Start them; connect those that adb has lost; start anew when the program has ended."""
        ensure_running(self.server)
        if self._process is None or self._process.poll() is not None:
            self._start()
        listed = ask_server(self.server, "host:devices")
        for serial in sorted(self._serials):
            if f"{serial}\tdevice" not in listed:
                with contextlib.suppress(ServiceRefusedError, DeviceError):
                    ask_server(self.server, f"host:connect:{serial}")

    def _start(self) -> None:
        self._serials.clear()
        words = [sys.executable, "-m", "harness.cli.main", "virtual", "up", *self._words]
        self._process = subprocess.Popen(
            dying_with_us(words), stdout=subprocess.PIPE, text=True, env=dict(os.environ)
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        """Learn the addresses as they are printed."""
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("ready "):
                self._serials.add(line.split()[1])

    def stop(self) -> None:
        """End them, and let adb forget them."""
        for serial in sorted(self._serials):
            with contextlib.suppress(DeviceError):
                ask_server(self.server, f"host:disconnect:{serial}")
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(15)
