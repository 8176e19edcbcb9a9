"""How a session that touched something ends: the outcome, then what else was asked of it."""

from harness.domain.trial import TrialResult
from harness.explore.notebook import Notebook
from harness.explore.sessions.follow_ups import follow
from harness.explore.sessions.steps import Step, watch_outcome


def watch_after(book: Notebook) -> Step[TrialResult]:
    """Watch what the touch led to until it is certain enough or the time is up; follow up."""
    outcome = yield from watch_outcome(book)
    followed = yield from follow(book, outcome)
    return book.result(outcome, followed=followed)
