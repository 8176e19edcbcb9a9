"""What a line of text promises: ``vocabulary.toml`` compiled."""

import functools
import importlib.resources
import re
import tomllib
import unicodedata

import msgspec

from harness.domain.sight import Role


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the table; ``weight`` is log-odds that a pop-up is there."""

    role: Role
    patterns: tuple[str, ...]
    languages: tuple[str, ...]
    weight: float = 0.0
    consent: bool = False
    corner: bool = False
    """Means something only in a corner of the screen."""
    outlined: bool = False
    """Means something only inside a drawn outline."""
    tail: bool = False
    """The last words alone are the control; those before tell something else."""
    tick: bool = False
    """Also what stands beside a box to tick: a control only in a button of its own, without one."""
    at_foot: Role | None = None
    """Its role in the lower half of a card, away from the screen's corners, if another."""
    because: str = ""


UNMISTAKABLE = 2.6
"""Weight from which a skip's words are those of splash pages alone."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    word: tuple[Word, ...]


@functools.cache
def words() -> tuple[tuple[Word, re.Pattern[str]], ...]:
    """The rows in the table's order, each with its patterns joined."""
    source = importlib.resources.files("detectors").joinpath("vocabulary.toml").read_text("utf-8")
    table = msgspec.convert(tomllib.loads(source), _Table)
    return tuple(
        (w, re.compile("|".join(f"(?:{unaccented(p)})" for p in w.patterns))) for w in table.word
    )


@functools.lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """NFKC, lower case, without blanks, control characters, circled signs and accents."""
    plain = "".join(c for c in text if not "\u2460" <= c <= "\u24ff")
    folded = unaccented(unicodedata.normalize("NFKC", plain).lower())
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c)[0] != "C")


def unaccented(text: str) -> str:
    """Without the accents of Latin and Cyrillic letters, often misread; kana keep theirs."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("ß", "ss"))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not "\u0300" <= c <= "\u036f"))


@functools.lru_cache(maxsize=4096)
def meaning(text: str, *, corner: bool = False, outlined: bool = False) -> Word | None:
    """The first row whose pattern matches the whole line and whose conditions hold."""
    line = normalised(text)
    if not line or len(line) > 40:
        return None
    for word, pattern in words():
        if (word.corner and not corner) or (word.outlined and not outlined):
            continue
        if pattern.fullmatch(line):
            return word
    return None


_TAIL = re.compile(r"(?:[关關][闭閉]|跳[过過])(?:(?:广|廣)告)?[^关關闭閉跳过過]*$")


def tail_of(text: str) -> float:
    """Share of a line's width, 0 … 1, that its last way out takes; 1 where it names none."""
    found = _TAIL.search(text)
    wide = [2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text]
    return sum(wide[found.start() :]) / max(1, sum(wide)) if found else 1.0
