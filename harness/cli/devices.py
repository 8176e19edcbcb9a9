"""``taptruth devices``: what adb lists."""

import json
from typing import TYPE_CHECKING

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from harness.device.records import DeviceEntry


def _show(entries: "list[DeviceEntry]") -> None:
    """A table for people; four columns apart by tabs when the reader is a program."""
    console = Console(highlight=False)
    if not console.is_terminal:
        for entry in entries:
            click.echo(f"{entry.serial}\t{entry.state}\t{entry.model}\t{entry.transport}")
        return
    table = Table("serial", "state", "model", "connected by", box=None, pad_edge=False)
    for entry in entries:
        colour = "green" if entry.state == "device" else "yellow"
        table.add_row(entry.serial, Text(entry.state, colour), entry.model, entry.transport)
    if entries:
        console.print(table)


@click.command(name="devices")
@click.option("--json", "as_json", is_flag=True, help="One JSON list on stdout.")
def command(*, as_json: bool) -> int:
    """List the devices that adb sees.

    Exit status: 0 when at least one is ready, 11 when none is.
    """
    from harness.cli.exits import Exit  # noqa: PLC0415  device libraries load when needed
    from harness.device.listing import NOTHING_CONNECTED, list_devices, not_ready_line  # noqa: PLC0415

    entries = list_devices()
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(entries), ensure_ascii=False))
    else:
        _show(entries)
    for entry in entries:
        if entry.state != "device":
            click.echo(f"taptruth: {not_ready_line(entry)}", err=True)
    if not entries:
        click.echo(f"taptruth: {NOTHING_CONNECTED}", err=True)
    return int(Exit.CLEAR if any(e.state == "device" for e in entries) else Exit.NO_DEVICE)
