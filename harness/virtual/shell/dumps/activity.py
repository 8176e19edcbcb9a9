"""``dumpsys activity``: activities, top, starter, processes, recents."""

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.android.intents import intent_words
from harness.virtual.android.state import ActivityRecord, Process, Task
from harness.virtual.shell.dumps.dialect import Dialect
from harness.virtual.shell.dumps.text import (
    activity_text,
    duration,
    identity,
    intent_text,
    process_text,
    task_text,
    task_type,
    window_text,
    yes,
)

_LAUNCH_MODES = {"standard": 0, "singleTop": 1, "singleTask": 2, "singleInstance": 3}


def dump_activity(phone: PhoneFacade, args: list[str]) -> str:
    """The whole service, or the part that ``args`` names."""
    parts = {
        "activities": activities,
        "a": activities,
        "top": top,
        "starter": starter,
        "processes": processes,
        "p": processes,
        "recents": recents,
        "r": recents,
    }
    words = [a for a in args if not a.startswith("-")]
    if not words:
        return (
            "-" * 79 + "\n" + "".join(p(phone) for p in (recents, starter, activities, processes))
        )
    if words[0] in parts:
        return parts[words[0]](phone)
    matching = [r for t in phone.tasks for r in t.activities if words[0] in r.component]
    if not matching:
        return f"Bad activity command, or no activities match: {words[0]}\nUse -h for help.\n"
    return "".join(_client_dump(phone, r) for r in matching)


def activities(phone: PhoneFacade) -> str:
    """``dumpsys activity activities``."""
    dialect = Dialect(phone.config.api_level)
    body = _new_activities(phone, dialect) if dialect.tasks_are_containers else _old(phone, dialect)
    return "ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)\n" + body


def _new_activities(phone: PhoneFacade, dialect: Dialect) -> str:
    resumed = phone.resumed_activity()
    lines = ["Display #0 (activities from top to bottom):"]
    for task in phone.tasks:
        lines += _new_task(phone, task, dialect, resumed)
    if dialect.top_resumed:
        lines.append("  Resumed activities in task display areas (from top to bottom):")
        lines += [f"    Resumed: {_or_null(resumed, dialect)}"] if resumed else []
        lines.append("")
    lines += [f"  ResumedActivity: {_or_null(resumed, dialect)}", ""]
    focused = next((t for t in phone.tasks if t.activities), None)
    lines.append(
        "ActivityTaskSupervisor state:" if dialect.top_resumed else "ActivityStackSupervisor state:"
    )
    if focused is not None:
        key = "topDisplayFocusedRootTask" if dialect.top_resumed else "topDisplayFocusedStack"
        lines.append(f"  {key}={task_text(focused, dialect, visible=True)}")
    lines += [
        f"  mLastFocusedRootTask={task_text(focused, dialect, visible=True)}" if focused else "",
        f"  mCurTaskIdForUser={{0={max((t.id for t in phone.tasks), default=0)}}}",
        "  mUserRootTaskInFront={}",
        "  isHomeRecentsComponent=true",
        f"  KeyguardController:\n    mKeyguardShowing={yes(phone.locked)}\n    mAodShowing=false",
        f"  mSleeping={yes(not phone.awake)}",
    ]
    return "\n".join(line for line in lines) + "\n"


def _new_task(
    phone: PhoneFacade, task: Task, dialect: Dialect, resumed: ActivityRecord | None
) -> list[str]:
    visible = any(_visible(phone, r) for r in task.activities)
    lines = [
        f"  * {task_text(task, dialect, visible=visible, full=True)}",
        "    mBounds=Rect(0, 0 - 0, 0)",
        "    mMinWidth=-1 mMinHeight=-1",
    ]
    paused = next((r for r in reversed(task.activities) if r.state in ("paused", "stopped")), None)
    if paused is not None:
        lines.append(f"    mLastPausedActivity: {activity_text(paused, dialect)}")
    lines.append(f"    isSleeping={yes(not phone.awake)}")
    if resumed is not None and resumed.task_id == task.id:
        key = "topResumedActivity=" if dialect.top_resumed else "mResumedActivity: "
        lines.append(f"    {key}{activity_text(resumed, dialect)}")
    for n, record in reversed(list(enumerate(task.activities))):
        lines.append(f"    * {dialect.hist}{n}: {activity_text(record, dialect)}")
        lines += ["      " + x for x in _record(phone, record, task, dialect)]
    return [*lines, ""]


