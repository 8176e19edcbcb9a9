"""One running server: its methods, its paths, and who runs where."""

import asyncio
import inspect
from typing import Any

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.uia2.capture import LARGEST_SCALE, screenshot
from harness.virtual.uia2.device_methods import DeviceMethods
from harness.virtual.uia2.http import NOT_FOUND, NoAnswerError, Request, Response, serve
from harness.virtual.uia2.objects import Objects
from harness.virtual.uia2.rpc import Method, UnknownIdError, answer
from harness.virtual.uia2.scrolling import ScrollMethods
from harness.virtual.uia2.selector_methods import CORNERS, SelectorMethods
from harness.virtual.uia2.selector_methods import drag as drag_on
from harness.virtual.uia2.watching import WatcherMethods

FAILED = Response(b"Internal Server Error!!!", "text/plain", "500 Internal Server Error")
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
        match request.path:
            case "/ping":
                return Response(b"pong")
            case "/jsonrpc/0":
                return await self._call(request)
            case "/screenshot/0":
                return await self._screenshot(request.query)
            case "/stop":
                self.stopped.set()  # it closes all connections before it answers
                raise NoAnswerError
        return NOT_FOUND

    async def _call(self, request: Request) -> Response:
        """A query goes before a body, as ``AutomatorHttpServer`` takes them."""
        try:
            text = request.text if request.method == "POST" else ""
        except LookupError as unknown:
            told = f"SERVER INTERNAL ERROR: IOException: {unknown}"
            return Response(told.encode(), "text/plain", FAILED.status)
        if request.query_text is not None:
            text = request.query_text
            if not text:
                return FAILED
        if not text or request.mime == "multipart/form-data":
            return NO_DATA
        try:
            reply = await answer(text.encode(errors="replace"), self._methods)
        except UnknownIdError as unknown:
            raise NoAnswerError from unknown
        return Response(reply, "application/json")

    async def _screenshot(self, query: dict[str, str]) -> Response:
        """A PNG, chunk by chunk; a scale or quality that is no number is as none."""
        scale, quality = _number(query, "scale", 1.0), int(_number(query, "quality", 100))
        if not 0 < scale <= LARGEST_SCALE:
            scale = 1.0
        png = await screenshot(self._phone, "PNG", quality=quality, scale=scale)
        return Response(png, "image/png", chunked=True)


def _number(query: dict[str, str], name: str, usual: float) -> float:
    try:
        return type(usual)(query[name])
    except (KeyError, ValueError):
        return usual


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

    async def click(what: Any, *more: Any) -> bool:
        if isinstance(what, dict) or _is_name((what, *more)):
            return await on_object.tap(what, *more)
        return await on_device.click(what, *more)

    async def long_click(what: Any, *more: Any) -> bool:
        if isinstance(what, dict) or _is_name((what, *more)):
            return await on_object.long_tap(what, *more)
        return await on_device.long_click(what, *more)

    async def swipe(what: Any, way: Any, *more: Any) -> bool:
        if isinstance(way, str):
            return await on_object.swipe_object(what, way, *more)
        return await on_device.swipe(what, way, *more)

    async def drag(x1: float, y1: float, x2: float, y2: float, steps: int) -> bool:
        start, end = (float(x1), float(y1)), (float(x2), float(y2))
        return await drag_on(on_object.phone, start, end, int(steps))

    most = {"click": (click, 3), "longClick": (long_click, 3), "swipe": (swipe, 6)}
    return {name: _up_to(method, number) for name, (method, number) in most.items()} | {
        "drag": drag
    }


def _up_to(method: Method, most: int) -> Method:
    """The method, which takes at most so many parameters."""
    told = inspect.signature(method)
    named = [p for p in told.parameters.values() if p.kind is not p.VAR_POSITIONAL]
    more = [
        inspect.Parameter(f"p{at}", inspect.Parameter.POSITIONAL_ONLY, default=None)
        for at in range(most - len(named))
    ]
    first = [p.replace(kind=p.POSITIONAL_ONLY) for p in named]
    method.__signature__ = told.replace(parameters=[*first, *more])  # type: ignore[attr-defined]
    return method


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
