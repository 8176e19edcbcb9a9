"""The workbook, read back by a library that did not write it."""

import io

import msgspec
import openpyxl
from case_builder import CLAUSES, RULES, Built, honest, hostile, quiet, violating

from harness.domain.ministry import COLUMNS, ListedApp
from harness.report.entry import Entry
from harness.report.workbook import DETAIL_SHEET, LIST_SHEET, render_list, render_workbook

LABELLED = {
    **RULES,
    "C03": msgspec.structs.replace(RULES["C03"], miit_label="欺骗误导强迫用户"),
}


def book(*cases: Built, lang: str = "both") -> openpyxl.Workbook:
    """The workbook of these cases, opened."""
    entries = [Entry(case, judgement, album.frame) for case, judgement, album in cases]
    data = render_workbook(entries, rules=LABELLED, clauses=CLAUSES, lang=lang)
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(opened: openpyxl.Workbook, sheet: str) -> list[tuple[object, ...]]:
    """All cells of a sheet."""
    return list(opened[sheet].iter_rows(values_only=True))


def test_list_has_the_six_columns_and_only_apps_at_fault() -> None:
    """A clear app and one without a verdict are no rows of the ministry's list."""
    head, *listed = rows(book(violating(), honest(), quiet()), LIST_SHEET)
    assert head == COLUMNS
    assert listed == [(1, "看看新闻", "", "", "3.2.1", "欺骗误导强迫用户、整屏跳转（全屏热力图）")]


def test_one_version_in_two_cases_is_one_row_with_each_problem_once() -> None:
    """Two runs of the same version do not make two rows."""
    assert len(rows(book(violating(), violating()), LIST_SHEET)) == 2


def test_details_show_numbers_clauses_and_both_pictures() -> None:
    """Each finding is a row; a violation brings its pictures before and after the tap."""
    opened = book(violating())
    found = rows(opened, DETAIL_SHEET)
    first = found[1]
    assert first[3] == "C03"
    assert first[8] == "4 / 4"
    assert "互联网广告管理办法" in str(first[11])
    assert [row[3] for row in found[1:]] == ["C03", "R01", "R02", "C04"]
    drawn = opened[DETAIL_SHEET]._images
    places = {(image.anchor._from.row, image.anchor._from.col) for image in drawn}
    assert places == {(1, 13), (1, 14), (2, 13), (2, 14)}


def test_english_workbook_has_english_details() -> None:
    """The details follow the language; the ministry's columns stay as it writes them."""
    opened = book(violating(), lang="en")
    assert rows(opened, DETAIL_SHEET)[0][4] == "What it asks"
    assert rows(opened, LIST_SHEET)[0] == COLUMNS


def test_app_text_never_becomes_a_formula_or_a_link() -> None:
    """What an app calls itself is a string cell, whatever it begins with."""
    row = ListedApp(
        number=1,
        name='=HYPERLINK("http://x")',
        developer="@a",
        source="https://x.example",
        version="-1",
        problems="+",
    )
    sheet = openpyxl.load_workbook(io.BytesIO(render_list([row])))[LIST_SHEET]
    cells = sheet[2]
    assert [cell.data_type for cell in cells[1:]] == ["s"] * 5
    assert not any(cell.hyperlink for cell in cells)


def test_hostile_names_do_not_break_the_file() -> None:
    """Control and direction characters are shown as codes, and the file opens."""
    told = rows(book(hostile()), LIST_SHEET)[1][1]
    assert "[U+202E]" in str(told)
    assert "\x00" not in str(told)
