"""Our own talk with the adb server: one smart-socket connection a request.

adbutils asks for the server's version before every stream, sleeps 10 ms after it and reads in
pieces of 4 KiB; that costs 20 ms a command and a second a screenshot. So bulk and latency go
this way. Requests are "%04x" + text, answered "OKAY" or "FAIL" + "%04x" + words.
"""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing

from harness.device.errors import (
    ServiceRefusedError,
    UnreadableFileError,
    at_the_seam,
    failed_request,
    lost,
)
from harness.device.records import ShellResult
from harness.device.server import ServerAddress, ensure_running
from harness.domain.errors import DeviceError, NoDeviceError

_CHUNK = 1 << 16
_SYNC_MAX = 1 << 16
_STDOUT, _STDERR, _EXIT = 1, 2, 3


def receive_exactly(sock: socket.socket, count: int) -> bytes:
    """``count`` bytes; raises ``ConnectionError`` when the peer closes before."""
    parts = bytearray()
    while len(parts) < count:
        chunk = sock.recv(count - len(parts))
        if not chunk:
            raise ConnectionError(f"connection closed after {len(parts)} of {count} bytes")
        parts += chunk
    return bytes(parts)


def connect_server(address: ServerAddress, timeout_s: float) -> socket.socket:
    """A connection to the adb server, without Nagle's delay."""
    sock = socket.create_connection((address.host, address.port), timeout=timeout_s)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def send_request(sock: socket.socket, request: str, *, serial: str = "", about: str = "") -> None:
    """Send one request and read its status; raises our error for ``FAIL``.

    ``about`` is what the error calls it, where the request itself says little.
    """
    payload = request.encode()
    sock.sendall(b"%04x" % len(payload) + payload)
    status = receive_exactly(sock, 4)
    if status == b"OKAY":
        return
    if status == b"FAIL":
        reason = receive_exactly(sock, int(receive_exactly(sock, 4), 16))
        raise failed_request(serial, about or request, reason.decode(errors="replace"))
    raise DeviceError(
        f"what listens there is no adb server: it answered {status!r}",
        output=f"it answered {status!r}",
    )


def ask_server(address: ServerAddress, request: str, *, serial: str = "") -> str:
    """A host request with a text for an answer ("host:devices-l", "host:version" …).

    Without a ``serial`` the server itself is asked: raises ``NoDeviceError`` where what listens
    there is none.
    """
    if not serial:
        try:
            return _ask(address, request, "")
        except DeviceError as error:
            raise NoDeviceError(
                f"what listens at {address} is no adb server ({error.output or 'no answer'}); end "
                "it, or name another port: export ANDROID_ADB_SERVER_PORT=5038",
                command=request,
            ) from error
    return _ask(address, request, serial)


def _ask(address: ServerAddress, request: str, serial: str) -> str:
    with (
        at_the_seam(serial or str(address), request),
        closing(connect_server(address, 10.0)) as sock,
    ):
        send_request(sock, request, serial=serial)
        size = int(receive_exactly(sock, 4), 16)
        return receive_exactly(sock, size).decode(errors="replace")


