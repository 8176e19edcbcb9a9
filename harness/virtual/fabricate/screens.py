"""Pictures of apps made by chance, without a phone, and what is on them."""

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from PIL import Image

from harness.virtual.apps.layout import resolve
from harness.virtual.apps.render import Moment, ink_fill, layer_views
from harness.virtual.apps.script import Layer, Popup
from harness.virtual.fabricate.art import Recipe, paint
from harness.virtual.fabricate.brush import Pixels
from harness.virtual.fabricate.compose import choose_page, choose_popup
from harness.virtual.fabricate.draft import STOCK, THUMBS, Draft, draft
from harness.virtual.scene import Box, Fill, Picture, Scene, Surface, View
from harness.virtual.screen.glyphs import draw_glyph
from harness.virtual.screen.lettering import write
from harness.virtual.screen.painter import Painter
from harness.virtual.screen.pictures import Pictures
from harness.virtual.system_apps import build

SIZES: tuple[tuple[int, int, int, float], ...] = (
    (720, 1600, 320, 0.42), (1080, 2400, 420, 0.2), (1080, 1920, 420, 0.1), (720, 1280, 320, 0.08),
    (540, 1200, 240, 0.08), (1080, 2340, 480, 0.07), (1080, 1920, 480, 0.05),
)  # fmt: skip
"""Width and height in px, density in dpi, and how often each is taken."""

Bar = tuple[str, float, float]
BARS: tuple[Bar, ...] = (("gesture", 20, 0.45), ("buttons", 48, 0.3), ("none", 0, 0.25))
"""Navigation bars: style, height in dp, and how often each is there."""
BoxXywh = tuple[int, int, int, int]


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """One picture's row of ``labels.json``; boxes are [x, y, w, h] in px."""

    file: str
    size: tuple[int, int]
    set: str
    popup: bool
    type: str
    kind: str
    """``splash`` … ``consent`` as the harness names kinds; empty without a pop-up."""
    full_screen: bool = True
    close_buttons: tuple[BoxXywh, ...] = ()
    close_box: str = "button"
    """``glyph`` where only the strokes of the cross are visible, ``button`` with a body."""
    skip: tuple[BoxXywh, ...] = ()
    text_dismiss: tuple[BoxXywh, ...] = ()
    cta: tuple[BoxXywh, ...] = ()
    cta_labelled: bool = True
    popup_box: BoxXywh | None = None
    scrim: float = 0.0
    countdown: bool = False
    """Whether something counts down and promises no more: a number of seconds alone."""
    countdowns: tuple[BoxXywh, ...] = ()
    ad_label: tuple[BoxXywh, ...] = ()
    gesture_hint: tuple[BoxXywh, ...] = ()
    crosses: tuple[BoxXywh, ...] = ()
    """Crosses of the app's own page that close no pop-up."""
    page: str = ""
    language: str = ""
    density: int = 0
    seed: int = 0
    notes: str = ""


_ROLES = {
    "close": "close_buttons", "close_glyph": "close_buttons", "skip": "skip", "dismiss": "text_dismiss",
    "countdown": "countdowns", "cta": "cta", "agree": "cta", "ad_label": "ad_label", "gesture_hint": "gesture_hint", "cross": "crosses",
}  # fmt: skip


_small = functools.lru_cache(maxsize=500)(paint)


class Painted(Pictures):
    """Pictures that are painted by recipe when they are first needed."""

    def __init__(self, arts: dict[str, Recipe]) -> None:
        super().__init__(None)
        self._arts = arts
        self._done: dict[tuple[str, int, int], Pixels] = {}

    def part(self, picture: Picture, width: int, height: int, part: Box) -> Image.Image:
        """As of ``Pictures``."""
        if picture.path.startswith(STOCK):
            return super().part(picture, width, height, part)
        key = (picture.path, width, height)
        if key not in self._done:
            recipe = self._arts[picture.path.rpartition("/")[2]]
            again = recipe.seed < THUMBS and width * height < 100_000
            self._done[key] = (_small if again else paint)(recipe, width, height)
        left, top, right, bottom = part
        return Image.fromarray(np.ascontiguousarray(self._done[key][top:bottom, left:right]))


