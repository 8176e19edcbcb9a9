"""What a person may see of the farm: hosts, phones, queues, cases, schedules. Reads only."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from harness.domain.errors import UsageError
from harness.farm import tables as t
from harness.farm.database import now_ns, reading
from harness.farm.matching import fits
from harness.farm.records import (
    Blame,
    CaseDetail,
    CaseLine,
    CaseState,
    HostLine,
    HostState,
    Order,
    PhoneFacts,
    PhoneLine,
    PhoneState,
    QueueLine,
    ScheduleLine,
    TryLine,
    TryOutcome,
    Wants,
)


def hosts(engine: Engine) -> list[HostLine]:
    """Every worker that ever announced itself, by name."""
    with reading(engine) as db:
        busy = _counts(
            db,
            sa.select(t.phones.c.host_id, sa.func.count())
            .join(t.leases, t.leases.c.phone_id == t.phones.c.id)
            .group_by(t.phones.c.host_id),
        )
        there = _counts(
            db,
            sa.select(t.phones.c.host_id, sa.func.count())
            .where(t.phones.c.state != str(PhoneState.OFFLINE))
            .group_by(t.phones.c.host_id),
        )
        at_ns = now_ns(db)
        return [
            HostLine(
                id=row.id,
                name=row.name,
                state=HostState(row.state),
                region=row.region,
                version=row.version,
                seen_ns=row.seen_ns,
                silent_s=round(max(0, at_ns - row.seen_ns) / 1e9, 1),
                disk_used_bytes=row.disk_used_bytes,
                disk_quota_bytes=row.disk_quota_bytes,
                waiting_uploads=row.waiting_uploads,
                phones=there.get(row.id, 0),
                busy=busy.get(row.id, 0),
            )
            for row in db.execute(sa.select(t.hosts).order_by(t.hosts.c.name))
        ]


def phones(engine: Engine) -> list[PhoneLine]:
    """Every phone that a worker ever announced, by host and serial."""
    with reading(engine) as db:
        return _phones(db)


def _phones(db: Connection) -> list[PhoneLine]:
    p = t.phones
    rows = db.execute(
        sa.select(p, t.hosts.c.name.label("host"), t.tries.c.case_id, t.cases.c.package)
        .join(t.hosts, t.hosts.c.id == p.c.host_id)
        .outerjoin(t.leases, t.leases.c.phone_id == p.c.id)
        .outerjoin(t.tries, t.tries.c.id == t.leases.c.try_id)
        .outerjoin(t.cases, t.cases.c.id == t.tries.c.case_id)
        .order_by(t.hosts.c.name, p.c.serial)
    )
    return [_phone(row) for row in rows]


def _phone(row: sa.Row[Any]) -> PhoneLine:
    state = PhoneState(row.state)
    busy = row.case_id is not None and state is PhoneState.READY
    return PhoneLine(
        id=row.id,
        host=row.host,
        facts=msgspec.convert(row.facts, PhoneFacts),
        state=PhoneState.BUSY if busy else state,
        why=f"case {row.case_id}: {row.package}" if busy else row.why,
        failures=row.failures,
        evidence=tuple(row.evidence),
        case=row.case_id,
        changed_ns=row.changed_ns,
    )


def queues(engine: Engine) -> list[QueueLine]:
    """What waits or runs, by what it wants; ``phones_now`` says whether it can move."""
    with reading(engine) as db:
        there = [
            phone.facts
            for phone in _phones(db)
            if phone.state in {PhoneState.READY, PhoneState.BUSY}
        ]
        c = t.cases.c
        active = (str(CaseState.QUEUED), str(CaseState.RUNNING))
        counted: dict[str, dict[str, int]] = {}
        for key, state, many in db.execute(
            sa.select(c.key, c.state, sa.func.count())
            .where(c.state.in_(active))
            .group_by(c.key, c.state)
        ):
            counted.setdefault(key, {})[state] = many
        lines = []
        for row in db.execute(sa.select(t.queues).order_by(t.queues.c.key)):
            if row.key not in counted:
                continue
            wants = msgspec.convert(row.wants, Wants)
            lines.append(
                QueueLine(
                    key=row.key,
                    wants=wants,
                    queued=counted[row.key].get("queued", 0),
                    running=counted[row.key].get("running", 0),
                    phones_now=sum(fits(facts, wants) for facts in there),
                )
            )
        return lines


def cases(
    engine: Engine,
    *,
    states: Sequence[CaseState] = (),
    submission: int | None = None,
    package: str | None = None,
    limit: int | None = 200,
) -> list[CaseLine]:
    """Ordered cases, newest first; ``package`` may be a part of one."""
    c = t.cases.c
    statement = sa.select(t.cases).order_by(c.id.desc())
    if states:
        statement = statement.where(c.state.in_([str(s) for s in states]))
    if submission is not None:
        statement = statement.where(c.submission_id == submission)
    if package is not None:
        statement = statement.where(c.package.icontains(package, autoescape=True))
    if limit is not None:
        statement = statement.limit(limit)
    with reading(engine) as db:
        return [CaseLine(**_case_fields(row)) for row in db.execute(statement)]


def case(engine: Engine, number: int) -> CaseDetail:
    """One case with its tries; UsageError when there is none."""
    with reading(engine) as db:
        row = db.execute(sa.select(t.cases).where(t.cases.c.id == number)).first()
        if row is None:
            raise UsageError(f"no case {number} in the farm; type: taptruth farm status --cases")
        tries = db.execute(
            sa.select(t.tries, t.hosts.c.name.label("host"))
            .join(t.hosts, t.hosts.c.id == t.tries.c.host_id)
            .where(t.tries.c.case_id == number)
            .order_by(t.tries.c.number)
        )
        return CaseDetail(**_case_fields(row), attempts=tuple(_try(one) for one in tries))


def _case_fields(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "submission": row.submission_id,
        "order": msgspec.convert(row.ordered, Order),
        "state": CaseState(row.state),
        "tries": row.tries,
        "verdict": row.verdict,
        "ledger_case": row.ledger_case,
        "digest": row.digest,
        "bundle": row.bundle,
        "why": row.why,
        "retest_of": row.retest_of,
        "recurred": None if row.recurred is None else tuple(row.recurred),
        "queued_ns": row.queued_ns,
        "ended_ns": row.ended_ns,
    }


def _try(row: sa.Row[Any]) -> TryLine:
    return TryLine(
        id=row.id,
        number=row.number,
        host=row.host,
        serials=tuple(row.serials),
        outcome=TryOutcome(row.outcome),
        blame=None if row.blame is None else Blame(row.blame),
        why=row.why,
        bundle=row.bundle,
        started_ns=row.started_ns,
        ended_ns=row.ended_ns,
    )


def counts(engine: Engine) -> dict[CaseState, int]:
    """Cases by state."""
    with reading(engine) as db:
        found = _counts(db, sa.select(t.cases.c.state, sa.func.count()).group_by(t.cases.c.state))
        return {state: found.get(str(state), 0) for state in CaseState}


def _counts(db: Connection, statement: sa.Select[Any]) -> dict[Any, int]:
    return {key: int(many) for key, many in db.execute(statement)}


def schedules(engine: Engine) -> list[ScheduleLine]:
    """Apps that are asked again at each new version."""
    with reading(engine) as db:
        lines = []
        for row in db.execute(sa.select(t.schedules).order_by(t.schedules.c.id)):
            v = t.versions.c
            told = db.execute(
                sa.select(v.version).where(v.schedule_id == row.id).order_by(v.seen_ns)
            ).scalars()
            last = db.execute(
                sa.select(sa.func.max(t.cases.c.id))
                .join(t.versions, v.submission_id == t.cases.c.submission_id)
                .where(v.schedule_id == row.id)
            ).scalar()
            orders = msgspec.convert(row.orders, list[Order])
            lines.append(
                ScheduleLine(
                    id=row.id, order=orders[0], enabled=row.enabled, versions=tuple(told),
                    last_case=last,
                )
            )  # fmt: skip
        return lines


def when(at_ns: int | None) -> str:
    """A time for people, UTC; "" for none."""
    if at_ns is None:
        return ""
    return dt.datetime.fromtimestamp(at_ns / 1e9, dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
