"""More layouts of tall advertisements: games, coupons, magazines, messages."""

from collections.abc import Callable

import numpy as np

from harness.virtual.fabricate.brush import Brush, mix
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
    written,
)
from harness.virtual.fabricate.lexicon import Words
from harness.virtual.fabricate.moments import MOMENTS, fade, photograph
from harness.virtual.fabricate.palettes import BLACK, WHITE, Palette, hsv
from harness.virtual.fabricate.solids import solid
from harness.virtual.fabricate.titles import title
from harness.virtual.fabricate.type import readable

Layout = Callable[[Brush, Palette, Words], list[Lettering]]


def game(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """A game's scene, its name in metal, a row of what one gets."""
    MOMENTS[str(b.dice.choice(["castle", "castle", "planet", "night", "forest", "peaks", "match"]))](b, p)  # fmt: skip
    fade(b, BLACK, 0.85, 0.6)
    fade(b, BLACK, 0.5, 0.22, up=True)
    metal = ((255, 240, 200), (214, 140, 40)) if b.dice.random() < 0.6 else ((250, 252, 255), (120, 160, 220))  # fmt: skip
    y = float(b.dice.choice([0.16, 0.6]))
    down = b.unit / b.height
    found = [written(one_of(b, said.headlines), (0.5, y), float(b.dice.uniform(0.13, 0.19)), metal[0], name=str(b.dice.choice(["serif", "black"])),
                     foot=metal[1], edge=(30, 14, 4), within=0.86, shadow=True),
             written(one_of(b, said.subs), (0.5, y + 0.14 * down), 0.046, (255, 244, 220), name="bold", within=0.8, edge=(40, 20, 8))]  # fmt: skip
    row = 0.75
    for at in range(4):
        spot = (0.2 + at * 0.2, row)
        b.slab(spot, (0.165, 0.165), 0.02, metal[0], metal[1], shadow=0.5)
        tone = hsv(float(b.dice.random()), 0.7, 0.5)
        b.slab(spot, (0.15, 0.15), 0.014, mix(tone, WHITE, 0.2), mix(tone, BLACK, 0.5))
        solid(b, str(b.dice.choice(["gift", "coins", "packet", "book", "ticket"])), spot, 0.052, p)
        found.append(written(f"x{int(b.dice.integers(1, 99))}", (spot[0] + 0.04, row + 0.055 * down), 0.034, WHITE, edge=BLACK))  # fmt: skip
    return [*found, legal(b, said, (190, 186, 180))]


def coupon(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """A voucher with a big amount, more of them below, on a lively ground."""
    ground(b, p)
    specks(b, p)
    down = b.unit / b.height
    red = hsv(float(b.dice.choice([0.0, 0.98, 0.03, 0.07])), 0.85, 0.95)
    found = brand_name(b, said, 0.1, readable(p.mid), left=False)
    found += title(b, one_of(b, said.headlines), (0.5, 0.175), 0.13, readable(p.mid), p, within=0.8)
    found.append(written(one_of(b, said.subs), (0.5, 0.175 + 0.13 * down), 0.048, readable(p.mid), name="regular", within=0.8))  # fmt: skip
    y = 0.45
    b.slab((0.5, y), (0.84, 0.66), 0.05, (255, 250, 240), (255, 232, 206), shadow=0.4)
    b.slab((0.5, y + 0.14 * down), (0.72, 0.006), 0.001, mix(red, WHITE, 0.6))
    for x in (0.08, 0.92):
        b.oval((x, y + 0.14 * down), (0.035, 0.035), p.mid)
    found += [written(one_of(b, said.prices), (0.5, y - 0.1 * down), 0.26, red, name="black", within=0.7, foot=mix(red, BLACK, 0.25)),
              written(one_of(b, said.tags), (0.5, y - 0.26 * down), 0.045, mix(red, BLACK, 0.3), within=0.7),
              written(one_of(b, said.subs), (0.5, y + 0.06 * down), 0.042, (130, 80, 50), name="regular", within=0.7),
              pill(one_of(b, said.ctas), (0.5, y + 0.235 * down), 0.05, red)]  # fmt: skip
    for row in range(2):
        top = y + (0.5 + row * 0.25) * down
        b.slab((0.5, top), (0.84, 0.21), 0.03, WHITE, (255, 246, 236), shadow=0.25)
        b.slab((0.2, top), (0.24, 0.21), 0.03, mix(red, WHITE, 0.1), red)
        found += [written(one_of(b, said.prices), (0.2, top), 0.075, WHITE, name="black", within=0.2),
                  written(one_of(b, said.titles), (0.36, top - 0.04 * down), 0.042, (60, 50, 46), left=True, within=0.52),
                  written(one_of(b, said.subs), (0.36, top + 0.035 * down), 0.032, (150, 130, 120), name="regular", left=True, within=0.52)]  # fmt: skip
    return [*found, legal(b, said, mix(readable(p.mid), p.mid, 0.3))]


def magazine(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """Photographs of different size beside each other on much paper, thin type."""
    tint = mix(WHITE, hsv(float(b.dice.random()), 0.3, 0.9), float(b.dice.uniform(0.05, 0.4)))
    b.flood(b.slope(90), (tint, mix(tint, BLACK, 0.04)))
    down = b.unit / b.height
    ink = mix(p.deep, BLACK, 0.7)
    flip = b.dice.random() < 0.5
    big = 0.6 if flip else 0.4
    b.slab((1 - big + 0.06, 0.34), (0.7, min(0.9, 0.4 / down)), 0.0, mix(p.mid, tint, 0.25))
    inset(b, (big, 0.4), (0.76, min(1.0, 0.46 / down)), lambda inner: photograph(inner, p), shadow=0.2)  # fmt: skip
    for at in range(2):
        inset(b, (0.27 + at * 0.46, 0.75), (0.42, min(0.4, 0.17 / down)), lambda inner: photograph(inner, p), shadow=0.12)  # fmt: skip
    x = 0.91 if flip else 0.09
    name = str(b.dice.choice(["light", "serif", "bold"]))
    found = [written(one_of(b, said.headlines), (0.07, 0.09), 0.11, ink, name=name, left=True, within=0.86),
             written(one_of(b, said.subs), (0.075, 0.09 + 0.1 * down), 0.036, mix(ink, tint, 0.3), name="regular", left=True, within=0.8),
             written(one_of(b, said.brands), (0.5, 0.945), 0.045, ink, name="bold"),
             written(one_of(b, said.slogans), (0.5, 0.945 + 0.06 * down), 0.028, mix(ink, tint, 0.4), name="light")]  # fmt: skip
    word = one_of(b, said.headlines)
    if ord(word[0]) > 0x2E80:
        found += [written(letter, (x, 0.24 + row * 0.095 * down), 0.075, WHITE, name="serif", shadow=True)
                  for row, letter in enumerate(word[:7])]  # fmt: skip
    return found


def messages(b: Brush, p: Palette, said: Words) -> list[Lettering]:
    """A talk in bubbles that praises something, the app's card at the foot."""
    if b.dice.random() < 0.5:
        photograph(b, p)
        b.veil(np.ones((b.height, b.width), np.float32), WHITE, 0.55)
        ink = mix(p.deep, BLACK, 0.5)
    else:
        ground(b, p)
        ink = readable(p.mid)
    down = b.unit / b.height
    found = title(b, one_of(b, said.headlines), (0.5, 0.13), 0.11, ink, p, within=0.8)  # fmt: skip
    y, mine = 0.22, False
    while y < 0.55:
        high = float(b.dice.choice([0.13, 0.13, 0.34]))
        wide = 0.62 if high < 0.2 else 0.5
        middle = y + high / 2 * down
        x = 0.93 - wide / 2 - 0.13 if mine else 0.07 + wide / 2 + 0.13
        face = 0.92 if mine else 0.08
        tone = hsv(float(b.dice.random()), 0.4, 0.9)
        b.oval((face, y + 0.06 * down), (0.055, 0.055), mix(tone, WHITE, 0.2), mix(tone, BLACK, 0.3), shadow=0.15)  # fmt: skip
        b.oval((face, y + 0.05 * down), (0.022, 0.022), mix(tone, WHITE, 0.75))
        b.slab((face, y + 0.1 * down), (0.07, 0.05), 0.025, mix(tone, WHITE, 0.75))
        paper = hsv(0.31, 0.45, 0.95) if mine else WHITE
        if high < 0.2:
            b.slab((x, middle), (wide, high), 0.035, paper, shadow=0.15)
            found.append(written(one_of(b, said.subs), (x, middle), 0.042, (40, 42, 46), name="regular", within=wide - 0.08))  # fmt: skip
        else:
            inset(b, (x, middle), (wide, high), lambda inner: photograph(inner, p), radius=0.03, shadow=0.15)  # fmt: skip
        y += (high + 0.05) * down
        mine = not mine
    b.slab((0.5, 0.73), (0.92, 0.27), 0.05, WHITE, (246, 247, 250), shadow=0.3)
    inset(b, (0.17, 0.73), (0.17, 0.17), lambda inner: app_icon(inner, p), radius=0.04, shadow=0.1)
    return [*found, written(one_of(b, said.brands), (0.3, 0.73 - 0.035 * down), 0.054, (32, 32, 38), left=True, within=0.36),
            written(one_of(b, said.subs), (0.3, 0.73 + 0.04 * down), 0.032, (120, 122, 128), name="regular", left=True, within=0.36),
            pill(one_of(b, said.ctas), (0.8, 0.73), 0.038, p.accent, within=0.19)]  # fmt: skip


MORE_LAYOUTS: dict[str, Layout] = {
    "game": game, "coupon": coupon, "magazine": magazine, "messages": messages,
}  # fmt: skip
"""Every such layout by name."""
