"""Putting an app together: pop-ups get effects by role, and a truth is written down beside it."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from harness.virtual.apps.script import (
    AppActivity,
    AppScript,
    Area,
    Effect,
    Icon,
    Layer,
    Open,
    Page,
    Popup,
    Start,
)  # fmt: skip
from harness.virtual.fabricate import controls
from harness.virtual.fabricate.draft import WHOLE, Draft, ink
from harness.virtual.fabricate.popups import Made

OUT = ("close", "close_glyph", "skip", "dismiss")
"""Roles that promise to close."""
BROWSER, STORE, SHOP = "com.android.chrome", "com.xiaomi.market", "com.example.shop"
Effects = list[Effect]
DISMISS: Effects = [Effect(dismiss=True)]
BAR_DP = 34.0
HIT_DP = 46.0
"""Honest controls take touches this far across at least."""


def url(word: str = "sale") -> Effect:
    """The browser opens a page."""
    return Effect(open=Open(data=f"https://ads.example.com/{word}"))


def market() -> Effect:
    """The store shows an app."""
    return Effect(open=Open(data="market://details?id=com.example.racing"))


def deep_link() -> Effect:
    """The shopping app opens at an article."""
    return Effect(open=Open(data="exampleshop://item?id=42"))


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing a tester does to a fresh launch, and where it leads."""

    touch: str = "none"
    """``out``, ``last`` (first and last closing control), ``cta``, ``agree``, ``body``, ``back``
    or ``none`` (hands off)."""
    at_ms: int = 300
    """After the pop-up appeared."""
    then: str
    """``closed``, ``away``, ``stays``, ``replaced``, ``page`` (another page of the app)."""
    within_ms: int = 400
    launch: int = 1
    """On which cold start since the data were cleared."""
    times: int = 1
    """Touches, 400 ms apart."""


