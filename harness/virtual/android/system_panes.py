"""The system's own windows: bars, shade, keyguard, dialogs, keyboard, toast."""

from harness.virtual.android.activities import ActivityManager
from harness.virtual.android.core import Core
from harness.virtual.android.eventlog import SYSTEM_SERVER_PID
from harness.virtual.android.looks import Looks
from harness.virtual.android.notices import Notices
from harness.virtual.android.panes import Extras, Pane, SystemDialog, WindowMaker, shifted
from harness.virtual.android.state import Window
from harness.virtual.android.system_packages import SYSTEM_UI, roles
from harness.virtual.phones.neighbours import neighbour
from harness.virtual.scene import Box, View
from harness.virtual.system_apps.keyboard import KEYBOARD_HIGH_DP

_DIALOG_TITLES = {
    "crash_dialog": "Application Error: ",
    "anr_dialog": "Application Not Responding: ",
}
_DARK_TOPPED = frozenset({"launcher", "other_app", "recents"})
"""System pages whose top is dark: the status bar's icons are light there."""


class SystemPanes:
    """Derives the system's windows from the state whenever somebody looks."""

    def __init__(
        self,
        core: Core,
        manager: ActivityManager,
        looks: Looks,
        notices: Notices,
        extras: Extras,
        make: WindowMaker,
    ) -> None:
        self._core = core
        self._manager = manager
        self._apps = manager.apps
        self._stack = manager.stack
        self._looks = looks
        self._notices = notices
        self._extras = extras
        self._make = make
        names = ("status", "navigation", "shade", "keyguard", "keyboard", "heads_up")
        self._fixed = {name: core.ids.new() for name in names}

    def above(self) -> list[Pane]:
        """Those above everything of the apps, top-most first."""
        return [
            *self._bars(),
            *self._shade(),
            *self._heads_up(),
            *self._keyguard(),
            *self._keyboard(),
            *self._dialogs(),
            *self._toast(),
        ]

    def _bars(self) -> list[Pane]:
        width, height = self._core.display_size
        status_px, navigation_px = self._looks.bar_px()
        icons = {"icons": "dark" if self._dark_icons() else "light"}
        clock = self._looks.clock()["clock"]
        panes = []
        if navigation_px:
            style = {"style": "gesture" if self._looks.gestures else "buttons", **icons}
            panes.append(
                self._bar(
                    "navigation",
                    "NavigationBar0",
                    "NAVIGATION_BAR",
                    (0, height - navigation_px, width, height),
                    style,
                )
            )
        if status_px:
            box = (0, 0, width, status_px)
            words = {"clock": clock, "left": f"{self._clock_left_dp():.0f}", **icons}
            bar = self._bar("status", "StatusBar", "STATUS_BAR", box, words)
            bar.window.visible = bar.window.visible and not self._full_screen()
            panes.append(bar)
        return panes

    def _bar(self, which: str, title: str, kind: str, box: Box, words: dict[str, str]) -> Pane:
        window = self._make.window(
            self._fixed[which],
            title,
            SYSTEM_UI,
            kind,
            box,
            flags=("NOT_FOCUSABLE", "TOUCHABLE_WHEN_WAKING", "SPLIT_TOUCH"),
            focusable=False,
        )
        size = (box[2] - box[0], box[3] - box[1])
        what = f"{which}_bar"
        return Pane(
            window, lambda: shifted(self._looks.draw(what, words, size), box), "system", what
        )

    def _clock_left_dp(self) -> float:
        """The clock stands beside what is cut out at the left of the display."""
        cut = self._core.config.cutout
        beside = cut is not None and cut[0] < self._core.config.width / 4
        if cut is None or not beside or self._core.rotation:
            return 20.0
        return cut[2] * 160 / self._core.density + 8

    def _dark_icons(self) -> bool:
        if self._core.locked or self._extras.shade_open:
            return False
        top = self._stack.top()
        app = None if top is None else self._apps.get(top.info.package)
        page = None if app is None or top is None else app.page_of(top.token)
        if page is not None:
            return page.dark_status_icons
        known = None if top is None else neighbour(top.info.package)
        if known is not None:
            return known.look == "chat"
        return top is not None and top.info.page not in _DARK_TOPPED

    def _full_screen(self) -> bool:
        top = self._stack.top()
        app = None if top is None else self._apps.get(top.info.package)
        page = None if app is None or top is None else app.page_of(top.token)
        return page is not None and page.full_screen and not self._core.locked

    def _shade(self) -> list[Pane]:
        if not self._extras.shade_open:
            return []
        zen = self._core.settings.get("global", {}).get("zen_mode", "0")
        words = {
            "notifications": self._looks.notices(self._notices.all),
            "zen": zen,
            **self._looks.clock(),
        }
        return [self._full_pane("shade", self._shade_title(), "notification_shade", words)]

    def _keyguard(self) -> list[Pane]:
        if not self._core.locked:
            return []
        words = self._looks.clock()
        digits = self._extras.digits
        if digits is None:
            return [self._full_pane("keyguard", self._shade_title(), "lock_screen", words)]
        pad = {"digits": str(len(digits)), "wrong": "1" if self._extras.wrong_pin else "0"}
        if self._core.lock_kind == "pattern":
            pad["dots"] = digits
        page = f"{self._core.lock_kind}_pad"
        return [self._full_pane("keyguard", self._shade_title(), page, pad)]

    def _heads_up(self) -> list[Pane]:
        """The newest notification over the screen; touches beside it fall through."""
        notice = self._notices.heads_up()
        if notice is None or self._extras.shade_open or self._core.locked:
            return []
        words = {"notice": self._looks.notices([notice])}
        pane = self._full_pane("heads_up", self._shade_title(), "heads_up", words)
        pane.window.focusable = pane.modal = False
        return [pane]

    def _keyboard(self) -> list[Pane]:
        """The input method, while a field that a finger touched has the focus."""
        if not self.keyboard_shown():
            return []
        role = roles(self._core.config)["keyboard"]
        width, height = self._core.display_size
        navigation_px = self._looks.bar_px()[1]
        high = round(KEYBOARD_HIGH_DP * self._core.density / 160)
        box = (0, height - navigation_px - high, width, height)
        window = self._make.window(
            self._fixed["keyboard"],
            "InputMethod",
            role.package,
            "INPUT_METHOD",
            box,
            flags=("NOT_FOCUSABLE", "LAYOUT_IN_SCREEN", "SPLIT_TOUCH", "HARDWARE_ACCELERATED"),
            focusable=False,
        )
        size = (width, high + navigation_px)
        words = {"owner": role.package}

        def build() -> View:
            return shifted(self._looks.draw("keyboard", words, size), box)

        return [Pane(window, build, "system", "keyboard", modal=False)]

    def keyboard_shown(self) -> bool:
        """Whether the phone's own keyboard is on the screen."""
        top = self._stack.top()
        app = None if top is None else self._apps.get(top.info.package)
        if app is None or app.inputs.focused is None or self._core.locked:
            return False
        chosen = self._core.settings.get("secure", {}).get("default_input_method", "")
        own = chosen.startswith(roles(self._core.config)["keyboard"].package)
        return own and not self._extras.keyboard_hidden

    def _shade_title(self) -> str:
        return "NotificationShade" if self._core.config.api_level >= 30 else "StatusBar"

    def _full_pane(self, which: str, title: str, what: str, words: dict[str, str]) -> Pane:
        shade = self._core.config.api_level >= 30
        window = self._make.window(
            self._fixed[which],
            title,
            SYSTEM_UI,
            "NOTIFICATION_SHADE" if shade else "STATUS_BAR",
            self._make.screen(),
        )
        return Pane(window, lambda: self._looks.draw(what, words), "system", what, modal=True)

    def _dialogs(self) -> list[Pane]:
        return [self._dialog(dialog) for dialog in reversed(self._extras.dialogs)]

    def _dialog(self, dialog: SystemDialog) -> Pane:
        package = self._core.packages.get(dialog.package)
        words = {"app": dialog.package if package is None else package.label}
        words |= {"again": "1" if dialog.again else "", "api": str(self._core.config.api_level)}
        window = Window(
            id=dialog.window_id,
            title=_DIALOG_TITLES[dialog.kind] + dialog.package,
            package="android",
            uid=1000,
            pid=SYSTEM_SERVER_PID,
            type="SYSTEM_ALERT",
            frame=self._make.screen(),
            flags=("DIM_BEHIND", "ALT_FOCUSABLE_IM", "SPLIT_TOUCH", "HARDWARE_ACCELERATED"),
        )
        return Pane(
            window,
            lambda: self._looks.draw(dialog.kind, words),
            "system",
            dialog.kind,
            modal=True,
        )

    def _toast(self) -> list[Pane]:
        toast = self._extras.toast
        if toast is None or self._core.clock.now_ms() >= toast[2]:
            return []
        package, text, _, window_id = toast
        window = self._make.window(
            window_id,
            "Toast",
            package,
            "TOAST",
            self._make.screen(),
            flags=("NOT_FOCUSABLE", "NOT_TOUCHABLE", "KEEP_SCREEN_ON"),
            focusable=False,
            touchable=False,
        )
        return [Pane(window, lambda: self._looks.draw("toast", {"text": text}), "system", "toast")]
