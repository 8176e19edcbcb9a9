"""The flock in the bench: many phones at once, what each takes and how soon they are there."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from harness.cli.bench_process import cpu_s, pss_mib

PHONES = 32
IDLE_S = 10.0


def flock_figures(phones: int = PHONES) -> list[tuple[str, str, list[float], str]]:
    """Name, unit, values and goal of each figure; memory is PSS: shared pages by their share."""
    words = [sys.executable, "-m", "harness.cli.main", "virtual", "up", "--count", str(phones)]
    begun = time.monotonic()
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as flock:
        try:
            assert flock.stdout is not None
            for _ in range(phones):
                if not flock.stdout.readline().startswith("ready "):
                    raise RuntimeError("a virtual phone did not start")
            started_s = time.monotonic() - begun
            children = _children(flock.pid)
            before = [cpu_s(pid) for pid in children]
            time.sleep(IDLE_S)
            after = [cpu_s(pid) for pid in children]
            idle = [100 * (b - a) / IDLE_S for a, b in zip(before, after, strict=True)]
            memory = [pss_mib(pid) for pid in children]
        finally:
            flock.send_signal(signal.SIGTERM)
    return [
        (f"{phones} phones started together", "s", [started_s], "< 10"),
        (f"memory of each of {phones} idle phones (PSS)", "MiB", memory, "< 60"),
        (f"CPU of each of {phones} idle phones", "%", idle, "< 1"),
    ]


def _children(parent: int) -> list[int]:
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]
