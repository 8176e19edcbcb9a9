"""How Android writes intents, records, hashes and times in its dumps."""

import time
import zlib

from harness.virtual.android.intents import intent_words
from harness.virtual.android.state import ActivityRecord, Intent, Process, Task, Window
from harness.virtual.shell.dumps.dialect import Dialect


def identity(*of: object) -> str:
    """A stable identity hash for a thing that the model gives none, as Java prints it."""
    return f"{zlib.crc32(repr(of).encode()) & 0xFFFFFFF:x}"


def intent_text(intent: Intent, *, redact_for_api: int | None = None) -> str:
    """``Intent { … }``, its URI in full or redacted as the logs of that API level do."""
    return f"Intent {{ {intent_words(intent, redact_for_api=redact_for_api)} }}"


def user_id(uid: int) -> str:
    """``u0a123`` for an app, the number for the system."""
    return f"u0a{uid - 10000}" if uid >= 10000 else str(uid)


def activity_text(record: ActivityRecord, dialect: Dialect) -> str:
    """``ActivityRecord{…}``."""
    head = f"ActivityRecord{{{record.token:x} u0 {record.component}"
    early = "}" if dialect.records_close_early else ""
    closing = " f}" if record.state == "finishing" else "}"
    return f"{head}{early} t{record.task_id}{closing}"


def window_text(window: Window) -> str:
    """``Window{…}``."""
    return f"Window{{{window.id:x} u0 {window.title}}}"


def process_text(process: Process) -> str:
    """``ProcessRecord{…}``."""
    hash_ = identity("process", process.pid)
    return f"ProcessRecord{{{hash_} {process.pid}:{process.package}/{user_id(process.uid)}}}"


def task_type(task: Task) -> str:
    """``home`` for the launcher's task, ``recents`` for the overview, else ``standard``."""
    root = task.activities[0] if task.activities else None
    if root is not None and root.info.page == "recents":
        return "recents"
    is_home = root is not None and "android.intent.category.HOME" in root.intent.categories
    return "home" if is_home else "standard"


def task_text(task: Task, dialect: Dialect, *, visible: bool, full: bool = False) -> str:
    """``Task{…}`` (Android 11 and newer) or ``TaskRecord{…}``."""
    hash_ = identity("task", task.id)
    if not dialect.tasks_are_containers:
        affinity = task.affinity.partition(":")[2] or task.affinity
        size = len(task.activities)
        return f"TaskRecord{{{hash_} #{task.id} A={affinity} U=0 StackId={task.id} sz={size}}}"
    affinity = task.affinity if ":" in task.affinity else f"{task.uid}:{task.affinity}"
    head = f"Task{{{hash_} #{task.id} type={task_type(task)} A={affinity}"
    if not full:
        return head + "}"
    seen = str(visible).lower()
    return (
        f"{head} U=0 visible={seen} visibleRequested={seen} mode=fullscreen "
        f"translucent={str(not visible).lower()} sz={len(task.activities)}}}"
    )


def local_time(wall_s: float) -> str:
    """``2024-01-01 10:00:00`` on the phone's clock (UTC)."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(wall_s))


def duration(ms: float) -> str:
    """``TimeUtils.formatDuration``: ``+1m2s345ms``, ``-3s46ms``, ``0``."""
    if round(ms) == 0:
        return "0"
    sign, left = ("+" if ms > 0 else "-"), abs(round(ms))
    days, left = divmod(left, 86_400_000)
    hours, left = divmod(left, 3_600_000)
    minutes, left = divmod(left, 60_000)
    seconds, millis = divmod(left, 1000)
    units = [(days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s")]
    started = [
        f"{n}{unit}" for i, (n, unit) in enumerate(units) if any(u[0] for u in units[: i + 1])
    ]
    return sign + "".join(started) + f"{millis}ms"


def yes(value: object) -> str:
    """Java's ``true`` or ``false``."""
    return "true" if value else "false"
