"""What a killed worker left: gone on with where it is still this host's, else left as evidence."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from farm_phones import phone
from ledger_cases import case_of, judged
from paper_phone import paper_phone
from sqlalchemy.engine import Engine

from harness.domain.device import AppFacts
from harness.domain.errors import CannotResumeError
from harness.domain.trial import CUT_OFF, Question, QuestionKind, TrialStatus
from harness.evidence.left import has_ended
from harness.evidence.writer import BundleWriter
from harness.farm import finishing, hosts, reading, resuming
from harness.farm.claiming import Claim, claim
from harness.farm.database import acting, writing
from harness.farm.finishing import Result
from harness.farm.hosts import Registered, Standing
from harness.farm.logs import open_log
from harness.farm.records import Order, TryOutcome
from harness.farm.resuming import CLAIM, WHOLE, Resuming
from harness.farm.submitting import cancel, submit
from harness.farm.work import ended_by, rig_broken
from harness.farm.workspace import Told, Workspace, leave

pytest_plugins = ("farm_places",)

APP = "com.example.a"
ORDER = Order(package=APP)


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own sealing key."""
    monkeypatch.setenv("TAPTRUTH_KEY", str(tmp_path / "key.pem"))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with contextlib.closing(Workspace(tmp_path / "work", 10**9)) as made:
        yield made


def claim_of(try_id: int, case: int = 1, number: int = 1, serial: str = "p1") -> Claim:
    return Claim(try_id=try_id, case=case, number=number, order=ORDER, serials=(serial,))


def killed(workspace: Workspace, claimed: Claim, asks: str = "everything") -> None:
    """A try in the midst of its first launch."""
    place = workspace.running(claimed.try_id)
    (place / CLAIM).write_bytes(msgspec.json.encode(claimed))
    writer = BundleWriter.create(
        place / "bundle",
        case_id=f"case-{claimed.try_id}",
        tool_version="0",
        started_wall_ns=time.time_ns(),
        extra={"package": APP, "asks": asks, "serials": list(claimed.serials)},
    )
    writer.put_device(paper_phone())
    writer.put_app(AppFacts(package=APP))
    question = Question(kind=QuestionKind.WATCH)
    writer.record("question", question, at_ns=1, wall_ns=1, trial=1)
    writer.frame(
        np.full((8, 6, 4), 255, np.uint8), at_ns=2, wall_ns=2, capture_ms=1.0, source="test"
    )
    writer.close()


def found_in(workspace: Workspace) -> Resuming:
    made = Resuming(workspace.folder, workspace, open_log("h1", as_json=True))
    made.find()
    return made


def evidence(workspace: Workspace) -> list[int]:
    return [told.try_id for told in workspace.ready() if not told.judged]


# --- on the host -----------------------------------------------------------------------------
def test_a_try_that_is_ours_goes_on_where_it_lies(workspace: Workspace) -> None:
    """It waits for its phones, keeps its folder, and says how far it had come."""
    killed(workspace, claim_of(7))
    waiting = found_in(workspace)
    assert waiting.tries == {7}
    assert list(waiting.ours()) == []
    waiting.learn({7: Standing.OURS})
    assert list(waiting.ours()) == [claim_of(7)]
    assert waiting.into(claim_of(7)) == "resumed after 1 launches, 1 of them cut off"
    assert (len(waiting), workspace.bundle(7).is_dir(), evidence(workspace)) == (0, True, [])


def test_a_lost_try_lends_its_bundle_to_the_next_one_on_the_same_phone(
    workspace: Workspace,
) -> None:
    """Another case or another phone does not get it."""
    killed(workspace, claim_of(7))
    waiting = found_in(workspace)
    waiting.learn({7: Standing.WAITS})
    assert waiting.into(claim_of(8, case=2)) is None
    assert waiting.into(claim_of(9, number=2, serial="p2")) is None
    told = waiting.into(claim_of(10, number=2))
    assert told == "resumed after 1 launches, 1 of them cut off (begun by try 1)"
    assert workspace.begun() == [10]
    assert (workspace.bundle(10) / "events.jsonl").is_file()


def test_what_has_no_future_here_is_left_as_evidence(workspace: Workspace) -> None:
    """Its case went on elsewhere, nobody claims it, it is no scan, or its events are damaged."""
    killed(workspace, claim_of(7))
    killed(workspace, claim_of(8, case=2))
    killed(workspace, claim_of(9, case=3), asks="claiming")
    killed(workspace, claim_of(10, case=4))
    (workspace.bundle(10) / "events.jsonl").write_bytes(b"{}\n")
    waiting = found_in(workspace)
    assert (waiting.tries, evidence(workspace)) == ({7, 8}, [9])
    waiting.learn({8: Standing.WAITS})
    assert (waiting.tries, evidence(workspace)) == ({8}, [7, 9])
    assert waiting.leave(8, "cancelled")
    assert not waiting.leave(8, "cancelled")
    assert (workspace.begun(), evidence(workspace)) == ([], [7, 8, 9])


