"""People and beasts of pictures made by chance."""

from harness.virtual.fabricate.brush import Brush, Point, mix
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv


def at_thing(b: Brush, at: Point, x: float, y: float, size: float) -> Point:
    """The point (x, y) of a thing, in units of its half width, on the picture."""
    return at[0] + x * size * b.unit / b.width, at[1] + y * size * b.unit / b.height


def any_tone(b: Brush, strength: float = 0.7, light: float = 0.9) -> tuple[int, int, int]:
    """A colour of any hue."""
    return hsv(float(b.dice.random()), strength, light)


def hero(b: Brush, at: Point, s: float, p: Palette) -> None:
    """A fighter of a role-playing game, with a cloak and a sword."""
    cloak, hair = any_tone(b, 0.7, 0.6), any_tone(b, 0.5, 0.8)
    b.curve([at_thing(b, at, x, y, s) for x, y in ((-0.3, -0.4), (0.3, -0.4), (0.9, 1.1), (0, 0.9), (-0.95, 1.15))],
            cloak, mix(cloak, BLACK, 0.6), shadow=0.5)  # fmt: skip
    b.curve([at_thing(b, at, x, y, s) for x, y in ((-0.26, -0.45), (0.26, -0.45), (0.34, 0.3), (0.2, 1), (-0.2, 1), (-0.34, 0.3))],
            (214, 206, 222), (96, 88, 120), shadow=0.3)  # fmt: skip
    b.slab(
        at_thing(b, at, 0, 0.2, s), (s * 0.62, s * 0.12), 0.01, p.accent, mix(p.accent, BLACK, 0.4)
    )
    _head(b, at_thing(b, at, 0, -0.72, s), s * 0.32, hair)
    b.stroke(
        [at_thing(b, at, 0.4, 0.5, s), at_thing(b, at, 1.0, -0.9, s)], s * 0.09, (226, 236, 250)
    )
    b.stroke([at_thing(b, at, 0.36, 0.3, s), at_thing(b, at, 0.62, 0.42, s)], s * 0.07, p.accent)


def _head(b: Brush, at: Point, s: float, hair: tuple[int, int, int]) -> None:
    skin = [(250, 220, 196), (238, 196, 164), (206, 154, 116), (140, 96, 70)][
        int(b.dice.integers(4))
    ]
    b.oval(
        at_thing(b, at, 0, -0.1, s),
        (s * 1.08, s * 1.16),
        mix(hair, WHITE, 0.1),
        mix(hair, BLACK, 0.4),
    )
    b.slab(at_thing(b, at, 0, 0.95, s), (s * 0.6, s * 0.6), s * 0.1, mix(skin, BLACK, 0.2))
    b.oval(
        at_thing(b, at, 0, 0.12, s),
        (s * 0.82, s * 0.98),
        mix(skin, WHITE, 0.15),
        mix(skin, BLACK, 0.15),
    )
    fringe = [(-0.9, 0), (-0.6, -0.75), (0, -1.0), (0.65, -0.75), (0.9, 0), (0.5, -0.4), (0.1, -0.3), (-0.4, -0.42)]  # fmt: skip
    b.curve([at_thing(b, at, x, y, s) for x, y in fringe], hair, mix(hair, BLACK, 0.3))
    _strands(b, at, s, hair)
    _face(b, at, s, skin, hair)


def _strands(b: Brush, at: Point, s: float, hair: tuple[int, int, int]) -> None:
    """Single hairs of the fringe, lighter and darker."""
    for number in range(14):
        x = -0.75 + number * 0.115
        tone = mix(hair, WHITE if number % 3 == 0 else BLACK, float(b.dice.uniform(0.05, 0.3)))
        b.stroke([at_thing(b, at, x * 0.7, -0.95 + abs(x) * 0.2, s), at_thing(b, at, x, -0.45 + abs(x) * 0.3, s)], s * 0.015, tone)  # fmt: skip


