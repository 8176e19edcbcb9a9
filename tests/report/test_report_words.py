"""Words: what a person reads instead of keys."""

import pytest

from harness.domain.trial import Skipped
from harness.report.phrases import left_out, told
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


def test_what_could_not_be_varied_is_said_with_its_reason_in_both_languages() -> None:
    """An app may hide from a clock that cannot be set: the reader must know that nobody tried."""
    skipped = Skipped(
        question="set-up night", reason="the device's clock cannot be set (that needs root)"
    )
    told = left_out((skipped,))
    assert told["en"] == "set-up night (the device's clock cannot be set (that needs root))"
    assert told["zh"].startswith("夜间时刻启动（")
    assert "device" not in told["zh"]


@pytest.mark.parametrize("way", ["left for", "tried to leave for"])
def test_the_kind_of_a_place_is_put_into_words(way: str) -> None:
    """Where a touch led, in the reader's language; what is no kind of ours stays."""
    said = told(f"{way} other_app com.example.shop 0.1 s after")
    assert said["en"] == f"{way} another app com.example.shop 0.1 s after"
    assert "其他应用 com.example.shop" in said["zh"]
    assert "other_app" not in said["zh"]
    assert told(f"{way} com.example.a/.Main 0.1 s after")["en"].startswith(f"{way} com.example.a")
