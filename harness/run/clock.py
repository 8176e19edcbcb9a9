"""The host's clocks, as an argument."""

import time
from typing import Protocol


class Clock(Protocol):
    """Time for whoever may know it."""

    def monotonic_ns(self) -> int:
        """Host monotonic nanoseconds."""

    def wall_ns(self) -> int:
        """UTC nanoseconds since 1970."""

    def wait_until(self, at_ns: int) -> None:
        """Return when the monotonic clock has reached ``at_ns``."""


class HostClock:
    """The real clocks."""

    def monotonic_ns(self) -> int:
        """Host monotonic nanoseconds."""
        return time.monotonic_ns()

    def wall_ns(self) -> int:
        """UTC nanoseconds since 1970."""
        return time.time_ns()

    def wait_until(self, at_ns: int) -> None:
        """Return when the monotonic clock has reached ``at_ns``."""
        left_ns = at_ns - time.monotonic_ns()
        if left_ns > 0:
            time.sleep(left_ns / 1e9)
