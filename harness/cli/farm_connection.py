"""Which farm a command means, and how it prints records."""

import contextlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from harness.domain.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

VARIABLE = "TAPTRUTH_FARM"
Json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def url_of(ctx: click.Context) -> str:
    """The farm's database; ``UsageError`` where none was named."""
    if not ctx.obj:
        raise UsageError(f"which farm? give --db postgresql://USER@HOST/NAME, or set {VARIABLE}")
    return str(ctx.obj)


@contextlib.contextmanager
def opened_farm(ctx: click.Context) -> Iterator["Engine"]:
    """The farm's database, open."""
    from harness.farm.database import open_farm  # noqa: PLC0415  loads SQLAlchemy

    engine = open_farm(url_of(ctx))
    try:
        yield engine
    finally:
        engine.dispose()


def print_json(data: object) -> None:
    """Print records."""
    click.echo(json.dumps(msgspec.to_builtins(data), ensure_ascii=False))
