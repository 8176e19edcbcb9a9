"""The ledger on the page: entries and cases with filters, one entry whole, counts. Reads only."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.domain.errors import UsageError
from harness.domain.finding import Verdict
from harness.ledger import Ledger
from harness.ledger.records import CaseLine, Filter
from harness.ledger.states import State
from harness.studio.shelf import Shelf
from harness.studio.shown import harmless
from harness.studio.web import answer, aside, asked, number

MOST_ROWS = 500
MOST_OFFSET = 10_000_000
USUAL_ROWS = 50


class LedgerRoutes:
    """Everything under ``/api/ledger``."""

    name = "ledger"

    def __init__(self, ledger: Ledger, shelf: Shelf) -> None:
        self._ledger = ledger
        self._shelf = shelf

    def routes(self) -> list[Route]:
        """Paths and what answers them."""
        return [
            Route("/api/ledger/stats", self._stats),
            Route("/api/ledger/entries", self._entries),
            Route("/api/ledger/entries/{number:int}", self._entry),
            Route("/api/ledger/cases", self._cases),
        ]

    async def _stats(self, _: Request) -> Response:
        return answer(harmless(await aside(self._ledger.stats, today())))

    async def _entries(self, request: Request) -> Response:
        wanted = filter_of(request)
        rows = await aside(self._ledger.entries, wanted)
        total = await aside(self._ledger.count, msgspec.structs.replace(wanted, limit=None))
        return answer({"total": total, "rows": harmless(rows)})

    async def _entry(self, request: Request) -> Response:
        found = await aside(self._ledger.entry, request.path_params["number"])
        told: dict[str, Any] = harmless(found)
        pairs = zip(found.observations, told["observations"], strict=True)
        told["observations"] = [row | {"shelf": self._on_shelf(it.bundle)} for it, row in pairs]
        return answer(told)

    async def _cases(self, request: Request) -> Response:
        rows = await aside(self._ledger.cases, filter_of(request))
        return answer({"rows": [self._case(row) for row in rows]})

    def _case(self, line: CaseLine) -> Mapping[str, Any]:
        told: dict[str, Any] = harmless(line)
        return told | {"shelf": self._on_shelf(line.bundle)}

    def _on_shelf(self, bundle: str) -> str | None:
        """The id of the case's bundle, where it lies below the folder that studio shows."""
        if not bundle:
            return None
        path = Path(bundle).resolve()
        if not path.is_relative_to(self._shelf.folder) or not path.exists():
            return None
        return self._shelf.id_of(path)


def filter_of(request: Request) -> Filter:
    """The query as a filter; UsageError names a word that means nothing."""
    states = tuple(_one(State, word) for word in request.query_params.getlist("state") if word)
    verdict = asked(request, "verdict")
    return Filter(
        states=states,
        rule=asked(request, "rule"),
        app=asked(request, "app"),
        verdict=None if verdict is None else _one(Verdict, verdict),
        overdue_on=today().isoformat() if asked(request, "overdue") else None,
        limit=number(request, "limit", USUAL_ROWS, MOST_ROWS),
        offset=number(request, "offset", 0, MOST_OFFSET),
    )


def today() -> dt.date:
    """The day here, by which a deadline is over."""
    return dt.datetime.now().astimezone().date()


def _one(kind: Any, word: str) -> Any:
    try:
        return kind(word)
    except ValueError as error:
        known = ", ".join(str(it) for it in kind)
        raise UsageError(f"{word}: there is no such thing; there are: {known}") from error
