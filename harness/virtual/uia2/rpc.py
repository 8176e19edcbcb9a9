"""JSON-RPC 2.0 as jsonrpc4j answers it on the phone.

Read in the bytecode of the server that uiautomator2 brings (``JsonRpcBasicServer``): a line break
ends every reply; what is no request has the id ``"null"``, and a parse error the version
``"jsonrpc"``; of an id only 32 bits are kept; a list is answered with a list that has a comma for
each notification, too. No parameter has a name: an object of parameters must be empty.
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


class UnknownIdError(Exception):
    """An id that is no number, text or null: ``IllegalArgumentException``, which nobody catches."""


async def answer(body: bytes, methods: dict[str, Method]) -> bytes:
    """The response to one request body: an object, a list for a list, nothing for a notification.

    A request without an id, or with ``null``, is a notification: what it returns is not told,
    only its errors are. Raises ``UnknownIdError``.
    """
    try:
        request = _first_value(body.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return _error("jsonrpc", "null", PARSE_ERROR, "JSON parse error")
    return await _answered(request, methods)


async def _answered(request: Any, methods: dict[str, Method]) -> bytes:
    if isinstance(request, list):
        return b"[" + b",".join([await _answered(one, methods) for one in request]) + b"]"
    if not isinstance(request, dict):
        return _error("2.0", "null", INVALID_REQUEST, "invalid request")
    number = _id_of(request.get("id"))
    told = request.get("jsonrpc")
    version = "2.0" if told is None else _text_of(told)
    method = methods.get(_text_of(request.get("method")))
    if method is None:
        return _error(version, number, METHOD_NOT_FOUND, "method not found")
    reply = await _called(method, request.get("params"))
    if number is None and "result" in reply:
        return b""
    return _encoded({"jsonrpc": version, "id": number} | reply)


def _id_of(number: Any) -> Any:
    """As it is told in the reply."""
    if isinstance(number, (dict, list, bool)):
        raise UnknownIdError(str(number))
    if isinstance(number, int):
        return (number + (1 << 31)) % (1 << 32) - (1 << 31)
    return number


def _text_of(value: Any) -> str:
    """``JsonNode.asText``."""
    if isinstance(value, (dict, list)) or value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _first_value(text: str) -> Any:
    """The value that a text begins with: what follows is never read, as Jackson reads a stream.

    Only a bare word or number must end in a space. Raises ``ValueError``.
    """
    text = text.lstrip()
    value, end = json.JSONDecoder(parse_constant=_no_number).raw_decode(text)
    if not isinstance(value, (dict, list, str)) and text[end : end + 1].strip():
        raise ValueError(f"{text[end]!r} after a bare value")
    return value


def _no_number(word: str) -> None:
    """``NaN`` and ``Infinity`` are no JSON."""
    raise ValueError(word)


def _encoded(reply: Any) -> bytes:
    """As JSON and a line break; half a surrogate pair, which UTF-8 cannot hold, as Java's ``?``."""
    text = json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


async def _called(method: Method, params: Any) -> dict[str, Any]:
    arguments = _arguments(params, method)
    if arguments is None:
        return {"error": {"code": INVALID_PARAMS, "message": "method parameters invalid"}}
    try:
        return {"result": await method(*arguments)}
    except JavaError as thrown:
        error = {"code": JAVA_ERROR, "message": thrown.class_name, "data": thrown.data}
        return {"error": error}
    except (TypeError, ValueError, IndexError, AttributeError, OverflowError):
        return {"error": _refused(arguments)}


def _refused(arguments: list[Any]) -> dict[str, Any]:
    """Jackson's word for a value of another type than the method takes."""
    kind = "InvalidFormat" if any(isinstance(a, str) for a in arguments) else "MismatchedInput"
    name = f"com.fasterxml.jackson.databind.exc.{kind}Exception"
    return {"code": JAVA_ERROR, "message": name, "data": f"{name}: Cannot deserialize value\n"}


def _arguments(params: Any, method: Method) -> list[Any] | None:
    """Positional arguments; None where they are too many, too few, or have names."""
    if params is None or params == {}:
        values: list[Any] = []
    elif isinstance(params, list):
        values = params
    else:
        return None
    try:
        inspect.signature(method).bind(*values)
    except TypeError:
        return None
    return values


def _error(version: str, number: Any, code: int, message: str) -> bytes:
    error = {"code": code, "message": message}
    return _encoded({"jsonrpc": version, "id": number, "error": error})
