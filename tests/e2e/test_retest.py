"""A re-test that shows "mended" and one that shows "recurred": three versions of one app.

Three scans on virtual phones take minutes: ``make test-retest``.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from real_adb import AdbServer, started_phone

APP = Path(__file__).parents[2] / "fixtures" / "apps" / "decoy_x"
PACKAGE = "com.example.wallpaper"
JUMP = (
    "{open: {action: android.intent.action.VIEW, data: 'exampleshop://item/1024?from=wallpaper'}}"
)
PHONE = ("--size", "720x1600", "--density", "280")
pytestmark = [pytest.mark.phone, pytest.mark.long, pytest.mark.timeout(1500)]


def version(folder: Path, name: str, code: int, *, honest: bool) -> Path:
    """The app in another version; in an honest one the X closes and the picture leads nowhere."""
    text = (APP / "app.yaml").read_text(encoding="utf-8")
    text = text.replace("version_name: 6.6.0", f"version_name: {name}")
    text = text.replace("version_code: 660", f"version_code: {code}")
    if honest:
        body, close = text.split("id: close", 1)
        leads = f"on_tap:\n      - {JUMP}"
        assert leads in body
        assert JUMP in close
        dead = body.replace(leads, "on_tap: []")
        text = dead + "id: close" + close.replace(JUMP, "{dismiss: true}")
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "app.yaml").write_text(text, encoding="utf-8")
    return folder


class Ledger:
    """The command, with a ledger and a key of the test's own."""

    def __init__(self, folder: Path, adb: AdbServer) -> None:
        self._env = {
            **os.environ,
            **adb.env,
            "TAPTRUTH_LEDGER": str(folder / "ledger.sqlite"),
            "TAPTRUTH_KEY": str(folder / "key.pem"),
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-m", "harness.cli.main", *words]
        return subprocess.run(program, env=self._env, capture_output=True, text=True, check=False)

    def entry(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.run("ledger", "show", "1", "--json").stdout)
        return told


@pytest.fixture(scope="module")
def scanned(
    tmp_path_factory: pytest.TempPathFactory, adb_server: AdbServer
) -> tuple[Ledger, dict[str, Path]]:
    """Bundles of 6.6.0 (decoy), 6.7.0 (the X closes) and 6.8.0 (decoy again)."""
    folder = tmp_path_factory.mktemp("retest")
    ledger = Ledger(folder, adb_server)
    bundles = {}
    for name, code, honest in (("6.6.0", 660, False), ("6.7.0", 670, True), ("6.8.0", 680, False)):
        apps = version(folder / name, name, code, honest=honest)
        with started_phone(adb_server, "--apps", str(apps), *PHONE) as phone:
            out = folder / f"scan-{name}"
            done = ledger.run("scan", PACKAGE, "-s", phone.serial, "--out", str(out), "--no-report")
            assert done.returncode == (0 if honest else 1), done.stderr
        bundles[name] = out / "bundle"
    return ledger, bundles


def test_mended_then_recurred(scanned: tuple[Ledger, dict[str, Path]]) -> None:
    """The rectified decoy is mended in 6.7.0 and has recurred in 6.8.0, and so says its history."""
    ledger, bundles = scanned
    assert ledger.run("ledger", "add", str(bundles["6.6.0"])).returncode == 0
    for state in ("verified", "notified", "rectified"):
        assert ledger.run("ledger", "set", "1", state, "--who", "wang").returncode == 0
    mended = ledger.run("ledger", "retest", "1", str(bundles["6.7.0"]))
    sys.stdout.write(mended.stdout)
    assert mended.returncode == 0, mended.stdout
    assert "entry 1: rectified → mended" in mended.stdout
    recurred = ledger.run("ledger", "retest", "1", str(bundles["6.8.0"]))
    sys.stdout.write(recurred.stdout)
    assert recurred.returncode == 1, recurred.stdout
    assert "entry 1: mended → recurred" in recurred.stdout
    told = ledger.entry()
    assert told["entry"]["rule"] == "C03"
    assert [line["new"] for line in told["history"]] == [
        "clue", "verified", "notified", "rectified", "mended", "recurred"
    ]  # fmt: skip
