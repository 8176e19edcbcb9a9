"""Honest apps made by chance, also such as look dishonest at first sight."""

import msgspec

from harness.virtual.apps.script import Effect, Layer, Visible
from harness.virtual.fabricate.maker import DISMISS, App, Step
from harness.virtual.fabricate.tricks import (
    ANY,
    CLOSED,
    FULL,
    STAYS,
    Trick,
    body,
    hands_off,
    hit_area,
    out,
    outs,
)


def plain(app: App) -> None:
    """The control closes at once."""


def slow(app: App) -> None:
    """The control closes after a moment, as on slow phones."""
    app.out([Effect(dismiss=True, after_ms=app.d.pick((300, 600)))])


def early_swallowed(app: App) -> None:
    """A touch in the first 300 ms has no effect yet."""
    app.wire({}, auto_close_ms=None)
    shield = Visible(until_ms=300)
    app.add(
        *[Layer(area=hit_area(layer), on_tap=[], visible=shield) for layer in outs(app.ad.layers)]
    )


def ends_by_itself(app: App) -> None:
    """The pop-up goes when its time is over."""
    app.wire({}, countdown_s=4, auto_close_ms=4000)


def outside_closes(app: App) -> None:
    """A touch beside the card closes too."""
    app.wire({}, on_outside=DISMISS, back="dismiss")


def body_closes(app: App) -> None:
    """A touch anywhere closes."""
    app.wire({}, on_body=DISMISS)


def fades(app: App) -> None:
    """The pop-up comes slowly."""
    app.wire({}, fade_ms=600, auto_close_ms=None)


def no_link(app: App) -> None:
    """A notice of the app's own: its button closes too."""
    app.wire({"cta": DISMISS})


def turns_page(app: App) -> None:
    """The clearly named button shows a page of the app's own."""
    page = app.pages["home"]
    app.pages["offer"] = msgspec.structs.replace(page, layers=page.layers[1:])
    app.wire({"cta": [Effect(page="offer"), *DISMISS]}, window="in_page")


HONEST: tuple[Trick, ...] = (
    Trick("honest", "honest", plain, ANY, (), "The control closes at once; only the button leads to the advertiser.",
          (out(CLOSED), body(STAYS)), verdict="clear"),
    Trick("honest_slow", "honest", slow, ANY, (), "The control closes after a moment.",
          (out(CLOSED, within_ms=900),), verdict="clear"),
    Trick("honest_early_swallowed", "honest", early_swallowed, FULL, (), "Touches in the first 300 ms are lost; then it closes.",
          (out(STAYS, at_ms=0, within_ms=150), out(CLOSED, at_ms=500)), verdict="clear"),
    Trick("honest_ends_by_itself", "honest", ends_by_itself, FULL, (), "It closes at a touch, and by itself when its time is over.",
          (out(CLOSED), hands_off(CLOSED, 4600)), verdict="clear"),
    Trick("honest_outside_closes", "honest", outside_closes, ("promo", "membership", "sign_in"), (), "A touch beside the card closes too.",
          (out(CLOSED), Step(touch="back", then=CLOSED)), verdict="clear"),
    Trick("honest_body_closes", "honest", body_closes, FULL, (), "A touch anywhere closes.",
          (out(CLOSED), body(CLOSED)), verdict="clear"),
    Trick("honest_fades", "honest", fades, ANY, (), "It fades in slowly and closes.",
          (out(CLOSED, at_ms=900),), verdict="clear"),
    Trick("honest_notice", "honest", no_link, ("notice", "sign_in"), (), "The app's own notice: every button closes it.",
          (out(CLOSED), Step(touch="cta", then=CLOSED)), verdict="clear"),
    Trick("honest_own_offer", "honest", turns_page, ("promo", "membership"), (), "The clearly named button shows a page of the app.",
          (out(CLOSED), Step(touch="cta", then="page")), verdict="clear"),
)  # fmt: skip
"""Every honest way."""