class Link:
    """One device through the adb server. Thread-safe: each call has its own connection."""

    def __init__(self, serial: str, address: ServerAddress | None = None) -> None:
        self.serial = serial
        self.address = address or ensure_running()
        self._features: frozenset[str] | None = None

    def open(self, service: str, *, timeout_s: float = 10.0) -> socket.socket:
        """A stream to a service of the device's adbd; the caller closes it.

        Raises ``DeviceLostError``, ``ServiceRefusedError`` or ``DeviceError``.
        """
        with at_the_seam(self.serial, service):
            sock = connect_server(self.address, timeout_s)
            try:
                transport = f"host:transport:{self.serial}"
                send_request(sock, transport, serial=self.serial, about=service)
                send_request(sock, service, serial=self.serial)
            except BaseException:
                sock.close()
                raise
            return sock

    def features(self) -> frozenset[str]:
        """Features of the device's adbd, as adb's server knows them; empty on an old one."""
        if self._features is None:
            try:
                told = ask_server(
                    self.address, f"host-serial:{self.serial}:features", serial=self.serial
                )
            except ServiceRefusedError:
                told = ""
            self._features = frozenset(told.replace(",", " ").split())
        return self._features

    def state(self) -> str:
        """State in adb's words ("device", "offline", "unauthorized" …) or "gone"."""
        try:
            return ask_server(
                self.address, f"host-serial:{self.serial}:get-state", serial=self.serial
            ).strip()
        except DeviceError as error:
            said = error.output.lower()
            known = ("unauthorized", "offline", "authorizing", "no permissions")
            return next((word for word in known if word in said), "gone")

    def explain(self, command: str, why: str) -> DeviceError:
        """The error for a stream that ended early: lost, if the device is no longer there."""
        if self.state() != "device":
            return lost(self.serial, command, why)
        return DeviceError(
            f"{self.serial}: {command[:80]!r} ended early: {why}",
            serial=self.serial,
            command=command,
            output=why,
        )

    def shell(self, command: str, *, timeout_s: float = 15.0) -> ShellResult:
        """Run a command line in the device's shell and wait for its end."""
        if "shell_v2" in self.features():
            return self._shell_v2(command, timeout_s)
        out = self._read_all(f"shell:{command}", timeout_s)
        return ShellResult(out=_text(out))

    def shell_bytes(self, command: str, *, timeout_s: float = 15.0) -> bytes:
        """Raw output of ``exec:`` (no line-end translation)."""
        return self._read_all(f"exec:{command}", timeout_s)

    def _read_all(self, service: str, timeout_s: float) -> bytes:
        with (
            at_the_seam(self.serial, service),
            closing(self.open(service, timeout_s=timeout_s)) as sock,
        ):
            return b"".join(_chunks(sock, timeout_s))

    def _shell_v2(self, command: str, timeout_s: float) -> ShellResult:
        service = f"shell,v2,raw:{command}"
        with (
            at_the_seam(self.serial, command),
            closing(self.open(service, timeout_s=timeout_s)) as sock,
        ):
            raw = b"".join(_chunks(sock, timeout_s))
        out, err, code = split_shell_v2(raw)
        if code is None:
            raise self.explain(command, "no exit status came")
        return ShellResult(out=_text(out), err=_text(err), code=code)

    def pull(self, remote: str, *, timeout_s: float = 120.0) -> Iterator[bytes]:
        """The bytes of a file on the device, in pieces (sync v1 ``RECV``)."""
        with (
            at_the_seam(self.serial, f"pull {remote}"),
            closing(self.open("sync:", timeout_s=timeout_s)) as sock,
        ):
            path = remote.encode()
            sock.sendall(b"RECV" + struct.pack("<I", len(path)) + path)
            while True:
                kind, size = struct.unpack("<4sI", receive_exactly(sock, 8))
                if kind == b"DONE":
                    return
                body = receive_exactly(sock, size)
                if kind != b"DATA":
                    said = body.decode(errors="replace")
                    raise UnreadableFileError(
                        f"{self.serial}: cannot read {remote}: {said}", serial=self.serial
                    )
                yield body

    def push(self, content: bytes, remote: str, *, mode: int = 0o100644) -> None:
        """Write a file on the device (sync v1 ``SEND``)."""
        with (
            at_the_seam(self.serial, f"push {remote}"),
            closing(self.open("sync:", timeout_s=120.0)) as sock,
        ):
            target = f"{remote},{mode}".encode()
            sock.sendall(b"SEND" + struct.pack("<I", len(target)) + target)
            for start in range(0, len(content), _SYNC_MAX):
                piece = content[start : start + _SYNC_MAX]
                sock.sendall(b"DATA" + struct.pack("<I", len(piece)) + piece)
            sock.sendall(b"DONE" + struct.pack("<I", int(time.time())))
            kind, size = struct.unpack("<4sI", receive_exactly(sock, 8))
            if kind != b"OKAY":
                said = receive_exactly(sock, size).decode(errors="replace")
                raise DeviceError(
                    f"{self.serial}: cannot write {remote}: {said}", serial=self.serial
                )


def _chunks(sock: socket.socket, timeout_s: float) -> Iterator[bytes]:
    """All that comes until the peer closes; raises ``TimeoutError`` at the deadline."""
    deadline = time.monotonic() + timeout_s
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        sock.settimeout(left)
        chunk = sock.recv(_CHUNK)
        if not chunk:
            return
        yield chunk


def split_shell_v2(raw: bytes) -> tuple[bytes, bytes, int | None]:
    """stdout, stderr and exit status of a shell-v2 stream; None when it was cut before."""
    out, err, code, at = bytearray(), bytearray(), None, 0
    while at + 5 <= len(raw):
        kind, size = raw[at], int.from_bytes(raw[at + 1 : at + 5], "little")
        body = raw[at + 5 : at + 5 + size]
        at += 5 + size
        if kind == _STDOUT:
            out += body
        elif kind == _STDERR:
            err += body
        elif kind == _EXIT and body:
            code = body[0]
    return bytes(out), bytes(err), code


def _text(raw: bytes) -> str:
    """Text with LF line ends; old adbd translates LF to CRLF (or to CRCRLF)."""
    return raw.decode(errors="replace").replace("\r\r\n", "\n").replace("\r\n", "\n")
