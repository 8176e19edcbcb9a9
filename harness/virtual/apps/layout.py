"""Where things lie: areas in dp inside a parent become boxes in pixels; colours are parsed."""

import functools

from harness.virtual.apps.script import Area
from harness.virtual.scene import Box, Rgba


def px(length_dp: float, density: int) -> int:
    """Density-independent pixels to whole pixels (1 dp = density / 160 px)."""
    return round(length_dp * density / 160)


def resolve(area: Area | None, parent: Box, density: int) -> Box:
    """The area's box in pixels; None is the whole parent. Never of negative size."""
    if area is None:
        return parent
    left, right = _axis(
        (area.left, area.right, area.width, area.center_x), parent[0], parent[2], density
    )
    top, bottom = _axis(
        (area.top, area.bottom, area.height, area.center_y), parent[1], parent[3], density
    )
    return left, top, right, bottom


def _axis(
    given: tuple[float | None, float | None, float | None, float | None],
    low: int,
    high: int,
    density: int,
) -> tuple[int, int]:
    """One axis from (near, far, length, centre share); what is not given reaches the edge."""
    near, far, length, center = given
    size = None if length is None else max(0, px(length, density))
    if center is not None:
        start = low + round((high - low) * center - (size or 0) / 2)
        return start, start + (size or 0)
    start = low if near is None else low + px(near, density)
    end = high if far is None else high - px(far, density)
    if size is not None:
        return (end - size, end) if near is None and far is not None else (start, start + size)
    return start, max(start, end)


def moved(box: Box, dx: int, dy: int) -> Box:
    """The box shifted by pixels."""
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy


@functools.lru_cache(maxsize=512)
def color(text: str) -> Rgba:
    """``#rrggbb`` or ``#aarrggbb``. Raises ``ValueError`` for anything else."""
    digits = text[1:]
    if text[:1] != "#" or len(digits) not in {6, 8}:
        raise ValueError(f"{text!r} is no colour, expected #rrggbb or #aarrggbb")
    parts = bytes.fromhex(digits)
    alpha = 255 if len(parts) == 3 else parts[0]
    red, green, blue = parts[-3:]
    return red, green, blue, alpha
