"""A host's worker: announces its phones, claims cases for them, sees them stored.

Threads: this loop (slots, claims, announcements), the heartbeat (``pulse``), the way to the
shelf (``outbox``), one a tracked adb server. Slots are processes. Whatever the database does
not take now is said again until it does; a worker that finds no database goes on with what it
has.
"""

import collections
import contextlib
import functools
import os
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from pathlib import Path

import msgspec
from sqlalchemy.engine import Connection, Engine

from harness.farm import hosts, reading
from harness.farm.bell import Bell
from harness.farm.claiming import Claim, claim
from harness.farm.database import acting, settings_of
from harness.farm.desk import Desk, Phone
from harness.farm.finishing import Failure, cancelled, fail, free, note, to_stop
from harness.farm.hanging import as_hung, longest_s
from harness.farm.leaving import leave_partial
from harness.farm.logs import Log
from harness.farm.metrics import Metrics
from harness.farm.orders import Ended, Probed, Task
from harness.farm.outbox import Outbox
from harness.farm.providers import Provider
from harness.farm.pulse import Pulse
from harness.farm.records import Blame, HostState, Settings
from harness.farm.resuming import CLAIM, Resuming
from harness.farm.sayings import ended_on_request, saw
from harness.farm.schedules import order_new_versions, watched
from harness.farm.workspace import Workspace
from harness.ledger.engine import LedgerError

TURN_S = 1.0
"""The loop looks around so often when nothing happens."""
CARE_S = 5.0
ANNOUNCE_S = 60.0
PATIENCE_S = 45.0
"""A case that was asked to end is killed after it."""
Saying = Callable[[Connection], object]


class WorkerOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the person chose for this host."""

    name: str
    work: Path
    quota_bytes: int
    region: str | None = None
    case_bytes: int = 300_000_000


class Worker:
    """One host's worker; ``run`` until ``stop`` is called (from a signal handler, say)."""

    def __init__(
        self,
        engine: Engine,
        options: WorkerOptions,
        providers: Sequence[Provider],
        log: Log,
        metrics: Metrics,
    ) -> None:
        self._engine = engine
        self._options = options
        self._log = log
        self._metrics = metrics
        with acting(engine) as db:
            self._settings: Settings = settings_of(db)
        self._workspace = Workspace(
            options.work, options.quota_bytes, case_bytes=options.case_bytes
        )
        self._bell = Bell()
        self._desk = Desk(providers, options.region, log, self.wake)
        self._outbox = Outbox(engine, self._workspace, options.name, log, metrics, self.wake)
        self._pulse = Pulse(
            engine, max(0.5, self._settings.lease_s / 6), self._figures, log, metrics
        )
        self._resuming = Resuming(options.work, self._workspace, log)
        self._claims: dict[int, tuple[Claim, float]] = {}
        self._hung: set[int] = set()
        """Tries that took too long and were asked to end."""
        self._to_say: collections.deque[Saying] = collections.deque()
        self._stopping = False
        self._at = dict.fromkeys(("care", "announce", "sweep", "claim"), 0.0)
        self._down = False
        self._full = ""

    def wake(self) -> None:
        """Let the loop turn at once; from any thread."""
        self._bell.ring()

    def stop(self) -> None:
        """Take nothing new, end what runs, store what is there, then return from ``run``."""
        self._stopping = True
        self.wake()

    def _figures(self) -> tuple[int, int]:
        used, waiting = self._workspace.used_bytes(), len(self._workspace.ready())
        self._metrics.disk_used.set(used)
        self._metrics.disk_quota.set(self._workspace.quota_bytes)
        self._metrics.waiting.set(waiting)
        return used, waiting

    # --- the loop ---------------------------------------------------------------
    def run(self) -> None:
        """Work until ``stop``."""
        self._resuming.find()
        with contextlib.suppress(LedgerError):  # the first turn says so, and tries again
            self._registered()  # before slots are forked: leases of what was found run out
        try:
            while not (self._stopping and not self._claims):
                self._turn()
        finally:
            self._close()

    def _turn(self) -> None:
        self._desk.look()
        try:
            self._with_database()
        except LedgerError as error:
            self._metrics.database_errors.inc()
            if not self._down:
                self._log.warning("no database", why=str(error))
            self._down = True
        else:
            self._down = False
        if self._stopping:
            for try_id in list(self._claims):
                self._interrupt(try_id)
        self._listen(TURN_S)

    def _with_database(self) -> None:
        self._registered()
        self._say()
        now = time.monotonic()
        if self._desk.news or now >= self._at["announce"]:
            self._announce(now)
        if now >= self._at["care"]:
            self._at["care"] = now + CARE_S
            self._care()
        if now >= self._at["sweep"]:
            self._at["sweep"] = now + max(1.0, self._settings.lease_s / 4)
            self._sweep()
        if not self._stopping:
            self._go_on()
        if not self._stopping and self._pulse.state is HostState.UP:
            self._claim_all()

    def _listen(self, for_s: float) -> None:
        connections = self._desk.connections()
        for ready in wait([*connections, self._bell.ear], for_s):
            if ready is self._bell.ear:
                self._bell.hush()
                continue
            phone = connections[ready]  # type: ignore[index]
            self._answered(phone)

    # --- saying -------------------------------------------------------------------
    def _later(self, saying: Saying) -> None:
        """Tell the database, now or when it is there again; each saying may be said twice."""
        self._to_say.append(saying)

    def _say(self) -> None:
        while self._to_say:
            with acting(self._engine) as db:
                self._to_say[0](db)
            self._to_say.popleft()

    def _registered(self) -> None:
        if self._pulse.me is not None and not self._pulse.lost.is_set():
            return
        stored = {told.try_id for told in self._workspace.ready() if told.judged}
        with acting(self._engine) as db:
            me = hosts.register(
                db,
                self._options.name,
                self._options.region,
                quota_bytes=self._options.quota_bytes,
                keep={*self._claims, *stored, *self._resuming.tries},
            )
            standings = hosts.standings(db, me.host, self._resuming.tries)
        self._resuming.learn(standings)
        self._pulse.me = me
        self._pulse.lost.clear()
        self._desk.news = True
        self._log.info("registered", worker=me.worker)

    @property
    def _me(self) -> hosts.Registered:
        assert self._pulse.me is not None
        return self._pulse.me

    def _announce(self, now: float) -> None:
        facts = self._desk.announced()
        with acting(self._engine) as db:
            hosts.announce(db, self._me.host, facts)
        self._at["announce"], self._desk.news = now + ANNOUNCE_S, False
        states = collections.Counter(
            "offline" if not p.present else "busy" if p.held_by else "ready"
            for p in self._desk.phones.values()
        )
        for state in ("ready", "busy", "offline"):
            self._metrics.phones.labels(state=state).set(states[state])

    def _care(self) -> None:
        """End what was cancelled or is finished elsewhere, and what hangs."""
        with acting(self._engine) as db:
            unwanted = to_stop(db, self._me.host)
            standings = hosts.standings(db, self._me.host, self._resuming.tries)
        now = time.monotonic()
        for try_id in unwanted:
            if self._resuming.leave(try_id, "it is not wanted any more"):
                self._later(functools.partial(cancelled, try_id=try_id))
        self._resuming.learn(standings)
        for try_id, (claimed, began) in list(self._claims.items()):
            if try_id in unwanted:
                self._interrupt(try_id)
            elif now - began > longest_s(claimed):
                self._hung.add(try_id)
                self._interrupt(try_id)

    def _interrupt(self, try_id: int) -> None:
        phones = self._desk.of_try(try_id)
        if phones:
            phones[0].slot.interrupt(PATIENCE_S)

    def _sweep(self) -> None:
        with acting(self._engine) as db:
            lost = hosts.sweep(db, self._settings.lease_s)
            order_new_versions(db)
            self._desk.watched = tuple(watched(db))
        for state, many in reading.counts(self._engine).items():
            self._metrics.cases.labels(state=str(state)).set(many)
        for try_id in lost:
            self._log.warning("a silent worker's case waits again", attempt=try_id)

    # --- cases --------------------------------------------------------------------
    def _go_on(self) -> None:
        """With what a killed worker left, as soon as its phones are there and idle."""
        available = self._desk.free()
        for claimed in self._resuming.ours():
            if all(name in available for name in claimed.serials):
                self._begin(claimed)
        for try_id, why in self._resuming.overdue():
            self._later(functools.partial(hosts.give_back, try_id=try_id, why=why))
            self._outbox.kick()

    def _claim_all(self) -> None:
        while available := self._desk.free():
            why = self._workspace.room_for(len(self._claims) + len(self._resuming) + 1)
            if why != self._full and why:
                self._log.warning("nothing new is begun", why=why)
            self._full = why or ""
            if why:
                return
            with acting(self._engine) as db:
                claimed = claim(db, self._me, available)
            if claimed is None:
                return
            self._begin(claimed)

    def _begin(self, claimed: Claim) -> None:
        phones = [self._desk.phones[name] for name in claimed.serials]
        resumed = self._resuming.into(claimed)
        if resumed is None:
            self._workspace.running(claimed.try_id)
        else:
            self._later(functools.partial(note, try_id=claimed.try_id, why=resumed))
        (self._workspace.place(claimed.try_id) / CLAIM).write_bytes(msgspec.json.encode(claimed))
        server = phones[0].provider.server
        for phone in phones:
            phone.held_by = claimed.try_id
        self._claims[claimed.try_id] = claimed, time.monotonic()
        self._log.info(
            "begins" if resumed is None else "goes on",
            case=claimed.case,
            serial=claimed.serials[0],
            attempt=claimed.try_id,
            number=claimed.number,
            package=claimed.order.package,
            **({} if resumed is None else {"why": resumed}),
        )
        task = Task(
            claim=claimed,
            serials=tuple(phone.serial for phone in phones),
            server=(server.host, server.port),
            work=str(self._options.work),
            resume=resumed is not None,
            store=self._settings.store,
        )
        phones[0].slot.give(task)

    def _answered(self, phone: Phone) -> None:
        order = phone.slot.order
        answer = phone.slot.take()
        if isinstance(answer, Probed):
            self._desk.probed(phone, answer)
            for package, version in answer.versions.items():
                self._later(functools.partial(saw, package=package, version=version))
        elif isinstance(order, Task):
            self._ended(order.claim, answer or self._died(order.claim))
        else:
            self._log.warning("a slot died at a probe", serial=phone.name)

    def _died(self, claimed: Claim) -> Ended:
        """A slot that is gone without a word: a crash, the kernel's memory killer, our own kill."""
        kept = leave_partial(self._options.work, claimed, self._workspace.bundle(claimed.try_id))
        why = "its process died (killed, or a crash in a library)"
        return Ended(try_id=claimed.try_id, blame=Blame.HOST, why=why, kept=kept)

    def _ended(self, claimed: Claim, ended: Ended) -> None:
        _, began = self._claims.pop(claimed.try_id)
        if claimed.try_id in self._hung:
            self._hung.discard(claimed.try_id)
            ended = as_hung(claimed, ended)
        for phone in self._desk.of_try(claimed.try_id):
            phone.held_by = None
            phone.probe_at = min(phone.probe_at, time.monotonic() + TURN_S * 10)
        self._workspace.clear(claimed.try_id)
        seconds = round(time.monotonic() - began, 1)
        self._metrics.case_s.observe(seconds)
        log = self._log.bind(
            case=claimed.case, serial=claimed.serials[0], attempt=claimed.try_id, seconds=seconds
        )
        if ended.judged:
            log.info("scanned", launches=ended.launches)
            self._later(lambda db: free(db, claimed.try_id))
        elif ended.cancelled:
            log.info("ended on request")
            self._later(lambda db: ended_on_request(db, claimed.try_id, stopping=self._stopping))
        elif ended.lost:
            log.info("given back", why=ended.why)
            self._later(functools.partial(hosts.give_back, try_id=claimed.try_id, why=ended.why))
        else:
            self._failed(claimed, ended, log)
        if ended.judged or ended.kept:
            self._outbox.kick()

    def _failed(self, claimed: Claim, ended: Ended, log: Log) -> None:
        blame = ended.blame or Blame.HOST
        log.warning("failed", blame=str(blame), why=ended.why)
        self._metrics.tries.labels(outcome="failed", blame=str(blame)).inc()
        failure = Failure(blame=blame, why=ended.why)
        self._later(lambda db: fail(db, claimed.try_id, failure))

    # --- the end ------------------------------------------------------------------
    def _close(self) -> None:
        self._desk.close()
        self._pulse.stop()
        self._outbox.stop(60)
        try:
            self._say()
            if self._pulse.me is not None:
                with acting(self._engine) as db:
                    hosts.sign_off(db, self._me)
        except LedgerError as error:
            self._log.warning("not signed off", why=str(error))
        self._workspace.close()
        self._bell.close()
        self._log.info("stopped", pid=os.getpid())
