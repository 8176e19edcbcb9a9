"""Where lines of text may stand, and the pill or button drawn around one."""

import dataclasses

import cv2
import numpy as np

from detectors.pixels import View
from harness.domain.geometry import BoxPx


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A run of text-like marks; boxes in frame pixels."""

    box_px: BoxPx
    button_px: BoxPx | None
    """The pill, disc or button around it, where one is drawn."""
    rank: float
    """How much it is worth reading, greater first."""


_EDGE = 26
"""Least local grey range of a letter's edge."""


def find_boxes(view: View) -> list[BoxPx]:
    """Boxes (work pixels) of text-like runs, 6 … 26 dp high."""
    grey = view.work
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    _, mask = cv2.threshold(edges, _EDGE, 255, cv2.THRESH_BINARY)
    reach = max(3, round(7 * view.dp))
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((3, 5), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    low, high = 5.5 * view.dp, 30 * view.dp
    found = []
    for x, y, w, h, area in stats[1:count].tolist():
        if low <= h <= high and w >= 0.8 * h and w <= 300 * view.dp and area >= 0.4 * w * h:
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


def button_around(view: View, box: BoxPx) -> BoxPx | None:
    """The drawn outline around a text box, both in work pixels, or None.

    A side counts where most of the rows (columns) that the text spans meet an edge at the
    same distance. Left and right and one of top and bottom must be there.
    """
    grey = view.work
    height, width = grey.shape
    reach_x, reach_y = round(150 * view.dp), round(26 * view.dp)
    x0, x1 = max(1, box.x - reach_x), min(width - 1, box.right + reach_x)
    y0, y1 = max(1, box.y - reach_y), min(height - 1, box.bottom + reach_y)
    rows = grey[box.y : box.bottom, x0 - 1 : x1 + 1].astype(np.int16)
    columns = grey[y0 - 1 : y1 + 1, box.x : box.right].astype(np.int16)
    if rows.shape[1] < 4 or columns.shape[0] < 4:
        return None
    across = (np.abs(rows[:, 2:] - rows[:, :-2]) > 9).mean(0)
    along = (np.abs(columns[2:, :] - columns[:-2, :]) > 9).mean(1)
    left = _outward(across[: box.x - x0][::-1])
    right = _outward(across[box.right - x0 :])
    top = _outward(along[: box.y - y0][::-1])
    bottom = _outward(along[box.bottom - y0 :])
    if left is None or right is None or (top is None and bottom is None):
        return None
    up = top if top is not None else bottom
    down = bottom if bottom is not None else top
    if up is None or down is None or max(left, right) > 4 * min(left, right) + 40 * view.dp:
        return None
    return BoxPx.from_edges(box.x - left, box.y - up, box.right + right, box.bottom + down)


def _outward(support: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> int | None:
    """Distance of the outer flank of the first edge met, or None."""
    hits = np.flatnonzero(support >= 0.7)
    if not len(hits):
        return None
    end = int(hits[0])
    for index in hits[1:]:
        if index - end > 2:
            break
        end = int(index)
    return end + 1


def _rank(view: View, box: BoxPx, button: BoxPx | None) -> float:
    """Corners first, then buttons in the lower half, then everything else."""
    height, width = view.work.shape
    cx, cy = box.center.x / width, box.center.y / height
    wide_dp, high_dp = box.width / view.dp, box.height / view.dp
    rank = 0.0
    edge_x = min(cx, 1 - cx)
    if wide_dp <= 110 and (cy < 0.16 or cy > 0.84) and edge_x < 0.3:
        rank += 2.0 if cy < 0.16 and cx > 0.5 else 1.3
        if cy * height / view.dp < 22:
            rank -= 1.2  # the status bar's rows
    elif button is not None and cy > 0.35:
        rank += 1.5
    elif abs(cx - 0.5) < 0.06 and cy > 0.45:
        rank += 0.7
    if button is not None:
        rank += 0.5
    if 8 <= high_dp <= 20:
        rank += 0.3
    return rank


def find_lines(view: View, most: int, bottom_px: int = 0) -> list[Line]:
    """Up to ``most`` runs worth reading, best first; none in the lowest ``bottom_px``."""
    height, width = view.work.shape
    floor = height - bottom_px * view.scale
    boxes = [b for b in find_boxes(view) if b.center.y < floor]
    first = sorted(boxes, key=lambda b: -_rank(view, b, None))[: 4 * most]
    found = []
    for box in first:
        button = button_around(view, box)
        rank = _rank(view, box, button)
        if rank <= 0.6:
            continue
        found.append(
            Line(
                _to_frame(view, box.inflated(1)),
                _to_frame(view, button) if button else None,
                rank - 0.001 * (box.y / height) - 0.0001 * (box.x / width),
            )
        )
    found.sort(key=lambda line: -line.rank)
    return found[:most]


def _to_frame(view: View, box: BoxPx) -> BoxPx:
    k = 1 / view.scale
    return BoxPx.from_edges(
        round(box.x * k), round(box.y * k), round(box.right * k), round(box.bottom * k)
    )
