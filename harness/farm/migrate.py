"""Brings a database to a revision of the farm's tables, forward and back."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from harness.ledger.engine import reading, writing

HEAD = "0001"
"""The revision that this program works with."""
BASE = "base"
"""Before the first: no farm."""
VERSION_TABLE = "farm_version"


def revision_of(engine: Engine) -> str | None:
    """The farm's revision in that database, None when there is no farm in it."""
    with reading(engine) as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.exec_driver_sql(
        f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608  our own constant
    ).scalar()
    return found


def to(engine: Engine, revision: str = HEAD) -> None:
    """Migrate to ``revision``, up or down, in one transaction; BASE drops queue and farm.

    The ledger stays: it has its own migrations.
    """
    from alembic import command  # noqa: PLC0415  needed once in a farm's life, slow to load
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "harness.farm:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        found = _revision(connection) or ""
        if found == revision:
            return
        if revision == BASE or found > revision:
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
