"""adbutils' own end-to-end tests, as published beside it, unmodified, on the virtual phone."""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import adbutils
import pytest
from debian_adb import CACHE
from real_adb import ADB, AdbServer, started_phone, started_server

pytestmark = pytest.mark.phone

NOT_FOR_A_TCP_DEVICE = {
    "test_adb.py::test_server_version": "hard-codes an adb server at port 5037",
    "test_adb.py::test_adb_disconnect": "hard-codes an adb server at port 5037",
    "test_adb.py::test_wait_for": "hard-codes port 5037, and waits for a device on USB",
    "test_adb.py::test_track_device": "hard-codes an adb server at port 5037",
}
"""Tests that no device on TCP can pass, and why."""
SKIPS_ITSELF = {
    "test_deprecated.py::test_current_app": "adbutils took current_app away",
    "test_device_shell_extend.py::test_app_start_stop": "wants io.appium.android.apis installed",
}
"""Tests that decide by themselves not to run here."""


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests as they were published beside the installed version."""
    version = adbutils.__version__
    archive = CACHE / f"adbutils-{version}.tar.gz"
    if not archive.exists():
        _download(version, archive)
    folder = tmp_path_factory.mktemp("adbutils")
    shutil.unpack_archive(archive, folder)
    return folder / f"adbutils-{version}" / "e2etests"


def _download(version: str, archive: Path) -> None:
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        done = subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                "--disable-pip-version-check", "--no-binary", "adbutils", f"adbutils=={version}",
            ],
            cwd=folder, capture_output=True, check=False, timeout=200,
        )  # fmt: skip
        found = list(Path(folder).glob("adbutils-*.tar.gz"))
        if done.returncode or not found:
            said = done.stderr.decode().strip()[-200:]
            pytest.skip(f"no source distribution of adbutils {version} from a registry: {said}")
        found[0].rename(archive)


@pytest.fixture(scope="module")
def outcomes(
    suite: Path, adb_server: AdbServer, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """By test: passed, failed or skipped, behind a server that knows only one phone."""
    home = tmp_path_factory.mktemp("home")
    report = home / "report.xml"
    with (
        started_server({**adb_server.env, "HOME": str(home)}) as server,
        started_phone(server, "--size", "1080x1920", "--density", "420"),
    ):
        done = subprocess.run(
            [
                sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p",
                "no:xdist", "-c", os.devnull, "--rootdir", str(suite),
                f"--junitxml={report}", str(suite),
                *(f"--deselect={name}" for name in NOT_FOR_A_TCP_DEVICE),
            ],
            cwd=home, env=server.env, capture_output=True, check=False, timeout=240,
        )  # fmt: skip
    assert report.exists(), done.stdout.decode() + done.stderr.decode()
    return _read(report)


def _read(report: Path) -> dict[str, str]:
    found = {}
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314  we made the file
        name = f"{case.attrib['classname'].rpartition('.')[2]}.py::{case.attrib['name']}"
        bad = case.find("failure") if case.find("failure") is not None else case.find("error")
        skipped = case.find("skipped")
        if bad is not None:
            found[name] = f"failed: {bad.attrib.get('message', '')[:300]}"
        else:
            found[name] = "passed" if skipped is None else "skipped"
    return found


def test_all_that_can_apply_pass(outcomes: dict[str, str]) -> None:
    """Nothing fails, and nothing is skipped but what says so itself."""
    assert {name: how for name, how in outcomes.items() if how.startswith("failed")} == {}
    assert {name for name, how in outcomes.items() if how == "skipped"} == {*SKIPS_ITSELF}


def test_the_suite_is_the_one_we_know(outcomes: dict[str, str], suite: Path) -> None:
    """The tests that are left out exist, and many others ran."""
    for name in NOT_FOR_A_TCP_DEVICE:
        file, _, function = name.partition("::")
        assert f"def {function}(" in (suite / file).read_text(encoding="utf-8")
    assert sum(how == "passed" for how in outcomes.values()) >= 35
    assert shutil.which(str(ADB)) is not None
