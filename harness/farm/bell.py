"""How other threads and signal handlers wake the worker's loop."""

import contextlib
import socket


class Bell:
    """A socket pair: ``ring`` from anywhere, ``ear`` among what the loop waits for."""

    def __init__(self) -> None:
        self.ear, self._mouth = socket.socketpair()
        self.ear.setblocking(False)
        self._mouth.setblocking(False)

    def ring(self) -> None:
        """Wake whoever waits; from any thread."""
        with contextlib.suppress(BlockingIOError, OSError):  # unheard calls, or the end
            self._mouth.send(b"!")

    def hush(self) -> None:
        """All calls so far are heard."""
        try:
            while self.ear.recv(4096):
                pass
        except BlockingIOError:
            return

    def close(self) -> None:
        """Nobody listens any more."""
        self.ear.close()
        self._mouth.close()
