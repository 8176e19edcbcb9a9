"""Coverage masks of rounded shapes, their outlines and shadows, and gradients."""

import dataclasses
import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from harness.virtual.scene import Box, Fill, Rgba
from harness.virtual.screen.cache import ByteCache

Floats = npt.NDArray[np.float32]
WHOLE_PX = 1 << 16
"""Up to this area a shape is one piece; of larger ones a quarter is kept, and mirrored."""
KEPT_BYTES = 4_000_000
"""Of all masks of shapes and shadows."""
_masks: ByteCache[Image.Image] = ByteCache(KEPT_BYTES, lambda mask: mask.width * mask.height)


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of a shape; ``mask`` (mode L, at least of its size), None = wholly covered."""

    box: Box
    mask: Image.Image | None = None
    from_right: bool = False
    """Whether the mask's columns run from the right edge of the piece to its left."""
    from_bottom: bool = False

    def part(self, area: Box) -> Image.Image | None:
        """The mask over an area of the screen that lies inside."""
        if self.mask is None:
            return None
        left, right = area[0] - self.box[0], area[2] - self.box[0]
        top, bottom = area[1] - self.box[1], area[3] - self.box[1]
        if self.from_right:
            width = self.box[2] - self.box[0]
            left, right = width - right, width - left
        if self.from_bottom:
            height = self.box[3] - self.box[1]
            top, bottom = height - bottom, height - top
        seen = self.mask.crop((left, top, right, bottom))
        if self.from_right:
            seen = seen.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return seen.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if self.from_bottom else seen


def rounded_coverage(
    width: int, height: int, radius_px: float, inset_px: float, seen: tuple[int, int]
) -> Floats:
    """Coverage 0 … 1 of the top left of a rounded rectangle by the distance to its edge.

    The signed distance is that of a box shrunk by the radius: exact for straight edges,
    within 0.02 of the true area for arcs of more than two pixels. ``seen`` is how many
    columns and rows are wanted; the array has the shape (rows, columns).
    """
    xs = np.abs(np.arange(seen[0], dtype=np.float32) + 0.5 - width / 2)
    ys = np.abs(np.arange(seen[1], dtype=np.float32) + 0.5 - height / 2)
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
        return _whole(box, radius, None)
    return _corners(box, corner, radius, None) + _cross(box, corner)


def outlined(box: Box, radius_px: float, stroke_px: float) -> list[Piece]:
    """Pieces that cover the outline of a rounded rectangle, drawn inside its box."""
    width, height = box[2] - box[0], box[3] - box[1]
    radius = min(radius_px, width / 2, height / 2)
    corner = math.ceil(max(radius, stroke_px)) + 1
    if 2 * corner >= width or 2 * corner >= height:
        return _whole(box, radius, stroke_px)
    return _corners(box, corner, radius, stroke_px) + _edges(box, corner, stroke_px)


def _whole(box: Box, radius: float, stroke_px: float | None) -> list[Piece]:
    width, height = box[2] - box[0], box[3] - box[1]
    if width * height <= WHOLE_PX:
        return [Piece(box, _mask((width, height), radius, stroke_px, (width, height)))]
    quarter = (math.ceil(width / 2), math.ceil(height / 2))
    return _mirrored(box, quarter, _mask((width, height), radius, stroke_px, quarter))


def _corners(box: Box, corner: int, radius: float, stroke_px: float | None) -> list[Piece]:
    side = corner * 2 + 2
    return _mirrored(
        box, (corner, corner), _mask((side, side), radius, stroke_px, (corner, corner))
    )


def _mirrored(box: Box, size: tuple[int, int], mask: Image.Image) -> list[Piece]:
    """The corners of a shape, of which the top left one has that size and mask."""
    left, top, right, bottom = box
    inner_left, inner_top = left + size[0], top + size[1]
    inner_right, inner_bottom = max(inner_left, right - size[0]), max(inner_top, bottom - size[1])
    return [
        Piece((left, top, inner_left, inner_top), mask),
        Piece((inner_right, top, right, inner_top), mask, from_right=True),
        Piece((left, inner_bottom, inner_left, bottom), mask, from_bottom=True),
        Piece((inner_right, inner_bottom, right, bottom), mask, from_right=True, from_bottom=True),
    ]


def _mask(
    size: tuple[int, int], radius: float, stroke_px: float | None, seen: tuple[int, int]
) -> Image.Image:
    """The top left of a rounded rectangle of that size, or of its outline, ``seen`` large."""

    def make() -> Image.Image:
        coverage = rounded_coverage(*size, radius, 0.0, seen)
        if stroke_px is not None:
            coverage -= rounded_coverage(*size, radius, stroke_px, seen)
            np.clip(coverage, 0, 1, out=coverage)
        return as_mask(coverage)

    return _masks.get((*size, radius, stroke_px, seen), make)


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


def shadow_mask(width: int, height: int, radius_px: float, blur_px: float) -> Image.Image:
    """Mask (mode L) of a soft shadow; it is ``shadow_reach`` larger on every side."""
    key = ("shadow", width, height, radius_px, blur_px)
    return _masks.get(key, lambda: _shadow(width, height, radius_px, blur_px))


def _shadow(width: int, height: int, radius_px: float, blur_px: float) -> Image.Image:
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
