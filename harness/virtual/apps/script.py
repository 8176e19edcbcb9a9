"""The app script, format 1: one YAML file ``app.yaml`` a folder.

A script says what an app draws, when, and what a touch does. What is *drawn* and where
*touch* counts are separate for every layer, because that is what deceptive apps exploit.
Lengths are dp, times are milliseconds, colours ``#rrggbb`` or ``#aarrggbb``. The truth of a
sample app is not here but in ``truth.toml`` beside it, which only tests read.
"""

from typing import Literal

import msgspec

Color = str


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Area(_Part, frozen=True, kw_only=True):
    """A rectangle in dp inside its parent. Give two of left/right/width and of top/bottom/height.

    ``center_x``/``center_y`` (share 0 … 1 of the parent) place it by its middle instead.
    """

    left: float | None = None
    right: float | None = None
    top: float | None = None
    bottom: float | None = None
    width: float | None = None
    height: float | None = None
    center_x: float | None = None
    center_y: float | None = None


class Open(_Part, frozen=True, kw_only=True):
    """An intent that the app starts. ``component`` is ``pkg/.Class``; otherwise it is implicit."""

    action: str = "android.intent.action.VIEW"
    data: str | None = None
    component: str | None = None
    package: str | None = None
    mime: str | None = None
    extras: dict[str, str] = {}
    flags: list[
        Literal["new_task", "clear_top", "single_top", "clear_task", "multiple_task",
                "reorder_to_front"]
    ] = []  # fmt: skip
    """Launch flags; without ``new_task`` a standard activity lands on the app's own task."""
    custom_tab: bool = False
    """Ask the browser for a custom tab."""


class Notify(_Part, frozen=True, kw_only=True):
    """A notification of the app; a touch on it starts ``open``, or else the app."""

    title: str
    text: str = ""
    heads_up: bool = False
    """It lies over the screen for some seconds."""
    open: Open | None = None


class Effect(_Part, frozen=True, kw_only=True):
    """One thing that happens. Exactly one of the fields besides ``after_ms`` is given."""

    after_ms: int = 0
    dismiss: bool = False
    """Close the pop-up this belongs to."""
    open: Open | None = None
    show: str | None = None
    """Show the named pop-up (on top)."""
    page: str | None = None
    """The current activity shows the named page (no new activity)."""
    start: str | None = None
    """Start the app's own activity of that name."""
    finish: bool = False
    """Finish the current activity."""
    to_back: bool = False
    """Move the app's task behind all others (``moveTaskToBack``)."""
    notify: Notify | None = None
    toast: str | None = None
    download: str | None = None
    """A download of that URL starts by itself."""
    crash: bool = False
    anr: bool = False
    set: dict[str, str] | None = None
    """Remember for later launches (until data are cleared)."""
    ask_permission: str | None = None
    chance: "Chance | None" = None
    one_after_another: "list[list[Effect]] | None" = None
    """First touch does the first list, second touch the second, the last one repeats."""


class Chance(_Part, frozen=True, kw_only=True):
    """With probability ``of`` (0 … 1, by the phone's seed) ``then``, otherwise ``otherwise``."""

    of: float
    then: list[Effect] = []
    otherwise: list[Effect] = []


class When(_Part, frozen=True, kw_only=True):
    """All that is given must hold."""

    first_run: bool | None = None
    remembered: dict[str, str] | None = None
    """A key set by ``set``; the value ``""`` means "not set"."""
    every: int | None = None
    """Only on every n-th launch."""
    chance: float | None = None


class Shadow(_Part, frozen=True, kw_only=True):
    """Soft shadow of a shape."""

    blur: float = 8
    color: Color = "#5a000000"


class Ink(_Part, frozen=True, kw_only=True):
    """How a shape is filled: one colour, or several for a linear gradient."""

    colors: list[Color] = []
    angle: float = 90
    radius: float = 0
    stroke: Color | None = None
    stroke_width: float = 0
    shadow: Shadow | None = None


class Write(_Part, frozen=True, kw_only=True):
    """Text of a layer. ``{n}`` is replaced by the pop-up's countdown in seconds."""

    text: str
    size: float = 14
    color: Color = "#212121"
    bold: bool = False
    align: Literal["left", "center", "right"] = "center"
    valign: Literal["top", "center", "bottom"] = "center"
    lines: int = 1
    shadow: Color | None = None


