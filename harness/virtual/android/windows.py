"""The window manager: which windows there are, their order, and what is in them."""

import dataclasses
from collections.abc import Callable
from typing import Literal

from harness.virtual.android.activities import ActivityManager, lets_see_below
from harness.virtual.android.core import Core
from harness.virtual.android.eventlog import SYSTEM_SERVER_PID
from harness.virtual.android.looks import Looks
from harness.virtual.android.notices import Notices
from harness.virtual.android.state import ActivityRecord, Window
from harness.virtual.android.system_packages import SYSTEM_UI
from harness.virtual.apps.popups import WINDOW_TYPES, Shown
from harness.virtual.apps.runtime import RunningApp
from harness.virtual.scene import Box, Scene, Surface, View

ACTIVITY_FLAGS = (
    "LAYOUT_IN_SCREEN",
    "LAYOUT_INSET_DECOR",
    "SPLIT_TOUCH",
    "HARDWARE_ACCELERATED",
    "DRAWS_SYSTEM_BAR_BACKGROUNDS",
)
_DIALOG_TITLES = {
    "crash_dialog": "Application Error: ",
    "anr_dialog": "Application Not Responding: ",
}

_DARK_TOPPED = frozenset({"launcher", "other_app"})
"""System pages whose top is dark: the status bar's icons are light there."""

Kind = Literal["activity", "popup", "system"]


@dataclasses.dataclass(slots=True)
class SystemDialog:
    """A dialog that the system shows about an app."""

    kind: str
    package: str
    window_id: int


@dataclasses.dataclass(slots=True)
class Extras:
    """Windows of the system that come and go."""

    dialogs: list[SystemDialog] = dataclasses.field(default_factory=list)
    """Bottom first."""
    toast: tuple[str, str, float, int] | None = None
    """Package, text, end in phone milliseconds, window id."""
    shade_open: bool = False


@dataclasses.dataclass(slots=True)
class Pane:
    """A window before its content is built, and whose it is."""

    window: Window
    build: Callable[[], View]
    kind: Kind = "system"
    what: str = ""
    """Kind of a system pane: ``crash_dialog``, ``status_bar`` …."""
    shown: Shown | None = None
    modal: bool = False


