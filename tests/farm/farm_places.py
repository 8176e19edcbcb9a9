"""A farm's database for each test: a copy of one that was made once."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from harness.farm.database import connect
from harness.farm.init import make
from harness.farm.records import Settings

NAMES = itertools.count(1)


def _create(uri: str, name: str, template: str) -> str:
    url = sa.engine.make_url(uri).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    engine.dispose()
    made = url.set(drivername="postgresql", database=name)
    return made.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def farm_template(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with an empty farm, to be copied."""
    name = "farm_template"
    make(_create(postgresql, name, "template1"), Settings(store=str(tmp_path_factory.mktemp("s"))))
    return name


@pytest.fixture
def farm_url(postgresql: str, farm_template: str) -> str:
    """URL of a new database that holds an empty farm."""
    return _create(postgresql, f"farm_{next(NAMES)}", farm_template)


@pytest.fixture(scope="session")
def shared_farm_url(postgresql: str, farm_template: str) -> str:
    """URL of an empty farm for tests that change nothing."""
    return _create(postgresql, "farm_shared", farm_template)


@pytest.fixture
def farm(farm_url: str) -> Iterator[Engine]:
    """An empty farm."""
    engine = connect(farm_url)
    yield engine
    engine.dispose()


@pytest.fixture
def empty_url(postgresql: str) -> str:
    """URL of a database without tables."""
    return _create(postgresql, f"none_{next(NAMES)}", "template1")


@pytest.fixture
def shelf_folder(tmp_path: Path) -> Path:
    """A folder for bundles."""
    return tmp_path / "shelf"
