"""Pictures by recipe: a few choices and a seed make an advertisement of any size."""

import dataclasses
import functools
from pathlib import Path

import cv2
import numpy as np

from harness.virtual.fabricate import extras, grounds, layouts, moments
from harness.virtual.fabricate.brush import Brush, Pixels, Rgb, mix
from harness.virtual.fabricate.finish import compressed, develop
from harness.virtual.fabricate.layout_tools import Lettering
from harness.virtual.fabricate.lexicon import Words, words
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, palette
from harness.virtual.fabricate.solids import solid
from harness.virtual.fabricate.things import THINGS
from harness.virtual.fabricate.type import badge, line, readable

_SHOWN = [
    *(name for name in THINGS if name not in {"hero", "person", "shades", "mascot"}),
    "person",
    "shades",
]
"""Things as often as pictures show them alone: whoever is painted sharp looks painted."""
_PLAYED = ("match", "match", "match", "castle", "planet", "road")
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".bmp"}
BORROWED = "borrowed"
DETAIL = 0.5
"""Pictures are painted at half their size and enlarged, then set in type at full size."""

DEVELOPED = 0.65
"""Share of pictures that look as if a camera had taken what they show."""
COMPRESSED = 0.7
LAID_OUT = 0.94
"""Share of advertisements that somebody laid out; in the others things lie as they come."""


@dataclasses.dataclass(frozen=True, slots=True)
class Recipe:
    """What decides a picture."""

    seed: int
    language: str
    sort: str = "ad"
    """``ad`` (with type), ``photo`` (without), ``game`` (a scene of one), ``poster`` (one thing,
    little type) or ``icon``."""
    file: str = ""
    """A picture of the caller's to start from; empty = painted."""


@functools.cache
def pictures_of(folder: Path) -> tuple[str, ...]:
    """Picture files of a folder and of the folders inside it, in order."""
    found = [p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES]
    return tuple(str(p) for p in sorted(found))


def quality(recipe: Recipe) -> int | None:
    """The JPEG quality (1 to 100) that the picture was once saved with; None = none is seen."""
    camera = np.random.default_rng((recipe.seed, 2))
    if recipe.sort == "icon" or camera.random() > COMPRESSED:
        return None
    return int(camera.integers(45, 92))


def paint(recipe: Recipe, width: int, height: int) -> Pixels:
    """The picture in that size: (height, width, 3) uint8 RGB, the same at every call."""
    worn, px = quality(recipe), painted(recipe, width, height)
    return px if worn is None else compressed(px, worn)


def painted(recipe: Recipe, width: int, height: int) -> Pixels:
    """As ``paint``, before any compression."""
    dice = np.random.default_rng(recipe.seed)
    small = Brush(round(width * DETAIL), round(height * DETAIL), dice)
    colors, said = palette(dice), words(recipe.language)
    laid, kind = _paint_small(small, recipe, colors, said)
    photo = kind in grounds.PHOTOGRAPHIC
    full = Brush(2, 2, dice)
    full.width, full.height = max(2, width), max(2, height)
    full.unit = min(full.width, full.height * 0.6)
    full.px = cv2.resize(small.px, (full.width, full.height), interpolation=cv2.INTER_CUBIC).astype(np.uint8)  # fmt: skip
    if photo and dice.random() < 0.8:
        full.grain(float(dice.uniform(1.5, 7)))
    for letter in laid:
        letter(full)
    if recipe.sort == "poster" and kind != BORROWED and dice.random() < 0.7:
        _headline(full, said, colors, float(dice.uniform(0.1, 0.2)), WHITE if photo else None)
    return full.px


def _paint_small(b: Brush, recipe: Recipe, colors: Palette, said: Words) -> tuple[list[Lettering], str]:  # fmt: skip
    """Everything but type; returns what to set in type, and the sort of ground."""
    if recipe.sort == "ad" and not recipe.file and b.dice.random() < LAID_OUT:
        return layouts.lay_out(b, colors, said), ""
    if recipe.sort == "game":
        moments.MOMENTS[str(b.dice.choice(_PLAYED))](b, colors)
        return [], ""
    taken = {"photo": 0.95, "poster": 0.78}.get(recipe.sort, 0.0)
    if not recipe.file and b.dice.random() < taken:
        moments.photograph(b, colors)
        return [], "land"
    kind = _ground(b, recipe, colors)
    photo = kind in grounds.PHOTOGRAPHIC
    if not recipe.file and recipe.sort != "photo" and kind != BORROWED:
        _things(b, recipe, colors)
        if recipe.sort == "ad" and b.dice.random() < 0.18:
            extras.scatter(b, colors)
    camera = np.random.default_rng((recipe.seed, 1))
    if recipe.sort != "icon" and camera.random() < DEVELOPED:
        b.dice, dice = camera, b.dice
        develop(b)
        b.dice = dice
    if recipe.sort != "ad" or kind == BORROWED:
        return [], kind
    return [lambda f: _set_type(f, said, colors, photo=photo),
            lambda f: _more_type(f, said, colors, photo=photo)], kind  # fmt: skip


def _ground(b: Brush, recipe: Recipe, colors: Palette) -> str:
    if recipe.file:
        _from_file(b, recipe.file)
        return "land"
    chinese = recipe.language.startswith("zh")
    if recipe.sort in {"ad", "poster"} and chinese and b.dice.random() < 0.2:
        extras.borrowed(b)
        return BORROWED
    photo = recipe.sort == "photo" or b.dice.random() < 0.4
    choices = grounds.PHOTOGRAPHIC if photo else grounds.DRAWN
    if recipe.sort == "icon":
        choices = {"gradient": grounds.DRAWN["gradient"], "flat": grounds.DRAWN["flat"]}
    kind = str(b.dice.choice(list(choices)))
    choices[kind](b, colors)
    return kind


