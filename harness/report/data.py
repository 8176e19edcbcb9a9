"""The report for programs: one JSON document, texts as the app gave them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from harness.domain.finding import Clause, Finding, Rule
from harness.domain.trial import Trial
from harness.report.entry import Entry

FORMAT = 1


def report_data(
    entries: Sequence[Entry], *, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]
) -> dict[str, Any]:
    """All cases as plain data; times are UTC nanoseconds, boxes ``[x, y, w, h]`` in pixels."""
    return {"format": FORMAT, "cases": [_case(e, rules, clauses) for e in entries]}


def render_json(
    entries: Sequence[Entry], *, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]
) -> str:
    """``report_data`` as indented JSON text."""
    data = msgspec.json.encode(report_data(entries, rules=rules, clauses=clauses))
    return msgspec.json.format(data, indent=2).decode() + "\n"


def _case(entry: Entry, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]) -> dict[str, Any]:
    case, judgement = entry.case, entry.judgement
    return {
        "case": case.id,
        "app": msgspec.to_builtins(case.app),
        "device": msgspec.to_builtins(case.device),
        "verdict": str(judgement.verdict) if judgement else None,
        "reasons": {
            "zh": list(judgement.reasons_zh if judgement else ()),
            "en": list(judgement.reasons_en if judgement else ()),
        },
        "partial": case.partial,
        "stopped": msgspec.to_builtins(case.stopped),
        "started_wall_ns": case.started_wall_ns,
        "ended_wall_ns": case.ended_wall_ns,
        "seed": case.seed,
        "consent": case.consent_policy,
        "tool_version": case.tool_version,
        "rules_version": judgement.rules_version if judgement else None,
        "findings": [
            _finding(f, rules, clauses) for f in (judgement.findings if judgement else ())
        ],
        "launches": [_trial(trial) for trial in case.trials],
        "tap_map": msgspec.to_builtins(entry.tap_map),
        "seal": dict(entry.seal_info) if entry.seal_info else None,
    }


def _finding(
    finding: Finding, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]
) -> dict[str, Any]:
    rule = rules.get(finding.rule)
    told: dict[str, Any] = msgspec.to_builtins(finding)
    told["name"] = {"zh": rule.name_zh, "en": rule.name_en} if rule else None
    told["benchmark_origin"] = rule.origin if rule else None
    told["clauses"] = [
        {"id": c, "document": clauses[c].document, "article": clauses[c].article}
        if c in clauses
        else {"id": c}
        for c in finding.clauses
    ]
    return told


def _trial(trial: Trial) -> dict[str, Any]:
    result = trial.result
    return {
        "number": trial.number,
        "question": msgspec.to_builtins(trial.question),
        "status": str(trial.status),
        "reason": trial.reason,
        "popup": msgspec.to_builtins(result.popup) if result else None,
        "creative": result.creative if result else None,
        "tapped_px": msgspec.to_builtins(result.tapped_px) if result else None,
        "outcome": msgspec.to_builtins(result.outcome) if result else None,
        "frames": {
            "popup": result.popup_frame if result else None,
            "before": result.before_frame if result else None,
            "after": result.outcome.after_frame if result and result.outcome else None,
        },
    }
