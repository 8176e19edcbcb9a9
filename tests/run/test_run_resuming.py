"""A scan that was killed goes on in its bundle, with the same order, phone, app and host."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from fake_rig import FakeClock, FakeEyes, FakeFrame, FakePhone, FakeReceipt

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.errors import CannotResumeError
from harness.domain.place import Place, PlaceKind
from harness.domain.trial import CUT_OFF, Depth
from harness.evidence.reader import open_bundle
from harness.evidence.verify import verify
from harness.judge.catalogue import Catalogue
from harness.run.catalogue import load_catalogue
from harness.run.fleet import Unit
from harness.run.outputs import write_outputs
from harness.run.progress import Silence
from harness.run.rejudge import rejudge
from harness.run.replay import replay
from harness.run.scan import ScanOptions, ScanResult, scan

APP = "com.example.app"


class SlowClock(FakeClock):
    """A rig that takes its time: few frames a launch."""

    def monotonic_ns(self) -> int:
        self.now_ns += 60_000_000
        return self.now_ns


class KilledPhone(FakePhone):
    """Copies the bundle away in the midst of a launch: what kill -9 leaves on the disk."""

    def __init__(self, clock: FakeClock, serial: str = "fake-1") -> None:
        super().__init__(clock)
        self.serial = serial
        self.model = "Fake"
        self.print = "example/fake/1"
        self.version = "1.0"
        self.kill: Callable[[], None] = lambda: None

    def launch(self, package: str) -> FakeReceipt:
        self.kill()
        self.now_at = Place(kind=PlaceKind.APP_PAGE, package=package, source="fake")
        return super().launch(package)

    def key(self, name: str) -> FakeReceipt:
        self.now_at = Place(kind=PlaceKind.LAUNCHER, package="com.launcher", source="fake")
        return super().key(name)

    def facts(self) -> DeviceFacts:
        return msgspec.structs.replace(super().facts(), fingerprint=self.print)

    def app_facts(self, package: str, save_apk_to: Path | None = None) -> AppFacts:
        return msgspec.structs.replace(super().app_facts(package), version_name=self.version)

    def capture(self) -> FakeFrame:
        frame = super().capture()
        frame.pixels[0, 0, 1] = frame.at_ns // 1_000_000_000 % 256
        return FakeFrame(np.ascontiguousarray(frame.pixels), frame.at_ns, frame.wall_ns)


def options(bundle: Path, **changed: object) -> ScanOptions:
    made = ScanOptions(package=APP, bundle=bundle, budget=4, depth=Depth.QUICK)
    return msgspec.structs.replace(made, **changed)


def run(phone: KilledPhone, asked: ScanOptions, *others: KilledPhone) -> ScanResult:
    units = [Unit(other, FakeEyes()) for other in others]
    return scan(phone, FakeEyes(), asked, clock=phone.clock, progress=Silence(), others=units)


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own sealing key."""
    monkeypatch.setenv("TAPTRUTH_KEY", str(tmp_path / "key.pem"))


@pytest.fixture
def catalogue() -> Catalogue:
    return load_catalogue()


def killed_at(phone: KilledPhone, launch: int, folder: Path, *others: KilledPhone) -> Path:
    """What a scan that is killed in that launch leaves."""
    whole, left = folder / "whole", folder / "left"
    count = 0

    def kill() -> None:
        nonlocal count
        count += 1
        if count == launch:
            shutil.copytree(whole, left, ignore=shutil.ignore_patterns("*.part"))

    phone.kill = kill
    run(phone, options(whole), *others)
    phone.kill = lambda: None
    return left


