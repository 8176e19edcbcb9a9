"""How a try ends: stored, failed, lost, cancelled or surplus. Each is one transaction.

A case is finished when its bundle is stored and verified and the ledger has its row; job,
case, try and ledger are written together or not at all. The first try that finishes wins;
whatever comes later is surplus and changes nothing.
"""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from harness.domain.errors import UsageError
from harness.domain.finding import Judgement
from harness.domain.trial import Case
from harness.farm import queue
from harness.farm import tables as t
from harness.farm.database import now_ns, settings_of
from harness.farm.records import Blame, CaseState, PhoneState, TryOutcome
from harness.ledger import adding
from harness.ledger import compare as comparing
from harness.ledger.records import Relation
from harness.ledger.retesting import moved_by

LOST_PER_FAILED = 4
"""A case may be lost with its worker so many times as often as it may fail: a worker's death is
rarely the case's fault, but a case that kills every worker must end somewhere."""
RECURRING = (Relation.RECURRED, Relation.STILL, Relation.NEW)


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A judged case whose bundle lies verified on the shelf."""

    case: Case
    judgement: Judgement
    manifest_sha256: str
    """Of the bundle's manifest: the ledger's name for it."""
    digest: str
    """"sha256:…" of the zip on the shelf."""
    bundle: str
    """Its place on the shelf."""
    host: str


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a try said nothing about the app."""

    blame: Blame
    why: str
    bundle: str | None = None
    """Where the partial bundle is kept."""


def finish(db: Connection, try_id: int, result: Result) -> TryOutcome:
    """Write the ledger's row and end job, case and try, once.

    The transaction must be a ledger's ``writing``. Returns STORED, or SURPLUS where another
    try was first. The same result again is STORED again and changes nothing.
    """
    row, case = _locked(db, try_id)
    if case.state == CaseState.FINISHED and case.digest == result.digest:
        return TryOutcome.STORED
    if CaseState(case.state) not in {CaseState.QUEUED, CaseState.RUNNING}:
        _end(db, row, TryOutcome.SURPLUS, why=f"the case was {case.state} already")
        return TryOutcome.SURPLUS
    when = dt.datetime.now(dt.UTC)
    origin = adding.Origin(
        digest=f"sha256:{result.manifest_sha256}",
        bundle=result.bundle,
        who=f"farm:{result.host}",
        at_wall_ns=now_ns(db),
    )
    adding.add_case(db, result.case, result.judgement, origin)
    recurred, why = _recurred(db, case.retest_of, result, origin.who, when)
    db.execute(
        sa.update(t.cases)
        .where(t.cases.c.id == case.id)
        .values(
            state=str(CaseState.FINISHED),
            ledger_case=result.case.id,
            digest=result.digest,
            bundle=result.bundle,
            verdict=str(result.judgement.verdict),
            recurred=recurred,
            why=why,
            ended_ns=now_ns(db),
        )
    )
    queue.finish(db, case.job_id, succeeded=True)
    _end(db, row, TryOutcome.STORED, bundle=result.bundle)
    _healthy(db, row)
    return TryOutcome.STORED


def _recurred(
    db: Connection, earlier: str | None, result: Result, who: str, when: dt.datetime
) -> tuple[list[str] | None, str]:
    """What is there again in the new version (回头看), and the entries that it moves."""
    if earlier is None:
        return None, ""
    try:
        comparison = comparing.compare(db, earlier, result.case.id)
    except UsageError as error:
        return None, f"not compared with {earlier}: {error}"
    for change in comparison.changes:
        moved_by(db, change, result.case.id, who, when)
    told = [
        f"{change.rule}{' ' + change.subject if change.subject else ''}: {change.relation}"
        for change in comparison.changes
        if change.relation in RECURRING
    ]
    return told, ""


def fail(db: Connection, try_id: int, failure: Failure) -> CaseState:
    """End a try that failed; the case waits again, or has failed for good. Its state now."""
    row, case = _locked(db, try_id)
    if row.outcome != TryOutcome.RUNNING:
        _keep_bundle(db, row, failure.bundle)
        return CaseState(case.state)
    _end(db, row, TryOutcome.FAILED, failure.why, failure.bundle, failure.blame)
    if failure.blame is Blame.PHONE:
        _blame_phones(db, row, failure.why)
    return _again(db, case, row, failure.why)


def lose(db: Connection, try_id: int, why: str) -> CaseState:
    """End a try whose worker is gone; its case waits again. The case's state now."""
    row, case = _locked(db, try_id)
    if row.outcome != TryOutcome.RUNNING:
        return CaseState(case.state)
    _end(db, row, TryOutcome.LOST, why)
    return _again(db, case, row, why)


def cancelled(db: Connection, try_id: int, bundle: str | None = None) -> None:
    """End a try that somebody asked to end, and its case with it."""
    row, case = _locked(db, try_id)
    if row.outcome != TryOutcome.RUNNING:
        return
    if case.state != CaseState.RUNNING:
        _end(db, row, TryOutcome.SURPLUS, f"the case was {case.state} already", bundle)
        return
    _end(db, row, TryOutcome.CANCELLED, "cancelled", bundle)
    queue.abort(db, case.job_id)
    _case_ends(db, case.id, CaseState.CANCELLED, "cancelled")


def free(db: Connection, try_id: int) -> None:
    """Give the phones back; the case goes on without them (its bundle is being stored)."""
    row, case = _locked(db, try_id)
    db.execute(sa.delete(t.leases).where(t.leases.c.try_id == try_id))
    if case.state == CaseState.RUNNING and row.outcome == TryOutcome.RUNNING:
        queue.unlock(db, case.job_id)


