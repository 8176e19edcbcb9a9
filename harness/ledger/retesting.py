"""Where a re-test takes an app's entries."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from harness.domain.errors import UsageError
from harness.domain.finding import Verdict
from harness.ledger import steps
from harness.ledger import tables as t
from harness.ledger.records import Change, Move
from harness.ledger.states import retested


def case_row(db: Connection, case_id: str) -> int:
    """The row of a case; UsageError when the ledger has none."""
    found = db.execute(sa.select(t.cases.c.id).where(t.cases.c.case_id == case_id)).scalar()
    if found is None:
        raise UsageError(f"no case {case_id} in the ledger; type: taptruth ledger list --cases")
    return int(found)


def moved_by(
    db: Connection, change: Change, case_id: str, who: str, when: dt.datetime
) -> list[Move]:
    """Take an entry where the re-test of it leads, if anywhere."""
    if change.entry is None or _has_spoken(db, change.entry, case_id):
        return []
    old = steps.state_now(db, change.entry)
    verdict: Verdict | None = change.new
    new = retested(old, verdict)
    if new is None:
        return []
    step = steps.Step(
        new=new,
        who=who,
        at_wall_ns=steps.wall_ns(when),
        note=f"re-test: {change.relation}",
        case_row=case_row(db, case_id),
    )
    made = steps.move(db, change.entry, step)
    return [made] if made else []


def _has_spoken(db: Connection, entry: int, case_id: str) -> bool:
    """Whether that case has moved that entry before: it has nothing new to say."""
    h, c = t.history, t.cases
    lines = sa.select(h.c.id).join(c, c.c.id == h.c.case_id)
    return (
        db.execute(lines.where(h.c.entry_id == entry, c.c.case_id == case_id)).first() is not None
    )
