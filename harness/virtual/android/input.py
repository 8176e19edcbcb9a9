"""Fingers and keys.

A tap counts when the finger leaves the same target that it came down on, as in Android's
views; a longer way is a drag, and near the edges of the screen a gesture.
"""

import dataclasses
import math
from collections.abc import Callable
from typing import Protocol

from harness.virtual.android.core import Core
from harness.virtual.android.hits import hit, inside, scrollers
from harness.virtual.android.looks import Looks
from harness.virtual.android.panes import Pane
from harness.virtual.android.windows import WindowManager
from harness.virtual.scene import Scroll

DOWN, UP, MOVE, CANCEL = 0, 1, 2, 3

Pair = tuple[tuple[float, float], tuple[float, float]]
"""Two points, x and y in pixels."""

KEY_HOME, KEY_BACK, KEY_POWER, KEY_MENU = 3, 4, 26, 82
KEY_SLEEP, KEY_WAKEUP, KEY_APP_SWITCH = 223, 224, 187

SLOP_DP = 24
"""A finger that wanders further than this drags."""
LIST_SLOP_DP = 8
"""Further than this, a list begins to follow (``ViewConfiguration.getScaledTouchSlop``)."""
EDGE_DP = 24
"""Width of the edges from which gestures start."""
LONG_PRESS_MS = 400
"""``ViewConfiguration.getLongPressTimeout``."""
PAUSE_MS = 300
"""A finger that rests so long at the end of its way up opens the recents, as in Launcher3."""
STILL_DP = 2
"""A finger that wanders less than this rests."""
FLING_DP_S = 400
"""A finger that leaves a list faster than this flings it on."""
STRETCHES = 4
DOT_SAMPLES = 8
"""Places looked at between two touch events while a pattern is drawn."""
"""Moves of a finger between two points of a swipe, at which the screen follows it."""
FLING_S = 0.25
"""A flung list goes on for as far as its finger went in this time."""


class Touched(Protocol):
    """Who acts on what was touched."""

    def tapped(self, pane: Pane, touch_id: str) -> None:
        """A tap on something with a touch id."""

    def put_down(self, pane: Pane, x: float, y: float) -> None:
        """A finger came down on a window."""

    def tapped_outside(self, pane: Pane) -> None:
        """A tap beside a window that keeps such taps."""

    def gesture(self, pane: Pane, touch_id: str, kind: str) -> bool:
        """A gesture began there. False when it means nothing."""

    def dragged(self, pane: Pane, touch_id: str | None, dx: float, dy: float) -> None:
        """A finger dragged over a page of the system."""

    def recents(self) -> None:
        """The overview of recent tasks."""

    def typed(self, code: int, meta: int) -> bool:
        """A key for the focused text field. False when there is none or it means nothing."""

    def drew(self, dot: str) -> None:
        """A finger reached a dot of the lock screen's pattern."""

    def stroke_ended(self) -> bool:
        """A finger left the screen. True when it had drawn a pattern."""

    def scrolled(self, pane: Pane, scroll: Scroll, by_px: float, fling_px: float) -> None:
        """A finger moved a list."""

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
    scrollers: tuple[Scroll, ...] = ()
    """Lists under the finger, inner-most first."""


