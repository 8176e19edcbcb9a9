"""``taptruth virtual``: run a virtual phone, check app scripts."""

import asyncio
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli.exits import Exit
from harness.domain.errors import UsageError

if TYPE_CHECKING:
    from harness.virtual.android.phone import Phone

_SIZE = re.compile(r"([1-9]\d{2,3})x([1-9]\d{2,3})")


@click.group(name="virtual", short_help="Run virtual phones.")
def command() -> None:
    """Run a virtual phone that serves app scripts, and check such scripts."""


@command.command(name="up")
@click.option("--apps", type=click.Path(path_type=Path),
              help="Folder of app scripts, NAME/app.yaml [default: the sample apps].")  # fmt: skip
@click.option("--port", default=0, type=click.IntRange(0, 65535),
              help="TCP port on 127.0.0.1 [default: a free one].")  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="Decides where chance decides.")
@click.option("--api", default=34, show_default=True, help="Android API level.")
@click.option("--size", default="720x1600", show_default=True, help="WIDTHxHEIGHT in pixels.")
@click.option("--density", default=320, show_default=True, type=click.IntRange(120, 640),
              help="dpi of the screen.")  # fmt: skip
@click.option("--timing", default="ideal", show_default=True, help="How slow a phone it is.")
@click.option("--locale", default="zh-CN", show_default=True, help="Language and country.")
@click.option("--auth", default="none", show_default=True,
              type=click.Choice(["none", "accept-key", "unauthorized"]),
              help="What it does about USB debugging keys.")  # fmt: skip
def up(*, size: str, **given: Any) -> int:
    """Run one virtual phone until Ctrl-C.

    Prints one line on stdout, "ready HOST:PORT serial=…", once adb can connect to it.
    """
    from harness.virtual import profiles, server  # noqa: PLC0415  loads when it is run

    sides = _SIZE.fullmatch(size)
    if sides is None:
        raise UsageError(f"--size {size}: expected WIDTHxHEIGHT in pixels, such as 720x1600")
    _one_of("--api", given["api"], profiles.RELEASES)
    _one_of("--timing", given["timing"], profiles.TIMINGS)
    options = server.Options(width=int(sides[1]), height=int(sides[2]), **given)

    def ready(port: int, phone: "Phone") -> None:
        address = f"{server.HOST}:{port}"
        click.echo(f"ready {address} serial={phone.config.serial_no}")
        click.echo(f"a phone is there; type: adb connect {address}", err=True)

    asyncio.run(server.serve(options, ready))
    return int(Exit.CLEAR)


def _one_of(option: str, value: object, known: dict[Any, Any]) -> None:
    if value not in known:
        raise UsageError(f"{option} {value}: expected one of {', '.join(map(str, known))}")


@command.command(name="check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def check(folder: Path, *, as_json: bool) -> int:
    """Check the app scripts in DIR (one app, or a folder of apps).

    Each broken one is one line: file, line, what was expected. Exit status: 0 all are good,
    2 one is not.
    """
    from harness.virtual.apps.loader import SCRIPT_FILE, load_app, load_apps  # noqa: PLC0415

    whole = (folder / SCRIPT_FILE).exists()
    apps = [folder] if whole else sorted(p.parent for p in folder.glob(f"*/{SCRIPT_FILE}"))
    told: list[dict[str, str | None]] = []
    for app in apps:
        try:
            told.append({"app": str(app), "package": load_app(app).script.package, "error": None})
        except UsageError as error:
            told.append({"app": str(app), "package": None, "error": str(error)})
    broken = any(one["error"] for one in told)
    _tell(told, as_json=as_json)
    if not broken:
        load_apps(folder)  # what only all together can be: none at all, two of one package
    return int(Exit.USAGE if broken else Exit.CLEAR)


def _tell(told: list[dict[str, str | None]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    for one in told:
        if one["error"]:
            click.echo(f"taptruth: {one['error']}", err=True)
        elif not as_json:
            click.echo(f"{one['app']}: good ({one['package']})")
