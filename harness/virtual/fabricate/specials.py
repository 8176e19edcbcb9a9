"""Tricks and near-misses of the gallery that need more than one pop-up or one control."""

import msgspec

from harness.virtual.apps.script import (
    Area,
    Chance,
    Effect,
    Film,
    Gestures,
    Layer,
    Page,
    Start,
    Tree,
    Visible,
    When,
)
from harness.virtual.fabricate import controls, pages, pages_with_crosses
from harness.virtual.fabricate.compose import choose_popup
from harness.virtual.fabricate.draft import GREY, WHOLE, area, panel, text
from harness.virtual.fabricate.maker import (
    DISMISS,
    OUT,
    App,
    Effects,
    grown,
    market,
    roomy,
    with_effects,
)  # fmt: skip
from harness.virtual.fabricate.palettes import WHITE
from harness.virtual.fabricate.tricks import (
    CLOSED,
    Trick,
    asks_again,
    decoy,
    hands_off,
    hit_area,
    link_pictures,
    outs,
    stacked,
    whole_link,
)  # fmt: skip

NO_POPUP = "It never shows a pop-up, and not having seen one proves nothing."


def _more(app: App, name: str, sort: str, roles: dict[str, Effects] | None = None) -> None:
    """Another honest pop-up under that name."""
    popup = choose_popup(app.d, (sort,)).popup
    honest = dict.fromkeys(OUT, DISMISS) | {"cta": [app.away], "agree": DISMISS}
    app.popups[name] = roomy(with_effects(popup, honest | (roles or {})))


def early_leads_away(app: App) -> None:
    """In the first two seconds the control leads away; then it closes."""
    app.wire({}, auto_close_ms=None)
    early = Visible(until_ms=2000)
    app.add(
        *[
            Layer(area=hit_area(one), on_tap=[app.away], visible=early)
            for one in outs(app.ad.layers)
        ]
    )


def every_fifth(app: App) -> None:
    """Every fifth launch has a decoy."""
    app.popups["honest"] = app.ad
    decoy(app)
    app.starts = [Start(when=When(every=5), show=["ad"]), Start(show=["honest"])]


def first_run_only(app: App) -> None:
    """The first launch after the installation has a decoy, later ones do not."""
    app.popups["honest"] = app.ad
    decoy(app)
    app.starts = [Start(when=When(first_run=True), show=["ad"]), Start(show=["honest"])]


def after_half_a_minute(app: App) -> None:
    """The pop-up with the decoy comes thirty seconds after the start."""
    decoy(app)
    app.starts = [Start(after_ms=30_000, show=["ad"])]


def every_second_launch(app: App) -> None:
    """Every second launch jumps by itself."""
    app.popups["quiet"] = app.ad
    app.wire({}, on_show=[msgspec.structs.replace(app.away, after_ms=2000)])
    app.starts = [Start(when=When(every=2), show=["ad"]), Start(show=["quiet"])]


def consent_then_decoy(app: App) -> None:
    """A first start asks for consent; then comes a pop-up with a decoy."""
    decoy(app)
    consent_first(app)


def consent_first(app: App) -> None:
    """A first start asks for consent; then comes the pop-up."""
    agreed: Effects = [Effect(set={"agreed": "yes"}), *DISMISS]
    _more(app, "consent", "consent", {"agree": agreed, "dismiss": [Effect(finish=True)]})
    app.popups["consent"] = msgspec.structs.replace(
        app.popups["consent"], window="dialog", on_outside=None
    )
    app.starts = [
        Start(when=When(remembered={"agreed": ""}), show=["consent", "ad"]),
        Start(show=["ad"]),
    ]


def permission_first(app: App) -> None:
    """The system's question for a permission comes before the pop-up."""
    app.permissions.append("android.permission.CAMERA")
    ask = Effect(ask_permission="android.permission.CAMERA")
    app.starts = [
        Start(when=When(first_run=True), effects=[ask], show=["ad"], after_ms=1500),
        Start(show=["ad"]),
    ]


def permission_after(app: App) -> None:
    """The system's question for a permission comes when the pop-up is closed."""
    app.permissions.append("android.permission.CAMERA")
    app.out([*DISMISS, Effect(ask_permission="android.permission.CAMERA")], auto_close_ms=None)


def secure_decoy(app: App) -> None:
    """A decoy in a window that cannot be captured."""
    app.wire({}, window="dialog", secure=True)
    decoy(app)


def swipe_opens(app: App) -> None:
    """A swipe upwards opens the advertiser, and nothing says so."""
    app.add(Layer(area=WHOLE, on_tap=[], gestures=Gestures(swipe_up=[app.away])), below=True)


def hold_opens(app: App) -> None:
    """A long press opens the advertiser."""
    app.add(Layer(area=WHOLE, on_tap=[], gestures=Gestures(long_tap=[app.away])), below=True)


