"""Grounds of pictures made by chance: one function a sort, each different at every call."""

import math
from collections.abc import Callable

import cv2
import numpy as np

from harness.virtual.fabricate.brush import Brush, Rgb, as_pixels, mix
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv


def _gradient(b: Brush, p: Palette) -> None:
    field = b.slope(float(b.dice.uniform(30, 150))) if b.dice.random() < 0.6 else b.rings(
        (float(b.dice.uniform(0.2, 0.8)), float(b.dice.uniform(0.2, 0.7))))  # fmt: skip
    b.flood(field, (p.pale, p.mid, p.deep))
    if b.dice.random() < 0.5:
        b.rays((0.5, float(b.dice.uniform(0.3, 0.6))), WHITE, int(b.dice.integers(10, 34)),
               float(b.dice.uniform(0.06, 0.28)))  # fmt: skip


def _mist(b: Brush, p: Palette) -> None:
    field = 0.6 * b.clouds(2, 4, 0.6) + 0.4 * b.slope(90)
    b.flood(field, (p.deep, p.mid, p.pale) if b.dice.random() < 0.5 else (p.pale, p.mid, p.deep))


def _flat(b: Brush, p: Palette) -> None:
    b.flood(b.slope(90), (p.mid, mix(p.mid, p.pale, 0.2)))
    for _ in range(int(b.dice.integers(2, 7))):
        at = (float(b.dice.uniform(-0.1, 1.1)), float(b.dice.uniform(-0.1, 1.1)))
        size = float(b.dice.uniform(0.08, 0.6))
        tone = mix(p.mid, p.pale if b.dice.random() < 0.6 else p.deep, float(b.dice.uniform(0.2, 0.7)))  # fmt: skip
        b.oval(at, (size, size * float(b.dice.uniform(0.7, 1))), tone, alpha=0.8)


def _plain(b: Brush, p: Palette) -> None:
    b.flood(b.slope(90), (mix(WHITE, p.pale, 0.3), WHITE, mix(WHITE, p.pale, 0.6)))


def _pattern(b: Brush, p: Palette) -> None:
    b.flood(b.slope(90), (p.mid, mix(p.mid, p.deep, 0.4)))
    tone = mix(p.mid, p.pale, 0.25)
    sort, step = int(b.dice.integers(3)), float(b.dice.uniform(0.08, 0.2))
    tilt = float(b.dice.uniform(20, 70))
    rows = math.ceil(b.height / b.unit / step) + 1
    for row in range(rows):
        y = row * step * b.unit / b.height
        if sort == 0:
            b.shape([(-0.2, y), (1.2, y - 0.2), (1.2, y - 0.2 + step * 0.3), (-0.2, y + step * 0.3)],
                    tone)  # fmt: skip
            continue
        for column in range(math.ceil(1 / step) + 1):
            at = ((column + row % 2 / 2) * step, y)
            if sort == 1:
                b.oval(at, (step * 0.18, step * 0.18), tone)
            else:
                b.slab(at, (step * 0.4, step * 0.4), 0.01, tone, tilt_deg=tilt)


def ridge(b: Brush, base: float, rough: float, color: Rgb, foot: Rgb) -> None:
    """Hills up to the foot of the picture; ``rough`` is how far they rise and fall."""
    heights = np.zeros(2)
    for step in range(7):
        middles = (heights[:-1] + heights[1:]) / 2
        middles = middles + b.dice.normal(0, rough / 1.9**step, len(middles))
        heights = np.insert(heights, range(1, len(heights)), middles)
    xs = np.linspace(-0.01, 1.01, len(heights))
    line = [(float(x), base - float(h)) for x, h in zip(xs, heights, strict=True)]
    b.shape([*line, (1.01, 1.01), (-0.01, 1.01)], color, foot)


def mottle(b: Brush, top: float, bottom: float, amount: float, cells: int = 24) -> None:
    """Uneven light over a band, as of grass, rock or water."""
    rows = slice(max(0, round(top * b.height)), min(b.height, round(bottom * b.height)))
    field = b.clouds(cells, 4, 2.2)[rows]
    rise = np.clip(np.arange(len(field), dtype=np.float32) / (0.12 * b.height), 0, 1) * amount
    part = b.px[rows].astype(np.float32) * (1 + rise[:, None] * (field - 0.5))[..., None]
    b.px[rows] = np.clip(part, 0, 255).astype(np.uint8)


