"""Things as if they had a body: rounded edges that catch the light, a surface, a cast shadow."""

import cv2
import numpy as np

from harness.virtual.fabricate.brush import Brush, Pixels, Point, as_pixels
from harness.virtual.fabricate.palettes import BLACK, Palette
from harness.virtual.fabricate.things import THINGS

REACH = 1.42
"""Half the side of the piece that a thing is painted on, in half widths of the thing."""
_MARK = (255, 0, 255)
"""Where nothing was painted: shadows on it stay without green, and as red as blue, never black."""


def solid(b: Brush, name: str, at: Point, s: float, p: Palette, *, shadow: float = 0.45) -> None:
    """Paint the thing of that name; ``s`` as of ``THINGS``."""
    reach = round(REACH * s * b.unit)
    if reach < 14:
        THINGS[name](b, at, s, p)
        return
    piece = Brush(2 * reach, 2 * reach, b.dice)
    piece.unit = b.unit
    piece.px[:] = _MARK
    THINGS[name](piece, (0.5, 0.5), s, p)
    mask = _painted(piece.px)
    edge = max(2.0, 0.1 * s * b.unit)
    body = np.clip(cv2.distanceTransform(mask, cv2.DIST_L2, 3) / edge, 0, 1)
    body = cv2.GaussianBlur(np.sqrt(1 - (1 - body) ** 2), (0, 0), max(0.8, edge / 5))
    right, down = (cv2.Sobel(body, cv2.CV_32F, *way, ksize=3) for way in ((1, 0), (0, 1)))
    light = 0.8 + 0.24 * body + (0.75 * right + 0.95 * down) * np.float32(edge / 28)
    light += np.float32(0.16) * (piece.clouds(10, 4) - 0.5)
    light += np.linspace(0.09, -0.13, 2 * reach, dtype=np.float32)[:, None]
    px = as_pixels(np.clip(piece.px * light[..., None] + 26 * np.clip(light - 1.02, 0, 1)[..., None], 0, 255))  # fmt: skip
    corner = (round(at[0] * b.width - reach), round(at[1] * b.height - reach))
    if shadow:
        soft = max(3, reach // 7)
        drop = as_pixels(cv2.blur(cv2.blur(mask, (soft, soft)), (soft, soft)))
        b.paste(BLACK, drop, (corner[0] + soft // 4, corner[1] + soft // 2), shadow)
    b.paste(px, as_pixels(cv2.blur(mask, (2, 2))), corner)


def _painted(px: Pixels) -> Pixels:
    """255 where something was painted, without its outermost, mixed pixels."""
    red, green, blue = (px[..., at].astype(np.int16) for at in range(3))
    glowing = (red > 252) & (green < 200)
    bare = ((green < 4) | glowing) & (np.abs(red - blue) < 5) & (red > 24)
    mask = np.where(bare, 0, 255).astype(np.uint8)
    return as_pixels(cv2.erode(mask, np.ones((3, 3), np.uint8)))