def note(db: Connection, try_id: int, why: str) -> None:
    """Say of a try that runs what is worth to be known of it, in the place of what was said."""
    running = t.tries.c.outcome == str(TryOutcome.RUNNING)
    db.execute(sa.update(t.tries).where(t.tries.c.id == try_id, running).values(why=why[:2000]))


def to_stop(db: Connection, host: int) -> list[int]:
    """Tries of that host that should end: cancelled, or their case is finished elsewhere."""
    rows = db.execute(
        sa.select(t.tries.c.id, t.cases.c.job_id, t.cases.c.state)
        .join(t.cases, t.cases.c.id == t.tries.c.case_id)
        .where(t.tries.c.host_id == host, t.tries.c.outcome == str(TryOutcome.RUNNING))
    ).all()
    return [
        row.id
        for row in rows
        if row.state != CaseState.RUNNING or queue.abort_requested(db, row.job_id)
    ]


def keep(db: Connection, try_id: int, bundle: str) -> None:
    """Say where what a failed try had seen is kept."""
    row, _ = _locked(db, try_id)
    _keep_bundle(db, row, bundle)


def _locked(db: Connection, try_id: int) -> tuple[sa.Row[Any], sa.Row[Any]]:
    """The try and its case, the case's row locked: whoever comes second sees the first."""
    case_id = sa.select(t.tries.c.case_id).where(t.tries.c.id == try_id).scalar_subquery()
    case = db.execute(sa.select(t.cases).where(t.cases.c.id == case_id).with_for_update()).one()
    return db.execute(sa.select(t.tries).where(t.tries.c.id == try_id)).one(), case


def _end(
    db: Connection,
    row: sa.Row[Any],
    outcome: TryOutcome,
    why: str = "",
    bundle: str | None = None,
    blame: Blame | None = None,
) -> None:
    db.execute(
        sa.update(t.tries)
        .where(t.tries.c.id == row.id)
        .values(
            outcome=str(outcome),
            why="; ".join(filter(None, (row.why, why)))[:2000],
            bundle=bundle or row.bundle,
            blame=None if blame is None else str(blame),
            ended_ns=now_ns(db),
        )
    )
    db.execute(sa.delete(t.leases).where(t.leases.c.try_id == row.id))


def _keep_bundle(db: Connection, row: sa.Row[Any], bundle: str | None) -> None:
    if bundle is not None and row.bundle is None:
        db.execute(sa.update(t.tries).where(t.tries.c.id == row.id).values(bundle=bundle))


def _again(db: Connection, case: sa.Row[Any], row: sa.Row[Any], why: str) -> CaseState:
    """Queue the case again, unless it is another try's by now or has had its tries."""
    if case.state != CaseState.RUNNING or case.tries != row.number:
        return CaseState(case.state)
    if queue.abort_requested(db, case.job_id):
        queue.abort(db, case.job_id)
        _case_ends(db, case.id, CaseState.CANCELLED, "cancelled")
        return CaseState.CANCELLED
    settings = settings_of(db)
    failed = db.execute(
        sa.select(sa.func.count()).where(
            t.tries.c.case_id == case.id, t.tries.c.outcome == str(TryOutcome.FAILED)
        )
    ).scalar_one()
    if failed >= settings.max_tries or case.tries >= settings.max_tries * LOST_PER_FAILED:
        queue.finish(db, case.job_id, succeeded=False)
        _case_ends(db, case.id, CaseState.FAILED, f"{case.tries} tries, the last: {why}"[:2000])
        return CaseState.FAILED
    at = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=min(60, 2**failed) if failed else 0)
    queue.retry(db, case.job_id, at if failed else None)
    db.execute(
        sa.update(t.cases)
        .where(t.cases.c.id == case.id)
        .values(state=str(CaseState.QUEUED), why=why[:2000])
    )
    return CaseState.QUEUED


def _case_ends(db: Connection, case: int, state: CaseState, why: str) -> None:
    db.execute(
        sa.update(t.cases)
        .where(t.cases.c.id == case)
        .values(state=str(state), why=why, ended_ns=now_ns(db))
    )


def _blame_phones(db: Connection, row: sa.Row[Any], why: str) -> None:
    """Count the case against its phones; a phone with enough of them is quarantined."""
    most = settings_of(db).quarantine_after
    for phone in _phones_of(db, row):
        evidence = [*phone.evidence, row.id]
        counted = db.execute(
            sa.select(sa.func.count(sa.distinct(t.tries.c.case_id))).where(
                t.tries.c.id.in_(evidence)
            )
        ).scalar_one()
        values: dict[str, Any] = {"evidence": evidence, "failures": counted}
        if counted >= most and phone.state != PhoneState.DRAINED:
            values |= {
                "state": str(PhoneState.QUARANTINED),
                "why": f"{counted} cases in a row failed on it, the last: {why}"[:2000],
                "changed_ns": now_ns(db),
            }
        db.execute(sa.update(t.phones).where(t.phones.c.id == phone.id).values(**values))


def _healthy(db: Connection, row: sa.Row[Any]) -> None:
    for phone in _phones_of(db, row):
        if phone.failures and phone.state != PhoneState.QUARANTINED:
            cleared = {"failures": 0, "evidence": []}
            db.execute(sa.update(t.phones).where(t.phones.c.id == phone.id).values(**cleared))


def _phones_of(db: Connection, row: sa.Row[Any]) -> list[sa.Row[Any]]:
    p = t.phones.c
    return list(
        db.execute(
            sa.select(t.phones)
            .where(p.host_id == row.host_id, p.serial.in_(row.serials))
            .with_for_update()
        )
    )
