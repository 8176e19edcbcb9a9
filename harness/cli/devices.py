"""``taptruth devices``: what adb lists."""

import json

import click
import msgspec


@click.command(name="devices")
@click.option("--json", "as_json", is_flag=True, help="One JSON list on stdout.")
def command(*, as_json: bool) -> int:
    """List the devices that adb sees.

    Exit status: 0 when at least one is ready, 11 when none is.
    """
    from harness.cli.exits import Exit  # noqa: PLC0415  device libraries load when needed
    from harness.device.listing import list_devices, not_ready_line  # noqa: PLC0415

    entries = list_devices()
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(entries), ensure_ascii=False))
    else:
        for entry in entries:
            click.echo(f"{entry.serial}\t{entry.state}\t{entry.model}\t{entry.transport}")
    for entry in entries:
        if entry.state != "device":
            click.echo(not_ready_line(entry), err=True)
    if not entries:
        click.echo(
            "no device is connected; plug one in with USB debugging on, "
            "or start a virtual phone: taptruth virtual up",
            err=True,
        )
    return int(Exit.CLEAR if any(e.state == "device" for e in entries) else Exit.NO_DEVICE)
