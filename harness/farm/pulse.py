"""The worker's heartbeat: a thread of its own, so that nothing else can hold it up."""

import threading
from collections.abc import Callable

from sqlalchemy.engine import Engine

from harness.farm import hosts
from harness.farm.database import acting
from harness.farm.hosts import Registered
from harness.farm.logs import Log
from harness.farm.metrics import Metrics
from harness.farm.records import HostState
from harness.ledger.engine import LedgerError


class Pulse:
    """Beats while there is a registration; says when the lease was taken away."""

    def __init__(
        self,
        engine: Engine,
        every_s: float,
        figures: Callable[[], tuple[int, int]],
        log: Log,
        metrics: Metrics,
    ) -> None:
        """``figures``: bytes used on disk and results that wait."""
        self.me: Registered | None = None
        self.state = HostState.UP
        self.lost = threading.Event()
        """Set when the lease is gone; whoever registers anew clears it."""
        self._engine = engine
        self._every_s = every_s
        self._figures = figures
        self._log = log
        self._metrics = metrics
        self._silent = False
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._end.set()
        self._thread.join(30)

    def _run(self) -> None:
        while not self._end.wait(self._every_s):
            me = self.me
            if me is not None and not self.lost.is_set():
                self._beat(me)

    def _beat(self, me: Registered) -> None:
        used, waiting = self._figures()
        try:
            with acting(self._engine) as db:
                state = hosts.beat(db, me, disk_used_bytes=used, waiting_uploads=waiting)
        except LedgerError as error:
            self._metrics.database_errors.inc()
            if not self._silent:
                self._log.warning("no heartbeat", why=str(error))
            self._silent = True
            return
        if self._silent:
            self._log.info("the database answers again")
        self._silent = False
        if state is None:
            self._log.warning("the lease was taken away: this host was silent for too long")
            self.lost.set()
            return
        self.state = state
        self._metrics.beat_s.set_to_current_time()
