"""A process for each phone: vision needs a core of its own, and a crash takes one case only.

Slots are forked from a server that has loaded everything (``multiprocessing``'s forkserver).
They die with their worker: a slot that outlived it would tap on a phone that the next worker
holds for its own.
"""

import contextlib
import ctypes
import multiprocessing
import os
import select
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import FrameType

from harness.farm.orders import Ended, Probe, Probed, Task

Order = Task | Probe
Answer = Ended | Probed
PRELOADED = ["harness.farm.slot", "harness.farm.work"]
PR_SET_PDEATHSIG = 1
"""prctl(2)."""


class Slot:
    """The worker's end of a slot: one phone, one order at a time."""

    def __init__(self, name: str, context: ForkServerContext) -> None:
        self.name = name
        self.order: Order | None = None
        """What it is doing, None when idle."""
        self.since = time.monotonic()
        self._context = context
        self._asked_to_end: float | None = None
        self._start()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        self.connection: Connection = ours
        self._process: ForkServerProcess = self._context.Process(
            target=main, args=(theirs,), name=f"slot-{self.name}", daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def idle(self) -> bool:
        """Whether it can be given an order."""
        return self.order is None

    def give(self, order: Order) -> None:
        """Let it do something; it must be idle."""
        assert self.order is None
        self.order, self.since, self._asked_to_end = order, time.monotonic(), None
        with contextlib.suppress(OSError):  # it has died: take() will tell
            self.connection.send(order)

    def take(self) -> Answer | None:
        """Its answer, or None when it died over its order (and was started anew)."""
        try:
            answer: Answer = self.connection.recv()
        except (EOFError, OSError):
            self.restart()
            return None
        self.order = None
        return answer

    def exit_code(self) -> int | None:
        """Of the process, as far as it is known."""
        return self._process.exitcode

    def interrupt(self, patience_s: float) -> None:
        """Ask for the end of its case; after ``patience_s`` of asking it is killed."""
        now = time.monotonic()
        if self._asked_to_end is None:
            self._asked_to_end = now
            self._signal(signal.SIGINT)
        elif now - self._asked_to_end > patience_s:
            self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        pid = self._process.pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def restart(self) -> None:
        """A new process in its place; what it was doing is gone."""
        self.end()
        self.order = None
        self._start()

    def end(self) -> None:
        """Kill the process."""
        self._signal(signal.SIGKILL)
        self._process.join(10)
        self.connection.close()


def context() -> ForkServerContext:
    """Where slots are forked from; loads vision once."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(PRELOADED)
    return made


def main(connection: Connection) -> None:
    """The life of a slot: take an order, do it, answer, until the worker hangs up."""
    from harness.farm.work import probe, run  # noqa: PLC0415  vision, which the worker never loads

    _die_with_parent()
    _die_with_worker(connection)
    switch = _Interrupts()
    signal.signal(signal.SIGINT, switch.on_signal)
    signal.signal(signal.SIGTERM, switch.on_signal)
    while True:
        try:
            order: Order = connection.recv()
        except (EOFError, OSError):
            return
        switch.armed = True
        try:
            answer: Answer = run(order) if isinstance(order, Task) else probe(order)
        except KeyboardInterrupt:  # between two steps of giving up
            answer = _interrupted(order)
        finally:
            switch.armed = False
        try:
            connection.send(answer)
        except OSError:
            return


def _interrupted(order: Order) -> Answer:
    if isinstance(order, Task):
        return Ended(try_id=order.claim.try_id, cancelled=True)
    return Probed(serial=order.serial, why="interrupted")


class _Interrupts:
    """SIGINT ends a case and nothing else; the second one while it is ending is not heard."""

    def __init__(self) -> None:
        self.armed = False

    def on_signal(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if self.armed:
            self.armed = False
            raise KeyboardInterrupt


def _die_with_worker(connection: Connection) -> None:
    """SIGKILL as soon as the worker's end of the pipe is gone, also in the midst of a case.

    The fork server outlives a worker that was killed as long as one of its slots runs: each of
    them holds an end of the pipe that it waits for.
    """
    gone = select.poll()
    gone.register(connection.fileno(), 0)  # hung up and broken are told always

    def watch() -> None:
        gone.poll()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="worker", daemon=True).start()


def _die_with_parent() -> None:
    """SIGKILL when the fork server is gone (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
