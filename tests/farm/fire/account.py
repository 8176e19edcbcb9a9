"""After the fire: what there is, held against what there must be. Also for a farm in use.

``python -m fire.account URL`` (in tests/farm): every case exactly once, every bundle verifies,
the ledger agrees with the bundles.
"""

import collections
import sys
import tempfile
from pathlib import Path

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from harness.domain.errors import TapTruthError
from harness.evidence.reader import open_bundle
from harness.evidence.verify import verify
from harness.farm import reading
from harness.farm import tables as t
from harness.farm.database import acting, open_farm, settings_of
from harness.farm.records import CaseDetail, CaseState, TryOutcome
from harness.farm.resuming import WHOLE
from harness.farm.shelf import Shelf
from harness.ledger import Ledger
from harness.ledger.records import CaseLine

RESUMED = ("resumed after", WHOLE)
"""How the ``why`` of a try begins that was gone on with."""


class Account(msgspec.Struct, kw_only=True):
    """The sums, and every single thing that is wrong."""

    cases: int = 0
    states: dict[str, int] = {}
    tries: dict[str, int] = {}
    resumed: dict[str, int] = {}
    """Tries that went on in the bundle of a killed worker, by how they ended."""
    resumed_bundles: int = 0
    """Finished bundles whose events say so."""
    verified: int = 0
    in_ledger: int = 0
    on_shelf: int = 0
    verdicts: dict[str, int] = {}
    wrong: list[str] = []


def account(engine: Engine) -> Account:
    """Look at every case, every bundle, every row of the ledger."""
    with acting(engine) as db:
        shelf = Shelf(settings_of(db).store)
        leases = db.execute(sa.select(sa.func.count()).select_from(t.leases)).scalar_one()
        rows = db.execute(sa.text("SELECT id, status::text FROM procrastinate_jobs"))
        jobs: dict[int, str] = {row[0]: row[1] for row in rows}
        numbers = db.execute(sa.select(t.cases.c.id, t.cases.c.job_id))
        job_of: dict[int, int] = {row[0]: row[1] for row in numbers}
    ledger = {line.case: line for line in Ledger(engine).cases()}
    told = Account(in_ledger=len(ledger))
    cases = [reading.case(engine, line.id) for line in reading.cases(engine, limit=None)]
    told.cases = len(cases)
    told.states = dict(collections.Counter(str(case.state) for case in cases))
    told.tries = dict(collections.Counter(str(o.outcome) for c in cases for o in c.attempts))
    told.resumed = dict(
        collections.Counter(
            str(o.outcome) for c in cases for o in c.attempts if o.why.startswith(RESUMED)
        )
    )
    told.verdicts = dict(collections.Counter(case.verdict for case in cases if case.verdict))
    for case in cases:
        _once(case, jobs[job_of[case.id]], told)
        if case.state is CaseState.FINISHED:
            _agrees(case, ledger.pop(case.ledger_case or "", None), shelf, told)
    told.wrong += [f"the ledger has case {name}, the farm has not" for name in ledger]
    told.wrong += [f"{leases} phones are leased though nothing runs"] if leases else []
    told.on_shelf = len(shelf.keys())
    return told


def _once(case: CaseDetail, job: str, told: Account) -> None:
    stored = [one for one in case.attempts if one.outcome is TryOutcome.STORED]
    if case.state is not CaseState.FINISHED or len(stored) != 1:
        told.wrong.append(f"case {case.id} is {case.state}, stored {len(stored)} times: {case.why}")
    if job != "succeeded":
        told.wrong.append(f"case {case.id}: its job is {job}")
    numbers = [one.number for one in case.attempts]
    if numbers != list(range(1, len(numbers) + 1)):
        told.wrong.append(f"case {case.id}: its tries are numbered {numbers}")
    if any(one.outcome is TryOutcome.RUNNING for one in case.attempts):
        told.wrong.append(f"case {case.id}: a try still runs")


def _agrees(case: CaseDetail, row: CaseLine | None, shelf: Shelf, told: Account) -> None:
    if row is None:
        told.wrong.append(f"case {case.id}: no row in the ledger")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.zip"
        try:
            shelf.get(case.bundle or "", path)
            verify(path)
        except TapTruthError as error:
            told.wrong.append(f"case {case.id}: {error}")
            return
        with open_bundle(path) as bundle:
            judgement = bundle.judgement
            told.resumed_bundles += any(line.kind == "resumed" for line in bundle.events())
            facts = (bundle.case.id, bundle.case.app.package, len(bundle.case.trials),
                     judgement and str(judgement.verdict), bundle.case.partial)  # fmt: skip
    if facts != (row.case, row.package, row.launches, str(row.verdict), False):
        told.wrong.append(f"case {case.id}: bundle {facts}, ledger {row}")
        return
    if row.bundle != case.bundle:
        told.wrong.append(f"case {case.id}: the ledger names {row.bundle}, not {case.bundle}")
        return
    told.verified += 1


def printed(told: Account) -> str:
    """For people."""
    lines = [
        f"cases {told.cases}: {told.states}",
        f"tries: {told.tries}",
        f"tries that went on after kill -9: {told.resumed}, bundles: {told.resumed_bundles}",
        f"bundles verified and as the ledger says: {told.verified}",
        f"rows in the ledger: {told.in_ledger}, objects on the shelf: {told.on_shelf}",
        f"verdicts: {told.verdicts}",
        *(f"WRONG: {one}" for one in told.wrong),
        "every case exactly once, every bundle verifies, the ledger agrees with the bundles"
        if not told.wrong
        else f"{len(told.wrong)} things are wrong",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    found = account(open_farm(sys.argv[1]))
    sys.stdout.write(printed(found) + "\n")
    sys.exit(bool(found.wrong))
