"""RPC methods that scroll and fling, as androidx UiScrollable does: by fingers.

Each swipe goes through the middle of the list, leaving a tenth of it at either end. It has
"scrolled" unless nothing moved or the end was reached by it.
"""

from typing import Any

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.scene import Scroll
from harness.virtual.uia2.objects import Objects, Target
from harness.virtual.uia2.tree import TreeNode

_DEAD_SHARE = 0.1
_STEP_MS = 5
_SCROLL_STEPS, _FLING_STEPS = 55, 5
_MAX_SEARCH_SWIPES = 30
_SETTLE_MS = 450
"""The server waits for scroll events; a flung list of this phone moves for 400 ms."""


class ScrollMethods:
    """Methods by their RPC names, but in snake case."""

    def __init__(self, phone: PhoneFacade, objects: Objects) -> None:
        self._phone = phone
        self._objects = objects

    async def scroll_forward(self, target: Target, vertical: bool, steps: int) -> bool:
        """Towards the end; false when that is reached."""
        return await self._swipe(target, 1, vertical=vertical, steps=steps)

    async def scroll_backward(self, target: Target, vertical: bool, steps: int) -> bool:
        """Towards the beginning; false when that is reached."""
        return await self._swipe(target, -1, vertical=vertical, steps=steps)

    async def scroll_to_beginning(
        self, target: Target, vertical: bool, max_swipes: int, steps: int
    ) -> bool:
        """Backward until it goes no further."""
        return await self._to_end(target, -1, vertical=vertical, most=max_swipes, steps=steps)

    async def scroll_to_end(
        self, target: Target, vertical: bool, max_swipes: int, steps: int
    ) -> bool:
        """Forward until it goes no further."""
        return await self._to_end(target, 1, vertical=vertical, most=max_swipes, steps=steps)

    async def fling_forward(self, target: Target, vertical: bool) -> bool:
        """A fast swipe forward."""
        return await self._swipe(target, 1, vertical=vertical, steps=_FLING_STEPS)

    async def fling_backward(self, target: Target, vertical: bool) -> bool:
        """A fast swipe backward."""
        return await self._swipe(target, -1, vertical=vertical, steps=_FLING_STEPS)

    async def fling_to_beginning(self, target: Target, vertical: bool, max_swipes: int) -> bool:
        """Fast swipes backward until it goes no further."""
        return await self._to_end(
            target, -1, vertical=vertical, most=max_swipes, steps=_FLING_STEPS
        )

    async def fling_to_end(self, target: Target, vertical: bool, max_swipes: int) -> bool:
        """Fast swipes forward until it goes no further."""
        return await self._to_end(target, 1, vertical=vertical, most=max_swipes, steps=_FLING_STEPS)

    async def scroll_to(self, target: Target, wanted: dict[str, Any], vertical: bool) -> bool:
        """Bring something into view: from the beginning on, until it exists or the end comes."""
        inside = self._objects.related(target, "child", wanted)
        if self._objects.all(inside):
            return True
        await self._to_end(
            target, -1, vertical=vertical, most=_MAX_SEARCH_SWIPES, steps=_SCROLL_STEPS
        )
        for _ in range(_MAX_SEARCH_SWIPES):
            if self._objects.all(inside):
                return True
            if not await self._swipe(target, 1, vertical=vertical, steps=_SCROLL_STEPS):
                break
        return bool(self._objects.all(inside))

    async def _to_end(
        self, target: Target, way: int, *, vertical: bool, most: int, steps: int
    ) -> bool:
        for _ in range(int(most)):
            if not await self._swipe(target, way, vertical=vertical, steps=steps):
                break
        return True

    async def _swipe(self, target: Target, way: int, *, vertical: bool, steps: int) -> bool:
        node = self._objects.one(target)
        left, top, right, bottom = node.seen
        x, y = (left + right) / 2, (top + bottom) / 2
        if vertical:
            dead = (bottom - top) * _DEAD_SHARE
            ends = [(x, bottom - dead), (x, top + dead)]
        else:
            dead = (right - left) * _DEAD_SHARE
            ends = [(right - dead, y), (left + dead, y)]
        before = _scroll_of(node)
        await self._phone.swipe(ends[::way], max(2, int(steps)) * _STEP_MS)
        await self._phone.sleep_ms(_SETTLE_MS)
        found = self._objects.all(target)
        after = _scroll_of(found[0]) if found else None
        if before is None or after is None or before.at_px == after.at_px:
            return False
        return after.at_px not in {0, after.most_px}


def _scroll_of(node: TreeNode) -> Scroll | None:
    return next((below.scroll for below in node.walk() if below.scroll is not None), None)
