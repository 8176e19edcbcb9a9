"""Registered commands as processes, which ``ps`` shows and ``kill`` can end."""

import asyncio
import dataclasses
import errno
from functools import partial

from harness.virtual.shell.context import COMMANDS, Command, Shell
from harness.virtual.shell.jobs import ENDINGS, Gate, Job, next_pid, paced, status_of
from harness.virtual.shell.state import ShellState
from harness.virtual.shell.usage import too_few

SIGPIPE = 141


async def run_registered(
    state: ShellState, base: str, argv: list[str], assigned: dict[str, str]
) -> int:
    """Run a command as a process of its own, which ``ps`` shows and ``kill`` can end."""
    if state.in_place:
        return await _instead(state, base, argv, assigned)
    shell = for_command(state, assigned)
    gate = Gate()
    work = paced(partial(_ran, COMMANDS[base], shell, argv), gate)
    task = asyncio.create_task(work, name=f"run {shell.pid}")
    job = Job(task, argv=tuple(argv), parent=state.shell.pid, gate=gate)
    state.shell.jobs[shell.pid] = job
    try:
        status = await task
    except asyncio.CancelledError:
        if job.signal is None:
            raise
        if job.signal in ENDINGS and not job.quiet:
            await shell.err(f"{ENDINGS[job.signal]} \n")
        return status_of(job)
    else:
        if job.signal in ENDINGS and not job.quiet:
            await shell.err(f"{ENDINGS[job.signal]} \n")
        return status
    finally:
        state.shell.jobs.pop(shell.pid, None)


async def _instead(state: ShellState, base: str, argv: list[str], assigned: dict[str, str]) -> int:
    """Run a command in this shell's own process, as after a fork."""
    job = state.shell.jobs.get(state.shell.pid)
    if job is not None:
        job.argv = tuple(argv)
    shell = dataclasses.replace(for_command(state, assigned), pid=state.shell.pid)
    return await _ran(COMMANDS[base], shell, argv)


def for_command(state: ShellState, assigned: dict[str, str]) -> Shell:
    """The shell's surroundings as a command that it starts finds them."""
    return dataclasses.replace(
        state.shell,
        stdin=state.streams.input(0),
        stdout=state.streams.output(1),
        stderr=state.streams.output(2),
        env=state.environment() | assigned,
        cwd=state.cwd,
        pid=next_pid(),
    )


async def _ran(run: Command, shell: Shell, argv: list[str]) -> int:
    lacking = too_few(argv)
    if lacking is not None:
        await shell.err(lacking[0])
        return lacking[1]
    try:
        return await run(shell, argv)
    except BrokenPipeError:
        return SIGPIPE
    except OSError as error:
        await shell.err(f"{_failed_at(argv[0], error)}: {told(error)}\n")
        return 1


def _failed_at(name: str, error: OSError) -> str:
    """Who says so: of a full disk toybox's ``xwrite``, for ``echo`` the shell itself."""
    if error.errno != errno.ENOSPC:
        return name
    return "/system/bin/sh: echo: write" if name == "echo" else f"{name}: xwrite"


def told(error: Exception) -> str:
    """The error in the words of C: whose it is, what went wrong."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)
