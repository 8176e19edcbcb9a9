"""What a worker says of itself and of its phones, and how it keeps its lease."""

import enum
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from harness import __version__
from harness.domain.errors import UsageError
from harness.farm import queue
from harness.farm import tables as t
from harness.farm.database import now_ns
from harness.farm.finishing import lose
from harness.farm.records import CaseState, HostState, PhoneFacts, PhoneState, TryOutcome

KEPT = (PhoneState.QUARANTINED, PhoneState.DRAINED)
"""A phone leaves these only by a person's word."""


class Standing(enum.Enum):
    """What became of a try while its worker was dead."""

    OURS = "ours"
    """It has its lease and its phones still."""
    WAITS = "waits"
    """It was lost; its case waits to be claimed."""
    GONE = "gone"
    """Its case runs or ended elsewhere, or was cancelled."""


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """A worker that has begun."""

    host: int
    worker: int
    """procrastinate's number: its heartbeat is the lease."""


def register(
    db: Connection, name: str, region: str | None, *, quota_bytes: int, keep: Collection[int] = ()
) -> Registered:
    """Begin as this host. Tries of the process before that are not in ``keep`` are lost now.

    ``keep``: tries whose result still lies on this host's disk, or that run here.
    """
    worker = queue.register(db)
    values = {
        "state": str(HostState.UP),
        "worker": worker,
        "region": region,
        "version": __version__,
        "disk_quota_bytes": quota_bytes,
        "seen_ns": now_ns(db),
    }
    known = insert(t.hosts).values(name=name, disk_used_bytes=0, waiting_uploads=0, **values)
    host: int = db.execute(
        known.on_conflict_do_update(index_elements=["name"], set_=values).returning(t.hosts.c.id)
    ).scalar_one()
    for row in _running(db, host):
        if row.id not in keep:
            lose(db, row.id, "the worker was started anew")
        elif row.job_id is not None:
            queue.adopt(db, row.job_id, worker)
    return Registered(host=host, worker=worker)


def _running(db: Connection, host: int) -> list[Any]:
    tries, cases = t.tries.c, t.cases.c
    rows = db.execute(
        sa.select(tries.id, cases.job_id)
        .join(t.cases, cases.id == tries.case_id)
        .where(tries.host_id == host, tries.outcome == str(TryOutcome.RUNNING))
    )
    return list(rows)


def beat(
    db: Connection, me: Registered, *, disk_used_bytes: int, waiting_uploads: int
) -> HostState | None:
    """Renew the lease; the host's state, or None when the lease had been taken away."""
    if not queue.beat(db, me.worker):
        return None
    state = db.execute(
        sa.update(t.hosts)
        .where(t.hosts.c.id == me.host, t.hosts.c.worker == me.worker)
        .values(
            seen_ns=now_ns(db), disk_used_bytes=disk_used_bytes, waiting_uploads=waiting_uploads
        )
        .returning(t.hosts.c.state)
    ).scalar()
    return None if state is None else HostState(state)


def sign_off(db: Connection, me: Registered) -> None:
    """End in order: what still ran is lost now and not at the end of the lease."""
    for row in _running(db, me.host):
        lose(db, row.id, "the worker was stopped")
    queue.unregister(db, me.worker)
    ours = t.hosts.c.id == me.host, t.hosts.c.worker == me.worker
    db.execute(
        sa.update(t.hosts).where(*ours).values(state=str(HostState.STOPPED), seen_ns=now_ns(db))
    )
    db.execute(
        sa.update(t.phones)
        .where(t.phones.c.host_id == me.host, t.phones.c.state.not_in([str(s) for s in KEPT]))
        .values(state=str(PhoneState.OFFLINE), why="the worker was stopped")
    )


def give_back(db: Connection, try_id: int, why: str = "the worker was stopped") -> None:
    """A try that its worker ends unfinished: the case waits again at once."""
    lose(db, try_id, why)


def standings(db: Connection, host: int, tries: Collection[int]) -> dict[int, Standing]:
    """How tries of a killed worker stand now; those that are not told are gone."""
    if not tries:
        return {}
    leased = sa.exists().where(t.leases.c.try_id == t.tries.c.id)
    rows = db.execute(
        sa.select(t.tries, t.cases.c.state, t.cases.c.tries.label("newest"), leased.label("leased"))
        .join(t.cases, t.cases.c.id == t.tries.c.case_id)
        .where(t.tries.c.id.in_(tries), t.tries.c.host_id == host)
    )
    found = {}
    for row in rows:
        newest = row.number == row.newest
        if row.outcome == TryOutcome.RUNNING and row.state == CaseState.RUNNING and newest:
            found[row.id] = Standing.OURS if row.leased else Standing.GONE
        elif row.outcome == TryOutcome.LOST and row.state == CaseState.QUEUED and newest:
            found[row.id] = Standing.WAITS
    return found


