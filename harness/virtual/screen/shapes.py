"""Coverage masks of rounded shapes, their outlines and shadows, and gradients."""

import dataclasses
import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from harness.virtual.scene import Box, Fill, Rgba

Floats = npt.NDArray[np.float32]


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of a shape; ``mask`` (mode L, of its size) or None where wholly covered."""

    box: Box
    mask: Image.Image | None = None


def rounded_coverage(width: int, height: int, radius_px: float, inset_px: float = 0.0) -> Floats:
    """Coverage 0 … 1 of a rounded rectangle, shape (height, width), by distance to its edge.

    The signed distance is that of a box shrunk by the radius: exact for straight edges,
    within 0.02 of the true area for arcs of more than two pixels.
    """
    xs = np.abs(np.arange(width, dtype=np.float32) + 0.5 - width / 2)
    ys = np.abs(np.arange(height, dtype=np.float32) + 0.5 - height / 2)
    half_w, half_h = width / 2 - inset_px, height / 2 - inset_px
    radius = max(0.0, min(radius_px - inset_px, half_w, half_h))
    dx = (xs - (half_w - radius))[None, :]
    dy = (ys - (half_h - radius))[:, None]
    outside = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0))
    distance = outside + np.minimum(np.maximum(dx, dy), 0) - radius
    coverage: Floats = np.clip(0.5 - distance, 0, 1).astype(np.float32)
    return coverage


def as_mask(coverage: Floats) -> Image.Image:
    """Coverage 0 … 1 as an image of mode L."""
    return Image.fromarray((coverage * 255 + 0.5).astype(np.uint8))


def filled(box: Box, radius_px: float) -> list[Piece]:
    """Pieces that cover a rounded rectangle without overlap."""
    width, height = box[2] - box[0], box[3] - box[1]
    radius = min(radius_px, width / 2, height / 2)
    if radius < 0.5:
        return [Piece(box)]
    corner = math.ceil(radius)
    if 2 * corner >= width or 2 * corner >= height:
        return [Piece(box, _whole(width, height, radius, 0.0, stroke_px=None))]
    corners = _corners(corner, radius, None)
    return _corner_pieces(box, corner, corners) + _cross(box, corner)


def outlined(box: Box, radius_px: float, stroke_px: float) -> list[Piece]:
    """Pieces that cover the outline of a rounded rectangle, drawn inside its box."""
    width, height = box[2] - box[0], box[3] - box[1]
    radius = min(radius_px, width / 2, height / 2)
    corner = math.ceil(max(radius, stroke_px)) + 1
    if 2 * corner >= width or 2 * corner >= height:
        return [Piece(box, _whole(width, height, radius, 0.0, stroke_px=stroke_px))]
    return _corner_pieces(box, corner, _corners(corner, radius, stroke_px)) + _edges(
        box, corner, stroke_px
    )


@lru_cache(maxsize=64)
def _whole(
    width: int, height: int, radius: float, inset: float, *, stroke_px: float | None
) -> Image.Image:
    coverage = rounded_coverage(width, height, radius, inset)
    if stroke_px is not None:
        coverage = coverage - rounded_coverage(width, height, radius, inset + stroke_px)
    return as_mask(np.clip(coverage, 0, 1))


@lru_cache(maxsize=96)
def _corners(corner: int, radius: float, stroke_px: float | None) -> tuple[Image.Image, ...]:
    """Masks of the corners: top left, top right, bottom left, bottom right."""
    side = corner * 2 + 2
    whole = rounded_coverage(side, side, radius)
    if stroke_px is not None:
        whole = whole - rounded_coverage(side, side, radius, stroke_px)
    top_left = as_mask(np.clip(whole[:corner, :corner], 0, 1))
    flip_x, flip_y = Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM
    bottom_left = top_left.transpose(flip_y)
    return top_left, top_left.transpose(flip_x), bottom_left, bottom_left.transpose(flip_x)


def _corner_pieces(box: Box, corner: int, masks: tuple[Image.Image, ...]) -> list[Piece]:
    left, top, right, bottom = box
    spots = (
        (left, top),
        (right - corner, top),
        (left, bottom - corner),
        (right - corner, bottom - corner),
    )
    return [
        Piece((x, y, x + corner, y + corner), mask)
        for (x, y), mask in zip(spots, masks, strict=True)
    ]


def _cross(box: Box, corner: int) -> list[Piece]:
    left, top, right, bottom = box
    return [
        Piece((left + corner, top, right - corner, top + corner)),
        Piece((left, top + corner, right, bottom - corner)),
        Piece((left + corner, bottom - corner, right - corner, bottom)),
    ]


def _edges(box: Box, corner: int, stroke_px: float) -> list[Piece]:
    left, top, right, bottom = box
    deep = math.ceil(stroke_px)
    ramp = np.clip(stroke_px - np.arange(deep, dtype=np.float32), 0, 1)
    across, down = right - left - 2 * corner, bottom - top - 2 * corner
    rows = as_mask(np.repeat(ramp[:, None], across, axis=1))
    columns = as_mask(np.repeat(ramp[None, :], down, axis=0))
    flip_x, flip_y = Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM
    return [
        Piece((left + corner, top, right - corner, top + deep), rows),
        Piece((left + corner, bottom - deep, right - corner, bottom), rows.transpose(flip_y)),
        Piece((left, top + corner, left + deep, bottom - corner), columns),
        Piece((right - deep, top + corner, right, bottom - corner), columns.transpose(flip_x)),
    ]


def shadow_reach(blur_px: float) -> int:
    """Pixels by which a shadow of that blur may stand out of its shape on any side."""
    return math.ceil(blur_px * 1.6)


@lru_cache(maxsize=12)
def shadow_mask(width: int, height: int, radius_px: float, blur_px: float) -> Image.Image:
    """Mask (mode L) of a soft shadow; it is ``shadow_reach`` larger on every side."""
    reach = shadow_reach(blur_px)
    shrink = max(1, int(blur_px // 5))
    size = (width + 2 * reach, height + 2 * reach)
    small = Image.new("L", (max(1, size[0] // shrink), max(1, size[1] // shrink)))
    near, far = reach / shrink, ((width + reach) / shrink, (height + reach) / shrink)
    radius = min(radius_px, width / 2, height / 2) / shrink
    ImageDraw.Draw(small).rounded_rectangle((near, near, far[0] - 1, far[1] - 1), radius, fill=255)
    soft = small.filter(ImageFilter.GaussianBlur(blur_px / 2 / shrink))
    return soft.resize(size, Image.Resampling.BILINEAR) if shrink > 1 else soft


def gradient(fill: Fill, box: Box, part: Box) -> Image.Image:
    """The pixels (mode RGBA) of a gradient over ``box`` that fall into ``part``."""
    angle = math.radians(fill.angle_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    width, height = max(1, box[2] - box[0]), max(1, box[3] - box[1])
    length = abs(width * cos) + abs(height * sin)
    xs = np.arange(part[0], part[2], dtype=np.float32) + 0.5 - (box[0] + width / 2)
    ys = np.arange(part[1], part[3], dtype=np.float32) + 0.5 - (box[1] + height / 2)
    table = ramp(fill.stops)
    along_x = xs * np.float32(cos / length) + np.float32(0.5)
    along_y = ys * np.float32(sin / length)
    place = np.add.outer(along_y, along_x) if abs(sin) > 1e-6 else along_x[None, :]
    index = np.clip(place * (len(table) - 1), 0, len(table) - 1).astype(np.uint16)
    pixels = np.broadcast_to(table[index], (len(ys), len(xs), 4))
    return Image.fromarray(np.ascontiguousarray(pixels))


@lru_cache(maxsize=64)
def ramp(stops: tuple[Rgba, ...]) -> npt.NDArray[np.uint8]:
    """1024 colours from the first stop to the last, shape (1024, 4)."""
    at = np.linspace(0, 1, len(stops))
    to = np.linspace(0, 1, 1024)
    channels = [np.interp(to, at, [stop[i] for stop in stops]) for i in range(4)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


@lru_cache(maxsize=64)
def veil(color: Rgba) -> list[int]:
    """What an even colour with that opacity makes of each level: 256 values a channel.

    Rounded as Pillow rounds where it pastes through a mask (``DIV255`` of its ImagingUtils.h).
    """
    alpha = color[3]
    sums = [
        level * (255 - alpha) + channel * alpha + 128
        for channel in color[:3]
        for level in range(256)
    ]
    return [((total >> 8) + total) >> 8 for total in sums]
