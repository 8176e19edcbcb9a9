"""Bundles to reports: joins what evidence reads and what report renders."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.domain.errors import UsageError
from harness.domain.finding import Clause, Rule
from harness.evidence.reader import Bundle, open_bundle
from harness.judge.tap_map import tap_map
from harness.report.data import render_json, report_data
from harness.report.entry import Entry
from harness.report.html import render_many
from harness.report.junit import render_junit
from harness.run.catalogue import load_catalogue


def write_outputs(
    bundles: list[Path], folder: Path, *, lang: str = "both", junit: Path | None = None
) -> dict[str, str]:
    """Write ``report.html`` and ``report.json`` (and JUnit) into ``folder``; returns the paths."""
    return write_files(
        bundles,
        html=folder / "report.html",
        json_out=folder / "report.json",
        junit=junit,
        lang=lang,
    )


def write_files(
    bundles: Sequence[Path],
    *,
    html: Path | None = None,
    json_out: Path | None = None,
    junit: Path | None = None,
    lang: str = "both",
) -> dict[str, str]:
    """Write the reports that are asked for; returns name and path of each.

    Raises EvidenceError for a bundle that cannot be read and UsageError for a place that
    cannot be written; nothing is written before every bundle was read.
    """
    with contextlib.ExitStack() as stack:
        entries = [entry_of(stack.enter_context(open_bundle(path))) for path in bundles]
        rules, clauses = _rules_and_clauses()
        texts: list[tuple[str, Path, str]] = []
        if html is not None:
            page = render_many(entries, rules=rules, clauses=clauses, lang=lang)
            texts.append(("report", html, page))
        if json_out is not None:
            data = render_json(entries, rules=rules, clauses=clauses)
            texts.append(("json", json_out, data))
        if junit is not None:
            texts.append(("junit", junit, render_junit(entries)))
    for _, path, text in texts:
        _write(path, text)
    return {name: str(path) for name, path, _ in texts}


def bundles_data(bundles: Sequence[Path]) -> dict[str, Any]:
    """The JSON report of these bundles as data."""
    with contextlib.ExitStack() as stack:
        entries = [entry_of(stack.enter_context(open_bundle(path))) for path in bundles]
        rules, clauses = _rules_and_clauses()
        return report_data(entries, rules=rules, clauses=clauses)


def entry_of(bundle: Bundle) -> Entry:
    """A bundle as the report wants it; the bundle must stay open while it is rendered."""
    return Entry(
        case=bundle.case,
        judgement=bundle.judgement,
        frames=bundle.frame_png,
        seal_info=bundle.seal_info,
        places=bundle.places,
        tap_map=tap_map(bundle.case),
    )


def _rules_and_clauses() -> tuple[dict[str, Rule], dict[str, Clause]]:
    catalogue = load_catalogue()
    return {r.id: r for r in catalogue.rules}, {c.id: c for c in catalogue.clauses}


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}; choose another") from error
