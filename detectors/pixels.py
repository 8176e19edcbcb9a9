"""The picture in the forms that the detectors look at: grey at work scale, grey in full."""

import dataclasses
import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

WORK_PX_PER_DP = 1.3125
"""Work scale: a 411 dp wide screen is 540 px wide there."""
USUAL_WIDTH_DP = 411.4
"""Width of most phones; used when the density is not known."""
MIN_SIDE_PX = 24
LEVELS = 3
"""Grey pictures of a view, each half as large as the one before."""
_MAX_WORK_AREA = 1_600_000


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """One frame, prepared once.

    ``scale`` is work pixels per frame pixel; ``dp`` is work pixels per dp.
    """

    rgb: Bytes
    """H x W x 3 or H x W x 4, as received."""
    colour: Bytes
    """RGB or RGBA at work scale."""
    work: Bytes
    """Grey at work scale."""
    half: Bytes
    """RGB at half work scale: what is smaller is made from this."""
    levels: tuple[Bytes, ...]
    """Grey at work scale, at half and at a quarter of it."""
    scale: float
    dp: float
    density: int
    """Given, or guessed from the width."""
    density_known: bool

    @property
    def width(self) -> int:
        """Frame pixels."""
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        """Frame pixels."""
        return int(self.rgb.shape[0])


def grey_of(rgb: Bytes) -> Bytes:
    """Luma of an RGB or RGBA picture, same size."""
    code = cv2.COLOR_RGBA2GRAY if rgb.shape[2] == 4 else cv2.COLOR_RGB2GRAY
    return np.asarray(cv2.cvtColor(rgb, code), np.uint8)


def rgb_of(picture: Bytes) -> Bytes:
    """The RGB of an RGB or RGBA picture, its pixels side by side.

    OpenCV takes the fourth channel out thirty times as fast as numpy copies the other three.
    """
    if picture.shape[2] == 4 and picture.size:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGBA2RGB), np.uint8)
    return np.ascontiguousarray(picture[:, :, :3])


