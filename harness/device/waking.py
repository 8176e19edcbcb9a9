"""Screen on and unlocked, as far as that is possible without a secret."""

import time
from collections.abc import Callable

from harness.device.inputs import KEYS
from harness.device.link import Link
from harness.device.parsers.activities import keyguard_showing
from harness.device.parsers.keyguard import parse_keyguard
from harness.device.parsers.power import parse_awake
from harness.domain.errors import DeviceError
from harness.domain.geometry import SizePx

_TRY_EVERY_S = 0.2
_TRIES = 10


def wake_and_unlock(link: Link, size: SizePx, api_level: int) -> None:
    """Wake the screen and push an unprotected lock screen away.

    Waits (at most 2 s a step) until the device itself says so. Raises ``DeviceError`` when
    it stays dark, or stays locked: by PIN, pattern or password.
    """
    if parse_awake(link.shell("dumpsys power").out) is False:
        link.shell(f"input keyevent {KEYS['wakeup'] if api_level >= 20 else KEYS['power']}")
        if not _becomes(lambda: parse_awake(link.shell("dumpsys power").out) is not False):
            raise DeviceError(
                f"{link.serial}: the screen stays off; press its power button, then run again",
                serial=link.serial,
            )
    if not is_locked(link):
        return
    _push_away(link, size, api_level)
    if not _becomes(lambda: not is_locked(link)):
        raise DeviceError(
            f"{link.serial} is locked by PIN, pattern or password: unlock it by hand, "
            "keep its screen on, then run again",
            serial=link.serial,
        )


def is_locked(link: Link) -> bool:
    """Whether the lock screen shows."""
    told = parse_keyguard(link.shell("dumpsys window policy").out)
    if told.showing is None:
        return bool(keyguard_showing(link.shell("dumpsys activity activities").out))
    return told.showing


def _push_away(link: Link, size: SizePx, api_level: int) -> None:
    if api_level >= 23:
        link.shell("wm dismiss-keyguard")
    if is_locked(link):
        middle = size.width // 2
        link.shell(f"input swipe {middle} {size.height * 4 // 5} {middle} {size.height // 5} 200")


def _becomes(holds: Callable[[], bool]) -> bool:
    for _ in range(_TRIES):
        if holds():
            return True
        time.sleep(_TRY_EVERY_S)
    return False
