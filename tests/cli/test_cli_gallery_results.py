"""Verdict against truth: what counts as held, fair, missed, and as an accusation."""

import pytest

from harness.cli.gallery_results import Known, Result, accusations, confusion, lines, misses

DECOY = Known(
    verdict="violation",
    rules=("C03",),
    may_also=("C01",),
    fair=("suspected",),
    group="close_leads_away",
    trick="decoy",
)
HONEST = Known(verdict="clear", fair=("inconclusive",), group="honest", trick="honest")


def result(known: Known, verdict: str, *fired: str) -> Result:
    return Result(
        app="group/name",
        seed=1,
        known=known,
        verdict=verdict,
        fired=fired,
        launches=9,
        seconds=60,
        reasons=("because",),
    )


@pytest.mark.parametrize(
    ("known", "verdict", "fired", "mark"),
    [
        (DECOY, "violation", ("C03",), "held"),
        (DECOY, "violation", ("C03", "C01"), "held"),
        (DECOY, "violation", ("C03", "R02"), "missed"),
        (DECOY, "violation", ("C01",), "fair"),
        (DECOY, "suspected", (), "fair"),
        (DECOY, "clear", (), "missed"),
        (DECOY, "", (), "failed"),
        (HONEST, "clear", (), "held"),
        (HONEST, "inconclusive", (), "fair"),
        (HONEST, "violation", ("C04",), "missed"),
    ],
)
def test_marks(known: Known, verdict: str, fired: tuple[str, ...], mark: str) -> None:
    """A scan holds when verdict and rules are those of the truth, and no strange rule fired."""
    assert result(known, verdict, *fired).mark == mark


def test_an_accusation_is_told_apart_from_a_miss() -> None:
    """An honest app called suspected is an accusation and is not listed again as a miss."""
    wrong, missed = result(HONEST, "suspected"), result(DECOY, "clear")
    assert accusations([wrong, missed]) == [wrong]
    assert misses([wrong, missed]) == [missed]
    assert lines([missed]) == [
        "group/name (seed 1): clear [-], expected violation [C03] in 9 launches; because"
    ]


def test_the_table_has_a_row_a_trick_and_two_sums() -> None:
    """Tricks are counted by verdict; what deceives and what is honest is summed up."""
    table = confusion(
        [result(DECOY, "violation", "C03"), result(DECOY, "clear"), result(HONEST, "clear")]
    )
    columns = {column.header: list(column.cells) for column in table.columns}
    assert columns["trick"] == ["decoy", "honest", "all that deceive", "all honest"]
    assert columns["violation"] == ["1", ".", "1", "."]
    assert columns["held"] == ["1/2", "1/1", "1/2", "1/1"]
