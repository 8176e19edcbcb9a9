"""Pop-ups made by chance: full-screen advertisements, as networks serve them."""

import dataclasses
from typing import Literal

from harness.virtual.apps.script import Layer, Popup
from harness.virtual.fabricate import controls
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
)  # fmt: skip
from harness.virtual.fabricate.palettes import BLACK, WHITE
from harness.virtual.fabricate.type import readable

Back = Literal["dismiss", "ignore", "leave"]
Window = Literal["activity", "dialog", "popup_window", "overlay", "in_page"]
GREEN = (104, 159, 56)


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A pop-up and what it is."""

    popup: Popup
    kind: str
    """``splash``, ``interstitial``, ``dialog``, ``floating``, ``system`` or ``consent``."""
    sort: str
    """The finer name that labels use: ``splash``, ``fullscreen_ad``, ``promo`` …"""
    advertises: bool = True


def interstitial(d: Draft) -> Made:
    """One of the ways in which advertising networks fill a screen."""
    made = d.pick(
        (_install_page, _install_page, _cover, _cover, _card, _video, _playable, _question)
    )(d)
    back: Back = d.pick(("ignore", "dismiss", "ignore"))
    window: Window = d.pick(("activity", "activity", "in_page", "dialog"))
    made_popup = Popup(layers=made.popup.layers, countdown_s=made.popup.countdown_s, back=back, window=window,
                       fade_ms=d.pick((0, 0, 200)))  # fmt: skip
    return dataclasses.replace(made, popup=made_popup)


def _corner(d: Draft, ground: str) -> Layer:
    size = d.pick((14, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40))
    gap, top = d.between(4, 18), d.between(6, 44)
    side = "left" if d.often(0.2) else "right"
    return controls.close(d, area(**{side: gap, "top": top}, width=size, height=size), ground)


def _stars(d: Draft, place: dict[str, float], color: str, ground: str = GREY) -> list[Layer]:
    top, middle = place["top"], d.width_dp / 2
    row = d.pick(("★★★★☆", "★★★★★", "★★★★"))
    count = d.pick((f"({d.chance.randrange(100, 99999):,})", f"{d.chance.randrange(30, 50) / 10}"))
    return [
        text(area(left=0, width=middle + 16, top=top, height=20), row, 15, color, align="right"),
        text(area(left=middle + 22, right=0, top=top, height=20), count, 12, ground),
    ]


def _install_page(d: Draft) -> Made:
    color = d.pick((d.brand.mid, d.brand.deep, WHITE, WHITE, (33, 150, 243)))
    light = color == WHITE
    letter = INK if light else ink(readable(color))
    top = d.height_dp * d.chance.uniform(0.22, 0.42)
    name, side = d.pick(d.words.brands), d.between(60, 84)
    layers = [panel(WHOLE, color)]
    if d.often(0.85):
        layers.append(
            image(
                area(left=0, right=0, top=0, height=top),
                d.art(d.pick(("ad", "photo", "poster"))),
                alpha=d.pick((1, 1, 0.35)),
            )
        )
    layers += [
        image(area(center_x=0.5, top=top - side * 0.4, width=side, height=side), d.art("icon"), radius=side * 0.22),
        text(area(left=20, right=20, top=top + side * 0.75, height=32), name, 22, letter, align="center", bold=d.often(0.4)),
        *_stars(d, {"top": top + side * 0.75 + 38}, "#ffb300" if light else letter, GREY if light else letter),
        text(area(left=30, right=30, top=top + side * 0.75 + 74, height=44), d.pick(d.words.subs), 14, GREY if light else letter, align="center", lines=2),
    ]  # fmt: skip
    layers += _two_buttons(d, light=light) if d.often(0.5) else [
        button(area(**d.pick(({"left": 24, "right": 24}, {"right": 18, "width": 130})), bottom=d.between(20, 60), height=46), d.pick(d.words.ctas),
               d.pick((GREEN, (66, 133, 244), d.brand.accent)), radius=d.pick((2, 4, 24)), role="cta")]  # fmt: skip
    if not any(layer.id == "dismiss" for layer in layers) or d.often(0.25):
        layers.append(_corner(d, "photo" if not light else d.pick(("photo", "light"))))
    layers.append(controls.ad_label(d, {"left": 2, "bottom": 2}))
    return Made(Popup(layers=layers), "interstitial", "fullscreen_ad")


def _two_buttons(d: Draft, *, light: bool) -> list[Layer]:
    low = d.between(14, 46)
    no, yes = d.pick(d.words.dismisses), d.pick(d.words.ctas)
    half = (d.width_dp - 48) / 2
    quiet = button(area(left=18, width=half, bottom=low, height=38), no, (120, 124, 130) if light or d.often(0.3) else d.brand.deep,
                   size=13, radius=2, role="dismiss")  # fmt: skip
    if d.often(0.3):
        quiet = controls.words_only(d, area(left=18, width=half, bottom=low, height=38), no, role="dismiss",
                                    color=GREY if light else "#e6ffffff", size=13)  # fmt: skip
    loud = button(
        area(right=18, width=half, bottom=low, height=38),
        yes,
        (GREEN if light else WHITE),
        size=13,
        radius=2,
        role="cta",
    )
    return [quiet, loud]


def _cover(d: Draft) -> Made:
    layers = [image(WHOLE, d.art(d.pick(("ad", "ad", "photo", "poster"))))]
    if d.often(0.6):
        layers.append(_app_bar(d))
    if d.often(0.4):
        layers.append(panel(area(left=10, top=12, width=28, height=28), BLACK, alpha=0.5, radius=14, layers=[
            sign(area(left=5, top=5, width=18, height=18), d.pick(("bell", "play", "pause")), "#ffffff")]))  # fmt: skip
    layers.append(controls.ad_label(d, {"left": 4, "bottom": 4}))
    layers.append(
        _corner(d, "photo")
        if d.often(0.75)
        else controls.skip(d, {"right": d.between(8, 18), "top": d.between(14, 44)})
    )
    return Made(Popup(layers=layers, countdown_s=5), "interstitial", "fullscreen_ad")


def _app_bar(d: Draft) -> Layer:
    """Icon, name and button in a bar at the bottom or under the top."""
    low = {"bottom": d.pick((0, 0, 12))} if d.often(0.8) else {"top": d.pick((0, 24))}
    gap = d.pick((0, 10))
    inside = [
        image(area(left=12, center_y=0.5, width=44, height=44), d.art("icon"), radius=10),
        text(area(left=66, right=120, top=14, height=20), d.pick(d.words.brands), 15, bold=True),
        text(area(left=66, right=120, top=36, height=16), d.pick(d.words.subs), 11, GREY),
        button(area(right=12, center_y=0.5, width=92, height=36), d.pick(d.words.ctas), d.pick((GREEN, (26, 115, 232), d.brand.accent)),
               size=13, radius=d.pick((4, 18)), role="cta"),
    ]  # fmt: skip
    return panel(area(left=gap, right=gap, height=66, **low), WHITE, radius=gap, layers=inside)


def _card(d: Draft) -> Made:
    """A card on black or on a blurred picture."""
    layers = [
        panel(WHOLE, (12, 12, 14)) if d.often(0.6) else image(WHOLE, d.art("photo"), alpha=0.6)
    ]
    top, side = d.height_dp * d.chance.uniform(0.08, 0.2), d.between(10, 26)
    high = d.height_dp * d.chance.uniform(0.55, 0.72)
    inside = [
        image(area(left=0, right=0, top=0, height=high * 0.6), d.art(d.pick(("ad", "photo", "poster"))), radius=10),
        text(area(left=20, right=20, top=high * 0.62, height=60), d.pick(d.words.subs), 17, INK, lines=2),
        button(area(center_x=0.5, bottom=20, width=d.between(130, 260), height=44), d.pick(d.words.ctas),
               d.pick(((66, 133, 244), (33, 150, 243), d.brand.accent)), radius=d.pick((4, 22)), role="cta"),
    ]  # fmt: skip
    layers.append(
        panel(
            area(left=side, right=side, top=top, height=high),
            WHITE,
            radius=d.pick((0, 8, 12)),
            layers=inside,
        )
    )
    size = d.between(22, 34)
    layers.append(
        _corner(d, "dark")
        if d.often(0.6)
        else controls.close(d, area(right=side + 8, top=top + 8, width=size, height=size), "photo")
    )
    return Made(Popup(layers=layers), "interstitial", "fullscreen_ad")


def _video(d: Draft) -> Made:
    """A video with its line of progress, and a way out that comes by itself."""
    layers = [panel(WHOLE, BLACK), image(WHOLE, d.art("photo"))]
    layers += [panel(area(left=0, right=0, bottom=0, height=3), (90, 90, 90)),
               panel(area(left=0, width=d.between(40, 300), bottom=0, height=3), (255, 196, 0))]  # fmt: skip
    if d.often(0.5):
        layers.append(_app_bar(d))
    if d.often(0.5):
        layers.append(
            controls.skip(d, {"right": 0 if d.often(0.3) else 12, "bottom": d.between(40, 120)})
        )
    elif d.often(0.5):
        size = d.between(22, 30)
        layers += [
            controls.skip(d, {"right": size + 22, "top": 14}),
            controls.close(d, area(right=10, top=14, width=size, height=size), "photo"),
        ]
    else:
        layers.append(controls.skip(d, {"right": 12, "top": d.between(14, 44)}))
    layers.append(sign(area(left=14, top=16, width=26, height=26), "bell", "#ffffff"))
    return Made(
        Popup(layers=layers, countdown_s=d.pick((5, 15, 30))), "interstitial", "fullscreen_video_ad"
    )


def _playable(d: Draft) -> Made:
    """A game to try, with a banner over it."""
    layers = [image(WHOLE, d.art("poster")), _app_bar(d)]
    layers.append(
        sign(
            area(center_x=d.chance.uniform(0.4, 0.7), center_y=0.72, width=64, height=64),
            "hand",
            "#ffffff",
            3,
        )
    )
    layers.append(_corner(d, "photo"))
    return Made(Popup(layers=layers), "interstitial", "fullscreen_ad")


def _question(d: Draft) -> Made:
    top = d.height_dp * 0.3
    layers = [
        panel(WHOLE, WHITE),
        image(area(left=0, right=0, top=0, height=top), d.art(d.pick(("ad", "photo")))),
        panel(area(left=0, right=0, top=top, height=28), (60, 60, 64), layers=[
            sign(area(left=8, center_y=0.5, width=18, height=18), "play", "#ffffff"),
            panel(area(left=36, right=70, center_y=0.5, height=3), (160, 160, 164)),
            text(area(right=8, width=50, top=0, bottom=0), "0:00", 11, "#ffffff", align="right")]),
        image(area(center_x=0.5, top=top + 56, width=64, height=64), d.art("icon"), radius=14),
        text(area(left=20, right=20, top=top + 132, height=24), d.pick(d.words.brands), 17, align="center"),
        text(area(left=24, right=24, top=top + 164, height=40), d.pick(d.words.subs), 12, GREY, align="center", lines=2),
        button(area(left=10, right=10, bottom=72, height=46), d.pick(d.words.ctas), (77, 144, 254), radius=2, role="cta", bold=False),
        button(area(left=10, right=10, bottom=16, height=46), d.pick(d.words.dismisses), WHITE, radius=2, role="dismiss", bold=False,
               label=GREY, stroke="#8ab4f8"),
    ]  # fmt: skip
    return Made(Popup(layers=layers), "interstitial", "fullscreen_ad")
