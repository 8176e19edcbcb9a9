"""How apps made by chance deceive: one function a trick, and what a tester must find."""

import dataclasses
from collections.abc import Callable, Sequence

import msgspec

from harness.virtual.apps.script import (
    AppActivity,
    Area,
    Chance,
    Effect,
    Layer,
    Move,
    Start,
    Visible,
    When,
)  # fmt: skip
from harness.virtual.fabricate import controls, pages_with_crosses
from harness.virtual.fabricate.compose import choose_popup
from harness.virtual.fabricate.draft import area
from harness.virtual.fabricate.maker import (
    DISMISS,
    OUT,
    App,
    Step,
    grown,
    roomy,
    with_effects,
)  # fmt: skip

FULL = ("splash", "interstitial")
CARDS = ("promo", "sign_in", "membership", "bottom_sheet", "notice")
ANY = (*FULL, *CARDS)
CLOSED, AWAY, STAYS, REPLACED = "closed", "away", "stays", "replaced"
DECOY_MAY = ("C01", "C07", "R02")
"""Rules that may fire beside C03."""


@dataclasses.dataclass(frozen=True, slots=True)
class Trick:
    """One way to deceive, or one honest way that looks like it."""

    name: str
    group: str
    act: Callable[[App], None]
    sorts: Sequence[str]
    """Of pop-up, on which it makes sense."""
    rules: Sequence[str]
    why: str
    play: Sequence[Step]
    verdict: str = "violation"
    may_also: Sequence[str] = ()
    fair: Sequence[str] = ()


def out(then: str, **more: object) -> Step:
    """A touch on the first closing control."""
    return msgspec.convert({"touch": "out", "then": then, **more}, Step)


def body(then: str, **more: object) -> Step:
    """A touch on the pop-up where no control is."""
    return msgspec.convert({"touch": "body", "then": then, **more}, Step)


def hands_off(then: str, within_ms: int) -> Step:
    """Nobody touches."""
    return Step(then=then, within_ms=within_ms)


# --- the closing control leads away ------------------------------------------------
def decoy(app: App) -> None:
    """The closing control opens what is advertised; Back closes."""
    app.out([app.away], back="dismiss")


def decoy_and_close(app: App) -> None:
    """The pop-up closes and the advertiser opens at the same touch."""
    app.out([app.away, *DISMISS])


def decoy_by_chance(app: App) -> None:
    """It leads away in some of the touches."""
    of = app.d.pick((0.25, 0.35, 0.5))
    app.out([Effect(chance=Chance(of=of, then=[app.away], otherwise=DISMISS))])


def decoy_first_touch(app: App) -> None:
    """The first touch leads away, later ones close."""
    app.out([Effect(one_after_another=[[app.away], DISMISS])])


def decoy_every_third(app: App) -> None:
    """Every third launch shows the same pop-up with a decoy."""
    app.popups["honest"] = app.ad
    decoy(app)
    app.starts = [Start(when=When(every=3), show=["ad"]), Start(show=["honest"])]


def decoy_after_a_while(app: App) -> None:
    """The control closes in the first moments and leads away later."""
    app.wire({}, auto_close_ms=None, on_auto_close=[])
    late = Visible(from_ms=1500)
    app.add(
        *[
            Layer(area=hit_area(layer), on_tap=[app.away], visible=late)
            for layer in outs(app.ad.layers)
        ]
    )


def decoy_inside(app: App) -> None:
    """The control turns to the advertiser's page in the app's own window."""
    app.pages["landing"] = pages_with_crosses.web(app.d)
    app.out([Effect(page="landing"), *DISMISS], window="in_page")


def decoy_own_activity(app: App) -> None:
    """The control starts the app's own web activity with the advertiser's page."""
    app.pages["landing"] = pages_with_crosses.web(app.d)
    app.activities.append(AppActivity(name=".AdWebActivity", page="landing", exported=False))
    app.out([Effect(start=".AdWebActivity"), *DISMISS])


def decoy_download(app: App) -> None:
    """The control starts the download of an app."""
    app.out([Effect(download="https://dl.example.com/racing.apk"), *DISMISS])


def two_marks(app: App) -> None:
    """A second, larger cross leads away; the small one closes."""
    size = 40.0
    place = area(left=14, top=70, width=size, height=size)
    fake = controls.close(app.d, place, "photo")
    app.add(msgspec.structs.replace(fake, id="close", on_tap=[app.away]))


# --- the closing control does not close ---------------------------------------------
def dead(app: App) -> None:
    """Nothing happens; Back closes."""
    app.out([], back="dismiss", auto_close_ms=None)


def two_touches(app: App) -> None:
    """The first touch is ignored, the second closes."""
    app.out([Effect(one_after_another=[[], DISMISS])], auto_close_ms=None)


def asks_again(app: App) -> None:
    """Closing brings a question first."""
    question = choose_popup(app.d, ("notice",)).popup
    app.popups["question"] = roomy(
        with_effects(question, dict.fromkeys(OUT, DISMISS) | {"cta": [app.away]})
    )
    app.out([*DISMISS, Effect(show="question")], auto_close_ms=None)


