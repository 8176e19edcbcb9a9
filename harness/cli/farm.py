"""``taptruth farm``: many phones, many hosts."""

import contextlib
import getpass
import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from harness.cli import farm_texts as texts
from harness.cli.policies import consent_option, updates_option
from harness.domain.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from harness.farm.providers import Provider
    from harness.farm.records import Order

VARIABLE = "TAPTRUTH_FARM"
Json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(name="farm")
@click.option("--db", metavar="URL", help=f"The farm's PostgreSQL  [default: {VARIABLE}].")
@click.pass_context
def command(ctx: click.Context, db: str | None) -> None:
    """Run many phones on many hosts (docs/farm.md).

    A worker on each host announces its phones; cases ask for properties, not for a serial.
    """
    ctx.obj = db or os.environ.get(VARIABLE)


def _url(ctx: click.Context) -> str:
    if not ctx.obj:
        raise UsageError(f"which farm? give --db postgresql://USER@HOST/NAME, or set {VARIABLE}")
    return str(ctx.obj)


@contextlib.contextmanager
def _farm(ctx: click.Context) -> Iterator["Engine"]:
    from harness.farm.database import open_farm  # noqa: PLC0415  loads SQLAlchemy

    engine = open_farm(_url(ctx))
    try:
        yield engine
    finally:
        engine.dispose()


def _json(data: object) -> None:
    click.echo(json.dumps(msgspec.to_builtins(data), ensure_ascii=False))


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

    before = settings_now(_url(ctx))
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if store is not None:
        changes["store"] = str(Path(store).resolve()) if "://" not in store else store
    wanted = None
    if changes and (before or "store" in changes):
        known = before or Settings(store=changes["store"])
        wanted = msgspec.structs.replace(known, **changes)
    if wanted is not None:
        Shelf(wanted.store).try_out()
    settings = make(_url(ctx), wanted)
    click.echo(f"farm ready; bundles go to {settings.store}")


@command.command()
@click.option("--name", default=socket.gethostname, show_default="the host's name",
              help="Of this worker; one host may run several.")  # fmt: skip
@click.option("--work", type=click.Path(path_type=Path), default=Path("taptruth-work"),
              show_default=True, help="Folder for cases and for results that wait.")  # fmt: skip
@click.option("--disk", "disk_gb", type=click.FloatRange(0.01), default=20.0, show_default=True,
              metavar="GB", help="Bound of that folder.")  # fmt: skip
@click.option("--case-room", "case_mb", type=click.IntRange(1), default=300, show_default=True,
              metavar="MB", help="Room that must be there for each case that begins.")  # fmt: skip
@click.option("--region", help="Label of this host's phones.")
@click.option("--adb", "servers", multiple=True, metavar="HOST:PORT",
              help="A remote adb server (repeatable); else this host's.")  # fmt: skip
@click.option("--local", is_flag=True, help="This host's adb too, beside other providers.")
@click.option("--emulator", "avds", multiple=True, metavar="AVD", help="Start it (repeatable).")
@click.option("--stf", metavar="URL", help="Book phones of this DeviceFarmer STF.")
@click.option("--stf-phones", default=1, show_default=True, type=click.IntRange(1),
              help="How many at most.")  # fmt: skip
@click.option("--virtual", type=click.IntRange(1), metavar="COUNT",
              help="Start virtual phones: a farm without phones.")  # fmt: skip
@click.option("--virtual-words", default="", metavar="WORDS",
              help="More words for `virtual up`, as '--size 360x800 --density 160'.")  # fmt: skip
@click.option("--metrics", metavar="[ADDRESS:]PORT", help="Answer Prometheus there.")
@click.option("--log", "log_as", type=click.Choice(["json", "text"]), default="json",
              show_default=True)  # fmt: skip
