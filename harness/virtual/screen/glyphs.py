"""Drawn signs: each is a function of a canvas four times as fine as the screen."""

import math
import random
from collections.abc import Callable
from typing import TypeAlias

from PIL import Image, ImageDraw

from harness.virtual.scene import Glyph

FINE = 4
"""Supersampling in each direction."""
BOLD = 1.8
"""How much wider the strokes of ``x_bold`` are than its ``stroke`` says."""
Point: TypeAlias = tuple[float, float]


class Pen:
    """Draws in units of half the sign's side: (-1, -1) is top left, (1, 1) bottom right."""

    def __init__(self, canvas: Image.Image, half: float, stroke: float) -> None:
        self._draw = ImageDraw.Draw(canvas)
        self._middle = (canvas.width / 2, canvas.height / 2)
        self._half = half
        self.stroke = stroke

    def at(self, point: Point) -> Point:
        """The point in canvas pixels."""
        return (
            self._middle[0] + point[0] * self._half - 0.5,
            self._middle[1] + point[1] * self._half - 0.5,
        )

    def line(self, *points: Point, weight: float = 1.0) -> None:
        """A polyline with round ends and joints."""
        width = self.stroke * weight
        spots = [self.at(point) for point in points]
        self._draw.line(spots, fill=255, width=max(1, round(width)), joint="curve")
        for x, y in spots:
            r = width / 2
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=255)

    def flat_line(self, start: Point, end: Point, weight: float = 1.0) -> None:
        """A line with butt ends."""
        width = max(1, round(self.stroke * weight))
        self._draw.line([self.at(start), self.at(end)], fill=255, width=width)

    def polygon(self, *points: Point, ink: int = 255) -> None:
        """A filled polygon."""
        self._draw.polygon([self.at(point) for point in points], fill=ink)

    def disc(self, centre: Point, radius: float, ink: int = 255) -> None:
        """A filled disc."""
        self._draw.ellipse(self._around(centre, radius), fill=ink)

    def arc(self, centre: Point, radius: float, from_deg: float, to_deg: float) -> None:
        """Part of a circle; 0 degrees is to the right, clockwise."""
        box = self._around(centre, radius)
        self._draw.arc(box, from_deg, to_deg, fill=255, width=max(1, round(self.stroke)))

    def box(self, start: Point, end: Point, radius: float = 0.0, ink: int = 255) -> None:
        """A filled rounded rectangle."""
        spots = (*self.at(start), *self.at(end))
        self._draw.rounded_rectangle(spots, radius * self._half, fill=ink)

    def frame(self, start: Point, end: Point, radius: float = 0.0) -> None:
        """The outline of a rounded rectangle."""
        spots = (*self.at(start), *self.at(end))
        width = max(1, round(self.stroke))
        self._draw.rounded_rectangle(spots, radius * self._half, outline=255, width=width)

    def _around(self, centre: Point, radius: float) -> tuple[float, float, float, float]:
        x, y = self.at(centre)
        r = radius * self._half
        return x - r, y - r, x + r, y + r


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


def _x_by_hand(pen: Pen, number: int) -> None:
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


def _plus(pen: Pen) -> None:
    pen.line((-1, 0), (1, 0))
    pen.line((0, -1), (0, 1))


def _minus(pen: Pen) -> None:
    pen.line((-1, 0), (1, 0))


def _check(pen: Pen) -> None:
    pen.line((-0.9, 0.05), (-0.25, 0.7), (0.95, -0.6))


def _arrow(pen: Pen) -> None:
    pen.line((-1, 0), (1, 0))
    pen.line((0.3, -0.7), (1, 0), (0.3, 0.7))


def _chevron(pen: Pen) -> None:
    pen.line((-0.4, -0.9), (0.5, 0), (-0.4, 0.9))


def _chevron_left(pen: Pen) -> None:
    pen.line((0.4, -0.9), (-0.5, 0), (0.4, 0.9))


