"""Running shells and background jobs by process id, so that ``kill`` can end them."""

import asyncio
import dataclasses
import itertools
from collections.abc import Callable

_SIGNALS = {
    1: ("HUP", "Hangup"), 2: ("INT", "Interrupt"), 3: ("QUIT", "Quit"),
    4: ("ILL", "Illegal instruction"), 5: ("TRAP", "Trace/breakpoint trap"),
    6: ("ABRT", "Aborted"), 7: ("BUS", "Bus error"), 8: ("FPE", "Floating point exception"),
    9: ("KILL", "Killed"), 10: ("USR1", "User defined signal 1"),
    11: ("SEGV", "Segmentation fault"), 12: ("USR2", "User defined signal 2"),
    13: ("PIPE", "Broken pipe"), 14: ("ALRM", "Alarm clock"), 15: ("TERM", "Terminated"),
    16: ("STKFLT", "Stack fault"), 17: ("CHLD", "Child exited"), 18: ("CONT", "Continued"),
    19: ("STOP", "Stopped (signal)"), 20: ("TSTP", "Stopped"), 21: ("TTIN", "Stopped (tty input)"),
    22: ("TTOU", "Stopped (tty output)"), 23: ("URG", "Urgent I/O condition"),
    24: ("XCPU", "CPU time limit exceeded"), 25: ("XFSZ", "File size limit exceeded"),
    26: ("VTALRM", "Virtual timer expired"), 27: ("PROF", "Profiling timer expired"),
    28: ("WINCH", "Window changed"), 29: ("POLL", "I/O possible"), 30: ("PWR", "Power failure"),
    31: ("SYS", "Bad system call"),
}  # fmt: skip
"""Number to name and title, as ``kill -l`` of mksh on Linux lists them."""
NAMES = {number: name for number, (name, _) in _SIGNALS.items()}
TITLES = {number: title for number, (_, title) in _SIGNALS.items()}
SIGNALS = {"EXIT": 0} | {name: number for number, name in NAMES.items()}
_pids = itertools.count(20000)


_HARMLESS = (0, SIGNALS["CHLD"], SIGNALS["URG"], SIGNALS["WINCH"])
"""Signals that ask or tell and end nothing."""
_STOPPING = tuple(SIGNALS[name] for name in ("STOP", "TSTP", "TTIN", "TTOU"))
ENDINGS = {1: "Hangup", 3: "Quit", 6: "Aborted", 9: "Killed", 11: "Segmentation fault",
           14: "Alarm clock", 15: "Terminated"}  # fmt: skip
"""What the shell says of a command that a signal ended; nothing of SIGINT and SIGPIPE."""


def _takes_none(_signal: int) -> bool:
    return False


@dataclasses.dataclass
class Job:
    """A process of the shell's: its task, and the signal that ended it, if one did."""

    task: "asyncio.Task[int]"
    signal: int | None = None
    argv: tuple[str, ...] = ("sh",)
    parent: int = 0
    """Pid of the shell that started it; 0 for adbd."""
    stopped: bool = False
    takes: Callable[[int], bool] = _takes_none
    """Whether the process deals with a signal itself (a shell with a trap)."""

    @property
    def name(self) -> str:
        """What ``ps`` calls it."""
        return self.argv[0].rpartition("/")[2]

    def kill(self, signal: int) -> None:
        """End it, unless the signal only asks, stops or continues."""
        if signal in _STOPPING or signal == SIGNALS["CONT"]:
            self.stopped = signal != SIGNALS["CONT"]
        elif signal not in _HARMLESS and not self.takes(signal):
            self.signal = signal
            self.task.cancel()


def next_pid() -> int:
    """A process id that no app has."""
    return next(_pids)


def signal_number(name: str) -> int | None:
    """``9``, ``KILL`` and ``SIGKILL`` are 9; None for anything else."""
    if name.isdigit():
        return int(name)
    return SIGNALS.get(name.upper().removeprefix("SIG"))


def status_of(job: Job) -> int:
    """Exit status of an ended job, 128 + signal where one ended it."""
    if job.task.cancelled() or job.signal is not None:
        return 128 + (job.signal or SIGNALS["TERM"])
    return job.task.result()
