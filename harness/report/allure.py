"""A folder of Allure results (version 2): one result a finding, one for what the rig broke.

violation → failed, inconclusive and suspected → skipped (a suspicion does not say that the app
is at fault, and does not pass either), clear → passed, rig trouble → broken. Names of files are
made from what they tell, so that the same bundles give the same folder.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.domain.finding import Clause, Finding, Rule, Verdict
from harness.domain.trial import Trial, TrialStatus
from harness.report.clean import clean
from harness.report.entry import Entry
from harness.report.pictures import Picture, Pictures
from harness.report.view import best_trial, proof_pictures

STATUS = {
    Verdict.VIOLATION: "failed",
    Verdict.SUSPECTED: "skipped",
    Verdict.INCONCLUSIVE: "skipped",
    Verdict.CLEAR: "passed",
}
SEVERITY = {"S1": "critical", "S2": "normal", "S3": "minor"}
CATEGORIES = [
    {"name": "The app is at fault", "matchedStatuses": ["failed"]},
    {"name": "Could not tell", "matchedStatuses": ["skipped"]},
    {"name": "Rig trouble", "matchedStatuses": ["broken"]},
]
SPACE = uuid.UUID("8d0a0f5e-9f0f-5c0a-9b51-1f0c3a6f7a11")
"""Name space of our results' UUIDs."""


def allure_files(
    entries: Sequence[Entry], *, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]
) -> Iterator[tuple[str, bytes]]:
    """Name and contents of every file of the results folder."""
    yield "categories.json", _json(CATEGORIES)
    yield "environment.properties", _environment(entries).encode("ascii")
    for entry in entries:
        pictures = Pictures(entry.frames)
        for number, finding in enumerate(entry.judgement.findings if entry.judgement else ()):
            base = _base(entry, _name(finding), f"finding {number}")
            yield from _finding(entry, finding, base, pictures, rules.get(finding.rule), clauses)
        for name, message in _trouble(entry):
            result = _base(entry, name, "rig") | {
                "status": "broken",
                "statusDetails": {"message": clean(message)},
            }
            yield f"{result['uuid']}-result.json", _json(result)


def _finding(
    entry: Entry,
    finding: Finding,
    base: dict[str, Any],
    pictures: Pictures,
    rule: Rule | None,
    clauses: Mapping[str, Clause],
) -> Iterator[tuple[str, bytes]]:
    result = base | {
        "status": STATUS[finding.verdict],
        "statusDetails": {"message": clean(finding.reason_en), "trace": clean(finding.reason_zh)},
        "steps": [_step(t) for t in entry.case.trials if t.number in set(finding.trials)],
        "description": _description(finding, rule, clauses),
        "attachments": [],
    }
    result["labels"] += [
        {"name": "severity", "value": SEVERITY.get(finding.severity, "normal")},
        {"name": "story", "value": clean(rule.name_en if rule else finding.rule)},
        {"name": "tag", "value": str(finding.verdict)},
    ]
    for said, picture in _pictures(entry, finding, pictures):
        file = f"{uuid.uuid5(SPACE, result['uuid'] + said)}-attachment.jpg"
        attached = {"name": said, "source": file, "type": "image/jpeg"}
        result["attachments"].append(attached)
        yield file, picture.data
    yield f"{result['uuid']}-result.json", _json(result)


def _pictures(entry: Entry, finding: Finding, pictures: Pictures) -> Iterator[tuple[str, Picture]]:
    best = best_trial([t for t in entry.case.trials if t.number in set(finding.trials)])
    if best is None or finding.verdict not in {Verdict.VIOLATION, Verdict.SUSPECTED}:
        return
    for said, picture in zip(
        ("before", "after"), proof_pictures(best, finding, pictures), strict=True
    ):
        if picture is not None:
            yield f"launch {best.number}, {said}", picture


def _name(finding: Finding) -> str:
    return finding.rule + (f" {finding.subject}" if finding.subject else "")


def _base(entry: Entry, name: str, place: str) -> dict[str, Any]:
    """What every result has; ``place`` keeps apart two of one name in one case."""
    case = entry.case
    package = clean(case.app.package)
    key = f"{package}\0{name}"
    return {
        "uuid": str(uuid.uuid5(SPACE, f"{case.id}\0{key}\0{place}")),
        "historyId": hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(),
        "fullName": clean(f"{package}: {name}"),
        "name": clean(name),
        "stage": "finished",
        "start": case.started_wall_ns // 1_000_000,
        "stop": (case.ended_wall_ns or case.started_wall_ns) // 1_000_000,
        "labels": [
            {"name": "framework", "value": "taptruth"},
            {"name": "suite", "value": clean(case.app.label or package)},
            {"name": "package", "value": package},
            {"name": "host", "value": clean(f"{case.device.manufacturer} {case.device.model}")},
        ],
        "parameters": [
            {"name": "version", "value": clean(case.app.version_name or "")},
            {"name": "android", "value": clean(case.device.android_release)},
        ],
    }


def _step(trial: Trial) -> dict[str, Any]:
    outcome = trial.result.outcome if trial.result else None
    said = f"{outcome.kind}: {outcome.why}" if outcome else (trial.reason or str(trial.status))
    start = trial.started_wall_ns // 1_000_000
    return {
        "name": clean(f"launch {trial.number}: {trial.question.kind}"),
        "status": "broken" if trial.status is TrialStatus.BROKEN else "passed",
        "statusDetails": {"message": clean(said)},
        "stage": "finished",
        "start": start,
        "stop": start + max(0, trial.ended_at_ns - trial.started_at_ns) // 1_000_000,
    }


def _description(finding: Finding, rule: Rule | None, clauses: Mapping[str, Clause]) -> str:
    parts = [rule.question_en if rule else ""]
    if finding.of:
        parts.append(f"{finding.hits} of {finding.of} launches.")
    if finding.benchmark:
        parts.append(f"Benchmark: {finding.benchmark}.")
    parts += [
        f"{clauses[c].document} {clauses[c].article}" for c in finding.clauses if c in clauses
    ]
    return clean(" ".join(part for part in parts if part))


def _trouble(entry: Entry) -> Iterator[tuple[str, str]]:
    stopped = entry.case.stopped
    if entry.judgement is None:
        yield "judged", stopped.why if stopped else "the run ended before the findings were judged"
    for trial in entry.case.trials:
        if trial.status is TrialStatus.BROKEN:
            yield f"launch {trial.number}", trial.reason


def _environment(entries: Sequence[Entry]) -> str:
    devices = sorted({f"{e.case.device.manufacturer} {e.case.device.model}" for e in entries})
    tools = sorted({e.case.tool_version for e in entries})
    lines = [("device", ", ".join(devices)), ("taptruth", ", ".join(tools))]
    return "".join(f"{k}={_escaped(clean(v))}\n" for k, v in lines)


def _escaped(text: str) -> str:
    r"""A value of a Java properties file: ASCII, the rest as \uXXXX of UTF-16."""
    units = text.encode("utf-16-be")
    codes = [int.from_bytes(units[i : i + 2]) for i in range(0, len(units), 2)]
    plain = set(range(0x20, 0x7F)) - {ord("\\")}
    return "".join(chr(code) if code in plain else f"\\u{code:04x}" for code in codes)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
