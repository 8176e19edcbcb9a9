"""Brings a database to a revision of the ledger's tables, forward and back."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from harness.ledger.engine import LedgerError, reading, writing

HEAD = "0004"
"""The revision that this program works with."""
BASE = "base"
"""Before the first: no tables."""


def revision_of(engine: Engine) -> str | None:
    """The database's revision, None when there is no ledger in it yet."""
    with reading(engine) as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql(
        "SELECT version_num FROM alembic_version"
    ).scalar()
    return found


def to_head(engine: Engine) -> None:
    """Upgrade where needed; LedgerError when the database is of a later program."""
    found = revision_of(engine)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        where = engine.url.render_as_string(hide_password=True)
        raise LedgerError(
            f"{where}: its tables are of revision {found}, this taptruth knows {HEAD}; update it"
        )
    to(engine, HEAD)


def to(engine: Engine, revision: str) -> None:
    """Migrate to ``revision``, up or down, in one transaction; going down to BASE drops all."""
    from alembic import command  # noqa: PLC0415  needed once in a ledger's life, slow to load
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "harness.ledger:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        found = _revision(connection) or ""
        if revision == BASE or found > revision:
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
