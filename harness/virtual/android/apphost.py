"""What scripted apps ask of the phone, done with the phone's parts."""

import contextlib
from collections.abc import Callable
from functools import partial

from harness.virtual.android.activities import ActivityManager
from harness.virtual.android.core import Core
from harness.virtual.android.crashes import CrashBook, Uncaught, shell_induced
from harness.virtual.android.intents import APK_MIME, NEW_TASK, VIEW
from harness.virtual.android.notices import Notice, Notices
from harness.virtual.android.panes import SystemDialog
from harness.virtual.android.plain_apk import package_of_file, plain_apk, ware_label
from harness.virtual.android.sensors import (
    ACCELERATION,
    GYROSCOPE,
    Listening,
    Sample,
    Sensors,
)
from harness.virtual.android.starter import Call
from harness.virtual.android.state import ActivityRecord, Intent, Package
from harness.virtual.android.system_packages import (
    DOWNLOADS,
    REQUEST_PERMISSIONS,
    is_chinese,
    roles,
)
from harness.virtual.android.windows import WindowManager

TOAST_MS = 2000
DOWNLOAD_MS = 4000
"""How long a download of the phone takes, whatever its size."""
ANR_AFTER_MS = 5000
RECOVERABLE_SINCE_API = 34
"""Since about here ``am_crash`` ends in one number more."""


class PhoneHost:
    """Fulfils ``harness.virtual.apps.host.AppHost``."""

    def __init__(self, core: Core, manager: ActivityManager) -> None:
        self._core = core
        self._manager = manager
        self._crashes = CrashBook(core)
        self.windows: WindowManager
        self.notices: Notices
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
        self.end_by(package, Uncaught(exception))

    def end_by(self, package: Package, uncaught: Uncaught) -> None:
        """The same, with this exception."""
        process = self._manager.processes.of(package.name)
        if process is None:
            return
        log, pid, uid = self._core.log, process.pid, process.uid
        file, line = uncaught.place or (f"{package.name}.Main", "1")
        what = (pid, 0, package.name, 0, uncaught.exception, uncaught.message, file, line)
        last = (0,) if self._core.config.api_level >= RECOVERABLE_SINCE_API else ()
        log.event("am_crash", *what, *last)
        head = ["FATAL EXCEPTION: main", f"Process: {package.name}, PID: {pid}"]
        for words in [*head, *uncaught.lines]:
            log.write("crash", "E", "AndroidRuntime", words, pid=pid, uid=uid)
        log.write("main", "I", "Process", f"Sending signal. PID: {pid} SIG: 9", pid=pid, uid=uid)
        told = self._crashes.crashed(package.name)
        if told is not None:
            self._dialog("crash_dialog", package.name, again=told == "again")
        self._manager.end_package(package.name, None)

    def crash_from_shell(self, wanted: str) -> None:
        """``am crash``: a package's process, or the one of that number."""
        found = next(
            (p for p in self._core.processes.values() if wanted in {str(p.pid), p.package}), None
        )
        package = None if found is None else self._core.packages.get(found.package)
        if package is None:
            number, name = (wanted, "null") if wanted.isdigit() else ("-1", wanted)
            self._core.log.write(
                "main", "W", "ActivityManager",
                f"crashApplication: nothing for uid=-1 initialPid={number} packageName={name}"
                " userId=0",
            )  # fmt: skip
            return
        self.end_by(package, shell_induced(self._core.config.api_level))

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

    def _dialog(self, kind: str, package: str, *, again: bool = False) -> None:
        dialogs = self.windows.extras.dialogs
        dialogs[:] = [d for d in dialogs if (d.kind, d.package) != (kind, package)]
        dialogs.append(SystemDialog(kind, package, self._core.ids.new(), again))

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
        until_ms = self.now_ms() + DOWNLOAD_MS
        # Tags as AOSP's DownloadNotifier: 1 is a running download of a package, 3 a complete one.
        notice = self.notices.post(
            downloads, name, package.label, ongoing=True, until_ms=until_ms, tag=f"1:{package.name}"
        )
        self.later(DOWNLOAD_MS, partial(self._downloaded, notice, name, package.uid))
        number = notice.id
        self._core.log.write(
            "main",
            "I",
            "DownloadManager",
            f"[{number}] Starting: uri={url} requestedBy={package.name}",
            pid=process.pid,
            uid=process.uid,
        )

    def _downloaded(self, notice: Notice, name: str, uid: int) -> None:
        """It is there: the notification says so, and opens an APK with the installer."""
        downloads = self._core.packages[DOWNLOADS]
        self.notices.cancel(notice)
        apk = name.lower().endswith(".apk")
        if apk:
            wanted = package_of_file(name)
            with contextlib.suppress(OSError):
                self._core.keep_download(name, plain_apk(wanted, ware_label(wanted)))
        uri = f"content://{DOWNLOADS}/all_downloads/{notice.id}/{name}"
        asked_by = (("android.intent.extra.ORIGINATING_UID", str(uid)),)
        opening = Intent(VIEW, data=uri, mime=APK_MIME, flags=NEW_TASK, extras=asked_by)
        intent = opening if apk else None
        chinese = is_chinese(self._core.config)
        done = "下载完成" if chinese else "Download complete"
        self.notices.post(downloads, name, done, intent=intent, tag=f"3:{notice.id}")
        self._core.log.write("main", "I", "DownloadManager", f"[{notice.id}] Finished with status"
                             " SUCCESS", uid=downloads.uid)  # fmt: skip
        self.changed()

    def notify(
        self, package: Package, title: str, text: str, intent: Intent | None, *, heads_up: bool
    ) -> None:
        """Post a notification of an app."""
        self.notices.post(package, title, text, intent=intent, heads_up=heads_up)
        self.changed()

    def to_back(self, token: int) -> None:
        """Move an activity's task behind all others."""
        live = self._manager.stack.lives.get(token)
        task = None if live is None else self._manager.stack.task_of(live.record)
        if task is not None:
            self._manager.stack.to_back(task)
