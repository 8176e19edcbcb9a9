"""Whatever the sessions say of an outcome has its Chinese words."""

import re
from pathlib import Path

import pytest

import harness.explore
from harness.domain.chinese import in_chinese

SOURCE = Path(harness.explore.__file__).parent
SAID = [
    "left for other_app com.example.shop 0.1 s after",
    "tried to leave for chooser 0.4 s after",
    "gone 1.8 s after, the app's own page",
    "gone 1.2 s after; the app's own page is not known from a launch without a touch",
    "the same pop-up is there 4.0 s after",
    "the pop-up stayed for 6.1 s and more",
    "the pop-up ended by itself after 5.0 s",
]


@pytest.mark.parametrize("phrase", SAID)
def test_an_outcome_s_why_is_chinese(phrase: str) -> None:
    """Numbers and names stay, no English sentence is left."""
    chinese = in_chinese(phrase)
    assert re.search(r"[一-鿿]", chinese)
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", chinese)


def test_plain_sentences_of_the_outcome_are_all_known() -> None:
    """Each fixed ``why`` of harness/explore/outcome.py is found in the table."""
    text = (SOURCE / "outcome.py").read_text("utf-8")
    fixed = re.findall(r'(?:why=|_unclear\(seen, )"([^"{]+)"', text)
    assert len(fixed) >= 4
    assert [phrase for phrase in fixed if in_chinese(phrase) == phrase] == []
