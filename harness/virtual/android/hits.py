"""Hit-testing: what a touch at a point means."""

from collections.abc import Iterator

from harness.virtual.scene import Box, Scroll, View


def inside(box: Box, x: float, y: float) -> bool:
    """Whether the point lies in the box."""
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def hit(view: View, x: float, y: float) -> str | None:
    """The touch id of the top-most view that takes the point, or None.

    Children lie over their parent, later ones over earlier ones. A view counts where its
    ``touch_box`` is, which may be elsewhere than its drawing. A clipped view's children
    count only inside it.
    """
    if not view.clip or inside(view.box, x, y):
        for child in reversed(view.children):
            found = hit(child, x, y)
            if found is not None:
                return found
    if view.touch_id is not None and inside(view.touch_box or view.box, x, y):
        return view.touch_id
    return None


def scrollers(view: View, x: float, y: float) -> Iterator[Scroll]:
    """The lists that lie under the point, inner-most first."""
    if view.clip and not inside(view.box, x, y):
        return
    for child in reversed(view.children):
        yield from scrollers(child, x, y)
    if view.scroll is not None and inside(view.box, x, y):
        yield view.scroll
