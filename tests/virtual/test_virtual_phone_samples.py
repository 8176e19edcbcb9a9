"""The sample apps, played: each script does on the phone what its truth says it does."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from harness.virtual.android.clock import ManualClock
from harness.virtual.android.phone import Phone
from harness.virtual.android.state import PhoneConfig
from harness.virtual.apps.loader import LoadedApp, load_app, load_apps
from harness.virtual.apps.render import Stills, _view
from harness.virtual.apps.script import Layer
from harness.virtual.scene import View

pytestmark = pytest.mark.early

APPS = Path(__file__).parents[2] / "fixtures" / "apps"
NAMES = sorted(p.parent.name for p in APPS.glob("*/app.yaml"))
SHOP = "com.example.shop"
BROWSER = "com.android.chrome"
STORE = "com.xiaomi.market"


class Play:
    """A phone with one sample app, launched from its icon."""

    def __init__(self, name: str, seed: int = 0) -> None:
        self.app: LoadedApp = load_app(APPS / name)
        self.package = self.app.script.package
        self.clock = ManualClock()
        self.phone = Phone.boot(PhoneConfig(seed=seed), [self.app], self.clock)
        self.launch()

    def launch(self) -> None:
        """Cold start, until the first pop-up is there or would be."""
        self.phone.force_stop(self.package)
        self.phone.desk.launch(self.package)
        for _ in range(30):
            self.clock.advance(100)
            if self.popups:
                break

    @property
    def popups(self) -> list[str]:
        """Names of the pop-ups that are shown, bottom first."""
        app = self.phone.activities.apps.get(self.package)
        return [] if app is None else [shown.name for shown in app.popups]

    @property
    def front(self) -> str | None:
        """Package of the resumed activity."""
        record = self.phone.resumed_activity()
        return None if record is None else record.info.package

    def tap(self, x: float, y: float) -> None:
        """Touch, and see where it leads."""
        asyncio.run(self.phone.tap(x, y))
        self.clock.advance(300)

    def control(self) -> tuple[int, int, int, int]:
        """Box of the drawn closing control of the pop-up in front."""
        popup = self.app.script.popups[self.popups[-1]]
        path = next(path for path, layer in _layers(popup.layers) if layer.id in {"close", "skip"})
        return next(v.box for v in self.views() if (v.touch_id or "").endswith(f"/{path}"))

    def tap_control(self) -> None:
        """Touch the middle of the drawn closing control."""
        left, top, right, bottom = self.control()
        self.tap((left + right) // 2, (top + bottom) // 2)

    def views(self) -> Iterator[View]:
        """All views on the screen."""
        for window in self.phone.windows():
            yield from _views(window.root)

    def tap_text(self, text: str) -> None:
        """Touch the middle of a text."""
        box = next(v.box for v in self.views() if v.text is not None and v.text.text == text)
        self.tap((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)


def _layers(layers: Sequence[Layer], path: str = "") -> Iterator[tuple[str, Layer]]:
    for at, layer in enumerate(layers):
        yield f"{path}{at}", layer
        yield from _layers(layer.layers, f"{path}{at}.")


def _views(root: View | None) -> Iterator[View]:
    if root is not None:
        yield root
        for child in root.children:
            yield from _views(child)


def test_all_load_together() -> None:
    """The sample apps load as one folder, each under a package of its own."""
    apps = load_apps(APPS)
    assert len({app.script.package for app in apps}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_moment_can_be_painted(name: str) -> None:
    """The first page and what the pop-up looks like are painted without a fault."""
    play = Play(name)
    width, height, pixels = play.phone.frame_rgba()
    assert len(pixels) == width * height * 4
    assert len(set(pixels[::4001])) > 8


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_still_is_kept_and_looks_as_if_made_anew(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every view of every moment is the one that is made without keeping any."""
    kept, anew = Play(name), Play(name)
    made = Stills.view
    for _ in range(8):
        monkeypatch.setattr(Stills, "view", made)
        kept.clock.advance(350)
        scene = kept.phone.scene()
        monkeypatch.setattr(
            Stills,
            "view",
            lambda _, layer, parent, moment, path: _view(layer, parent, moment, path),
        )
        anew.clock.advance(350)
        assert scene == anew.phone.scene()


