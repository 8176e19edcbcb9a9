"""RPC methods that concern the whole device: info, screen, input, keys, clipboard.

Source: device-facts §2.3 (AutomatorServiceImpl).
"""

from typing import Any

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.android.intents import LAUNCHER, MAIN, NEW_TASK
from harness.virtual.android.state import Intent
from harness.virtual.uia2.capture import android_base64, screenshot
from harness.virtual.uia2.hierarchy import dump_xml
from harness.virtual.uia2.tree import active_root, roots

_KEYS = {
    "home": 3, "back": 4, "left": 21, "right": 22, "up": 19, "down": 20, "center": 23, "menu": 82,
    "search": 84, "enter": 66, "delete": 67, "del": 67, "recent": 187, "volume_up": 24,
    "volume_down": 25, "volume_mute": 164, "camera": 27, "power": 26,
}  # fmt: skip
_STEP_MS = 5
_ROTATIONS = {"natural": 0, "n": 0, "left": 1, "l": 1, "right": 3, "r": 3}
_PULL_MS = 100
_LONG_CLICK_MS = 500
_POLL_MS = 50
_SHELL_UID = 2000
_KEY_A, _KEY_V = 29, 50
_CTRL = 0x3000
"""``META_CTRL_ON | META_CTRL_LEFT_ON``, which the server injects."""


