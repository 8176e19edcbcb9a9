"""``reverse:``: device-side ports whose connections go to the host.

The daemon only ever opens what the host configured, character for character: any other address
aborts the whole adb server.
"""

import asyncio
import dataclasses

from harness.virtual.adbd.stream import Stream
from harness.virtual.adbd.transport import Transport
from harness.virtual.ports import Handler, Ports, bridge


@dataclasses.dataclass(frozen=True, slots=True)
class Reverse:
    """One configured way: connections to ``local`` (device) are opened at ``remote`` (host)."""

    transport: Transport
    local: str
    remote: str


class Reverses:
    """All reverse ways of a daemon."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._ways: dict[str, Reverse] = {}

    async def serve(self, transport: Transport, request: str, stream: Stream) -> None:
        """Answer one ``reverse:`` request."""
        await stream.write(self._answer(transport, request))

    def forget(self, transport: Transport) -> None:
        """End what a connection had configured."""
        for local in [w.local for w in self._ways.values() if w.transport is transport]:
            self._remove(local)

    def _answer(self, transport: Transport, request: str) -> bytes:
        verb, _, rest = request.partition(":")
        match verb:
            case "list-forward":
                return _with_length(self._listing(transport))
            case "killforward-all":
                self.forget(transport)
                return b"OKAY"
            case "killforward":
                if rest not in self._ways:
                    return _fail(f"listener '{rest}' not found")
                self._remove(rest)
                return b"OKAY"
            case "forward":
                return self._forward(transport, rest)
        return _fail(f"unknown reverse request {request}")

    def _forward(self, transport: Transport, rest: str) -> bytes:
        keep = rest.startswith("norebind:")
        local, _, remote = rest.removeprefix("norebind:").partition(";")
        if not remote or not local.startswith(("tcp:", "localabstract:")):
            return _fail(f"bad forward: {rest}")
        told = b""
        if local == "tcp:0":
            port = self._ports.free_port()
            local, told = f"tcp:{port}", _with_length(str(port))
        if local in self._ways:
            if keep:
                return _fail(f"cannot rebind existing socket '{local}'")
            self._remove(local)
        if self._ports.listens(local):
            return _fail("cannot bind listener: Address already in use")
        self._ways[local] = Reverse(transport, local, remote)
        self._ports.listen_at(local, _to_host(transport, remote))
        return b"OKAY" + told

    def _remove(self, local: str) -> None:
        del self._ways[local]
        self._ports.unlisten_at(local)

    def _listing(self, transport: Transport) -> str:
        ways = [w for w in self._ways.values() if w.transport is transport]
        return "".join(f"(reverse) {w.local} {w.remote}\n" for w in ways)


def _to_host(transport: Transport, remote: str) -> Handler:
    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stream = await transport.open(remote)
        try:
            await bridge(stream, reader, writer)
        finally:
            await stream.close()

    return carry


def _with_length(text: str) -> bytes:
    data = text.encode()
    return f"{len(data):04x}".encode() + data


def _fail(message: str) -> bytes:
    return b"FAIL" + _with_length(message)
