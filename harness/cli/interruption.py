"""Ctrl-C and SIGTERM, which must end a run whatever it is doing."""

import signal


class Interruption:
    """Ctrl-C or SIGTERM, raised where it comes, and once more at the next launch if need be.

    An exception that is raised inside a callback of a library (a finaliser, a ctypes callback) is
    printed there and lost: the run would go on as if nobody had asked it to end.
    """

    def __init__(self) -> None:
        self._came = False

    def watch(self) -> None:
        """Take both signals from now on."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._take)

    def again(self) -> None:
        """Raise KeyboardInterrupt if a signal came and the run still goes on."""
        if self._came:
            self._came = False
            raise KeyboardInterrupt

    def _take(self, _signal: int, _frame: object) -> None:
        self._came = True
        raise KeyboardInterrupt


INTERRUPTION = Interruption()
"""Of this process: signals are a process's."""
