"""Words that may leave the house: findings, never judgements of law; verified numbers only."""

import re
from pathlib import Path

import pytest

import harness

HOUSE = Path(harness.__file__).parent
TEXTS = sorted(
    [
        *(HOUSE / "report" / "lang").glob("*.toml"),
        *(HOUSE / "judge").rglob("*.py"),
        *(HOUSE / "judge").glob("*.toml"),
        HOUSE / "domain" / "chinese.py",
        HOUSE / "cli" / "asking.py",
    ]
)
LEFT_TO_THE_AUTHORITY = re.compile(r"是否(?:构成)?违法(?:违规)?，?由主管部门(?:复核后)?认定")
NOT_VERIFIED = (
    "077.1",
    "T/TAF 137",
    "342/2025",
    "第二十五条",
    "第二十六条",
    "第二十七条",
    "Annex I",
    "4.2.7",
    "一（二）4",
    "164号",
)
"""Clause and document numbers that are only remembered, or known to be wrong."""


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_text_says_that_something_is_illegal(path: Path) -> None:
    """违法 stands only in the sentence that leaves it to the authority; "illegal" nowhere."""
    text = LEFT_TO_THE_AUTHORITY.sub("", path.read_text("utf-8"))
    text = re.sub(r'"""(?:.|\n)*?"""|#.*', "", text)
    assert "违法" not in text
    assert not re.search(r"\b(?:illegal|unlawful|breaks the law)(?!\w| is for)", text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_unverified_number_is_printed(path: Path) -> None:
    """Neither in rules and clauses nor in the report's own words."""
    text = path.read_text("utf-8")
    assert [number for number in NOT_VERIFIED if number in text] == []
