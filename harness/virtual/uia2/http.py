"""HTTP/1.1 over asyncio streams, with NanoHTTPD's habits.

NanoHTTPD ends its status line in a space, keeps connections alive and reads only as much of
a body as Content-Length says.
"""

import asyncio
import dataclasses
import email.utils
from collections.abc import Awaitable, Callable

_MOST_HEAD = 8192
_MOST_BODY = 16 << 20


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Response:
    """One response."""

    body: bytes
    mime: str = "text/html"
    status: str = "200 OK"


Handler = Callable[[Request], Awaitable[Response]]

NOT_FOUND = Response(b"Not Found!!!", "text/plain", "404 Not Found")
_BAD_REQUEST = Response(
    b"BAD REQUEST: Syntax error. Usage: GET /example/file.html", "text/plain", "400 Bad Request"
)


async def serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler
) -> None:
    """Answer requests on one connection until the client ends or asks to close."""
    try:
        while (head := await _head(reader)) is not None:
            request = await _request(head, reader)
            response = _BAD_REQUEST if request is None else await handler(request)
            alive = request is not None and request.headers.get("connection", "") != "close"
            writer.write(_encoded(response, keep_alive=alive))
            await writer.drain()
            if not alive:
                break
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()


async def _head(reader: asyncio.StreamReader) -> bytes | None:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None


async def _request(head: bytes, reader: asyncio.StreamReader) -> Request | None:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    words = first.split(" ")
    if len(words) < 2 or len(head) > _MOST_HEAD:
        return None
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > _MOST_BODY:
        return None
    body = await reader.readexactly(int(length)) if int(length) else b""
    path, _, query = words[1].partition("?")
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return Request(words[0], path, {k: v for k, _, v in pairs}, headers, body)


def _encoded(response: Response, *, keep_alive: bool) -> bytes:
    head = (
        f"HTTP/1.1 {response.status} \r\n"
        f"Content-Type: {response.mime}\r\n"
        f"Date: {email.utils.formatdate(usegmt=True)}\r\n"
        f"Connection: {'keep-alive' if keep_alive else 'close'}\r\n"
        f"Content-Length: {len(response.body)}\r\n\r\n"
    )
    return head.encode("latin-1") + response.body
