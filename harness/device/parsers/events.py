"""Activity events of ``logcat -b events`` (am_* up to Android 10, wm_* since) and START lines.

Of notifications only those of the download manager count: AOSP's ``DownloadNotifier`` gives
the tag ``1:PACKAGE`` to that of a running download, with the package that asked for it.
"""

import re

import msgspec

from harness.device.parsers.component import full_component
from harness.device.parsers.intent import IntentText, parse_intent
from harness.device.parsers.logcat import LogLine

STARTS = frozenset({"am_create_activity", "am_new_intent", "wm_create_activity", "wm_new_intent"})
"""[User,Token,Task,Component,Action,MIME,URI,Flags]"""
RESUMES = frozenset(
    {
        "am_set_resumed_activity",
        "wm_set_resumed_activity",
        "am_resume_activity",
        "wm_resume_activity",
        "am_restart_activity",
        "wm_restart_activity",
    }
)
CRASHES = frozenset({"am_crash", "am_anr"})
PROCESSES = frozenset({"am_proc_start", "am_proc_bound"})
NOTICES = frozenset({"notification_enqueue"})
"""[Uid,Pid,Package,Id,Tag,User,Notification,Status(,App provided)]"""
TAGS = STARTS | RESUMES | CRASHES | PROCESSES | NOTICES
DOWNLOADS = "com.android.providers.downloads"
_RUNNING = "1:"
_FRESH = "0"
"""Status of a notification that is new; a progress bar that moves is 1, an update."""
START_TAGS = frozenset({"ActivityTaskManager", "ActivityManager"})

_START = re.compile(r"^START u(-?\d+) \{(.*)\}(.*)$", re.DOTALL)


class ActivityStart(msgspec.Struct, frozen=True, kw_only=True):
    """An activity created, or handed a new intent, as an event tells it."""

    component: str
    user: int
    new_intent: bool
    action: str | None = None
    mime: str | None = None
    data_uri: str | None = None


class ActivityResumed(msgspec.Struct, frozen=True, kw_only=True):
    """An activity came to the front; ``source`` is the event's tag."""

    component: str
    source: str


class Crashed(msgspec.Struct, frozen=True, kw_only=True):
    """A process crashed or did not respond."""

    package: str
    source: str
    reason: str


class ProcessStarted(msgspec.Struct, frozen=True, kw_only=True):
    """A process id and its name ("package" or "package:part"); ``uid`` where told."""

    pid: int
    uid: int | None
    process: str


class DownloadBegan(msgspec.Struct, frozen=True, kw_only=True):
    """The download manager shows a new running download of ``package``."""

    package: str


class StartLine(msgspec.Struct, frozen=True, kw_only=True):
    """``START u0 {…} from uid …``: somebody asked for an activity."""

    intent: IntentText
    user: int
    caller_uid: int | None = None
    caller_pid: int | None = None
    caller_package: str | None = None
    result_code: int | None = None


ActivityEvent = (
    ActivityStart | ActivityResumed | Crashed | ProcessStarted | DownloadBegan | StartLine
)


def parse_event(line: LogLine) -> ActivityEvent | None:
    """What the line tells about activities, None for any other line or a cut one."""
    if line.tag in START_TAGS:
        return parse_start_line(line.message)
    if line.tag not in TAGS:
        return None
    body = line.message.strip()
    if not body.startswith("["):
        return None
    fields = body[1:].removesuffix("]").split(",")
    try:
        return _notice(fields) if line.tag in NOTICES else _event(line.tag, fields)
    except (ValueError, IndexError):
        return None


def _event(tag: str, fields: list[str]) -> ActivityEvent | None:
    if tag in STARTS:
        return _start(tag, fields)
    if tag in RESUMES:
        named = next((f for f in fields[1:] if "/" in f), None)
        return ActivityResumed(component=full_component(named), source=tag) if named else None
    if tag == "am_crash":  # [Pid,User,Process,Flags,Exception,Message,File,Line]
        return Crashed(package=fields[2].split(":")[0], source=tag, reason=",".join(fields[4:6]))
    if tag == "am_anr":  # [User,Pid,Package,Flags,Reason]
        return Crashed(package=fields[2], source=tag, reason=",".join(fields[4:]))
    if tag == "am_proc_start":  # [User,PID,UID,Process Name,Type,Component]
        return ProcessStarted(pid=int(fields[1]), uid=int(fields[2]), process=fields[3])
    return ProcessStarted(pid=int(fields[1]), uid=None, process=fields[2])


def _notice(fields: list[str]) -> DownloadBegan | None:
    asked = fields[4].removeprefix(_RUNNING)
    status = ",".join(fields[6:]).rpartition(")")[2].strip(",").split(",")[0]
    if fields[2] != DOWNLOADS or asked == fields[4] or status != _FRESH:
        return None
    return DownloadBegan(package=asked)


def _start(tag: str, fields: list[str]) -> ActivityStart | None:
    if len(fields) < 4 or "/" not in fields[3]:
        return None
    # The address may hold commas; what is left of it and right of it may not.
    complete = len(fields) >= 8
    uri = ",".join(fields[6:-1]) if complete else ",".join(fields[6:])
    return ActivityStart(
        component=full_component(fields[3]),
        user=int(fields[0]),
        new_intent=tag.endswith("new_intent"),
        action=_given(fields[4]) if len(fields) > 4 else None,
        mime=_given(fields[5]) if len(fields) > 5 else None,
        data_uri=_given(uri),
    )


def _given(text: str) -> str | None:
    return None if text in {"", "NULL", "null"} else text


def parse_start_line(message: str) -> StartLine | None:
    """The START line of any dialect, None when the message is another one."""
    found = _START.match(message.strip())
    if found is None:
        return None
    user, body, tail = found.groups()
    package = re.search(r"from uid \d+ \(([A-Za-z][\w]*(?:\.\w+)+)\)", tail)
    return StartLine(
        intent=parse_intent(body),
        user=int(user),
        caller_uid=_int(r"from uid (\d{1,9})", tail),
        caller_pid=_int(r"from pid (\d{1,9})", tail),
        caller_package=package.group(1) if package else None,
        result_code=_int(r"result code=(-?\d{1,6})", tail),
    )


def _int(pattern: str, text: str) -> int | None:
    found = re.search(pattern, text)
    return int(found.group(1)) if found else None
