"""Ordering cases: one submission may be a matrix of apps, profiles and regions."""

import itertools
from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from harness.domain.errors import UsageError
from harness.domain.trial import Depth
from harness.farm import queue
from harness.farm import tables as t
from harness.farm.database import now_ns
from harness.farm.records import CaseState, Order


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """What one submission made."""

    id: int
    cases: tuple[int, ...]


def matrix(
    base: Order,
    packages: Sequence[str],
    profiles: Sequence[str | None] = (None,),
    regions: Sequence[str | None] = (None,),
    repeat: int = 1,
) -> list[Order]:
    """Every app on every profile in every region, ``repeat`` times with seeds that follow."""
    orders = []
    combined = itertools.product(packages, profiles or (None,), regions or (None,), range(repeat))
    for package, profile, region, number in combined:
        wants = msgspec.structs.replace(
            base.wants,
            profile=profile or base.wants.profile,
            region=region or base.wants.region,
        )
        orders.append(
            msgspec.structs.replace(base, package=package, wants=wants, seed=base.seed + number)
        )
    return orders


def check(order: Order) -> None:
    """UsageError where an order could not be carried out on any phone."""
    from harness.device.launching import checked_package  # noqa: PLC0415  loads device libraries

    checked_package(order.package)
    if order.depth not in list(Depth):
        raise UsageError(f"--depth {order.depth}: expected one of {', '.join(Depth)}")
    if not 1 <= order.launches <= 500:
        raise UsageError(f"--launches {order.launches}: expected 1 to 500")
    if order.phones < 1:
        raise UsageError(f"--phones {order.phones}: expected 1 or more")


def submit(
    db: Connection,
    orders: Sequence[Order],
    *,
    name: str,
    who: str,
    retest_of: Mapping[str, str] | None = None,
) -> Submission:
    """Queue the cases of one submission, all or none.

    ``retest_of`` maps a package to the ledger's case that the new one is compared with.
    """
    if not orders:
        raise UsageError("nothing to submit: name at least one app")
    for order in orders:
        check(order)
    at_ns = now_ns(db)
    made = db.execute(
        sa.insert(t.submissions).values(name=name, who=who, at_ns=at_ns).returning(
            t.submissions.c.id
        )
    ).scalar_one()  # fmt: skip
    earlier = retest_of or {}
    cases = [_case(db, order, made, at_ns, earlier.get(order.package)) for order in orders]
    return Submission(id=made, cases=tuple(cases))


def _case(db: Connection, order: Order, submission: int, at_ns: int, earlier: str | None) -> int:
    key = order.wants.key
    known = insert(t.queues).values(key=key, wants=msgspec.to_builtins(order.wants))
    db.execute(known.on_conflict_do_nothing())
    case: int = db.execute(
        sa.insert(t.cases)
        .values(
            submission_id=submission,
            key=key,
            package=order.package,
            ordered=msgspec.to_builtins(order),
            state=str(CaseState.QUEUED),
            tries=0,
            why="",
            retest_of=earlier,
            queued_ns=at_ns,
        )
        .returning(t.cases.c.id)
    ).scalar_one()
    job = queue.defer(db, key, case, order.priority)
    db.execute(sa.update(t.cases).where(t.cases.c.id == case).values(job_id=job))
    return case


def cancel(db: Connection, case: int) -> CaseState:
    """Cancel a waiting case, ask for the end of a running one; the state it is in now."""
    row = db.execute(sa.select(t.cases).where(t.cases.c.id == case).with_for_update()).first()
    if row is None:
        raise UsageError(f"no case {case} in the farm; type: taptruth farm status --cases")
    state = CaseState(row.state)
    if state not in {CaseState.QUEUED, CaseState.RUNNING}:
        return state
    queue.cancel(db, row.job_id)
    if state is CaseState.QUEUED:
        values = {"state": str(CaseState.CANCELLED), "ended_ns": now_ns(db), "why": "cancelled"}
        db.execute(sa.update(t.cases).where(t.cases.c.id == case).values(**values))
        return CaseState.CANCELLED
    return state


def cases_of(db: Connection, submission: int) -> list[int]:
    """The cases of one submission; UsageError when there is none."""
    found = db.execute(
        sa.select(t.cases.c.id).where(t.cases.c.submission_id == submission).order_by(t.cases.c.id)
    ).scalars()
    cases = list(found)
    if not cases:
        raise UsageError(f"no submission {submission} in the farm; type: taptruth farm status")
    return cases