class WindowManager:
    """Derives the windows from the state whenever somebody looks."""

    def __init__(
        self,
        core: Core,
        manager: ActivityManager,
        looks: Looks,
        notices: Notices,
    ) -> None:
        self._core = core
        self._manager = manager
        self._processes = manager.processes
        self._stack = manager.stack
        self._looks = looks
        self._apps = manager.apps
        self.extras = Extras()
        self.notices = notices
        self._fixed = {
            name: core.ids.new() for name in ("status", "navigation", "shade", "keyguard")
        }

    # --- the list -----------------------------------------------------------------
    def panes(self) -> list[Pane]:
        """All windows, top-most first, contents not yet built."""
        panes = self._bars() + self._shade() + self._keyguard() + self._dialogs() + self._toast()
        for app in self._apps.values():
            panes += [self._popup(app, s, None) for s in reversed(app.popup_windows(None))]
        visible = set() if self._core.locked else {r.token for r in self._stack.visible()}
        for record in self._stack.records():
            panes += self._of_activity(record, visible=record.token in visible)
        return panes

    def windows(self) -> list[Window]:
        """All windows, top-most first, with their view trees."""
        panes = self.panes()
        for pane in panes:
            if pane.window.visible:
                pane.window.root = pane.build()
        return [pane.window for pane in panes]

    def focused(self) -> Window | None:
        """The window that takes keys."""
        if not self._core.awake:
            return None
        return next((p.window for p in self.panes() if _takes_keys(p.window)), None)

    def scene(self) -> Scene:
        """What the screen shows now."""
        width, height = self._core.display_size
        surfaces = [
            Surface(w.id, w.frame, w.root, dim=w.dim, secure=w.secure)
            for w in reversed(self.windows())
            if w.visible and w.root is not None
        ]
        return Scene(width, height, self._core.density, tuple(surfaces), self._core.awake)

    def forget(self, package: str) -> None:
        """Take away the system's dialogs about a package."""
        self.extras.dialogs[:] = [d for d in self.extras.dialogs if d.package != package]

    # --- activities ----------------------------------------------------------------
    def _of_activity(self, record: ActivityRecord, *, visible: bool) -> list[Pane]:
        live = self._stack.lives[record.token]
        if not live.drawn:
            opaque = not lets_see_below(record.info.page)
            cold = live.launch_state == "COLD" and opaque
            return [self._starting(record)] if visible and cold else []
        app = self._apps.get(record.info.package)
        panes = []
        if app is not None:
            windows = reversed(app.popup_windows(record.token))
            panes = [self._popup(app, s, record, visible=visible) for s in windows]
        secure = app is not None and any(
            s.popup.secure and s.popup.window in {"activity", "in_page"}
            for s in app.popups
            if s.token == record.token
        )
        window = self._window(
            live.window_id,
            f"{record.info.package}/{record.info.name}",
            record.info.package,
            "BASE_APPLICATION",
            self._screen(),
            activity=record,
            flags=(*ACTIVITY_FLAGS, "SECURE") if secure else ACTIVITY_FLAGS,
            visible=visible,
            secure=secure,
        )
        return [*panes, Pane(window, lambda: self._content(record, app), "activity", modal=True)]

    def _content(self, record: ActivityRecord, app: RunningApp | None) -> View:
        if app is not None:
            return app.view(record.token)
        assert self._manager.book is not None
        return self._looks.page(*self._manager.book.words(record))

    def _starting(self, record: ActivityRecord) -> Pane:
        package = self._core.packages[record.info.package]
        window = self._window(
            self._stack.lives[record.token].window_id ^ 1,
            f"Splash Screen {package.name}",
            package.name,
            "APPLICATION_STARTING",
            self._screen(),
            activity=record,
            flags=("NOT_FOCUSABLE", "NOT_TOUCHABLE", *ACTIVITY_FLAGS),
            focusable=False,
            touchable=False,
        )
        return Pane(window, lambda: self._looks.starting(package), "system", "starting")

    def _popup(
        self,
        app: RunningApp,
        shown: Shown,
        record: ActivityRecord | None,
        *,
        visible: bool = True,
    ) -> Pane:
        kind = shown.popup.window
        title = app.package.name
        if record is not None:
            title = f"{app.package.name}/{record.info.name}"
        if kind == "popup_window":
            title = f"PopupWindow:{shown.window_id:x}"
        flags = ["SPLIT_TOUCH", "HARDWARE_ACCELERATED"]
        if not shown.modal:
            flags.insert(0, "NOT_TOUCH_MODAL")
        if kind == "overlay":
            flags.insert(0, "NOT_FOCUSABLE")
        if shown.popup.scrim > 0:
            flags.append("DIM_BEHIND")
        if shown.popup.secure:
            flags.append("SECURE")
        opacity = shown.opacity(self._core.clock.now_ms())
        window = self._window(
            shown.window_id,
            title,
            app.package.name,
            WINDOW_TYPES[kind],
            app.popup_box(shown),
            activity=record,
            flags=tuple(flags),
            visible=visible,
            focusable=kind != "overlay",
            secure=shown.popup.secure,
            dim=round(shown.popup.scrim * opacity, 3),
        )
        return Pane(window, lambda: app.popup_view(shown), "popup", shown=shown, modal=shown.modal)

    # --- the system's own ----------------------------------------------------------
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
            words = {"clock": clock, **icons}
            bar = self._bar("status", "StatusBar", "STATUS_BAR", box, words)
            bar.window.visible = bar.window.visible and not self._full_screen()
            panes.append(bar)
        return panes

    def _bar(self, which: str, title: str, kind: str, box: Box, words: dict[str, str]) -> Pane:
        window = self._window(
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

    def _dark_icons(self) -> bool:
        if self._core.locked or self.extras.shade_open:
            return False
        top = self._stack.top()
        app = None if top is None else self._apps.get(top.info.package)
        page = None if app is None or top is None else app.page_of(top.token)
        if page is not None:
            return page.dark_status_icons
        return top is not None and top.info.page not in _DARK_TOPPED

    def _full_screen(self) -> bool:
        top = self._stack.top()
        app = None if top is None else self._apps.get(top.info.package)
        page = None if app is None or top is None else app.page_of(top.token)
        return page is not None and page.full_screen and not self._core.locked

    def _shade(self) -> list[Pane]:
        if not self.extras.shade_open:
            return []
        words = {"notifications": self._looks.notices(self.notices.all), **self._looks.clock()}
        return [self._full_pane("shade", self._shade_title(), "notification_shade", words)]

    def _keyguard(self) -> list[Pane]:
        if not self._core.locked:
            return []
        words = self._looks.clock()
        return [self._full_pane("keyguard", self._shade_title(), "lock_screen", words)]

    def _shade_title(self) -> str:
        return "NotificationShade" if self._core.config.api_level >= 30 else "StatusBar"

    def _full_pane(self, which: str, title: str, what: str, words: dict[str, str]) -> Pane:
        shade = self._core.config.api_level >= 30
        window = self._window(
            self._fixed[which],
            title,
            SYSTEM_UI,
            "NOTIFICATION_SHADE" if shade else "STATUS_BAR",
            self._screen(),
        )
        return Pane(window, lambda: self._looks.draw(what, words), "system", what, modal=True)

    def _dialogs(self) -> list[Pane]:
        return [self._dialog(dialog) for dialog in reversed(self.extras.dialogs)]

    def _dialog(self, dialog: SystemDialog) -> Pane:
        package = self._core.packages.get(dialog.package)
        words = {"app": dialog.package if package is None else package.label}
        window = Window(
            id=dialog.window_id,
            title=_DIALOG_TITLES[dialog.kind] + dialog.package,
            package="android",
            uid=1000,
            pid=SYSTEM_SERVER_PID,
            type="SYSTEM_ALERT",
            frame=self._screen(),
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
        toast = self.extras.toast
        if toast is None or self._core.clock.now_ms() >= toast[2]:
            return []
        package, text, _, window_id = toast
        window = self._window(
            window_id,
            "Toast",
            package,
            "TOAST",
            self._screen(),
            flags=("NOT_FOCUSABLE", "NOT_TOUCHABLE", "KEEP_SCREEN_ON"),
            focusable=False,
            touchable=False,
        )
        return [Pane(window, lambda: self._looks.draw("toast", {"text": text}), "system", "toast")]

    # --- small things --------------------------------------------------------------
    def _screen(self) -> Box:
        return (0, 0, *self._core.display_size)

    def _window(
        self,
        window_id: int,
        title: str,
        package: str,
        kind: str,
        frame: Box,
        *,
        activity: ActivityRecord | None = None,
        flags: tuple[str, ...] = (),
        visible: bool = True,
        focusable: bool = True,
        touchable: bool = True,
        secure: bool = False,
        dim: float = 0.0,
    ) -> Window:
        process = self._processes.of(package)
        known = self._core.packages.get(package)
        return Window(
            id=window_id,
            title=title,
            package=package,
            uid=1000 if known is None else known.uid,
            pid=SYSTEM_SERVER_PID if process is None else process.pid,
            type=kind,
            frame=frame,
            activity=activity,
            flags=flags,
            visible=visible,
            focusable=focusable,
            touchable=touchable,
            secure=secure,
            dim=dim,
        )


def _takes_keys(window: Window) -> bool:
    return window.visible and window.focusable


def shifted(view: View, box: Box) -> View:
    """A tree drawn at the origin, moved to where its window lies."""
    dx, dy = box[0], box[1]
    if not (dx or dy):
        return view

    def move(one: Box) -> Box:
        return one[0] + dx, one[1] + dy, one[2] + dx, one[3] + dy

    node = view.node
    if node is not None and node.box is not None:
        node = dataclasses.replace(node, box=move(node.box))
    return dataclasses.replace(
        view,
        box=move(view.box),
        touch_box=None if view.touch_box is None else move(view.touch_box),
        node=node,
        children=tuple(shifted(child, box) for child in view.children),
    )