def back_leads_away(app: App) -> None:
    """The cross is honest, and Back opens the advertiser."""
    app.wire({}, back="ignore", on_back=[app.away], auto_close_ms=None)


def download_alone(app: App) -> None:
    """A download starts by itself."""
    app.wire({}, on_show=[Effect(download="https://dl.example.com/game.apk", after_ms=1500)])


def stacked_three(app: App) -> None:
    """Two more pop-ups wait behind the first."""
    stacked(app)
    _more(app, "third", "promo")
    app.starts = [Start(after_ms=300, show=["ad", "second", "third"])]


def remnant(app: App) -> None:
    """A small floating picture stays after closing."""
    _more(app, "rest", "floating")
    app.out([*DISMISS, Effect(show="rest")], auto_close_ms=None)


def pay_prompt(app: App) -> None:
    """Closing brings an offer to pay."""
    asks_again(app)
    _more(app, "question", "membership")


def half_link(app: App) -> None:
    """The lower two thirds of the picture lead away."""
    deep = app.d.height_dp * 0.66
    app.add(
        Layer(area=area(left=0, right=0, bottom=0, height=deep), on_tap=[app.away]), below=False
    )
    layers = app.ad.layers
    app.wire({}, layers=[layers[0], layers[-1], *layers[1:-1]])


def skirt(app: App) -> None:
    """A ring around the control leads away; the strokes alone close."""

    def bare(layer: Layer) -> Layer:
        return msgspec.structs.replace(layer, touch="drawn")

    rings = [Layer(area=grown(one.area, 34, 34), on_tap=[app.away]) for one in outs(app.ad.layers)]
    app.change(bare)
    app.add(*rings, below=False)
    controls_last = [one for one in app.ad.layers if one.id not in OUT] + outs(app.ad.layers)
    app.wire({}, layers=controls_last, auto_close_ms=None)


def dead_by_chance(app: App) -> None:
    """Half of the touches do nothing."""
    app.out(
        [Effect(chance=Chance(of=0.5, then=[], otherwise=DISMISS))],
        auto_close_ms=None,
        back="dismiss",
    )


def crash_on_close(app: App) -> None:
    """The app crashes when its pop-up is closed."""
    app.out([Effect(crash=True)])


def alike_second(app: App) -> None:
    """Closing brings the same card once more, which then closes."""
    app.popups["twin"] = app.ad
    app.out([*DISMISS, Effect(show="twin")], auto_close_ms=None)


def swap_sides(app: App) -> None:
    """The skip is on the left in every second launch, and there it leads away."""
    left = controls.skip(app.d, {"left": 16, "top": 48}, app.d.words.skips[0])
    without = [one for one in app.ad.layers if one.id not in OUT]
    other = msgspec.structs.replace(
        app.ad, layers=[*without, msgspec.structs.replace(left, on_tap=[app.away])], back="dismiss"
    )
    app.popups["left"] = roomy(other)
    app.starts = [Start(when=When(every=2), show=["left"]), Start(show=["ad"])]


def update_later_leads_to_store(app: App) -> None:
    """An update's "later" opens the store."""
    app.away = market()
    decoy(app)


_BOX_DP = 34.0
"""Height of the row with a box to tick."""


def box_to_tick(app: App) -> None:
    """Above the card's buttons stands a box to tick: it closes nothing, and need not."""
    card, *others = app.ad.layers
    row = min(one.area.top or 0.0 for one in card.layers if one.id in {*OUT, "cta"})
    words = app.d.pick(app.d.words.never_agains)
    box = Layer(
        area=area(left=20, width=220, top=row - 6, height=_BOX_DP),
        layers=[
            panel(area(left=0, top=9, width=16, height=16), WHITE, radius=app.d.pick((2, 8)), stroke="#8a8f99"),
            text(area(left=26, right=0, top=0, height=_BOX_DP), words, 14, GREY, told=False),
        ],
        tree=Tree(cls="android.widget.TextView", text=words, clickable=True),
        on_tap=[Effect(set={"again": "no"})],
    )  # fmt: skip
    inside = [_lower(one, _BOX_DP) if (one.area.top or 0.0) >= row else one for one in card.layers]
    place = _lower(card, -_BOX_DP / 2).area
    place = msgspec.structs.replace(place, height=(place.height or 0.0) + _BOX_DP)
    card = msgspec.structs.replace(card, area=place, layers=[*inside, box])
    below = [_lower(one, _BOX_DP / 2) if (one.area.top or 0.0) > row else one for one in others]
    app.popups["ad"] = msgspec.structs.replace(app.ad, layers=[card, *below])


