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


def terminate_once_begun(folder: Path, sessions: list[int]) -> None:
    """SIGTERM to this process as soon as a scan has begun; in which session that scan runs."""
    last = time.monotonic() + 60
    while not told(folder / "begun") and time.monotonic() < last:
        time.sleep(0.01)
    sessions += [os.getsid(int(pid)) for pid in told(folder / "pid")]
    os.kill(os.getpid(), signal.SIGTERM)


def test_an_interruption_seals_what_runs_and_begins_nothing(folder: Path) -> None:
    """By SIGTERM to the one process; the scan is no part of its terminal's group."""
    before = signal.getsignal(signal.SIGTERM)
    sessions: list[int] = []
    killer = threading.Thread(target=terminate_once_begun, args=(folder, sessions))
    killer.start()
    with pytest.raises(KeyboardInterrupt), Scans(1) as scans:
        list(scans.each(lambda name: scans.scan(name, env=os.environ), "abc"))
    killer.join()
    assert told(folder / "begun") == told(folder / "sealed") == ["a"]
    assert sessions
    assert os.getsid(0) not in sessions
    assert signal.getsignal(signal.SIGTERM) is before
    with pytest.raises(DeviceError, match="interrupted"):
        scans.scan("d", env=os.environ)
