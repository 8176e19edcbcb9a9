"""``taptruth farm schedule``: an app is asked again at each new version."""

from typing import Any

import click

from harness.cli import farm_texts as texts
from harness.cli.farm_connection import Json, opened_farm, print_json
from harness.cli.farm_orders import order_options, orders_of
from harness.domain.errors import UsageError


@click.group()
def schedule() -> None:
    """Ask an app again at each new version, and flag what has recurred (回头看)."""


@schedule.command("add")
@order_options
@click.option("--name", help="Of the schedule  [default: the package].")
@click.pass_context
def schedule_add(ctx: click.Context, /, name: str | None, **given: Any) -> None:
    """Keep a matrix of one app; the same name replaces it."""
    from harness.farm import schedules  # noqa: PLC0415
    from harness.farm.database import acting  # noqa: PLC0415

    if len(given["apps"]) != 1 or given["apps"][0].endswith(".apk"):
        raise UsageError("a schedule is of one package that is on the phones")
    with opened_farm(ctx) as engine:
        orders = orders_of(engine, given)
        with acting(engine) as db:
            number = schedules.schedule(db, name or orders[0].package, orders)
    click.echo(f"schedule {number}: {orders[0].package}, {len(orders)} case(s) a version")


@schedule.command("list")
@Json
@click.pass_context
def schedule_list(ctx: click.Context, as_json: bool) -> None:
    """List schedules with the versions that were asked."""
    from harness.farm import reading  # noqa: PLC0415

    with opened_farm(ctx) as engine:
        found = reading.schedules(engine)
    if as_json:
        print_json(found)
    else:
        click.echo(texts.schedules_table(found))


@schedule.command("seen")
@click.argument("package")
@click.argument("version")
@click.pass_context
def schedule_seen(ctx: click.Context, package: str, version: str) -> None:
    """Say that a version is there (workers do it themselves for apps on their phones)."""
    from harness.farm import schedules  # noqa: PLC0415
    from harness.farm.database import acting  # noqa: PLC0415

    with opened_farm(ctx) as engine, acting(engine) as db:
        fresh = schedules.seen(db, package, version)
        made = schedules.order_new_versions(db)
    click.echo(f"{package} {version}: new to {len(fresh)} schedule(s), {len(made)} submission(s)")


@schedule.command("stop")
@click.argument("number", type=int)
@click.option("--resume", is_flag=True)
@click.pass_context
def schedule_stop(ctx: click.Context, number: int, resume: bool) -> None:
    """Switch a schedule off (or on again)."""
    from harness.farm import schedules  # noqa: PLC0415
    from harness.farm.database import acting  # noqa: PLC0415

    with opened_farm(ctx) as engine, acting(engine) as db:
        schedules.enable(db, number, on=resume)
    click.echo(f"schedule {number}: {'on' if resume else 'off'}")
