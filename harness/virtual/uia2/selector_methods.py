"""RPC methods that take a selector or a named object: exist, objInfo, click, getText and so on.

Source: device-facts §2.3 (AutomatorServiceImpl); what each does was read from the jar.
"""

from typing import Any

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.scene import Box
from harness.virtual.uia2.objects import NOT_FOUND, Objects, Target
from harness.virtual.uia2.rpc import JavaError
from harness.virtual.uia2.scrolling import ScrollMethods
from harness.virtual.uia2.tree import TreeNode

_POLL_MS = 50
_STEP_MS = 5
_LONG_CLICK_MS = 500
CORNERS = {
    "tl": (0, 0), "topleft": (0, 0), "br": (1, 1), "bottomright": (1, 1),
    "c": (0.5, 0.5), "center": (0.5, 0.5),
}  # fmt: skip
_TOO_SMALL = "Object width is too small for operation"
_CORNER_PX = 5
"""``UiObject.clickTopLeft`` and its like stay this far inside."""
_DIRECTIONS = {"left": (-1, 0), "l": (-1, 0), "right": (1, 0), "r": (1, 0), "up": (0, -1),
               "u": (0, -1), "down": (0, 1), "d": (0, 1)}  # fmt: skip

Point = tuple[float, float]


class SelectorMethods:
    """Methods by their RPC names, but in snake case; they search the active window only."""

    def __init__(self, phone: PhoneFacade, objects: Objects, scrolling: ScrollMethods) -> None:
        self.phone = phone
        self._objects = objects
        self._scrolling = scrolling

    # --- looking ---------------------------------------------------------------
    async def exist(self, target: Target) -> bool:
        """Is there one?"""
        return self._objects.exists(target)

    async def count(self, target: dict[str, Any]) -> int:
        """How many?"""
        return len(self._objects.all(target))

    async def obj_info(self, target: Target) -> dict[str, Any]:
        """What the first one says of itself."""
        return info(self._objects.one(target))

    async def obj_info_of_all_instances(self, target: dict[str, Any]) -> list[dict[str, Any]]:
        """What all of them say."""
        return [info(node) for node in self._objects.all(target)]

    async def get_text(self, target: Target) -> str:
        """Text of the first one."""
        return self._objects.one(target).node.text

    async def wait_for_exists(self, target: Target, timeout_ms: int) -> bool:
        """Wait until there is one."""
        return await self._wait(target, timeout_ms, wanted=True)

    async def wait_until_gone(self, target: Target, timeout_ms: int) -> bool:
        """Wait until there is none."""
        return await self._wait(target, timeout_ms, wanted=False)

    async def _wait(self, target: Target, timeout_ms: int, *, wanted: bool) -> bool:
        until = self.phone.uptime_ms() + int(timeout_ms)
        while self._objects.exists(target) is not wanted:
            if self.phone.uptime_ms() >= until:
                return False
            await self.phone.sleep_ms(_POLL_MS)
        return True

    # --- names -----------------------------------------------------------------
    async def get_ui_object(self, selector: dict[str, Any]) -> str:
        """A name for what a selector means."""
        return self._objects.keep(selector)

    async def get_ui_objects(self) -> list[str]:
        """All names."""
        return list(self._objects.named)

    async def remove_ui_object(self, name: str) -> None:
        """Forget a name."""
        self._objects.named.pop(str(name), None)

    async def get_child(self, name: str, selector: dict[str, Any]) -> str:
        """A name for a child of a named object."""
        return self._objects.keep(self._objects.related(name, "child", selector))

    async def get_from_parent(self, name: str, selector: dict[str, Any]) -> str:
        """A name for a sibling of a named object."""
        return self._objects.keep(self._objects.related(name, "sibling", selector))

    async def child_by_text(
        self, target: Target, pattern: dict[str, Any], words: str, scroll: bool | None = None
    ) -> str:
        """The child of that pattern that has, or holds something that has, the text."""
        return await self._child(target, pattern, "text", str(words), scroll=scroll)

    async def child_by_description(
        self, target: Target, pattern: dict[str, Any], words: str, scroll: bool | None = None
    ) -> str:
        """The same by content description."""
        return await self._child(target, pattern, "description", str(words), scroll=scroll)

    async def child_by_instance(self, target: Target, pattern: dict[str, Any], number: int) -> str:
        """The n-th child of that pattern."""
        child = self._objects.nth_child(target, pattern, int(number))
        if child is None:
            raise JavaError(NOT_FOUND, f"for instance = {number}")
        return self._objects.keep(child)

    async def _child(
        self,
        target: Target,
        pattern: dict[str, Any],
        field: str,
        words: str,
        *,
        scroll: bool | None,
    ) -> str:
        if scroll is None:  # the server looks for itself whether the list can scroll
            scroll = self._objects.one(target).node.scrollable
        if scroll:
            await self._scrolling.scroll_to(target, {field: words}, vertical=True)
        child = self._objects.child_saying(target, pattern, field, words)
        if child is None:
            raise JavaError(NOT_FOUND, f'for {field}= "{words}"')
        return self._objects.keep(child)

    # --- acting ----------------------------------------------------------------
    async def tap(self, target: Target, corner: str = "c", *, hold_ms: int | None = None) -> bool:
        """Touch the middle or a corner of what is seen of the first one."""
        left, top, right, bottom = self._objects.one(target).seen
        across, down = CORNERS.get(str(corner).lower(), CORNERS["c"])
        inset = 0 if across == CORNERS["c"][0] else _CORNER_PX
        x = left + inset + (right - left - 2 * inset) * across
        y = top + inset + (bottom - top - 2 * inset) * down
        held = self.phone.config.timing.click_hold_ms if hold_ms is None else hold_ms
        return await self.phone.tap(x, y, held)

    async def long_tap(self, target: Target, corner: str = "c") -> bool:
        """The same, held."""
        return await self.tap(target, corner, hold_ms=_LONG_CLICK_MS)

    async def click_and_wait_for_new_window(self, target: Target, timeout_ms: int) -> bool:
        """Click; true when another window has the focus before the time is up."""
        before = self.phone.focused_window()
        await self.tap(target)
        until = self.phone.uptime_ms() + int(timeout_ms)
        while self._same_window(before.id if before else None):
            if self.phone.uptime_ms() >= until:
                return False
            await self.phone.sleep_ms(_POLL_MS)
        return True

    def _same_window(self, window_id: int | None) -> bool:
        now = self.phone.focused_window()
        return (now.id if now else None) == window_id

    async def set_text(self, target: Target, text: str) -> bool:
        """Click, then set all of its text; what is no field is only clicked."""
        await self.tap(target)
        self._edit(self._objects.one(target), str(text))
        return True

    async def clear_text_field(self, target: Target) -> None:
        """Empty a field."""
        self._edit(self._objects.one(target), "")

    def _edit(self, node: TreeNode, text: str) -> None:
        if node.touch_id is not None:
            self.phone.set_text(node.package, node.touch_id, text)

    async def swipe_object(self, target: Target, direction: str, *how: float) -> bool:
        """From the middle to an edge, in ``steps``; with a share before them only that far."""
        share, steps = (how[0], int(how[1])) if len(how) > 1 else (1.0, int(how[0]))
        left, top, right, bottom = self._objects.one(target).seen
        if str(direction).lower() not in _DIRECTIONS:
            return False
        dx, dy = _DIRECTIONS[str(direction).lower()]
        x, y = (left + right) / 2, (top + bottom) / 2
        reach = max(0.0, min(1.0, float(share))) / 2
        end = (x + dx * reach * (right - left), y + dy * reach * (bottom - top))
        return await self.phone.swipe([(x, y), end], max(2, steps) * _STEP_MS)

    async def drag_to(self, target: Target, *where: Any) -> bool:
        """Hold the first one, move it to a point or to another object, let go."""
        *goal, steps = where
        start = middle(self._objects.one(target).seen)
        if len(goal) == 1:
            end = middle(self._objects.one(goal[0]).seen)
        else:
            end = (float(goal[0]), float(goal[1]))
        return await drag(self.phone, start, end, int(steps))

    # --- two fingers -------------------------------------------------------------
    async def gesture(
        self,
        target: Target,
        start1: dict[str, float],
        start2: dict[str, float],
        end1: dict[str, float],
        end2: dict[str, float],
        steps: int,
    ) -> bool:
        """Two fingers from two points to two others."""
        self._objects.one(target)
        points = [(float(p["x"]), float(p["y"])) for p in (start1, start2, end1, end2)]
        starts, ends = (points[0], points[1]), (points[2], points[3])
        return await self.phone.two_fingers(starts, ends, max(1, int(steps)) * _STEP_MS)

    async def pinch_in(self, target: Target, percent: int, steps: int) -> bool:
        """Two fingers from the edges towards the middle."""
        far, near = self._fingers(target, percent)
        return await self.phone.two_fingers(far, near, max(1, int(steps)) * _STEP_MS)

    async def pinch_out(self, target: Target, percent: int, steps: int) -> bool:
        """Two fingers from the middle towards the edges."""
        far, near = self._fingers(target, percent)
        return await self.phone.two_fingers(near, far, max(1, int(steps)) * _STEP_MS)

    def _fingers(
        self, target: Target, percent: int
    ) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
        left, top, right, bottom = self._objects.one(target).seen
        if right - left <= 40 or bottom - top <= 40:  # UiObject's FINGER_TOUCH_HALF_WIDTH, twice
            raise JavaError("java.lang.IllegalStateException", _TOO_SMALL)
        (x, y), half = middle((left, top, right, bottom)), (right - left) // 2 * int(percent) // 100
        return ((x - half + 1, y), (x + half - 1, y)), ((x - 20, y), (x + 20, y))


async def drag(phone: PhoneFacade, start: Point, end: Point, steps: int) -> bool:
    """A long press, then a move."""
    phone.touch(0, *start)
    await phone.sleep_ms(_LONG_CLICK_MS)
    phone.touch(2, *end)
    await phone.sleep_ms(max(1, steps) * _STEP_MS)
    return phone.touch(1, *end)


def middle(box: Box) -> Point:
    """The middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def info(tree: TreeNode) -> dict[str, Any]:
    """``ObjInfo`` of a node."""
    node = tree.node
    return {
        "bounds": _rect(tree.box),
        "checkable": node.checkable,
        "checked": node.checked,
        "childCount": len(tree.children),
        "className": node.cls,
        "clickable": node.clickable,
        "contentDescription": node.desc or None,
        "enabled": node.enabled,
        "focusable": node.focusable,
        "focused": node.focused,
        "longClickable": node.long_clickable,
        "packageName": tree.package,
        "resourceName": node.resource_id or None,
        "scrollable": node.scrollable,
        "selected": node.selected,
        "text": node.text,
        "visibleBounds": _rect(tree.seen),
    }


def _rect(box: Box) -> dict[str, int]:
    return {"bottom": box[3], "left": box[0], "right": box[2], "top": box[1]}
