"""Big type on pictures: outlined, slanted, lit, as advertisements set it."""

import functools
import math

import cv2
import numpy as np
from PIL import ImageFont

from harness.virtual.fabricate.brush import Brush, Pixels, Point, Rgb, as_pixels, mix
from harness.virtual.fabricate.palettes import BLACK, WHITE, brightness
from harness.virtual.screen.lettering import FONTS

FACES = {
    "regular": "NotoSansSC-Regular.otf", "bold": "NotoSansSC-Bold.otf",
    "black": "NotoSansSC-Black.otf", "light": "NotoSansSC-Light.otf", "serif": "NotoSerifSC-Bold.otf",
}  # fmt: skip


@functools.lru_cache(maxsize=24)
def face(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    """A face of that size; sizes are few (steps of 2 px), so that they stay cached."""
    return ImageFont.truetype(FONTS / FACES[name], size_px, layout_engine=ImageFont.Layout.BASIC)


def type_mask(text: str, name: str, size_px: float) -> Pixels:
    """Coverage of one line of type, shape (height, width) uint8, with no empty rim."""
    font = face(name, max(6, 2 * round(size_px / 2)))
    mask, _ = font.getmask2(text, mode="L", anchor="ls")
    width, height = mask.size
    if not width or not height:
        return np.zeros((1, 1), np.uint8)
    return np.frombuffer(bytes(mask), np.uint8).reshape(height, width)


def fitted(text: str, name: str, size_px: float, width_px: float) -> Pixels:
    """As ``type_mask``, set smaller where it would be wider than ``width_px``."""
    mask = type_mask(text, name, size_px)
    if mask.shape[1] > width_px:
        mask = type_mask(text, name, size_px * width_px / mask.shape[1])
    return mask


def line(b: Brush, text: str, at: Point, size: float, color: Rgb, *, name: str = "bold",
         within: float = 0.92, left: bool = False, tilt_deg: float = 0.0, slant: float = 0.0,
         edge: Rgb | None = None, foot: Rgb | None = None, shadow: bool = False, rim: float = 1.0,
         squeeze: float = 1.0) -> None:  # fmt: skip
    """A line of type about its middle (or from its left end); sizes as of ``Brush``.

    ``rim`` is how wide its edge is, 1 an eighteenth of the type's size; ``squeeze`` how many
    times its width the type is high, compared to how it was cut.
    """
    size_px = size * b.unit
    mask = fitted(text, name, size_px, within * b.width)
    if squeeze != 1:
        mask = as_pixels(cv2.resize(mask, None, fx=1, fy=squeeze, interpolation=cv2.INTER_LINEAR))
    pad = max(3, round(mask.shape[0] * 0.25))
    mask = np.pad(mask, pad)
    if tilt_deg or slant:
        mask = _turned(mask, tilt_deg, slant)
    x = at[0] * b.width - (pad if left else mask.shape[1] / 2)
    corner = (round(x), round(at[1] * b.height - mask.shape[0] / 2))
    if shadow:
        blur = max(1, pad // 2)
        b.paste(BLACK, as_pixels(cv2.blur(mask, (blur, blur))), (corner[0] + pad // 4, corner[1] + pad // 3), 0.45)  # fmt: skip
    if edge is not None:
        wide = 2 * max(1, round(rim * size_px / 18)) + 1
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
        b.paste(edge, as_pixels(cv2.dilate(mask, kernel)), corner)
    if foot is None:
        b.paste(color, mask, corner)
        return
    share = np.linspace(0, 1, mask.shape[0])[:, None, None]
    ink = np.array(color) + (np.array(foot) - np.array(color)) * share
    b.paste(np.broadcast_to(ink.astype(np.uint8), (*mask.shape, 3)), mask, corner)


def _turned(mask: Pixels, tilt_deg: float, slant: float) -> Pixels:
    high, wide = mask.shape
    turn = math.radians(tilt_deg)
    lean = np.array([[math.cos(turn), -slant - math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    corners = lean @ np.array([[0, wide, 0, wide], [0, 0, high, high]])
    low, far = corners.min(axis=1), corners.max(axis=1)
    matrix = np.concatenate([lean, -low[:, None]], axis=1)
    size = (math.ceil(far[0] - low[0]), math.ceil(far[1] - low[1]))
    done: Pixels = cv2.warpAffine(mask, matrix, size).astype(np.uint8)
    return done


def badge(b: Brush, text: str, at: Point, size: float, color: Rgb, ink: Rgb, *,
          radius: float = 0.5, name: str = "bold", within: float = 0.7) -> None:  # fmt: skip
    """A pill with a word in it, as a picture of a button; ``size`` is the type's."""
    mask = fitted(text, name, size * b.unit, within * b.width)
    wide, high = mask.shape[1] / b.unit + size * 1.5, size * 2.0
    b.slab(at, (wide, high), high * radius, mix(color, WHITE, 0.15), mix(color, BLACK, 0.1), shadow=0.25)  # fmt: skip
    corner = (round(at[0] * b.width - mask.shape[1] / 2), round(at[1] * b.height - mask.shape[0] / 2))  # fmt: skip
    b.paste(ink, mask, corner)


def readable(ground: Rgb) -> Rgb:
    """White or nearly black, whichever is told apart from the ground."""
    return WHITE if brightness(ground) < 0.62 else (32, 32, 38)
