"""Two cases of one app, finding by finding."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from harness.domain.errors import UsageError
from harness.domain.finding import Verdict
from harness.ledger import queries
from harness.ledger import tables as t
from harness.ledger.records import Change, Comparison, Observation, Relation
from harness.ledger.states import OVER

Key = tuple[str, str]
"""Rule and subject ('' for none)."""
SHOWN = (Verdict.VIOLATION, Verdict.SUSPECTED)


def relate(old: Verdict | None, new: Verdict | None, *, was_over: bool) -> Relation:
    """What a later verdict (None: no finding) says against an earlier one.

    ``was_over``: between the two it had been shown or said to be gone.
    """
    if new is None:
        return Relation.NOT_ASKED
    if new is Verdict.INCONCLUSIVE:
        return Relation.UNDECIDED
    if new is Verdict.CLEAR:
        return Relation.MENDED if old in SHOWN else Relation.CLEAR
    if was_over:
        return Relation.RECURRED
    return Relation.STILL if old in SHOWN else Relation.NEW


def pair(old: Iterable[Key], new: Iterable[Key]) -> list[tuple[Key | None, Key | None]]:
    """Which finding of the later case answers which of the earlier.

    The same rule and control; else, where one control of a role is left on either side, that
    one: it has moved. "skip@top_right" and "skip@top_left" are one role.
    """
    olds, news = list(dict.fromkeys(old)), list(dict.fromkeys(new))
    gone = [key for key in olds if key not in news]
    come = [key for key in news if key not in olds]
    pairs: list[tuple[Key | None, Key | None]] = []
    for key in olds:
        if key in news:
            pairs.append((key, key))
            continue
        there = [k for k in come if _role(k) == _role(key)]
        alone = len(there) == 1 and sum(_role(k) == _role(key) for k in gone) == 1
        pairs.append((key, there[0] if alone else None))
    taken = {now for _, now in pairs}
    return pairs + [(None, key) for key in news if key not in taken]


def _role(key: Key) -> tuple[str, str]:
    return (key[0], key[1].split("@")[0])


def compare(db: Connection, old_case: str, new_case: str) -> Comparison:
    """Compare two cases by their ids; UsageError when they are not of one app, or not in order."""
    old, new = queries.case(db, old_case), queries.case(db, new_case)
    if old.package != new.package:
        raise UsageError(f"{old_case} is of {old.package}, {new_case} of {new.package}")
    if old.case == new.case:
        raise UsageError(f"{old_case} cannot be compared with itself; give the bundle of a new run")
    if new.started_wall_ns < old.started_wall_ns:
        raise UsageError(f"{new_case} was run before {old_case}; a re-test is run after")
    before, after = _findings(db, old.case), _findings(db, new.case)
    rows = _entries(db, old.package)
    over = _was_over(db, old.package, new.started_wall_ns)
    changes = [_change(was, now, before, after, rows, over) for was, now in pair(before, after)]
    return Comparison(
        package=old.package,
        old_case=old.case,
        new_case=new.case,
        old_version=old.version,
        new_version=new.version,
        changes=tuple(changes),
    )


def _change(
    was: Key | None,
    now: Key | None,
    before: Mapping[Key, sa.Row[Any]],
    after: Mapping[Key, sa.Row[Any]],
    entries: Mapping[Key, int],
    over: set[Key],
) -> Change:
    old, new = before[was] if was else None, after[now] if now else None
    key = was or now or ("", "")
    old_verdict = Verdict(old.verdict) if old else None
    new_verdict = Verdict(new.verdict) if new else None
    return Change(
        rule=key[0],
        subject=key[1] or None,
        relation=relate(old_verdict, new_verdict, was_over=key in over),
        old=old_verdict,
        new=new_verdict,
        now_subject=now[1] if now and was and now != was else None,
        old_hits=(old.hits, old.of) if old else None,
        new_hits=(new.hits, new.of) if new else None,
        entry=entries.get(key),
    )


def _findings(db: Connection, case_id: str) -> dict[Key, sa.Row[Any]]:
    f, c = t.findings, t.cases
    rows = db.execute(
        sa.select(f)
        .join(c, c.c.id == f.c.case_id)
        .where(c.c.case_id == case_id)
        .order_by(f.c.verdict != str(Verdict.VIOLATION), f.c.id)
    )
    found: dict[Key, sa.Row[Any]] = {}
    for row in rows:
        found.setdefault((row.rule, row.subject), row)
    return found


def _entries(db: Connection, package: str) -> dict[Key, int]:
    e, a = t.entries, t.apps
    rows = db.execute(
        sa.select(e.c.rule, e.c.subject, e.c.id)
        .join(a, a.c.id == e.c.app_id)
        .where(a.c.package == package)
    )
    return {(row.rule, row.subject): row.id for row in rows}


def _was_over(db: Connection, package: str, before_ns: int) -> set[Key]:
    """What had been said to be over, or was shown and then clear in cases before that time."""
    e, a, h, f, c = t.entries, t.apps, t.history, t.findings, t.cases
    said = db.execute(
        sa.select(e.c.rule, e.c.subject)
        .join(a, a.c.id == e.c.app_id)
        .join(h, h.c.entry_id == e.c.id)
        .where(a.c.package == package, h.c.new_state.in_([str(s) for s in OVER]))
    )
    over = {(row.rule, row.subject) for row in said}
    seen = db.execute(
        sa.select(f.c.rule, f.c.subject, f.c.verdict)
        .join(c, c.c.id == f.c.case_id)
        .join(a, a.c.id == c.c.app_id)
        .where(a.c.package == package, c.c.started_wall_ns < before_ns)
        .order_by(c.c.started_wall_ns, f.c.id)
    )
    shown: set[Key] = set()
    for row in seen:
        key = (row.rule, row.subject)
        if Verdict(row.verdict) in SHOWN:
            shown.add(key)
            continue
        if row.verdict == Verdict.CLEAR and key in shown:
            over.add(key)
    return over


def last_shown(observations: Iterable[Observation], other_than: str) -> Observation | None:
    """The latest case that showed it, leaving out one."""
    shown = [o for o in observations if o.verdict in SHOWN and o.case != other_than]
    return max(shown, key=lambda o: o.started_wall_ns, default=None)
