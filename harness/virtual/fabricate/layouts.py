"""Advertisements as designers lay them out: where the picture, the words and the price go.

A layout paints solids on the small brush and gives back what is to be set in type later, on
the picture in its full size.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from harness.virtual.fabricate.brush import Brush, mix
from harness.virtual.fabricate.goods import MORE_GOODS
from harness.virtual.fabricate.layout_tools import (
    Lettering,
    app_icon,
    brand_name,
    ground,
    inset,
    legal,
    one_of,
    pill,
    specks,
    star,
    written,
)
from harness.virtual.fabricate.layouts_more import MORE_LAYOUTS
from harness.virtual.fabricate.lexicon import Words
from harness.virtual.fabricate.moments import fade, photograph
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv
from harness.virtual.fabricate.solids import solid
from harness.virtual.fabricate.titles import title
from harness.virtual.fabricate.type import readable
from harness.virtual.fabricate.vistas import blurred

Layout = Callable[[Brush, Palette, Words], list[Lettering]]
FACES = ("black", "black", "bold", "serif")


def packet(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """A big red packet in a rain of small ones."""
    hue = float(b.dice.choice([0.0, 0.01, 0.03, 0.98]))
    b.flood(b.slope(90), (hsv(hue, 0.9, 0.93), hsv(hue + 0.03, 0.7, 1), hsv(hue + 0.06, 0.25, 1), WHITE))  # fmt: skip
    b.rays((0.5, 0.4), WHITE, 26, 0.14)
    b.glow((0.5, 0.42), 0.8, (255, 240, 200), 0.9)
    for near in (0, 1):
        for _ in range(7 - 2 * near):
            at = (float(b.dice.choice([b.dice.uniform(-0.02, 0.2), b.dice.uniform(0.8, 1.02)])), float(b.dice.uniform(0.2, 0.95)))  # fmt: skip
            size = float(b.dice.uniform(0.03, 0.06)) * (1 + near)
            solid(b, "packet" if b.dice.random() < 0.5 else "coins", at, size, p)
        if not near:
            blurred(b, 0.012)
    red = hsv(hue, 0.93, 0.93)
    b.slab((0.5, 0.47), (0.66, 0.84), 0.07, mix(red, WHITE, 0.12), mix(red, BLACK, 0.2), shadow=0.45)  # fmt: skip
    down = b.unit / b.height
    pocket = [
        (0.17 + 0.66 * t, 0.47 + (0.09 + 0.13 * (1 - (2 * t - 1) ** 2)) * down)
        for t in np.linspace(0, 1, 14)
    ]
    pocket += [(0.83, 0.47 + 0.38 * down), (0.79, 0.47 + 0.42 * down), (0.21, 0.47 + 0.42 * down), (0.17, 0.47 + 0.38 * down)]  # fmt: skip
    b.shape(pocket, mix(red, WHITE, 0.22), red, shadow=0.35)
    gold = (255, 226, 150)
    b.oval((0.5, 0.47 + 0.22 * down), (0.135, 0.135), (255, 238, 180), (226, 160, 70), shadow=0.5)
    b.oval((0.5, 0.47 + 0.22 * down), (0.11, 0.11), (255, 228, 150), (248, 196, 96))
    fade(b, WHITE, 0.95, 0.68)
    head, face = one_of(b, said.headlines), str(b.dice.choice(FACES))
    deep = mix(red, BLACK, 0.25)
    b.slab((0.5, 0.77), (0.84, 0.13), 0.02, WHITE, (255, 250, 246), shadow=0.12)
    return [*brand_name(b, said, 0.14, WHITE, left=False),
            written(head, (0.5, 0.47 - 0.2 * down), 0.115, gold, name=face, within=0.56, foot=(255, 196, 110)),
            written(one_of(b, said.subs), (0.5, 0.47 - 0.06 * down), 0.05, (255, 240, 214), within=0.54),
            written(one_of(b, said.prices), (0.5, 0.47 + 0.22 * down), 0.09, deep, name="black", within=0.19),
            written(one_of(b, said.subs), (0.5, 0.77), 0.046, red, within=0.74)]  # fmt: skip


def framed(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """A window with a photograph in it, words below, a price on its edge."""
    ground(b, p)
    down = b.unit / b.height
    paper = WHITE if b.dice.random() < 0.6 else mix(p.deep, BLACK, 0.1)
    y, high = 0.44, min(1.2, 0.62 / down)
    if b.dice.random() < 0.5:
        b.slab((0.51, y + 0.01), (0.86, high), 0.03, p.accent, tilt_deg=float(b.dice.uniform(2, 5)), shadow=0.25)  # fmt: skip
    b.slab((0.5, y), (0.84, high), 0.03, paper, mix(paper, p.mid, 0.08), shadow=0.35)
    top = y - (high / 2) * down
    for dot, tone in enumerate(((255, 95, 86), (255, 189, 46), (39, 201, 63))):
        b.oval((0.12 + dot * 0.035, top + 0.03 * down), (0.011, 0.011), tone)
    picture = high * 0.56
    inset(b, (0.5, top + (0.06 + picture / 2) * down), (0.78, picture), lambda inner: photograph(inner, p), radius=0.015, shadow=0.1)  # fmt: skip
    ink = readable(paper)
    rest = top + (0.06 + picture) * down
    price = (float(b.dice.choice([0.24, 0.76])), rest - 0.02 * down)
    star(b, price, 0.13, p)
    return [*brand_name(b, said, 0.095, readable(p.mid), left=bool(b.dice.random() < 0.5)),
            *title(b, one_of(b, said.headlines), (0.5, rest + 0.15 * down), 0.1, mix(p.deep, BLACK, 0.15) if paper == WHITE else ink, p, within=0.72),
            written(one_of(b, said.subs), (0.5, rest + 0.265 * down), 0.05, ink, within=0.74),
            written(one_of(b, said.subs), (0.5, rest + 0.345 * down), 0.038, mix(ink, paper, 0.4), name="regular", within=0.74),
            written(one_of(b, said.prices), price, 0.085, WHITE, name="black", within=0.2, tilt_deg=-8),
            legal(b, said, mix(readable(p.mid), p.mid, 0.3))]  # fmt: skip


def full(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """A photograph that fills everything, few words on it."""
    photograph(b, p)
    fade(b, mix(p.deep, BLACK, 0.75), 0.75, 0.55)
    fade(b, BLACK, 0.4, 0.3, up=True)
    left = b.dice.random() < 0.5
    x = 0.09 if left else 0.5
    y = float(b.dice.choice([0.17, 0.2, 0.66]))
    size = float(b.dice.uniform(0.075, 0.13))
    step = b.unit / b.height
    found = [*title(b, one_of(b, said.headlines), (x, y), size, WHITE, p, left=left, within=0.8),
             written(one_of(b, said.subs), (x, y + size * 1.05 * step), 0.042, (240, 240, 240), name="regular", left=left, within=0.76, shadow=True),
             legal(b, said, (206, 206, 206))]  # fmt: skip
    named = b.dice.random() < 0.7
    if named:
        found += brand_name(b, said, 0.09, WHITE, left=left)
    if not named and b.dice.random() < 0.6:
        found.append(pill(one_of(b, said.tags), (0.2 if left else 0.5, y - size * 1.05 * step), 0.034, p.accent, radius=0.2))  # fmt: skip
    return found


def strips(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """Three photographs side by side across the middle, the app's card below."""
    tone = mix(p.mid, WHITE, float(b.dice.uniform(0, 0.7)))
    b.flood(b.slope(90), (mix(tone, BLACK, 0.15), tone, mix(tone, WHITE, 0.2)))
    down = b.unit / b.height
    for at in range(3):
        inset(b, (0.5 + (at - 1) * 0.345, 0.4), (0.335, min(0.95, 0.4 / down)), lambda inner: photograph(inner, p), shadow=0.1)  # fmt: skip
    ink = readable(tone)
    y = 0.71
    b.slab((0.5, y), (0.92, 0.36), 0.05, WHITE, (246, 247, 250), shadow=0.25)
    inset(b, (0.2, y), (0.22, 0.22), lambda inner: app_icon(inner, p), radius=0.045, shadow=0.15)
    grey = (60, 62, 70)
    return [*title(b, one_of(b, said.headlines), (0.5, 0.13), 0.115, ink, p, within=0.82),
            written(one_of(b, said.subs), (0.5, 0.13 + 0.12 * down), 0.048, ink, name="regular", within=0.86),
            *(written(one_of(b, said.headlines), (0.5 + (at - 1) * 0.345, 0.4 + 0.15), 0.05, (255, 230, 70), name="black",
                      within=0.29, edge=(40, 20, 0)) for at in range(3)),
            written(one_of(b, said.brands), (0.36, y - 0.09 * down), 0.06, grey, left=True, within=0.55),
            written("★★★★★", (0.36, y), 0.05, (255, 178, 0), left=True),
            written(one_of(b, said.subs), (0.36, y + 0.085 * down), 0.036, mix(grey, WHITE, 0.3), name="regular", left=True, within=0.55),
            legal(b, said, mix(ink, tone, 0.35))]  # fmt: skip


