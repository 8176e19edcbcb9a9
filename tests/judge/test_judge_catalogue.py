"""The catalogue: versions by date, profiles, wording, and nothing that was never verified."""

import re
from pathlib import Path

import msgspec
import pytest
from case_of_answers import CaseBuilder

import harness.judge.checks
from harness.cli.rules_page import pages
from harness.domain.errors import UsageError
from harness.domain.finding import Verdict
from harness.domain.trial import OutcomeKind
from harness.judge import judge, load_rules
from harness.judge.catalogue import Catalogue
from harness.judge.own_rules import with_own
from harness.run.catalogue import load_catalogue, profiles

AWAY = OutcomeKind.REDIRECTED
IN_2025 = 1_740_000_000_000_000_000
IN_MAY_2026 = 1_778_000_000_000_000_000
DOCS = Path(__file__).parents[2] / "docs"
UNVERIFIED = ("CN-10", "CN-19", "CN-29", "EU-03", "EU-05", "KR-01", "WC-02", "MD-01", "TF-15")


@pytest.fixture
def catalogue() -> Catalogue:
    """As shipped, profile China."""
    return load_catalogue()


def test_every_rule_speaks_both_languages(catalogue: Catalogue) -> None:
    """Name, question, quantity, benchmark, unit, and the reason where it is not measured."""
    for rule in catalogue.rules:
        for field in ("name", "question", "quantity", "benchmark"):
            assert getattr(rule, f"{field}_en").isascii() or field == "question", rule.id
            assert re.search(r"[一-鿿0-9]", getattr(rule, f"{field}_zh")), rule.id
        assert rule.unit
        assert rule.unit_zh
        assert rule.miit_label
        assert rule.origin in {"law", "standard", "ours"}
        if not rule.observable:
            assert rule.unobserved_en
            assert rule.unobserved_zh


def test_every_clause_says_where_it_was_read_and_in_both_languages(catalogue: Catalogue) -> None:
    """Document, gist and source; kind is one of a few."""
    kinds = {"law", "rule", "notice", "standard", "guide", "platform", "benchmark"}
    for clause in catalogue.clauses:
        assert clause.kind in kinds
        assert clause.source
        assert clause.gist_zh
        assert clause.gist_en
        assert (
            clause.title("en").isascii() or "—" in clause.title("en") or "“" in clause.title("en")
        )


def test_nothing_is_called_illegal_and_nothing_unverified_is_printed(catalogue: Catalogue) -> None:
    """Words and clause numbers of the whole catalogue and its page."""
    told = msgspec.json.encode([catalogue.rules, catalogue.clauses]).decode()
    told += "".join(pages().values())
    assert "违法" not in told.replace("是否构成违法", "")
    assert not re.search(r"\billegal", told)
    for clause in UNVERIFIED:
        assert clause not in {c.id for c in catalogue.clauses}
        assert f"{clause} " not in told
    for number in ("第二十五条", "第二十六条", "第二十七条", "342/2025", "一（二）4", "4.2.7"):
        assert number not in told


def test_numbers_that_may_be_set_are_numbers_that_a_check_reads(catalogue: Catalogue) -> None:
    """A threshold that nothing reads would be a setting that does nothing."""
    folder = Path(harness.judge.checks.__file__).parent
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for rule in catalogue.rules:
        for name in rule.thresholds:
            assert f'"{name}"' in source, f"{rule.id}.{name}"


def test_a_rule_is_judged_by_the_version_of_its_day(catalogue: Catalogue) -> None:
    """The one-way swing has been asked for since 2026-03-27 and not before."""
    assert "R05" in catalogue.at(IN_2025).dormant
    assert "R05" not in catalogue.at(IN_MAY_2026).dormant
    old = load_rules(*_two_versions())
    assert old.at(IN_2025).rule("C99").severity == "S2"
    assert old.at(IN_MAY_2026).rule("C99").severity == "S1"


def _two_versions() -> tuple[str, str]:
    rule = """
[[rule]]
id = "C99"
name_en = "n"
name_zh = "n"
question_en = "q"
question_zh = "q"
quantity_en = "q"
quantity_zh = "q"
unit = "u"
benchmark_en = "b"
benchmark_zh = "b"
origin = "ours"
clauses = []
"""
    first = rule + 'severity = "S2"\nin_force_until = "2026-03-26"\n'
    return first + rule + 'severity = "S1"\nin_force_from = "2026-03-27"\n', ""


