"""Places and skies of photographs made by chance: wide views with little in them."""

import math
from collections.abc import Callable

import cv2
import numpy as np

from harness.virtual.fabricate import grounds
from harness.virtual.fabricate.brush import Brush, Floats, Pixels, Rgb, as_pixels, mix
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv
from harness.virtual.fabricate.people import figure

_MARK: Rgb = (254, 1, 253)
"""No photograph has this colour."""
Moment = Callable[[Brush, Palette], None]


def blurred(b: Brush, size: float) -> None:
    """Put all that is painted so far out of focus; ``size`` as a share of the unit."""
    wide = max(1, round(b.unit * size))
    b.px = as_pixels(cv2.blur(cv2.blur(b.px, (wide, wide)), (wide, wide)))


def shine(b: Brush, layer: Pixels, halo: float) -> None:
    """Add a layer of lights to the picture, with a halo of that size about each."""
    small = cv2.resize(layer, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), max(0.8, b.unit * halo / 2))
    big = cv2.resize(soft, (b.width, b.height), interpolation=cv2.INTER_LINEAR)
    b.px = as_pixels(cv2.add(cv2.add(b.px, layer), cv2.add(big, big)))


def _stars(b: Brush, count: int, below: float = 1.0) -> None:
    """Points of light of different strength, most of them weak."""
    layer = np.zeros_like(b.px)
    xs = (b.dice.random(count) * (b.width - 1)).astype(int)
    ys = (b.dice.random(count) * (b.height * below - 1)).astype(int)
    layer[ys, xs] = (255 * b.dice.random((count, 1)) ** 2.5).astype(np.uint8)
    shine(b, layer, 0.002)


def night(b: Brush, p: Palette) -> None:
    """The milky way over dark hills; perhaps somebody looks up."""
    hue = float(b.dice.uniform(0.55, 0.8))
    b.flood(b.slope(90), (hsv(hue, 0.85, 0.08), hsv(hue, 0.75, 0.24), hsv(hue - 0.12, 0.5, 0.55), hsv(0.08, 0.5, 0.7)))  # fmt: skip
    across = b.slope(float(b.dice.uniform(20, 70))) - 0.5
    band = np.exp(-((across * 5) ** 2)) * np.clip(b.clouds(3, 6) * 1.6 - 0.3, 0, 1)
    b.veil(band, hsv(hue + 0.1, 0.25, 1), 0.65)
    _stars(b, 900, 0.75)
    for layer in range(3):
        tone = mix(hsv(hue, 0.6, 0.24), hsv(hue, 0.8, 0.04), layer / 2)
        grounds.ridge(b, 0.72 + layer * 0.08, 0.07 - layer * 0.015, tone, mix(tone, BLACK, 0.4))
    if b.dice.random() < 0.6:
        figure(b, (float(b.dice.uniform(0.25, 0.75)), 0.9), float(b.dice.uniform(0.2, 0.4)), hsv(hue, 0.8, 0.03))  # fmt: skip


