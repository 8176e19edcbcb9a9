"""Tables of verdict against truth: by group and trick, by cause, and what it cost."""

from harness.cli.gallery_results import Account, Known, Result
from harness.cli.gallery_tables import causes, confusion, costs, headlines, lines

DECOY = Known(
    verdict="violation", rules=("C03",), fair=("inconclusive",), group="leads", trick="decoy"
)
HONEST = Known(verdict="clear", fair=("inconclusive",), group="honest", trick="slow")


def result(known: Known, verdict: str, *fired: str, launches: int = 9, cause: str = "") -> Result:
    return Result(
        app="group/name",
        seed=1,
        known=known,
        verdict=verdict,
        fired=fired,
        launches=launches,
        seconds=60,
        reasons=("because",),
        account=Account(cause=cause, bare=2, unsure=1),
    )


RESULTS = [
    result(DECOY, "violation", "C03"),
    result(DECOY, "clear"),
    result(DECOY, "inconclusive", cause="budget"),
    result(HONEST, "clear", launches=21),
    result(HONEST, "suspected"),
]


def test_each_trick_and_each_group_has_a_row_and_all_are_summed_up() -> None:
    """Tricks are counted by verdict below their group; what deceives and what is honest is too."""
    columns = {c.header: list(c.cells) for c in confusion(RESULTS).columns}
    names = ["  slow", "honest", "  decoy", "leads", "all that deceive", "all honest"]
    assert columns["trick"] == names
    assert columns["violation"] == [".", ".", "1", "1", "1", "."]
    assert columns["held"] == ["1/2", "1/2", "1/3", "1/3", "1/3", "1/2"]


def test_what_was_inconclusive_is_counted_by_its_cause() -> None:
    """A row a group that has any."""
    columns = {c.header: list(c.cells) for c in causes(RESULTS).columns}
    assert columns == {"inconclusive": ["leads"], "budget": ["1"]}


def test_the_headlines_name_every_wrong_accusation_and_clearance() -> None:
    """And honest apps that took too many launches, each once."""
    told = headlines(RESULTS)
    assert told[0] == "honest apps accused: 1 of 2"
    assert told[2] == "deceiving apps cleared: 1 of 3"
    assert told[4] == "honest apps cleared in more than 20 launches: 1"
    assert told[6] == "other misses: 0 of 5"


def test_launches_are_counted_with_those_that_told_nothing() -> None:
    """Launches without a pop-up and touches without a certain outcome are named."""
    assert costs(RESULTS)[0] == (
        "launches: median 9, p95 21, 57 in all (10 without a pop-up, 5 touches not certain)"
    )
    assert costs([]) == []


def test_a_line_says_what_was_expected_and_why_it_came_out_so() -> None:
    """One line a result."""
    assert lines(RESULTS[1:2]) == [
        "group/name (seed 1): clear [-], expected violation [C03] in 9 launches; because"
    ]
