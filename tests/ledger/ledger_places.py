"""Every test of the ledger runs on SQLite and on a real PostgreSQL server."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from harness.ledger import Ledger

BACKENDS = ("sqlite", "postgresql")
NAMES = itertools.count(1)


class Databases:
    """Makes databases on the server; ``migrated`` is the template of a ledger with its tables."""

    def __init__(self, uri: str) -> None:
        self._url = sa.engine.make_url(uri).set(drivername="postgresql+psycopg")
        self._migrated: str | None = None

    def empty(self, template: str = "template1") -> str:
        """URL of a new database."""
        name = f"ledger_{next(NAMES)}"
        engine = sa.create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        engine.dispose()
        url = self._url.set(drivername="postgresql", database=name)
        return url.render_as_string(hide_password=False)

    def migrated(self) -> str:
        """URL of a new database that holds an empty ledger."""
        if self._migrated is None:
            made = self.empty()
            Ledger.open(made).close()
            self._migrated = str(sa.engine.make_url(made).database)
        return self.empty(self._migrated)


@pytest.fixture(scope="session")
def databases(postgresql: str) -> Databases:
    """The server's databases."""
    return Databases(postgresql)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty ledger as an SQLite file."""
    path = tmp_path_factory.mktemp("ledger") / "l.sqlite"
    Ledger.open(str(path)).close()
    return path.read_bytes()


@pytest.fixture(params=BACKENDS)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger is to be: a file that is not there, or a database without tables."""
    if request.param == "sqlite":
        return str(tmp_path / "l.sqlite")
    databases: Databases = request.getfixturevalue("databases")
    return databases.empty()


@pytest.fixture(params=BACKENDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    if request.param == "sqlite":
        path = tmp_path / "l.sqlite"
        path.write_bytes(request.getfixturevalue("migrated_file"))
        place = str(path)
    else:
        databases: Databases = request.getfixturevalue("databases")
        place = databases.migrated()
    with Ledger.open(place) as opened:
        yield opened
