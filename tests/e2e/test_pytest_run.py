"""A pytest run of somebody else's project: two phones, two workers, three kinds of result."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from real_adb import AdbServer, started_phone

pytestmark = [pytest.mark.demo, pytest.mark.timeout(900)]

PROJECT = """
import pytest

@pytest.mark.taptruth(app="com.example.horoscope", launches=4)
def test_a_jump_without_a_touch(popup_case):
    popup_case.expect("clear")
"""


def test_violation_fails_untold_skips_and_no_phone_is_used_twice(
    pytester: pytest.Pytester, adb_server: AdbServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failure shows expected against seen; JUnit and pytest-html carry the case."""
    for name in ("ANDROID_ADB_SERVER_HOST", "ANDROID_ADB_SERVER_PORT", "ADBUTILS_ADB_PATH"):
        monkeypatch.setenv(name, adb_server.env[name])
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    pytester.makepyfile(PROJECT)
    (pytester.path / "notes.taptruth.yaml").write_text(
        "taptruth: 1\napps:\n- {app: com.example.notes, launches: 1}\n"
    )
    with started_phone(adb_server, "--seed", "1") as one, started_phone(adb_server) as two:
        result = pytester.runpytest_subprocess(
            *("-n", "2", "--taptruth-device", f"{one.serial},{two.serial}"),
            *("--junitxml", "junit.xml", "--html", "report.html", "-rs"),
        )
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.fnmatch_lines(
        ["*- expected: clear*", "*+ seen: *violation, rules R02*", "*report: *report.html*"]
    )
    result.stdout.fnmatch_lines(["*taptruth could not tell (inconclusive)*"])
    junit = (pytester.path / "junit.xml").read_text()
    told = _properties(ET.fromstring(junit))  # noqa: S314  written by pytest just now
    assert told["com.example.horoscope"]["taptruth_verdict"] == "violation"
    assert told["com.example.horoscope"]["taptruth_rules"] == "R02"
    assert told["com.example.notes"]["taptruth_verdict"] == "inconclusive"
    page = (pytester.path / "report.html").read_text()
    assert "taptruth com.example.horoscope" in page


def _properties(root: Any) -> dict[str, dict[str, str]]:
    found = {}
    for case in root.iter("testcase"):
        values = {p.get("name"): p.get("value") for p in case.iter("property")}
        found[values["taptruth_app"]] = values
    return found
