"""HTTP/1.1 over asyncio streams, with NanoHTTPD's habits.

Read in the bytecode of the server that uiautomator2 brings (``assets/u2.jar``, NanoHTTPD 2.3):
the status line ends in a space; connections of exactly HTTP/1.1 are kept alive; lines that end in
LF alone are taken. Neither ``Transfer-Encoding`` nor ``Expect`` is known of a request: only POST
and PUT have a body, as long as Content-Length says, without that what came in the same read as the
end of the head; the rest is the next request. A body that breaks off is taken as it is. HEAD is
answered with the body. Text and JSON are compressed for who accepts gzip, in chunks. A client that
is silent for ``SOCKET_READ_TIMEOUT`` before a request or within its head finds the connection
closed without a word.
"""

import asyncio
import dataclasses
import gzip
import logging
import re
import time
import urllib.parse
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
SOCKET_READ_TIMEOUT_S = 5.0
_MOST_HEAD = 8192
_MOST_BODY = 64 << 20
_CHUNK = 16384
_END = re.compile(rb"\r?\n\r?\n")
_CHARSET = re.compile(r"charset[ |\t]*=[ |\t]*['\"]?([^\"';,]*)", re.IGNORECASE)
_VERBS = ("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PATCH",
          "PROPFIND", "PROPPATCH", "MKCOL", "MOVE", "COPY", "LOCK", "UNLOCK")  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    version: str = "HTTP/1.1"
    query_text: str | None = None
    """What stood after the connection's last question mark, as sent: it is never forgotten."""

    @property
    def keeps_alive(self) -> bool:
        """Whether the client may go on after the answer."""
        return self.version == "HTTP/1.1" and "close" not in self._header("connection").lower()

    @property
    def takes_gzip(self) -> bool:
        """Whether the client unpacks it."""
        return "gzip" in self._header("accept-encoding")

    @property
    def mime(self) -> str:
        """The content's type without its parameters, in lower case."""
        return self._header("content-type").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body, trimmed; of a named type without a charset all but ASCII is lost.

        ``LookupError`` for a charset that nobody knows.
        """
        charset = "utf-8"
        if "content-type" in self.headers:
            found = _CHARSET.search(self.headers["content-type"])
            charset = "ascii" if found is None else found[1].strip()
        return self.body.decode(charset, "replace").strip("".join(map(chr, range(33))))

    def _header(self, name: str) -> str:
        return self.headers.get(name, "")


@dataclasses.dataclass(frozen=True, slots=True)
class Response:
    """One response."""

    body: bytes
    mime: str = "text/html"
    status: str = "200 OK"
    chunked: bool = False


Handler = Callable[[Request], Awaitable[Response]]

NOT_FOUND = Response(b"Not Found!!!", "text/plain", "404 Not Found")


class NoAnswerError(Exception):
    """An exception that the server does not catch: the connection ends without an answer."""


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
        """So many bytes, fewer where the client left; without a size what is here already."""
        if size is None:
            size = len(self._ahead)
        taken, self._ahead = self._ahead[:size], self._ahead[size:]
        parts = [taken]
        while (size := size - len(parts[-1])) > 0:
            parts.append(await _in_time(self._reader.read(min(size, 1 << 16))))
            if not parts[-1]:
                break
        return b"".join(parts)


async def _in_time(reading: Awaitable[bytes]) -> bytes:
    """What comes before the socket's patience ends; ``TimeoutError`` then."""
    return await asyncio.wait_for(reading, SOCKET_READ_TIMEOUT_S)


async def serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler
) -> None:
    """Answer requests on one connection until the client ends or asks to close."""
    alive, incoming, query = True, _Incoming(reader), None
    try:
        while alive and (head := await incoming.head()) is not None:
            try:
                request = _request(head, query)
            except _BadRequestError as bad:
                refused = Response(f"BAD REQUEST: {bad}".encode(), "text/plain", "400 Bad Request")
                writer.write(_encoded(refused))
                return
            response, query = await _answered(request, incoming, handler)
            alive = request.keeps_alive
            writer.write(_encoded(response, request))
            await writer.drain()
    except (ConnectionError, TimeoutError, NoAnswerError):
        pass
    finally:
        writer.close()


async def _answered(
    request: Request, incoming: _Incoming, handler: Handler
) -> tuple[Response, str | None]:
    """The response, and the query that later requests of the connection still have."""
    query = request.query_text
    if request.method in {"POST", "PUT"}:
        try:
            body = await incoming.body(_length(request.headers))
        except TimeoutError:
            return _broken("IOException: Read timed out"), query
        request = dataclasses.replace(request, body=body)
        if request.method == "POST" and request.mime == "application/x-www-form-urlencoded":
            query = request.text
            request = dataclasses.replace(request, query_text=query)
    try:
        return await handler(request), query
    except NoAnswerError:
        raise
    except Exception as error:
        log.exception("a request failed")
        return _broken(f"{type(error).__name__}: {error}"), query


def _broken(why: str) -> Response:
    text = f"SERVER INTERNAL ERROR: {why}".encode(errors="replace")
    return Response(text, "text/plain", "500 Internal Server Error")


def _request(head: bytes, query: str | None) -> Request:
    """The head of a request; ``query`` is the connection's last one."""
    first, *lines = re.split(r"\r?\n", head.decode("latin-1").strip("\r\n"))
    words = first.split()
    if not words or len(head) >= _MOST_HEAD:
        raise _BadRequestError("Syntax error. Usage: GET /example/file.html")
    if len(words) < 2:
        raise _BadRequestError("Missing URI. Usage: GET /example/file.html")
    if words[0] not in _VERBS:
        raise _BadRequestError(f"Syntax error. HTTP verb {words[0]} unhandled.")
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    path, sign, asked = words[1].partition("?")
    values = dict(urllib.parse.parse_qsl(asked, keep_blank_values=True))
    version = words[2] if len(words) > 2 else "HTTP/1.1"
    path = urllib.parse.unquote_plus(path)
    return Request(words[0], path, values, headers, b"", version, asked if sign else query)


def _length(headers: dict[str, str]) -> int | None:
    """How long the body is; None for what came with the head."""
    length = headers.get("content-length")
    if length is None:
        return None
    if not re.fullmatch(r"[+-]?[0-9]+", length) or int(length) > _MOST_BODY:
        raise NoAnswerError(f"a NumberFormatException for {length!r}")
    return max(0, int(length))


def _encoded(response: Response, request: Request | None = None) -> bytes:
    mime, body = response.mime, response.body
    packed = request is not None and request.takes_gzip and ("text/" in mime or "/json" in mime)
    heading = request is not None and request.method == "HEAD"
    chunked = (response.chunked or packed) and not heading
    alive = request is None or request.keeps_alive
    now = time.gmtime()
    lines = [
        f"HTTP/1.1 {response.status} ",
        f"Content-Type: {mime}",
        time.strftime(f"Date: %a, {now.tm_mday} %b %Y %H:%M:%S GMT", now),
        f"Connection: {'keep-alive' if alive else 'close'}",
        *(["Content-Encoding: gzip"] if packed else []),
    ]
    if packed:
        body = gzip.compress(body, mtime=0)
    if chunked:
        lines.append("Transfer-Encoding: chunked")
        body = _in_chunks(body)
    elif not packed:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _in_chunks(body: bytes) -> bytes:
    parts = [body[at : at + _CHUNK] for at in range(0, len(body), _CHUNK)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])
