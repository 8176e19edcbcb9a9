"""Words on a card that are hardly darker or lighter than it: ways out are drawn so on purpose."""

from detectors.cards import Card
from detectors.lines import Line, find_boxes, outline_of, to_frame
from detectors.pixels import View

_EDGE = 10
"""Least local grey range of a pale letter's edge: pink or #DDD on white, thin, at work scale."""
_HEIGHTS = (8.0, 24.0)
"""Of a line, in dp."""
_MOST = 4


def find_pale(view: View, card: Card) -> list[Line]:
    """Pale lines in the lower half of a card, buttons' first, then the lowest; _MOST at most."""
    box, found = card.box_px, []
    for run in find_boxes(view.work, view.dp, _EDGE):
        line = to_frame(view, run.inflated(1))
        low = box.contains(line.center) and line.center.y > box.center.y
        if low and _HEIGHTS[0] <= run.height / view.dp <= _HEIGHTS[1] and run.width > run.height:
            button = outline_of(view, run)
            rank = line.center.y / view.height + (button is not None)
            found.append(Line(line, to_frame(view, button) if button else None, rank))
    return sorted(found, key=lambda line: -line.rank)[:_MOST]
