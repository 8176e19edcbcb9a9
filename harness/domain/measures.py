"""What is measured on a control, each with how far off it may be; what the tree said of it."""

import enum
from collections.abc import Iterable

import msgspec

from harness.domain.geometry import BoxPx


class Measured(msgspec.Struct, frozen=True, array_like=True):
    """A quantity and the half width of the range it is believed to lie in (95 %)."""

    value: float
    within: float

    @property
    def low(self) -> float:
        """Lower end of the range."""
        return self.value - self.within

    @property
    def high(self) -> float:
        """Upper end of the range."""
        return self.value + self.within


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """One control as regulators ask about it. None means: could not be measured."""

    width_dp: Measured | None = None
    """Of the drawing; dp only where the density is known."""
    height_dp: Measured | None = None
    declared_dp: tuple[float, float] | None = None
    """Width and height of the clickable node that lies there."""
    contrast: Measured | None = None
    """WCAG 2 ratio 1 … 21 of the mark against the ground around its strokes."""
    alpha: Measured | None = None
    """Apparent opacity 0 … 1 of the mark, if its full ink were white or black."""
    cta_gap_dp: Measured | None = None
    """Shortest way between the edges of this control and of the nearest call to action."""
    hidden: Measured | None = None
    """Share of the drawing (0 … 1) under system bars or beyond the screen's edge."""
    zone: str = ""
    """Ninth of the screen ("top_right", "center")."""
    alike: int = 1
    """Controls of this role on the frame that look the same in size, this one included."""


class WitnessKind(enum.StrEnum):
    """What the hierarchy said beside what is drawn."""

    AGREES = "agrees"
    NO_NODE = "drawn_without_node"
    """A drawn control, and no clickable node holds its centre."""
    NO_DRAWING = "node_without_drawing"
    """A node that names itself a closing control, and nothing of the sort is drawn there."""
    DISPLACED = "node_displaced"
    """The node named as this control lies beside the drawing."""
    WHOLE_SCREEN = "whole_screen_target"
    """What is clickable there is the whole screen, or nearly."""
    OVERLAPPING = "overlapping_targets"
    """Two clickable nodes, neither inside the other, share the drawing's centre."""


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """One agreement or disagreement of drawing and hierarchy."""

    kind: WitnessKind
    role: str
    box_px: BoxPx | None = None
    """The drawing, where there is one."""
    node_box_px: BoxPx | None = None
    node: str = ""
    """The node's id, class or words, whichever says most."""
    sdk: str = ""
    """Name of the advertising SDK whose node it is, where known."""


def undrawn_in(witnesses: Iterable[Witness]) -> tuple[BoxPx, ...]:
    """Boxes of the nodes that call themselves a way out without a drawing, each once."""
    told = (w.node_box_px for w in witnesses if w.kind is WitnessKind.NO_DRAWING)
    return tuple(dict.fromkeys(box for box in told if box is not None))


class FactKind(enum.StrEnum):
    """What a line of text tells."""

    SKIP = "skip"
    CLOSE = "close"
    DISMISS = "dismiss"
    COUNTDOWN = "countdown"
    AD_LABEL = "ad_label"
    GESTURE = "gesture"
    DESTINATION = "destination"
    """Where a touch is said to lead: another app, a store, a download, a web page."""
    FAKE_SYSTEM = "fake_system"
    """Talks as if the phone itself spoke: memory full, phone slow, virus, red packet."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that was read."""

    kind: FactKind
    text: str
    box_px: BoxPx | None = None
    seconds: int | None = None
    """Of a countdown."""
    names: str = ""
    """The app or place that the line names, where it names one."""
