"""Questions to the ledger: lists, one entry whole, counts."""

import datetime as dt
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from harness.domain.complaint import ClaimStatus
from harness.domain.errors import UsageError
from harness.domain.finding import Verdict
from harness.domain.ministry import Maker
from harness.ledger import tables as t
from harness.ledger.records import (
    AskedQuestion,
    CaseDetail,
    CaseLine,
    Complaint,
    Entry,
    EntryDetail,
    Filter,
    HistoryLine,
    Observation,
    Stats,
)
from harness.ledger.states import ALLOWED, AWAITED, State


def version_text(name: str | None, code: int | None) -> str:
    """A version as people write it: "1.2 (12)"."""
    shown = " ".join(part for part in (name, None if code is None else f"({code})") if part)
    return shown or "unknown"


def _about_app(statement: sa.Select[Any], wanted: Filter, app_id: sa.Column[int]) -> sa.Select[Any]:
    """Only of apps with the words in package or label; the apps are looked through once."""
    if wanted.app is None:
        return statement
    a = t.apps.c
    named = sa.select(a.id).where(
        sa.or_(
            a.package.icontains(wanted.app, autoescape=True),
            a.label.icontains(wanted.app, autoescape=True),
        )
    )
    return statement.where(app_id.in_(named))


def _paged(statement: sa.Select[Any], wanted: Filter) -> sa.Select[Any]:
    if wanted.limit is not None:
        statement = statement.limit(wanted.limit)
    return statement.offset(wanted.offset) if wanted.offset else statement


def _joined(*columns: Any) -> sa.Select[Any]:
    e, a, c, v = t.entries, t.apps, t.cases, t.versions
    return (
        sa.select(*columns)
        .select_from(e)
        .join(a, a.c.id == e.c.app_id)
        .join(c, c.c.id == e.c.last_case_id)
        .join(v, v.c.id == c.c.version_id)
    )


def _narrowed(statement: sa.Select[Any], wanted: Filter) -> sa.Select[Any]:
    e = t.entries.c
    if wanted.states:
        statement = statement.where(e.state.in_([str(s) for s in wanted.states]))
    if wanted.rule is not None:
        statement = statement.where(e.rule == wanted.rule)
    if wanted.overdue_on is not None:
        statement = statement.where(
            e.deadline < wanted.overdue_on, e.state.in_([str(s) for s in AWAITED])
        )
    return _about_app(statement, wanted, e.app_id)


def entries_statement(wanted: Filter) -> sa.Select[Any]:
    """The SELECT behind ``entries``, newest entry first."""
    e, a, v = t.entries.c, t.apps.c, t.versions.c
    statement = _joined(
        e.id, a.package, a.label, v.name, v.code, e.rule, e.subject, e.severity, e.state,
        e.deadline, e.seen, e.opened_wall_ns, e.changed_wall_ns,
    )  # fmt: skip
    return _paged(_narrowed(statement, wanted).order_by(e.id.desc()), wanted)


def entries(db: Connection, wanted: Filter) -> list[Entry]:
    """The entries that match, newest first."""
    return [_entry_of(row) for row in db.execute(entries_statement(wanted))]


def count_entries(db: Connection, wanted: Filter) -> int:
    """How many match, whatever the limit."""
    return int(db.execute(_narrowed(_joined(sa.func.count()), wanted)).scalar_one())


def _entry_of(row: sa.Row[Any]) -> Entry:
    (id_, package, label, name, code, rule, subject, severity, state, deadline, seen, opened,
     changed) = tuple(row)  # fmt: skip
    return Entry(
        id=id_,
        package=package,
        label=label,
        version=version_text(name, code),
        rule=rule,
        subject=subject or None,
        severity=severity,
        state=State(state),
        deadline=deadline,
        seen=seen,
        opened_wall_ns=opened,
        changed_wall_ns=changed,
    )


def entry(db: Connection, entry_id: int) -> EntryDetail:
    """One entry whole; UsageError when there is none."""
    row = db.execute(entries_statement(Filter()).where(t.entries.c.id == entry_id)).first()
    if row is None:
        raise UsageError(f"no entry {entry_id} in the ledger; type: taptruth ledger list")
    found = _entry_of(row)
    app = db.execute(sa.select(t.apps).where(t.apps.c.package == found.package)).one()
    return EntryDetail(
        entry=found,
        developer=app.developer,
        source=app.source,
        allowed=ALLOWED[found.state],
        history=tuple(_history(db, entry_id)),
        observations=tuple(_observations(db, entry_id)),
        complaints=tuple(complaints(db, package=found.package)),
    )


def _history(db: Connection, entry_id: int) -> list[HistoryLine]:
    h = t.history.c
    rows = db.execute(
        sa.select(t.history, t.cases.c.case_id.label("case"))
        .outerjoin(t.cases, t.cases.c.id == h.case_id)
        .where(h.entry_id == entry_id)
        .order_by(h.id)
    )
    return [
        HistoryLine(
            at_wall_ns=row.at_wall_ns,
            who=row.who,
            old=State(row.old_state) if row.old_state else None,
            new=State(row.new_state),
            note=row.note,
            deadline=row.deadline,
            case=row.case,
        )
        for row in rows
    ]


