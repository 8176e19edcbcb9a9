"""Places and navigation: where the screen is, and how it got there."""

import enum

import msgspec

from harness.domain.geometry import BoxPx


class PlaceKind(enum.StrEnum):
    """What sort of place the screen shows."""

    APP_PAGE = "app_page"
    APP_POPUP = "app_popup"
    APP_WEB_PAGE = "app_web_page"
    BROWSER = "browser"
    STORE = "store"
    INSTALLER = "installer"
    OTHER_APP = "other_app"
    CHOOSER = "chooser"
    PERMISSION = "permission"
    LAUNCHER = "launcher"
    LOCK_SCREEN = "lock_screen"
    CRASH = "crash"
    CONFIRM_JUMP = "confirm_jump"
    """A vendor's "allow A to open B?": a redirect attempted."""
    SYSTEM_UI = "system_ui"
    """Notification shade, volume panel and the like over the page."""
    UNKNOWN = "unknown"
    """Could not be read; never the same as "nothing there"."""


FOREIGN_KINDS = frozenset(
    {PlaceKind.BROWSER, PlaceKind.STORE, PlaceKind.INSTALLER, PlaceKind.OTHER_APP}
)
"""Places that a redirect leads to."""
BLOCKED_KINDS = frozenset({PlaceKind.CHOOSER, PlaceKind.CONFIRM_JUMP})
"""Places that show that a redirect was attempted."""
DOWNLOAD = "download"
"""A hop's action where the download manager took a file on for ``caller``: nothing is opened."""
OWN_KINDS = frozenset({PlaceKind.APP_PAGE, PlaceKind.APP_POPUP, PlaceKind.APP_WEB_PAGE})
"""Places inside the app under test."""


class WindowInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One window of ``dumpsys window``, top-most first in a list of them."""

    title: str
    package: str | None
    type: str
    """As Android writes it: BASE_APPLICATION, APPLICATION, APPLICATION_PANEL, TOAST …"""
    frame_px: BoxPx | None
    flags: tuple[str, ...] = ()
    visible: bool = True
    secure: bool = False


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where the screen is at a moment; ``package`` and ``activity`` None when unreadable."""

    kind: PlaceKind
    package: str | None = None
    activity: str | None = None
    """Full class name, never shortened with a leading dot."""
    window: str | None = None
    """Title of the focused window, where it is known."""
    at_ns: int = 0
    source: str = ""
    """Which output said so ("wm_set_resumed_activity", "topResumedActivity", "mCurrentFocus")."""
    title: str | None = None


class Hop(msgspec.Struct, frozen=True, kw_only=True):
    """One intent or activity start. Never lost because something else said it too."""

    at_ns: int
    source: str
    """"events", "start_line", "dumpsys" or several joined with "+"."""
    action: str | None = None
    data_uri: str | None = None
    """As complete as any source had it; ``redacted`` tells when it ends in "..."."""
    redacted: bool = False
    component: str | None = None
    """"package/full.class.Name" where resolved."""
    package: str | None = None
    """Package started, where known."""
    caller: str | None = None
    """Package that asked, where known."""
    caller_uid: int | None = None
    result_code: int | None = None
    """As in the START line: 0 started, 2/3 delivered to a running one, -91 nothing resolves."""
    kind: PlaceKind | None = None
    """Kind of the target by package, where known."""


class Navigation(msgspec.Struct, frozen=True, kw_only=True):
    """The ordered hops between two moments."""

    hops: tuple[Hop, ...] = ()
    complete: bool = True
    """False when the log had a gap (dropped connection, buffer rolled over)."""