def _old(phone: PhoneFacade, dialect: Dialect) -> str:
    resumed = phone.resumed_activity()
    lines = ["Display #0 (activities from top to bottom):", ""]
    for task in phone.tasks:
        lines += _old_stack(phone, task, dialect, resumed)
    lines += [f" ResumedActivity:{_or_null(resumed, dialect)}", ""] if dialect.api >= 28 else []
    stack = phone.tasks[0].id if phone.tasks else 0
    kind = task_type(phone.tasks[0]) if phone.tasks else "undefined"
    lines += [
        f"  ResumedActivity: {_or_null(resumed, dialect)}",
        (
            f"  mFocusedStack=ActivityStack{{{identity('stack')} stackId={stack} type={kind} "
            "mode=fullscreen visible=true translucent=false, 1 tasks}"
        ),
    ]
    if dialect.focused_activity_line:
        lines.append(f"  mFocusedActivity: {_or_null(resumed, dialect)}")
    lines += [
        f"  mCurTaskIdForUser={{0={max((t.id for t in phone.tasks), default=0)}}}",
        "  mUserStackInFront={}",
        "  isHomeRecentsComponent=false",
        "  KeyguardController:",
        f"    mKeyguardShowing={yes(phone.locked)}",
        "    mAodShowing=false",
        "    mKeyguardGoingAway=false",
        f"    mSleeping={yes(not phone.awake)}",
    ]
    return "\n".join(lines) + "\n"


def _old_stack(
    phone: PhoneFacade, task: Task, dialect: Dialect, resumed: ActivityRecord | None
) -> list[str]:
    name = task_text(task, dialect, visible=True)
    lines = [
        f"  Stack #{task.id}: type={task_type(task)} mode=fullscreen",
        f"  isSleeping={yes(not phone.awake)}",
        "  mBounds=Rect(0, 0 - 0, 0)",
        f"    Task id #{task.id}",
        "    mBounds=Rect(0, 0 - 0, 0)",
        "    mMinWidth=-1 mMinHeight=-1",
        "    mLastNonFullscreenBounds=null",
        f"    * {name}",
        f"      userId=0 effectiveUid={user_uid(task)} mCallingUid=2000 mUserSetupComplete=true",
        f"      affinity={task.affinity}",
    ]
    if task.activities:
        root = task.activities[0]
        lines += [
            f"      intent={{{intent_words(root.intent)}}}",
            f"      realActivity={root.component}",
            f"      Activities=[{', '.join(activity_text(r, dialect) for r in task.activities)}]",
        ]
    lines += ["      askedCompatMode=false inRecents=true isAvailable=true"]
    for n, record in reversed(list(enumerate(task.activities))):
        lines.append(f"      * {dialect.hist}{n}: {activity_text(record, dialect)}")
        lines += ["          " + x for x in _record(phone, record, task, dialect)]
    lines += ["", "    Running activities (most recent first):", f"      {name}"]
    for n, record in reversed(list(enumerate(task.activities))):
        lines.append(f"        Run #{n}: {activity_text(record, dialect)}")
    lines.append("")
    if resumed is not None and resumed.task_id == task.id:
        lines.append(f"    mResumedActivity: {activity_text(resumed, dialect)}")
    paused = next((r for r in reversed(task.activities) if r.state in ("paused", "stopped")), None)
    if paused is not None:
        lines.append(f"    mLastPausedActivity: {activity_text(paused, dialect)}")
    return [*lines, ""]


def user_uid(task: Task) -> str:
    """``u0a123``-style uid of a task, as its record prints it."""
    return f"u0a{task.uid - 10000}" if task.uid >= 10000 else str(task.uid)


def _record(phone: PhoneFacade, record: ActivityRecord, task: Task, dialect: Dialect) -> list[str]:
    package = phone.packages.get(record.info.package)
    process = _process(phone, record.info.package)
    feature = " launchedFromFeature=null" if dialect.launched_from_feature else ""
    visible = _visible(phone, record)
    code_path = package.code_path if package else ""
    return [
        f"packageName={record.info.package} processName={record.info.package}",
        (
            f"launchedFromUid={record.launched_from_uid} "
            f"launchedFromPackage={record.launched_from_package or 'null'}{feature} userId=0"
        ),
        f"app={process_text(process) if process else 'null'}",
        intent_text(record.intent),
        (
            f"{dialect.root_key}={yes(task.activities[0] is record)} "
            f"task={task_text(task, dialect, visible=visible)}"
        ),
        f"taskAffinity={task.affinity}",
        f"{dialect.component_key}={record.component}",
        f"baseDir={code_path}",
        f"dataDir=/data/user/0/{record.info.package}",
        f"stateNotNeeded=false componentSpecified=true mActivityType={task_type(task)}",
        f"compat={{{phone.density()}dpi}} labelRes=0x0 icon=0x0 theme=0x0",
        (
            "launchFailed=false launchCount=0 "
            f"lastLaunchTime={duration(record.created_ms - phone.uptime_ms())}"
        ),
        "haveState=false icicle=null",
        (
            f"state={record.state.upper()} stopped={yes(record.state == 'stopped')} "
            f"delayedResume=false finishing={yes(record.state == 'finishing')}"
        ),
        (
            f"keysPaused=false inHistory=true visible={yes(visible)} "
            f"sleeping={yes(not phone.awake)} idle=true"
        ),
        (
            "fullscreen=true noDisplay=false immersive=false "
            f"launchMode={_LAUNCH_MODES[record.info.launch_mode]}"
        ),
        (
            f"mVisibleRequested={yes(visible)} mVisible={yes(visible)} "
            f"reportedDrawn={yes(visible)} windows=[{', '.join(_windows_of(phone, record))}]"
        ),
    ]


