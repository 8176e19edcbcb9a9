"""What one session has seen so far. Belongs to that session; knows no clock but the events."""

from collections.abc import Iterable

import msgspec

from harness.domain.candidates import worth_examining
from harness.domain.exchange import Aim, Event, Observed, Tapped, TimeUp
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.measures import undrawn_in
from harness.domain.place import FOREIGN_KINDS, OWN_KINDS, Hop, Place, PlaceKind
from harness.domain.sight import CLOSING_ROLES, Control, Popup, PopupKind, Role, Sight, hamming
from harness.domain.trial import EXAMINE, Followed, Outcome, Page, Question, TrialResult
from harness.explore.context import SAME_PAGE_BITS, Context
from harness.explore.controls import Tally

MS = 1_000_000
USUAL_START_MS = 2_500
"""From the start command to the app in front, on a phone that is not slow."""
OTHER_CREATIVE_BITS = 20
"""Creatives (64-bit hashes) that differ by more are two pictures."""
SAME_SIZE = 1.5
"""A mark that grew by more is not the same drawing that moved."""
LARGE_SHARE = 0.4
"""A pop-up of so much of the screen could as well be a page."""
EQUAL_PAGE_BITS = 4
"""A page that only its clock has changed; with a pop-up over it, it is another picture."""
GONE_FRAMES = 2
"""So many frames in a row without the pop-up make it gone: one may be a misreading."""
MOST_MISREAD_MS = 1_000
"""The same pop-up that shows again within so long had not gone; later it came again."""


class Glimpse(msgspec.Struct, frozen=True, kw_only=True):
    """One frame as the outcome needs it."""

    frame: int
    at_ns: int
    """When the frame was captured."""
    told_ns: int
    """When its place was read: later than the frame."""
    popup: Popup | None
    controls: tuple[Control, ...]
    phash: str
    place: Place
    capturable: bool
    words: tuple[str, ...] = ()
    tree_text: tuple[str, ...] = ()
    undrawn: tuple[BoxPx, ...] = ()
    """Nodes that call themselves a way out without a drawing, where there is a hierarchy."""
    unknown_buttons: tuple[BoxPx, ...] = ()
    asked: bool = False
    """The hierarchy was asked for with this frame, whether it came or not."""


def is_own(place: Place, package: str) -> bool:
    """Whether the screen shows the app under test, as far as can be told."""
    return place.package == package or place.kind in OWN_KINDS


def other_popup(before: Popup | None, now: Popup) -> bool:
    """Whether this is another pop-up than before: its place or picture changed."""
    if before is None:
        return True
    if before.box_px.iou(now.box_px) < 0.5:
        return True
    if before.creative is None or now.creative is None:
        return False
    return hamming(before.creative, now.creative) > OTHER_CREATIVE_BITS


def has_closing(controls: Iterable[Control], min_score: float) -> bool:
    """Whether any of the controls promises to close."""
    return any(c.role in CLOSING_ROLES and c.score >= min_score for c in controls)


def rather_a_page(before: Popup | None, seen: Glimpse, context: Context) -> bool:
    """Whether what looks like a pop-up is rather a page of the app.

    After a pop-up with a closing control another large picture without one is no pop-up that
    a person could close: a landing page, or an own page that the detectors misread.
    """
    popup = seen.popup
    return (
        popup is not None
        and popup.kind is not PopupKind.FLOATING
        and worth_examining(popup)
        and popup.box_px.area >= LARGE_SHARE * context.size_px.area
        and not has_closing(seen.controls, context.min_score)
        and other_popup(before, popup)
    )


def is_known_page(seen: Glimpse, context: Context) -> bool:
    """Whether what looks like a large pop-up is the app's own page as reached without a touch."""
    popup = seen.popup
    return (
        popup is not None
        and popup.kind is not PopupKind.FLOATING
        and popup.box_px.area >= LARGE_SHARE * context.size_px.area
        and any(hamming(seen.phash, p.phash) <= EQUAL_PAGE_BITS for p in context.own_pages)
    )


