"""``am`` (and ``cmd activity``): start, force-stop, broadcast, kill, stack."""

import asyncio
import dataclasses
from collections.abc import Coroutine

from harness.virtual.android.crashes import SHELL_CRASH_SINCE_API
from harness.virtual.android.intents import (
    LAUNCHER,
    MAIN,
    NEW_TASK,
    intent_words,
    short_component,
)
from harness.virtual.android.keyboards import answer_broadcast
from harness.virtual.android.state import Intent, StartResult
from harness.virtual.shell.commands.intent_arguments import BadArgumentError, parse_intent
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.dialect import Dialect
from harness.virtual.shell.dumps.text import intent_text, yes

SHELL_UID = 2000
SHELL_PACKAGE = "com.android.shell"
_DRAWN_WITHIN_MS = 10_000


@command("am")
async def am(sh: Shell, argv: list[str]) -> int:
    """Dispatch on the first word."""
    words = argv[1:]
    actions = {
        "start": _start,
        "start-activity": _start,
        "force-stop": _force_stop,
        "stop-app": _force_stop,
        "crash": _crash,
        "hang": _hang,
        "kill": _kill,
        "kill-all": _kill_all,
        "broadcast": _broadcast,
        "stack": _stack,
        "get-current-user": _current_user,
        "get-config": _config,
        "start-foreground-service": _no_service,
        "start-service": _no_service,
        "startservice": _no_service,
    }
    if not words:
        await sh.out("Activity manager (activity) commands:\n  start-activity [-D] [-W] <INTENT>\n")
        return 0
    new = words[0] == "crash" and sh.phone.config.api_level < SHELL_CRASH_SINCE_API
    if words[0] not in actions or new:
        await sh.out(f"Unknown command: {words[0]}\n")
        return 255
    try:
        return await actions[words[0]](sh, words[1:])
    except BadArgumentError as wrong:
        await sh.err(f"{wrong}\n")
        return 255


async def _start(sh: Shell, words: list[str]) -> int:
    parsed = parse_intent(words)
    intent = _for_launcher(sh, parsed.intent)
    if "-S" in parsed.options:
        await _stop_first(sh, intent)
    said = intent_text(intent, redact_for_api=sh.phone.config.api_level)
    await sh.out(f"Starting: {said}\n")
    asked = dataclasses.replace(intent, flags=intent.flags | NEW_TASK)
    wait = "-W" in parsed.options
    caller = SHELL_PACKAGE if Dialect(sh.phone.config.api_level).shell_names_itself else None
    begun = sh.phone.uptime_ms()
    starting = sh.phone.start_activity(asked, caller=caller, caller_uid=SHELL_UID, wait=wait)
    result = await _in_time(sh, starting)
    if result is None or (wait and result.code == 0 and not result.launch_state):
        return await _timed_out(sh, asked, begun)
    if result.code < 0:
        return await _failed(sh, asked, result)
    await _warn(sh, result)
    if wait:
        await _report(sh, asked, result)
    return 0


