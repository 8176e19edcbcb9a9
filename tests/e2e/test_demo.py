"""The main job, end to end: sample apps on virtual phones, through a real adb server."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

APPS = Path(__file__).parents[2] / "fixtures" / "apps"
TRUTH = {
    path.parent.name: tomllib.loads(path.read_text()) for path in sorted(APPS.glob("*/truth.toml"))
}

LONGEST_FIRST = sorted(TRUTH, key=lambda name: TRUTH[name]["verdict"] == "violation")
"""A clearance takes all its launches: begun last, it would be waited for alone."""

pytestmark = [pytest.mark.phone, pytest.mark.demo]


def taptruth(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "harness.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the demo found, by sample app; its folder is under "out"."""
    out = tmp_path_factory.mktemp("demo")
    only = [word for name in LONGEST_FIRST for word in ("--only", name)]
    done = taptruth("demo", "--out", str(out), "--seed", "3", "--json", "--jobs", "8", *only)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return {"out": out, "report": told["report"], **{app["app"]: app for app in told["apps"]}}


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", TRUTH)
def test_a_sample_app_gets_its_verdict(demo: dict[str, Any], name: str) -> None:
    """Each sample app is judged as its truth file says, and by the rules it names."""
    found, truth = demo[name], TRUTH[name]
    assert found["verdict"] == truth["verdict"], found["reasons"]
    fired = {f["rule"] for f in found["findings"] if f["verdict"] == "violation"}
    assert fired >= set(truth["rules"])
    if truth["verdict"] != "violation":
        assert fired == set()


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", TRUTH)
def test_a_bundle_of_the_demo_verifies(demo: dict[str, Any], name: str) -> None:
    """Each bundle is sealed, and one changed byte is noticed."""
    bundle = demo["out"] / name
    assert taptruth("verify", str(bundle)).returncode == 0
    events = bundle / "events.jsonl"
    original = events.read_bytes()
    events.write_bytes(original.replace(b'"launched"', b'"launchee"', 1))
    assert taptruth("verify", str(bundle)).returncode == 13
    events.write_bytes(original)


@pytest.mark.timeout(1200)
def test_the_report_stands_alone(demo: dict[str, Any]) -> None:
    """The report is one file that names every app and fetches nothing."""
    page = Path(demo["report"]).read_text(encoding="utf-8")
    for name in TRUTH:
        assert demo[name]["package"] in page
    assert page.count("<script") == 1
    assert 'src="http' not in page