def test_a_killed_scan_goes_on_and_its_plan_with_it(tmp_path: Path, catalogue: Catalogue) -> None:
    """Same case, done launches kept, the cut one broken; verify, replay, rejudge, report hold."""
    phone = KilledPhone(SlowClock())
    left = killed_at(phone, 3, tmp_path)
    with (left / "events.jsonl").open("ab") as events:
        events.write(b'{"seq":')
    with open_bundle(left) as bundle:
        before = bundle.case
    result = run(phone, options(left, resume=True))
    case = result.case
    assert (case.id, case.started_wall_ns) == (before.id, before.started_wall_ns)
    assert case.trials[:3] == before.trials
    assert [str(trial.status) for trial in case.trials] == ["done", "done", "broken", "done"]
    assert case.trials[2].reason == CUT_OFF
    assert case.stopped is not None
    assert "budget of 4 launches" in case.stopped.why
    verify(left)
    with open_bundle(left) as bundle:
        assert bundle.case == case
        told = replay(bundle)
        assert told.first is None
        assert [one.truncated for one in told.trials] == ["", "", CUT_OFF, ""]
        again = rejudge(bundle, FakeEyes(), catalogue)
        assert (again.verdict_was, again.verdict_now) == (result.judgement.verdict,) * 2
    written = write_outputs([left], tmp_path / "out")
    page = Path(written["report"]).read_text(encoding="utf-8")
    assert "The run was killed during launch 3 and went on" in page
    assert "运行在第 3 次启动中被强行终止" in page


def test_phones_side_by_side_go_on_together(tmp_path: Path) -> None:
    """Both launches of the round that was cut off are broken, each on its phone."""
    clock = SlowClock()
    phone, other = KilledPhone(clock), KilledPhone(clock, "fake-2")
    left = killed_at(phone, 1, tmp_path, other)
    result = run(phone, options(left, resume=True), other)
    cut = [t for t in result.case.trials if t.reason == CUT_OFF]
    assert [(t.number, t.serial) for t in cut] == [(1, "fake-1"), (2, "fake-2")]
    assert len(result.case.trials) > 2
    verify(left)
    with pytest.raises(CannotResumeError, match="sealed already"):
        run(phone, options(left, resume=True), other)


def test_nothing_goes_on_that_is_another(tmp_path: Path) -> None:
    """Order, phone, app version, host: one line says what differs, and not a byte is changed."""
    phone = KilledPhone(SlowClock())
    left = killed_at(phone, 2, tmp_path)
    data = (left / "events.jsonl").read_bytes()
    rules = tmp_path / "rules.toml"
    rules.write_text('format = 1\nname = "ours"\n', encoding="utf-8")

    def refused(asked: ScanOptions, at: KilledPhone = phone) -> str:
        with pytest.raises(CannotResumeError) as caught:
            run(at, asked)
        assert (left / "events.jsonl").read_bytes() == data
        assert "\n" not in str(caught.value)
        return str(caught.value)

    same = options(left, resume=True)
    for changed, words in (
        ({"package": "com.example.other"}, "PACKAGE com.example.app, not com.example.other"),
        ({"seed": 7}, "--seed 0, not 7"),
        ({"budget": 9}, "--launches 4, not 9"),
        ({"minutes": 5.0}, "--minutes None, not 5.0"),
        ({"consent": "stop"}, "--consent accept, not stop"),
        ({"depth": Depth.THOROUGH}, "--depth quick, not thorough"),
        ({"profile": "eu"}, "--profile cn, not eu"),
        ({"rules": rules}, "other own rules"),
    ):
        assert words in refused(msgspec.structs.replace(same, **changed))
    other = KilledPhone(phone.clock, "fake-9")
    assert "-s fake-1, not fake-9" in refused(same, other)
    other = KilledPhone(phone.clock)
    other.print = "example/other/2"
    assert "fingerprint was example/fake/1, is example/other/2" in refused(same, other)
    other = KilledPhone(phone.clock)
    other.version = "1.1"
    assert "version_name was 1.0, is 1.1" in refused(same, other)
    restarted = SlowClock()
    assert "before this one was started anew" in refused(same, KilledPhone(restarted))
    assert run(phone, same).case.trials
    (tmp_path / "empty").mkdir()
    with pytest.raises(CannotResumeError, match="no bundle to go on with"):
        run(phone, options(tmp_path / "empty", resume=True))


def test_a_folder_that_holds_a_killed_scan_is_not_overwritten(tmp_path: Path) -> None:
    """The line says how to go on with it."""
    phone = KilledPhone(SlowClock())
    left = killed_at(phone, 2, tmp_path)
    with pytest.raises(Exception, match=f"scan {APP} --bundle {left} --resume"):
        run(phone, options(left))
    with pytest.raises(Exception, match=r"not empty; choose a new folder for the bundle$"):
        run(phone, options(tmp_path / "whole"))
