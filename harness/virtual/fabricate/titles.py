"""Headlines of advertisements, each set in another way: stuck on, hollow, boxed, on a ribbon."""

from typing import Any

from harness.virtual.fabricate.brush import Brush, Point, Rgb, mix
from harness.virtual.fabricate.layout_tools import Lettering, written
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, brightness
from harness.virtual.fabricate.type import readable, type_mask

STYLES = ("plain", "plain", "run", "sticker", "tall", "hollow", "boxed", "ribbon", "lean")
_CJK = 0x2E80


def title(b: Brush, said: str, at: Point, size: float, ink: Rgb, p: Palette, **how: Any) -> list[Lettering]:  # fmt: skip
    """The words about a point in some style; ``ink`` is told apart from the ground there."""
    style = STYLES[int(b.dice.integers(len(STYLES)))]
    dark = brightness(ink) > 0.5
    under, away = (mix(p.deep, BLACK, 0.55), WHITE) if dark else (WHITE, mix(p.deep, BLACK, 0.55))
    if not how.get("left"):
        if style == "boxed" and ord(said[0]) > _CJK and len(said) < 8:
            return _boxed(b, said, at, size, p, how)
        if style == "ribbon":
            return _ribbon(said, at, size, p, how)
    if style == "sticker":
        return _sticker(b, said, at, size, p, how)
    styles: dict[str, dict[str, Any]] = {
        "run": {"name": "black", "foot": mix(ink, p.accent, 0.75), "edge": under},
        "tall": {"name": "black", "squeeze": float(b.dice.uniform(1.2, 1.5))},
        "hollow": {"name": "bold", "edge": ink, "rim": 0.5},
        "lean": {"name": "black", "slant": 0.22, "foot": mix(ink, p.accent, 0.5), "shadow": True},
    }
    how |= styles.get(style, {"name": str(b.dice.choice(["black", "bold", "serif", "light"]))})
    return [written(said, at, size, mix(away, ink, 0.1) if style == "hollow" else ink, **how)]


def _sticker(b: Brush, said: str, at: Point, size: float, p: Palette, how: dict[str, Any]) -> list[Lettering]:  # fmt: skip
    """Words with a dark edge in a white one, a little askew."""
    tilt = float(b.dice.uniform(-5, 3))
    color = p.accent if brightness(p.accent) > 0.45 else WHITE
    deep = mix(p.deep, BLACK, 0.6)
    return [written(said, at, size, WHITE, name="black", edge=WHITE, rim=3.4, tilt_deg=tilt, shadow=True, **how),
            written(said, at, size, color, name="black", edge=deep, rim=1.6, tilt_deg=tilt, **how)]  # fmt: skip


def _boxed(b: Brush, said: str, at: Point, size: float, p: Palette, how: dict[str, Any]) -> list[Lettering]:  # fmt: skip
    """Each sign on a tile of its own."""
    step = min(size * 1.16, how.get("within", 0.86) * b.width / b.unit / len(said))
    tones = (p.accent, mix(p.accent, WHITE, 0.75)) if b.dice.random() < 0.5 else (p.accent,) * 2
    tilts = b.dice.uniform(-7, 7, len(said))
    found: list[Lettering] = []
    for number, sign in enumerate(said):
        spot = (at[0] + (number - (len(said) - 1) / 2) * step * b.unit / b.width, at[1])
        tone, tilt = tones[number % 2], float(tilts[number])

        def tile(f: Brush, sign: str = sign, spot: Point = spot, tone: Rgb = tone, tilt: float = tilt) -> None:  # fmt: skip
            f.slab(spot, (step * 0.93, step * 0.93), step * 0.16, tone, mix(tone, BLACK, 0.18), tilt_deg=-tilt, shadow=0.35)  # fmt: skip
            written(sign, spot, step * 0.72, readable(tone), name="black", tilt_deg=tilt)(f)

        found.append(tile)
    return found


def _ribbon(said: str, at: Point, size: float, p: Palette, how: dict[str, Any]) -> list[Lettering]:  # fmt: skip
    """The words on a band whose ends are folded back."""

    def band(f: Brush) -> None:
        wide = min(type_mask(said, "black", size * f.unit).shape[1] / f.width, how.get("within", 0.86)) / 2 + 0.05  # fmt: skip
        high, down = size * 0.7 * f.unit / f.height, f.unit / f.height
        x, y = at
        tone = p.accent
        for side in (-1, 1):
            edge = x + side * wide
            tail = [(edge - side * 0.05, y - high + 0.03 * down), (edge + side * 0.045, y - high + 0.03 * down), (edge + side * 0.02, y + 0.03 * down), (edge + side * 0.045, y + high + 0.03 * down), (edge - side * 0.05, y + high + 0.03 * down)]  # fmt: skip
            f.shape(tail, mix(tone, BLACK, 0.4), mix(tone, BLACK, 0.55), shadow=0.25)
        f.shape([(x - wide, y - high), (x + wide, y - high), (x + wide, y + high), (x - wide, y + high)],
                mix(tone, WHITE, 0.18), mix(tone, BLACK, 0.12), shadow=0.3)  # fmt: skip

    return [band, written(said, at, size, readable(p.accent), name="black", **how)]