def _chevron_down(pen: Pen) -> None:
    pen.line((-0.9, -0.4), (0, 0.5), (0.9, -0.4))


def _chevron_up(pen: Pen) -> None:
    pen.line((-0.9, 0.4), (0, -0.5), (0.9, 0.4))


def _back_arrow(pen: Pen) -> None:
    pen.line((1, 0), (-1, 0))
    pen.line((-0.2, -0.8), (-1, 0), (-0.2, 0.8))


def _nav_back(pen: Pen) -> None:
    pen.polygon((-0.85, 0), (0.7, -0.95), (0.7, 0.95))


def _nav_home(pen: Pen) -> None:
    pen.disc((0, 0), 0.9)


def _nav_recents(pen: Pen) -> None:
    pen.box((-0.8, -0.8), (0.8, 0.8), 0.12)


def _gear(pen: Pen) -> None:
    for tooth in range(8):
        angle = tooth * math.pi / 4
        c, s = math.cos(angle), math.sin(angle)
        corners = ((0.7, -0.2), (1, -0.14), (1, 0.14), (0.7, 0.2))
        pen.polygon(*((x * c - y * s, x * s + y * c) for x, y in corners))
    pen.disc((0, 0), 0.76)
    pen.disc((0, 0), 0.34, ink=0)


def _star(pen: Pen) -> None:
    spots = []
    for corner in range(10):
        radius = 1 if corner % 2 == 0 else 0.42
        angle = corner * math.pi / 5 - math.pi / 2
        spots.append((radius * math.cos(angle), radius * math.sin(angle) + 0.06))
    pen.polygon(*spots)


def _play(pen: Pen) -> None:
    pen.polygon((-0.6, -0.85), (0.9, 0), (-0.6, 0.85))


def _pause(pen: Pen) -> None:
    pen.box((-0.6, -0.85), (-0.15, 0.85))
    pen.box((0.15, -0.85), (0.6, 0.85))


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


def _swipe_up(pen: Pen) -> None:
    for step in (-0.7, -0.1, 0.5):
        pen.line((-0.6, step + 0.35), (0, step - 0.15), (0.6, step + 0.35))


def _home(pen: Pen) -> None:
    pen.polygon((0, -0.95), (1, -0.05), (-1, -0.05))
    pen.box((-0.72, -0.1), (0.72, 0.9), 0.08)
    pen.box((-0.2, 0.3), (0.2, 0.9), ink=0)


def _search(pen: Pen) -> None:
    pen.arc((-0.15, -0.15), 0.72, 0, 360)
    pen.line((0.38, 0.38), (0.92, 0.92))


def _menu(pen: Pen) -> None:
    for y in (-0.65, 0.0, 0.65):
        pen.line((-0.9, y), (0.9, y))


def _more(pen: Pen) -> None:
    for y in (-0.7, 0.0, 0.7):
        pen.disc((0, y), 0.17)


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


def _lock(pen: Pen) -> None:
    pen.box((-0.7, -0.1), (0.7, 0.9), 0.14)
    pen.arc((0, -0.15), 0.48, 180, 360)


def _wifi(pen: Pen) -> None:
    spots = [(0.0, 0.75)]
    for step in range(13):
        angle = math.radians(225 + step * 7.5)
        spots.append((1.5 * math.cos(angle), 0.75 + 1.5 * math.sin(angle)))
    pen.polygon(*spots)


def _signal(pen: Pen) -> None:
    pen.polygon((-0.85, 0.75), (0.75, -0.85), (0.75, 0.75))


def _battery(pen: Pen) -> None:
    pen.box((-0.25, -0.98), (0.25, -0.7))
    pen.box((-0.52, -0.8), (0.52, 0.98), 0.12)


