"""Starting: who answers an intent, in which task it lands, and the START line.

Simplified from ``ActivityStarter`` of the framework: result codes, launch modes and flags are
its, multi-display, users and background-start limits are left out.
"""

import dataclasses

from harness.virtual.android import intents
from harness.virtual.android.core import Core
from harness.virtual.android.packages import PackageManager
from harness.virtual.android.placement import STARTED, Call, Placement
from harness.virtual.android.stack import Stack
from harness.virtual.android.state import ActivityInfo, ActivityRecord, Intent, StartResult
from harness.virtual.android.system_packages import roles

__all__ = ["STARTED", "Call", "Starter"]

NOT_RESOLVED, CLASS_NOT_FOUND, PERMISSION_DENIED = -91, -92, -94
_PRIVILEGED = frozenset({0, 1000})
"""root and system may start what is not exported; the shell may not (device-facts §3.3)."""


class Starter:
    """Carries out calls."""

    def __init__(self, core: Core, packages: PackageManager, stack: Stack) -> None:
        self._core = core
        self._packages = packages
        self._stack = stack
        self._placement = Placement(core, stack)
        self._roles = roles(core.config)
        self.last_start: Intent | None = None
        self.choices: dict[int, Intent] = {}
        """By token of a chooser: what it is to start."""
        self.held: dict[int, Call] = {}
        """By token of the vendor's question: what waits for the answer."""
        self.allowed_jumps: set[tuple[str, str]] = set()
        """Pairs of packages of which the first may open the second unasked."""

    def start(self, call: Call, *, unasked: bool = False) -> StartResult:
        """Start, deliver or bring to front; never raises. ``unasked`` skips the vendor."""
        self.last_start = call.intent
        info, failed = self._target(call)
        if info is None:
            self._placement.log(call.intent, call, failed, "standard")
            return StartResult(failed)
        if info.page == "browser" and intents.CUSTOM_TAB in dict(call.intent.extras):
            info = self._packages.info(self._roles["custom_tab"].pair) or info
        named = dataclasses.replace(
            call.intent, component=(info.package, info.name), flags=self._flags(call, info)
        )
        self.last_start = named
        if call.page is not None:
            info = dataclasses.replace(info, page=call.page)
        call = dataclasses.replace(call, intent=named)
        if not unasked and self._is_jump(call, info):
            return self._ask(call, info)
        result = self._placement.place(call, info)
        if info.page == "resolver" and result.activity is not None:
            self.choices[result.activity.token] = dataclasses.replace(call.intent, component=None)
        return result

    def start_choice(self, token: int, component: tuple[str, str], uid: int) -> StartResult:
        """What was picked in a chooser."""
        record = self._stack.lives[token].record
        intent = dataclasses.replace(self.choices.pop(token), component=component)
        if intent.action == intents.CHOOSER:
            intent = dataclasses.replace(intent, action=intents.VIEW)
        call = Call(intent, record.launched_from_package, uid, record)
        result = self.start(call, unasked=True)
        self._stack.finish(record)
        return result

    def forward(self, record: ActivityRecord, component: tuple[str, str]) -> None:
        """A trampoline hands its intent on to an activity of its own app, and is gone."""
        intent = dataclasses.replace(record.intent, component=component)
        self.start(Call(intent, record.info.package, self._uid(record), record), unasked=True)
        self._stack.finish(record)

    def _uid(self, record: ActivityRecord) -> int:
        return self._core.packages[record.info.package].uid

    def offered(self, intent: Intent) -> list[tuple[str, str]]:
        """Components that a chooser for this intent lists."""
        if intent.action == intents.CHOOSER:
            intent = dataclasses.replace(intent, action=intents.VIEW)
            return [(i.package, i.name) for i in self._packages.resolve(intent)]
        return [(info.package, info.name) for info in self._packages.choices(intent)]

    def answer_jump(self, token: int, *, allow: bool, always: bool = False) -> None:
        """The vendor's question was answered."""
        call = self.held.pop(token, None)
        live = self._stack.lives.get(token)
        if call is None or live is None:
            return
        target = call.intent.component
        if always and allow and target is not None:
            self.allowed_jumps.add((call.caller or "", target[0]))
        if allow:
            self.start(call, unasked=True)
        self._stack.finish(live.record)

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
        if intent.action == intents.CHOOSER:
            return self._packages.info(self._roles["sharer"].pair), STARTED
        found = [info for info in self._packages.choices(intent) if self._may(call, info)]
        if len(found) > 1:
            return self._packages.info(self._roles["chooser"].pair), STARTED
        return (found[0], STARTED) if found else (None, NOT_RESOLVED)

    def _may(self, call: Call, info: ActivityInfo) -> bool:
        return info.exported or call.uid in _PRIVILEGED or call.caller == info.package

    def _flags(self, call: Call, info: ActivityInfo) -> int:
        """The intent's own, and NEW_TASK where the framework adds it."""
        alone = call.source is not None and call.source.info.launch_mode == "singleInstance"
        if call.source is None or alone or info.launch_mode in {"singleTask", "singleInstance"}:
            return call.intent.flags | intents.NEW_TASK
        return call.intent.flags

    # --- the vendor's question ----------------------------------------------------
    def _is_jump(self, call: Call, info: ActivityInfo) -> bool:
        """One user's app opens another, and the vendor asks first."""
        config = self._core.config
        caller = self._core.packages.get(call.caller or "")
        if config.phone_kind.jump_at(config.api_level) is None or caller is None:
            return False
        pair = (caller.name, info.package)
        apart = caller.name != info.package and not caller.system
        return apart and not self._core.packages[info.package].system and (
            pair not in self.allowed_jumps
        )  # fmt: skip

    def _ask(self, call: Call, info: ActivityInfo) -> StartResult:
        """Hold the call and show the question instead.

        Before Android 13 the START line stands in the log before anybody may intercept, with
        what was asked for; since then it is written at the end, with what was started.
        """
        config = self._core.config
        jump = config.phone_kind.jump_at(config.api_level)
        asking = None if jump is None else self._packages.info(jump.pair)
        if jump is None or asking is None:
            return self._placement.place(call, info)
        early = config.api_level < 33
        if early:
            self._placement.log(call.intent, call, STARTED, info.launch_mode)
        extras = (("caller_package", call.caller or ""), ("callee_package", info.package))
        intent = Intent(action=jump.action, component=jump.pair, extras=extras)
        self.last_start = intent
        question = Call(intent, call.caller, call.uid, call.source, draw_ms=0)
        result = self._placement.place(question, asking, logged=early)
        if result.activity is not None:
            self.held[result.activity.token] = call
        return result

    def forget(self, record: ActivityRecord) -> None:
        """An activity is gone: what it was to start, too."""
        self.choices.pop(record.token, None)
        self.held.pop(record.token, None)
