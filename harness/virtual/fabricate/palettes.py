"""Colours that go together: of advertisements, and of apps."""

import colorsys
import dataclasses

import numpy as np

from harness.virtual.fabricate.brush import Rgb

WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)


def hsv(hue: float, strength: float, light: float) -> Rgb:
    """A colour by hue 0 … 1 (any number wraps), saturation and value 0 … 1."""
    r, g, b = colorsys.hsv_to_rgb(hue % 1, min(1, max(0, strength)), min(1, max(0, light)))
    return round(r * 255), round(g * 255), round(b * 255)


def hexed(color: Rgb, alpha: float = 1.0) -> str:
    """As scripts write colours: ``#rrggbb``, or ``#aarrggbb`` where it is translucent."""
    digits = "".join(f"{part:02x}" for part in color)
    return f"#{digits}" if alpha >= 1 else f"#{round(255 * max(0.0, alpha)):02x}{digits}"


def brightness(color: Rgb) -> float:
    """Perceived lightness 0 … 1 (weights of ITU-R BT.601)."""
    return (0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]) / 255


@dataclasses.dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one picture."""

    deep: Rgb
    """Ground, dark end."""
    mid: Rgb
    pale: Rgb
    """Ground, light end."""
    accent: Rgb
    """What must stand out: prices, buttons."""
    ink: Rgb
    """Type on the ground."""

    @property
    def dark(self) -> bool:
        """Whether the ground is dark."""
        return brightness(self.mid) < 0.55


def palette(dice: np.random.Generator) -> Palette:
    """A palette by chance: red sales, bright flats, pastels, greys, nights."""
    chosen = _chosen(dice)
    tamed = {part: _tamed(getattr(chosen, part)) for part in ("deep", "mid", "pale", "accent")}
    return dataclasses.replace(chosen, **tamed)


def _tamed(color: Rgb) -> Rgb:
    """The colour as print has it: greens and magentas at full strength are a screen's alone."""
    hue, strength, light = colorsys.rgb_to_hsv(*(part / 255 for part in color))
    excess = max(0.0, 1 - abs(hue - 0.33) / 0.15, 0.6 * (1 - abs(hue - 0.83) / 0.09))
    return hsv(hue, strength * (1 - 0.12 * excess), light * (1 - 0.3 * excess * strength))


def _chosen(dice: np.random.Generator) -> Palette:
    style = dice.choice(["hot", "flat", "pastel", "night", "grey", "fresh"],
                        p=[0.22, 0.24, 0.2, 0.16, 0.08, 0.1])  # fmt: skip
    hue = float(dice.random())
    other = hue + float(dice.choice([0.08, 0.14, 0.33, 0.5, -0.1]))
    if style == "hot":
        hue = float(dice.choice([0.0, 0.01, 0.03, 0.97, 0.07, 0.11]))
        return Palette(hsv(hue, 0.95, 0.62), hsv(hue, 0.88, 0.9), hsv(hue + 0.05, 0.6, 1),
                       hsv(0.13, 0.55, 1), (255, 248, 225))  # fmt: skip
    if style == "flat":
        return Palette(hsv(hue, 0.85, 0.6), hsv(hue, 0.75, 0.88), hsv(hue + 0.06, 0.4, 1),
                       hsv(other, 0.75, 1), WHITE)  # fmt: skip
    if style == "pastel":
        return Palette(hsv(hue, 0.3, 0.88), hsv(hue, 0.18, 0.97), hsv(hue + 0.04, 0.06, 1),
                       hsv(other, 0.72, 0.9), hsv(hue, 0.65, 0.3))  # fmt: skip
    if style == "night":
        return Palette(hsv(hue, 0.7, 0.1), hsv(hue, 0.65, 0.28), hsv(other, 0.5, 0.65),
                       hsv(other, 0.7, 1), (240, 240, 250))  # fmt: skip
    if style == "grey":
        tone = float(dice.uniform(0, 0.08))
        return Palette(hsv(hue, tone, 0.72), hsv(hue, tone, 0.9), hsv(hue, tone / 2, 0.99),
                       hsv(other, 0.8, 0.85), (30, 32, 38))  # fmt: skip
    return Palette(hsv(0.38 + hue * 0.2, 0.6, 0.55), hsv(0.35 + hue * 0.2, 0.45, 0.85),
                   hsv(0.2 + hue * 0.2, 0.2, 1), hsv(0.08, 0.8, 1), WHITE)  # fmt: skip
