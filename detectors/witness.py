"""Drawing against hierarchy: where they agree, and each way in which they do not."""

from collections.abc import Sequence

from detectors.hierarchy import TreeNode, mark_of, promised_by_id, role_of
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.measures import Witness, WitnessKind
from harness.domain.sight import CLOSING_ROLES, Control, Role

WHOLE_SHARE = 0.85
"""A clickable node of so much of the screen is the whole of it."""
NEAR_DP = 64
"""A node named as a control is that control's, displaced, up to so far from the drawing."""
_EXITS = CLOSING_ROLES | {Role.COUNTDOWN}


def witnesses(
    size: SizePx, density: int, controls: Sequence[Control], nodes: Sequence[TreeNode]
) -> tuple[Witness, ...]:
    """One result for each drawn way out, and one for each named node without a drawing."""
    if not nodes:
        return ()
    drawn = [c for c in controls if c.role in _EXITS and _on_picture(c)]
    named = [(n, r) for n in nodes if (r := _named_role(n)) in _EXITS]
    found = [_of_drawing(size, density, c, nodes, named) for c in drawn]
    for node in nodes:
        role = _named_role(node) or promised_by_id(node)
        if role not in _EXITS or role is None or _is_whole(node.box_px, size):
            continue
        reach = _reach(density)
        if not any(_near(c.box_px, node.box_px, reach) for c in drawn):
            found.append(_told(WitnessKind.NO_DRAWING, role, None, node))
    return tuple(found)


def _on_picture(control: Control) -> bool:
    return any(g != "hierarchy" for g in control.grounds)


def _named_role(node: TreeNode) -> Role | None:
    """What a node calls itself: by an SDK's id, else by its words."""
    role = role_of(mark_of(node))
    if role is not None:
        return role
    word = meaning(node.words) if node.words else None
    return word.role if word is not None else None


def _is_whole(box: BoxPx, size: SizePx) -> bool:
    return box.clipped_to(size).area >= WHOLE_SHARE * size.area


def _reach(density: int) -> float:
    return NEAR_DP * density / 160


def _near(one: BoxPx, other: BoxPx, reach: float) -> bool:
    return one.center.distance_to(other.center) <= reach or one.iou(other) > 0


def _of_drawing(
    size: SizePx,
    density: int,
    control: Control,
    nodes: Sequence[TreeNode],
    named: Sequence[tuple[TreeNode, Role | None]],
) -> Witness:
    box, role = control.box_px, control.role
    under = [n for n in nodes if n.clickable and n.box_px.contains(box.center)]
    own = [n for n in under if not _is_whole(n.box_px, size)]
    crossing = _crossing(own)
    if crossing is not None:
        return _told(WitnessKind.OVERLAPPING, role, box, crossing)
    if own:
        return _told(WitnessKind.AGREES, role, box, min(own, key=lambda n: n.box_px.area))
    aside = [n for n, r in named if r is not None and not n.box_px.contains(box.center)]
    aside = [n for n in aside if _near(n.box_px, box, _reach(density))]
    if aside:
        nearest = min(aside, key=lambda n: n.box_px.center.distance_to(box.center))
        return _told(WitnessKind.DISPLACED, role, box, nearest)
    if under:
        return _told(WitnessKind.WHOLE_SCREEN, role, box, min(under, key=lambda n: n.box_px.area))
    return _told(WitnessKind.NO_NODE, role, box, None)


def _crossing(nodes: Sequence[TreeNode]) -> TreeNode | None:
    """The upper of two nodes that share a point while neither holds the other."""
    for i, one in enumerate(nodes):
        for other in nodes[i + 1 :]:
            common = one.box_px.intersection(other.box_px).area
            if 0 < common < min(one.box_px.area, other.box_px.area):
                return other
    return None


def _told(kind: WitnessKind, role: Role, box: BoxPx | None, node: TreeNode | None) -> Witness:
    if node is None:
        return Witness(kind=kind, role=role.value, box_px=box)
    mark = mark_of(node)
    return Witness(
        kind=kind,
        role=role.value,
        box_px=box,
        node_box_px=node.box_px,
        node=node.resource_id or node.words or node.cls,
        sdk=mark.sdk if mark is not None else "",
    )
