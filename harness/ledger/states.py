"""The states of an entry and the ways between them.

::

    clue ─┬─ verified ── notified ── rectified ─┬─ mended ──── closed
          └─ not_reproduced ── closed           └─ recurred ── closed

A clue becomes more than a clue only by a person's word: a measured verdict is a clue until it
is reviewed (rules EV-04). What comes back after it was said to be over has recurred (回头看).
"""

import enum
from collections.abc import Mapping

from harness.domain.errors import UsageError
from harness.domain.finding import Verdict


class State(enum.StrEnum):
    """How far an entry has come."""

    CLUE = "clue"
    VERIFIED = "verified"
    NOT_REPRODUCED = "not_reproduced"
    NOTIFIED = "notified"
    RECTIFIED = "rectified"
    """The app's maker says so; a re-test has yet to show it."""
    MENDED = "mended"
    RECURRED = "recurred"
    CLOSED = "closed"


ALLOWED: Mapping[State, tuple[State, ...]] = {
    State.CLUE: (State.VERIFIED, State.NOT_REPRODUCED),
    State.VERIFIED: (State.NOTIFIED,),
    State.NOT_REPRODUCED: (State.CLUE, State.CLOSED),
    State.NOTIFIED: (State.RECTIFIED,),
    State.RECTIFIED: (State.MENDED, State.RECURRED),
    State.MENDED: (State.RECURRED, State.CLOSED),
    State.RECURRED: (State.NOTIFIED, State.RECTIFIED, State.CLOSED),
    State.CLOSED: (State.RECURRED,),
}
OVER = (State.RECTIFIED, State.MENDED, State.CLOSED)
"""After one of these the matter was said to be over."""
PUBLISHED = (State.VERIFIED, State.NOTIFIED, State.RECTIFIED, State.RECURRED)
"""A person has confirmed it, and no re-test has shown that it is gone."""
AWAITED = (State.NOTIFIED, State.RECTIFIED, State.RECURRED)
"""A deadline runs only here."""


def state_of(word: str) -> State:
    """The state of that name; UsageError lists them all."""
    try:
        return State(word)
    except ValueError as error:
        raise UsageError(f"no state {word!r}; the states are {', '.join(State)}") from error


def check_move(entry: int, old: State, new: State) -> None:
    """UsageError with the allowed states when there is no way from ``old`` to ``new``."""
    if new not in ALLOWED[old]:
        ways = " or ".join(ALLOWED[old])
        raise UsageError(f"entry {entry} is {old}: it cannot become {new}, only {ways}")


def seen_again(state: State, verdict: Verdict) -> State | None:
    """Where a later case that shows it again takes an entry by itself; None: it stays."""
    if state in {State.MENDED, State.CLOSED} and verdict is Verdict.VIOLATION:
        return State.RECURRED
    if state is State.NOT_REPRODUCED and verdict in {Verdict.VIOLATION, Verdict.SUSPECTED}:
        return State.CLUE
    return None


def retested(state: State, verdict: Verdict | None) -> State | None:
    """Where a re-test with that verdict takes an entry; None: it stays where it is."""
    if state is State.RECTIFIED and verdict is Verdict.CLEAR:
        return State.MENDED
    if state is State.RECTIFIED and verdict is Verdict.VIOLATION:
        return State.RECURRED
    return None if verdict is None else seen_again(state, verdict)
