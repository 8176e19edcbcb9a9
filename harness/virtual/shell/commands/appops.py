"""``appops`` (and ``cmd appops``): set, get, query-op, reset (``AppOpsService.onShellCommand``)."""

from harness.virtual.android.app_ops import MODES, default_mode, known_op
from harness.virtual.shell.context import Shell, command
from harness.virtual.shell.dumps.text import duration

_USAGE = """\
AppOps service (appops) commands:
  help
    Print this help text.
  set [--user <USER_ID>] <PACKAGE | UID> <OP> <MODE>
    Set the mode for a particular application and operation.
  get [--user <USER_ID>] <PACKAGE | UID> [<OP>]
    Return the mode for a particular application and optional operation.
  query-op [--user <USER_ID>] <OP> [<MODE>]
    Print all packages that currently have the given op in the given mode.
  reset [--user <USER_ID>] [<PACKAGE>]
    Reset the given application or all applications to default modes.
"""
_BAD = 255


class _Refused(Exception):  # noqa: N818  what the shell prints, no fault of ours
    """What is wrong with the words."""


@command("appops")
async def appops(sh: Shell, argv: list[str]) -> int:
    """Dispatch on the first word."""
    verb, words = (argv[1] if argv[1:] else "help"), _without_user(argv[2:])
    try:
        match verb:
            case "set":
                _set(sh, words)
            case "get":
                await sh.out(_get(sh, words))
            case "query-op":
                await sh.out(_query(sh, words))
            case "reset":
                await sh.out(_reset(sh, words))
            case "help":
                await sh.out(_USAGE)
            case _:
                await sh.out(f"Unknown command: {verb}\n")
                return _BAD
    except _Refused as refused:
        await sh.err(f"{refused}\n")
        return _BAD
    return 0


def _set(sh: Shell, words: list[str]) -> None:
    package, op = _package(sh, words), _op(sh, words, 1)
    if op is None:
        raise _Refused("Error: Operation not specified.")
    mode = _mode(words[2:])
    sh.phone.app_ops.set(package, op, mode)


def _get(sh: Shell, words: list[str]) -> str:
    package, op = _package(sh, words), _op(sh, words, 1)
    found = sh.phone.app_ops.of(package)
    if op is not None:
        found = {name: kept for name, kept in found.items() if name == op}
    if not found:
        default = "" if op is None else f"Default mode: {default_mode(op)}\n"
        return f"No operations.\n{default}"
    now_s, lines = sh.phone.wall_s(), []
    for name, kept in found.items():
        line = f"{name}: {kept.mode}"
        if kept.allowed_s:
            line += f"; time={duration(1000 * (now_s - kept.allowed_s))} ago"
        if kept.rejected_s:
            line += f"; rejectTime={duration(1000 * (now_s - kept.rejected_s))} ago"
        lines.append(line + "\n")
    return "".join(lines)


def _query(sh: Shell, words: list[str]) -> str:
    op = _op(sh, words, 0)
    if op is None:
        raise _Refused("Error: Operation not specified.")
    mode = _mode(words[1:] or ["allow"])
    found = sh.phone.app_ops.with_mode(op, mode)
    return "".join(f"{name}\n" for name in found) or "No operations.\n"


def _reset(sh: Shell, words: list[str]) -> str:
    package = _package(sh, words) if words else None
    sh.phone.app_ops.reset(package)
    what = "all packages" if package is None else f"package {package}"
    return f"Reset all modes for: user 0, {what}\n"


def _package(sh: Shell, words: list[str]) -> str:
    if not words:
        raise _Refused("Error: Package not specified.")
    for name, package in sh.phone.packages.items():
        if words[0] in {name, str(package.uid), f"u0a{package.uid - 10000}"}:
            return name
    raise _Refused(f"Error: No UID for {words[0]} in user 0")


def _op(sh: Shell, words: list[str], at: int) -> str | None:
    if len(words) <= at:
        return None
    op = known_op(words[at], sh.phone.config.api_level)
    if op is None:
        raise _Refused(f"Error: Unknown operation string: {words[at]}")
    return op


def _mode(words: list[str]) -> str:
    if not words:
        raise _Refused("Error: Mode not specified.")
    if words[0] not in MODES:
        raise _Refused(f"Error: Mode {words[0]} is not valid")
    return words[0]


def _without_user(words: list[str]) -> list[str]:
    if "--user" in words:
        at = words.index("--user")
        return words[:at] + words[at + 2 :]
    return words
