"""Plots as SVG, drawn by hand: no library is worth four pictures."""

from collections.abc import Sequence

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 420, 64, 56, 44, 20
INK, GRID, FIRST, SECOND = "#222", "#ddd", "#0b6bcb", "#c4401f"
Line = tuple[str, str, Sequence[tuple[float, float]]]
Bar = tuple[str, float, float, float]


def lines(
    title: str, across: str, up: str, series: Sequence[Line], ticks: Sequence[tuple[float, str]]
) -> str:
    """Lines over 0 … 1 across and 0 … 1 up; ``ticks`` are (place, word) across."""
    parts = [_frame(title, across, up)]
    parts += [_grid(place, word) for place, word in ticks]
    parts += [_level(share) for share in (0.0, 0.25, 0.5, 0.75, 0.95, 1.0)]
    for index, (name, colour, points) in enumerate(series):
        path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>')
        parts += [f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="3" fill="{colour}"/>'
                  for x, y in points]  # fmt: skip
        parts.append(_text(LEFT + 10 + 190 * index, TOP - 6, f"● {name}", colour))
    return _svg(parts, HEIGHT)


def bars(title: str, unit: str, rows: Sequence[Bar], most: float, mark: float | None = None) -> str:
    """Horizontal bars: (name, value, low, high) of an interval; ``mark`` is a limit line."""
    height = TOP + 26 * len(rows) + BOTTOM
    start, span = 260, WIDTH - 260 - 70
    parts = [_text(16, 24, title, INK, 15)]
    for index, (name, value, low, high) in enumerate(rows):
        y = TOP + 26 * index
        parts.append(_text(start - 8, y + 14, name, INK, 12, "end"))
        width = span * min(1.0, value / most)
        parts.append(f'<rect x="{start}" y="{y + 3}" width="{width:.1f}" height="14" '
                     f'fill="{FIRST}"/>')  # fmt: skip
        x1, x2 = (start + span * min(1.0, v / most) for v in (low, high))
        parts.append(f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y + 10}" y2="{y + 10}" '
                     f'stroke="{INK}" stroke-width="2"/>')  # fmt: skip
        parts.append(_text(max(x2, start + width) + 6, y + 14, f"{value:.3g}{unit}", INK, 11))
    if mark is not None:
        x = start + span * mark / most
        end = height - BOTTOM + 6
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 4}" y2="{end}" '
                     f'stroke="{SECOND}" stroke-dasharray="5 4"/>')  # fmt: skip
        parts.append(_text(x, end + 16, f"wanted: at most {mark:g}{unit}", SECOND, 12, "middle"))
    return _svg(parts, height)


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def _frame(title: str, across: str, up: str) -> str:
    return (
        _text(16, 24, title, INK, 15)
        + _text((LEFT + WIDTH) / 2, HEIGHT - 12, across, INK, 13, "middle")
        + f'<text x="16" y="{HEIGHT / 2}" font-size="13" fill="{INK}" text-anchor="middle" '
        f'transform="rotate(-90 16 {HEIGHT / 2})">{up}</text>'
    )


def _grid(place: float, word: str) -> str:
    x = _x(place)
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_y(0):.1f}" y2="{_y(1):.1f}" stroke="{GRID}"/>'
        + _text(x, HEIGHT - BOTTOM + 18, word, INK, 11, "middle")
    )


def _level(share: float) -> str:
    y = _y(share)
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
        + _text(LEFT - 6, y + 4, f"{share:.0%}", INK, 11, "end")
    )


def _text(
    x: float, y: float, words: str, colour: str, size: int = 13, anchor: str = "start"
) -> str:
    plain = words.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
        f'text-anchor="{anchor}">{plain}</text>'
    )


def _svg(parts: Sequence[str], height: float) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif">\n<rect width="100%" height="100%" fill="white"/>\n'
        f"{body}\n</svg>\n"
    )
