"""Notifications: what is in the shade, what lies over the screen for a moment, what is logged."""

import dataclasses
import itertools

from harness.virtual.android.core import Core
from harness.virtual.android.eventlog import SYSTEM_SERVER_PID
from harness.virtual.android.state import Intent, Package

HEADS_UP_MS = 5000
"""How long a heads-up notification stays (``SystemUI``'s default)."""


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

    @property
    def number(self) -> int:
        """The id that the app gave it."""
        return self.id if self.tag is None else 0

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
        self._log("notification_enqueue", package.uid, self._pid(package.name), notice)
        return notice

    def cancel(self, notice: Notice) -> None:
        """Take one away."""
        if notice in self.all:
            self.all.remove(notice)
            package = self._core.packages.get(notice.package)
            uid = 1000 if package is None else package.uid
            self._log("notification_cancel", uid, self._pid(notice.package), notice)

    def clear(self) -> None:
        """Take away all that may go."""
        for notice in [n for n in self.all if not n.ongoing]:
            self.cancel(notice)

    def forget(self, package: str) -> None:
        """Take away those of a package."""
        for notice in [n for n in self.all if n.package == package]:
            self.cancel(notice)

    def heads_up(self) -> Notice | None:
        """The one that lies over the screen now."""
        zen = self._core.settings.get("global", {}).get("zen_mode", "0")
        if zen != "0":
            return None
        now = self._core.clock.now_ms()
        return next(
            (n for n in reversed(self.all) if n.heads_up and now < n.posted_ms + HEADS_UP_MS), None
        )

    def _pid(self, package: str) -> int:
        known = (p.pid for p in self._core.processes.values() if p.package == package)
        return next(known, SYSTEM_SERVER_PID)

    def _log(self, tag: str, uid: int, pid: int, notice: Notice) -> None:
        flags = 2 if notice.ongoing else 16
        words = f"Notification(channel=default flags=0x{flags:x})"
        self._core.log.event(
            tag, uid, pid, notice.package, notice.number, notice.tag or "NULL", 0, words, 0
        )
