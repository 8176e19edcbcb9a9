"""Re-judging: today's eyes on yesterday's frames."""

import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from fake_rig import SIZE, FakeEyes
from recorded import CLOSE, PopupEyes, record

from harness.domain.exchange import Aim, Look, Observed, Tap, TimeUp
from harness.domain.finding import Finding, Judgement, Verdict
from harness.domain.frame import FrameRef
from harness.domain.geometry import BoxPx, PointPx, SizePx
from harness.domain.place import Place, PlaceKind
from harness.domain.sight import Role, Sight
from harness.evidence.reader import open_bundle
from harness.evidence.writer import BundleWriter
from harness.run.catalogue import load_catalogue
from harness.run.ports import Eyes
from harness.run.rejudge import Rejudged, TrialChange, answers, compare_findings, rejudge
from harness.run.sight_changes import compare_sights, summary


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Two launches, seen by ``PopupEyes``."""
    record(tmp_path / "b", tmp_path / "key.pem")
    return tmp_path / "b"


def rejudged(bundle: Path, eyes: Eyes) -> Rejudged:
    with open_bundle(bundle) as opened:
        return rejudge(opened, eyes, load_catalogue())


def test_the_same_eyes_see_the_same(bundle: Path) -> None:
    """Neither a sight nor a trial changes, and no trial is left out."""
    found = rejudged(bundle, PopupEyes())
    assert found.sights == ()
    assert [(t.changed, t.stopped) for t in found.trials] == [((), "")] * 2
    assert all(t.frames for t in found.trials)


class ReadingEyes(PopupEyes):
    """Keeps the dumps that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.dumps: list[str] = []

    def see(self, image: Any, hierarchy: str | None = None, *words: Any, **named: Any) -> Sight:
        self.dumps += [hierarchy] if hierarchy is not None else []
        return super().see(image, hierarchy, *words, **named)


def test_frames_with_a_hierarchy_are_seen_anew_with_the_stored_dump(bundle: Path) -> None:
    """Today's eyes get the second witness as the device gave it."""
    eyes = ReadingEyes()
    found = rejudged(bundle, eyes)
    assert eyes.dumps == ["<hierarchy/>"]
    assert found.trials[0].kept == {}


@pytest.fixture
def old_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle of a version that stored no hierarchies."""
    monkeypatch.setattr(BundleWriter, "hierarchy", lambda *_: None)
    record(tmp_path / "old", tmp_path / "key.pem")
    return tmp_path / "old"


def test_frames_whose_hierarchy_is_not_stored_keep_their_sight(old_bundle: Path) -> None:
    """Today's eyes would miss a witness on these frames."""
    why = "the hierarchy is not stored (a bundle of an earlier version)"
    assert rejudged(old_bundle, PopupEyes()).trials[0].kept == {why: 1}


def test_blind_eyes_lose_the_popup_and_the_tap(bundle: Path) -> None:
    """The pop-up's going is counted, and a trial that cannot be answered is not judged."""
    found = rejudged(bundle, FakeEyes())
    assert summary(found.sights)["pop-up disappeared (dialog)"] == len(found.sights)
    assert "tap at" in found.trials[1].stopped
    assert found.trials[1].outcome_now is None
    assert found.differs


def test_a_moved_popup_moves_the_tap_too_far(bundle: Path) -> None:
    """A tap elsewhere than recorded is not answered by what the recorded one led to."""
    found = rejudged(bundle, PopupEyes(moved=30))
    assert "pop-up box moved" in summary(found.sights)
    assert found.trials[1].stopped.count("tap at") == 2


def test_a_moved_control_is_told_as_moved_and_a_renamed_one_as_renamed() -> None:
    """Controls are matched by where they are, whatever they are called."""
    was = Sight(size_px=SIZE, controls=(CLOSE,))
    moved = msgspec.structs.replace(CLOSE, box_px=BoxPx(61, 20, 20, 20))
    named = msgspec.structs.replace(CLOSE, role=Role.SKIP)
    away = msgspec.structs.replace(CLOSE, box_px=BoxPx(0, 150, 20, 20))
    told = [
        compare_sights(was, Sight(size_px=SIZE, controls=(now,))) for now in (moved, named, away)
    ]
    assert told[0] == ("close box moved",)
    assert told[1] == ("close is now skip",)
    assert told[2] == ("close disappeared", "close appeared")
    assert compare_sights(was, was) == ()


def test_a_tap_is_answered_by_one_within_4_dp_only() -> None:
    """At 320 dpi that is 8 px."""
    was, near, far = (
        Tap(point_px=PointPx(x, 50), aim=Aim(frame=1, why="")) for x in (100, 108, 109)
    )
    event = TimeUp(at_ns=1, place=Place(kind=PlaceKind.APP_PAGE))
    assert answers(near, was, event, 320)
    assert not answers(far, was, event, 320)


def test_a_time_that_was_up_does_not_answer_a_longer_look() -> None:
    """What would have come between is not known."""
    event = TimeUp(at_ns=100, place=Place(kind=PlaceKind.APP_PAGE))
    assert answers(Look(until_ns=90), Look(until_ns=100), event, 160)
    assert not answers(Look(until_ns=101), Look(until_ns=100), event, 160)


def test_the_same_look_is_answered_by_a_frame_that_came_late() -> None:
    """On a slow rig a frame arrives after the deadline of the look that asked for it."""
    ref = FrameRef(number=1, at_ns=150, wall_ns=0, size_px=SizePx(10, 10), sha256="")
    place = Place(kind=PlaceKind.APP_PAGE)
    event = Observed(at_ns=160, frame=ref, sight=Sight(size_px=SizePx(10, 10)), place=place)
    assert answers(Look(until_ns=100), Look(until_ns=100), event, 160)
    assert not answers(Look(until_ns=99), Look(until_ns=100), event, 160)


def finding(verdict: Verdict) -> Judgement:
    one = Finding(rule="C03", rule_version="1", verdict=verdict, reason_en="", reason_zh="")
    return Judgement(verdict=verdict, reasons_en=(), reasons_zh=(), findings=(one,))


def test_a_finding_changes_by_the_rules_or_by_what_is_seen() -> None:
    """The recorded trials under today's rules tell the two causes apart."""
    was, now = finding(Verdict.VIOLATION), finding(Verdict.CLEAR)
    lost = TrialChange(trial=4, question="tap_body", frames=1, stopped="command 2: …")
    (by_rules,) = compare_findings(was, now, now, [lost])
    (by_sight,) = compare_findings(was, was, now, [lost])
    (same,) = compare_findings(was, was, was, [lost])
    assert by_rules.why == ("today's rules judge the recorded trials differently",)
    assert by_sight.why == ("trial 4: not judged: command 2: …",)
    assert (by_sight.fields, same.fields, same.why) == (("verdict",), (), ())


def test_equal_pixels_after_a_hierarchy_keep_its_sight(old_bundle: Path) -> None:
    """As in the live run: eyes that never had the hierarchy do not seem to differ there."""
    with open_bundle(old_bundle) as opened:
        treed = [
            e.record for e in opened.events() if e.kind == "event" and b'"given"' in bytes(e.record)
        ]
    found = rejudged(old_bundle, PopupEyes(moved=1))
    assert len(treed) == 1
    still = found.trials[0].frames - sum(s.trial == 1 for s in found.sights)
    assert still > 0
