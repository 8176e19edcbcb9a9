"""What one app made by chance is made with, and short ways to write its layers."""

import dataclasses
import functools
import random
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from harness.virtual.apps.script import Area, Draw, Effect, Ink, Layer, Shadow, Tree, Write
from harness.virtual.fabricate.art import Recipe, pictures_of
from harness.virtual.fabricate.brush import Rgb
from harness.virtual.fabricate.lexicon import LANGUAGES, Words, words
from harness.virtual.fabricate.palettes import Palette, brightness, hexed, palette
from harness.virtual.screen.lettering import width_of
from harness.virtual.screen.motifs import MOTIFS
from harness.virtual.screen.photographs import PHOTOGRAPHS

T = TypeVar("T")
STOCK = "creative:"
PHOTOS = tuple(PHOTOGRAPHS)
MOTIFS_BY_NAME = tuple(MOTIFS)
THUMBS = 120
"""Different small pictures of each sort."""
INK, GREY, FAINT, LINE = "#202124", "#5f6368", "#9aa0a6", "#e6e6e6"


@dataclasses.dataclass(slots=True)
class Draft:
    """One app in the making: its chance, language, colours and pictures."""

    chance: random.Random
    language: str
    width_dp: float
    height_dp: float
    folder: Path | None = None
    """Where pictures of the caller's are."""
    stock: bool = False
    """Only pictures that the phone paints itself, by name: scripts without files."""
    arts: dict[str, Recipe] = dataclasses.field(default_factory=dict)
    brand: Palette = dataclasses.field(init=False)
    app: str = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.brand = palette(np.random.default_rng(self.chance.getrandbits(32)))
        self.app = self.pick(self.words.brands)

    @property
    def words(self) -> Words:
        """The words of the app's language."""
        return words(self.language)

    def pick(self, choices: Sequence[T]) -> T:
        """One of them."""
        return self.chance.choice(choices)

    def often(self, share: float) -> bool:
        """True with that chance."""
        return self.chance.random() < share

    def between(self, low: float, high: float) -> float:
        """A number by chance, in halves."""
        return round(self.chance.uniform(low, high) * 2) / 2

    def art(self, sort: str = "ad", language: str | None = None) -> str:
        """Register a picture; returns the file name that layers call it by."""
        if self.stock:
            return STOCK + self.pick(PHOTOS if sort in {"photo", "game"} else MOTIFS_BY_NAME)
        given = pictures_of(self.folder) if self.folder and sort != "icon" else ()
        file = self.pick(given) if given and self.often(0.7) else ""
        name = f"art_{len(self.arts)}.jpg"
        self.arts[name] = Recipe(self.chance.getrandbits(40), language or self.language, sort, file)
        return name

    def thumb(self, sort: str = "photo") -> str:
        """A small picture out of a few hundred, of which the same may come again."""
        if self.stock:
            return STOCK + self.pick(PHOTOS if sort != "icon" else MOTIFS_BY_NAME)
        name = f"art_{len(self.arts)}.jpg"
        self.arts[name] = Recipe(self.chance.randrange(THUMBS), self.language, sort)
        return name


def draft(seed: int, number: int, width_dp: float, height_dp: float, folder: Path | None) -> Draft:
    """The draft of one app: the same for the same seed and number."""
    chance = random.Random(zlib.crc32(f"{seed}/{number}".encode()) * 65_537 + number)
    language = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
    return Draft(chance, language, width_dp, height_dp, folder)


# --- short ways to write layers -------------------------------------------------
def area(**lengths: float) -> Area:
    """An area by its lengths in dp."""
    return Area(**lengths)


WHOLE = Area(left=0, top=0, right=0, bottom=0)


def ink(color: Rgb | str, alpha: float = 1.0) -> str:
    """A colour as scripts write it."""
    return color if isinstance(color, str) else hexed(color, alpha)


def panel(place: Area, color: Rgb | str, *, radius: float = 0, alpha: float = 1.0,
          layers: Sequence[Layer] = (), shadow: float = 0, stroke: str | None = None,
          foot: Rgb | str | None = None, angle: float = 90, **more: Any) -> Layer:  # fmt: skip
    """A coloured area with things in it."""
    colors = [ink(color, alpha)] + ([] if foot is None else [ink(foot, alpha)])
    return Layer(
        area=place, layers=list(layers),
        fill=Ink(colors=colors, radius=radius, stroke=stroke, stroke_width=1 if stroke else 0,
                 angle=angle, shadow=Shadow(blur=shadow, color="#40000000") if shadow else None),
        **more,
    )  # fmt: skip


def text(place: Area, said: str, size: float = 14, color: Rgb | str = INK, **how: Any) -> Layer:
    """A text, told to the hierarchy as it is drawn (``told=False``: drawn only)."""
    more = {key: how.pop(key) for key in ("id", "on_tap", "tree") if key in how}
    if how.pop("told", True) and "tree" not in more:
        more["tree"] = Tree(cls="android.widget.TextView", text=said)
    align = {"align": "left", **how}
    return Layer(area=place, write=Write(text=said, size=size, color=ink(color), **align), **more)


def sign(place: Area, glyph: str, color: Rgb | str = GREY, stroke: float = 1.8, inset: float = 2,
         **more: Any) -> Layer:  # fmt: skip
    """A drawn sign."""
    return Layer(
        area=place, draw=Draw(glyph=glyph, color=ink(color), stroke=stroke, inset=inset), **more
    )


def image(place: Area, name: str, *, radius: float = 0, **more: Any) -> Layer:
    """A picture of the draft."""
    painted = name.removeprefix(STOCK) if name.startswith(STOCK) else None
    return Layer(area=place, picture=None if painted else name, creative=painted,
                 fill=Ink(colors=[], radius=radius) if radius else None, **more)  # fmt: skip


def button(place: Area, said: str, color: Rgb | str, *, size: float = 16, radius: float = 8,
           label: Rgb | str | None = None, foot: Rgb | str | None = None, shadow: float = 0,
           stroke: str | None = None, bold: bool = True, role: str | None = None,
           on_tap: Sequence[Effect] | None = None, alpha: float = 1.0) -> Layer:  # fmt: skip
    """A button with a word in its middle."""
    paper = (255, 255, 255) if isinstance(color, str) else color
    written = label or ("#ffffff" if brightness(paper) < 0.66 else INK)
    return panel(
        place, color, radius=radius, foot=foot, angle=0, shadow=shadow, stroke=stroke, alpha=alpha,
        id=role, write=Write(text=said, size=size, color=ink(written), bold=bold),
        tree=Tree(cls="android.widget.Button", text=said, clickable=True),
        on_tap=None if on_tap is None else list(on_tap),
    )  # fmt: skip


@functools.lru_cache(maxsize=4096)
def wide(said: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in dp."""
    return width_of(said, size * 4, "bold" if bold else "regular") / 4
