"""Bundles to reports: joins what evidence reads and what report renders."""

import contextlib
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from harness.domain.errors import UsageError
from harness.domain.finding import Clause, Rule
from harness.domain.ministry import NOBODY_TOLD, Maker
from harness.evidence.reader import Bundle, open_bundle
from harness.judge.tap_map import tap_map
from harness.report.allure import allure_files
from harness.report.data import render_json, report_data
from harness.report.entry import Entry
from harness.report.github import annotations, step_summary
from harness.report.html import render_many
from harness.report.junit import render_junit
from harness.report.pdf import to_pdf
from harness.report.sarif import render_sarif
from harness.report.workbook import render_workbook
from harness.run.account import clickable_nodes, events_by_launch, interruptions
from harness.run.attribution import sdk_traces
from harness.run.catalogue import load_catalogue, own_clauses_of
from harness.run.complaints import claim_of, said_of
from harness.run.line_reader import reading_lines
from harness.run.redacting import HandBox, encoded, redacted_entry

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which reports are to be written, and where."""

    html: Path | None = None
    json_out: Path | None = None
    junit: Path | None = None
    xlsx: Path | None = None
    sarif: Path | None = None
    allure: Path | None = None
    """A folder."""
    pdf: Path | None = None
    lang: str = "both"
    redact: bool = False
    """Black out personal text found on the pictures, and mask it elsewhere."""
    boxes: tuple[HandBox, ...] = ()
    """Marked by hand."""
    redactions: Path | None = None
    """Where the record of redactions goes."""
    makers: Mapping[str, Maker] = NOBODY_TOLD
    """By package; they go into the workbook."""

    @property
    def redacts(self) -> bool:
        """Whether anything is to be blacked out."""
        return self.redact or bool(self.boxes)


def write_outputs(
    bundles: list[Path], folder: Path, *, lang: str = "both", junit: Path | None = None
) -> dict[str, str]:
    """Write ``report.html`` and ``report.json`` (and JUnit) into ``folder``; returns the paths."""
    wanted = Wanted(
        html=folder / "report.html", json_out=folder / "report.json", junit=junit, lang=lang
    )
    return write_files(bundles, wanted)


def write_files(bundles: Sequence[Path], wanted: Wanted) -> dict[str, str]:
    """Write the reports that are asked for; returns name and path of each.

    Raises EvidenceError for a bundle that cannot be read and UsageError for a place that
    cannot be written; nothing is written before every bundle was read.
    """
    with opened(bundles, wanted) as entries:
        files = list(_rendered(entries, wanted))
        folder = wanted.allure
        if folder is not None:
            made = allure_files(entries, **catalogue_of(entries))
            files += [("allure", folder / name, data) for name, data in made]
    for _, path, data in files:
        write_bytes(path, data)
    told = {name: str(path) for name, path, _ in files}
    return told | ({"allure": str(folder)} if folder else {})


def _rendered(entries: Sequence[Entry], wanted: Wanted) -> Iterator[tuple[str, Path, bytes]]:
    """Name, place and contents of every single file."""
    known = catalogue_of(entries)
    if wanted.html:
        page = render_many(entries, **known, lang=wanted.lang)
        yield "report", wanted.html, page.encode()
    if wanted.pdf:
        lang = "zh" if wanted.lang == "both" else wanted.lang
        yield "pdf", wanted.pdf, to_pdf(render_many(entries, **known, lang=lang))
    if wanted.json_out:
        yield "json", wanted.json_out, render_json(entries, **known).encode()
    if wanted.junit:
        yield "junit", wanted.junit, render_junit(entries).encode()
    if wanted.xlsx:
        yield (
            "xlsx",
            wanted.xlsx,
            render_workbook(entries, **known, lang=wanted.lang, makers=wanted.makers),
        )
    if wanted.sarif:
        yield "sarif", wanted.sarif, render_sarif(entries, **known).encode()


def github_outputs(bundles: Sequence[Path], wanted: Wanted, environ: Mapping[str, str]) -> str:
    """Annotations to print; the step summary goes where ``GITHUB_STEP_SUMMARY`` says."""
    with opened(bundles, wanted) as entries:
        told, summary = annotations(entries), step_summary(entries)
    where = environ.get(SUMMARY_VARIABLE)
    if where:
        try:
            with Path(where).open("a", encoding="utf-8") as file:
                file.write(summary)
        except OSError as error:
            raise UsageError(
                f"{SUMMARY_VARIABLE}={where}: cannot be written: {error.strerror}"
            ) from error
    return told


def bundles_data(bundles: Sequence[Path], wanted: Wanted) -> dict[str, Any]:
    """The JSON report of these bundles as data."""
    with opened(bundles, wanted) as entries:
        return report_data(entries, **catalogue_of(entries))


@contextlib.contextmanager
def opened(bundles: Iterable[Path], wanted: Wanted) -> Iterator[list[Entry]]:
    """The bundles as entries, open as long as the context is; redacted where that is wanted."""
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(open_bundle(path)) for path in bundles]
        entries = [entry_of(bundle) for bundle in found]
        if not wanted.redacts:
            yield entries
            return
        lines = reading_lines() if wanted.redact else None
        made = [
            redacted_entry(entry, bundle, lines, wanted.boxes)
            for entry, bundle in zip(entries, found, strict=True)
        ]
        if wanted.redactions:
            write_bytes(wanted.redactions, encoded([record for _, record in made]))
        yield [entry for entry, _ in made]


def entry_of(bundle: Bundle) -> Entry:
    """A bundle as the report wants it; the bundle must stay open while it is rendered."""
    events = events_by_launch(bundle)
    return Entry(
        case=bundle.case,
        judgement=bundle.judgement,
        frames=bundle.frame_png,
        seal_info=bundle.seal_info,
        places=bundle.places,
        tap_map=tap_map(bundle.case),
        events=events,
        sdks=sdk_traces(events),
        doctor=bundle.doctor,
        claim=claim_of(bundle),
        said=said_of(bundle),
        nodes=clickable_nodes(bundle, events),
        interruptions=interruptions(bundle),
        own_clauses=own_clauses_of(bundle),
    )


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The catalogue as the renderers want it."""

    rules: dict[str, Rule]
    clauses: dict[str, Clause]


def catalogue_of(entries: Sequence[Entry]) -> dict[str, Any]:
    """Rules and clauses that ship, and the own clauses of companies in these cases."""
    known = _known()
    own = {clause.id: clause for entry in entries for clause in entry.own_clauses}
    return {"rules": known.rules, "clauses": {**own, **known.clauses}}


@functools.cache
def _known() -> Known:
    catalogue = load_catalogue()
    return Known(
        rules={r.id: r for r in catalogue.rules}, clauses={c.id: c for c in catalogue.clauses}
    )


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; UsageError when it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"{path}: cannot be written: {error.strerror}; choose another") from error
