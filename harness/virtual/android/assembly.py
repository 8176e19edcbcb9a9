"""The phone put together: its parts, its apps, and how it is switched on and off."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Self

from harness.virtual.android import props
from harness.virtual.android.actions import Actions
from harness.virtual.android.activities import ActivityManager
from harness.virtual.android.apphost import PhoneHost
from harness.virtual.android.clock import Clock, RealClock
from harness.virtual.android.core import Core, Ids
from harness.virtual.android.eventlog import EventLog
from harness.virtual.android.input import InputManager
from harness.virtual.android.intents import HOME, MAIN
from harness.virtual.android.looks import Builder, Looks
from harness.virtual.android.notices import Notices
from harness.virtual.android.packages import PackageManager
from harness.virtual.android.starter import Call
from harness.virtual.android.state import Intent, PhoneConfig
from harness.virtual.android.system_packages import SYSTEM_UI, roles
from harness.virtual.android.windows import WindowManager
from harness.virtual.apps.loader import LoadedApp
from harness.virtual.apps.runtime import RunningApp
from harness.virtual.world.book import PageBook
from harness.virtual.world.desk import Desk
from harness.virtual.world.panels import Panels

_NULL_POINTER = "java.lang.NullPointerException"


class Assembly:
    """The parts of a phone, which know of each other; one asyncio loop owns them."""

    def __init__(self, config: PhoneConfig, clock: Clock, builder: Builder | None = None) -> None:
        self.config = config
        self.clock = clock
        self.event_log = EventLog(clock, config.api_level)
        self.core = Core(config, clock, self.event_log, Ids(config.seed), pin=config.pin)
        self.apps: dict[str, LoadedApp] = {}
        """Scripts known by package, installed or not."""
        self.package_manager = PackageManager(self.core, self.apps)
        self.activities = ActivityManager(
            self.core, self.package_manager, self._run_app, self._settled
        )
        self.host = PhoneHost(self.core, self.activities)
        self.looks = Looks(self.core, builder)
        self.notices = Notices(self.core)
        self.window_manager = WindowManager(self.core, self.activities, self.looks, self.notices)
        self.desk = Desk(self.core, self.package_manager, self.activities, self.notices)
        self.activities.book = PageBook(self.desk)
        self.host.windows = self.window_manager
        self.host.notices = self.notices
        self.actions = Actions(self.core, self.activities, self.window_manager)
        extras = self.window_manager.extras
        self.actions.panels = Panels(self.desk, extras, self.actions.let_in)
        self.input = InputManager(self.core, self.window_manager, self.looks, self.actions)
        self.packages = self.core.packages
        self.app_ops, self.disk = self.core.app_ops, self.core.disk
        self.processes = self.core.processes
        self.tasks = self.core.tasks
        self.log = self.event_log.entries
        self.settings = self.core.settings = props.settings(config)
        self.built_in_keyboard = self.settings["secure"]["default_input_method"]
        self.props = props.properties(config)
        self.install_sessions: dict[int, object] = {}
        self.on_reboot: Callable[[], None] = lambda: None
        self._focus: tuple[int, str] | None = None

    @classmethod
    def boot(
        cls,
        config: PhoneConfig,
        apps: Sequence[LoadedApp] = (),
        clock: Clock | None = None,
        builder: Builder | None = None,
    ) -> Self:
        """A phone that shows its launcher, with these apps installed.

        ``builder`` draws the system's own pages instead of ``harness.virtual.system_apps``.
        """
        phone = cls(config, clock or RealClock(), builder)
        for app in apps:
            phone.add_app(app)
        phone._power_on()
        return phone

    def _power_on(self) -> None:
        """Processes of the system, and the launcher in front."""
        processes = self.activities.processes
        processes.bound(
            processes.start(self.packages[SYSTEM_UI], "service", f"{SYSTEM_UI}/.SystemUIService")
        )
        home_role = roles(self.config)["launcher"]
        launcher = self.packages[home_role.package]
        processes.bound(processes.start(launcher, "pre-top-activity", home_role.component))
        home = Intent(action=MAIN, categories=(HOME,), component=home_role.pair)
        self.activities.starter.start(Call(home, None, 1000, draw_ms=0))
        self.activities.starter.last_start = None

    def shut_down(self) -> None:
        """All that does not outlive a reboot is gone; the screen is dark until ``start_up``."""
        for name in self.packages:
            self.window_manager.forget(name)
            self.activities.end_package(name, None)
        self.core.clipboard = None
        self.host.last_toast = None
        self.window_manager.extras.reset()
        self.notices.all.clear()
        self.event_log.entries.clear()
        self.core.awake, self.core.locked, self.core.rotation = False, False, 0
        self.props["sys.boot_completed"] = ""
        self.props["service.adb.root"] = "0"

    def start_up(self) -> None:
        """Boot again: uptime begins anew, the launcher comes up."""
        self.clock.restart()
        self.core.awake = True
        self._power_on()
        self.props["sys.boot_completed"] = "1"

    def add_app(self, app: LoadedApp) -> None:
        """Make a script known, and install its APK unless it waits for one."""
        self.apps[app.script.package] = app
        if app.script.installed:
            self.package_manager.install_app(app)

    def _run_app(self, name: str) -> RunningApp | None:
        app, package = self.apps.get(name), self.packages[name]
        if app is None or package.script is None:
            return None
        after_ms = self.core.trouble.crash_after_ms
        if after_ms is not None and not package.system:
            self.clock.call_later(after_ms, partial(self.host.crash, package, _NULL_POINTER))
        return RunningApp(app.script, str(app.folder), package, self.host, self.config.seed)

    def _settled(self) -> None:
        """Say in the log when another window takes the keys."""
        window = self.window_manager.focused()
        focus = None if window is None else (window.id, window.title)
        if focus == self._focus or self.config.api_level < 30:
            return
        for word, one in (("leaving", self._focus), ("entering", focus)):
            if one is not None:
                text = f"Focus {word} {one[0]:x} {one[1]} (server)"
                reason = "reason=UpdateInputWindows"
                self.event_log.event("input_focus", text, reason)
        self._focus = focus
