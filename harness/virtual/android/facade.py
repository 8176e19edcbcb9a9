"""What shell commands and the uiautomator2 server may ask of the phone.

``harness.virtual.android.phone.Phone`` implements it. One asyncio loop owns the phone: no
locks, and no method blocks for longer than painting one frame takes.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from harness.virtual.android.app_ops import AppOps
from harness.virtual.android.disk import Disk
from harness.virtual.android.installer import Wish
from harness.virtual.android.notices import Notices
from harness.virtual.android.sensors import Sensors
from harness.virtual.android.state import (
    ActivityRecord,
    Intent,
    LogEntry,
    Package,
    PhoneConfig,
    Process,
    StartResult,
    Task,
    Window,
)
from harness.virtual.android.trouble import Trouble
from harness.virtual.scene import Scene


class PhoneFacade(Protocol):
    """The phone as its commands see it."""

    config: PhoneConfig
    packages: dict[str, Package]
    processes: dict[int, Process]
    """By pid."""
    tasks: list[Task]
    """Top-most first. The launcher's home task is among them."""
    settings: dict[str, dict[str, str]]
    """By namespace: "system", "secure", "global"."""
    built_in_keyboard: str
    """Id of the input method that the phone came with."""
    props: dict[str, str]
    log: list[LogEntry]
    on_reboot: Callable[[], None]
    """Called when somebody asks for a reboot; adbd takes the phone away and brings it back."""
    clipboard: str | None
    last_toast: str | None
    install_sessions: dict[int, object]
    """What ``pm install-create`` opened, by number."""

    @property
    def awake(self) -> bool:
        """Screen on."""

    @property
    def locked(self) -> bool:
        """Keyguard showing."""

    pin: str
    """PIN, password or pattern of the lock screen, or none."""
    lock_kind: str
    """``pin``, ``password`` or ``pattern``."""
    notices: Notices
    app_ops: AppOps
    disk: Disk
    """The data partition."""

    @property
    def keyboard_shown(self) -> bool:
        """Whether the phone's own keyboard is on the screen."""

    @property
    def rotation(self) -> int:
        """0 … 3."""

    @property
    def last_start(self) -> Intent | None:
        """The last intent that anyone started, its component filled in where resolved."""

    # --- what is shown -------------------------------------------------------
    def uptime_ms(self) -> int:
        """Phone clock since boot."""

    def wall_s(self) -> float:
        """Phone wall clock, seconds since 1970."""

    def display_size(self) -> tuple[int, int]:
        """Width and height in the present rotation, overrides included."""

    def density(self) -> int:
        """Dots per inch, override included."""

    def size_override(self, size: tuple[int, int] | None) -> None:
        """Set or reset ``wm size``."""

    def density_override(self, dpi: int | None) -> None:
        """Set or reset ``wm density``."""

    def windows(self) -> list[Window]:
        """All windows, top-most first, with their view trees as of now."""

    def focused_window(self) -> Window | None:
        """The window that takes keys."""

    def resumed_activity(self) -> ActivityRecord | None:
        """The activity in front."""

    def scene(self) -> Scene:
        """What the screen shows now."""

    @property
    def sensors(self) -> Sensors:
        """Accelerometer, gyroscope and the others."""

    @property
    def trouble(self) -> Trouble:
        """Faults on purpose, where commands must show them."""

    async def take_ms(self, usual_ms: float) -> None:
        """Take about as long as this phone does for something."""

    def frame_rgba(self) -> tuple[int, int, bytes]:
        """Width, height and RGBA pixels of the screen now (as a capture gets them)."""

    # --- packages and activities ---------------------------------------------
    def resolve(self, intent: Intent) -> list[tuple[str, str]]:
        """Components (package, full class) that answer an intent, best first."""

    async def start_activity(
        self, intent: Intent, *, caller: str | None, caller_uid: int, wait: bool = False
    ) -> StartResult:
        """Start; with ``wait`` return when the first window is drawn."""

    def force_stop(self, package: str) -> None:
        """Kill its processes, remove its activities, mark it stopped."""

    def clear_data(self, package: str) -> bool:
        """Force-stop and forget. False when there is no such package."""

    def install(self, apks: Sequence[bytes], wish: Wish) -> str:
        """Install a base APK and its splits; "Success" or "Failure [INSTALL_FAILED_…: …]"."""

    def uninstall(self, package: str) -> bool:
        """False when there is no such package."""

    def crash(self, wanted: str) -> None:
        """Let a package's process crash, or the one of that number (``am crash``)."""

    def kill(self, pid: int) -> bool:
        """End a process. False when there is none."""

    def freeze(self, pid: int, *, frozen: bool) -> bool:
        """Stop a process, or let it go on. False when there is none."""

    def is_frozen(self, pid: int) -> bool:
        """Whether a process is stopped."""

    # --- input ---------------------------------------------------------------
    def touch(self, action: int, x: float, y: float) -> bool:
        """A touch event: 0 down, 1 up, 2 move, 3 cancel."""

    async def tap(self, x: float, y: float, hold_ms: int = 0) -> bool:
        """Down, hold, up."""

    async def swipe(self, points: list[tuple[float, float]], for_ms: int) -> bool:
        """Down, along the points, up."""

    def key(self, code: int, *, long: bool = False, meta: int = 0) -> bool:
        """A key press by Android key code."""

    async def two_fingers(
        self,
        starts: tuple[tuple[float, float], tuple[float, float]],
        ends: tuple[tuple[float, float], tuple[float, float]],
        for_ms: int,
    ) -> bool:
        """Two fingers from two points to two others: a pinch of what lies between them."""

    @property
    def typing(self) -> bool:
        """Whether a text field has the focus."""

    def type_text(self, text: str, *, instead: bool = False) -> bool:
        """Text into the focused field, or instead of its text; False when none has the focus."""

    def set_text(self, package: str, touch_id: str, text: str) -> bool:
        """All of a field's text, as accessibility sets it; False when it is no field."""

    def wake(self) -> None:
        """Screen on."""

    def sleep(self) -> None:
        """Screen off."""

    def unlock(self) -> None:
        """Dismiss the keyguard."""

    def shut_down(self) -> None:
        """The first half of a reboot: what does not outlive it is gone."""

    def start_up(self) -> None:
        """The second half: uptime begins anew, the launcher comes up."""

    def set_rotation(self, rotation: int) -> None:
        """0 … 3."""

    # --- log -----------------------------------------------------------------
    def write_log(
        self, buffer: str, level: str, tag: str, message: str, *, pid: int = 0, uid: int = 1000
    ) -> None:
        """Add an entry."""

    def on_log(self, listener: Callable[[LogEntry], None]) -> Callable[[], None]:
        """Listen to new entries; returns the function that ends it."""

    def on_log_death(self, cut: Callable[[], None]) -> Callable[[], None]:
        """Call when logd dies; returns the function that ends it."""

    def clear_log(self, buffers: set[str]) -> None:
        """Empty buffers."""

    def after(self, delay_ms: float, action: Callable[[], None]) -> Callable[[], None]:
        """Call later on the phone's clock; returns the function that cancels it."""

    def sleep_ms(self, for_ms: float) -> Awaitable[None]:
        """Wait on the phone's clock."""
