"""Scans side by side: interrupted, those that run end sealed and no other begins."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from harness.cli.side_by_side import Scans
from harness.domain.errors import DeviceError

PROGRAM = """#!/bin/sh
cd "{folder}"
trap 'echo $4 >> sealed; exit 130' TERM
echo $$ > pid
echo $4 >> begun
while :; do sleep 0.05; done
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a program that stands for ours writes down which scans began and which were sealed."""
    program = tmp_path / "python"
    program.write_text(PROGRAM.format(folder=tmp_path))
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return tmp_path


def told(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []


def interrupt_once_begun(folder: Path, number: signal.Signals, sessions: list[int]) -> None:
    """A signal to this process as soon as a scan has begun; in which session that scan runs."""
    last = time.monotonic() + 60
    while not told(folder / "begun") and time.monotonic() < last:
        time.sleep(0.01)
    sessions += [os.getsid(int(pid)) for pid in told(folder / "pid")]
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interruption_seals_what_runs_and_begins_nothing(
    folder: Path, number: signal.Signals
) -> None:
    """By a signal to the one process; the scan is no part of its terminal's group."""
    before = signal.getsignal(number)
    sessions: list[int] = []
    killer = threading.Thread(target=interrupt_once_begun, args=(folder, number, sessions))
    killer.start()
    with pytest.raises(KeyboardInterrupt), Scans(1) as scans:
        list(scans.each(lambda name: scans.scan(name, env=os.environ), "abc"))
    killer.join()
    assert told(folder / "begun") == told(folder / "sealed") == ["a"]
    assert sessions
    assert os.getsid(0) not in sessions
    assert signal.getsignal(number) is before
    with pytest.raises(DeviceError, match="interrupted"):
        scans.scan("d", env=os.environ)


def test_a_thread_that_is_being_started_is_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interruption between a thread's beginning and the pool's knowing of it."""
    start = threading.Thread.start

    def begin_and_interrupt(thread: threading.Thread) -> None:
        start(thread)
        if thread.name.startswith("scan"):
            interrupt_once_begun(folder, signal.SIGTERM, [])

    monkeypatch.setattr(threading.Thread, "start", begin_and_interrupt)
    with pytest.raises(KeyboardInterrupt), Scans(1) as scans:
        list(scans.each(lambda name: scans.scan(name, env=os.environ), "ab"))
    assert told(folder / "begun") == told(folder / "sealed") == ["a"]


def test_an_interruption_behind_the_last_scan_is_heard() -> None:
    """Work without an end of its own does not swallow it."""
    scans = Scans(1).__enter__()
    assert sorted(scans.each(str.upper, "ab")) == ["A", "B"]
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        scans.__exit__(None, None, None)
