"""A canvas and a seeded hand: text, icons, pills, gradients and invented photographs."""

import dataclasses
import functools
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
"""Left, top, width, height in canvas pixels."""

_CLOSE_WORDS = ("close", "xmark", "times", "remove", "cancel", "chrome-close", "clear")
_AMBIGUOUS = ("ban", "block", "multiply", "x-", "-x", "cross", "plus", "forbid", "error", "delete")


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


@functools.cache
def icon_fonts() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Path of each icon font and its characters that are no kind of X."""
    folder = _package_folder("qtawesome")
    if folder is None:
        return ()
    found = []
    for charmap in sorted((folder / "fonts").glob("*-charmap-*.json")):
        stem, _, version = charmap.stem.partition("-charmap-")
        font = charmap.with_name(f"{stem}-{version}.ttf")
        names = json.loads(charmap.read_text("utf-8"))
        plain = tuple(
            chr(int(code, 16))
            for name, code in sorted(names.items())
            if not any(w in name for w in _CLOSE_WORDS + _AMBIGUOUS)
        )
        if font.exists() and "brands" not in stem:
            found.append((str(font), plain))
    return tuple(found)


@functools.cache
def latin_fonts() -> tuple[str, ...]:
    """Further faces for Latin words."""
    folder = _package_folder("font_roboto")
    if folder is None:
        return ()
    names = ("Regular", "Medium", "Bold", "Black", "Light")
    return tuple(str(folder / "files" / f"Roboto-{n}.ttf") for n in names)


@functools.cache
def photographs() -> tuple[Any, ...]:
    """Photographs that come with scikit-image, as RGB arrays."""
    folder = _package_folder("skimage")
    if folder is None:
        return ()
    names: tuple[str, ...] = (
        "astronaut.png",
        "chelsea.png",
        "coffee.png",
        "rocket.jpg",
        "motorcycle_left.png",
    )
    names += ("hubble_deep_field.jpg", "ihc.png", "retina.jpg", "color.png")
    paths = [folder / "data" / name for name in names]
    return tuple(np.asarray(Image.open(p).convert("RGB")) for p in paths if p.exists())


@functools.lru_cache(maxsize=256)
def face(path: str, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels."""
    return ImageFont.truetype(path, size)


