"""What the same launch is asked besides, once its question is answered.

A launch costs more than the seconds it goes on: what comes after a dismissal or a redirect is
looked at where it has just happened. Each follow-up has a notebook of its own.
"""

from harness.domain.candidates import worth_examining
from harness.domain.exchange import LaunchFailed, NotAble, Pace, Reopen
from harness.domain.place import PlaceKind
from harness.domain.sight import hamming
from harness.domain.trial import (
    REDIRECTING,
    Channel,
    Followed,
    FollowUp,
    Outcome,
    OutcomeKind,
    Then,
)
from harness.explore.consent import needs_passing
from harness.explore.context import SAME_PAGE_BITS
from harness.explore.foreign import foreign_since
from harness.explore.notebook import MS, Glimpse, Notebook, has_closing, is_own
from harness.explore.sessions.steps import (
    Step,
    Wait,
    look,
    press,
    tap,
    wait_for,
    watch_leaving,
    watch_outcome,
)
from harness.explore.sessions.target import Target

STEADY_FRAMES = 3
"""So many frames in a row with a pop-up and its closing control make another pop-up."""
RETURNED_MS = 8_000
"""After the return from the background, for a pop-up to come."""
BACK_PRESSES = 4
BACK_WITHIN_MS = 2_500
"""Each Back has so long to bring the app to the front."""
AGAIN_QUIET_MS = 8_000
"""Back in the app, nothing foreign may come for so long."""


def follow(book: Notebook, outcome: Outcome) -> Step[tuple[Followed, ...]]:
    """Ask every follow-up that applies to the outcome, until one of them finds something."""
    found: list[Followed] = []
    for then in book.question.then:
        if not _applies(then.kind, outcome):
            continue
        if found and then.kind is not FollowUp.AGAIN and not _quiet(found[-1]):
            break
        followed = yield from _one(book, then)
        found.append(followed)
    return tuple(found)


def _applies(kind: FollowUp, outcome: Outcome) -> bool:
    if kind is FollowUp.AGAIN:
        return outcome.kind is OutcomeKind.NO_EFFECT
    if kind is FollowUp.COME_BACK:
        return outcome.kind in REDIRECTING
    return outcome.kind is OutcomeKind.DISMISSED


def _quiet(followed: Followed) -> bool:
    outcome = followed.outcome
    return outcome is not None and outcome.kind is OutcomeKind.DISMISSED


def _one(book: Notebook, then: Then) -> Step[Followed]:
    page = Notebook(book.question, book.context)
    page.now_ns = page.launched_at_ns = book.now_ns
    page.place = book.place
    if then.kind is FollowUp.AGAIN:
        return (yield from _again(book, page, then))
    if then.kind is FollowUp.COME_BACK:
        return (yield from _come_back(page, then))
    own = book.reached_page.phash if book.reached_page else None
    if then.kind is FollowUp.STAY:
        return (yield from _quiet_watch(page, then, own, then.for_ms, Pace.CALM))
    return (yield from _return(page, then, own))


# --- the same control again -----------------------------------------------------------
def _again(book: Notebook, again: Notebook, then: Then) -> Step[Followed]:
    """Tap the same control a second time, as it is now."""
    began = again.now_ns
    if book.question.candidate is None:
        return _followed(again, then, began, why="no control was tapped")
    target = Target(again, book.question, delay_ms=0)
    wait, reason = yield from wait_for(again, target.ready)
    if wait is not Wait.FOUND:
        return _followed(again, then, began, why=reason)
    again.popup_at_ns = book.popup_at_ns
    yield from tap(again, target.command())
    outcome = yield from watch_outcome(again)
    return _followed(again, then, began, outcome)


# --- after a dismissal ----------------------------------------------------------------
def _quiet_watch(
    page: Notebook, then: Then, own_page: str | None, for_ms: int, pace: Pace
) -> Step[Followed]:
    """Touch nothing on the app's page: does a pop-up come, does it leave?"""
    began = page.now_ns
    until_ns = began + for_ms * MS
    row: list[Glimpse] = []
    while (seen := (yield from look(page, until_ns, pace))) is not None:
        if _left(page, began):
            outcome = yield from watch_leaving(page, began)
            return _followed(page, then, began, outcome)
        row = [*row, seen] if _is_popup(page, seen, own_page) else []
        if len(row) >= STEADY_FRAMES:
            return _followed(page, then, began, _came_again(page, row), popups=row)
    if not is_own(page.place, page.context.package):
        return _followed(page, then, began, why=f"the app is not in front: {page.place.kind}")
    return _followed(page, then, began, _stayed_quiet(page, began))


def _left(page: Notebook, since_ns: int) -> bool:
    return page.foreign_now() or foreign_since(since_ns, (), page.hops, page.context.package).any


