"""``taptruth farm``: many phones, many hosts."""

import getpass
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from harness.cli import farm_texts as texts
from harness.cli.farm_connection import VARIABLE, Json, opened_farm, print_json, url_of
from harness.cli.farm_orders import order_options, orders_of
from harness.cli.farm_schedule import schedule
from harness.cli.farm_worker import worker
from harness.domain.errors import UsageError


@click.group(name="farm")
@click.option("--db", metavar="URL", help=f"The farm's PostgreSQL  [default: {VARIABLE}].")
@click.pass_context
def command(ctx: click.Context, db: str | None) -> None:
    """Run many phones on many hosts (docs/farm.md).

    A worker on each host announces its phones; cases ask for properties, not for a serial.
    """
    ctx.obj = db or os.environ.get(VARIABLE)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@command.command()
@click.option("--store", metavar="URL", help="Where bundles go: a folder, sftp://…, s3://….")
@click.option("--lease", "lease_s", type=click.FloatRange(3), metavar="SECONDS",
              help="A worker silent so long has lost its cases  [default: 60].")  # fmt: skip
@click.option("--tries", "max_tries", type=click.IntRange(1), help="Of a case  [default: 5].")
@click.option("--quarantine-after", type=click.IntRange(1),
              help="Cases in a row that fail on a phone  [default: 3].")  # fmt: skip
@click.pass_context
def init(ctx: click.Context, /, store: str | None, **given: float | None) -> None:
    """Make the farm in its database, or bring it to this version; change its settings."""
    from harness.farm.init import make, settings_now  # noqa: PLC0415
    from harness.farm.records import Settings  # noqa: PLC0415
    from harness.farm.shelf import Shelf  # noqa: PLC0415

    before = settings_now(url_of(ctx))
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if store is not None:
        changes["store"] = str(Path(store).resolve()) if "://" not in store else store
    wanted = None
    if changes and (before or "store" in changes):
        known = before or Settings(store=changes["store"])
        wanted = msgspec.structs.replace(known, **changes)
    if wanted is not None:
        Shelf(wanted.store).try_out()
    settings = make(url_of(ctx), wanted)
    click.echo(f"farm ready; bundles go to {settings.store}")


@command.command()
@order_options
@click.option("--repeat", default=1, show_default=True, type=click.IntRange(1),
              help="Each so many times, with seeds that follow.")  # fmt: skip
@click.option("--name", default="", help="Of the submission.")
@Json
@click.pass_context
def submit(ctx: click.Context, /, repeat: int, name: str, as_json: bool, **given: Any) -> None:
    """Queue cases: every app on every profile in every region is one submission."""
    from harness.farm import submitting  # noqa: PLC0415
    from harness.farm.database import acting  # noqa: PLC0415

    with opened_farm(ctx) as engine:
        orders = orders_of(engine, given, repeat)
        with acting(engine) as db:
            made = submitting.submit(db, orders, name=name, who=_who())
    if as_json:
        print_json(made)
    else:
        click.echo(f"submission {made.id}: {len(made.cases)} case(s), {texts.span(made.cases)}")


@command.command()
@click.argument("case", type=int, required=False)
@click.option("--phones", "of_phones", is_flag=True, help="List phones and their health.")
@click.option("--cases", "of_cases", is_flag=True, help="List cases, newest first.")
@click.option("--submission", type=int, help="Only its cases.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1))
@Json
@click.pass_context
def status(
    ctx: click.Context, case: int | None, of_phones: bool, of_cases: bool, submission: int | None,
    limit: int, as_json: bool,
) -> None:  # fmt: skip
    """Show hosts and queues; a CASE with its tries; phones; cases."""
    from harness.farm import reading  # noqa: PLC0415

    with opened_farm(ctx) as engine:
        if case is not None:
            found: Any = reading.case(engine, case)
            shown: Callable[[Any], str] = texts.case_page
        elif of_phones:
            found, shown = reading.phones(engine), texts.phones_table
        elif of_cases or submission is not None:
            found = reading.cases(engine, submission=submission, limit=limit)
            shown = texts.cases_table
        else:
            found = {
                "hosts": reading.hosts(engine),
                "queues": reading.queues(engine),
                "cases": {str(state): many for state, many in reading.counts(engine).items()},
            }
            shown = texts.overview
    if as_json:
        print_json(found)
    else:
        click.echo(shown(found))


@command.command()
@click.argument("cases", type=int, nargs=-1)
@click.option("--submission", type=int, help="All of its cases.")
@click.pass_context
def cancel(ctx: click.Context, cases: tuple[int, ...], submission: int | None) -> None:
    """Cancel cases: those that wait at once, those that run within seconds."""
    from harness.farm import submitting  # noqa: PLC0415
    from harness.farm.database import acting  # noqa: PLC0415

    if not cases and submission is None:
        raise UsageError("which cases? give their numbers, or --submission")
    with opened_farm(ctx) as engine, acting(engine) as db:
        wanted = [*cases, *(submitting.cases_of(db, submission) if submission else ())]
        for case in wanted:
            click.echo(f"case {case}: {submitting.cancel(db, case)}")


@command.command()
@click.argument("host")
@click.option("--back", is_flag=True, help="Take cases again.")
@click.pass_context
def drain(ctx: click.Context, host: str, back: bool) -> None:
    """Let HOST take nothing new; it finishes and stores what it has."""
    from harness.farm import hosts  # noqa: PLC0415
    from harness.farm.database import acting  # noqa: PLC0415

    with opened_farm(ctx) as engine, acting(engine) as db:
        click.echo(f"{host}: {hosts.drain(db, host, back=back)}")


@command.command()
@click.argument("phone", type=int, required=False)
@click.option("--why", default="by hand", help="Of putting a phone there.")
@click.option("--lift", is_flag=True, help="Back to work; its failures are forgotten.")
@Json
@click.pass_context
def quarantine(ctx: click.Context, phone: int | None, why: str, lift: bool, as_json: bool) -> None:
    """List phones in quarantine with their evidence; put PHONE there, or --lift it."""
    from harness.farm import hosts, reading  # noqa: PLC0415
    from harness.farm.database import acting  # noqa: PLC0415
    from harness.farm.records import PhoneState  # noqa: PLC0415

    with opened_farm(ctx) as engine:
        if phone is not None:
            state = PhoneState.OFFLINE if lift else PhoneState.QUARANTINED
            said = "until its host announces it" if lift else why
            with acting(engine) as db:
                hosts.set_phone(db, phone, state, said)
            click.echo(f"phone {phone}: {'lifted' if lift else 'quarantined'}")
            return
        if lift:
            raise UsageError("which phone? give its number (taptruth farm quarantine)")
        found = [p for p in reading.phones(engine) if p.state is PhoneState.QUARANTINED]
    if as_json:
        print_json(found)
    else:
        click.echo(texts.quarantine_table(found))


command.add_command(worker)
command.add_command(schedule)
