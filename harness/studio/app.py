"""The page and its answers put together."""

import dataclasses
import html
from collections.abc import Sequence
from importlib import resources
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from harness import __version__
from harness.domain.errors import TapTruthError
from harness.report.words import LANGUAGES
from harness.studio.case_routes import CaseRoutes
from harness.studio.guard import Guard, Secrets
from harness.studio.phone_routes import PhoneRoutes
from harness.studio.phones import Phones
from harness.studio.scans import Scans
from harness.studio.shelf import Shelf
from harness.studio.stills import Stills
from harness.studio.texts import all_texts
from harness.studio.web import answer, told_error, told_http

KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class HasRoutes(Protocol):
    """A part that only some runs have."""

    name: str
    """Of its section on the page."""

    def routes(self) -> list[Route]:
        """Paths and what answers them."""


@dataclasses.dataclass(frozen=True)
class Parts:
    """What this run of studio has to show."""

    phones: Phones
    shelf: Shelf
    scans: Scans
    stills: Stills
    more: Sequence[HasRoutes] = ()
    """Ledger and farm, where they were asked for."""
    lang: str = "en"


def make_app(parts: Parts, *, known: Secrets, hosts: frozenset[str], cookie: str) -> ASGIApp:
    """The whole application behind its guard.

    ``hosts`` are the values of the Host header that are studio's own ("127.0.0.1:8421").
    """
    app = Starlette(
        routes=[
            *_page(parts, known),
            *PhoneRoutes(parts.phones, parts.stills).routes(),
            *CaseRoutes(parts.shelf, parts.scans, parts.phones).routes(),
            *(route for it in parts.more for route in it.routes()),
        ],
        exception_handlers={TapTruthError: told_error, 404: told_http, 405: told_http},
    )
    return Guard(app, known=known, hosts=hosts, cookie=cookie)


def _page(parts: Parts, known: Secrets) -> list[Route]:
    files = {it.name: it for it in (resources.files("harness.studio") / "page").iterdir()}

    async def index(_: Request) -> Response:
        text = files["index.html"].read_text("utf-8")
        filled = (
            text.replace("{{token}}", html.escape(known.token))
            .replace("{{lang}}", html.escape(LANGUAGES[parts.lang]))
            .replace("{{parts}}", html.escape(" ".join(it.name for it in parts.more)))
            .replace("{{version}}", html.escape(__version__))
        )
        return Response(filled, media_type="text/html; charset=utf-8")

    async def static(request: Request) -> Response:
        """A file of the page: looked up among the names that there are, never by path."""
        found = files.get(request.path_params["name"])
        kind = None if found is None else KINDS.get("." + found.name.rpartition(".")[2])
        if found is None or kind is None:
            return answer({"error": "no such file"}, 404)
        return Response(found.read_bytes(), media_type=kind)

    async def texts(_: Request) -> Response:
        return answer(all_texts())

    return [
        Route("/", index),
        Route("/page/{name}", static),
        Route("/api/texts", texts),
    ]
