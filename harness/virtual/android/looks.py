"""What the system's own pages, bars and dialogs are told before they are drawn.

Each is a kind of ``harness.virtual.system_apps.build`` and its words, all strings:

=================== ==========================================================
launcher            apps: lines ``package|label|letter|colour``
browser             url
store               uri, package (of the app shown), label (where installed)
other_app           label, uri (of the deep link, or empty)
settings            action
resolver            uri, choices: lines ``package/class|label``
installer           uri
permission          app, permission
crash_dialog        app, again, api
anr_dialog          app
status_bar          clock, icons (dark or light)
navigation_bar      style (gesture or buttons), icons (dark or light)
lock_screen         clock, date
starting            label, letter, color
plain_app           label, package
notification_shade  notifications: lines
toast               text
=================== ==========================================================
"""

import dataclasses
import time
from collections.abc import Callable

from harness.virtual.android.core import Core
from harness.virtual.android.notices import Notice
from harness.virtual.android.props import GESTURE_BAR_DP
from harness.virtual.android.state import Package
from harness.virtual.phones import BASE
from harness.virtual.scene import View
from harness.virtual.system_apps import build
from harness.virtual.world.icons import icon_of

Params = dict[str, str]
Builder = Callable[..., View]


class Looks:
    """Builds the views of everything that is not a scripted app."""

    def __init__(self, core: Core, builder: Builder | None = None) -> None:
        self._core = core
        self._builder = builder or build

    def draw(self, kind: str, params: Params, size: tuple[int, int] | None = None) -> View:
        """The view of one kind, filling ``size`` or the display."""
        width, height = size or self._core.display_size
        if self._core.config.kind != BASE:
            params = {"skin": self._core.config.kind, **params}
        return self._builder(
            kind,
            params,
            width=width,
            height=height,
            density=self._core.density,
            locale=self._core.config.locale,
        )

    def page(self, kind: str, words: Params) -> View:
        """A system app's activity: its content ends above a bar of three buttons."""
        width, height = self._core.display_size
        below_dp = max(0, self._core.config.navigation_bar_dp - GESTURE_BAR_DP)
        full = kind in {"launcher", "recents"}  # their wallpaper goes on below the bar
        drawn = self.draw(kind, words, (width, height - round(below_dp * self._core.density / 160)))
        return dataclasses.replace(drawn, box=(0, 0, width, height)) if full else drawn

    def starting(self, package: Package) -> View:
        """The starting window: icon on its colour."""
        letter, color = icon_of(package)
        return self.draw("starting", {"label": package.label, "letter": letter, "color": color})

    def notices(self, notices: list[Notice]) -> str:
        """Lines of the shade, newest first: ``id|app|title|text|share done|ongoing``."""
        now = self._core.clock.now_ms()
        lines = []
        for notice in reversed(notices):
            package = self._core.packages.get(notice.package)
            app = notice.package if package is None else package.label
            share = ""
            if notice.until_ms is not None:
                whole = max(1.0, notice.until_ms - notice.posted_ms)
                share = f"{min(1.0, (now - notice.posted_ms) / whole):.2f}"
            fields = (str(notice.id), app, notice.title, notice.text, share)
            lines.append("|".join(field.replace("|", " ").replace("\n", " ") for field in fields))
        return "\n".join(lines)

    def clock(self) -> Params:
        """Time and date as the phone shows them (UTC)."""
        now = time.gmtime(self._core.clock.wall_s())
        return {"clock": time.strftime("%H:%M", now), "date": time.strftime("%Y-%m-%d", now)}

    def bar_px(self) -> tuple[int, int]:
        """Heights of status and navigation bar."""
        config, density = self._core.config, self._core.density
        return (
            round(config.status_bar_dp * density / 160),
            round(config.navigation_bar_dp * density / 160),
        )

    @property
    def gestures(self) -> bool:
        """Whether the phone is steered by swipes from its edges."""
        return self._core.config.navigation_bar_dp <= GESTURE_BAR_DP