@dataclasses.dataclass(frozen=True, slots=True)
class Screen:
    """One picture: (height, width, 3) uint8 RGB, and its label."""

    pixels: Pixels
    label: Label


def screens(seed: int, count: int, *, folder: Path | None = None,
            size: tuple[int, int, int] | None = None) -> Iterator[Screen]:  # fmt: skip
    """That many pictures; each depends on the seed and its number alone.

    ``size`` fixes width and height in px and density in dpi; otherwise they vary. About 60 of
    100 show a pop-up. ``folder`` may hold pictures of the caller's.
    """
    for number in range(count):
        yield screen(seed, number, folder=folder, size=size)


def screen(seed: int, number: int, *, folder: Path | None = None,
           size: tuple[int, int, int] | None = None) -> Screen:  # fmt: skip
    """The picture of that number."""
    chosen = np.random.default_rng((seed, number))
    at = int(chosen.choice(len(SIZES), p=[s[3] for s in SIZES]))
    width, height, density = size or SIZES[at][:3]
    bar = BARS[int(chosen.choice(len(BARS), p=[b[2] for b in BARS]))]
    inner = height * 160 / density - (bar[1] if bar[0] == "buttons" else 0)
    d = draft(seed, number, width * 160 / density, inner, folder)
    shown = d.often(0.62)
    page_name, page = choose_page(d, under=shown)
    made = choose_popup(d) if shown else None
    stage = Stage(d, width, height, density, bar)
    base = View(box=stage.screen, fill=ink_fill(page.background, density),
                children=layer_views(page.layers, stage.inner, stage.moment(0, None)))  # fmt: skip
    marks = list(stage.marks(page.layers, stage.inner))
    views, top = [base], None
    if made is not None:
        views += stage.popup_views(made.popup)
        top = list(stage.marks(made.popup.layers, stage.inner))
    bars = stage.bars(light=made is None and page.dark_status_icons)
    pixels = Painter(pictures=Painted(d.arts)).paint(stage.scene([*views, *bars]))[..., :3]
    label = _label(f"{seed}_{number:06}.png", d, stage, marks, top)
    label = msgspec.structs.replace(
        label, type=made.sort if made else "normal", kind=made.kind if made else "",
        scrim=made.popup.scrim if made else 0.0, page=page_name, seed=seed,
        popup_box=None if made is None or top is None else stage.popup_box(top))  # fmt: skip
    return Screen(np.ascontiguousarray(pixels), label)


