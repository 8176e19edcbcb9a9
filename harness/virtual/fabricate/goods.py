"""Goods that pictures made by chance show: tins, watches, creams, headphones, ice."""

import math
from collections.abc import Callable

import numpy as np

from harness.virtual.fabricate.brush import Brush, Point, Rgb, mix
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv
from harness.virtual.fabricate.people import any_tone, at_thing

Thing = Callable[[Brush, Point, float, Palette], None]


def _barrel(b: Brush, at: Point, s: float, box: tuple[float, float, float, float], tone: Rgb, *,
            flat: float = 0.2) -> None:  # fmt: skip
    """A round body from the side, bright in its left third; the box in half widths."""
    x0, y0, x1, y1 = box
    middle, wide = (x0 + x1) / 2, (x1 - x0) / 2
    foot = [(middle + wide * math.cos(a), y1 + wide * flat * math.sin(a)) for a in np.linspace(0, math.pi, 18)]  # fmt: skip
    stops = ((x0, 0.45), (x0 + wide * 0.5, 1.0), (x1 - wide * 0.55, 0.72), (x1, 0.3))
    tones = [mix(mix(tone, BLACK, 0.65), mix(tone, WHITE, 0.4), light) for _, light in stops]
    spots = [at_thing(b, at, x, y, s) for x, y in [(x0, y0), (x1, y0), *foot]]
    b.shape(spots, tones[0], tones[-1], sideways=True)
    for (left, _), (right, _), start, end in zip(stops, stops[1:], tones, tones[1:], strict=False):
        ys = [y1 + wide * flat * math.sqrt(max(0.0, 1 - ((x - middle) / wide) ** 2)) for x in (left, right)]  # fmt: skip
        b.shape([at_thing(b, at, left - 0.004, y0, s), at_thing(b, at, right + 0.004, y0, s), at_thing(b, at, right + 0.004, ys[1], s), at_thing(b, at, left - 0.004, ys[0], s)],
                start, end, sideways=True)  # fmt: skip


def tin(b: Brush, at: Point, s: float, p: Palette) -> None:
    """A tin of something to drink."""
    tone = any_tone(b, 0.75, 0.85)
    _barrel(b, at, s, (-0.52, -0.92, 0.52, 0.92), tone)
    b.oval(at_thing(b, at, 0, -0.92, s), (s * 0.52, s * 0.105), (226, 228, 232), (150, 154, 160))
    b.oval(at_thing(b, at, 0, -0.91, s), (s * 0.43, s * 0.08), (176, 180, 186), (214, 216, 220))
    b.oval(at_thing(b, at, 0.08, -0.9, s), (s * 0.14, s * 0.035), (120, 124, 130))
    light = hsv(float(b.dice.random()), 0.5, 1)
    b.curve([at_thing(b, at, x, y, s) for x, y in ((-0.52, 0.5), (-0.1, 0.2), (0.52, -0.5), (0.52, -0.15), (0, 0.42), (-0.52, 0.85))], light, alpha=0.85)  # fmt: skip
    b.slab(at_thing(b, at, 0, -0.15, s), (s * 0.66, s * 0.26), s * 0.13, WHITE, alpha=0.9)
    b.slab(at_thing(b, at, 0, -0.15, s), (s * 0.46, s * 0.09), s * 0.03, mix(tone, BLACK, 0.4))
    b.slab(at_thing(b, at, -0.3, 0, s), (s * 0.07, s * 1.7), s * 0.03, WHITE, alpha=0.4)


def cream(b: Brush, at: Point, s: float, p: Palette) -> None:
    """A jar with a lid."""
    tone, lid = any_tone(b, float(b.dice.choice([0.08, 0.35])), 0.95), (226, 190, 120) if b.dice.random() < 0.5 else (60, 58, 64)  # fmt: skip
    _barrel(b, at, s, (-0.9, -0.1, 0.9, 0.6), tone, flat=0.16)
    _barrel(b, at, s, (-0.84, -0.5, 0.84, -0.12), lid, flat=0.12)
    b.oval(at_thing(b, at, 0, -0.5, s), (s * 0.84, s * 0.12), mix(lid, WHITE, 0.5), mix(lid, WHITE, 0.1))  # fmt: skip
    b.slab(at_thing(b, at, 0, 0.32, s), (s * 0.7, s * 0.1), s * 0.02, mix(tone, BLACK, 0.55))
    b.slab(at_thing(b, at, 0, 0.48, s), (s * 0.42, s * 0.05), s * 0.02, mix(tone, BLACK, 0.4))


def lipstick(b: Brush, at: Point, s: float, p: Palette) -> None:
    """A lipstick, turned out."""
    red = hsv(float(b.dice.choice([0.0, 0.97, 0.94, 0.03])), 0.85, float(b.dice.uniform(0.55, 0.9)))
    _barrel(b, at, s, (-0.3, 0.1, 0.3, 1.0), (34, 32, 38))
    _barrel(b, at, s, (-0.24, -0.3, 0.24, 0.08), (232, 196, 120))
    _barrel(b, at, s, (-0.19, -0.72, 0.19, -0.32), red, flat=0.1)
    b.curve([at_thing(b, at, x, y, s) for x, y in ((-0.19, -0.66), (-0.16, -0.98), (0, -1.1), (0.19, -0.74), (0.19, -0.66))], mix(red, WHITE, 0.25), mix(red, BLACK, 0.2))  # fmt: skip