class Truth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a tester must find."""

    verdict: str
    rules: list[str] = []
    """Must fire."""
    may_also: list[str] = []
    fair: list[str] = []
    """Other verdicts that are fair, such as ``suspected`` where the budget ends."""
    group: str = ""
    trick: str = ""
    why: str
    play: list[Step] = []


@dataclasses.dataclass(slots=True)
class App:
    """An app in the making; its pop-up is ``ad``."""

    d: Draft
    made: Made
    page_name: str
    page: Page
    popups: dict[str, Popup] = dataclasses.field(default_factory=dict)
    pages: dict[str, Page] = dataclasses.field(default_factory=dict)
    activities: list[AppActivity] = dataclasses.field(default_factory=list)
    starts: list[Start] = dataclasses.field(default_factory=list)
    away: Effect = dataclasses.field(default_factory=url)
    permissions: list[str] = dataclasses.field(
        default_factory=lambda: ["android.permission.INTERNET"]
    )

    def __post_init__(self) -> None:
        self.away = self.d.pick((url(), url("item"), market(), deep_link()))
        self.pages["home"] = self.page
        shown = lowered(self.made.popup)
        if self.made.advertises:
            shown = labelled(shown, self.d)
        honest = dict.fromkeys(OUT, DISMISS) | {"cta": [self.away], "agree": DISMISS}
        self.popups["ad"] = with_effects(roomy(shown), honest)
        self.starts = [Start(after_ms=self.d.pick((150, 300, 500)), show=["ad"])]

    @property
    def ad(self) -> Popup:
        """The pop-up in question."""
        return self.popups["ad"]

    def wire(self, roles: Mapping[str, Effects], **more: Any) -> None:
        """Give the roles of the pop-up other effects, and the pop-up other fields."""
        self.popups["ad"] = msgspec.structs.replace(with_effects(self.ad, roles), **more)

    def out(self, effects: Effects, **more: Any) -> None:
        """What the closing controls do."""
        self.wire(dict.fromkeys(OUT, effects), **more)

    def change(self, change: Callable[[Layer], Layer], roles: Sequence[str] = OUT) -> None:
        """Alter every layer of those roles."""
        self.popups["ad"] = msgspec.structs.replace(
            self.ad, layers=changed(self.ad.layers, change, roles)
        )

    def add(self, *layers: Layer, below: bool = False) -> None:
        """More layers on the pop-up, on top or (``below``) under its controls."""
        old = self.ad.layers
        new = [*layers, *old] if below else [*old, *layers]
        self.popups["ad"] = msgspec.structs.replace(self.ad, layers=new)

    def cover(self, effects: Effects, **more: Any) -> None:
        """An invisible layer over all of the pop-up that takes touches."""
        self.add(Layer(area=WHOLE, on_tap=effects, **more))

    def script(self, package: str, sdk: int = 34) -> AppScript:
        """The whole script."""
        main = AppActivity(name=".MainActivity", page="home", launcher=True)
        d = self.d
        return AppScript(
            format=1, package=package, label=d.app, version_name=f"{d.chance.randrange(1, 9)}.{d.chance.randrange(20)}.0",
            version_code=d.chance.randrange(10, 9999), icon=Icon(text=d.app[0], color=ink(d.brand.mid)), target_sdk=sdk,
            permissions=self.permissions, activities=[main, *self.activities], pages=self.pages, popups=self.popups, starts=self.starts,
        )  # fmt: skip


def with_effects(popup: Popup, roles: Mapping[str, Effects]) -> Popup:
    """The pop-up whose layers of those roles do that when touched."""

    def change(layer: Layer) -> Layer:
        return msgspec.structs.replace(layer, on_tap=list(roles[layer.id or ""]))

    return msgspec.structs.replace(popup, layers=changed(popup.layers, change, tuple(roles)))


def changed(
    layers: Sequence[Layer], change: Callable[[Layer], Layer], roles: Sequence[str]
) -> list[Layer]:
    """The layers with those of these roles altered, however deep they lie."""
    done = []
    for layer in layers:
        inside = changed(layer.layers, change, roles)
        layer = msgspec.structs.replace(layer, layers=inside)
        done.append(change(layer) if layer.id in roles else layer)
    return done


def lowered(popup: Popup) -> Popup:
    """The pop-up whose controls lie below the status bar, which takes touches for itself."""

    def low(layer: Layer) -> Layer:
        top = layer.area.top
        if layer.id not in OUT or top is None or top >= BAR_DP:
            return layer
        return msgspec.structs.replace(layer, area=msgspec.structs.replace(layer.area, top=BAR_DP))

    return msgspec.structs.replace(popup, layers=[low(layer) for layer in popup.layers])


def labelled(popup: Popup, d: Draft) -> Popup:
    """The pop-up that says that it is advertising, on its card or in its corner."""
    if "ad_label" in set(roles_in(popup.layers)):
        return popup
    label = controls.ad_label(d, {"left": 6, "bottom": 6})

    def on_card(layer: Layer) -> Layer:
        return msgspec.structs.replace(layer, layers=[*layer.layers, label])

    if any(layer.id == "card" for layer in popup.layers):
        return msgspec.structs.replace(popup, layers=changed(popup.layers, on_card, ("card",)))
    return msgspec.structs.replace(popup, layers=[*popup.layers, label])


def roles_in(layers: Sequence[Layer]) -> Iterator[str]:
    """The names that layers and those inside them bear."""
    for layer in layers:
        if layer.id is not None:
            yield layer.id
        yield from roles_in(layer.layers)


def roomy(popup: Popup, least_dp: float = HIT_DP) -> Popup:
    """The pop-up whose closing controls take touches at least so far across."""

    def change(layer: Layer) -> Layer:
        wide, high = layer.area.width or 999.0, layer.area.height or 999.0
        if layer.touch is not None or min(wide, high) >= least_dp:
            return layer
        return msgspec.structs.replace(
            layer,
            touch=grown(layer.area, max(0.0, least_dp - wide) / 2, max(0.0, least_dp - high) / 2),
        )

    return msgspec.structs.replace(popup, layers=changed(popup.layers, change, OUT))


def grown(area: Area, by_x: float, by_y: float, move_x: float = 0, move_y: float = 0) -> Area:
    """The area, larger by that on every side and moved; in dp."""
    changes: dict[str, float] = {}
    for near, far, length, centre, by, move in (
        ("left", "right", "width", "center_x", by_x, move_x),
        ("top", "bottom", "height", "center_y", by_y, move_y),
    ):
        given = {name: getattr(area, name) for name in (near, far, length)}
        if given[near] is not None:
            changes[near] = given[near] - by + move
        if given[far] is not None:
            changes[far] = given[far] - by - move
        if given[length] is not None:
            changes[length] = given[length] + 2 * by
        if getattr(area, centre) is not None and move:
            raise ValueError("an area placed by its middle cannot be moved in dp")
    return msgspec.structs.replace(area, **changes)
