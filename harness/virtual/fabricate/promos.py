"""Pop-ups made by chance: cards that advertise over a dimmed page."""

from harness.virtual.apps.script import Area, Layer
from harness.virtual.fabricate import controls
from harness.virtual.fabricate.dialogs import over
from harness.virtual.fabricate.draft import (
    GREY,
    INK,
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
from harness.virtual.fabricate.palettes import WHITE, hsv
from harness.virtual.fabricate.popups import Made

_CALLS = (((255, 214, 90), (255, 176, 46)), ((255, 120, 80), (240, 50, 50)), ((92, 160, 255), (38, 98, 235)),
          ((70, 210, 150), (20, 160, 100)), ((255, 255, 255), (238, 238, 242)), ((255, 130, 170), (235, 60, 120)))  # fmt: skip
"""Colours of buttons, from their left end to their right one."""


def promo(d: Draft) -> Made:
    """A card that advertises: one picture, a headed card, a list of goods or a voucher."""
    made = d.chance.choices((_picture, _headed, _goods, _voucher), (0.52, 0.24, 0.12, 0.12))[0]
    return made(d)


def _call(d: Draft, place: Area) -> Layer:
    """A button whose colour runs, with its shadow."""
    start, end = d.pick((*_CALLS, (d.brand.accent, d.brand.accent)))
    said = d.pick(d.words.ctas) + d.pick(("", "", " ›"))
    return button(place, said, start, foot=end, radius=(place.height or 44) / 2, role="cta", shadow=d.pick((0, 5)))  # fmt: skip


def _picture(d: Draft) -> Made:
    """A picture card with a cross under it, on its corner, or inside."""
    wide = d.width_dp * d.chance.uniform(0.58, 0.88)
    high = min(wide * d.chance.uniform(0.7, 1.55), d.height_dp * 0.66)
    top = (d.height_dp - high) / 2 - d.between(10, 60)
    left = (d.width_dp - wide) / 2
    round_ = d.pick((0, 6, 10, 14, 18))
    card: list[Layer] = [image(area(left=left, width=wide, top=top, height=high), d.art(d.pick(("ad", "ad", "poster"))),
                               radius=round_, id="card")]  # fmt: skip
    if d.often(0.6):
        place = area(
            left=left + wide * 0.14,
            width=wide * 0.72,
            top=top + high - d.pick((60, 66, 24)),
            height=d.between(38, 48),
        )
        card.append(_call(d, place))
    size = d.pick((18, 20, 24, 26, 28, 30, 32, 36, 40))
    card.append(_card_close(d, (left, top, wide, high), size))
    if d.often(0.12):
        card.append(
            text(
                area(left=left, width=wide, top=top + high + size + 34, height=20),
                d.pick(d.words.dismisses),
                13,
                "#d9ffffff",
                align="center",
                id="dismiss",
            )
        )
    if d.often(0.2):
        card.append(controls.ad_label(d, {"left": left + 4, "top": top + high - 20}))
    return over(d, card, "dialog", "promo")


def _placed(d: Draft, high: float) -> tuple[float, float, float, float]:
    """Left, top, width and height of a card that stands a little above the middle."""
    wide = min(d.width_dp * d.chance.uniform(0.7, 0.84), 330.0)
    return (d.width_dp - wide) / 2, (d.height_dp - high) / 2 - d.between(6, 30), wide, high


def _finished(d: Draft, card: Layer, place: tuple[float, float, float, float]) -> Made:
    size = d.pick((20, 24, 26, 28, 30, 32, 36))
    layers = [card, _card_close(d, place, size)]
    if d.often(0.15):
        layers.append(controls.ad_label(d, {"left": place[0] + 4, "top": place[1] + place[3] - 20}))
    return over(d, layers, "dialog", "promo")


def _headed(d: Draft) -> Made:
    """A picture at the head of a white card, words and a button below."""
    head = d.between(130, 190)
    left, top, wide, high = place = _placed(d, head + 196)
    inside = [
        image(area(left=0, right=0, top=0, height=head), d.art(d.pick(("ad", "poster", "photo"))), radius=d.pick((0, 14))),
        text(area(left=18, right=18, top=head + 14, height=30), d.pick(d.words.headlines), 20, INK, bold=True, align="center"),
        text(area(left=22, right=22, top=head + 48, height=62), f"{d.pick(d.words.subs)}\n{d.pick(d.words.slogans)}", 14, GREY, align="center", lines=3, valign="top"),
        _call(d, area(left=28, right=28, bottom=22, height=46)),
    ]  # fmt: skip
    card = panel(area(left=left, width=wide, top=top, height=high), WHITE, radius=d.pick((8, 14, 18)), layers=inside, id="card")  # fmt: skip
    return _finished(d, card, place)


def _goods(d: Draft) -> Made:
    """Some goods with their prices on a card, the lowest row cut by its button's shade."""
    rows = d.pick((2, 3))
    left, top, wide, high = place = _placed(d, 74 + rows * 76 + 74)
    tone = hsv(d.chance.random(), 0.12, 1)
    inside = [
        text(area(left=16, right=16, top=14, height=26), d.pick(d.words.headlines), 19, INK, bold=True, align="center"),
        text(area(left=16, right=16, top=40, height=20), d.pick(d.words.subs), 12.5, GREY, align="center"),
    ]  # fmt: skip
    for row in range(rows):
        goods = [
            image(area(left=8, top=8, width=52, height=52), d.thumb("poster"), radius=6),
            text(area(left=70, right=80, top=8, height=24), d.pick(d.words.titles), 14),
            text(area(left=70, right=80, top=32, height=22), d.pick(d.words.tags), 11.5, GREY),
            text(area(right=12, width=76, top=0, bottom=0), d.pick(d.words.prices), 17, "#e5392f", bold=True, align="right"),
        ]  # fmt: skip
        inside.append(panel(area(left=14, right=14, top=70 + row * 76, height=68), WHITE, radius=10, layers=goods))  # fmt: skip
    inside.append(_call(d, area(left=30, right=30, bottom=18, height=44)))
    card = panel(area(left=left, width=wide, top=top, height=high), tone, foot=WHITE, radius=16, layers=inside, id="card")  # fmt: skip
    return _finished(d, card, place)


def _voucher(d: Draft) -> Made:
    """A voucher in a card of a strong colour."""
    left, top, wide, high = place = _placed(d, d.between(300, 350))
    hue = d.pick((0.0, 0.97, 0.03, 0.07, 0.6, 0.75))
    deep = ink(hsv(hue, 0.85, 0.75))
    ticket = [
        text(area(left=8, right=8, top=14, height=66), d.pick(d.words.prices), 46, deep, bold=True, align="center"),
        panel(area(left=18, right=18, top=84, height=1), hsv(hue, 0.4, 0.9)),
        text(area(left=8, right=8, top=92, height=24), d.pick(d.words.subs), 13, GREY, align="center"),
    ]  # fmt: skip
    inside = [
        image(WHOLE, d.art("photo"), radius=16, alpha=0.22),
        text(area(left=12, right=12, top=20, height=34), d.pick(d.words.headlines), 25, "#ffffff", bold=True, align="center", shadow="#66000000"),
        text(area(left=12, right=12, top=56, height=22), d.pick(d.words.slogans), 13, "#fff3e0", align="center"),
        sign(area(left=18, top=26, width=20, height=20), "star", "#66ffffff"),
        sign(area(right=18, top=40, width=14, height=14), "star", "#66ffffff"),
        panel(area(left=24, right=24, top=92, height=124), (255, 250, 240), radius=10, shadow=6, layers=ticket),
        _call(d, area(left=34, right=34, bottom=24, height=48)),
    ]  # fmt: skip
    card = panel(area(left=left, width=wide, top=top, height=high), hsv(hue, 0.75, 1), foot=hsv(hue, 0.88, 0.78), radius=16, layers=inside, id="card")  # fmt: skip
    return _finished(d, card, place)


def _card_close(d: Draft, card: tuple[float, float, float, float], size: float) -> Layer:
    left, top, wide, high = card
    where = d.chance.random()
    if where < 0.45:
        gap = d.between(14, 44)
        return controls.close(
            d, area(center_x=0.5, width=size, top=top + high + gap, height=size), "dark"
        )
    if where < 0.65:
        return controls.close(
            d,
            area(
                left=left + wide - size,
                width=size,
                top=max(26, top - size - d.between(4, 16)),
                height=size,
            ),
            "dark",
        )
    if where < 0.75:
        return controls.close(
            d,
            area(left=left + wide - size / 2, width=size, top=top - size / 2, height=size),
            "photo",
        )
    gap = d.between(4, 12)
    side = left + gap if d.often(0.12) else left + wide - size - gap
    return controls.close(d, area(left=side, width=size, top=top + gap, height=size), "photo")
