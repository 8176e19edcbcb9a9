"""Helpers that sessions share: each is a sub-generator, to be used with ``yield from``."""

import enum
from collections.abc import Callable, Generator
from typing import TypeVar

from harness.domain.exchange import (
    Command,
    Event,
    Launch,
    LaunchFailed,
    Look,
    NotAble,
    Observed,
    Pace,
    Press,
    Pressed,
    Tap,
    Tapped,
)
from harness.domain.place import BLOCKED_KINDS, PlaceKind
from harness.domain.sight import Role
from harness.domain.trial import Channel, Outcome, OutcomeKind, Question, Setup, TrialResult
from harness.domain.unseen import FORBIDDEN
from harness.explore.aftermath import Aftermath
from harness.explore.consent import needs_passing, pass_dialog
from harness.explore.notebook import MS, Glimpse, Notebook, is_own
from harness.explore.outcome import decide, decide_leaving

T = TypeVar("T")
Step = Generator[Command, Event, T]

BLACK_FRAMES = 3
NOT_ABLE = "this device cannot do it: "
PAUSE_MS = 90_000
"""How long the phone is left alone where a question wants a pause before the launch."""
NIGHT_HOUR = 2
EAGER_MS = 1_500
"""After a touch frames are wanted at once for so long, then a few a second."""


def launch(book: Notebook) -> Step[str | None]:
    """Start the app; returns why it did not start, or None."""
    event = yield launch_command(book.question)
    book.take(event)
    if isinstance(event, LaunchFailed):
        return f"the app did not start: {event.reason}"
    if isinstance(event, NotAble):
        return f"{NOT_ABLE}{event.reason}"
    book.launched_at_ns = event.at_ns
    return None


def launch_command(question: Question) -> Launch:
    """The start that the question's set-up wants."""
    return Launch(
        clear_data=question.setup is Setup.FRESH_DATA,
        adb_only=question.setup is Setup.ADB_ONLY,
        pause_ms=PAUSE_MS if question.setup is Setup.AFTER_PAUSE else 0,
        at_hour=NIGHT_HOUR if question.setup is Setup.NIGHT else None,
    )


def not_able(book: Notebook, event: NotAble) -> TrialResult:
    """The end of a session whose command the device cannot do."""
    book.take(event)
    return book.result(None, f"{NOT_ABLE}{event.reason}")


def look(
    book: Notebook,
    until_ns: int,
    pace: Pace = Pace.EAGER,
    *,
    hierarchy: bool = False,
    read: bool = False,
    enough: Role | None = None,
) -> Step[Glimpse | None]:
    """The next frame, or None when the time is up."""
    event = yield Look(until_ns=until_ns, pace=pace, hierarchy=hierarchy, read=read, enough=enough)
    book.take(event)
    return book.newest if isinstance(event, Observed) else None


class Wait(enum.Enum):
    """How a wait ended without what it waited for."""

    FOUND = enum.auto()
    TIME = enum.auto()
    GONE = enum.auto()
    """The pop-up went by itself."""
    FOREIGN = enum.auto()
    """The app went elsewhere by itself."""
    STUCK = enum.auto()
    """A lock screen, crash or consent dialog stands in the way; see the reason."""


class _Deadline:
    """Until when to wait: for the pop-up from the start on, for its control from the pop-up on."""

    def __init__(self, book: Notebook) -> None:
        assert book.launched_at_ns is not None
        self._book = book
        self._again = False
        self._popup_ms = max(book.context.timing.popup_ms, book.question.for_ms or 0)
        self._until_ns = book.launched_at_ns + self._popup_ms * MS

    def now_ns(self) -> int:
        """The deadline as things are."""
        book, timing = self._book, self._book.context.timing
        if book.popup_at_ns is not None:
            return book.popup_at_ns + timing.control_ms * MS
        if not self._again:
            self._until_ns = book.in_front_until_ns(self._until_ns, self._popup_ms)
        return self._until_ns

    def begin_again(self) -> None:
        """A dialog was passed: the pop-up has its whole time from now on."""
        self._again = True
        self._until_ns = self._book.now_ns + self._popup_ms * MS


def wait_for(book: Notebook, found: Callable[[], bool]) -> Step[tuple[Wait, str]]:
    """Look until ``found()`` holds on the newest frame.

    Consent and permission dialogs on the way are passed by policy. The pop-up has
    ``popup_ms`` to come and then the condition ``control_ms`` to hold.
    """
    deadline = _Deadline(book)
    candidate = book.question.candidate
    enough = candidate.role if candidate else None
    while True:
        seen = yield from look(book, deadline.now_ns(), enough=enough)
        if seen is None:
            return Wait.TIME, _not_seen(book)
        if book.foreign_now() or book.place.kind in BLOCKED_KINDS:
            return Wait.FOREIGN, f"the app went to {where(book)} before anything was touched"
        if (stuck := _in_the_way(book)) is not None:
            return Wait.STUCK, stuck
        if needs_passing(seen, book.context):
            refused = yield from pass_dialog(book, look)
            if refused is not None:
                return Wait.STUCK, refused
            deadline.begin_again()
            continue
        if found():
            return Wait.FOUND, ""
        if book.popup_gone_at_ns is not None:
            return Wait.GONE, "the pop-up went by itself before it could be touched"


def where(book: Notebook) -> str:
    """The place in words."""
    return f"{book.place.kind} {book.place.package or ''}".strip()


