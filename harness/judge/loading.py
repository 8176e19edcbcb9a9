"""The catalogue's files as records. Text in, records out: no file is touched here."""

import datetime as dt
import itertools
import tomllib
from typing import Any, TypeVar

import msgspec

from harness.domain.errors import UsageError
from harness.domain.finding import Clause, Rule
from harness.judge.catalogue import Catalogue, Profile, RuleChange

T = TypeVar("T")
DEFAULT_PROFILE = "cn"
PRINTABLE = frozenset({"T", "P"})
"""Read in a public copy, or quoted by others; what is only remembered is never printed."""


def load_profiles(profiles_toml: str) -> dict[str, Profile]:
    """Profiles by their id from the text of ``profiles.toml``."""
    entries = _parsed(profiles_toml, "profiles").get("profile", [])
    return {profile.id: profile for profile in _records(entries, Profile, "profiles")}


def load_rules(
    rules_toml: str, clauses_toml: str, profiles_toml: str = "", *, profile: str = DEFAULT_PROFILE
) -> Catalogue:
    """Read the catalogue from the texts of its files, seen through one profile.

    ``UsageError`` names what is wrong: bad TOML, an unknown field, a clause that is not
    listed or was never verified, a profile that there is not.
    """
    rules_doc, clauses_doc = _parsed(rules_toml, "rules"), _parsed(clauses_toml, "clauses")
    version = str(rules_doc.get("version", ""))
    clauses = _records(clauses_doc.get("clause", []), Clause, "clauses")
    rules = _records(
        [{"version": version, **entry} for entry in rules_doc.get("rule", [])], Rule, "rules"
    )
    check(rules, clauses)
    profiles = load_profiles(profiles_toml)
    found = profiles.get(profile)
    if found is None and profiles:
        raise UsageError(f"no profile {profile}; there are: {', '.join(profiles)}")
    found = found or _everywhere(clauses)
    catalogue = Catalogue(version=version, rules=rules, clauses=clauses, profile=found)
    if found.id != DEFAULT_PROFILE:
        catalogue = msgspec.structs.replace(catalogue, version=f"{version} {found.id}")
    return changed(catalogue, found.rules, f"profile {found.id}")


def _everywhere(clauses: tuple[Clause, ...]) -> Profile:
    """Without profiles every clause counts."""
    names = tuple(dict.fromkeys(clause.jurisdiction for clause in clauses))
    return Profile(id=DEFAULT_PROFILE, name_en="all", name_zh="全部", jurisdictions=names)


def changed(catalogue: Catalogue, changes: dict[str, RuleChange], where: str) -> Catalogue:
    """The catalogue with changes to its rules; UsageError names ``where`` and the key."""
    known = {rule.id for rule in catalogue.rules}
    for rule_id in changes:
        if rule_id not in known:
            raise UsageError(
                f"{where}: rules.{rule_id}: there is no such rule; list them with: taptruth rules"
            )
    rules = tuple(
        _with(rule, changes[rule.id], where) if rule.id in changes else rule
        for rule in catalogue.rules
    )
    check(rules, catalogue.clauses)
    off = {rule_id for rule_id, change in changes.items() if not change.enabled}
    return msgspec.structs.replace(catalogue, rules=rules, dormant=catalogue.dormant | off)


def _with(rule: Rule, change: RuleChange, where: str) -> Rule:
    unknown = sorted(set(change.thresholds) - set(rule.thresholds))
    if unknown:
        there = ", ".join(rule.thresholds) or "none"
        raise UsageError(
            f"{where}: rules.{rule.id}.thresholds.{unknown[0]}: the rule has no such threshold; "
            f"it has: {there}"
        )
    return msgspec.structs.replace(
        rule,
        severity=change.severity or rule.severity,
        thresholds={**rule.thresholds, **change.thresholds},
        benchmark_en=change.benchmark_en or rule.benchmark_en,
        benchmark_zh=change.benchmark_zh or rule.benchmark_zh,
        origin=change.origin or rule.origin,
        clauses=tuple(dict.fromkeys([*rule.clauses, *change.clauses])),
    )


def check(rules: tuple[Rule, ...], clauses: tuple[Clause, ...]) -> None:
    """UsageError for an unverified clause, one that is not listed, or overlapping versions."""
    known = {clause.id for clause in clauses}
    for clause in clauses:
        _check_dates(clause.id, clause)
        if clause.verified not in PRINTABLE and clause.jurisdiction != "own":
            raise UsageError(f"clause {clause.id} was not verified: only T and P may be printed")
    for rule in rules:
        _check_dates(rule.id, rule)
        missing = [c for c in rule.clauses if c not in known]
        if missing:
            raise UsageError(f"rule {rule.id} names unknown clauses: {', '.join(missing)}")
    twice = sorted({b.id for a, b in itertools.pairwise(rules) if _overlap(a, b)})
    listed = [rule.id for rule in rules]
    apart = sorted({i for i in listed if listed.count(i) > 1 and not _together(listed, i)})
    if twice or apart:
        raise UsageError(f"rules listed twice: {', '.join(twice or apart)}")


def _overlap(one: Rule, later: Rule) -> bool:
    if one.id != later.id:
        return False
    return one.in_force_until is None or (later.in_force_from or "") <= one.in_force_until


def _together(listed: list[str], rule_id: str) -> bool:
    first, count = listed.index(rule_id), listed.count(rule_id)
    return listed[first : first + count] == [rule_id] * count


def _check_dates(name: str, dated: Clause | Rule) -> None:
    for value in (dated.in_force_from, dated.in_force_until):
        try:
            dt.date.fromisoformat(value or "2000-01-01")
        except ValueError as error:
            raise UsageError(f"{name}: {value} is no date; write it as 2026-03-27") from error


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
