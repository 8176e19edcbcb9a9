"""The bytes of one file: small ones in memory, large ones in an unnamed file of this machine."""

import errno
import os
import tempfile
import weakref
from typing import BinaryIO

from harness.virtual.android.disk import BLOCK_BYTES, Disk

SPILL_BYTES = 1 << 20
"""From this size on a file's bytes leave the memory of the process."""
PART_BYTES = 1 << 16
"""Large files are read in parts of this size."""


class Contents:
    """Bytes that grow at the end; ``len()`` is their number.

    What was spilled goes with the object: the file behind it has no name and ends with it. So do
    its blocks of the phone's ``disk``: a file that somebody still holds open takes its room.
    """

    __slots__ = ("__weakref__", "_blocks", "_disk", "_memory", "_size", "_spill")

    def __init__(self, data: bytes = b"", disk: Disk | None = None) -> None:
        self._disk = disk
        self._blocks = 0
        self._memory = bytearray()
        self._spill: BinaryIO | None = None
        self._size = 0
        self.append(data)

    def __len__(self) -> int:
        """Number of bytes."""
        return self._size

    def __del__(self) -> None:
        """The blocks are free again."""
        if self._disk is not None:
            self._disk.give(self._blocks)

    def append(self, data: bytes) -> None:
        """Add at the end. ``OSError`` (ENOSPC) after what fitted, on the phone or this machine."""
        fits = self._claim(len(data))
        self._keep(data[:fits])
        if fits < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _claim(self, size: int) -> int:
        """Take blocks for so many bytes more; how many of the bytes they hold."""
        if self._disk is None:
            return size
        blocks = -(-(self._size + size) // BLOCK_BYTES)
        self._blocks += self._disk.take(blocks - self._blocks)
        return min(size, self._blocks * BLOCK_BYTES - self._size)

    def _keep(self, data: bytes) -> None:
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