def _face(b: Brush, at: Point, s: float, skin: tuple[int, int, int], hair: tuple[int, int, int]) -> None:  # fmt: skip
    """Light from one side, eyes under lids, a nose told by its shadow, lips."""
    side = float(b.dice.choice([-1.0, 1.0]))
    dark, light = mix(skin, BLACK, 0.5), mix(skin, WHITE, 0.6)
    b.shade(at_thing(b, at, 0.55 * side, 0.2, s), (s * 0.5, s * 0.95), dark, 0.5)
    b.shade(at_thing(b, at, -0.35 * side, -0.05, s), (s * 0.42, s * 0.5), light, 0.45)
    b.shade(at_thing(b, at, 0, 1.02, s), (s * 0.45, s * 0.22), dark, 0.6)
    for x in (-0.33, 0.33):
        b.shade(at_thing(b, at, x, 0.06, s), (s * 0.22, s * 0.16), dark, 0.45)
        b.oval(at_thing(b, at, x, 0.1, s), (s * 0.13, s * 0.065), (236, 232, 228))
        b.oval(at_thing(b, at, x, 0.1, s), (s * 0.065, s * 0.068), (52, 38, 32))
        b.oval(at_thing(b, at, x - 0.02, 0.08, s), (s * 0.016, s * 0.016), WHITE)
        b.curve([at_thing(b, at, x + dx, y, s) for dx, y in ((-0.15, 0.11), (0, 0.02), (0.15, 0.09), (0, 0.05))], mix(hair, BLACK, 0.6))  # fmt: skip
        b.curve([at_thing(b, at, x + dx, y, s) for dx, y in ((-0.19, -0.12), (0, -0.19), (0.19, -0.13), (0, -0.15))], mix(hair, BLACK, 0.4))  # fmt: skip
        b.shade(at_thing(b, at, x * 1.2, 0.42, s), (s * 0.2, s * 0.16), (226, 110, 100), 0.25)
    b.shade(at_thing(b, at, 0.09 * side, 0.28, s), (s * 0.09, s * 0.24), dark, 0.4)
    b.shade(at_thing(b, at, -0.02 * side, 0.34, s), (s * 0.06, s * 0.16), light, 0.6)
    for x in (-0.07, 0.07):
        b.shade(at_thing(b, at, x, 0.47, s), (s * 0.045, s * 0.03), mix(dark, BLACK, 0.4), 0.9)
    lips = mix((196, 86, 88), skin, float(b.dice.uniform(0.1, 0.5)))
    b.curve([at_thing(b, at, x, y, s) for x, y in ((-0.2, 0.69), (-0.06, 0.64), (0, 0.66), (0.06, 0.64), (0.2, 0.69), (0, 0.7))], mix(lips, BLACK, 0.2))  # fmt: skip
    b.curve([at_thing(b, at, x, y, s) for x, y in ((-0.19, 0.69), (0, 0.7), (0.19, 0.69), (0, 0.77))], mix(lips, WHITE, 0.12))  # fmt: skip


def person(b: Brush, at: Point, s: float, p: Palette) -> None:
    """Head and shoulders, as of a model."""
    cloth, hair = any_tone(b, float(b.dice.uniform(0.1, 0.8)), 0.85), hsv(0.07, 0.5, float(b.dice.uniform(0.08, 0.5)))  # fmt: skip
    body = (
        (-0.84, 3.2),
        (-0.86, 0.95),
        (-0.68, 0.54),
        (-0.2, 0.36),
        (0.2, 0.36),
        (0.68, 0.54),
        (0.86, 0.95),
        (0.84, 3.2),
    )
    if b.dice.random() < 0.5:
        b.curve(
            [
                at_thing(b, at, x, y, s)
                for x, y in ((-0.55, -0.6), (0.55, -0.6), (0.75, 0.7), (-0.75, 0.7))
            ],
            hair,
        )
    b.curve([at_thing(b, at, x, y, s) for x, y in body], mix(cloth, WHITE, 0.15), mix(cloth, BLACK, 0.35), shadow=0.4)  # fmt: skip
    for x in (-0.6, 0.58):
        b.shade(at_thing(b, at, x + float(b.dice.uniform(-0.1, 0.1)), 1.25, s), (s * 0.09, s * 0.6), mix(cloth, BLACK, 0.6), 0.3)  # fmt: skip
    b.shade(at_thing(b, at, -0.38, 0.8, s), (s * 0.36, s * 0.3), mix(cloth, WHITE, 0.7), 0.35)
    _head(b, at_thing(b, at, 0, -0.26, s), s * 0.46, hair)