def _is_popup(page: Notebook, seen: Glimpse, own_page: str | None) -> bool:
    """Another pop-up that promises to close; what looks like the own page is none."""
    return (
        seen.popup is not None
        and seen.capturable
        and worth_examining(seen.popup)
        and not needs_passing(seen, page.context)
        and has_closing(seen.controls, page.context.min_score)
        and (own_page is None or hamming(seen.phash, own_page) > SAME_PAGE_BITS)
        and is_own(seen.place, page.context.package)
    )


def _came_again(page: Notebook, row: list[Glimpse]) -> Outcome:
    assert page.launched_at_ns is not None
    after_s = (row[0].at_ns - page.launched_at_ns) / MS / 1000
    return Outcome(
        kind=OutcomeKind.REPLACED,
        why=f"a pop-up came {after_s:.1f} s later",
        agree=(Channel.FRAMES, Channel.PLACE),
        place=row[-1].place,
        decided_at_ns=page.now_ns,
        after_frame=row[-1].frame,
    )


def _stayed_quiet(page: Notebook, began_ns: int) -> Outcome:
    quiet = () if page.log_gap else (Channel.NAVIGATION,)
    return Outcome(
        kind=OutcomeKind.DISMISSED,
        why=f"nothing came in {(page.now_ns - began_ns) / MS / 1000:.0f} s",
        agree=(Channel.FRAMES, Channel.PLACE, *quiet),
        place=page.place,
        decided_at_ns=page.now_ns,
        after_frame=page.newest.frame if page.newest else None,
    )


def _return(page: Notebook, then: Then, own_page: str | None) -> Step[Followed]:
    """Leave the app by Home for a while, and bring it back to the front."""
    began = page.now_ns
    yield from press(page, "home")
    away_until_ns = page.now_ns + then.for_ms * MS
    while (yield from look(page, away_until_ns, Pace.CALM)) is not None:
        pass
    event = yield Reopen()
    page.take(event)
    if isinstance(event, LaunchFailed | NotAble):
        return _followed(page, then, began, why=f"the app did not come back: {event.reason}")
    back = Notebook(page.question, page.context)
    back.now_ns = back.launched_at_ns = page.now_ns
    watched = yield from _quiet_watch(back, then, own_page, RETURNED_MS, Pace.EAGER)
    page.now_ns = back.now_ns
    return _followed(
        page,
        then,
        began,
        watched.outcome,
        why=watched.why,
        frames=watched.popup_frames,
    )


# --- after a redirect -----------------------------------------------------------------
def _come_back(page: Notebook, then: Then) -> Step[Followed]:
    """Press Back until the app is in front again, and see whether it jumps again."""
    began = page.now_ns
    for presses in range(1, BACK_PRESSES + 1):
        yield from press(page, "back")
        until_ns = page.now_ns + BACK_WITHIN_MS * MS
        while not _settled(page) and (yield from look(page, until_ns)) is not None:
            pass
        if is_own(page.place, page.context.package):
            return (yield from _stay_after_back(page, then, began, presses))
        if page.place.kind is PlaceKind.LAUNCHER:
            return _followed(page, then, began, why="Back led to the launcher, not into the app")
    outcome = Outcome(
        kind=OutcomeKind.NO_EFFECT,
        why=f"{BACK_PRESSES} presses of Back did not come home",
        agree=(Channel.PLACE,),
        place=page.place,
        decided_at_ns=page.now_ns,
        after_frame=page.newest.frame if page.newest else None,
    )
    return _followed(page, then, began, outcome)


def _settled(page: Notebook) -> bool:
    """Whether Back has led somewhere else: home, or out to the launcher."""
    return is_own(page.place, page.context.package) or page.place.kind is PlaceKind.LAUNCHER


def _stay_after_back(page: Notebook, then: Then, began: int, presses: int) -> Step[Followed]:
    since = page.now_ns
    until_ns = since + AGAIN_QUIET_MS * MS
    while (yield from look(page, until_ns, Pace.CALM)) is not None:
        if _left(page, since):
            outcome = yield from watch_leaving(page, since)
            return _followed(page, then, began, outcome, why=f"after Back, {presses} times")
    outcome = _stayed_quiet(page, since)
    return _followed(page, then, began, outcome, why=f"home after Back, {presses} times")


def _followed(
    page: Notebook,
    then: Then,
    began_ns: int,
    outcome: Outcome | None = None,
    *,
    popups: list[Glimpse] | None = None,
    frames: tuple[int, ...] = (),
    why: str = "",
) -> Followed:
    shown = tuple(g.frame for g in popups or ()) or frames
    return Followed(
        then=then,
        began_at_ns=began_ns,
        ended_at_ns=page.now_ns,
        outcome=outcome,
        popups=1 if shown else 0,
        popup_frames=shown,
        why=why or (outcome.why if outcome else ""),
    )
