"""The workbook (XLSX): the ministry's six columns on one sheet, details on another."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from harness.domain.finding import Clause, Finding, Rule, Verdict
from harness.domain.ministry import (
    COLUMNS,
    NOBODY_TOLD,
    ListedApp,
    Maker,
    problems_of,
    source_of,
    version_of,
)
from harness.report import phrases
from harness.report.clean import clean
from harness.report.entry import Entry
from harness.report.pictures import Picture, Pictures
from harness.report.view import VERDICT_ORDER, best_trial, proof_pictures
from harness.report.words import named, texts

LIST_SHEET, DETAIL_SHEET, NOTE_SHEET = "问题清单", "检测明细", "说明"
DETAIL_KEYS = (
    "app", "package", "version", "rule", "name", "verdict", "reason", "control", "times",
    "interval", "benchmark", "clauses", "launches", "before", "after",
)  # fmt: skip
"""Columns of the sheet of details; their heads are ``workbook.*`` of the language files."""
WIDTHS = (16, 24, 12, 8, 22, 12, 44, 20, 12, 14, 24, 36, 14, 22, 22)
PICTURE_PX = 150
"""Width of a picture on the sheet."""
ROW_PT = 250
SHOWN = (Verdict.VIOLATION, Verdict.SUSPECTED)


def render_workbook(
    entries: Sequence[Entry],
    *,
    rules: Mapping[str, Rule],
    clauses: Mapping[str, Clause],
    lang: str = "both",
    makers: Mapping[str, Maker] = NOBODY_TOLD,
) -> bytes:
    """The workbook's bytes; texts in Chinese unless ``lang`` is "en" (heads of the list stay).

    ``makers`` by package: a bundle does not know who makes an app. The list names apps with a
    violation only: a suspicion is no entry of a list.
    """
    language = "en" if lang == "en" else "zh"
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        list_sheet(book, listed(entries, rules, makers))
        _details(book, entries, rules, clauses, language)
        _notes(book, entries, language)
    return out.getvalue()


def render_list(rows: Sequence[ListedApp]) -> bytes:
    """A workbook of the ministry's six columns alone."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        list_sheet(book, rows)
    return out.getvalue()


def listed(
    entries: Iterable[Entry],
    rules: Mapping[str, Rule],
    makers: Mapping[str, Maker] = NOBODY_TOLD,
) -> list[ListedApp]:
    """The rows of the ministry's list: one an app and version with a violation."""
    rows: dict[tuple[str, str], ListedApp] = {}
    for entry in entries:
        app, judgement = entry.case.app, entry.judgement
        fired = (
            [f for f in judgement.findings if f.verdict is Verdict.VIOLATION] if judgement else []
        )
        if not fired:
            continue
        version = version_of(app.version_name, app.version_code)
        labels = [_label(finding, rules) for finding in fired]
        known = rows.get((app.package, version))
        maker = makers.get(app.package, Maker())
        rows[app.package, version] = ListedApp(
            number=known.number if known else len(rows) + 1,
            name=app.label or app.package,
            developer=maker.developer or "",
            source=maker.source or source_of(app.installer),
            version=version,
            problems=problems_of([*(known.problems.split("、") if known else ()), *labels]),
        )
    return list(rows.values())


def _label(finding: Finding, rules: Mapping[str, Rule]) -> str:
    rule = rules.get(finding.rule)
    return (rule.miit_label or rule.name_zh) if rule else finding.rule


def list_sheet(book: Any, rows: Sequence[ListedApp]) -> None:
    """Add the sheet of the six columns."""
    sheet = book.add_worksheet(LIST_SHEET)
    head, cell = _formats(book)
    for column, (name, wide) in enumerate(zip(COLUMNS, (7, 26, 30, 20, 16, 60), strict=True)):
        sheet.set_column(column, column, wide)
        sheet.write_string(0, column, name, head)
    for number, row in enumerate(rows, 1):
        sheet.write_number(number, 0, row.number, cell)
        for column, text in enumerate(row.cells()[1:], 1):
            sheet.write_string(number, column, clean(text), cell)
    _finished(sheet, len(rows), len(COLUMNS))


def _formats(book: Any) -> tuple[Any, Any]:
    line = {"border": 1, "border_color": "#C9CFD9", "valign": "top", "text_wrap": True}
    head = book.add_format({**line, "bold": True, "bg_color": "#1B2330", "font_color": "#FFFFFF"})
    return head, book.add_format(line)


def _finished(sheet: Worksheet, rows: int, columns: int) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(rows, 1), columns - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")


