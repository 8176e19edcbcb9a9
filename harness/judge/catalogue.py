"""The rule catalogue as records: rules, clauses, profiles, and which of them hold on a day.

Pure: text becomes records in ``harness.judge.loading``, a company's own file in
``harness.judge.own_rules``.
"""

import datetime as dt

import msgspec

from harness.domain.finding import Clause, Rule
from harness.domain.memo import kept

YEAR_2000_NS = 946_684_800_000_000_000
"""A time before it is no date (a clock that was never set): then today's versions hold."""
NOTE = "S3"
"""Severity of what informs only."""
OWN = "own"
"""Jurisdiction of a company's own clauses."""
LATEST = "9999-12-31"


class RuleChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a profile or a company's own file sets otherwise in one rule; None leaves it."""

    enabled: bool = True
    severity: str | None = None
    thresholds: dict[str, float] = {}
    benchmark_en: str | None = None
    benchmark_zh: str | None = None
    origin: str | None = None
    clauses: tuple[str, ...] = ()
    """Ids of clauses to add."""


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose clauses count."""

    id: str
    name_en: str
    name_zh: str
    jurisdictions: tuple[str, ...]
    """Their clauses give a rule its weight."""
    benchmarks: tuple[str, ...] = ()
    """Their clauses are printed as the origin of a number."""
    rules: dict[str, RuleChange] = {}


class Catalogue(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Rules and the clauses they match, seen through one profile."""

    version: str
    rules: tuple[Rule, ...]
    """All versions of all rules; of one day after :meth:`at`."""
    clauses: tuple[Clause, ...]
    profile: Profile
    dormant: frozenset[str] = frozenset()
    """Ids of rules that are switched off, or not in force on the day of :meth:`at`."""

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id, its last version; ``KeyError`` when there is none."""
        return self._rules_by_id()[rule_id]

    @kept
    def _rules_by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id; ``KeyError`` when there is none."""
        return self._clauses_by_id()[clause_id]

    @kept
    def _clauses_by_id(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in reversed(self.clauses)}

    def at(self, wall_ns: int) -> "Catalogue":
        """The catalogue with the rule versions of that day (UTC), one of each rule.

        A rule of which no version is in force is kept and named in ``dormant``: it can be
        asked for its words, but gives no finding.
        """
        return self._of_day(day_of(wall_ns))

    @kept
    def _of_day(self, day: str) -> "Catalogue":
        chosen, asleep = [], set(self.dormant)
        for rule_id in dict.fromkeys(rule.id for rule in self.rules):
            versions = [rule for rule in self.rules if rule.id == rule_id]
            holding = [rule for rule in versions if holds(rule, day)]
            chosen.append((holding or versions)[-1])
            if not holding:
                asleep.add(rule_id)
        return msgspec.structs.replace(self, rules=tuple(chosen), dormant=frozenset(asleep))

    def in_force(self, rule: Rule, wall_ns: int) -> tuple[str, ...]:
        """Ids of the rule's clauses that the profile prints and that are in force then (UTC)."""
        day = day_of(wall_ns)
        found = (self.clause(clause_id) for clause_id in rule.clauses)
        return tuple(c.id for c in found if self.prints(c) and holds(c, day))

    def prints(self, clause: Clause) -> bool:
        """Whether the profile cites the clause at all."""
        return self._weighs(clause) or clause.jurisdiction in self.profile.benchmarks

    def weight(self, rule: Rule, wall_ns: int, severity: str | None = None) -> str:
        """The rule's severity (or the one given), S3 where it matches no clause in force."""
        cited = self.in_force(rule, wall_ns)
        if not any(self._weighs(self.clause(clause_id)) for clause_id in cited):
            return NOTE
        return severity or rule.severity

    def _weighs(self, clause: Clause) -> bool:
        return clause.jurisdiction == OWN or clause.jurisdiction in self.profile.jurisdictions


def day_of(wall_ns: int) -> str:
    """ISO date (UTC) of a wall time; a time that is no date counts as the latest day."""
    if wall_ns < YEAR_2000_NS:
        return LATEST
    return dt.datetime.fromtimestamp(wall_ns / 1e9, tz=dt.UTC).date().isoformat()


def holds(dated: Clause | Rule, day: str) -> bool:
    """Whether a clause or a version of a rule is in force on that ISO date."""
    began = dated.in_force_from is None or dated.in_force_from <= day
    if day == LATEST:
        return dated.in_force_until is None
    return began and (dated.in_force_until is None or day <= dated.in_force_until)
