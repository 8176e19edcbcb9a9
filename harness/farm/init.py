"""Making a farm's database: ledger, queue and farm, or bringing them to this revision."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from harness.domain.errors import UsageError
from harness.farm import migrate
from harness.farm import tables as t
from harness.farm.database import acting, connect
from harness.farm.records import Settings
from harness.ledger.migrate import to_head


def make(where: str, settings: Settings | None = None) -> Settings:
    """Migrate that database and keep the settings; None keeps those that are there."""
    engine = connect(where)
    try:
        to_head(engine)
        migrate.to(engine)
        with acting(engine) as db:
            found = db.execute(sa.select(t.settings.c.told).where(t.settings.c.id == 1)).scalar()
            if settings is None and found is None:
                raise UsageError(
                    "where do bundles go? give --store: a folder, sftp://USER@HOST/PATH or "
                    "s3://BUCKET/PATH"
                )
            if settings is None:
                return msgspec.convert(found, Settings)
            told = msgspec.to_builtins(settings)
            known = insert(t.settings).values(id=1, told=told)
            db.execute(known.on_conflict_do_update(index_elements=["id"], set_={"told": told}))
            return settings
    finally:
        engine.dispose()


def settings_now(where: str) -> Settings | None:
    """The settings of that farm, None where there is none yet."""
    engine = connect(where)
    try:
        if migrate.revision_of(engine) is None:
            return None
        with acting(engine) as db:
            found = db.execute(sa.select(t.settings.c.told).where(t.settings.c.id == 1)).scalar()
            return None if found is None else msgspec.convert(found, Settings)
    finally:
        engine.dispose()
