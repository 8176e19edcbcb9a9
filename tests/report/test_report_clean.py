"""Hostile text becomes harmless and stays readable."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.report.clean import clean


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_nothing_hidden_gets_through(text: str) -> None:
    """No control, format, surrogate, private or unassigned character is left, and no line end."""
    cleaned = clean(text)
    assert not {unicodedata.category(letter) for letter in cleaned} & {"Cc", "Cf", "Cs", "Co", "Cn"}
    assert not {"\n", "\r", "\u2028", "\u2029"} & set(cleaned)


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet=st.characters(categories=("Ll", "Lu", "Lo", "Nd"))))
def test_plain_words_are_left_alone(text: str) -> None:
    """Letters and digits of any language come through as they are."""
    assert clean(text) == text


def test_long_text_ends_in_an_ellipsis() -> None:
    """Text over the limit is cut and says so."""
    assert clean("a" * 10, limit=4) == "aaaa…"
    assert clean("a" * 4, limit=4) == "aaaa"


def test_stacked_marks_are_cut() -> None:
    """A tower of combining marks keeps three of them."""
    assert clean("a" + "\u0301" * 40 + "b") == "a" + "\u0301" * 3 + "b"


def test_hidden_characters_are_named() -> None:
    """A reader sees which character was there."""
    assert clean("a\u202eb\x1bc\td") == "a[U+202E]b[U+001B]c d"
