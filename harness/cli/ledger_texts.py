"""What ``taptruth ledger`` prints: plain columns that a pipe can take."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.exits import Exit

if TYPE_CHECKING:
    from harness.judge.catalogue import Catalogue
    from harness.ledger.records import (
        Added,
        AskedQuestion,
        CaseDetail,
        CaseLine,
        Complaint,
        Entry,
        EntryDetail,
        Retest,
        Stats,
    )

CELL = 40
"""Columns (of a terminal) that one cell takes at most."""


def width(text: str) -> int:
    """Columns that a terminal gives to the text: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _fit(text: str) -> str:
    if width(text) <= CELL:
        return text
    while width(text) > CELL - 1:
        text = text[:-1]
    return text + "…"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Aligned columns, heads first."""
    cells = [[_fit(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(width(row[i]) for row in cells) for i in range(len(heads))]
    return "\n".join(
        "  ".join(c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def when(wall_ns: int) -> str:
    """UTC, to the minute."""
    return dt.datetime.fromtimestamp(wall_ns // 1_000_000_000, dt.UTC).strftime("%Y-%m-%d %H:%MZ")


def added(path: Path, package: str, done: "Added") -> str:
    """One line a bundle."""
    if not done.new:
        return f"{path}: {package} was in the ledger already (case {done.case})"
    parts = [f"{len(done.opened)} new", f"{len(done.seen_again)} seen again"]
    parts += [f"entry {m.entry}: {m.old} → {m.new}" for m in done.moved]
    return f"{path}: {package}: {', '.join(parts)}"


def entries_table(entries: Sequence["Entry"]) -> str:
    """One line an entry."""
    heads = ("id", "state", "rule", "sev.", "app", "name", "version", "control", "seen", "deadline")
    rows = [
        (str(e.id), e.state, e.rule, e.severity, e.package, e.label or "", e.version,
         e.subject or "", str(e.seen), e.deadline or "")
        for e in entries
    ]  # fmt: skip
    return table(heads, rows)


def cases_table(cases: Sequence["CaseLine"]) -> str:
    """One line a case."""
    heads = ("case", "verdict", "app", "name", "version", "launches", "run")
    rows = [
        (c.case, c.verdict, c.package, c.label or "", c.version, str(c.launches),
         when(c.started_wall_ns))
        for c in cases
    ]  # fmt: skip
    return table(heads, rows)


def entry_line(entry: "Entry") -> str:
    """An entry in one line."""
    control = f" {entry.subject}" if entry.subject else ""
    until = f", until {entry.deadline}" if entry.deadline else ""
    return f"entry {entry.id}: {entry.package} {entry.rule}{control}: {entry.state}{until}"


def entry_page(detail: "EntryDetail") -> str:
    """All that is known of an entry."""
    entry = detail.entry
    lines = [entry_line(entry)]
    if entry.label:
        lines.append(f"app: {entry.label}")
    lines += [
        f"{what}: {told}"
        for what, told in (("developer", detail.developer), ("source", detail.source))
        if told
    ]
    lines.append(f"next: {', '.join(detail.allowed)}")
    heads = ("when", "who", "state", "until", "note")
    steps = [
        (when(h.at_wall_ns), h.who, f"{h.old} → {h.new}" if h.old else h.new, h.deadline or "",
         h.note)
        for h in detail.history
    ]  # fmt: skip
    lines += ["", table(heads, steps), ""]
    seen = [
        (when(o.started_wall_ns), o.version, o.verdict, f"{o.hits} of {o.of}", o.case)
        for o in detail.observations
    ]
    lines.append(table(("run", "version", "verdict", "k of n", "case"), seen))
    lines += [complaint_line(complaint) for complaint in detail.complaints]
    return "\n".join(lines)


def complaint_line(complaint: "Complaint") -> str:
    """A complaint with its number, and what became of it where it was tried."""
    number = f" no. {complaint.number}" if complaint.number else ""
    line = f"complaint {complaint.id}{number} ({complaint.who}): {complaint.text}"
    if complaint.status is None:
        return line
    told = f"{complaint.status.replace('_', ' ')}, {complaint.hits} of {complaint.of}"
    return f"{line}: {told} (case {complaint.case})"


def question_line(question: "AskedQuestion") -> str:
    """A question in words."""
    parts = [question.kind.replace("_", " ")]
    if question.candidate:
        parts.append(question.candidate)
    if question.point_rel:
        parts.append("at ({:.0%}, {:.0%}) of the pop-up".format(*question.point_rel))
    if question.offset_dp:
        parts.append("{:+g}, {:+g} dp beside the centre".format(*question.offset_dp))
    if question.delay_ms:
        parts.append(f"after {question.delay_ms} ms")
    return f"{question.times} × {', '.join(parts)}"


def scan_command(case: "CaseDetail") -> str:
    """The command that puts the same plan to the app again."""
    return (
        f"taptruth scan {case.package} --seed {case.seed} --consent {case.consent_policy} "
        f"--updates {case.update_policy} --out FOLDER"
    )


def plan_page(number: int, case: "CaseDetail") -> str:
    """What was asked, and how to ask it of the new version."""
    asked = [f"  {question_line(question)}" for question in case.questions]
    return "\n".join(
        [
            f"case {case.case}: {case.package} {case.version}, {case.launches} launches:",
            *asked,
            "install the new version, then type:",
            f"  {scan_command(case)}",
            f"  taptruth ledger retest {number} FOLDER/bundle",
        ]
    )


def retest_page(result: "Retest", catalogue: "Catalogue") -> str:
    """The comparison, finding by finding, and what moved."""
    made = result.comparison
    names = {rule.id: rule.name_en for rule in catalogue.rules}
    rows = []
    for change in made.changes:
        control = change.subject or ""
        if change.now_subject:
            control += f" → {change.now_subject}"
        rows.append(
            (change.relation.replace("_", " "), change.rule, names.get(change.rule, ""), control,
             _told(change.old, change.old_hits), _told(change.new, change.new_hits))
        )  # fmt: skip
    lines = [f"{made.package}: {made.old_version} → {made.new_version}"]
    if made.same_version:
        lines.append("the same version was tested again")
    heads = ("finding", "rule", "", "control", "before", "now")
    lines += [table(heads, rows), *(f"entry {m.entry}: {m.old} → {m.new}" for m in result.moved)]
    if not any(m.entry == result.entry.id for m in result.moved):
        lines.append(f"entry {result.entry.id} stays {result.entry.state}{_why(result)}")
    return "\n".join(lines)


def _told(verdict: str | None, hits: tuple[int, int] | None) -> str:
    if verdict is None or hits is None:
        return "-"
    return f"{verdict} {hits[0]}/{hits[1]}" if hits[1] else verdict


def relation_of(result: "Retest") -> str | None:
    """What became of the entry that was re-tested; None when no finding is of it."""
    found = (c.relation for c in result.comparison.changes if c.entry == result.entry.id)
    return next(found, None)


def _why(result: "Retest") -> str:
    """Why a re-test moved nothing."""
    relation = relation_of(result)
    if relation == "mended" and result.entry.state in {"notified", "recurred"}:
        return (
            ": nobody has said that it is rectified; "
            f"type: taptruth ledger set {result.entry.id} rectified, and re-test again"
        )
    if relation == "undecided":
        return ": the new run could not tell"
    if relation == "not_asked":
        return ": the new run did not ask"
    return ""


def exit_of(result: "Retest") -> Exit:
    """Gone, there, or not decided."""
    relation = relation_of(result)
    if relation in {"mended", "clear"}:
        return Exit.CLEAR
    if relation in {"still", "recurred", "new"}:
        return Exit.FOUND
    return Exit.INCONCLUSIVE


def stats_page(counted: "Stats") -> str:
    """Counts, one a line."""
    lines = [
        f"{name:<14} {number}"
        for name, number in (
            ("apps", counted.apps), ("versions", counted.versions), ("cases", counted.cases),
            ("entries", counted.entries), ("complaints", counted.complaints),
            ("overdue", counted.overdue),
        )
    ]  # fmt: skip
    for title, group in (
        ("entries by state", counted.by_state),
        ("entries by rule", counted.by_rule),
        ("cases by verdict", counted.by_verdict),
    ):
        lines += ["", click.style(title, bold=True)]
        lines += [f"{name:<14} {number}" for name, number in group.items() if number]
    return "\n".join(lines)