def _details(
    book: Any,
    entries: Sequence[Entry],
    rules: Mapping[str, Rule],
    clauses: Mapping[str, Clause],
    lang: str,
) -> None:
    sheet = book.add_worksheet(DETAIL_SHEET)
    head, cell = _formats(book)
    for column, (key, wide) in enumerate(zip(DETAIL_KEYS, WIDTHS, strict=True)):
        sheet.set_column(column, column, wide)
        sheet.write_string(0, column, texts(lang)[f"workbook.{key}"], head)
    row = 0
    for entry in entries:
        pictures = Pictures(entry.frames)
        findings = entry.judgement.findings if entry.judgement else ()
        for finding in sorted(findings, key=lambda f: VERDICT_ORDER.index(f.verdict)):
            row += 1
            for column, text in enumerate(_cells(entry, finding, rules, clauses, lang)):
                sheet.write_string(row, column, clean(text), cell)
            if finding.verdict in SHOWN:
                _draw(sheet, row, entry, finding, pictures)
    _finished(sheet, row, len(DETAIL_KEYS))


def _cells(
    entry: Entry,
    finding: Finding,
    rules: Mapping[str, Rule],
    clauses: Mapping[str, Clause],
    lang: str,
) -> tuple[str, ...]:
    """The text cells of one finding, in the order of ``DETAIL_KEYS`` up to the pictures."""
    app, rule, known = entry.case.app, rules.get(finding.rule), texts(lang)
    chinese = lang == "zh"
    matched = [clauses[c] for c in finding.clauses if c in clauses]
    low_high = finding.interval and f"{finding.interval[0]:.0%} – {finding.interval[1]:.0%}"
    return (
        app.label or "",
        app.package,
        version_of(app.version_name, app.version_code),
        finding.rule,
        (rule.name_zh if chinese else rule.name_en) if rule else "",
        known[f"verdict.{finding.verdict}"],
        named(finding.reason_zh if chinese else finding.reason_en, lang),
        named(finding.subject or "", lang),
        f"{finding.hits} / {finding.of}" if finding.of else "",
        low_high or "",
        _benchmark(finding, rule, chinese=chinese),
        "; ".join(c.title(lang) for c in matched),
        ", ".join(map(str, finding.trials)),
    )


def _benchmark(finding: Finding, rule: Rule | None, *, chinese: bool) -> str:
    """The benchmark that was applied; the catalogue's where an old bundle has one language."""
    if chinese:
        return finding.benchmark_zh or (rule.benchmark_zh if rule else finding.benchmark)
    return finding.benchmark or (rule.benchmark_en if rule else "")


def _draw(sheet: Worksheet, row: int, entry: Entry, finding: Finding, pictures: Pictures) -> None:
    trials = [t for t in entry.case.trials if t.number in set(finding.trials)]
    best = best_trial(trials)
    if best is None:
        return
    sheet.set_row(row, ROW_PT)
    for column, picture in enumerate(proof_pictures(best, finding, pictures), len(DETAIL_KEYS) - 2):
        if picture is not None:
            _insert(sheet, row, column, picture, f"{finding.rule} #{best.number}")


def _insert(sheet: Worksheet, row: int, column: int, picture: Picture, name: str) -> None:
    scale = min(PICTURE_PX / picture.width, ROW_PT * 4 / 3 * 0.96 / picture.height)
    options = {
        "image_data": io.BytesIO(picture.data),
        "x_scale": scale,
        "y_scale": scale,
        "x_offset": 4,
        "y_offset": 4,
        "object_position": 1,
        "description": name,
    }
    sheet.insert_image(row, column, f"{name}.jpg", options)


def _notes(book: Any, entries: Sequence[Entry], lang: str) -> None:
    """What the numbers mean, and the digest of each bundle."""
    sheet = book.add_worksheet(NOTE_SHEET)
    head, cell = _formats(book)
    known = texts(lang)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 3, 48)
    sheet.merge_range(0, 0, 0, 3, known["page.clue"], cell)
    sheet.set_row(0, 34)
    heads = ("facts.package", "facts.case", "facts.manifest", "facts.began")
    for column, key in enumerate(heads):
        sheet.write_string(2, column, known[key], head)
    for row, entry in enumerate(entries, 3):
        digest = phrases.seal_statement(entry.seal_info).get("manifest_sha256")
        told = (
            entry.case.app.package,
            entry.case.id,
            str(digest or known["facts.unsealed"]),
            phrases.local_time(entry.case.started_wall_ns),
        )
        for column, text in enumerate(told):
            sheet.write_string(row, column, clean(text), cell)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
