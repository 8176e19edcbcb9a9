"""The frame as a whole: system bars, scrim and card, how much of it is picture."""

import dataclasses

import cv2
import numpy as np

from detectors.pixels import Bytes, View
from harness.domain.geometry import BoxPx

_THUMB_WIDTH = 135


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A bright card on a dimmed page. ``dim`` is the scrim 0 … 1, ``fit`` 0 … 1."""

    box_px: BoxPx
    dim: float
    fit: float


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """What the frame is made of. Heights in frame pixels."""

    black: bool
    status_bar_px: int
    """0 where no status bar shows."""
    navigation_bar_px: int
    picture: float
    """Share of the frame that is picture rather than flat ground and text, 0 … 1."""
    card: Card | None


def survey(view: View) -> Layout:
    """Measure the frame."""
    grey = view.work
    height, width = grey.shape
    size = (_THUMB_WIDTH, max(8, round(height * _THUMB_WIDTH / width)))
    thumb = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    black = bool(grey.max() < 12 or (np.percentile(thumb, 99.5) < 10))
    top = _status_bar(view)
    bottom = _navigation_bar(view)
    return Layout(
        black,
        round(top / view.scale),
        round(bottom / view.scale),
        _picture_share(thumb),
        _card(view, thumb, top, bottom),
    )


def _status_bar(view: View) -> int:
    """Height (work pixels) of a status bar: small marks at both ends, nothing between rows."""
    grey = view.work
    height, width = grey.shape
    for bar_dp in (24, 30, 36, 42):
        rows = round(bar_dp * view.dp)
        if rows + 4 >= height // 4:
            return 0
        band = grey[2:rows, :]
        edges = cv2.morphologyEx(band, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > 40
        edge_rows = edges.mean(1)
        left = edges[:, : width // 3].mean()
        right = edges[:, 2 * width // 3 :].mean()
        middle = edges[:, 2 * width // 5 : 3 * width // 5].mean()
        quiet_end = edge_rows[-3:].max() < 0.01
        quiet_start = edge_rows[:2].max() < 0.01
        ends = left > 0.008 and right > 0.015 and max(left, right) < 0.3
        if ends and quiet_end and quiet_start and middle < 0.06:
            return rows
    return 0


def _navigation_bar(view: View) -> int:
    """Height (work pixels) of a navigation bar: a flat band with few marks at the bottom."""
    grey = view.work
    height = grey.shape[0]
    for bar_dp in (48, 24, 16):
        rows = round(bar_dp * view.dp)
        if rows >= height // 6:
            continue
        band = grey[height - rows :, :]
        ground = np.median(band)
        flat = (np.abs(band.astype(np.int16) - int(ground)) < 10).mean()
        seam = np.abs(grey[height - rows - 2, :].astype(np.int16) - int(ground)).mean()
        if flat > 0.9 and (seam > 12 or bar_dp == 16):
            return rows
    return 0


def _picture_share(thumb: Bytes) -> float:
    """Share of 5x5 cells with much grey variety and no flat ground."""
    height, width = thumb.shape
    rows, columns = height // 5, width // 5
    cells = thumb[: rows * 5, : columns * 5].reshape(rows, 5, columns, 5).swapaxes(1, 2)
    cells = cells.reshape(rows, columns, 25).astype(np.float32)
    steps = np.abs(np.diff(np.sort(cells, axis=2), axis=2)) > 0
    variety = steps.mean(2)
    return float((variety > 0.42).mean())


def _card(view: View, thumb: Bytes, top: int, bottom: int) -> Card | None:
    """The largest bright, compact, centred region of a frame whose margins are dim."""
    height, width = thumb.shape
    k = width / view.work.shape[1]
    y0 = max(round(top * k), round(0.03 * height))
    y1 = min(height - round(bottom * k), round(0.97 * height))
    strip = max(2, round(0.03 * width))
    margin = np.concatenate([thumb[y0:y1, :strip].ravel(), thumb[y0:y1, -strip:].ravel()])
    if not margin.size:
        return None
    cap = float(np.percentile(margin, 97))
    if cap > 185:
        return None
    bright = (thumb > cap + max(14.0, 0.12 * cap)).astype(np.uint8)
    bright[:y0], bright[y1:] = 0, 0
    closed = np.asarray(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    if count < 2:
        return None
    x, y, w, h, area = (int(v) for v in stats[1 + int(stats[1:, 4].argmax())])
    if not (0.4 * width <= w <= 0.97 * width and h >= 0.1 * height):
        return None
    if abs((x + w / 2) / width - 0.5) > 0.08 or x < 2 or x + w > width - 2:
        return None
    filled = area / (w * h)
    outside = bright.copy()
    outside[y : y + h, x : x + w] = 0
    stray = float(outside[y0:y1].mean())
    fit = min(1.0, filled / 0.85) * max(0.0, 1 - stray / 0.06)
    if fit < 0.35:
        return None
    f = 1 / (k * view.scale)
    box = BoxPx.from_edges(round(x * f), round(y * f), round((x + w) * f), round((y + h) * f))
    return Card(box, round(1 - cap / 255, 3), fit)
