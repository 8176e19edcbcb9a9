"""Scans that are begun on the page, on a phone that tests play."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_rig import StudioEyes

from harness.domain.errors import UsageError
from harness.evidence.reader import open_bundle
from harness.evidence.verify import verify
from harness.studio.desk import BusyError, Desk
from harness.studio.scans import STOPPED, Scans

sys.path.insert(0, str(Path(__file__).parents[1] / "run"))
from recorded import HastyClock, StartingPhone

WANTED = {
    "package": "com.example.app", "launches": 3, "seed": 0, "depth": "quick", "minutes": None,
    "consent": "accept",
}  # fmt: skip


class ScannedPhone(StartingPhone):
    """Has the one app; ``at_launch`` is called before each launch."""

    at_launch: Callable[[], None] = staticmethod(lambda: None)

    def packages(self) -> list[str]:
        return ["com.example.app"]

    def require_installed(self, package: str) -> None:
        if package != "com.example.app":
            raise UsageError(f"{package} is not installed on {self.serial}")

    def launch(self, package: str) -> Any:
        self.at_launch()
        return super().launch(package)

    def close(self) -> None:
        self._called("close")


class Bench:
    """One phone, its desk, and the scans of a studio, on a clock that does not wait."""

    def __init__(self, folder: Path) -> None:
        self.clock = HastyClock()
        self.phone = ScannedPhone(self.clock)
        self.desk = Desk("fake-1", lambda _serial: self.phone, StudioEyes)
        self.scans = Scans(
            folder, StudioEyes, lambda _phone: {"checks": "ok"}, clock=lambda: self.clock
        )

    def finished(self) -> Any:
        """The line of the only scan, once it has ended."""
        self.scans._jobs[0][1].join(60.0)
        return self.scans.told()[0]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A bench with a sealing key of its own."""
    monkeypatch.setenv("TAPTRUTH_KEY", str(tmp_path / "key"))
    made = Bench(tmp_path / "out")
    yield made
    made.scans.close(wait_s=60.0)
    made.desk.close()


def test_a_scan_leaves_a_bundle_that_verifies(bench: Bench) -> None:
    """The same bundle as the command's: doctor's report, trials, findings, seal."""
    job = bench.scans.start(bench.desk, WANTED)
    bench.finished()
    assert (job.state, job.error) == ("done", "")
    verify(job.options.bundle)
    with open_bundle(job.options.bundle) as bundle:
        assert bundle.doctor == {"checks": "ok"}
        assert bundle.begin.extra["budget"] == 3
        assert 0 < len(bundle.case.trials) <= 3
        assert bundle.judgement is not None
        assert job.verdict == str(bundle.judgement.verdict)


def test_stopped_scan_finishes_its_launch_and_says_who_stopped_it(bench: Bench) -> None:
    """The bundle is whole and judged; what was not asked keeps it from being clear."""
    listed = threading.Event()

    def stop() -> None:
        listed.wait(30.0)
        bench.scans.stop(bench.scans.told()[0]["bundle"])

    bench.phone.at_launch = stop
    bench.scans.start(bench.desk, {**WANTED, "launches": 40})
    listed.set()
    line = bench.finished()
    with open_bundle(line["bundle"]) as bundle:
        case = bundle.case
    assert case.stopped is not None
    assert case.stopped.why == STOPPED
    assert case.stopped.unasked
    assert line["verdict"] in {"inconclusive", "suspected"}


def test_an_app_that_is_not_there_is_told_at_once(bench: Bench) -> None:
    """Nothing is begun, and the phone is free again."""
    with pytest.raises(UsageError, match="not installed"):
        bench.scans.start(bench.desk, {**WANTED, "package": "com.example.gone"})
    assert bench.scans.told() == []
    assert bench.desk.packages() == ["com.example.app"]


@pytest.mark.parametrize("package", ["", "app", "com.x; reboot", "../../etc.x", "com.例"])
def test_what_is_no_package_makes_no_folder(bench: Bench, tmp_path: Path, package: str) -> None:
    """The name becomes part of a path and of a shell line: letters, digits, dots, underscores."""
    with pytest.raises(UsageError, match="no package name"):
        bench.scans.start(bench.desk, {**WANTED, "package": package})
    assert not (tmp_path / "out").exists()


def test_one_phone_runs_one_scan(bench: Bench) -> None:
    """The second is refused with the name of the first."""
    refused: list[str] = []

    def again() -> None:
        try:
            bench.scans.start(bench.desk, WANTED)
        except BusyError as error:
            refused.append(str(error))

    bench.phone.at_launch = again
    bench.scans.start(bench.desk, {**WANTED, "launches": 1})
    bench.finished()
    assert refused
    assert "scan of com.example.app" in refused[0]


def test_a_failed_scan_says_why(bench: Bench) -> None:
    """The rig's trouble stands in the list; the phone is free again."""

    def broken() -> None:
        raise UsageError("the disk is full")

    bench.phone.at_launch = broken
    bench.scans.start(bench.desk, WANTED)
    line = bench.finished()
    assert (line["state"], line["error"]) == ("failed", "the disk is full")
    assert bench.desk.packages() == ["com.example.app"]


def test_nothing_to_stop_is_told(bench: Bench, tmp_path: Path) -> None:
    """A scan of another process is stopped where it was started."""
    with pytest.raises(UsageError, match="stop it where it was started"):
        bench.scans.stop(tmp_path)
