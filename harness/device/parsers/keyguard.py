"""``dumpsys window policy``: lock screen."""

import re

import msgspec

_SHOWING = (
    r"^\s*showing=(true|false)",
    r"\bmIsShowing=(true|false)",
    r"\bmShowingLockscreen=(true|false)",
    r"\bmDreamingLockscreen=(true|false)",
    r"\bisStatusBarKeyguard=(true|false)",
    r"\bm?KeyguardShowing=(true|false)",
)
_SECURE = (r"^\s*secure=(true|false)", r"\bmSecure=(true|false)", r"\bisSecure=(true|false)")


class Keyguard(msgspec.Struct, frozen=True, kw_only=True):
    """None where the device does not say."""

    showing: bool | None = None
    secure: bool | None = None


def parse_keyguard(text: str) -> Keyguard:
    """Lock screen as told by any of the words that Android versions use; any "true" wins."""
    return Keyguard(showing=_any_true(_SHOWING, text), secure=_any_true(_SECURE, text))


def _any_true(patterns: tuple[str, ...], text: str) -> bool | None:
    told = [w for p in patterns for w in re.findall(p, text, re.MULTILINE)]
    return "true" in told if told else None
