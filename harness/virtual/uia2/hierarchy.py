"""``dumpWindowHierarchy``: the tree as XML, in the dialect of the API level.

Source: device-facts §2.4, androidx AccessibilityNodeInfoDumper.
"""

import re

from harness.virtual.scene import Box
from harness.virtual.shell.dumps.dialect import Dialect
from harness.virtual.shell.dumps.text import yes
from harness.virtual.uia2.tree import TreeNode

_HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
_INVALID = re.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\U00010000-\\U0010FFFF]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;",
            "\t": "&#9;"}  # fmt: skip
_NAF_EXCLUDED = ("GridView", "GridLayout", "ListView", "TableLayout")


def dump_xml(
    roots: list[TreeNode],
    *,
    rotation: int,
    api_level: int,
    max_depth: int = 50,
    compressed: bool = False,
    indent: bool = True,
) -> str:
    """The whole document; ``compressed`` leaves out layout nodes that say nothing."""
    writer = _Writer(Dialect(api_level), max_depth, compressed=compressed, indent=indent)
    if not roots:
        return f'{_HEAD}{writer.end}<hierarchy rotation="{rotation}" />'
    lines = [_HEAD, f'<hierarchy rotation="{rotation}">']
    for root in roots:
        lines += writer.node(root, 0, 0)
    return writer.end.join([*lines, "</hierarchy>"])


class _Writer:
    def __init__(self, dialect: Dialect, max_depth: int, *, compressed: bool, indent: bool) -> None:
        self.end = "\r\n" if indent else ""
        self._dialect = dialect
        self._max_depth = max_depth
        self._compressed = compressed
        self._indent = "  " if indent else ""

    def node(self, node: TreeNode, index: int, depth: int) -> list[str]:
        """Lines of a node and its children."""
        if depth >= self._max_depth:
            return []
        pad = self._indent * (depth + 1)
        if self._compressed and _says_nothing(node):
            return [line for n, c in enumerate(node.children) for line in self.node(c, n, depth)]
        inside = [line for n, c in enumerate(node.children) for line in self.node(c, n, depth + 1)]
        head = f"{pad}<node {self._attributes(node, index)}"
        if not inside:
            return [f"{head} />"]
        return [f"{head}>", *inside, f"{pad}</node>"]

    def _attributes(self, tree: TreeNode, index: int) -> str:
        node, dialect = tree.node, self._dialect
        pairs = [("NAF", "true")] if _not_accessibility_friendly(tree) else []
        pairs += [
            ("index", str(index)),
            ("text", node.text),
            ("resource-id", node.resource_id),
            ("class", node.cls),
            ("package", tree.package),
            ("content-desc", node.desc),
            ("checkable", yes(node.checkable)),
            ("checked", yes(node.checked)),
            ("clickable", yes(node.clickable)),
            ("enabled", yes(node.enabled)),
            ("focusable", yes(node.focusable)),
            ("focused", yes(node.focused)),
            ("scrollable", yes(node.scrollable)),
            ("long-clickable", yes(node.long_clickable)),
            ("password", yes(node.password)),
            ("selected", yes(node.selected)),
            ("visible-to-user", "true"),
            ("bounds", bounds_text(tree.seen)),
        ]
        if dialect.node_drawing_order:
            pairs.append(("drawing-order", str(tree.order)))
        if dialect.node_hint:
            pairs.append(("hint", node.hint))
        if dialect.node_display_id:
            pairs.append(("display-id", "0"))
        return " ".join(f'{key}="{_escaped(value)}"' for key, value in pairs)


def bounds_text(box: Box) -> str:
    """``[left,top][right,bottom]``."""
    return f"[{box[0]},{box[1]}][{box[2]},{box[3]}]"


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in _INVALID.sub(".", text))


def _says_nothing(tree: TreeNode) -> bool:
    node = tree.node
    acts = node.clickable or node.scrollable or node.checkable or node.long_clickable
    return bool(tree.children) and not (node.text or node.desc or acts)


def _not_accessibility_friendly(tree: TreeNode) -> bool:
    node = tree.node
    if not (node.clickable and node.enabled) or node.cls.endswith(_NAF_EXCLUDED):
        return False
    return not any(below.node.text or below.node.desc for below in tree.walk())
