"""Tasks and the life of their activities, with the events that Android logs on the way.

After every change ``settle`` brings the states in line: one activity resumed (the top of
the top task, while the screen is on and unlocked), those below it paused or stopped.
"""

import dataclasses
import itertools
from collections.abc import Callable
from functools import partial
from typing import Literal, Protocol

from harness.virtual.android.core import Core
from harness.virtual.android.processes import Processes
from harness.virtual.android.state import ActivityInfo, ActivityRecord, Intent, Task

LaunchState = Literal["COLD", "WARM", "HOT", ""]

WARM_MS = 40
"""From a start to the first frame where the process already runs."""
SYSTEM_COLD_MS = 150
"""The same for a system app that has to be started."""
BIND_SHARE = 0.4
"""Share of a cold start after which the process is up."""


@dataclasses.dataclass(slots=True)
class Live:
    """What the window manager keeps of an activity beside its record."""

    record: ActivityRecord
    window_id: int
    asked_ms: float
    draw_ms: int | None
    """Time to the first frame when not the usual one."""
    begun: bool = False
    bound: bool = False
    drawn: bool = False
    launch_state: LaunchState = ""
    total_ms: int = 0
    cancels: list[Callable[[], None]] = dataclasses.field(default_factory=list)
    waiters: list[Callable[[], None]] = dataclasses.field(default_factory=list)


class StackHooks(Protocol):
    """Who is told."""

    def process_started(self, package: str) -> None:
        """A process of the package came to life."""

    def intent_given(self, record: ActivityRecord) -> None:
        """An activity was made for an intent, or handed a new one."""

    def activity_drawn(self, record: ActivityRecord) -> None:
        """An activity drew its first frame."""

    def activity_gone(self, record: ActivityRecord) -> None:
        """An activity is no more."""

    def translucent(self, record: ActivityRecord) -> bool:
        """Whether what lies below it stays visible."""

    def settled(self) -> None:
        """The states changed."""