def test_versions_of_a_rule_must_not_overlap() -> None:
    """Two versions of one day are a mistake in the catalogue."""
    rules, _ = _two_versions()
    with pytest.raises(UsageError, match="listed twice: C99"):
        load_rules(rules.replace("2026-03-26", "2026-03-28"), "")


def test_a_profile_cites_its_own_clauses_and_weighs_by_them() -> None:
    """The same decoy is a violation in China and under Play; a dead close is a note under Play."""
    builder = CaseBuilder().watch().tap(AWAY, 4).body(AWAY, 1)
    at_play = judge(builder.case(), load_catalogue("play"))
    decoy = next(f for f in at_play.findings if f.rule == "C03")
    assert at_play.profile == "play"
    assert decoy.clauses == ("GP-03",)
    assert (decoy.severity, at_play.verdict) == ("S1", Verdict.VIOLATION)
    play = load_catalogue("play")
    assert play.weight(play.rule("C04"), IN_MAY_2026) == "S3"
    assert set(profiles()) == {"cn", "play", "vn", "eu"}


def test_an_unknown_profile_is_refused_with_those_there_are() -> None:
    """One line."""
    with pytest.raises(UsageError, match="no profile mars; there are: cn, play, vn, eu"):
        load_catalogue("mars")


OWN = """
format = 1
name = "ACME"
version = "3"
[rules.C08]
thresholds = { fail_dp = 32.0 }
benchmark_en = "32 dp"
benchmark_zh = "32 dp"
clauses = ["ACME-4"]
[rules.C03]
enabled = false
[[clauses]]
id = "ACME-4"
document = "ACME guide"
article = "4"
"""


def test_a_companys_file_sets_numbers_clauses_and_what_is_asked(catalogue: Catalogue) -> None:
    """Its name and digest stand in the version, its benchmark is called the company's."""
    own = with_own(catalogue, OWN, "my.toml")
    rule = own.rule("C08")
    assert (rule.thresholds["fail_dp"], rule.thresholds["note_dp"]) == (32.0, 44.0)
    assert rule.origin == "company"
    assert "ACME-4" in own.in_force(rule, IN_MAY_2026)
    assert own.version.startswith(f"{catalogue.version} + ACME 3 ")
    found = judge(CaseBuilder().watch().tap(AWAY, 4).body(AWAY, 1).case(), own)
    assert not any(f.rule == "C03" for f in found.findings)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("format = 1", "format = 9", "my.toml: format"),
        ("[rules.C08]", "[rules.C88]", "rules.C88: there is no such rule"),
        ("fail_dp = 32.0", "fail_db = 32.0", "rules.C08.thresholds.fail_db: the rule has no such"),
        ("fail_dp = 32.0", 'fail_dp = "big"', "rules.C08.thresholds"),
        ('benchmark_zh = "32 dp"\n', "", "benchmark_en and benchmark_zh"),
        ('["ACME-4"]', '["ACME-5"]', "rules.C08.clauses: ACME-5 is none of yours"),
        ('id = "ACME-4"', 'id = "CN-07"', "CN-07 is taken"),
        ("enabled = false", "enable = false", "rules.C03: Object contains unknown field `enable`"),
        ("format = 1", "format 1", "not TOML"),
        ("[[clauses]]", "[clauses]", r"clauses: write each as \[\[clauses\]\]"),
    ],
)
def test_a_wrong_file_is_one_line_with_its_key(
    catalogue: Catalogue, was: str, now: str, said: str
) -> None:
    """File, key, and what to do."""
    with pytest.raises(UsageError, match=said) as caught:
        with_own(catalogue, OWN.replace(was, now), "my.toml")
    assert str(caught.value).startswith("my.toml: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["rules.md", "rules-file.schema.json", "complaint.schema.json"])
def test_docs_are_those_of_the_catalogue(name: str) -> None:
    """Stale pages are written anew by ``make rules-page``."""
    assert (DOCS / name).read_text("utf-8") == pages()[name], "run: make rules-page"


@pytest.mark.parametrize(("profile", "found"), [("cn", True), ("play", False), ("vn", False)])
def test_a_short_countdown_is_a_finding_only_where_no_wait_is_allowed(
    profile: str, found: bool
) -> None:
    """Dead at once, closing 0.8 s later: China asks for one that works before its time is over."""
    gated = CaseBuilder().watch().tap(OutcomeKind.NO_EFFECT, 4, delay_ms=800)
    gated.waited(OutcomeKind.DISMISSED, 2)
    findings = judge(gated.case(), load_catalogue(profile)).findings
    assert any(f.rule == "C02" for f in findings) is found
