"""Running shells and background jobs by process id, so that ``kill`` can end them."""

import asyncio
import dataclasses
import itertools
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any

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


_HARMLESS = tuple(SIGNALS[name] for name in ("CHLD", "URG", "WINCH", "CONT"))
"""Signals that ask or tell and end nothing."""
_STOPPING = tuple(SIGNALS[name] for name in ("STOP", "TSTP", "TTIN", "TTOU"))
ENDINGS = {n: title for n, title in TITLES.items() if NAMES[n] not in {"INT", "PIPE"}}
"""What the shell says of a process that a signal ended."""
SHELLS_OWN = tuple(SIGNALS[name] for name in ("HUP", "INT", "QUIT", "TERM"))
"""Signals that a shell catches to end by itself, after what it has for its end."""
MOST_SIGNAL = 64


class Gate:
    """Where a stopped process waits until it may go on."""

    def __init__(self) -> None:
        self._open: asyncio.Event | None = None

    @property
    def shut(self) -> bool:
        """Whether the process is stopped."""
        return self._open is not None

    def close(self) -> None:
        """Stop."""
        self._open = self._open or asyncio.Event()

    def open(self) -> None:
        """Go on."""
        if self._open is not None:
            self._open.set()
        self._open = None

    async def passed(self) -> None:
        """Wait while it is shut."""
        while self._open is not None:
            await self._open.wait()


@types.coroutine
def paced(work: Callable[[], Coroutine[Any, Any, int]], gate: Gate) -> Generator[Any, Any, int]:
    """What ``work`` returns; between two of its steps it waits while the gate is shut."""
    process = work()
    step: Callable[[Any], Any] = process.send
    given: Any = None
    try:
        while True:
            try:
                if gate.shut:
                    yield from gate.passed().__await__()
            except BaseException as error:  # noqa: BLE001  it is the process's own to deal with
                step, given = process.throw, error
            try:
                awaited = step(given)
            except StopIteration as end:
                return int(end.value)
            try:
                step, given = process.send, (yield awaited)
            except BaseException as error:  # noqa: BLE001
                step, given = process.throw, error
    finally:
        process.close()


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
    gate: Gate = dataclasses.field(default_factory=Gate)
    takes: Callable[[int], bool] = _takes_none
    """Whether the process deals with a signal itself (a shell with a trap)."""

    @property
    def name(self) -> str:
        """What ``ps`` calls it."""
        return self.argv[0].rpartition("/")[2]

    is_shell: bool = False
    quiet: bool = False
    """Whether nothing is said of the signal that ends it."""
    waiting: list[int] = dataclasses.field(default_factory=list)
    """Signals that came while it was stopped."""

    @property
    def stopped(self) -> bool:
        """Whether it waits for SIGCONT."""
        return self.gate.shut

    def kill(self, signal: int) -> None:
        """Deliver a signal; what comes to a stopped process waits, but for KILL and CONT."""
        if signal == SIGNALS["CONT"]:
            self.gate.open()
            waiting, self.waiting = self.waiting, []
            for one in (signal, *waiting):
                self._deliver(one)
        elif self.stopped and signal not in (0, SIGNALS["KILL"], *_STOPPING):
            self.waiting.append(signal)
        elif signal:
            self._deliver(signal)

    def _deliver(self, signal: int) -> None:
        if self.takes(signal) or signal in _HARMLESS:
            return
        if signal in _STOPPING:
            self.gate.close()
        else:
            self.signal = signal
            self.gate.open()
            self.task.cancel()


def next_pid() -> int:
    """A process id that no app has."""
    return next(_pids)


def signal_number(name: str) -> int | None:
    """``9``, ``KILL`` and ``SIGKILL`` are 9; None for anything else."""
    if name.isdigit():
        return int(name) if int(name) <= MOST_SIGNAL else None
    return SIGNALS.get(name.upper().removeprefix("SIG"))


def status_of(job: Job) -> int:
    """Exit status of an ended job, 128 + signal where one ended it."""
    if job.task.cancelled() or job.signal is not None:
        return 128 + (job.signal or SIGNALS["TERM"])
    return job.task.result()
