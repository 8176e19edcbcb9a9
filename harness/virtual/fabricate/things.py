"""Things that pictures made by chance show: goods, money, food, games, people."""

import math
from collections.abc import Callable

import numpy as np

from harness.virtual.fabricate import closeups, people
from harness.virtual.fabricate.brush import Brush, Point, mix
from harness.virtual.fabricate.goods import MORE_GOODS
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv
from harness.virtual.fabricate.people import any_tone, at_thing

Thing = Callable[[Brush, Point, float, Palette], None]
"""Paints itself about a point, ``size`` being its half width as a share of ``unit``."""


def _phone(b: Brush, at: Point, s: float, p: Palette) -> None:
    tilt = float(b.dice.uniform(-18, 18))
    b.slab(at, (s * 1.1, s * 2.2), s * 0.16, (205, 208, 216), (110, 115, 126), tilt_deg=tilt, shadow=0.5)  # fmt: skip
    b.slab(at, (s * 1.04, s * 2.14), s * 0.13, (12, 13, 18), tilt_deg=tilt)
    b.slab(at, (s * 0.98, s * 2.06), s * 0.1, any_tone(b), any_tone(b, 0.8, 0.6), tilt_deg=tilt)
    turn = math.radians(tilt)
    for row in range(4):
        y = -0.6 + row * 0.42
        spot = at_thing(b, at, -y * math.sin(turn), y * math.cos(turn), s)
        b.slab(spot, (s * 0.8, s * 0.3), s * 0.05, WHITE, tilt_deg=tilt, alpha=0.7)


def _bottle(b: Brush, at: Point, s: float, p: Palette) -> None:
    tone = any_tone(b, 0.45, 0.95)
    b.slab(at_thing(b, at, 0, 0.25, s), (s * 0.95, s * 1.7), s * 0.2, mix(tone, WHITE, 0.5), mix(tone, BLACK, 0.35),
           shadow=0.45, sideways=True)  # fmt: skip
    b.slab(at_thing(b, at, 0, -0.78, s), (s * 0.4, s * 0.5), s * 0.06, (60, 50, 52), (25, 20, 24), sideways=True)  # fmt: skip
    b.slab(
        at_thing(b, at, 0, 0.4, s), (s * 0.7, s * 0.8), s * 0.04, mix(WHITE, tone, 0.15), alpha=0.9
    )
    for row, wide in enumerate((0.44, 0.3, 0.36)):
        b.slab(at_thing(b, at, 0, 0.18 + row * 0.2, s), (s * wide, s * 0.07), s * 0.02, mix(tone, BLACK, 0.5))  # fmt: skip
    b.slab(at_thing(b, at, -0.34, 0.25, s), (s * 0.06, s * 1.4), s * 0.03, WHITE, alpha=0.6)


def _gift(b: Brush, at: Point, s: float, p: Palette) -> None:
    tone = any_tone(b)
    b.slab(
        at_thing(b, at, 0, 0.25, s),
        (s * 1.6, s * 1.2),
        s * 0.08,
        tone,
        mix(tone, BLACK, 0.35),
        shadow=0.5,
    )
    b.slab(
        at_thing(b, at, 0, -0.42, s),
        (s * 1.8, s * 0.4),
        s * 0.06,
        mix(tone, WHITE, 0.25),
        tone,
        shadow=0.3,
    )
    b.slab(
        at_thing(b, at, 0, 0.12, s), (s * 0.34, s * 1.5), 0.005, p.accent, mix(p.accent, BLACK, 0.2)
    )
    for side in (-1, 1):
        b.oval(at_thing(b, at, side * 0.34, -0.8, s), (s * 0.36, s * 0.2), p.accent, mix(p.accent, BLACK, 0.3),
               tilt_deg=side * 25)  # fmt: skip
    b.ball(at_thing(b, at, 0, -0.7, s), s * 0.13, p.accent)


def _packet(b: Brush, at: Point, s: float, p: Palette) -> None:
    b.slab(at, (s * 1.5, s * 2.1), s * 0.1, (246, 70, 54), (196, 20, 28), shadow=0.5,
           tilt_deg=float(b.dice.uniform(-8, 8)))  # fmt: skip
    b.curve([at_thing(b, at, x, y, s) for x, y in ((-0.75, -1), (0.75, -1), (0.75, -0.45), (0, -0.1), (-0.75, -0.45))],
            (255, 110, 84), (228, 40, 36), shadow=0.3)  # fmt: skip
    b.oval(
        at_thing(b, at, 0, -0.16, s),
        (s * 0.36, s * 0.36),
        (255, 236, 170),
        (232, 170, 60),
        shadow=0.4,
    )
    b.oval(at_thing(b, at, 0, -0.16, s), (s * 0.27, s * 0.27), (255, 222, 130), (245, 190, 84))


