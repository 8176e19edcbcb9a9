"""The index of many cases: complete without script, filtered and sorted with it."""

import msgspec
import pytest
from case_builder import HOSTILE, RULES, broken_off, honest, hostile, played, quiet, violating
from test_report_html import Page

from harness.report.index import Row, render_index, row_of


def rows(many: int = 0) -> list[Row]:
    """A row of each kind, and so many more."""
    built = (honest(), violating(), quiet(), broken_off(), hostile())
    made = [row_of(played(b), f"cases/{n} a.html") for n, b in enumerate(built)]
    more = [msgspec.structs.replace(made[n % 5], package=f"com.example.p{n}") for n in range(many)]
    return made + more


def test_every_case_is_a_row_and_problems_come_first() -> None:
    """Verdict, reason, rules, version and address of its own page."""
    page = Page(render_index(rows(), rules=RULES, lang="en"))
    order = [attrs["data-v"] for tag, attrs in page.tags if tag == "tr" and "data-v" in attrs]
    assert order == ["violation", "violation", "inconclusive", "clear", "none"]
    links = [value for value in page.having("href") if value != "#main"]
    assert links[0] == "cases/1%20a.html"
    assert "The skip button opened the browser" in page.text
    assert "Not judged" in page.text


def test_page_is_well_formed_and_hostile_text_stays_text() -> None:
    """Tags close in order; an app's name runs nothing and hides nothing."""
    for lang in ("zh", "en", "both"):
        html = render_index(rows(), rules=RULES, lang=lang)
        page = Page(html)
        assert (page.open, page.badly_closed) == ([], [])
        assert html.count("<script") == 1
        assert "\u202e" in HOSTILE
        assert "\u202e" not in html


def test_thousand_cases_are_a_small_page() -> None:
    """A page of 1,000 rows stays below 3 MB."""
    assert len(render_index(rows(1000), rules=RULES).encode()) < 3_000_000


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//host/x", 'x" onclick="y'])
def test_address_is_quoted(href: str) -> None:
    """A path stays a path, whatever a folder is called."""
    row = row_of(played(quiet()), href)
    assert not row.href.startswith("javascript:")
    assert '"' not in row.href
