"""What is wrong with the phone right now. Each field is read where it bites."""

import dataclasses
from collections.abc import Callable
from typing import Literal

FrameFault = Literal["", "black", "torn", "truncated"]


@dataclasses.dataclass(slots=True)
class Trouble:
    """All is well until a fault says otherwise (``harness.virtual.faults``)."""

    frames: FrameFault = ""
    empty_hierarchy: bool = False
    """Accessibility tells of no window, as while Android's service hangs."""
    no_automation: bool = False
    """UiAutomation stays registered to somebody who is gone: no server can start."""
    slow_start_ms: int = 0
    """A cold start takes at least this long."""
    crash_after_ms: int | None = None
    """Apps crash so long after their process began."""
    on_touch: list[Callable[[], None]] = dataclasses.field(default_factory=list)
    """Called once, when a finger next comes down, before anything feels it."""

    def touched(self) -> None:
        """A finger comes down."""
        waiting, self.on_touch = self.on_touch, []
        for action in waiting:
            action()


def spoiled(pixels: bytes, before: bytes, fault: FrameFault, row_bytes: int) -> bytes:
    """A frame as a fault leaves it: black, or its upper part from the frame before."""
    if fault == "black":
        return b"\0\0\0\xff" * (len(pixels) // 4)
    if fault == "torn" and len(before) == len(pixels):
        cut = len(pixels) // row_bytes * 2 // 5 * row_bytes
        return before[:cut] + pixels[cut:]
    return pixels


def cut_short(data: bytes, fault: FrameFault) -> bytes:
    """A capture as a fault leaves it: the line ended after two thirds."""
    return data[: len(data) * 2 // 3] if fault == "truncated" else data
