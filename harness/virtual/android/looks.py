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
crash_dialog        app
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

import base64
import time
import urllib.parse
from collections.abc import Callable

from harness.virtual.android.core import Core
from harness.virtual.android.packages import PackageManager
from harness.virtual.android.state import ActivityRecord, Package
from harness.virtual.apps.script import Icon
from harness.virtual.scene import DATA, View
from harness.virtual.system_apps import build

GESTURE_BAR_DP = 24
"""Navigation bars up to this height are the thin one of gesture navigation."""
_GREYS = ("#5c6bc0", "#26a69a", "#ef5350", "#ffa726", "#8d6e63", "#42a5f5", "#66bb6a")

Params = dict[str, str]
Builder = Callable[..., View]


class Looks:
    """Builds the views of everything that is not a scripted app."""

    def __init__(
        self, core: Core, packages: PackageManager, builder: Builder | None = None
    ) -> None:
        self._core = core
        self._packages = packages
        self._builder = builder or build

    def draw(self, kind: str, params: Params, size: tuple[int, int] | None = None) -> View:
        """The view of one kind, filling ``size`` or the display."""
        width, height = size or self._core.display_size
        return self._builder(
            kind,
            params,
            width=width,
            height=height,
            density=self._core.density,
            locale=self._core.config.locale,
        )

    def page(self, record: ActivityRecord, choices: list[tuple[str, str]]) -> View:
        """A system app's activity; ``choices`` are those of a chooser."""
        kind = record.info.page or "plain_app"
        return self.draw(kind, self._page_words(kind, record, choices))

    def _page_words(
        self, kind: str, record: ActivityRecord, choices: list[tuple[str, str]]
    ) -> Params:
        uri = record.intent.data or ""
        package = self._core.packages[record.info.package]
        name = {"label": package.label, "package": package.name}
        words: dict[str, Callable[[], Params]] = {
            "launcher": lambda: {"apps": "\n".join(self._icons())},
            "browser": lambda: {"url": uri},
            "store": lambda: self._store_words(uri),
            "settings": lambda: {"action": record.intent.action or ""},
            "resolver": lambda: {"uri": uri, "choices": self._choice_lines(choices)},
            "installer": lambda: {"uri": uri},
            "permission": lambda: self._permission_words(record),
            "other_app": lambda: {"label": package.label, "uri": uri},
        }
        return words.get(kind, lambda: name)()

    def _choice_lines(self, choices: list[tuple[str, str]]) -> str:
        return "\n".join(f"{'/'.join(c)}|{self._core.packages[c[0]].label}" for c in choices)

    def _permission_words(self, record: ActivityRecord) -> Params:
        asked = self._core.packages.get(record.launched_from_package or "")
        permission = dict(record.intent.extras).get("name", "")
        return {"app": "" if asked is None else asked.label, "permission": permission}

    def _store_words(self, uri: str) -> Params:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(uri).query)
        name = (query.get("id") or [""])[0]
        known = self._core.packages.get(name)
        return {"uri": uri, "package": name, "label": "" if known is None else known.label}

    def _icons(self) -> list[str]:
        return [
            "|".join((package.name, package.label.replace("|", " "), *self.icon(package)))
            for package in self._core.packages.values()
            if self._packages.launcher_of(package.name) is not None
        ]

    def icon(self, package: Package) -> tuple[str, str]:
        """Letter (or the picture, as a path of ``scene.Picture``) and colour of a launcher icon."""
        if package.icon:
            return DATA + base64.b64encode(package.icon).decode(), "#ffffff"
        icon = None if package.script is None else package.script.icon
        if isinstance(icon, Icon):
            return icon.text, icon.color
        return package.label[:1], _GREYS[sum(package.name.encode()) % len(_GREYS)]

    def starting(self, package: Package) -> View:
        """The starting window: icon on its colour."""
        letter, color = self.icon(package)
        return self.draw("starting", {"label": package.label, "letter": letter, "color": color})

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
