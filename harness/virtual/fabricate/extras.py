"""What else stands on advertisements: brands, codes to scan, small print, bursts."""

import functools
import math

import cv2
import numpy as np

from harness.virtual.fabricate.brush import Brush, Pixels, Rgb, as_pixels, mix
from harness.virtual.fabricate.lexicon import Words
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv
from harness.virtual.fabricate.things import THINGS
from harness.virtual.fabricate.type import line, readable
from harness.virtual.screen.creatives import CREATIVES, creative

MOTIF_SIZE = (432, 936)
"""Width and height in px in which the phone's own creatives are painted once."""


@functools.cache
def _motif(name: str) -> Pixels:
    return np.asarray(creative(name, *MOTIF_SIZE))


def borrowed(b: Brush) -> None:
    """One of the phone's own creatives, in other hues, cut to shape."""
    names = tuple(CREATIVES)
    source = _motif(names[int(b.dice.integers(len(names)))])
    scale = max(b.width / source.shape[1], b.height / source.shape[0]) * float(
        b.dice.uniform(1, 1.25)
    )
    size = (
        max(b.width, math.ceil(source.shape[1] * scale)),
        max(b.height, math.ceil(source.shape[0] * scale)),
    )
    big = as_pixels(cv2.resize(source, size, interpolation=cv2.INTER_LINEAR))
    x = int(b.dice.integers(0, size[0] - b.width + 1))
    y = int(b.dice.integers(0, size[1] - b.height + 1))
    part = as_pixels(cv2.cvtColor(big[y : y + b.height, x : x + b.width], cv2.COLOR_RGB2HSV))
    part[..., 0] = (part[..., 0].astype(np.int16) + int(b.dice.integers(180))) % 180
    b.px = as_pixels(cv2.cvtColor(part, cv2.COLOR_HSV2RGB))


def scatter(b: Brush, colors: Palette) -> None:
    """Small things strewn over the picture."""
    name = str(b.dice.choice(list(THINGS)))
    for _ in range(int(b.dice.integers(3, 8))):
        at = (float(b.dice.uniform(0, 1)), float(b.dice.uniform(0.15, 1)))
        THINGS[name](b, at, float(b.dice.uniform(0.05, 0.13)), colors)


def brand(b: Brush, said: Words, colors: Palette, ink: Rgb) -> None:
    """The advertiser's sign and name, small, in a corner or in the middle of the top."""
    name = str(b.dice.choice(said.brands))
    y, size = float(b.dice.uniform(0.06, 0.1)), float(b.dice.uniform(0.035, 0.055))
    left = b.dice.random() < 0.6
    x = 0.07 if left else 0.5 - len(name) * size * 0.25
    tone = hsv(float(b.dice.random()), 0.75, 0.85)
    b.slab((x, y), (size * 1.7, size * 1.7), size * 0.4, tone, mix(tone, BLACK, 0.2))
    line(b, name[0], (x, y), size, WHITE, name="black")
    line(b, name, (x + size * 1.3 * b.unit / b.width, y), size, ink, left=True, within=0.5)


def code(b: Brush) -> None:
    """A square of dots to scan, with its three corner signs."""
    cells, side = 25, round(b.unit * float(b.dice.uniform(0.16, 0.26)))
    grid = (b.dice.random((cells, cells)) < 0.5).astype(np.uint8) * 255
    eye = np.full((7, 7), 255, np.uint8)
    eye[1:6, 1:6], eye[2:5, 2:5] = 0, 255
    for y, x in ((0, 0), (0, cells - 7), (cells - 7, 0)):
        grid[y : y + 7, x : x + 7] = eye
    mask = as_pixels(cv2.resize(grid, (side, side), interpolation=cv2.INTER_NEAREST))
    x = round(b.width * float(b.dice.uniform(0.06, 0.7)))
    y = round(b.height * 0.8)
    pad = side // 10
    b.paste(WHITE, np.full((side + 2 * pad, side + 2 * pad), 255, np.uint8), (x - pad, y - pad))
    b.paste(BLACK, mask, (x, y))


def small_print(b: Brush, said: Words, ink: Rgb) -> None:
    """Lines of explanation, each as long as it comes."""
    top, size = float(b.dice.uniform(0.34, 0.8)), float(b.dice.uniform(0.028, 0.042))
    left = b.dice.random() < 0.5
    for row in range(int(b.dice.integers(2, 5))):
        at = (0.08 if left else 0.5, top + row * size * 1.7 * b.unit / b.height)
        line(
            b, str(b.dice.choice(said.subs)), at, size, ink, name="regular", left=left, shadow=True
        )


def burst(b: Brush, said: Words, colors: Palette) -> None:
    """A star with many points and a price in it."""
    at, size = (
        (float(b.dice.uniform(0.18, 0.82)), float(b.dice.uniform(0.28, 0.75))),
        float(b.dice.uniform(0.1, 0.17)),
    )
    points = []
    for step in range(32):
        reach = size * (1 if step % 2 else 0.84)
        angle = step * math.pi / 16
        points.append(
            (
                at[0] + reach * math.cos(angle) * b.unit / b.width,
                at[1] + reach * math.sin(angle) * b.unit / b.height,
            )
        )
    tone = hsv(float(b.dice.choice([0.0, 0.13, 0.95, 0.6])), 0.85, 0.95)
    b.shape(points, tone, mix(tone, BLACK, 0.15), shadow=0.3)
    line(b, str(b.dice.choice(said.prices)), at, size * 0.62, readable(tone), name="black", within=size * 1.5 * b.unit / b.width,
         tilt_deg=float(b.dice.uniform(-12, 12)))  # fmt: skip
