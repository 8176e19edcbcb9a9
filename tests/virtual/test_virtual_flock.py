"""Many phones by one command: forked from one parent, apart in everything but memory."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.virtual.flock import READY

pytestmark = pytest.mark.phone

UP = [sys.executable, "-m", "harness.cli.main", "virtual", "up", "--size", "180x400",
      "--density", "80"]  # fmt: skip


def test_each_phone_has_its_line_and_all_end_together() -> None:
    """Three lines with ports and serials of their own; SIGTERM to the parent ends them all."""
    with subprocess.Popen([*UP, "--count", "3"], stdout=subprocess.PIPE, text=True) as flock:
        assert flock.stdout is not None
        lines = [flock.stdout.readline() for _ in range(3)]
        assert all(line.startswith(READY) for line in lines)
        words = [line.split() for line in lines]
        assert len({word for line in words for word in line[1:]}) == 9
        flock.send_signal(signal.SIGTERM)
        assert flock.stdout.read() == ""
    assert flock.returncode == 0


def test_broken_scripts_start_no_phone(tmp_path: Path) -> None:
    """The one error of all of them is told once, with status 2."""
    (tmp_path / "app.yaml").write_text("format: 7\n")
    done = subprocess.run(
        [*UP, "--count", "3", "--apps", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("app.yaml") == 1
    assert done.stdout == ""
