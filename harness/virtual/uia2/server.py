"""One running server: its methods, its paths, and who runs where."""

import asyncio
import json
from typing import Any

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.uia2.capture import screenshot
from harness.virtual.uia2.device_methods import DeviceMethods
from harness.virtual.uia2.http import NOT_FOUND, Request, Response, serve
from harness.virtual.uia2.rpc import Method, answer
from harness.virtual.uia2.selector_methods import SelectorMethods

_LONG_CLICK_MS = 500


class UiServer:
    """Answers HTTP; ``stopped`` is set by ``/stop``."""

    def __init__(self, phone: PhoneFacade) -> None:
        self._phone = phone
        self._methods = methods_of(phone)
        self._open: set[asyncio.StreamWriter] = set()
        self.stopped = asyncio.Event()

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one TCP connection."""
        self._open.add(writer)
        try:
            await serve(reader, writer, self.respond)
        finally:
            self._open.discard(writer)

    def close(self) -> None:
        """End all connections, as the end of the process does."""
        for writer in tuple(self._open):
            writer.close()

    async def respond(self, request: Request) -> Response:
        """Answer one request."""
        match request.path.rstrip("/"):
            case "/ping":
                return Response(b"pong")
            case "/jsonrpc/0":
                reply = await answer(request.body, self._methods)
                body = json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode()
                return Response(body, "application/json")
            case "/screenshot/0":
                return await self._screenshot(request.query)
            case "/stop":
                self.stopped.set()
                return Response(b"Server stopped!!!")
        return NOT_FOUND

    async def _screenshot(self, query: dict[str, str]) -> Response:
        try:
            scale, quality = float(query.get("scale", "1")), int(query.get("quality", "100"))
        except ValueError:
            return NOT_FOUND
        png = await screenshot(self._phone, "PNG", quality=quality, scale=scale)
        return Response(png, "image/png")


def methods_of(phone: PhoneFacade) -> dict[str, Method]:
    """All methods by name; ``click``, ``longClick``, ``swipe``, ``clearText`` take either kind."""
    on_device, on_object = DeviceMethods(phone), SelectorMethods(phone)
    methods: dict[str, Method] = {}
    for part in (on_object, on_device):
        names = [n for n in dir(part) if not n.startswith("_")]
        methods |= {_camel(name): getattr(part, name) for name in names}
    del methods["tap"], methods["swipeObject"]

    async def click(*where: Any) -> bool:
        if len(where) == 1:
            return await on_object.tap(where[0], phone.config.timing.click_hold_ms)
        return await on_device.click(*where)

    async def long_click(*where: Any) -> bool:
        if len(where) == 1:
            return await on_object.tap(where[0], _LONG_CLICK_MS)
        return await on_device.long_click(*where)

    async def swipe(*how: Any) -> bool:
        if len(how) == len(("selector", "direction", "percent", "steps")):
            return await on_object.swipe_object(*how)
        return await on_device.swipe(*how)

    return methods | {"click": click, "longClick": long_click, "swipe": swipe}


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


_running: dict[int, UiServer] = {}
"""By ``id`` of the phone: Android lets one UiAutomation be connected at a time."""


def running(phone: PhoneFacade) -> bool:
    """Whether a server holds the phone's UiAutomation."""
    return id(phone) in _running


def register(phone: PhoneFacade) -> UiServer | None:
    """A new server; None when another one runs ("already registered")."""
    if running(phone):
        return None
    _running[id(phone)] = UiServer(phone)
    return _running[id(phone)]


def unregister(phone: PhoneFacade) -> None:
    """The server has ended."""
    server = _running.pop(id(phone), None)
    if server is not None:
        server.close()
