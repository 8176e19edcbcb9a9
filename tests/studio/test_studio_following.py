"""A case watched while its bundle is written."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_rig import Rig

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))
from bundle_builder import DEVICE, QUESTION, begin, case_of, run_trial, shoot

from harness.domain.exchange import Observed, Tapped
from harness.domain.geometry import PointPx
from harness.domain.place import Hop, Place, PlaceKind
from harness.domain.sight import Sight
from harness.domain.trial import Depth, QuestionKind, StopReason
from harness.evidence.writer import BundleWriter
from harness.explore.plan import Plan
from harness.studio.following import Follower


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the bundle is written."""
    return tmp_path / "bundle"


@pytest.fixture
def writer(folder: Path, tmp_path: Path) -> Iterator[BundleWriter]:
    """The harness's own writer, as a scan of standard depth begins it."""
    made = BundleWriter.create(
        folder,
        case_id="case-1",
        tool_version="0",
        started_wall_ns=1,
        extra={"package": "com.example.app", "seed": 3, "budget": 40, "depth": "standard"},
        key_path=tmp_path / "key",
    )
    made.put_device(DEVICE)
    yield made
    made.close()


def seen(writer: BundleWriter, number: int, seed: int, *hops: Hop) -> None:
    """One look, recorded as the runner does."""
    frame = shoot(writer, seed, 5_000_000)
    place = Place(kind=PlaceKind.APP_PAGE, package="com.example.app")
    told = Observed(
        at_ns=6, frame=frame, sight=Sight(size_px=DEVICE.size_px), place=place, hops=hops
    )
    writer.record("event", told, at_ns=6, wall_ns=6, trial=number)


def test_the_running_launch_is_told_as_it_is_written(folder: Path, writer: BundleWriter) -> None:
    """Question, newest frame, place, hops of all looks so far, and where it was tapped."""
    follower = Follower(folder)
    writer.record("question", QUESTION, at_ns=1, wall_ns=1, trial=1)
    follower.read()
    assert follower.board.newest.lanes[0].question == QUESTION
    seen(writer, 1, 1, Hop(at_ns=1, source="events", package="com.a"))
    seen(writer, 1, 2, Hop(at_ns=2, source="events", package="com.b"))
    tapped = Tapped(at_ns=7, point_px=PointPx(3, 4), receipt_ns=8)
    writer.record("event", tapped, at_ns=7, wall_ns=7, trial=1)
    follower.read()
    lane = follower.board.newest.lanes[0]
    assert lane.seen is not None
    assert lane.seen.frame.number == 2
    assert [hop.package for hop in lane.hops] == ["com.a", "com.b"]
    assert lane.tapped_px == PointPx(3, 4)


def test_a_frame_is_shown_once_it_is_on_disk(folder: Path, writer: BundleWriter) -> None:
    """The encoder comes later than the event: until then there is no picture, then there is."""
    follower = Follower(folder)
    writer.record("question", QUESTION, at_ns=1, wall_ns=1, trial=1)
    seen(writer, 1, 1)
    writer.close()
    stored = folder / "frames" / "000001.png"
    stored.rename(stored.with_suffix(".late"))
    assert _pictures(follower) == [None]
    stored.with_suffix(".late").rename(stored)
    (picture,) = _pictures(follower)
    assert picture is not None
    assert picture[0] == 1
    assert picture[1].startswith(b"\xff\xd8")


def test_a_launch_that_ended_is_a_trial_and_no_lane(folder: Path, writer: BundleWriter) -> None:
    """And the case ends with its last line."""
    follower = Follower(folder)
    trial = run_trial(writer, 1, (1,))
    follower.read()
    now = follower.board.newest
    assert (now.trials, now.lanes, now.ended) == ((trial,), (), False)
    writer.finish(case_of(trial), None, partial=True)
    follower.read()
    assert follower.board.newest.ended
    assert follower.board.newest.sealed


def test_half_a_line_waits_for_its_other_half(folder: Path, writer: BundleWriter) -> None:
    """A reader that comes in the middle of a line takes it later, whole."""
    follower = Follower(folder)
    follower.read()
    events = folder / "events.jsonl"
    line = events.read_bytes().splitlines(keepends=True)[0]
    with events.open("ab") as file:
        file.write(line[:30])
        file.flush()
        follower.read()
        assert follower.board.newest.begin is not None
        file.write(line[30:].replace(b"com.example.app", b"com.example.new"))
    follower.read()
    begun = follower.board.newest.begin
    assert begun is not None
    assert begun.extra["package"] == "com.example.new"


def test_what_the_plan_asks_next_is_what_the_plan_says(folder: Path, writer: BundleWriter) -> None:
    """The same pure plan with the same seed and trials, the running launch counted as asked."""
    follower = Follower(folder)
    trial = run_trial(writer, 1, (1,))
    follower.read()
    now = follower.board.newest
    plan = Plan(seed=3, budget_launches=40, depth=Depth.STANDARD, capabilities=())
    assert now.next() == plan.next((trial,))
    writer.record("question", QUESTION, at_ns=1, wall_ns=1, trial=2)
    follower.read()
    after = follower.board.newest.next()
    assert not isinstance(after, StopReason)
    assert after is not None
    assert after.kind is QuestionKind.WATCH


def test_an_inquiry_that_is_not_the_plans_has_no_next(folder: Path, tmp_path: Path) -> None:
    """Of a complaint that is tried nothing is guessed."""
    other = begin(folder, tmp_path / "key")
    run_trial(other, 1, (1,))
    other.close()
    follower = Follower(folder)
    follower.read()
    assert follower.board.newest.next() is None


def test_a_scan_of_another_process_is_watched_on_the_page(
    folder: Path, writer: BundleWriter, tmp_path: Path
) -> None:
    """The stream tells case, question, trials, statistics and frames, and ends with the seal."""
    trial = run_trial(writer, 1, (1, 2))
    writer.record("question", QUESTION, at_ns=1, wall_ns=1, trial=2)
    seen(writer, 2, 3)
    rig = Rig(tmp_path)
    line = rig.inside.get("/api/bundles").data["bundles"][0]
    assert line["state"] == "running"
    text = rig.events(f"/api/bundles/{line['id']}/live", lambda body: b"event: frame" in body)
    told = _by_name(text)
    assert told["case"]["package"] == "com.example.app"
    assert told["trials"][0]["launch"] == 1
    assert told["asking"][0]["launch"] == 2
    assert told["asking"][0]["text"]["zh"] == "不做任何操作：会自行发生什么？"
    assert told["seen"]["place"]["kind"] == "app_page"
    assert told["frame"]["launch"] == 2
    writer.finish(case_of(trial), None, partial=True)
    text = rig.events(f"/api/bundles/{line['id']}/live", lambda body: b'"sealed":true' in body)
    assert _by_name(text)["case"]["sealed"]


def _pictures(follower: Follower) -> list[tuple[int, bytes] | None]:
    """What the lanes show after another look at the files."""
    follower.read()
    return [lane.picture for lane in follower.board.newest.lanes]


def _by_name(text: str) -> dict[str, Any]:
    """The last data of each event."""
    found = {}
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in lines:
            found[lines["event"]] = json.loads(lines["data"])
    return found
