"""A case that hangs is no case that somebody cancelled."""

import msgspec
import pytest

from harness.farm.claiming import Claim
from harness.farm.hanging import LAUNCH_S, SPARE_S, as_hung, longest_s
from harness.farm.orders import Ended
from harness.farm.records import Blame, Order

CLAIM = Claim(
    try_id=1, case=1, number=1, order=Order(package="com.example.a", launches=10), serials=("p",)
)


def test_a_case_that_was_ended_because_it_hung_failed_on_its_phone() -> None:
    """So that it is tried again, and the phone's share of it is counted."""
    told = as_hung(CLAIM, Ended(try_id=1, cancelled=True, kept=True))
    assert (told.cancelled, told.blame, told.kept) == (False, Blame.PHONE, True)
    assert "25 minutes" in told.why


def test_a_result_that_was_ready_after_all_counts() -> None:
    """It came while it was being asked to end."""
    ended = Ended(try_id=1, judged=True, launches=10)
    assert as_hung(CLAIM, ended) is ended


@pytest.mark.parametrize("minutes", [None, 5.0])
def test_the_orders_own_budget_is_never_a_hang(minutes: float | None) -> None:
    """Of launches at a slow phone's pace, or of minutes; always with time to spare."""
    order = msgspec.structs.replace(CLAIM.order, minutes=minutes)
    most = longest_s(msgspec.structs.replace(CLAIM, order=order))
    assert most == SPARE_S + (300 if minutes else 10 * LAUNCH_S)
