"""The phone is left as it was found, also after a crash of ours.

What we change is kept for the session and in a small file on the phone: a run that was killed
leaves the file, and the next connection puts the settings back before anything else.
"""

import contextlib
import json

from harness.device.link import Link
from harness.domain.errors import DeviceError

KEPT = "/data/local/tmp/taptruth-found.json"
TOUCHED = (
    ("global", "window_animation_scale"),
    ("global", "transition_animation_scale"),
    ("global", "animator_duration_scale"),
    ("global", "stay_on_while_plugged_in"),
    ("system", "screen_off_timeout"),
)
"""Settings that tools like ours change. They are read at the start and compared at the end."""
_PLUGGED_ANY = "7"
"""BatteryManager: AC 1 + USB 2 + wireless 4."""
_LONG_TIMEOUT_MS = "1800000"


class FoundSettings:
    """Reads, changes and restores settings of one device."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.found: dict[str, str] = {}
        self._changed: set[str] = set()

    def read(self) -> dict[str, str]:
        """Restore what a killed run left behind, then read the settings as found."""
        self._restore_leftover()
        self.found = self._read()
        return dict(self.found)

    def keep_screen_on(self) -> None:
        """No screen timeout while we look. Both values come back in ``restore``."""
        wanted = {
            "global/stay_on_while_plugged_in": _PLUGGED_ANY,
            "system/screen_off_timeout": _LONG_TIMEOUT_MS,
        }
        changes = {k: v for k, v in wanted.items() if k in self.found and self.found[k] != v}
        if not changes:
            return
        with contextlib.suppress(DeviceError):
            self._link.push(json.dumps(self.found).encode(), KEPT)
        for key, value in changes.items():
            self._changed.add(key)
            self._put(key, value)

    def restore(self) -> None:
        """Put back every setting that differs from what was found."""
        if not self.found:
            return
        now = self._read()
        for key, value in self.found.items():
            if now.get(key) != value:
                self._put(key, value)
        if self._changed:
            self._link.shell(f"rm -f {KEPT}")
            self._changed.clear()

    def _read(self) -> dict[str, str]:
        command = "; ".join(f"settings get {space} {name}" for space, name in TOUCHED)
        told = self._link.shell(command)
        lines = told.out.splitlines()
        if len(lines) != len(TOUCHED) or "not found" in told.text:
            return {}
        return {
            f"{space}/{name}": line.strip()
            for (space, name), line in zip(TOUCHED, lines, strict=True)
        }

    def _put(self, key: str, value: str) -> None:
        space, name = key.split("/", 1)
        if (space, name) not in TOUCHED or not set(value) <= set("0123456789.nul"):
            return
        if value == "null":
            self._link.shell(f"settings delete {space} {name}")
        else:
            self._link.shell(f"settings put {space} {name} {value}")

    def _restore_leftover(self) -> None:
        told = self._link.shell(f"cat {KEPT} 2>/dev/null").out.strip()
        if not told.startswith("{"):
            return
        with contextlib.suppress(ValueError, AttributeError, TypeError):
            for key, value in json.loads(told).items():
                self._put(key, str(value))
        self._link.shell(f"rm -f {KEPT}")
