"""Touches and keys, each sent once.

A verdict rests on injected touch, never on an accessibility click. Through the on-device
server (a real down, 100 ms, up) where it runs; else ``input tap`` in the shell.
"""

import time
from typing import Protocol

from harness.device.link import Link
from harness.device.ondevice import OnDeviceServer
from harness.device.records import Receipt
from harness.domain.errors import DeviceError, UsageError
from harness.domain.geometry import PointPx

KEYS = {"back": 4, "home": 3, "recent": 187, "menu": 82, "power": 26, "enter": 66, "wakeup": 224}
"""Names and Android key codes."""
_STEP_MS = 5
"""Length of a step of the server's swipe."""


class Inputs(Protocol):
    """A channel for touches and keys."""

    channel: str

    def tap(self, point: PointPx) -> Receipt: ...  # noqa: D102
    def swipe(self, start: PointPx, end: PointPx, for_ms: int) -> Receipt: ...  # noqa: D102
    def key(self, name: str) -> Receipt: ...  # noqa: D102


def key_code(name: str) -> int:
    """The code of a key's name; raises ``UsageError`` that lists the names."""
    if name not in KEYS:
        raise UsageError(f"no key {name!r}; the keys are: {', '.join(sorted(KEYS))}")
    return KEYS[name]


class ServerInputs:
    """Through the on-device server's JSON-RPC."""

    channel = "u2-jsonrpc"

    def __init__(self, server: OnDeviceServer) -> None:
        self._server = server

    def tap(self, point: PointPx) -> Receipt:
        """Down, 100 ms, up."""
        self._server.ensure_alive()
        receipt, landed = self._send("click", [point.x, point.y])
        if landed is False:
            raise DeviceError(f"the device refused the touch at {point.x},{point.y}")
        return receipt

    def swipe(self, start: PointPx, end: PointPx, for_ms: int) -> Receipt:
        """A straight drag."""
        self._server.ensure_alive()
        steps = max(1, round(for_ms / _STEP_MS))
        path = [start.x, start.y, end.x, end.y, steps]
        return self._send("swipe", path, timeout_s=10.0 + for_ms / 1000)[0]

    def key(self, name: str) -> Receipt:
        """Press and release. The answer is not trusted: Android 4 says False and did it."""
        code = key_code(name)
        self._server.ensure_alive()
        return self._send("pressKeyCode", [code])[0]

    def _send(
        self, method: str, params: list[int], *, timeout_s: float = 10.0
    ) -> tuple[Receipt, object]:
        sent_ns = time.monotonic_ns()
        result = self._server.rpc.call(method, params, timeout_s=timeout_s)
        receipt = Receipt(sent_ns=sent_ns, receipt_ns=time.monotonic_ns(), channel=self.channel)
        return receipt, result


class ShellInputs:
    """Through ``input`` in the device's shell: slow (a virtual machine starts each time)."""

    channel = "adb-input"

    def __init__(self, link: Link) -> None:
        self._link = link

    def tap(self, point: PointPx) -> Receipt:
        """``input tap``."""
        return self._send(f"input tap {point.x} {point.y}")

    def swipe(self, start: PointPx, end: PointPx, for_ms: int) -> Receipt:
        """``input swipe``."""
        path = f"{start.x} {start.y} {end.x} {end.y} {for_ms}"
        return self._send(f"input swipe {path}", timeout_s=15.0 + for_ms / 1000)

    def key(self, name: str) -> Receipt:
        """``input keyevent``."""
        return self._send(f"input keyevent {key_code(name)}")

    def _send(self, command: str, *, timeout_s: float = 15.0) -> Receipt:
        sent_ns = time.monotonic_ns()
        try:
            told = self._link.shell(command, timeout_s=timeout_s)
        except DeviceError as error:
            raise type(error)(
                f"{error}; it is unknown whether it landed (it is never sent twice)",
                serial=self._link.serial,
                command=command,
                output=error.output,
            ) from error
        if told.code or "Error" in told.text or "not found" in told.text:
            raise DeviceError(
                f"{self._link.serial}: {command!r} failed: {told.text.strip()[:200]}",
                serial=self._link.serial,
                command=command,
                output=told.text,
            )
        return Receipt(sent_ns=sent_ns, receipt_ns=time.monotonic_ns(), channel=self.channel)
