"""``monkey -p PACKAGE -c CATEGORY 1``: the way many tools start an app."""

from harness.virtual.android.intents import LAUNCHER, MAIN, NEW_TASK, RESET_TASK_IF_NEEDED
from harness.virtual.android.state import Intent
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.dialect import Dialect

_SHELL_UID = 2000
_WITH_VALUE = ("-s", "--throttle", "--pct-touch", "--pct-syskeys", "--pct-motion", "--pct-anyevent",
               "--pct-appswitch", "--pct-nav", "--pct-majornav", "-f")  # fmt: skip


@command("monkey")
async def monkey(sh: Shell, argv: list[str]) -> int:
    """Starts the launcher activity of the first package; injects no further events."""
    packages, categories, count, pct_syskeys = _parse(argv[1:])
    if count is None:
        await sh.err("** Error: Count not specified\nusage: monkey [-p ALLOWED_PACKAGE] COUNT\n")
        return 255
    if _aborts_for_keys(sh) and pct_syskeys != "0":
        await sh.err("** SYS_KEYS has no physical keys but with factor 2.0%.\n")
        return 251
    found = [c for p in packages or [""] for c in _activities(sh, p, categories)]
    if not found:
        await sh.err("** No activities found to run, monkey aborted.\n")
        return 252
    intent = Intent(
        action=MAIN,
        categories=(LAUNCHER,),
        flags=NEW_TASK | RESET_TASK_IF_NEEDED,
        component=found[0],
    )
    begun = sh.phone.uptime_ms()
    await sh.phone.start_activity(intent, caller=None, caller_uid=_SHELL_UID)
    took = sh.phone.uptime_ms() - begun
    await sh.out(
        f"Events injected: {count}\n"
        f"## Network stats: elapsed time={took}ms (0ms mobile, 0ms wifi, {took}ms not connected)\n"
    )
    return 0


def _parse(words: list[str]) -> tuple[list[str], list[str], int | None, str]:
    packages, categories, count, syskeys = [], [], None, ""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "-p" and rest:
            packages.append(rest.pop(0))
        elif word == "-c" and rest:
            categories.append(rest.pop(0))
        elif word in _WITH_VALUE and rest:
            value = rest.pop(0)
            syskeys = value if word == "--pct-syskeys" else syskeys
        elif word.isdigit():
            count = int(word)
    return packages, categories, count, syskeys


def _activities(sh: Shell, package: str, categories: list[str]) -> list[tuple[str, str]]:
    if categories and LAUNCHER not in categories:
        return []
    return sh.phone.resolve(Intent(action=MAIN, categories=(LAUNCHER,), package=package or None))


def _aborts_for_keys(sh: Shell) -> bool:
    emulator = "1" in (sh.phone.props.get("ro.kernel.qemu"), sh.phone.props.get("ro.boot.qemu"))
    return emulator and Dialect(sh.phone.config.api_level).monkey_needs_physical_keys
