"""Signs of things: a gift, a hand, a telephone, the sun."""

import math
from collections.abc import Callable

from harness.virtual.screen.pen import Pen


def _star(pen: Pen) -> None:
    spots = []
    for corner in range(10):
        radius = 1 if corner % 2 == 0 else 0.42
        angle = corner * math.pi / 5 - math.pi / 2
        spots.append((radius * math.cos(angle), radius * math.sin(angle) + 0.06))
    pen.polygon(*spots)


def _gift(pen: Pen) -> None:
    pen.box((-0.95, -0.45), (0.95, -0.1), 0.08)
    pen.box((-0.8, -0.02), (0.8, 0.95), 0.1)
    pen.box((-0.1, -0.45), (0.1, 0.95), ink=0)
    pen.arc((-0.34, -0.66), 0.3, 0, 360)
    pen.arc((0.34, -0.66), 0.3, 0, 360)


def _phone(pen: Pen) -> None:
    pen.frame((-0.55, -0.95), (0.55, 0.95), 0.18)
    pen.line((-0.15, 0.7), (0.15, 0.7))


def _handset(pen: Pen) -> None:
    """A telephone receiver: a thick bow with two broad ends."""
    turns = [math.radians(deg) for deg in range(103, 168, 8)]
    bow = [(0.78 + 1.28 * math.cos(t), -0.78 + 1.28 * math.sin(t)) for t in turns]
    pen.line(*bow, weight=2.0)
    for x, y in (bow[0], bow[-1]):
        pen.line((x + 0.13, y - 0.05), (x + 0.05, y - 0.13), weight=3.4)


def _shake(pen: Pen) -> None:
    tilt = 0.3
    c, s = math.cos(tilt), math.sin(tilt)
    corners = ((-0.42, -0.78), (0.42, -0.78), (0.42, 0.78), (-0.42, 0.78), (-0.42, -0.78))
    pen.line(*((x * c - y * s, x * s + y * c) for x, y in corners))
    pen.arc((0, 0), 0.95, 320, 370)
    pen.arc((0, 0), 0.95, 140, 190)


def _hand(pen: Pen) -> None:
    pen.box((-0.22, -0.95), (0.12, 0.4), 0.17)
    pen.box((-0.5, 0.0), (0.75, 0.95), 0.3)
    pen.polygon((-0.85, 0.1), (-0.6, 0.0), (-0.2, 0.5), (-0.3, 0.8))


def _heart(pen: Pen) -> None:
    pen.disc((-0.45, -0.3), 0.5)
    pen.disc((0.45, -0.3), 0.5)
    pen.polygon((-0.91, -0.1), (0.91, -0.1), (0, 0.95))


def _person(pen: Pen) -> None:
    pen.disc((0, -0.45), 0.45)
    pen.box((-0.85, 0.15), (0.85, 1.5), 0.7)


def _cart(pen: Pen) -> None:
    pen.line((-1, -0.8), (-0.65, -0.8), (-0.35, 0.35), (0.7, 0.35), (0.95, -0.45), (-0.55, -0.45))
    pen.disc((-0.2, 0.75), 0.17)
    pen.disc((0.55, 0.75), 0.17)


def _bell(pen: Pen) -> None:
    pen.disc((0, -0.25), 0.6)
    pen.polygon((-0.6, -0.2), (0.6, -0.2), (0.85, 0.5), (-0.85, 0.5))
    pen.disc((0, 0.72), 0.2)


def _speaker(pen: Pen) -> None:
    pen.polygon((-0.9, -0.3), (-0.5, -0.3), (0.0, -0.75), (0.0, 0.75), (-0.5, 0.3), (-0.9, 0.3))
    pen.arc((0.05, 0), 0.42, -50, 50)
    pen.arc((0.05, 0), 0.82, -50, 50)


def _warning(pen: Pen) -> None:
    pen.polygon((0, -0.9), (1, 0.85), (-1, 0.85))
    pen.box((-0.09, -0.35), (0.09, 0.35), ink=0)
    pen.disc((0, 0.58), 0.11, ink=0)


def _camera(pen: Pen) -> None:
    pen.box((-0.95, -0.5), (0.95, 0.75), 0.18)
    pen.box((-0.4, -0.75), (0.4, -0.4), 0.1)
    pen.disc((0, 0.12), 0.45, ink=0)
    pen.disc((0, 0.12), 0.26)


def _pin(pen: Pen) -> None:
    pen.disc((0, -0.3), 0.62)
    pen.polygon((-0.57, -0.06), (0.57, -0.06), (0, 0.98))
    pen.disc((0, -0.3), 0.24, ink=0)


def _chat(pen: Pen) -> None:
    pen.box((-0.95, -0.8), (0.95, 0.5), 0.3)
    pen.polygon((-0.5, 0.4), (0.1, 0.4), (-0.5, 0.95))


def _pencil(pen: Pen) -> None:
    pen.polygon((-0.9, 0.9), (-0.78, 0.35), (0.5, -0.93), (0.93, -0.5), (-0.35, 0.78))


def _sun(pen: Pen) -> None:
    pen.disc((0, 0), 0.5)
    for ray in range(8):
        c, s = math.cos(ray * math.pi / 4), math.sin(ray * math.pi / 4)
        pen.line((0.72 * c, 0.72 * s), (0.95 * c, 0.95 * s))


def _cloud(pen: Pen) -> None:
    pen.disc((-0.45, 0.2), 0.45)
    pen.disc((0.1, -0.1), 0.6)
    pen.disc((0.55, 0.25), 0.4)
    pen.box((-0.5, 0.2), (0.6, 0.65), 0.1)


PICTOGRAMS: dict[str, Callable[[Pen], None]] = {
    "star": _star,
    "gift": _gift,
    "phone": _phone,
    "handset": _handset,
    "shake": _shake,
    "hand": _hand,
    "heart": _heart,
    "person": _person,
    "cart": _cart,
    "bell": _bell,
    "speaker": _speaker,
    "warning": _warning,
    "camera": _camera,
    "pin": _pin,
    "chat": _chat,
    "pencil": _pencil,
    "sun": _sun,
    "cloud": _cloud,
}
"""By name."""
