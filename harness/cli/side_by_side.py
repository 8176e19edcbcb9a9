"""Scans as processes of their own, several at once; interrupted, all of them end sealed."""

import concurrent.futures
import contextlib
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar

from harness.domain.errors import DeviceError

_ENDINGS = [n for n in signal.Signals if n.name in {"SIGINT", "SIGTERM", "SIGHUP"}]
HEARD_S = 0.1
"""An interruption is heard so soon; one that comes right before a wait does not end it."""
A = TypeVar("A")
B = TypeVar("B")


class Scans:
    """Runs work on so many threads, each of which may ``scan``.

    As a context: Ctrl-C, SIGTERM or SIGHUP inside it begins nothing further, lets every scan that
    runs seal what it saw, and comes out with KeyboardInterrupt when all have ended. It is raised
    in ``each`` or at the end, and nowhere between: raised in the midst of starting a thread, it
    would leave one that nobody waits for. Scans are no part of the terminal's group: they hear
    of it once, from here, while their phones are still there.
    """

    def __init__(self, jobs: int) -> None:
        self._pool = concurrent.futures.ThreadPoolExecutor(jobs, thread_name_prefix="scan")
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._over = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {n: signal.signal(n, self._hear) for n in _ENDINGS}
        return self

    def _hear(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self._over = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number in self._before:
            signal.signal(number, signal.default_int_handler)
        interrupted = self._over and kind is None
        if kind is not None or interrupted:
            self._end()
        try:
            self._pool.shutdown(wait=True, cancel_futures=True)
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)
        if interrupted:
            raise KeyboardInterrupt

    def each(self, do: Callable[[A], B], things: Iterable[A]) -> Iterator[B]:
        """``do`` of each thing, in the order in which they are done."""
        running = {self._pool.submit(do, thing) for thing in things}
        while running:
            done, running = concurrent.futures.wait(running, HEARD_S, FIRST_COMPLETED)
            if self._over:
                raise KeyboardInterrupt
            yield from (one.result() for one in done)

    def scan(
        self, *words: str, env: Mapping[str, str], most_s: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        """``taptruth scan`` with these words: its status, output and talk.

        Raises DeviceError where the work is being ended, ``subprocess.TimeoutExpired`` where it
        takes longer than ``most_s``; it is killed then.
        """
        command = [sys.executable, "-m", "harness.cli.main", "scan", *words]
        with self._lock:
            if self._over:
                raise DeviceError("interrupted before this scan began")
            process = subprocess.Popen(
                command, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                start_new_session=True,
            )  # fmt: skip
            self._running.add(process)
        with process:
            try:
                out, talk = process.communicate(timeout=most_s)
            except BaseException:
                process.kill()
                raise
            finally:
                with self._lock:
                    self._running.discard(process)
        return subprocess.CompletedProcess(command, process.returncode, out, talk)

    def _end(self) -> None:
        """Interrupt each scan that runs."""
        with self._lock:
            self._over = True
            for process in self._running:
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(signal.SIGTERM)
