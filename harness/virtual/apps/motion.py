"""Movement of layers, worked out when somebody looks: wandering, sliding in, playing a film.

A film shows one picture after the other while a window of it wanders, as video
advertisements do; time counts in frames of 40 ms, so that equal moments have equal pixels.
"""

import math
from collections.abc import Sequence

from harness.virtual.apps.script import Film, Move, Slide, Visible
from harness.virtual.scene import Box

FRAME_MS = 40
_PAN_MS = (7300, 5100)
"""Periods of the wandering across and down; no small common multiple, so it hardly repeats."""


def wander(move: Move | None, elapsed_ms: float) -> tuple[float, float]:
    """How far a wandering layer is from its place, in dp."""
    if move is None or move.period_ms <= 0:
        return 0.0, 0.0
    swing = math.sin(2 * math.pi * elapsed_ms / move.period_ms)
    return move.dx * swing, move.dy * swing


def slid(slide: Slide | None, box: Box, parent: Box, elapsed_ms: float) -> tuple[int, int]:
    """How far a layer that comes in is from its place, in pixels: fast first, then slowly."""
    if slide is None or elapsed_ms >= slide.for_ms:
        return 0, 0
    left = (1 - elapsed_ms / slide.for_ms) ** 3
    match slide.side:
        case "left":
            return round((parent[0] - box[2]) * left), 0
        case "right":
            return round((parent[2] - box[0]) * left), 0
        case "top":
            return 0, round((parent[1] - box[3]) * left)
        case "bottom":
            return 0, round((parent[3] - box[1]) * left)


def shown_share(when: Visible | None, elapsed_ms: float) -> float | None:
    """How far a layer is there, 0 … 1 in hundredths, or None outside its time."""
    if when is None:
        return 1.0
    if elapsed_ms < when.from_ms or (when.until_ms is not None and elapsed_ms >= when.until_ms):
        return None
    share = fade(elapsed_ms - when.from_ms, when.fade_ms)
    if when.until_ms is not None and when.fade_out_ms > 0:
        share = min(share, fade(when.until_ms - elapsed_ms, when.fade_out_ms))
    return share


def fade(since_ms: float, fade_ms: int) -> float:
    """Share 0 … 1 of a fade-in, in hundredths."""
    return 1.0 if fade_ms <= 0 else round(min(1.0, since_ms / fade_ms), 2)


def film_scene(film: Film, own: Sequence[str], elapsed_ms: float) -> str:
    """Which picture a film shows now; ``own`` is what it shows without scenes of its own."""
    scenes = list(film.scenes) or list(own)
    return scenes[int(elapsed_ms // film.each_ms) % len(scenes)] if scenes else ""


def film_pan(elapsed_ms: float) -> tuple[float, float]:
    """Where the window of a film is, 0 … 1 of what the picture is larger, across and down."""
    at_ms = elapsed_ms // FRAME_MS * FRAME_MS
    across, down = (0.5 + 0.5 * math.sin(2 * math.pi * at_ms / period) for period in _PAN_MS)
    return round(across, 4), round(down, 4)
