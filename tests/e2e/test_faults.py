"""What goes wrong on purpose is answered honestly: right exit code, sealed bundle, no blame."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.cli.demo import own_adb
from harness.cli.exits import Exit
from harness.device.adb import adb_binary
from harness.virtual.faults.control import Order, send

pytestmark = pytest.mark.phone

MAIN = [sys.executable, "-m", "harness.cli.main"]
SCRIPT = """format: 1
package: com.example.tiny
label: Tiny
version_name: '1.0'
version_code: 1
activities:
- {name: .MainActivity, page: home, launcher: true}
pages:
  home: {background: {colors: ['#ffffff']}}
"""


@pytest.fixture(scope="module")
def env() -> Iterator[dict[str, str]]:
    """An adb server of the module's own."""
    with own_adb() as found:
        yield {**found, "TAPTRUTH_KEY": f"{found['HOME']}/key.pem"}


def scanned(
    env: dict[str, str], folder: Path, order: Order
) -> tuple[subprocess.CompletedProcess[str], Path]:
    """A scan of a tiny app on a phone with that fault, and its bundle."""
    (folder / "app.yaml").write_text(SCRIPT, "utf-8")
    program = [sys.executable, "-m", "harness.virtual.server", "--apps", str(folder),
               "--size", "360x800", "--density", "160"]  # fmt: skip
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as phone:
        try:
            assert phone.stdout is not None
            ready = re.match(r"ready (\S+) serial=\S+ control=(\S+)", phone.stdout.readline())
            assert ready is not None
            adb = [str(adb_binary()), "-P", env["ANDROID_ADB_SERVER_PORT"], "connect", ready[1]]
            subprocess.run(adb, env=env, capture_output=True, check=True)
            assert send(ready[2], order) == {"ok": True}
            words = ["scan", "com.example.tiny", "-s", ready[1], "--bundle", str(folder / "b"),
                     "--no-report", "--launches", "3", "--mode", "adb-only"]  # fmt: skip
            done = subprocess.run(
                [*MAIN, *words], env=env, capture_output=True, text=True, check=False
            )
        finally:
            phone.terminate()
    return done, folder / "b"


def verified(env: dict[str, str], bundle: Path) -> str:
    """What ``verify`` says of a bundle that holds."""
    done = subprocess.run(
        [*MAIN, "verify", str(bundle)], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == Exit.CLEAR, done
    return done.stdout


def verdict_of(bundle: Path) -> str:
    """The verdict in the bundle's findings."""
    told: dict[str, str] = json.loads((bundle / "findings.json").read_text("utf-8"))
    return told["verdict"]


@pytest.mark.parametrize("fault", ["cable", "adbd-killed"])
def test_a_phone_that_goes_seals_what_was_seen(
    env: dict[str, str], tmp_path: Path, fault: str
) -> None:
    """A pulled cable and a daemon that dies in a packet: device lost, a partial bundle holds."""
    done, bundle = scanned(env, tmp_path, Order(fault=fault, on="launch", after_ms=300))
    assert done.returncode == Exit.DEVICE_LOST, done
    assert "is gone" in done.stderr
    assert "Traceback" not in done.stderr
    assert "partial" in verified(env, bundle)


def test_what_could_not_be_seen_is_no_accusation(env: dict[str, str], tmp_path: Path) -> None:
    """Captures that always end early: inconclusive, sealed, and the rig is named as the cause."""
    done, bundle = scanned(env, tmp_path, Order(fault="frames-truncated"))
    assert done.returncode == Exit.INCONCLUSIVE, done
    assert "the rig failed 3 times in a row" in done.stderr
    assert "Traceback" not in done.stderr
    assert verdict_of(bundle) == "inconclusive"
    verified(env, bundle)
