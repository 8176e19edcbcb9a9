"""Photographs made by chance: a place, a light, and something or somebody in it."""

import math
from collections.abc import Callable

import numpy as np

from harness.virtual.fabricate import closeups, grounds
from harness.virtual.fabricate.brush import Brush, Point, Rgb, mix
from harness.virtual.fabricate.closeups import CLOSEUPS
from harness.virtual.fabricate.finish import develop
from harness.virtual.fabricate.goods import MORE_GOODS
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv
from harness.virtual.fabricate.people import back, crowd, figure
from harness.virtual.fabricate.solids import solid
from harness.virtual.fabricate.things import GOODS
from harness.virtual.fabricate.vehicles import car_behind
from harness.virtual.fabricate.vistas import VISTAS, blurred

Moment = Callable[[Brush, Palette], None]


def photograph(b: Brush, colors: Palette) -> None:
    """Fill the picture with some moment, as a camera would have it."""
    MOMENTS[_NAMES[int(b.dice.integers(len(_NAMES)))]](b, colors)
    develop(b)


def fade(b: Brush, color: Rgb, strength: float, start: float, *, up: bool = False) -> None:
    """Let the picture run into a colour from ``start`` (share of the height) to its foot or top."""
    rise = np.linspace(0, 1, b.height, dtype=np.float32)
    rise = np.clip((start - rise) / max(0.01, start), 0, 1) if up else np.clip(
        (rise - start) / max(0.01, 1 - start), 0, 1)  # fmt: skip
    cover = np.repeat(rise[:, None], b.width, axis=1)
    b.veil(cover * (2 - cover), color, strength)


def dusk(b: Brush, p: Palette) -> None:
    """Somebody against a low sun."""
    hue = float(b.dice.choice([0.06, 0.09, 0.11, 0.97, 0.6]))
    b.flood(b.slope(90), (hsv(hue + 0.02, 0.55, 0.55), hsv(hue, 0.6, 0.9), hsv(hue + 0.04, 0.4, 1), hsv(hue, 0.7, 0.5)))  # fmt: skip
    b.veil(np.clip(b.clouds(2, 4, 2.4) * 1.6 - 0.7, 0, 1), hsv(hue - 0.03, 0.5, 0.5), 0.4)
    sun = (float(b.dice.uniform(0.25, 0.75)), float(b.dice.uniform(0.4, 0.6)))
    b.glow(sun, 0.9, hsv(hue + 0.05, 0.3, 1), 1.0)
    b.glow(sun, 0.3, WHITE, 1.0)
    dark = hsv(hue, 0.8, 0.12)
    for layer in range(2):
        grounds.ridge(b, 0.74 + layer * 0.08, 0.05, mix(hsv(hue, 0.6, 0.5), dark, 0.4 + layer * 0.5), dark)  # fmt: skip
    for number in range(int(b.dice.integers(1, 3))):
        size = float(b.dice.uniform(0.5, 0.8))
        x = float(b.dice.uniform(0.2, 0.5)) + number * 0.33
        figure(b, (x, 0.94), size, dark)
    _blades(b, dark)
    b.glow(sun, 1.3, hsv(hue + 0.03, 0.5, 1), 0.35)


def _blades(b: Brush, color: Rgb) -> None:
    """Grass before the lens."""
    for _ in range(130):
        x, high = float(b.dice.uniform(-0.05, 1.05)), float(b.dice.uniform(0.04, 0.15))
        lean = float(b.dice.normal(0, 0.03))
        b.stroke([(x, 1.01), (x + lean * 0.4, 1 - high * 0.6), (x + lean, 1 - high)], 0.004, color)


def concert(b: Brush, p: Palette) -> None:
    """Hands before a stage and its lights."""
    hue = float(b.dice.uniform(0.5, 1.0))
    b.flood(b.slope(90), (hsv(hue, 0.8, 0.1), hsv(hue, 0.75, 0.5), hsv(hue + 0.08, 0.35, 1), hsv(hue, 0.9, 0.12)))  # fmt: skip
    for _ in range(7):
        x = float(b.dice.uniform(-0.1, 1.1))
        tone = hsv(hue + float(b.dice.uniform(-0.12, 0.2)), 0.4, 1)
        wide = float(b.dice.uniform(0.03, 0.13))
        foot = x + float(b.dice.uniform(-0.5, 0.5))
        b.shape([(x - 0.01, -0.02), (x + 0.01, -0.02), (foot + wide, 0.8), (foot - wide, 0.8)], tone, p.deep, alpha=0.3)  # fmt: skip
        b.glow((x, 0.02), 0.16, tone, 1)
    blurred(b, 0.02)
    b.glow((0.5, 0.56), 0.9, hsv(hue + 0.1, 0.25, 1), 0.9)
    b.lights([hsv(hue, 0.3, 1), WHITE, hsv(hue + 0.2, 0.5, 1)], 26, 0.02)
    crowd(b, 0.72, hsv(hue, 0.8, 0.06))


