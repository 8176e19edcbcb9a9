"""SARIF 2.1.0: findings for code scanning and issue trackers.

violation → ``fail`` at level error (S1, S2) or warning (S3). suspected → ``review``,
inconclusive → ``open``, clear → ``pass``: the standard's own words (§3.27.9), and only ``fail``
has a level. Rig trouble is no result of the app: it is a notification of the run, and makes
``executionSuccessful`` false.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from harness.domain.finding import Clause, Finding, Rule, Verdict
from harness.domain.trial import TrialStatus
from harness.report.clean import clean
from harness.report.entry import Entry
from harness.report.github import said

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
KINDS = {
    Verdict.VIOLATION: "fail",
    Verdict.SUSPECTED: "review",
    Verdict.INCONCLUSIVE: "open",
    Verdict.CLEAR: "pass",
}


def render_sarif(
    entries: Sequence[Entry], *, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]
) -> str:
    """One log with one run for all entries, as indented JSON."""
    data = msgspec.json.encode(sarif_data(entries, rules=rules, clauses=clauses))
    return msgspec.json.format(data, indent=2).decode() + "\n"


def sarif_data(
    entries: Sequence[Entry], *, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]
) -> dict[str, Any]:
    """The log as plain data."""
    named = sorted({f.rule for e in entries if e.judgement for f in e.judgement.findings})
    index = {rule: number for number, rule in enumerate(named)}
    run = {
        "tool": {"driver": _driver(entries, named, rules, clauses)},
        "invocations": [
            {
                "executionSuccessful": not any(map(_troubled, entries)),
                "toolExecutionNotifications": [n for e in entries for n in _notifications(e)],
            }
        ],
        "columnKind": "utf16CodeUnits",
        "results": [result for entry in entries for result in _results(entry, index)],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(
    entries: Sequence[Entry],
    named: Sequence[str],
    rules: Mapping[str, Rule],
    clauses: Mapping[str, Clause],
) -> dict[str, Any]:
    version = next((e.case.tool_version for e in entries if e.case.tool_version), None)
    driver: dict[str, Any] = {
        "name": "TapTruth",
        "rules": [_rule(name, rules.get(name), clauses) for name in named],
    }
    return driver | ({"version": version} if version else {})


def _rule(name: str, rule: Rule | None, clauses: Mapping[str, Clause]) -> dict[str, Any]:
    if rule is None:
        return {"id": name}
    matched = [clauses[c].title("en") for c in rule.clauses if c in clauses]
    return {
        "id": name,
        "name": clean(rule.name_en),
        "shortDescription": {"text": clean(rule.name_en)},
        "fullDescription": {"text": clean(rule.question_en)},
        "help": {"text": clean("; ".join((f"Benchmark: {rule.benchmark_en}", *matched)))},
        "defaultConfiguration": {"level": _level(rule.severity)},
        "properties": {"name_zh": clean(rule.name_zh), "severity": rule.severity,
                       "tags": [rule.severity, rule.origin]},
    }  # fmt: skip


def _level(severity: str) -> str:
    return "warning" if severity == "S3" else "error"


def _results(entry: Entry, index: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for finding in entry.judgement.findings if entry.judgement else ():
        failed = finding.verdict is Verdict.VIOLATION
        yield {
            "ruleId": finding.rule,
            "ruleIndex": index[finding.rule],
            "kind": KINDS[finding.verdict],
            "level": _level(finding.severity) if failed else "none",
            "message": {"text": _message(entry, finding)},
            "locations": [_location(entry, finding)],
            "partialFingerprints": {"taptruth/v1": _fingerprint(entry, finding)},
            "properties": _properties(finding),
        }


def _message(entry: Entry, finding: Finding) -> str:
    return clean(f"{entry.case.app.label or entry.case.app.package}: {said(finding)}")


def _location(entry: Entry, finding: Finding) -> dict[str, Any]:
    package = clean(entry.case.app.package)
    part = [{"name": clean(finding.subject), "kind": "resource"}] if finding.subject else []
    return {
        "physicalLocation": {"artifactLocation": {"uri": f"{package}.apk"}},
        "logicalLocations": [{"name": package, "kind": "module"}, *part],
    }


def _fingerprint(entry: Entry, finding: Finding) -> str:
    """Equal for the same rule on the same control of the same app, whatever the version."""
    key = "\0".join((entry.case.app.package, finding.rule, finding.subject or ""))
    return hashlib.sha256(key.encode()).hexdigest()


def _properties(finding: Finding) -> dict[str, Any]:
    told = {
        "reason_zh": clean(finding.reason_zh),
        "hits": finding.hits,
        "of": finding.of,
        "interval": list(finding.interval) if finding.interval else None,
        "measured": finding.measured,
        "unit": finding.unit,
        "benchmark": clean(finding.benchmark),
        "launches": list(finding.trials),
        "clauses": list(finding.clauses),
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def _troubled(entry: Entry) -> bool:
    return entry.judgement is None or entry.case.partial


def _notifications(entry: Entry) -> Iterator[dict[str, Any]]:
    package = clean(entry.case.app.package)
    if _troubled(entry):
        why = entry.case.stopped.why if entry.case.stopped else "the run ended early"
        yield {"level": "error", "message": {"text": clean(f"{package}: not judged: {why}")}}
    for trial in entry.case.trials:
        if trial.status is TrialStatus.BROKEN:
            text = f"{package}: launch {trial.number}: {trial.reason}"
            yield {"level": "warning", "message": {"text": clean(text)}}