@dataclasses.dataclass(slots=True)
class Finger:
    """A finger on the glass."""

    down: tuple[float, float]
    target: Target | None
    began_ms: float
    last: tuple[float, float]
    last_ms: float
    """When it last moved."""
    held: bool = False
    """It stayed long enough for a long press."""
    taken: bool = False
    """The long press meant something: letting go is no tap."""
    scroll: Scroll | None = None
    """The list that it moves."""
    end_hold: Callable[[], None] = lambda: None


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
        self._finger: Finger | None = None

    def target_at(self, x: float, y: float) -> Target | None:
        """The window that would take a touch there, top-most first."""
        for pane in self._windows.panes():
            window = pane.window
            if not (window.visible and window.touchable):
                continue
            if inside(window.frame, x, y):
                touch_id = hit(pane.build(), x, y)
                lists = tuple(scrollers(pane.build(), x, y))
                if touch_id is not None or lists or pane.modal or _keeps_all(pane):
                    return Target(pane, touch_id, outside=False, scrollers=lists)
            elif pane.modal:
                return Target(pane, None, outside=True)
        return None

    def touch(self, action: int, x: float, y: float) -> bool:
        """One touch event. False when the screen is off and nothing takes it."""
        if not self._core.awake:
            return False
        finger = self._finger
        if action == DOWN:
            self._put_down(x, y)
        elif finger is None:
            return True
        elif action == MOVE:
            self._move(finger, x, y)
        else:
            self._finger = None
            finger.end_hold()
            if action == UP and not self._act.stroke_ended():
                self._lift(finger, x, y)
        return True

    def _put_down(self, x: float, y: float) -> None:
        now = self._core.clock.now_ms()
        finger = Finger((x, y), self.target_at(x, y), now, (x, y), now)
        self._finger = finger
        target = finger.target
        if self._core.locked:
            self._draw(x, y)
        if target is not None:
            self._act.put_down(target.pane, x, y)
        if target is not None and target.touch_id is not None and target.pane.kind != "system":
            finger.end_hold = self._core.clock.call_later(LONG_PRESS_MS, lambda: self._hold(finger))

    def _hold(self, finger: Finger) -> None:
        """The finger has stayed: a long press, where one is awaited, takes the touch."""
        target = finger.target
        if self._finger is finger and target is not None and target.touch_id is not None:
            finger.held = True
            finger.taken = self._act.gesture(target.pane, target.touch_id, "long_tap")

    def _move(self, finger: Finger, x: float, y: float) -> None:
        """Once it has left its place, the list under it follows the finger."""
        if self._core.locked:
            (from_x, from_y), parts = finger.last, DOT_SAMPLES
            for n in range(1, parts + 1):
                self._draw(from_x + (x - from_x) * n / parts, from_y + (y - from_y) * n / parts)
        if finger.scroll is None and not finger.held:
            finger.scroll = self._list_for(finger, x, y)
        if finger.scroll is not None and finger.target is not None:
            finger.end_hold()
            self._act.scrolled(finger.target.pane, finger.scroll, self._along(finger, x, y), 0.0)
        if math.dist(finger.down, (x, y)) > self._dp(SLOP_DP):
            finger.end_hold()
        if math.dist(finger.last, (x, y)) > self._dp(STILL_DP):
            finger.last_ms = self._core.clock.now_ms()
        finger.last = (x, y)

    def _draw(self, x: float, y: float) -> None:
        """A dot of the lock screen's pattern, if there is one here."""
        target = self.target_at(x, y)
        if target is not None and target.touch_id is not None:
            word, _, dot = target.touch_id.partition(":")
            if word == "dot":
                self._act.drew(dot)

    def _list_for(self, finger: Finger, x: float, y: float) -> Scroll | None:
        across, down = abs(x - finger.down[0]), abs(y - finger.down[1])
        if max(across, down) <= self._dp(LIST_SLOP_DP) or finger.target is None:
            return None
        axis = "horizontal" if across > down else "vertical"
        return next((s for s in finger.target.scrollers if s.axis == axis), None)

    @staticmethod
    def _along(finger: Finger, x: float, y: float) -> float:
        """How far the list moves for the finger's last way."""
        assert finger.scroll is not None
        return finger.last[1] - y if finger.scroll.axis == "vertical" else finger.last[0] - x

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
        last = points[0]
        for point in points[1:]:
            for step in range(1, STRETCHES + 1):
                await self._core.clock.sleep_ms(for_ms / (len(points) - 1) / STRETCHES)
                share = step / STRETCHES
                x, y = (a + (b - a) * share for a, b in zip(last, point, strict=True))
                self.touch(MOVE, x, y)
            last = point
        return self.touch(UP, *points[-1]) and taken

    async def two_fingers(self, starts: Pair, ends: Pair, for_ms: int) -> bool:
        """Two fingers at once: a pinch of what lies between them."""
        if not self._core.awake:
            return False
        middle = [sum(pair) / 2 for pair in zip(*starts, strict=True)]
        target = self.target_at(middle[0], middle[1])
        await self._core.clock.sleep_ms(for_ms)
        if target is not None and target.touch_id is not None:
            closer = math.dist(*ends) < math.dist(*starts)
            self._act.gesture(target.pane, target.touch_id, "pinch_in" if closer else "pinch_out")
        return True

    def _lift(self, finger: Finger, x: float, y: float) -> None:
        if finger.scroll is not None or math.dist(finger.down, (x, y)) > self._dp(SLOP_DP):
            self._lift_far(finger, x, y)
            return
        target, now = finger.target, self.target_at(x, y)
        if finger.taken or target is None or now is None or not _same(target, now):
            return
        if now.outside:
            self._act.tapped_outside(now.pane)
        elif now.touch_id is not None:
            self._act.tapped(now.pane, now.touch_id)

    def _lift_far(self, finger: Finger, x: float, y: float) -> None:
        """After a longer way: a gesture of the system, of a list, or of what it began on."""
        paused = self._core.clock.now_ms() - finger.last_ms >= PAUSE_MS
        if self._drag(finger.down, (x, y), paused=paused):
            return
        target = finger.target
        if target is None:
            return
        finger.scroll = finger.scroll or (None if finger.held else self._list_for(finger, x, y))
        if finger.scroll is not None:
            rest = self._along(finger, x, y)
            self._act.scrolled(target.pane, finger.scroll, rest, self._fling_px(finger, x, y))
        self._act.dragged(target.pane, target.touch_id, x - finger.down[0], y - finger.down[1])
        if target.touch_id is not None:
            kind = "dragged" if finger.held else _swipe_name(finger.down, (x, y))
            self._act.gesture(target.pane, target.touch_id, kind)

    def _fling_px(self, finger: Finger, x: float, y: float) -> float:
        """How far the list goes on by itself: none after a slow finger."""
        took_s = max(1.0, self._core.clock.now_ms() - finger.began_ms) / 1000
        vertical = finger.scroll is not None and finger.scroll.axis == "vertical"
        way = finger.down[1] - y if vertical else finger.down[0] - x
        speed = way / took_s
        return speed * FLING_S if abs(speed) > self._dp(FLING_DP_S) else 0.0

    def _drag(self, start: tuple[float, float], end: tuple[float, float], *, paused: bool) -> bool:
        """A gesture of the system; False when it is none. From below: home, or recents if held."""
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
                (self._act.recents if paused else self._act.home)()
            elif (start[0] < edge and across > width / 6) or (
                start[0] > width - edge and across < -width / 6
            ):
                self._act.back()
            else:
                return False
        else:
            return False
        return True

    def key(self, code: int, meta: int = 0) -> bool:
        """A key press, with the meta keys of ``KeyEvent``. True when it meant something."""
        if code in {KEY_WAKEUP, KEY_POWER} and not self._core.awake:
            self._act.wake()
        elif code in {KEY_SLEEP, KEY_POWER}:
            self._act.sleep()
        elif code == KEY_MENU and self._core.locked:
            self._act.unlock()
        elif code == KEY_HOME:
            self._act.home()
        elif code == KEY_APP_SWITCH and self._core.awake:
            self._act.recents()
        elif code == KEY_BACK and self._core.awake:
            self._act.back()
        else:
            return self._core.awake and self._act.typed(code, meta)
        return True

    def _dp(self, length_dp: float) -> float:
        return length_dp * self._core.density / 160


def _swipe_name(start: tuple[float, float], end: tuple[float, float]) -> str:
    across, down = end[0] - start[0], end[1] - start[1]
    if abs(across) > abs(down):
        return "swipe_right" if across > 0 else "swipe_left"
    return "swipe_down" if down > 0 else "swipe_up"


def _keeps_all(pane: Pane) -> bool:
    """Windows that take every touch in their frame, also where nothing can be touched."""
    return pane.kind == "popup" or pane.what in {"status_bar", "keyboard"}


def _same(one: Target, other: Target) -> bool:
    return (one.pane.window.id, one.touch_id, one.outside) == (
        other.pane.window.id,
        other.touch_id,
        other.outside,
    )
