"""JSON-RPC to uiautomator2's on-device server, over one kept-alive stream.

uiautomator2's own client restarts its server and sends a request again after an HTTP error: a
tap could land twice. This one sends once and says when it does not know. It also sets
TCP_NODELAY and writes header and body together (40 ms saved a call).
"""

import json
import select
import socket
import threading
import time
from typing import Any

from harness.device.errors import at_the_seam
from harness.device.link import Link
from harness.domain.errors import DeviceError

PORT = 9008
_FRESH_S = 2.0
"""NanoHTTPD closes idle connections after 5 s; older ones than this are not trusted."""


class RpcError(DeviceError):
    """The on-device server answered with an error."""


class Rpc:
    """One stream to the on-device server. Calls are serialized."""

    def __init__(self, link: Link, port: int = PORT) -> None:
        self._link = link
        self._port = port
        self._sock: socket.socket | None = None
        self._used_at = 0.0
        self._lock = threading.Lock()
        self._number = 0

    def call(self, method: str, params: list[Any], *, timeout_s: float = 10.0) -> Any:
        """Send once and wait for the answer.

        Raises ``DeviceLostError`` or ``DeviceError``; for a connection that breaks after the
        request went out the message says that the effect is unknown.
        """
        with self._lock, at_the_seam(self._link.serial, method):
            self._number += 1
            number = self._number
            body = json.dumps(
                {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
            ).encode()
            sock = self._stream(timeout_s)
            try:
                answer = self._exchange(sock, _post(body), time.monotonic() + timeout_s)
            except (OSError, EOFError) as error:
                self._drop()
                raise self._unknown(method, error) from error
            except BaseException:
                self._drop()
                raise
        return self._result(method, answer)

    def ping(self, *, timeout_s: float = 3.0) -> bool:
        """Whether the server answers "pong"."""
        with self._lock:
            try:
                sock = self._stream(timeout_s)
                return self._exchange(sock, _get("/ping"), time.monotonic() + timeout_s) == b"pong"
            except (OSError, EOFError, DeviceError):
                self._drop()
                return False

    def ready(self) -> None:
        """Open the stream beforehand, so that a call need not."""
        with self._lock, at_the_seam(self._link.serial, "tcp"):
            self._stream(5.0)

    def close(self) -> None:
        """Close the stream."""
        with self._lock:
            self._drop()

    def _stream(self, timeout_s: float) -> socket.socket:
        """The kept stream while it is certainly alive, else a new one (nothing is sent yet)."""
        if self._sock is not None:
            stale = time.monotonic() - self._used_at > _FRESH_S
            readable = select.select([self._sock], [], [], 0)[0]
            if stale or readable:  # readable before a request means: closed, or rests
                self._drop()
        if self._sock is None:
            self._sock = self._link.open(f"tcp:{self._port}", timeout_s=timeout_s)
        self._sock.settimeout(timeout_s)
        self._used_at = time.monotonic()
        return self._sock

    def _drop(self) -> None:
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def _exchange(self, sock: socket.socket, request: bytes, deadline: float) -> bytes:
        sock.sendall(request)
        head, rest = _until_blank_line(sock, deadline)
        status, headers = _parse_head(head)
        body = _read_body(sock, headers, rest, deadline)
        self._used_at = time.monotonic()
        if headers.get("connection", "").lower() == "close" or "content-length" not in headers:
            self._drop()
        if status != 200:
            raise RpcError(
                f"{self._link.serial}: the on-device server answered HTTP {status}",
                serial=self._link.serial,
                output=body.decode(errors="replace"),
            )
        return body

    def _unknown(self, method: str, error: Exception) -> DeviceError:
        why = "no answer in time" if isinstance(error, TimeoutError) else str(error)
        cause = self._link.explain(method, why)
        return type(cause)(
            f"{cause}; it is unknown whether it landed (it is never sent twice)",
            serial=cause.serial,
            command=method,
            output=why,
        )

    def _result(self, method: str, answer: bytes) -> Any:
        with at_the_seam(self._link.serial, method):
            parsed = json.loads(answer)
        if not isinstance(parsed, dict) or ("error" not in parsed and "result" not in parsed):
            raise RpcError(f"{self._link.serial}: {method}: no result in the server's answer")
        if parsed.get("error"):
            told = parsed["error"] if isinstance(parsed["error"], dict) else {}
            words = f"{told.get('message', '')} {told.get('data', '')}".strip()
            raise RpcError(
                f"{self._link.serial}: {method} failed on the device: {words[:200]}",
                serial=self._link.serial,
                command=method,
                output=words,
            )
        return parsed.get("result")


def _post(body: bytes) -> bytes:
    return (
        b"POST /jsonrpc/0 HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n"
        b"Content-Type: application/json\r\nConnection: keep-alive\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    ) + body


def _get(path: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n"
        "Connection: keep-alive\r\n\r\n"
    ).encode()


def _receive(sock: socket.socket, deadline: float) -> bytes:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    sock.settimeout(left)
    return sock.recv(1 << 16)


def _until_blank_line(sock: socket.socket, deadline: float) -> tuple[bytes, bytes]:
    got = b""
    while b"\r\n\r\n" not in got:
        chunk = _receive(sock, deadline)
        if not chunk:
            raise EOFError("connection closed before an answer")
        got += chunk
    head, _, rest = got.partition(b"\r\n\r\n")
    return head, rest


def _parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split()
    if len(words) < 2 or not words[1].isdigit():
        raise EOFError(f"no HTTP answer: {first[:60]!r}")
    pairs = (line.partition(":") for line in lines)
    return int(words[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}


def _read_body(sock: socket.socket, headers: dict[str, str], rest: bytes, deadline: float) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return _read_chunked(sock, rest, deadline)
    wanted = int(headers["content-length"]) if headers.get("content-length") else None
    parts = bytearray(rest)
    while wanted is None or len(parts) < wanted:
        chunk = _receive(sock, deadline)
        if not chunk:
            if wanted is None:
                break
            raise EOFError(f"answer cut after {len(parts)} of {wanted} bytes")
        parts += chunk
    return bytes(parts)


def _read_chunked(sock: socket.socket, rest: bytes, deadline: float) -> bytes:
    body, raw = bytearray(), bytearray(rest)
    while True:
        while b"\r\n" not in raw:
            raw += _more(sock, deadline)
        line, _, after = bytes(raw).partition(b"\r\n")
        size = int(line.split(b";")[0], 16)
        raw = bytearray(after)
        while len(raw) < size + 2:
            raw += _more(sock, deadline)
        body += raw[:size]
        raw = raw[size + 2 :]
        if size == 0:
            return bytes(body)


def _more(sock: socket.socket, deadline: float) -> bytes:
    chunk = _receive(sock, deadline)
    if not chunk:
        raise EOFError("answer cut")
    return chunk
