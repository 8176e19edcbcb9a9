"""Pop-ups made by chance: sheets, floating things, calendars of gifts, memberships."""

from harness.virtual.apps.script import Area, Layer, Popup
from harness.virtual.fabricate import controls
from harness.virtual.fabricate.brush import mix
from harness.virtual.fabricate.dialogs import BLUES, over
from harness.virtual.fabricate.draft import (
    GREY,
    INK,
    LINE,
    Draft,
    area,
    button,
    image,
    panel,
    sign,
    text,
    wide,
)
from harness.virtual.fabricate.palettes import BLACK, WHITE, brightness
from harness.virtual.fabricate.popups import Made


def sign_in(d: Draft) -> Made:
    """Days to tick off, with coins to win."""
    wide, cell = d.width_dp * 0.82, d.width_dp * 0.82 / 4
    color = d.pick(((255, 92, 120), (255, 125, 60), d.brand.mid))
    inside = [
        text(
            area(left=0, right=0, top=12, height=32),
            d.pick(d.words.dialog_titles),
            20,
            "#ffffff",
            bold=True,
            align="center",
        )
    ]
    for day in range(7):
        last = cell - 4 if day == 6 else 0.0
        place = area(left=8 + (day % 4) * (cell - 4), width=cell - 10 + last, top=56 + (day // 4) * 96, height=88)  # fmt: skip
        inside.append(panel(place, (255, 244, 240), radius=8, layers=[
            text(area(left=0, right=0, top=4, height=16), f"{day + 1}", 11, "#b98a7d", align="center"),
            sign(area(center_x=0.5, top=24, width=32, height=32), d.pick(("gift", "disc", "star")), d.pick(("#ffb300", "#ff7043")), 2),
            text(area(left=0, right=0, bottom=8, height=18), f"+{d.chance.randrange(5, 99)}", 12, "#a1463a", align="center")]))  # fmt: skip
    inside.append(
        button(
            area(left=40, right=40, bottom=16, height=44),
            d.pick(d.words.ctas),
            (255, 214, 90),
            radius=22,
            role="cta",
            label="#8a3b12",
        )
    )
    high, top = 320.0, (d.height_dp - 320) / 2
    size = d.between(20, 36)
    layers = [panel(area(center_x=0.5, width=wide, top=top, height=high), color, foot=mix(color, BLACK, 0.22), radius=16, layers=inside, id="card"),
              controls.close(d, area(center_x=0.5, width=size, top=top + high + d.between(12, 40), height=size), "dark")]  # fmt: skip
    return over(d, layers, "dialog", "promo")


def bottom_sheet(d: Draft) -> Made:
    """A sheet that comes up from the lower edge."""
    high = d.height_dp * d.chance.uniform(0.36, 0.66)
    inside: list[Layer] = []
    if d.often(0.5):
        inside.append(
            panel(area(center_x=0.5, width=36, top=8, height=4), (218, 220, 224), radius=2)
        )
    inside.append(
        image(
            area(left=16, right=16, top=60, bottom=96), d.art(d.pick(("ad", "poster"))), radius=10
        )
    )
    accent = d.pick((*BLUES, d.brand.mid))
    inside.append(
        button(
            area(left=16, right=16, bottom=28, height=48),
            d.pick(d.words.ctas),
            accent,
            radius=d.pick((8, 24)),
            role="cta",
        )
    )
    title = d.pick(d.words.dialog_titles)
    if d.often(0.75):
        size = d.between(14, 28)
        inside.append(controls.close(d, area(right=14, top=16, width=size, height=size), "light"))
        inside.append(text(area(left=20, right=60, top=18, height=28), title, 18, INK, bold=True,
                           align=d.pick(("left", "center"))))  # fmt: skip
    else:
        no = d.pick(d.words.dismisses)
        left = wide(no, 15) + 20
        inside.append(controls.words_only(d, area(left=14, width=left - 12, top=16, height=30), no,
                                          role="dismiss", color=GREY, size=15))  # fmt: skip
        inside.append(text(area(left=left + 6, right=left + 6, top=18, height=28), title, 16, INK,
                           bold=True, align="center"))  # fmt: skip
    sheet = panel(
        area(left=0, right=0, bottom=0, height=high),
        WHITE,
        radius=d.pick((0, 14, 20)),
        layers=inside,
        id="card",
    )
    return over(d, [sheet], "dialog", "bottom_sheet")


def floating(d: Draft) -> Made:
    """Something small that hovers over the page, with a small cross."""
    if d.often(0.4):
        return _banner(d)
    side = d.between(56, 96)
    low, edge = d.between(90, 260), d.between(4, 16)
    size = d.between(12, 22)
    layers = [image(area(right=edge, bottom=low, width=side, height=side), d.art("icon"), radius=d.pick((side / 2, 12)), id="card"),
              controls.close(d, area(right=edge - size / 4, bottom=low + side - size / 2, width=size, height=size), d.pick(("photo", "light")))]  # fmt: skip
    return Made(Popup(layers=layers, area=None, window="in_page"), "floating", "floating")


def _banner(d: Draft) -> Made:
    high = d.between(56, 84)
    place: dict[str, float] = (
        {"bottom": d.pick((0, 60, 80))} if d.often(0.7) else {"top": d.pick((30, 84))}
    )
    gap = d.pick((0, 8, 12))
    paper = d.pick((WHITE, WHITE, (30, 30, 34), d.brand.mid))
    letter = INK if brightness(paper) > 0.6 else "#ffffff"
    inside = [
        image(area(left=8, center_y=0.5, width=high - 16, height=high - 16), d.art("icon"), radius=8),
        text(area(left=high + 4, right=130, top=high / 2 - 22, height=22), d.pick(d.words.headlines), 15, letter, bold=True),
        text(area(left=high + 4, right=130, top=high / 2 + 2, height=18), d.pick(d.words.subs), 11.5, letter if letter != INK else GREY),
        button(area(right=34, center_y=0.5, width=84, height=32), d.pick(d.words.ctas), d.pick((d.brand.accent, (255, 77, 79))), size=12.5, radius=16, role="cta"),
    ]  # fmt: skip
    size = d.between(12, 20)
    inside.append(
        controls.close(
            d,
            area(right=6, top=d.pick((4, (high - size) / 2)), width=size, height=size),
            "light" if letter == INK else "dark",
        )
    )
    bar = panel(
        area(left=gap, right=gap, height=high, **place),
        paper,
        radius=gap,
        layers=inside,
        id="card",
        shadow=8,
    )
    return Made(Popup(layers=[bar]), "floating", "floating")


def membership(d: Draft) -> Made:
    """Prices to choose from, with a way out."""
    wide = d.width_dp * 0.86
    inside = [image(area(left=0, right=0, top=0, height=120), d.art("poster"), radius=12),
              text(area(left=16, right=16, top=132, height=26), d.pick(d.words.dialog_titles), 18, INK, bold=True)]  # fmt: skip
    third = (wide - 56) / 3
    for at in range(3):
        chosen = at == 0
        inside.append(panel(area(left=16 + at * (third + 12), width=third, top=170, height=96), (255, 246, 236) if chosen else WHITE, radius=8,
                            stroke="#ff7a45" if chosen else LINE, layers=[
            text(area(left=0, right=0, top=10, height=18), d.pick(d.words.tabs), 12, GREY, align="center"),
            text(area(left=0, right=0, top=34, height=34), d.pick(d.words.prices), 20, "#e5532d", bold=True, align="center")]))  # fmt: skip
    inside.append(
        button(
            area(left=16, right=16, top=284, height=46),
            d.pick(d.words.ctas),
            (255, 96, 64),
            radius=23,
            role="cta",
            foot=(255, 140, 60),
        )
    )
    top = (d.height_dp - 350) / 2
    size = d.between(18, 30)
    edge = (d.width_dp - wide) / 2
    layers = [panel(area(center_x=0.5, width=wide, top=top, height=350), WHITE, radius=14, layers=inside, id="card"),
              controls.close(d, Area(right=edge + 8, top=top + 8, width=size, height=size), "photo")]  # fmt: skip
    return over(d, layers, "dialog", "promo")
