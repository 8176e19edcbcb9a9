"""``dumpsys input_method``, ``sensorservice``, ``notification`` and the like: short ones."""

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.shell.dumps.text import yes


def dump_input_method(phone: PhoneFacade, args: list[str]) -> str:
    """The current input method, and whether a field takes its text."""
    del args
    shown = yes(phone.typing)
    current = phone.settings["secure"].get("default_input_method", "")
    return (
        "Current Input Method Manager state:\n  Input Methods: mMethodMapUpdateCount=1\n"
        f"  mCurMethodId={current}\n  mShowRequested={shown} mShowExplicitlyRequested=false "
        f"mShowForced=false mInputShown={shown}\n"
        f"  mSystemReady=true mInteractive={yes(phone.awake)}\n"
    )


def dump_notification(phone: PhoneFacade, args: list[str]) -> str:
    """No notifications."""
    del phone, args
    return "Current Notification Manager state:\n  Notification List:\n"


def dump_meminfo(phone: PhoneFacade, args: list[str]) -> str:
    """Names and pids only: the model has no memory figures."""
    wanted = [a for a in args if not a.startswith("-")]
    shown = [p for p in phone.processes.values() if not wanted or p.package in wanted]
    if not shown and wanted:
        return f"No process found for: {wanted[0]}\n"
    lines = ["Applications Memory Usage (in Kilobytes):"]
    lines += [f"** MEMINFO in pid {p.pid} [{p.package}] **" for p in shown]
    return "\n".join(lines) + "\n"