def halved(picture: Bytes) -> Bytes:
    """Each pixel the mean of four; an odd last row or column is left out."""
    high, wide = picture.shape[0] // 2, picture.shape[1] // 2
    even = picture[: 2 * high, : 2 * wide]
    return np.asarray(cv2.resize(even, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)


def scaled(picture: Bytes, size: tuple[int, int]) -> Bytes:
    """The picture at (width, height): halved while it stays larger, then linear.

    OpenCV 5 averages areas quickly only by whole halves: 720 to 540 pixels of a phone's width
    takes it 14 ms, this way 3.
    """
    while picture.shape[1] >= 2 * size[0] and picture.shape[0] >= 2 * size[1]:
        picture = halved(picture)
    if picture.shape[1::-1] == size:
        return picture
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def prepare(rgb: Bytes, density: int | None) -> View:
    """Scale to work size. ``density`` in dpi, or None to guess it from the shorter side."""
    height, width = rgb.shape[:2]
    known = density is not None and density > 0
    dpi = density if known and density else round(min(width, height) / USUAL_WIDTH_DP * 160)
    dpi = max(dpi, 20)
    scale = WORK_PX_PER_DP * 160 / dpi
    scale = min(scale, 3.0, (_MAX_WORK_AREA / (width * height)) ** 0.5)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = scaled(rgb, size)
    half = rgb_of(halved(small) if min(size) > 1 else small)
    levels = [grey_of(small)]
    while len(levels) < LEVELS and min(levels[-1].shape) > 1:
        levels.append(halved(levels[-1]))
    dp = scale * dpi / 160
    return View(rgb, small, levels[0], half, tuple(levels), scale, dp, dpi, known)


def crop_rgb(view: View, x0: int, y0: int, x1: int, y1: int) -> Bytes:
    """The part of the frame inside these edges (frame pixels), three channels, never empty."""
    return rgb_of(crop_of(view, x0, y0, x1, y1))


def crop_of(view: View, x0: int, y0: int, x1: int, y1: int) -> Bytes:
    """As ``crop_rgb``, in the frame's own channels and memory."""
    x0, y0 = min(max(0, x0), view.width - 1), min(max(0, y0), view.height - 1)
    x1, y1 = max(x0 + 1, min(x1, view.width)), max(y0 + 1, min(y1, view.height))
    return view.rgb[y0:y1, x0:x1]


def padded_grey(view: View, cx: float, cy: float, half: float, side: int) -> Bytes:
    """Square of ``2 * half`` frame pixels around a point as ``side`` x ``side`` grey.

    What lies beyond the frame repeats its border. Where the square is coarser than work scale,
    it is made from that.
    """
    if 2 * half / side * view.scale >= 1 > view.scale:
        k = view.scale
        return _square(view.work, cx * k, cy * k, half * k, side)
    return _square(view.rgb, cx, cy, half, side)


def _square(picture: Bytes, cx: float, cy: float, half: float, side: int) -> Bytes:
    """As ``padded_grey``, in pixels of a grey, RGB or RGBA picture."""
    height, width = picture.shape[:2]
    x0, y0 = math.floor(cx - half), math.floor(cy - half)
    x1, y1 = math.ceil(cx + half) + 1, math.ceil(cy + half) + 1
    left, top = min(max(0, x0), width - 1), min(max(0, y0), height - 1)
    grey = picture[top : max(top + 1, y1), left : max(left + 1, x1)]
    if grey.ndim == 3:
        grey = grey_of(grey)
    pads = (max(0, -y0), max(0, y1 - height), max(0, -x0), max(0, x1 - width))
    if any(pads):
        grey = np.asarray(cv2.copyMakeBorder(grey, *pads, cv2.BORDER_REPLICATE), np.uint8)
    k, dx, dy = 2 * half / side, cx - half - x0, cy - half - y0
    if k > _COARSE:
        dx, dy = dx + (k - 1) / 2, dy + (k - 1) / 2
    while k > _COARSE and min(grey.shape) > 1:
        grey = halved(grey)
        k, dx, dy = k / 2, (dx - 0.5) / 2, (dy - 0.5) / 2
    matrix = np.array([[k, 0, dx], [0, k, dy]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(grey, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


_COARSE = 1.5
"""Pixels for one from which a linear mean of two would leave some out."""


def counted(picture: Bytes, channel: int = 0) -> Any:
    """How many of each of the 256 values a channel has, int64."""
    if not picture.size:
        return np.zeros(256, np.int64)
    return cv2.calcHist([picture], [channel], None, [256], [0, 256]).ravel().astype(np.int64)


def summed(mask: Any, axis: int) -> Any:
    """As ``mask.sum(axis)`` of a matrix of truths or bytes, int32, in a quarter of the time."""
    sums = cv2.reduce(mask.view(np.uint8), axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S)
    return sums.ravel()


def largest_part(mask: Bytes) -> tuple[tuple[int, int, int, int], int]:
    """x, y, width, height and area of the largest connected region; all 0 where there is none.

    OpenCV's statistics of all regions take 0.2 ms more.
    """
    count, labels = cv2.connectedComponents(mask, connectivity=4, ltype=cv2.CV_16U)
    if count > 2:
        areas = np.bincount(labels.ravel())
        mask = np.asarray(labels == 1 + int(areas[1:].argmax()), np.uint8)
    x, y, w, h = cv2.boundingRect(mask)
    return (x, y, w, h), cv2.countNonZero(mask)


def quantile_of(counts: Any, share: float) -> float:
    """As ``np.quantile`` of values of which there are so many each."""
    upto = counts.cumsum()
    place = share * (int(upto[-1]) - 1)
    low, high = upto.searchsorted((int(place), math.ceil(place)), side="right").tolist()
    return float(low + (high - low) * (place - int(place)))


def quantile(values: Bytes, share: float) -> float:
    """As ``np.quantile``; one of bytes is counted, not sorted, which is ten times as fast."""
    return quantile_of(counted(values), share)


_LUMA = np.array([[299, 587, 114]], np.float32)


def luma_of(pixels: Bytes) -> Floats:
    """A thousand times the luma of each of N x 3 RGB pixels; whole numbers, so exact."""
    return np.asarray(cv2.transform(pixels[None].astype(np.float32), _LUMA)[0], np.float32)


def colour_at(pixels: Bytes, *shares: float) -> list[Bytes]:
    """For each share the colour of those quantiles of N x 3 RGB pixels, rounded."""
    planes = [counted(pixels[None], channel) for channel in range(3)]
    return [
        np.asarray(np.rint([quantile_of(plane, share) for plane in planes]), np.uint8)
        for share in shares
    ]


def ink_and_ground(pixels: Bytes, share: float, *, light: bool) -> tuple[Bytes, Bytes]:
    """Of RGB pixels (N x 3) those of the extreme ``share`` by grey, and of the opposite third.

    Anti-aliased edges fall in neither. All pixels as grey as the last of them belong there too,
    so that no order of a sort decides, which differs between machines.
    """
    grey = luma_of(pixels)
    if light:
        grey = -grey
    few, many = max(1, int(share * len(pixels))), max(1, len(pixels) // 3)
    ordered = np.sort(grey)  # numpy sorts all of them faster than it parts them
    return pixels.compress(grey <= ordered[few - 1], 0), pixels.compress(grey >= ordered[-many], 0)
