"""Buttons of a pop-up whose words promise nothing known: one of them may lead out."""

from collections.abc import Iterable, Sequence

from detectors.hierarchy import TreeNode
from detectors.lines import outline_of, to_frame
from detectors.pixels import View
from detectors.saying import far_aside
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import Control

_MOST = 4
_LEAST_DP, _HIGH_DP = 20, 80
"""Heights of buttons."""
_SHARE = 0.5
"""Of the pop-up: what is larger holds it rather than being a button on it."""
_FOOT_DP, _SHORT = 64, 10
"""Height of a dialog's foot, where words without an outline are buttons, and their most signs."""


def unknown_buttons(
    view: View,
    popup_px: BoxPx,
    texts: Sequence[tuple[str, BoxPx]],
    controls: Sequence[Control],
    nodes: Sequence[TreeNode],
) -> tuple[BoxPx, ...]:
    """Their boxes in frame pixels: clickable nodes with words, outlined words, words at the foot.

    The four lowest, for dialogs are left at their foot; none where a control is known to be.
    """
    pressed = [n for n in nodes if n.clickable and not n.checkable]
    told = (n.box_px for n in pressed if n.words and meaning(n.words) is None)
    found: list[BoxPx] = []
    for box in [*told, *_drawn(view, popup_px, texts)]:
        known = [*(c.box_px for c in controls), *found]
        if not _is_button(view, popup_px, box) or any(box.intersection(k).area for k in known):
            continue
        found.append(box)
    return tuple(sorted(found, key=lambda box: -box.bottom)[:_MOST])


def _drawn(view: View, popup_px: BoxPx, texts: Sequence[tuple[str, BoxPx]]) -> Iterable[BoxPx]:
    foot = popup_px.bottom - _FOOT_DP * view.density / 160
    k = view.scale
    for text, box in texts:
        if not popup_px.contains(box.center) or not text.strip() or meaning(text) is not None:
            continue
        work = BoxPx.from_edges(
            round(box.x * k), round(box.y * k), round(box.right * k), round(box.bottom * k)
        )
        outline = outline_of(view, work) if min(work.width, work.height) > 2 else None
        if outline is not None and not far_aside(outline, work):
            yield to_frame(view, outline)
        elif box.center.y > foot and len(text.strip()) <= _SHORT:
            yield box.inflated(round(0.5 * box.height))


def _is_button(view: View, popup_px: BoxPx, box: BoxPx) -> bool:
    high = box.height * 160 / view.density
    small = box.area <= _SHARE * popup_px.area
    return popup_px.contains(box.center) and small and _LEAST_DP <= high <= _HIGH_DP