def sweep(db: Connection, lease_s: float) -> list[int]:
    """Take back what silent workers had; the tries that were lost. Any worker may do it."""
    gone: list[int] = []
    for job in queue.stalled(db, lease_s):
        row = db.execute(
            sa.select(t.tries.c.id, t.hosts.c.name)
            .join(t.cases, t.cases.c.id == t.tries.c.case_id)
            .join(t.hosts, t.hosts.c.id == t.tries.c.host_id)
            .where(t.cases.c.job_id == job, t.tries.c.outcome == str(TryOutcome.RUNNING))
        ).first()
        if row is not None:
            lose(db, row.id, f"host {row.name} was silent for more than {lease_s:.0f} s")
            gone.append(row.id)
    pruned = queue.prune(db, lease_s)
    if pruned:
        lost = db.execute(
            sa.update(t.hosts)
            .where(t.hosts.c.worker.in_(pruned))
            .values(state=str(HostState.LOST))
            .returning(t.hosts.c.id)
        ).scalars()
        db.execute(
            sa.update(t.phones)
            .where(
                t.phones.c.host_id.in_(list(lost)),
                t.phones.c.state.not_in([str(s) for s in KEPT]),
            )
            .values(state=str(PhoneState.OFFLINE), why="its host is lost")
        )
    return gone


def announce(db: Connection, host: int, found: Sequence[PhoneFacts]) -> dict[str, int]:
    """Say which phones are there now; the others of this host are offline. Serial to id."""
    at_ns = now_ns(db)
    ids: dict[str, int] = {}
    for facts in found:
        unfit = facts.health.unfit()
        state = PhoneState.READY if unfit is None else PhoneState.UNFIT
        ids[facts.serial] = _announced(db, host, facts, state, unfit or "", at_ns)
    db.execute(
        sa.update(t.phones)
        .where(
            t.phones.c.host_id == host,
            t.phones.c.serial.not_in(list(ids)),
            t.phones.c.state.not_in([str(s) for s in (*KEPT, PhoneState.OFFLINE)]),
        )
        .values(state=str(PhoneState.OFFLINE), why="adb does not list it", changed_ns=at_ns)
    )
    return ids


def _announced(
    db: Connection, host: int, facts: PhoneFacts, state: PhoneState, why: str, at_ns: int
) -> int:
    p = t.phones.c
    told = msgspec.to_builtins(facts)
    known = insert(t.phones).values(
        host_id=host, serial=facts.serial, state=str(state), why=why, facts=told, failures=0,
        evidence=[], changed_ns=at_ns,
    )  # fmt: skip
    stays = p.state.in_([str(s) for s in KEPT])
    made: int = db.execute(
        known.on_conflict_do_update(
            constraint="farm_phones_once",
            set_={
                "facts": told,
                "state": sa.case((stays, p.state), else_=str(state)),
                "why": sa.case((stays, p.why), else_=why),
                "changed_ns": sa.case((p.state == str(state), p.changed_ns), else_=at_ns),
            },
        ).returning(p.id)
    ).scalar_one()
    return made


def drain(db: Connection, name: str, *, back: bool = False) -> HostState:
    """Let a host take nothing new (or again); it finishes what it has."""
    row = db.execute(sa.select(t.hosts).where(t.hosts.c.name == name).with_for_update()).first()
    if row is None:
        raise UsageError(f"no host {name!r} in the farm; type: taptruth farm status")
    old = HostState(row.state)
    if old in {HostState.LOST, HostState.STOPPED}:
        raise UsageError(f"host {name} is {old}: there is nothing to drain")
    new = HostState.UP if back else HostState.DRAINING
    db.execute(sa.update(t.hosts).where(t.hosts.c.id == row.id).values(state=str(new)))
    return new


def set_phone(db: Connection, phone: int, state: PhoneState, why: str) -> None:
    """Take a phone out of work or back into it, by a person's word.

    Back means: as its host announces it next. Failures and evidence of before are closed.
    """
    row = db.execute(sa.select(t.phones).where(t.phones.c.id == phone).with_for_update()).first()
    if row is None:
        raise UsageError(f"no phone {phone} in the farm; type: taptruth farm status --phones")
    values: dict[str, Any] = {"state": str(state), "why": why, "changed_ns": now_ns(db)}
    if state not in KEPT:
        values |= {"failures": 0, "evidence": []}
    db.execute(sa.update(t.phones).where(t.phones.c.id == phone).values(**values))
