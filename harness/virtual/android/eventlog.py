"""The log: one list of entries, written in the dialect of the API level.

Activity events are ``wm_*`` from API 30 on and ``am_*`` before; START and Displayed lines
carry the tag ActivityTaskManager from API 29 on and ActivityManager before.
"""

from collections.abc import Callable
from typing import Literal

from harness.virtual.android.clock import Clock
from harness.virtual.android.intents import intent_words, redacted
from harness.virtual.android.state import Intent, LogEntry

SYSTEM_SERVER_PID = 1538
SYSTEM_UID = 1000
KEPT = 20_000
"""Entries kept; older ones are dropped as a ring buffer drops them."""

Listener = Callable[[LogEntry], None]


class EventLog:
    """Entries in order, listeners, and the few dialects."""

    def __init__(self, clock: Clock, api_level: int) -> None:
        self.entries: list[LogEntry] = []
        self.api_level = api_level
        self._clock = clock
        self._listeners: list[Listener] = []
        self._readers: list[Callable[[], None]] = []
        self._dead = False

    def write(
        self,
        buffer: str,
        level: str,
        tag: str,
        message: str,
        *,
        pid: int = SYSTEM_SERVER_PID,
        uid: int = SYSTEM_UID,
    ) -> None:
        """Add an entry and tell the listeners."""
        if self._dead:
            return
        entry = LogEntry(
            wall_s=self._clock.wall_s(),
            uptime_ms=int(self._clock.now_ms()),
            buffer=_buffer(buffer),
            pid=pid,
            tid=pid + 40 if pid == SYSTEM_SERVER_PID else pid,
            uid=uid,
            level=_level(level),
            tag=tag,
            message=message,
        )
        self.entries.append(entry)
        if len(self.entries) > KEPT:
            del self.entries[: KEPT // 10]
        for listener in tuple(self._listeners):
            listener(entry)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell of each new entry until the returned function is called."""
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    def on_death(self, cut: Callable[[], None]) -> Callable[[], None]:
        """Call when logd dies, until the returned function is called."""
        self._readers.append(cut)
        return lambda: self._readers.remove(cut) if cut in self._readers else None

    def die(self) -> None:
        """Logd dies: what it kept is gone, readers are cut off, nothing is kept."""
        self._dead = True
        self.entries.clear()
        for cut in tuple(self._readers):
            cut()

    def revive(self) -> None:
        """Logd is there again."""
        self._dead = False

    def clear(self, buffers: set[str]) -> None:
        """Empty these buffers."""
        self.entries[:] = [e for e in self.entries if e.buffer not in buffers]

    def event(
        self, tag: str, *values: object, pid: int = SYSTEM_SERVER_PID, uid: int = SYSTEM_UID
    ) -> None:
        """A line of the events buffer; several values stand in brackets."""
        words = ["NULL" if v is None else str(v) for v in values]
        message = words[0] if len(words) == 1 else f"[{','.join(words)}]"
        self.write("events", "I", tag, message, pid=pid, uid=uid)

    def activity_event(
        self, name: str, *values: object, pid: int = SYSTEM_SERVER_PID, uid: int = SYSTEM_UID
    ) -> None:
        """``wm_NAME`` or ``am_NAME``, as the API level writes it."""
        prefix = "wm_" if self.api_level >= 30 else "am_"
        self.event(prefix + name, *values, pid=pid, uid=uid)

    def intent_event(
        self, name: str, token: int, task: int, component: str, intent: Intent
    ) -> None:
        """``create_activity`` or ``new_intent``: with action, MIME, redacted URI and flags."""
        uri = None if intent.data is None else redacted(intent.data, self.api_level)
        values = (component, intent.action, intent.mime, uri, intent.flags)
        self.activity_event(name, 0, token, task, *values)

    def called(
        self, name: str, token: int, class_name: str, reason: str, *, pid: int, uid: int
    ) -> None:
        """The app's side of a life-cycle step, such as ``wm_on_resume_called``."""
        values: tuple[object, ...] = (token, class_name, reason)
        if self.api_level >= 33:
            values = (0, token, class_name, reason, 3)
        elif self.api_level < 30:
            values = (0, class_name, reason)
        self.activity_event(name, *values, pid=pid, uid=uid)

    @property
    def manager_tag(self) -> str:
        """Tag of START and Displayed lines."""
        return "ActivityTaskManager" if self.api_level >= 29 else "ActivityManager"

    def start_line(self, intent: Intent, *, uid: int, code: int, mode: str) -> None:
        """The START line of the main buffer, its data redacted as on that version."""
        words = intent_words(intent, redact_for_api=self.api_level)
        line = f"START u0 {{{words}}}"
        if self.api_level >= 34:
            line += f" with {mode} from uid {uid} (BAL_ALLOW_VISIBLE_WINDOW) result code={code}"
        elif self.api_level >= 33:
            line += f" with {mode} from uid {uid} result code={code}"
        elif self.api_level >= 29:
            line += f" from uid {uid}"
        else:
            line += f" from uid {uid} on display 0"
        self.write("main", "I", self.manager_tag, line)

    def displayed(self, component: str, after_ms: int) -> None:
        """The Displayed line of the main buffer."""
        user = " for user 0" if self.api_level >= 34 else ""
        self.write(
            "main", "I", self.manager_tag, f"Displayed {component}{user}: +{duration(after_ms)}"
        )


def duration(of_ms: int) -> str:
    """As ``TimeUtils.formatDuration``: ``471ms``, ``1s42ms``."""
    seconds, rest = divmod(of_ms, 1000)
    return f"{seconds}s{rest}ms" if seconds else f"{rest}ms"


def _buffer(name: str) -> Literal["main", "system", "events", "crash"]:
    match name:
        case "system" | "events" | "crash":
            return name
        case _:
            return "main"


def _level(letter: str) -> Literal["V", "D", "I", "W", "E", "F"]:
    match letter:
        case "V" | "D" | "W" | "E" | "F":
            return letter
        case _:
            return "I"
