"""Paints scenes: only what changed since the last one, in bands, so that memory stays small."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops

from harness.virtual.scene import Box, Fill, Glyph, Picture, Rgba, Scene, Surface, Text, View
from harness.virtual.screen import shapes
from harness.virtual.screen.cache import ByteCache
from harness.virtual.screen.changes import changed, is_empty, meet, reach
from harness.virtual.screen.glyphs import draw_glyph
from harness.virtual.screen.lettering import Written, write
from harness.virtual.screen.pictures import Pictures

BAND_PX = 480
"""Rows painted at a time: what a paint needs beside the frame is a few of these."""
MASK_BYTES = 2_500_000
_BLACK: Rgba = (0, 0, 0, 255)


class Ground(NamedTuple):
    """The lower windows of a scene as pixels: (height, width, 3) uint8 RGB."""

    surfaces: tuple[Surface, ...]
    pixels: npt.NDArray[np.uint8]


def bands(box: Box) -> Iterator[Box]:
    """The box from top to bottom in pieces of at most ``BAND_PX`` rows."""
    left, top, right, bottom = box
    for start in range(top, bottom, BAND_PX):
        yield (left, start, right, min(bottom, start + BAND_PX))


class Painter:
    """Turns scenes into pixels and remembers the last one, to repaint only what changed."""

    def __init__(self, picture_root: Path | None = None, pictures: Pictures | None = None) -> None:
        self._pictures = pictures or Pictures(picture_root)
        self._texts: ByteCache[Written | None] = ByteCache(
            MASK_BYTES, lambda w: 64 + (w.mask.width * w.mask.height if w else 0)
        )
        self._glyphs: ByteCache[Image.Image] = ByteCache(
            MASK_BYTES // 2, lambda mask: mask.width * mask.height
        )
        self._scene: Scene | None = None
        self._ground: Ground | None = None
        self._reach: dict[int, Box] = {}
        self._frame: npt.NDArray[np.uint8] = np.zeros((0, 0, 4), np.uint8)
        self.painted_px = 0
        """Pixels painted by the last call: 0 for a scene equal to the one before."""

    def paint(self, scene: Scene) -> npt.NDArray[np.uint8]:
        """Pixels of a scene: (height, width, 4) uint8 RGBA, alpha 255, not writeable.

        The array is the painter's own and holds until the next call: copy it to keep it.
        A picture that cannot be read raises OSError, an unknown glyph or creative ValueError.
        """
        if self._frame.shape[:2] != (scene.height, scene.width):
            self._frame = np.zeros((0, 0, 4), np.uint8)  # let go of the old one first
            self._frame = np.full((scene.height, scene.width, 4), _BLACK, np.uint8)
            self._scene = None
        self.painted_px = 0
        boxes = changed(self._scene, scene)
        still = self._standing_below(scene, boxes)
        self._scene = None  # a failing paint leaves nothing to build on
        self._reach.clear()
        self._lay_ground(scene, still)
        for box in boxes:
            self._repaint(scene, box)
        self._scene = scene
        seen = self._frame.view()
        seen.flags.writeable = False
        return seen

    def last_bytes(self) -> bytes:
        """The pixels of the last scene; empty before the first."""
        return self._frame.tobytes()

    # --- what stands still below something that fades ---------------------------------
    def _standing_below(self, scene: Scene, boxes: list[Box]) -> tuple[Surface, ...]:
        """The windows that did not change below one that changes all of the screen."""
        before = self._scene.surfaces if self._scene is not None else ()
        whole = any(box == (0, 0, scene.width, scene.height) for box in boxes)
        if not whole or not scene.screen_on:
            return ()
        count = 0
        for one, two in zip(before, scene.surfaces, strict=False):
            if one != two:
                break
            count += 1
        return scene.surfaces[:count]

    def _lay_ground(self, scene: Scene, surfaces: tuple[Surface, ...]) -> None:
        """Keep the picture of these windows while one above them fades; let go of it after."""
        if self._ground is not None and surfaces and self._ground.surfaces == surfaces:
            return
        self._ground = None
        if surfaces:
            pixels = np.empty((scene.height, scene.width, 3), np.uint8)
            for band in bands((0, 0, scene.width, scene.height)):
                canvas = Canvas(band)
                for surface in surfaces:
                    self._surface(canvas, surface)
                pixels[band[1] : band[3]] = np.asarray(canvas.image)
            self._ground = Ground(surfaces, pixels)

    def _repaint(self, scene: Scene, box: Box) -> None:
        left, top, right, bottom = box
        self.painted_px += (right - left) * (bottom - top)
        for band in bands(box):
            canvas, rest = self._begun(band, scene)
            if scene.screen_on:
                for surface in rest:
                    self._surface(canvas, surface)
            self._frame[band[1] : band[3], left:right] = np.asarray(canvas.image.convert("RGBA"))

    def _begun(self, band: Box, scene: Scene) -> tuple["Canvas", tuple[Surface, ...]]:
        """A canvas with the windows on it that stand still, and those still to be painted."""
        if self._ground is None:
            return Canvas(band), scene.surfaces
        left, top, right, bottom = band
        below = Image.fromarray(self._ground.pixels[top:bottom, left:right])
        return Canvas(band, below), scene.surfaces[len(self._ground.surfaces) :]

    def _reach_of(self, view: View) -> Box:
        """``reach``, worked out once a paint: every band asks again."""
        box = self._reach.get(id(view))
        if box is None:
            box = self._reach[id(view)] = reach(view)
        return box

    def _surface(self, canvas: "Canvas", surface: Surface) -> None:
        if surface.dim > 0:
            canvas.flood((0, 0, 0, round(255 * min(1.0, surface.dim))), canvas.box)
        if surface.secure:
            canvas.flood(_BLACK, surface.box)
        elif not is_empty(meet(canvas.box, surface.box)):
            self._view(canvas, surface.root)

    def _view(self, canvas: "Canvas", view: View) -> None:
        area = meet(canvas.box, self._reach_of(view))
        if view.alpha <= 0 or is_empty(area):
            return
        before = canvas.copy(area) if view.alpha < 1 else None
        if not is_empty(view.box):
            self._own(canvas, view)
        self._children(canvas, view)
        if before is not None:
            canvas.fade(area, before, view.alpha)

    def _own(self, canvas: "Canvas", view: View) -> None:
        if view.fill:
            _paint_fill(canvas, view.fill, view.box)
        if view.picture:
            self._picture(canvas, view.picture, view.box)
        if view.glyph:
            self._glyph(canvas, view.glyph, view.box)
        if view.text and view.text.text:
            self._text(canvas, view.text, view.box)

    def _children(self, canvas: "Canvas", view: View) -> None:
        if not view.clip:
            for child in view.children:
                self._view(canvas, child)
            return
        inside = meet(canvas.box, view.box)
        if is_empty(inside) or not view.children:
            return
        part = Canvas(inside, canvas.copy(inside))
        for child in view.children:
            self._view(part, child)
        radius = view.fill.radius_px if view.fill else 0.0
        canvas.paint_pieces(shapes.filled(view.box, radius), part.image, inside)

    def _picture(self, canvas: "Canvas", picture: Picture, box: Box) -> None:
        part = meet(canvas.box, box)
        if is_empty(part):
            return
        left, top, right, bottom = box
        within = (part[0] - left, part[1] - top, part[2] - left, part[3] - top)
        pixels = self._pictures.part(picture, right - left, bottom - top, within)
        canvas.paint_pieces(shapes.filled(box, picture.radius_px), pixels, part)

    def _glyph(self, canvas: "Canvas", glyph: Glyph, box: Box) -> None:
        width, height = box[2] - box[0], box[3] - box[1]
        key = (glyph.name, glyph.stroke_px, glyph.inset_px, round(glyph.sweep, 3), width, height)
        mask = self._glyphs.get(key, lambda: draw_glyph(glyph, width, height))
        canvas.stamp(glyph.color, (box[0], box[1]), mask)

    def _text(self, canvas: "Canvas", text: Text, box: Box) -> None:
        width, height = box[2] - box[0], box[3] - box[1]
        key = (
            text.text,
            text.size_px,
            text.weight,
            text.align,
            text.valign,
            text.max_lines,
            width,
            height,
        )
        written = self._texts.get(key, lambda: write(text, width, height))
        if written is None:
            return
        x, y = box[0] + written.x, box[1] + written.y
        if text.shadow:
            drop = max(1, round(text.size_px / 18))
            canvas.stamp(text.shadow, (x + drop, y + drop), written.mask)
        canvas.stamp(text.color, (x, y), written.mask)


def _paint_fill(canvas: "Canvas", fill: Fill, box: Box) -> None:
    width, height = box[2] - box[0], box[3] - box[1]
    if fill.shadow_px > 0:
        out = shapes.shadow_reach(fill.shadow_px)
        mask = shapes.shadow_mask(width, height, fill.radius_px, fill.shadow_px)
        drop = round(fill.shadow_px * 0.35)
        canvas.stamp(fill.shadow, (box[0] - out, box[1] - out + drop), mask)
    if any(stop[3] for stop in fill.stops):
        _paint_ground(canvas, fill, box)
    if fill.stroke and fill.stroke_px > 0:
        for piece in shapes.outlined(box, fill.radius_px, fill.stroke_px):
            canvas.paint_piece(fill.stroke, piece)


def _paint_ground(canvas: "Canvas", fill: Fill, box: Box) -> None:
    pieces = shapes.filled(box, fill.radius_px)
    if len(fill.stops) == 1:
        for piece in pieces:
            canvas.paint_piece(fill.stops[0], piece)
        return
    part = meet(canvas.box, box)
    if not is_empty(part):
        canvas.paint_pieces(pieces, shapes.gradient(fill, box, part), part)


class Canvas:
    """A part of the screen being painted: an RGB image and where it lies."""

    def __init__(self, box: Box, image: Image.Image | None = None) -> None:
        self.box = box
        self.image = image or Image.new("RGB", (box[2] - box[0], box[3] - box[1]))

    def copy(self, area: Box) -> Image.Image:
        """A copy of an area that lies inside."""
        return self.image.crop(self._local(area))

    def fade(self, area: Box, before: Image.Image, alpha: float) -> None:
        """Let what was painted since ``before`` show with that opacity."""
        local = self._local(area)
        self.image.paste(Image.blend(before, self.image.crop(local), alpha), local)

    def flood(self, color: Rgba, area: Box) -> None:
        """Colour an area evenly."""
        self.paint_piece(color, shapes.Piece(area))

    def paint_piece(self, color: Rgba, piece: shapes.Piece) -> None:
        """Colour a piece of a shape."""
        part = meet(self.box, piece.box)
        if is_empty(part):
            return
        local = self._local(part)
        if (seen := piece.part(part)) is not None:
            self._paste(color, local, seen)
        elif color[3] == 255:
            self.image.paste(color[:3], local)
        else:
            self.image.paste(self.image.crop(local).point(shapes.veil(color)), local)

    def stamp(self, color: Rgba, corner: tuple[int, int], mask: Image.Image) -> None:
        """Colour through a mask whose top left corner lies at ``corner`` of the screen."""
        whole: Box = (*corner, corner[0] + mask.width, corner[1] + mask.height)
        part = meet(self.box, whole)
        if is_empty(part) or color[3] == 0:
            return
        self._paste(color, self._local(part), mask.crop(_shifted(part, corner)))

    def _paste(self, color: Rgba, local: Box, seen: Image.Image) -> None:
        if color[3] < 255:
            seen = seen.point([value * color[3] // 255 for value in range(256)])
        self.image.paste(color[:3], local, seen)

    def paint_pieces(self, pieces: list[shapes.Piece], pixels: Image.Image, area: Box) -> None:
        """Paint ``pixels``, which lie at ``area``, through the pieces of a shape."""
        for piece in pieces:
            part = meet(meet(self.box, piece.box), area)
            if is_empty(part):
                continue
            source = pixels.crop(_shifted(part, area[:2]))
            mask = piece.part(part)
            if source.mode == "RGBA":
                alpha = source.getchannel("A")
                mask = ImageChops.multiply(mask, alpha) if mask else alpha
                source = source.convert("RGB")
            self.image.paste(source, self._local(part), mask)

    def _local(self, area: Box) -> Box:
        return _shifted(area, self.box[:2])


def _shifted(area: Box, origin: tuple[int, int]) -> Box:
    x, y = origin
    return (area[0] - x, area[1] - y, area[2] - x, area[3] - y)