def test_calm_app_shows_nothing() -> None:
    """The app without a pop-up shows none in thirty seconds, on its own page."""
    play = Play("calm_notes")
    play.clock.advance(30_000)
    assert (play.popups, play.front) == ([], play.package)


WORKING = ["honest_splash", "honest_dialog", "tiny_x", "whole_link_browser", "jump_alone"]


@pytest.mark.parametrize("name", WORKING)
def test_control_closes(name: str) -> None:
    """Where the closing control is no lie, a touch on its drawing closes and goes nowhere."""
    play = Play(name)
    play.tap_control()
    play.clock.advance(12_000)
    assert (play.popups, play.front) == ([], play.package)


DECOYS = [
    ("decoy_x", SHOP),
    ("decoy_skip", BROWSER),
    ("whole_link_store", STORE),
    ("shifted_x", BROWSER),
]


@pytest.mark.parametrize(("name", "target"), DECOYS)
def test_decoys_lead_away(name: str, target: str) -> None:
    """Where the closing control is a decoy, a touch on its drawing opens another app."""
    play = Play(name)
    play.tap_control()
    assert play.front == target


def test_dead_control() -> None:
    """The dead X takes the touch and nothing happens; Back closes."""
    play = Play("dead_x")
    before = len(play.phone.log)
    play.tap_control()
    assert (play.popups, play.front, len(play.phone.log)) == (["card"], play.package, before)
    play.phone.key(4)
    assert play.popups == []


def test_shifted_touch_area() -> None:
    """Forty dp to the left of the drawn X, with no X there, the card closes."""
    play = Play("shifted_x")
    left, top, right, bottom = play.control()
    play.tap((left + right) // 2 - 40 * 420 // 160, (top + bottom) // 2)
    assert (play.popups, play.front) == ([], play.package)


def test_tiny_touch_area() -> None:
    """One finger's breadth beside the tiny X nothing closes."""
    play = Play("tiny_x")
    left, _, _, bottom = play.control()
    play.tap(left - 12, bottom + 12)
    assert play.popups == ["card"]


@pytest.mark.parametrize(
    ("name", "target"), [("whole_link_browser", BROWSER), ("whole_link_store", STORE)]
)
def test_whole_link(name: str, target: str) -> None:
    """Wherever the splash is touched beside its pill, it leads away."""
    for x, y in ((200, 700), (540, 1200), (900, 2000), (100, 1600)):
        play = Play(name)
        play.tap(x, y)
        assert play.front == target


def test_jump_without_touch() -> None:
    """Two seconds after the splash appears the browser opens by itself."""
    play = Play("jump_alone")
    play.clock.advance(1900)
    assert play.front == play.package
    play.clock.advance(400)
    assert play.front == BROWSER


def test_close_then_jump() -> None:
    """The card closes at once, and 1.2 s later the shopping app opens."""
    play = Play("close_then_jump")
    play.tap_control()
    assert (play.popups, play.front) == ([], play.package)
    play.clock.advance(1200)
    assert play.front == SHOP


def test_landing_inside_the_activity() -> None:
    """The skip turns the page of the same activity: no start, no new activity, other pixels."""
    play = Play("landing_inside")
    before = len(play.phone.log)
    play.tap_control()
    tags = {e.tag for e in play.phone.log[before:]}
    assert (play.popups, play.front, tags) == ([], play.package, set())
    seen = play.phone.scene()
    play.phone.force_stop(play.package)
    play.launch()
    play.clock.advance(20_000)
    assert play.phone.scene() != seen


def test_consent_comes_once() -> None:
    """The consent comes first and only until it was agreed to; refusing leaves the app."""
    play = Play("consent_first")
    assert play.popups == ["consent"]
    play.tap_text("不同意")
    assert play.front == "com.android.launcher3"
    play.launch()
    play.tap_text("同意")
    assert play.popups == ["splash"]
    play.tap_control()
    assert (play.popups, play.front) == ([], play.package)
    play.launch()
    assert play.popups == ["splash"]


def test_decoy_by_chance() -> None:
    """The X leads away in about three of ten launches, and closes in the others."""
    play = Play("decoy_by_chance", seed=1)
    away = 0
    for _ in range(60):
        play.tap_control()
        away += play.front == SHOP
        assert (play.front == SHOP) == bool(play.popups)
        play.launch()
    assert 8 <= away <= 30