def _lower(layer: Layer, by: float) -> Layer:
    touch = layer.touch
    if isinstance(touch, Area):
        touch = grown(touch, 0, 0, move_y=by)
    return msgspec.structs.replace(layer, area=grown(layer.area, 0, 0, move_y=by), touch=touch)


def cute_word(app: App) -> None:
    """The button that refuses has a word that no list of such words has, and nothing else closes."""
    left = [one for one in app.ad.layers if one.id not in OUT]
    app.popups["ad"] = msgspec.structs.replace(app.ad, layers=[*map(_cute, left)])


def _cute(layer: Layer) -> Layer:
    inside = [*map(_cute, layer.layers)]
    if layer.id != "dismiss" or layer.write is None:
        return msgspec.structs.replace(layer, layers=inside)
    write = msgspec.structs.replace(layer.write, text=_CUTE)
    tree = None if layer.tree is None else msgspec.structs.replace(layer.tree, text=_CUTE)
    return msgspec.structs.replace(layer, layers=inside, write=write, tree=tree)


_CUTE = "Zzz…"


def film_behind(app: App) -> None:
    """A film plays on the page, all over but its tabs: it never stands still."""
    page = app.pages["home"]
    scenes = [f"creative:{name}" for name in _FILM]
    film = Layer(area=WHOLE, creative=_FILM[0], film=Film(scenes=scenes, each_ms=2100))
    tabs = [one for one in page.layers if one.area.bottom == 0 and (one.area.height or 999) < 100]
    app.pages["home"] = msgspec.structs.replace(page, layers=[film, *tabs])
    app.starts = [Start(after_ms=1200, show=["ad"])]


_FILM = ("car_night", "travel_island", "movie_night")


def dead_over_film(app: App) -> None:
    """The control does nothing, and behind the card a film plays."""
    film_behind(app)
    app.out([], back="dismiss", auto_close_ms=None)


def tiny_in_link(app: App) -> None:
    """The whole card leads away and the cross takes touches on 10 dp only."""
    whole_link(app)

    def shrink(layer: Layer) -> Layer:
        wide, high = layer.area.width or 10, layer.area.height or 10
        return msgspec.structs.replace(
            layer, touch=grown(layer.area, (10 - wide) / 2, (10 - high) / 2)
        )

    app.change(shrink)
    app.wire({}, auto_close_ms=None)


def floating_decoy(app: App) -> None:
    """The small cross of a floating picture opens the advertiser."""
    decoy(app)
    link_pictures(app)


# --- honest ---------------------------------------------------------------------------
def floating_link(app: App) -> None:
    """A floating picture is a link, and its small cross closes it."""
    link_pictures(app)


def no_popup(sort: str) -> "Trick":
    """An app with that page and no pop-up."""

    def act(app: App) -> None:
        known = {**pages.PAGES, **pages_with_crosses.MORE_PAGES}
        app.pages["home"] = known[sort](app.d)
        app.popups.clear()
        app.starts = []

    return Trick(f"no_popup_{sort}", "honest_no_popup", act, ("promo",), (), NO_POPUP, (hands_off(CLOSED, 5000),),
                 verdict="inconclusive")  # fmt: skip


def deletes_inside(app: App) -> None:
    """A cross on the app's own page clears what it lies on; there is no pop-up."""
    page = pages.search(app.d)
    cleared = msgspec.structs.replace(page, layers=page.layers[:2])
    app.pages |= {"home": page, "cleared": cleared}
    app.pages["home"] = _cross_turns(page, "cleared")
    app.popups.clear()
    app.starts = []


def _cross_turns(page: Page, name: str) -> Page:
    def change(layer: Layer) -> Layer:
        inside = [change(one) for one in layer.layers]
        on_tap = [Effect(page=name)] if layer.id == "cross" else layer.on_tap
        return msgspec.structs.replace(layer, layers=inside, on_tap=on_tap)

    return msgspec.structs.replace(page, layers=[change(one) for one in page.layers])


def first_run_only_honest(app: App) -> None:
    """The pop-up comes at the first start only."""
    app.starts = [Start(when=When(first_run=True), show=["ad"])]


def sometimes(app: App) -> None:
    """The pop-up comes in half of the launches."""
    app.starts = [Start(when=When(chance=0.5), show=["ad"])]


def late_start(app: App) -> None:
    """The pop-up comes four seconds after the start."""
    app.starts = [Start(after_ms=4000, show=["ad"])]


def creatives_in_turn(app: App) -> None:
    """One of three different honest pop-ups comes."""
    for name in ("second", "third"):
        _more(app, name, "promo")
    app.starts = [Start(show=["ad", "second", "third"], pick_by_chance=True)]


def asks_before_leaving(app: App) -> None:
    """The button says where it leads, and a question comes before it does."""
    _more(app, "sure", "notice")
    app.wire({"cta": [Effect(show="sure")]})
