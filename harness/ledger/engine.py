"""The connection: SQLite by default, PostgreSQL by URL, the same transactions on both.

Writers are serialised: SQLite by ``BEGIN IMMEDIATE`` with a busy timeout (readers go on, by
WAL), PostgreSQL by one advisory lock a transaction. Reading before writing is therefore safe
inside ``writing``, and nobody's write is lost.
"""

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url

from harness.domain.errors import TapTruthError, UsageError

BUSY_S = 60.0
"""A writer waits so long for others."""
ADVISORY_KEY = 0x7A97_1ED6
"""Of our writers on PostgreSQL; any number, the same for all of them."""


class LedgerError(TapTruthError):
    """The ledger's database cannot be reached, read or written."""


def url_of(where: str) -> URL:
    """A database URL from a URL or the path of an SQLite file; UsageError for another kind."""
    if "://" not in where:
        return URL.create("sqlite", database=str(Path(where).expanduser()))
    try:
        url = make_url(where)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise UsageError(f"--db: not a database URL: {error}") from error
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        raise UsageError(
            f"--db: no ledger on {url.get_backend_name()}; "
            "use a file, sqlite:///FILE or postgresql://USER@HOST/NAME"
        )
    return url


def make_engine(url: URL, patience: Mapping[str, str] | None = None) -> Engine:
    """An engine with our way of beginning transactions; nothing is connected yet.

    ``patience``: libpq's parameters for a line that may be cut (PostgreSQL only).
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    try:
        engine = sa.create_engine(url, pool_pre_ping=True, connect_args=dict(patience or {}))
    except ModuleNotFoundError as error:
        raise UsageError(
            "--db: PostgreSQL needs psycopg; type: pip install 'psycopg[binary]'"
        ) from error
    sa.event.listen(engine, "begin", _begin_postgresql)
    return engine


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"{folder}: cannot make the ledger's folder: {error.strerror}; "
                "name another file with --db"
            ) from error
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_S})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite alone
    _into_wal(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _into_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; waits for whoever is switching the same new file at this moment.

    The switch does not honour the busy timeout (SQLite documents journal_mode so).
    """
    last = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > last:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_KEY})")


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection whose reads see one moment; LedgerError for trouble."""
    with told(engine), engine.connect() as connection:
        yield connection


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is alone in writing; commits at the end, or leaves no trace."""
    with (
        told(engine),
        engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextlib.contextmanager
def told(engine: Engine) -> Iterator[None]:
    """The database's errors as one line of ours."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        why = str(getattr(error, "orig", error)).strip().splitlines() or [type(error).__name__]
        where = engine.url.render_as_string(hide_password=True)
        unmet = isinstance(error, sa.exc.OperationalError) and engine.dialect.name != "sqlite"
        check = "check that its server runs" if unmet else "check that you may write it"
        raise LedgerError(f"{where}: {why[0]}; {check} (--db names another)") from error
