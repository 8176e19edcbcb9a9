"""What adb servers list, as they tell it (``track-devices``): one thread a server."""

import contextlib
import socket
import threading
from collections.abc import Callable

from harness.device.link import connect_server, receive_exactly, send_request
from harness.device.listing import parse_devices
from harness.device.server import ServerAddress
from harness.domain.errors import DeviceError

AGAIN_S = 2.0


class Tracker:
    """The serials that one adb server holds for ready; ``changed`` is called from its thread."""

    def __init__(self, address: ServerAddress, changed: Callable[[], None]) -> None:
        self.address = address
        self.ready: frozenset[str] = frozenset()
        self.trouble = ""
        """Why nothing is listed, where the server does not answer."""
        self._changed = changed
        self._end = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name=f"track {address}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._end.set()
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)

    def _run(self) -> None:
        while not self._end.is_set():
            try:
                with contextlib.closing(connect_server(self.address, 10.0)) as self._socket:
                    self._listen(self._socket)
            except (OSError, DeviceError, ValueError) as error:
                self.trouble = str(error)
                self._tell(frozenset())
            self._end.wait(AGAIN_S)

    def _listen(self, sock: socket.socket) -> None:
        send_request(sock, "host:track-devices")
        sock.settimeout(None)
        self.trouble = ""
        while not self._end.is_set():
            size = int(receive_exactly(sock, 4), 16)
            told = receive_exactly(sock, size).decode(errors="replace")
            entries = parse_devices(told)
            self._tell(frozenset(e.serial for e in entries if e.state == "device"))

    def _tell(self, ready: frozenset[str]) -> None:
        if ready != self.ready:
            self.ready = ready
            self._changed()
