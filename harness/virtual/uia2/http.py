"""HTTP/1.1 over asyncio streams, with NanoHTTPD's habits.

NanoHTTPD ends its status line in a space, keeps connections of HTTP/1.1 alive, takes lines that
end in LF alone, and answers a handler's exception with "SERVER INTERNAL ERROR". It knows neither
``Transfer-Encoding`` nor ``Expect``: a body is as long as Content-Length says, without that it is
what came in the same read as the end of the head, and the rest is the next request
(``HTTPSession.getBodySize`` of 2.x). A client that is silent for ``SOCKET_READ_TIMEOUT``, before a
request or within it, finds the connection closed without a word.
"""

import asyncio
import dataclasses
import email.utils
import logging
import re
import urllib.parse
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
SOCKET_READ_TIMEOUT_S = 5.0
_MOST_HEAD = 8192
_MOST_BODY = 16 << 20
_END = re.compile(rb"\r?\n\r?\n")
_VERBS = ("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PATCH",
          "PROPFIND", "PROPPATCH", "MKCOL", "MOVE", "COPY", "LOCK", "UNLOCK")  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    version: str = "HTTP/1.1"
    query_text: str | None = None
    """What stood after the question mark, as sent; None where there was none."""

    @property
    def keeps_alive(self) -> bool:
        """Whether the client goes on after the answer: of HTTP/1.0 only those who say so."""
        said = self.headers.get("connection", "").lower()
        return said == "keep-alive" if self.version == "HTTP/1.0" else said != "close"


@dataclasses.dataclass(frozen=True, slots=True)
class Response:
    """One response."""

    body: bytes
    mime: str = "text/html"
    status: str = "200 OK"


Handler = Callable[[Request], Awaitable[Response]]

NOT_FOUND = Response(b"Not Found!!!", "text/plain", "404 Not Found")


class _BadRequestError(Exception):
    """What the client sent is no request; its text is the answer."""


class _Incoming:
    """What a client sends, and what of it was read ahead of its turn."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._ahead = b""

    async def head(self) -> bytes | None:
        """All up to the empty line, which is taken and left out; None at the end."""
        read = self._ahead
        while (end := _END.search(read)) is None and len(read) < _MOST_HEAD:
            more = await _in_time(self._reader.read(_MOST_HEAD - len(read)))
            if not more:
                return None
            read += more
        at = len(read) if end is None else end.end()
        self._ahead = read[at:]
        return read[:at]

    async def body(self, size: int | None) -> bytes:
        """So many bytes; without a size what is here already."""
        if size is None:
            size = len(self._ahead)
        taken, self._ahead = self._ahead[:size], self._ahead[size:]
        while len(taken) < size:
            more = await _in_time(self._reader.read(size - len(taken)))
            if not more:
                raise ConnectionError("the client left within a body")
            taken += more
        return taken


async def _in_time(reading: Awaitable[bytes]) -> bytes:
    """What comes before the socket's patience ends; ``TimeoutError`` then."""
    return await asyncio.wait_for(reading, SOCKET_READ_TIMEOUT_S)


async def serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler
) -> None:
    """Answer requests on one connection until the client ends or asks to close."""
    alive, incoming = True, _Incoming(reader)
    try:
        while alive and (head := await incoming.head()) is not None:
            with_body = True
            try:
                request = await _request(head, incoming)
                with_body = request.method != "HEAD"
                alive = request.keeps_alive
                response = await _handled(handler, request)
            except _BadRequestError as bad:
                alive, text = False, f"BAD REQUEST: Syntax error. {bad}"
                response = Response(text.encode(), "text/plain", "400 Bad Request")
            writer.write(_encoded(response, keep_alive=alive, with_body=with_body))
            await writer.drain()
    except (ConnectionError, TimeoutError):
        pass
    finally:
        writer.close()


async def _handled(handler: Handler, request: Request) -> Response:
    try:
        return await handler(request)
    except Exception as error:
        log.exception("a request failed")
        text = f"SERVER INTERNAL ERROR: {type(error).__name__}: {error}"
        return Response(text.encode(errors="replace"), "text/plain", "500 Internal Server Error")


async def _request(head: bytes, incoming: _Incoming) -> Request:
    first, *lines = re.split(r"\r?\n", head.decode("latin-1").strip("\r\n"))
    words = first.split(" ")
    if len(words) < 2 or len(head) >= _MOST_HEAD:
        raise _BadRequestError("Usage: GET /example/file.html")
    if words[0] not in _VERBS:
        raise _BadRequestError(f"HTTP verb {words[0]} unhandled.")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    body = await incoming.body(_length(words[0], headers))
    path, sign, query = words[1].partition("?")
    values = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    version = words[2] if len(words) > 2 else "HTTP/1.1"
    text = query if sign else None
    return Request(words[0], urllib.parse.unquote(path), values, headers, body, version, text)


def _length(verb: str, headers: dict[str, str]) -> int | None:
    """How long the body is; None for what came with the head, which is a body in these verbs."""
    length = headers.get("content-length")
    if length is None:
        return None if verb in {"POST", "PUT"} else 0
    if not (length.isascii() and length.isdigit()) or int(length) > _MOST_BODY:
        raise _BadRequestError("Usage: GET /example/file.html")
    return int(length)


def _encoded(response: Response, *, keep_alive: bool, with_body: bool) -> bytes:
    head = (
        f"HTTP/1.1 {response.status} \r\n"
        f"Content-Type: {response.mime}\r\n"
        f"Date: {email.utils.formatdate(usegmt=True)}\r\n"
        f"Connection: {'keep-alive' if keep_alive else 'close'}\r\n"
        f"Content-Length: {len(response.body)}\r\n\r\n"
    )
    return head.encode("latin-1") + (response.body if with_body else b"")
