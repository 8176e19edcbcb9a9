"""The outcome of a touch, from frames, place and navigation together (design §1).

``decide`` is asked after every event: it answers None while it is too early to tell, and
always answers when ``final``. No channel is believed alone: ``Outcome.agree`` lists those
that say so, ``disagree`` those that say otherwise.
"""

from collections.abc import Sequence

import msgspec

from harness.domain.candidates import worth_examining
from harness.domain.place import BLOCKED_KINDS, Hop, PlaceKind
from harness.domain.sight import Popup, PopupKind, Role, hamming
from harness.domain.trial import Channel, Outcome, OutcomeKind, Page
from harness.explore.context import SAME_PAGE_BITS, Context, near
from harness.explore.foreign import NOT_RESOLVED, Foreign, foreign_since
from harness.explore.notebook import (
    GONE_FRAMES,
    MS,
    Glimpse,
    Notebook,
    is_own,
    other_popup,
    rather_a_page,
)
from harness.explore.own_page import is_web_page, judge_page

FRAMES, PLACE, NAVIGATION = Channel.FRAMES, Channel.PLACE, Channel.NAVIGATION
PAGE_SHARE = 0.85
"""What covers so much of the screen may be a page."""
AUTO_CLOSE_SLACK_MS = 700
"""A pop-up that went so near to its own end was not surely closed by the touch."""
MOVED_WITHIN_MS = 1_000
"""A touch that moves a pop-up moves it within so long (rule C04's benchmark)."""
OWN_FIRST_MS = 250
"""The pop-up was gone for so long before the first foreign sign: closed, then redirected."""


class Aftermath(msgspec.Struct, frozen=True, kw_only=True):
    """All that came after the touch, with what was known before it."""

    context: Context
    touched_at_ns: int
    now_ns: int
    popup: Popup | None
    popup_at_ns: int | None
    before: Glimpse | None
    glimpses: tuple[Glimpse, ...]
    """After the touch, in order."""
    hops: tuple[Hop, ...]
    log_gap: bool
    place_kind: PlaceKind

    @classmethod
    def of(cls, book: Notebook) -> "Aftermath":
        """What the notebook holds after its touch."""
        assert book.touched_at_ns is not None
        touched = book.touched_at_ns
        popup = book.before.popup if book.before and book.before.popup else book.popup
        return cls(
            context=book.context,
            touched_at_ns=touched,
            now_ns=book.now_ns,
            popup=popup,
            popup_at_ns=book.popup_at_ns,
            before=book.before,
            glimpses=_after_touch(book, touched, popup),
            hops=tuple(book.hops),
            log_gap=book.log_gap,
            place_kind=book.place.kind,
        )

    @classmethod
    def untouched(cls, book: Notebook, since_ns: int) -> "Aftermath":
        """The same for a launch that nobody touched since ``since_ns``."""
        package = book.context.package
        frames = tuple(g for g in book.glimpses if g.at_ns >= since_ns)
        own = [g for g in frames if is_own(g.place, package)]
        with_popup = [g for g in own if g.popup is not None]
        return cls(
            context=book.context,
            touched_at_ns=since_ns,
            now_ns=book.now_ns,
            popup=book.popup,
            popup_at_ns=book.popup_at_ns,
            before=next(reversed(with_popup or own), None),
            glimpses=frames,
            hops=tuple(book.hops),
            log_gap=book.log_gap,
            place_kind=book.place.kind,
        )

    @property
    def since_ms(self) -> float:
        """From the touch to now."""
        return (self.now_ns - self.touched_at_ns) / MS

    def foreign(self) -> Foreign:
        """The foreign signs after the touch."""
        return foreign_since(self.touched_at_ns, self.glimpses, self.hops, self.context.package)

    def own(self) -> list[Glimpse]:
        """Frames that show the app and could be seen."""
        package = self.context.package
        return [
            g
            for g in self.glimpses
            if g.capturable and (is_own(g.place, package) or g.place.kind is PlaceKind.UNKNOWN)
        ]

    def gone_at_ns(self) -> int | None:
        """When the pop-up that was touched went: the first of two frames without it.

        Where the same pop-up shows again at once, it had not gone: the frames between were
        misread. Where it stayed away for a second, it came again.
        """
        without: list[Glimpse] = []
        for seen in self.own():
            if not self._still(seen):
                without.append(seen)
            elif len(without) < GONE_FRAMES or _span_ms(without) < MOVED_WITHIN_MS:
                without = []
        return without[0].at_ns if len(without) >= GONE_FRAMES else None

    def _still(self, seen: Glimpse) -> bool:
        """Whether the frame shows the same pop-up as before the touch."""
        return seen.popup is not None and not other_popup(self.popup, seen.popup)

    def after_gone(self) -> list[Glimpse]:
        """Own frames since the pop-up went."""
        gone = self.gone_at_ns()
        return [] if gone is None else [g for g in self.own() if g.at_ns >= gone]

    def page(self) -> Page | None:
        """The page inside the app that stands at the end, if one does."""
        rest = [g for g in self.after_gone() if g.popup is None]
        if not rest or self.foreign().any:
            return None
        read = next((g for g in reversed(rest) if g.tree_text or g.words), rest[-1])
        return Page(
            phash=rest[-1].phash,
            activity=rest[-1].place.activity,
            words=read.words,
            tree_text=read.tree_text,
            frame=rest[-1].frame,
        )

    def stable_ms(self) -> float:
        """How long the newest page has stood still with no pop-up on it."""
        rest = self.after_gone()
        if not rest or rest[-1].popup is not None:
            return 0.0
        since = rest[-1]
        for seen in reversed(rest):
            if seen.popup is not None or hamming(seen.phash, rest[-1].phash) > SAME_PAGE_BITS:
                break
            since = seen
        return (self.now_ns - since.at_ns) / MS

    def wants_page_read(self) -> bool:
        """Whether the page that was reached should be read in full: it is not a known one."""
        if _layer_instead(self) is not None:
            return True
        if self.stable_ms() < self.context.timing.stable_ms:
            return False
        page = self.page()
        return page is not None and not near(page.phash, self.context.own_pages)


