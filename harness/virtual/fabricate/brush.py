"""Quick painting on pixel arrays: grounds, lights and solids of pictures made by chance.

Places are shares of the picture (x of its width, y of its height); sizes are shares of
``unit``, the smaller of the width and 0.6 of the height. Colours are (red, green, blue).
"""

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Pixels: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Rgb: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]
SHIFT = 4
"""Binary places of a pixel that OpenCV is given for smooth edges."""


def as_pixels(array: object) -> Pixels:
    """What OpenCV gives back, told as what it is: an array of uint8."""
    return np.asarray(array, np.uint8)


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """The colour that lies ``share`` of the way from one to the other."""
    r, g, b = (
        max(0, min(255, round(a + (b - a) * share))) for a, b in zip(one, other, strict=True)
    )
    return r, g, b


def table(colors: Sequence[Rgb]) -> Pixels:
    """256 colours from the first to the last, shape (256, 3)."""
    at = np.linspace(0, 255, len(colors))
    steps = np.arange(256)
    return np.stack(
        [np.interp(steps, at, [c[i] for c in colors]) for i in range(3)], axis=1
    ).astype(np.uint8)


class Brush:
    """A picture in the making, ``px`` of shape (height, width, 3) uint8 RGB."""

    def __init__(self, width: int, height: int, dice: np.random.Generator) -> None:
        self.width, self.height = max(2, width), max(2, height)
        self.unit = min(self.width, self.height * 0.6)
        self.px: Pixels = np.zeros((self.height, self.width, 3), np.uint8)
        self.dice = dice

    # --- fields: arrays of shares 0 … 1 ----------------------------------------
    def slope(self, angle_deg: float) -> Floats:
        """A field that rises evenly in a direction; 90 is downwards."""
        cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
        xs = np.linspace(-0.5, 0.5, self.width, dtype=np.float32) * self.width * cos
        ys = np.linspace(-0.5, 0.5, self.height, dtype=np.float32) * self.height * sin
        length = abs(self.width * cos) + abs(self.height * sin)
        field: Floats = np.add.outer(ys, xs) / np.float32(max(1.0, length)) + np.float32(0.5)
        return field

    def rings(self, at: Point) -> Floats:
        """A field that rises from a point outwards, 1 at the farthest corner."""
        xs = (np.linspace(0, 1, self.width, dtype=np.float32) - at[0]) * self.width
        ys = (np.linspace(0, 1, self.height, dtype=np.float32) - at[1]) * self.height
        field = np.sqrt(np.add.outer(ys * ys, xs * xs))
        return field / np.float32(max(1.0, float(field.max())))

    def clouds(self, cells: int = 3, octaves: int = 5, stretch: float = 1.0) -> Floats:
        """Fractal noise: each octave twice as fine and half as strong as the one before."""
        half = (max(2, self.width // 2), max(2, self.height // 2))
        total = np.zeros(half[::-1], np.float32)
        weight = 1.0
        for octave in range(octaves):
            across = max(2, round(cells * 2**octave))
            down = max(2, round(across * self.height / self.width * stretch))
            if across > self.width or down > self.height:
                break
            grid = self.dice.random((down, across), dtype=np.float32)
            fit = cv2.INTER_CUBIC if across < half[0] else cv2.INTER_AREA
            cv2.scaleAdd(cv2.resize(grid, half, interpolation=fit), weight, total, total)
            weight *= 0.52
        total = cv2.resize(total, (self.width, self.height), interpolation=cv2.INTER_LINEAR)
        low, high = float(total.min()), float(total.max())
        scaled: Floats = (total - low) / max(1e-6, high - low)
        return scaled

    # --- grounds ---------------------------------------------------------------
    def flood(self, field: Floats, colors: Sequence[Rgb]) -> None:
        """Colour everything by a field and a run of colours."""
        index = cv2.convertScaleAbs(np.maximum(field, 0), alpha=255)
        self.px = cv2.LUT(cv2.merge((index, index, index)), table(colors)[None]).astype(np.uint8)

    def veil(self, field: Floats, color: Rgb, strength: float) -> None:
        """Lay a colour over everything, as thick as the field times ``strength``."""
        cover = np.clip(field, 0, 1) * np.float32(strength)
        ink = np.empty_like(self.px)
        ink[:] = color
        self.px = cv2.blendLinear(ink, self.px, cover, 1 - cover).astype(np.uint8)

    def glow(self, at: Point, size: float, color: Rgb, strength: float = 1.0) -> None:
        """Add a soft light about a point."""
        reach = max(3, round(size * self.unit))
        x, y = round(at[0] * self.width), round(at[1] * self.height)
        box = self._seen(x - reach, y - reach, x + reach, y + reach)
        if box is None:
            return
        x0, y0, x1, y1 = box
        xs = (np.arange(x0, x1, dtype=np.float32) - x) / reach
        ys = (np.arange(y0, y1, dtype=np.float32) - y) / reach
        light = np.clip(1 - np.sqrt(np.add.outer(ys * ys, xs * xs)), 0, 1) ** 2 * strength
        part = self.px[y0:y1, x0:x1]
        ink = np.array(color, np.float32)
        self.px[y0:y1, x0:x1] = np.minimum(255, part + (255 - part) * (light[..., None] * ink / 255))  # fmt: skip

    def lights(self, colors: Sequence[Rgb], count: int, size: float) -> None:
        """Discs out of focus, screened over the picture."""
        layer = np.zeros((max(2, self.height // 2), max(2, self.width // 2), 3), np.uint8)
        for number in range(count):
            spot = (int(self.dice.random() * layer.shape[1]), int(self.dice.random() * layer.shape[0]))  # fmt: skip
            r = max(1, int(self.dice.uniform(0.25, 1) * size * layer.shape[1]))
            ink = mix((0, 0, 0), colors[number % len(colors)], float(self.dice.uniform(0.2, 0.8)))
            one = np.zeros_like(layer) if r > 6 and number < 6 else layer
            cv2.circle(one, spot, r, ink, -1, cv2.LINE_AA)
            if one is not layer:
                cv2.add(layer, one, layer)
        blurred = cv2.GaussianBlur(layer, (0, 0), max(0.8, layer.shape[1] * size / 12))
        big = cv2.resize(blurred, (self.width, self.height), interpolation=cv2.INTER_LINEAR)
        self.px = as_pixels(255 - cv2.multiply(255 - self.px, 255 - big, scale=1 / 255))

    def rays(self, at: Point, color: Rgb, count: int, strength: float) -> None:
        """Beams that spread from a point."""
        mask = np.zeros((self.height, self.width), np.uint8)
        x, y = at[0] * self.width, at[1] * self.height
        far = self.width + self.height
        turn = float(self.dice.random())
        for ray in range(count):
            angles = [(ray + turn + wide) * 2 * math.pi / count for wide in (0, 0.5)]
            spots = [(x, y), *((x + far * math.cos(a), y + far * math.sin(a)) for a in angles)]
            cv2.fillPoly(mask, [np.array(spots).round().astype(np.int32)], 255, cv2.LINE_AA)
        self.veil(mask.astype(np.float32) / 255, color, strength)

    def grain(self, amount: float) -> None:
        """The noise of a sensor, the same tile over and over."""
        tile = self.dice.normal(0, amount, (96, 160, 1)).astype(np.int16).repeat(3, axis=2)
        repeats = (math.ceil(self.height / 96), math.ceil(self.width / 160), 1)
        noise = np.tile(tile, repeats)[: self.height, : self.width]
        self.px = cv2.add(self.px, np.ascontiguousarray(noise), dtype=cv2.CV_8U).astype(np.uint8)

    # --- solids ----------------------------------------------------------------
    def shape(
        self, points: Sequence[Point], color: Rgb, foot: Rgb | None = None, *,
        alpha: float = 1.0, shadow: float = 0.0, sideways: bool = False,
    ) -> None:  # fmt: skip
        """A filled outline, perhaps fading to ``foot`` downwards, perhaps with a soft shadow."""
        spots = np.array([(x * self.width, y * self.height) for x, y in points])
        self.spots(spots, color, foot, alpha=alpha, shadow=shadow, sideways=sideways)

    def spots(
        self, spots: npt.NDArray[np.float64], color: Rgb, foot: Rgb | None = None, *,
        alpha: float = 1.0, shadow: float = 0.0, sideways: bool = False,
    ) -> None:  # fmt: skip
        """As ``shape``, the outline in pixels."""
        pad = round(self.unit * 0.05) + 2 if shadow else 1
        low, high = np.floor(spots.min(axis=0)) - pad, np.ceil(spots.max(axis=0)) + pad
        box = self._seen(int(low[0]), int(low[1]), int(high[0]), int(high[1]))
        if box is None:
            return
        x0, y0, x1, y1 = box
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        local = np.round((spots - (x0, y0)) * (1 << SHIFT)).astype(np.int32)
        cv2.fillPoly(mask, [local], 255, cv2.LINE_AA, SHIFT)
        if shadow:
            soft = as_pixels(cv2.blur(cv2.blur(mask, (pad, pad)), (pad, pad)))
            drop = np.roll(soft, pad // 3, axis=0)
            drop[: pad // 3] = 0
            self._lay((x0, y0, x1, y1), np.zeros(3, np.uint8), drop, shadow)
        self._lay((x0, y0, x1, y1), self._ink(color, foot, box, low, high, sideways), mask, alpha)

    def curve(self, points: Sequence[Point], color: Rgb, foot: Rgb | None = None,
              *, alpha: float = 1.0, shadow: float = 0.0) -> None:  # fmt: skip
        """As ``shape``, through the points by a closed smooth curve (Catmull-Rom)."""
        self.shape(smooth(points), color, foot, alpha=alpha, shadow=shadow)

    def oval(self, at: Point, size: Point, color: Rgb, foot: Rgb | None = None, *,
             tilt_deg: float = 0.0, alpha: float = 1.0, shadow: float = 0.0) -> None:  # fmt: skip
        """An ellipse of these half axes."""
        self.spots(
            self._placed(_CIRCLE * size, at, tilt_deg), color, foot, alpha=alpha, shadow=shadow
        )

    def shade(self, at: Point, size: Point, color: Rgb, strength: float) -> None:
        """A soft ellipse of these half axes that fades to nothing at its rim."""
        reach = (max(2, round(size[0] * self.unit)), max(2, round(size[1] * self.unit)))
        rise = [(np.arange(-r, r, dtype=np.float32) + 0.5) / r for r in reach]
        cover = np.clip(1 - np.add.outer(rise[1] ** 2, rise[0] ** 2), 0, 1) * 255
        corner = (round(at[0] * self.width) - reach[0], round(at[1] * self.height) - reach[1])
        self.paste(color, cover.astype(np.uint8), corner, strength)

    def slab(self, at: Point, size: Point, radius: float, color: Rgb, foot: Rgb | None = None, *,
             tilt_deg: float = 0.0, alpha: float = 1.0, shadow: float = 0.0,
             sideways: bool = False) -> None:  # fmt: skip
        """A rounded rectangle about its middle, perhaps tilted."""
        around = rounded(size[0] / 2, size[1] / 2, min(radius, size[0] / 2, size[1] / 2))
        self.spots(self._placed(around, at, tilt_deg), color, foot,
                   alpha=alpha, shadow=shadow, sideways=sideways)  # fmt: skip

    def ball(self, at: Point, size: float, color: Rgb) -> None:
        """A lit sphere."""
        self.oval(at, (size, size), mix(color, (255, 255, 255), 0.15), mix(color, (0, 0, 0), 0.45))
        lit = (at[0] - size * 0.3 * self.unit / self.width, at[1] - size * 0.35 * self.unit / self.height)  # fmt: skip
        self.glow(lit, size * 0.7, (255, 255, 255), 0.8)

    def stroke(self, points: Sequence[Point], thick: float, color: Rgb) -> None:
        """A line of that thickness through the points."""
        spots = [(x * self.width * (1 << SHIFT), y * self.height * (1 << SHIFT)) for x, y in points]
        line = [np.array(spots).round().astype(np.int32)]
        width = max(1, round(thick * self.unit))
        cv2.polylines(self.px, line, isClosed=False, color=color, thickness=width,
                      lineType=cv2.LINE_AA, shift=SHIFT)  # fmt: skip

    def paste(self, ink: Rgb | Pixels, mask: Pixels, corner: tuple[int, int],
              strength: float = 1.0) -> None:  # fmt: skip
        """Colour, or lay pixels, through a mask whose top left corner lies at ``corner``."""
        x, y = corner
        box = self._seen(x, y, x + mask.shape[1], y + mask.shape[0])
        if box is None:
            return
        x0, y0, x1, y1 = box
        part = mask[y0 - y : y1 - y, x0 - x : x1 - x]
        paint = np.asarray(ink)
        inside = paint[y0 - y : y1 - y, x0 - x : x1 - x] if paint.ndim == 3 else paint
        self._lay(box, inside.astype(np.uint8), part, strength)

    # --- inside ----------------------------------------------------------------
    def _placed(self, around: npt.NDArray[np.float64], at: Point, tilt_deg: float) -> npt.NDArray[np.float64]:  # fmt: skip
        turn = math.radians(tilt_deg)
        spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
        placed: npt.NDArray[np.float64] = around @ spin * self.unit + (at[0] * self.width, at[1] * self.height)  # fmt: skip
        return placed

    def _seen(self, x0: int, y0: int, x1: int, y1: int) -> tuple[int, int, int, int] | None:
        box = (max(0, x0), max(0, y0), min(self.width, x1), min(self.height, y1))
        return box if box[0] < box[2] and box[1] < box[3] else None

    def _ink(self, color: Rgb, foot: Rgb | None, box: tuple[int, int, int, int],
             low: npt.NDArray[np.float64], high: npt.NDArray[np.float64],
             sideways: bool) -> Pixels:  # fmt: skip
        if foot is None:
            return np.array(color, np.uint8)
        axis = 0 if sideways else 1
        places = np.arange(box[axis], box[axis + 2])
        share = np.clip((places - low[axis]) / max(1.0, high[axis] - low[axis]), 0, 1)
        start = np.array(color, np.float32)
        run = (start + share[:, None] * (np.array(foot, np.float32) - start)).astype(np.uint8)
        laid: Pixels = run[None, :, :] if sideways else run[:, None, :]
        return laid

    def _lay(self, box: tuple[int, int, int, int], ink: Pixels, mask: Pixels,
             strength: float) -> None:  # fmt: skip
        x0, y0, x1, y1 = box
        cover = mask.astype(np.float32) * np.float32(strength / 255)
        part = self.px[y0:y1, x0:x1]
        paint = np.empty_like(part)
        paint[:] = ink
        self.px[y0:y1, x0:x1] = cv2.blendLinear(paint, part, cover, 1 - cover)


_TURN = np.linspace(0, 2 * math.pi, 40, endpoint=False)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)
_QUARTERS = np.radians(np.add.outer(np.arange(4) * 90, np.arange(7) * 15)).ravel()
_ARCS = np.stack([np.cos(_QUARTERS), np.sin(_QUARTERS)], axis=1)
_CORNERS = np.repeat(np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)]), 7, axis=0)


def rounded(half_w: float, half_h: float, radius: float) -> npt.NDArray[np.float64]:
    """Corners of a rounded rectangle about the origin, shape (n, 2)."""
    spots: npt.NDArray[np.float64] = _CORNERS * (half_w - radius, half_h - radius) + radius * _ARCS
    return spots


def smooth(points: Sequence[Point], steps: int = 6) -> list[Point]:
    """A closed Catmull-Rom curve through the points."""
    p = np.array(points)
    a, c, d = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    t = (np.arange(steps) / steps)[None, :, None]
    a, b, c, d = (q[:, None, :] for q in (a, p, c, d))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
                   + (3 * b - a - 3 * c + d) * t**3)  # fmt: skip
    return [(float(x), float(y)) for x, y in curve.reshape(-1, 2)]
