"""The ministry's list: six columns, one row an app and version.

Columns as in the lists of apps "存在问题的应用软件名单" (rules §1.4). An app may have several
rows, one a store or version.
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from harness.domain.ministry import COLUMNS, ListedApp, problems_of, source_of, version_of
from harness.ledger import tables as t
from harness.ledger.states import PUBLISHED, State
from harness.ledger.text import cell


def rows(
    db: Connection, labels: Mapping[str, str], states: Collection[State] = PUBLISHED
) -> list[ListedApp]:
    """The list of all entries in those states, in the order of their packages.

    ``labels``: rule id → the ministry's words; a rule without any stands by its id.
    """
    grouped: dict[tuple[int, int], tuple[sa.Row[Any], dict[str, None]]] = {}
    for row in db.execute(_statement(states)):
        problem = labels.get(row.rule) or row.rule
        _, problems = grouped.setdefault((row.app_id, row.version_id), (row, {}))
        problems[problem] = None
    return [
        _row(number, row, problems) for number, (row, problems) in enumerate(grouped.values(), 1)
    ]


def _row(number: int, row: sa.Row[Any], problems: Iterable[str]) -> ListedApp:
    return ListedApp(
        number=number,
        name=row.label or row.package,
        developer=row.developer or "",
        source=row.source or source_of(row.installer),
        version=version_of(row.name, row.code),
        problems=problems_of(problems),
    )


def _statement(states: Collection[State]) -> sa.Select[Any]:
    e, a, c, v = t.entries, t.apps, t.cases, t.versions
    return (
        sa.select(
            e.c.app_id, e.c.rule, c.c.version_id, a.c.package, a.c.label, a.c.developer,
            a.c.source, v.c.name, v.c.code, v.c.installer,
        )
        .select_from(e)
        .join(a, a.c.id == e.c.app_id)
        .join(c, c.c.id == e.c.last_case_id)
        .join(v, v.c.id == c.c.version_id)
        .where(e.c.state.in_([str(s) for s in states]))
        .order_by(a.c.package, c.c.version_id, e.c.severity, e.c.rule, e.c.subject)
    )  # fmt: skip


def csv_bytes(exported: Iterable[ListedApp]) -> bytes:
    """The rows as CSV: UTF-8 with a mark, CRLF, so that spreadsheets read the Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in exported:
        writer.writerow([cell(text) for text in row.cells()])
    return out.getvalue().encode("utf-8-sig")
