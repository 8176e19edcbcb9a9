"""The coverage table of docs/virtual-phone.md is complete and fresh."""

from covers import DOCUMENT, public_methods, renewed, shown


def test_every_public_method_of_uiautomator2_is_shown_by_a_test() -> None:
    """A method that no test shows has no row, and is named here."""
    assert [name for name in public_methods() if name not in shown()] == []


def test_no_test_covers_what_is_not_there() -> None:
    """A misspelt or removed method is no cover."""
    known = set(public_methods())
    assert [n for n in shown() if n not in known and not n.endswith("__")] == []


def test_the_table_is_fresh() -> None:
    """If not: ``make phone-table``."""
    document = DOCUMENT.read_text(encoding="utf-8")
    assert renewed(document) == document
