"""RPC methods that concern the whole device: info, screen, input, keys, clipboard.

Source: device-facts §2.3 (AutomatorServiceImpl).
"""

from typing import Any

from harness.virtual.android.facade import PhoneFacade
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


class DeviceMethods:
    """Methods by their RPC names, but in snake case."""

    def __init__(self, phone: PhoneFacade) -> None:
        self._phone = phone

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
        await phone.sleep_ms(phone.config.timing.dump_ms)
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

    async def drag(self, x1: float, y1: float, x2: float, y2: float, steps: int) -> bool:
        """A long press, then a move."""
        phone = self._phone
        phone.touch(0, float(x1), float(y1))
        await phone.sleep_ms(_LONG_CLICK_MS)
        phone.touch(2, float(x2), float(y2))
        await phone.sleep_ms(max(1, int(steps)) * _STEP_MS)
        return phone.touch(1, float(x2), float(y2))

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
        """False: this phone has no quick settings."""
        return False

    # --- toast, clipboard, text ----------------------------------------------------
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

    async def paste_clipboard(self) -> bool:
        """The clipboard's text into the focused field."""
        if self._phone.clipboard:
            self._phone.type_text(self._phone.clipboard)
        return True
