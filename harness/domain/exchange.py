"""Commands that a session yields and events that it is sent.

A session never sees a device or a clock: time reaches it in the events. Each command and
each event is one JSON line of the bundle (tagged by ``type``).
"""

import enum
from collections.abc import Generator
from typing import TYPE_CHECKING

import msgspec

from harness.domain.frame import FrameRef
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.motion import Motion
from harness.domain.place import Hop, Place
from harness.domain.sight import Role, Sight

if TYPE_CHECKING:
    from harness.domain.trial import TrialResult


class Pace(enum.StrEnum):
    """How eagerly frames are wanted."""

    EAGER = "eager"
    """Every frame the device can give: something is about to be tapped."""
    CALM = "calm"
    """About three a second: waiting to see that nothing happens."""


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """Why a tap goes where it goes."""

    frame: int
    """Number of the frame that justified it."""
    why: str
    """One English phrase: "close at its centre", "body point 3 of 9"."""
    role: Role | None = None
    box_px: BoxPx | None = None


class _Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    pass


class Launch(_Command, frozen=True, kw_only=True, tag="launch"):
    """Start the app cold: force-stop, then its launcher activity. Frames flow at once.

    ``adb_only`` stops whatever of ours runs on the device before, ``pause_ms`` leaves the
    phone alone before, ``at_hour`` sets the device's clock; where the device cannot do that
    the answer is ``NotAble``.
    """

    clear_data: bool = False
    adb_only: bool = False
    pause_ms: int = 0
    at_hour: int | None = None


class Reopen(_Command, frozen=True, kw_only=True, tag="reopen"):
    """Bring the app back to the front as its icon does; it is not stopped before."""


class Look(_Command, frozen=True, kw_only=True, tag="look"):
    """Ask for the next frame that was not looked at yet, or for ``TimeUp`` at ``until_ns``."""

    until_ns: int
    pace: Pace = Pace.EAGER
    hierarchy: bool = False
    """Wants the hierarchy as second witness (best effort, slow)."""
    read: bool = False
    """Wants the text of the whole frame read (slow: off the critical path)."""
    enough: Role | None = None
    """About to tap: a quick sight will do if it shows a control of this role."""


class Tap(_Command, frozen=True, kw_only=True, tag="tap"):
    """Touch once. Never sent twice."""

    point_px: PointPx
    aim: Aim


class Press(_Command, frozen=True, kw_only=True, tag="press"):
    """Press a key: "back" or "home"."""

    key: str


class Swipe(_Command, frozen=True, kw_only=True, tag="swipe"):
    """Drag a finger."""

    start_px: PointPx
    end_px: PointPx
    for_ms: int = 300


class Click(_Command, frozen=True, kw_only=True, tag="click"):
    """Click by accessibility the clickable node at this point. Never a touch."""

    point_px: PointPx
    aim: Aim


class Move(_Command, frozen=True, kw_only=True, tag="move"):
    """Move the phone: its sensors read these samples."""

    motion: Motion


class Stop(_Command, frozen=True, kw_only=True, tag="stop"):
    """Force-stop the app."""


Command = Launch | Reopen | Look | Tap | Press | Swipe | Click | Move | Stop


class _Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    at_ns: int
    """Host monotonic time."""


class Launched(_Event, frozen=True, kw_only=True, tag="launched"):
    """The start command was sent (it may still be running: frames flow before it returns)."""

    component: str | None = None


class LaunchFailed(_Event, frozen=True, kw_only=True, tag="launch_failed"):
    """The app could not be started: the device's own words in ``reason``."""

    reason: str


class Observed(_Event, frozen=True, kw_only=True, tag="observed"):
    """A frame, what was seen on it, where the screen was, and the hops since the last event."""

    frame: FrameRef
    sight: Sight
    place: Place
    hops: tuple[Hop, ...] = ()
    hierarchy: str | None = None
    """"given", "failed: …" or None when it was not asked for."""
    hierarchy_sha256: str | None = None
    """Digest of the dump as the device gave it; the bundle keeps it under this name."""
    tree_text: tuple[str, ...] = ()
    """Texts, descriptions and resource ids of the hierarchy's nodes, where it was given."""
    log_gap: bool = False
    """True when navigation may have missed something since the last event."""


class TimeUp(_Event, frozen=True, kw_only=True, tag="time_up"):
    """No frame before ``until_ns``, or the time is over."""

    place: Place
    hops: tuple[Hop, ...] = ()


class Tapped(_Event, frozen=True, kw_only=True, tag="tapped"):
    """The tap went out at ``at_ns``; the device acknowledged it at ``receipt_ns``."""

    point_px: PointPx
    receipt_ns: int
    channel: str = ""


class Pressed(_Event, frozen=True, kw_only=True, tag="pressed"):
    """The key went out."""

    key: str
    receipt_ns: int


class Swiped(_Event, frozen=True, kw_only=True, tag="swiped"):
    """The drag went out."""

    receipt_ns: int


class Clicked(_Event, frozen=True, kw_only=True, tag="clicked"):
    """The click by accessibility went out; ``landed`` false where no node took it."""

    receipt_ns: int
    landed: bool = True


class Moved(_Event, frozen=True, kw_only=True, tag="moved"):
    """The movement began at ``at_ns``."""

    receipt_ns: int


class NotAble(_Event, frozen=True, kw_only=True, tag="not_able"):
    """This device cannot do what was commanded; nothing was done."""

    reason: str


class Stopped(_Event, frozen=True, kw_only=True, tag="stopped"):
    """The app was force-stopped."""


Event = (
    Launched
    | LaunchFailed
    | Observed
    | TimeUp
    | Tapped
    | Pressed
    | Swiped
    | Clicked
    | Moved
    | NotAble
    | Stopped
)

Session = Generator[Command, Event, "TrialResult"]
