"""In which task a started activity lands, by its launch mode, its affinity and the flags.

After ``ActivityStarter.startActivityInner`` of the framework: ``NEW_TASK`` looks for a task of
the same affinity, ``CLEAR_TOP`` takes away what lies above, a standard activity lands on its
caller's task whoever's it is.
"""

import dataclasses

from harness.virtual.android import intents
from harness.virtual.android.core import Core
from harness.virtual.android.stack import Stack
from harness.virtual.android.state import ActivityInfo, ActivityRecord, Intent, StartResult, Task

STARTED, TASK_TO_FRONT, DELIVERED_TO_TOP = 0, 2, 3

_MODES = {
    "standard": "LAUNCH_MULTIPLE",
    "singleTop": "LAUNCH_SINGLE_TOP",
    "singleTask": "LAUNCH_SINGLE_TASK",
    "singleInstance": "LAUNCH_SINGLE_INSTANCE",
}
_ONE_ONLY = frozenset({"singleTask", "singleInstance"})


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


class Placement:
    """Puts activities into tasks."""

    def __init__(self, core: Core, stack: Stack) -> None:
        self._core = core
        self._stack = stack
        self._logged = False

    def place(self, call: Call, info: ActivityInfo, *, logged: bool = False) -> StartResult:
        """Start or deliver. With ``logged`` the START line was written before."""
        self._logged = logged
        affinity = info.package if info.task_affinity is None else info.task_affinity
        if call.intent.flags & intents.NEW_TASK and info.page not in {"resolver", "permission"}:
            task = self._task_for(affinity, call.intent, info)
            if task is not None:
                return self._into(task, call, info)
        else:
            task = self._task_of_source(call)
            if task is not None:
                return self._onto(task, call, info)
        self.log(call.intent, call, STARTED, info.launch_mode)
        task = self._stack.new_task(affinity, self._core.packages[info.package].uid)
        return self._push(task, call, info)

    def _task_for(self, affinity: str, intent: Intent, info: ActivityInfo) -> Task | None:
        if intent.flags & intents.MULTIPLE_TASK:
            return None
        alone = info.launch_mode == "singleInstance"
        for task in self._core.tasks:
            if not task.activities:
                continue
            root = task.activities[0].info
            if (root.launch_mode == "singleInstance") != alone:
                continue
            if (root.name == info.name) if alone else (task.affinity == affinity):
                return task
        return None

    def _task_of_source(self, call: Call) -> Task | None:
        if call.source is None:
            return self._core.tasks[0] if self._core.tasks else None
        return self._stack.task_of(call.source)

    def _onto(self, task: Task, call: Call, info: ActivityInfo) -> StartResult:
        """On the caller's own task."""
        same = [r for r in task.activities if r.info.name == info.name]
        flags, top = call.intent.flags, task.activities[-1] if task.activities else None
        if same and flags & intents.CLEAR_TOP:
            return self._clear_top(task, same[-1], call, info)
        at_top = info.launch_mode == "singleTop" or flags & intents.SINGLE_TOP
        if at_top and top is not None and top.info.name == info.name:
            return self._deliver(task, top, call)
        if same and flags & intents.REORDER_TO_FRONT:
            task.activities.remove(same[-1])
            task.activities.append(same[-1])
            return self._deliver(task, same[-1], call)
        self.log(call.intent, call, STARTED, info.launch_mode)
        return self._push(task, call, info)

    def _into(self, task: Task, call: Call, info: ActivityInfo) -> StartResult:
        """A task of that affinity exists already."""
        same = [r for r in task.activities if r.info.name == info.name]
        top = task.activities[-1]
        in_front = self._core.tasks[0] is task
        if call.intent.flags & intents.CLEAR_TASK:
            self.log(call.intent, call, STARTED, info.launch_mode)
            record = self._push(task, call, info)
            for old in [r for r in task.activities if r is not record.activity]:
                self._stack.finish(old, "clear-task")
            return record
        if same and (info.launch_mode in _ONE_ONLY or call.intent.flags & intents.CLEAR_TOP):
            return self._clear_top(task, same[-1], call, info)
        if self._is_same_intent(call.intent, task):
            code = DELIVERED_TO_TOP if in_front and top.info.name == info.name else TASK_TO_FRONT
            self.log(call.intent, call, code, info.launch_mode)
            self._stack.to_front(task)
            return self._existing(code, top)
        at_top = info.launch_mode == "singleTop" or call.intent.flags & intents.SINGLE_TOP
        if at_top and top.info.name == info.name:
            return self._deliver(task, top, call)
        self.log(call.intent, call, STARTED, info.launch_mode)
        return self._push(task, call, info)

    def _is_same_intent(self, intent: Intent, task: Task) -> bool:
        """The same intent again as the task's first, extras and flags aside."""
        root = task.activities[0].intent
        same = ("action", "categories", "data", "mime", "component")
        return all(getattr(intent, key) == getattr(root, key) for key in same)

    def _clear_top(
        self, task: Task, record: ActivityRecord, call: Call, info: ActivityInfo
    ) -> StartResult:
        """What lies above goes; a standard activity is made anew, any other is told."""
        single = call.intent.flags & intents.SINGLE_TOP
        if info.launch_mode != "standard" or single:
            return self._deliver(task, record, call)
        self.log(call.intent, call, STARTED, info.launch_mode)
        fresh = self._push(task, call, info)
        at = task.activities.index(record)
        for old in task.activities[at:-1][::-1]:
            self._stack.finish(old, "clear-task-top")
        return fresh

    def _deliver(self, task: Task, record: ActivityRecord, call: Call) -> StartResult:
        in_front = self._core.tasks[0] is task and task.activities[-1] is record
        code = DELIVERED_TO_TOP if in_front else TASK_TO_FRONT
        self.log(call.intent, call, code, record.info.launch_mode)
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

    def log(self, intent: Intent, call: Call, code: int, mode: str) -> None:
        """The START line, unless it was written before."""
        if self._logged:
            self._logged = False
            return
        self._core.log.start_line(intent, uid=call.uid, code=code, mode=_MODES[mode])
