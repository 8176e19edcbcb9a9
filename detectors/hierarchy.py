"""The accessibility tree as second witness: nodes, texts, and what SDK ids say."""

import dataclasses
import functools
import importlib.resources
import re
import tomllib
import xml.etree.ElementTree as ET

import msgspec

from harness.domain.geometry import BoxPx
from harness.domain.sight import Role

_BOUNDS = re.compile(r"\[(-?\d+),(-?\d+)\]\[(-?\d+),(-?\d+)\]")
_MOST_BYTES = 8_000_000
_SYSTEM_UI = "com.android.systemui"


@dataclasses.dataclass(frozen=True, slots=True)
class TreeNode:
    """One node that is somewhere on the screen."""

    box_px: BoxPx
    cls: str
    resource_id: str
    text: str
    desc: str
    package: str
    clickable: bool
    checkable: bool = False
    """A box to tick, a switch: a touch changes a setting."""

    @property
    def words(self) -> str:
        """Its text, or its description."""
        return self.text or self.desc


class SdkMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of ``sdk.toml``. ``role`` is a control's role, ``container`` or ``marker``."""

    sdk: str
    kind: str
    value: str
    role: str
    evidence: str


class _Marks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mark: tuple[SdkMark, ...]


@functools.cache
def sdk_marks() -> tuple[SdkMark, ...]:
    """The table of ids and classes of advertising SDKs."""
    source = importlib.resources.files("detectors").joinpath("sdk.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(source), _Marks).mark


def parse(xml: str | None) -> tuple[TreeNode, ...]:
    """Nodes of a uiautomator dump in document order; empty for anything that is not one.

    Documents with a DTD or entities are refused: uiautomator writes none.
    """
    if not xml or len(xml) > _MOST_BYTES or "<!" in xml:
        return ()
    start = xml.find("<hierarchy")
    if start < 0:
        return ()
    try:
        root = ET.fromstring(xml[start:].strip("\x00 \r\n\t"))  # noqa: S314  no DTD gets here
    except (ET.ParseError, ValueError):
        return ()
    return tuple(n for n in (_node(e) for e in root.iter("node")) if n is not None)


def _node(element: ET.Element) -> TreeNode | None:
    match = _BOUNDS.fullmatch(element.get("bounds", ""))
    if match is None or element.get("package") == _SYSTEM_UI:
        return None
    left, top, right, bottom = (max(-32768, min(32767, int(g[:9]))) for g in match.groups())
    box = BoxPx.from_edges(left, top, right, bottom)
    if not box.area:
        return None
    return TreeNode(
        box,
        element.get("class", ""),
        element.get("resource-id", ""),
        element.get("text", ""),
        element.get("content-desc", ""),
        element.get("package", ""),
        element.get("clickable") == "true",
        element.get("checkable") == "true" or element.get("class", "").endswith("CheckBox"),
    )


def mark_of(node: TreeNode) -> SdkMark | None:
    """The SDK row that this node matches, if any."""
    name = node.resource_id.rsplit("/", 1)[-1]
    for mark in sdk_marks():
        if mark.kind == "id" and name and name == mark.value:
            return mark
        if mark.kind == "id_namespace" and node.resource_id.startswith(mark.value):
            return mark
        if mark.kind == "class" and mark.value in node.cls:
            return mark
        if mark.kind == "desc" and node.desc.startswith(mark.value):
            return mark
    return None


def clickable_at(nodes: tuple[TreeNode, ...], box: BoxPx) -> TreeNode | None:
    """The smallest clickable node that the centre of the box lies in."""
    inside = [n for n in nodes if n.clickable and n.box_px.contains(box.center)]
    return min(inside, key=lambda n: n.box_px.area) if inside else None


def role_of(mark: SdkMark | None) -> Role | None:
    """The control's role that an SDK row names, if it names one."""
    if mark is None or mark.role in {"container", "marker"}:
        return None
    return Role(mark.role)


_ID_WORDS = {
    Role.CLOSE: re.compile(r"(^|_)(close|dismiss|cancel)(_|$)"),
    Role.SKIP: re.compile(r"(^|_)skip(_|$)"),
}


def promised_by_id(node: TreeNode) -> Role | None:
    """The closing control that a clickable node is by its resource id, if it says so.

    Where the picture shows what a control is, an id is no promise: nobody sees it. Where the
    picture is black it is all there is.
    """
    if not node.clickable:
        return None
    known = role_of(mark_of(node))
    if known in {Role.CLOSE, Role.SKIP}:
        return known
    name = node.resource_id.rsplit("/", 1)[-1]
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return next((role for role, words in _ID_WORDS.items() if words.search(name)), None)
