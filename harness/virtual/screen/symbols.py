"""Signs of what can be done, and of how the phone is: arrows, bars, playing, batteries."""

import math
from collections.abc import Callable

from harness.virtual.screen.pen import Pen


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


def _play(pen: Pen) -> None:
    pen.polygon((-0.6, -0.85), (0.9, 0), (-0.6, 0.85))


def _pause(pen: Pen) -> None:
    pen.box((-0.6, -0.85), (-0.15, 0.85))
    pen.box((0.15, -0.85), (0.6, 0.85))


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


def _grid(pen: Pen) -> None:
    for x in (-0.9, 0.1):
        for y in (-0.9, 0.1):
            pen.box((x, y), (x + 0.8, y + 0.8), 0.15)


def _ring(pen: Pen) -> None:
    pen.arc((0, 0), 1, 0, 360)


def _disc(pen: Pen) -> None:
    pen.disc((0, 0), 1)


SYMBOLS: dict[str, Callable[[Pen], None]] = {
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
    "play": _play,
    "pause": _pause,
    "swipe_up": _swipe_up,
    "home": _home,
    "search": _search,
    "menu": _menu,
    "more": _more,
    "lock": _lock,
    "wifi": _wifi,
    "signal": _signal,
    "battery": _battery,
    "download": _download,
    "grid": _grid,
    "ring": _ring,
    "disc": _disc,
}
"""By name."""
