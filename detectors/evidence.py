"""What speaks for a pop-up: drawn closes, lines that mean something, and what is around them."""

import dataclasses
from collections.abc import Sequence

from detectors.layout import Layout
from detectors.marks import Mark
from detectors.network import Seen
from detectors.vocabulary import Word
from harness.domain.geometry import BoxPx
from harness.domain.sight import Ground

SURE_CLOSE = 0.8


@dataclasses.dataclass(frozen=True, slots=True)
class DrawnClose:
    """An X with its quality 0 … 1 and where it stands."""

    mark: Mark
    quality: float
    place: str
    """"below_card", "card_corner", "centred_low", "screen_corner", "alone", "bar", "ball", or
    "elsewhere" where it does not count."""

    @property
    def sure(self) -> bool:
        """Whether it alone shows the way out."""
        return self.quality >= SURE_CLOSE and self.place != "elsewhere"


def leave_card(closes: Sequence[DrawnClose]) -> bool:
    """Whether one of them is the card's own."""
    return any(c.place in {"below_card", "card_corner"} for c in closes)


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A line that was read (or told by the tree) and means something."""

    text: str
    word: Word
    box_px: BoxPx
    sure: float
    corner: bool
    ground: Ground
    ink_px: BoxPx
    """The letters alone."""
    strip: bool = False
    """In one row with an invitation."""
    at_exit: bool = False
    """Inside or at the edge of the card, where one leaves it."""
    outlined: bool = False
    """A button or pill is drawn around it."""
    setting: bool = False
    """It can belong to a box to tick: it tells of a pop-up, but is no control of it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks for a pop-up."""

    closes: tuple[DrawnClose, ...]
    said: tuple[Said, ...]
    lines: tuple[tuple[str, BoxPx], ...]
    """All that was read or told, with its box in frame pixels."""
    layout: Layout
    sdk: bool = False
    seen: Seen | None = None
    """What the learned detector says of the whole page."""
    floating_px: BoxPx | None = None
    """A bar or small picture over the page that an X closes, in frame pixels."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines' words."""
        return tuple(text for text, _ in self.lines)
