"""Running shells and background jobs by process id, so that ``kill`` can end them."""

import asyncio
import dataclasses
import itertools
from collections.abc import Callable

SIGNALS = {
    "EXIT": 0, "HUP": 1, "INT": 2, "QUIT": 3, "ILL": 4, "TRAP": 5, "ABRT": 6, "BUS": 7, "FPE": 8,
    "KILL": 9, "USR1": 10, "SEGV": 11, "USR2": 12, "PIPE": 13, "ALRM": 14, "TERM": 15,
    "CHLD": 17, "CONT": 18, "STOP": 19, "TSTP": 20,
}  # fmt: skip
_pids = itertools.count(20000)


_HARMLESS = (0, SIGNALS["CHLD"], 28)
"""Signals that ask or tell and end nothing; 28 is SIGWINCH."""
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
        if signal in (SIGNALS["STOP"], SIGNALS["TSTP"], SIGNALS["CONT"]):
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
