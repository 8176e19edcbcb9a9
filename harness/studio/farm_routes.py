"""A farm on the page: hosts, phones, health, queues, cases, a case's report. Reads only."""

import contextlib
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.domain.errors import UsageError
from harness.farm import reading
from harness.farm.database import settings_of
from harness.farm.records import CaseState
from harness.farm.shelf import Shelf as Store
from harness.studio.case_routes import report_of
from harness.studio.shown import harmless
from harness.studio.web import answer, aside, asked, number

MOST_ROWS = 500


class FarmRoutes:
    """Everything under ``/api/farm``. Owns a folder of fetched bundles until ``close``."""

    name = "farm"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._fetched = tempfile.TemporaryDirectory(prefix="taptruth-studio-")
        self._fetching = threading.Lock()

    def close(self) -> None:
        """Remove what was fetched, let go of connections."""
        self._fetched.cleanup()
        self._engine.dispose()

    def routes(self) -> list[Route]:
        """Paths and what answers them."""
        return [
            Route("/api/farm", self._told),
            Route("/api/farm/cases", self._cases),
            Route("/api/farm/cases/{number:int}", self._case),
            Route("/report/farm/{number:int}", self._report),
        ]

    async def _told(self, _: Request) -> Response:
        return answer(harmless(await aside(self._all)))

    def _all(self) -> Mapping[str, Any]:
        engine = self._engine
        return {
            "hosts": reading.hosts(engine),
            "phones": [_phone(line) for line in reading.phones(engine)],
            "queues": [
                {"wants": line.wants.told(), "queued": line.queued, "running": line.running,
                 "phones_now": line.phones_now}
                for line in reading.queues(engine)
            ],
            "counts": {str(state): many for state, many in reading.counts(engine).items()},
        }  # fmt: skip

    async def _cases(self, request: Request) -> Response:
        word = asked(request, "state")
        if word is not None and word not in set(CaseState):
            raise UsageError(f"{word}: no such state; there are: {', '.join(CaseState)}")
        states = (CaseState(word),) if word else ()
        limit = number(request, "limit", 100, MOST_ROWS)

        def read() -> Any:
            return reading.cases(
                self._engine, states=states, package=asked(request, "app"), limit=limit
            )

        return answer({"rows": harmless(await aside(read))})

    async def _case(self, request: Request) -> Response:
        found = await aside(reading.case, self._engine, request.path_params["number"])
        return answer(harmless(found))

    async def _report(self, request: Request) -> Response:
        path = await aside(self._fetch, request.path_params["number"])
        return await report_of(path, asked(request, "lang"))

    def _fetch(self, case: int) -> Path:
        """The bundle of a finished case, read from the farm's shelf once and checked there."""
        key = reading.case(self._engine, case).bundle
        if key is None:
            raise UsageError(f"case {case} has no bundle (yet)")
        here = Path(self._fetched.name) / f"{case}.zip"
        with self._fetching:
            if not here.exists():
                with contextlib.closing(self._engine.connect()) as db:
                    store = settings_of(db).store
                Store(store).get(key, here)
        return here


def _phone(line: Any) -> Mapping[str, Any]:
    facts = line.facts
    return {
        "id": line.id,
        "host": line.host,
        "serial": facts.serial,
        "model": facts.model,
        "profile": facts.profile,
        "android": facts.android,
        "region": facts.region,
        "provider": facts.provider,
        "calibrated": facts.calibrated,
        "health": facts.health,
        "state": str(line.state),
        "why": line.why or facts.health.unfit() or "",
        "failures": line.failures,
        "case": line.case,
    }
