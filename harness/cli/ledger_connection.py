"""Which ledger a command means, who answers, and how records are printed."""

import datetime as dt
import getpass
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from harness.domain.errors import UsageError

if TYPE_CHECKING:
    from harness.ledger import Ledger

WHERE_VARIABLE = "TAPTRUTH_LEDGER"
STATES = ["clue", "verified", "not_reproduced", "notified", "rectified", "mended", "recurred",
          "closed"]  # fmt: skip
"""Of an entry, as they are typed."""
Json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
Who = click.option("--who", help="Who answers for it [default: the user's name].")


def default_ledger() -> str:
    """``TAPTRUTH_LEDGER``, else ``taptruth/ledger.sqlite`` in the user's data folder."""
    if os.environ.get(WHERE_VARIABLE):
        return os.environ[WHERE_VARIABLE]
    data = os.environ.get("XDG_DATA_HOME")
    try:
        folder = Path(data) if data else Path.home() / ".local" / "share"
    except RuntimeError as error:
        raise UsageError(f"no home folder for the ledger; set {WHERE_VARIABLE}=FILE") from error
    return str(folder / "taptruth" / "ledger.sqlite")


def opened_ledger(ctx: click.Context) -> "Ledger":
    """The ledger that `--db` names, or the usual one."""
    from harness.ledger import Ledger  # noqa: PLC0415  loads SQLAlchemy

    return Ledger.open(ctx.obj or default_ledger())


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def who_of(who: str | None) -> str:
    """Who answers: the name given, else the user's."""
    if who:
        return who
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise UsageError("no user name here; say who it is with --who NAME") from error


def print_json(data: object) -> None:
    """Print records."""
    click.echo(json.dumps(msgspec.to_builtins(data), ensure_ascii=False))


def number_of(entry: str) -> int:
    """An entry's number, with or without ``#``."""
    try:
        return int(entry.removeprefix("#"))
    except ValueError as error:
        raise UsageError(f"{entry!r} is no entry's number; type: taptruth ledger list") from error