def _after_touch(book: Notebook, touched_ns: int, popup: Popup | None) -> tuple[Glimpse, ...]:
    """Frames after the touch; a page that was taken for a pop-up is a page again."""
    after = [g for g in book.glimpses if g.at_ns >= touched_ns]
    if book.control_at_ns is None:
        return tuple(after)
    return tuple(
        msgspec.structs.replace(g, popup=None) if rather_a_page(popup, g, book.context) else g
        for g in after
    )


def _span_ms(glimpses: Sequence[Glimpse]) -> float:
    return (glimpses[-1].at_ns - glimpses[0].at_ns) / MS


def decide_leaving(seen: Aftermath, *, final: bool) -> Outcome | None:
    """The outcome if the app was left or crashed, otherwise None."""
    foreign = seen.foreign()
    if foreign.any:
        return _left_the_app(seen, foreign, final=final)
    return _crashed(seen, final=final)


def decide(seen: Aftermath, *, final: bool) -> Outcome | None:
    """The outcome, or None while it is too early (never None when ``final``)."""
    foreign = seen.foreign()
    if foreign.any:
        return _left_the_app(seen, foreign, final=final)
    for decider in (_crashed, _went_home, _pop_up_gone, _pop_up_there):
        outcome = decider(seen, final=final)
        if outcome is not None:
            return outcome
    return _unclear(seen, "nothing that could be told was seen after the touch") if final else None


def _unclear(seen: Aftermath, why: str) -> Outcome:
    last = seen.glimpses[-1] if seen.glimpses else None
    return Outcome(
        kind=OutcomeKind.UNCLEAR,
        why=why,
        decided_at_ns=seen.now_ns,
        after_frame=last.frame if last else None,
        place=last.place if last else None,
    )


