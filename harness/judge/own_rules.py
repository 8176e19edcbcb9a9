"""A company's own rules on top of the catalogue: its file as records, checked and applied."""

import hashlib
import tomllib
from typing import Any, Literal

import msgspec

from harness.domain.errors import UsageError
from harness.domain.finding import Clause
from harness.judge.catalogue import OWN, Catalogue, RuleChange
from harness.judge.loading import changed

FORMAT = 1


class OwnChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the company sets otherwise in one rule."""

    enabled: bool = True
    severity: Literal["S1", "S2", "S3"] | None = None
    thresholds: dict[str, float] = {}
    """Numbers that the rule's check reads; `taptruth rules --json` lists them."""
    benchmark_en: str | None = None
    """Needed together with thresholds: the benchmark in words, with the new number."""
    benchmark_zh: str | None = None
    clauses: tuple[str, ...] = ()
    """Ids of the company's own clauses that the rule matches."""


class OwnClause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clause of the company's own policy."""

    id: str
    document: str
    article: str = ""
    document_en: str = ""
    article_en: str = ""
    in_force_from: str | None = None
    """ISO date."""
    in_force_until: str | None = None
    gist_zh: str = ""
    gist_en: str = ""
    source: str = ""


class OwnRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A company's own file: changes to rules, and clauses of its own policy."""

    format: Literal[1]
    name: str
    version: str = ""
    profile: str | None = None
    """The profile it stands on: cn, play, vn or eu; --profile wins."""
    rules: dict[str, OwnChange] = {}
    clauses: tuple[OwnClause, ...] = ()


def schema() -> dict[str, Any]:
    """JSON Schema of the file."""
    found = msgspec.json.schema(OwnRules)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def parse_own(text: str, where: str) -> OwnRules:
    """Read the file's text; UsageError says where, which key, and what to do."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where}: not TOML: {error}; mend that line") from error
    rules = raw.get("rules", {})
    if not isinstance(rules, dict):
        raise UsageError(f"{where}: rules: write a table for each rule: [rules.C08]")
    changes = {name: _convert(e, OwnChange, where, f"rules.{name}") for name, e in rules.items()}
    clauses = raw.get("clauses", [])
    if not isinstance(clauses, list):
        raise UsageError(f"{where}: clauses: write each as [[clauses]]")
    own = [_convert(e, OwnClause, where, f"clauses[{i}]") for i, e in enumerate(clauses)]
    whole: OwnRules = _convert({**raw, "rules": {}, "clauses": []}, OwnRules, where, "")
    return msgspec.structs.replace(whole, rules=changes, clauses=tuple(own))


def _convert(value: object, into: Any, where: str, key: str) -> Any:
    try:
        return msgspec.convert(value, into)
    except msgspec.ValidationError as error:
        told, _, at = str(error).partition(" - at ")
        path = key + at.strip("`").removeprefix("$")
        raise UsageError(
            f"{where}: {path.strip('.') or 'the file'}: {told}; "
            "docs/rules-file.schema.json lists every key"
        ) from error


def with_own(catalogue: Catalogue, text: str, where: str) -> Catalogue:
    """The catalogue with the file on top of it.

    Its version names the file and its digest. Raises UsageError for a key that is unknown, a
    number that no check reads, or a number without its words.
    """
    own = parse_own(text, where)
    for rule_id, change in own.rules.items():
        if change.thresholds and not (change.benchmark_en and change.benchmark_zh):
            raise UsageError(
                f"{where}: rules.{rule_id}: the thresholds change, so benchmark_en and "
                "benchmark_zh must say the new number in words; add both"
            )
    clauses = tuple(_clause(entry, catalogue, where) for entry in own.clauses)
    changes = {rule_id: _change(change) for rule_id, change in own.rules.items()}
    _check_clauses(changes, {clause.id for clause in clauses}, where)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    wider = msgspec.structs.replace(
        catalogue,
        clauses=catalogue.clauses + clauses,
        version=" ".join(filter(None, [catalogue.version, "+", own.name, own.version, digest])),
    )
    return changed(wider, changes, where)


def _change(change: OwnChange) -> RuleChange:
    own_words = change.benchmark_en or change.benchmark_zh
    return RuleChange(**_fields(change), origin="company" if own_words else None)


def _fields(record: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _clause(entry: OwnClause, catalogue: Catalogue, where: str) -> Clause:
    if any(clause.id == entry.id for clause in catalogue.clauses):
        raise UsageError(f"{where}: clauses: {entry.id} is taken; choose an id of your own")
    return Clause(**_fields(entry), jurisdiction=OWN, kind="company", verified="own")


def _check_clauses(changes: dict[str, RuleChange], own: set[str], where: str) -> None:
    for rule_id, change in changes.items():
        unknown = [clause for clause in change.clauses if clause not in own]
        if unknown:
            raise UsageError(
                f"{where}: rules.{rule_id}.clauses: {unknown[0]} is none of yours; "
                "add it as [[clauses]]"
            )