@click.pass_context
def worker(ctx: click.Context, /, metrics: str | None, log_as: str, **given: Any) -> None:
    """Announce this host's phones and run cases on them, until SIGTERM.

    SIGTERM gives back what runs and stores what is done; after kill -9 the next start does.
    """
    from harness.farm.logs import open_log  # noqa: PLC0415
    from harness.farm.metrics import Metrics  # noqa: PLC0415
    from harness.farm.worker import Worker, WorkerOptions  # noqa: PLC0415

    options = WorkerOptions(
        name=given["name"],
        work=given["work"].resolve(),
        quota_bytes=int(given["disk_gb"] * 1e9),
        case_bytes=given["case_mb"] * 1_000_000,
        region=given["region"],
    )
    log, figures = open_log(options.name, as_json=log_as == "json"), Metrics(options.name)
    if metrics:
        _serve(figures, metrics)
    with _farm(ctx) as engine:
        made = Worker(engine, options, _providers(given), log, figures)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: made.stop())
        made.run()


def _serve(figures: Any, where: str) -> None:
    address, _, port = where.rpartition(":")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise UsageError(f"--metrics {where}: expected [ADDRESS:]PORT, as in 9105")
    try:
        figures.serve(int(port), address or "127.0.0.1")
    except OSError as error:
        raise UsageError(f"--metrics {where}: {error.strerror}; choose another port") from error


def _providers(given: dict[str, Any]) -> "list[Provider]":
    from harness.device.server import ServerAddress  # noqa: PLC0415
    from harness.farm.providers import Adb, Emulators, Stf, VirtualPhones  # noqa: PLC0415

    found: list[Provider] = []
    for server in given["servers"]:
        host, _, port = server.rpartition(":")
        if not host or not port.isdigit():
            raise UsageError(f"--adb {server}: expected HOST:PORT, as in lab2:5037")
        found.append(Adb(ServerAddress(host, int(port))))
    if given["virtual"]:
        words = ["--count", str(given["virtual"]), *given["virtual_words"].split()]
        found.append(VirtualPhones(words))
    if given["avds"]:
        found.append(Emulators(list(given["avds"])))
    if given["stf"]:
        found.append(Stf(given["stf"], most=given["stf_phones"]))
    if given["local"] or not found:
        found.append(Adb())
    return found


