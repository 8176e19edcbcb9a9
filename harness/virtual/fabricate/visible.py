"""Whether a pop-up's closing controls can be seen at all: chance puts white on white, too.

A trick may draw its control faintly on purpose; what chance alone made invisible is no trick,
and no tester could find it.
"""

import msgspec
import numpy as np

from harness.virtual.apps.script import Layer
from harness.virtual.fabricate.brush import Pixels
from harness.virtual.fabricate.draft import Draft
from harness.virtual.fabricate.maker import OUT, changed, lowered
from harness.virtual.fabricate.popups import Made
from harness.virtual.fabricate.screens import Painted, Stage
from harness.virtual.scene import Box, Fill, View
from harness.virtual.screen.painter import Painter

DENSITY = 160
BESIDE = ("ad_label", "gesture_hint", "cta", "countdown")
"""What may stand beside a closing control, but not over or under it."""
PAGE = (236, 236, 238, 255)
"""What lies under a card, here: most pages are light."""
LEAST = 40
"""Levels (of 255) by which a sign's strokes differ from what they are drawn on."""


def visible(d: Draft, made: Made) -> bool:
    """Whether each closing control's sign stands out from its body and the picture, and is free."""
    popup = lowered(made.popup)
    width, height = (round(dp * DENSITY / 160) for dp in (d.width_dp, d.height_dp))
    stage = Stage(d, width, height, DENSITY, ("none", 0, 0))
    painter = Painter(pictures=Painted(d.arts))

    def painted(layers: list[Layer]) -> Pixels:
        shade = Fill(((0, 0, 0, round(255 * popup.scrim)),))
        inside = stage.views(layers, popup.countdown_s)
        under = View(box=stage.screen, fill=Fill((PAGE,)))
        over = View(box=stage.screen, fill=shade, children=inside)
        picture: Pixels = painter.paint(stage.scene([under, over]))[..., :3]
        return picture.copy()

    signs = painted(popup.layers).astype(np.int16)
    bare = painted(changed(popup.layers, _unsigned, OUT)).astype(np.int16)
    strokes = np.abs(signs - bare).max(2)
    marks = list(stage.marks(popup.layers, stage.inner))
    boxes = [box for role, box in marks if role in OUT]
    others = [box for role, box in marks if role in BESIDE]
    if any(_overlap(box, other) for box in boxes for other in others):
        return False
    return all(_stands_out(strokes[y0:y1, max(0, x0) : x1]) for x0, y0, x1, y1 in boxes)


def _overlap(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0 and down > 0


def _unsigned(layer: Layer) -> Layer:
    return msgspec.structs.replace(layer, draw=None, write=None)


def _stands_out(strokes: "np.ndarray[tuple[int, int], np.dtype[np.int16]]") -> bool:
    """Whether the upper part of the strokes (their middles) differs enough."""
    drawn = strokes[strokes > 6]
    return drawn.size > 0 and float(np.percentile(drawn, 75)) >= LEAST
