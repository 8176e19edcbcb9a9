"""The bytes of one file: small ones in memory, large ones in an unnamed file of this machine."""

import os
import tempfile
import weakref
from typing import BinaryIO

SPILL_BYTES = 1 << 20
"""From this size on a file's bytes leave the memory of the process."""
PART_BYTES = 1 << 16
"""Large files are read in parts of this size."""


class Contents:
    """Bytes that grow at the end; ``len()`` is their number.

    What was spilled goes with the object: the file behind it has no name and ends with it.
    """

    __slots__ = ("__weakref__", "_memory", "_size", "_spill")

    def __init__(self, data: bytes = b"") -> None:
        self._memory = bytearray()
        self._spill: BinaryIO | None = None
        self._size = 0
        self.append(data)

    def __len__(self) -> int:
        """Number of bytes."""
        return self._size

    def append(self, data: bytes) -> None:
        """Add at the end. ``OSError`` (ENOSPC) when this machine has no room for it."""
        if self._spill is None and self._size + len(data) >= SPILL_BYTES:
            self._spill = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  lives as we do
            weakref.finalize(self, self._spill.close)
            self._put(self._memory, 0)
            self._memory = bytearray()
        if self._spill is None:
            self._memory += data
        else:
            self._put(data, self._size)
        self._size += len(data)

    def read(self, start: int = 0, size: int | None = None) -> bytes:
        """``size`` bytes from ``start`` on (all to the end without), fewer at the end."""
        most = max(0, self._size - start)
        size = most if size is None else min(size, most)
        if self._spill is None:
            return bytes(self._memory[start : start + size])
        parts = bytearray()
        while len(parts) < size:
            parts += os.pread(self._spill.fileno(), size - len(parts), start + len(parts))
        return bytes(parts)

    def _put(self, data: bytes | bytearray, at: int) -> None:
        assert self._spill is not None
        view = memoryview(data)
        while view:
            done = os.pwrite(self._spill.fileno(), view, at)
            view, at = view[done:], at + done
