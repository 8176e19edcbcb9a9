"""JUnit: at fault, could not tell and rig broken are three different results."""

from xml.etree import ElementTree as ET

import msgspec
from case_builder import Built, broken_off, honest, hostile, quiet, violating

from harness.domain.finding import Verdict
from harness.report.entry import Entry
from harness.report.junit import render_junit


def suite(built: Built) -> ET.Element:
    """The suite of one case."""
    case, judgement, album = built
    root = ET.fromstring(render_junit([Entry(case, judgement, album.frame)]))  # noqa: S314
    found = root.find("testsuite")
    assert found is not None
    return found


def results(built: Built) -> dict[str, str]:
    """Name of each test and what became of it ("passed" or the tag)."""
    found = {}
    for test in suite(built).findall("testcase"):
        tags = [child.tag for child in test if child.tag != "system-out"]
        found[test.get("name", "")] = tags[0] if tags else "passed"
    return found


def test_each_verdict_has_its_own_result() -> None:
    """A violation fails, a rule that was met passes, one that could not be told is skipped."""
    assert results(violating()) == {
        "C03 skip@top_right": "failure",
        "R01": "failure",
        "R02": "skipped",
        "C04": "passed",
    }


def test_suspicion_is_skipped_with_its_reason() -> None:
    """A suspicion does not say that the app is at fault, and does not pass either."""
    case, judgement, album = violating()
    assert judgement is not None
    findings = tuple(
        msgspec.structs.replace(f, verdict=Verdict.SUSPECTED) for f in judgement.findings
    )
    bent = msgspec.structs.replace(judgement, findings=findings)
    assert set(results((case, bent, album)).values()) == {"skipped"}
    skipped = suite((case, bent, album)).find("testcase/skipped")
    assert skipped is not None
    assert skipped.get("message", "").startswith("suspected: ")


def test_rig_trouble_is_an_error() -> None:
    """A broken launch and a case that was never judged are errors, not failures."""
    assert results(broken_off()) == {"judged": "error", "launch 2": "error"}


def test_app_without_findings_is_not_an_empty_suite() -> None:
    """No pop-up seen is one skipped test, so that nobody takes silence for success."""
    assert results(quiet()) == {"verdict": "skipped"}


def test_counts_add_up_over_all_apps() -> None:
    """The root's counts are the sums of its suites'."""
    entries = [Entry(*build()[:2], frames=build()[2].frame) for build in (violating, honest, quiet)]
    root = ET.fromstring(render_junit(entries))  # noqa: S314
    names = ("tests", "failures", "skipped", "errors")
    assert [int(root.get(name, "-1")) for name in names] == [6, 2, 2, 0]


def test_hostile_text_keeps_the_xml_whole() -> None:
    """Control characters that XML forbids do not reach it."""
    assert results(hostile())["C03 skip@top_right"] == "failure"
