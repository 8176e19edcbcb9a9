"""What a worker tells the database in one saying; each may be said twice."""

from sqlalchemy.engine import Connection

from harness.farm import hosts
from harness.farm.finishing import cancelled
from harness.farm.schedules import order_new_versions, seen


def ended_on_request(db: Connection, try_id: int, *, stopping: bool) -> None:
    """Cancelled by a person, or given back because the worker ends."""
    if stopping:
        hosts.give_back(db, try_id)
    else:
        cancelled(db, try_id)


def saw(db: Connection, *, package: str, version: str) -> None:
    """A version is on a phone; a schedule to which it is new will order its cases."""
    if seen(db, package, version):
        order_new_versions(db)
