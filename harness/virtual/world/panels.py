"""What touches on the system's windows mean: shade, notifications, PIN pad, keyboard, dialogs."""

from collections.abc import Callable

from harness.virtual.android.intents import NEW_TASK
from harness.virtual.android.notices import THROWN_AWAY, TOUCHED, Notice
from harness.virtual.android.panes import Extras, Pane, SystemDialog
from harness.virtual.android.state import Intent
from harness.virtual.world.desk import Desk

PIN_MOST = 16
DETAILS = "android.settings.APPLICATION_DETAILS_SETTINGS"


class Panels:
    """Acts on the windows that belong to no activity."""

    def __init__(self, desk: Desk, extras: Extras, unlocked: Callable[[], None]) -> None:
        self._desk = desk
        self._extras = extras
        self._unlocked = unlocked

    def tapped(self, pane: Pane, touch_id: str) -> None:
        """A finger on something of a system window."""
        word, _, rest = touch_id.partition(":")
        match word:
            case "notice":
                self._open_notice(int(rest or 0))
            case "tile":
                self._tile(rest)
            case "pin":
                self.digit(rest)
            case "button" if pane.what == "notification_shade":
                self._desk.notices.clear()
            case "button" if pane.what in {"crash_dialog", "anr_dialog"}:
                dialogs = self._extras.dialogs
                self.answer(next(d for d in dialogs if d.window_id == pane.window.id), touch_id)
            case _:
                return
        self._desk.changed()

    # --- dialogs about an app ------------------------------------------------------
    def answer(self, dialog: SystemDialog, touch_id: str) -> None:
        """Close, wait, or look at the app in the settings."""
        self._extras.dialogs.remove(dialog)
        manager = self._desk.manager
        app = manager.apps.get(dialog.package)
        if dialog.kind == "anr_dialog" and app is not None:
            if touch_id == "button:close":
                manager.end_package(dialog.package, "user request after error")
            else:
                app.frozen = False
        if touch_id == "button:again":
            self._desk.launch(dialog.package)
        if touch_id == "button:info":
            uri = f"package:{dialog.package}"
            self._settings(Intent(DETAILS, data=uri, flags=NEW_TASK))
        self._desk.changed()

    def _settings(self, intent: Intent) -> None:
        self._desk.open(intent, self._desk.core.packages["android"])

    # --- notifications -------------------------------------------------------------
    def _open_notice(self, number: int) -> None:
        notice = next((n for n in self._desk.notices.all if n.id == number), None)
        if notice is None:
            return
        self._extras.shade_open = False
        if not notice.ongoing:
            self._desk.notices.cancel(notice, TOUCHED)
        self._follow(notice)

    def dismiss(self, number: int) -> None:
        """A notification was thrown away."""
        for notice in [n for n in self._desk.notices.all if n.id == number and not n.ongoing]:
            self._desk.notices.cancel(notice, THROWN_AWAY)
        self._desk.changed()

    def _follow(self, notice: Notice) -> None:
        package = self._desk.core.packages.get(notice.package)
        if package is None:
            return
        if notice.intent is not None:
            self._desk.open(notice.intent, package)
        else:
            self._desk.launch(package.name)

    def _tile(self, name: str) -> None:
        if name == "zen":
            store = self._desk.core.settings["global"]
            store["zen_mode"] = "0" if store.get("zen_mode", "0") != "0" else "1"
        elif name == "settings":
            self._extras.shade_open = False
            role = self._desk.roles["settings"]
            self._settings(Intent("android.settings.SETTINGS", flags=NEW_TASK, component=role.pair))

    # --- the lock screen -----------------------------------------------------------
    def digit(self, key: str) -> None:
        """A key of the PIN pad."""
        typed = self._extras.digits or ""
        if key == "erase":
            self._extras.digits = typed[:-1]
        elif key != "ok":
            self._extras.digits = (typed + key)[:PIN_MOST]
            self._extras.wrong_pin = False
        elif typed == self._desk.core.pin and typed:
            self._extras.digits = None
            self._unlocked()
        else:
            self._extras.digits, self._extras.wrong_pin = "", True
        self._desk.changed()

    def dot(self, number: str) -> None:
        """A finger reached a dot of the pattern; each counts once."""
        if number not in (self._extras.digits or ""):
            self._extras.digits = (self._extras.digits or "") + number
            self._extras.wrong_pin = False
            self._desk.changed()

    def stroke_ended(self) -> bool:
        """The finger left the pattern: right or wrong. False when it had drawn none."""
        if self._desk.core.lock_kind != "pattern" or not self._extras.digits:
            return False
        self.digit("ok")
        return True
