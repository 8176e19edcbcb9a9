"""Crosses, the signs that close: thin, bold, round, in rings and discs, by hand."""

import math
import random
from collections.abc import Callable

from harness.virtual.screen.pen import Pen

BOLD = 1.8
"""How much wider the strokes of ``x_bold`` are than its ``stroke`` says."""


def _x(pen: Pen) -> None:
    pen.flat_line((-1, -1), (1, 1))
    pen.flat_line((-1, 1), (1, -1))


def _x_round(pen: Pen) -> None:
    pen.line((-1, -1), (1, 1))
    pen.line((-1, 1), (1, -1))


def _x_weighted(weight: float) -> Callable[[Pen], None]:
    def draw(pen: Pen) -> None:
        pen.line((-1, -1), (1, 1), weight=weight)
        pen.line((-1, 1), (1, -1), weight=weight)

    return draw


def cross_by_hand(pen: Pen, number: int) -> None:
    """A cross as somebody drew it: uneven ends, ends round or flat, not quite upright."""
    chance = random.Random(number)
    turn = math.radians(chance.choice((0, 0, 0, chance.uniform(-6, 6))))
    even = chance.random() < 0.5
    wide = chance.choice((1, 1, chance.uniform(0.8, 1)))
    for sign in (1, -1):
        ends = []
        for side in (-1, 1):
            reach = side * (1 if even else chance.uniform(0.82, 1))
            x, y = reach * wide, reach * sign
            ends.append((x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)))  # noqa: E501  # fmt: skip
        if number % 2:
            pen.line(*ends)
        else:
            pen.flat_line(ends[0], ends[1])


def _x_ring(pen: Pen) -> None:
    pen.arc((0, 0), 1, 0, 360)
    pen.line((-0.38, -0.38), (0.38, 0.38))
    pen.line((-0.38, 0.38), (0.38, -0.38))


def _x_disc(pen: Pen) -> None:
    """A disc with the X cut out of it."""
    pen.disc((0, 0), 1)
    for sign in (1, -1):
        start, end = pen.at((-0.36, -0.36 * sign)), pen.at((0.36, 0.36 * sign))
        pen._draw.line([start, end], fill=0, width=max(1, round(pen.stroke)))  # noqa: SLF001  cut out


CROSSES: dict[str, Callable[[Pen], None]] = {
    "x": _x,
    "x_round": _x_round,
    "x_thin": _x_weighted(0.6),
    "x_bold": _x_weighted(BOLD),
    "x_ring": _x_ring,
    "x_disc": _x_disc,
}
"""By name."""
