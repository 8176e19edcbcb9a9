"""The data partition: how large it is, and what takes its room."""

from collections.abc import Callable

BLOCK_BYTES = 4096
TOTAL_BYTES = 113_246_208 << 10
"""``/data`` of a phone of 128 GB."""
USED_BYTES = 41_943_040 << 10
"""What was there when the phone was new."""


class Disk:
    """Blocks of files, what the apps take, and what somebody else filled."""

    def __init__(self, total_bytes: int = TOTAL_BYTES, used_bytes: int = USED_BYTES) -> None:
        self.total_bytes = total_bytes
        self._used_bytes = used_bytes
        self._blocks = 0
        self._filled_bytes = 0
        self.apps_bytes: Callable[[], int] = lambda: 0
        """What installed apps take."""

    @property
    def free_bytes(self) -> int:
        """What is left."""
        taken = self._used_bytes + self._blocks * BLOCK_BYTES + self.apps_bytes()
        return max(0, self.total_bytes - taken - self._filled_bytes)

    def leave(self, free_bytes: int | None) -> None:
        """Fill it with something until so much is left; None takes that away again."""
        self._filled_bytes = 0
        if free_bytes is not None:
            self._filled_bytes = max(0, self.free_bytes - free_bytes)

    def take(self, blocks: int) -> int:
        """Take as many blocks as there are, at most so many; how many those were."""
        got = min(blocks, self.free_bytes // BLOCK_BYTES)
        self._blocks += got
        return got

    def give(self, blocks: int) -> None:
        """Blocks are free again."""
        self._blocks -= blocks


def on_disk(size: int) -> int:
    """Bytes that something of this size takes, in whole blocks."""
    return -(-size // BLOCK_BYTES) * BLOCK_BYTES
