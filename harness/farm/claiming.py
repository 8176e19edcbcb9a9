"""Giving a case to free phones: fetch, lock and lease in one transaction."""

from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from harness.farm import queue
from harness.farm import tables as t
from harness.farm.database import now_ns
from harness.farm.hosts import Registered
from harness.farm.matching import equals, keys_for
from harness.farm.records import CaseState, Order, PhoneFacts, PhoneState, TryOutcome, Wants


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A case that this worker is to run, and on which phones."""

    try_id: int
    case: int
    number: int
    """Of the try, from 1."""
    order: Order
    serials: tuple[str, ...]


def waiting(db: Connection) -> dict[str, Wants]:
    """The queues in which something waits."""
    some = sa.exists().where(t.cases.c.key == t.queues.c.key, t.cases.c.state == "queued")
    rows = db.execute(sa.select(t.queues).where(some))
    return {row.key: msgspec.convert(row.wants, Wants) for row in rows}


def claim(db: Connection, me: Registered, free: Mapping[str, PhoneFacts]) -> Claim | None:
    """The next case that one of these phones may run; None where there is none.

    ``free``: serial to facts of this host's phones that have nothing to do. Locks what it
    takes; a phone that the farm holds for leased, drained or quarantined is left out.
    """
    ready = _ready(db, me.host, free)
    queues = waiting(db)
    for phone, facts in ready.items():
        keys = keys_for(facts, queues)
        job = queue.fetch(db, keys, me.worker) if keys else None
        if job is None:
            continue
        queue.lock_phone(db, job, phone)
        return _begun(db, me, job, phone, ready)
    return None


def _ready(db: Connection, host: int, free: Mapping[str, PhoneFacts]) -> dict[int, PhoneFacts]:
    p = t.phones.c
    rows = db.execute(
        sa.select(p.id, p.serial)
        .where(
            p.host_id == host,
            p.serial.in_(list(free)),
            p.state == str(PhoneState.READY),
            ~sa.exists().where(t.leases.c.phone_id == p.id),
        )
        .order_by(p.id)
        .with_for_update(skip_locked=True)
    )
    return {row.id: free[row.serial] for row in rows}


def _begun(
    db: Connection, me: Registered, job: int, phone: int, ready: Mapping[int, PhoneFacts]
) -> Claim:
    row = db.execute(sa.select(t.cases).where(t.cases.c.job_id == job).with_for_update()).one()
    order = msgspec.convert(row.ordered, Order)
    others = [(other, facts) for other, facts in ready.items() if other != phone]
    taken = [phone, *equals(ready[phone], others, order.phones - 1)]
    serials = tuple(ready[one].serial for one in taken)
    number = row.tries + 1
    db.execute(
        sa.update(t.cases)
        .where(t.cases.c.id == row.id)
        .values(state=str(CaseState.RUNNING), tries=number, why="")
    )
    made: int = db.execute(
        sa.insert(t.tries)
        .values(
            case_id=row.id,
            number=number,
            host_id=me.host,
            serials=list(serials),
            outcome=str(TryOutcome.RUNNING),
            why="",
            started_ns=now_ns(db),
        )
        .returning(t.tries.c.id)
    ).scalar_one()
    db.execute(sa.insert(t.leases), [{"phone_id": one, "try_id": made} for one in taken])
    return Claim(try_id=made, case=row.id, number=number, order=order, serials=serials)
