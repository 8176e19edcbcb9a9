"""The ledger (问题台账): findings across cases, how far each has come, and who said so."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Self

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from harness.domain.errors import UsageError
from harness.domain.finding import Judgement
from harness.domain.ministry import ListedApp, Maker
from harness.domain.trial import Case
from harness.ledger import adding, export, queries, steps
from harness.ledger import compare as comparing
from harness.ledger import tables as t
from harness.ledger.engine import make_engine, reading, url_of, writing
from harness.ledger.migrate import to_head
from harness.ledger.records import (
    Added,
    CaseDetail,
    CaseLine,
    Comparison,
    Complaint,
    Entry,
    EntryDetail,
    Filter,
    Retest,
    Stats,
    Tried,
)
from harness.ledger.retesting import case_row, moved_by
from harness.ledger.states import PUBLISHED, State
from harness.ledger.text import plain, plain_or_none

ALL = Filter()


class Ledger:
    """An open ledger. Every method is one transaction; several processes may write at once.

    ``when`` is a time with a zone, ``who`` the person or program that answers for the line.
    UsageError tells of what was asked wrongly, LedgerError of the database.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, where: str) -> "Ledger":
        """The ledger in that SQLite file or at that URL; made or migrated where needed."""
        engine = make_engine(url_of(where))
        try:
            to_head(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of connections."""
        self.engine.dispose()

    # --- writing -------------------------------------------------------------------
    def add(
        self,
        case: Case,
        judgement: Judgement,
        digest: str,
        when: dt.datetime,
        who: str,
        *,
        bundle: str = "",
        tried: Tried | None = None,
    ) -> Added:
        """Take a case in; the same digest or case again changes nothing.

        ``digest`` names its algorithm ("sha256:…"), ``bundle`` is where the bundle lies,
        ``tried`` the complaint that the case is about, with what became of it.
        """
        origin = _origin(digest, when, who, bundle)
        with writing(self.engine) as db:
            added = adding.add_case(db, case, judgement, origin)
            if tried is not None:
                adding.add_complaint(db, case.app.package, added.case, tried, origin)
            return added

    def set_state(
        self,
        entry: int,
        state: State,
        who: str,
        when: dt.datetime,
        *,
        note: str = "",
        deadline: dt.date | None = None,
    ) -> EntryDetail:
        """Take an entry to a state; UsageError lists the allowed ones when there is no way."""
        step = steps.Step(
            new=state,
            who=who,
            at_wall_ns=steps.wall_ns(when),
            note=note,
            deadline=None if deadline is None else deadline.isoformat(),
        )
        with writing(self.engine) as db:
            steps.move(db, entry, step)
            return queries.entry(db, entry)

    def retest(
        self,
        entry: int,
        case: Case,
        judgement: Judgement,
        digest: str,
        when: dt.datetime,
        who: str,
        *,
        bundle: str = "",
        whole_app: bool = False,
    ) -> Retest:
        """Add a later case of the entry's app, compare, and move the entry's state.

        ``whole_app`` moves the app's other entries too. Only what was said to be rectified
        becomes mended; a verdict that is not certain moves nothing.
        """
        with writing(self.engine) as db:
            known = queries.entry(db, entry)
            if case.app.package != known.entry.package:
                raise UsageError(
                    f"entry {entry} is of {known.entry.package}, the bundle of {case.app.package}"
                )
            last = comparing.last_shown(known.observations, case.id)
            if last is None:
                raise UsageError(
                    f"case {case.id} is the one that entry {entry} rests on; "
                    "give the bundle of a later run"
                )
            added = adding.add_case(db, case, judgement, _origin(digest, when, who, bundle))
            comparison = comparing.compare(db, last.case, added.case)
            moved = list(added.moved)
            for change in comparison.changes:
                if change.entry == entry or whole_app:
                    moved += moved_by(db, change, added.case, who, when)
            return Retest(
                comparison=comparison, moved=tuple(moved), entry=queries.entry(db, entry).entry
            )

    def complain(
        self,
        package: str,
        text: str,
        who: str,
        when: dt.datetime,
        *,
        entry: int | None = None,
        case: str | None = None,
    ) -> Complaint:
        """Write down what somebody says of an app, with the entry or case it led to."""
        with writing(self.engine) as db:
            if entry is not None:
                steps.state_now(db, entry)
            db.execute(
                sa.insert(t.complaints).values(
                    app_id=adding.app_row(db, package),
                    entry_id=entry,
                    case_id=None if case is None else case_row(db, case),
                    text=plain(text),
                    who=plain(who, adding.KEY_CHARS),
                    at_wall_ns=steps.wall_ns(when),
                )
            )
            return queries.complaints(db)[-1]

    def describe_app(
        self, package: str, *, developer: str | None = None, source: str | None = None
    ) -> None:
        """Say who makes an app and where it comes from; what is None stays as it is."""
        told = {"developer": plain_or_none(developer), "source": plain_or_none(source)}
        values = {name: value for name, value in told.items() if value is not None}
        if not values:
            raise UsageError("say the developer or the source (--developer, --source)")
        with writing(self.engine) as db:
            row = adding.app_row(db, package)
            db.execute(sa.update(t.apps).where(t.apps.c.id == row).values(**values))

    # --- reading -------------------------------------------------------------------
    def entries(self, wanted: Filter = ALL) -> list[Entry]:
        """The entries that match, newest first."""
        with reading(self.engine) as db:
            return queries.entries(db, wanted)

    def count(self, wanted: Filter = ALL) -> int:
        """How many entries match, whatever the limit."""
        with reading(self.engine) as db:
            return queries.count_entries(db, wanted)

    def entry(self, entry: int) -> EntryDetail:
        """One entry with history, findings and complaints."""
        with reading(self.engine) as db:
            return queries.entry(db, entry)

    def cases(self, wanted: Filter = ALL) -> list[CaseLine]:
        """The cases that match, latest added first."""
        with reading(self.engine) as db:
            return queries.cases(db, wanted)

    def case(self, case: str) -> CaseDetail:
        """One case with the questions that it had put."""
        with reading(self.engine) as db:
            return queries.case(db, case)

    def makers(self) -> dict[str, Maker]:
        """Who makes each app of the ledger, by package, where somebody has told."""
        with reading(self.engine) as db:
            return queries.makers(db)

    def complaints(self, package: str | None = None) -> list[Complaint]:
        """Complaints in the order they came."""
        with reading(self.engine) as db:
            return queries.complaints(db, package)

    def compare(self, old_case: str, new_case: str) -> Comparison:
        """Two cases of one app, finding by finding."""
        with reading(self.engine) as db:
            return comparing.compare(db, old_case, new_case)

    def stats(self, today: dt.date) -> Stats:
        """Counts over the whole ledger."""
        with reading(self.engine) as db:
            return queries.stats(db, today)

    def export_rows(
        self, labels: Mapping[str, str], states: Collection[State] = PUBLISHED
    ) -> list[ListedApp]:
        """The ministry's six columns; ``labels``: rule id → the ministry's words."""
        with reading(self.engine) as db:
            return export.rows(db, labels, states)


def _origin(digest: str, when: dt.datetime, who: str, bundle: str) -> adding.Origin:
    algorithm, _, value = digest.partition(":")
    if not algorithm or not value:
        raise UsageError(f"{digest!r}: a digest names its algorithm, as sha256:…")
    return adding.Origin(
        digest=digest,
        bundle=bundle,
        who=plain(who, adding.KEY_CHARS),
        at_wall_ns=steps.wall_ns(when),
    )
