"""What taps and keys do: in scripted apps, on the system's pages, and to the phone."""

from harness.virtual.android.activities import ActivityManager
from harness.virtual.android.core import Core
from harness.virtual.android.eventlog import SYSTEM_SERVER_PID
from harness.virtual.android.intents import (
    EXCLUDE_FROM_RECENTS,
    HOME,
    LAUNCHER,
    MAIN,
    NEW_TASK,
    RESET_TASK_IF_NEEDED,
)
from harness.virtual.android.panes import Pane
from harness.virtual.android.placement import Call
from harness.virtual.android.stack import Stack
from harness.virtual.android.state import ActivityRecord, Intent
from harness.virtual.android.system_packages import SYSTEM_UI, roles
from harness.virtual.android.windows import WindowManager
from harness.virtual.apps.inputs import KEY_0, KEY_A, KEY_DEL, KEY_ENTER, KEY_NUMPAD_ENTER
from harness.virtual.apps.runtime import RunningApp
from harness.virtual.scene import Scroll
from harness.virtual.world.panels import Panels


class Actions:
    """Fulfils ``input.Touched``."""

    def __init__(self, core: Core, manager: ActivityManager, windows: WindowManager) -> None:
        self._core = core
        self._manager = manager
        self._windows = windows
        self.panels: Panels
        """Set once the phone is put together."""

    @property
    def _stack(self) -> Stack:
        return self._manager.stack

    # --- touches ---------------------------------------------------------------------
    def tapped(self, pane: Pane, touch_id: str) -> None:
        """A tap on something with a touch id."""
        app = self._manager.apps.get(pane.window.package)
        if pane.kind != "system" and app is not None:
            app.touched(touch_id)
            if app.inputs.focus == touch_id:
                self._windows.extras.keyboard_hidden = False
        elif pane.kind == "activity" and pane.window.activity is not None:
            self._on_system_page(pane.window.activity, touch_id)
        else:
            self._on_system_window(pane, touch_id)

    def put_down(self, pane: Pane, x: float, y: float) -> None:
        """A finger came down on a window."""
        app = self._manager.apps.get(pane.window.package)
        if app is not None and pane.kind != "system":
            app.put_down(x, y)

    def tapped_outside(self, pane: Pane) -> None:
        """A tap beside a window that keeps such taps."""
        app = self._manager.apps.get(pane.window.package)
        if app is not None and pane.shown is not None:
            app.touched_outside(pane.shown)

    def gesture(self, pane: Pane, touch_id: str, kind: str) -> bool:
        """A gesture in a scripted app; the system's own pages are told of drags."""
        app = self._manager.apps.get(pane.window.package)
        return app is not None and pane.kind != "system" and app.gesture(touch_id, kind)

    def dragged(self, pane: Pane, touch_id: str | None, dx: float, dy: float) -> None:
        """A finger dragged over a page of the system, or threw a notification away."""
        record = pane.window.activity
        pages = None if record is None else self._manager.pages_of(record)
        if record is not None and pages is not None:
            pages.dragged(record, dx, dy, touch_id)
        elif touch_id is not None and touch_id.startswith("notice:"):
            self.panels.dismiss(int(touch_id.partition(":")[2] or 0))

    def scrolled(self, pane: Pane, scroll: Scroll, by_px: float, fling_px: float) -> None:
        """A finger moved a list of a scripted app."""
        app = self._manager.apps.get(pane.window.package)
        if app is not None and not app.frozen:
            now_ms = self._core.clock.now_ms()
            app.inputs.move(scroll.id, by_px, now_ms, scroll.most_px, fling_px)

    # --- text --------------------------------------------------------------------------
    def _typed_into(self) -> RunningApp | None:
        window = None if self._core.locked else self._windows.focused()
        return None if window is None else self._manager.apps.get(window.package)

    def typed(self, code: int, meta: int) -> bool:
        """A key for the PIN pad or the focused text field."""
        if self._windows.extras.digits is not None:
            return self._core.lock_kind != "pattern" and self._typed_pin(code)
        app = self._typed_into()
        copied = None if app is None else app.key(code, meta, self._core.clipboard)
        if copied:
            self._core.clipboard = copied
        return copied is not None

    @property
    def typing(self) -> bool:
        """Whether a text field has the focus."""
        app = self._typed_into()
        return app is not None and app.inputs.focused is not None

    def drew(self, dot: str) -> None:
        """A finger reached a dot of the pattern."""
        self.panels.dot(dot)

    def stroke_ended(self) -> bool:
        """The finger left the screen: whether it had drawn a pattern."""
        return self._core.locked and self.panels.stroke_ended()

    def _typed_pin(self, code: int) -> bool:
        keys = {KEY_ENTER: "ok", KEY_NUMPAD_ENTER: "ok", KEY_DEL: "erase"}
        keys |= {KEY_0 + n: str(n) for n in range(10)}
        if self._core.lock_kind == "password":
            keys |= {KEY_A + n: chr(ord("a") + n) for n in range(26)}
        if code in keys:
            self.panels.digit(keys[code])
        return code in keys

    def type_text(self, text: str, *, instead: bool = False) -> bool:
        """Text for the PIN pad or the focused field, or instead of its text; False for none."""
        if self._windows.extras.digits is not None:
            for digit in text if self._core.lock_kind != "pattern" else "":
                self.panels.digit(digit)
            return self._core.lock_kind != "pattern"
        app = self._typed_into()
        editor = None if app is None or app.frozen else app.inputs.focused
        if editor is not None and instead:
            editor.replace(text)
        elif editor is not None:
            editor.insert(text)
        return editor is not None

    def set_text(self, package: str, touch_id: str, text: str) -> bool:
        """All of a field's text, as accessibility sets it. False when it is no field."""
        app = self._manager.apps.get(package)
        editor = None if app is None or app.frozen else app.inputs.known(touch_id)
        if editor is not None:
            editor.replace(text)
        return editor is not None

    def _on_system_page(self, record: ActivityRecord, touch_id: str) -> None:
        pages = self._manager.pages_of(record)
        if pages is not None:
            pages.tapped(record, touch_id)

    def _on_system_window(self, pane: Pane, touch_id: str) -> None:
        word, _, rest = touch_id.partition(":")
        match word:
            case "nav":
                {"back": self.back, "home": self.home, "recents": self.recents}[rest]()
            case "key":
                self._press(rest)
            case _:
                self.panels.tapped(pane, touch_id)

    def _press(self, key: str) -> None:
        """A key of the keyboard on the screen."""
        codes = {"del": KEY_DEL, "enter": KEY_ENTER}
        if key in codes:
            self.typed(codes[key], 0)
        elif key == "space" or len(key) == 1:
            self.type_text(" " if key == "space" else key)

    # --- keys ------------------------------------------------------------------------
    def back(self) -> None:
        """Back: the shade, then a dialog of the system, then the app, then the activity."""
        if self._back_of_the_system():
            return
        record = self._stack.resumed()
        if record is None:
            return
        app = self._manager.apps.get(record.info.package)
        if app is not None and app.back(record.token):
            return
        pages = self._manager.pages_of(record)
        if pages is not None and pages.back(record):
            return
        task = self._stack.task_of(record)
        is_root = task is not None and task.activities[0] is record
        from_launcher = record.intent.action == MAIN and LAUNCHER in record.intent.categories
        if task is not None and is_root and from_launcher and self._core.log.api_level >= 31:
            self._stack.to_back(task)
        else:
            self._stack.finish(record)

    def _back_of_the_system(self) -> bool:
        """The shade, the PIN pad, a dialog or the keyboard goes first."""
        extras = self._windows.extras
        if extras.shade_open:
            self.shade(is_open=False)
        elif self._core.locked:
            extras.digits = None
        elif extras.dialogs:
            self.panels.answer(extras.dialogs[-1], "button:wait")
        elif self._windows.keyboard_shown():
            extras.keyboard_hidden = True
            self._manager.hooks_settled()
        else:
            return False
        return True

    def recents(self) -> None:
        """The overview of recent tasks, or back from it to the app in front of it."""
        self._windows.extras.shade_open = False
        if self._core.locked or not self._core.awake:
            return
        top = self._stack.top()
        if top is not None and top.info.page == "recents":
            self._stack.finish(top)
            return
        role = roles(self._core.config)["recents"]
        intent = Intent(flags=NEW_TASK | EXCLUDE_FROM_RECENTS, component=role.pair)
        self._manager.starter.start(Call(intent, SYSTEM_UI, 1000, draw_ms=0))

    def home(self) -> None:
        """The launcher's task comes to the front."""
        self._windows.extras.shade_open = False
        if self._core.locked or not self._core.awake:
            return
        intent = Intent(
            action=MAIN,
            categories=(HOME,),
            flags=NEW_TASK | RESET_TASK_IF_NEEDED,
            component=roles(self._core.config)["launcher"].pair,
        )
        self._manager.starter.start(Call(intent, None, 1000))

    # --- the screen --------------------------------------------------------------------
    def wake(self) -> None:
        """Screen on; a locked phone stays locked."""
        if not self._core.awake:
            self._core.awake = True
            self._screen_event(1)

    def sleep(self) -> None:
        """Screen off, and locked by that."""
        if self._core.awake:
            self._core.awake = False
            self._core.locked = True
            self._windows.extras.digits = None
            self._screen_event(0)

    def unlock(self) -> None:
        """Keyguard away, or the pad for its PIN."""
        if self._core.locked and self._core.pin:
            self._windows.extras.digits = self._windows.extras.digits or ""
            self._manager.hooks_settled()
        else:
            self.let_in()

    def let_in(self) -> None:
        """Keyguard away."""
        if self._core.locked:
            self._core.locked = False
            self._manager.stack.settle()

    def _screen_event(self, state: int) -> None:
        self._core.log.event("screen_toggled", state, pid=SYSTEM_SERVER_PID)
        self._manager.stack.settle()

    def shade(self, *, is_open: bool) -> None:
        """Notification shade down or up."""
        self._windows.extras.shade_open = is_open
        self._manager.hooks_settled()
