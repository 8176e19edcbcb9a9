"""The control channel: one JSON object a line on a local TCP port, one JSON line back.

Requests: ``{"fault": NAME, "for_s": N, "on": "now" | "launch" | "tap",
"every": false, "after_ms": N}`` and
``{"clear": true}``. Answers: ``{"ok": true}`` or ``{"error": "…"}``. Whoever runs the phone is
printed its address; what tests apps must not use it.
"""

import asyncio
import json
import socket
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from harness.virtual.adbd.daemon import Adbd
from harness.virtual.android.phone import Phone
from harness.virtual.android.state import LogEntry
from harness.virtual.faults.catalogue import FAULTS, End, Rig

HOST = "127.0.0.1"


class Order(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One request."""

    fault: str | None = None
    for_s: float | None = None
    """Seconds until it ends; without, it lasts until ``clear``."""
    on: Literal["now", "launch", "tap"] = "now"
    """When it begins: at once, when an app is next started cold, or as a finger next comes down."""
    every: bool = False
    """Not only the next time, but each time."""
    after_ms: int = 0
    """So much later still."""
    clear: bool = False


class Faults:
    """Begins and ends faults on one phone."""

    def __init__(self, phone: Phone, adbd: Adbd) -> None:
        self._phone = phone
        self._adbd = adbd
        self._ends: list[End] = []
        self._unlisten: list[Callable[[], None]] = []

    def order(self, order: Order) -> None:
        """Do as asked. Raises ``ValueError`` for a fault that there is not."""
        if order.clear:
            self.clear()
        if order.fault is None:
            return
        if order.fault not in FAULTS:
            raise ValueError(f"no fault {order.fault!r}; known: {', '.join(FAULTS)}")
        begin = self._later(order)
        match order.on:
            case "now":
                begin()
            case "tap":
                self._on_touch(begin, every=order.every)
            case "launch":
                self._on_launch(begin, every=order.every)

    def _later(self, order: Order) -> Callable[[], None]:
        def begin() -> None:
            if order.after_ms > 0:
                self._phone.clock.call_later(order.after_ms, lambda: self._begin(order))
            else:
                self._begin(order)

        return begin

    def _begin(self, order: Order) -> None:
        end = FAULTS[str(order.fault)](Rig(self._phone, self._adbd, order.for_s))
        if end is None:
            return
        self._ends.append(end)
        if order.for_s is not None:
            self._phone.clock.call_later(1000 * order.for_s, lambda: self._end(end))

    def _end(self, end: End) -> None:
        if end in self._ends:
            self._ends.remove(end)
            end()

    def _on_touch(self, begin: Callable[[], None], *, every: bool) -> None:
        def touched() -> None:
            begin()
            if every:
                self._phone.core.trouble.on_touch.append(touched)

        self._phone.core.trouble.on_touch.append(touched)

    def _on_launch(self, begin: Callable[[], None], *, every: bool) -> None:
        def heard(entry: LogEntry) -> None:
            if entry.tag == "am_proc_start" and self._of_an_app(entry.message):
                if not every:
                    unlisten()
                begin()

        unlisten = self._phone.on_log(heard)
        self._unlisten.append(unlisten)

    def _of_an_app(self, message: str) -> bool:
        words = message.strip("[]").split(",")
        return any(p.name in words for p in self._phone.packages.values() if not p.system)

    def clear(self) -> None:
        """End all that can end, forget what waits."""
        for unlisten in self._unlisten:
            unlisten()
        self._unlisten.clear()
        self._phone.core.trouble.on_touch.clear()
        while self._ends:
            self._ends.pop()()


async def listen(faults: Faults, port: int = 0) -> asyncio.Server:
    """Answer on a local port (a free one for 0)."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(_answer(faults, line)).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # gone, or a line without end
        finally:
            writer.close()

    return await asyncio.start_server(connected, HOST, port)


def _answer(faults: Faults, line: bytes) -> dict[str, Any]:
    try:
        faults.order(msgspec.json.decode(line, type=Order))
    except (msgspec.MsgspecError, ValueError) as error:
        return {"error": str(error)}
    return {"ok": True}


def send(address: str, order: Order | dict[str, Any], timeout_s: float = 10.0) -> dict[str, Any]:
    """Ask the phone whose control channel is at ``HOST:PORT``; raises ``OSError``."""
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=timeout_s) as line:
        line.sendall(msgspec.json.encode(order) + b"\n")
        answer: dict[str, Any] = json.loads(line.makefile("rb").readline() or b"{}")
        return answer
