"""One running server: its methods, its paths, and who runs where."""

import asyncio
import inspect
from typing import Any

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.uia2.capture import LARGEST_SCALE, screenshot
from harness.virtual.uia2.device_methods import DeviceMethods
from harness.virtual.uia2.http import NOT_FOUND, Request, Response, serve
from harness.virtual.uia2.objects import Objects
from harness.virtual.uia2.rpc import Method, answer
from harness.virtual.uia2.scrolling import ScrollMethods
from harness.virtual.uia2.selector_methods import CORNERS, SelectorMethods
from harness.virtual.uia2.selector_methods import drag as drag_on
from harness.virtual.uia2.watching import WatcherMethods

_FORM = "application/x-www-form-urlencoded"
NO_DATA = Response(b"Invalid http post data!", "text/plain", "500 Internal Server Error")


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
                return await self._call(request)
            case "/screenshot/0":
                return await self._screenshot(request.query)
            case "/stop":
                self.stopped.set()
                return Response(b"Server stopped!!!")
        return NOT_FOUND

    async def _call(self, request: Request) -> Response:
        """A form's text and a query go before a body, as ``AutomatorHttpServer`` takes them."""
        form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM
        body = request.body.strip()
        if not form and request.query_text is not None:
            body = request.query_text.encode()
        elif not body:
            return NO_DATA
        return Response(await answer(body, self._methods), "application/json")

    async def _screenshot(self, query: dict[str, str]) -> Response:
        try:
            scale, quality = float(query.get("scale", "1")), int(query.get("quality", "100"))
        except ValueError:
            return NOT_FOUND
        if not 0 < scale <= LARGEST_SCALE:
            scale = 1.0
        png = await screenshot(self._phone, "PNG", quality=quality, scale=scale)
        return Response(png, "image/png")


def methods_of(phone: PhoneFacade) -> dict[str, Method]:
    """All methods by name; some take a place on the screen as well as an object."""
    objects = Objects(phone)
    scrolling = ScrollMethods(phone, objects)
    on_device, on_object = DeviceMethods(phone), SelectorMethods(phone, objects, scrolling)
    watching = WatcherMethods(objects, on_object, on_device)
    methods: dict[str, Method] = {}
    for part in (on_object, on_device, scrolling, watching):
        names = [
            n for n in dir(part)
            if not n.startswith("_") and inspect.iscoroutinefunction(getattr(part, n))
        ]  # fmt: skip
        methods |= {_camel(name): getattr(part, name) for name in names}
    for name in ("tap", "longTap", "swipeObject"):
        del methods[name]
    return methods | _overloaded(on_device, on_object)


def _overloaded(on_device: DeviceMethods, on_object: SelectorMethods) -> dict[str, Method]:
    """Methods that Java overloads: the first parameter tells an object from a coordinate."""

    async def click(*where: Any) -> bool:
        if isinstance(where[0], dict) or _is_name(where):
            return await on_object.tap(*where)
        return await on_device.click(*where)

    async def long_click(*where: Any) -> bool:
        if isinstance(where[0], dict) or _is_name(where):
            return await on_object.long_tap(*where)
        return await on_device.long_click(*where)

    async def swipe(*how: Any) -> bool:
        if len(how) > 1 and isinstance(how[1], str):
            return await on_object.swipe_object(*how)
        return await on_device.swipe(*how)

    async def drag(x1: float, y1: float, x2: float, y2: float, steps: int) -> bool:
        start, end = (float(x1), float(y1)), (float(x2), float(y2))
        return await drag_on(on_object.phone, start, end, int(steps))

    return {"click": click, "longClick": long_click, "swipe": swipe, "drag": drag}


def _is_name(where: tuple[Any, ...]) -> bool:
    """A named object: a string, alone or with a corner's name."""
    return isinstance(where[0], str) and (len(where) == 1 or where[1] in CORNERS)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


_running: dict[int, UiServer] = {}
"""By ``id`` of the phone: Android lets one UiAutomation be connected at a time."""


def running(phone: PhoneFacade) -> bool:
    """Whether a server holds the phone's UiAutomation (or one that is gone still seems to)."""
    return id(phone) in _running or phone.trouble.no_automation


def running_server(phone: PhoneFacade) -> UiServer | None:
    """The server, if one runs."""
    return _running.get(id(phone))


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