# --- out of the app --------------------------------------------------------------


def _left_the_app(seen: Aftermath, foreign: Foreign, *, final: bool) -> Outcome | None:
    """Wait a little for all channels, then say which way it left."""
    assert foreign.first_ns is not None
    lingered_ms = (seen.now_ns - foreign.first_ns) / MS
    witnesses = _witnesses_of_leaving(seen, foreign)
    all_agree = len(witnesses) == 3 and lingered_ms >= seen.context.timing.linger_ms / 2
    if not final and not all_agree and lingered_ms < seen.context.timing.linger_ms:
        return None
    kind = _way_of_leaving(seen, foreign)
    disagree = _against_leaving(seen, kind, witnesses)
    return Outcome(
        kind=kind,
        why=_why_left(seen, foreign, kind),
        agree=tuple(witnesses),
        disagree=disagree,
        place=foreign.place,
        hops=tuple(h for h in seen.hops if h.at_ns >= foreign.first_ns - 60 * MS),
        decided_at_ns=seen.now_ns,
        after_frame=foreign.place_frame or (seen.glimpses[-1].frame if seen.glimpses else None),
    )


def _witnesses_of_leaving(seen: Aftermath, foreign: Foreign) -> list[Channel]:
    """Frames testify when the screen is another while a foreign place is in front.

    A start that found no target leaves the pop-up where it is, or crashes the app: then
    frames or place testify that the touch did not do what the control promises.
    """
    witnesses = []
    if foreign.hops:
        witnesses.append(NAVIGATION)
    if foreign.place is not None:
        witnesses.append(PLACE)
    shown = next((g for g in seen.glimpses if g.frame == foreign.place_frame), None)
    if shown is not None and seen.before is not None:
        if hamming(shown.phash, seen.before.phash) > SAME_PAGE_BITS:
            witnesses.append(FRAMES)
    elif foreign.place is None and _found_no_target(foreign):
        if seen.place_kind is PlaceKind.CRASH:
            witnesses.append(PLACE)
        elif seen.own() and seen.gone_at_ns() is None:
            witnesses.append(FRAMES)
    return witnesses


def _found_no_target(foreign: Foreign) -> bool:
    return bool(foreign.hops) and all(h.result_code == NOT_RESOLVED for h in foreign.hops)


def _against_leaving(
    seen: Aftermath, kind: OutcomeKind, witnesses: list[Channel]
) -> tuple[Channel, ...]:
    """Channels that saw the app stay where it was although another says that it left."""
    if kind is OutcomeKind.REDIRECT_BLOCKED or not seen.glimpses:
        return ()
    last = seen.glimpses[-1]
    against = []
    stays = is_own(last.place, seen.context.package)
    if PLACE not in witnesses and stays:
        against.append(PLACE)
    if FRAMES not in witnesses and stays and seen.gone_at_ns() is None:
        against.append(FRAMES)
    return tuple(against)


def _way_of_leaving(seen: Aftermath, foreign: Foreign) -> OutcomeKind:
    if any(_is_download(hop) for hop in foreign.hops):
        return OutcomeKind.DOWNLOAD
    reached = foreign.reached_by_log or (foreign.place is not None and not foreign.blocked_place)
    if foreign.blocked_place and not _reached_place(foreign):
        return OutcomeKind.REDIRECT_BLOCKED
    if not reached:
        return OutcomeKind.REDIRECT_BLOCKED
    gone = seen.gone_at_ns()
    assert foreign.first_ns is not None
    if gone is not None and foreign.first_ns - gone >= OWN_FIRST_MS * MS:
        closed = next(g for g in seen.own() if g.at_ns >= gone)
        shown = next((g for g in seen.glimpses if g.frame == foreign.place_frame), None)
        if shown is None or hamming(closed.phash, shown.phash) > SAME_PAGE_BITS:
            return OutcomeKind.DISMISSED_THEN_REDIRECTED
    return OutcomeKind.REDIRECTED


