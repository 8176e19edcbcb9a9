"""Vehicles of pictures made by chance."""

from harness.virtual.fabricate.brush import Brush, Point, mix
from harness.virtual.fabricate.palettes import BLACK, WHITE, hsv
from harness.virtual.fabricate.people import at_thing


def car_behind(b: Brush, foot: Point, s: float) -> None:
    """A car from behind on the ground at ``foot``; ``s`` is its half width."""
    tone = hsv(float(b.dice.random()), float(b.dice.choice([0.0, 0.1, 0.75])), float(b.dice.uniform(0.15, 0.95)))  # fmt: skip

    def curve(spots: tuple[Point, ...], *colors: tuple[int, int, int], shadow: float = 0.0) -> None:
        b.curve([at_thing(b, foot, x, y, s) for x, y in spots], *colors, shadow=shadow)

    b.shade(foot, (s * 1.35, s * 0.22), BLACK, 0.85)
    for x in (-0.74, 0.74):
        b.slab(at_thing(b, foot, x, -0.16, s), (s * 0.36, s * 0.44), s * 0.08, (16, 16, 18))
    curve(((-0.72, -0.95), (-0.5, -1.42), (0, -1.5), (0.5, -1.42), (0.72, -0.95)), mix(tone, WHITE, 0.35), mix(tone, BLACK, 0.3))  # fmt: skip
    curve(((-0.58, -0.98), (-0.44, -1.32), (0, -1.4), (0.44, -1.32), (0.58, -0.98)), (150, 170, 190), (22, 26, 34))  # fmt: skip
    b.curve([at_thing(b, foot, x, y, s) for x, y in ((-0.4, -1.02), (-0.3, -1.3), (0, -1.34), (-0.1, -1.02))], WHITE, alpha=0.25)  # fmt: skip
    curve(((-1.0, -0.3), (-1.0, -0.72), (-0.82, -0.98), (0, -1.03), (0.82, -0.98), (1.0, -0.72), (1.0, -0.3), (0.9, -0.14), (-0.9, -0.14)),
          mix(tone, WHITE, 0.3), mix(tone, BLACK, 0.6), shadow=0.3)  # fmt: skip
    b.slab(at_thing(b, foot, 0, -0.24, s), (s * 1.7, s * 0.2), s * 0.06, mix(tone, BLACK, 0.7), (10, 10, 12))  # fmt: skip
    b.slab(at_thing(b, foot, 0, -0.5, s), (s * 0.56, s * 0.15), s * 0.02, (222, 226, 232), (176, 180, 190))  # fmt: skip
    b.shade(at_thing(b, foot, 0, -0.9, s), (s * 0.8, s * 0.09), WHITE, 0.45)
    for x in (-0.76, 0.76):
        b.slab(at_thing(b, foot, x, -0.7, s), (s * 0.38, s * 0.16), s * 0.06, (255, 60, 50), (130, 6, 10))  # fmt: skip
        b.glow(at_thing(b, foot, x, -0.7, s), s * 0.4, (255, 60, 40), 0.7)
