"""The phone's clock, as an argument: real on an asyncio loop, or moved by hand in tests."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

Action = Callable[[], None]

UPTIME_AT_BOOT_MS = 60_000.0
"""Uptime when the phone can first be met: it has been booting before."""


class Clock(Protocol):
    """Time of the phone. Everything that waits, waits on this."""

    def now_ms(self) -> float:
        """Milliseconds since boot."""

    def wall_s(self) -> float:
        """Seconds since 1970."""

    def jump(self, by_s: float) -> None:
        """Set the wall clock forward (or back); what waits is not touched."""

    def restart(self) -> None:
        """The phone has booted: uptime begins anew."""

    def call_later(self, delay_ms: float, action: Action) -> Action:
        """Call once after the delay; returns the function that cancels it."""

    def sleep_ms(self, for_ms: float) -> Awaitable[None]:
        """Wait."""


class RealClock:
    """Follows the machine; timers run on the asyncio loop that is running then."""

    def __init__(self) -> None:
        self._zero_s = time.monotonic() - UPTIME_AT_BOOT_MS / 1000
        self._ahead_s = 0.0

    def restart(self) -> None:
        """The phone has booted: uptime begins anew."""
        self._zero_s = time.monotonic() - UPTIME_AT_BOOT_MS / 1000

    def now_ms(self) -> float:
        """Milliseconds since boot."""
        return (time.monotonic() - self._zero_s) * 1000

    def wall_s(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead_s

    def jump(self, by_s: float) -> None:
        """Set the wall clock forward or back."""
        self._ahead_s += by_s

    def call_later(self, delay_ms: float, action: Action) -> Action:
        """Call once after the delay, on the running loop."""
        return asyncio.get_running_loop().call_later(delay_ms / 1000, action).cancel

    async def sleep_ms(self, for_ms: float) -> None:
        """Wait."""
        await asyncio.sleep(for_ms / 1000)


class ManualClock:
    """Stands still until ``advance`` moves it; what falls due runs in order of its time."""

    def __init__(self, wall_s: float = 1_790_000_000.0) -> None:
        self._now_ms = UPTIME_AT_BOOT_MS
        self._wall_s = wall_s
        self._due: list[tuple[float, int, Action]] = []
        self._cancelled: set[int] = set()
        self._numbers = itertools.count()

    def restart(self) -> None:
        """Time that is moved by hand goes on: what waits, waits on it."""

    def now_ms(self) -> float:
        """Milliseconds since boot."""
        return self._now_ms

    def wall_s(self) -> float:
        """Seconds since 1970."""
        return self._wall_s + (self._now_ms - UPTIME_AT_BOOT_MS) / 1000

    def jump(self, by_s: float) -> None:
        """Set the wall clock forward or back."""
        self._wall_s += by_s

    def call_later(self, delay_ms: float, action: Action) -> Action:
        """Call once when the clock has been moved past the delay."""
        number = next(self._numbers)
        heapq.heappush(self._due, (self._now_ms + max(0.0, delay_ms), number, action))
        return lambda: self._cancelled.add(number)

    async def sleep_ms(self, for_ms: float) -> None:
        """Wait until the clock has been moved."""
        if for_ms <= 0:
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.call_later(for_ms, lambda: None if woken.done() else woken.set_result(None))
        await woken

    @property
    def pending(self) -> int:
        """Timers that still wait."""
        return sum(1 for _, number, _ in self._due if number not in self._cancelled)

    def advance(self, by_ms: float) -> None:
        """Move on, running what falls due on the way."""
        end = self._now_ms + by_ms
        while self._due and self._due[0][0] <= end:
            at_ms, number, action = heapq.heappop(self._due)
            self._now_ms = max(self._now_ms, at_ms)
            if number in self._cancelled:
                self._cancelled.discard(number)
            else:
                action()
        self._now_ms = end