def shades(b: Brush, at: Point, s: float, p: Palette) -> None:
    """People from behind, dark against the light."""
    for number in range(int(b.dice.integers(1, 5))):
        x = -0.8 + number * 0.5 + float(b.dice.uniform(-0.1, 0.1))
        tone = mix(BLACK, p.deep, float(b.dice.uniform(0, 0.3)))
        y = float(b.dice.uniform(-0.1, 0.2))
        b.oval(at_thing(b, at, x, y - 0.42, s), (s * 0.13, s * 0.16), tone)
        b.curve([at_thing(b, at, x + dx, y + dy, s) for dx, dy in
                 ((-0.22, 0.8), (-0.26, -0.1), (-0.1, -0.28), (0.1, -0.28), (0.26, -0.1), (0.22, 0.8))], tone)  # fmt: skip


def figure(b: Brush, foot: Point, s: float, color: tuple[int, int, int]) -> None:
    """Somebody who stands, as a dark shape; ``s`` is the height, from the feet."""
    side = -1 if b.dice.random() < 0.5 else 1
    long, up = b.dice.random() < 0.5, b.dice.random() < 0.4

    def at(x: float, y: float) -> Point:
        return at_thing(b, foot, x * side, y, s)

    b.oval(at(0.005, -0.92), (s * 0.056, s * 0.075), color, tilt_deg=-8 * side)
    b.curve([at(x, y) for x, y in ((-0.05, -0.98), (0.01, -1.0), (0.06, -0.94), (-0.02, -0.9), (-0.075, -0.78 if long else -0.88))], color)  # fmt: skip
    b.curve([at(x, y) for x, y in ((-0.03, -0.88), (0.03, -0.87), (0.1, -0.8), (0.1, -0.62), (0.075, -0.5), (-0.08, -0.5), (-0.085, -0.66), (-0.1, -0.8))], color)  # fmt: skip
    if long:
        b.curve([at(x, y) for x, y in ((-0.07, -0.54), (0.07, -0.54), (0.15, -0.22), (0.03, -0.2), (-0.17, -0.24))], color)  # fmt: skip
    for x, knee, end in ((-0.045, -0.06, -0.1), (0.045, 0.06, 0.05)):
        b.shape([at(x - 0.045, -0.52), at(x + 0.045, -0.52), at(knee + 0.032, -0.24), at(end + 0.026, -0.02),
                 at(end + 0.07, 0.0), at(end - 0.024, 0.0), at(knee - 0.034, -0.24)], color)  # fmt: skip
    hand = (0.26, -1.06) if up else (0.13, -0.44)
    elbow = (0.2, -0.86) if up else (0.16, -0.62)
    b.stroke([at(0.085, -0.8), at(*elbow), at(*hand)], s * 0.042, color)
    b.stroke([at(-0.085, -0.8), at(-0.14, -0.62), at(-0.11, -0.44)], s * 0.042, color)


def crowd(b: Brush, top: float, color: tuple[int, int, int]) -> None:
    """Heads and raised arms from behind, dark, from ``top`` (share of the height) downwards."""
    for row in range(3):
        y = top + row * 0.09
        tone = mix(color, (90, 60, 110), 0.35 - 0.17 * row)
        size = 0.05 + 0.022 * row
        for _ in range(14 - 3 * row):
            at = (float(b.dice.uniform(-0.05, 1.05)), y + float(b.dice.uniform(-0.02, 0.03)))
            b.oval(at, (size * 0.8, size), tone)
            b.curve([at_thing(b, at, dx, dy, size) for dx, dy in ((-2, 8), (-1.8, 1.6), (-0.6, 0.7), (0.6, 0.7), (1.8, 1.6), (2, 8))], tone)  # fmt: skip
            if b.dice.random() < 0.55:
                reach = float(b.dice.uniform(-1.2, 1.2))
                high = float(b.dice.uniform(2.4, 4.2))
                side = 1.3 if reach > 0 else -1.3
                b.stroke([at_thing(b, at, side, 2.2, size), at_thing(b, at, side * 1.5, -0.4, size), at_thing(b, at, side + reach, -high, size)],
                         size * 0.55, tone)  # fmt: skip
                b.oval(at_thing(b, at, side + reach, -high - 0.2, size), (size * 0.33, size * 0.45), tone)  # fmt: skip
    b.shape([(0, top + 0.2), (1, top + 0.2), (1, 1), (0, 1)], color)


