"""``taptruth farm worker``: a host's phones announced, and cases run on them."""

import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli.farm_connection import opened_farm
from harness.domain.errors import UsageError

if TYPE_CHECKING:
    from harness.farm.providers import Provider


@click.command()
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
    with opened_farm(ctx) as engine:
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
