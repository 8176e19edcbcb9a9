"""Results on their way to the shelf and into the ledger: one thread, until they are there.

A result is in the work folder until the database has taken it; so it does not matter when the
process dies, only that somebody looks into the folder again.
"""

import contextlib
import threading
import time
from collections.abc import Callable

from sqlalchemy.engine import Engine

from harness.domain.errors import TapTruthError, UsageError
from harness.farm.database import acting, settings_of, writing
from harness.farm.finishing import Failure, Result, fail, finish, keep
from harness.farm.logs import Log
from harness.farm.metrics import Metrics
from harness.farm.records import Blame, TryOutcome
from harness.farm.shelf import Shelf, ShelfError
from harness.farm.workspace import Told, Workspace
from harness.ledger.engine import LedgerError

LOOK_AGAIN_S = 5.0


class Outbox:
    """Owns one thread; ``kick`` when something was left in ``ready``, ``stop`` at the end."""

    def __init__(
        self,
        engine: Engine,
        workspace: Workspace,
        host: str,
        log: Log,
        metrics: Metrics,
        done: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._workspace = workspace
        self._host = host
        self._log = log
        self._metrics = metrics
        self._done = done
        self._shelf: Shelf | None = None
        self._kicked = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    def kick(self) -> None:
        """There is something to store."""
        self._kicked.set()

    def stop(self, within_s: float) -> None:
        """End the thread; what is not stored by then waits in the folder."""
        self._ending.set()
        self._kicked.set()
        self._thread.join(within_s)

    def _run(self) -> None:
        while True:
            last = self._ending.is_set()
            self._kicked.clear()
            for told in self._workspace.ready():
                self._stored(told)
            if last:
                return
            self._kicked.wait(LOOK_AGAIN_S)

    def _stored(self, told: Told) -> None:
        log = self._log.bind(case=told.case_number, serial=told.serial, attempt=told.try_id)
        began = time.monotonic()
        try:
            key = self._opened().put(self._workspace.zip_of(told), ".zip")
            outcome = self._committed(told, key)
        except ShelfError as error:
            self._metrics.shelf_errors.inc()
            self._shelf = None
            log.warning("not stored yet", why=str(error))
            return
        except LedgerError as error:
            self._metrics.database_errors.inc()
            log.warning("not in the ledger yet", why=str(error))
            return
        except UsageError as error:
            log.error("the ledger refuses the result", why=str(error))  # noqa: TRY400  a line
            self._refused(told, str(error))
            outcome = TryOutcome.FAILED
        self._workspace.drop(told.try_id)
        if told.judged:
            self._metrics.tries.labels(outcome=str(outcome), blame="").inc()
            self._metrics.store_s.observe(time.monotonic() - began)
            self._metrics.stored_bytes.inc(told.bytes)
            log.info("stored", outcome=str(outcome), seconds=round(time.monotonic() - began, 2))
        self._done()

    def _opened(self) -> Shelf:
        if self._shelf is None:
            with acting(self._engine) as db:
                url = settings_of(db).store
            self._shelf = Shelf(url)
        return self._shelf

    def _committed(self, told: Told, key: str) -> TryOutcome:
        if told.case is None or told.judgement is None:
            with acting(self._engine) as db:
                keep(db, told.try_id, key)
            return TryOutcome.FAILED
        result = Result(
            case=told.case,
            judgement=told.judgement,
            manifest_sha256=told.manifest_sha256,
            digest=f"sha256:{told.digest}",
            bundle=key,
            host=self._host,
        )
        with writing(self._engine) as db:
            return finish(db, told.try_id, result)

    def _refused(self, told: Told, why: str) -> None:
        with contextlib.suppress(TapTruthError), acting(self._engine) as db:
            fail(db, told.try_id, Failure(blame=Blame.HOST, why=why))