def back(b: Brush, at: Point, s: float) -> None:
    """Somebody from behind, from the shoulders up, who looks into the picture."""
    cloth, hair = any_tone(b, float(b.dice.uniform(0.05, 0.6)), float(b.dice.uniform(0.12, 0.5))), hsv(0.07, 0.55, float(b.dice.uniform(0.08, 0.4)))  # fmt: skip
    body = ((-0.95, 3.0), (-0.92, 0.98), (-0.66, 0.62), (-0.2, 0.46), (0.2, 0.46), (0.66, 0.62), (0.92, 0.98), (0.95, 3.0))  # fmt: skip
    b.curve([at_thing(b, at, x, y, s) for x, y in body], mix(cloth, WHITE, 0.2), mix(cloth, BLACK, 0.5), shadow=0.45)  # fmt: skip
    for _ in range(7):
        x = float(b.dice.uniform(-0.8, 0.8))
        b.shade(at_thing(b, at, x, float(b.dice.uniform(0.9, 1.8)), s), (s * 0.07, s * float(b.dice.uniform(0.3, 0.7))), mix(cloth, BLACK, 0.6) if b.dice.random() < 0.7 else WHITE, 0.25)  # fmt: skip
    long = b.dice.random() < 0.75
    b.slab(at_thing(b, at, 0, 0.36, s), (s * 0.34, s * 0.4), s * 0.08, (176, 124, 96), (120, 80, 60))  # fmt: skip
    tips = (
        ((0.46, 1.0), (0.0, 1.12), (-0.46, 1.0)) if long else ((0.3, 0.3), (0.0, 0.38), (-0.3, 0.3))
    )
    outline = ((-0.4, -0.3), (-0.3, -0.62), (0, -0.74), (0.3, -0.62), (0.4, -0.3), (0.37, 0.06), *tips, (-0.37, 0.06))  # fmt: skip
    b.curve([at_thing(b, at, x, y, s) for x, y in outline], mix(hair, WHITE, 0.15), mix(hair, BLACK, 0.45), shadow=0.3)  # fmt: skip
    end = 0.95 if long else 0.25
    for _ in range(46):
        x = float(b.dice.uniform(-0.34, 0.34))
        tone = mix(
            hair, WHITE if b.dice.random() < 0.45 else BLACK, float(b.dice.uniform(0.1, 0.4))
        )
        b.stroke([at_thing(b, at, x * 0.4, -0.7, s), at_thing(b, at, x, -0.3, s), at_thing(b, at, x * 1.15, end * float(b.dice.uniform(0.6, 1)), s)], s * 0.012, tone)  # fmt: skip
    b.shade(at_thing(b, at, float(b.dice.choice([-0.24, 0.24])), -0.4, s), (s * 0.14, s * 0.24), (255, 236, 200), 0.4)  # fmt: skip


def mascot(b: Brush, at: Point, s: float, p: Palette) -> None:
    """A beast with round ears that belongs to some brand."""
    tone = any_tone(b, 0.5, 0.97)
    b.oval(
        at_thing(b, at, 0, 0.75, s),
        (s * 0.62, s * 0.6),
        mix(tone, WHITE, 0.2),
        mix(tone, BLACK, 0.2),
        shadow=0.35,
    )
    for x in (-0.5, 0.5):
        b.oval(
            at_thing(b, at, x, -0.62, s),
            (s * 0.22, s * 0.32),
            tone,
            mix(tone, BLACK, 0.15),
            tilt_deg=x * 40,
        )
    b.oval(
        at_thing(b, at, 0, -0.1, s),
        (s * 0.82, s * 0.7),
        mix(tone, WHITE, 0.25),
        mix(tone, BLACK, 0.1),
        shadow=0.3,
    )
    for x in (-0.32, 0.32):
        b.oval(at_thing(b, at, x, -0.14, s), (s * 0.1, s * 0.13), (40, 34, 40))
        b.oval(at_thing(b, at, x - 0.03, -0.19, s), (s * 0.035, s * 0.04), WHITE)
        b.oval(at_thing(b, at, x * 1.6, 0.1, s), (s * 0.11, s * 0.07), (255, 150, 150), alpha=0.6)
    b.oval(at_thing(b, at, 0, 0.12, s), (s * 0.12, s * 0.07), (190, 70, 80))
