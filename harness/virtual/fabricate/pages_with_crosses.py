"""Ordinary pages made by chance on which crosses mean something else than closing a pop-up."""

from collections.abc import Callable

from harness.virtual.apps.script import Page
from harness.virtual.fabricate.draft import (
    FAINT,
    GREY,
    INK,
    LINE,
    WHOLE,
    Draft,
    area,
    button,
    image,
    ink,
    panel,
    sign,
    text,
)
from harness.virtual.fabricate.pages import bar, page
from harness.virtual.fabricate.palettes import BLACK, WHITE, hsv


def crosses(d: Draft) -> Page:
    """Noughts and crosses."""
    dark = d.often(0.5)
    letter = "#ffffff" if dark else INK
    layers = bar(d, d.words.nav_titles[5 if len(d.words.nav_titles) > 5 else -2], color=letter)
    cells = d.pick((3, 3, 4, 5))
    side = (d.width_dp - 48) / cells
    top = (d.height_dp - side * cells) / 2
    red, blue = ink(hsv(d.chance.random(), 0.7, 0.95)), ink(hsv(d.chance.random(), 0.7, 0.95))
    for at in range(cells * cells):
        place = area(
            left=24 + at % cells * side,
            width=side - 6,
            top=top + at // cells * side,
            height=side - 6,
        )
        kind = d.chance.random()
        inside = []
        if kind < 0.45:
            inside = [
                sign(
                    WHOLE,
                    d.pick(("x_round", "x_bold", "x", f"x~{d.chance.randrange(99)}")),
                    red,
                    side * 0.08,
                    side * 0.24,
                    id="cross",
                )
            ]
        elif kind < 0.8:
            inside = [sign(WHOLE, "ring", blue, side * 0.08, side * 0.22)]
        layers.append(
            panel(place, (52, 56, 70) if dark else (238, 240, 244), radius=10, layers=inside)
        )
    layers.append(
        text(
            area(left=0, right=0, top=top - 60, height=40),
            f"{d.chance.randrange(9)} : {d.chance.randrange(9)}",
            32,
            letter,
            bold=True,
            align="center",
        )
    )
    return page(layers, "#23262f" if dark else "#ffffff", dark=dark)


def game(d: Draft) -> Page:
    """A game's scene with a pause button, lives and points; a poster would be an advertisement."""
    layers = [image(WHOLE, d.art("game")),
              panel(area(left=14, top=40, width=40, height=40), BLACK, alpha=0.4, radius=10, layers=[sign(area(left=9, top=9, width=22, height=22), d.pick(("pause", "gear", "menu")), "#ffffff")]),
              text(area(left=70, right=70, top=40, height=40), f"{d.chance.randrange(100, 99999)}", 26, "#ffffff", bold=True, align="center", shadow="#80000000")]  # fmt: skip
    for at in range(3):
        glyph = d.pick(("heart", "x_bold", "star"))
        layers.append(sign(area(right=14 + at * 30, top=46, width=26, height=26), glyph, d.pick(("#ff5252", "#ffd54f")), 3, 3,
                           id="cross" if glyph == "x_bold" else None))  # fmt: skip
    return page(layers, dark=True)


def photo(d: Draft) -> Page:
    """One picture on black, with a cross or an arrow to leave."""
    place = area(left=0, right=0, top=d.pick((0, 90, 160)), bottom=d.pick((0, 120, 200)))
    glyph = d.pick(("x_round", "x_thin", "chevron_left"))
    layers = [
        panel(WHOLE, BLACK), image(place, d.art("photo")),
        sign(area(**{d.pick(("left", "right")): 16.0}, top=44, width=24, height=24), glyph, "#ffffff",
             id=None if glyph == "chevron_left" else "cross"),
        text(area(left=60, right=60, top=42, height=28), f"{d.chance.randrange(1, 9)} / 9", 16, "#ffffff", align="center"),
    ]  # fmt: skip
    for at, name in enumerate(("heart", "chat", "download", "more")):
        layers.append(
            sign(area(center_x=(at + 0.5) / 4, bottom=34, width=26, height=26), name, "#ffffff")
        )
    return page(layers, "#000000", dark=True)


def match(d: Draft) -> Page:
    """A face to like or not: a cross and a heart in discs."""
    layers = [image(area(left=10, right=10, top=40, bottom=150), d.art(d.pick(("photo", "poster"))), radius=16),
              text(area(left=30, right=30, bottom=176, height=34), f"{d.pick(d.words.brands)}, {d.chance.randrange(20, 60)}", 24, "#ffffff", bold=True, shadow="#80000000")]  # fmt: skip
    for at, glyph, color in (
        (0.3, "x_bold", "#ff5a6e"),
        (0.7, d.pick(("heart", "check")), "#25c281"),
    ):
        role = "cross" if glyph == "x_bold" else None
        layers.append(panel(area(center_x=at, bottom=58, width=68, height=68), WHITE, radius=34, shadow=8, id=role, layers=[
            sign(area(left=20, top=20, width=28, height=28), glyph, color, 3)]))  # fmt: skip
    return page(layers)


def web(d: Draft) -> Page:
    """A page inside the app, with a cross in its toolbar."""
    layers = bar(d, d.pick(d.words.titles), crossed=True)
    layers += [panel(area(left=0, right=0, top=80, height=0.6), LINE),
               image(area(left=0, right=0, top=81, height=240), d.art(d.pick(("ad", "photo"))))]  # fmt: skip
    top = 336.0
    while top < d.height_dp - 120:
        layers.append(
            text(
                area(left=16, right=16, top=top, height=44),
                d.pick(d.words.titles) + " " + d.pick(d.words.subs),
                15,
                "#3c4043",
                lines=2,
                valign="top",
            )
        )
        top += 52
    layers.append(
        button(
            area(left=16, right=16, bottom=24, height=48),
            d.pick(d.words.ctas),
            d.brand.mid,
            radius=24,
        )
    )
    return page(layers)


def cart(d: Draft) -> Page:
    """Goods to pay for, each with a cross that takes it out."""
    layers, top = (
        bar(d, d.words.nav_titles[-3 if len(d.words.nav_titles) > 5 else -1], crossed=d.often(0.3)),
        84.0,
    )
    while top < d.height_dp - 140:
        layers.append(panel(area(left=12, right=12, top=top, height=104), WHITE, radius=10, layers=[
            image(area(left=10, top=10, width=84, height=84), d.thumb("poster"), radius=6),
            text(area(left=106, right=40, top=12, height=40), d.pick(d.words.titles), 14, lines=2, valign="top"),
            text(area(left=106, width=120, bottom=10, height=26), d.pick(d.words.prices), 17, "#e53935", bold=True),
            text(area(right=12, width=80, bottom=10, height=26), "−  1  +", 16, GREY, align="right"),
            sign(area(right=12, top=12, width=14, height=14), "x", FAINT, 1.3, 1, id="cross")]))  # fmt: skip
        top += 114
    layers.append(
        panel(
            area(left=0, right=0, bottom=0, height=84),
            WHITE,
            layers=[
                button(
                    area(right=14, top=12, width=130, height=44),
                    d.pick(d.words.buttons[1:]),
                    d.brand.mid,
                    radius=22,
                )
            ],
        )
    )
    return page(layers, "#f4f5f7")


MORE_PAGES: dict[str, Callable[[Draft], Page]] = {
    "crosses": crosses, "game": game, "photo": photo, "match": match, "web": web, "cart": cart,
}  # fmt: skip
"""Every such sort of page by name."""
