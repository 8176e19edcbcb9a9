"""The virtual phone: its parts put together, and what its commands may ask of it."""

import asyncio
import dataclasses
import random
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from harness.virtual.android import props
from harness.virtual.android.actions import Actions
from harness.virtual.android.activities import ActivityManager
from harness.virtual.android.apphost import PhoneHost
from harness.virtual.android.clock import Clock, RealClock
from harness.virtual.android.core import Core, Ids
from harness.virtual.android.eventlog import SYSTEM_SERVER_PID, EventLog, Listener
from harness.virtual.android.input import InputManager, Pair
from harness.virtual.android.installer import Wish
from harness.virtual.android.intents import HOME, MAIN
from harness.virtual.android.looks import Builder, Looks
from harness.virtual.android.notices import Notices
from harness.virtual.android.packages import PackageManager
from harness.virtual.android.processes import user_name
from harness.virtual.android.sensors import Sensors
from harness.virtual.android.starter import STARTED, Call
from harness.virtual.android.state import (
    ActivityRecord,
    Intent,
    PhoneConfig,
    StartResult,
    Window,
)
from harness.virtual.android.system_packages import SYSTEM_UI, roles
from harness.virtual.android.trouble import Trouble, spoiled
from harness.virtual.android.windows import WindowManager
from harness.virtual.apps.loader import LoadedApp
from harness.virtual.apps.runtime import RunningApp
from harness.virtual.scene import Scene
from harness.virtual.screen.memory import give_back_soon
from harness.virtual.screen.painter import Painter
from harness.virtual.world.book import PageBook
from harness.virtual.world.desk import Desk
from harness.virtual.world.panels import Panels

_NULL_POINTER = "java.lang.NullPointerException"
SHELL_UID = 2000
SHELL_PACKAGE = "com.android.shell"


