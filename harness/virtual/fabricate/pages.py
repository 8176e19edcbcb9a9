"""Ordinary pages made by chance: what lies under pop-ups, and screens full of what is none."""

from collections.abc import Callable

from harness.virtual.apps.script import Ink, Layer, Page, Write
from harness.virtual.fabricate.draft import (
    FAINT,
    GREY,
    INK,
    LINE,
    Draft,
    area,
    button,
    image,
    ink,
    panel,
    sign,
    text,
    wide,
)  # fmt: skip
from harness.virtual.fabricate.palettes import BLACK, WHITE, hsv
from harness.virtual.fabricate.type import readable

SIGNS = ("home", "play", "bell", "person", "grid", "heart", "cart", "chat", "star", "search")


def page(layers: list[Layer], ground: str = "#ffffff", *, dark: bool = False) -> Page:
    """A page with that ground; ``dark`` for light signs in the status bar."""
    return Page(background=Ink(colors=[ground]), dark_status_icons=not dark, layers=layers)


def bar(d: Draft, title: str, *, color: str = INK, crossed: bool = False) -> list[Layer]:
    """A title with Back, or with a cross that leaves the page."""
    glyph = f"x~{d.chance.randrange(400)}" if crossed else d.pick(("chevron_left", "back"))
    return [
        sign(area(left=14, top=42, width=24, height=24), glyph, color, inset=4, id="cross" if crossed else None),
        text(area(left=54, right=54, top=38, height=32), title, 18, color, bold=True, align=d.pick(("center", "left"))),
        sign(area(right=14, top=42, width=24, height=24), d.pick(("more", "search", "gear", "pencil")), color),
    ]  # fmt: skip


def _tabs(d: Draft) -> Layer:
    count, color = d.pick((4, 5)), ink(d.brand.mid)
    inside: list[Layer] = [panel(area(left=0, right=0, top=0, height=0.6), LINE)]
    for at in range(count):
        tone = color if at == 0 else FAINT
        place = (at + 0.5) / count
        inside += [sign(area(center_x=place, top=7, width=24, height=24), SIGNS[at], tone, inset=1),
                   text(area(center_x=place, top=32, width=70, height=16), d.words.tabs[at % len(d.words.tabs)], 10.5, tone, align="center")]  # fmt: skip
    return panel(area(left=0, right=0, bottom=0, height=74), WHITE, layers=inside)


def feed(d: Draft) -> Page:
    """News with pictures, now and then an advertisement with a small cross."""
    color = d.brand.mid
    head = panel(area(left=0, right=0, top=0, height=122), color, layers=[
        panel(area(left=16, right=60, top=38, height=34), WHITE, alpha=0.9, radius=17, layers=[
            sign(area(left=10, center_y=0.5, width=18, height=18), "search", FAINT),
            text(area(left=36, right=10, top=0, bottom=0), d.pick(d.words.tags), 13, FAINT)])])  # fmt: skip
    letter = ink(readable(color))
    layers = [
        head,
        sign(area(right=18, top=43, width=24, height=24), d.pick(("bell", "chat", "menu")), letter),
    ]
    x = 16.0
    for at, tab in enumerate(d.words.tabs):
        long = wide(tab, 16) + 18
        if x + long > d.width_dp:
            break
        layers.append(
            text(
                area(left=x, top=80, width=long, height=34),
                tab,
                16 if at else 17,
                letter,
                bold=at == 0,
                align="center",
            )
        )
        x += long
    high, top = d.pick((92, 104, 112)), 122.0
    ad_at = d.chance.randrange(9)
    while top < d.height_dp - 80:
        layers += _feed_row(d, top, high, advert=ad_at == 0)
        ad_at -= 1
        top += high
    return page([*layers, _tabs(d)], dark=letter == "#ffffff")


def _feed_row(d: Draft, top: float, high: float, *, advert: bool) -> list[Layer]:
    layers = [
        text(area(left=16, right=138, top=top + 12, height=46), d.pick(d.words.subs if advert else d.words.titles), 16, "#1f2329", lines=2, valign="top"),
        text(area(left=16, right=170, top=top + high - 28, height=18), d.pick(d.words.ad_labels if advert else d.words.sources), 11.5, FAINT),
        image(area(right=16, top=top + 12, width=108, height=high - 26), d.art("ad") if advert else d.thumb(d.pick(("photo", "photo", "poster"))), radius=6),
        panel(area(left=16, right=16, top=top + high - 0.6, height=0.6), "#ececec"),
    ]  # fmt: skip
    if advert:
        layers.append(
            sign(
                area(right=132, top=top + high - 28, width=14, height=14),
                "x",
                FAINT,
                1.2,
                id="cross",
            )
        )
    return layers