def forest(b: Brush, p: Palette) -> None:
    """Trunks that fade into mist, and light that falls between them."""
    hue = float(b.dice.choice([0.25, 0.3, 0.42, 0.1, 0.55]))
    b.flood(b.rings((float(b.dice.uniform(0.3, 0.7)), 0.4)), (hsv(hue - 0.06, 0.15, 1), hsv(hue, 0.4, 0.75), hsv(hue, 0.6, 0.4)))  # fmt: skip
    for depth in range(5):
        tone = mix(hsv(hue, 0.3, 0.72), hsv(hue, 0.7, 0.06), depth / 4)
        base = 0.64 + depth * 0.075
        wide = 0.01 + 0.011 * depth
        for _ in range(12 - 2 * depth):
            x, lean = float(b.dice.uniform(-0.05, 1.05)), float(b.dice.normal(0, 0.02))
            thick = wide * float(b.dice.uniform(0.6, 1.4))
            b.shape([(x - thick * 0.6 + lean, -0.02), (x + thick * 0.6 + lean, -0.02), (x + thick, base), (x + thick * 1.6, base + 0.04), (x - thick * 1.6, base + 0.04), (x - thick, base)],
                    mix(tone, WHITE, 0.06), tone, sideways=True)  # fmt: skip
        grounds.ridge(b, base + 0.02, 0.025, tone, mix(tone, BLACK, 0.3))
        if depth < 4:
            mist = np.clip(b.slope(90) * 1.6 - 0.4, 0, 1)
            b.veil(mist, hsv(hue - 0.05, 0.12, 0.95), 0.16)
    b.rays((float(b.dice.uniform(0.2, 0.8)), -0.1), hsv(hue - 0.08, 0.12, 1), 26, 0.06)
    leaves = np.clip(b.clouds(9, 5) * 3 - 1.6, 0, 1) * np.clip(0.7 - b.slope(90), 0, 1)
    b.veil(leaves, hsv(hue, 0.7, 0.12), 1.0)
    blurred(b, 0.008)