def table(b: Brush, p: Palette) -> None:
    """Goods on a table, the room behind them out of focus."""
    _backdrop(b, p)
    edge = float(b.dice.uniform(0.58, 0.72))
    wood = hsv(float(b.dice.choice([0.07, 0.08, 0.1, 0.58])), float(b.dice.uniform(0.05, 0.5)), float(b.dice.uniform(0.35, 0.92)))  # fmt: skip
    b.shape([(0, edge), (1, edge), (1, 1), (0, 1)], mix(wood, WHITE, 0.35), mix(wood, BLACK, 0.35))
    grain = b.clouds(3, 5, 9.0)
    row = round(edge * b.height)
    part = b.px[row:].astype(np.float32) * (0.86 + 0.28 * grain[row:])[..., None]
    b.px[row:] = np.clip(part, 0, 255).astype(np.uint8)
    middle = (float(b.dice.uniform(0.4, 0.6)), edge - 0.02)
    names = [name for name in GOODS if name not in {"car", "sofa"}]
    for side in (-1, 1):
        at = (middle[0] + side * float(b.dice.uniform(0.26, 0.42)), edge - 0.04)
        stand(b, str(b.dice.choice(names)), at, float(b.dice.uniform(0.14, 0.2)), p)
    blurred(b, 0.012)
    stand(
        b, str(b.dice.choice(names)), (middle[0], edge + 0.07), float(b.dice.uniform(0.3, 0.42)), p
    )


def _backdrop(b: Brush, p: Palette) -> None:
    sort = int(b.dice.integers(4))
    if sort == 0:
        b.flood(b.clouds(2, 3), (mix(p.deep, BLACK, 0.4), p.mid, mix(p.pale, WHITE, 0.3)))
        b.lights([p.pale, hsv(0.1, 0.4, 1), WHITE], 22, 0.08)
    elif sort == 1:
        b.flood(b.rings((float(b.dice.uniform(0.2, 0.8)), 0.3)), (mix(p.pale, WHITE, 0.5), p.pale, mix(p.mid, BLACK, 0.1)))  # fmt: skip
        b.shape([(0.1, 0), (0.5, 0), (0.95, 1), (0.45, 1)], WHITE, alpha=0.25)
        blurred(b, 0.05)
    else:
        grounds.PHOTOGRAPHIC[str(b.dice.choice(["leaves", "room", "city", "land"]))](b, p)
        blurred(b, 0.07)


def stand(b: Brush, name: str, foot: Point, s: float, p: Palette) -> None:
    """Set a thing on a surface: it mirrors darkly and shades the ground it touches."""
    lift = s * b.unit / b.height
    b.shade((foot[0] + s * 0.12, foot[1]), (s * 1.45, s * 0.24), BLACK, 0.35)
    b.shade((foot[0], foot[1] - lift * 0.03), (s * 0.95, s * 0.09), BLACK, 0.6)
    solid(b, name, (foot[0], foot[1] - lift * GOODS.get(name, 0.9)), s, p)


def street(b: Brush, p: Palette) -> None:
    """Somebody before the lights of a town, all but the foreground out of focus."""
    grounds.PHOTOGRAPHIC[str(b.dice.choice(["city", "bokeh", "leaves", "room"]))](b, p)
    blurred(b, 0.05)
    b.lights([hsv(0.1, 0.5, 1), p.accent, WHITE], 24, 0.07)
    spot = (float(b.dice.uniform(0.3, 0.7)), float(b.dice.uniform(0.52, 0.66)))
    if b.dice.random() < 0.7:
        back(b, spot, float(b.dice.uniform(0.4, 0.6)))
        blurred(b, float(b.dice.uniform(0.004, 0.012)))
        return
    solid(b, "person", spot, float(b.dice.uniform(0.42, 0.62)), p)
    blurred(b, float(b.dice.uniform(0.06, 0.08)))
    near = (float(b.dice.uniform(0.3, 0.7)), float(b.dice.uniform(0.72, 0.85)))
    solid(b, str(b.dice.choice(["phone", "cup", "book", "bottle"])), near, float(b.dice.uniform(0.2, 0.3)), p)  # fmt: skip


def interior(b: Brush, p: Palette) -> None:
    """A room with a sofa, pictures on the wall and the light of a lamp."""
    grounds.PHOTOGRAPHIC["room"](b, p)
    down = b.unit / b.height
    for at in range(int(b.dice.integers(1, 4))):
        spot = (float(b.dice.uniform(0.1, 0.25)) + at * 0.3, float(b.dice.uniform(0.38, 0.46)))
        size = (float(b.dice.uniform(0.16, 0.24)), float(b.dice.uniform(0.18, 0.3)))
        b.slab(spot, size, 0.004, (70, 54, 42), (36, 28, 24), shadow=0.35)
        b.slab(spot, (size[0] - 0.03, size[1] - 0.03), 0.0, p.pale, p.mid)
        b.oval((spot[0], spot[1] + 0.03 * down), (size[0] * 0.25, size[0] * 0.2), p.accent, p.deep)
    sofa = (float(b.dice.uniform(0.4, 0.6)), float(b.dice.uniform(0.74, 0.82)))
    stand(b, "sofa", sofa, float(b.dice.uniform(0.36, 0.48)), p)
    lamp = (float(b.dice.choice([0.1, 0.9])), 0.46)
    b.stroke([lamp, (lamp[0], sofa[1] - 0.02)], 0.012, (40, 36, 34))
    b.shape([(lamp[0] - 0.07, lamp[1]), (lamp[0] + 0.07, lamp[1]), (lamp[0] + 0.045, lamp[1] - 0.13 * down), (lamp[0] - 0.045, lamp[1] - 0.13 * down)],
            (255, 236, 196), (255, 216, 150), shadow=0.2)  # fmt: skip
    b.glow(lamp, 0.6, (255, 226, 170), 0.6)


