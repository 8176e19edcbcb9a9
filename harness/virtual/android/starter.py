"""Starting: who answers an intent, in which task it lands, and the START line.

Simplified from ``ActivityStarter`` of the framework: result codes, launch modes and flags are
its, multi-display, users and background-start limits are left out.
"""

import dataclasses

from harness.virtual.android import intents
from harness.virtual.android.core import Core
from harness.virtual.android.packages import PackageManager
from harness.virtual.android.stack import Stack
from harness.virtual.android.state import ActivityInfo, ActivityRecord, Intent, StartResult, Task
from harness.virtual.android.system_packages import resolver_component

STARTED, TASK_TO_FRONT, DELIVERED_TO_TOP = 0, 2, 3
NOT_RESOLVED, CLASS_NOT_FOUND, PERMISSION_DENIED = -91, -92, -94
_PRIVILEGED = frozenset({0, 1000})
"""root and system may start what is not exported; the shell may not (device-facts §3.3)."""

_MODES = {
    "standard": "LAUNCH_MULTIPLE",
    "singleTop": "LAUNCH_SINGLE_TOP",
    "singleTask": "LAUNCH_SINGLE_TASK",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """One request to start something."""

    intent: Intent
    caller: str | None
    uid: int
    source: ActivityRecord | None = None
    """The activity that asked, if it was one."""
    draw_ms: int | None = None
    page: str | None = None
    """Shown instead of the declared page."""


class Starter:
    """Carries out calls."""

    def __init__(self, core: Core, packages: PackageManager, stack: Stack) -> None:
        self._core = core
        self._packages = packages
        self._stack = stack
        self.last_start: Intent | None = None
        self.choices: dict[int, Intent] = {}
        """By token of a chooser: what it is to start."""

    def start(self, call: Call) -> StartResult:
        """Start, deliver or bring to front; never raises."""
        self.last_start = call.intent
        info, failed = self._target(call)
        if info is None:
            self._log(call.intent, call, failed, "standard")
            return StartResult(failed)
        named = dataclasses.replace(
            call.intent, component=(info.package, info.name), flags=self._flags(call, info)
        )
        self.last_start = named
        if call.page is not None:
            info = dataclasses.replace(info, page=call.page)
        call = dataclasses.replace(call, intent=named)
        chooser = (info.package, info.name) == resolver_component(self._core.config.api_level)
        return self._place(call, info, chooser=chooser)

    def start_choice(self, token: int, component: tuple[str, str], uid: int) -> StartResult:
        """What was picked in a chooser."""
        record = self._stack.lives[token].record
        intent = dataclasses.replace(self.choices.pop(token), component=component)
        caller = record.launched_from_package
        result = self.start(Call(intent, caller, uid))
        self._stack.finish(record)
        return result

    def offered(self, intent: Intent) -> list[tuple[str, str]]:
        """Components that a chooser for this intent lists."""
        return [(info.package, info.name) for info in self._packages.choices(intent)]

    # --- who ----------------------------------------------------------------------
    def _target(self, call: Call) -> tuple[ActivityInfo | None, int]:
        intent = call.intent
        if intent.component is not None:
            info = self._packages.info(intent.component)
            if info is None:
                return None, CLASS_NOT_FOUND
            if not self._may(call, info):
                return None, PERMISSION_DENIED
            return info, STARTED
        found = [info for info in self._packages.choices(intent) if self._may(call, info)]
        if len(found) > 1:
            return self._packages.info(resolver_component(self._core.config.api_level)), STARTED
        return (found[0], STARTED) if found else (None, NOT_RESOLVED)

    def _may(self, call: Call, info: ActivityInfo) -> bool:
        return info.exported or call.uid in _PRIVILEGED or call.caller == info.package

    def _flags(self, call: Call, info: ActivityInfo) -> int:
        flags = call.intent.flags
        foreign = call.source is None or info.package != call.source.info.package
        if foreign and info.page not in {"resolver", "permission"}:
            flags |= intents.NEW_TASK
        return flags

    # --- where --------------------------------------------------------------------
    def _place(self, call: Call, info: ActivityInfo, *, chooser: bool) -> StartResult:
        affinity = info.task_affinity or info.package
        own_task = call.intent.flags & intents.NEW_TASK or info.launch_mode == "singleTask"
        if own_task and not chooser:
            task = self._task_for(affinity, call.intent)
            if task is not None:
                return self._into(task, call, info)
            self._log(call.intent, call, STARTED, info.launch_mode)
            task = self._stack.new_task(affinity, self._core.packages[info.package].uid)
            return self._push(task, call, info)
        task = self._task_of_source(call)
        if task is None:
            task = self._stack.new_task(affinity, self._core.packages[info.package].uid)
        asked = call.intent
        self._log(asked, call, STARTED, info.launch_mode)
        result = self._push(task, call, info)
        if chooser and result.activity is not None:
            self.choices[result.activity.token] = dataclasses.replace(asked, component=None)
        return result

    def _task_for(self, affinity: str, intent: Intent) -> Task | None:
        if intent.flags & intents.MULTIPLE_TASK:
            return None
        return next((t for t in self._core.tasks if t.affinity == affinity and t.activities), None)

    def _task_of_source(self, call: Call) -> Task | None:
        if call.source is None:
            return self._core.tasks[0] if self._core.tasks else None
        return self._stack.task_of(call.source)

    def _into(self, task: Task, call: Call, info: ActivityInfo) -> StartResult:
        """A task of that affinity exists already."""
        same = [r for r in task.activities if r.info.name == info.name]
        top = task.activities[-1]
        in_front = self._core.tasks[0] is task
        if call.intent.flags & intents.CLEAR_TASK:
            self._log(call.intent, call, STARTED, info.launch_mode)
            record = self._push(task, call, info)
            for old in [r for r in task.activities if r is not record.activity]:
                self._stack.finish(old, "clear-task")
            return record
        single = info.launch_mode == "singleTask" or call.intent.flags & intents.CLEAR_TOP
        if single and same:
            return self._deliver(task, same[-1], call, in_front=in_front and top is same[-1])
        if self._is_same_intent(call.intent, task):
            code = DELIVERED_TO_TOP if in_front and top.info.name == info.name else TASK_TO_FRONT
            self._log(call.intent, call, code, info.launch_mode)
            self._stack.to_front(task)
            return self._existing(code, top)
        at_top = info.launch_mode == "singleTop" or call.intent.flags & intents.SINGLE_TOP
        if at_top and top.info.name == info.name:
            return self._deliver(task, top, call, in_front=in_front)
        self._log(call.intent, call, STARTED, info.launch_mode)
        return self._push(task, call, info)

    def _is_same_intent(self, intent: Intent, task: Task) -> bool:
        """The same intent again as the task's first, extras and flags aside."""
        root = task.activities[0].intent
        same = ("action", "categories", "data", "mime", "component")
        return all(getattr(intent, key) == getattr(root, key) for key in same)

    def _deliver(
        self, task: Task, record: ActivityRecord, call: Call, *, in_front: bool
    ) -> StartResult:
        code = DELIVERED_TO_TOP if in_front else TASK_TO_FRONT
        self._log(call.intent, call, code, record.info.launch_mode)
        for above in task.activities[task.activities.index(record) + 1 :][::-1]:
            self._stack.finish(above, "clear-task-stack")
        record.launched_from_package = call.caller
        record.launched_from_uid = call.uid
        self._stack.new_intent(record, call.intent)
        self._stack.to_front(task)
        return self._existing(code, record)

    def _existing(self, code: int, record: ActivityRecord) -> StartResult:
        live = self._stack.lives.get(record.token)
        drawn = live is not None and live.drawn
        return StartResult(code, record, "HOT" if drawn else "")

    def _push(self, task: Task, call: Call, info: ActivityInfo) -> StartResult:
        record = self._stack.push(
            task,
            info,
            call.intent,
            caller=call.caller,
            caller_uid=call.uid,
            draw_ms=call.draw_ms,
        )
        live = self._stack.lives.get(record.token)
        return StartResult(STARTED, record, "" if live is None else live.launch_state)

    def _log(self, intent: Intent, call: Call, code: int, mode: str) -> None:
        self._core.log.start_line(intent, uid=call.uid, code=code, mode=_MODES[mode])
