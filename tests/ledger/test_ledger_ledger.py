"""The ledger from its first clue to a re-test."""

import csv
import datetime as dt
import io
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent))
from ledger_cases import DAY, case_of, judged

from harness.domain.errors import UsageError
from harness.domain.finding import Verdict
from harness.domain.ministry import COLUMNS
from harness.ledger import Filter, Ledger, State
from harness.ledger.compare import pair, relate
from harness.ledger.engine import LedgerError, reading, writing
from harness.ledger.export import csv_bytes
from harness.ledger.migrate import BASE, HEAD, revision_of, to
from harness.ledger.queries import cases_statement, entries_statement
from harness.ledger.records import Relation
from harness.ledger.states import ALLOWED
from harness.ledger.tables import metadata

pytestmark = pytest.mark.early

pytest_plugins = ("ledger_places",)
DECOY = judged(C03__close__top_right="violation", C01="clear")
HONEST = judged(C03__close__top_right="clear", C01="clear")


def walk(ledger: Ledger, *states: State) -> None:
    """Take entry 1 through these states."""
    for state in states:
        ledger.set_state(1, state, "wang", DAY)


def test_the_same_bundle_twice_changes_nothing(ledger: Ledger) -> None:
    """A known digest, and a known case under another seal, leave every count as it was."""
    assert ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li").opened == (1,)
    before = (ledger.stats(DAY.date()), ledger.entry(1))
    assert not ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li").new
    assert not ledger.add(case_of("a"), DECOY, "sha256:2", DAY, "li").new
    assert (ledger.stats(DAY.date()), ledger.entry(1)) == before


def test_one_case_with_two_results_is_refused(ledger: Ledger) -> None:
    """The same case id with other findings is told, and nothing of it is kept."""
    ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li")
    with pytest.raises(UsageError, match="with other findings"):
        ledger.add(case_of("a"), HONEST, "sha256:2", DAY, "li")
    assert len(ledger.cases()) == 1


def test_an_illegal_transition_lists_the_allowed_ones(ledger: Ledger) -> None:
    """One line with the ways that there are; the history has no trace of the attempt."""
    ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li")
    with pytest.raises(UsageError, match="only verified or not_reproduced"):
        ledger.set_state(1, State.CLOSED, "wang", DAY)
    assert len(ledger.entry(1).history) == 1


def test_every_state_can_be_reached_and_left() -> None:
    """No state is a trap, and none is out of reach."""
    assert set(ALLOWED) == set(State)
    assert {new for ways in ALLOWED.values() for new in ways} == set(State)


def test_history_keeps_who_when_and_until(ledger: Ledger) -> None:
    """Every step stays, in order, with its deadline and note."""
    ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li")
    walk(ledger, State.VERIFIED)
    ledger.set_state(
        1, State.NOTIFIED, "zhao", DAY, note="by letter", deadline=dt.date(2026, 12, 1)
    )
    lines = ledger.entry(1).history
    assert [(h.who, h.old, h.new, h.deadline) for h in lines] == [
        ("li", None, State.CLUE, None),
        ("wang", State.CLUE, State.VERIFIED, None),
        ("zhao", State.VERIFIED, State.NOTIFIED, "2026-12-01"),
    ]
    assert ledger.stats(dt.date(2026, 12, 1)).overdue == 0
    assert ledger.stats(dt.date(2026, 12, 2)).overdue == 1


@pytest.mark.parametrize("change", ["UPDATE history SET who = 'x'", "DELETE FROM history"])
def test_the_database_refuses_to_change_history(ledger: Ledger, change: str) -> None:
    """Not even a hand-written statement overwrites a line."""
    ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li")
    with pytest.raises(LedgerError, match="never overwritten"), writing(ledger.engine) as db:
        db.exec_driver_sql(change)


def test_a_retest_shows_mended(ledger: Ledger) -> None:
    """What was rectified and is clear in a later case is mended, and so says the history."""
    ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li")
    walk(ledger, State.VERIFIED, State.NOTIFIED, State.RECTIFIED)
    done = ledger.retest(1, case_of("b", version=2, day=2), HONEST, "sha256:2", DAY, "li")
    assert [(c.rule, c.relation) for c in done.comparison.changes] == [
        ("C03", Relation.MENDED),
        ("C01", Relation.CLEAR),
    ]
    assert done.entry.state is State.MENDED
    assert ledger.entry(1).history[-1].case == "b"


