"""The virtual phone as its commands see it: what it shows, feels and logs."""

import random
from collections.abc import Awaitable, Callable

from harness.virtual.android.clock import Clock
from harness.virtual.android.eventlog import SYSTEM_SERVER_PID, Listener
from harness.virtual.android.input import Pair
from harness.virtual.android.looks import Builder
from harness.virtual.android.programs import Programs
from harness.virtual.android.sensors import Sensors
from harness.virtual.android.state import ActivityRecord, Intent, PhoneConfig, Window
from harness.virtual.android.trouble import Trouble, spoiled
from harness.virtual.scene import Scene
from harness.virtual.screen.memory import give_back_soon
from harness.virtual.screen.painter import Painter


class Phone(Programs):
    """Fulfils ``PhoneFacade``. One asyncio loop owns it."""

    def __init__(self, config: PhoneConfig, clock: Clock, builder: Builder | None = None) -> None:
        super().__init__(config, clock, builder)
        self._pace = random.Random(f"pace/{config.seed}")
        self._painter: Painter | None = None

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
