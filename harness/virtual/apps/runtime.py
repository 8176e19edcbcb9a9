"""A scripted app while its process lives: pages, the start sequence, pop-ups and touches.

Nothing is scheduled but what the script schedules; what depends on time alone (countdowns,
fades, layers that come and go) is worked out when somebody looks.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from harness.virtual.android.sensors import Sample
from harness.virtual.android.state import Package
from harness.virtual.apps.chronicle import Chronicle, late_marks
from harness.virtual.apps.effects import Context, Performer
from harness.virtual.apps.gauges import Gauge
from harness.virtual.apps.host import AppHost
from harness.virtual.apps.inputs import Inputs
from harness.virtual.apps.popups import (
    DEFAULT_ACTIVITY,
    WINDOW_TYPES,
    Shown,
    full_class,
    laid_over,
    popup_view,
)
from harness.virtual.apps.render import Moment, Stills, ink_fill, layer_views
from harness.virtual.apps.script import AppScript, Effect, Gestures, Page, Popup, Start, When
from harness.virtual.scene import Box, Node, View

LAUNCH_COUNT = "_launches"
"""Key in the app's memory: launches since its data were cleared."""

POPUP_PAGE = "popup:"
"""Prefix of an activity's page that names a pop-up which is that activity."""


class RunningApp:
    """One process of a scripted app."""

    def __init__(
        self, script: AppScript, folder: str, package: Package, host: AppHost, seed: int
    ) -> None:
        self.script = script
        self.package = package
        self.host = host
        self.folder = folder
        self.frozen = False
        """Not responding: touches and keys are lost."""
        self.popups: list[Shown] = []
        """Bottom first."""
        self.inputs = Inputs()
        self._pages: dict[int, tuple[str, float]] = {}
        self._queues: dict[int, list[str]] = {}
        self._timers: set[Callable[[], None]] = set()
        self._stills: dict[str, Stills] = {}
        self._offers: dict[str, tuple[Context, Sequence[Effect], Gestures | None]] = {}
        self._serial = 0
        self._began = False
        package.launches += 1
        package.memory[LAUNCH_COUNT] = str(int(package.memory.get(LAUNCH_COUNT, "0")) + 1)
        self.random = random.Random(f"{seed}/{package.name}/{package.launches}")
        self._performer = Performer(self)
        self.chronicle = Chronicle(script.chronicle, partial(host.log, package))

    # --- life ------------------------------------------------------------------
    def told(self, extras: Mapping[str, str]) -> None:
        """Extras of the intent that started an activity."""
        kept = {name: extras[name] for name in self.script.remembers if name in extras}
        self.package.memory.update(kept)

    def drawn(self, token: int, page: str, *, launcher: bool) -> None:
        """An activity drew its first frame."""
        if page.startswith(POPUP_PAGE):
            return
        self._pages[token] = (page, self.host.now_ms())
        if launcher and not self._began:
            self._begin(token)
        self._began = True

    def gone(self, token: int) -> None:
        """An activity was finished: what lay on it goes with it."""
        self._pages.pop(token, None)
        self._queues.pop(token, None)
        self.inputs.forget(self._owner(-token))
        for shown in [s for s in self.popups if s.token == token]:
            self._take_away(shown)
            if shown.popup.window == "activity":
                self._closed(shown)

    def stop(self) -> None:
        """The process ended."""
        for cancel in tuple(self._timers):
            cancel()
        self._timers.clear()
        self.popups.clear()
        self._pages.clear()
        self._offers.clear()
        self._stills.clear()
        self._queues.clear()

    def later(self, delay_ms: float, action: Callable[[], None]) -> Callable[[], None]:
        """Call later, unless the process ends first; no delay calls at once."""
        if delay_ms <= 0:
            action()
            return lambda: None

        def due() -> None:
            self._timers.discard(cancel)
            action()

        cancel = self.host.later(delay_ms, due)
        self._timers.add(cancel)
        return cancel

    # --- start -----------------------------------------------------------------
    def _begin(self, token: int) -> None:
        self.chronicle.say("started")
        start = next((s for s in self.script.starts if self._holds(s.when)), None)
        if start is None:
            return
        self.perform(start.effects, Context(token, None))
        names = [self.random.choice(start.show)] if _picks(start) else list(start.show)
        if names:
            self._queues[token] = names
            self.later(start.after_ms, partial(self._show_next, token))

    def _holds(self, when: When | None) -> bool:
        if when is None:
            return True
        memory = self.package.memory
        launch = int(memory[LAUNCH_COUNT])
        if when.first_run is not None and when.first_run != (launch == 1):
            return False
        for key, value in (when.remembered or {}).items():
            if memory.get(key, "") != value:
                return False
        if when.every and launch % when.every:
            return False
        return when.chance is None or self.random.random() < when.chance

    def _show_next(self, token: int) -> None:
        queue = self._queues.get(token)
        if queue and token in self._pages:
            self.show(queue.pop(0), token)

    # --- pop-ups ---------------------------------------------------------------
    def show(self, name: str, token: int) -> None:
        """Show a pop-up on an activity."""
        popup = self.script.popups[name]
        self._serial += 1
        serial = self._serial
        if popup.window == "activity":
            class_name = full_class(self.package.name, popup.activity or DEFAULT_ACTIVITY)
            token = self.host.start_own(self.package, class_name, token, POPUP_PAGE + name)
        shown = Shown(name, popup, serial, self.host.new_id(), token, self.host.now_ms())
        self.popups.append(shown)
        self._arm(shown, popup)
        for after_ms in (0, *late_marks(popup)):
            shown.cancels.append(self.later(after_ms, partial(self._say_shown, shown, after_ms)))
        self.host.changed()

    def _arm(self, shown: Shown, popup: Popup) -> None:
        if popup.auto_close_ms is not None:
            shown.cancels.append(self.later(popup.auto_close_ms, partial(self._expire, shown)))
        shown.gauges = [Gauge(trigger, self.host.moving()) for trigger in popup.on_motion]
        self.perform(popup.on_show, Context(shown.token, shown, tied=True))

    def _say_shown(self, shown: Shown, elapsed_ms: float) -> None:
        width, height, density = self.host.screen()
        self.chronicle.shown(shown, (0, 0, width, height), density, elapsed_ms)

    def _expire(self, shown: Shown) -> None:
        if shown in self.popups:
            self.dismiss(shown)
            self.perform(shown.popup.on_auto_close, Context(self._below(shown), shown))

    def dismiss(self, shown: Shown) -> None:
        """Close a pop-up, and show the next one that waits."""
        if shown not in self.popups:
            return
        if shown.popup.window == "activity":
            self.host.finish(shown.token)
            return
        self._take_away(shown)
        self._closed(shown)

    def _take_away(self, shown: Shown) -> None:
        if shown in self.popups:
            self.popups.remove(shown)
        self.inputs.forget(self._owner(shown.serial))
        for cancel in shown.cancels:
            cancel()
            self._timers.discard(cancel)

    def _closed(self, shown: Shown) -> None:
        self.host.changed()
        self._show_next(self._below(shown))

    def _below(self, shown: Shown) -> int:
        """The activity that is in front once the pop-up is gone."""
        return shown.token if shown.popup.window != "activity" else self._in_front(shown.token)

    def standing(self, token: int) -> int:
        """The activity, or the one in front where it is finished: no window opens on such a one."""
        stands = token in self._pages or any(shown.token == token for shown in self.popups)
        return token if stands else self._in_front(token)

    def _in_front(self, token: int) -> int:
        return next(reversed(self._pages), token)

    # --- effects' own doings ---------------------------------------------------
    def perform(self, effects: Sequence[Effect], context: Context) -> None:
        """Do all of these, each after its own delay."""
        for effect in effects:
            self._performer.perform_one(effect, context)

    def turn_page(self, token: int, page: str) -> None:
        """The activity shows another page."""
        self.inputs.forget(self._owner(-token))
        self._pages[token] = (page, self.host.now_ms())
        self.host.changed()

    def is_popup_activity(self, page: str) -> bool:
        """Whether an activity with this page is a pop-up that lets see what lies below."""
        name = page.removeprefix(POPUP_PAGE)
        if name == page:
            return False
        popup = self.script.popups[name]
        return popup.area is not None or popup.scrim > 0

    # --- what is shown ---------------------------------------------------------
    def page_of(self, token: int) -> Page | None:
        """The page that an activity shows, once it was drawn."""
        known = self._pages.get(token)
        return None if known is None else self.script.pages[known[0]]

    def view(self, token: int) -> View:
        """The activity's window: its page, and the pop-ups drawn inside it."""
        width, height, density = self.host.screen()
        screen = (0, 0, width, height)
        inside = [s for s in self.popups if s.token == token and s.popup.window == "in_page"]
        itself = [s for s in self.popups if s.token == token and s.popup.window == "activity"]
        over = tuple(
            laid_over(s, screen, self._moment(s.serial, s.since_ms, s)) for s in itself + inside
        )
        known = self._pages.get(token)
        if known is None:
            return View(box=screen, node=self._frame(), children=over)
        page = self.script.pages[known[0]]
        moment = self._moment(-token, known[1], None)
        return View(
            box=screen,
            fill=ink_fill(page.background, density),
            node=self._frame(),
            children=layer_views(page.layers, screen, moment, f"{known[0]}/") + over,
        )

    def popup_windows(self, token: int | None) -> list[Shown]:
        """Pop-ups that are windows of their own: of an activity, or the overlays (None)."""
        return [
            s
            for s in self.popups
            if s.popup.window in WINDOW_TYPES
            and (s.popup.window == "overlay") == (token is None)
            and (token is None or s.token == token)
        ]

    def popup_box(self, shown: Shown) -> Box:
        """Where a pop-up lies, in pixels."""
        width, height, density = self.host.screen()
        return shown.box((0, 0, width, height), density)

    def popup_view(self, shown: Shown) -> View:
        """The content of a pop-up's own window."""
        width, height, _ = self.host.screen()
        moment = self._moment(shown.serial, shown.since_ms, shown)
        return popup_view(shown, (0, 0, width, height), moment)

    def _frame(self) -> Node:
        return Node(cls="android.widget.FrameLayout", package=self.package.name)

    def _owner(self, number: int) -> str:
        return f"{self.package.name}#{number}/"

    def _moment(self, owner: int, since_ms: float, shown: Shown | None) -> Moment:
        token = -owner if shown is None else shown.token
        context = Context(token, shown)

        def offer(path: str, effects: Sequence[Effect], gestures: Gestures | None) -> str:
            touch_id = self._owner(owner) + path
            self._offers[touch_id] = (context, effects, gestures)
            return touch_id

        return Moment(
            package=self.package.name,
            folder=self.folder,
            density=self.host.screen()[2],
            elapsed_ms=self.host.now_ms() - since_ms,
            countdown_s=None if shown is None else shown.popup.countdown_s,
            offer=offer,
            now_ms=self.host.now_ms(),
            inputs=self.inputs,
            stills=self._stills.setdefault(self._owner(owner), Stills()),
        )

    # --- what comes in ---------------------------------------------------------
    @property
    def listens_to_motion(self) -> bool:
        """Whether a pop-up waits for a movement."""
        return any(shown.gauges for shown in self.popups)

    def moved(self, sample: Sample) -> None:
        """The sensors read something else."""
        for shown in tuple(self.popups):
            for gauge in shown.gauges:
                if gauge.feed(sample) and not self.frozen and shown in self.popups:
                    self.perform(gauge.trigger.then, Context(shown.token, shown))

    def put_down(self, x: float, y: float) -> None:
        """A finger came down on one of the app's windows, at this pixel."""
        self.chronicle.say("touch", x=x, y=y)

    def touched(self, touch_id: str) -> None:
        """A finger went down and up on what bears this id."""
        if self.frozen or touch_id not in self._offers:
            return
        if self.inputs.known(touch_id) is not None:
            self.inputs.focus = touch_id
        context, effects, _ = self._offers[touch_id]
        if not effects:
            self.chronicle.say("did", what="nothing", by="touch")
        self._perform_here(effects, context)

    def gesture(self, touch_id: str, kind: str) -> bool:
        """Another gesture (a field of ``Gestures``) began there. False when it means nothing."""
        context, _, gestures = self._offers.get(touch_id, (None, (), None))
        effects = getattr(gestures, kind, [])
        if self.frozen or context is None or not effects:
            return False
        self._perform_here(effects, context)
        return True

    def key(self, code: int, meta: int, clipboard: str | None) -> str | None:
        """A key for the focused field; returns what it copied, ``""`` for any other key taken."""
        if self.frozen:
            return None
        focus = self.inputs.focus
        result = self.inputs.key(code, meta, clipboard)
        if result.effects and focus is not None:
            self._perform_here(result.effects, self._offers[focus][0])
        return (result.copied or "") if result.taken else None

    def _perform_here(self, effects: Sequence[Effect], context: Context) -> None:
        if context.shown is None or context.shown in self.popups:
            self.perform(effects, context)

    def touched_outside(self, shown: Shown) -> None:
        """A finger touched beside a pop-up that keeps such touches."""
        if not self.frozen and shown in self.popups:
            self.perform(shown.popup.on_outside or [], Context(shown.token, shown))

    def back(self, token: int) -> bool:
        """The Back key. False when Android should finish the activity."""
        if self.frozen:
            return True
        mine = [s for s in self.popups if s.token == token and s.popup.window != "overlay"]
        if not mine:
            return False
        top = mine[-1]
        if top.popup.back == "leave":
            return False
        self.chronicle.say("did", what=_BACK_DOES[top.popup.back], by="back")
        context = Context(top.token, top)
        if top.popup.back == "dismiss":
            self.dismiss(top)
        self.perform(top.popup.on_back, context)
        return True


_BACK_DOES = {"dismiss": "dismiss", "ignore": "nothing"}


def _picks(start: Start) -> bool:
    return start.pick_by_chance and len(start.show) > 0
