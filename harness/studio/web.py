"""What every route needs: bodies in, JSON, events and errors out."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from harness.domain.errors import (
    DeviceError,
    EvidenceError,
    NoDeviceError,
    TapTruthError,
    UsageError,
    VerificationError,
)
from harness.studio.desk import BusyError

MOST_BODY_BYTES = 256 * 1024
EVENT_S = 5.0
"""A stream says something at least so often: a page that went is noticed by that."""

T = TypeVar("T", bound=msgspec.Struct)
Answer = Callable[[Request], Awaitable[Response]]
STATUS: tuple[tuple[type[TapTruthError], int], ...] = (
    (BusyError, 409),
    (UsageError, 400),
    (NoDeviceError, 503),
    (DeviceError, 502),
    (VerificationError, 422),
    (EvidenceError, 422),
)


def answer(data: Any, status: int = 200) -> Response:
    """JSON."""
    return Response(msgspec.json.encode(data), status, media_type="application/json")


async def told_error(_request: Request, error: Exception) -> Response:
    """One of our errors as one line."""
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 500)
    return answer({"error": str(error)}, status)


async def told_http(_request: Request, error: Exception) -> Response:
    """An error of the protocol, such as a path that there is not."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return answer({"error": f"{status}"}, status)


async def given(request: Request, into: type[T]) -> T:
    """The body as a record; UsageError names the field that is wrong."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > MOST_BODY_BYTES:
            raise UsageError(f"the request is larger than {MOST_BODY_BYTES} bytes")
        pieces.append(piece)
    try:
        record: T = msgspec.json.decode(b"".join(pieces), type=into, strict=False)
    except msgspec.MsgspecError as error:
        raise UsageError(f"the request is not what it should be: {error}") from error
    return record


def asked(request: Request, name: str) -> str | None:
    """A word of the query, None where it is not there or empty."""
    return request.query_params.get(name) or None


def number(request: Request, name: str, usual: int, most: int) -> int:
    """A number of the query from 0 to ``most``; UsageError for another."""
    text = asked(request, name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and int(text) <= most):
        raise UsageError(f"{name}={text}: a number from 0 to {most} is wanted")
    return int(text)


async def aside(action: Callable[..., Any], *words: Any) -> Any:
    """Run what blocks on a thread of its own."""
    return await run_in_threadpool(action, *words)


def event(name: str, data: Any) -> bytes:
    """One server-sent event (WHATWG HTML, "Server-sent events"); data is one line of JSON."""
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(data) + b"\n\n"


PING = b": still here\n\n"


def stream(events: AsyncIterator[bytes]) -> Response:
    """Server-sent events as they come."""
    return StreamingResponse(events, media_type="text/event-stream")
