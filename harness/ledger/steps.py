"""One step of an entry: its state, and the line of history that stays."""

import datetime as dt

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from harness.domain.errors import UsageError
from harness.ledger import tables as t
from harness.ledger.records import Move
from harness.ledger.states import State, check_move
from harness.ledger.text import plain


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entry goes, by whom, and why."""

    new: State
    who: str
    at_wall_ns: int
    note: str = ""
    deadline: str | None = None
    """ISO date; None keeps the one that runs."""
    case_row: int | None = None


def wall_ns(when: dt.datetime) -> int:
    """UTC nanoseconds since 1970; UsageError for a time without a zone."""
    if when.tzinfo is None:
        raise UsageError(f"{when}: a time for the ledger must say its zone")
    since = when - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000_000 + since.microseconds * 1_000


def take(db: Connection, entry: int, old: State | None, step: Step) -> Move | None:
    """Write the step; None for the first line of an entry. The way is not checked here."""
    db.execute(
        sa.insert(t.history).values(
            entry_id=entry,
            at_wall_ns=step.at_wall_ns,
            who=plain(step.who, 200),
            old_state=old and str(old),
            new_state=str(step.new),
            note=plain(step.note),
            deadline=step.deadline,
            case_id=step.case_row,
        )
    )
    values: dict[str, object] = {"state": str(step.new), "changed_wall_ns": step.at_wall_ns}
    if step.deadline is not None:
        values["deadline"] = step.deadline
    db.execute(sa.update(t.entries).where(t.entries.c.id == entry).values(**values))
    return None if old is None else Move(entry=entry, old=old, new=step.new)


def move(db: Connection, entry: int, step: Step) -> Move | None:
    """Take the entry to a state; UsageError when it is not there or there is no way.

    Staying in a state is a step too, when it brings a note or a deadline.
    """
    old = state_now(db, entry)
    stays = old is step.new and bool(step.note or step.deadline)
    if not stays:
        check_move(entry, old, step.new)
    return take(db, entry, old, step)


def state_now(db: Connection, entry: int) -> State:
    """The entry's state; UsageError when there is no such entry."""
    found = db.execute(sa.select(t.entries.c.state).where(t.entries.c.id == entry)).scalar()
    if found is None:
        raise UsageError(f"no entry {entry} in the ledger; type: taptruth ledger list")
    return State(found)