class Stage:
    """Size of the screen, and how layers come onto it."""

    def __init__(self, d: Draft, width: int, height: int, density: int, bar: "Bar") -> None:
        self.d = d
        self.screen: Box = (0, 0, width, height)
        self.density = density
        self.bar = bar
        under = round(bar[1] * density / 160) if bar[0] == "buttons" else 0
        self.inner: Box = (0, 0, width, height - under)

    def moment(self, elapsed_ms: float, countdown_s: int | None) -> Moment:
        """So long after the pop-up came."""

        def offer(path: str, *_: object) -> str:
            return path

        return Moment("app", "", self.density, elapsed_ms, countdown_s, offer)

    def popup_views(self, popup: Popup) -> list[View]:
        """The pop-up over its scrim, at a moment by chance."""
        shade = round(255 * popup.scrim)
        left = self.d.chance.uniform(0, 1) * 1000 * (popup.countdown_s or 0)
        inside = self.views(popup.layers, popup.countdown_s, left)
        return [
            View(
                box=self.screen, fill=Fill(((0, 0, 0, shade),)) if shade else None, children=inside
            )
        ]

    def views(
        self, layers: Sequence[Layer], countdown_s: int | None, elapsed_ms: float = 0
    ) -> tuple[View, ...]:
        """The layers as they show so long after their pop-up came."""
        return tuple(layer_views(layers, self.inner, self.moment(elapsed_ms, countdown_s)))

    def bars(self, *, light: bool) -> list[View]:
        """The system's bars."""
        return [*self._status(light=light), *self._navigation(light=light)]

    def _navigation(self, *, light: bool) -> list[View]:
        style, high_dp, _ = self.bar
        if style == "none":
            return []
        _, _, width, height = self.screen
        high = round(high_dp * self.density / 160)
        icons = "dark" if light else "light"
        built = build("navigation_bar", {"style": style, "icons": icons}, width=width, height=high,
                      density=self.density, locale=self.d.language)  # fmt: skip
        return [_lowered(built, height - high)]

    def _status(self, *, light: bool) -> list[View]:
        if self.d.often(0.12):
            return []
        width, high = self.screen[2], round(24 * self.density / 160)
        icons = "dark" if light else "light"
        clock = f"{self.d.chance.randrange(24):02}:{self.d.chance.randrange(60):02}"
        return [build("status_bar", {"clock": clock, "icons": icons}, width=width, height=high,
                      density=self.density, locale=self.d.language)]  # fmt: skip

    def scene(self, views: list[View]) -> Scene:
        """The views as one screen."""
        _, _, width, height = self.screen
        surface = Surface(1, self.screen, View(box=self.screen, children=tuple(views)))
        return Scene(width, height, self.density, (surface,))

    def marks(self, layers: Sequence[Layer], parent: Box) -> Iterator[tuple[str, Box]]:
        """Name and drawn box of every layer that bears one."""
        for layer in layers:
            box = resolve(layer.area, parent, self.density)
            if layer.id is not None:
                yield layer.id, self.drawn(layer, box)
            yield from self.marks(layer.layers, box)

    def drawn(self, layer: Layer, box: Box) -> Box:
        """The box of what is visible: the body, or the strokes and letters alone."""
        body = layer.fill is not None and (layer.fill.colors or layer.fill.stroke)
        if body or layer.picture is not None:
            return box
        view = layer_views([layer], (0, 0, 0, 0), self.moment(0, 5))[0]
        wide, high = box[2] - box[0], box[3] - box[1]
        found = None
        if view.glyph is not None:
            found = draw_glyph(view.glyph, wide, high).getbbox()
        elif view.text is not None and (written := write(view.text, wide, high)) is not None:
            x, y = written.x, written.y
            found = (x, y, x + written.mask.width, y + written.mask.height)
        if found is None:
            return box
        return box[0] + found[0], box[1] + found[1], box[0] + found[2], box[1] + found[3]

    def popup_box(self, marks: Sequence[tuple[str, Box]]) -> BoxXywh:
        """The card's box, or the whole screen."""
        return self.xywh(next((box for name, box in marks if name == "card"), self.screen))

    def xywh(self, box: Box) -> BoxXywh:
        """As labels write boxes, cut at the screen's edges."""
        x0, y0 = max(0, box[0]), max(0, box[1])
        x1, y1 = min(self.screen[2], box[2]), min(self.screen[3], box[3])
        return x0, y0, max(0, x1 - x0), max(0, y1 - y0)


def _lowered(view: View, by: int) -> View:
    """The view and all in it, further down."""
    left, top, right, bottom = view.box
    inside = tuple(_lowered(child, by) for child in view.children)
    return dataclasses.replace(view, box=(left, top + by, right, bottom + by), children=inside)


def _label(name: str, d: Draft, stage: Stage, below: list[tuple[str, Box]],
           top: list[tuple[str, Box]] | None) -> Label:  # fmt: skip
    told: dict[str, list[BoxXywh]] = {}
    for role, box in top or []:
        if role in _ROLES:
            told.setdefault(_ROLES[role], []).append(stage.xywh(box))
    if top is None:
        told["crosses"] = [stage.xywh(box) for role, box in below if role == "cross"]
    bare = any(role == "close_glyph" for role, _ in top or [])
    fields: dict[str, Any] = {name: tuple(boxes) for name, boxes in told.items()}
    fields["countdown"] = "countdowns" in told
    return Label(file=name, size=(stage.screen[2], stage.screen[3]), set="fabricated", popup=top is not None,
                 type="", kind="", close_box="glyph" if bare else "button", language=d.language,
                 density=stage.density, **fields)  # fmt: skip
