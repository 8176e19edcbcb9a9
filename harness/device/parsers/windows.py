"""``dumpsys window`` in its parts: focus, and the list of windows."""

import re

import msgspec

from harness.device.parsers.blocks import blocks
from harness.device.parsers.component import full_component
from harness.domain.geometry import BoxPx
from harness.domain.place import WindowInfo

_FOCUS = re.compile(r"mCurrentFocus=Window\{\S+ (?:u\d+ )?([^}\r\n]*?)(?: paused=\w+)?\}")
_FOCUSED_APP = re.compile(r"mFocusedApp=.*?ActivityRecord\{\S+ u\d+ ([^\s/{}]+/[^\s}]+)")
_WINDOW = re.compile(r"^ {1,4}Window #\d+ Window\{\S+ (?:u\d+ )?([^}\r\n]*)\}:", re.MULTILINE)
_PACKAGE = re.compile(r"\bpackage=(\S+)")
_TYPE = re.compile(r"\bty=(#?\w+)")
_FLAGS = re.compile(r"\bfl=(#?[0-9a-fA-F]+\b(?![A-Z_])|[A-Z_ |]+?)(?=\s+(?:\w+=|pfl=)|\s*[\r\n}])")
_FRAME = re.compile(r"\b(?:mFrame|frame)=\[(-?\d+),(-?\d+)\]\[(-?\d+),(-?\d+)\]")
_ATTRS = re.compile(r"mAttrs=(?:WM\.LayoutParams)?\{(.*?)\}\s*$", re.MULTILINE | re.DOTALL)
_OLD_TYPES = {
    1: "BASE_APPLICATION",
    2: "APPLICATION",
    3: "APPLICATION_STARTING",
    1000: "APPLICATION_PANEL",
    1002: "APPLICATION_SUB_PANEL",
    1003: "APPLICATION_ATTACHED_DIALOG",
    2000: "STATUS_BAR",
    2002: "PHONE",
    2003: "SYSTEM_ALERT",
    2004: "KEYGUARD",
    2005: "TOAST",
    2006: "SYSTEM_OVERLAY",
    2008: "SYSTEM_DIALOG",
    2010: "SYSTEM_ERROR",
    2011: "INPUT_METHOD",
    2013: "WALLPAPER",
    2014: "STATUS_BAR_PANEL",
    2019: "NAVIGATION_BAR",
    2024: "NAVIGATION_BAR_PANEL",
    2029: "KEYGUARD_DIALOG",
    2038: "APPLICATION_OVERLAY",
    2040: "NOTIFICATION_SHADE",
}
"""WindowManager.LayoutParams constants, as Android up to 7 prints numbers."""
_FLAG_SECURE = 0x2000


class Focus(msgspec.Struct, frozen=True, kw_only=True):
    """The focused window's title and the focused activity; None where null or not printed."""

    window: str | None = None
    component: str | None = None


def parse_focus(text: str) -> Focus:
    """Focus of the first display that has one (secondary displays print null)."""
    window = next((t.strip() for t in _FOCUS.findall(text) if t.strip()), None)
    app = _FOCUSED_APP.search(text)
    return Focus(window=window, component=full_component(app.group(1)) if app else None)


def parse_windows(text: str) -> list[WindowInfo]:
    """Windows of ``dumpsys window windows``, top-most first; cut blocks keep what they have."""
    return [_window(match.group(1).strip(), block) for match, block in blocks(_WINDOW, text)]


def _window(title: str, block: str) -> WindowInfo:
    attrs_match = _ATTRS.search(block)
    attrs = attrs_match.group(1) if attrs_match else block
    package, kind, frame = _PACKAGE.search(block), _TYPE.search(attrs), _FRAME.search(block)
    flags = _flags(attrs)
    return WindowInfo(
        title=title,
        package=package.group(1) if package else None,
        type=_type(kind.group(1)) if kind else "UNKNOWN",
        frame_px=BoxPx.from_edges(*map(int, frame.groups())) if frame else None,
        flags=flags,
        visible=_visible(block),
        secure="SECURE" in flags,
    )


def _type(text: str) -> str:
    digits = text.lstrip("#")
    if not digits.isdigit():
        return text.removeprefix("TYPE_")
    return _OLD_TYPES.get(int(digits), digits)


def _flags(attrs: str) -> tuple[str, ...]:
    found = _FLAGS.search(attrs + "\n")
    if found is None:
        return ()
    words = found.group(1).replace("|", " ").split()
    if len(words) == 1 and re.fullmatch(r"#[0-9a-fA-F]+", words[0]):
        value = int(words[0][1:], 16)
        return (words[0], "SECURE") if value & _FLAG_SECURE else (words[0],)
    return tuple(words)


def _visible(block: str) -> bool:
    for word in ("isOnScreen", "isVisible"):
        found = re.search(rf"\b{word}(?:\(\))?=(true|false)", block)
        if found and found.group(1) == "false":
            return False
    surface = re.search(r"mHasSurface=(true|false)", block)
    gone = re.search(r"mViewVisibility=0x([0-9a-fA-F]+)", block)
    return not (surface and surface.group(1) == "false") and not (gone and int(gone.group(1), 16))
