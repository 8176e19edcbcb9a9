"""The screen as video while something happens: ``screenrecord``'s H.264 stream, as it comes.

The stream carries no times, and nothing comes while the screen is still; so each piece is
noted with the moment it arrived. The encoder lies some 35 to 100 ms behind the screen.
"""

import contextlib
import socket
import threading
import time

import msgspec

from harness.device.link import Link
from harness.domain.errors import DeviceError

COMMAND = "screenrecord --output-format=h264 --bit-rate 6M --time-limit 180 -"
"""180 s is the longest that every Android allows."""
SINCE_API = 21
MOST_BYTES = 192 << 20
"""At 6 Mbit/s 180 s are 135 MB; more is no stream of ours."""
END_WAIT_S = 3.0


class Take(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a recording."""

    data: bytes
    """The raw H.264 stream (Annex B)."""
    pieces: tuple[tuple[int, int], ...]
    """Host monotonic ns of each arrival, and how many bytes came."""
    trouble: str = ""
    """Why it ended early, or why nothing came."""


class Recording:
    """One recording. Owns a connection and a thread; ``stop`` gives both back."""

    def __init__(self, link: Link) -> None:
        self._data = bytearray()
        self._pieces: list[tuple[int, int]] = []
        self._trouble = ""
        self._ending = False
        self._sock: socket.socket | None = None
        try:
            self._sock = link.open(f"exec:{COMMAND}")
        except DeviceError as error:
            self._trouble = str(error)
        self._thread = threading.Thread(target=self._read, name="recording", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        sock = self._sock
        if sock is None:
            return
        sock.settimeout(None)
        try:
            while (piece := sock.recv(1 << 16)) and len(self._data) < MOST_BYTES:
                self._pieces.append((time.monotonic_ns(), len(piece)))
                self._data += piece
        except OSError as error:
            if not self._ending:
                self._trouble = f"the recording broke off: {error.strerror or error}"

    def stop(self) -> Take:
        """End it and return what came; a recording that failed is told, never raised."""
        self._ending = True
        if self._sock is not None:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)
            self._thread.join(END_WAIT_S)
            self._sock.close()
        data, pieces = bytes(self._data), tuple(self._pieces)
        trouble = self._trouble
        if not trouble and not data.startswith((b"\0\0\0\1", b"\0\0\1")):
            said = data[:80].decode(errors="replace").strip()
            trouble = f"no video came: {said or 'nothing at all'}"
            data, pieces = b"", ()
        return Take(data=data, pieces=pieces, trouble=trouble)