def _land(b: Brush, p: Palette) -> None:
    hue, dusk = float(b.dice.random()), b.dice.random() < 0.4
    sky = [hsv(0.6, 0.55, 0.75), hsv(0.57, 0.25, 0.97)]
    if dusk:
        sky = [hsv(0.65, 0.6, 0.35), hsv(0.97, 0.45, 0.8), hsv(0.1, 0.5, 1)]
    b.flood(b.slope(90), sky)
    horizon = float(b.dice.uniform(0.45, 0.7))
    b.veil(np.clip(b.clouds(3, 5, 2.5) * 2 - 1, 0, 1), WHITE, float(b.dice.uniform(0.2, 0.8)))
    b.glow((float(b.dice.random()), horizon - 0.1), 0.5, hsv(0.12, 0.4, 1), 0.9)
    far, near = hsv(0.55 + hue * 0.1, 0.35, 0.55), hsv(0.2 + hue * 0.25, 0.5, 0.4)
    layers = int(b.dice.integers(2, 5))
    for layer in range(layers):
        tone = mix(far, near, layer / layers)
        ridge(b, horizon + layer * 0.09, 0.12 - layer * 0.02, tone, mix(tone, BLACK, 0.45))
    mottle(b, horizon - 0.1, 1.0, 0.7)
    if b.dice.random() < 0.4:
        water = [(0, horizon + 0.15), (1, horizon + 0.15), (1, 1), (0, 1)]
        b.shape(water, mix(sky[-1], far, 0.4), mix(far, BLACK, 0.4), alpha=0.9)
        mottle(b, horizon + 0.15, 1.0, 0.5, 9)


def _city(b: Brush, p: Palette) -> None:
    night = b.dice.random() < 0.6
    sky = [hsv(0.64, 0.7, 0.12), hsv(0.7, 0.5, 0.4), hsv(0.04, 0.4, 0.8)]
    b.flood(b.slope(90), sky if night else [hsv(0.58, 0.4, 0.8), hsv(0.1, 0.1, 0.96)])
    for layer in range(3):
        tone = mix((60, 62, 88) if night else (150, 160, 175), BLACK, 0.2 + layer * 0.25)
        left = -0.05
        while left < 1:
            wide, high = float(b.dice.uniform(0.06, 0.18)), float(b.dice.uniform(0.12, 0.42 - layer * 0.08))  # fmt: skip
            base = 0.75 + layer * 0.1
            b.shape([(left, base - high), (left + wide, base - high), (left + wide, 1), (left, 1)],
                    tone, mix(tone, BLACK, 0.5))  # fmt: skip
            windows(b, (left, base - high, left + wide, base), night=night)
            left += wide * float(b.dice.uniform(0.95, 1.3))
    if night:
        b.lights([hsv(0.1, 0.6, 1), hsv(0.95, 0.5, 1), hsv(0.55, 0.5, 1)], 24, 0.05)