def _download(pen: Pen) -> None:
    pen.line((0, -0.95), (0, 0.35))
    pen.line((-0.5, -0.1), (0, 0.4), (0.5, -0.1))
    pen.line((-0.8, 0.85), (0.8, 0.85))


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


def _grid(pen: Pen) -> None:
    for x in (-0.9, 0.1):
        for y in (-0.9, 0.1):
            pen.box((x, y), (x + 0.8, y + 0.8), 0.15)


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


def _ring(pen: Pen) -> None:
    pen.arc((0, 0), 1, 0, 360)


def _disc(pen: Pen) -> None:
    pen.disc((0, 0), 1)


DRAWN: dict[str, Callable[[Pen], None]] = {
    "x": _x,
    "x_round": _x_round,
    "x_thin": _x_weighted(0.6),
    "x_bold": _x_weighted(BOLD),
    "x_ring": _x_ring,
    "x_disc": _x_disc,
    "plus": _plus,
    "minus": _minus,
    "check": _check,
    "arrow": _arrow,
    "arrow_right": _arrow,
    "back": _back_arrow,
    "chevron": _chevron,
    "chevron_right": _chevron,
    "chevron_left": _chevron_left,
    "chevron_down": _chevron_down,
    "chevron_up": _chevron_up,
    "nav_back": _nav_back,
    "nav_home": _nav_home,
    "recents": _nav_recents,
    "nav_recents": _nav_recents,
    "gear": _gear,
    "star": _star,
    "play": _play,
    "pause": _pause,
    "gift": _gift,
    "phone": _phone,
    "handset": _handset,
    "shake": _shake,
    "hand": _hand,
    "swipe_up": _swipe_up,
    "home": _home,
    "search": _search,
    "menu": _menu,
    "more": _more,
    "heart": _heart,
    "person": _person,
    "cart": _cart,
    "bell": _bell,
    "speaker": _speaker,
    "lock": _lock,
    "wifi": _wifi,
    "signal": _signal,
    "battery": _battery,
    "download": _download,
    "warning": _warning,
    "camera": _camera,
    "pin": _pin,
    "chat": _chat,
    "grid": _grid,
    "pencil": _pencil,
    "sun": _sun,
    "cloud": _cloud,
    "ring": _ring,
    "disc": _disc,
}
"""Every sign by name."""


BY_HAND = "x~"
"""A name that begins so and ends in a number is a cross drawn by hand, one of any number."""


def draw_glyph(glyph: Glyph, width: int, height: int) -> Image.Image:
    """Mask (mode L, width x height) of a sign; an unknown name is a ValueError with the choices.

    Strokes stay inside the inset box: the outermost stroke's edge touches it.
    """
    by_hand = glyph.name.removeprefix(BY_HAND) if glyph.name.startswith(BY_HAND) else ""
    if glyph.name not in DRAWN and not by_hand.isdecimal():
        raise ValueError(f"no glyph {glyph.name!r}; known: {', '.join(sorted(DRAWN))}, x~NUMBER")
    fine = FINE if max(width, height) <= 400 else 2
    canvas = Image.new("L", (width * fine, height * fine))
    side = max(1.0, min(width, height) - 2 * glyph.inset_px)
    half = max(1.0, (side - glyph.stroke_px) / 2)
    pen = Pen(canvas, half * fine, glyph.stroke_px * fine)
    if by_hand:
        _x_by_hand(pen, int(by_hand))
        return canvas.resize((width, height), Image.Resampling.BOX)
    if glyph.name in {"ring", "x_ring"}:
        # Pillow draws an arc's stroke inwards from its box: give it the outer edge
        pen = Pen(canvas, side / 2 * fine, glyph.stroke_px * fine)
    if glyph.name == "ring" and glyph.sweep < 1:
        pen.arc((0, 0), 1, -90, -90 + 360 * max(0.0, glyph.sweep))
    else:
        DRAWN[glyph.name](pen)
    return canvas.resize((width, height), Image.Resampling.BOX)