def shows_still(
    before: Glimpse | None, seen: Glimpse, context: Context, page: str | None = None
) -> bool:
    """Whether a large pop-up is there as before, and only was not recognised on this frame.

    Without it the picture would be another one. A pop-up that detectors see now and then would
    else be taken to end by itself, and its own picture for the page behind it. Where ``page``, the
    hash of the last frame before it, is nearer than the pop-up's, that one had only begun to fade
    in, and this is the page again.
    """
    if before is None or before.popup is None or seen.popup is not None or not seen.capturable:
        return False
    apart = hamming(before.phash, seen.phash)
    if page is not None and hamming(page, seen.phash) < apart:
        return False
    large = before.popup.box_px.area >= LARGE_SHARE * context.size_px.area
    return large and apart <= EQUAL_PAGE_BITS


class Notebook:
    """Frames, hops and the life of the pop-up within one launch."""

    def __init__(self, question: Question, context: Context) -> None:
        self.question = question
        self.context = context
        self.launched_at_ns: int | None = None
        self.now_ns = 0
        self.newest: Glimpse | None = None
        self.place = Place(kind=PlaceKind.UNKNOWN)
        self.glimpses: list[Glimpse] = []
        self.front_at_ns: int | None = None
        """When a frame first showed the app in front."""
        self.hops: list[Hop] = []
        self.log_gap = False
        self.popup: Popup | None = None
        self.popup_at_ns: int | None = None
        self.bare_at_ns: int | None = None
        """The last frame before the pop-up that did not show it: it came between the two."""
        self.popup_gone_at_ns: int | None = None
        self.popup_frame: int | None = None
        self.control_at_ns: int | None = None
        self.page_before_popup: str | None = None
        self.popup_tree_text: tuple[str, ...] = ()
        self.undrawn: tuple[BoxPx, ...] = ()
        self.unknown_buttons: tuple[BoxPx, ...] = ()
        self.own_page: Page | None = None
        self.moving_page: Page | None = None
        self.reached_page: Page | None = None
        self.tapped: Control | None = None
        self.tapped_px: PointPx | None = None
        self.touched_at_ns: int | None = None
        self.acted_until_ns = 0
        """While the harness acts (a motion of 5 s) no frame is asked for."""
        self.before: Glimpse | None = None
        self.aim: Aim | None = None
        self.consent_passed: list[str] = []
        self.popup_words: tuple[str, ...] = ()
        self.black_frames = 0
        self.moved_dp: float | None = None
        self._first_mark: Control | None = None
        self.tally = Tally(context.size_px)
        self._popup_seen: Glimpse | None = None
        self._without = 0
        self._first_without_ns = 0

    def in_front_until_ns(self, until_ns: int, for_ms: int) -> int:
        """``until_ns``, or later where the app took long to come to the front.

        A wait that begins with the start command would be over before a slow device has
        drawn anything; the usual start, ``USUAL_START_MS``, is within every wait.
        """
        if self.front_at_ns is None:
            return until_ns
        return max(until_ns, self.front_at_ns + (for_ms - USUAL_START_MS) * MS)

    def take(self, event: Event) -> None:
        """Note an event."""
        self.now_ns = max(self.now_ns, event.at_ns)
        if isinstance(event, Observed):
            self._take_frame(event)
        elif isinstance(event, TimeUp):
            self.place = event.place
            self.hops.extend(event.hops)

    def _take_frame(self, event: Observed) -> None:
        self.place = event.place
        self.hops.extend(event.hops)
        self.log_gap = self.log_gap or event.log_gap
        sight = event.sight
        popup = sight.popup
        if popup is not None and popup.score < self.context.min_score:
            popup = None
        if popup is not None and popup.kind is PopupKind.FLOATING and self._may_be_beneath(sight):
            popup = None
        # what is not to be examined stands in the way as a consent does
        if popup is not None and popup.update and self.context.updates != EXAMINE:
            popup = msgspec.structs.replace(popup, kind=PopupKind.CONSENT)
        self.newest = Glimpse(
            frame=event.frame.number,
            at_ns=event.frame.at_ns,
            told_ns=event.at_ns,
            popup=popup,
            controls=sight.controls,
            phash=sight.phash,
            place=event.place,
            capturable=sight.capturable,
            words=sight.text,
            tree_text=event.tree_text,
            undrawn=undrawn_in(sight.witnesses),
            unknown_buttons=sight.unknown_buttons,
            asked=event.hierarchy is not None,
        )
        self.glimpses.append(self.newest)
        if self.front_at_ns is None and event.place.package == self.context.package:
            self.front_at_ns = event.frame.at_ns
        if self.touched_at_ns is None and not self.foreign_now():
            self._follow_popup(self.newest)

    def _may_be_beneath(self, sight: Sight) -> bool:
        """Whether what floats may have lain under the launch's larger pop-up, as the page's own.

        Where the own page is known from a launch without a touch, it is so on that page alone.
        """
        if self.popup is None or self.popup.kind is PopupKind.FLOATING:
            return False
        own = self.context.own_pages
        return not own or any(hamming(sight.phash, p.phash) <= EQUAL_PAGE_BITS for p in own)

    def _forget_floating(self, small: Popup) -> None:
        """Another pop-up came over what floats, which belongs to the page then."""
        was = [g for g in self.glimpses if g.popup is not None and not other_popup(small, g.popup)]
        self.page_before_popup = was[-1].phash if was else self.page_before_popup
        self.popup = self.popup_at_ns = self.popup_frame = self.control_at_ns = None
        self.popup_gone_at_ns, self._first_mark, self.moved_dp = None, None, None
        self.popup_tree_text, self.undrawn, self.unknown_buttons = (), (), ()
        self.tally = Tally(self.context.size_px)

    def _follow_popup(self, seen: Glimpse) -> None:
        """Keep the life of the pop-up up to the touch."""
        if not self._is_apps(seen):
            return
        if not seen.capturable:
            self.black_frames += 1
            return
        if seen.popup is None or not worth_examining(seen.popup) or self._is_page_now(seen):
            self._no_popup(seen)
            return
        self._without = 0
        before = self.popup
        if before is not None and before.kind is PopupKind.FLOATING is not seen.popup.kind:
            self._forget_floating(before)
        if self.popup_gone_at_ns is not None and not self._had_not_gone(seen):
            return
        self._popup_seen = seen
        if self.popup is None:
            self.popup, self.popup_at_ns = seen.popup, seen.at_ns
            self.popup_frame = seen.frame
            self.bare_at_ns = self._bare_before(seen.phash)
        elif seen.popup.score > self.popup.score:
            self.popup, self.popup_frame = seen.popup, seen.frame
        self.tally.add(seen.controls)
        self._follow_mark(seen.controls)
        self.popup_tree_text = seen.tree_text or self.popup_tree_text
        self.undrawn = seen.undrawn or self.undrawn
        self.unknown_buttons = seen.unknown_buttons or self.unknown_buttons
        if self.control_at_ns is None and has_closing(seen.controls, self.context.min_score):
            self.control_at_ns = seen.at_ns

    def _had_not_gone(self, seen: Glimpse) -> bool:
        """Whether the same pop-up shows again at once: the frames between were misread."""
        gone_ns, popup = self.popup_gone_at_ns, seen.popup
        if gone_ns is None or popup is None or other_popup(self.popup, popup):
            return False
        if seen.at_ns - gone_ns > MOST_MISREAD_MS * MS:
            return False
        self.popup_gone_at_ns = None
        return True

    def _bare_before(self, phash: str) -> int | None:
        """When the last frame without any pop-up was captured, or the app was started.

        A frame of the same picture showed it, too: it was only not recognised there yet.
        """
        bare = (
            g.at_ns
            for g in reversed(self.glimpses)
            if g.popup is None and g.capturable and hamming(g.phash, phash) > SAME_PAGE_BITS
        )
        return next(bare, self.launched_at_ns)

    def _follow_mark(self, controls: Iterable[Control]) -> None:
        """How far the pop-up's only X has moved; one whose size changes is another drawing."""
        marks = [c for c in controls if c.role is Role.CLOSE and c.score >= self.context.min_score]
        if len(marks) != 1:
            return
        if self._first_mark is None:
            self._first_mark = marks[0]
            return
        first, now = self._first_mark.box_px, marks[0].box_px
        if max(first.area, now.area) > SAME_SIZE * max(1, min(first.area, now.area)):
            return
        moved = first.center.distance_to(now.center) * 160 / self.context.density_dpi
        self.moved_dp = round(max(moved, self.moved_dp or 0.0), 1)

    def _is_page_now(self, seen: Glimpse) -> bool:
        if is_known_page(seen, self.context):
            return True
        had_control = self.popup is not None and self.control_at_ns is not None
        return had_control and rather_a_page(self.popup, seen, self.context)

    def _no_popup(self, seen: Glimpse) -> None:
        if self.popup is None:
            if seen.popup is None:
                self.page_before_popup = seen.phash
            return
        if shows_still(self._popup_seen, seen, self.context, self.page_before_popup):
            return
        if self.popup_gone_at_ns is None:
            self._first_without_ns = seen.at_ns if not self._without else self._first_without_ns
            self._without += 1
            if self._without >= GONE_FRAMES:
                self.popup_gone_at_ns = self._first_without_ns

    def _is_apps(self, seen: Glimpse) -> bool:
        return is_own(seen.place, self.context.package) or seen.place.kind is PlaceKind.UNKNOWN

    def popup_shows(self) -> bool:
        """Whether the newest frame shows the app's pop-up."""
        seen = self.newest
        return (
            seen is not None
            and seen.popup is not None
            and seen.capturable
            and self._is_apps(seen)
            and worth_examining(seen.popup)
            and self.popup_gone_at_ns is None
        )

    def foreign_now(self) -> bool:
        """Whether the screen is at a foreign place by now."""
        return self.place.kind in FOREIGN_KINDS and self.place.package != self.context.package

    def touched(self, event: Tapped, control: Control | None, aim: Aim) -> None:
        """Note the tap, and the frame that justified it."""
        self.take(event)
        self.touched_at_ns = event.at_ns
        self.tapped, self.tapped_px, self.aim = control, event.point_px, aim
        self.before = self.newest

    def clicked(self, at_ns: int, point: PointPx, control: Control | None, aim: Aim) -> None:
        """Note a click by accessibility at this moment."""
        self.pressed(at_ns)
        self.tapped, self.tapped_px, self.aim = control, point, aim

    def pressed(self, at_ns: int) -> None:
        """Note a key that was sent at this moment."""
        self.now_ns = max(self.now_ns, at_ns)
        self.touched_at_ns = at_ns
        self.before = self.newest

    def result(
        self,
        outcome: Outcome | None = None,
        reason: str = "",
        *,
        followed: tuple[Followed, ...] = (),
    ) -> TrialResult:
        """Close the book."""
        popup = self.popup
        return TrialResult(
            question=self.question,
            launched_at_ns=self.launched_at_ns,
            popup=popup,
            popup_at_ns=self.popup_at_ns,
            bare_at_ns=self.bare_at_ns if popup else None,
            popup_gone_at_ns=self.popup_gone_at_ns,
            popup_frame=self.popup_frame,
            creative=popup.creative if popup else None,
            controls=self.tally.steady(),
            control_at_ns=self.control_at_ns,
            tapped=self.tapped,
            tapped_px=self.tapped_px,
            tapped_at_ns=self.touched_at_ns,
            aim=self.aim,
            before_frame=self.before.frame if self.before and self.touched_at_ns else None,
            outcome=outcome,
            own_page_phash=self.own_page.phash if self.own_page else None,
            own_page=self.own_page,
            moving_page=self.moving_page,
            reached_page=self.reached_page,
            page_before_popup=self.page_before_popup if popup else None,
            popup_tree_text=self.popup_tree_text,
            consent_passed="; ".join(self.consent_passed) or None,
            popup_words=tuple(word for word in self.popup_words if word),
            moved_dp=self.moved_dp,
            followed=followed,
            black_frames=self.black_frames,
            undrawn=self.undrawn,
            unknown_buttons=self.unknown_buttons,
            reason=reason,
        )
