"""The whole of calibrate on a virtual phone: the real APK, installed, played, removed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_adb import VirtualPhone

from harness.run.calibration import PACKAGE
from harness.run.calibration.scenes import load_scenes

pytestmark = [pytest.mark.demo, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def calibrated(
    adb_server: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, Any], int, VirtualPhone]]:
    """One calibration of one phone: what it printed, its exit status, the phone."""
    from real_adb import started_phone  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("calibrate")
    with started_phone(adb_server, "--seed", "3") as phone:
        env = {**adb_server.env, "TAPTRUTH_CALIBRATIONS": str(folder / "kept")}
        done = subprocess.run(
            [
                *(sys.executable, "-m", "harness.cli.main", "calibrate", "-s", phone.serial),
                *("--out", str(folder / "out"), "--json"),
            ],
            env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout, done.stderr
        found = json.loads(done.stdout)
        found["kept"] = [str(path) for path in (folder / "kept").rglob("*.json")]
        found["bundle"] = str(folder / "out" / "bundle")
        found["packages"] = phone.shell("pm list packages")
        yield found, done.returncode, phone


def test_every_scene_is_played(calibrated: Any) -> None:
    """Each ask of the table has one answer."""
    found, _, _ = calibrated
    asked = [(a["scene"]) for a in found["answers"]]
    assert asked == [scene.name for scene in load_scenes() for _ in scene.asks]
    assert found["complete"]


def test_nothing_contradicts_the_truth(calibrated: Any) -> None:
    """An honest scene is never called a decoy, nor the other way round."""
    found, _, _ = calibrated
    wrong = {a["scene"]: a["got"] for a in found["answers"] if a["agreement"] == "wrong"}
    assert wrong == {}


def test_the_core_scenes_are_answered_so_that_the_phone_may_testify(calibrated: Any) -> None:
    """Exit status 0."""
    found, code, _ = calibrated
    untold = {a["scene"]: a for a in found["answers"] if a["core"] and a["agreement"] != "agrees"}
    assert untold == {}
    assert code == 0


def test_taps_land_where_they_were_aimed(calibrated: Any) -> None:
    """The app received each touch within 1 dp of the aim."""
    found, _, _ = calibrated
    off = [a["tap_off_dp"] for a in found["answers"] if a["tap_off_dp"] is not None]
    assert len(off) > len(load_scenes()) / 2
    assert max(off) <= 1.0


def test_the_app_is_gone_afterwards_and_the_result_is_kept(calibrated: Any) -> None:
    """The phone is left as it was found; the bundle verifies."""
    found, _, _ = calibrated
    assert PACKAGE not in found["packages"]
    assert len(found["kept"]) == 1
    verified = subprocess.run(
        [sys.executable, "-m", "harness.cli.main", "verify", found["bundle"]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stderr
    assert Path(found["bundle"], "seal.json").is_file()
