"""``events.jsonl`` while it is being written: one line at a time, chained, on disk at once."""

import contextlib
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from harness.domain.errors import CannotResumeError, EvidenceError, UsageError
from harness.evidence.files import told, try_lock
from harness.evidence.format import EVENTS, NO_LINE, EventLine, sha256_hex


class EventFile:
    """Appends event lines; safe to call from several threads.

    Each line is handed to the operating system before ``append`` returns, so a killed
    process loses none; ``sync`` makes them survive a power cut too. The file stays locked
    while it is open, so that nobody seals a bundle that is still being written.
    """

    def __init__(self, folder: Path, *, again: bool = False) -> None:
        """``again``: a file that a killed run left; ``go_on`` before anything is appended."""
        self.path = folder / EVENTS
        self.count = 0
        self._prev = NO_LINE
        self._bytes = 0
        self._lock = threading.Lock()
        new = 0 if again else os.O_CREAT | os.O_EXCL
        try:
            self._handle = os.open(self.path, os.O_WRONLY | new, 0o644)
        except OSError as error:
            raise UsageError(
                f"{folder}: cannot write there: {error.strerror}; choose another folder"
            ) from error
        self._open = try_lock(self._handle)
        if again and not self._open:
            os.close(self._handle)
            raise CannotResumeError(f"{folder}: a run is still writing it; stop the run first")

    def go_on(self, count: int, last_sha256: str, whole_bytes: int) -> None:
        """Append after that many whole lines; what is torn behind them is cut off."""
        try:
            os.ftruncate(self._handle, whole_bytes)
            os.lseek(self._handle, whole_bytes, os.SEEK_SET)
        except OSError as error:
            raise told(error, "write", self.path) from error
        self.count, self._prev, self._bytes = count, last_sha256, whole_bytes

    def append(
        self,
        kind: str,
        record: msgspec.Struct | Mapping[str, Any],
        *,
        at_ns: int,
        wall_ns: int,
        trial: int | None = None,
    ) -> int:
        """Write one line and return its number; EvidenceError when the disk refuses."""
        raw = msgspec.Raw(msgspec.json.encode(record))
        with self._lock:
            line = EventLine(
                seq=self.count + 1,
                prev=self._prev,
                at_ns=at_ns,
                wall_ns=wall_ns,
                kind=kind,
                trial=trial,
                record=raw,
            )
            data = msgspec.json.encode(line) + b"\n"
            self._write(data)
            self.count += 1
            self._prev = sha256_hex(data)
            return self.count

    def _write(self, data: bytes) -> None:
        """All of the line or nothing: what a full disk cut short is taken back."""
        if not self._open:
            raise EvidenceError(f"{self.path}: the bundle is closed, nothing more can be recorded")
        rest = data
        try:
            while rest:
                rest = rest[os.write(self._handle, rest) :]
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, self._bytes)
                os.lseek(self._handle, self._bytes, os.SEEK_SET)
            raise told(error, "write", self.path) from error
        self._bytes += len(data)

    def sync(self) -> None:
        """Make every line so far survive a power cut."""
        if self._open:
            os.fsync(self._handle)

    def close(self) -> None:
        """Close and unlock; may be called twice."""
        with self._lock:
            if self._open:
                self._open = False
                os.close(self._handle)
