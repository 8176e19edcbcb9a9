"""What the page says of the statistics."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "judge"))
import pytest
from case_of_answers import SIZE, CaseBuilder

from harness.domain.statistics import REDIRECTS, wilson
from harness.domain.trial import OutcomeKind
from harness.studio.standing import standing


def rows(case: CaseBuilder) -> dict[str, Mapping[str, Any]]:
    """The rows by what they are about."""
    return {row["what"]: row for row in standing(case.trials, SIZE)}


def test_nothing_tapped_says_nothing_of_taps() -> None:
    """Hands-off launches tell of jumps only."""
    assert set(rows(CaseBuilder().watch())) == {"jumps"}
    assert rows(CaseBuilder()) == {}


def test_k_of_n_with_the_interval_and_an_open_test() -> None:
    """One of three led away: counted, bounded, and how far the test has come."""
    case = CaseBuilder().watch().tap(OutcomeKind.DISMISSED, 2).tap(OutcomeKind.REDIRECTED)
    row = rows(case)["redirects"]
    assert (row["hits"], row["of"], row["state"]) == (1, 3, "open")
    assert (row["low"], row["high"]) == pytest.approx(wilson(1, 3), abs=0.001)
    assert row["share"] == pytest.approx(REDIRECTS.ratio(1, 2) / REDIRECTS.upper, abs=0.001)
    assert row["about"]["zh"] == "底部中央的关闭标识"
    assert "close mark" in row["about"]["en"]


def test_a_decided_test_says_so() -> None:
    """Two redirects at once decide; sixteen clean taps decide the other way."""
    away = rows(CaseBuilder().watch().tap(OutcomeKind.REDIRECTED, 3))["redirects"]
    assert (away["state"], away["share"]) == ("high", 1.0)
    clean = rows(CaseBuilder().watch().tap(OutcomeKind.DISMISSED, 16))["redirects"]
    assert (clean["state"], clean["share"]) == ("low", -1.0)


def test_doubtful_outcomes_are_not_counted() -> None:
    """What only one witness saw counts for nobody, here as in the plan."""
    case = CaseBuilder().watch().tap(OutcomeKind.REDIRECTED, 4, certain=False)
    assert "redirects" not in rows(case)


def test_body_and_dead_controls_have_rows_of_their_own() -> None:
    """A dead control is told beside what it does not do."""
    case = CaseBuilder().watch().tap(OutcomeKind.NO_EFFECT, 3, delay_ms=800)
    case.body(OutcomeKind.REDIRECTED, 2)
    told = rows(case)
    assert (told["dead"]["hits"], told["dead"]["of"]) == (3, 3)
    assert (told["redirects"]["hits"], told["redirects"]["of"]) == (0, 3)
    assert (told["body"]["hits"], told["body"]["of"]) == (2, 2)
