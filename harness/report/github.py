"""GitHub Actions: annotations (workflow commands) and the step summary.

violation → error, suspected → warning, inconclusive and rig trouble → notice.
"""

from collections.abc import Iterator, Sequence

from harness.domain.finding import Finding, Verdict
from harness.domain.trial import TrialStatus
from harness.report.clean import clean
from harness.report.entry import Entry
from harness.report.view import VERDICT_ORDER

COMMANDS = {
    Verdict.VIOLATION: "error",
    Verdict.SUSPECTED: "warning",
    Verdict.INCONCLUSIVE: "notice",
}
MARKS = {
    Verdict.VIOLATION: "❌",
    Verdict.SUSPECTED: "⚠️",
    Verdict.INCONCLUSIVE: "❔",
    Verdict.CLEAR: "✅",
}
MOST_ROWS = 200
"""A step summary holds 1 MiB; a row is at most some 4 kB."""


def annotations(entries: Sequence[Entry]) -> str:
    """Workflow commands, one a line; empty when there is nothing to say."""
    return "".join(line + "\n" for entry in entries for line in _lines(entry))


def _lines(entry: Entry) -> Iterator[str]:
    app = entry.case.app.label or entry.case.app.package
    findings = entry.judgement.findings if entry.judgement else ()
    for finding in sorted(findings, key=lambda f: VERDICT_ORDER.index(f.verdict)):
        if finding.verdict in COMMANDS:
            title = f"{finding.rule} {app}" + (f" {finding.subject}" if finding.subject else "")
            yield _command(COMMANDS[finding.verdict], title, said(finding))
    if entry.judgement is None:
        why = entry.case.stopped.why if entry.case.stopped else "the run ended early"
        yield _command("notice", f"not judged: {app}", why)
    for trial in entry.case.trials:
        if trial.status is TrialStatus.BROKEN:
            yield _command(
                "notice", f"rig trouble: {app}", f"launch {trial.number}: {trial.reason}"
            )


def said(finding: Finding) -> str:
    """What was measured, with k of n where the sentence does not say it itself."""
    times = f"{finding.hits} of {finding.of}"
    if not finding.of or times in finding.reason_en:
        return finding.reason_en
    return f"{finding.reason_en} ({times})"


def _command(name: str, title: str, message: str) -> str:
    return f"::{name} title={_property(clean(title, 200))}::{_data(clean(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def step_summary(entries: Sequence[Entry]) -> str:
    """Markdown: an overview of the apps, then what was found."""
    lines = ["## TapTruth", "", "| | App | Version | Result |", "| --- | --- | --- | --- |"]
    lines += [_app_row(entry) for entry in entries[:MOST_ROWS]]
    if len(entries) > MOST_ROWS:
        lines.append(f"\n{len(entries) - MOST_ROWS} more; see the report.")
    found = [
        (entry, finding)
        for entry in entries
        for finding in (entry.judgement.findings if entry.judgement else ())
        if finding.verdict in {Verdict.VIOLATION, Verdict.SUSPECTED}
    ]
    if found:
        lines += ["", "| Rule | App | Measured | k of n |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {MARKS[f.verdict]} `{clean(f.rule)}` | {_cell(e.case.app.package)} "
            f"| {_cell(f.reason_en)} | {f'{f.hits} of {f.of}' if f.of else ''} |"
            for e, f in found[:MOST_ROWS]
        ]
    lines += ["", "A technical finding is a clue, not a ruling.", ""]
    return "\n".join(lines)


def _app_row(entry: Entry) -> str:
    app, judgement = entry.case.app, entry.judgement
    name = _cell(app.label or app.package)
    version = _cell(app.version_name or "")
    if judgement is None:
        return f"| 🛠️ | {name} | {version} | not judged |"
    why = judgement.reasons_en[0] if judgement.reasons_en else ""
    return (
        f"| {MARKS[judgement.verdict]} | {name} | {version} | {judgement.verdict}: {_cell(why)} |"
    )


def _cell(text: str) -> str:
    """Text that stays text in a Markdown table: no links, no HTML, no emphasis, no mentions."""
    kept = clean(text, 400)
    return "".join(f"&#{ord(c)};" if c in "|<>&[]()`*_~\\!#@:" else c for c in kept)
