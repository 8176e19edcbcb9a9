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
from harness.virtual.fabricate.popup_parts import (
    GREEN,
    app_bar,
    corner,
    end_card,
    playing,
    screens_row,
    stars,
)
from harness.virtual.fabricate.type import readable

Back = Literal["dismiss", "ignore", "leave"]
Window = Literal["activity", "dialog", "popup_window", "overlay", "in_page"]


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
    made = d.chance.choices(tuple(_SHAPES), tuple(_SHAPES.values()))[0](d)
    back: Back = d.pick(("ignore", "dismiss", "ignore"))
    window: Window = d.pick(("activity", "activity", "in_page", "dialog"))
    made_popup = Popup(layers=made.popup.layers, countdown_s=made.popup.countdown_s, back=back, window=window,
                       fade_ms=d.pick((0, 0, 200)))  # fmt: skip
    return dataclasses.replace(made, popup=made_popup)


def _install_page(d: Draft) -> Made:
    """The page of an app as networks build it: picture, icon, stars, a row of its screens."""
    color = d.pick((d.brand.mid, d.brand.deep, WHITE, WHITE, (33, 150, 243)))
    light = color == WHITE
    letter = INK if light else ink(readable(color))
    soft = GREY if light else letter
    top = d.height_dp * d.chance.uniform(0.3, 0.4)
    name, side = d.pick(d.words.brands), d.between(72, 96)
    under = top + side * 0.66
    layers = [
        panel(WHOLE, color),
        image(area(left=0, right=0, top=0, height=top), d.art(d.pick(("ad", "photo", "poster"))), alpha=1 if light else d.pick((1, 0.4))),
        image(area(center_x=0.5, top=top - side * 0.4, width=side, height=side), d.art("icon"), radius=side * 0.22),
        text(area(left=20, right=20, top=under, height=34), name, 24, letter, align="center", bold=d.often(0.5)),
        *stars(d, {"top": under + 38}, "#ffb300" if light else letter, soft),
        text(area(left=24, right=24, top=under + 66, height=26), d.pick(d.words.subs), 16, letter, align="center", bold=True),
        text(area(left=24, right=24, top=under + 92, height=24), d.pick(d.words.slogans), 14, soft, align="center"),
    ]  # fmt: skip
    foot = 104.0
    layers += screens_row(d, under + 130, d.height_dp - foot)
    if light:
        layers.append(panel(area(left=0, right=0, bottom=0, height=foot - 14), (244, 245, 246)))
    layers += _two_buttons(d, light=light) if d.often(0.5) else [
        button(area(**d.pick(({"left": 24, "right": 24}, {"right": 18, "width": 150})), bottom=22, height=48), d.pick(d.words.ctas),
               d.pick((GREEN, (66, 133, 244), d.brand.accent)), radius=d.pick((2, 4, 24)), role="cta")]  # fmt: skip
    if not any(layer.id == "dismiss" for layer in layers) or d.often(0.25):
        layers.append(corner(d, "photo"))
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
    layers = [image(WHOLE, d.art(d.pick(("ad", "ad", "ad", "ad", "photo", "poster"))))]
    if d.often(0.6):
        layers.append(app_bar(d))
    if d.often(0.4):
        layers.append(panel(area(left=10, top=12, width=28, height=28), BLACK, alpha=0.5, radius=14, layers=[
            sign(area(left=5, top=5, width=18, height=18), d.pick(("bell", "play", "pause")), "#ffffff")]))  # fmt: skip
    layers.append(controls.ad_label(d, {"left": 4, "bottom": 4}))
    layers.append(
        corner(d, "photo")
        if d.often(0.75)
        else controls.skip(d, {"right": d.between(8, 18), "top": d.between(14, 44)})
    )
    return Made(Popup(layers=layers, countdown_s=5), "interstitial", "fullscreen_ad")