class Stack:
    """The tasks, top-most first, and their activities."""

    def __init__(self, core: Core, processes: Processes, hooks: StackHooks) -> None:
        self._core = core
        self._processes = processes
        self._hooks = hooks
        self._task_ids = itertools.count(1)
        self.lives: dict[int, Live] = {}
        """By token."""

    # --- asking ------------------------------------------------------------------
    def top(self) -> ActivityRecord | None:
        """The activity in front, resumed or not."""
        return next((t.activities[-1] for t in self._core.tasks if t.activities), None)

    def resumed(self) -> ActivityRecord | None:
        """The resumed activity; None in between and while the screen is off."""
        return next((r for r in self.records() if r.state == "resumed"), None)

    def records(self) -> list[ActivityRecord]:
        """All activities, top-most first."""
        return [r for task in self._core.tasks for r in reversed(task.activities)]

    def task_of(self, record: ActivityRecord) -> Task | None:
        """The task that holds it."""
        return next((t for t in self._core.tasks if t.id == record.task_id), None)

    def visible(self) -> list[ActivityRecord]:
        """Those that can be seen, top-most first: down to the first that hides all below."""
        seen = []
        for record in self.records():
            seen.append(record)
            if not self._hooks.translucent(record):
                break
        return seen

    # --- changing ----------------------------------------------------------------
    def new_task(self, affinity: str, uid: int) -> Task:
        """An empty task in front."""
        task = Task(id=next(self._task_ids), affinity=affinity, uid=uid)
        self._core.tasks.insert(0, task)
        self._core.log.event("wm_task_created", task.id, task.id)
        self._core.log.event("wm_create_task", 0, task.id)
        return task

    def push(
        self,
        task: Task,
        info: ActivityInfo,
        intent: Intent,
        *,
        caller: str | None,
        caller_uid: int,
        draw_ms: int | None = None,
    ) -> ActivityRecord:
        """A new activity on top of a task, which comes to the front."""
        record = ActivityRecord(
            token=self._core.ids.new(),
            info=info,
            intent=dataclasses.replace(intent, component=(info.package, info.name)),
            launched_from_package=caller,
            launched_from_uid=caller_uid,
            task_id=task.id,
            created_ms=int(self._core.clock.now_ms()),
        )
        self.lives[record.token] = Live(
            record, self._core.ids.new(), self._core.clock.now_ms(), draw_ms
        )
        self._log_intent("create_activity", record, record.intent)
        task.activities.append(record)
        self._hooks.intent_given(record)
        self.to_front(task)
        return record

    def new_intent(self, record: ActivityRecord, intent: Intent) -> None:
        """Deliver to an activity that exists (``onNewIntent``)."""
        record.intent = dataclasses.replace(
            intent, component=(record.info.package, record.info.name)
        )
        self._log_intent("new_intent", record, record.intent)
        self._hooks.intent_given(record)

    def to_front(self, task: Task) -> None:
        """Bring a task to the front."""
        if self._core.tasks[0] is not task:
            self._core.tasks.remove(task)
            self._core.tasks.insert(0, task)
        self._core.log.activity_event("task_to_front", 0, task.id)
        self.settle()

    def to_back(self, task: Task) -> None:
        """Behind all others."""
        self._core.tasks.remove(task)
        self._core.tasks.append(task)
        self._core.log.activity_event("task_to_back", task.id)
        self.settle()

    def finish(self, record: ActivityRecord, reason: str = "app-request") -> None:
        """Finish an activity; what was below it comes back."""
        if record.token in self.lives:
            self._take_out(record, reason)
            self.settle()

    def remove_package(self, package: str, reason: str) -> None:
        """Take out all activities of a package."""
        for record in [r for r in self.records() if r.info.package == package]:
            self._take_out(record, reason)

    def settle(self) -> None:
        """Bring the states in line with the order of the tasks."""
        wanted = self.top() if self._core.awake and not self._core.locked else None
        current = self.resumed()
        if current is not None and current is not wanted:
            self._pause(current)
        self._stop_hidden(wanted)
        if wanted is not None and wanted.state != "resumed":
            self._come_up(self.lives[wanted.token])
        self._hooks.settled()

    # --- steps -------------------------------------------------------------------
    def _take_out(self, record: ActivityRecord, reason: str) -> None:
        task = self.task_of(record)
        live = self.lives.pop(record.token)
        for cancel in live.cancels:
            cancel()
        log = self._core.log
        log.activity_event(
            "finish_activity", 0, record.token, record.task_id, record.component, reason
        )
        if record.state == "resumed":
            self._pause(record)
        record.state = "finishing"
        if task is not None:
            task.activities.remove(record)
            if not task.activities:
                self._core.tasks.remove(task)
                log.event("wm_task_removed", task.id, task.id)
        log.activity_event(
            "destroy_activity", 0, record.token, record.task_id, record.component, "finish-imm"
        )
        for wake in live.waiters:
            wake()
        self._hooks.activity_gone(record)

    def _pause(self, record: ActivityRecord) -> None:
        record.state = "paused"
        values: tuple[object, ...] = (0, record.token, record.component, "userLeaving=true")
        if self._core.log.api_level >= 30:
            values += ("pauseBackTasks",)
        self._core.log.activity_event("pause_activity", *values)
        self._called("on_paused_called", record, "performPause")

    def _stop_hidden(self, wanted: ActivityRecord | None) -> None:
        if wanted is not None and not self.lives[wanted.token].drawn:
            return
        seen = set() if wanted is None else {r.token for r in self.visible()}
        for record in self.records():
            if record.state == "paused" and record.token not in seen:
                record.state = "stopped"
                self._core.log.activity_event("stop_activity", 0, record.token, record.component)
                self._called("on_stop_called", record, "STOP_ACTIVITY_ITEM")

    def _come_up(self, live: Live) -> None:
        if live.drawn:
            self._resume(live)
        elif not live.begun:
            live.begun = True
            self._begin(live)
        elif live.bound:
            self._resume(live)

    def _begin(self, live: Live) -> None:
        record = live.record
        package = self._core.packages[record.info.package]
        process = self._processes.of(package.name)
        if process is not None:
            live.launch_state = "WARM"
            self._bind(live)
            self._after(live, WARM_MS if live.draw_ms is None else live.draw_ms, self._draw)
            return
        live.launch_state = "COLD"
        usual_ms = SYSTEM_COLD_MS if package.script is None else package.script.start_ms
        cold_ms = max(usual_ms, self._core.trouble.slow_start_ms)
        self._processes.start(package, "pre-top-activity", record.component)
        self._hooks.process_started(package.name)
        self._after(live, cold_ms * BIND_SHARE, self._bind_cold)
        self._after(live, cold_ms, self._draw)

    def _after(self, live: Live, delay_ms: float, step: Callable[[Live], None]) -> None:
        if delay_ms <= 0:
            step(live)
        else:
            live.cancels.append(self._core.clock.call_later(delay_ms, partial(step, live)))

    def _bind_cold(self, live: Live) -> None:
        process = self._processes.of(live.record.info.package)
        if process is not None:
            self._processes.bound(process)
        self._bind(live)
        self._hooks.settled()

    def _bind(self, live: Live) -> None:
        if live.bound:
            return
        live.bound = True
        record = live.record
        self._core.log.activity_event(
            "restart_activity", 0, record.token, record.task_id, record.component
        )
        self._called("on_create_called", record, "performCreate")
        if self._is_wanted(record):
            self._set_resumed(record, "minimalResumeActivityLocked")

    def _draw(self, live: Live) -> None:
        self._bind(live)
        record = live.record
        live.drawn = True
        live.total_ms = round(self._core.clock.now_ms() - live.asked_ms)
        log = self._core.log
        if record.state == "resumed":
            self._called("on_resume_called", record, "RESUME_ACTIVITY")
        log.activity_event("activity_launch_time", 0, record.token, record.component, live.total_ms)
        log.displayed(record.component, live.total_ms)
        self._hooks.activity_drawn(record)
        waiters, live.waiters = live.waiters, []
        for wake in waiters:
            wake()
        if record.token in self.lives:
            self.settle()

    def _is_wanted(self, record: ActivityRecord) -> bool:
        return self._core.awake and not self._core.locked and self.top() is record

    def _resume(self, live: Live) -> None:
        record = live.record
        self._core.log.activity_event(
            "resume_activity", 0, record.token, record.task_id, record.component
        )
        self._set_resumed(record, "resumeTopActivity - onActivityStateChanged")
        self._called("on_resume_called", record, "RESUME_ACTIVITY")

    def _set_resumed(self, record: ActivityRecord, reason: str) -> None:
        record.state = "resumed"
        self._core.log.activity_event("set_resumed_activity", 0, record.component, reason)

    def _called(self, name: str, record: ActivityRecord, reason: str) -> None:
        process = self._processes.of(record.info.package)
        if process is not None:
            self._core.log.called(
                name, record.token, record.info.name, reason, pid=process.pid, uid=process.uid
            )

    def _log_intent(self, name: str, record: ActivityRecord, intent: Intent) -> None:
        self._core.log.intent_event(name, record.token, record.task_id, record.component, intent)
