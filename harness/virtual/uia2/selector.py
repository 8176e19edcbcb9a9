"""``UiSelector`` as it comes over JSON-RPC: which nodes it means.

Source: device-facts §2.3 (mask bits), androidx UiSelector and QueryController.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from harness.virtual.uia2.rpc import JavaError
from harness.virtual.uia2.tree import TreeNode

MASKS = {
    "text": 0x1,
    "textContains": 0x2,
    "textMatches": 0x4,
    "textStartsWith": 0x8,
    "className": 0x10,
    "classNameMatches": 0x20,
    "description": 0x40,
    "descriptionContains": 0x80,
    "descriptionMatches": 0x100,
    "descriptionStartsWith": 0x200,
    "checkable": 0x400,
    "checked": 0x800,
    "clickable": 0x1000,
    "longClickable": 0x2000,
    "scrollable": 0x4000,
    "enabled": 0x8000,
    "focusable": 0x10000,
    "focused": 0x20000,
    "selected": 0x40000,
    "packageName": 0x80000,
    "packageNameMatches": 0x100000,
    "resourceId": 0x200000,
    "resourceIdMatches": 0x400000,
    "index": 0x800000,
    "instance": 0x1000000,
}
"""Bits of ``mask``: which fields of a selector are meant."""

_FIELDS = frozenset({*MASKS, "mask", "childOrSibling", "childOrSiblingSelector"})

_SUBJECTS: dict[str, Callable[[TreeNode], Any]] = {
    "text": lambda n: n.node.text,
    "className": lambda n: n.node.cls,
    "description": lambda n: n.node.desc,
    "packageName": lambda n: n.package,
    "resourceId": lambda n: n.node.resource_id,
    "checkable": lambda n: n.node.checkable,
    "checked": lambda n: n.node.checked,
    "clickable": lambda n: n.node.clickable,
    "longClickable": lambda n: n.node.long_clickable,
    "scrollable": lambda n: n.node.scrollable,
    "enabled": lambda n: n.node.enabled,
    "focusable": lambda n: n.node.focusable,
    "focused": lambda n: n.node.focused,
    "selected": lambda n: n.node.selected,
    "index": lambda n: n.index,
}


class BadSelectorError(ValueError):
    """The selector is not one (``IllegalArgumentException`` on the phone)."""


def find(selector: dict[str, Any], root: TreeNode | None) -> list[TreeNode]:
    """All nodes the selector means, in the order of the tree.

    Raises:
        BadSelectorError: for what is no selector, or a pattern that does not compile.
    """
    if root is None:
        return []
    if not isinstance(selector, dict):
        raise BadSelectorError(f"not a selector: {selector!r}")
    _known(selector)
    found = _matching(selector, list(root.walk()))
    relations = selector.get("childOrSibling") or []
    subselectors = selector.get("childOrSiblingSelector") or []
    for relation, subselector in zip(relations, subselectors, strict=False):
        scopes = [_scope(relation, node) for node in found]
        unique = dict.fromkeys(node for scope in scopes for node in _matching(subselector, scope))
        found = list(unique)
    return found


def _known(selector: dict[str, Any]) -> None:
    """Jackson takes no field that the class ``Selector`` has not."""
    for name in selector:
        if name not in _FIELDS:
            told = f'Unrecognized field "{name}" (class com.wetest.uia2.stub.Selector)'
            kind = "com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException"
            raise JavaError(kind, f"{kind}: {told}, not marked as ignorable\n")


def _scope(relation: str, node: TreeNode) -> list[TreeNode]:
    above = node if relation == "child" else node.parent
    return [] if above is None else list(above.walk())[1:]


def _matching(selector: dict[str, Any], scope: list[TreeNode]) -> list[TreeNode]:
    tests = list(_tests(selector))
    found = [node for node in scope if all(test(node) for test in tests)]
    if _given(selector, "instance"):
        at = int(selector["instance"])
        return found[at : at + 1]
    return found


def _given(selector: dict[str, Any], field: str) -> bool:
    mask = int(selector.get("mask", 0))
    return field in selector and (bool(mask & MASKS[field]) or not mask)


def _tests(selector: dict[str, Any]) -> Iterator[Callable[[TreeNode], bool]]:
    for field in MASKS:
        if field != "instance" and _given(selector, field):
            yield _test(field, selector[field])


def _test(field: str, wanted: Any) -> Callable[[TreeNode], bool]:
    for suffix in ("Contains", "Matches", "StartsWith"):
        if field.endswith(suffix):
            return _text_test(_SUBJECTS[field.removesuffix(suffix)], suffix, str(wanted))
    subject = _SUBJECTS[field]
    return lambda node: bool(subject(node) == wanted)


def _text_test(
    subject: Callable[[TreeNode], str], how: str, wanted: str
) -> Callable[[TreeNode], bool]:
    if how == "Contains":
        return lambda node: wanted.lower() in subject(node).lower()
    if how == "StartsWith":
        return lambda node: subject(node).lower().startswith(wanted.lower())
    try:
        pattern = re.compile(wanted, re.DOTALL)
    except re.error as wrong:
        raise BadSelectorError(f"{wrong} in {wanted}") from None
    return lambda node: pattern.fullmatch(subject(node)) is not None


def selector_text(selector: dict[str, Any]) -> str:
    """``UiSelector[TEXT=…]``: how the phone names a selector in its errors."""
    fields = []
    for field in MASKS:
        if _given(selector, field):
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", field).upper()
            fields.append(
                f"{name}={str(selector[field]).lower()}"
                if isinstance(selector[field], bool)
                else f"{name}={selector[field]}"
            )
    relations = selector.get("childOrSibling") or []
    for relation, below in zip(
        relations, selector.get("childOrSiblingSelector") or [], strict=False
    ):
        key = "CHILD" if relation == "child" else "PARENT"
        fields.append(f"{key}={selector_text(below).removeprefix('UiSelector')}")
    return f"UiSelector[{', '.join(fields)}]"