def _coins(b: Brush, at: Point, s: float, p: Palette) -> None:
    for _ in range(int(b.dice.integers(8, 18))):
        spot = at_thing(b, at, float(b.dice.normal(0, 0.5)), float(b.dice.normal(0.2, 0.35)), s)
        r = s * float(b.dice.uniform(0.12, 0.26))
        flat, tilt = float(b.dice.uniform(0.35, 1)), float(b.dice.uniform(-40, 40))
        b.oval(spot, (r, r * flat), (214, 140, 22), (150, 90, 10), tilt_deg=tilt, shadow=0.25)
        b.oval(spot, (r * 0.94, r * flat * 0.92), (255, 214, 92), (240, 170, 40), tilt_deg=tilt)
        b.oval(spot, (r * 0.6, r * flat * 0.6), (255, 230, 140), (250, 190, 60), tilt_deg=tilt)


def _plate(b: Brush, at: Point, s: float, p: Palette) -> None:
    (closeups.pizza if b.dice.random() < 0.5 else closeups.noodles)(b, at, s * 0.95)


def _burger(b: Brush, at: Point, s: float, p: Palette) -> None:
    rows = ((0.62, 0.3, (226, 160, 80), 0.14), (0.4, 0.2, (92, 52, 30), 0.08), (0.24, 0.1, (246, 196, 60), 0.02),
            (0.14, 0.14, (96, 160, 60), 0.06), (0.02, 0.14, (206, 54, 44), 0.05))  # fmt: skip
    for y, high, tone, radius in rows:
        b.slab(at_thing(b, at, 0, y, s), (s * 1.7, s * high), s * radius, mix(tone, WHITE, 0.15), mix(tone, BLACK, 0.25),
               shadow=0.2)  # fmt: skip
    b.curve([at_thing(b, at, x, y, s) for x, y in ((-0.9, -0.05), (-0.7, -0.55), (0, -0.8), (0.7, -0.55), (0.9, -0.05))],
            (240, 180, 96), (190, 110, 44), shadow=0.4)  # fmt: skip
    for _ in range(14):
        b.oval(at_thing(b, at, float(b.dice.uniform(-0.55, 0.55)), float(b.dice.uniform(-0.6, -0.3)), s),
               (s * 0.04, s * 0.024), (255, 240, 206))  # fmt: skip


def _shoe(b: Brush, at: Point, s: float, p: Palette) -> None:
    tone, other = any_tone(b, float(b.dice.choice([0.05, 0.75])), 0.95), any_tone(b)
    b.oval(at_thing(b, at, 0, 0.5, s), (s, s * 0.1), BLACK, alpha=0.35)
    body = ((-1, 0.2), (-0.95, -0.25), (-0.6, -0.6), (-0.3, -0.55), (0, -0.2), (0.5, -0.02), (0.95, 0.15), (1, 0.36), (0, 0.42), (-1, 0.38))  # fmt: skip
    b.curve([at_thing(b, at, x, y, s) for x, y in body], mix(tone, WHITE, 0.2), mix(tone, BLACK, 0.25), shadow=0.4)  # fmt: skip
    b.curve(
        [
            at_thing(b, at, x, y, s)
            for x, y in ((-0.5, 0.2), (-0.1, -0.1), (0.6, 0.12), (-0.1, 0.2))
        ],
        other,
    )
    b.curve([at_thing(b, at, x, y, s) for x, y in ((-1.02, 0.3), (0, 0.36), (1.02, 0.28), (0.95, 0.5), (0, 0.52), (-1, 0.48))],
            WHITE, (190, 190, 196))  # fmt: skip
    for step in range(4):
        b.stroke([at_thing(b, at, -0.25 + step * 0.13, -0.42 + step * 0.1, s), at_thing(b, at, -0.08 + step * 0.13, -0.5 + step * 0.1, s)],
                 s * 0.05, WHITE if tone[0] < 200 else (50, 50, 60))  # fmt: skip