def _from_file(b: Brush, file: str) -> None:
    """A piece of the caller's picture, of the shape wanted, perhaps mirrored."""
    read = cv2.imread(file, cv2.IMREAD_COLOR)
    if read is None:
        raise ValueError(f"{file}: not a picture that can be read")
    scale = max(b.width / read.shape[1], b.height / read.shape[0]) * float(b.dice.uniform(1, 1.4))
    size = (max(b.width, round(read.shape[1] * scale)), max(b.height, round(read.shape[0] * scale)))
    big = cv2.resize(read, size, interpolation=cv2.INTER_AREA)[..., ::-1]
    x = int(b.dice.integers(0, big.shape[1] - b.width + 1))
    y = int(b.dice.integers(0, big.shape[0] - b.height + 1))
    part = big[y : y + b.height, x : x + b.width]
    b.px = np.ascontiguousarray(part[:, ::-1] if b.dice.random() < 0.3 else part).astype(np.uint8)


def _things(b: Brush, recipe: Recipe, colors: Palette) -> None:
    """Paint some things."""
    name = str(b.dice.choice(_SHOWN))
    if recipe.sort == "icon":
        solid(b, name, (0.5, 0.52), 0.36, colors)
        return
    layout = b.dice.random()
    if layout < 0.55:
        foot = (float(b.dice.uniform(0.4, 0.6)), float(b.dice.uniform(0.66, 0.78)))
        moments.stand(b, name, foot, float(b.dice.uniform(0.28, 0.46)), colors)
        return
    if layout < 0.8:
        other = str(b.dice.choice(_SHOWN))
        for foot, which in (((0.3, 0.64), name), ((0.68, 0.74), other)):
            moments.stand(b, which, foot, float(b.dice.uniform(0.2, 0.3)), colors)
        return
    for cell in range(4):
        at = (0.28 + 0.44 * (cell % 2), 0.46 + 0.2 * (cell // 2))
        b.slab(at, (0.4, 0.3), 0.03, WHITE, (244, 244, 246), shadow=0.25)
        solid(b, str(b.dice.choice(_SHOWN)), at, 0.1, colors)


def _headline(b: Brush, said: Words, colors: Palette, y: float, ink: Rgb | None = None) -> None:
    dice = b.dice
    color = ink or readable(colors.mid)
    if ink is None and dice.random() < 0.3:
        color = colors.accent
    style = dice.random()
    name = str(dice.choice(["black", "black", "bold", "serif", "light"]))
    line(b, str(dice.choice(said.headlines)), (0.5, y), float(dice.uniform(0.09, 0.22)), color,
         name=name, within=0.9, slant=0.2 if style < 0.2 else 0.0,
         tilt_deg=float(dice.uniform(-7, 4)) if style < 0.3 else 0.0,
         edge=mix(colors.deep, BLACK, 0.3) if dice.random() < 0.4 and name == "black" else None,
         foot=mix(color, colors.accent, 0.6) if dice.random() < 0.4 else None,
         shadow=bool(dice.random() < 0.5))  # fmt: skip


def _set_type(b: Brush, said: Words, colors: Palette, *, photo: bool) -> None:
    dice = b.dice
    ink = WHITE if photo else readable(colors.mid)
    top = float(dice.choice([0.14, 0.18, 0.24, 0.76]))
    _headline(b, said, colors, top, ink)
    if dice.random() < 0.75:
        line(b, str(dice.choice(said.subs)), (0.5, top + 0.075), float(dice.uniform(0.035, 0.06)), ink,
             name=str(dice.choice(["regular", "bold", "light"])), shadow=photo)  # fmt: skip
    if dice.random() < 0.35:
        line(b, str(dice.choice(said.prices)), (float(dice.uniform(0.25, 0.75)), top + 0.14),
             float(dice.uniform(0.08, 0.18)), colors.accent, name="black",
             edge=mix(colors.deep, BLACK, 0.4))  # fmt: skip
    if dice.random() < 0.3:
        badge(b, str(dice.choice(said.tags)), (0.5, top - 0.07), 0.034, colors.accent,
              readable(colors.accent))  # fmt: skip
    if dice.random() < 0.25:
        line(b, str(dice.choice(said.subs)), (0.5, 0.975), 0.022, mix(ink, colors.mid, 0.4), name="regular")  # fmt: skip
    if dice.random() < 0.2:
        _list(b, said, colors, min(0.8, top + 0.5))


def _more_type(b: Brush, said: Words, colors: Palette, *, photo: bool) -> None:
    """Some of what else stands on advertisements."""
    ink = WHITE if photo else readable(colors.mid)
    if b.dice.random() < 0.3:
        extras.brand(b, said, colors, ink)
    if b.dice.random() < 0.22:
        extras.small_print(b, said, ink)
    if b.dice.random() < 0.14:
        extras.burst(b, said, colors)
    if b.dice.random() < 0.05:
        extras.code(b)


def _list(b: Brush, said: Words, colors: Palette, top: float) -> None:
    """A card with small print, as landing pages have."""
    b.slab((0.5, top + 0.06), (0.86, 0.3), 0.03, WHITE, alpha=0.94, shadow=0.2)
    for row in range(3):
        y = top + row * 0.04
        b.oval((0.14, y), (0.014, 0.014), colors.accent)
        line(b, str(b.dice.choice(said.subs)), (0.19, y), 0.034, (60, 60, 66), name="regular",
             within=0.66, left=True)  # fmt: skip
