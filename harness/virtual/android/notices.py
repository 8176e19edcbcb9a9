"""Notifications: what is in the shade, what lies over the screen for a moment, what is logged."""

import dataclasses
import itertools

from harness.virtual.android.core import Core
from harness.virtual.android.eventlog import SYSTEM_SERVER_PID
from harness.virtual.android.state import Intent, Package

HEADS_UP_MS = 5000
"""How long a heads-up notification stays (``SystemUI``'s default)."""
TOUCHED, THROWN_AWAY, ALL_THROWN_AWAY, PACKAGE_CHANGED, BY_THE_APP = 1, 2, 3, 5, 8
"""Why a notification went (``NotificationListenerService.REASON_…``)."""


@dataclasses.dataclass(slots=True)
class Notice:
    """One notification."""

    id: int
    package: str
    title: str
    text: str
    posted_ms: float
    wall_s: float
    intent: Intent | None = None
    """What a touch opens."""
    ongoing: bool = False
    until_ms: float | None = None
    """For a transfer: when it will be done; its progress follows from that."""
    heads_up: bool = False
    tag: str | None = None
    """What tells an app's notifications apart besides the id; with a tag the id is 0."""
    own_id: int | None = None
    """The id beside the tag, where it is not 0."""

    @property
    def number(self) -> int:
        """The id that the app gave it."""
        return self.own_id or (self.id if self.tag is None else 0)

    @property
    def key(self) -> str:
        """As ``StatusBarNotification.getKey``, without the uid."""
        return f"0|{self.package}|{self.number}|{self.tag or 'null'}"


class Notices:
    """All of them, oldest first."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._ids = itertools.count(1)
        self.all: list[Notice] = []
        self.window_id = core.ids.new()

    def post(self, package: Package, title: str, text: str, **more: object) -> Notice:
        """Show one; ``more`` are further fields of the notice."""
        notice = Notice(
            next(self._ids),
            package.name,
            title,
            text,
            self._core.clock.now_ms(),
            self._core.clock.wall_s(),
            **more,  # type: ignore[arg-type]
        )
        self.all.append(notice)
        self._told(notice)
        return notice

    def update(self, notice: Notice, text: str, intent: Intent | None) -> None:
        """What was under way is over: the same notification says so, and may be thrown away."""
        if notice in self.all:
            notice.text, notice.intent = text, intent
            notice.ongoing, notice.until_ms = False, None
            self._told(notice, status=1)

    def cancel(self, notice: Notice, reason: int = BY_THE_APP) -> None:
        """Take one away."""
        if notice in self.all:
            self.all.remove(notice)
            self._core.log.event("notification_cancel", *self._who(notice), 0, 0, reason, "NULL")

    def clear(self) -> None:
        """Take away all that may go."""
        for notice in [n for n in self.all if not n.ongoing]:
            self.cancel(notice, ALL_THROWN_AWAY)

    def forget(self, package: str) -> None:
        """Take away those of a package."""
        for notice in [n for n in self.all if n.package == package]:
            self.cancel(notice, PACKAGE_CHANGED)

    def heads_up(self) -> Notice | None:
        """The one that lies over the screen now."""
        zen = self._core.settings.get("global", {}).get("zen_mode", "0")
        if zen != "0":
            return None
        now = self._core.clock.now_ms()
        return next(
            (n for n in reversed(self.all) if n.heads_up and now < n.posted_ms + HEADS_UP_MS), None
        )

    def _who(self, notice: Notice) -> tuple[object, ...]:
        """Uid, process, package, id, tag and user: how each event begins."""
        package = self._core.packages.get(notice.package)
        uid = 1000 if package is None else package.uid
        known = (p.pid for p in self._core.processes.values() if p.package == notice.package)
        pid = next(known, SYSTEM_SERVER_PID)
        return uid, pid, notice.package, notice.number, notice.tag or "NULL", 0

    def _told(self, notice: Notice, status: int = 0) -> None:
        flags = 2 if notice.ongoing else 16
        words = f"Notification(channel=default flags=0x{flags:x})"
        self._core.log.event("notification_enqueue", *self._who(notice), words, status)
