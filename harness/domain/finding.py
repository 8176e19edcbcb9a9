"""Rules as data, findings and verdicts."""

import enum

import msgspec

from harness.domain.place import Hop


class Verdict(enum.StrEnum):
    """Technical results; never "illegal"."""

    VIOLATION = "violation"
    SUSPECTED = "suspected"
    CLEAR = "clear"
    INCONCLUSIVE = "inconclusive"


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a law, notice or standard that has been read (see rules.md tags T and P)."""

    id: str
    jurisdiction: str
    document: str
    article: str
    in_force_from: str | None = None
    """ISO date."""
    in_force_until: str | None = None
    gist_en: str = ""
    gist_zh: str = ""
    source: str = ""
    verified: str = "T"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of the catalogue."""

    id: str
    version: str
    name_en: str
    name_zh: str
    question_en: str
    question_zh: str
    quantity: str
    unit: str
    benchmark: str
    """The benchmark in words, with its number."""
    origin: str
    """"law", "standard" or "ours"."""
    severity: str
    """"S1" deception or coercion, "S2" explicit prohibition, "S3" benchmark only."""
    clauses: tuple[str, ...]
    """Ids of clauses."""
    miit_label: str = ""
    observable: bool = True
    thresholds: dict[str, float] = {}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One rule applied to one case (or to one candidate of it)."""

    rule: str
    rule_version: str
    verdict: Verdict
    reason_en: str
    reason_zh: str
    subject: str | None = None
    """Key of the candidate it is about, if any."""
    measured: float | None = None
    unit: str = ""
    benchmark: str = ""
    hits: int = 0
    """k of n trials showed it."""
    of: int = 0
    interval: tuple[float, float] | None = None
    """95 % Wilson interval of k / n."""
    error_level: float | None = None
    """Stated chance of a wrong decision of the sequential test, if one was used."""
    severity: str = ""
    clauses: tuple[str, ...] = ()
    trials: tuple[int, ...] = ()
    frames: tuple[int, ...] = ()
    hops: tuple[Hop, ...] = ()


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict of a case with its reasons."""

    verdict: Verdict
    reasons_en: tuple[str, ...]
    reasons_zh: tuple[str, ...]
    findings: tuple[Finding, ...]
    rules_version: str = ""