def windows(b: Brush, box: tuple[float, float, float, float], *, night: bool) -> None:
    """Windows of a house, some of them lit; the box in shares of the picture."""
    x0, y0, x1, y1 = (round(v * s) for v, s in zip(box, (b.width, b.height) * 2, strict=True))
    step = max(4, round(b.unit * 0.022))
    lit = (255, 214, 140) if night else (205, 220, 232)
    for y in range(y0 + step, y1 - step, step * 2):
        for x in range(x0 + step // 2, x1 - step, step * 2):
            if b.dice.random() < 0.45:
                ink = mix(lit, BLACK, float(b.dice.uniform(0, 0.5)))
                cv2.rectangle(b.px, (x, y), (x + step - 1, y + step - 1), ink, -1)


def _leaves(b: Brush, p: Palette) -> None:
    hue = float(b.dice.choice([0.28, 0.3, 0.24, 0.95, 0.1, 0.83]))
    b.flood(b.clouds(3, 4), (hsv(hue, 0.6, 0.1), hsv(hue, 0.6, 0.35), hsv(hue - 0.05, 0.4, 0.7)))
    for depth in range(3):
        for _ in range(90):
            spot = (int(b.dice.random() * b.width), int(b.dice.random() * b.height))
            r = b.unit * float(b.dice.uniform(0.012, 0.05)) * (0.7 + depth * 0.4)
            tone = hsv(hue + float(b.dice.normal(0, 0.03)), float(b.dice.uniform(0.35, 0.9)),
                       float(b.dice.uniform(0.2, 0.5)) + depth * 0.17)  # fmt: skip
            axes = (max(1, round(r)), max(1, round(r * float(b.dice.uniform(0.3, 0.7)))))
            cv2.ellipse(b.px, spot, axes, int(b.dice.integers(180)), 0, 360, tone, -1, cv2.LINE_AA)
        if depth < 2:
            b.px = as_pixels(cv2.blur(b.px, (max(1, round(b.unit * 0.02 * (2 - depth))),) * 2))
    if b.dice.random() < 0.5:
        b.lights([hsv(hue - 0.1, 0.3, 1)], 14, 0.09)


def _room(b: Brush, p: Palette) -> None:
    wall, floor = hsv(float(b.dice.random()), 0.12, 0.9), hsv(0.08, 0.4, float(b.dice.uniform(0.4, 0.75)))  # fmt: skip
    edge = float(b.dice.uniform(0.55, 0.75))
    b.flood(b.rings((float(b.dice.random()), 0.3)), (mix(wall, WHITE, 0.4), wall, mix(wall, BLACK, 0.3)))  # fmt: skip
    side = 256
    boards = np.zeros((side, side, 3), np.uint8)
    for row in range(8):
        tone = mix(floor, BLACK, float(b.dice.uniform(0, 0.3)))
        boards[row * 32 : row * 32 + 31] = tone
    grainy = cv2.resize(b.dice.random((side, 24), dtype=np.float32), (side, side))
    boards = np.clip(boards * (0.85 + 0.3 * grainy[..., None]), 0, 255).astype(np.uint8)
    w, h = b.width, b.height
    quad = np.array([[0, edge * h], [w, edge * h], [w * 2.2, h * 1.1], [-w * 1.2, h * 1.1]], np.float32)  # fmt: skip
    turn = cv2.getPerspectiveTransform(
        np.array([[0, 0], [0, side], [side, side], [side, 0]], np.float32), quad)  # fmt: skip
    laid = cv2.warpPerspective(boards, turn, (w, h), borderMode=cv2.BORDER_REFLECT)
    row = round(edge * h)
    b.px[row:] = laid[row:]
    b.shape([(0, edge - 0.012), (1, edge - 0.012), (1, edge), (0, edge)], WHITE, mix(wall, BLACK, 0.2))  # fmt: skip
    light = float(b.dice.uniform(0.1, 0.6))
    b.shape([(light, 0.08), (light + 0.3, 0.08), (light + 0.3, 0.35), (light, 0.35)], (240, 248, 255),
            (205, 228, 245))  # fmt: skip
    b.shape([(light, edge), (light + 0.3, edge), (light + 0.5, 1), (light + 0.05, 1)], WHITE, alpha=0.18)  # fmt: skip


def _studio(b: Brush, p: Palette) -> None:
    b.flood(b.rings((0.5, 0.45)), (mix(p.pale, WHITE, 0.3), p.mid, mix(p.deep, BLACK, 0.2)))
    edge = float(b.dice.uniform(0.62, 0.78))
    b.shape([(0, edge), (1, edge), (1, 1), (0, 1)], mix(p.mid, WHITE, 0.25), p.mid, alpha=0.75)
    for _ in range(int(b.dice.integers(0, 3))):
        at = (float(b.dice.uniform(0.2, 0.8)), edge + 0.06)
        b.slab(at, (0.5, 0.2), 0.02, mix(p.pale, WHITE, 0.2), p.mid, shadow=0.3)


def _bokeh(b: Brush, p: Palette) -> None:
    b.flood(b.clouds(2, 3), (BLACK, p.deep, p.mid))
    b.lights([p.accent, p.pale, p.mid], 46, float(b.dice.uniform(0.04, 0.12)))


def _video(b: Brush, p: Palette) -> None:
    """A blurred moment with black bars, as videos fill tall screens."""
    _SCENES[int(b.dice.integers(len(_SCENES)))](b, p)
    blurred = as_pixels(cv2.blur(cv2.blur(b.px, (31, 31)), (31, 31))) // 2
    deep = round(b.width * float(b.dice.uniform(0.5, 0.8)))
    top = max(0, (b.height - deep) // 2)
    middle = cv2.resize(b.px, (b.width, min(deep, b.height)), interpolation=cv2.INTER_AREA)
    b.px = blurred if b.dice.random() < 0.6 else np.zeros_like(b.px)
    b.px[top : top + middle.shape[0]] = middle


_SCENES = (_land, _city, _leaves, _room)
PHOTOGRAPHIC: dict[str, Callable[[Brush, Palette], None]] = {
    "land": _land, "city": _city, "leaves": _leaves, "room": _room,
    "bokeh": _bokeh, "video": _video,
}  # fmt: skip
"""Grounds that pass for photographs."""
DRAWN: dict[str, Callable[[Brush, Palette], None]] = {
    "gradient": _gradient, "mist": _mist, "flat": _flat, "plain": _plain, "pattern": _pattern,
    "studio": _studio,
}  # fmt: skip
"""Grounds of designed pictures."""
