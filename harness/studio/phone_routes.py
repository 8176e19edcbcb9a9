"""The phone on the page: frames, sights, places and hops out; taps, keys and starts in."""

import base64
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.domain.geometry import PointPx
from harness.run.ports import Receipt
from harness.studio import shown
from harness.studio.desk import Desk
from harness.studio.live import Live
from harness.studio.phones import Phones
from harness.studio.stills import SaveAsked, Stills, TakeAsked
from harness.studio.web import EVENT_S, PING, answer, aside, event, given, stream


class TapAsked(msgspec.Struct, forbid_unknown_fields=True):
    """A touch at a pixel of the frame."""

    x: int
    y: int


class SwipeAsked(msgspec.Struct, forbid_unknown_fields=True):
    """A drag from pixel to pixel."""

    start: PointPx
    end: PointPx
    for_ms: int = 300


class KeyAsked(msgspec.Struct, forbid_unknown_fields=True):
    """A key by its name."""

    name: str


class LaunchAsked(msgspec.Struct, forbid_unknown_fields=True):
    """An app by its package."""

    package: str


class PhoneRoutes:
    """Everything under ``/api/phones`` and ``/api/stills``."""

    def __init__(self, phones: Phones, stills: Stills) -> None:
        self._phones = phones
        self._stills = stills

    def routes(self) -> list[Route]:
        """Paths and what answers them."""
        one = "/api/phones/{serial}"
        return [
            Route("/api/phones", self._listed),
            Route(f"{one}/events", self._events),
            Route(f"{one}/packages", self._packages),
            Route(f"{one}/tap", self._tap, methods=["POST"]),
            Route(f"{one}/swipe", self._swipe, methods=["POST"]),
            Route(f"{one}/key", self._key, methods=["POST"]),
            Route(f"{one}/launch", self._launch, methods=["POST"]),
            Route(f"{one}/still", self._take, methods=["POST"]),
            Route("/api/stills/{id}", self._picture),
            Route("/api/stills/{id}/save", self._save, methods=["POST"]),
        ]

    async def _desk(self, request: Request) -> Desk:
        desk: Desk = await aside(self._phones.desk, request.path_params["serial"])
        return desk

    async def _listed(self, _: Request) -> Response:
        return answer(await aside(self._phones.told))

    async def _packages(self, request: Request) -> Response:
        desk = await self._desk(request)
        return answer({"packages": await aside(desk.packages)})

    async def _events(self, request: Request) -> Response:
        desk = await self._desk(request)

        async def told() -> AsyncIterator[bytes]:
            number, seen = -1, _Told()
            with desk.watched() as board:
                while not await request.is_disconnected():
                    newer, live = await board.after(number, EVENT_S)
                    if newer == number:
                        yield PING
                    number = newer
                    for piece in seen.news(live):
                        yield piece

        return stream(told())

    async def _tap(self, request: Request) -> Response:
        wanted = await given(request, TapAsked)
        desk = await self._desk(request)
        return _receipt(await aside(desk.tap, PointPx(wanted.x, wanted.y)))

    async def _swipe(self, request: Request) -> Response:
        wanted = await given(request, SwipeAsked)
        desk = await self._desk(request)
        for_ms = min(5000, max(50, wanted.for_ms))
        return _receipt(await aside(desk.swipe, wanted.start, wanted.end, for_ms))

    async def _key(self, request: Request) -> Response:
        wanted = await given(request, KeyAsked)
        desk = await self._desk(request)
        return _receipt(await aside(desk.key, wanted.name))

    async def _launch(self, request: Request) -> Response:
        wanted = await given(request, LaunchAsked)
        desk = await self._desk(request)
        return answer({"component": await aside(desk.launch, wanted.package)})

    # --- frames to keep -------------------------------------------------------------
    async def _take(self, request: Request) -> Response:
        wanted = await given(request, TakeAsked)
        desk = await self._desk(request)
        return answer(self._stills.told(await aside(self._stills.take, desk, wanted.frame)))

    async def _picture(self, request: Request) -> Response:
        still = self._stills.still(request.path_params["id"])
        return Response(still.picture.data, media_type="image/jpeg")

    async def _save(self, request: Request) -> Response:
        wanted = await given(request, SaveAsked)
        return answer(await aside(self._stills.save, request.path_params["id"], wanted))


def _receipt(receipt: Receipt) -> Response:
    took_ms = (receipt.receipt_ns - receipt.sent_ns) / 1e6
    return answer({"channel": receipt.channel, "took_ms": round(took_ms, 1)})


class _Told:
    """What one page was told, so that it is told only what is new."""

    def __init__(self) -> None:
        self._state: tuple[str, str] | None = None
        self._picture = self._place_ns = -1
        self._sight: object = self
        self._place: object = None
        self._hops: dict[int, object] = {}

    def news(self, live: Live) -> Iterator[bytes]:
        """Events for what changed, the picture before what lies over it."""
        if self._state != (live.state, live.why):
            self._state = (live.state, live.why)
            yield event("state", {"state": live.state, "why": shown.told(live.why, 600)})
        yield from self._pictures(live)
        if live.place is not None:
            place = {**shown.place(live.place)}
            if place != self._place:
                self._place = place
                yield event("place", place)
        for number, hop in live.hops:
            if self._hops.get(number) != hop:
                self._hops[number] = hop
                yield event("hop", {"number": number, **shown.hop(hop)})

    def _pictures(self, live: Live) -> Iterator[bytes]:
        picture = live.picture
        if picture is None:
            return
        if picture.number != self._picture:
            self._picture = picture.number
            yield event("frame", _frame(live))
        if live.sight is not self._sight:
            self._sight = live.sight
            seen = None if live.sight is None else shown.sight(live.sight)
            yield event("sight", {"number": picture.number, "read": live.read, "sight": seen})


def _frame(live: Live) -> Mapping[str, Any]:
    assert live.picture is not None
    size = live.picture.size_px
    return {
        "number": live.picture.number,
        "size": [size.width, size.height],
        "jpeg": base64.b64encode(live.picture.data).decode("ascii"),
    }
