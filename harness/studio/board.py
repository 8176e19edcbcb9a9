"""From threads that see to pages that watch: the newest of something, and nothing queued."""

import asyncio
import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Board(Generic[T]):
    """Holds the newest value. Whoever is slow misses what lay between, and nobody waits for them.

    ``put`` and ``newest`` may be called from any thread, ``after`` from any event loop.
    """

    def __init__(self, value: T) -> None:
        self._lock = threading.Lock()
        self._value = value
        self._number = 0
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    @property
    def newest(self) -> T:
        """The value now."""
        return self._value

    def put(self, value: T) -> None:
        """Replace the value and wake whoever waits."""
        with self._lock:
            self._value = value
            self._number += 1
            waiting, self._waiting = self._waiting, set()
        for loop, event in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def after(self, number: int, timeout_s: float) -> tuple[int, T]:
        """The newest value and its number, once that is above ``number`` or the time is up."""
        event = asyncio.Event()
        entry = (asyncio.get_running_loop(), event)
        with self._lock:
            if self._number > number:
                return self._number, self._value
            self._waiting.add(entry)
        try:
            await asyncio.wait_for(event.wait(), timeout_s)
        except TimeoutError:
            pass
        finally:
            with self._lock:
                self._waiting.discard(entry)
        with self._lock:
            return self._number, self._value
