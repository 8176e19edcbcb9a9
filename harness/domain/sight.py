"""Sight: all that the detectors made of one frame."""

import enum
import functools

import msgspec

from harness.domain.geometry import BoxPx, SizePx
from harness.domain.measures import Fact, Measures, Witness


class Role(enum.StrEnum):
    """What a control promises."""

    CLOSE = "close"
    SKIP = "skip"
    DISMISS = "dismiss"
    COUNTDOWN = "countdown"
    CTA = "cta"
    AD_LABEL = "ad_label"
    GESTURE_HINT = "gesture_hint"


CLOSING_ROLES = frozenset({Role.CLOSE, Role.SKIP, Role.DISMISS})
"""Roles that promise to make the pop-up go away."""


class PopupKind(enum.StrEnum):
    """What sort of window or layer lies over or before the app's own page."""

    SPLASH = "splash"
    INTERSTITIAL = "interstitial"
    DIALOG = "dialog"
    FLOATING = "floating"
    SYSTEM = "system"
    CONSENT = "consent"


class Ground(enum.StrEnum):
    """What a statement of the detectors rests on."""

    DRAWN = "drawn"
    TEXT = "text"
    HIERARCHY = "hierarchy"


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """Something drawn on a pop-up that promises an effect.

    ``score`` is 0 … 1. ``contrast`` is the WCAG 2 ratio (1 … 21) of the mark against its
    local background; ``size_dp`` is width and height of the drawing. Both only for
    close and skip controls, and only where the density is known.
    """

    role: Role
    box_px: BoxPx
    score: float
    grounds: tuple[Ground, ...]
    text: str | None = None
    contrast: float | None = None
    size_dp: tuple[float, float] | None = None
    node_box_px: BoxPx | None = None
    """Clickable node of the hierarchy that lies there, if a hierarchy was given."""
    measures: Measures | None = None
    """Only of closing controls; absent in bundles of older versions."""


class Popup(msgspec.Struct, frozen=True, kw_only=True):
    """A pop-up as seen on one frame; ``scrim`` is the darkening behind it, 0 (none) … 1."""

    kind: PopupKind
    box_px: BoxPx
    score: float
    grounds: tuple[Ground, ...]
    scrim: float | None = None
    creative: str | None = None
    """64-bit perceptual hash (16 hex digits) of the pop-up's picture, close controls masked."""
    update: bool = False
    """It offers a newer version of the app."""


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What one frame shows. ``popup is None`` with ``capturable`` false means: could not see."""

    size_px: SizePx
    popup: Popup | None = None
    controls: tuple[Control, ...] = ()
    phash: str = "0" * 16
    """64-bit perceptual hash (16 hex digits) of the frame without the system bars."""
    capturable: bool = True
    """False for black frames and windows that forbid capture."""
    why: str = ""
    """Why nothing was found, with the numbers ("close 0.31 < 0.50"); empty otherwise."""
    text: tuple[str, ...] = ()
    """Words read on the frame, as far as they were read."""
    facts: tuple[Fact, ...] = ()
    """What those words tell, where they tell something."""
    witnesses: tuple[Witness, ...] = ()
    """How drawing and hierarchy agree; empty where no hierarchy was given."""
    unknown_buttons: tuple[BoxPx, ...] = ()
    """Buttons on a pop-up whose words promise nothing known; looked for where nothing closes it."""

    def with_role(self, *roles: Role) -> tuple[Control, ...]:
        """The controls with one of these roles, best score first."""
        found = (c for c in self.controls if c.role in roles)
        return tuple(sorted(found, key=lambda c: -c.score))


def hamming(one: str, other: str) -> int:
    """Differing bits (0 … 64) of two perceptual hashes given as 16 hex digits."""
    return 0 if one == other else _differing(one, other)


@functools.lru_cache(maxsize=65_536)
def _differing(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()
