"""RPC methods of the server's own watchers, which uiautomator2 no longer uses (others do)."""

import dataclasses
from typing import Any

from harness.virtual.uia2.device_methods import DeviceMethods
from harness.virtual.uia2.objects import Objects
from harness.virtual.uia2.selector_methods import SelectorMethods


@dataclasses.dataclass(slots=True)
class Watcher:
    """When all conditions exist, it clicks or presses, and remembers that it did."""

    conditions: list[dict[str, Any]]
    clicks: list[dict[str, Any]]
    keys: list[str]
    triggered: bool = False


class WatcherMethods:
    """Methods by their RPC names, but in snake case."""

    def __init__(self, objects: Objects, click: SelectorMethods, press: DeviceMethods) -> None:
        self._objects = objects
        self._click = click
        self._press = press
        self._watchers: dict[str, Watcher] = {}

    async def register_click_ui_object_watcher(
        self, name: str, conditions: list[dict[str, Any]], targets: list[dict[str, Any]]
    ) -> None:
        """Click these when those exist."""
        self._watchers[str(name)] = Watcher(list(conditions), list(targets), [])

    async def register_press_keysk_watcher(
        self, name: str, conditions: list[dict[str, Any]], keys: list[str]
    ) -> None:
        """Press these keys when those exist (the method's name is misspelt in the server)."""
        self._watchers[str(name)] = Watcher(list(conditions), [], list(keys))

    async def remove_watcher(self, name: str) -> None:
        """Forget one."""
        self._watchers.pop(str(name), None)

    async def get_watchers(self) -> list[str]:
        """Their names."""
        return list(self._watchers)

    async def has_watcher_triggered(self, name: str) -> bool:
        """Has this one acted?"""
        watcher = self._watchers.get(str(name))
        return watcher is not None and watcher.triggered

    async def has_any_watcher_triggered(self) -> bool:
        """Has one of them acted?"""
        return any(watcher.triggered for watcher in self._watchers.values())

    async def reset_watcher_triggers(self) -> None:
        """Forget that any acted."""
        for watcher in self._watchers.values():
            watcher.triggered = False

    async def run_watchers(self) -> None:
        """Let each look once."""
        for watcher in list(self._watchers.values()):
            if all(self._objects.exists(one) for one in watcher.conditions):
                watcher.triggered = True
                for target in watcher.clicks:
                    if self._objects.exists(target):
                        await self._click.tap(target)
                for key in watcher.keys:
                    await self._press.press_key(key)