class Phone:
    """Fulfils ``PhoneFacade``. One asyncio loop owns it."""

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
        self._pace = random.Random(f"pace/{config.seed}")
        self.on_reboot: Callable[[], None] = lambda: None
        self._painter: Painter | None = None
        self._focus: tuple[int, str] | None = None

    @classmethod
    def boot(
        cls,
        config: PhoneConfig,
        apps: Sequence[LoadedApp] = (),
        clock: Clock | None = None,
        builder: Builder | None = None,
    ) -> "Phone":
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
        self.last_toast = None
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
        window = self.focused_window()
        focus = None if window is None else (window.id, window.title)
        if focus == self._focus or self.config.api_level < 30:
            return
        for word, one in (("leaving", self._focus), ("entering", focus)):
            if one is not None:
                text = f"Focus {word} {one[0]:x} {one[1]} (server)"
                reason = "reason=UpdateInputWindows"
                self.event_log.event("input_focus", text, reason)
        self._focus = focus

    # --- state -----------------------------------------------------------------------
    @property
    def last_toast(self) -> str | None:
        """Text of the last toast, until it is cleared."""
        return self.host.last_toast

    @last_toast.setter
    def last_toast(self, text: str | None) -> None:
        self.host.last_toast = text

    @property
    def clipboard(self) -> str | None:
        """The clipboard's text."""
        return self.core.clipboard

    @clipboard.setter
    def clipboard(self, text: str | None) -> None:
        self.core.clipboard = text

    @property
    def awake(self) -> bool:
        """Screen on."""
        return self.core.awake

    @property
    def locked(self) -> bool:
        """Keyguard showing."""
        return self.core.locked

    @property
    def pin(self) -> str:
        """PIN, password or pattern of the lock screen, or none."""
        return self.core.pin

    @pin.setter
    def pin(self, pin: str) -> None:
        self.core.pin = pin

    @property
    def lock_kind(self) -> str:
        """What the lock screen asks for."""
        return self.core.lock_kind

    @lock_kind.setter
    def lock_kind(self, kind: str) -> None:
        self.core.lock_kind = kind

    @property
    def keyboard_shown(self) -> bool:
        """Whether the phone's own keyboard is on the screen."""
        return self.window_manager.keyboard_shown()

    @property
    def rotation(self) -> int:
        """0 … 3."""
        return self.core.rotation

    @property
    def last_start(self) -> Intent | None:
        """The last intent that anyone started."""
        return self.activities.starter.last_start

    # --- what is shown -----------------------------------------------------------------
    def uptime_ms(self) -> int:
        """Phone clock since boot."""
        return int(self.clock.now_ms())

    def wall_s(self) -> float:
        """Phone wall clock, seconds since 1970."""
        return self.clock.wall_s()

    def display_size(self) -> tuple[int, int]:
        """Width and height in the present rotation, overrides included."""
        return self.core.display_size

    def density(self) -> int:
        """Dots per inch, override included."""
        return self.core.density

    def size_override(self, size: tuple[int, int] | None) -> None:
        """Set or reset ``wm size``."""
        self.core.size_override = size

    def density_override(self, dpi: int | None) -> None:
        """Set or reset ``wm density``."""
        self.core.density_override = dpi

    def windows(self) -> list[Window]:
        """All windows, top-most first, with their view trees as of now."""
        return self.window_manager.windows()

    def focused_window(self) -> Window | None:
        """The window that takes keys."""
        return self.window_manager.focused()

    def resumed_activity(self) -> ActivityRecord | None:
        """The activity in front; None in between two and while the screen is off."""
        return self.activities.stack.resumed()

    def scene(self) -> Scene:
        """What the screen shows now."""
        return self.window_manager.scene()

    def frame_rgba(self) -> tuple[int, int, bytes]:
        """Width, height and RGBA pixels of the screen now."""
        scene, fault = self.scene(), self.core.trouble.frames
        self._painter = self._painter or Painter()
        before = self._painter.last_bytes() if fault == "torn" else b""
        pixels = self._painter.paint(scene).tobytes()
        give_back_soon()
        return scene.width, scene.height, spoiled(pixels, before, fault, 4 * scene.width)

    @property
    def sensors(self) -> Sensors:
        """Accelerometer, gyroscope and the others."""
        return self.host.sensors

    @property
    def trouble(self) -> Trouble:
        """Faults on purpose."""
        return self.core.trouble

    async def take_ms(self, usual_ms: float) -> None:
        """Take about as long as this phone does, more or less by chance (``Timing.spread``)."""
        spread = self.config.timing.spread
        if usual_ms > 0:
            await self.sleep_ms(usual_ms * (1 + spread * (2 * self._pace.random() - 1)))

    def show_overlay(self, package: str, popup: str) -> None:
        """Let a scripted app show a pop-up over whatever is in front, from the background."""
        known, processes = self.packages[package], self.activities.processes
        if processes.of(package) is None:
            processes.bound(processes.start(known, "service", f"{package}/.OverlayService"))
            self.activities.process_started(package)
        self.activities.apps[package].show(popup, 0)

    # --- packages and activities ---------------------------------------------------------
    def resolve(self, intent: Intent) -> list[tuple[str, str]]:
        """Components that answer an intent, best first."""
        return [(info.package, info.name) for info in self.package_manager.resolve(intent)]

    async def start_activity(
        self, intent: Intent, *, caller: str | None, caller_uid: int, wait: bool = False
    ) -> StartResult:
        """Start; with ``wait`` return when the first window is drawn."""
        asked_ms = self.clock.now_ms()
        if caller is None and caller_uid == SHELL_UID:
            caller = SHELL_PACKAGE
        result = self.activities.starter.start(Call(intent, caller, caller_uid))
        live = None
        if result.activity is not None:
            live = self.activities.stack.lives.get(result.activity.token)
        sleeping = not self.awake or self.locked
        if not wait or live is None or sleeping:
            return result
        if not live.drawn:
            drawn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            live.waiters.append(lambda: None if drawn.done() else drawn.set_result(None))
            await drawn
        cold_or_warm = result.code == STARTED
        return dataclasses.replace(
            result,
            launch_state=live.launch_state if cold_or_warm else result.launch_state,
            total_ms=live.total_ms if cold_or_warm else 0,
            wait_ms=round(self.clock.now_ms() - asked_ms),
        )

    def force_stop(self, package: str) -> None:
        """Kill its processes, remove its activities, mark it stopped."""
        known = self.packages.get(package)
        if known is None:
            return
        self.event_log.write(
            "main",
            "I",
            "ActivityManager",
            f"Force stopping {package} appid={known.uid} user=0: from pid {SYSTEM_SERVER_PID}",
        )
        self.window_manager.forget(package)
        self.activities.end_package(package, f"stop {package} due to from pid {SYSTEM_SERVER_PID}")
        known.stopped = True

    def clear_data(self, package: str) -> bool:
        """Force-stop and forget. False when there is no such package."""
        known = self.packages.get(package)
        if known is None:
            return False
        self.force_stop(package)
        known.memory.clear()
        known.granted.clear()
        return True

    def install(self, apks: Sequence[bytes], wish: Wish) -> str:
        """Install a base APK and its splits; "Success" or "Failure [INSTALL_FAILED_…: …]"."""
        return self.package_manager.install(apks, wish, before=self.force_stop)

    def uninstall(self, package: str) -> bool:
        """False when there is no such package, or it belongs to the system."""
        known = self.packages.get(package)
        if known is None or known.system:
            return False
        self.force_stop(package)
        self.package_manager.remove(known)
        return True

    def crash(self, wanted: str) -> None:
        """Let a package's process crash, or the one of that number."""
        self.host.crash_from_shell(wanted)

    def kill(self, pid: int) -> bool:
        """End a process with its activities. False when there is none."""
        process = self.processes.get(pid)
        if process is None or process.package not in self.packages:
            return False
        self.activities.end_package(process.package, f"signal 9 from {user_name(2000)}")
        return True

    def freeze(self, pid: int, *, frozen: bool) -> bool:
        """Stop a process, or let it go on: its app feels nothing while it is stopped."""
        process = self.processes.get(pid)
        app = None if process is None else self.activities.apps.get(process.package)
        if app is not None:
            app.frozen = frozen
        return process is not None

    def is_frozen(self, pid: int) -> bool:
        """Whether a process is stopped."""
        process = self.processes.get(pid)
        app = None if process is None else self.activities.apps.get(process.package)
        return app is not None and app.frozen

    # --- input -----------------------------------------------------------------------------
    def touch(self, action: int, x: float, y: float) -> bool:
        """A touch event: 0 down, 1 up, 2 move, 3 cancel."""
        if action == 0:
            self.core.trouble.touched()
        return self.input.touch(action, x, y)

    async def tap(self, x: float, y: float, hold_ms: int = 0) -> bool:
        """Down, hold, up."""
        self.core.trouble.touched()
        return await self.input.tap(x, y, hold_ms)

    async def swipe(self, points: list[tuple[float, float]], for_ms: int) -> bool:
        """Down, along the points, up."""
        return await self.input.swipe(points, for_ms)

    async def two_fingers(self, starts: Pair, ends: Pair, for_ms: int) -> bool:
        """Two fingers at once: a pinch."""
        return await self.input.two_fingers(starts, ends, for_ms)

    def key(self, code: int, *, long: bool = False, meta: int = 0) -> bool:  # noqa: ARG002
        """A key press by Android key code. True when it meant something."""
        return self.input.key(code, meta)

    @property
    def typing(self) -> bool:
        """Whether a text field has the focus."""
        return self.actions.typing

    def type_text(self, text: str, *, instead: bool = False) -> bool:
        """Text into the focused field, or instead of its text; False when none has the focus."""
        return self.actions.type_text(text, instead=instead)

    def set_text(self, package: str, touch_id: str, text: str) -> bool:
        """All of a field's text, as accessibility sets it; False when it is no field."""
        return self.actions.set_text(package, touch_id, text)

    def wake(self) -> None:
        """Screen on."""
        self.actions.wake()

    def sleep(self) -> None:
        """Screen off."""
        self.actions.sleep()

    def unlock(self) -> None:
        """Dismiss the keyguard."""
        self.actions.unlock()

    def set_rotation(self, rotation: int) -> None:
        """0 … 3."""
        self.core.rotation = rotation % 4

    # --- log -----------------------------------------------------------------------------
    def write_log(
        self, buffer: str, level: str, tag: str, message: str, *, pid: int = 0, uid: int = 1000
    ) -> None:
        """Add an entry."""
        self.event_log.write(buffer, level, tag, message, pid=pid or SYSTEM_SERVER_PID, uid=uid)

    def on_log(self, listener: Listener) -> Callable[[], None]:
        """Listen to new entries; returns the function that ends it."""
        return self.event_log.listen(listener)

    def on_log_death(self, cut: Callable[[], None]) -> Callable[[], None]:
        """Call when logd dies; returns the function that ends it."""
        return self.event_log.on_death(cut)

    def clear_log(self, buffers: set[str]) -> None:
        """Empty buffers."""
        self.event_log.clear(buffers)

    def after(self, delay_ms: float, action: Callable[[], None]) -> Callable[[], None]:
        """Call later on the phone's clock; returns the function that cancels it."""
        return self.clock.call_later(delay_ms, action)

    def sleep_ms(self, for_ms: float) -> Awaitable[None]:
        """Wait on the phone's clock."""
        return self.clock.sleep_ms(for_ms)
