"""What a session is told of the app beforehand."""

from collections.abc import Sequence
from typing import Self

import msgspec

from harness.domain.geometry import SizePx
from harness.domain.lifetime import auto_close_ms
from harness.domain.sight import Popup, hamming
from harness.domain.trial import EXAMINE, OutcomeKind, Page, QuestionKind, Trial

SAME_PAGE_BITS = 12
"""Two page hashes (of 64 bits) that differ by no more are the same page."""


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """How long a session waits for what. Milliseconds."""

    popup_ms: int = 8_000
    """After the launch, for the first pop-up to come."""
    control_ms: int = 15_000
    """After the pop-up came, for the wanted control to come."""
    watch_ms: int = 15_000
    """A hands-off launch, from its start; longer when a pop-up comes late."""
    stable_ms: int = 3_000
    """The app's own page has to stand so long."""
    quiet_ms: int = 10_000
    """Nothing foreign may come so long after the pop-up went."""
    no_effect_ms: int = 4_000
    """A pop-up that is still there so long after the tap was not moved by it."""
    linger_ms: int = 2_500
    """After the first foreign sign: for the other channels to say the same."""
    home_ms: int = 1_500
    """The launcher in front for so long means that the app was left."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What is known when a session starts; a function of the trials before it."""

    package: str
    density_dpi: int
    size_px: SizePx
    consent: str = "accept"
    """"accept", "decline" or "stop": what to do with consent and permission dialogs."""
    updates: str = EXAMINE
    """"examine", "later" or "stop": what to do with an offer of a newer version."""
    own_pages: tuple[Page, ...] = ()
    """Reached without any touch."""
    moving_pages: tuple[Page, ...] = ()
    """Likewise, but they never stood still."""
    back_pages: tuple[Page, ...] = ()
    """Reached by the Back key."""
    before_pages: tuple[str, ...] = ()
    """Hashes seen right before the pop-up in at least two launches."""
    popup_tree_text: tuple[str, ...] = ()
    untouched: tuple[Popup, ...] = ()
    """Pop-ups that stood when nobody touched anything."""
    auto_close_ms: int | None = None
    """Life of the pop-up when nobody touches it; None when it stays or is not known."""
    min_score: float = 0.5
    """Controls and pop-ups seen with less are not acted on."""
    timing: Timing = Timing()

    @classmethod
    def of(
        cls,
        *,
        package: str,
        density_dpi: int,
        size_px: SizePx,
        consent: str = "accept",
        updates: str = EXAMINE,
        trials: Sequence[Trial] = (),
        timing: Timing | None = None,
    ) -> Self:
        """What the trials so far have taught."""
        results = [t.result for t in trials if t.result is not None]
        own = [r.own_page for r in results if r.own_page is not None]
        moving = [r.moving_page for r in results if r.moving_page is not None]
        back = [
            r.reached_page
            for r in results
            if r.question.kind is QuestionKind.PRESS_BACK
            and r.reached_page is not None
            and r.outcome is not None
            and r.outcome.kind is OutcomeKind.DISMISSED
        ]
        return cls(
            package=package,
            density_dpi=density_dpi,
            size_px=size_px,
            consent=consent,
            updates=updates,
            own_pages=tuple(own),
            moving_pages=tuple(moving),
            back_pages=tuple(back),
            before_pages=_twice_seen([r.page_before_popup for r in results]),
            popup_tree_text=tuple({text for r in results for text in r.popup_tree_text}),
            untouched=tuple(
                r.popup
                for r in results
                if r.question.kind is QuestionKind.WATCH and r.popup is not None
            ),
            auto_close_ms=auto_close_ms(trials),
            timing=timing or Timing(),
        )


def near(phash: str, pages: Sequence[Page]) -> bool:
    """Whether the hash is that of one of the pages."""
    return any(hamming(phash, page.phash) <= SAME_PAGE_BITS for page in pages)


def _twice_seen(hashes: Sequence[str | None]) -> tuple[str, ...]:
    known = [h for h in hashes if h is not None]
    return tuple(
        one
        for index, one in enumerate(known)
        if one in (later := known[index + 1 :])
        or any(hamming(one, other) <= SAME_PAGE_BITS for other in later)
    )
