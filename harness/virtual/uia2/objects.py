"""Finding what a call means: a selector, or the name of an object found before.

Source: device-facts §2.3, ``AutomatorService`` of the jar that uiautomator2 3.7 carries (its
methods and their parameters were read from the jar), androidx UiCollection.
"""

import copy
import uuid
from typing import Any

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.uia2.rpc import JavaError
from harness.virtual.uia2.selector import MASKS, BadSelectorError, find, selector_text
from harness.virtual.uia2.tree import TreeNode, active_root

NOT_FOUND = "androidx.test.uiautomator.UiObjectNotFoundException"

Target = dict[str, Any] | str
"""A selector, or the name that ``getUiObject`` and ``childBy…`` gave."""


class Objects:
    """The objects of one server; searches look at the active window only."""

    def __init__(self, phone: PhoneFacade) -> None:
        self._phone = phone
        self.named: dict[str, dict[str, Any]] = {}

    def selector(self, target: Target) -> dict[str, Any]:
        """The selector behind a target; raises as the server does for an unknown name."""
        if not isinstance(target, str):
            return target
        if target not in self.named:
            raise JavaError(NOT_FOUND, f"UiObject {target} not found!")
        return self.named[target]

    def all(self, target: Target) -> list[TreeNode]:
        """All nodes that a target means now."""
        try:
            return find(self.selector(target), active_root(self._phone))
        except BadSelectorError as wrong:
            raise JavaError("java.lang.IllegalArgumentException", str(wrong)) from None

    def one(self, target: Target) -> TreeNode:
        """The first of them; ``UiObjectNotFoundException`` when there is none."""
        found = self.all(target)
        if not found:
            raise JavaError(NOT_FOUND, selector_text(self.selector(target)))
        return found[0]

    def exists(self, target: Target) -> bool:
        """Is there one? An unknown name is none."""
        known = not isinstance(target, str) or target in self.named
        return known and bool(self.all(target))

    # --- names -----------------------------------------------------------------
    def keep(self, selector: dict[str, Any]) -> str:
        """A name for what this selector means, now and later."""
        name = str(uuid.uuid4())
        self.named[name] = selector
        return name

    def related(self, target: Target, relation: str, other: dict[str, Any]) -> dict[str, Any]:
        """The selector for a child or sibling of a target."""
        selector = copy.deepcopy(self.selector(target))
        for key, value in (("childOrSibling", relation), ("childOrSiblingSelector", other)):
            selector[key] = [*(selector.get(key) or []), value]
        return selector

    def child_saying(
        self, target: Target, pattern: dict[str, Any], field: str, words: str
    ) -> dict[str, Any] | None:
        """The child of that pattern that says the words itself or through something in it."""
        inside = self.related(target, "child", pattern)
        for number, node in enumerate(self.all(inside)):
            for below in node.walk():
                said = below.node.text if field == "text" else below.node.desc
                if said == words:
                    return self.nth_child(target, pattern, number)
        return None

    def nth_child(
        self, target: Target, pattern: dict[str, Any], number: int
    ) -> dict[str, Any] | None:
        """The n-th child of that pattern, from 0."""
        mask = int(pattern.get("mask", 0))
        chosen = pattern | {"instance": number, "mask": mask | MASKS["instance"]}
        selector = self.related(target, "child", chosen)
        return selector if self.all(selector) else None
