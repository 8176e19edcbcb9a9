"""What designers build advertisements of: insets, pills, names, stars, small print."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from harness.virtual.fabricate.brush import Brush, Point, Rgb, as_pixels, mix, rounded
from harness.virtual.fabricate.lexicon import Words
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv
from harness.virtual.fabricate.solids import solid
from harness.virtual.fabricate.type import badge, line, readable

Lettering = Callable[[Brush], None]


def one_of(b: Brush, said: tuple[str, ...]) -> str:
    """One of some words."""
    return said[int(b.dice.integers(len(said)))]


def written(said: str, at: Point, size: float, color: Rgb, **how: Any) -> Lettering:
    """A line of type that is set later."""
    return lambda b: line(b, said, at, size, color, **how)


def pill(said: str, at: Point, size: float, color: Rgb, **how: Any) -> Lettering:
    """A pill with a word in it that is painted later."""
    return lambda b: badge(b, said, at, size, color, readable(color), **how)


def inset(b: Brush, at: Point, size: Point, paint: Callable[[Brush], None], *, radius: float = 0.0,
          tilt_deg: float = 0.0, shadow: float = 0.3) -> None:  # fmt: skip
    """A picture in the picture about its middle; ``size`` in units, corners rounded."""
    wide, high = (max(2, round(side * b.unit)) for side in size)
    inner = Brush(wide, high, b.dice)
    paint(inner)
    b.slab(at, size, radius, BLACK, tilt_deg=tilt_deg, shadow=shadow)
    middle = np.array((wide / 2, high / 2))
    corners = rounded(wide / 2, high / 2, min(radius * b.unit, wide / 2, high / 2)) + middle
    mask = np.zeros((high, wide), np.uint8)
    cv2.fillPoly(mask, [corners.round().astype(np.int32)], 255, cv2.LINE_AA)
    px = inner.px
    if tilt_deg:
        reach = round((wide + high) / 2)
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), -tilt_deg, 1.0)
        turn[:, 2] += reach - middle
        px = as_pixels(cv2.warpAffine(px, turn, (2 * reach, 2 * reach)))
        mask = as_pixels(cv2.warpAffine(mask, turn, (2 * reach, 2 * reach)))
    corner = (round(at[0] * b.width - mask.shape[1] / 2), round(at[1] * b.height - mask.shape[0] / 2))  # fmt: skip
    b.paste(px, mask, corner)


def ground(b: Brush, p: Palette) -> None:
    """A designed ground with more than one layer: a run of colour, big shapes, lights, dots."""
    b.flood(b.slope(float(b.dice.uniform(60, 120))), (p.deep, p.mid, p.pale) if b.dice.random() < 0.6 else (p.pale, p.mid, p.mid))  # fmt: skip
    sort = int(b.dice.integers(4))
    if sort == 0:
        b.rays((0.5, 0.42), WHITE, int(b.dice.integers(14, 30)), 0.13)
    elif sort == 1:
        for _ in range(4):
            at = (float(b.dice.uniform(-0.1, 1.1)), float(b.dice.uniform(0, 1)))
            size = float(b.dice.uniform(0.3, 0.8))
            b.oval(at, (size, size), mix(p.mid, WHITE, 0.3), p.mid, alpha=0.35)
    elif sort == 2:
        for step in range(5):
            x = step * 0.28 - 0.3
            b.shape([(x, 0), (x + 0.12, 0), (x + 0.5, 1), (x + 0.38, 1)], WHITE, alpha=0.09)
    b.glow((0.5, float(b.dice.uniform(0.35, 0.6))), 0.9, mix(p.pale, WHITE, 0.5), 0.6)
    if b.dice.random() < 0.5:
        specks(b, p)


def specks(b: Brush, p: Palette) -> None:
    """Confetti, the near ones large and soft."""
    for number in range(26):
        at = (float(b.dice.random()), float(b.dice.random()))
        size = float(b.dice.uniform(0.008, 0.022)) * (2.6 if number < 5 else 1)
        tone = mix((p.accent, WHITE, p.pale)[number % 3], p.mid, 0.1)
        b.slab(at, (size, size * 1.9), size * 0.3, tone, mix(tone, BLACK, 0.25),
               tilt_deg=float(b.dice.uniform(0, 180)), alpha=0.85)  # fmt: skip


def brand_name(b: Brush, said: Words, y: float, ink: Rgb, *, left: bool) -> list[Lettering]:
    """The advertiser's tile and name at the top."""
    brand, size = one_of(b, said.brands), 0.05
    x = 0.1 if left else 0.5 - len(brand) * size * 0.27
    tone = hsv(float(b.dice.random()), 0.75, 0.85)
    b.slab((x, y), (size * 1.7, size * 1.7), size * 0.4, mix(tone, WHITE, 0.15), mix(tone, BLACK, 0.15), shadow=0.15)  # fmt: skip
    return [written(brand[0], (x, y), size, WHITE, name="black"),
            written(brand, (x + size * 1.3 * b.unit / b.width, y), size * 0.92, ink, left=True, within=0.55)]  # fmt: skip


def legal(b: Brush, said: Words, ink: Rgb, y: float = 0.985) -> Lettering:
    """The small print: who made the app, which version it has."""
    told = f"{one_of(b, said.brands)} {int(b.dice.integers(1, 13))}.{int(b.dice.integers(10))}.{int(b.dice.integers(30))} | {one_of(b, said.sources)} | {one_of(b, said.subs)}"  # fmt: skip
    return written(told, (0.5, y), 0.02, ink, name="regular", within=0.94)


def star(b: Brush, at: Point, size: float, p: Palette) -> None:
    """A star with many points, for a price."""
    angles = np.linspace(0, 2 * np.pi, 37)[:-1]
    reach = np.where(np.arange(36) % 2, size, size * 0.88)
    spots = np.stack([reach * np.cos(angles), reach * np.sin(angles)], axis=1) * b.unit
    tone = hsv(float(b.dice.choice([0.0, 0.97, 0.03])), 0.88, 0.92)
    middle = np.array((at[0] * b.width, at[1] * b.height))
    b.spots(spots + middle, mix(tone, WHITE, 0.1), mix(tone, BLACK, 0.25), shadow=0.35)  # fmt: skip


def app_icon(b: Brush, p: Palette) -> None:
    """The tile of some app."""
    tone = hsv(float(b.dice.random()), 0.75, 0.9)
    b.flood(b.slope(70), (mix(tone, WHITE, 0.25), tone, mix(tone, BLACK, 0.15)))
    solid(b, str(b.dice.choice(["packet", "gift", "book", "cup", "coins", "chart", "blocks"])), (0.5, 0.52), 0.5, p)  # fmt: skip