async def _in_time(sh: Shell, starting: Coroutine[None, None, StartResult]) -> StartResult | None:
    """The result; None when it took too long."""
    task = asyncio.ensure_future(starting)
    limit = asyncio.ensure_future(sh.phone.sleep_ms(_DRAWN_WITHIN_MS))
    try:
        await asyncio.wait({task, limit}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        task.cancel()
        limit.cancel()


async def _timed_out(sh: Shell, intent: Intent, begun_ms: int) -> int:
    """Nothing was drawn in time, as behind a lock screen."""
    await sh.phone.sleep_ms(begun_ms + _DRAWN_WITHIN_MS - sh.phone.uptime_ms())
    lines = ["Status: timeout"]
    if Dialect(sh.phone.config.api_level).launch_state:
        lines.append("LaunchState: UNKNOWN (-1)")
    if intent.component is not None:
        lines.append(f"Activity: {short_component(intent.component)}")
    await sh.out("\n".join([*lines, f"WaitTime: {_DRAWN_WITHIN_MS}", "Complete"]) + "\n")
    return 0


def _for_launcher(sh: Shell, intent: Intent) -> Intent:
    """A bare package name means its launcher activity, as in ``Intent.parseCommandArgs``."""
    bare = intent.package and not (intent.action or intent.data or intent.component)
    if not bare or intent.package is None:
        return intent
    asked = dataclasses.replace(intent, action=MAIN, categories=(LAUNCHER,))
    found = sh.phone.resolve(asked)
    return dataclasses.replace(asked, package=None, component=found[0]) if found else asked


async def _stop_first(sh: Shell, intent: Intent) -> None:
    package = intent.component[0] if intent.component else intent.package
    if package is None:
        found = sh.phone.resolve(intent)
        package = found[0][0] if found else None
    if package is not None:
        await sh.out(f"Stopping: {package}\n")
        sh.phone.force_stop(package)


async def _failed(sh: Shell, intent: Intent, result: StartResult) -> int:
    words = intent_words(intent, redact_for_api=sh.phone.config.api_level)
    if result.code == -92 and intent.component is not None:
        package, name = intent.component
        await sh.err(f"Error type 3\nError: Activity class {{{package}/{name}}} does not exist.\n")
        return 1
    if result.code == -94:
        return await _denied(sh, intent, words)
    await sh.err(f"Error: Activity not started, unable to resolve Intent {{ {words} }}\n")
    return 1


async def _denied(sh: Shell, intent: Intent, words: str) -> int:
    owner = sh.phone.packages.get(intent.component[0]) if intent.component else None
    uid = owner.uid if owner else 0
    denial = (
        f"java.lang.SecurityException: Permission Denial: starting Intent {{ {words} }} "
        f"from null (pid={sh.pid}, uid={SHELL_UID}) not exported from uid {uid}"
    )
    if Dialect(sh.phone.config.api_level).exceptions_with_trace:
        await sh.err(f"\nException occurred while executing 'start':\n{denial}\n")
    else:
        await sh.err(f"Security exception: {denial.partition(': ')[2]}\n\n{denial}\n")
    await sh.err("\tat com.android.server.am.ActivityManagerShellCommand.runStartActivity\n")
    return 255


async def _warn(sh: Shell, result: StartResult) -> None:
    reasons = {
        2: "its current task has been brought to the front",
        3: "intent has been delivered to currently running top-most instance.",
    }
    if result.code in reasons:
        await sh.err(f"Warning: Activity not started, {reasons[result.code]}\n")


async def _report(sh: Shell, intent: Intent, result: StartResult) -> None:
    dialect = Dialect(sh.phone.config.api_level)
    lines = ["Status: ok"]
    if dialect.launch_state:
        lines.append(f"LaunchState: {result.launch_state or 'UNKNOWN (0)'}")
    if result.activity is not None:
        lines.append(f"Activity: {result.activity.component}")
    elif intent.component is not None:
        lines.append(f"Activity: {short_component(intent.component)}")
    if not dialect.launch_state:
        lines.append(f"ThisTime: {result.total_ms}")
    lines.append(f"TotalTime: {result.total_ms}")
    if dialect.api >= 21:
        lines.append(f"WaitTime: {result.wait_ms}")
    lines.append("Complete")
    await sh.out("\n".join(lines) + "\n")


async def _force_stop(sh: Shell, words: list[str]) -> int:
    packages = _without_user(words)
    if not packages:
        await sh.err('Error: Argument expected after "force-stop"\n')
        return 255
    sh.phone.force_stop(packages[0])
    return 0


def _without_user(words: list[str]) -> list[str]:
    if "--user" in words:
        at = words.index("--user")
        words = words[:at] + words[at + 2 :]
    return [w for w in words if not w.startswith("-")]


async def _crash(sh: Shell, words: list[str]) -> int:
    sh.phone.crash(_required("crash", _without_user(words)))
    return 0


async def _hang(sh: Shell, words: list[str]) -> int:
    """Refused: this phone's shell may not, and a phone that hangs is good for nothing."""
    del words
    why = "java.lang.SecurityException: Requires permission android.permission.SET_ACTIVITY_WATCHER"
    await sh.err(f"\nException occurred while executing 'hang':\n{why}\n")
    await sh.err("\tat com.android.server.am.ActivityManagerService.hang\n")
    return 255


async def _kill(sh: Shell, words: list[str]) -> int:
    """Kill background processes of a package; the one in front stays."""
    front = sh.phone.resumed_activity()
    package = _required("kill", _without_user(words))
    if front is None or front.info.package != package:
        _end_processes(sh, package)
    return 0


def _required(after: str, words: list[str]) -> str:
    if not words:
        raise BadArgumentError(f'Error: Argument expected after "{after}"')
    return words[0]


async def _kill_all(sh: Shell, words: list[str]) -> int:
    del words
    front = sh.phone.resumed_activity()
    for package in {p.package for p in sh.phone.processes.values() if p.uid >= 10000}:
        if front is None or front.info.package != package:
            _end_processes(sh, package)
    return 0


def _end_processes(sh: Shell, package: str) -> None:
    for process in list(sh.phone.processes.values()):
        if process.package == package:
            sh.phone.kill(process.pid)


async def _broadcast(sh: Shell, words: list[str]) -> int:
    intent = parse_intent(words).intent
    shown = dataclasses.replace(intent, flags=intent.flags | 0x400000)
    said = intent_text(shown, redact_for_api=sh.phone.config.api_level)
    code, data = answer_broadcast(sh.phone, intent) or (0, "")
    told = f', data="{data}"' if data else ""
    await sh.out(f"Broadcasting: {said}\nBroadcast completed: result={code}{told}\n")
    return 0


async def _no_service(sh: Shell, words: list[str]) -> int:
    intent = parse_intent(words).intent
    said = intent_text(intent, redact_for_api=sh.phone.config.api_level)
    await sh.out(f"Starting service: {said}\n")
    await sh.err("Error: Not found; no service started.\n")
    return 255


async def _stack(sh: Shell, words: list[str]) -> int:
    if words[:1] != ["list"]:
        await sh.err(f"Error: unknown command '{' '.join(words)}'\n")
        return 255
    dialect = Dialect(sh.phone.config.api_level)
    head = "RootTask" if dialect.api >= 31 else "Stack"
    width, height = sh.phone.display_size()
    bounds = f"bounds=[0,0][{width},{height}]"
    for n, task in enumerate(sh.phone.tasks):
        if not task.activities:
            continue
        root, top = task.activities[0].info, task.activities[-1].info
        await sh.out(
            f"{head} id={task.id} {bounds} displayId=0 userId=0\n"
            f"  taskId={task.id}: {root.package}/{root.name} {bounds} userId=0 "
            f"visible={yes(n == 0)} topActivity=ComponentInfo{{{top.package}/{top.name}}}\n\n"
        )
    return 0


async def _current_user(sh: Shell, words: list[str]) -> int:
    del words
    await sh.out("0\n")
    return 0


async def _config(sh: Shell, words: list[str]) -> int:
    del words
    language, _, region = sh.phone.config.locale.partition("-")
    width, height = (n * 160 // sh.phone.density() for n in sh.phone.display_size())
    await sh.out(
        f"config: {language}-r{region}-ldltr-sw{min(width, height)}dp-w{width}dp-h{height}dp-"
        f"normal-long-notround-port-notnight-{sh.phone.density()}dpi-finger-keysexposed-nokeys-"
        f"navhidden-nonav-v{sh.phone.config.api_level}\nabi: {sh.phone.config.abi}\n"
    )
    return 0
