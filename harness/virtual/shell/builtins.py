"""What only the shell itself can do: change its directory, variables, streams, jobs."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from harness.virtual.paths import normal
from harness.virtual.shell.context import COMMANDS

if TYPE_CHECKING:
    from harness.virtual.shell.minish import Interpreter

Builtin = Callable[["Interpreter", list[str]], Awaitable[int]]
BUILTINS: dict[str, Builtin] = {}


class Exit(Exception):  # noqa: N818  control flow, no error
    """``exit``."""

    def __init__(self, status: int) -> None:
        self.status = status & 0xFF


class Return(Exit):
    """``return``."""


class Break(Exception):  # noqa: N818
    """``break``."""


class Continue(Exception):  # noqa: N818
    """``continue``."""


def builtin(*names: str) -> Callable[[Builtin], Builtin]:
    """Register under these names."""

    def register(run: Builtin) -> Builtin:
        for name in names:
            BUILTINS[name] = run
        return run

    return register


def _number(words: list[str], default: int) -> int:
    return int(words[0]) if words and words[0].lstrip("-").isdigit() else default


@builtin(":")
async def nothing(shell: "Interpreter", argv: list[str]) -> int:  # noqa: ARG001
    """True."""
    return 0


@builtin("cd")
async def cd(shell: "Interpreter", argv: list[str]) -> int:
    """``cd [DIR|-]``."""
    target = argv[1] if len(argv) > 1 else shell.get("HOME") or "/"
    if target == "-":
        target = shell.get("OLDPWD") or shell.cwd
        await shell.streams.output(1).write(f"{target}\n".encode())
    path = normal(target, shell.cwd)
    if not shell.shell.fs.is_dir(path):
        why = "Not a directory" if shell.shell.fs.exists(path) else "No such file or directory"
        await shell.complain(f"cd: {path}: {why}")
        return 2
    shell.set("OLDPWD", shell.cwd)
    shell.cwd = path
    return 0


@builtin("export", "typeset", "local", "readonly")
async def export(shell: "Interpreter", argv: list[str]) -> int:
    """``export [NAME[=VALUE]]…``; the others only assign."""
    for word in argv[1:]:
        name, equals, value = word.partition("=")
        if name.startswith("-"):
            continue
        if equals:
            shell.set(name, value)
        if argv[0] == "export":
            shell.exported.add(name)
    if argv == ["export"]:
        listed = "".join(f"{name}={value}\n" for name, value in sorted(shell.environment().items()))
        await shell.streams.output(1).write(listed.encode())
    return 0


@builtin("unset")
async def unset(shell: "Interpreter", argv: list[str]) -> int:
    """``unset NAME…``."""
    for name in argv[1:]:
        shell.variables.pop(name, None)
        shell.functions.pop(name, None)
    return 0


_LONG = {"errexit": "e", "nounset": "u", "xtrace": "x", "noglob": "f", "noexec": "n"}
"""Options that have a letter, by their names."""


@builtin("set")
async def set_(shell: "Interpreter", argv: list[str]) -> int:
    """``set [-ex] [-o NAME] [+ex] [--] [WORD…]``."""
    words = argv[1:]
    while words and words[0][:1] in "+-" and len(words[0]) > 1 and words[0] != "--":
        letters = set(words[0][1:])
        off, words = words[0][0] == "+", words[1:]
        if "o" in letters:
            letters.remove("o")
            letters |= {_LONG.get(name, name) for name in words[:1]}
            words = words[1:]
        shell.options = shell.options - letters if off else shell.options | letters
    if words:
        shell.parameters = words[1:] if words[0] == "--" else words
    return 0


@builtin("shift")
async def shift(shell: "Interpreter", argv: list[str]) -> int:
    """``shift [N]``."""
    count = _number(argv[1:], 1)
    if count > len(shell.parameters):
        await shell.complain("shift: nothing to shift")
        return 1
    del shell.parameters[:count]
    return 0


@builtin("exit")
async def exit_(shell: "Interpreter", argv: list[str]) -> int:
    """``exit [STATUS]``."""
    raise Exit(_number(argv[1:], shell.status))


@builtin("return")
async def return_(shell: "Interpreter", argv: list[str]) -> int:
    """``return [STATUS]``."""
    raise Return(_number(argv[1:], shell.status))


@builtin("break")
async def break_(shell: "Interpreter", argv: list[str]) -> int:  # noqa: ARG001
    """Leave the loop."""
    raise Break


@builtin("continue")
async def continue_(shell: "Interpreter", argv: list[str]) -> int:  # noqa: ARG001
    """Next turn of the loop."""
    raise Continue


@builtin("exec")
async def exec_(shell: "Interpreter", argv: list[str]) -> int:
    """``exec COMMAND``: the command takes the shell's place."""
    raise Exit(await shell.external(argv[1:], {}))


@builtin("eval")
async def eval_(shell: "Interpreter", argv: list[str]) -> int:
    """``eval WORD…``."""
    from harness.virtual.shell.parser import parse  # noqa: PLC0415  only here

    return await shell.sequence(parse(" ".join(argv[1:])))


@builtin(".", "source")
async def source(shell: "Interpreter", argv: list[str]) -> int:
    """``. FILE``."""
    from harness.virtual.shell.parser import parse  # noqa: PLC0415

    if len(argv) < 2:
        await shell.complain(".: missing argument")
        return 1
    text = shell.shell.fs.read(normal(argv[1], shell.cwd)).decode("utf-8", "replace")
    return await shell.sequence(parse(text))


@builtin("command")
async def command(shell: "Interpreter", argv: list[str]) -> int:
    """``command [-v] NAME…``."""
    words = argv[1:]
    if words[:1] != ["-v"] and words[:1] != ["-V"]:
        return await shell.call(words) if words else 0
    for name in words[1:]:
        if name in BUILTINS or name in shell.functions:
            await shell.streams.output(1).write(f"{name}\n".encode())
        elif name in COMMANDS:
            await shell.streams.output(1).write(f"/system/bin/{name}\n".encode())
        else:
            return 127 if shell.shell.phone.config.api_level < 30 else 1
    return 0


@builtin("type")
async def type_(shell: "Interpreter", argv: list[str]) -> int:
    """``type NAME…``."""
    status = 0
    for name in argv[1:]:
        if name in BUILTINS:
            said = f"{name} is a shell builtin"
        elif name in COMMANDS:
            said = f"{name} is /system/bin/{name}"
        else:
            said, status = f"{name} not found", 1
        await shell.streams.output(1).write(f"{said}\n".encode())
    return status


@builtin("read")
async def read(shell: "Interpreter", argv: list[str]) -> int:
    """``read [-r] [NAME…]``."""
    names = [w for w in argv[1:] if not w.startswith("-")] or ["REPLY"]
    line = bytearray()
    while (byte := await shell.streams.input(0).read(1)) not in (b"", b"\n"):
        line += byte
    values = line.decode("utf-8", "replace").strip().split(maxsplit=len(names) - 1)
    for index, name in enumerate(names):
        shell.set(name, values[index] if index < len(values) else "")
    return 0 if byte else 1


@builtin("umask", "alias", "unalias", "hash", "fg", "bg")
async def accepted(shell: "Interpreter", argv: list[str]) -> int:
    """Taken and without effect; ``umask`` alone tells the mask."""
    if argv == ["umask"]:
        await shell.streams.output(1).write(b"077\n")
    return 0
