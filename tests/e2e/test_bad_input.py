"""Trouble with a device or a run, through a real adb server: one line, right code, nothing lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.cli.demo import RunningPhone, own_adb, virtual_phone
from harness.cli.exits import Exit
from harness.device.adb import adb_binary

pytestmark = pytest.mark.phone

MAIN = [sys.executable, "-m", "harness.cli.main"]
EVIL = "</script><script>alert(1)</script>\\u202e\\x07"
SCRIPT = """format: 1
package: com.example.tiny
label: "LABEL"
version_name: '1.0'
version_code: 1
activities:
- {name: .MainActivity, page: home, launcher: true}
pages:
  home: {background: {colors: ['#ffffff']}}
"""


@pytest.fixture(scope="module")
def env() -> Iterator[dict[str, str]]:
    with own_adb() as found:
        yield {**found, "TAPTRUTH_KEY": f"{found['HOME']}/key.pem"}


@pytest.fixture
def phone(env: dict[str, str], tmp_path: Path) -> Iterator[RunningPhone]:
    """A phone with one tiny app, whose label is hostile."""
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "app.yaml").write_text(SCRIPT.replace("LABEL", EVIL), "utf-8")
    with virtual_phone(tmp_path / "apps", env, seed=1, api=34) as running:
        yield running


def taptruth(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*MAIN, *words], env=env, capture_output=True, text=True, check=False)


def shell(env: dict[str, str], serial: str, line: str) -> str:
    adb = [str(adb_binary()), "-P", env["ANDROID_ADB_SERVER_PORT"], "-s", serial, "shell", line]
    return subprocess.run(adb, env=env, capture_output=True, text=True, check=True).stdout


def wait_for(file: Path, word: str, scan: subprocess.Popen[str]) -> None:
    """Until the running scan has written that word."""
    until = time.monotonic() + 120
    while not (file.exists() and word in file.read_text("utf-8")):
        assert scan.poll() is None, "the scan ended by itself"
        assert time.monotonic() < until, f"no {word} in {file}"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def ctrl_c_is_heeded() -> Iterator[None]:
    """A script's background job ignores SIGINT and hands that on to what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def stopped_by(
    name: signal.Signals,
    env: dict[str, str],
    serial: str,
    bundle: Path,
    pid: int | None = None,
) -> tuple[int, str]:
    """Exit status and stderr of a scan; it (or ``pid``) got the signal after its first look."""
    words = ["scan", "com.example.tiny", "-s", serial, "--bundle", str(bundle), "--no-report"]
    with subprocess.Popen([*MAIN, *words], env=env, stderr=subprocess.PIPE, text=True) as scan:
        try:
            wait_for(bundle / "events.jsonl", '"observed"', scan)
            os.kill(pid or scan.pid, name)
            told = scan.communicate(timeout=120)[1]
        finally:
            scan.kill()
        return scan.returncode, told


FOUND = "settings get global stay_on_while_plugged_in; settings get system screen_off_timeout"


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_scan_is_sealed_and_the_phone_as_found(
    name: signal.Signals, env: dict[str, str], phone: RunningPhone, tmp_path: Path
) -> None:
    """Ctrl-C on a phone that lay locked: exit 130, a partial bundle that holds, settings back."""
    shell(env, phone.serial, "input keyevent 26")
    found = shell(env, phone.serial, FOUND)
    code, told = stopped_by(name, env, phone.serial, tmp_path / "b")
    assert code == Exit.INTERRUPTED
    assert told.endswith("taptruth: interrupted\n")
    assert "Traceback" not in told
    assert "(partial, sealed at_end" in taptruth(env, "verify", str(tmp_path / "b")).stdout
    assert shell(env, phone.serial, FOUND) == found


def test_a_killed_scan_opens_and_is_reported_without_live_markup(
    env: dict[str, str], phone: RunningPhone, tmp_path: Path
) -> None:
    """After kill -9: seal, verify and report work; a hostile label stays text."""
    found = shell(env, phone.serial, FOUND)
    bundle, page = str(tmp_path / "b"), tmp_path / "r.html"
    stopped_by(signal.SIGKILL, env, phone.serial, tmp_path / "b")
    assert taptruth(env, "verify", bundle).returncode == Exit.TAMPERED
    assert taptruth(env, "seal", bundle).returncode == 0
    assert "(partial, sealed later" in taptruth(env, "verify", bundle).stdout
    assert taptruth(env, "report", bundle, "-o", str(page)).returncode == 0
    text = page.read_text("utf-8")
    assert text.count("<script") == 1  # ours; that of the app's label stays text
    assert "<script>alert" not in text
    assert not {"\u202e", "\x07"} & set(text)
    taptruth(env, "doctor", "-s", phone.serial)
    assert shell(env, phone.serial, FOUND) == found


def test_an_unknown_package_and_a_used_folder_are_usage_errors(
    env: dict[str, str], phone: RunningPhone, tmp_path: Path
) -> None:
    """One line with what to do, and nothing is written."""
    done = taptruth(env, "scan", "com.nope.app", "-s", phone.serial, "--out", str(tmp_path / "o"))
    assert done.returncode == Exit.USAGE
    assert f"adb -s {phone.serial} shell pm list packages -3" in done.stderr
    assert not (tmp_path / "o").exists()
    done = taptruth(env, "scan", "com.example.tiny", "-s", phone.serial, "--bundle", str(tmp_path))
    assert done.returncode == Exit.USAGE
    assert done.stderr == f"taptruth: {tmp_path}: not empty; choose a new folder for the bundle\n"


def test_a_phone_that_goes_away_leaves_a_sealed_partial_bundle(
    env: dict[str, str], phone: RunningPhone, tmp_path: Path
) -> None:
    """Pulled out while scanning: exit 12, one line says what to do, and what was seen holds."""
    bundle = tmp_path / "b"
    code, told = stopped_by(signal.SIGKILL, env, phone.serial, bundle, phone.pid)
    assert code == Exit.DEVICE_LOST
    assert f"taptruth: {phone.serial} is gone" in told.splitlines()[-1]
    assert "(partial, sealed at_end" in taptruth(env, "verify", str(bundle)).stdout
