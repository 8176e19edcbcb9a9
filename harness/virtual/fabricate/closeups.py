"""Photographs of things seen near: food, fruit, flowers, goods on a plinth, a game's board."""

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from harness.virtual.fabricate import grounds
from harness.virtual.fabricate.brush import Brush, Point, Rgb, mix
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv
from harness.virtual.fabricate.people import at_thing
from harness.virtual.fabricate.vistas import blurred

Moment = Callable[[Brush, Palette], None]


def textured(b: Brush, at: Point, size: Point, colors: Sequence[Rgb], cells: int = 5, *,
             tilt_deg: float = 0.0, relief: float = 4.0) -> None:  # fmt: skip
    """An uneven, lit oval of these half axes in units: bread, fruit, sauce, skin."""
    wide, high = (max(4, round(2 * side * b.unit)) for side in size)
    inner = Brush(wide, high, b.dice)
    field = inner.clouds(cells, 4)
    inner.flood(field, colors)
    steep = np.roll(field, max(1, wide // 40), axis=1) - field
    xs, ys = np.linspace(-1, 1, wide, dtype=np.float32), np.linspace(-1, 1, high, dtype=np.float32)
    far = np.add.outer(ys**2, xs**2)
    round_ = 1.12 - 0.5 * far**1.5 - 0.22 * np.add.outer(ys, xs)
    inner.px = np.clip(inner.px * (round_ + steep * relief)[..., None], 0, 255).astype(np.uint8)
    mask = np.zeros((high, wide), np.uint8)
    cv2.ellipse(mask, (wide // 2, high // 2), (wide // 2 - 1, high // 2 - 1), 0, 0, 360, 255, -1, cv2.LINE_AA)  # fmt: skip
    px = inner.px
    if tilt_deg:
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), tilt_deg, 0.98)
        px = cv2.warpAffine(px, turn, (wide, high), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)  # fmt: skip
        mask = cv2.warpAffine(mask, turn, (wide, high)).astype(np.uint8)
    b.paste(px, mask, (round(at[0] * b.width - wide / 2), round(at[1] * b.height - high / 2)))


def _turned(b: Brush, at: Point, far: float, angle: float, flat: float = 1.0) -> Point:
    return at_thing(b, at, far * math.cos(angle), far * flat * math.sin(angle), 1.0)


def pizza(b: Brush, at: Point, s: float) -> None:
    """A pizza from above."""
    b.shade((at[0] + 0.02, at[1] + 0.01), (s * 1.16, s * 1.12), BLACK, 0.6)
    textured(b, at, (s, s), ((150, 84, 34), (214, 150, 76), (236, 190, 120)), 7)
    textured(b, at, (s * 0.87, s * 0.87), ((176, 40, 20), (240, 190, 90), (250, 226, 150)), 6, relief=5)  # fmt: skip
    for _ in range(11):
        spot = _turned(b, at, s * 0.72 * math.sqrt(float(b.dice.random())), float(b.dice.uniform(0, 6.28)))  # fmt: skip
        r = s * float(b.dice.uniform(0.1, 0.14))
        b.shade((spot[0], spot[1] + 0.004), (r * 1.25, r * 1.2), BLACK, 0.4)
        textured(b, spot, (r, r), ((130, 24, 20), (186, 50, 36), (214, 96, 66)), 5)
    for _ in range(22):
        spot = _turned(b, at, s * 0.8 * math.sqrt(float(b.dice.random())), float(b.dice.uniform(0, 6.28)))  # fmt: skip
        green = hsv(float(b.dice.uniform(0.24, 0.33)), 0.7, float(b.dice.uniform(0.25, 0.6)))
        b.oval(spot, (s * 0.055, s * 0.028), green, mix(green, BLACK, 0.4), tilt_deg=float(b.dice.uniform(0, 180)))  # fmt: skip


def noodles(b: Brush, at: Point, s: float) -> None:
    """A bowl of soup with noodles from above."""
    rim = hsv(float(b.dice.random()), float(b.dice.choice([0.05, 0.6])), float(b.dice.uniform(0.2, 0.95)))  # fmt: skip
    b.shade((at[0] + 0.02, at[1] + 0.015), (s * 1.2, s * 1.15), BLACK, 0.6)
    b.oval(at, (s, s), mix(rim, WHITE, 0.35), mix(rim, BLACK, 0.4))
    textured(b, at, (s * 0.9, s * 0.9), ((96, 40, 12), (170, 84, 26), (214, 132, 52)), 4, relief=2)
    for _ in range(46):
        start, bend = float(b.dice.uniform(0, 6.28)), float(b.dice.uniform(-1.2, 1.2))
        far = s * float(b.dice.uniform(0.15, 0.72))
        line = [_turned(b, at, far * (1 - 0.25 * t), start + bend * t) for t in np.linspace(0, 1.2, 9)]  # fmt: skip
        tone = hsv(0.115, float(b.dice.uniform(0.3, 0.55)), float(b.dice.uniform(0.75, 1)))
        b.stroke(line, s * 0.052, mix(tone, BLACK, 0.45))
        b.stroke(line, s * 0.034, tone)
    _toppings(b, at, s)


def _toppings(b: Brush, at: Point, s: float) -> None:
    for angle in (float(b.dice.uniform(0, 6.28)) + turn for turn in (0, 0.75, 2.4)):
        spot = _turned(b, at, s * 0.42, angle)
        b.shade(spot, (s * 0.3, s * 0.26), BLACK, 0.5)
        textured(b, spot, (s * 0.25, s * 0.21), ((110, 54, 34), (176, 104, 70), (226, 176, 140)), 3)
    egg = _turned(b, at, s * 0.42, float(b.dice.uniform(3.6, 5.2)))
    b.oval(egg, (s * 0.2, s * 0.17), (255, 252, 244), (226, 216, 200), shadow=0.4)
    textured(b, egg, (s * 0.115, s * 0.1), ((226, 120, 10), (250, 160, 30), (255, 196, 70)), 3, relief=1)  # fmt: skip
    for _ in range(26):
        spot = _turned(b, at, s * float(b.dice.normal(0.2, 0.22)), float(b.dice.uniform(0, 6.28)))
        tone = hsv(0.28, 0.65, float(b.dice.uniform(0.35, 0.75)))
        b.oval(spot, (s * 0.034, s * 0.022), tone, mix(tone, BLACK, 0.5), tilt_deg=float(b.dice.uniform(0, 180)))  # fmt: skip


def board(b: Brush) -> None:
    """Boards, stone or cloth on which food lies."""
    tone = hsv(float(b.dice.choice([0.07, 0.09, 0.6, 0.0])), float(b.dice.uniform(0.05, 0.45)), float(b.dice.uniform(0.2, 0.85)))  # fmt: skip
    b.flood(b.clouds(2, 6, float(b.dice.choice([0.12, 1.0, 8.0]))), (mix(tone, BLACK, 0.5), tone, mix(tone, WHITE, 0.25)))  # fmt: skip


def dinner(b: Brush, p: Palette) -> None:
    """Food from above, cut by the picture's edge."""
    board(b)
    dishes = (pizza, noodles)
    first = int(b.dice.integers(2))
    for at, s, which in (((0.02, 0.16), 0.34, 1 - first), ((1.0, 0.88), 0.36, 1 - first), ((0.52, 0.52), 0.47, first)):  # fmt: skip
        spot = (at[0] + float(b.dice.uniform(-0.06, 0.06)), at[1] + float(b.dice.uniform(-0.05, 0.05)))  # fmt: skip
        dishes[which](b, spot, s * float(b.dice.uniform(0.9, 1.15)))
    b.veil(np.clip(b.slope(float(b.dice.uniform(0, 360))) - 0.2, 0, 1), hsv(0.1, 0.25, 1), 0.3)


def fruit(b: Brush, p: Palette) -> None:
    """A heap of fruit, wet, that fills the picture."""
    hue, light = ((0.09, 1), (0.13, 1), (0.0, 0.85), (0.27, 0.7), (0.8, 0.4))[int(b.dice.integers(5))]  # fmt: skip
    b.flood(b.clouds(3, 4), (hsv(hue, 1, light * 0.15), hsv(hue, 0.9, light * 0.4)))
    size = float(b.dice.uniform(0.13, 0.24))
    rows = math.ceil(b.height / b.unit / size / 1.3) + 1
    for row in range(rows):
        for column in range(math.ceil(1 / size / 1.7) + 1):
            at = ((column + 0.5 * (row % 2)) * size * 1.75 + float(b.dice.normal(0, size * 0.12)), row * size * 1.3 * b.unit / b.height)  # fmt: skip
            r, turn = size * float(b.dice.uniform(0.95, 1.15)), hue + float(b.dice.normal(0, 0.012))
            b.shade((at[0], at[1] + 0.015), (r * 1.2, r * 1.2), BLACK, 0.6)
            textured(b, at, (r, r * 0.95), (hsv(turn, 0.95, light * 0.82), hsv(turn, 0.88, light), hsv(turn + 0.01, 0.75, min(1, light * 1.08))), 3, relief=0.5)  # fmt: skip
            b.glow(at_thing(b, at, -0.35, -0.4, r), r * 0.45, WHITE, 0.75)
            if b.dice.random() < 0.25:
                leaf = hsv(0.3, 0.7, float(b.dice.uniform(0.3, 0.6)))
                b.oval(at_thing(b, at, 0.3, -0.7, r), (r * 0.5, r * 0.2), mix(leaf, WHITE, 0.15), mix(leaf, BLACK, 0.4), tilt_deg=float(b.dice.uniform(0, 180)), shadow=0.3)  # fmt: skip


def flowers(b: Brush, p: Palette) -> None:
    """Flowers, one of them sharp, the others before and behind it out of focus."""
    hue = float(b.dice.choice([0.92, 0.0, 0.12, 0.75, 0.6, 0.95]))
    grounds.PHOTOGRAPHIC["leaves"](b, p)
    blurred(b, 0.05)
    for depth, count in ((0, 7), (1, 1)):
        for _ in range(count):
            at = (float(b.dice.uniform(0, 1)), float(b.dice.uniform(0.1, 1))) if depth == 0 else (float(b.dice.uniform(0.35, 0.65)), float(b.dice.uniform(0.45, 0.65)))  # fmt: skip
            _flower(
                b,
                at,
                float(b.dice.uniform(0.14, 0.26)) * (1.6 if depth else 1),
                hue,
                shadow=0.25 * depth,
            )
        if depth == 0:
            blurred(b, 0.035)
    b.lights([hsv(hue, 0.2, 1), WHITE], 10, 0.1)


def _flower(b: Brush, at: Point, s: float, hue: float, *, shadow: float) -> None:
    stem = hsv(0.28, 0.6, 0.35)
    b.stroke([at, at_thing(b, at, 0.1, 2.5, s), at_thing(b, at, 0.3, 6, s)], s * 0.1, stem)
    for ring, (reach, wide) in enumerate(((0.62, 0.3), (0.42, 0.24))):
        for petal in range(9):
            angle = (petal + ring * 0.5) * 2 * math.pi / 9 + float(b.dice.normal(0, 0.06))
            spot = _turned(b, at, s * reach, angle, 0.8)
            tone = hsv(hue + float(b.dice.normal(0, 0.008)), 0.35 + 0.3 * ring, float(b.dice.uniform(0.85, 1)))  # fmt: skip
            b.oval(spot, (s * 0.46, s * wide), mix(tone, WHITE, 0.25), mix(tone, BLACK, 0.25), tilt_deg=-math.degrees(angle), shadow=shadow)  # fmt: skip
    textured(b, at, (s * 0.24, s * 0.2), ((120, 70, 0), (230, 160, 20), (255, 220, 90)), 9, relief=6)  # fmt: skip


def plinth(b: Brush) -> Point:
    """A round plinth before a wall with the shadows of leaves; returns where things stand on it."""
    tone = hsv(float(b.dice.random()), float(b.dice.uniform(0.1, 0.5)), float(b.dice.uniform(0.7, 0.97)))  # fmt: skip
    b.flood(b.rings((float(b.dice.uniform(0.2, 0.8)), 0.25)), (mix(tone, WHITE, 0.5), tone, mix(tone, BLACK, 0.35)))  # fmt: skip
    root = (float(b.dice.choice([-0.1, 1.1])), float(b.dice.uniform(0, 0.3)))
    side = 1 if root[0] < 0.5 else -1
    for leaf in range(11):
        angle = math.radians(-50 + leaf * 12)
        spot = _turned(b, root, 0.5 * side, angle * side)
        b.oval(spot, (0.42, 0.055), mix(tone, BLACK, 0.5), tilt_deg=-math.degrees(angle * side), alpha=0.5)  # fmt: skip
    blurred(b, 0.03)
    edge = float(b.dice.uniform(0.62, 0.7))
    floor = [(0.0, edge), (1, edge), (1, 1), (0, 1)]
    b.shape(floor, mix(tone, WHITE, 0.4), mix(tone, BLACK, 0.15), alpha=0.85)
    down = b.unit / b.height
    for wide, top, high in ((0.42, edge + 0.1, 0.3), (0.3, edge + 0.04, 0.1)):
        foot = top + high * down
        b.shade((0.56, foot), (wide * 1.25, wide * 0.3), BLACK, 0.3)
        body = [(0.5 - wide, top), (0.5 + wide, top), (0.5 + wide, foot), *((0.5 + wide * math.cos(a), foot + wide * 0.22 * math.sin(a) * down) for a in np.linspace(0, math.pi, 16)), (0.5 - wide, foot)]  # fmt: skip
        b.shape(body, mix(tone, WHITE, 0.45), mix(tone, BLACK, 0.3), sideways=True)
        b.oval((0.5, top), (wide, wide * 0.22), mix(tone, WHITE, 0.65), mix(tone, WHITE, 0.3))
    b.shade((0.52, edge + 0.035), (0.2, 0.045), BLACK, 0.5)
    return 0.5, edge + 0.035


def match_board(b: Brush, p: Palette) -> None:
    """A board of glossy stones over a landscape, as a game of matching shows it."""
    grounds.PHOTOGRAPHIC[str(b.dice.choice(["land", "leaves", "city"]))](b, p)
    blurred(b, 0.02)
    down, aside = b.unit / b.height, b.unit / b.width
    cells = int(b.dice.integers(6, 9))
    side = 0.94 / cells
    rows = min(cells + 2, int(0.62 / down / side))
    top = 0.5 - rows * side * down / 2
    frame = hsv(float(b.dice.choice([0.6, 0.75, 0.08, 0.5])), 0.6, 0.35)
    b.slab((0.5, 0.5), (0.985, rows * side + 0.05), 0.04, mix(frame, WHITE, 0.35), frame, shadow=0.5)  # fmt: skip
    b.slab((0.5, 0.5), (0.95, rows * side + 0.015), 0.025, mix(frame, BLACK, 0.45), mix(frame, BLACK, 0.2))  # fmt: skip
    inks = [hsv(n / 6 + 0.02, 0.85, 1) for n in range(6)]
    for row in range(rows):
        for column in range(cells):
            at = (0.5 + (column + 0.5 - cells / 2) * side * aside, top + (row + 0.5) * side * down)
            if (row + column) % 2:
                b.slab(at, (side, side), 0.006, WHITE, alpha=0.07)
            _stone(b, at, side * 0.42, inks[int(b.dice.integers(6))], int(b.dice.integers(3)))
    for x in (0.5 - 0.3 * aside, 0.5, 0.5 + 0.3 * aside):
        b.slab((x, top - 0.1 * down), (0.26, 0.12), 0.04, mix(frame, WHITE, 0.2), mix(frame, BLACK, 0.2), shadow=0.35)  # fmt: skip
        b.slab((x, top - 0.1 * down), (0.2, 0.045), 0.02, (255, 236, 180))


def _stone(b: Brush, at: Point, r: float, tone: Rgb, sort: int) -> None:
    dark, bright = mix(tone, BLACK, 0.45), mix(tone, WHITE, 0.45)
    if sort == 0:
        b.oval(at, (r, r), dark)
        b.oval(at, (r * 0.92, r * 0.92), bright, tone)
    else:
        tilt = 45.0 if sort == 2 else 0.0
        b.slab(at, (r * 1.75, r * 1.75), r * 0.45, dark, tilt_deg=tilt)
        b.slab(at, (r * 1.58, r * 1.58), r * 0.4, bright, tone, tilt_deg=tilt)
    b.oval(at_thing(b, at, 0, 0.05, r), (r * 0.62, r * 0.6), tone, mix(tone, WHITE, 0.2))
    b.oval(at_thing(b, at, -0.15, -0.42, r), (r * 0.5, r * 0.24), WHITE, alpha=0.6)


CLOSEUPS: dict[str, Moment] = {
    "dinner": dinner, "fruit": fruit, "flowers": flowers, "match": match_board,
}  # fmt: skip
"""Every such photograph by name."""