def _not_seen(book: Notebook) -> str:
    if book.popup is None:
        return why_nothing(book, max(book.context.timing.popup_ms, book.question.for_ms or 0))
    seconds = book.context.timing.control_ms / 1000
    candidate = book.question.candidate
    what = f"no candidate {candidate.key}" if candidate else "not what was waited for"
    return f"{what} within {seconds:.1f} s of the pop-up"


FEWEST_FRAMES = 3
"""On fewer frames of the app nothing is said of what it did not show."""


def why_nothing(book: Notebook, waited_ms: int) -> str:
    """Why no pop-up was seen: not there, or not to be seen. Never the same words."""
    own = [g for g in book.glimpses if is_own(g.place, book.context.package)]
    if not own:
        return f"the app was not in front for {waited_ms / 1000:.1f} s (but {where(book)})"
    if not any(g.capturable for g in own):
        return f"{FORBIDDEN}: all frames of the app are black"
    if not any(g.capturable for g in own[-BLACK_FRAMES:]):
        return f"{FORBIDDEN}: a window came that forbids it"
    if len(own) < FEWEST_FRAMES:
        return f"the device is too slow: {len(own)} frames of the app in {waited_ms / 1000:.1f} s"
    return f"no pop-up in {waited_ms / 1000:.1f} s"


def _in_the_way(book: Notebook) -> str | None:
    """Why going on makes no sense, or None."""
    if book.place.kind is PlaceKind.LOCK_SCREEN:
        return "the screen is locked: unlock the phone"
    if book.place.kind is PlaceKind.CRASH:
        return "the app crashed before anything was touched"
    return None


def tap(book: Notebook, command: Tap) -> Step[None]:
    """Send the tap and note it."""
    control = None
    if command.aim.box_px is not None and book.newest is not None:
        control = next((c for c in book.newest.controls if c.box_px == command.aim.box_px), None)
    event = yield command
    assert isinstance(event, Tapped)
    book.touched(event, control, command.aim)


def press(book: Notebook, key: str) -> Step[None]:
    """Send the key and note it."""
    event = yield Press(key=key)
    assert isinstance(event, Pressed)
    book.pressed(event.at_ns)


def watch_outcome(book: Notebook) -> Step[Outcome]:
    """The outcome of the touch that the notebook holds."""
    assert book.touched_at_ns is not None
    timing = book.context.timing
    most_ms = timing.no_effect_ms + timing.stable_ms + timing.quiet_ms
    until_ns = max(book.touched_at_ns, book.acted_until_ns) + most_ms * MS
    asked_page, passed = False, False
    aftermath = Aftermath.of(book)
    while (outcome := decide(aftermath, final=False)) is None:
        if not asked_page and aftermath.wants_page_read():
            asked_page = True
            yield from look(book, until_ns, Pace.CALM, hierarchy=True, read=True)
            aftermath.update()
            continue
        eager = book.now_ns - book.touched_at_ns < EAGER_MS * MS
        seen = yield from look(book, until_ns, Pace.EAGER if eager else Pace.CALM)
        aftermath.update()
        if seen is None:
            outcome = decide(aftermath, final=True)
            break
        if not passed and _asks_permission(book):
            passed = True
            yield from pass_dialog(book, look)
            aftermath.update()
    assert outcome is not None
    if passed and outcome.kind is not OutcomeKind.DISMISSED:
        outcome = Outcome(
            kind=OutcomeKind.UNCLEAR,
            why="a permission was asked for after the touch; what came then may be the answer's",
            decided_at_ns=outcome.decided_at_ns,
            after_frame=outcome.after_frame,
            place=outcome.place,
        )
    book.popup_gone_at_ns = aftermath.gone_at_ns()
    book.reached_page = aftermath.page()
    return outcome


ASKED_MS = 1_000
"""The system's question stands so long before it is answered."""


def _asks_permission(book: Notebook) -> bool:
    """Whether the system has asked for a permission for a moment, and still does."""
    asked = None
    for glimpse in reversed(book.glimpses):
        if glimpse.place.kind is not PlaceKind.PERMISSION:
            break
        asked = glimpse
    return asked is not None and book.now_ns - asked.at_ns >= ASKED_MS * MS


def give_up(book: Notebook, wait: Wait, reason: str) -> Step[TrialResult]:
    """End a session whose condition never held; a jump by itself is watched to its end."""
    if wait is Wait.FOREIGN:
        assert book.launched_at_ns is not None
        outcome = yield from watch_leaving(book, book.launched_at_ns)
        return book.result(outcome, reason)
    if wait is Wait.GONE:
        lost = Outcome(
            kind=OutcomeKind.LOST, why=reason, agree=(Channel.FRAMES,), decided_at_ns=book.now_ns
        )
        return book.result(lost, reason)
    return book.result(None, reason)


def watch_leaving(book: Notebook, since_ns: int) -> Step[Outcome | None]:
    """Something foreign showed without a touch: wait for the channels to agree on it."""
    until_ns = book.now_ns + (book.context.timing.linger_ms + 1_500) * MS
    while True:
        outcome = decide_leaving(Aftermath.untouched(book, since_ns), final=False)
        if outcome is not None:
            return outcome
        if (yield from look(book, until_ns)) is None:
            return decide_leaving(Aftermath.untouched(book, since_ns), final=True)