def _card(d: Draft) -> Made:
    """A card on black or on a darkened picture."""
    layers = [panel(WHOLE, (12, 12, 14))]
    if d.often(0.5):
        layers.append(image(WHOLE, d.art("photo"), alpha=d.chance.uniform(0.3, 0.65)))
    side = d.between(12, 26)
    picture = (d.width_dp - 2 * side) * d.chance.uniform(0.75, 1.15)
    high = picture + 196
    top = max(56.0, (d.height_dp - high) * d.chance.uniform(0.3, 0.5))
    color = d.pick(((66, 133, 244), (33, 150, 243), GREEN, d.brand.accent))
    inside = [
        image(area(left=0, right=0, top=0, height=picture), d.art(d.pick(("ad", "photo", "poster")))),
        image(area(left=16, top=picture + 16, width=56, height=56), d.art("icon"), radius=12),
        text(area(left=84, right=16, top=picture + 14, height=28), d.pick(d.words.brands), 18, INK, bold=True),
        text(area(left=84, right=16, top=picture + 44, height=26), "★★★★★  " + d.pick(d.words.slogans), 13, GREY),
        text(area(left=16, right=16, top=picture + 82, height=40), d.pick(d.words.subs), 15, GREY, lines=2),
        button(area(**d.pick(({"left": 16, "right": 16}, {"right": 16, "width": 150})), bottom=18, height=46), d.pick(d.words.ctas), color,
               radius=d.pick((4, 23)), role="cta"),
    ]  # fmt: skip
    place = area(left=side, right=side, top=top, height=high)
    layers.append(panel(place, WHITE, radius=d.pick((0, 4, 12)), layers=inside))
    size = d.between(22, 34)
    layers.append(
        corner(d, "dark")
        if d.often(0.6)
        else controls.close(d, area(right=side + 8, top=top + 8, width=size, height=size), "photo")
    )
    return Made(Popup(layers=layers), "interstitial", "fullscreen_ad")


def _video(d: Draft) -> Made:
    """A moving picture that fills the screen, or what stands there at its end."""
    ended = d.often(0.4)
    layers = [image(WHOLE, d.art("photo"))]
    layers += end_card(d) if ended else playing(d)
    if ended:
        layers.append(corner(d, "photo"))
    elif d.often(0.35):
        low = d.between(104, 150)
        layers.append(controls.skip(d, {"right": 0 if d.often(0.3) else 12, "bottom": low}))
    elif d.often(0.4):
        size = d.between(22, 30)
        layers += [
            controls.skip(d, {"right": size + 22, "top": 34}),
            controls.close(d, area(right=10, top=34, width=size, height=size), "photo"),
        ]
    else:
        layers.append(controls.skip(d, {"right": 12, "top": d.between(30, 48)}))
    layers.append(controls.ad_label(d, {"left": 2, "bottom": 6}))
    return Made(
        Popup(layers=layers, countdown_s=d.pick((5, 15, 30))), "interstitial", "fullscreen_video_ad"
    )


def _playable(d: Draft) -> Made:
    """A game to try, with a banner over it."""
    layers = [image(WHOLE, d.art("game")), app_bar(d)]
    layers.append(
        sign(
            area(center_x=d.chance.uniform(0.4, 0.7), center_y=0.72, width=64, height=64),
            "hand",
            "#ffffff",
            3,
        )
    )
    layers.append(corner(d, "photo"))
    return Made(Popup(layers=layers), "interstitial", "fullscreen_ad")


def _question(d: Draft) -> Made:
    """A picture with its controls, the app's card, and a question with two wide buttons."""
    top, low = d.height_dp * d.chance.uniform(0.3, 0.38), 184.0
    free = d.height_dp - top - 28 - low
    gap = max(0.0, (free - 190) / 2)
    place = top + 28 + gap
    layers = [
        panel(WHOLE, WHITE),
        image(area(left=0, right=0, top=0, height=top), d.art(d.pick(("ad", "photo")))),
        panel(area(left=0, right=0, top=top, height=28), (60, 60, 64), layers=[
            sign(area(left=8, center_y=0.5, width=18, height=18), "play", "#ffffff"),
            panel(area(left=36, right=70, center_y=0.5, height=3), (160, 160, 164)),
            text(area(right=8, width=50, top=0, bottom=0), "0:00", 11, "#ffffff", align="right")]),
        image(area(center_x=0.5, top=place, width=80, height=80), d.art("icon"), radius=16),
        text(area(left=20, right=20, top=place + 90, height=28), d.pick(d.words.brands), 20, align="center"),
        *stars(d, {"top": place + 120}, "#ffb300"),
        text(area(left=24, right=24, top=place + 146, height=40), d.pick(d.words.subs), 14, GREY, align="center", lines=2),
        panel(area(left=0, right=0, bottom=0, height=low), (244, 245, 247)),
        text(area(left=20, right=20, bottom=low - 48, height=30), d.pick(d.words.slogans), 16, INK, align="center"),
        button(area(left=12, right=12, bottom=76, height=50), d.pick(d.words.ctas), (77, 144, 254), radius=2, role="cta", bold=False),
        button(area(left=12, right=12, bottom=16, height=50), d.pick(d.words.dismisses), WHITE, radius=2, role="dismiss", bold=False,
               label=GREY, stroke="#8ab4f8"),
    ]  # fmt: skip
    return Made(Popup(layers=layers), "interstitial", "fullscreen_ad")


_SHAPES = {
    _install_page: 0.28,
    _cover: 0.3,
    _card: 0.22,
    _playable: 0.12,
    _video: 0.05,
    _question: 0.03,
}
"""How often each is taken."""
