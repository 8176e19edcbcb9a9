"""JUnit XML: one suite an app, one test case a finding.

violation → failure. inconclusive → skipped. suspected → skipped too, with its reason: a
failure says "the app is at fault", and a suspicion does not. A launch that the rig broke →
error of its own, and so is a case that was never judged: it must not pass for a clean one.
"""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from harness.domain.finding import Finding, Verdict
from harness.domain.trial import Case, TrialStatus
from harness.report.clean import clean
from harness.report.entry import Entry


def render_junit(entries: Sequence[Entry]) -> str:
    """The XML document, UTF-8 with its declaration."""
    root = ET.Element("testsuites", name="taptruth")
    for entry in entries:
        root.append(_suite(entry))
    for name in ("tests", "failures", "skipped", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _suite(entry: Entry) -> ET.Element:
    case, judgement = entry.case, entry.judgement
    package = clean(case.app.package)
    suite = ET.Element("testsuite", name=package)
    for finding in judgement.findings if judgement else ():
        suite.append(_test(package, finding))
    if judgement is None:
        why = case.stopped.why if case.stopped else "the run ended before the findings were judged"
        _with(suite, package, "judged", "error", why)
    elif not judgement.findings:
        _with(suite, package, "verdict", *_judged(judgement.verdict, judgement.reasons_en))
    for trial in case.trials:
        if trial.status is TrialStatus.BROKEN:
            _with(suite, package, f"launch {trial.number}", "error", trial.reason)
    _properties(suite, case)
    counts = {"failures": "failure", "skipped": "skipped", "errors": "error"}
    suite.set("tests", str(len(suite.findall("testcase"))))
    for name, tag in counts.items():
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set(
        "time", f"{((case.ended_wall_ns or case.started_wall_ns) - case.started_wall_ns) / 1e9:.1f}"
    )
    return suite


def _test(package: str, finding: Finding) -> ET.Element:
    name = finding.rule + (f" {finding.subject}" if finding.subject else "")
    test = ET.Element("testcase", classname=package, name=clean(name))
    _add(test, *_judged(finding.verdict, (finding.reason_en,)))
    if finding.of:
        output = ET.SubElement(test, "system-out")
        output.text = f"{finding.hits} of {finding.of}; launches {list(finding.trials)}"
    return test


def _judged(verdict: Verdict, reasons: Sequence[str]) -> tuple[str, str]:
    why = " ".join(reasons)
    if verdict is Verdict.VIOLATION:
        return "failure", why
    if verdict is Verdict.CLEAR:
        return "", ""
    return "skipped", f"{verdict}: {why}"


def _with(suite: ET.Element, package: str, name: str, tag: str, why: str) -> None:
    _add(ET.SubElement(suite, "testcase", classname=package, name=name), tag, why)


def _add(test: ET.Element, tag: str, why: str) -> None:
    if tag:
        ET.SubElement(test, tag, message=clean(why))


def _properties(suite: ET.Element, case: Case) -> None:
    properties = ET.Element("properties")
    told = {
        "version": case.app.version_name,
        "apk_sha256": case.app.apk_sha256,
        "device": f"{case.device.manufacturer} {case.device.model}",
        "android": case.device.android_release,
        "partial": str(case.partial).lower(),
    }
    for name, value in told.items():
        if value:
            ET.SubElement(properties, "property", name=name, value=clean(value))
    suite.insert(0, properties)
