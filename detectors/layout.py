"""The frame as a whole: system bars, scrim and card, how much of it is picture."""

import dataclasses

import cv2
import numpy as np

from detectors.cards import Card, find_card
from detectors.pixels import Bytes, View, grey_of, quantile, scaled

_THUMB_WIDTH = 108


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
    colour = scaled(view.half, size)
    thumb = grey_of(colour)
    black = bool(grey.max() < 12 or (quantile(thumb, 0.995) < 10))
    top = _status_bar(view)
    bottom = _navigation_bar(view)
    return Layout(
        black,
        round(top / view.scale),
        round(bottom / view.scale),
        _picture_share(thumb),
        find_card(colour, view.work.shape[0], top, bottom, 1 / view.scale),
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
        ground = int(quantile(band, 0.5))
        flat = np.count_nonzero(_differing(band, ground) < 10) / band.size
        seam = _differing(grey[height - rows - 2], ground).mean()
        if flat > 0.9 and (seam > 12 or bar_dp == 16):
            return rows
    return 0


def _differing(grey: Bytes, ground: int) -> Bytes:
    return np.asarray(cv2.absdiff(grey, np.full_like(grey, ground)), np.uint8)


def _picture_share(thumb: Bytes) -> float:
    """Share of 5x5 cells with much grey variety and no flat ground."""
    height, width = thumb.shape
    rows, columns = height // 5, width // 5
    tiles = thumb[: rows * 5, : columns * 5].reshape(rows, 5, columns, 5).swapaxes(1, 2)
    ordered = np.sort(tiles.reshape(rows * columns, 25), axis=1)
    distinct = (ordered[:, 1:] != ordered[:, :-1]).sum(1)
    return float((distinct > 10).mean())
