"""Small pictures that float at the right side of a page, an X over their corner."""

import dataclasses

import numpy as np
import numpy.typing as npt

from detectors.closes import alike, in_work, is_repeated, looked_at
from detectors.crosses import Cross, find_crosses
from detectors.evidence import SURE_CLOSE, DrawnClose
from detectors.hidden_crosses import find_tiny_crosses
from detectors.layout import Layout
from detectors.lines import to_frame
from detectors.pixels import Bytes, View, rgb_of, scaled
from harness.domain.geometry import BoxPx, PointPx, SizePx

Points = npt.NDArray[np.float64]
"""Rows of x, y and side: squares in work pixels."""

_SIDE, _FIRST, _LAST = 0.32, 0.22, 0.95
"""Shares of the width and of the height where such a picture's X stands."""
_MOST, _MOST_CLOSES = 24, 3
_SIZES_DP = np.arange(42, 112, 3)
_INSIDE_DP, _BELOW_DP = np.arange(-5, 13, 3), np.arange(-8, 8, 3)
"""How far the X lies within the picture's right side, and below its upper edge: it hangs there.

An X inside the picture takes a photograph out of what is to be sent."""
_GAP_DP = 24
"""From the side of the screen at most."""
_STEP, _ROUND, _AS_GOOD = 16, 0.95, 0.02
"""Levels by which a picture differs from the page beside it; least share of its outline, and by
how much less of it a larger one may have."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Known:
    """One that was found: its X and its own place in frame pixels, and what it shows."""

    close_px: BoxPx
    ball_px: BoxPx
    looks: Bytes


class Balls:
    """Finds one, and remembers it for frames that are looked at in a hurry."""

    def __init__(self) -> None:
        self._known: dict[SizePx, _Known] = {}

    def close(self, view: View, layout: Layout, *, anew: bool) -> tuple[DrawnClose, BoxPx] | None:
        """The X of a small picture that floats at the side, and the picture in frame pixels.

        Args:
            view: the frame.
            layout: its survey.
            anew: look along the whole side; else only for the last one, where it stood.
        """
        size = SizePx(view.width, view.height)
        if not anew:
            known = self._known.get(size)
            return _again(view, layout, known) if known is not None else None
        zones = _right_side(view)
        crosses = find_tiny_crosses(view, zones, _MOST)
        crosses += find_crosses(view, _MOST, zones, rare=False)
        found = _floating(view, layout, crosses)
        if found is not None:
            close, ball = found
            self._known[size] = _Known(close.mark.box_px, ball, _looks(view, ball))
        return found


def _again(view: View, layout: Layout, known: _Known) -> tuple[DrawnClose, BoxPx] | None:
    """The same picture with its X in the same place, or None."""
    if np.abs(_looks(view, known.ball_px).astype(int) - known.looks).mean() > _SAME_LOOKS:
        return None
    work = SizePx(view.work.shape[1], view.work.shape[0])
    zone = in_work(view, known.close_px.inflated(known.close_px.width)).clipped_to(work)
    for close in looked_at(view, layout, find_tiny_crosses(view, [zone])):
        if close.quality >= SURE_CLOSE and close.mark.box_px.iou(known.close_px) > _SAME_PLACE:
            return DrawnClose(close.mark, close.quality, "ball"), known.ball_px
    return None


_SAME_LOOKS, _SAME_PLACE = 12, 0.3
"""Levels by which a picture that stands differs on average, and least overlap of its X."""


def _looks(view: View, ball: BoxPx) -> Bytes:
    """Its colours, eight by eight."""
    k = view.scale / 2
    size = SizePx(view.half.shape[1], view.half.shape[0])
    edges = (ball.x, ball.y, ball.right, ball.bottom)
    part = BoxPx.from_edges(*(round(edge * k) for edge in edges)).clipped_to(size)
    crop = view.half[part.y : part.bottom, part.x : part.right]
    return scaled(crop, (8, 8)) if crop.size else np.zeros((8, 8, 3), np.uint8)


def _right_side(view: View) -> list[BoxPx]:
    height, width = view.work.shape
    side, top = round(_SIDE * width), round(_FIRST * height)
    high = round(_LAST * height) - top
    return [BoxPx(width - side, top, side, high)]


def _floating(view: View, layout: Layout, crosses: list[Cross]) -> tuple[DrawnClose, BoxPx] | None:
    """The one clear X of them that lies over the corner of a picture, and is not repeated."""
    closes: list[DrawnClose] = []
    for close in looked_at(view, layout, crosses):
        same = any(close.mark.glyph_px.iou(c.mark.glyph_px) > 0 for c in closes)
        if close.quality >= SURE_CLOSE and not same:
            closes.append(close)
    lone = [c for c in closes if sum(alike(c.mark, other.mark) for other in closes) == 1]
    if len(lone) > _MOST_CLOSES:
        return None
    balls = [(c, ball) for c in lone if (ball := ball_at(view, c)) is not None]
    if len(balls) != 1 or is_repeated(view, layout, balls[0][0].mark):
        return None
    close, ball = balls[0]
    return DrawnClose(close.mark, close.quality, "ball"), ball


def ball_at(view: View, close: DrawnClose) -> BoxPx | None:
    """The disc or square at whose upper corner an X lies, in frame pixels, or None.

    Nearly all along its outline the page beside it is of another colour.
    """
    picture = rgb_of(view.colour)
    mark = in_work(view, close.mark.box_px)
    hidden = 0.75 * max(mark.width, mark.height) + 2
    coarse = _squares(view, mark.center)
    best, share = None, 0.0
    if not len(coarse):
        return None
    for disc in (True, False):
        squares = coarse
        for reach in (4, 2):
            shares = _outlined(picture, squares, reach, (mark.center, hidden), disc=disc)
            # a picture has edges of its own inside; around it is the page
            first = int(np.where(shares >= shares.max() - _AS_GOOD, squares[:, 2], 0).argmax())
            if reach == 2 and shares[first] > share:
                best, share = squares[first], float(shares[first])
            squares = _near(squares[first])
    if best is None or share < _ROUND or _is_of_a_grid(picture, view.dp, best):
        return None
    x, y, side = best.tolist()
    if _plain_share(picture, x, y, side) > _PLAIN:
        return None
    return to_frame(view, BoxPx(round(x), round(y), round(side), round(side)))


def _plain_share(picture: Bytes, x: float, y: float, side: float) -> float:
    """Share of the commonest of 64 colours inside: a button has one ground, and a sign on it."""
    rim = 0.18 * side
    rows, columns = (slice(round(a + rim), round(a + side - rim)) for a in (y, x))
    coarse = (picture[rows, columns].astype(int) >> 6) @ np.array([16, 4, 1])
    counts = np.bincount(coarse.ravel(), minlength=1)
    return int(counts.max()) / max(1, int(coarse.size))


_PLAIN = 0.8


def _is_of_a_grid(picture: Bytes, dp: float, square: Points) -> bool:
    """Whether a picture of the same size stands right beside it: one of several photographs."""
    gaps = np.arange(2 * dp, 12 * dp, 1.0)
    beside = np.repeat(square[None], len(gaps), axis=0)
    beside[:, 0] -= square[2] + gaps
    nowhere = (PointPx(0, 0), 0.0)
    shares = _outlined(picture, beside, 2, nowhere, disc=False)
    return bool(shares.max() >= _ROUND)


def _squares(view: View, middle: PointPx) -> Points:
    """The squares near the right side of the screen with their upper right corner near a point."""
    height, width = view.work.shape
    grid = np.meshgrid(_SIZES_DP, _INSIDE_DP, _BELOW_DP, indexing="ij")
    side, inside, below = (g.ravel() * view.dp for g in grid)
    left, top = middle.x + inside - side, middle.y - below
    gap = width - left - side
    kept = (gap >= -2) & (gap <= _GAP_DP * view.dp) & (top + side <= height)
    return np.asarray(np.stack([left, top, side], axis=1)[kept], np.float64)


def _near(square: Points) -> Points:
    """Squares that differ by up to four pixels in place and size."""
    moved = np.arange(-4, 5, 1.0)
    grid = np.meshgrid(moved, moved, np.arange(-4, 5, 2.0), indexing="ij")
    return np.asarray(square + np.stack([g.ravel() for g in grid], axis=1), np.float64)


_ALONG = 16
"""Points on each quarter of an outline."""


def _outline(*, disc: bool) -> tuple[Points, Points]:
    """Points on the outline of the unit square or its disc, and what leads outwards there."""
    if disc:
        angle = np.arange(4 * _ALONG) * (np.pi / (2 * _ALONG))
        out = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return 0.5 + out / 2, out
    # a square's corners are round
    along = 0.16 + 0.68 * (np.arange(_ALONG) + 0.5) / _ALONG
    one, no = np.ones(_ALONG), np.zeros(_ALONG)
    at = [(along, no), (along, one), (no, along), (one, along)]
    out_by = [(no, -one), (no, one), (-one, no), (one, no)]
    points, ways = (np.concatenate([np.stack(p, axis=1) for p in q]) for q in (at, out_by))
    return points, ways


def _outlined(
    picture: Bytes,
    squares: Points,
    reach: int,
    hidden: tuple[PointPx, float],
    *,
    disc: bool,
) -> Points:
    """Share of each outline, 0 … 1, at which what is ``reach`` pixels in and out differs.

    What lies under the X, within so far of its middle, is left out.
    """
    points, ways = _outline(disc=disc)
    at = squares[:, None, :2] + points[None] * squares[:, None, 2:]
    inner, outer = (_sampled(picture, at + sign * reach * ways) for sign in (-1, 1))
    differs = np.abs(inner - outer).max(axis=2) > _STEP
    middle, near = hidden
    seen = np.hypot(at[..., 0] - middle.x, at[..., 1] - middle.y) > near
    share = (differs & seen).sum(axis=1) / np.maximum(seen.sum(axis=1), 2 * _ALONG)
    return np.asarray(share, np.float64)


def _sampled(picture: Bytes, at: Points) -> npt.NDArray[np.int16]:
    """The colours at points, those beyond the picture's edge as at it."""
    high, wide = picture.shape[:2]
    columns = np.clip(np.rint(at[..., 0]).astype(np.int32), 0, wide - 1)
    rows = np.clip(np.rint(at[..., 1]).astype(np.int32), 0, high - 1)
    return picture[rows, columns].astype(np.int16)
