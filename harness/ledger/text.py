"""Text from apps and people, made fit for a table cell, a terminal and a spreadsheet."""

import unicodedata

MOST = 2_000
"""Characters kept of one text: an app may call itself ten megabytes."""
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_FORMULA = ("=", "+", "-", "@")


def plain(text: str | None, most: int = MOST) -> str:
    """The text in one line without control, direction and broken characters, cut to ``most``."""
    kept = (
        " " if char in "\n\r\t" else char
        for char in (text or "")[: most * 2]
        if char in "\n\r\t" or unicodedata.category(char) not in _UNSEEN
    )
    return "".join(kept).strip()[:most]


def plain_or_none(text: str | None, most: int = MOST) -> str | None:
    """As ``plain``, with None for nothing."""
    return plain(text, most) or None


def cell(text: str) -> str:
    """The text for a spreadsheet: one that would be read as a formula gets an apostrophe."""
    cleaned = plain(text)
    return f"'{cleaned}" if cleaned.startswith(_FORMULA) else cleaned