def _order_options(function: Any) -> Any:
    """What `submit` and `schedule add` have in common."""
    options = (
        click.argument("apps", nargs=-1, required=True, metavar="PACKAGE|APK..."),
        click.option("--profile", "profiles", multiple=True, help="Device profile (repeatable)."),
        click.option("--region", "regions", multiple=True, help="Label (repeatable)."),
        click.option("--android", metavar="RANGE", help="As 12, 12-14, 12- or -14."),
        click.option("--vendor", help="Manufacturer or brand."),
        click.option("--capability", "capabilities", multiple=True, metavar="NAME",
                     help="As shakes, event_log, records_video (repeatable)."),
        click.option("--calibrated", is_flag=True, help="Only phones found fit."),
        click.option("--phones", default=1, show_default=True, type=click.IntRange(1),
                     help="Equal phones that may share a case's launches."),
        click.option("--depth", default="standard", show_default=True,
                     type=click.Choice(["quick", "standard", "thorough"])),
        click.option("--launches", default=40, show_default=True, type=click.IntRange(1, 500)),
        click.option("--minutes", type=click.FloatRange(0.5)),
        click.option("--seed", default=0, show_default=True, type=int),
        consent_option,
        updates_option,
        click.option("--rules", type=click.Choice(["cn", "play", "vn", "eu"])),
        click.option("--priority", default=0, show_default=True, type=int,
                     help="Higher goes first."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def _orders(engine: "Engine", given: dict[str, Any], repeat: int = 1) -> "list[Order]":
    from harness.farm.records import Order, Wants, android_range  # noqa: PLC0415
    from harness.farm.submitting import matrix  # noqa: PLC0415

    low, high = android_range(given["android"])
    wants = Wants(
        android_min=low,
        android_max=high,
        vendor=given["vendor"],
        capabilities=tuple(sorted(given["capabilities"])),
        calibrated=given["calibrated"],
    )
    same = (
        "phones",
        "depth",
        "launches",
        "minutes",
        "seed",
        "consent",
        "updates",
        "rules",
        "priority",
    )
    orders = []
    for app in given["apps"]:
        package, apk = _app(engine, app)
        base = Order(package=package, apk=apk, wants=wants, **{name: given[name] for name in same})
        orders += matrix(base, [package], given["profiles"], given["regions"], repeat)
    return orders


def _app(engine: "Engine", app: str) -> tuple[str, str | None]:
    """Package and, of an APK, its key on the shelf."""
    if not app.endswith(".apk"):
        return app, None
    from harness.device.apk import package_of  # noqa: PLC0415
    from harness.farm.database import acting, settings_of  # noqa: PLC0415
    from harness.farm.shelf import Shelf  # noqa: PLC0415

    path = Path(app)
    if not path.is_file():
        raise UsageError(f"{app}: no such file; give a package name or a path to an APK")
    package = package_of(path)
    if package is None:
        raise UsageError(f"{app}: not an APK (no readable manifest); give another file")
    with acting(engine) as db:
        store = settings_of(db).store
    return package, Shelf(store).put(path, ".apk")


@command.command()
@_order_options
@click.option("--repeat", default=1, show_default=True, type=click.IntRange(1),
              help="Each so many times, with seeds that follow.")  # fmt: skip
@click.option("--name", default="", help="Of the submission.")
@Json
@click.pass_context
def submit(ctx: click.Context, /, repeat: int, name: str, as_json: bool, **given: Any) -> None:
    """Queue cases: every app on every profile in every region is one submission."""
    from harness.farm import submitting  # noqa: PLC0415
    from harness.farm.database import acting  # noqa: PLC0415

    with _farm(ctx) as engine:
        orders = _orders(engine, given, repeat)
        with acting(engine) as db:
            made = submitting.submit(db, orders, name=name, who=_who())
    if as_json:
        _json(made)
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

    with _farm(ctx) as engine:
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
        _json(found)
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
    with _farm(ctx) as engine, acting(engine) as db:
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

    with _farm(ctx) as engine, acting(engine) as db:
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

    with _farm(ctx) as engine:
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
        _json(found)
    else:
        click.echo(texts.quarantine_table(found))


@command.group()
def schedule() -> None:
    """Ask an app again at each new version, and flag what has recurred (回头看)."""


@schedule.command("add")
@_order_options
@click.option("--name", help="Of the schedule  [default: the package].")
@click.pass_context
def schedule_add(ctx: click.Context, /, name: str | None, **given: Any) -> None:
    """Keep a matrix of one app; the same name replaces it."""
    from harness.farm import schedules  # noqa: PLC0415
    from harness.farm.database import acting  # noqa: PLC0415

    if len(given["apps"]) != 1 or given["apps"][0].endswith(".apk"):
        raise UsageError("a schedule is of one package that is on the phones")
    with _farm(ctx) as engine:
        orders = _orders(engine, given)
        with acting(engine) as db:
            number = schedules.schedule(db, name or orders[0].package, orders)
    click.echo(f"schedule {number}: {orders[0].package}, {len(orders)} case(s) a version")


@schedule.command("list")
@Json
@click.pass_context
def schedule_list(ctx: click.Context, as_json: bool) -> None:
    """List schedules with the versions that were asked."""
    from harness.farm import reading  # noqa: PLC0415

    with _farm(ctx) as engine:
        found = reading.schedules(engine)
    if as_json:
        _json(found)
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

    with _farm(ctx) as engine, acting(engine) as db:
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

    with _farm(ctx) as engine, acting(engine) as db:
        schedules.enable(db, number, on=resume)
    click.echo(f"schedule {number}: {'on' if resume else 'off'}")
