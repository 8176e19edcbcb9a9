"""Facts that lines tell: ways out, seconds, labels, where a touch leads, fake system talk."""

import functools
import importlib.resources
import re
import tomllib

import msgspec

from detectors.vocabulary import Word, meaning, normalised
from harness.domain.geometry import BoxPx
from harness.domain.measures import Fact, FactKind
from harness.domain.sight import Role

_LONGEST = 60


class FactRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of ``facts.toml``."""

    kind: FactKind
    patterns: tuple[str, ...]
    languages: tuple[str, ...]
    because: str = ""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fact: tuple[FactRow, ...]


@functools.cache
def rows() -> tuple[tuple[FactRow, tuple[re.Pattern[str], ...]], ...]:
    """The table's rows in order, each with its patterns."""
    source = importlib.resources.files("detectors").joinpath("facts.toml").read_text("utf-8")
    table = msgspec.convert(tomllib.loads(source), _Table)
    return tuple((r, tuple(re.compile(p) for p in r.patterns)) for r in table.fact)


_KINDS = {
    Role.SKIP: FactKind.SKIP,
    Role.CLOSE: FactKind.CLOSE,
    Role.DISMISS: FactKind.DISMISS,
    Role.COUNTDOWN: FactKind.COUNTDOWN,
    Role.AD_LABEL: FactKind.AD_LABEL,
    Role.GESTURE_HINT: FactKind.GESTURE,
}
_SECONDS = re.compile(r"(?<![\d:.])(\d{1,2})(?![\d:.%])")
_CLOSING = re.compile(r"关闭|關閉|close|閉じる|닫기|schließen|fermer|cerrar|fechar")


def seconds_of(text: str) -> int | None:
    """The seconds that a countdown or a timed skip shows, if just one number is there."""
    found = _SECONDS.findall(normalised(text))
    return int(found[0]) if len(found) == 1 else None


def facts_of(text: str, box: BoxPx | None = None, word: Word | None = None) -> tuple[Fact, ...]:
    """All that one line tells; ``word`` is its meaning where that was worked out in place."""
    line = normalised(text)
    if not line or len(line) > _LONGEST:
        return ()
    facts = []
    word = word or meaning(text)
    if word is not None and word.role in _KINDS:
        kind = _KINDS[word.role]
        if kind is FactKind.SKIP and _CLOSING.search(line):
            kind = FactKind.CLOSE
        timed = kind in {FactKind.SKIP, FactKind.CLOSE, FactKind.COUNTDOWN}
        seconds = seconds_of(text) if timed else None
        facts.append(Fact(kind=kind, text=text, box_px=box, seconds=seconds))
        if seconds is not None and kind is not FactKind.COUNTDOWN:
            facts.append(Fact(kind=FactKind.COUNTDOWN, text=text, box_px=box, seconds=seconds))
    for row, patterns in rows():
        match = next((m for p in patterns if (m := p.search(line))), None)
        if match is not None:
            names = match.groupdict().get("names") or ""
            facts.append(Fact(kind=row.kind, text=text, box_px=box, names=names))
    return tuple(_first_of_each_kind(facts))


def _first_of_each_kind(facts: list[Fact]) -> list[Fact]:
    seen: dict[FactKind, Fact] = {}
    for fact in facts:
        seen.setdefault(fact.kind, fact)
    return list(seen.values())
