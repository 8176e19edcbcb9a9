"""App ops: what each app may do beside its permissions, as ``AppOpsManager`` keeps it.

Only what was set or asked for is kept; everything else has its default. Names, defaults and the
release each came with are those of ``AppOpsManager``.
"""

import dataclasses
from collections.abc import Callable

REQUEST_INSTALL_PACKAGES = "REQUEST_INSTALL_PACKAGES"
MODES = ("allow", "ignore", "deny", "default", "foreground")

_OPS = {
    "COARSE_LOCATION": ("allow", 21), "FINE_LOCATION": ("allow", 21), "VIBRATE": ("allow", 21),
    "READ_CONTACTS": ("allow", 21), "WRITE_CONTACTS": ("allow", 21), "CALL_PHONE": ("allow", 21),
    "READ_SMS": ("allow", 21), "SEND_SMS": ("allow", 21), "WRITE_SETTINGS": ("default", 21),
    "SYSTEM_ALERT_WINDOW": ("default", 21), "CAMERA": ("allow", 21),
    "RECORD_AUDIO": ("allow", 21), "READ_CLIPBOARD": ("allow", 21),
    "WRITE_CLIPBOARD": ("allow", 21), "WAKE_LOCK": ("allow", 21),
    "POST_NOTIFICATION": ("allow", 21), "TOAST_WINDOW": ("allow", 21),
    "PROJECT_MEDIA": ("ignore", 21), "ACTIVATE_VPN": ("ignore", 21),
    "GET_USAGE_STATS": ("default", 21), "READ_EXTERNAL_STORAGE": ("allow", 23),
    "WRITE_EXTERNAL_STORAGE": ("allow", 23), "READ_PHONE_STATE": ("allow", 23),
    "RUN_IN_BACKGROUND": ("allow", 24), REQUEST_INSTALL_PACKAGES: ("default", 26),
    "PICTURE_IN_PICTURE": ("allow", 26), "RUN_ANY_IN_BACKGROUND": ("allow", 28),
    "START_FOREGROUND": ("allow", 28), "MANAGE_EXTERNAL_STORAGE": ("default", 30),
    "SCHEDULE_EXACT_ALARM": ("default", 31),
}  # fmt: skip
"""By name: the default mode and the API level since which it exists."""

Key = tuple[str, str]
"""Package and op."""


@dataclasses.dataclass(slots=True)
class Op:
    """One op of one package; times are wall seconds, 0 for never."""

    mode: str
    allowed_s: float = 0.0
    rejected_s: float = 0.0


class AppOps:
    """What was set and what was asked for, by package and op."""

    def __init__(self) -> None:
        self._ops: dict[Key, Op] = {}
        self._watchers: dict[Key, list[Callable[[], None]]] = {}

    def mode(self, package: str, op: str) -> str:
        """The mode, the default where nothing was set."""
        known = self._ops.get((package, op))
        return _OPS[op][0] if known is None else known.mode

    def set(self, package: str, op: str, mode: str) -> None:
        """Set a mode, and tell who watches it."""
        before = self.mode(package, op)
        known = self._ops.setdefault((package, op), Op(mode))
        known.mode = mode
        if mode == _OPS[op][0] and not (known.allowed_s or known.rejected_s):
            del self._ops[package, op]
        if mode != before:
            for tell in self._watchers.pop((package, op), []):
                tell()

    def note(self, package: str, op: str, at_s: float) -> str:
        """An app does it: remember when, and say whether it may."""
        known = self._ops.setdefault((package, op), Op(_OPS[op][0]))
        if known.mode == "allow":
            known.allowed_s = at_s
        else:
            known.rejected_s = at_s
        return known.mode

    def once_changed(self, package: str, op: str, tell: Callable[[], None]) -> None:
        """Call when the mode changes next."""
        self._watchers.setdefault((package, op), []).append(tell)

    def of(self, package: str) -> dict[str, Op]:
        """What is known of a package, in the order of the ops' numbers."""
        return {op: self._ops[package, op] for op in _OPS if (package, op) in self._ops}

    def with_mode(self, op: str, mode: str) -> list[str]:
        """Packages for which an op was set to this mode."""
        return [name for (name, one), kept in self._ops.items() if one == op and kept.mode == mode]

    def reset(self, package: str | None = None) -> None:
        """All modes, or those of one package, are the defaults again."""
        for key in [key for key in self._ops if package in {None, key[0]}]:
            self.set(*key, _OPS[key[1]][0])

    def forget(self, package: str) -> None:
        """The package is gone."""
        for key in [key for key in self._ops if key[0] == package]:
            del self._ops[key]


def known_op(word: str, api: int) -> str | None:
    """The op that a word names (``CAMERA`` or ``android:camera``); None where there is none."""
    name = word.removeprefix("android:").upper()
    found = _OPS.get(name)
    return name if found is not None and found[1] <= api else None


def default_mode(op: str) -> str:
    """What an op's mode is where nobody set one."""
    return _OPS[op][0]
