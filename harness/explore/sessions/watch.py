"""Hands off: what shows, when, for how long, does it jump by itself, what is the own page."""

from harness.domain.exchange import Pace, Session
from harness.domain.place import BLOCKED_KINDS, PlaceKind
from harness.domain.sight import hamming
from harness.domain.trial import Channel, Outcome, OutcomeKind, Page, Question
from harness.explore.consent import needs_passing, pass_dialog
from harness.explore.context import SAME_PAGE_BITS, Context
from harness.explore.foreign import foreign_since
from harness.explore.notebook import MS, Notebook, is_own, other_popup
from harness.explore.sessions.steps import Step, launch, look, watch_leaving, why_nothing

EAGER_AFTER_POPUP_MS = 6_500
"""Splash pages live 3 to 5 s: their end is measured finely."""
READ_AFTER_MS = 700
"""Fading in is over by then."""
PAGE_STILL_MS, PAGE_MOVES_MS = 1_500, 5_000
TREE_AFTER_MS = 8_000
"""The hierarchy is asked for so long after the pop-up came: a dump may stall for seconds."""


def watch(question: Question, context: Context) -> Session:
    """Launch and touch nothing but consent dialogs."""
    book = Notebook(question, context)
    if (failed := (yield from launch(book))) is not None:
        return book.result(None, failed)
    since_ns = book.now_ns
    watch_ms = question.for_ms or context.timing.watch_ms
    until_ns = since_ns + watch_ms * MS
    tree_asked = False
    while True:
        if _wants_words(book):
            yield from _read_popup(book, until_ns)
        wants_tree = not tree_asked and _wants_tree(book)
        tree_asked = tree_asked or wants_tree
        if since_ns == book.launched_at_ns:
            until_ns = book.in_front_until_ns(until_ns, watch_ms)
        seen = yield from look(book, until_ns, _pace(book), hierarchy=wants_tree)
        if _left(book, since_ns):
            outcome = yield from watch_leaving(book, since_ns)
            return book.result(outcome, "" if outcome else "the app was left for a moment")
        if book.place.kind is PlaceKind.LOCK_SCREEN:
            return book.result(None, "the screen is locked: unlock the phone")
        if seen is None:
            break
        if needs_passing(seen, context):
            if (refused := (yield from pass_dialog(book, look))) is not None:
                return book.result(None, refused)
            since_ns = book.now_ns
            until_ns = since_ns + watch_ms * MS
    yield from _learn_own_page(book)
    return book.result(*_conclusion(book))


def _left(book: Notebook, since_ns: int) -> bool:
    """Whether anything foreign, a crash or a chooser showed up."""
    if book.foreign_now() or book.place.kind in BLOCKED_KINDS | {PlaceKind.CRASH}:
        return True
    return bool(book.hops) and foreign_since(since_ns, (), book.hops, book.context.package).any


def _wants_words(book: Notebook) -> bool:
    """Read the pop-up in full once, when it has stood for a moment."""
    return (
        book.question.read
        and not book.popup_words
        and book.popup_shows()
        and book.popup_at_ns is not None
        and book.now_ns - book.popup_at_ns > READ_AFTER_MS * MS
    )


def _read_popup(book: Notebook, until_ns: int) -> Step[None]:
    seen = yield from look(book, until_ns, read=True)
    if seen is not None and book.popup_shows():
        book.popup_words = seen.words or ("",)


def _pace(book: Notebook) -> Pace:
    if book.popup_gone_at_ns is not None:
        return Pace.CALM
    if book.popup_at_ns is None:
        return Pace.EAGER
    late = book.now_ns - book.popup_at_ns > EAGER_AFTER_POPUP_MS * MS
    return Pace.CALM if late else Pace.EAGER


def _wants_tree(book: Notebook) -> bool:
    """Ask for the hierarchy once, of a pop-up that stays, when nothing else is known."""
    return (
        book.popup_shows()
        and book.popup_at_ns is not None
        and book.now_ns - book.popup_at_ns > TREE_AFTER_MS * MS
        and not book.context.own_pages
    )


def _learn_own_page(book: Notebook) -> Step[None]:
    """What the app shows with no pop-up on it, untouched, is its own page, moving or still."""
    stands = _page_stands(book)
    if not stands and not _page_moves(book):
        return
    seen = yield from look(book, book.now_ns + 5_000 * MS, hierarchy=True, read=True)
    shown = seen.popup if seen is not None else None
    still = shown is not None and (
        book.popup_gone_at_ns is None or not other_popup(book.popup, shown)
    )
    if seen is None or still or not is_own(seen.place, book.context.package):
        return
    page = Page(
        phash=seen.phash,
        activity=seen.place.activity,
        words=seen.words,
        tree_text=seen.tree_text,
        frame=seen.frame,
    )
    if stands:
        book.own_page = page
    else:
        book.moving_page = page


def _page_moves(book: Notebook) -> bool:
    """Whether the app has been there with no pop-up for so long that its page plays something."""
    seen = book.newest
    if seen is None or (book.popup is not None and book.popup_gone_at_ns is None):
        return False
    recent = [g for g in book.glimpses if seen.at_ns - g.at_ns <= PAGE_MOVES_MS * MS]
    return seen.at_ns - recent[0].at_ns > PAGE_STILL_MS * MS and all(
        g.popup is None and g.capturable and is_own(g.place, book.context.package) for g in recent
    )


def _page_stands(book: Notebook) -> bool:
    seen = book.newest
    if seen is None or (book.popup is not None and book.popup_gone_at_ns is None):
        return False
    recent = [g for g in book.glimpses if seen.at_ns - g.at_ns <= PAGE_STILL_MS * MS]
    return all(
        (g.popup is None or book.popup_gone_at_ns is not None)
        and g.capturable
        and is_own(g.place, book.context.package)
        and hamming(g.phash, seen.phash) <= SAME_PAGE_BITS
        for g in recent
    )


def _conclusion(book: Notebook) -> tuple[Outcome | None, str]:
    seen = book.newest
    if seen is None:
        return None, "no frame was received"
    if book.popup is None:
        return None, why_nothing(book, book.question.for_ms or book.context.timing.watch_ms)
    assert book.popup_at_ns is not None
    witnesses = (Channel.FRAMES, Channel.PLACE) + (() if book.log_gap else (Channel.NAVIGATION,))
    own = is_own(book.place, book.context.package)
    gone = book.popup_gone_at_ns
    if gone is not None:
        lived = (gone - book.popup_at_ns) / MS / 1000
        kind, why = OutcomeKind.DISMISSED, f"the pop-up ended by itself after {lived:.1f} s"
    else:
        stayed = (book.now_ns - book.popup_at_ns) / MS / 1000
        kind, why = OutcomeKind.NO_EFFECT, f"the pop-up stayed for {stayed:.1f} s and more"
    if not own:
        return None, f"{why}; the app is not in front at the end"
    outcome = Outcome(
        kind=kind, why=why, agree=witnesses, decided_at_ns=book.now_ns, after_frame=seen.frame
    )
    return outcome, why
