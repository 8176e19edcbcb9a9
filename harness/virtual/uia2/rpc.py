"""JSON-RPC 2.0 as jsonrpc4j answers it on the phone.

Source: device-facts §2.2.
"""

import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any

Method = Callable[..., Awaitable[Any]]

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
JAVA_ERROR = -32001


class JavaError(Exception):
    """An exception on the phone: its Java class name and its message or stack trace."""

    def __init__(self, class_name: str, data: str) -> None:
        super().__init__(f"{class_name}: {data}")
        self.class_name = class_name
        self.data = data


async def answer(body: bytes, methods: dict[str, Method]) -> bytes:
    """The response to one request body: an object, a list for a list, nothing for a notification.

    A request without an id, or with ``null``, is a notification: what it returns is not told,
    only its errors are.
    """
    try:
        request = _first_value(body.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return _encoded(_error(None, PARSE_ERROR, "JSON parse error"))
    if not isinstance(request, list):
        reply = await _one(request, methods)
        return b"" if reply is None else _encoded(reply)
    if not request:
        return _encoded(_error(None, INVALID_REQUEST, "invalid request"))
    replies = [await _one(each, methods) for each in request]
    return _encoded([reply for reply in replies if reply is not None])


def _first_value(text: str) -> Any:
    """The value that a text begins with: what follows is never read, as Jackson reads a stream.

    Only a bare word or number must end in a space. Raises ``ValueError``.
    """
    text = text.lstrip()
    value, end = json.JSONDecoder().raw_decode(text)
    if not isinstance(value, (dict, list, str)) and text[end : end + 1].strip():
        raise ValueError(f"{text[end]!r} after a bare value")
    return value


def _encoded(reply: Any) -> bytes:
    """As JSON; half a surrogate pair, which UTF-8 cannot hold, as Java's ``?``."""
    text = json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


async def _one(request: Any, methods: dict[str, Method]) -> dict[str, Any] | None:
    if not isinstance(request, dict) or not isinstance(request.get("method"), str):
        return _error(None, INVALID_REQUEST, "invalid request")
    number, method = request.get("id"), methods.get(request["method"])
    if isinstance(number, (dict, list)) or number != number:  # noqa: PLR0124  NaN
        return _error(None, INVALID_REQUEST, "invalid request")
    if method is None:
        return _error(number, METHOD_NOT_FOUND, "method not found")
    reply = await _called(method, request.get("params"))
    if number is None and "result" in reply:
        return None
    return {"jsonrpc": "2.0", "id": number} | reply


async def _called(method: Method, params: Any) -> dict[str, Any]:
    invalid = {"error": {"code": INVALID_PARAMS, "message": "method parameters invalid"}}
    arguments = _arguments(params, method)
    if arguments is None:
        return invalid
    try:
        return {"result": await method(*arguments)}
    except JavaError as thrown:
        error = {"code": JAVA_ERROR, "message": thrown.class_name, "data": thrown.data}
        return {"error": error}
    except (TypeError, ValueError, IndexError, AttributeError, OverflowError):
        return invalid  # an object where a number belongs, infinity, null: Jackson refuses them


def _arguments(params: Any, method: Method) -> list[Any] | None:
    """Positional arguments; named ones in the order given, as jsonrpc4j takes them."""
    if params is None:
        values: list[Any] = []
    elif isinstance(params, dict):
        values = list(params.values())
    elif isinstance(params, list):
        values = params
    else:
        return None
    try:
        inspect.signature(method).bind(*values)
    except TypeError:
        return None
    return values


def _error(number: Any, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}