def _car(b: Brush, at: Point, s: float, p: Palette) -> None:
    tone = any_tone(b, 0.8, 0.8)
    b.oval(at_thing(b, at, 0, 0.42, s), (s * 1.05, s * 0.09), BLACK, alpha=0.5)
    body = ((-1, 0.2), (-0.95, -0.02), (-0.6, -0.12), (-0.35, -0.45), (0.3, -0.46), (0.62, -0.12), (0.98, 0), (1, 0.3), (-0.98, 0.33))  # fmt: skip
    b.curve(
        [at_thing(b, at, x, y, s) for x, y in body],
        mix(tone, WHITE, 0.3),
        mix(tone, BLACK, 0.5),
        shadow=0.4,
    )
    glass = ((-0.5, -0.12), (-0.3, -0.38), (0.26, -0.39), (0.48, -0.12))
    b.curve([at_thing(b, at, x, y, s) for x, y in glass], (190, 214, 236), (40, 52, 72))
    for x in (-0.58, 0.6):
        b.oval(at_thing(b, at, x, 0.28, s), (s * 0.21, s * 0.21), (18, 18, 22))
        b.oval(at_thing(b, at, x, 0.28, s), (s * 0.13, s * 0.13), (200, 206, 214), (90, 96, 106))
    b.oval(at_thing(b, at, 0.88, 0.04, s), (s * 0.09, s * 0.06), (255, 252, 226), (250, 226, 150))


def _blocks(b: Brush, at: Point, s: float, p: Palette) -> None:
    """A board of a game of matching."""
    cells = int(b.dice.integers(4, 8))
    b.slab(at, (s * 2, s * 2), s * 0.12, (58, 42, 86), (34, 24, 60), shadow=0.5)
    step = 1.84 / cells
    inks = [hsv(n / 6 + 0.02, 0.75, 1) for n in range(6)]
    for row in range(cells):
        for column in range(cells):
            spot = at_thing(b, at, -0.92 + (column + 0.5) * step, -0.92 + (row + 0.5) * step, s)
            tone, sort = inks[int(b.dice.integers(6))], int(b.dice.integers(3))
            if sort == 0:
                b.ball(spot, s * step * 0.4, tone)
            else:
                b.slab(spot, (s * step * 0.84, s * step * 0.84), s * step * (0.2 if sort == 1 else 0.42),
                       mix(tone, WHITE, 0.35), mix(tone, BLACK, 0.3))  # fmt: skip


def _chart(b: Brush, at: Point, s: float, p: Palette) -> None:
    b.slab(at, (s * 2, s * 1.3), s * 0.08, WHITE, (238, 242, 250), shadow=0.4)
    high = np.cumsum(b.dice.uniform(-0.05, 0.16, 7))
    high = 0.1 + 0.8 * (high - high.min()) / max(0.01, float(np.ptp(high)))
    tone = any_tone(b)
    for bar, value in enumerate(high):
        x = -0.78 + bar * 0.26
        b.slab(at_thing(b, at, x, 0.5 - value / 2, s), (s * 0.15, s * float(value)), s * 0.03, tone, mix(tone, WHITE, 0.5))  # fmt: skip
    b.stroke([at_thing(b, at, -0.78 + i * 0.26, 0.42 - float(v), s) for i, v in enumerate(high)], s * 0.04, (240, 80, 60))  # fmt: skip


def _book(b: Brush, at: Point, s: float, p: Palette) -> None:
    tone, tilt = any_tone(b, 0.6, 0.7), float(b.dice.uniform(-12, 12))
    b.slab(
        at_thing(b, at, 0.06, 0.04, s),
        (s * 1.5, s * 2),
        s * 0.04,
        (236, 230, 218),
        tilt_deg=tilt,
        shadow=0.5,
    )
    b.slab(
        at, (s * 1.5, s * 2), s * 0.04, mix(tone, WHITE, 0.2), mix(tone, BLACK, 0.45), tilt_deg=tilt
    )
    b.oval(at_thing(b, at, 0, 0.1, s), (s * 0.45, s * 0.45), p.accent, mix(p.accent, BLACK, 0.3))
    b.slab(
        at_thing(b, at, 0, -0.65, s), (s * 1.1, s * 0.22), 0.01, WHITE, tilt_deg=tilt, alpha=0.85
    )