def test_a_retest_shows_recurred(ledger: Ledger) -> None:
    """What was rectified and is there again has recurred."""
    ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li")
    walk(ledger, State.VERIFIED, State.NOTIFIED, State.RECTIFIED)
    done = ledger.retest(1, case_of("b", version=2, day=2), DECOY, "sha256:2", DAY, "li")
    assert done.comparison.changes[0].relation is Relation.RECURRED
    assert done.entry.state is State.RECURRED


def test_an_uncertain_retest_moves_nothing(ledger: Ledger) -> None:
    """Could not tell, and not asked, are not mended."""
    ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li")
    walk(ledger, State.VERIFIED, State.NOTIFIED, State.RECTIFIED)
    for day, result in (
        (2, judged(C03__close__top_right="inconclusive")),
        (3, judged(C01="clear")),
    ):
        done = ledger.retest(1, case_of(f"c{day}", day=day), result, f"sha256:{day}", DAY, "li")
        assert done.entry.state is State.RECTIFIED


def test_an_old_retest_does_not_speak_twice(ledger: Ledger) -> None:
    """A bundle that made an entry recur does not do so again after a second rectification."""
    ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li")
    walk(ledger, State.VERIFIED, State.NOTIFIED, State.RECTIFIED)
    again = case_of("b", version=2, day=2)
    ledger.retest(1, again, DECOY, "sha256:2", DAY, "li")
    walk(ledger, State.RECTIFIED)
    assert ledger.retest(1, again, DECOY, "sha256:2", DAY, "li").entry.state is State.RECTIFIED


def test_a_closed_matter_that_is_seen_again_has_recurred(ledger: Ledger) -> None:
    """A later violation reopens it; an older bundle that comes in late does not."""
    ledger.add(case_of("a", day=5), DECOY, "sha256:1", DAY, "li")
    walk(ledger, State.VERIFIED, State.NOTIFIED, State.RECTIFIED, State.MENDED, State.CLOSED)
    assert not ledger.add(case_of("old", day=4), DECOY, "sha256:2", DAY, "li").moved
    moved = ledger.add(case_of("new", day=6), DECOY, "sha256:3", DAY, "li").moved
    assert [(m.old, m.new) for m in moved] == [(State.CLOSED, State.RECURRED)]


def test_a_failed_retest_leaves_no_trace(ledger: Ledger) -> None:
    """A bundle of another app, or older than the entry's, is refused and not added."""
    ledger.add(case_of("a", day=5), DECOY, "sha256:1", DAY, "li")
    for other in (case_of("x", package="com.other", day=6), case_of("y", day=4)):
        with pytest.raises(UsageError):
            ledger.retest(1, other, DECOY, "sha256:9", DAY, "li")
    assert [c.case for c in ledger.cases()] == ["a"]


@pytest.mark.parametrize(
    ("old", "new", "was_over", "relation"),
    [
        ("violation", "clear", False, Relation.MENDED),
        ("violation", "violation", False, Relation.STILL),
        ("violation", "violation", True, Relation.RECURRED),
        ("clear", "violation", True, Relation.RECURRED),
        ("clear", "suspected", False, Relation.NEW),
        (None, "violation", False, Relation.NEW),
        ("violation", None, False, Relation.NOT_ASKED),
        ("violation", "inconclusive", False, Relation.UNDECIDED),
    ],
)
def test_relation(old: str | None, new: str | None, was_over: bool, relation: Relation) -> None:
    """Each pair of verdicts has its word."""
    verdicts = [Verdict(v) if v else None for v in (old, new)]
    assert relate(*verdicts, was_over=was_over) is relation


def test_a_control_that_moved_is_the_same_matter() -> None:
    """The only one left of its role is paired, two are not guessed between."""
    old = [("C03", "close@top_right")]
    assert pair(old, [("C03", "close@center")]) == [(old[0], ("C03", "close@center"))]
    two = [("C03", "close@center"), ("C03", "close@top_left")]
    assert pair(old, two) == [(old[0], None), (None, two[0]), (None, two[1])]


