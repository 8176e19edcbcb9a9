"""POSIX regular expressions in Python's words, for ``grep`` and ``sed``."""

import re

_CLASSES = {
    "digit": "0-9", "alpha": "a-zA-Z", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z",
    "space": r"\s", "blank": r" \t", "xdigit": "0-9a-fA-F", "punct": r"!-/:-@\[-`{-~",
}  # fmt: skip
"""Ranges of POSIX's classes of characters."""
_SWAPPED = {sign: f"\\{sign}" for sign in "|()+?{}"} | {f"\\{sign}": sign for sign in "|()+?{}"}


def extended(basic: str) -> str:
    r"""Basic to extended: ``\|`` is an operator, a bare ``|`` is not."""
    return re.sub(r"\\[|()+?{}]|[|()+?{}]", lambda found: _SWAPPED[found.group()], basic)


def of_python(text: str) -> str:
    """An extended expression as ``re`` understands it."""
    text = re.sub(r"\[:(\w+):\]", lambda found: _CLASSES.get(found[1], ""), text)
    return text.replace("\\<", r"\b").replace("\\>", r"\b")
