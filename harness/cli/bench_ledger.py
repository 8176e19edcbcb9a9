"""``python -m harness.cli.bench_ledger``: how fast a ledger of many cases lists and filters.

Cases are written as a scan's would be, rows at a time, into a ledger of its own; then the very
queries of ``taptruth ledger`` are timed. Figures with the machine's description, no assertion.
"""

import datetime as dt
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from harness.domain.finding import Verdict
from harness.ledger import Filter, Ledger, State
from harness.ledger import tables as t
from harness.ledger.engine import writing

ROUNDS = 7
BATCH = 5_000
APPS = 4_000
RULES = ("C01", "C03", "C04", "C08", "R01", "R02")
WANTED = "1 s"


@click.command()
@click.option("--cases", default=100_000, show_default=True, type=click.IntRange(1))
@click.option("--db", help="An empty database, postgresql://…; else an SQLite file made anew.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False))
def main(cases: int, db: str | None, out: Path | None) -> None:
    """Fill a ledger and time its lists, filters, one entry and the counts."""
    with tempfile.TemporaryDirectory() as folder, Ledger.open(db or f"{folder}/l.sqlite") as ledger:
        began = time.perf_counter()
        fill(ledger, cases)
        filled_s = time.perf_counter() - began
        rows = [_row(name, asked) for name, asked in questions(ledger)]
    told = {"cases": cases, "database": "postgresql" if db else "sqlite",
            "filled_s": round(filled_s, 1), "machine": platform.platform(),
            "cpus": os.cpu_count(), "load": os.getloadavg()[0], "wanted": WANTED,
            "figures": rows}  # fmt: skip
    for row in rows:
        click.echo(f"{row['name']:<44} median {row['median_ms']:>8} ms   max {row['max_ms']:>8} ms")
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(told, indent=2) + "\n")


def _row(name: str, asked: Callable[[], Any]) -> dict[str, Any]:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        asked()
        taken.append(1000 * (time.perf_counter() - began))
    return {
        "name": name,
        "median_ms": round(statistics.median(taken), 1),
        "max_ms": round(max(taken), 1),
    }


def questions(ledger: Ledger) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What a person asks of the ledger, by name."""
    page, clues = 200, (State.CLUE,)
    yield "list, newest 200", lambda: ledger.entries(Filter(limit=page))
    yield "list --state clue", lambda: ledger.entries(Filter(states=clues, limit=page))
    yield "list --rule C03", lambda: ledger.entries(Filter(rule="C03", limit=page))
    yield "list --app (a part of the name)", lambda: ledger.entries(Filter(app="39", limit=page))
    yield (
        "list --app (found nowhere)",
        lambda: ledger.entries(Filter(app="no such app", limit=page)),
    )
    yield (
        "list --overdue",
        lambda: ledger.entries(Filter(overdue_on="2026-11-28", limit=page)),
    )
    yield "count of a state", lambda: ledger.count(Filter(states=clues))
    yield "list --cases", lambda: ledger.cases(Filter(limit=page))
    yield (
        "list --cases --verdict inconclusive",
        lambda: ledger.cases(Filter(verdict=Verdict.INCONCLUSIVE, limit=page)),
    )
    yield "list --cases --app", lambda: ledger.cases(Filter(app="app 3999", limit=page))
    yield "show one entry", lambda: ledger.entry(1)
    yield "stats", lambda: ledger.stats(dt.datetime.now(dt.UTC).date())


def fill(ledger: Ledger, cases: int) -> None:
    """Write that many cases of ``APPS`` apps, each with six findings, and their entries."""
    with writing(ledger.engine) as db:
        db.execute(sa.insert(t.apps), [_app(n) for n in range(1, APPS + 1)])
        db.execute(sa.insert(t.versions), [_version(n) for n in range(1, APPS + 1)])
        for first in range(1, cases + 1, BATCH):
            numbers = range(first, min(cases, first + BATCH - 1) + 1)
            db.execute(sa.insert(t.cases), [_case(n) for n in numbers])
            if first == 1:
                _entries(db)
            db.execute(sa.insert(t.findings), [f for n in numbers for f in _findings(n)])


def _entries(db: sa.Connection) -> None:
    """One entry a rule and app, in every state, with its first line of history."""
    states = tuple(State)
    keys = [(app, rule) for app in range(1, APPS + 1) for rule in range(len(RULES))]
    db.execute(
        sa.insert(t.entries),
        [
            {
                "id": n, "app_id": app, "rule": RULES[rule], "subject": "", "severity": "S1",
                "state": str(states[n % len(states)]), "seen": 1, "last_case_id": 1,
                "deadline": f"2026-{1 + n % 12:02}-{1 + n % 28:02}",
                "opened_wall_ns": n, "changed_wall_ns": n,
            }
            for n, (app, rule) in enumerate(keys, 1)
        ],
    )  # fmt: skip
    db.execute(
        sa.insert(t.history),
        [
            {"entry_id": n, "at_wall_ns": n, "who": "bench", "new_state": "clue", "note": ""}
            for n in range(1, len(keys) + 1)
        ],
    )


def _app(number: int) -> dict[str, Any]:
    return {"id": number, "package": f"com.example.app{number}", "label": f"应用 app {number}"}


def _version(number: int) -> dict[str, Any]:
    return {"id": number, "app_id": number, "identity": str(number), "name": f"1.{number}"}


def _case(number: int) -> dict[str, Any]:
    app = 1 + number % APPS
    return {
        "id": number, "case_id": f"case-{number}", "digest": f"sha256:{number:064x}",
        "app_id": app, "version_id": app, "verdict": str(tuple(Verdict)[number % 4]),
        "started_wall_ns": number, "launches": 12, "partial": False, "serial": "s",
        "device": "d", "seed": 0, "consent_policy": "accept", "tool_version": "0",
        "rules_version": "1", "questions": [], "bundle": "/b", "added_by": "bench",
        "added_wall_ns": number,
    }  # fmt: skip


def _findings(number: int) -> Iterator[dict[str, Any]]:
    app = number % APPS
    for index, rule in enumerate(RULES):
        yield {
            "case_id": number, "entry_id": app * len(RULES) + index + 1, "rule": rule,
            "subject": "", "rule_version": "1", "verdict": "violation", "severity": "S1",
            "hits": 2, "of": 2, "unit": "", "benchmark": "", "reason_en": "as seen",
            "reason_zh": "如所见",
        }  # fmt: skip


if __name__ == "__main__":
    main()