def peaks(b: Brush, p: Palette) -> None:
    """Mountains with snow, lit from one side."""
    dawn = b.dice.random() < 0.5
    b.flood(b.slope(90), (hsv(0.6, 0.6, 0.6), hsv(0.57, 0.3, 0.9), hsv(0.05, 0.25, 1) if dawn else hsv(0.55, 0.1, 1)))  # fmt: skip
    b.veil(np.clip(b.clouds(3, 5, 2.6) * 1.8 - 0.9, 0, 1), WHITE, 0.6)
    light = hsv(0.06, 0.35, 1) if dawn else (250, 252, 255)
    for layer in range(3):
        before = b.px.copy()
        grounds.ridge(b, 0.52 + layer * 0.14, 0.2 - layer * 0.05, _MARK, _MARK)
        mask = cv2.inRange(b.px, np.array(_MARK), np.array(_MARK)) > 0
        field = b.clouds(6, 6, 0.7)
        steep = np.roll(field, max(1, b.width // 90), axis=1) - field
        lit = np.clip(0.5 + steep * 6 + (field - 0.5) * 0.5, 0, 1)
        shade = mix(hsv(0.6, 0.4, 0.72), hsv(0.62, 0.5, 0.3), layer / 2)
        hill = Brush(b.width, b.height, b.dice)
        hill.flood(lit, (shade, light))
        b.px = np.where(mask[..., None], hill.px, before)
        b.veil(
            np.clip(b.slope(90) * 2 - 0.9, 0, 1), hsv(0.58, 0.12, 0.96), 0.3 if layer < 2 else 0.1
        )


def fireworks(b: Brush, p: Palette) -> None:
    """Fireworks above the roofs of a town."""
    b.flood(b.slope(90), (hsv(0.65, 0.8, 0.06), hsv(0.72, 0.6, 0.22), hsv(0.05, 0.5, 0.4)))
    b.veil(np.clip(b.clouds(3, 4) * 1.4 - 0.4, 0, 1), hsv(float(b.dice.random()), 0.5, 0.7), 0.35)
    layer = np.zeros_like(b.px)
    for _ in range(int(b.dice.integers(3, 6))):
        x, y = b.dice.uniform(0.1, 0.9) * b.width, b.dice.uniform(0.12, 0.5) * b.height
        reach, hue = b.unit * float(b.dice.uniform(0.15, 0.4)), float(b.dice.random())
        for _ in range(60):
            angle, far = float(b.dice.uniform(0, 6.283)), reach * float(b.dice.uniform(0.7, 1))
            spots = [(x + far * t * math.cos(angle), y + far * t * math.sin(angle) + reach * 0.25 * t * t) for t in (0.25, 0.6, 0.85, 1)]  # fmt: skip
            tone = hsv(hue + float(b.dice.normal(0, 0.03)), float(b.dice.uniform(0.2, 0.8)), 1)
            cv2.polylines(layer, [np.array(spots).round().astype(np.int32)], isClosed=False, color=tone, thickness=1, lineType=cv2.LINE_AA)  # fmt: skip
    shine(b, layer, 0.012)
    _roofs(b, (10, 9, 18))


def _roofs(b: Brush, color: Rgb) -> None:
    left = -0.03
    while left < 1:
        wide, high = float(b.dice.uniform(0.05, 0.14)), float(b.dice.uniform(0.06, 0.24))
        b.shape([(left, 0.98 - high), (left + wide, 0.98 - high), (left + wide, 1.02), (left, 1.02)], color)  # fmt: skip
        grounds.windows(b, (left, 0.98 - high, left + wide, 1.0), night=True)
        left += wide


def rain(b: Brush, p: Palette) -> None:
    """A town's lights through a wet window."""
    b.flood(b.clouds(2, 3), ((6, 10, 20), mix(p.deep, BLACK, 0.5), (60, 58, 70)))
    b.lights([hsv(0.09, 0.7, 1), hsv(0.0, 0.7, 1), hsv(0.55, 0.4, 1), p.accent], 40, 0.08)
    blurred(b, 0.03)
    drops = b.px.copy()
    for _ in range(260):
        at = (float(b.dice.random()), float(b.dice.random()))
        size = float(b.dice.exponential(0.006)) + 0.003
        seen = drops[int((1 - at[1]) * (b.height - 1)), int(at[0] * (b.width - 1))]
        tone = mix((int(seen[0]), int(seen[1]), int(seen[2])), WHITE, 0.25)
        b.oval(at, (size, size * float(b.dice.uniform(1, 1.5))), mix(tone, BLACK, 0.65), mix(tone, WHITE, 0.45), alpha=0.8)  # fmt: skip
    b.glow((float(b.dice.random()), 0.3), 0.8, hsv(0.09, 0.5, 1), 0.3)


def planet(b: Brush, p: Palette) -> None:
    """A planet, half in the dark, before clouds of gas."""
    hue = float(b.dice.random())
    b.flood(b.clouds(2, 6), (hsv(hue, 0.9, 0.03), hsv(hue, 0.8, 0.18), hsv(hue + 0.12, 0.6, 0.75)))
    _stars(b, 700)
    at = (float(b.dice.uniform(0.2, 0.8)), float(b.dice.choice([0.38, 0.5, 0.95])))
    r = b.unit * float(b.dice.uniform(0.3, 0.7))
    xs = (np.arange(b.width, dtype=np.float32) - at[0] * b.width) / r
    ys = (np.arange(b.height, dtype=np.float32) - at[1] * b.height) / r
    far: Floats = np.add.outer(ys * ys, xs * xs)
    turn = float(b.dice.uniform(0, 6.283))
    lit = xs[None, :] * math.cos(turn) + ys[:, None] * math.sin(turn) + 0.6 * np.sqrt(np.clip(1 - far, 0, 1))  # fmt: skip
    ground = b.clouds(4, 6, float(b.dice.choice([0.6, 4.0])))
    tone = np.array(hsv(hue + 0.4, 0.5, 0.95)) * (0.35 + 0.75 * ground[..., None])
    body = tone * np.clip(lit * 1.1, 0.02, 1.15)[..., None]
    edge = np.clip((1 - far) * r / 3, 0, 1)[..., None]
    b.px = np.clip(b.px * (1 - edge) + body * edge, 0, 255).astype(np.uint8)
    rim = np.exp(-np.abs(np.sqrt(far) - 1) * 16) * np.clip(lit + 0.25, 0, 1)
    b.veil(rim, hsv(hue + 0.45, 0.4, 1), 0.75)


def castle(b: Brush, p: Palette) -> None:
    """A fortress before a huge moon, mist at its feet, sparks in the air."""
    hue = float(b.dice.choice([0.6, 0.68, 0.78, 0.02, 0.09, 0.45]))
    b.flood(b.slope(90), (hsv(hue, 0.85, 0.1), hsv(hue, 0.75, 0.4), hsv(hue + 0.06, 0.45, 0.95)))
    b.veil(np.clip(b.clouds(2, 6, 1.6) * 1.6 - 0.5, 0, 1), hsv(hue + 0.05, 0.4, 0.9), 0.5)
    moon = (float(b.dice.uniform(0.3, 0.7)), 0.36)
    b.oval(moon, (0.27, 0.27), hsv(hue + 0.08, 0.12, 1), hsv(hue + 0.05, 0.3, 0.92))
    b.glow(moon, 0.9, hsv(hue + 0.06, 0.3, 1), 0.8)
    for depth in range(3):
        tone = mix(hsv(hue, 0.5, 0.5), hsv(hue, 0.8, 0.05), depth / 2)
        if depth:
            _towers(b, moon[0] + float(b.dice.uniform(-0.25, 0.25)), 0.56 + depth * 0.1, tone)
        grounds.ridge(b, 0.66 + depth * 0.1, 0.06, tone, mix(tone, BLACK, 0.5))
        b.veil(np.clip(b.slope(90) * 2.4 - 1.3, 0, 1) * b.clouds(3, 4, 2.5), hsv(hue + 0.05, 0.25, 0.95), 0.4)  # fmt: skip
    grounds.ridge(b, 0.9, 0.05, hsv(hue, 0.8, 0.04), BLACK)
    figure(b, (float(b.dice.uniform(0.35, 0.65)), 0.92), float(b.dice.uniform(0.34, 0.5)), hsv(hue, 0.8, 0.03))  # fmt: skip
    sparks = np.zeros_like(b.px)
    for _ in range(90):
        spot = (int(b.dice.random() * b.width), int(b.dice.random() * b.height))
        cv2.circle(sparks, spot, int(b.dice.integers(1, 3)), hsv(0.07 if b.dice.random() < 0.5 else hue + 0.1, 0.5, float(b.dice.uniform(0.4, 1))), -1, cv2.LINE_AA)  # fmt: skip
    shine(b, sparks, 0.008)


def _towers(b: Brush, x: float, base: float, color: Rgb) -> None:
    """Towers with pointed or curved roofs, and windows with light in them."""
    unit = b.unit / b.height
    east = b.dice.random() < 0.5
    for number in range(5):
        at = x + (number - 2) * 0.085
        wide, high = float(b.dice.uniform(0.03, 0.055)), float(b.dice.uniform(0.18, 0.4)) * (1.3 if number == 2 else 0.8)  # fmt: skip
        storeys = 3 if east else 1
        for storey in range(storeys):
            top = base - high * (storey + 1) / storeys * unit
            low = base - high * storey / storeys * unit
            body = wide * (1 - 0.2 * storey)
            b.shape([(at - body, top), (at + body, top), (at + body * 1.1, low + 0.2 * (storey == 0)), (at - body * 1.1, low + 0.2 * (storey == 0))], color)  # fmt: skip
            roof = 0.03 * unit if east else 0.12 * unit
            b.shape([(at - body * 1.9, top + 0.004), (at - body * 0.8, top - roof * 0.6), (at, top - roof * (1 if not east or storey == 2 else 0.6)), (at + body * 0.8, top - roof * 0.6), (at + body * 1.9, top + 0.004)] if east else
                    [(at - body * 1.3, top), (at, top - roof), (at + body * 1.3, top)], mix(color, BLACK, 0.25))  # fmt: skip
            b.oval((at, top + 0.05 * unit), (0.006, 0.012), (255, 206, 120))


VISTAS: dict[str, Moment] = {
    "night": night, "forest": forest, "peaks": peaks, "fireworks": fireworks,
    "rain": rain, "planet": planet, "castle": castle,
}  # fmt: skip
"""Every such view by name."""
