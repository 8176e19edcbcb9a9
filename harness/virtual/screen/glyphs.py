"""Drawn signs by name: each is a function of a canvas four times as fine as the screen."""

from collections.abc import Callable

from PIL import Image

from harness.virtual.scene import Glyph
from harness.virtual.screen.crosses import CROSSES, cross_by_hand
from harness.virtual.screen.pen import Pen
from harness.virtual.screen.pictograms import PICTOGRAMS
from harness.virtual.screen.symbols import SYMBOLS

FINE = 4
"""Supersampling in each direction."""
DRAWN: dict[str, Callable[[Pen], None]] = {**CROSSES, **SYMBOLS, **PICTOGRAMS}
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
        cross_by_hand(pen, int(by_hand))
        return canvas.resize((width, height), Image.Resampling.BOX)
    if glyph.name in {"ring", "x_ring"}:
        # Pillow draws an arc's stroke inwards from its box: give it the outer edge
        pen = Pen(canvas, side / 2 * fine, glyph.stroke_px * fine)
    if glyph.name == "ring" and glyph.sweep < 1:
        pen.arc((0, 0), 1, -90, -90 + 360 * max(0.0, glyph.sweep))
    else:
        DRAWN[glyph.name](pen)
    return canvas.resize((width, height), Image.Resampling.BOX)
