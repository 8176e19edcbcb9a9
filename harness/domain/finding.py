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
    """"CN", "VN", "EU", "google-play", "apple", "market", "W3C" or a company's own name."""
    document: str
    article: str
    """Empty where the document was verified and the number was not."""
    kind: str = "rule"
    """"law", "rule", "notice", "standard", "guide", "platform" or "benchmark"."""
    document_en: str = ""
    """English name; empty where ``document`` is English already."""
    article_en: str = ""
    in_force_from: str | None = None
    """ISO date."""
    in_force_until: str | None = None
    gist_en: str = ""
    gist_zh: str = ""
    source: str = ""
    verified: str = "T"
    """"T" read in a public copy, "P" quoted by press or third parties, "own" a company's own."""

    def title(self, lang: str) -> str:
        """Document and article in one language ("zh" or "en")."""
        english = lang == "en" and self.document_en
        parts = (self.document_en, self.article_en) if english else (self.document, self.article)
        return " ".join(part for part in parts if part)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of the catalogue."""

    id: str
    version: str
    name_en: str
    name_zh: str
    question_en: str
    question_zh: str
    quantity_en: str
    quantity_zh: str
    unit: str
    """Name of the unit, a key for programs: "taps", "share", "dp", "s" …"""
    unit_zh: str = ""
    benchmark_en: str
    """The benchmark in words, with its number."""
    benchmark_zh: str
    origin: str
    """"law", "standard" or "ours"."""
    severity: str
    """"S1" deception or coercion, "S2" explicit prohibition, "S3" benchmark only."""
    clauses: tuple[str, ...]
    """Ids of clauses."""
    miit_label: str = ""
    observable: bool = True
    unobserved_en: str = ""
    """Why no check measures it, where ``observable`` is false."""
    unobserved_zh: str = ""
    thresholds: dict[str, float] = {}
    """The numbers that its check reads, by name."""
    in_force_from: str | None = None
    """ISO date from which this version of the rule holds; None: ever since."""
    in_force_until: str | None = None


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
    unit_zh: str = ""
    benchmark: str = ""
    """In English."""
    benchmark_zh: str = ""
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
    """Of the catalogue, with the profile and the digest of a company's own file if any."""
    profile: str = "cn"
