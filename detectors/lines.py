"""Where lines of text may stand, and the pill or button drawn around one."""

import dataclasses
from collections.abc import Sequence

import cv2
import numpy as np

from detectors.cards import Card
from detectors.fills import fill_around
from detectors.pixels import Bytes, View, summed
from harness.domain.geometry import BoxPx


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A run of text-like marks; boxes in frame pixels."""

    box_px: BoxPx
    button_px: BoxPx | None
    """The pill, disc or button around it, where one is drawn."""
    rank: float
    """How much it is worth reading, greater first."""
    exact: bool = False
    """The box holds the letters with some margin already."""
    exits_only: bool = False
    """It counts only where its words surely lead out."""
    head: bool = False
    """It goes on beyond the corner at the page's head: only a label or a way out counts."""
    dim: bool = False
    """No brighter than the scrim of what may be a card lets through: only a skip counts."""


_EDGE = 26
"""Least local grey range of a letter's edge."""
_SIDE, FAINT_SIDE = 8, 3
"""Least grey step of a button's outline over two pixels; of a faint pill's."""


def find_boxes(grey: Bytes, dp: float, edge: int = _EDGE) -> list[BoxPx]:
    """Boxes of text-like runs, 6 … 26 dp high, whose letters' edges are so steep.

    ``dp``: pixels of the grey picture per dp.
    """
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    _, mask = cv2.threshold(edges, edge, 255, cv2.THRESH_BINARY)
    reach = max(3, round(7 * dp))
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((2, 4), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    low, high = 5.5 * dp, 30 * dp
    found = []
    for x, y, w, h, area in stats[1:count].tolist():
        if low <= h <= high and w >= 0.8 * h and w <= 300 * dp and area >= 0.4 * w * h:
            found.append(BoxPx(x, y, w, h))
    return _merged(found)


def _merged(boxes: list[BoxPx]) -> list[BoxPx]:
    """Words of one row with a letter's width between them become one run."""
    runs: list[BoxPx] = []
    for box in sorted(boxes, key=lambda b: b.x):
        for i, run in enumerate(runs):
            high = min(box.height, run.height)
            overlap = min(box.bottom, run.bottom) - max(box.y, run.y)
            alike = max(box.height, run.height) < 1.7 * high
            if alike and overlap > 0.6 * high and -high < box.x - run.right < 0.9 * high:
                runs[i] = run.union(box)
                break
        else:
            runs.append(box)
    return runs


def button_around(view: View, box: BoxPx, step: int = _SIDE, most: float = 4.0) -> BoxPx | None:
    """The drawn outline around a text box, both in work pixels, or None.

    A side counts where most of the rows (columns) that the text spans meet an edge of ``step``
    grey levels at the same distance; near the screen's edge that edge counts too. One of left
    and right must be drawn, and one of top and bottom: a single one at most ``most`` times the
    text's height away.
    """
    grey = view.work
    height, width = grey.shape
    reach_x, reach_y = round(200 * view.dp), round(26 * view.dp)
    x0, x1 = max(1, box.x - reach_x), min(width - 1, box.right + reach_x)
    y0, y1 = max(1, box.y - reach_y), min(height - 1, box.bottom + reach_y)
    rows = grey[box.y : box.bottom, x0 - 1 : x1 + 1]
    columns = grey[y0 - 1 : y1 + 1, box.x : box.right]
    if rows.shape[1] < 4 or columns.shape[0] < 4:
        return None
    across = summed(cv2.absdiff(rows[:, 2:], rows[:, :-2]) > step, 0) / len(rows)
    along = summed(cv2.absdiff(columns[2:], columns[:-2]) > step, 1) / columns.shape[1]
    skip = max(2, round(0.3 * box.height))
    left = _outward(across[: max(0, box.x - x0)][::-1], skip)
    right = _outward(across[box.right - x0 :], skip)
    top = _outward(along[: max(0, box.y - y0)][::-1], 1)
    bottom = _outward(along[box.bottom - y0 :], 1)
    edge = reach_x // 2 if step >= _SIDE else 0
    if left is None and right is not None and box.x < edge:
        left = box.x
    if right is None and left is not None and width - box.right < edge:
        right = width - box.right
    if left is None or right is None or max(left, right) > 3 * min(left, right) + 12 * view.dp:
        return None
    up = top if top is not None else bottom
    down = bottom if bottom is not None else top
    if (top is None or bottom is None) and up is not None and up > most * box.height:
        return None
    if up is None or down is None or max(up, down) > 3 * min(up, down) + 8 * view.dp:
        return None
    found = BoxPx.from_edges(box.x - left, box.y - up, box.right + right, box.bottom + down)
    return found.intersection(BoxPx(0, 0, width, height))


def _outward(support: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", skip: int) -> int | None:
    """Distance of the outer flank of the first edge met beyond ``skip``, or None."""
    hits = [hit for hit in np.flatnonzero(support >= 0.7).tolist() if hit >= skip]
    if not hits:
        return None
    end = hits[0]
    for index in hits[1:]:
        if index - end > 2:
            break
        end = index
    return int(end) + 1


def outline_of(view: View, box: BoxPx) -> BoxPx | None:
    """The button around words: their fill, or the edges around them; both in work pixels."""
    fill = fill_around(view, box)
    if fill.button_px is not None:
        return fill.button_px
    button = button_around(view, box)
    gaps = button is not None and any(button.contains(place) for place in fill.open_px)
    return None if gaps else button


def _stacked(box: BoxPx, others: Sequence[BoxPx]) -> BoxPx | None:
    """A run and the one right above or below it as one block, if there is such a one."""
    for other in others:
        upper, lower = (box, other) if box.y < other.y else (other, box)
        low, high = sorted((box.height, other.height))
        gap = lower.y - upper.bottom
        shared = min(box.right, other.right) - max(box.x, other.x)
        beneath = other is not box and -0.3 * low < gap < 1.4 * high and high < 2.2 * low
        if beneath and shared > 0.7 * min(box.width, other.width):
            return box.union(other)
    return None


def _button_of(view: View, box: BoxPx, others: Sequence[BoxPx]) -> BoxPx | None:
    """The outline around a run, with the line above or below it where both stand in one pill."""
    button = outline_of(view, box)
    block = _stacked(box, others) if button is not None else None
    whole = outline_of(view, block) if block is not None else None
    if button is None or whole is None or whole.height > 100 * view.dp:
        return button
    sides = max(abs(whole.x - button.x), abs(whole.right - button.right))
    return whole if sides < 5 * view.dp else button


def find_buttons(view: View, most: int, bottom_px: int = 0, card: Card | None = None) -> list[Line]:
    """Up to ``most`` runs that look like the words of a button, best first.

    None in the lowest ``bottom_px`` (the navigation bar). Where a ``card`` lies on the page,
    words that can be under its scrim go last, and few of them.
    """
    height = view.work.shape[0]
    floor = height - bottom_px * view.scale
    runs = find_boxes(view.work, view.dp)
    boxes = [b for b in runs if b.center.y < floor and b.width > 1.1 * b.height]
    dimmed = {b for b in boxes if under_scrim(view, card, to_frame(view, b))}
    boxes.sort(key=lambda b: -_rank(view, b, None) - _UNDER_SCRIM * (b in dimmed))
    found: list[Line] = []
    under: list[Line] = []
    for box in boxes[: 3 * most]:
        button = _button_of(view, box, boxes)
        rank = _rank(view, box, button) + _UNDER_SCRIM * (box in dimmed)
        if rank > 0.5:
            outline = to_frame(view, button) if button else None
            line = Line(to_frame(view, box.inflated(1)), outline, rank)
            (under if box in dimmed else found).append(line)
    found.sort(key=lambda line: -line.rank)
    under.sort(key=lambda line: -line.rank)
    return [*found, *under[:_MOST_UNDER_SCRIM]][:most]


_MOST_UNDER_SCRIM = 2


def with_outlines(lines: Sequence[Line], buttons: Sequence[Line]) -> list[Line]:
    """Lines that the finder saw, each with the outline of the button that its words stand in."""
    outlined = [b for b in buttons if b.button_px is not None]
    return [
        dataclasses.replace(line, button_px=_outline_of(line.box_px, outlined)) for line in lines
    ]


def _outline_of(box: BoxPx, buttons: Sequence[Line]) -> BoxPx | None:
    same = (b for b in buttons if box.contains(b.box_px.center) or b.box_px.contains(box.center))
    return next((b.button_px for b in same), None)


def whole_words(line: Line) -> Line | None:
    """The line with what its button holds at its other side, where it stands off its middle.

    Large letters stand apart: of 开始游戏 the run may be 始游戏. None where nothing is missing.
    """
    button, box = line.button_px, line.box_px
    if button is None or line.exact or abs(button.center.x - box.center.x) < _OFF * box.height:
        return None
    left, right = (box.x - button.x, button.right - box.right)
    side = min(left, right)
    if side < _RIM * box.height:
        return None
    whole = BoxPx.from_edges(button.x + side, box.y, button.right - side, box.bottom)
    return dataclasses.replace(line, box_px=whole)


_OFF, _RIM = 0.4, 0.2
"""Of a run's height: so far is it off its button's middle, and from the nearer side at least."""


def under_scrim(view: View, card: Card | None, box: BoxPx) -> bool:
    """Whether a run (frame pixels) beside the card is no brighter than its scrim lets through."""
    if card is None or card.box_px.contains(box.center):
        return False
    k = view.scale
    rows = slice(max(0, round(box.y * k)), round(box.bottom * k))
    part = view.work[rows, max(0, round(box.x * k)) : round(box.right * k)]
    return not part.size or float(part.max()) < 255 * (1 - card.dim) + 24


_UNDER_SCRIM = -1.5
"""More than any place or outline is worth."""


def _rank(view: View, box: BoxPx, button: BoxPx | None) -> float:
    """Worth of reading: outlined, centred, low, of a button's letter size."""
    height, width = view.work.shape
    cx, cy = box.center.x / width, box.center.y / height
    rank: float = 0.6 * (abs(cx - 0.5) < 0.05) + 0.5 * cy
    rank += 0.3 * (9 <= box.height / view.dp <= 22) - 0.5 * (box.width > 190 * view.dp)
    if button is not None:
        wide, high = button.width / view.dp, button.height / view.dp
        rank += 0.8 * (wide >= 44 and 20 <= high <= 72)
        rank += 0.4 * (abs(button.center.x / width - 0.5) < 0.05)
    return rank


def to_frame(view: View, box: BoxPx) -> BoxPx:
    """Work pixels to frame pixels."""
    k = 1 / view.scale
    return BoxPx.from_edges(
        round(box.x * k), round(box.y * k), round(box.right * k), round(box.bottom * k)
    )
