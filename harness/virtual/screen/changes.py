"""Which parts of the screen differ between two scenes."""

import math

from harness.virtual.scene import Box, Scene, View
from harness.virtual.screen.shapes import shadow_reach

EMPTY: Box = (0, 0, 0, 0)


def union(one: Box, other: Box) -> Box:
    """The smallest box that holds both; an empty box adds nothing."""
    if is_empty(one):
        return other
    if is_empty(other):
        return one
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def meet(one: Box, other: Box) -> Box:
    """What both have in common, perhaps empty."""
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def is_empty(box: Box) -> bool:
    """Whether it has no pixel."""
    return box[2] <= box[0] or box[3] <= box[1]


def own_reach(view: View) -> Box:
    """Where the view itself may paint: its box, its shadow, its text's overhang."""
    if not (view.fill or view.picture or view.glyph or view.text):
        return EMPTY
    left, top, right, bottom = view.box
    reach = shadow_reach(view.fill.shadow_px) * 2 if view.fill and view.fill.shadow_px else 0
    if view.text:
        reach = max(reach, math.ceil(view.text.size_px))
    return (left - reach, top - reach, right + reach, bottom + reach)


def reach(view: View) -> Box:
    """Where the view and all below it may paint."""
    box = own_reach(view)
    if view.clip:
        return union(box, view.box)
    for child in view.children:
        box = union(box, reach(child))
    return box


def _same_paint(old: View, new: View) -> bool:
    return (
        old.box == new.box
        and old.fill == new.fill
        and old.picture == new.picture
        and old.glyph == new.glyph
        and old.text == new.text
        and old.alpha == new.alpha
        and old.clip == new.clip
    )


def changed_views(old: View, new: View) -> list[Box]:
    """Boxes outside which two trees have equal pixels."""
    if old is new or old == new:
        return []
    if not _same_paint(old, new):
        return [union(reach(old), reach(new))]
    before, after = list(old.children), list(new.children)
    if len(before) == len(after):
        return [
            box for one, two in zip(before, after, strict=True) for box in changed_views(one, two)
        ]
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    return [reach(view) for view in (*before, *after)]


def changed(old: Scene | None, new: Scene) -> list[Box]:
    """Boxes of the screen that must be painted again to get from one scene to the next."""
    screen: Box = (0, 0, new.width, new.height)
    if old is None or (old.width, old.height, old.screen_on) != (
        new.width,
        new.height,
        new.screen_on,
    ):
        return [screen]
    if [_frame(s) for s in old.surfaces] != [_frame(s) for s in new.surfaces]:
        return [screen]
    boxes = []
    for one, two in zip(old.surfaces, new.surfaces, strict=True):
        if not two.secure:
            boxes += [meet(box, two.box) for box in changed_views(one.root, two.root)]
    return merged([meet(box, screen) for box in boxes])


def _frame(surface: object) -> tuple[object, ...]:
    return tuple(getattr(surface, name) for name in ("window_id", "box", "dim", "secure"))


def merged(boxes: list[Box]) -> list[Box]:
    """The same area by fewer boxes that do not overlap."""
    done: list[Box] = []
    for box in boxes:
        if is_empty(box):
            continue
        current = box
        while touching := [other for other in done if not is_empty(meet(other, current))]:
            for other in touching:
                done.remove(other)
                current = union(current, other)
        done.append(current)
    return done
