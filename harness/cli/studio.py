"""``taptruth studio``: a local web page that looks over the harness's shoulder."""

import contextlib
import signal
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.asking import language
from harness.cli.exits import Exit
from harness.domain.errors import UsageError

if TYPE_CHECKING:
    from harness.run.ports import Eyes
    from harness.studio.app import HasRoutes
    from harness.studio.desk import LivePhone
    from harness.studio.shelf import Shelf

END_S = 90.0
"""At the end a scan may finish the launch that runs, so that its bundle is whole."""


@click.command(name="studio")
@click.option("--host", default="127.0.0.1", show_default=True,
              help="Address to listen at; a network's is seen by the network.")  # fmt: skip
@click.option("--port", default=8421, show_default=True, type=click.IntRange(0, 65535),
              help="0 for a free one.")  # fmt: skip
@click.option("--lang", type=click.Choice(["zh", "en"]),
              help="The page's first language  [default: LC_ALL or LANG].")  # fmt: skip
@click.option("--bundles", "folder", type=click.Path(path_type=Path), default=Path("out"),
              show_default=True, help="Folder of the bundles; scans write there.")  # fmt: skip
@click.option("--fixtures", type=click.Path(path_type=Path), default=Path("out/fixtures"),
              show_default=True, help="Folder for frames that are kept with labels.")  # fmt: skip
@click.option("--ledger", metavar="FILE|URL", help="Show this ledger.")
@click.option("--farm", metavar="URL", envvar="TAPTRUTH_FARM",
              help="Show this farm (its PostgreSQL) and its ledger.")  # fmt: skip
@click.option("--open/--no-open", "opens", default=False, help="Open it in the browser.")
def command(
    host: str,
    port: int,
    lang: str | None,
    folder: Path,
    fixtures: Path,
    ledger: str | None,
    farm: str | None,
    opens: bool,
) -> int:
    """Show phones, scans, bundles and the ledger on a local web page.

    Prints the address to open, which ends in a key made for this run, and serves until Ctrl-C.
    """
    try:
        from harness.studio.app import Parts, make_app  # noqa: PLC0415  loads starlette
        from harness.studio.guard import Secrets  # noqa: PLC0415
        from harness.studio.serve import hosts_of, is_loopback, listening, serve  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UsageError(
            f"studio needs {error.name}; type: pip install 'taptruth[studio]'"
        ) from error
    from harness.device.device import list_devices  # noqa: PLC0415
    from harness.device.holding import hold  # noqa: PLC0415
    from harness.run.doctoring import doctor_of  # noqa: PLC0415
    from harness.studio.phones import Phones  # noqa: PLC0415
    from harness.studio.scans import Scans  # noqa: PLC0415
    from harness.studio.shelf import Shelf  # noqa: PLC0415
    from harness.studio.stills import Stills  # noqa: PLC0415

    # uvicorn raises its signal again at its end, and SIGTERM would kill before phones are put back
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.ExitStack() as stack:
        shelf = Shelf(folder)
        more = _more(shelf, ledger, farm, stack)
        sock = listening(host, port)
        port = sock.getsockname()[1]
        phones = Phones(list_devices, _connect, _eyes, hold)
        stack.callback(phones.close)
        scans = Scans(folder, _eyes, doctor_of)
        stack.callback(scans.close, wait_s=END_S)
        known = Secrets()
        app = make_app(
            Parts(
                phones=phones,
                shelf=shelf,
                scans=scans,
                stills=Stills(fixtures),
                more=more,
                lang=lang or language(),
            ),
            known=known,
            hosts=hosts_of(host, port),
            cookie=f"taptruth-studio-{port}",
        )
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{port}/?key={known.key}"
        click.echo(address)
        if not is_loopback(host):
            click.echo("taptruth: the network can reach this page, unencrypted; whoever has the "
                       "address can touch the phones", err=True)  # fmt: skip
        if opens:
            webbrowser.open(address)
        serve(app, sock)
    return Exit.CLEAR


def _more(
    shelf: "Shelf", ledger: str | None, farm: str | None, stack: contextlib.ExitStack
) -> "list[HasRoutes]":
    """Ledger and farm, where they were asked for; a farm brings its own ledger."""
    from harness.ledger import Ledger  # noqa: PLC0415  loads SQLAlchemy
    from harness.studio.ledger_routes import LedgerRoutes  # noqa: PLC0415

    found: list[HasRoutes] = []
    if ledger or farm:
        opened = stack.enter_context(Ledger.open(ledger or farm or ""))
        found.append(LedgerRoutes(opened, shelf))
    if farm:
        from harness.farm.database import open_farm  # noqa: PLC0415  needs the extra "farm"
        from harness.studio.farm_routes import FarmRoutes  # noqa: PLC0415

        routes = FarmRoutes(open_farm(farm))
        stack.callback(routes.close)
        found.append(routes)
    return found


def _connect(serial: str) -> "LivePhone":
    from harness.device.device import Device  # noqa: PLC0415

    return Device.connect(serial)


def _eyes() -> "Eyes":
    from detectors import Seer  # noqa: PLC0415  vision loads when a phone is looked at

    return Seer()
