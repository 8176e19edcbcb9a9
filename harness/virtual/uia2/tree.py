"""The accessibility tree: windows' views as nodes, clipped as Android clips them.

A view without a node is not in the tree; its children hang on the nearest ancestor that is.
Source: device-facts §2.4, AOSP AccessibilityWindowManager.
"""

import dataclasses
from collections.abc import Iterator

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.android.state import Window
from harness.virtual.scene import Box, Node, Scroll, View

_NOT_MODAL = {"NOT_TOUCH_MODAL", "NOT_FOCUSABLE"}


@dataclasses.dataclass(slots=True, eq=False)
class TreeNode:
    """One accessible node. ``box`` is as told, ``seen`` is clipped to window and display."""

    node: Node
    package: str
    box: Box
    seen: Box
    index: int = 0
    order: int = 0
    """Drawing order among its siblings, from 1."""
    touch_id: str | None = None
    scroll: Scroll | None = None
    parent: "TreeNode | None" = None
    children: "list[TreeNode]" = dataclasses.field(default_factory=list)

    def walk(self) -> "Iterator[TreeNode]":
        """Itself and all below, depth first."""
        yield self
        for child in self.children:
            yield from child.walk()


def intersection(one: Box, other: Box) -> Box:
    """The common part; without area (all zeros) when there is none."""
    box = (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )
    return box if box[0] < box[2] and box[1] < box[3] else (0, 0, 0, 0)


def has_area(box: Box) -> bool:
    """Whether anything of it can be seen."""
    return box[0] < box[2] and box[1] < box[3]


def reported_windows(phone: PhoneFacade) -> list[Window]:
    """Windows that accessibility tells of, top-most first.

    A modal window hides those of its own task beneath it; a window that lies wholly under a
    touchable one is not reported.
    """
    if phone.trouble.empty_hierarchy:
        return []
    display = (0, 0, *phone.display_size())
    hidden_tasks: set[int] = set()
    covers: list[Box] = []
    told = []
    for window in phone.windows():
        if not window.visible or window.root is None:
            continue
        task = window.activity.task_id if window.activity else None
        if task in hidden_tasks or any(_covers(c, window.frame) for c in covers):
            continue
        told.append(window)
        if not window.touchable:
            continue
        modal = not _NOT_MODAL & set(window.flags) and window.focusable
        covers.append(display if modal else window.frame)
        if modal and task is not None:
            hidden_tasks.add(task)
    return told


def _covers(cover: Box, box: Box) -> bool:
    return intersection(cover, box) == box


def window_tree(window: Window, display: tuple[int, int]) -> TreeNode | None:
    """The window's tree; None when nothing of it is on the display."""
    if window.root is None:
        return None
    clip = intersection(window.frame, (0, 0, *display))
    if not has_area(clip):
        return None
    view = window.root
    node = view.node or Node(cls="android.widget.FrameLayout", box=window.frame)
    root = _tree_node(node, view, window.package, clip)
    below = root.seen if view.clip else clip
    for child in view.children:
        _add(child, root, below)
    return root


def _tree_node(node: Node, view: View, package: str, clip: Box) -> TreeNode:
    box = node.box or view.box
    return TreeNode(
        node,
        node.package or package,
        box,
        intersection(box, clip),
        touch_id=view.touch_id,
        scroll=view.scroll,
    )


def _add(view: View, parent: TreeNode, clip: Box) -> None:
    if view.alpha <= 0:
        return
    below = intersection(view.box, clip) if view.clip else clip
    target = parent
    if view.node is not None:
        target = _tree_node(view.node, view, parent.package, clip)
        if not has_area(target.seen):
            return
        target.index = len(parent.children)
        target.order = target.index + 1
        target.parent = parent
        parent.children.append(target)
    for child in view.children:
        _add(child, target, below)


def roots(phone: PhoneFacade) -> list[TreeNode]:
    """Trees of all reported windows, in the order of a Java HashSet (not of z)."""
    windows = sorted(reported_windows(phone), key=lambda w: (w.id * 0x9E3779B1) & 0xFFFFFFFF)
    trees = (window_tree(w, phone.display_size()) for w in windows)
    return [tree for tree in trees if tree is not None]


def active_root(phone: PhoneFacade) -> TreeNode | None:
    """Tree of the window that has the focus; selectors search only there."""
    focused = phone.focused_window()
    if focused is None:
        return None
    built = next((w for w in phone.windows() if w.id == focused.id), None)
    return window_tree(built, phone.display_size()) if built is not None else None