def _reached_place(foreign: Foreign) -> bool:
    return foreign.place is not None and foreign.place.kind not in BLOCKED_KINDS


def _is_download(hop: Hop) -> bool:
    uri = (hop.data_uri or "").lower().split("?", 1)[0]
    return hop.kind is PlaceKind.INSTALLER or uri.endswith(".apk")


def _why_left(seen: Aftermath, foreign: Foreign, kind: OutcomeKind) -> str:
    assert foreign.first_ns is not None
    after_s = max(0.0, (foreign.first_ns - seen.touched_at_ns) / MS / 1000)
    place = foreign.place
    target = f"{place.kind} {place.package or ''}".strip() if place else ""
    if not target and foreign.hops:
        hop = foreign.hops[0]
        target = hop.component or hop.package or hop.data_uri or hop.action or "an intent"
    if kind is OutcomeKind.REDIRECT_BLOCKED:
        return f"tried to leave for {target} {after_s:.1f} s after"
    return f"left for {target} {after_s:.1f} s after"


# --- inside the app --------------------------------------------------------------


def _crashed(seen: Aftermath, *, final: bool) -> Outcome | None:  # noqa: ARG001
    shown = next((g for g in seen.glimpses if g.place.kind is PlaceKind.CRASH), None)
    if shown is None:
        return None
    agree = [PLACE]
    if seen.before is not None and hamming(shown.phash, seen.before.phash) > SAME_PAGE_BITS:
        agree.append(FRAMES)
    return Outcome(
        kind=OutcomeKind.CRASHED,
        why="the app crashed or stopped answering",
        agree=tuple(agree),
        place=shown.place,
        decided_at_ns=seen.now_ns,
        after_frame=shown.frame,
    )


def _went_home(seen: Aftermath, *, final: bool) -> Outcome | None:
    """The launcher in front: the app was left, which is no outcome of a pop-up's control."""
    since: Glimpse | None = None
    for glimpse in reversed(seen.glimpses):
        if glimpse.place.kind is not PlaceKind.LAUNCHER:
            break
        since = glimpse
    if since is None:
        return None
    if not final and (seen.now_ns - since.told_ns) / MS < seen.context.timing.home_ms:
        return None
    return _unclear(seen, "the app was left: the launcher is in front")


def _pop_up_gone(seen: Aftermath, *, final: bool) -> Outcome | None:
    gone = seen.gone_at_ns()
    if gone is None:
        return None
    outcome = _by_itself(seen, gone)
    if outcome is not None:
        return outcome
    layer = _layer_instead(seen)
    if layer is not None:
        asked = any(g.asked for g in seen.after_gone())
        return _another(seen, layer) if asked or final else None
    timing = seen.context.timing
    quiet_ms = (seen.now_ns - gone) / MS
    still = seen.stable_ms() >= timing.stable_ms
    if not final and not (still and quiet_ms >= timing.quiet_ms):
        return None
    page = seen.page()
    if page is None or not still:
        return _unclear(seen, "the pop-up went, but no page of the app stood still after it")
    return judge_page(
        seen.context, page, seen.now_ns, (gone - seen.touched_at_ns) / MS, log_gap=seen.log_gap
    )


def _by_itself(seen: Aftermath, gone_ns: int) -> Outcome | None:
    """The pop-up went when its time was over: not the touch's doing."""
    auto_ms = seen.context.auto_close_ms
    if auto_ms is None or seen.popup_at_ns is None:
        return None
    if (gone_ns - seen.popup_at_ns) / MS < auto_ms - AUTO_CLOSE_SLACK_MS:
        return None
    waited_ms = (gone_ns - seen.touched_at_ns) / MS
    stayed = [
        g
        for g in seen.own()
        if g.at_ns - seen.touched_at_ns >= MOVED_WITHIN_MS * MS and g.at_ns < gone_ns
    ]
    last = seen.glimpses[-1]
    if stayed and waited_ms > MOVED_WITHIN_MS:
        return Outcome(
            kind=OutcomeKind.NO_EFFECT,
            why=f"unchanged for {waited_ms / 1000:.1f} s; went only when its own time was over",
            agree=_quiet_witnesses(seen),
            decided_at_ns=seen.now_ns,
            after_frame=stayed[-1].frame,
            place=last.place,
        )
    return Outcome(
        kind=OutcomeKind.LOST,
        why="the pop-up's own time was over as the touch came",
        agree=(FRAMES,),
        decided_at_ns=seen.now_ns,
        after_frame=last.frame,
        place=last.place,
    )


