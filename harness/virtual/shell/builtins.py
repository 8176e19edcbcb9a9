"""What only the shell itself can do: change its directory, variables, streams, jobs."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from harness.virtual.filesystem import normal
from harness.virtual.shell.context import COMMANDS
from harness.virtual.shell.jobs import SIGNALS, Job, signal_number, status_of

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


@builtin("set")
async def set_(shell: "Interpreter", argv: list[str]) -> int:
    """``set [-ex] [+ex] [--] [WORD…]``."""
    words = argv[1:]
    while words and words[0][:1] in "+-" and len(words[0]) > 1 and words[0] != "--":
        letters = set(words[0][1:])
        shell.options = shell.options - letters if words[0][0] == "+" else shell.options | letters
        words = words[1:]
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


@builtin("wait")
async def wait(shell: "Interpreter", argv: list[str]) -> int:
    """``wait [PID…]``."""
    pids = [int(w) for w in argv[1:] if w.isdigit()]
    own = asyncio.current_task()
    status = 0
    for pid, job in list(shell.shell.jobs.items()):
        wanted = pid in pids if pids else job.task.get_name() == f"job {pid}"
        if wanted and job.task is not own:
            signal = await shell.traps.or_signal(job.task)
            if signal is not None:
                return 128 + signal
            status = status_of(job)
    return status if pids else 0


@builtin("jobs")
async def jobs(shell: "Interpreter", argv: list[str]) -> int:  # noqa: ARG001
    """Background jobs."""
    names = [n for n, j in shell.shell.jobs.items() if j.task.get_name() == f"job {n}"]
    lines = [f"[{index}] + Running {pid}\n" for index, pid in enumerate(names, 1)]
    await shell.streams.output(1).write("".join(lines).encode())
    return 0


@builtin("kill")
async def kill(shell: "Interpreter", argv: list[str]) -> int:
    """``kill [-SIGNAL|-s SIGNAL|-l] PID…``: our own jobs here, others by the command."""
    words, signal = argv[1:], SIGNALS["TERM"]
    if words[:1] == ["-s"] and len(words) > 1:
        words = ["-" + words[1], *words[2:]]
    if words and words[0].startswith("-") and words[0] != "-l":
        number = signal_number(words[0][1:])
        if number is None:
            await shell.complain(f"kill: {words[0][1:]}: bad signal name")
            return 1
        signal, words = number, words[1:]
    ours = [(w, _job(shell, w)) for w in words]
    for _, job in ours:
        if job is not None:
            job.kill(signal)
    others = [w for w, job in ours if job is None]
    if any(job is not None for _, job in ours) and signal:
        await asyncio.sleep(0)  # a shell that killed itself ends here
    if not others and words:
        return 0
    return await shell.external(
        ["kill", *([f"-{signal}"] if others[:1] != ["-l"] else []), *others], {}
    )


def _job(shell: "Interpreter", word: str) -> Job | None:
    if word.startswith("%"):
        word = str(shell.last_background)
    return shell.shell.jobs.get(int(word)) if word.isdigit() else None