class DeviceMethods:
    """Methods by their RPC names, but in snake case."""

    def __init__(self, phone: PhoneFacade) -> None:
        self._phone = phone
        self._configured = {
            "actionAcknowledgmentTimeout": 500,
            "keyInjectionDelay": 0,
            "scrollAcknowledgmentTimeout": 200,
            "waitForIdleTimeout": 0,
            "waitForSelectorTimeout": 0,
        }

    # --- looking ---------------------------------------------------------------
    async def device_info(self) -> dict[str, Any]:
        """Sizes, rotation and the package in front."""
        phone = self._phone
        width, height = phone.display_size()
        front = active_root(phone)
        return {
            "currentPackageName": front.package if front else None,
            "displayHeight": height,
            "displayRotation": phone.rotation,
            "displaySizeDpX": width * 160 // phone.density(),
            "displaySizeDpY": height * 160 // phone.density(),
            "displayWidth": width,
            "naturalOrientation": phone.rotation % 2 == 0,
            "productName": phone.config.product,
            "screenOn": phone.awake,
            "sdkInt": phone.config.api_level,
        }

    async def ping(self) -> str:
        """``pong``."""
        return "pong"

    async def take_screenshot(self, scale: float = 1.0, quality: int = 80) -> str:
        """JPEG in base64; the scale is ignored, as the real server ignores it."""
        del scale
        return android_base64(await screenshot(self._phone, "JPEG", quality=int(quality)))

    async def dump_window_hierarchy(
        self, compressed: bool = False, max_depth: int = 50, in_active: bool = False
    ) -> str:
        """The hierarchy of all windows, or of the active one."""
        phone = self._phone
        await phone.take_ms(phone.config.timing.dump_ms)
        active = active_root(phone) if in_active else None
        shown = ([active] if active else []) if in_active else roots(phone)
        return dump_xml(
            shown,
            rotation=phone.rotation,
            api_level=phone.config.api_level,
            max_depth=int(max_depth),
            compressed=bool(compressed),
        )

    # --- touching --------------------------------------------------------------
    async def click(self, x: float, y: float, hold_ms: int | None = None) -> bool:
        """Down, hold (``hold_ms`` makes it a long click), up; false outside the display."""
        width, height = self._phone.display_size()
        if not (0 <= float(x) < width and 0 <= float(y) < height):
            return False
        held = self._phone.config.timing.click_hold_ms if hold_ms is None else int(hold_ms)
        return await self._phone.tap(float(x), float(y), held)

    async def long_click(self, x: float, y: float, for_ms: int = _LONG_CLICK_MS) -> bool:
        """Down, hold longer, up."""
        return await self._phone.tap(float(x), float(y), int(for_ms))

    async def swipe(self, x1: float, y1: float, x2: float, y2: float, steps: int) -> bool:
        """A straight swipe of ``steps`` moves, 5 ms each."""
        points = [(float(x1), float(y1)), (float(x2), float(y2))]
        return await self._phone.swipe(points, max(1, int(steps)) * _STEP_MS)

    async def swipe_points(self, coordinates: list[float], steps: int) -> bool:
        """A swipe along x, y, x, y …, ``steps`` moves a stretch."""
        flat = [float(c) for c in coordinates]
        points = list(zip(flat[::2], flat[1::2], strict=True))
        stretches = max(1, len(points) - 1)
        return await self._phone.swipe(points, stretches * max(1, int(steps)) * _STEP_MS)

    async def inject_input_event(self, action: int, x: float, y: float, meta: int = 0) -> bool:
        """One raw touch event."""
        del meta
        return self._phone.touch(int(action), float(x), float(y))

    # --- keys and screen ---------------------------------------------------------
    async def press_key(self, name: str) -> bool:
        """A key by the server's own names; false for an unknown one."""
        code = _KEYS.get(str(name).lower())
        return code is not None and self._phone.key(code)

    async def press_key_code(self, code: int, meta: int = 0) -> bool:
        """A key by its code."""
        return self._phone.key(int(code), meta=int(meta))

    async def wake_up(self) -> None:
        """Screen on."""
        self._phone.wake()

    async def sleep(self) -> None:
        """Screen off."""
        self._phone.sleep()

    async def is_screen_on(self) -> bool:
        """Whether the screen is on."""
        return self._phone.awake

    async def wait_for_idle(self, timeout_ms: int = 0) -> None:
        """The model is always idle between events."""
        del timeout_ms

    async def set_orientation(self, name: str) -> None:
        """``natural``, ``left`` or ``right``; ``upsidedown`` is ignored."""
        rotation = _ROTATIONS.get(str(name).lower())
        if rotation is not None:
            self._phone.set_rotation(rotation)

    async def freeze_rotation(self, freeze: bool = True) -> None:
        """Stop or allow turning with the sensor."""
        self._phone.settings["system"]["accelerometer_rotation"] = "0" if freeze else "1"

    async def open_notification(self) -> bool:
        """Pull the shade down from the top edge."""
        width, height = self._phone.display_size()
        return await self._phone.swipe([(width / 2, 1), (width / 2, height / 2)], _PULL_MS)

    async def open_quick_settings(self) -> bool:
        """The shade, whose tiles are the quick settings."""
        return await self.open_notification()

    async def launch_app(self, package: str) -> bool:
        """Start an app's launcher activity; false when there is none."""
        known = self._phone.packages.get(str(package))
        info = next((a for a in known.activities if a.launcher), None) if known else None
        if info is None:
            return False
        intent = Intent(
            action=MAIN, categories=(LAUNCHER,), flags=NEW_TASK, component=(info.package, info.name)
        )
        started = await self._phone.start_activity(intent, caller=None, caller_uid=_SHELL_UID)
        return started.code >= 0

    async def wait_for_window_update(self, package: str | None, timeout_ms: int) -> bool:
        """True as soon as the windows (of a package) are not what they were."""
        phone = self._phone
        before, until = self._windows_of(package), phone.uptime_ms() + int(timeout_ms)
        while self._windows_of(package) == before:
            if phone.uptime_ms() >= until:
                return False
            await phone.sleep_ms(_POLL_MS)
        return True

    def _windows_of(self, package: str | None) -> list[Any]:
        windows = self._phone.windows()
        return [(w.id, w.root) for w in windows if w.visible and package in (None, w.package)]

    # --- how the server is set ------------------------------------------------------
    async def get_configurator(self) -> dict[str, int]:
        """Timeouts as the server sets them (device-facts §2.3)."""
        return dict(self._configured)

    async def set_configurator(self, wanted: dict[str, int]) -> dict[str, int]:
        """Change timeouts; the model waits for nothing by them."""
        known = {k: int(v) for k, v in wanted.items() if k in self._configured}
        self._configured |= known
        return dict(self._configured)

    # --- toast, clipboard, text ----------------------------------------------------
    async def get_last_traversed_text(self) -> str | None:
        """Null: nothing reads a page aloud."""
        return None

    async def clear_last_traversed_text(self) -> None:
        """Forget it."""

    async def get_last_toast(self) -> str | None:
        """The last toast's text."""
        return self._phone.last_toast

    async def clear_last_toast(self) -> None:
        """Forget it."""
        self._phone.last_toast = None

    async def get_clipboard(self) -> str | None:
        """The clipboard's text."""
        return self._phone.clipboard

    async def set_clipboard(self, label: str | None, text: str) -> None:
        """Fill the clipboard."""
        del label
        self._phone.clipboard = text

    async def paste_clipboard(self) -> None:
        """Ctrl-V, as a keyboard would send it."""
        self._phone.key(_KEY_V, meta=_CTRL)

    async def clear_input_text(self) -> None:
        """Ctrl-A, then delete."""
        self._phone.key(_KEY_A, meta=_CTRL)
        self._phone.key(_KEYS["del"])