@dataclasses.dataclass(slots=True)
class Brush:
    """One picture being drawn. ``dp`` is canvas pixels per dp."""

    rng: np.random.Generator
    image: Image.Image
    dp: float
    fonts: tuple[str, str]
    """Faces (regular, bold) that have hanzi."""
    drawn: list[tuple[str, Box]] = dataclasses.field(default_factory=list)
    """What was drawn where, whatever it means there: a role's name, "text" or "icon"."""

    @property
    def width(self) -> int:
        """Canvas pixels."""
        return self.image.width

    @property
    def height(self) -> int:
        """Canvas pixels."""
        return self.image.height

    def chance(self, share: float) -> bool:
        """Whether a thing of that probability happens."""
        return bool(self.rng.random() < share)

    def among(self, things: Sequence[Any]) -> Any:
        """One of these."""
        return things[int(self.rng.integers(len(things)))]

    def between(self, low: float, high: float) -> float:
        """A number of this range."""
        return float(self.rng.uniform(low, high))

    def colour(self, low: int = 0, high: int = 255) -> Colour:
        """Any colour."""
        r, g, b = self.rng.integers(low, high + 1, 3)
        return int(r), int(g), int(b)

    def vivid(self) -> Colour:
        """A colour as buttons have."""
        hsv = np.array([[[self.rng.integers(180), self.rng.integers(130, 256),
                          self.rng.integers(150, 256)]]], np.uint8)  # fmt: skip
        r, g, b = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0]
        return int(r), int(g), int(b)

    def draw(self) -> ImageDraw.ImageDraw:
        """Lines and polygons straight on the canvas."""
        return ImageDraw.Draw(self.image)

    def font(self, words: str, size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
        """A face that can write these words."""
        latin = latin_fonts()
        if words.isascii() and latin and self.chance(0.7):
            path = latin[2] if bold else self.among(latin)
        else:
            path = self.fonts[1] if bold else self.fonts[0]
        return face(path, max(5, round(size)))

    def text(
        self,
        at: tuple[float, float],
        words: str,
        size: float,
        ink: Colour,
        *,
        anchor: str = "lt",
        bold: bool = False,
        alpha: float = 1.0,
    ) -> Box:
        """Write one line; ``size`` and ``at`` in canvas pixels. Returns its ink's box."""
        font = self.font(words, size, bold=bold)
        left, top, right, bottom = self.draw().textbbox(at, words, font=font, anchor=anchor)
        if alpha >= 0.99:
            self.draw().text(at, words, fill=ink, font=font, anchor=anchor)
        else:
            self.veil(lambda d: d.text(at, words, fill=255, font=font, anchor=anchor), ink, alpha)
        self.drawn.append(("text", (left, top, right - left, bottom - top)))
        return left, top, right - left, bottom - top

    def veil(self, paint: Any, ink: Colour, alpha: float) -> None:
        """Draw with part of the ink: ``paint`` is handed a mask to fill with 255."""
        mask = Image.new("L", self.image.size, 0)
        paint(ImageDraw.Draw(mask))
        self.image.paste(ink, (0, 0), mask.point([round(v * alpha) for v in range(256)]))

    def slab(
        self,
        box: Box,
        ink: Colour,
        *,
        radius: float = 0.0,
        alpha: float = 1.0,
        outline: Colour | None = None,
        stroke: float = 1.0,
        filled: bool = True,
    ) -> None:
        """A (rounded) rectangle with clean edges: drawn larger and shrunk."""
        x, y, w, h = box
        if radius < 1 and outline is None and filled:
            self._plain(box, ink, alpha)
            return
        pad, k = 3, 4 if w * h < 30_000 else 2
        size = (max(1, round(w)) + 2 * pad, max(1, round(h)) + 2 * pad)
        at = (round(x) - pad, round(y) - pad)
        edges = (pad * k, pad * k, (size[0] - pad) * k - 1, (size[1] - pad) * k - 1)
        for fill, width in ((ink if filled else None, 0), (outline, max(1, round(stroke * k)))):
            if fill is None:
                continue
            mask = Image.new("L", (size[0] * k, size[1] * k), 0)
            pen = ImageDraw.Draw(mask)
            if width:
                pen.rounded_rectangle(edges, radius * k, outline=255, width=width)
            else:
                pen.rounded_rectangle(edges, radius * k, fill=255)
            mask = mask.resize(size, Image.Resampling.BOX)
            if alpha < 0.99:
                mask = mask.point([round(v * alpha) for v in range(256)])
            self.image.paste(fill, at, mask)

    def _plain(self, box: Box, ink: Colour, alpha: float) -> None:
        x, y, w, h = (round(v) for v in box)
        edges = (max(0, x), max(0, y), min(self.width, x + w), min(self.height, y + h))
        if edges[2] <= edges[0] or edges[3] <= edges[1]:
            return
        if alpha >= 0.99:
            self.image.paste(ink, edges)
            return
        part = self.image.crop(edges)
        self.image.paste(Image.blend(part, Image.new("RGB", part.size, ink), alpha), edges[:2])

    def icon(self, box: Box, ink: Colour, *, alpha: float = 1.0) -> None:
        """Any icon that is no X, filling a square."""
        x, y, w, h = box
        self.drawn.append(("icon", box))
        sets = icon_fonts()
        if not sets:
            self.slab(box, ink, radius=self.between(0, w / 2), alpha=alpha)
            return
        path, chars = self.among(sets)
        font = face(path, max(6, round(min(w, h))))
        at = (x + w / 2, y + h / 2)
        sign = self.among(chars)
        if alpha >= 0.99:
            self.draw().text(at, sign, fill=ink, font=font, anchor="mm")
        else:
            self.veil(lambda d: d.text(at, sign, fill=255, font=font, anchor="mm"), ink, alpha)

    def picture(self, box: Box, *, radius: float = 0.0) -> None:
        """Something like a photograph or an illustration in this box."""
        x, y, w, h = (round(v) for v in box)
        if w < 2 or h < 2:
            return
        made = Image.fromarray(invented(self.rng, w, h))
        if radius < 1:
            self.image.paste(made, (x, y))
            return
        mask = Image.new("L", (w * 2, h * 2), 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, 2 * w - 1, 2 * h - 1), radius * 2, fill=255)
        self.image.paste(made, (x, y), mask.resize((w, h), Image.Resampling.BOX))

    def mean_grey(self, box: Box) -> float:
        """Mean grey inside a box."""
        x, y, w, h = box
        part = self.image.crop((round(x), round(y), round(x + w) + 1, round(y + h) + 1))
        return float(np.asarray(part.convert("L")).mean())


