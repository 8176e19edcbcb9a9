"""A worker with a real database, a real adb server and a virtual phone; and its parts alone."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from ledger_cases import case_of
from real_adb import AdbServer, VirtualPhone, free_port
from sqlalchemy.engine import Engine

from harness.device.holding import HeldError, hold
from harness.domain.errors import DeviceError, DeviceLostError, EvidenceError, UsageError
from harness.domain.trial import CUT_OFF, TrialStatus
from harness.evidence.reader import open_bundle
from harness.evidence.verify import verify
from harness.farm import reading
from harness.farm.database import acting
from harness.farm.init import make
from harness.farm.records import Blame, CaseState, HostState, Order, Settings, TryOutcome
from harness.farm.shelf import Shelf
from harness.farm.submitting import submit
from harness.farm.work import blame_of, free_bytes, rig_broken
from harness.farm.workspace import Told, Workspace, leave
from harness.ledger import Ledger

pytest_plugins = ("farm_places",)

APP = "com.example.recipes"
WITHIN_S = 240.0


def _worker(farm_url: str, folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "harness.cli.main", "farm", "--db", farm_url, "worker",
            "--name", "desk", "--work", str(folder / "work"), "--case-room", "20",
            *words]  # fmt: skip


@contextlib.contextmanager
def working(farm_url: str, adb: AdbServer, folder: Path, *words: str) -> Iterator[list[str]]:
    """A worker as its own process; its log, line by line, when it has ended."""
    log: list[str] = []
    line = _worker(farm_url, folder, *words)
    with subprocess.Popen(line, env=adb.env, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield log
        finally:
            process.send_signal(signal.SIGTERM)
            _, told = process.communicate(timeout=WITHIN_S)
            log += told.splitlines()
    assert process.returncode == 0, log


def wait_for(what: Callable[[], bool], log: list[str]) -> None:
    """Until it is so; a generous bound, for a machine with much to do."""
    last = time.monotonic() + WITHIN_S
    while not what():
        assert time.monotonic() < last, log
        time.sleep(0.2)


@pytest.mark.phone
def test_a_case_goes_from_the_queue_to_shelf_and_ledger_though_its_worker_is_killed(
    farm: Engine, farm_url: str, virtual_phone: Callable[..., VirtualPhone], tmp_path: Path
) -> None:
    """Kill -9 in a launch: the same try goes on in its folder, ends whole and is stored once."""
    phone = virtual_phone("--size", "360x800", "--density", "160")
    make(farm_url, Settings(store=str(tmp_path / "shelf"), lease_s=300))
    with acting(farm) as db:
        submit(db, [Order(package=APP, depth="quick", launches=3)], name="e2e", who="test")
    with subprocess.Popen(
        _worker(farm_url, tmp_path), env=phone.adb.env, stderr=subprocess.DEVNULL
    ) as killed:
        wait_for(lambda: _in_the_second_launch(tmp_path / "work" / "running" / "1"), [])
        killed.kill()
    port = free_port()
    with working(farm_url, phone.adb, tmp_path, "--metrics", str(port), "--region", "lab") as log:
        wait_for(lambda: reading.counts(farm)[CaseState.FINISHED] == 1, log)
        line = next(p for p in reading.phones(farm) if p.facts.serial == phone.serial)
        figures = _scraped(port)
    case = reading.case(farm, 1)
    said = [(attempt.outcome, attempt.why) for attempt in case.attempts]
    assert said == [(TryOutcome.STORED, "resumed after 2 launches, 1 of them cut off")], log
    zipped = tmp_path / "got.zip"
    Shelf(str(tmp_path / "shelf")).get(case.bundle or "", zipped)
    verify(zipped)
    with open_bundle(zipped) as bundle:
        reasons = [trial.reason == CUT_OFF for trial in bundle.case.trials]
        assert (reasons, bundle.partial) == ([False, True, False], False)
        assert bundle.case.trials[2].frames
    assert [row.case for row in Ledger(farm).cases()] == [case.ledger_case]
    assert (line.facts.android, line.facts.region) == (14, "lab")
    assert line.facts.health.storage_free_bytes is not None
    assert 'taptruth_farm_host_info{host="desk"} 1.0' in figures
    told = [json.loads(one) for one in log if one.startswith("{")]
    for event in ("goes on", "scanned"):
        found = [one for one in told if one["event"] == event]
        assert [(one["case"], one["serial"], one["host"]) for one in found] == [
            (1, phone.serial, "desk")
        ]
    assert reading.hosts(farm)[0].state is HostState.STOPPED
    assert list((tmp_path / "work" / "ready").iterdir()) == []


def _in_the_second_launch(place: Path) -> bool:
    events = place / "bundle" / "events.jsonl"
    lines = events.read_bytes().splitlines() if events.exists() else []
    kinds = [msgspec.json.decode(line)["kind"] for line in lines[:-1]]
    return "trial" in kinds and "frame" in kinds[kinds.index("trial") :]


def _scraped(port: int) -> str:
    import urllib.request  # noqa: PLC0415

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        text: str = answer.read().decode()
    return text


def told_of(try_id: int) -> Told:
    return Told(try_id=try_id, case_number=1, serial="p1", digest="0" * 64, bytes=3)


def test_a_result_counts_only_when_all_of_it_is_there(tmp_path: Path) -> None:
    """One that a slot is just leaving is let be; a whole one waits until it is dropped."""
    with contextlib.closing(Workspace(tmp_path, 10**9)) as workspace:
        (tmp_path / "ready" / "8").mkdir()
        (tmp_path / "ready" / "8" / "bundle.zip").write_bytes(b"half")
        packed = tmp_path / "b.zip"
        packed.write_bytes(b"zip")
        leave(tmp_path, told_of(7), packed)
        assert workspace.ready() == [told_of(7)]
        assert workspace.zip_of(told_of(7)).read_bytes() == b"zip"
        assert (tmp_path / "ready" / "8" / "bundle.zip").exists()
        workspace.drop(7)
        assert workspace.ready() == []


def test_what_a_killed_slot_was_just_leaving_is_swept_when_a_worker_begins(tmp_path: Path) -> None:
    """Whole results stay, halves go."""
    with contextlib.closing(Workspace(tmp_path, 10**9)):
        (tmp_path / "ready" / "8").mkdir()
        (tmp_path / "ready" / "8" / "bundle.zip").write_bytes(b"half")
        packed = tmp_path / "b.zip"
        packed.write_bytes(b"zip")
        leave(tmp_path, told_of(7), packed)
    with contextlib.closing(Workspace(tmp_path, 10**9)) as workspace:
        assert workspace.ready() == [told_of(7)]
        assert not (tmp_path / "ready" / "8").exists()


def test_a_full_folder_lets_nothing_new_begin(tmp_path: Path) -> None:
    """The bound holds what runs and what waits together."""
    with contextlib.closing(Workspace(tmp_path, 2500, case_bytes=1000)) as workspace:
        assert workspace.room_for(2) is None
        (workspace.running(1) / "frame.png").write_bytes(b"x" * 1000)
        assert workspace.room_for(1) is None
        assert "results wait for the shelf" in (workspace.room_for(2) or "")
        workspace.clear(1)
        assert workspace.room_for(2) is None


def test_two_workers_do_not_share_a_folder(tmp_path: Path) -> None:
    """The second is told so."""
    with (
        contextlib.closing(Workspace(tmp_path, 1)),
        pytest.raises(UsageError, match="another worker works there"),
    ):
        Workspace(tmp_path, 1)


@pytest.mark.parametrize(
    ("error", "blame"),
    [
        (DeviceLostError("gone"), Blame.PHONE),
        (DeviceError("refused"), Blame.PHONE),
        (HeldError("in use by process 7"), Blame.HOST),
        (UsageError("not installed"), Blame.ORDER),
        (EvidenceError("disk full"), Blame.HOST),
    ],
)
def test_a_phone_is_blamed_only_for_what_a_phone_did(error: Exception, blame: Blame) -> None:
    """Disk, order and host have names of their own."""
    assert blame_of(error) is blame  # type: ignore[arg-type]


def test_three_broken_launches_at_the_end_are_the_rigs_fault() -> None:
    """Two are not, nor three with a good one between."""
    case = case_of("a")
    good = case.trials[0]
    broken = msgspec.structs.replace(good, status=TrialStatus.BROKEN, reason="no frame came")
    for statuses, told in (("gbbb", True), ("bb", False), ("bbgb", False)):
        trials = tuple(broken if letter == "b" else good for letter in statuses)
        said = rig_broken(msgspec.structs.replace(case, trials=trials))
        assert (said is not None) is told
    assert "3 launches in a row were broken: no frame came" in (
        rig_broken(msgspec.structs.replace(case, trials=(broken,) * 3)) or ""
    )


@pytest.mark.parametrize(
    ("text", "free"),
    [
        (
            "Filesystem 1K-blocks Used Available Use% Mounted\n/dev/x 100 40 60 40% /data\n",
            61440,
        ),
        ("Filesystem             Size   Used   Free   Blksize\n/data 12.5G 3.2G 9.3G 4096\n", None),
        ("df: not found\n", None),
    ],
)
def test_free_room_of_a_phone_is_read_from_df_or_not_told(text: str, free: int | None) -> None:
    """Old toolboxes print another table."""
    assert free_bytes(text) == free


def test_a_phone_is_held_by_one_process_and_free_again_when_it_is_let_go() -> None:
    """The second is told who has it."""
    serial = f"test-{os.getpid()}"
    with hold(serial), pytest.raises(HeldError, match=f"in use by process {os.getpid()}"):
        hold(serial)
    hold(serial).close()


def test_a_program_that_a_worker_started_ends_with_it() -> None:
    """Kill -9 of the worker leaves nobody behind."""
    code = (
        "import subprocess, sys; from harness.farm.children import dying_with_us; "
        "made = subprocess.Popen(dying_with_us(['sleep', '600'])); "
        "print(made.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        child = int(worker.stdout.readline())
        while b"sleep" not in Path(f"/proc/{child}/cmdline").read_bytes()[:5]:
            time.sleep(0.05)  # the guard has not become the program yet
        worker.kill()
    last = time.monotonic() + WITHIN_S
    while _lives(child):
        assert time.monotonic() < last
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    """Running, and no zombie that nobody has asked for."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return False
    return words[0] != "Z"
