"""Plays the truth of a scripted app on a phone without adb: touches it and says where it led."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from harness.virtual.android.clock import ManualClock
from harness.virtual.android.hits import hit
from harness.virtual.android.phone import Phone
from harness.virtual.android.state import PhoneConfig
from harness.virtual.apps.loader import LoadedApp
from harness.virtual.apps.script import Layer
from harness.virtual.fabricate.maker import OUT, Step, Truth
from harness.virtual.scene import Box, View

LAUNCHER = "com.android.launcher3"
CONTROLS = (*OUT, "cta", "agree")


def truth_in(folder: Path) -> Truth:
    """The truth beside a script."""
    return msgspec.toml.decode((folder / "truth.toml").read_bytes(), type=Truth)


class Player:
    """A phone with one app, launched as often as a step says."""

    def __init__(self, app: LoadedApp, launch: int = 1, seed: int = 0) -> None:
        self.app, self.package = app, app.script.package
        self.clock = ManualClock()
        self.phone = Phone.boot(PhoneConfig(seed=seed), [app], self.clock)
        for _ in range(launch):
            self.phone.force_stop(self.package)
            self.phone.desk.launch(self.package)
            self.await_popup()

    def await_popup(self) -> None:
        """Until a pop-up is there, or three seconds have passed."""
        for _ in range(60):
            self.clock.advance(50)
            if self.popups:
                return

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

    @property
    def activity(self) -> str:
        """Component of the resumed activity and the page that it shows."""
        record = self.phone.resumed_activity()
        app = self.phone.activities.apps.get(self.package)
        page = None if record is None or app is None else app.page_of(record.token)
        names = [name for name, one in self.app.script.pages.items() if one is page]
        return f"{None if record is None else record.component} {names}"

    def do(self, step: Step) -> str:
        """Do what the step says and name where it led."""
        self.clock.advance(step.at_ms)
        before, page = self._showings(), self.activity
        for _ in range(step.times):
            self._touch(step.touch)
            self.clock.advance(step.within_ms)
        return self._where(before, page)

    def _touch(self, what: str) -> None:
        if what == "none":
            return
        if what == "back":
            self.phone.key(4)
            return
        left, top, right, bottom = self._body() if what == "body" else self.control(what)
        asyncio.run(self.phone.tap((left + right) // 2, (top + bottom) // 2))

    def _showings(self) -> list[int]:
        app = self.phone.activities.apps.get(self.package)
        return [] if app is None else [shown.serial for shown in app.popups]

    def _where(self, before: list[int], page: str) -> str:
        if self.front not in {self.package, LAUNCHER, None}:
            return "away"
        if self.front == LAUNCHER:
            return "left"
        if self.popups:
            return "stays" if self._showings() == before else "replaced"
        own = {".MainActivity", self.package + ".MainActivity"}
        shown = self.activity
        main = any(name in shown for name in own) and "'home'" in shown
        return "closed" if main or shown == page else "page"

    # --- where things are -------------------------------------------------------
    def control(self, what: str) -> Box:
        """Drawn box of a control of the pop-up in front."""
        roles = OUT if what in {"out", "last"} else (what,)
        found = [box for layer, box in self.drawn() if layer.id in roles]
        return found[-1 if what == "last" else 0]

    def drawn(self) -> Iterator[tuple[Layer, Box]]:
        """Layers with a name or a touch of the pop-up in front, and where they are drawn."""
        popup = self.app.script.popups[self.popups[-1]]
        views = {(v.touch_id or "").rpartition("/")[2]: v for v in self.views()}
        shown = next(s for s in reversed(self.phone.activities.apps[self.package].popups))
        mine = {
            path: view
            for path, view in views.items()
            if f"#{shown.serial}/" in (view.touch_id or "")
        }
        for path, layer in _layers(popup.layers):
            if path in mine:
                yield layer, mine[path].box

    def _body(self) -> Box:
        """A spot of the pop-up where no control is."""
        busy = [box for layer, box in self.drawn() if layer.id in CONTROLS]
        width, height = self.phone.config.width, self.phone.config.height
        card = next(
            (box for layer, box in self.drawn() if layer.id == "card"), (0, 0, width, height)
        )
        for share_y in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2):
            for share_x in (0.5, 0.25, 0.75):
                x = round(card[0] + (card[2] - card[0]) * share_x)
                y = round(card[1] + (card[3] - card[1]) * share_y)
                if not any(b[0] - 60 < x < b[2] + 60 and b[1] - 60 < y < b[3] + 60 for b in busy):
                    return x, y, x, y
        raise AssertionError("no spot without a control")

    def views(self) -> Iterator[View]:
        """All views on the screen."""
        for window in self.phone.windows():
            yield from _views(window.root)


def _layers(layers: Sequence[Layer], path: str = "") -> Iterator[tuple[str, Layer]]:
    for at, layer in enumerate(layers):
        yield f"{path}{at}", layer
        yield from _layers(layer.layers, f"{path}{at}.")


def _views(root: View | None) -> Iterator[View]:
    if root is not None:
        yield root
        for child in root.children:
            yield from _views(child)


__all__ = ("Player", "hit", "truth_in")
