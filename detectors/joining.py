"""Controls put together from what was drawn, read and told, each with all its witnesses."""

from collections.abc import Sequence

import msgspec

from detectors import hierarchy as tree
from detectors.contrast import contrast_of
from detectors.evidence import DrawnClose, Evidence, Said
from detectors.measure import measure
from detectors.pixels import View, crop_rgb, grey_of
from harness.domain.geometry import BoxPx
from harness.domain.sight import Control, Ground, Role

BY_ID = 0.6
"""Score of a control that only its resource id tells of."""
MASKED = frozenset({Role.CLOSE, Role.SKIP, Role.COUNTDOWN, Role.DISMISS})
"""Roles that are measured, and painted over before a creative is hashed."""


def controls_of(
    view: View, evidence: Evidence, nodes: tuple[tree.TreeNode, ...]
) -> tuple[Control, ...]:
    """One control each, best score first; ``nodes`` add what is clickable there."""
    controls = [_close_control(view, c) for c in evidence.closes if c.place != "elsewhere"]
    for line in evidence.said:
        if line.setting:
            continue
        control = _text_control(view, line, _role_of(evidence, line))
        twin = next((c for c in controls if _same(c, control)), None)
        if twin is None:
            controls.append(control)
        else:
            controls[controls.index(twin)] = _joined(twin, control)
    if nodes:
        controls = [_witnessed(c, nodes) for c in controls]
    return tuple(sorted(controls, key=lambda c: -c.score))


def told_controls(
    view: View, said: Sequence[Said], nodes: tuple[tree.TreeNode, ...]
) -> tuple[Control, ...]:
    """Controls that only the hierarchy tells of, by words or ids, where the picture is black."""
    told = [_text_control(view, line, line.word.role) for line in said if not line.setting]
    bare = [msgspec.structs.replace(c, contrast=None, size_dp=None) for c in told]
    for node in nodes:
        role = tree.promised_by_id(node)
        if role is not None:
            grounds = (Ground.HIERARCHY,)
            control = Control(role=role, box_px=node.box_px, score=BY_ID, grounds=grounds)
            if not any(_same(c, control) for c in bare):
                bare.append(control)
    return tuple(sorted(bare, key=lambda c: -c.score))


def _same(one: Control, other: Control) -> bool:
    return one.role == other.role and (
        one.box_px.contains(other.box_px.center) or other.box_px.contains(one.box_px.center)
    )


def _joined(one: Control, other: Control) -> Control:
    """Two witnesses of one control: the box of the drawn one, the better score."""
    grounds = tuple(dict.fromkeys(one.grounds + other.grounds))
    return Control(
        role=one.role,
        box_px=one.box_px,
        score=max(one.score, other.score),
        grounds=grounds,
        text=one.text or other.text,
        contrast=one.contrast,
        size_dp=one.size_dp,
    )


def _size_dp(view: View, box: BoxPx) -> tuple[float, float] | None:
    if not view.density_known:
        return None
    k = 160 / view.density
    return round(box.width * k, 1), round(box.height * k, 1)


def _close_control(view: View, close: DrawnClose) -> Control:
    return Control(
        role=Role.CLOSE,
        box_px=close.mark.box_px,
        score=close.quality,
        grounds=(Ground.DRAWN,),
        contrast=round(close.mark.contrast, 2),
        size_dp=_size_dp(view, close.mark.box_px),
    )


def _role_of(evidence: Evidence, line: Said) -> Role:
    """What a line's words promise where they stand: 关闭 at the foot of a dialog refuses.

    Beside 取消 it is what the dialog asks about: to switch a mode off, to leave.
    """
    word, card = line.word, evidence.layout.card
    if word.at_foot is None or line.corner or card is None:
        return word.role
    if line.box_px.center.y <= card.box_px.center.y:
        return word.role
    if not card.box_px.contains(line.box_px.center):
        return word.at_foot  # what the tree calls the X below the card
    inside = (s for s in evidence.said if card.box_px.contains(s.box_px.center))
    refused = any(s.word.role is word.at_foot and not s.setting for s in inside)
    return Role.CTA if refused else word.at_foot


def _text_control(view: View, line: Said, role: Role) -> Control:
    closing = role in {Role.SKIP, Role.CLOSE}
    return Control(
        role=role,
        box_px=line.box_px,
        score=round(min(1.0, line.sure) * (1.0 if line.corner else 0.9), 3),
        grounds=(line.ground,),
        text=line.text or None,
        contrast=_text_contrast(view, line.ink_px) if closing else None,
        size_dp=_size_dp(view, line.box_px) if closing else None,
    )


def _text_contrast(view: View, box: BoxPx) -> float:
    """Of the two ways to read a text box (dark or light letters) the one with less ink."""
    grey = grey_of(crop_rgb(view, box.x, box.y, box.right, box.bottom))
    middle = (float(grey.max()) + float(grey.min())) / 2
    return round(contrast_of(view, box, light=bool((grey > middle).mean() < 0.5)), 2)


def _witnessed(control: Control, nodes: tuple[tree.TreeNode, ...]) -> Control:
    node = tree.clickable_at(nodes, control.box_px)
    if node is None:
        return control
    grounds = tuple(dict.fromkeys((*control.grounds, Ground.HIERARCHY)))
    return Control(
        role=control.role,
        box_px=control.box_px,
        score=control.score,
        grounds=grounds,
        text=control.text,
        contrast=control.contrast,
        size_dp=control.size_dp,
        node_box_px=node.box_px,
    )


def with_measures(
    view: View, evidence: Evidence, controls: tuple[Control, ...]
) -> tuple[Control, ...]:
    """Closing controls and countdowns with their measures; the others as they are."""
    inks = {c.mark.box_px: c.mark.glyph_px for c in evidence.closes}
    inks |= {line.box_px: line.ink_px for line in evidence.said}
    return tuple(
        msgspec.structs.replace(
            c,
            measures=measure(view, evidence.layout, c, controls, inks.get(c.box_px, c.box_px)),
        )
        if c.role in MASKED
        else c
        for c in controls
    )
