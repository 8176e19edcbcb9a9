"""Parts of full-screen advertisements: bars, stars, cards, what lies over a video."""

from harness.virtual.apps.script import Ink, Layer
from harness.virtual.fabricate import controls
from harness.virtual.fabricate.draft import (
    GREY,
    WHOLE,
    Draft,
    area,
    button,
    image,
    panel,
    sign,
    text,
)
from harness.virtual.fabricate.palettes import BLACK, WHITE

GREEN = (104, 159, 56)


def corner(d: Draft, ground: str) -> Layer:
    """A close control in an upper corner, on that ground."""
    size = d.pick((14, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40))
    gap, top = d.between(4, 18), d.between(6, 44)
    side = "left" if d.often(0.2) else "right"
    return controls.close(d, area(**{side: gap, "top": top}, width=size, height=size), ground)


def stars(d: Draft, place: dict[str, float], color: str, ground: str = GREY) -> list[Layer]:
    """A row of stars and how many said so, at ``place["top"]``."""
    top, middle = place["top"], d.width_dp / 2
    row = d.pick(("★★★★☆", "★★★★★", "★★★★"))
    count = d.pick((f"({d.chance.randrange(100, 99999):,})", f"{d.chance.randrange(30, 50) / 10}"))
    return [
        text(area(left=0, width=middle + 16, top=top, height=20), row, 15, color, align="right"),
        text(area(left=middle + 22, right=0, top=top, height=20), count, 12, ground),
    ]


def app_bar(d: Draft, low: dict[str, float] | None = None) -> Layer:
    """Icon, name and button in a bar at the bottom or under the top."""
    if low is None:
        low = {"bottom": d.pick((0.0, 0.0, 12.0))} if d.often(0.8) else {"top": 24.0}
    gap = d.pick((0, 10))
    inside = [
        image(area(left=12, center_y=0.5, width=44, height=44), d.art("icon"), radius=10),
        text(area(left=66, right=120, top=14, height=20), d.pick(d.words.brands), 15, bold=True),
        text(area(left=66, right=120, top=36, height=16), d.pick(d.words.subs), 11, GREY),
        button(area(right=12, center_y=0.5, width=92, height=36), d.pick(d.words.ctas), d.pick((GREEN, (26, 115, 232), d.brand.accent)),
               size=13, radius=d.pick((4, 18)), role="cta"),
    ]  # fmt: skip
    return panel(area(left=gap, right=gap, height=66, **low), WHITE, radius=gap, layers=inside)


def screens_row(d: Draft, top: float, end: float) -> list[Layer]:
    """Screens of the app side by side, the last cut by the edge; nothing where there is no room."""
    high = min(end - top - 10, 330.0)
    if high < 90:
        return []
    wide = high * 0.56
    count = int((d.width_dp - 16) / (wide + 8)) + 1
    return [image(area(left=16 + at * (wide + 8), width=wide, top=top + (end - top - high) / 2, height=high), d.art(d.pick(("ad", "photo", "photo"))), radius=8)
            for at in range(count)]  # fmt: skip


def playing(d: Draft) -> list[Layer]:
    """What lies over the moving picture: sound, subtitle, the app's bar, a line of progress."""
    low = 78.0
    shade = Layer(area=area(left=0, right=0, bottom=0, height=260),
                  fill=Ink(colors=["#00000000", "#b3000000"], angle=90))  # fmt: skip
    said = d.pick(d.words.subs)
    high = 58.0 if d.often(0.5) else 0.0
    band = panel(area(left=0, right=0, bottom=low + 150, height=high), d.brand.deep, alpha=0.82) if high else None  # fmt: skip
    caption = text(area(left=16, right=16, bottom=low + 150, height=58), said, d.pick((18, 22)), "#ffffff",
                   align="center", bold=True, shadow=None if high else "#99000000")  # fmt: skip
    done = d.width_dp * d.chance.uniform(0.1, 0.85)
    disc = panel(area(left=12, top=34, width=32, height=32), BLACK, alpha=0.45, radius=16, layers=[
        sign(area(left=7, top=7, width=18, height=18), d.pick(("speaker", "speaker", "bell")), "#ffffff")])  # fmt: skip
    return [
        shade, *([band] if band else []), caption, disc, app_bar(d, {"bottom": 8.0}),
        panel(area(left=0, right=0, bottom=0, height=3), WHITE, alpha=0.35),
        panel(area(left=0, width=done, bottom=0, height=3), (255, 196, 0)),
    ]  # fmt: skip


def end_card(d: Draft) -> list[Layer]:
    """The last moment darkened, the app's card over it."""
    side = d.between(76, 104)
    top = d.height_dp * d.chance.uniform(0.2, 0.3)
    color = d.pick((GREEN, (26, 115, 232), d.brand.accent))
    return [
        panel(WHOLE, BLACK, alpha=d.chance.uniform(0.45, 0.7)),
        image(area(center_x=0.5, top=top, width=side, height=side), d.art("icon"), radius=side * 0.22),
        text(area(left=20, right=20, top=top + side + 16, height=34), d.pick(d.words.brands), 24, "#ffffff", align="center", bold=True),
        *stars(d, {"top": top + side + 54}, "#ffc107", "#e0e0e0"),
        image(area(left=24, right=24, top=top + side + 92, height=(d.width_dp - 48) * 0.54), d.art("ad"), radius=10),
        text(area(left=30, right=30, top=top + side + 104 + (d.width_dp - 48) * 0.54, height=44), d.pick(d.words.subs), 15, "#e6e6e6", align="center", lines=2),
        button(area(center_x=0.5, top=top + side + 164 + (d.width_dp - 48) * 0.54, width=d.between(190, 280), height=50), d.pick(d.words.ctas), color, radius=d.pick((6, 25)), role="cta"),
    ]  # fmt: skip