def lookout(b: Brush, p: Palette) -> None:
    """Somebody from behind before a wide view."""
    VISTAS[str(b.dice.choice(["peaks", "night", "fireworks", "forest"]))](b, p)
    blurred(b, float(b.dice.uniform(0.004, 0.03)))
    back(b, (float(b.dice.uniform(0.3, 0.7)), float(b.dice.uniform(0.64, 0.76))), float(b.dice.uniform(0.3, 0.46)))  # fmt: skip
    blurred(b, 0.004)


def plinth(b: Brush, p: Palette) -> None:
    """Goods on a plinth."""
    at = closeups.plinth(b)
    name = str(b.dice.choice(["bottle", "shoe", "cup", "phone", "gift", *MORE_GOODS]))
    stand(b, name, at, float(b.dice.uniform(0.2, 0.28)), p)


def road(b: Brush, p: Palette) -> None:
    """A road to the horizon under a wide sky, with a car on it."""
    grounds.PHOTOGRAPHIC["land"](b, p)
    horizon, middle = 0.6, float(b.dice.uniform(0.4, 0.6))
    b.shape([(middle - 0.02, horizon), (middle + 0.02, horizon), (1.3, 1), (-0.3, 1)], (92, 94, 100), (48, 50, 56))  # fmt: skip
    for step in range(6):
        near, far = (horizon + 0.4 * (t / 6) ** 1.6 for t in (step + 0.55, step))
        wide = [0.004 + 0.05 * (y - horizon) for y in (near, far)]
        b.shape([(middle - wide[1], far), (middle + wide[1], far), (middle + wide[0], near), (middle - wide[0], near)], (226, 224, 214))  # fmt: skip
    blurred(b, 0.006)
    car_behind(b, (middle + float(b.dice.uniform(0.02, 0.1)), 0.84), float(b.dice.uniform(0.16, 0.24)))  # fmt: skip
    b.glow((middle, horizon), 0.7, hsv(0.1, 0.3, 1), 0.5)


def sea(b: Brush, p: Palette) -> None:
    """Water that glitters, and a shore."""
    warm = b.dice.random() < 0.5
    sky = (hsv(0.58, 0.6, 0.8), hsv(0.55, 0.25, 0.98)) if not warm else (hsv(0.7, 0.35, 0.6), hsv(0.04, 0.45, 1), hsv(0.12, 0.4, 1))  # fmt: skip
    b.flood(b.slope(90), (*sky, sky[-1]))
    b.veil(np.clip(b.clouds(3, 5, 2.6) * 1.8 - 0.9, 0, 1), WHITE, 0.7)
    edge = float(b.dice.uniform(0.42, 0.58))
    b.shape([(0, edge), (1, edge), (1, 1), (0, 1)], mix(sky[-1], hsv(0.55, 0.7, 0.7), 0.5), hsv(0.52, 0.8, 0.4))  # fmt: skip
    row = round(edge * b.height)
    waves = b.clouds(5, 6, 7.0)[row:]
    shine = np.clip((waves - 0.55) * 4, 0, 1)[..., None] * np.float32(150)
    b.px[row:] = np.clip(b.px[row:] * (0.75 + 0.5 * waves[..., None]) + shine, 0, 255).astype(np.uint8)  # fmt: skip
    shore = [(0, 1.02), (0, 0.9), *((x / 8, 0.9 - 0.05 * math.sin(x / 2 + edge * 30)) for x in range(9)), (1, 1.02)]  # fmt: skip
    b.shape(shore, (238, 220, 188), (206, 180, 140), shadow=0.2)
    if b.dice.random() < 0.6:
        figure(b, (float(b.dice.uniform(0.25, 0.75)), 0.93), float(b.dice.uniform(0.3, 0.5)), (38, 30, 34))  # fmt: skip


MOMENTS: dict[str, Moment] = {
    "dusk": dusk, "concert": concert, "table": table, "street": street, "plinth": plinth, "interior": interior, "lookout": lookout, "road": road,
    "sea": sea, **VISTAS, **CLOSEUPS,
}  # fmt: skip
"""Every moment by name."""
_NAMES = (*MOMENTS, "table", "street", "plinth", "dinner")