class Draw(_Part, frozen=True, kw_only=True):
    """A drawn sign of the painter: ``x``, ``x_thin``, ``x_bold``, ``ring``, ``arrow`` and so on."""

    glyph: str
    color: Color = "#ffffff"
    stroke: float = 1.6
    inset: float = 6
    counts_down: bool = False
    """For rings: the sweep follows the pop-up's countdown."""


class Visible(_Part, frozen=True, kw_only=True):
    """When a layer is there, counted from the pop-up's or page's appearance."""

    from_ms: int = 0
    until_ms: int | None = None
    fade_ms: int = 0
    fade_out_ms: int = 0
    """Before ``until_ms``."""


class Slide(_Part, frozen=True, kw_only=True):
    """Comes in from beyond an edge of its parent, when the layer appears."""

    side: Literal["left", "right", "top", "bottom"] = "bottom"
    for_ms: int = 400


class Film(_Part, frozen=True, kw_only=True):
    """Plays like a video: pictures one after the other, seen through a window that wanders."""

    scenes: list[str] = []
    """``creative:NAME`` or picture files; empty = the layer's own picture or creative."""
    each_ms: int = 2400


class Move(_Part, frozen=True, kw_only=True):
    """Wanders back and forth by (dx, dy) dp with this period."""

    dx: float = 0
    dy: float = 0
    period_ms: int = 2000


class Tree(_Part, frozen=True, kw_only=True):
    """What the hierarchy tells of the layer; leave ``tree`` out and the layer has no node."""

    cls: str = "android.view.View"
    id: str = ""
    text: str = ""
    desc: str = ""
    clickable: bool = False
    long_clickable: bool = False
    checkable: bool = False
    checked: bool = False
    selected: bool = False
    enabled: bool = True
    scrollable: bool = False
    displaced: Area | None = None
    """Told bounds, where they lie elsewhere than the drawing."""


class Field(_Part, frozen=True, kw_only=True):
    """A layer that takes text, as an EditText does: a touch gives it the focus.

    It is drawn in the style of the layer's ``write``, whose own text is not used.
    """

    text: str = ""
    """What it holds at first."""
    hint: str = ""
    """Shown in grey while it is empty."""
    password: bool = False
    on_enter: list[Effect] = []
    """The Enter key, or the keyboard's action."""


class Scrolling(_Part, frozen=True, kw_only=True):
    """A layer whose inner layers a finger moves; they are clipped to its area."""

    length: float
    """Of the content along the axis, in dp; areas inside are laid out in it."""
    axis: Literal["vertical", "horizontal"] = "vertical"


class Gestures(_Part, frozen=True, kw_only=True):
    """What fingers do on a layer, besides a tap."""

    long_tap: list[Effect] = []
    swipe_up: list[Effect] = []
    swipe_down: list[Effect] = []
    swipe_left: list[Effect] = []
    swipe_right: list[Effect] = []
    pinch_in: list[Effect] = []
    pinch_out: list[Effect] = []
    dragged: list[Effect] = []
    """Held, then moved away and let go."""


class Layer(_Part, frozen=True, kw_only=True):
    """One drawn thing; painted fill, picture, glyph, text, then ``layers`` inside it."""

    area: Area
    id: str | None = None
    fill: Ink | None = None
    picture: str | None = None
    """A picture file beside the script, or any absolute path."""
    fit: Literal["cover", "contain", "stretch"] = "cover"
    creative: str | None = None
    """Instead of a file: a creative that the project paints itself, by name."""
    draw: Draw | None = None
    write: Write | None = None
    alpha: float = 1
    visible: Visible | None = None
    move: Move | None = None
    slide: Slide | None = None
    film: Film | None = None
    tree: Tree | None = None
    touch: Area | Literal["drawn", "none"] | None = None
    """Where touches count: an area inside the *parent*, the drawing itself (default when
    ``on_tap`` is given), or nowhere."""
    on_tap: list[Effect] | None = None
    gestures: Gestures | None = None
    """What else fingers do that begin on the layer."""
    field: Field | None = None
    scroll: Scrolling | None = None
    layers: list["Layer"] = []


Axis = Literal["any", "x", "y", "z"]
"""Android's: x to the right of the screen, y to its top, z out of it."""


class Shake(_Part, frozen=True, kw_only=True):
    """Moved to and fro: acceleration without gravity beyond ``magnitude`` (m/s²)."""

    magnitude: float = 15
    axis: Axis = "any"
    ways: Literal["one", "two"] = "two"
    """Two = swings to both sides count; one = a push to one side is enough."""
    times: int = 2
    """Swings beyond the magnitude."""
    for_ms: int = 0
    """At least so long since the movement began."""


