"""Cases that take longer than a scan can: ended by their worker, and told as what they are."""

import msgspec

from harness.farm.claiming import Claim
from harness.farm.orders import Ended
from harness.farm.records import Blame

LAUNCH_S, SPARE_S = 90.0, 600.0
"""What a launch may take before a case counts as hung, and what is added once."""


def longest_s(claimed: Claim) -> float:
    """How long a case may take before it counts as hung."""
    order = claimed.order
    return SPARE_S + (order.minutes * 60 if order.minutes else order.launches * LAUNCH_S)


def as_hung(claimed: Claim, ended: Ended) -> Ended:
    """What became of a case that was ended because it hung: nobody cancelled it.

    The phone's failure, so that it is tried again; a result that was ready after all counts.
    """
    if ended.judged:
        return ended
    why = f"it took longer than {longest_s(claimed) / 60:.0f} minutes, which is no scan's time"
    return msgspec.structs.replace(ended, cancelled=False, blame=Blame.PHONE, why=why)
