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


async def answer(body: bytes, methods: dict[str, Method]) -> dict[str, Any]:
    """The response object to one request body."""
    try:
        request = json.loads(body)
    except ValueError:
        return _error(None, PARSE_ERROR, "JSON parse error")
    if not isinstance(request, dict) or not isinstance(request.get("method"), str):
        return _error(None, INVALID_REQUEST, "invalid request")
    number, method = request.get("id"), methods.get(request["method"])
    if method is None:
        return _error(number, METHOD_NOT_FOUND, "method not found")
    return {"jsonrpc": "2.0", "id": number} | await _called(method, request.get("params"))


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
    except (TypeError, ValueError, IndexError):
        return invalid


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
