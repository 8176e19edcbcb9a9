"""Asking an app again at each new version: the same questions, recurrences flagged (回头看)."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from harness.domain.errors import UsageError
from harness.farm import tables as t
from harness.farm.database import now_ns
from harness.farm.records import CaseState, Order
from harness.farm.submitting import check, submit


def schedule(db: Connection, name: str, orders: Sequence[Order]) -> int:
    """Keep what is to be asked at each new version; the same name replaces it. Its number."""
    if not orders:
        raise UsageError("nothing to schedule: name an app")
    for order in orders:
        check(order)
    values = {"package": orders[0].package, "orders": msgspec.to_builtins(list(orders)),
              "enabled": True}  # fmt: skip
    known = insert(t.schedules).values(name=name, **values)
    made: int = db.execute(
        known.on_conflict_do_update(index_elements=["name"], set_=values).returning(
            t.schedules.c.id
        )
    ).scalar_one()
    return made


def enable(db: Connection, number: int, *, on: bool) -> None:
    """Switch a schedule on or off; UsageError when there is none."""
    done = db.execute(sa.update(t.schedules).where(t.schedules.c.id == number).values(enabled=on))
    if done.rowcount == 0:
        raise UsageError(f"no schedule {number}; type: taptruth farm schedule list")


def seen(db: Connection, package: str, version: str) -> list[int]:
    """Note that this version of an app is there; schedules for which it is new."""
    rows = db.execute(
        sa.select(t.schedules.c.id).where(t.schedules.c.package == package, t.schedules.c.enabled)
    )
    fresh = []
    for row in list(rows):
        known = insert(t.versions).values(
            schedule_id=row.id, version=version, seen_ns=now_ns(db), submission_id=None
        )
        made = db.execute(known.on_conflict_do_nothing().returning(t.versions.c.schedule_id))
        if made.first() is not None:
            fresh.append(row.id)
    return fresh


def order_new_versions(db: Connection) -> list[int]:
    """Order cases for versions that were seen and not ordered yet; the submissions made."""
    v = t.versions.c
    waiting = db.execute(
        sa.select(v.schedule_id, v.version, t.schedules.c.name, t.schedules.c.orders)
        .join(t.schedules, t.schedules.c.id == v.schedule_id)
        .where(v.submission_id.is_(None), t.schedules.c.enabled)
        .order_by(v.seen_ns)
        .with_for_update(skip_locked=True, of=t.versions)
    )
    made = []
    for row in list(waiting):
        orders = msgspec.convert(row.orders, list[Order])
        earlier = {order.package: found for order in orders
                   if (found := last_case(db, order.package))}  # fmt: skip
        submission = submit(
            db, orders, name=f"{row.name} {row.version}", who="schedule", retest_of=earlier
        )
        db.execute(
            sa.update(t.versions)
            .where(v.schedule_id == row.schedule_id, v.version == row.version)
            .values(submission_id=submission.id)
        )
        made.append(submission.id)
    return made


def last_case(db: Connection, package: str) -> str | None:
    """The ledger's case of that app which finished last on the farm."""
    c = t.cases.c
    found: str | None = db.execute(
        sa.select(c.ledger_case)
        .where(c.package == package, c.state == str(CaseState.FINISHED))
        .order_by(c.ended_ns.desc())
        .limit(1)
    ).scalar()
    return found


def watched(db: Connection) -> list[str]:
    """Packages whose versions are looked for on idle phones."""
    rows = db.execute(
        sa.select(t.schedules.c.package).where(t.schedules.c.enabled).distinct()
    ).scalars()
    return sorted(rows)
