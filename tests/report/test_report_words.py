"""Words: what a person reads instead of keys."""

import pytest

from harness.report.words import named, texts


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("close@top_right", "右上角的关闭标识", "at the top right"),
        ("skip@bottom_center-2", "底部中央的跳过按钮 2", "at the bottom 2"),
    ],
)
def test_a_controls_key_is_put_into_words(key: str, zh: str, en: str) -> None:
    """A reason names the control and its place, not our key."""
    assert zh in named(f"C03：{key} 跳转", "zh")
    said = named(f"C03: the control {key} led away", "en")
    assert en in said
    assert "the control" not in said
    assert key not in said


def test_other_text_stays_as_it_is() -> None:
    """An address with an @ is no control."""
    text = "mail close@example.com and skip@nowhere_known"
    assert named(text, "en") == text


def test_both_languages_have_the_same_texts() -> None:
    """No text is missing in one language."""
    assert texts("zh").keys() == texts("en").keys()
