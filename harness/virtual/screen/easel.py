"""Tools of the creatives: grounds, lights, shapes and big type on one picture.

Places are shares of the picture: x of its width, y of its height. Sizes are shares of
``unit``, which is the width, or less for wide pictures, so that a motif keeps its form.
"""

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from harness.virtual.scene import Fill, Rgba, Text
from harness.virtual.screen.lettering import write
from harness.virtual.screen.shapes import gradient

Point: TypeAlias = tuple[float, float]
Rgb: TypeAlias = tuple[int, int, int]
FINE = 2


def rgb(text: str) -> Rgb:
    """``rrggbb`` as a colour."""
    red, green, blue = bytes.fromhex(text)
    return red, green, blue


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """The colour that lies ``share`` of the way from one to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Easel:
    """A picture in the making; the seed decides everything that looks accidental."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.image = Image.new("RGB", (width, height))
        self.width, self.height = width, height
        self.unit = min(width, height * 0.6)
        self.random = np.random.default_rng(seed)

    # --- grounds ---------------------------------------------------------------
    def sky(self, *colors: str, angle: float = 90.0) -> None:
        """Fill with a gradient."""
        stops: tuple[Rgba, ...] = tuple((*rgb(color), 255) for color in colors)
        for top in range(0, self.height, 400):
            part = (0, top, self.width, min(self.height, top + 400))
            band = gradient(Fill(stops, angle), (0, 0, self.width, self.height), part)
            self.image.paste(band.convert("RGB"), part)

    def haze(
        self, *colors: str, blobs: int = 14, size: float = 0.45, strength: float = 0.5
    ) -> None:
        """Large soft patches of colour, as of things out of focus."""
        small = self._small()
        layer = Image.new("RGB", small)
        mask = Image.new("L", small)
        paint, cover = ImageDraw.Draw(layer), ImageDraw.Draw(mask)
        for number in range(blobs):
            x, y = self.random.uniform(-0.1, 1.1) * small[0], self.random.uniform(0, 1) * small[1]
            r = self.random.uniform(0.3, 1.0) * size * small[0]
            paint.ellipse((x - r, y - r, x + r, y + r), fill=rgb(colors[number % len(colors)]))
            cover.ellipse((x - r, y - r, x + r, y + r), fill=int(255 * strength))
        soft = ImageFilter.GaussianBlur(small[0] * size / 5)
        self._lay(layer.filter(soft), mask.filter(soft))

    def bokeh(
        self,
        *colors: str,
        count: int = 40,
        size: float = 0.05,
        within: tuple[float, float] = (0, 1),
    ) -> None:
        """Discs of light, between two heights."""
        small = self._small()
        layer = Image.new("RGB", (small[0] * 2, small[1] * 2))
        draw = ImageDraw.Draw(layer)
        for number in range(count):
            x = self.random.uniform(0, 1) * layer.width
            y = self.random.uniform(*within) * layer.height
            r = max(1.0, self.random.uniform(0.25, 1.0) * size * layer.width)
            ink = mix((0, 0, 0), rgb(colors[number % len(colors)]), self.random.uniform(0.25, 0.9))
            draw.ellipse((x - r, y - r, x + r, y + r), fill=ink)
        soft = layer.filter(ImageFilter.GaussianBlur(max(0.8, layer.width * size / 24)))
        self.glow(soft.reduce(2))

    def glow(self, small: Image.Image) -> None:
        """Add light: a small picture, enlarged and screened over."""
        for top in range(0, self.height, 400):
            part = (0, top, self.width, min(self.height, top + 400))
            scale = small.height / self.height
            box = (0, part[1] * scale, small.width, part[3] * scale)
            size = (self.width, part[3] - part[1])
            light = small.resize(size, Image.Resampling.BILINEAR, box=box)
            self.image.paste(ImageChops.screen(self.image.crop(part), light), part)

    def spot(self, at: Point, size: float, color: str) -> None:
        """A soft light."""
        small = Image.new("RGB", self._small())
        x, y, r = at[0] * small.width, at[1] * small.height, size * small.width
        ImageDraw.Draw(small).ellipse((x - r, y - r, x + r, y + r), fill=rgb(color))
        self.glow(small.filter(ImageFilter.GaussianBlur(r / 1.6)))

    def ridge(self, base: float, rough: float, color: str, foot: str, steps: int = 7) -> None:
        """A skyline of hills from edge to edge, fading to ``foot`` below."""
        heights = np.zeros(2)
        for step in range(steps):
            middles = (heights[:-1] + heights[1:]) / 2
            middles = middles + self.random.normal(0, rough / 1.9**step, len(middles))
            heights = np.insert(heights, range(1, len(heights)), middles)
        xs = np.linspace(0, 1, len(heights))
        line = [(float(x), base - float(h)) for x, h in zip(xs, heights, strict=True)]
        self.shape([*line, (1, 1), (0, 1)], color, foot)

    def rays(self, at: Point, color: str, count: int = 24, alpha: float = 0.25) -> None:
        """Beams that spread from a point."""
        small = self._small()
        mask = Image.new("L", (small[0] * 3, small[1] * 3))
        draw = ImageDraw.Draw(mask)
        x, y, far = at[0] * mask.width, at[1] * mask.height, mask.width + mask.height
        for ray in range(count):
            ends = [(ray + wide) * 2 * math.pi / count for wide in (0, 0.5)]
            spots = [(x + far * math.cos(a), y + far * math.sin(a)) for a in ends]
            draw.polygon([(x, y), *spots], fill=int(255 * alpha))
        self._lay(Image.new("RGB", small, rgb(color)), mask.reduce(3))

    def grain(self, amount: float = 5.0) -> None:
        """The noise of a sensor, so that no area is quite even."""
        tile = self.random.normal(0, amount, (128, 128, 1)).astype(np.int16)
        across = math.ceil(self.width / 128)
        strip = np.tile(tile, (1, across, 1))[:, : self.width]
        for top in range(0, self.height, 128):
            part = (0, top, self.width, min(self.height, top + 128))
            pixels = np.asarray(self.image.crop(part)).astype(np.int16)
            pixels += np.roll(strip, top * 7 % 128, axis=1)[: pixels.shape[0]]
            self.image.paste(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), part)

    # --- things ----------------------------------------------------------------
    def shape(
        self,
        points: Sequence[Point],
        color: str,
        foot: str | None = None,
        *,
        alpha: float = 1.0,
        shadow: float = 0.0,
        angle: float = 90.0,
    ) -> None:
        """A filled outline, perhaps a gradient, perhaps with a soft shadow."""
        spots = [(x * self.width, y * self.height) for x, y in points]
        self._fill_spots(spots, color, foot or color, alpha, shadow, angle)

    def curve(
        self, points: Sequence[Point], color: str, foot: str | None = None, **how: float
    ) -> None:
        """As ``shape``, through the points by a closed smooth curve (Catmull-Rom)."""
        self.shape(smooth(points), color, foot, **how)

    def disc(
        self, at: Point, size: float, color: str, foot: str | None = None, **how: float
    ) -> None:
        """A disc of radius ``size``."""
        self.oval(at, (size, size), color, foot, **how)

    def oval(
        self, at: Point, size: Point, color: str, foot: str | None = None, **how: float
    ) -> None:
        """An ellipse of these half axes."""
        turn = np.linspace(0, 2 * math.pi, 72, endpoint=False)
        spots = [
            (
                at[0] + size[0] * self.unit / self.width * math.cos(a),
                at[1] + size[1] * self.unit / self.height * math.sin(a),
            )
            for a in turn
        ]
        self.shape(spots, color, foot, **how)

    def slab(
        self,
        at: Point,
        size: Point,
        radius: float,
        color: str,
        foot: str | None = None,
        *,
        tilt_deg: float = 0.0,
        **how: float,
    ) -> None:
        """A rounded rectangle about its middle, perhaps tilted."""
        half_w, half_h = size[0] / 2, size[1] / 2
        turned = math.radians(tilt_deg)
        spots = []
        for corner, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
            for step in range(9):
                angle = math.radians(90 * corner + step * 11.25)
                x = sx * (half_w - radius) + radius * math.cos(angle)
                y = sy * (half_h - radius) + radius * math.sin(angle)
                tx = x * math.cos(turned) - y * math.sin(turned)
                ty = x * math.sin(turned) + y * math.cos(turned)
                spots.append(self._from(at, (tx, ty)))
        self.shape(spots, color, foot, **how)

    def ball(self, at: Point, size: float, color: str, shine: float = 0.75) -> None:
        """A lit sphere with its shadow on the ground."""
        self.oval((at[0], at[1] + size * 0.95 * self.unit / self.height), (size, size * 0.22),
                  "000000", alpha=0.3)  # fmt: skip
        radius = max(2, round(size * self.unit))
        axis = np.linspace(-1, 1, 2 * radius, dtype=np.float32)
        x, y = np.meshgrid(axis, axis)
        depth = np.sqrt(np.clip(1 - x * x - y * y, 0, 1))
        light = np.clip(-0.45 * x - 0.6 * y + 0.66 * depth, 0, 1)
        base = np.array(rgb(color), np.float32)
        pixels = base * (0.32 + 0.75 * light[..., None]) + 255 * shine * light[..., None] ** 14
        inside = np.clip((1 - np.hypot(x, y)) * radius + 0.5, 0, 1)
        corner = (round(at[0] * self.width) - radius, round(at[1] * self.height) - radius)
        ball = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
        self.image.paste(ball, corner, Image.fromarray((inside * 255).astype(np.uint8)))

    def stroke(self, points: Sequence[Point], thick: float, color: str) -> None:
        """A thick line with round joints through the points."""
        spots = [(x * self.width, y * self.height) for x, y in points]
        width = thick * self.unit
        reach = width / 2 + 2
        box = _around(spots, reach)
        mask = Image.new("L", ((box[2] - box[0]) * FINE, (box[3] - box[1]) * FINE))
        draw = ImageDraw.Draw(mask)
        local = [((x - box[0]) * FINE, (y - box[1]) * FINE) for x, y in spots]
        draw.line(local, fill=255, width=max(1, round(width * FINE)), joint="curve")
        for x, y in (local[0], local[-1]):
            r = width * FINE / 2
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
        self.image.paste(rgb(color), box, mask.reduce(FINE))

    # --- type ------------------------------------------------------------------
    def words(
        self,
        text: str,
        at: Point,
        size: float,
        color: str,
        *,
        edge: str | None = None,
        shadow: bool = True,
        bold: bool = True,
        tilt_deg: float = 0.0,
        foot: str | None = None,
    ) -> None:
        """A line of type about its middle: outlined, shadowed, tilted, in a gradient."""
        size_px = size * self.unit
        wide, high = round(size_px * (len(text) + 2)), round(size_px * 2)
        written = write(Text(text, size_px, weight="bold" if bold else "regular"), wide, high)
        if written is None:
            return
        mask = Image.new("L", (wide, high))
        mask.paste(written.mask, (written.x, written.y))
        if tilt_deg:
            mask = mask.rotate(tilt_deg, Image.Resampling.BICUBIC, expand=True)
        corner = (
            round(at[0] * self.width - mask.width / 2),
            round(at[1] * self.height - mask.height / 2),
        )
        whole = (*corner, corner[0] + mask.width, corner[1] + mask.height)
        if shadow:
            drop = max(1, round(size_px / 16))
            soft = mask.filter(ImageFilter.GaussianBlur(size_px / 14)).point(lambda v: v // 2)
            self.image.paste((0, 0, 0), (corner[0] + drop, corner[1] + drop), soft)
        if edge:
            fat = mask.filter(ImageFilter.GaussianBlur(size_px / 26))
            self.image.paste(rgb(edge), corner, fat.point([min(255, v * 9) for v in range(256)]))
        stops: tuple[Rgba, ...] = ((*rgb(color), 255), (*rgb(foot or color), 255))
        ink = gradient(Fill(stops), (0, 0, *mask.size), (0, 0, *mask.size)).convert("RGB")
        self.image.paste(ink, whole, mask)

    def badge(self, text: str, at: Point, size: float, color: str, ink: str) -> None:
        """A pill with a word in it; ``size`` is the type's."""
        self.slab(at, (size * (len(text) + 1.6), size * 1.8), size * 0.9, color, shadow=0.3)
        self.words(text, at, size, ink, shadow=False)

    # --- inside ----------------------------------------------------------------
    def _from(self, at: Point, offset: Point) -> Point:
        return (
            at[0] + offset[0] * self.unit / self.width,
            at[1] + offset[1] * self.unit / self.height,
        )

    def _small(self) -> tuple[int, int]:
        shrink = max(1, self.width // 180)
        return max(8, self.width // shrink), max(8, self.height // shrink)

    def _lay(self, small: Image.Image, mask: Image.Image) -> None:
        for top in range(0, self.height, 400):
            part = (0, top, self.width, min(self.height, top + 400))
            scale = small.height / self.height
            box = (0, part[1] * scale, small.width, part[3] * scale)
            size = (self.width, part[3] - part[1])
            big = small.resize(size, Image.Resampling.BILINEAR, box=box)
            self.image.paste(big, part, mask.resize(size, Image.Resampling.BILINEAR, box=box))

    def _fill_spots(
        self, spots: list[Point], color: str, foot: str, alpha: float, shadow: float, angle: float
    ) -> None:
        box = _around(spots, 1)
        size = (box[2] - box[0], box[3] - box[1])
        if size[0] < 1 or size[1] < 1:
            return
        mask = Image.new("L", (size[0] * FINE, size[1] * FINE))
        local = [((x - box[0]) * FINE, (y - box[1]) * FINE) for x, y in spots]
        ImageDraw.Draw(mask).polygon(local, fill=round(255 * alpha))
        mask = mask.reduce(FINE)
        if shadow:
            self._cast(mask, box, shadow)
        seen = (max(0, box[0]), max(0, box[1]), min(self.width, box[2]), min(self.height, box[3]))
        if seen[0] >= seen[2] or seen[1] >= seen[3]:
            return
        stops: tuple[Rgba, ...] = ((*rgb(color), 255), (*rgb(foot), 255))
        ink = gradient(Fill(stops, angle), box, seen).convert("RGB")
        x, y = box[:2]
        cover = mask.crop((seen[0] - x, seen[1] - y, seen[2] - x, seen[3] - y))
        self.image.paste(ink, seen, cover)

    def _cast(self, mask: Image.Image, box: tuple[int, int, int, int], strength: float) -> None:
        blur = max(2, round(self.unit / 40))
        small = mask.resize((max(1, mask.width // 4), max(1, mask.height // 4)))
        pad = blur
        wide = Image.new("L", (small.width + pad, small.height + pad))
        wide.paste(small, (pad // 2, pad // 2))
        soft = wide.filter(ImageFilter.GaussianBlur(blur / 4)).resize(
            (wide.width * 4, wide.height * 4), Image.Resampling.BILINEAR
        )
        soft = soft.point(lambda value: int(value * strength))
        self.image.paste((0, 0, 0), (box[0] - pad * 2, box[1] - pad * 2 + blur), soft)


def _around(spots: list[Point], reach: float) -> tuple[int, int, int, int]:
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return (
        math.floor(min(xs) - reach),
        math.floor(min(ys) - reach),
        math.ceil(max(xs) + reach),
        math.ceil(max(ys) + reach),
    )


def smooth(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """A closed Catmull-Rom curve through the points."""
    count = len(points)
    done = []
    for number in range(count):
        a, b, c, d = (np.array(points[(number + k - 1) % count]) for k in range(4))
        for step in range(steps):
            t = step / steps
            spot = 0.5 * (
                2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )  # fmt: skip
            done.append((float(spot[0]), float(spot[1])))
    return done