def _observations(db: Connection, entry_id: int) -> list[Observation]:
    f, c, v = t.findings, t.cases, t.versions
    rows = db.execute(
        sa.select(
            f, c.c.case_id.label("case"), c.c.started_wall_ns, c.c.digest, c.c.bundle,
            v.c.name, v.c.code,
        )
        .join(c, c.c.id == f.c.case_id)
        .join(v, v.c.id == c.c.version_id)
        .where(f.c.entry_id == entry_id)
        .order_by(c.c.started_wall_ns, f.c.id)
    )  # fmt: skip
    return [
        Observation(
            case=row.case,
            version=version_text(row.name, row.code),
            started_wall_ns=row.started_wall_ns,
            rule=row.rule,
            subject=row.subject or None,
            verdict=Verdict(row.verdict),
            hits=row.hits,
            of=row.of,
            reason_en=row.reason_en,
            reason_zh=row.reason_zh,
            digest=row.digest,
            bundle=row.bundle,
        )
        for row in rows
    ]


def makers(db: Connection) -> dict[str, Maker]:
    """Developer and source by package, of the apps that have either."""
    a = t.apps.c
    told = sa.select(a.package, a.developer, a.source).where(
        a.developer.is_not(None) | a.source.is_not(None)
    )
    return {row.package: Maker(developer=row.developer, source=row.source)
            for row in db.execute(told)}  # fmt: skip


def complaints(db: Connection, package: str | None = None) -> list[Complaint]:
    """Complaints in the order they came, of one app or of all."""
    k, a, c = t.complaints, t.apps, t.cases
    statement = (
        sa.select(k, a.c.package, c.c.case_id.label("case"))
        .join(a, a.c.id == k.c.app_id)
        .outerjoin(c, c.c.id == k.c.case_id)
        .order_by(k.c.id)
    )
    if package is not None:
        statement = statement.where(a.c.package == package)
    return [
        Complaint(
            id=row.id,
            package=row.package,
            entry=row.entry_id,
            case=row.case,
            text=row.text,
            who=row.who,
            at_wall_ns=row.at_wall_ns,
            number=row.number,
            claim=row.claim,
            status=None if row.status is None else ClaimStatus(row.status),
            hits=row.hits,
            of=row.of,
            error_level=row.error_level,
        )
        for row in db.execute(statement)
    ]


def cases_statement(wanted: Filter) -> sa.Select[Any]:
    """The SELECT behind ``cases``, newest row first."""
    c, a, v = t.cases, t.apps, t.versions
    statement = (
        sa.select(
            c.c.case_id, a.c.package, a.c.label, v.c.name, v.c.code, c.c.verdict, c.c.launches,
            c.c.partial, c.c.started_wall_ns, c.c.digest, c.c.bundle,
        )
        .join(a, a.c.id == c.c.app_id)
        .join(v, v.c.id == c.c.version_id)
        .order_by(c.c.id.desc())
    )  # fmt: skip
    if wanted.verdict is not None:
        statement = statement.where(c.c.verdict == str(wanted.verdict))
    return _paged(_about_app(statement, wanted, c.c.app_id), wanted)


def cases(db: Connection, wanted: Filter) -> list[CaseLine]:
    """The cases that match, latest added first."""
    return [CaseLine(**_case_fields(row)) for row in db.execute(cases_statement(wanted))]


def _case_fields(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "case": row.case_id,
        "package": row.package,
        "label": row.label,
        "version": version_text(row.name, row.code),
        "verdict": Verdict(row.verdict),
        "launches": row.launches,
        "partial": row.partial,
        "started_wall_ns": row.started_wall_ns,
        "digest": row.digest,
        "bundle": row.bundle,
    }


def case(db: Connection, case_id: str) -> CaseDetail:
    """One case with its questions; UsageError when there is none."""
    c = t.cases.c
    row = db.execute(
        cases_statement(Filter())
        .add_columns(
            c.serial, c.seed, c.consent_policy, c.update_policy, c.rules_version, c.questions
        )
        .where(c.case_id == case_id)
    ).first()
    if row is None:
        raise UsageError(f"no case {case_id} in the ledger; type: taptruth ledger list --cases")
    return CaseDetail(
        **_case_fields(row),
        serial=row.serial,
        seed=row.seed,
        consent_policy=row.consent_policy,
        update_policy=row.update_policy,
        rules_version=row.rules_version,
        questions=tuple(msgspec.convert(row.questions, list[AskedQuestion])),
    )


def stats(db: Connection, today: dt.date) -> Stats:
    """Counts over all; overdue as of ``today``."""
    e = t.entries.c
    return Stats(
        apps=_count(db, t.apps),
        versions=_count(db, t.versions),
        cases=_count(db, t.cases),
        entries=_count(db, t.entries),
        complaints=_count(db, t.complaints),
        overdue=count_entries(db, Filter(overdue_on=today.isoformat())),
        by_state={str(s): 0 for s in State} | _grouped(db, e.state),
        by_rule=_grouped(db, e.rule),
        by_verdict={str(v): 0 for v in Verdict} | _grouped(db, t.cases.c.verdict),
    )


def _count(db: Connection, table: sa.Table) -> int:
    return int(db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _grouped(db: Connection, column: sa.Column[Any]) -> dict[str, int]:
    rows = db.execute(sa.select(column, sa.func.count()).group_by(column).order_by(column))
    return {str(key): int(many) for key, many in rows}
