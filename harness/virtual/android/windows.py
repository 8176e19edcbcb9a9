"""The window manager: which windows there are, their order, and what is in them."""

import dataclasses

from harness.virtual.android.activities import ActivityManager, lets_see_below
from harness.virtual.android.core import Core
from harness.virtual.android.looks import Looks
from harness.virtual.android.notices import Notices
from harness.virtual.android.panes import Extras, Pane, WindowMaker, shrunk
from harness.virtual.android.state import ActivityRecord, Window
from harness.virtual.android.system_panes import SystemPanes
from harness.virtual.apps.popups import WINDOW_TYPES, Shown
from harness.virtual.apps.runtime import RunningApp
from harness.virtual.scene import Scene, Surface, View

ACTIVITY_FLAGS = (
    "LAYOUT_IN_SCREEN",
    "LAYOUT_INSET_DECOR",
    "SPLIT_TOUCH",
    "HARDWARE_ACCELERATED",
    "DRAWS_SYSTEM_BAR_BACKGROUNDS",
)


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
        self._stack = manager.stack
        self._looks = looks
        self._apps = manager.apps
        self.extras = Extras()
        self._make = WindowMaker(core, manager.processes)
        self._system = SystemPanes(core, manager, looks, notices, self.extras, self._make)

    # --- the list -----------------------------------------------------------------
    def panes(self) -> list[Pane]:
        """All windows, top-most first, contents not yet built."""
        panes = self._system.above()
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

    def keyboard_shown(self) -> bool:
        """Whether the phone's own keyboard is on the screen."""
        return self._system.keyboard_shown()

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
        window = self._make.window(
            live.window_id,
            f"{record.info.package}/{record.info.name}",
            record.info.package,
            "BASE_APPLICATION",
            self._make.screen(),
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
        page = self._looks.page(*self._manager.book.words(record))
        return self._with_pictures(page) if record.info.page == "recents" else page

    def _with_pictures(self, page: View) -> View:
        """The overview with a small picture of each task in its card."""
        children = []
        for card in page.children:
            word, _, number = (card.touch_id or "").partition(":")
            task = next((t for t in self._core.tasks if str(t.id) == number), None)
            top = task.activities[-1] if word == "task" and task and task.activities else None
            if top is not None and self._stack.lives[top.token].drawn:
                content = self._content(top, self._apps.get(top.info.package))
                small = shrunk(content, card.box)
                children.append(dataclasses.replace(card, children=(small,)))
            else:
                children.append(card)
        return dataclasses.replace(page, children=tuple(children))

    def _starting(self, record: ActivityRecord) -> Pane:
        package = self._core.packages[record.info.package]
        window = self._make.window(
            self._stack.lives[record.token].window_id ^ 1,
            f"Splash Screen {package.name}",
            package.name,
            "APPLICATION_STARTING",
            self._make.screen(),
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
        window = self._make.window(
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


def _takes_keys(window: Window) -> bool:
    return window.visible and window.focusable
