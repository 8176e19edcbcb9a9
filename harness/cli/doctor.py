"""``taptruth doctor``: is everything there, and what to do where it is not."""

import importlib.util
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from harness.device.checkup import Check

LOW_DISK_BYTES = 2 * 10**9
_MARKS = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "red")}


@click.command(name="doctor")
@click.option("-s", "--serial", help="Device to check (default: ANDROID_SERIAL, the only one).")
@click.option("--adb-only", is_flag=True, help="Start nothing on the device.")
@click.option("--farm", "of_farm", is_flag=True,
              help="Check the farm of TAPTRUTH_FARM: database, shelf, hosts, phones.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON list on stdout.")
def command(*, serial: str | None, adb_only: bool, of_farm: bool, as_json: bool) -> int:
    """Check adb, a device and this machine, and say what to do.

    Exit status: 0 when nothing failed, 11 when a check failed.
    """
    from harness.cli.exits import Exit  # noqa: PLC0415
    from harness.device.checkup import check_up  # noqa: PLC0415  device libraries load here

    found = _of_farm() if of_farm else check_up(serial, mode="adb-only" if adb_only else "auto")
    checks = _shown(_all(found), as_json)
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(checks), ensure_ascii=False))
    failed = any(check.status == "fail" for check in checks)
    return int(Exit.NO_DEVICE if failed else Exit.CLEAR)


def _of_farm() -> "Iterator[Check]":
    from harness.domain.errors import UsageError  # noqa: PLC0415
    from harness.farm.checkup import check_farm  # noqa: PLC0415  loads SQLAlchemy

    where = os.environ.get("TAPTRUTH_FARM")
    if not where:
        raise UsageError("which farm? set TAPTRUTH_FARM=postgresql://USER@HOST/NAME")
    return check_farm(where)


def _all(of_device: Iterable["Check"]) -> Iterator["Check"]:
    yield from check_machine()
    yield from of_device


def _shown(checks: Iterable["Check"], as_json: bool) -> list["Check"]:
    """Each check is told as soon as it is known."""
    kept = []
    console = Console(highlight=False)
    for check in checks:
        kept.append(check)
        if not as_json:
            mark, colour = _MARKS[check.status]
            line = Text.assemble((mark, colour), f"  {check.name}: {check.said}")
            console.print(line, soft_wrap=True)
            if check.do:
                console.print(Text(f"      → {check.do}"), soft_wrap=True)
    return kept


def check_machine() -> Iterator["Check"]:
    """Disk and vision models of this machine."""
    from harness.device.checkup import Check  # noqa: PLC0415

    free = shutil.disk_usage(Path.cwd()).free
    low = free < LOW_DISK_BYTES
    yield Check(
        name="disk",
        status="warn" if low else "ok",
        said=f"{free / 1e9:.1f} GB free here",
        do="a scan keeps up to 1 GB of frames: free some, or name another --out" if low else "",
    )
    models = _ocr_models()
    yield Check(
        name="text recognition",
        status="ok" if models else "fail",
        said=f"{models} models" if models else "no models",
        do="" if models else "install again: pip install --force-reinstall rapidocr",
    )


def _ocr_models() -> int:
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return 0
    return len(list((Path(spec.origin).parent / "models").glob("*.onnx")))