def paper(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """A photograph above, a disc with the sign on its edge, big words on paper below."""
    tint = mix(WHITE, p.pale, float(b.dice.uniform(0.1, 0.5)))
    b.flood(b.slope(90), (tint, mix(tint, p.mid, 0.12)))
    down = b.unit / b.height
    edge = float(b.dice.uniform(0.32, 0.4))
    rows = round(edge * b.height)
    above = Brush(b.width, rows, b.dice)
    photograph(above, p)
    b.px[:rows] = above.px
    b.shade((0.5, edge), (0.9, 0.03), BLACK, 0.2)
    inset(b, (0.5, edge), (0.2, 0.2), lambda inner: app_icon(inner, p), radius=0.1 if b.dice.random() < 0.5 else 0.045)  # fmt: skip
    ink = mix(p.deep, BLACK, 0.45)
    found = [written(one_of(b, said.brands), (0.5, edge + 0.15 * down), 0.05, ink)]
    y = edge + 0.31 * down
    b.slab((0.5, y + 0.3 * down), (0.84, 0.012), 0.002, mix(p.mid, tint, 0.6))
    for row in range(2):
        found.append(written(one_of(b, said.headlines), (0.5, y + row * 0.145 * down), 0.11, mix(ink, p.deep, 0.7), name="black", within=0.84))  # fmt: skip
    for row in range(3):
        at = y + (0.37 + row * 0.085) * down
        b.oval((0.12, at), (0.02, 0.02), mix(p.mid, WHITE, 0.1), p.deep)
        found.append(written(one_of(b, said.subs), (0.17, at), 0.042, mix(ink, tint, 0.25), name="regular", left=True, within=0.74))  # fmt: skip
    return [*found, legal(b, said, mix(ink, tint, 0.5))]


def device(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """Words above, a telephone that shows the app below, cut by the lower edge."""
    ground(b, p)
    down = b.unit / b.height
    tilt = float(b.dice.choice([0, 0, -9, 8]))
    x, top = 0.5, 0.42
    high = 1.5
    y = top + high / 2 * down
    b.slab((x, y), (0.74, high), 0.1, (60, 62, 70), (16, 17, 22), tilt_deg=tilt, shadow=0.5)
    inset(b, (x, y), (0.69, high - 0.05), lambda inner: _screen(inner, p), radius=0.08, tilt_deg=tilt, shadow=0.0)  # fmt: skip
    ink = readable(mix(p.mid, p.deep, 0.4))
    left = b.dice.random() < 0.5
    place = 0.1 if left else 0.5
    return [*brand_name(b, said, 0.1, ink, left=left),
            *title(b, one_of(b, said.headlines), (place, 0.19), 0.12, ink, p, left=left, within=0.8),
            written(one_of(b, said.subs), (place, 0.255), 0.05, ink, name="regular", left=left, within=0.8),
            pill(one_of(b, said.ctas), (0.26 if left else 0.5, 0.325), 0.042, p.accent, radius=0.5)]  # fmt: skip


def _screen(b: Brush, p: Palette) -> None:
    """A page of some app, small."""
    b.flood(b.slope(90), (WHITE, (246, 247, 250)))
    down = b.unit / b.height
    b.shape([(0, 0), (1, 0), (1, 0.13), (0, 0.13)], p.mid, mix(p.mid, WHITE, 0.2))
    b.slab((0.5, 0.085), (0.86, 0.1), 0.05, WHITE, alpha=0.9)
    inset(b, (0.5, 0.24), (0.9, 0.36), lambda inner: photograph(inner, p), radius=0.03, shadow=0.1)
    for at in range(10):
        spot = (0.14 + at % 5 * 0.18, 0.38 + at // 5 * 0.2 * down)
        tone = hsv(at * 0.13, 0.6, 0.95)
        b.oval(spot, (0.06, 0.06), mix(tone, WHITE, 0.2), tone)
        b.slab((spot[0], spot[1] + 0.095 * down), (0.1, 0.02), 0.01, (150, 152, 158))
    for at in range(4):
        spot = (0.27 + at % 2 * 0.46, 0.66 + at // 2 * 0.3)
        b.slab(spot, (0.43, 0.6), 0.03, WHITE, shadow=0.15)
        inset(b, (spot[0], spot[1] - 0.09 * down), (0.41, 0.38), lambda inner: photograph(inner, p), radius=0.02, shadow=0.0)  # fmt: skip
        for row, wide in enumerate((0.34, 0.22)):
            b.slab((spot[0] - (0.36 - wide) / 2, spot[1] + (0.15 + row * 0.055) * down), (wide, 0.026), 0.01, (70, 72, 80) if row == 0 else (240, 80, 60))  # fmt: skip


def sale(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """Goods with their prices on cards under big slanted words."""
    ground(b, p)
    down = b.unit / b.height
    across, rows = (2, 2) if b.dice.random() < 0.5 else (3, 2)
    cell = 0.88 / across
    high = min(cell * 1.42, 0.5 / rows / down)
    top = 0.36
    deep = mix(p.deep, BLACK, 0.35)
    b.slab((0.5, top + rows * high * down / 2 + 0.005), (0.94, rows * high + 0.06), 0.04, mix(p.pale, WHITE, 0.4), mix(p.pale, p.mid, 0.4), shadow=0.35)  # fmt: skip
    found: list[Lettering] = []
    goods = [
        "bottle",
        "shoe",
        "phone",
        "cup",
        "book",
        "gift",
        "burger",
        "plate",
        "sofa",
        *MORE_GOODS,
    ]
    for at in range(across * rows):
        x = 0.06 + (at % across + 0.5) * cell
        y = top + (at // across + 0.5) * high * down
        b.slab((x, y), (cell * 0.93, high * 0.93), 0.025, WHITE, (245, 245, 248), shadow=0.12)
        tone = hsv(float(b.dice.random()), 0.12, 0.97)
        b.slab((x, y - high * 0.13 * down), (cell * 0.86, high * 0.58), 0.02, mix(tone, WHITE, 0.4), mix(tone, BLACK, 0.08))  # fmt: skip
        b.shade((x, y + high * 0.1 * down), (cell * 0.3, high * 0.05), BLACK, 0.4)
        solid(b, goods[int(b.dice.integers(len(goods)))], (x, y - high * 0.13 * down), min(cell, high) * 0.2, p)  # fmt: skip
        found += [written(one_of(b, said.prices), (x, y + high * 0.28 * down), high * 0.14, (228, 40, 40), name="black", within=cell * 0.8),
                  written(one_of(b, said.tags), (x, y + high * 0.4 * down), high * 0.075, (120, 122, 128), name="regular", within=cell * 0.8)]  # fmt: skip
    slant = 0.2 if b.dice.random() < 0.5 else 0.0
    ink = (255, 246, 206) if p.dark else deep
    return [*brand_name(b, said, 0.09, readable(p.mid), left=bool(b.dice.random() < 0.6)),
            written(one_of(b, said.headlines), (0.5, 0.19), 0.17, ink, name="black", within=0.86, slant=slant,
                    foot=mix(ink, p.accent, 0.6), edge=deep if p.dark else WHITE, shadow=True),
            pill(one_of(b, said.subs), (0.5, 0.275), 0.045, p.accent), *found,
            written(one_of(b, said.subs), (0.5, 0.965), 0.034, readable(p.mid), name="regular", within=0.8)]  # fmt: skip


LAYOUTS: dict[str, Layout] = {
    "packet": packet, "framed": framed, "full": full, "strips": strips, "paper": paper,
    "device": device, "sale": sale, **MORE_LAYOUTS,
}  # fmt: skip
"""Layouts of tall pictures, by name."""


def wide(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """As cards and banners are laid out: words on one side or above, the thing on the other."""
    across = b.width > b.height * 1.25
    if b.dice.random() < 0.4:
        photograph(b, p)
        b.veil(1 - b.slope(0 if across else 90), BLACK, 0.75)
        ink = WHITE
    else:
        ground(b, p)
        ink = readable(mix(p.mid, p.deep, 0.3))
        at = (0.74, 0.55) if across else (0.5, 0.58)
        name = str(b.dice.choice(["gift", "packet", "phone", "bottle", "shoe", "coins", "cup", "book", "burger", *MORE_GOODS]))  # fmt: skip
        b.shade((at[0], at[1] + 0.3 * b.unit / b.height), (0.34, 0.05), BLACK, 0.4)
        solid(b, name, at, 0.3, p)
        specks(b, p)
    step = b.unit / b.height
    place = (0.07, 0.36) if across else (0.5, 0.14)
    how: dict[str, Any] = {"left": across, "within": 0.5 if across else 0.86}
    return [*title(b, one_of(b, said.headlines), place, 0.15, ink, p, **how),
            written(one_of(b, said.subs), (place[0], place[1] + 0.135 * step), 0.06, ink, name="regular", **how),
            *([written(one_of(b, said.prices), (place[0], place[1] + 0.3 * step), 0.14, p.accent, name="black", edge=mix(p.deep, BLACK, 0.5), **how)]
              if across and b.dice.random() < 0.5 else [])]  # fmt: skip


def lay_out(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """Paint a picture in some layout that suits its shape; returns what to set in type."""
    if b.height < b.width * 1.3:
        return wide(b, p, said)
    return LAYOUTS[str(b.dice.choice(list(LAYOUTS)))](b, p, said)
