"""App text is hostile: make it harmless and visible before it meets a page or a terminal."""

import re
import unicodedata

# More combining marks in a row than any orthography stacks would paint over the page.
_SPACES = re.compile(r"[\s\u2028\u2029]+")
_MARKS = re.compile(r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{3})"
                    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+")  # fmt: skip
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str, limit: int = 2000) -> str:
    """One line without control, direction, zero-width or unassigned characters.

    Each of those is shown as ``[U+202E]``, so that a reader sees that it was there. Longer
    text than ``limit`` ends in an ellipsis.
    """
    one_line = _SPACES.sub(" ", text[: limit + 1]).strip()
    shown = "".join(map(_shown, one_line))
    short = _MARKS.sub(r"\1", shown)
    return short if len(text) <= limit else short[:limit] + "…"


def _shown(letter: str) -> str:
    if unicodedata.category(letter) in _HIDDEN:
        return f"[U+{ord(letter):04X}]"
    return letter