class Twist(_Part, frozen=True, kw_only=True):
    """Turned by ``angle`` degrees since the movement began; two ways = and back again."""

    angle: float = 35
    axis: Axis = "any"
    ways: Literal["one", "two"] = "two"
    for_ms: int = 0


class Tilt(_Part, frozen=True, kw_only=True):
    """Held at an angle (degrees) to where it was, for a while."""

    angle: float = 30
    axis: Axis = "any"
    hold_ms: int = 200


class MotionTrigger(_Part, frozen=True, kw_only=True):
    """What a movement of the phone does. One of shake, twist and tilt; fires once a showing."""

    shake: Shake | None = None
    twist: Twist | None = None
    tilt: Tilt | None = None
    then: list[Effect]


class Popup(_Part, frozen=True, kw_only=True):
    """Something that lies over or before the app's page."""

    window: Literal["activity", "dialog", "popup_window", "overlay", "in_page"] = "in_page"
    """How Android knows it: an activity of its own, a window of type APPLICATION,
    APPLICATION_PANEL or APPLICATION_OVERLAY, or nothing (drawn inside the page)."""
    activity: str | None = None
    """For ``window: activity``: the class name of it."""
    area: Area | None = None
    """None = whole screen."""
    scrim: float = 0
    countdown_s: int | None = None
    auto_close_ms: int | None = None
    on_auto_close: list[Effect] = []
    """Beside closing."""
    back: Literal["dismiss", "ignore", "leave"] = "ignore"
    on_back: list[Effect] = []
    """What the Back key does besides."""
    secure: bool = False
    fade_ms: int = 0
    on_show: list[Effect] = []
    on_motion: list[MotionTrigger] = []
    """While it is shown, the app listens to the accelerometer and the gyroscope."""
    on_body: list[Effect] = []
    """A touch on the pop-up that no layer takes."""
    on_outside: list[Effect] | None = None
    """A touch beside it (on the scrim). None = nothing happens."""
    tree: Tree | None = None
    """Node of the pop-up's container."""
    layers: list[Layer] = []


class Page(_Part, frozen=True, kw_only=True):
    """A page of the app."""

    background: Ink = Ink(colors=["#ffffff"])
    dark_status_icons: bool = True
    full_screen: bool = False
    title: str = ""
    layers: list[Layer] = []
    scrolls: bool = False


class Start(_Part, frozen=True, kw_only=True):
    """What a cold start shows. The first whose ``when`` holds is taken."""

    when: When | None = None
    show: list[str] = []
    """Pop-ups, one after the other: the next when the one before was closed."""
    after_ms: int = 300
    """From the first drawn window to the first pop-up."""
    pick_by_chance: bool = False
    """Instead of one after the other: one of them (different creatives)."""
    effects: list[Effect] = []


class AppActivity(_Part, frozen=True, kw_only=True):
    """An activity that the manifest declares."""

    name: str
    page: str
    launcher: bool = False
    exported: bool = True
    deep_links: list[str] = []
    """URI prefixes it answers to, such as ``exampleshop://``."""
    auto_verify: bool = False
    """Its web links are App Links: the manifest asks to verify them, and their sites vouch."""
    launch_mode: Literal["standard", "singleTop", "singleTask", "singleInstance"] = "standard"
    affinity: str | None = None
    """Task affinity; None = the package's name."""


class Icon(_Part, frozen=True, kw_only=True):
    """Launcher icon: a letter or sign on a coloured ground."""

    text: str = "A"
    color: Color = "#1e88e5"


class AppScript(_Part, frozen=True, kw_only=True):
    """One app."""

    format: Literal[1]
    package: str
    apk: str | None = None
    """A real APK beside the script, of the same package: installed instead of one made of it."""
    installed: bool = True
    """False: not installed at first; the script plays when an APK of its package is installed."""
    label: str
    version_name: str
    version_code: int
    icon: Icon = Icon()
    target_sdk: int = 34
    min_sdk: int = 23
    permissions: list[str] = []
    remembers: list[str] = []
    """Extras of the intent that starts the app which it remembers for later launches, by name."""
    chronicle: str | None = None
    """A log tag: the app says in the log what it shows and does, as the calibration app does."""
    start_ms: int = 350
    """From the start command to the first drawn window."""
    activities: list[AppActivity]
    pages: dict[str, Page]
    popups: dict[str, Popup] = {}
    starts: list[Start] = []
