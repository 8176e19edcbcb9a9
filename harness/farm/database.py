"""The farm's database: PostgreSQL with the ledger, procrastinate's queue and our own tables."""

import contextlib
from collections.abc import Iterator

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from harness.domain.errors import TapTruthError, UsageError
from harness.farm import tables as t
from harness.farm.migrate import HEAD, revision_of
from harness.farm.records import Settings
from harness.ledger.engine import make_engine, reading, told, url_of, writing

__all__ = ["FarmError", "acting", "connect", "now_ns", "open_farm", "reading", "settings_of",
           "writing"]  # fmt: skip

PATIENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "application_name": "taptruth-farm",
}
"""Of libpq: a line that was cut is noticed in 20 s and not in two hours."""


class FarmError(TapTruthError):
    """Something in the farm is not as it must be; one line says what to do."""


def connect(where: str) -> Engine:
    """An engine for that URL; nothing is connected yet. UsageError when it is no PostgreSQL."""
    url = url_of(where)
    if url.get_backend_name() != "postgresql":
        raise UsageError(
            f"{url.render_as_string(hide_password=True)}: a farm needs PostgreSQL; "
            "give postgresql://USER@HOST/NAME with --db or in TAPTRUTH_FARM"
        )
    return make_engine(url, {name: v for name, v in PATIENCE.items() if name not in url.query})


def open_farm(where: str) -> Engine:
    """The engine of a farm that is there and of this program's revision; FarmError otherwise."""
    engine = connect(where)
    try:
        _require_head(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _require_head(engine: Engine) -> None:
    found = revision_of(engine)
    name = engine.url.render_as_string(hide_password=True)
    if found is None:
        raise FarmError(f"{name}: no farm in it yet; type: taptruth farm init --db URL --store URL")
    if found != HEAD:
        what_now = "update it" if found > HEAD else "type: taptruth farm init --db URL"
        raise FarmError(
            f"{name}: its farm is of revision {found}, this taptruth knows {HEAD}; {what_now}"
        )


@contextlib.contextmanager
def acting(engine: Engine) -> Iterator[Connection]:
    """A transaction beside others; rows are locked where it matters. LedgerError for trouble."""
    with told(engine), engine.begin() as connection:
        yield connection


def now_ns(db: Connection) -> int:
    """The database's clock."""
    found = db.exec_driver_sql("SELECT (extract(epoch FROM clock_timestamp()) * 1e9)::bigint")
    return int(found.scalar_one())


def settings_of(db: Connection) -> Settings:
    """What `farm init` decided; FarmError when it has not."""
    found = db.execute(sa.select(t.settings.c.told).where(t.settings.c.id == 1)).scalar()
    if found is None:
        raise FarmError("the farm has no shelf yet; type: taptruth farm init --store URL")
    return msgspec.convert(found, Settings)
