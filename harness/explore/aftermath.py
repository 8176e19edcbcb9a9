"""All that came after a touch, taken in frame by frame: what is gone, and for how long."""

import itertools
import math
from collections.abc import Sequence

import msgspec

from harness.domain.place import Hop, PlaceKind
from harness.domain.sight import Popup, hamming
from harness.domain.trial import Page
from harness.explore.context import SAME_PAGE_BITS, Context, near
from harness.explore.foreign import Foreign, foreign_since
from harness.explore.notebook import (
    GONE_FRAMES,
    MS,
    Glimpse,
    Notebook,
    is_known_page,
    is_own,
    other_popup,
    rather_a_page,
    shows_still,
)

STILL_FRAMES = 3
CHANGED_BITS = 6
"""Beyond its own noise a picture whose hash changed by more is another one."""
SPARSE_MS = 2_500
"""Where frames come further apart, a pop-up may go and another one come between two of them."""
LIES_THERE = 0.7
"""Boxes that share so much are of one place, measured on frames that differ."""
PAGE_SHARE = 0.85
"""What covers so much of the screen may be a page; what covers less shows the page around it."""
MOVED_WITHIN_MS = 1_000
"""A touch that moves a pop-up moves it within so long (rule C04's benchmark)."""


class Aftermath:
    """What came after the touch, with what was known before it. Belongs to one session."""

    def __init__(
        self,
        book: Notebook,
        *,
        touched_at_ns: int,
        before: Glimpse | None,
        popup: Popup | None,
        earlier: Sequence[Glimpse] = (),
        pages_too: bool = False,
        touched: bool = True,
    ) -> None:
        self.context: Context = book.context
        self.touched_at_ns = touched_at_ns
        self.touched = touched
        """False where nobody touched anything: then there is only a moment to count from."""
        self.before = before
        self.popup = popup
        self.popup_at_ns = book.popup_at_ns
        self.bare_at_ns = book.bare_at_ns
        self.glimpses: list[Glimpse] = []
        """After the touch, in order."""
        self.crashed: Glimpse | None = None
        """The first that shows a crash."""
        self.hops: list[Hop] = []
        self.log_gap = False
        self.place_kind = PlaceKind.UNKNOWN
        self.now_ns = touched_at_ns
        self._book = book
        self._pages_too = pages_too
        self._taken = len(book.glimpses)
        self._own: list[Glimpse] = []
        self._without: list[Glimpse] = []
        self._gone_index = 0
        self._been_away = False
        self._foreign: Foreign | None = None
        self._stable: float | None = None
        for glimpse in earlier:
            self._add(glimpse)
        self.update()

    @classmethod
    def of(cls, book: Notebook) -> "Aftermath":
        """What the notebook holds after its touch."""
        assert book.touched_at_ns is not None
        touched = book.touched_at_ns
        return cls(
            book,
            touched_at_ns=touched,
            before=book.before,
            popup=book.before.popup if book.before and book.before.popup else book.popup,
            earlier=[g for g in book.glimpses if g.at_ns >= touched],
            pages_too=book.control_at_ns is not None,
        )

    @classmethod
    def untouched(cls, book: Notebook, since_ns: int) -> "Aftermath":
        """The same for a launch that nobody touched since ``since_ns``."""
        frames = [g for g in book.glimpses if g.at_ns >= since_ns]
        own = [g for g in frames if is_own(g.place, book.context.package)]
        with_popup = [g for g in own if g.popup is not None]
        return cls(
            book,
            touched_at_ns=since_ns,
            before=next(reversed(with_popup or own), None),
            popup=book.popup,
            earlier=frames,
            touched=False,
        )

    # --- taking in ------------------------------------------------------------------
    def update(self) -> "Aftermath":
        """Take in what the notebook has noted since."""
        book = self._book
        for glimpse in book.glimpses[self._taken :]:
            if glimpse.at_ns >= self.touched_at_ns:
                self._add(glimpse)
        self._taken = len(book.glimpses)
        self.hops = book.hops
        self.log_gap = book.log_gap
        self.place_kind = book.place.kind
        self.now_ns = book.now_ns
        self._foreign = self._stable = None
        return self

    def _add(self, glimpse: Glimpse) -> None:
        """Note a frame; a page that was taken for a pop-up is a page again."""
        page = is_known_page(glimpse, self.context)
        if page or (self._pages_too and rather_a_page(self.popup, glimpse, self.context)):
            glimpse = msgspec.structs.replace(glimpse, popup=None)
        self.glimpses.append(glimpse)
        if self.crashed is None and glimpse.place.kind is PlaceKind.CRASH:
            self.crashed = glimpse
        own = is_own(glimpse.place, self.context.package)
        self._been_away = self._been_away or not own
        if not glimpse.capturable or not (own or glimpse.place.kind is PlaceKind.UNKNOWN):
            return
        self._own.append(glimpse)
        if not self.still(glimpse):
            if not self._without:
                self._gone_index = len(self._own) - 1
            self._without.append(glimpse)
        elif len(self._without) < GONE_FRAMES or span_ms(self._without) < MOVED_WITHIN_MS:
            self._without = []

    def still(self, seen: Glimpse) -> bool:
        """Whether the frame shows the same pop-up as before the touch."""
        if seen.popup is None:
            return shows_still(self.before, seen, self.context, self._book.page_before_popup)
        return not other_popup(self.popup, seen.popup)

    # --- telling --------------------------------------------------------------------
    @property
    def since_ms(self) -> float:
        """From the touch (or the end of the motion) to now."""
        return (self.now_ns - self._acted_ns) / MS

    @property
    def _acted_ns(self) -> int:
        return max(self.touched_at_ns, self._book.acted_until_ns)

    def foreign(self) -> Foreign:
        """The foreign signs after the touch."""
        if self._foreign is None and not self.hops and not self._been_away:
            self._foreign = Foreign()
        if self._foreign is None:
            self._foreign = foreign_since(
                self.touched_at_ns, self.glimpses, self.hops, self.context.package
            )
        return self._foreign

    def own(self) -> list[Glimpse]:
        """Frames that show the app and could be seen."""
        return self._own

    def gone_at_ns(self) -> int | None:
        """When the pop-up that was touched went: the first of two frames without it.

        Where the same pop-up shows again at once, it had not gone: the frames between were
        misread. Where it stayed away for a second, it came again.
        """
        return self._without[0].at_ns if len(self._without) >= GONE_FRAMES else None

    def after_gone(self) -> list[Glimpse]:
        """Own frames since the pop-up went."""
        return [] if self.gone_at_ns() is None else self._own[self._gone_index :]

    def page(self) -> Page | None:
        """The page inside the app that stands at the end, if one does."""
        rest = [g for g in self.after_gone() if g.popup is None]
        if not rest or self.foreign().any:
            return None
        return Page(
            phash=rest[-1].phash,
            activity=rest[-1].place.activity,
            words=next((g.words for g in reversed(rest) if g.words), ()),
            tree_text=next((g.tree_text for g in reversed(rest) if g.tree_text), ()),
            frame=rest[-1].frame,
        )

    def stable_ms(self) -> float:
        """How long the newest page has stood still with no pop-up on it."""
        if self._stable is None:
            self._stable = self._stable_ms()
        return self._stable

    def _stable_ms(self) -> float:
        if self.gone_at_ns() is None or self._own[-1].popup is not None:
            return 0.0
        last = since = self._own[-1]
        for seen in reversed(self.after_gone()):
            if seen.popup is not None or hamming(seen.phash, last.phash) > SAME_PAGE_BITS:
                break
            since = seen
        return (self.now_ns - since.at_ns) / MS

    def bare_ms(self) -> float:
        """How long the app has been there without any pop-up, whether its page moves or not."""
        if self.gone_at_ns() is None:
            return 0.0
        since = None
        for seen in reversed(self.after_gone()):
            if seen.popup is not None:
                break
            since = seen
        return 0.0 if since is None else (self.now_ns - since.at_ns) / MS

    def activities(self) -> frozenset[str]:
        """Activities of the app that showed before the touch with no pop-up, or below a card."""
        return frozenset(
            g.place.activity
            for g in self._book.glimpses
            if g.at_ns < self.touched_at_ns
            and is_own(g.place, self.context.package)
            and g.place.activity is not None
            and (g.popup is None or g.popup.box_px.area < PAGE_SHARE * self.context.size_px.area)
        )

    def layer_instead(self) -> Glimpse | None:
        """The newest frame, where something else has lain there for a second, not a page."""
        if self.gone_at_ns() is None or self._own[-1].popup is None:
            return None
        stays = self._own[max(self._gone_index, len(self._own) - GONE_FRAMES) :]
        if len(stays) < GONE_FRAMES or any(g.popup is None for g in stays):
            return None
        first = self._own[self._gone_index]
        return stays[-1] if span_ms([first, stays[-1]]) >= MOVED_WITHIN_MS else None

    def widest_gap_ms(self) -> float:
        """The longest time without a frame of the app, since the touch or the motion."""
        times = [self._acted_ns, *(g.at_ns for g in self._own)]
        return max((b - a) / MS for a, b in itertools.pairwise(times)) if self._own else math.inf

    def longest_away_ms(self) -> float:
        """The longest that the pop-up may have been away, round a frame that does not show it.

        From the last sight of it (or the touch) to the next; 0 where every frame shows it. At
        ten frames a second a single one without it is a misread; at one a second it may have
        gone and come again.
        """
        longest, last_ns, missed = 0.0, self.touched_at_ns, False
        for glimpse in self._own:
            if not self.still(glimpse) and not self._lies_there(glimpse):
                missed = True
                continue
            if missed:
                longest = max(longest, (glimpse.at_ns - last_ns) / MS)
            last_ns, missed = glimpse.at_ns, False
        return longest

    def _lies_there(self, seen: Glimpse) -> bool:
        """Whether something lies where the pop-up lay, whatever its picture."""
        return (
            seen.popup is not None
            and self.popup is not None
            and self.popup.box_px.iou(seen.popup.box_px) >= LIES_THERE
        )

    def picture_changed(self) -> bool:
        """Whether the pop-up shows another picture since the touch, with all else alike.

        Measured against how much it changed by itself on the last frames before the touch.
        """
        before, now = self._pictures()
        if len(now) < GONE_FRAMES or len(before) < STILL_FRAMES:
            return False
        noise = max(hamming(before[-1], other) for other in before)
        return min(hamming(before[-1], creative) for creative in now) > noise + CHANGED_BITS

    def picture_differs(self) -> bool:
        """Whether it looks so, but too few frames before the touch tell how much it moves."""
        before, now = self._pictures()
        if not now or not before or len(before) >= STILL_FRAMES:
            return False
        return min(hamming(before[-1], creative) for creative in now) > CHANGED_BITS

    def _pictures(self) -> tuple[list[str], list[str]]:
        """Hashes of the pop-up's picture on the last frames before the touch, and now.

        Now is the later half of what was seen since, once a touch had time to change it: some
        frames take lights of a page that moves for a part of the card.
        """
        half_ms = max(MOVED_WITHIN_MS, self.since_ms / 2)
        late = [g for g in self._own if g.at_ns - self.touched_at_ns >= half_ms * MS]
        last = late if len(late) > GONE_FRAMES else self._own[-GONE_FRAMES:]
        now = [c for g in last if (c := _creative(g)) is not None]
        earlier = [g for g in self._book.glimpses if g.at_ns < self.touched_at_ns]
        return [c for g in earlier[-STILL_FRAMES:] if (c := _creative(g)) is not None], now

    def wants_page_read(self) -> bool:
        """Whether the page that was reached should be read in full: it is not a known one."""
        if self.layer_instead() is not None:
            return True
        timing = self.context.timing
        if self.stable_ms() < timing.stable_ms and self.bare_ms() < timing.quiet_ms:
            return False
        return not self.foreign().any and not near(self._own[-1].phash, self.context.own_pages)


def _creative(glimpse: Glimpse) -> str | None:
    return glimpse.popup.creative if glimpse.popup is not None else None


def span_ms(glimpses: Sequence[Glimpse]) -> float:
    """From the first frame to the last."""
    return (glimpses[-1].at_ns - glimpses[0].at_ns) / MS
