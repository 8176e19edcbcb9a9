"""Where a close that counts can stand, against the card and the screen."""

from detectors.cards import Card
from detectors.layout import Layout
from detectors.marks import Mark
from detectors.pixels import View
from harness.domain.geometry import BoxPx, SizePx


def place_of(view: View, layout: Layout, mark: Mark) -> str:
    """Where a closing mark stands, against the card and the screen."""
    dp = view.density / 160
    centre = mark.box_px.center
    if min(mark.glyph_px.x, view.width - mark.glyph_px.right) < 3 * dp:
        return "elsewhere"
    if layout.card is not None:
        place = _place_at_card(layout.card, mark, view.width, dp)
        if place:
            return place
        if layout.card.box_px.contains(centre) or _on_the_side(layout.card, mark, dp):
            return "elsewhere"  # amid what the card holds: a board's cross, a row's
    if abs(centre.x - view.width / 2) < 0.025 * view.width and centre.y > 0.45 * view.height:
        return "centred_low"
    depth = layout.status_bar_px + max(0.13 * view.height, 72 * dp)
    aside = min(centre.x, view.width - centre.x) < 0.2 * view.width
    return "screen_corner" if aside and centre.y < depth else "elsewhere"


BELOW_DP = 130
"""What closes a card hangs at most so far below it."""
_STEM_DP = 88
"""An X on a stem stands so far above its card: the body can be lower than the picture's edge."""
_SLACK_DP = 8
"""A mark's centre may lie so far from the proposal that led to it."""


def close_zones(view: View, layout: Layout) -> list[BoxPx]:
    """Where a close that counts can stand, in work pixels: the places of ``place_of``."""
    height, width = view.work.shape
    margin = round(_SLACK_DP * view.dp)
    deep = round(layout.status_bar_px * view.scale + max(0.13 * height, 72 * view.dp)) + margin
    side = round(0.2 * width) + margin
    zones = [BoxPx(0, 0, side, deep), BoxPx(width - side, 0, side, deep)]
    reach = round(0.025 * width) + margin
    low = round(0.45 * height) - margin
    zones.append(BoxPx(width // 2 - reach, low, 2 * reach, height - low))
    if layout.card is not None:
        zones += _zones_at_card(view, layout.card, margin)
    return zones


def _zones_at_card(view: View, card: Card, margin: int) -> list[BoxPx]:
    k, dp = view.scale, view.dp
    x, y = round(card.box_px.x * k), round(card.box_px.y * k)
    right, bottom = round(card.box_px.right * k), round(card.box_px.bottom * k)
    size = SizePx(view.work.shape[1], view.work.shape[0])
    up, down, near = round(_STEM_DP * dp) + margin, round(64 * dp) + margin, round(56 * dp) + margin
    middle, reach = (x + right) // 2, round(0.06 * size.width) + margin
    above = round(0.12 * (bottom - y)) + margin
    boxes = (
        BoxPx.from_edges(x - near, y - up, x + near, y + down),
        BoxPx.from_edges(right - near, y - up, right + near, y + down),
        BoxPx.from_edges(
            middle - reach, bottom - above, middle + reach, bottom + round(BELOW_DP * dp) + margin
        ),
    )
    return [box.clipped_to(size) for box in boxes]


def card_corners(view: View, layout: Layout) -> list[BoxPx]:
    """The upper corners of the card, where tiny closes hide, in work pixels."""
    if layout.card is None:
        return []
    return [box for box in _zones_at_card(view, layout.card, 0)[:2] if box.area]


def below_card(view: View, layout: Layout) -> list[BoxPx]:
    """Below the middle of the card, where rings of hair lines hang, in work pixels."""
    if layout.card is None:
        return []
    return [box for box in _zones_at_card(view, layout.card, 0)[2:] if box.area]


_EDGE_DP = 4
"""A card's edge is known to a pixel or so of a thumbnail."""


def dimmed(card: Card, mark: Mark, slack: float = 1.0) -> bool:
    """Whether a mark is no brighter than the scrim lets through: its ground is the page's too."""
    return mark.top_grey < 255 * (1 - card.dim) * slack + 8


def _place_at_card(card: Card, mark: Mark, width: int, dp: float) -> str:
    """The place against a card, "" where it stands in no relation to it."""
    box, centre = card.box_px, mark.box_px.center
    if dimmed(card, mark) and not box.inflated(-round(_EDGE_DP * dp)).contains(centre):
        return "elsewhere"
    beside = abs(centre.x - box.center.x) < 0.06 * width
    if beside and -0.12 * box.height < centre.y - box.bottom < BELOW_DP * dp:
        return "below_card"
    near_side = min(abs(centre.x - box.right), abs(centre.x - box.x)) < 56 * dp
    aside = max(box.x - centre.x, centre.x - box.right)
    if aside > _ASIDE_DP * dp and aside + box.y - centre.y > _AWAY_DP * dp:
        return ""
    if near_side and -_STEM_DP * dp < centre.y - box.y < 64 * dp:
        return "" if _on_the_side(card, mark, dp) else "card_corner"
    return ""


_ASIDE_DP, _AWAY_DP = 12, 36
"""So far beside a card, and both beside and above it, stands what leads back from the page: a
player's, a camera's."""
_CORNER_DP = 28
"""A sign that hangs over a card's corner has its centre at most so far below the upper edge."""


def _on_the_side(card: Card, mark: Mark, dp: float) -> bool:
    """Whether bare strokes lie across the card's side below its corner: the side is one of them."""
    box, drawn = card.box_px, mark.glyph_px
    across = any(drawn.x < side < drawn.right for side in (box.x, box.right))
    return not mark.button and across and drawn.center.y - box.y > _CORNER_DP * dp
