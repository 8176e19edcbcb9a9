"""The rule catalogue as records. Text in, records out: no file is touched here."""

import datetime as dt
import tomllib
from typing import Any, TypeVar

import msgspec

from harness.domain.errors import UsageError
from harness.domain.finding import Clause, Rule

T = TypeVar("T")


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """Rules and the clauses they match, of one version."""

    version: str
    rules: tuple[Rule, ...]
    clauses: tuple[Clause, ...]

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; ``KeyError`` when there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id; ``KeyError`` when there is none."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)

    def in_force(self, rule: Rule, wall_ns: int) -> tuple[str, ...]:
        """Ids of the rule's clauses that are in force at the time of the test (UTC)."""
        day = dt.datetime.fromtimestamp(wall_ns / 1e9, tz=dt.UTC).date().isoformat()
        return tuple(c for c in rule.clauses if _holds(self.clause(c), day))


def _holds(clause: Clause, day: str) -> bool:
    began = clause.in_force_from is None or clause.in_force_from <= day
    return began and (clause.in_force_until is None or day <= clause.in_force_until)


def load_rules(rules_toml: str, clauses_toml: str) -> Catalogue:
    """Read the catalogue from the text of ``rules.toml`` and ``clauses.toml``.

    ``UsageError`` names what is wrong: bad TOML, an unknown field, a clause that is not
    listed, or one that was never verified.
    """
    rules_doc, clauses_doc = _parsed(rules_toml, "rules"), _parsed(clauses_toml, "clauses")
    version = str(rules_doc.get("version", ""))
    clauses = _records(clauses_doc.get("clause", []), Clause, "clauses")
    rules = _records(
        [{"version": version, **entry} for entry in rules_doc.get("rule", [])], Rule, "rules"
    )
    _check(rules, clauses)
    return Catalogue(version=version, rules=rules, clauses=clauses)


def _parsed(text: str, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"the {what} are not TOML: {error}") from error


def _records(entries: object, kind: type[T], what: str) -> tuple[T, ...]:
    try:
        return msgspec.convert(entries, tuple[kind, ...])  # type: ignore[valid-type]
    except msgspec.ValidationError as error:
        raise UsageError(f"the {what} have a wrong entry: {error}") from error


def _check(rules: tuple[Rule, ...], clauses: tuple[Clause, ...]) -> None:
    known = {clause.id for clause in clauses}
    for clause in clauses:
        if clause.verified not in {"T", "P"}:
            raise UsageError(f"clause {clause.id} was not verified: only T and P may be printed")
    for rule in rules:
        missing = [c for c in rule.clauses if c not in known]
        if missing:
            raise UsageError(f"rule {rule.id} names unknown clauses: {', '.join(missing)}")
    ids = [rule.id for rule in rules]
    twice = {i for i in ids if ids.count(i) > 1}
    if twice:
        raise UsageError(f"rules listed twice: {', '.join(sorted(twice))}")
