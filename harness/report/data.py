"""The report for programs: one JSON document, texts as the app gave them.

``docs/report.schema.json`` is its published schema, made from the records below
(``python -m harness.report.schema``). Fields may be added within a format; none goes away or
changes its meaning without a new one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.finding import Clause, Finding, Rule, Verdict
from harness.domain.geometry import PointPx
from harness.domain.place import Hop
from harness.domain.sight import Popup
from harness.domain.trial import (
    Outcome,
    Question,
    StopReason,
    TapMapPoint,
    Trial,
    TrialStatus,
)
from harness.report.entry import Entry, Interruption

FORMAT: Literal[1] = 1


class BothLanguages(msgspec.Struct, frozen=True, kw_only=True):
    """A text in Chinese and in English."""

    zh: str
    en: str


class Reasons(msgspec.Struct, frozen=True, kw_only=True):
    """Why the case has its verdict, most telling first."""

    zh: tuple[str, ...]
    en: tuple[str, ...]


class CitedClause(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A clause by its id, with document and article where the catalogue has them."""

    id: str
    document: str | None = None
    article: str | None = None


class FindingReport(msgspec.Struct, frozen=True, kw_only=True):
    """One rule applied to the case (or to one control of it)."""

    rule: str
    rule_version: str
    name: BothLanguages | None
    verdict: Verdict
    reason_en: str
    reason_zh: str
    subject: str | None
    """Key of the control it is about."""
    measured: float | None
    unit: str
    benchmark: str
    benchmark_origin: str | None
    """"law", "standard" or "ours"; null for a rule the catalogue no longer has."""
    hits: int
    """k of n launches showed it."""
    of: int
    interval: tuple[float, float] | None
    """95 % interval of k / n."""
    error_level: float | None
    severity: str
    clauses: tuple[CitedClause, ...]
    trials: tuple[int, ...]
    frames: tuple[int, ...]
    hops: tuple[Hop, ...]


class FramesOfNote(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of the frames that tell a launch."""

    popup: int | None
    before: int | None
    after: int | None


class LaunchReport(msgspec.Struct, frozen=True, kw_only=True):
    """One launch: what was asked, done and seen."""

    number: int
    question: Question
    status: TrialStatus
    reason: str
    popup: Popup | None
    creative: str | None
    tapped_px: PointPx | None
    outcome: Outcome | None
    frames: FramesOfNote


class CaseReport(msgspec.Struct, frozen=True, kw_only=True):
    """One app on one device in one run. Times are UTC nanoseconds since 1970."""

    case: str
    app: AppFacts
    device: DeviceFacts
    verdict: Verdict | None
    """Null when the run ended before it was judged."""
    reasons: Reasons
    partial: bool
    stopped: StopReason | None
    started_wall_ns: int
    ended_wall_ns: int | None
    seed: int
    consent: str
    updates: str
    tool_version: str
    rules_version: str | None
    findings: tuple[FindingReport, ...]
    launches: tuple[LaunchReport, ...]
    interruptions: tuple[Interruption, ...]
    """Where the run was killed and gone on with."""
    tap_map: tuple[TapMapPoint, ...]
    seal: dict[str, Any] | None
    """``seal.json`` as it stands in the bundle, unverified."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What ``report.json`` holds. Boxes are ``[x, y, width, height]`` in pixels."""

    format: Literal[1]
    cases: tuple[CaseReport, ...]


def report_of(
    entries: Sequence[Entry], *, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]
) -> Report:
    """All cases as one record."""
    return Report(format=FORMAT, cases=tuple(_case(e, rules, clauses) for e in entries))


def report_data(
    entries: Sequence[Entry], *, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]
) -> dict[str, Any]:
    """All cases as plain data."""
    data: dict[str, Any] = msgspec.to_builtins(report_of(entries, rules=rules, clauses=clauses))
    return data


def render_json(
    entries: Sequence[Entry], *, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]
) -> str:
    """``report_of`` as indented JSON text."""
    data = msgspec.json.encode(report_of(entries, rules=rules, clauses=clauses))
    return msgspec.json.format(data, indent=2).decode() + "\n"


def _case(entry: Entry, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]) -> CaseReport:
    case, judgement = entry.case, entry.judgement
    return CaseReport(
        case=case.id,
        app=case.app,
        device=case.device,
        verdict=judgement.verdict if judgement else None,
        reasons=Reasons(
            zh=judgement.reasons_zh if judgement else (),
            en=judgement.reasons_en if judgement else (),
        ),
        partial=case.partial,
        stopped=case.stopped,
        started_wall_ns=case.started_wall_ns,
        ended_wall_ns=case.ended_wall_ns,
        seed=case.seed,
        consent=case.consent_policy,
        updates=case.update_policy,
        tool_version=case.tool_version,
        rules_version=judgement.rules_version if judgement else None,
        findings=tuple(
            _finding(f, rules, clauses) for f in (judgement.findings if judgement else ())
        ),
        launches=tuple(map(_launch, case.trials)),
        interruptions=tuple(entry.interruptions),
        tap_map=tuple(entry.tap_map),
        seal=dict(entry.seal_info) if entry.seal_info else None,
    )


def _finding(
    finding: Finding, rules: Mapping[str, Rule], clauses: Mapping[str, Clause]
) -> FindingReport:
    rule = rules.get(finding.rule)
    told = {name: getattr(finding, name) for name in Finding.__struct_fields__}
    told["clauses"] = tuple(_cited(name, clauses.get(name)) for name in finding.clauses)
    known = {name: value for name, value in told.items() if name in FindingReport.__struct_fields__}
    return FindingReport(
        **known,
        name=BothLanguages(zh=rule.name_zh, en=rule.name_en) if rule else None,
        benchmark_origin=rule.origin if rule else None,
    )


def _cited(name: str, clause: Clause | None) -> CitedClause:
    if clause is None:
        return CitedClause(id=name)
    return CitedClause(id=name, document=clause.document, article=clause.article)


def _launch(trial: Trial) -> LaunchReport:
    result = trial.result
    outcome = result.outcome if result else None
    return LaunchReport(
        number=trial.number,
        question=trial.question,
        status=trial.status,
        reason=trial.reason,
        popup=result.popup if result else None,
        creative=result.creative if result else None,
        tapped_px=result.tapped_px if result else None,
        outcome=outcome,
        frames=FramesOfNote(
            popup=result.popup_frame if result else None,
            before=result.before_frame if result else None,
            after=outcome.after_frame if outcome else None,
        ),
    )
