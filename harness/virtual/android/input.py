"""Fingers and keys.

A tap counts when the finger leaves the same target that it came down on, as in Android's
views; a longer way is a drag, and near the edges of the screen a gesture.
"""

import dataclasses
import math
from typing import Protocol

from harness.virtual.android.core import Core
from harness.virtual.android.hits import hit, inside
from harness.virtual.android.looks import Looks
from harness.virtual.android.windows import Pane, WindowManager

DOWN, UP, MOVE, CANCEL = 0, 1, 2, 3

KEY_HOME, KEY_BACK, KEY_POWER, KEY_MENU = 3, 4, 26, 82
KEY_SLEEP, KEY_WAKEUP, KEY_APP_SWITCH = 223, 224, 187

SLOP_DP = 24
"""A finger that wanders further than this drags."""
EDGE_DP = 24
"""Width of the edges from which gestures start."""


class Touched(Protocol):
    """Who acts on what was touched."""

    def tapped(self, pane: Pane, touch_id: str) -> None:
        """A tap on something with a touch id."""

    def tapped_outside(self, pane: Pane) -> None:
        """A tap beside a window that keeps such taps."""

    def back(self) -> None:
        """Back, by key, button or gesture."""

    def home(self) -> None:
        """Home."""

    def wake(self) -> None:
        """Screen on."""

    def sleep(self) -> None:
        """Screen off."""

    def unlock(self) -> None:
        """Keyguard away."""

    def shade(self, *, is_open: bool) -> None:
        """Notification shade down or up."""


@dataclasses.dataclass(slots=True)
class Target:
    """Where a finger is on: a window, and what in it."""

    pane: Pane
    touch_id: str | None
    outside: bool


class InputManager:
    """Turns touches and keys into what they mean."""

    def __init__(
        self,
        core: Core,
        windows: WindowManager,
        looks: Looks,
        act: Touched,
    ) -> None:
        self._core = core
        self._windows = windows
        self._looks = looks
        self._act = act
        self._down: tuple[float, float] | None = None
        self._target: Target | None = None

    def target_at(self, x: float, y: float) -> Target | None:
        """The window that would take a touch there, top-most first."""
        for pane in self._windows.panes():
            window = pane.window
            if not (window.visible and window.touchable):
                continue
            if inside(window.frame, x, y):
                touch_id = hit(pane.build(), x, y)
                if touch_id is not None or pane.modal or _keeps_all(pane):
                    return Target(pane, touch_id, outside=False)
            elif pane.modal:
                return Target(pane, None, outside=True)
        return None

    def touch(self, action: int, x: float, y: float) -> bool:
        """One touch event. False when the screen is off and nothing takes it."""
        if not self._core.awake:
            return False
        if action == DOWN:
            self._down = (x, y)
            self._target = self.target_at(x, y)
        elif action == UP and self._down is not None:
            down, target = self._down, self._target
            self._down = self._target = None
            self._lift(down, target, x, y)
        elif action == CANCEL:
            self._down = self._target = None
        return True

    async def tap(self, x: float, y: float, hold_ms: int) -> bool:
        """Down, hold, up."""
        taken = self.touch(DOWN, x, y)
        if hold_ms:
            await self._core.clock.sleep_ms(hold_ms)
        return self.touch(UP, x, y) and taken

    async def swipe(self, points: list[tuple[float, float]], for_ms: int) -> bool:
        """Down at the first point, along the others in equal steps, up at the last."""
        if not points:
            return False
        taken = self.touch(DOWN, *points[0])
        for point in points[1:]:
            await self._core.clock.sleep_ms(for_ms / (len(points) - 1))
            self.touch(MOVE, *point)
        return self.touch(UP, *points[-1]) and taken

    def _lift(self, down: tuple[float, float], target: Target | None, x: float, y: float) -> None:
        if math.dist(down, (x, y)) > self._dp(SLOP_DP):
            self._drag(down, (x, y))
            return
        now = self.target_at(x, y)
        if target is None or now is None or not _same(target, now):
            return
        if now.outside:
            self._act.tapped_outside(now.pane)
        elif now.touch_id is not None:
            self._act.tapped(now.pane, now.touch_id)

    def _drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        width, height = self._core.display_size
        edge, across, up = self._dp(EDGE_DP), end[0] - start[0], start[1] - end[1]
        if self._core.locked:
            if up > height / 6:
                self._act.unlock()
        elif start[1] < edge and up < -height / 8:
            self._act.shade(is_open=True)
        elif self._windows.extras.shade_open and up > height / 8:
            self._act.shade(is_open=False)
        elif self._looks.gestures:
            if start[1] > height - edge and up > height / 8:
                self._act.home()
            elif (start[0] < edge and across > width / 6) or (
                start[0] > width - edge and across < -width / 6
            ):
                self._act.back()

    def key(self, code: int) -> bool:
        """A key press. True when it meant something."""
        if code in {KEY_WAKEUP, KEY_POWER} and not self._core.awake:
            self._act.wake()
        elif code in {KEY_SLEEP, KEY_POWER}:
            self._act.sleep()
        elif code == KEY_MENU and self._core.locked:
            self._act.unlock()
        elif code == KEY_HOME:
            self._act.home()
        elif code == KEY_BACK and self._core.awake:
            self._act.back()
        else:
            return False
        return True

    def _dp(self, length_dp: float) -> float:
        return length_dp * self._core.density / 160


def _keeps_all(pane: Pane) -> bool:
    """Windows that take every touch in their frame, also where nothing can be touched."""
    return pane.kind == "popup" or pane.what == "status_bar"


def _same(one: Target, other: Target) -> bool:
    return (one.pane.window.id, one.touch_id, one.outside) == (
        other.pane.window.id,
        other.touch_id,
        other.outside,
    )
