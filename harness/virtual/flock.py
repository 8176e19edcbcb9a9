"""Many phones at once: one parent that has loaded everything, and a process forked for each.

What the parent has loaded (modules, fonts, scripts, pictures of the launcher) is memory that all
share; a phone that fails takes no other with it.
"""

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import TextIO

from harness.virtual.android.phone import Phone
from harness.virtual.apps.loader import LoadedApp
from harness.virtual.screen.memory import be_thrifty, give_back
from harness.virtual.server import apps_of, main, options_of

READY = "ready "


def run(programs: Sequence[Sequence[str]]) -> int:
    """Serve a phone for each list of words until all have ended; the worst exit status.

    Each phone's ``ready`` line is printed, in the order of the programs. SIGTERM and SIGINT end
    them all. Raises ``UsageError`` as one phone does; one that does not start ends the others.
    """
    be_thrifty()
    apps = _warmed(programs[0])
    flock = _Flock()
    before = [signal.signal(name, flock.end) for name in (signal.SIGTERM, signal.SIGINT)]
    try:
        lines = [flock.fork(words, apps) for words in programs]
        for line in lines:
            said = line.readline()
            line.close()
            if not said.startswith(READY):
                flock.end(signal.SIGTERM, None)
                break
            sys.stdout.write(said)
            sys.stdout.flush()
        return flock.wait()
    finally:
        for name, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
            signal.signal(name, handler)


def _warmed(words: Sequence[str]) -> list[LoadedApp]:
    """Load what every phone needs, paint its launcher once, and leave the rest to be shared."""
    options = options_of(words)
    apps = apps_of(options.apps)
    Phone.boot(options.config(), apps).frame_rgba()
    gc.collect()
    give_back()
    gc.freeze()  # what stays for ever is not looked at again, so its pages stay shared
    return apps


class _Flock:
    """The children."""

    def __init__(self) -> None:
        self._running: set[int] = set()

    def fork(self, words: Sequence[str], apps: list[LoadedApp]) -> TextIO:
        """Start one; what it prints can be read."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os._exit(_phone(words, apps, writing))
        os.close(writing)
        self._running.add(child)
        return os.fdopen(reading)

    def end(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  a signal handler
        """Ask all to end."""
        for child in tuple(self._running):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)

    def wait(self) -> int:
        """Until all have ended."""
        worst = 0
        while self._running:
            child, status = os.wait()
            self._running.discard(child)
            worst = max(worst, os.waitstatus_to_exitcode(status))
        return worst


def _phone(words: Sequence[str], apps: list[LoadedApp], output: int) -> int:
    """The life of a child."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)
    os.dup2(output, 1)
    os.close(output)
    try:
        return main(words, apps)
    except BaseException:  # noqa: BLE001  a child must not go on as its parent
        sys.excepthook(*sys.exc_info())
        return 3
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