def test_the_export_has_the_six_columns(ledger: Ledger) -> None:
    """Reviewed entries only, the ministry's words once each, no formula for a spreadsheet."""
    both = judged(C03__close__top_right="violation", C05="violation")
    ledger.add(case_of("a"), both, "sha256:1", DAY, "li")
    ledger.describe_app("com.example.a", developer="=HYPERLINK(1)", source="应用宝")
    labels = {"C03": "欺骗误导强迫用户", "C05": "“乱跳转”"}
    assert ledger.export_rows(labels) == []
    ledger.set_state(1, State.VERIFIED, "wang", DAY)
    ledger.set_state(2, State.VERIFIED, "wang", DAY)
    text = csv_bytes(ledger.export_rows(labels)).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    assert tuple(head) == COLUMNS
    assert row == ["1", "壁纸", "'=HYPERLINK(1)", "应用宝", "1.0", "欺骗误导强迫用户、“乱跳转”"]


def test_migrations_go_forward_and_back(where: str) -> None:
    """Up makes the very tables that the queries use, down leaves none, and up again works."""
    with Ledger.open(where) as ledger:
        ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li")
        to(ledger.engine, "0001")
        to(ledger.engine, HEAD)
        assert len(ledger.entries()) == 1
        with reading(ledger.engine) as db:
            made = sa.inspect(db)
            for table in metadata.sorted_tables:
                assert {c["name"] for c in made.get_columns(table.name)} == set(table.c.keys())
                indices = {i["name"] for i in made.get_indexes(table.name)}
                assert {i.name for i in table.indexes} <= indices
        to(ledger.engine, BASE)
        assert revision_of(ledger.engine) is None
        to(ledger.engine, HEAD)
        assert ledger.entries() == []


def test_a_file_that_is_no_ledger_is_told_in_one_line(tmp_path: Path) -> None:
    """The file is named, and left as it was."""
    path = tmp_path / "no.sqlite"
    path.write_bytes(b"not a database at all, by any means" * 100)
    with pytest.raises(LedgerError, match=r"no\.sqlite: file is not a database"):
        Ledger.open(str(path))


WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from ledger_cases import DAY, case_of, judged
from harness.ledger import Ledger
with Ledger.open(sys.argv[2]) as ledger:
    for n in range(20):
        case = case_of(f"{sys.argv[3]}-{n}", package=f"com.example.p{n % 5}", day=n)
        ledger.add(case, judged(R01="violation"), f"sha256:{sys.argv[3]}{n}", DAY, sys.argv[3])
"""


def test_two_writers_at_once_lose_nothing(where: str) -> None:
    """Two processes begin on no ledger at all, write the same apps, and every case is counted."""
    here = str(Path(__file__).parents[1])
    both = [
        subprocess.Popen([sys.executable, "-c", WRITER, here, where, name]) for name in ("a", "b")
    ]
    assert [one.wait(timeout=120) for one in both] == [0, 0]
    with Ledger.open(where) as ledger:
        assert len(ledger.cases()) == 40
        assert [e.seen for e in ledger.entries()] == [8] * 5


def test_lists_are_answered_from_indices(ledger: Ledger) -> None:
    """By state, by rule and by verdict no table is read from end to end."""
    wanted = [
        (entries_statement(Filter(states=(State.CLUE,), limit=9)), "entries_by_state"),
        (entries_statement(Filter(rule="C03", limit=9)), "entries_by_rule"),
        (cases_statement(Filter(verdict=Verdict.CLEAR, limit=9)), "cases_by_verdict"),
    ]
    for statement, index in wanted:
        compiled = statement.compile(
            ledger.engine, compile_kwargs={"literal_binds": True, "render_postcompile": True}
        )
        if ledger.engine.dialect.name != "sqlite":
            pytest.skip("the plan of a small table on PostgreSQL is a scan; see make bench-ledger")
        with reading(ledger.engine) as db:
            plan = [row[3] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
        assert any(index in step for step in plan), plan
        assert not any(step.startswith("SCAN") for step in plan), plan
