"""RPC methods that take a selector: exist, objInfo, click, getText and so on.

Source: device-facts §2.3 (AutomatorServiceImpl).
"""

from typing import Any

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.scene import Box
from harness.virtual.uia2.rpc import JavaError
from harness.virtual.uia2.selector import BadSelectorError, find, selector_text
from harness.virtual.uia2.tree import TreeNode, active_root

NOT_FOUND = "androidx.test.uiautomator.UiObjectNotFoundException"
_POLL_MS = 50
_LONG_CLICK_MS = 500
_DIRECTIONS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


class SelectorMethods:
    """Methods by their RPC names, but in snake case; selectors search the active window only."""

    def __init__(self, phone: PhoneFacade) -> None:
        self._phone = phone

    def _all(self, selector: dict[str, Any]) -> list[TreeNode]:
        try:
            return find(selector, active_root(self._phone))
        except BadSelectorError as wrong:
            raise JavaError("java.lang.IllegalArgumentException", str(wrong)) from None

    def _one(self, selector: dict[str, Any]) -> TreeNode:
        found = self._all(selector)
        if not found:
            raise JavaError(NOT_FOUND, selector_text(selector))
        return found[0]

    # --- looking ---------------------------------------------------------------
    async def exist(self, selector: dict[str, Any]) -> bool:
        """Is there one?"""
        return bool(self._all(selector))

    async def count(self, selector: dict[str, Any]) -> int:
        """How many?"""
        return len(self._all(selector))

    async def obj_info(self, selector: dict[str, Any]) -> dict[str, Any]:
        """What the first one says of itself."""
        return info(self._one(selector))

    async def obj_info_of_all_instances(self, selector: dict[str, Any]) -> list[dict[str, Any]]:
        """What all of them say."""
        return [info(node) for node in self._all(selector)]

    async def get_text(self, selector: dict[str, Any]) -> str:
        """Text of the first one."""
        return self._one(selector).node.text

    async def wait_for_exists(self, selector: dict[str, Any], timeout_ms: int) -> bool:
        """Wait until there is one."""
        return await self._wait(selector, timeout_ms, wanted=True)

    async def wait_until_gone(self, selector: dict[str, Any], timeout_ms: int) -> bool:
        """Wait until there is none."""
        return await self._wait(selector, timeout_ms, wanted=False)

    async def _wait(self, selector: dict[str, Any], timeout_ms: int, *, wanted: bool) -> bool:
        until = self._phone.uptime_ms() + int(timeout_ms)
        while bool(self._all(selector)) is not wanted:
            if self._phone.uptime_ms() >= until:
                return False
            await self._phone.sleep_ms(_POLL_MS)
        return True

    # --- acting ----------------------------------------------------------------
    async def tap(self, selector: dict[str, Any], hold_ms: int) -> bool:
        """Touch the middle of what is seen of the first one."""
        left, top, right, bottom = self._one(selector).seen
        return await self._phone.tap((left + right) / 2, (top + bottom) / 2, hold_ms)

    async def click_and_wait_for_new_window(
        self, selector: dict[str, Any], timeout_ms: int
    ) -> bool:
        """Click; true when another window has the focus before the time is up."""
        before = self._phone.focused_window()
        await self.tap(selector, self._phone.config.timing.click_hold_ms)
        until = self._phone.uptime_ms() + int(timeout_ms)
        while self._same_window(before.id if before else None):
            if self._phone.uptime_ms() >= until:
                return False
            await self._phone.sleep_ms(_POLL_MS)
        return True

    def _same_window(self, window_id: int | None) -> bool:
        now = self._phone.focused_window()
        return (now.id if now else None) == window_id

    async def set_text(self, selector: dict[str, Any], text: str) -> bool:
        """Type into an edit field; false for anything else."""
        if not self._one(selector).node.cls.endswith("EditText"):
            return False
        await self.tap(selector, 0)
        self._phone.type_text(text)
        return True

    async def clear_text_field(self, selector: dict[str, Any]) -> None:
        """Empty an edit field by deleting what it holds."""
        node = self._one(selector)
        if node.node.cls.endswith("EditText"):
            await self.tap(selector, 0)
            for _ in node.node.text:
                self._phone.key(67)

    async def swipe_object(
        self, selector: dict[str, Any], direction: str, percent: float, steps: int
    ) -> bool:
        """Swipe across the first one."""
        left, top, right, bottom = self._one(selector).seen
        dx, dy = _DIRECTIONS.get(str(direction), (0, 0))
        x, y = (left + right) / 2, (top + bottom) / 2
        reach = max(0.0, min(1.0, float(percent))) / 2
        end = (x + dx * reach * (right - left), y + dy * reach * (bottom - top))
        start = (x - dx * reach * (right - left), y - dy * reach * (bottom - top))
        return await self._phone.swipe([start, end], max(1, int(steps)) * 5)

    async def drag_to(self, selector: dict[str, Any], x: float, y: float, steps: int) -> bool:
        """Drag the first one to a point."""
        left, top, right, bottom = self._one(selector).seen
        start = ((left + right) / 2, (top + bottom) / 2)
        return await self._phone.swipe([start, (float(x), float(y))], max(1, int(steps)) * 5)


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
