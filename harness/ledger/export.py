"""The ministry's list: six columns, one row an app and version.

Columns as in the lists of apps "存在问题的应用软件名单" (rules §1.4). An app may have several
rows, one a store or version.
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from harness.ledger import tables as t
from harness.ledger.states import PUBLISHED, State
from harness.ledger.text import cell

COLUMNS = ("序号", "应用名称", "应用开发者", "应用来源", "应用版本", "所涉问题")
STORES: Mapping[str, str] = {
    "com.android.vending": "Google Play",
    "com.bbk.appstore": "vivo应用商店",
    "com.heytap.market": "OPPO软件商店",
    "com.hihonor.appmarket": "荣耀应用市场",
    "com.huawei.appmarket": "华为应用市场",
    "com.oppo.market": "OPPO软件商店",
    "com.tencent.android.qqdownloader": "应用宝",
    "com.xiaomi.market": "小米应用商店",
}
"""Installing package → the store's name, as the ministry's lists write it."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the list. A developer or source that nobody has told is empty."""

    number: int
    name: str
    developer: str
    source: str
    version: str
    problems: str

    def cells(self) -> tuple[str, ...]:
        """In the order of ``COLUMNS``."""
        return (
            str(self.number), self.name, self.developer, self.source, self.version, self.problems
        )  # fmt: skip


def rows(
    db: Connection, labels: Mapping[str, str], states: Collection[State] = PUBLISHED
) -> list[Row]:
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


def _row(number: int, row: sa.Row[Any], problems: Iterable[str]) -> Row:
    installer = row.installer or ""
    return Row(
        number=number,
        name=row.label or row.package,
        developer=row.developer or "",
        source=row.source or STORES.get(installer, installer),
        version=row.name or ("" if row.code is None else str(row.code)),
        problems="、".join(problems),
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


def csv_bytes(exported: Iterable[Row]) -> bytes:
    """The rows as CSV: UTF-8 with a mark, CRLF, so that spreadsheets read the Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in exported:
        writer.writerow([cell(text) for text in row.cells()])
    return out.getvalue().encode("utf-8-sig")