def watch(b: Brush, at: Point, s: float, p: Palette) -> None:
    """A watch with a dial or a lit screen."""
    strap = any_tone(b, 0.4, float(b.dice.uniform(0.2, 0.7)))
    for side in (-1, 1):
        band = ((-0.42, 0.4), (0.42, 0.4), (0.34, 1.15), (-0.34, 1.15))
        b.shape([at_thing(b, at, x, y * side, s) for x, y in band], mix(strap, WHITE, 0.15), mix(strap, BLACK, 0.4))  # fmt: skip
    b.slab(at_thing(b, at, 0.66, 0, s), (s * 0.14, s * 0.2), s * 0.04, (190, 192, 198))
    if b.dice.random() < 0.5:
        b.slab(at, (s * 1.24, s * 1.3), s * 0.3, (196, 200, 208), (84, 88, 96))
        b.slab(at, (s * 1.1, s * 1.16), s * 0.24, (8, 9, 14))
        for ring, tone in enumerate(((250, 50, 80), (150, 240, 60), (60, 200, 250))):
            turn = np.linspace(-1.5, float(b.dice.uniform(1.5, 4.4)), 24)
            far = 0.42 - ring * 0.12
            b.stroke([at_thing(b, at, far * math.cos(a), far * math.sin(a), s) for a in turn], s * 0.085, tone)  # fmt: skip
        return
    b.oval(at, (s * 0.68, s * 0.68), (236, 214, 160), (140, 104, 50))
    face = (250, 248, 242) if b.dice.random() < 0.5 else (22, 30, 48)
    b.oval(at, (s * 0.58, s * 0.58), mix(face, WHITE, 0.1), mix(face, BLACK, 0.15))
    mark = BLACK if face[0] > 100 else WHITE
    for hour in range(12):
        a = hour * math.pi / 6
        b.stroke([at_thing(b, at, r * math.cos(a), r * math.sin(a), s) for r in (0.46, 0.54)], s * 0.03, mix(mark, face, 0.2))  # fmt: skip
    for far, thick, a in ((0.3, 0.05, 3.9), (0.44, 0.035, 5.6), (0.46, 0.012, float(b.dice.uniform(0, 6)))):  # fmt: skip
        b.stroke([at, at_thing(b, at, far * math.cos(a), far * math.sin(a), s)], s * thick, mark)


def headphones(b: Brush, at: Point, s: float, p: Palette) -> None:
    """Headphones from the front."""
    tone = any_tone(b, float(b.dice.choice([0.05, 0.6])), float(b.dice.uniform(0.2, 0.95)))
    arch = [(0.8 * math.cos(a), -0.05 - 0.88 * math.sin(a)) for a in np.linspace(0.05, math.pi - 0.05, 26)]  # fmt: skip
    for thick, ink in ((0.2, mix(tone, BLACK, 0.5)), (0.15, tone), (0.05, mix(tone, WHITE, 0.4))):
        b.stroke([at_thing(b, at, x, y, s) for x, y in arch], s * thick, ink)
    for side in (-1, 1):
        b.slab(at_thing(b, at, side * 0.62, 0.32, s), (s * 0.26, s * 0.86), s * 0.13, (44, 44, 50), (20, 20, 24))  # fmt: skip
        b.slab(at_thing(b, at, side * 0.83, 0.32, s), (s * 0.36, s * 0.94), s * 0.17, mix(tone, WHITE, 0.3), mix(tone, BLACK, 0.45))  # fmt: skip
        b.oval(at_thing(b, at, side * 0.87, 0.32, s), (s * 0.1, s * 0.28), mix(tone, WHITE, 0.5), mix(tone, BLACK, 0.2))  # fmt: skip


def ice(b: Brush, at: Point, s: float, p: Palette) -> None:
    """Scoops of ice in a cone."""
    cone = [at_thing(b, at, x, y, s) for x, y in ((-0.5, 0.0), (0.5, 0.0), (0.06, 1.2), (-0.06, 1.2))]  # fmt: skip
    b.shape(cone, (236, 182, 104), (190, 124, 56))
    for step in range(5):
        for side in (-1, 1):
            y, wide = 0.1 + step * 0.2, 0.46 * (1 - step * 0.17)
            b.stroke([at_thing(b, at, -wide * side, y, s), at_thing(b, at, wide * 0.7 * side, y + 0.24, s)], s * 0.028, (160, 98, 40))  # fmt: skip
    for x, y, r in ((-0.24, -0.2, 0.42), (0.26, -0.22, 0.42), (0.0, -0.66, 0.44)):
        tone = hsv(float(b.dice.choice([0.94, 0.1, 0.3, 0.07, 0.75])), float(b.dice.uniform(0.15, 0.55)), float(b.dice.uniform(0.5, 1)))  # fmt: skip
        b.oval(at_thing(b, at, x, y, s), (s * r, s * r * 0.95), mix(tone, WHITE, 0.3), mix(tone, BLACK, 0.2))  # fmt: skip
        for _ in range(12):
            spot = at_thing(b, at, x + float(b.dice.normal(0, r * 0.4)), y + float(b.dice.normal(0, r * 0.35)), s)  # fmt: skip
            b.oval(spot, (s * 0.035, s * 0.02), mix(tone, BLACK, float(b.dice.uniform(0.1, 0.5))), tilt_deg=float(b.dice.uniform(0, 180)))  # fmt: skip


MORE_GOODS: dict[str, tuple[Thing, float]] = {
    "tin": (tin, 1.0), "cream": (cream, 0.72), "lipstick": (lipstick, 1.05), "watch": (watch, 1.1),
    "headphones": (headphones, 0.78), "ice": (ice, 1.1),
}  # fmt: skip
"""Such goods by name, and how far their middle is above what they stand on, in half widths."""