def _windows_of(phone: PhoneFacade, record: ActivityRecord) -> list[str]:
    return [
        window_text(w)
        for w in phone.windows()
        if w.activity is not None and w.activity.token == record.token
    ]


def _visible(phone: PhoneFacade, record: ActivityRecord) -> bool:
    del phone
    return record.state in ("resumed", "paused")


def _process(phone: PhoneFacade, package: str) -> Process | None:
    return next((p for p in phone.processes.values() if p.package == package), None)


def _or_null(record: ActivityRecord | None, dialect: Dialect) -> str:
    return activity_text(record, dialect) if record is not None else "null"


def top(phone: PhoneFacade) -> str:
    """``dumpsys activity top``: the client side of each task's top activity, the front one last."""
    tops = [t.activities[-1] for t in reversed(phone.tasks) if t.activities]
    dialect = Dialect(phone.config.api_level)
    body = []
    for record in tops:
        head = f"TASK {record.info.package} id={record.task_id} userId=0"
        if dialect.tasks_are_containers:
            head += " displayId=0(type=INTERNAL)"
        body.append(f"{head}\n{_client_dump(phone, record)}\n")
    return "".join(body)


def _client_dump(phone: PhoneFacade, record: ActivityRecord) -> str:
    process = _process(phone, record.info.package)
    pid = str(process.pid) if process else "(not running)"
    resumed = record.state == "resumed"
    lines = [f"  ACTIVITY {record.component} {record.token:x} pid={pid}"]
    if process is None:
        return lines[0] + "\n"
    lines += [
        f"    Local Activity {record.token:x} State:",
        (
            f"      mResumed={yes(resumed)} mStopped={yes(record.state == 'stopped')} "
            f"mFinished={yes(record.state == 'finishing')}"
        ),
        "      mIsInMultiWindowMode=false mIsInPictureInPictureMode=false",
        "      mChangingConfigurations=false",
    ]
    return "\n".join(lines) + "\n"


def starter(phone: PhoneFacade) -> str:
    """``dumpsys activity starter``: the last start, its URI in full."""
    dialect = Dialect(phone.config.api_level)
    lines = ["ACTIVITY MANAGER STARTER (dumpsys activity starter)"]
    if phone.last_start is None:
        return lines[0] + "\n  (nothing)\n"
    resumed = phone.resumed_activity()
    lines += [
        "  mCurrentUser=0",
        "  mLastStartReason=startActivityAsUser",
        f"  mLastStartActivityTimeMs={phone.uptime_ms()}",
        "  mLastStartActivityResult=0",
        "  mLastStartActivityRecord:",
        f"    {_or_null(resumed, dialect)}",
        f"    {intent_text(phone.last_start)}",
    ]
    return "\n".join(lines) + "\n"


def processes(phone: PhoneFacade) -> str:
    """``dumpsys activity processes``."""
    lines = [
        "ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)",
        "  All known processes:",
    ]
    for process in phone.processes.values():
        lines += [
            f"  *APP* UID {process.uid} {process_text(process)}",
            f"    user #0 uid={process.uid} gids={{50{process.uid % 100000:03d}, 3003}}",
            f"    packageList={{{process.package}}}",
            f"    pid={process.pid} starting=false",
            "",
        ]
    resumed = phone.resumed_activity()
    front = _process(phone, resumed.info.package) if resumed else None
    lines.append(f"  mHomeProcess: {_home(phone)}")
    lines.append(f"  mTopProcess: {process_text(front) if front else 'null'}")
    return "\n".join(lines) + "\n"


def _home(phone: PhoneFacade) -> str:
    for task in phone.tasks:
        if task_type(task) == "home" and task.activities:
            process = _process(phone, task.activities[0].info.package)
            return process_text(process) if process else "null"
    return "null"


def recents(phone: PhoneFacade) -> str:
    """``dumpsys activity recents``."""
    dialect = Dialect(phone.config.api_level)
    lines = ["ACTIVITY MANAGER RECENT TASKS (dumpsys activity recents)", "  Recent tasks:"]
    for n, task in enumerate(phone.tasks):
        name = task_text(task, dialect, visible=n == 0, full=dialect.tasks_are_containers)
        lines.append(f"  * Recent #{n}: {name}")
        if task.activities:
            lines.append(f"    intent={{{intent_words(task.activities[0].intent)}}}")
    return "\n".join(lines) + "\n"
