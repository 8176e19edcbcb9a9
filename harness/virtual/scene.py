"""The view tree: what the model shows, the painter paints, and accessibility tells.

Coordinates are screen pixels, origin top left. A tree is rebuilt whenever something
changes; trees are immutable, so that equal trees need not be painted twice.
"""

import dataclasses
from typing import Literal

Rgba = tuple[int, int, int, int]
"""Red, green, blue, alpha, each 0 … 255."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom exclusive."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fill:
    """How an area is painted. ``stops`` of more than one colour make a linear gradient."""

    stops: tuple[Rgba, ...] = ((0, 0, 0, 0),)
    angle_deg: float = 90.0
    """Gradient direction: 0 = left to right, 90 = top to bottom."""
    radius_px: float = 0.0
    """Corner radius; at least half the height makes a pill, of a square a disc."""
    stroke: Rgba | None = None
    stroke_px: float = 0.0
    shadow_px: float = 0.0
    """Blur radius of a soft shadow below the shape; 0 = none."""
    shadow: Rgba = (0, 0, 0, 90)


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """A run of text, laid out in the view's box."""

    text: str
    size_px: float
    color: Rgba = (33, 33, 33, 255)
    weight: Literal["regular", "bold"] = "regular"
    align: Literal["left", "center", "right"] = "center"
    valign: Literal["top", "center", "bottom"] = "center"
    max_lines: int = 1
    shadow: Rgba | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Glyph:
    """A drawn sign. ``name`` is one of the painter's (``x``, ``x_round``, ``arrow`` …)."""

    name: str
    color: Rgba = (255, 255, 255, 255)
    stroke_px: float = 4.0
    inset_px: float = 0.0
    sweep: float = 1.0
    """For rings: share that is drawn, 0 … 1, clockwise from the top."""


DATA = "data:image/png;base64,"
"""Prefix of a picture's path that is the picture itself, as an APK's icon is."""


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """A picture file fitted into the view's box."""

    path: str
    fit: Literal["cover", "contain", "stretch"] = "cover"
    radius_px: float = 0.0
    pan: tuple[float, float] | None = None
    """A window into a picture a fifth larger than the box: where it is, 0 … 1 across and down."""


@dataclasses.dataclass(frozen=True, slots=True)
class Node:
    """What the accessibility tree says of a view. ``None`` on a view = not in the tree."""

    cls: str = "android.view.View"
    resource_id: str = ""
    text: str = ""
    desc: str = ""
    package: str = ""
    clickable: bool = False
    long_clickable: bool = False
    checkable: bool = False
    checked: bool = False
    enabled: bool = True
    focusable: bool = False
    focused: bool = False
    scrollable: bool = False
    selected: bool = False
    password: bool = False
    hint: str = ""
    """What an empty text field says."""
    box: Box | None = None
    """Bounds told to accessibility where they differ from what is drawn."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scroll:
    """A container whose content moves under a finger along one axis."""

    id: str
    """The app's name for it."""
    axis: Literal["vertical", "horizontal"]
    at_px: int
    """How far the content has moved, 0 … ``most_px``."""
    most_px: int


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """One element: painted fill, picture, glyph, text (in this order), then the children."""

    box: Box
    fill: Fill | None = None
    picture: Picture | None = None
    glyph: Glyph | None = None
    text: Text | None = None
    alpha: float = 1.0
    """Of the whole subtree, 0 … 1."""
    node: Node | None = None
    children: tuple["View", ...] = ()
    touch_id: str | None = None
    """Hit-testing: the model's name for what a touch here means; None = falls through."""
    touch_box: Box | None = None
    """Where touches count, when that differs from ``box``."""
    clip: bool = False
    scroll: Scroll | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Surface:
    """One window's picture on the screen. Listed bottom-most first."""

    window_id: int
    box: Box
    root: View
    dim: float = 0.0
    """Scrim painted below this window over everything beneath, 0 … 1."""
    secure: bool = False
    """FLAG_SECURE: captured as black."""


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """The whole screen at a moment. Equal scenes have equal pixels."""

    width: int
    height: int
    density_dpi: int
    surfaces: tuple[Surface, ...] = ()
    screen_on: bool = True
