"""What scripted apps ask of the phone, done with the phone's parts."""

from collections.abc import Callable

from harness.virtual.android.activities import ActivityManager
from harness.virtual.android.core import Core
from harness.virtual.android.sensors import (
    ACCELERATION,
    GYROSCOPE,
    Listening,
    Sample,
    Sensors,
)
from harness.virtual.android.starter import Call
from harness.virtual.android.state import ActivityRecord, Intent, Package
from harness.virtual.android.system_packages import DOWNLOADS, REQUEST_PERMISSIONS, roles
from harness.virtual.android.windows import SystemDialog, WindowManager

TOAST_MS = 2000
ANR_AFTER_MS = 5000


class PhoneHost:
    """Fulfils ``harness.virtual.apps.host.AppHost``."""

    def __init__(self, core: Core, manager: ActivityManager) -> None:
        self._core = core
        self._manager = manager
        self.windows: WindowManager
        self.last_toast: str | None = None
        self.sensors = Sensors(core.clock.now_ms)
        self.sensors.on_change = self._moved
        self.sensors.listeners = self._listening

    def _moved(self, sample: Sample) -> None:
        """Tell the apps that listen: those in front, on a screen that is on."""
        if not self._core.awake:
            return
        front = self._manager.stack.resumed()
        for name, app in tuple(self._manager.apps.items()):
            if app.listens_to_motion and (front is not None and front.info.package == name):
                app.moved(sample)

    def _listening(self) -> list[Listening]:
        found = []
        for name, app in self._manager.apps.items():
            process = self._manager.processes.of(name)
            if app.listens_to_motion and process is not None:
                sensors = (ACCELERATION, GYROSCOPE)
                found.append(Listening(name, process.uid, process.pid, sensors))
        return found

    def now_ms(self) -> float:
        """Milliseconds since boot."""
        return self._core.clock.now_ms()

    def later(self, delay_ms: float, action: Callable[[], None]) -> Callable[[], None]:
        """Call later."""
        return self._core.clock.call_later(delay_ms, action)

    def new_id(self) -> int:
        """A fresh window identity."""
        return self._core.ids.new()

    def screen(self) -> tuple[int, int, int]:
        """Width, height, density."""
        return (*self._core.display_size, self._core.density)

    def changed(self) -> None:
        """The app's windows came or went."""
        self._manager.hooks_settled()

    def _source(self, package: Package, token: int) -> ActivityRecord | None:
        stack = self._manager.stack
        live = stack.lives.get(token)
        if live is not None:
            return live.record
        return next((r for r in stack.records() if r.info.package == package.name), None)

    def moving(self) -> Sample:
        """What the sensors of movement read now."""
        return self.sensors.sample()

    def open(self, package: Package, intent: Intent, token: int) -> bool:
        """Start an intent; False when nothing may or can answer."""
        source = self._source(package, token)
        call = Call(intent, package.name, package.uid, source)
        return self._manager.starter.start(call).code >= 0

    def start_own(self, package: Package, class_name: str, token: int, page: str) -> int:
        """Start one of the app's own activities, drawn at once."""
        intent = Intent(component=(package.name, class_name))
        source = self._source(package, token)
        call = Call(intent, package.name, package.uid, source, draw_ms=0, page=page)
        result = self._manager.starter.start(call)
        return token if result.activity is None else result.activity.token

    def finish(self, token: int) -> None:
        """Finish an activity."""
        live = self._manager.stack.lives.get(token)
        if live is not None:
            self._manager.stack.finish(live.record)

    def ask_permission(self, package: Package, permission: str, token: int) -> None:
        """Let the permission controller ask."""
        if permission in package.granted:
            return
        intent = Intent(
            action=REQUEST_PERMISSIONS,
            component=roles(self._core.config)["permission"].pair,
            extras=(("name", permission),),
        )
        source = self._source(package, token)
        # The controller's activity is not exported to apps; the framework starts it for them.
        self._manager.starter.start(Call(intent, package.name, 1000, source, draw_ms=0))

    def crash(self, package: Package, exception: str) -> None:
        """An uncaught exception ends the process."""
        process = self._manager.processes.of(package.name)
        if process is None:
            return
        log = self._core.log
        log.event(
            "am_crash",
            process.pid,
            0,
            package.name,
            0,
            exception,
            "NULL",
            f"{package.name}.Main",
            1,
        )
        for line in (
            "FATAL EXCEPTION: main",
            f"Process: {package.name}, PID: {process.pid}",
            exception,
        ):
            log.write("crash", "E", "AndroidRuntime", line, pid=process.pid, uid=process.uid)
        self._dialog("crash_dialog", package.name)
        self._manager.end_package(package.name, None)

    def not_responding(self, package: Package) -> None:
        """The dialog comes when the app has not reacted for a while."""
        process = self._manager.processes.of(package.name)
        if process is None:
            return

        def give_up() -> None:
            if self._manager.processes.of(package.name) is process:
                words = f"Input dispatching timed out ({package.name})"
                self._core.log.event("am_anr", 0, process.pid, package.name, 0, words)
                self._dialog("anr_dialog", package.name)
                self.changed()

        self.later(ANR_AFTER_MS, give_up)

    def _dialog(self, kind: str, package: str) -> None:
        dialogs = self.windows.extras.dialogs
        dialogs[:] = [d for d in dialogs if (d.kind, d.package) != (kind, package)]
        dialogs.append(SystemDialog(kind, package, self._core.ids.new()))

    def log(self, package: Package, tag: str, text: str) -> None:
        """A line of the app's own in the main log."""
        process = self._manager.processes.of(package.name)
        pid = 0 if process is None else process.pid
        self._core.log.write("main", "I", tag, text, pid=pid, uid=package.uid)

    def toast(self, package: Package, text: str) -> None:
        """Show a toast for a while."""
        self.last_toast = text
        self.windows.extras.toast = (
            package.name,
            text,
            self.now_ms() + TOAST_MS,
            self._core.ids.new(),
        )

    def download(self, package: Package, url: str) -> None:
        """The download manager takes it on and says so in a notification."""
        downloads = self._core.packages[DOWNLOADS]
        process = self._manager.processes.of(DOWNLOADS)
        if process is None:
            component = f"{DOWNLOADS}/.DownloadProvider"
            process = self._manager.processes.start(downloads, "content provider", component)
            self._manager.processes.bound(process)
        name = url.partition("?")[0].rpartition("/")[2] or url
        label = "" if package.script is None else package.label
        notice = self.windows.notices.post(downloads, name, label)
        number = notice.id
        self._core.log.write(
            "main",
            "I",
            "DownloadManager",
            f"[{number}] Starting: uri={url} requestedBy={package.name}",
            pid=process.pid,
            uid=process.uid,
        )
