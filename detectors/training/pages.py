"""Ordinary pages, and everything on them that looks like a close control and is none."""

from detectors.training import controls
from detectors.training.brush import Brush
from detectors.training.page_bars import banner, search, status_bar, tabs, title_bar
from detectors.training.page_bodies import BODIES
from detectors.training.page_style import inks
from detectors.training.sample import Labels


def page(brush: Brush, labels: Labels, *, chinese: bool) -> None:
    """Draw one ordinary page over the whole canvas."""
    dark = brush.chance(0.3)
    ground, strong, _ = inks(brush, dark)
    if brush.chance(0.12):
        ground = brush.colour(0, 255)
    brush.slab((0, 0, brush.width, brush.height), ground)
    height = brush.height / brush.dp
    top = status_bar(brush, strong) if brush.chance(0.8) else 8.0
    bottom = height
    if brush.chance(0.85):
        top = title_bar(brush, top, chinese, strong)
    if brush.chance(0.25):
        top = search(brush, top, chinese, dark)
    if brush.chance(0.5):
        bottom = tabs(brush, bottom, chinese, dark)
    if brush.chance(0.15):
        bottom = banner(brush, bottom, labels, chinese)
    while top < bottom - 60:
        body = brush.among(BODIES)
        until = bottom if brush.chance(0.5) else min(bottom, top + brush.between(120, 400))
        body(brush, top, until, chinese, dark)
        top = until
    if brush.chance(0.15):
        side = 56 * brush.dp
        at = (brush.width - 76 * brush.dp, (bottom - 80) * brush.dp)
        brush.slab((*at, side, side), brush.vivid(), radius=side / 2)
        brush.icon((at[0] + side / 4, at[1] + side / 4, side / 2, side / 2), controls.WHITE)
