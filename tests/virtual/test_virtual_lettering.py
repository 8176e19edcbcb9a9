"""Wrapping, ellipsis and the fonts that are shipped."""

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.virtual.fabricate.type import FACES
from harness.virtual.scene import Text
from harness.virtual.screen.lettering import FONTS, is_rare, width_of, wrap


def test_one_line_that_is_too_long_ends_in_an_ellipsis() -> None:
    """A single line is cut so that it fits with its ellipsis."""
    (line,) = wrap(Text("摇动手机或点击跳转至第三方应用", 20), 160)
    assert line.endswith("…")
    assert width_of(line, 20) <= 160


def test_latin_words_are_kept_whole() -> None:
    """Lines break at spaces between Latin words."""
    lines = wrap(Text("hello wonderful world", 20, max_lines=3), 130)
    assert lines == ["hello", "wonderful", "world"]


def test_a_line_never_begins_with_closing_punctuation() -> None:
    """A comma stays at the end of the line before."""
    lines = wrap(Text("一二三四五,六七八九十。", 20, max_lines=5), 101)
    assert not any(line[0] in ",。" for line in lines)


@given(st.text("跳过广告 abc,。X5", min_size=1, max_size=40), st.integers(60, 300))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_wrapping_loses_no_character(words: str, width: int) -> None:
    """With lines enough, all that is not a space is still there, in order."""
    lines = wrap(Text(words, 20, max_lines=99), width)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_rare_characters_are_those_of_the_second_level() -> None:
    """跳 is of the first level, A of neither, 霾 of the second."""
    assert [is_rare(char) for char in "跳A霾"] == [False, False, True]


def test_fonts_and_their_licence_are_shipped_together() -> None:
    """The faces lie beside the text of the Open Font License, below four megabytes."""
    fonts = list(FONTS.glob("*.otf"))
    assert {font.name for font in fonts} >= set(FACES.values())
    assert sum(font.stat().st_size for font in fonts) < 4_000_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