def test_a_phone_that_does_not_come_back_gives_the_case_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a bounded time; what was seen stays as evidence."""
    killed(workspace, claim_of(7))
    waiting = found_in(workspace)
    waiting.learn({7: Standing.OURS})
    assert waiting.overdue() == []
    monkeypatch.setattr(resuming, "PHONE_S", 0.0)
    ((try_id, why),) = waiting.overdue()
    assert (try_id, "did not come back" in why) == (7, True)
    assert (len(waiting), evidence(workspace)) == (0, [7])


def test_a_result_that_is_ready_is_not_touched_by_what_lies_beside_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    """A worker killed between leaving a result and clearing up has finished the case."""
    killed(workspace, claim_of(7))
    packed = tmp_path / "b.zip"
    packed.write_bytes(b"zip")
    told = Told(
        try_id=7, case_number=1, serial="p1", digest="0" * 64, bytes=3,
        case=case_of("a"), judgement=judged(C03="clear"),
    )  # fmt: skip
    leave(workspace.folder, told, packed)
    assert len(found_in(workspace)) == 0
    assert (workspace.begun(), workspace.ready()) == ([], [told])


def test_a_bundle_that_had_come_to_its_end_only_waits_to_be_stored(workspace: Workspace) -> None:
    """Sealed or not, judged and whole; a partial one is evidence."""
    for try_id, partial in ((7, False), (8, True)):
        killed(workspace, claim_of(try_id, case=try_id))
        writer = BundleWriter.resume(workspace.bundle(try_id), tool_version="0")
        case = msgspec.structs.replace(
            case_of("a"), id=f"case-{try_id}", device=paper_phone(), trials=writer.trials
        )
        writer.finish(case, judged(C03="clear"), partial=partial)
        assert has_ended(workspace.bundle(try_id)) is not partial
    (workspace.bundle(7) / "seal.json").unlink()
    waiting = found_in(workspace)
    assert (waiting.tries, evidence(workspace)) == ({7}, [8])
    assert waiting.into(claim_of(7, case=7)) == WHOLE


def test_a_refused_resumption_is_nobodys_failure() -> None:
    """The try is lost and given back; launches that were cut off are not the phone's fault."""
    ended = ended_by(7, CannotResumeError("another phone"))
    assert (ended.lost, ended.blame, ended.why) == (True, None, "not gone on with: another phone")
    case = case_of("a")
    cut = msgspec.structs.replace(case.trials[0], status=TrialStatus.BROKEN, reason=CUT_OFF)
    assert rig_broken(msgspec.structs.replace(case, trials=(cut,) * 5)) is None


# --- in the database --------------------------------------------------------------------------
def begun(farm: Engine, name: str, serial: str) -> tuple[Registered, Callable[[], Claim]]:
    facts = phone(serial)
    with acting(farm) as db:
        me = hosts.register(db, name, None, quota_bytes=10**9)
        hosts.announce(db, me.host, [facts])

    def take() -> Claim:
        with acting(farm) as db:
            found = claim(db, me, {serial: facts})
        assert found is not None
        return found

    return me, take


def standing(farm: Engine, me: Registered, claimed: Claim) -> Standing | None:
    with acting(farm) as db:
        return hosts.standings(db, me.host, {claimed.try_id}).get(claimed.try_id)


def test_a_try_is_ours_then_waits_and_then_is_gone(farm: Engine) -> None:
    """By its lease, its case's queue, and who runs the case now."""
    me, take = begun(farm, "h1", "p1")
    other, take_there = begun(farm, "h2", "p2")
    with acting(farm) as db:
        submit(db, [ORDER], name="test", who="tester")
    first = take()
    assert standing(farm, me, first) is Standing.OURS
    assert standing(farm, other, first) is None
    with acting(farm) as db:
        again = hosts.register(db, "h1", None, quota_bytes=10**9, keep={first.try_id})
    assert again.host == me.host
    assert standing(farm, me, first) is Standing.OURS
    with acting(farm) as db:
        finishing.lose(db, first.try_id, "silent")
    assert standing(farm, me, first) is Standing.WAITS
    second = take_there()
    assert (second.case, second.number) == (first.case, 2)
    assert standing(farm, me, first) is None
    with acting(farm) as db:
        finishing.free(db, second.try_id)
    assert standing(farm, other, second) is Standing.GONE
    with acting(farm) as db:
        cancel(db, first.case)
    assert standing(farm, me, first) is None


def test_what_is_said_of_a_resumed_try_stays_when_it_ends(farm: Engine) -> None:
    """The newest note of a try that runs, then how it ended."""
    _, take = begun(farm, "h1", "p1")
    with acting(farm) as db:
        submit(db, [ORDER], name="test", who="tester")
    first = take()
    for many in (1, 3):
        with acting(farm) as db:
            finishing.note(db, first.try_id, f"resumed after {many} launches")
    with acting(farm) as db:
        finishing.lose(db, first.try_id, "silent")
        finishing.note(db, first.try_id, "too late")
    second = take()
    with acting(farm) as db:
        finishing.note(db, second.try_id, "resumed after 4 launches")
    result = Result(
        case=case_of("a"), judgement=judged(C03="violation"), manifest_sha256="0" * 64,
        digest="sha256:a", bundle="a.zip", host="h1",
    )  # fmt: skip
    with writing(farm) as db:
        assert finishing.finish(db, second.try_id, result) is TryOutcome.STORED
    whys = [attempt.why for attempt in reading.case(farm, first.case).attempts]
    assert whys == ["resumed after 3 launches; silent", "resumed after 4 launches"]
