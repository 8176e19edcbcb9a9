"""``wait``, ``jobs`` and ``kill`` of the shell itself, in mksh's words."""

import asyncio
from typing import TYPE_CHECKING

from harness.virtual.shell.builtins import builtin
from harness.virtual.shell.jobs import (
    ENDINGS,
    NAMES,
    SHELLS_OWN,
    SIGNALS,
    TITLES,
    Job,
    signal_number,
    status_of,
)

if TYPE_CHECKING:
    from harness.virtual.shell.minish import Interpreter

_SIGNALS = 64
USAGE = (
    "usage:\tkill [-s signame | -signum | -signame] { job | pid | pgrp } ...\n"
    "\tkill -l [exit_status ...]\n"
)


def _background(shell: "Interpreter") -> dict[int, Job]:
    """The shell's own background jobs, oldest first."""
    return {
        pid: job
        for pid, job in shell.shell.jobs.items()
        if job.parent == shell.shell.pid and job.task.get_name() == f"job {pid}"
    }


@builtin("wait")
async def wait(shell: "Interpreter", argv: list[str]) -> int:
    """``wait [PID|%JOB…]``: for all of the shell's background jobs without."""
    named = [_job(shell, word) for word in argv[1:]]
    wanted = [job for job in named if job is not None] if named else [*_background(shell).values()]
    status = 127 if named and not wanted else 0
    for job in wanted:
        if job.task is asyncio.current_task():
            continue
        signal = await shell.traps.or_signal(job.task)
        if signal is not None:
            return 128 + signal
        status = status_of(job)
        caught = job.is_shell and job.signal in SHELLS_OWN
        if named and job.signal in ENDINGS and not caught:
            await shell.streams.output(2).write(f"{ENDINGS[job.signal]} \n".encode())
    return status if named else 0


@builtin("jobs")
async def jobs(shell: "Interpreter", argv: list[str]) -> int:
    """``jobs [-l|-p]``: background jobs, the newest first."""
    for _ in range(3):
        await asyncio.sleep(0)  # a job that was just begun learns what it is called
    listed = list(enumerate(_background(shell).items(), 1))
    for number, (pid, job) in reversed(listed):
        sign = "+" if number == len(listed) else "-" if number == len(listed) - 1 else " "
        state = "Stopped" if job.stopped else "Running"
        process = f"{pid:5} " if "-l" in argv else ""
        line = f"[{number}] {sign} {process}{state:<20} {' '.join(job.argv)}"
        await shell.streams.output(1).write(f"{pid if '-p' in argv else line}\n".encode())
    return 0


@builtin("kill")
async def kill(shell: "Interpreter", argv: list[str]) -> int:
    """``kill [-SIGNAL|-s SIGNAL|-l] PID…``: our own jobs here, others by the command."""
    words, signal = argv[1:], SIGNALS["TERM"]
    if words[:1] == ["-l"]:
        return await _list(shell, words[1:])
    if words == ["-s"]:
        await shell.complain("kill: -s: requires an argument")
        return 1
    if words[:1] == ["-s"]:
        words = ["-" + words[1], *words[2:]]
    if words and words[0].startswith("-") and words[0] != "--":
        number = signal_number(words[0][1:])
        if number is None:
            await shell.complain(f"kill: bad signal: {words[0][1:]}")
            return 1
        signal, words = number, words[1:]
    words = words[words[:1] == ["--"] :]
    if not words:
        await shell.streams.output(2).write(USAGE.encode())
        return 1
    # a signal to itself ends the shell: it comes last
    words.sort(key=lambda word: word in ("0", str(shell.shell.pid)))
    return max([await _kill_one(shell, word, signal) for word in words])


async def _kill_one(shell: "Interpreter", word: str, signal: int) -> int:
    job = _job(shell, word)
    if job is not None:
        job.kill(signal)
        if signal:
            await asyncio.sleep(0)  # a shell that killed itself ends here
        return 0
    if word.startswith("%"):
        await shell.complain(f"kill: {word}: no such job")
        return 1
    if not word.removeprefix("-").isdigit():
        await shell.complain(f"kill: {word}: arguments must be jobs or process IDs")
        return 1
    if word.startswith("-"):
        await shell.complain(f"kill: {word}: No such process")
        return 1
    return await shell.external(["kill", f"-{signal}", word], {})


def _job(shell: "Interpreter", word: str) -> Job | None:
    """A job by number (``%1``), newest (``%%``, ``%+``), the one before, or its beginning."""
    own = _background(shell)
    if not word.startswith("%"):
        word = word.removeprefix("-")  # each job leads a group of its own
        pid = shell.shell.pid if word == "0" else int(word) if word.isdigit() else -1
        return shell.shell.jobs.get(pid)
    name, pids = word[1:], list(own)
    if name in ("", "%", "+", "-"):
        back = 2 if name == "-" else 1
        return own[pids[-back]] if len(pids) >= back else None
    if name.isdigit():
        return own[pids[int(name) - 1]] if 0 < int(name) <= len(pids) else None
    return next((job for job in own.values() if " ".join(job.argv).startswith(name)), None)


async def _list(shell: "Interpreter", words: list[str]) -> int:
    """Names of the signals of exit statuses, or all signals in two columns."""
    lines, status = [], 0
    for word in words:
        if not word.isdigit():
            await shell.complain(f"kill: {word}: bad number")
            return 1
        number = int(word) - 128 * (int(word) > 128)
        lines.append(NAMES.get(number, str(number)))
    if not words:
        half = _SIGNALS // 2
        lines = [f"{_entry(n):<36} {_entry(n + half)}".rstrip() for n in range(1, half + 1)]
    await shell.streams.output(1).write("".join(f"{line}\n" for line in lines).encode())
    return status


def _entry(number: int) -> str:
    title = TITLES.get(number, f"Signal {number}")
    return f"{number:2} {NAMES.get(number, str(number)):>6} {title}"