def tiny(app: App) -> None:
    """The touch area is a few dp across; beside it the pop-up takes the touch."""
    side = app.d.pick((8.0, 10.0, 12.0))

    def shrink(layer: Layer) -> Layer:
        wide, high = layer.area.width or side, layer.area.height or side
        return msgspec.structs.replace(
            layer, touch=grown(layer.area, (side - wide) / 2, (side - high) / 2)
        )

    app.change(shrink)
    app.wire({}, auto_close_ms=None)


def shifted(app: App) -> None:
    """The touch area lies beside the drawing."""
    by = app.d.pick((44.0, 60.0))

    def move(layer: Layer) -> Layer:
        if layer.area.center_x is not None or layer.area.center_y is not None:
            return layer
        return msgspec.structs.replace(
            layer, touch=grown(layer.area, 0, 0, -by if layer.area.right else by, 30)
        )

    app.change(move)
    app.wire({}, on_body=[app.away], auto_close_ms=None)
    link_pictures(app)


def gated(app: App) -> None:
    """Before the countdown is over the control does nothing."""
    app.wire({}, countdown_s=5, auto_close_ms=None)
    shield = Visible(until_ms=5000)
    app.add(
        *[Layer(area=hit_area(layer), on_tap=[], visible=shield) for layer in outs(app.ad.layers)]
    )


def overrunning(app: App) -> None:
    """It says five seconds and works after nine."""
    app.wire({}, countdown_s=5, auto_close_ms=None)
    shield = Visible(until_ms=9000)
    app.add(
        *[Layer(area=hit_area(layer), on_tap=[], visible=shield) for layer in outs(app.ad.layers)]
    )


def late(app: App) -> None:
    """The control comes after four seconds."""
    app.change(lambda layer: msgspec.structs.replace(layer, visible=Visible(from_ms=4000)))
    app.wire({}, auto_close_ms=None)


def wandering(app: App) -> None:
    """The control moves about."""
    app.change(
        lambda layer: msgspec.structs.replace(layer, move=Move(dx=-36, dy=20, period_ms=2600))
    )
    app.wire({}, auto_close_ms=None)


def no_mark(app: App) -> None:
    """Nothing that promises to close; Back closes."""
    app.change(lambda layer: Layer(area=layer.area))
    app.wire({}, auto_close_ms=None, back="dismiss", on_outside=None)


# --- the whole pop-up is a link -------------------------------------------------------
def whole_link(app: App) -> None:
    """Wherever it is touched beside its control it leads away."""
    app.wire({}, on_body=[app.away])
    link_pictures(app)


def whole_link_and_decoy(app: App) -> None:
    """Every touch leads away, that on the control too."""
    app.out([app.away], back="dismiss", auto_close_ms=None)
    app.wire({}, on_body=[app.away])
    link_pictures(app)


# --- nobody touched it ------------------------------------------------------------------
def jump_alone(app: App) -> None:
    """The advertiser opens by itself."""
    app.wire(
        {}, on_show=[msgspec.structs.replace(app.away, after_ms=app.d.pick((1500, 2500, 3500)))]
    )


def jump_at_the_end(app: App) -> None:
    """The advertiser opens when the time is up."""
    app.wire({}, countdown_s=3, auto_close_ms=3000, on_auto_close=[app.away])


def jump_after_closing(app: App) -> None:
    """It closes, and a moment later the advertiser opens."""
    app.out([*DISMISS, msgspec.structs.replace(app.away, after_ms=app.d.pick((900, 1800, 4000)))])


# --- again and again ------------------------------------------------------------------------
def stacked(app: App) -> None:
    """Behind the first pop-up waits another one."""
    second = choose_popup(app.d, ("promo",)).popup
    app.popups["second"] = roomy(
        with_effects(second, dict.fromkeys(OUT, DISMISS) | {"cta": [app.away]})
    )
    app.starts = [Start(after_ms=300, show=["ad", "second"])]
    app.wire({}, auto_close_ms=None)


def stacked_decoy(app: App) -> None:
    """The first pop-up is honest, the one behind it has a decoy."""
    stacked(app)
    app.popups["second"] = with_effects(app.popups["second"], {role: [app.away] for role in OUT})
    app.popups["second"] = msgspec.structs.replace(app.popups["second"], back="dismiss")


def comes_back(app: App) -> None:
    """Some seconds after it was closed it is there again."""
    app.out([*DISMISS, Effect(show="ad", after_ms=app.d.pick((4000, 7000)))], auto_close_ms=None)


# --- inside -----------------------------------------------------------------------------------
def outs(layers: Sequence[Layer]) -> list[Layer]:
    """Closing controls that are not inside another layer."""
    return [layer for layer in layers if layer.id in OUT]


def hit_area(layer: Layer) -> Area:
    """Where touches on a control count."""
    return layer.touch if isinstance(layer.touch, Area) else layer.area


def link_pictures(app: App) -> None:
    """Cards take touches too, beside what lies on them."""
    app.change(lambda layer: msgspec.structs.replace(layer, on_tap=[app.away]), ("card",))
