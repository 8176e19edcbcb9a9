"""The ledger on the page."""

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_rig import HOSTILE, Rig

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))
from bundle_builder import whole_bundle
from ledger_cases import DAY, case_of, judged

from harness.ledger import Ledger, State
from harness.studio.ledger_routes import LedgerRoutes
from harness.studio.shelf import Shelf

DECOY = judged(C03__close__top_right="violation", C01="clear")


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A ledger of three cases, one of whose bundles lies in studio's folder."""
    folder = tmp_path_factory.mktemp("studio")
    whole_bundle(folder / "bundles" / "one", folder / "key")
    with Ledger.open(str(folder / "l.sqlite")) as ledger:
        here = str(folder / "bundles" / "one")
        ledger.add(case_of("a"), DECOY, "sha256:1", DAY, "li", bundle=here)
        ledger.add(
            case_of("b", package="com.other"), DECOY, "sha256:2", DAY, HOSTILE, bundle="/etc"
        )
        ledger.add(case_of("c", package="com.honest"), judged(C01="clear"), "sha256:3", DAY, "li")
        ledger.set_state(2, State.VERIFIED, "wang", DAY, note=HOSTILE)
        ledger.set_state(
            2, State.NOTIFIED, "wang", DAY + dt.timedelta(days=1), deadline=dt.date(2020, 1, 1)
        )
        shelf = Shelf(folder / "bundles")
        yield Rig(folder / "bundles", more=(LedgerRoutes(ledger, shelf),))


def rows(rig: Rig, query: str) -> list[Any]:
    """The rows of a list."""
    told = rig.inside.get(f"/api/ledger/{query}")
    assert told.status == 200, told.text
    found: list[Any] = told.data["rows"]
    return found


def test_entries_are_listed_newest_first_with_their_number(rig: Rig) -> None:
    """How many there are in all is told besides."""
    told = rig.inside.get("/api/ledger/entries?limit=1").data
    assert told["total"] == 2
    assert [row["id"] for row in told["rows"]] == [2]
    assert [row["id"] for row in rows(rig, "entries?limit=1&offset=1")] == [1]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("state=notified", [2]),
        ("state=clue&state=notified", [2, 1]),
        ("rule=C03", [2, 1]),
        ("rule=C99", []),
        ("app=OTHER", [2]),
        ("overdue=1", [2]),
        ("app=%25", []),
    ],
)
def test_filters_narrow_the_entries(rig: Rig, query: str, ids: list[int]) -> None:
    """State, rule, app and what is overdue; a sign of SQL's own is a letter."""
    assert [row["id"] for row in rows(rig, f"entries?{query}")] == ids


def test_cases_are_narrowed_by_verdict_and_lead_to_their_bundle(rig: Rig) -> None:
    """Only a bundle below studio's folder has a report here; another path leads nowhere."""
    found = {row["case"]: row["shelf"] for row in rows(rig, "cases?verdict=violation")}
    assert set(found) == {"a", "b"}
    assert found["b"] is None
    assert rig.inside.get(f"/report/{found['a']}?lang=en").status == 200


def test_one_entry_is_told_whole_and_harmless(rig: Rig) -> None:
    """History with who and why, what showed it; nobody's text turns the page."""
    told = rig.inside.get("/api/ledger/entries/2").data
    assert [step["new"] for step in told["history"]] == ["clue", "verified", "notified"]
    assert told["history"][1]["note"] == "<script>alert(1)</script>gnp.exe"
    assert "\u202e" not in str(told)
    assert told["observations"][0]["verdict"] == "violation"


@pytest.mark.parametrize(
    "query",
    ["entries?state=nonsense", "cases?verdict=maybe", "entries?limit=501", "entries?offset=-1"],
)
def test_a_query_that_means_nothing_is_told(rig: Rig, query: str) -> None:
    """One line with what there is."""
    told = rig.inside.get(f"/api/ledger/{query}")
    assert told.status == 400
    assert "\n" not in told.data["error"]


def test_counts_are_told_and_a_missing_entry_too(rig: Rig) -> None:
    """Of the whole ledger."""
    assert rig.inside.get("/api/ledger/stats").data["cases"] == 3
    assert rig.inside.get("/api/ledger/entries/77").status == 400


def test_the_page_shows_only_the_parts_that_there_are(rig: Rig, tmp_path: Path) -> None:
    """Without a ledger there is no section of it, and no answer."""
    assert '<meta name="parts" content="ledger">' in rig.inside.get("/").text
    bare = Rig(tmp_path)
    assert '<meta name="parts" content="">' in bare.inside.get("/").text
    assert bare.inside.get("/api/ledger/stats").status == 404


def test_nothing_of_the_ledger_is_changed_here(rig: Rig) -> None:
    """There is no way to write, even with the token."""
    for path in ("entries", "entries/1", "cases", "stats"):
        assert rig.inside.post(f"/api/ledger/{path}").status == 405
