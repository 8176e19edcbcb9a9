"""``taptruth ledger``: the register of findings across cases (问题台账)."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from harness.cli import ledger_texts as texts
from harness.cli.ledger_bundles import read_sealed
from harness.cli.ledger_connection import (
    STATES,
    WHERE_VARIABLE,
    Json,
    Who,
    now,
    number_of,
    opened_ledger,
    print_json,
    who_of,
)
from harness.cli.ledger_export import export
from harness.cli.ledger_retest import retest
from harness.domain.errors import UsageError
from harness.domain.finding import Verdict

SHOWN_AT_ONCE = 200


@click.group(name="ledger")
@click.option("--db", metavar="FILE|URL",
              help=f"The ledger: an SQLite file or postgresql://… [default: {WHERE_VARIABLE}, else "
              "taptruth/ledger.sqlite in the user's data folder].")  # fmt: skip
@click.pass_context
def command(ctx: click.Context, db: str | None) -> None:
    """Keep the register of findings across cases (问题台账).

    An entry is one rule on one app. It begins as a clue and goes on by a person's word:
    clue, verified or not_reproduced, notified, rectified, mended or recurred, closed.
    """
    ctx.obj = db


@command.command("add")
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
@Who
@Json
@click.pass_context
def add(ctx: click.Context, bundles: tuple[Path, ...], who: str | None, as_json: bool) -> None:
    """Take sealed bundles into the ledger; each is verified first.

    A bundle that is there already changes nothing. A complaint that the case has tried (taptruth
    reproduce) is written down with its result.
    """
    with opened_ledger(ctx) as ledger:
        for path in bundles:
            read = read_sealed(path)
            added = ledger.add(
                read.case, read.judgement, read.digest, now(), who_of(who),
                bundle=str(path.resolve()), tried=read.tried,
            )  # fmt: skip
            if as_json:
                print_json(added)
            else:
                click.echo(texts.added(path, read.case.app.package, added))


@command.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES),
              help="Only entries in this state (repeatable).")  # fmt: skip
@click.option("--rule", help="Only entries of this rule.")
@click.option("--app", help="Only apps with this in package or name.")
@click.option("--overdue", is_flag=True, help="Only entries whose deadline is over.")
@click.option("--cases", "of_cases", is_flag=True, help="List cases and not entries.")
@click.option("--verdict", type=click.Choice([str(v) for v in Verdict]),
              help="With --cases: only cases with this verdict.")  # fmt: skip
@click.option("--limit", type=click.IntRange(0), default=None,
              help=f"At most so many [default: {SHOWN_AT_ONCE}, with --json all; 0: all]."
              )  # fmt: skip
@Json
@click.pass_context
def list_(
    ctx: click.Context,
    states: tuple[str, ...],
    rule: str | None,
    app: str | None,
    overdue: bool,
    of_cases: bool,
    verdict: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List entries (or cases), newest first."""
    from harness.ledger import Filter, State  # noqa: PLC0415

    if of_cases and (states or rule or overdue):
        raise UsageError("--state, --rule and --overdue are of entries; leave out --cases")
    if verdict and not of_cases:
        raise UsageError("--verdict is of cases; add --cases")
    most = limit if limit is not None else (0 if as_json else SHOWN_AT_ONCE)
    wanted = Filter(
        states=tuple(State(state) for state in states),
        rule=rule,
        app=app,
        verdict=Verdict(verdict) if verdict else None,
        overdue_on=now().date().isoformat() if overdue else None,
        limit=most or None,
    )
    with opened_ledger(ctx) as ledger:
        if of_cases:
            found: list[Any] = list(ledger.cases(wanted))
            total = len(found)
        else:
            found = list(ledger.entries(wanted))
            total = ledger.count(wanted) if most and len(found) == most else len(found)
    if as_json:
        print_json(found)
    else:
        click.echo(texts.cases_table(found) if of_cases else texts.entries_table(found))
        if total > len(found):
            click.echo(f"{len(found)} of {total}; --limit 0 shows all", err=True)


@command.command("show")
@click.argument("entry", metavar="ID")
@Json
@click.pass_context
def show(ctx: click.Context, entry: str, as_json: bool) -> None:
    """Show an entry with its history, the cases behind it and the complaints."""
    with opened_ledger(ctx) as ledger:
        detail = ledger.entry(number_of(entry))
    if as_json:
        print_json(detail)
    else:
        click.echo(texts.entry_page(detail))


@command.command("set")
@click.argument("entry", metavar="ID")
@click.argument("state")
@click.option("--note", default="", help="What there is to say of it.")
@click.option("--deadline", type=click.DateTime(["%Y-%m-%d"]), help="Until when, YYYY-MM-DD.")
@Who
@Json
@click.pass_context
def set_(
    ctx: click.Context,
    entry: str,
    state: str,
    note: str,
    deadline: dt.datetime | None,
    who: str | None,
    as_json: bool,
) -> None:
    """Take an entry to a state. What was before stays in its history.

    The same state again, with a note or a deadline, adds just that.
    """
    from harness.ledger.states import state_of  # noqa: PLC0415

    with opened_ledger(ctx) as ledger:
        detail = ledger.set_state(
            number_of(entry),
            state_of(state),
            who_of(who),
            now(),
            note=note,
            deadline=deadline.date() if deadline else None,
        )
    if as_json:
        print_json(detail)
    else:
        click.echo(texts.entry_line(detail.entry))


@command.command("app")
@click.argument("package")
@click.option("--developer", help="Who makes it.")
@click.option("--source", help="Where it comes from: the store's name.")
@click.pass_context
def app_(ctx: click.Context, package: str, developer: str | None, source: str | None) -> None:
    """Say who makes an app and where it comes from; both go into the export."""
    with opened_ledger(ctx) as ledger:
        ledger.describe_app(package, developer=developer, source=source)


@command.command("complain")
@click.argument("package")
@click.argument("text")
@click.option("--entry", help="The entry that it led to.")
@Who
@Json
@click.pass_context
def complain(
    ctx: click.Context, package: str, text: str, entry: str | None, who: str | None, as_json: bool
) -> None:
    """Write down a complaint about an app."""
    with opened_ledger(ctx) as ledger:
        made = ledger.complain(
            package, text, who_of(who), now(), entry=None if entry is None else number_of(entry)
        )
    if as_json:
        print_json(made)
    else:
        click.echo(f"complaint {made.id} about {made.package}")


@command.command("stats")
@Json
@click.pass_context
def stats(ctx: click.Context, as_json: bool) -> None:
    """Count apps, cases and entries, by state, rule and verdict."""
    with opened_ledger(ctx) as ledger:
        counted = ledger.stats(now().date())
    if as_json:
        print_json(counted)
    else:
        click.echo(texts.stats_page(counted))


command.add_command(retest)
command.add_command(export)
