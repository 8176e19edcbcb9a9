"""Takes a case into the ledger: app, version, case, findings, entries. All inside one write."""

import collections
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from harness.domain.device import AppFacts
from harness.domain.errors import UsageError
from harness.domain.finding import Finding, Judgement, Verdict
from harness.domain.trial import Case, Question
from harness.ledger import tables as t
from harness.ledger.records import Added, AskedQuestion, Move, Tried
from harness.ledger.states import State, seen_again
from harness.ledger.steps import Step, take
from harness.ledger.text import plain, plain_or_none

KEY_CHARS = 200
"""Of texts that are keys: PostgreSQL indexes no more than 2,700 bytes."""
SHOWN = (Verdict.VIOLATION, Verdict.SUSPECTED)
"""Verdicts that make an entry: a clue, until a person has reviewed it."""


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case comes from, who adds it, and when."""

    digest: str
    bundle: str
    who: str
    at_wall_ns: int


def add_case(db: Connection, case: Case, judgement: Judgement, origin: Origin) -> Added:
    """Add a case; a digest or case that is there already changes nothing.

    UsageError when the ledger holds another result under the same case id.
    """
    case_id = plain(case.id, KEY_CHARS)
    known = db.execute(sa.select(t.cases).where(t.cases.c.digest == origin.digest)).first()
    if known is None:
        known = db.execute(sa.select(t.cases).where(t.cases.c.case_id == case_id)).first()
        if known is not None and _told(db, known.id) != _tells(judgement):
            raise UsageError(
                f"case {case_id} is in the ledger with other findings ({known.digest}): "
                "one case has one result; see which bundle is the right one (taptruth verify)"
            )
    if known is not None:
        return Added(case=known.case_id, new=False)
    app_id = _app(db, case.app)
    row = _case(db, case, judgement, origin, app_id)
    return _findings(db, judgement, row, origin)


def _tells(judgement: Judgement) -> list[tuple[Any, ...]]:
    return sorted(
        (f.rule, _subject(f.subject), str(f.verdict), f.hits, f.of) for f in judgement.findings
    )


def _told(db: Connection, case_row: int) -> list[tuple[Any, ...]]:
    c = t.findings.c
    rows = db.execute(
        sa.select(c.rule, c.subject, c.verdict, c.hits, c.of).where(c.case_id == case_row)
    )
    return sorted(tuple(row) for row in rows)


def _subject(subject: str | None) -> str:
    return plain(subject, KEY_CHARS)


def app_row(db: Connection, package: str) -> int:
    """The row of that app, made where there is none."""
    package = plain(package, KEY_CHARS)
    found = db.execute(sa.select(t.apps.c.id).where(t.apps.c.package == package)).scalar()
    return found if found is not None else _insert(db, t.apps, package=package)


def _insert(db: Connection, table: sa.Table, **values: Any) -> int:
    made = db.execute(sa.insert(table).values(**values)).inserted_primary_key
    return int(made[0]) if made else 0


def _app(db: Connection, app: AppFacts) -> int:
    row = app_row(db, app.package)
    label = plain_or_none(app.label, KEY_CHARS)
    if label is not None:
        db.execute(sa.update(t.apps).where(t.apps.c.id == row).values(label=label))
    return row


def _version(db: Connection, app: AppFacts, app_id: int) -> int:
    name = plain_or_none(app.version_name, KEY_CHARS)
    installer = plain_or_none(app.installer, KEY_CHARS)
    told = [app.apk_sha256, name, app.version_code, app.signer, installer]
    identity = "|".join("" if part is None else str(part) for part in told)
    c = t.versions.c
    found = db.execute(sa.select(c.id).where(c.app_id == app_id, c.identity == identity)).scalar()
    if found is not None:
        return int(found)
    return _insert(
        db,
        t.versions,
        app_id=app_id,
        identity=identity,
        name=name,
        code=app.version_code,
        apk_sha256=app.apk_sha256,
        signer=app.signer,
        installer=installer,
    )


def asked(questions: list[Question]) -> list[AskedQuestion]:
    """The questions of a case, each once with how often it was put, in order."""
    counted = collections.Counter(
        AskedQuestion(
            kind=str(question.kind),
            candidate=question.candidate.key if question.candidate else None,
            point_rel=question.point_rel,
            delay_ms=question.delay_ms,
            offset_dp=question.offset_dp,
        )
        for question in questions
    )
    return [msgspec.structs.replace(one, times=times) for one, times in counted.items()]


def _case(
    db: Connection, case: Case, judgement: Judgement, origin: Origin, app_id: int
) -> sa.Row[Any]:
    row = _insert(
        db,
        t.cases,
        case_id=plain(case.id, KEY_CHARS),
        digest=origin.digest,
        app_id=app_id,
        version_id=_version(db, case.app, app_id),
        verdict=str(judgement.verdict),
        started_wall_ns=case.started_wall_ns,
        launches=len(case.trials),
        partial=case.partial,
        serial=plain(case.device.serial, KEY_CHARS),
        device=plain(f"{case.device.manufacturer} {case.device.model}", KEY_CHARS),
        seed=case.seed,
        consent_policy=plain(case.consent_policy, KEY_CHARS),
        update_policy=plain(case.update_policy, KEY_CHARS),
        tool_version=plain(case.tool_version, KEY_CHARS),
        rules_version=plain(judgement.rules_version, KEY_CHARS),
        questions=msgspec.to_builtins(asked([trial.question for trial in case.trials])),
        bundle=plain(origin.bundle),
        added_by=origin.who,
        added_wall_ns=origin.at_wall_ns,
    )
    return db.execute(sa.select(t.cases).where(t.cases.c.id == row)).one()


def _findings(db: Connection, judgement: Judgement, case: sa.Row[Any], origin: Origin) -> Added:
    opened: list[int] = []
    again: list[int] = []
    moved: list[Move] = []
    entries: dict[tuple[str, str], int] = {}
    for finding in sorted(judgement.findings, key=lambda f: f.verdict is not Verdict.VIOLATION):
        key = (finding.rule, _subject(finding.subject))
        if key in entries or finding.verdict not in SHOWN:
            continue
        found = _entry(db, case.app_id, key)
        if found is None:
            entries[key] = _open(db, finding, case, origin)
            opened.append(entries[key])
            continue
        entries[key] = found.id
        again.append(found.id)
        moved += _show_again(db, found, finding.verdict, case, origin)
    for finding in judgement.findings:
        entry_id = entries.get((finding.rule, _subject(finding.subject)))
        _observe(db, finding, case, entry_id)
    return Added(
        case=case.case_id,
        new=True,
        opened=tuple(opened),
        seen_again=tuple(again),
        moved=tuple(moved),
    )


def _entry(db: Connection, app_id: int, key: tuple[str, str]) -> sa.Row[Any] | None:
    c = t.entries.c
    return db.execute(
        sa.select(t.entries).where(c.app_id == app_id, c.rule == key[0], c.subject == key[1])
    ).first()


def _open(db: Connection, finding: Finding, case: sa.Row[Any], origin: Origin) -> int:
    entry = _insert(
        db,
        t.entries,
        app_id=case.app_id,
        rule=finding.rule,
        subject=_subject(finding.subject),
        severity=finding.severity,
        state=str(State.CLUE),
        seen=1,
        last_case_id=case.id,
        opened_wall_ns=origin.at_wall_ns,
        changed_wall_ns=origin.at_wall_ns,
    )
    step = Step(new=State.CLUE, who=origin.who, at_wall_ns=origin.at_wall_ns, case_row=case.id)
    take(db, entry, None, step)
    return entry


def _show_again(
    db: Connection, entry: sa.Row[Any], verdict: Verdict, case: sa.Row[Any], origin: Origin
) -> list[Move]:
    """Count the case; only one that is later than all that is known moves the state."""
    values: dict[str, Any] = {"seen": entry.seen + 1}
    last = _started(db, entry.last_case_id)
    if case.started_wall_ns >= last:
        values["last_case_id"] = case.id
    db.execute(sa.update(t.entries).where(t.entries.c.id == entry.id).values(**values))
    new = seen_again(State(entry.state), verdict)
    if new is None or case.started_wall_ns < _latest(db, case):
        return []
    step = Step(
        new=new,
        who=origin.who,
        at_wall_ns=origin.at_wall_ns,
        note="seen again in a later case",
        case_row=case.id,
    )
    take(db, entry.id, State(entry.state), step)
    return [Move(entry=entry.id, old=State(entry.state), new=new)]


def _started(db: Connection, case_row: int) -> int:
    c = t.cases.c
    return int(db.execute(sa.select(c.started_wall_ns).where(c.id == case_row)).scalar_one())


def _latest(db: Connection, case: sa.Row[Any]) -> int:
    c = t.cases.c
    latest = sa.select(sa.func.max(c.started_wall_ns)).where(c.app_id == case.app_id)
    return int(db.execute(latest).scalar_one())


def _observe(db: Connection, finding: Finding, case: sa.Row[Any], entry: int | None) -> None:
    if entry is None:
        found = _entry(db, case.app_id, (finding.rule, _subject(finding.subject)))
        entry = found.id if found is not None else None
    _insert(
        db,
        t.findings,
        case_id=case.id,
        entry_id=entry,
        rule=finding.rule,
        subject=_subject(finding.subject),
        rule_version=finding.rule_version,
        verdict=str(finding.verdict),
        severity=finding.severity,
        hits=finding.hits,
        of=finding.of,
        measured=finding.measured,
        unit=plain(finding.unit),
        benchmark=plain(finding.benchmark),
        reason_en=plain(finding.reason_en),
        reason_zh=plain(finding.reason_zh),
    )


def add_complaint(db: Connection, package: str, case_id: str, tried: Tried, origin: Origin) -> None:
    """Write down a complaint with its result, once a case; it leads to the entry of its rule.

    The entry's state stays: that a claim held is a measured clue, until a person reviews it.
    """
    k, e = t.complaints.c, t.entries.c
    case_row = db.execute(sa.select(t.cases.c.id).where(t.cases.c.case_id == case_id)).scalar_one()
    tested = sa.select(k.id).where(k.case_id == case_row, k.status.is_not(None))
    if db.execute(tested).first() is not None:
        return
    app_id, result = app_row(db, package), tried.result
    entry = db.execute(
        sa.select(e.id).where(e.app_id == app_id, e.rule == result.rule).order_by(e.id.desc())
    ).scalar()
    _insert(
        db,
        t.complaints,
        app_id=app_id,
        entry_id=entry,
        case_id=case_row,
        text=plain(tried.said),
        who=origin.who,
        at_wall_ns=origin.at_wall_ns,
        number=plain_or_none(tried.number, KEY_CHARS),
        claim=str(result.kind),
        status=str(result.status),
        hits=result.hits,
        of=result.of,
        error_level=result.error_level,
    )