def _layer_instead(seen: Aftermath) -> Glimpse | None:
    """The newest frame, where something else has lain there for a second instead of a page."""
    rest = seen.after_gone()
    stays = rest[-GONE_FRAMES:]
    if len(stays) < GONE_FRAMES or any(g.popup is None for g in stays):
        return None
    return stays[-1] if _span_ms([rest[0], stays[-1]]) >= MOVED_WITHIN_MS else None


def _another(seen: Aftermath, shown: Glimpse) -> Outcome:
    """Something else lies there: a remnant, a prompt, another pop-up, or a web page."""
    popup = shown.popup
    assert popup is not None
    if not worth_examining(popup):
        return _unclear(seen, f"a {popup.kind} dialog came after the pop-up")
    tree = next((g.tree_text for g in reversed(seen.after_gone()) if g.tree_text), ())
    if popup.box_px.area >= PAGE_SHARE * seen.context.size_px.area and is_web_page(
        tree, seen.context
    ):
        kind, why = OutcomeKind.ADVANCED, "a web page inside the app came up"
        agree: tuple[Channel, ...] = (FRAMES, Channel.HIERARCHY)
    else:
        kind, why = _what_came(seen, popup, shown)
        agree = _quiet_witnesses(seen)
    return Outcome(
        kind=kind,
        why=why,
        agree=agree,
        decided_at_ns=seen.now_ns,
        after_frame=shown.frame,
        place=shown.place,
        in_app_landing=kind is OutcomeKind.ADVANCED,
    )


def _what_came(seen: Aftermath, popup: Popup, shown: Glimpse) -> tuple[OutcomeKind, str]:
    before = seen.popup
    if popup.kind is PopupKind.FLOATING and (before is None or before.kind is not popup.kind):
        return OutcomeKind.REMNANT, "a floating rest stays"
    roles = {c.role for c in shown.controls}
    smaller = before is not None and popup.box_px.area < 0.6 * before.box_px.area
    if smaller and popup.kind is PopupKind.DIALOG and roles & {Role.DISMISS, Role.CTA}:
        return OutcomeKind.PROMPTED, "a question came in place of the pop-up"
    return OutcomeKind.REPLACED, "another pop-up came in its place"


def _pop_up_there(seen: Aftermath, *, final: bool) -> Outcome | None:
    """The same pop-up is still there when a tap had time to move it."""
    if not final and seen.since_ms < seen.context.timing.no_effect_ms:
        return None
    rest = [g for g in seen.own() if g.at_ns - seen.touched_at_ns >= MOVED_WITHIN_MS * MS]
    if not rest or rest[-1].popup is None or other_popup(seen.popup, rest[-1].popup):
        return None
    return Outcome(
        kind=OutcomeKind.NO_EFFECT,
        why=f"the same pop-up is there {seen.since_ms / 1000:.1f} s after",
        agree=_quiet_witnesses(seen),
        decided_at_ns=seen.now_ns,
        after_frame=rest[-1].frame,
        place=rest[-1].place,
    )


def _quiet_witnesses(seen: Aftermath) -> tuple[Channel, ...]:
    """Frames saw it; place and log testify that the app is in front and nothing was started."""
    agree = [FRAMES]
    if seen.glimpses and is_own(seen.glimpses[-1].place, seen.context.package):
        agree.append(PLACE)
    if not seen.log_gap:
        agree.append(NAVIGATION)
    return tuple(agree)
