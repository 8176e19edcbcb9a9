"""``dumpsys activity activities``: what is resumed, and the whole history with its intents."""

import re

import msgspec

from harness.device.parsers.blocks import blocks
from harness.device.parsers.component import full_component
from harness.device.parsers.intent import IntentText, parse_intent

_RECORD = r"ActivityRecord\{\S+ u(\d+) ([^\s/{}]+/[^\s}]+)"
_RESUMED = re.compile(rf"^\s*((?:top|m)?ResumedActivity|Resumed)\s*[=:]\s*{_RECORD}", re.MULTILINE)
_DISPLAY = re.compile(r"^Display #(\d+)\b", re.MULTILINE)
_TRUST = ("topResumedActivity", "ResumedActivity", "mResumedActivity", "Resumed")
_HIST = re.compile(rf"^\s*\* Hist\s+#\d+: {_RECORD}", re.MULTILINE)
_FROM = re.compile(r"launchedFromPackage=(\S+)")
_FROM_UID = re.compile(r"launchedFromUid=(\d+)")
_INTENT = re.compile(r"^\s*Intent \{(.*)\}\s*$", re.MULTILINE)
_KEYGUARD = re.compile(r"m?KeyguardShowing=(true|false)")


class Resumed(msgspec.Struct, frozen=True, kw_only=True):
    """The activity in front on one display; ``source`` is the word that said so."""

    component: str
    user: int
    display: int
    source: str


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One activity in a task, with the intent that started it in full."""

    component: str
    user: int
    intent: IntentText
    launched_from: str | None = None
    launched_from_uid: int | None = None


def parse_resumed(text: str) -> list[Resumed]:
    """Resumed activities, display 0 first, one a display; empty while nothing is resumed.

    On one display ``topResumedActivity`` is trusted before ``ResumedActivity`` before
    ``mResumedActivity``; within a word the last line wins where several stacks name one
    (up to Android 9 the focused stack comes last when it is not the first).
    """
    best: dict[int, tuple[int, Resumed]] = {}
    starts = [(m.start(), int(m.group(1))) for m in _DISPLAY.finditer(text)]
    focused = _focused(text)
    for match in _RESUMED.finditer(text):
        word, user, component = match.groups()
        display = next((n for at, n in reversed(starts) if at < match.start()), 0)
        if starts and word == "ResumedActivity" and _indent(match) <= 2:
            display = min(n for _, n in starts)  # the summary at the end is global
        component = full_component(component)
        rank = _TRUST.index(word) * 2 + (component != focused)
        found = Resumed(component=component, user=int(user), display=display, source=word)
        if display not in best or rank < best[display][0]:
            best[display] = (rank, found)
    return [best[display][1] for display in sorted(best)]


def _indent(match: re.Match[str]) -> int:
    line = match.group(0).lstrip("\r\n")
    return len(line) - len(line.lstrip())


def _focused(text: str) -> str | None:
    """``mFocusedActivity`` of Android 4–7 tells which of two stacks is in front."""
    found = re.search(rf"mFocusedActivity: {_RECORD}", text)
    return full_component(found.group(2)) if found else None


def parse_history(text: str) -> list[HistoryEntry]:
    """All ``Hist`` entries, in the order printed; a cut entry keeps what it has."""
    return [_entry(match, block) for match, block in blocks(_HIST, text)]


def _entry(match: re.Match[str], block: str) -> HistoryEntry:
    intent = _INTENT.search(block)
    caller, uid = _FROM.search(block), _FROM_UID.search(block)
    return HistoryEntry(
        component=full_component(match.group(2)),
        user=int(match.group(1)),
        intent=parse_intent(intent.group(1)) if intent else IntentText(),
        launched_from=caller.group(1) if caller and caller.group(1) != "null" else None,
        launched_from_uid=int(uid.group(1)) if uid else None,
    )


def keyguard_showing(text: str) -> bool | None:
    """Whether the lock screen shows (Android 7 and later print it here), None if not told."""
    found = _KEYGUARD.search(text)
    return found.group(1) == "true" if found else None