def _ticket(b: Brush, at: Point, s: float, p: Palette) -> None:
    tilt = float(b.dice.uniform(-10, 10))
    b.slab(
        at, (s * 2, s * 0.95), s * 0.08, (255, 244, 222), (255, 226, 190), tilt_deg=tilt, shadow=0.4
    )
    b.slab(
        at_thing(b, at, -0.62, 0, s),
        (s * 0.76, s * 0.95),
        s * 0.08,
        (255, 96, 72),
        (226, 40, 40),
        tilt_deg=tilt,
    )
    for row in range(3):
        b.slab(at_thing(b, at, 0.36, -0.24 + row * 0.24, s), (s * (0.9 - row * 0.2), s * 0.1), 0.01, (190, 120, 90), tilt_deg=tilt)  # fmt: skip


def _sofa(b: Brush, at: Point, s: float, p: Palette) -> None:
    tone = any_tone(b, 0.35, 0.8)
    b.oval(at_thing(b, at, 0, 0.6, s), (s * 1.05, s * 0.1), BLACK, alpha=0.35)
    b.slab(
        at_thing(b, at, 0, -0.1, s),
        (s * 1.8, s * 0.9),
        s * 0.18,
        tone,
        mix(tone, BLACK, 0.3),
        shadow=0.4,
    )
    b.slab(at_thing(b, at, 0, 0.3, s), (s * 1.7, s * 0.45), s * 0.12, mix(tone, WHITE, 0.2), mix(tone, BLACK, 0.2), shadow=0.3)  # fmt: skip
    for x in (-0.92, 0.92):
        b.slab(at_thing(b, at, x, 0.2, s), (s * 0.3, s * 0.75), s * 0.14, mix(tone, WHITE, 0.1), mix(tone, BLACK, 0.35), shadow=0.3)  # fmt: skip


def _cup(b: Brush, at: Point, s: float, p: Palette) -> None:
    tone = any_tone(b, float(b.dice.choice([0.0, 0.5])), 0.95)
    b.oval(at_thing(b, at, 0.62, 0.1, s), (s * 0.3, s * 0.34), tone, mix(tone, BLACK, 0.4))
    b.oval(at_thing(b, at, 0.62, 0.1, s), (s * 0.18, s * 0.22), mix(p.deep, BLACK, 0.3))
    body = [at_thing(b, at, x, y, s) for x, y in ((-0.66, -0.55), (0.66, -0.55), (0.5, 0.8), (0.3, 0.9), (-0.3, 0.9), (-0.5, 0.8))]  # fmt: skip
    b.shape(body, mix(tone, WHITE, 0.4), mix(tone, BLACK, 0.35), shadow=0.4, sideways=True)
    b.oval(at_thing(b, at, 0, -0.55, s), (s * 0.66, s * 0.17), mix(tone, WHITE, 0.5), mix(tone, BLACK, 0.1))  # fmt: skip
    b.oval(at_thing(b, at, 0, -0.53, s), (s * 0.58, s * 0.13), (112, 66, 36), (196, 140, 92))
    b.oval(at_thing(b, at, 0, 0.2, s), (s * 0.24, s * 0.24), p.accent, alpha=0.9)
    b.shade(at_thing(b, at, -0.36, 0.15, s), (s * 0.1, s * 0.6), WHITE, 0.5)


THINGS: dict[str, Thing] = {
    "phone": _phone, "bottle": _bottle, "gift": _gift, "packet": _packet, "coins": _coins,
    "plate": _plate, "burger": _burger, "shoe": _shoe, "car": _car, "blocks": _blocks,
    "hero": people.hero, "person": people.person, "shades": people.shades, "chart": _chart, "book": _book,
    "ticket": _ticket, "mascot": people.mascot, "sofa": _sofa, "cup": _cup, **{name: thing for name, (thing, _) in MORE_GOODS.items()},
}  # fmt: skip
"""Every thing by name."""
GOODS = {
    "phone": 1.05, "bottle": 1.05, "gift": 0.82, "burger": 0.76, "shoe": 0.5, "car": 0.46, "book": 1.0, "sofa": 0.56,
    "cup": 0.86, "coins": 0.5, **{name: high for name, (_, high) in MORE_GOODS.items()},
}  # fmt: skip
"""Things that stand on a table, and how far their middle is above it, in half widths."""