def shop(d: Draft) -> Page:
    """Goods two abreast, or tools as a grid of signs."""
    layers: list[Layer] = [
        panel(area(left=12, right=12, top=38, height=38), (243, 244, 246), radius=19, layers=[
            sign(area(left=12, center_y=0.5, width=18, height=18), "search", FAINT),
            text(area(left=40, right=60, top=0, bottom=0), d.pick(d.words.hints), 14, FAINT)]),
        image(area(left=12, right=12, top=88, height=130), d.art(d.pick(("ad", "poster", "photo"))), radius=10),
    ]  # fmt: skip
    for at in range(10):
        place = area(center_x=(at % 5 + 0.5) / 5, top=232 + (at // 5) * 74, width=44, height=44)
        layers.append(panel(place, hsv(d.chance.random(), 0.2, 1), radius=22, layers=[
            sign(area(left=10, top=10, width=24, height=24), d.pick(SIGNS), ink(hsv(d.chance.random(), 0.7, 0.8)))]))  # fmt: skip
        layers.append(
            text(
                area(center_x=(at % 5 + 0.5) / 5, top=278 + (at // 5) * 74, width=72, height=18),
                d.words.tabs[at % len(d.words.tabs)],
                11,
                GREY,
                align="center",
            )
        )
    half = (d.width_dp - 36) / 2
    top, at = 392.0, 0
    while top < d.height_dp - 100:
        for left in (12.0, 24 + half):
            layers.append(panel(area(left=left, width=half, top=top, height=half + 70), WHITE, radius=8, shadow=3, layers=[
                image(area(left=0, right=0, top=0, height=half), d.thumb(d.pick(("poster", "photo"))), radius=8),
                text(area(left=10, right=10, top=half + 6, height=22), d.pick(d.words.titles), 13),
                text(area(left=10, right=10, top=half + 32, height=26), d.pick(d.words.prices), 17, "#e53935", bold=True)]))  # fmt: skip
        top, at = top + half + 82, at + 1
    return page([*layers, _tabs(d)], "#fafafa")


def search(d: Draft) -> Page:
    """A search with a cross that clears it, and words that each have one."""
    layers: list[Layer] = [
        sign(area(left=12, top=44, width=24, height=24), "chevron_left", INK),
        panel(area(left=44, right=70, top=38, height=38), (241, 242, 244), radius=d.pick((4, 19)), layers=[
            sign(area(left=12, center_y=0.5, width=18, height=18), "search", FAINT),
            text(area(left=40, right=40, top=0, bottom=0), d.pick(d.words.tags), 15),
            panel(area(right=12, center_y=0.5, width=18, height=18), (190, 192, 196), radius=9, id="cross", layers=[
                sign(area(left=4, top=4, width=10, height=10), "x_round", "#ffffff", 1.2, 0)])]),
        text(area(right=12, width=52, top=38, height=38), d.words.buttons[0], 15, GREY, align="center", id="word"),
    ]  # fmt: skip
    x, y = 16.0, 100.0
    for tag in d.words.tags * 2:
        long = wide(tag, 14) + 48
        if x + long > d.width_dp - 8:
            x, y = 16.0, y + 46
        layers.append(panel(area(left=x, width=long, top=y, height=34), (244, 245, 247), radius=17, layers=[
            text(area(left=14, right=28, top=0, bottom=0), tag, 14, GREY),
            sign(area(right=10, center_y=0.5, width=12, height=12), "x", FAINT, 1.2, 1, id="cross")]))  # fmt: skip
        x += long + 10
    top = y + 60
    while top < d.height_dp - 30:
        layers += [sign(area(left=16, top=top + 14, width=18, height=18), "search", FAINT),
                   text(area(left=46, right=60, top=top, height=48), d.pick(d.words.titles), 15),
                   sign(area(right=18, top=top + 17, width=14, height=14), d.pick(("x", "x_thin", "arrow")), FAINT, 1.3, id="cross"),
                   panel(area(left=46, right=0, top=top + 47, height=0.6), LINE)]  # fmt: skip
        top += 48
    return page(layers)


def settings(d: Draft) -> Page:
    """Rows with switches and arrows."""
    layers, top, dark = bar(d, d.words.nav_titles[0]), 92.0, d.often(0.25)
    paper, letter = ((32, 33, 36), "#e8eaed") if dark else (WHITE, INK)
    if dark:
        layers = bar(d, d.words.nav_titles[0], color=letter)
    rows = list(d.words.rows)
    d.chance.shuffle(rows)
    for row in rows:
        if top > d.height_dp - 60:
            break
        inside = [text(area(left=18, right=90, top=0, bottom=0), row, 16, letter)]
        if d.often(0.4):
            on = d.often(0.6)
            inside.append(panel(area(right=18, center_y=0.5, width=44, height=24), d.brand.mid if on else (205, 207, 211), radius=12, layers=[
                panel(area(**({"right": 3.0} if on else {"left": 3.0}), top=3, width=18, height=18), WHITE, radius=9)]))  # fmt: skip
        else:
            inside.append(
                sign(area(right=18, center_y=0.5, width=16, height=16), "chevron_right", FAINT)
            )
        layers.append(panel(area(left=0, right=0, top=top, height=54), paper, layers=inside))
        top += d.pick((54.6, 54.6, 66))
    return page(layers, "#202124" if dark else "#f4f5f7", dark=dark)


def form(d: Draft) -> Page:
    """Fields to fill in, with a word to give up."""
    layers: list[Layer] = [
        text(area(left=14, width=70, top=38, height=34), d.words.buttons[0], 16, GREY, id="word"),
        text(area(left=90, right=90, top=38, height=34), d.pick(d.words.nav_titles), 18, INK, bold=True, align="center"),
        text(area(right=14, width=80, top=38, height=34), d.words.buttons[1], 16, ink(d.brand.deep), align="right", bold=True),
    ]  # fmt: skip
    for at, hint in enumerate(d.words.hints[1:] * 2):
        top = 96 + at * 60
        if top > d.height_dp - 240:
            break
        layers.append(panel(area(left=16, right=16, top=top, height=48), (246, 247, 249), radius=8, layers=[
            text(area(left=14, right=44, top=0, bottom=0), hint, 15, FAINT),
            *([sign(area(right=14, center_y=0.5, width=16, height=16), d.pick(("x_disc", "x_ring")), FAINT, 1.2, 0, id="cross")] if d.often(0.4) else [])]))  # fmt: skip
    layers += [button(area(left=16, right=16, bottom=110, height=50), d.pick(d.words.buttons[1:]), d.brand.mid, radius=d.pick((8, 25))),
               button(area(left=16, right=16, bottom=50, height=50), d.words.buttons[0], WHITE, radius=8, label=GREY, stroke=LINE)]  # fmt: skip
    return page(layers)


def video(d: Draft) -> Page:
    """A film that offers to skip its opening; comments below."""
    deep = d.width_dp * 9 / 16
    said = d.pick(d.words.skip_intro)
    long = wide(said, 13) + 26
    layers = [
        panel(area(left=0, right=0, top=0, height=28 + deep), BLACK),
        image(area(left=0, right=0, top=28, height=deep), d.art("photo")),
        sign(area(left=10, top=38, width=24, height=24), "chevron_left", "#ffffff"),
        panel(area(right=14, top=28 + deep - 78, width=long, height=32), BLACK, alpha=0.55, radius=d.pick((4, 16)), id="word",
              write=Write(text=said, size=13, color="#ffffff")),
        sign(area(left=14, top=deep - 8, width=22, height=22), d.pick(("play", "pause")), "#ffffff"),
        panel(area(left=48, right=60, top=deep + 2, height=3), WHITE, alpha=0.4),
        panel(area(left=48, width=d.between(20, 160), top=deep + 2, height=3), d.brand.accent),
        text(area(left=16, right=16, top=deep + 40, height=28), d.pick(d.words.titles), 18, bold=True),
        text(area(left=16, right=16, top=deep + 70, height=20), d.pick(d.words.sources), 12, FAINT),
    ]  # fmt: skip
    top = deep + 104
    while top < d.height_dp - 40:
        layers += [image(area(left=16, top=top + 6, width=36, height=36), d.thumb("icon"), radius=18),
                   text(area(left=62, right=20, top=top, height=20), d.pick(d.words.brands), 13, GREY),
                   text(area(left=62, right=20, top=top + 22, height=40), d.pick(d.words.titles), 15, lines=2, valign="top")]  # fmt: skip
        top += 76
    return page(layers, dark=True)


def alarms(d: Draft) -> Page:
    """Times with switches, each with a cross that deletes it."""
    layers, top = bar(d, d.words.nav_titles[1]), 90.0
    deleting = d.often(0.6)
    while top < d.height_dp - 130:
        inside = [text(area(left=60 if deleting else 20, width=150, top=8, height=38), f"{d.chance.randrange(24):02}:{d.chance.randrange(60):02}", 30, INK),
                  text(area(left=60 if deleting else 20, width=150, top=46, height=18), d.pick(d.words.alarms), 13, GREY),
                  panel(area(right=18, center_y=0.5, width=48, height=28), d.brand.mid, radius=14, layers=[panel(area(right=3, top=3, width=22, height=22), WHITE, radius=11)])]  # fmt: skip
        if deleting:
            inside.append(panel(area(left=18, center_y=0.5, width=26, height=26), d.pick(((229, 57, 53), (158, 158, 158))), radius=13, id="cross", layers=[
                sign(area(left=7, top=7, width=12, height=12), d.pick(("x_round", "x", "minus")), "#ffffff", 1.8, 0)]))  # fmt: skip
        layers.append(
            panel(area(left=12, right=12, top=top, height=74), WHITE, radius=14, layers=inside)
        )
        top += 84
    layers.append(panel(area(center_x=0.5, bottom=40, width=60, height=60), d.brand.mid, radius=30, shadow=6, layers=[
        sign(area(left=18, top=18, width=24, height=24), "plus", ink(readable(d.brand.mid)), 2.4)]))  # fmt: skip
    return page(layers, "#f2f3f5")


PAGES: dict[str, Callable[[Draft], Page]] = {
    "feed": feed, "shop": shop, "search": search, "settings": settings, "form": form, "video": video,
    "alarms": alarms,
}  # fmt: skip
"""Every sort of everyday page by name."""
HOMES = ("feed", "feed", "shop", "settings", "alarms", "video", "game", "cart")
"""Sorts that an app may open with."""