def invented(rng: np.random.Generator, width: int, height: int) -> Any:
    """RGB array of that size: a photograph's part, an illustration, a gradient with shapes."""
    kinds = [_blend, _shapes, _noise]
    share = rng.random()
    photos = photographs()
    small = (max(2, min(width, 360)), max(2, round(height * min(width, 360) / width)))
    if photos and share < 0.5:
        made = _photograph(rng, photos, *small)
    else:
        made = kinds[int(rng.integers(len(kinds)))](rng, *small)
    if small == (width, height):
        return made
    return cv2.resize(made, (width, height), interpolation=cv2.INTER_LINEAR)


def _photograph(rng: np.random.Generator, photos: Any, width: int, height: int) -> Any:
    photo = photos[int(rng.integers(len(photos)))]
    tall, wide = photo.shape[:2]
    scale = min(tall / height, wide / width) * rng.uniform(0.35, 1.0)
    w, h = max(2, int(width * scale)), max(2, int(height * scale))
    x, y = int(rng.integers(0, wide - w + 1)), int(rng.integers(0, tall - h + 1))
    part = cv2.resize(photo[y : y + h, x : x + w], (width, height), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.5:
        part = part[:, ::-1]
    if rng.random() < 0.5:
        hsv = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2HSV)
        hsv[:, :, 0] = (hsv[:, :, 0].astype(int) + int(rng.integers(180))) % 180
        part = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    gain, lift = rng.uniform(0.5, 1.3), rng.uniform(-40, 50)
    return np.clip(part.astype(np.float32) * gain + lift, 0, 255).astype(np.uint8)


def _blend(rng: np.random.Generator, width: int, height: int) -> Any:
    corners = rng.integers(0, 256, (2, 2, 3)).astype(np.uint8)
    return cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR)


def _shapes(rng: np.random.Generator, width: int, height: int) -> Any:
    ground = _blend(rng, width, height)
    for _ in range(int(rng.integers(4, 26))):
        ink = tuple(int(v) for v in rng.integers(0, 256, 3))
        at = (int(rng.integers(width)), int(rng.integers(height)))
        size = max(2, int(min(width, height) * rng.uniform(0.02, 0.4)))
        kind = rng.integers(4)
        if kind == 0:
            cv2.circle(ground, at, size, ink, -1, cv2.LINE_AA)
        elif kind == 1:
            axes = (size, max(2, int(size * rng.uniform(0.2, 1))))
            cv2.ellipse(ground, at, axes, int(rng.integers(180)), 0, 360, ink, -1, cv2.LINE_AA)
        elif kind == 2:
            points = rng.integers(-size, size + 1, (int(rng.integers(3, 6)), 2)) + at
            cv2.fillPoly(ground, [points.astype(np.int32)], ink, cv2.LINE_AA)
        else:
            end = (
                at[0] + int(rng.integers(-size, size + 1)),
                at[1] + int(rng.integers(-size, size + 1)),
            )
            cv2.line(ground, at, end, ink, int(rng.integers(1, 6)), cv2.LINE_AA)
    return ground


def _noise(rng: np.random.Generator, width: int, height: int) -> Any:
    out: Any = np.zeros((height, width, 3), np.float32)
    for cells in (3, 9, 27, 60):
        grain = rng.normal(0, 1, (cells, cells, 3)).astype(np.float32)
        big = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)
        out = out + np.asarray(big) / cells**0.55
    tint = rng.uniform(40, 215, 3)
    return np.clip(tint + out * rng.uniform(30, 70), 0, 255).astype(np.uint8)
