"""Programs that a worker starts and that must not outlive it, not even after kill -9."""

import sys

_GUARD = (
    "import ctypes, os, sys; "
    "sys.platform == 'linux' and ctypes.CDLL(None).prctl(1, 15); "
    "os.execvp(sys.argv[1], sys.argv[1:])"
)
"""prctl(2): PR_SET_PDEATHSIG is 1, SIGTERM 15; it stays set over exec."""


def dying_with_us(words: list[str]) -> list[str]:
    """The command that runs ``words`` and is sent SIGTERM when the thread that started it ends."""
    return [sys.executable, "-c", _GUARD, *words]
