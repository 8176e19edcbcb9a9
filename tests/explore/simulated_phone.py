"""A phone that exists only as events: it answers a session's commands on a clock of its own."""

import random

from simulated_app import BROWSER, PACKAGE, QUIET, SIZE, Noise, SimApp, SimControl
from simulated_sights import PAGE_SIGHTS, drawn, drifted, with_words

from harness.domain.exchange import (
    Click,
    Clicked,
    Command,
    Event,
    Launch,
    Launched,
    Look,
    Move,
    Moved,
    Observed,
    Pace,
    Press,
    Pressed,
    Reopen,
    Session,
    Stopped,
    Swipe,
    Swiped,
    Tap,
    Tapped,
    TimeUp,
)
from harness.domain.frame import FrameRef
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.motions import MOTIONS
from harness.domain.place import Hop, Place, PlaceKind
from harness.domain.sight import Sight
from harness.domain.trial import Gesture, Setup, TrialResult

MS = 1_000_000
MOTION_KEYS = {test.motion.name: key for key, test in MOTIONS.items()}
PLACES = {
    "foreign": Place(kind=PlaceKind.BROWSER, package=BROWSER, activity="x.BrowserActivity"),
    "launcher": Place(kind=PlaceKind.LAUNCHER, package="com.android.launcher3"),
    "page": Place(kind=PlaceKind.APP_PAGE, package=PACKAGE, activity=f"{PACKAGE}.Main"),
}
PLACES["landing"] = PLACES["page"]
TREES = {"page": ("Home", "Search", "Cart"), "landing": ("Grand prize", "立即领取", "下载")}


class SimPhone:
    """One launch of one app; time moves only with commands."""

    def __init__(
        self,
        app: SimApp,
        rng: random.Random,
        first_frame: int = 1,
        *,
        setup: Setup = Setup.USUAL,
        noise: Noise = QUIET,
        sights: dict[object, Sight] | None = None,
    ) -> None:
        self._app = app
        self._rng = rng
        self._noise = noise
        self._now = 1_000_000 * MS
        self._frame = first_frame - 1
        self._screen = "launcher"
        self._popup = False
        self._popup_ns = 0
        self._taps = 0
        self._returned = False
        self._scheduled: list[tuple[int, str]] = []
        self._hops: list[Hop] = []
        self._creative = rng.randrange(len(app.creatives))
        places = [rng.choice(c.corners) if c.corners else c.box_px for c in app.controls]
        self._drawn_ones = [
            (c, box)
            for c, box in zip(app.controls, places, strict=True)
            if c.creative is None or c.creative == self._creative
        ]
        self._shows = (
            app.popup
            and rng.random() < app.popup_chance
            and setup not in app.hides_from
            and (not app.only_under or setup in app.only_under)
        )
        self._sights: dict[object, Sight] = {} if sights is None else sights
        """What was drawn already; may be shared by launches of one app."""
        self.frames: list[FrameRef] = []

    def run(self, session: Session) -> TrialResult:
        """Answer the session until it returns."""
        command = next(session)
        while True:
            try:
                command = session.send(self._answer(command))
            except StopIteration as end:
                result: TrialResult = end.value
                return result

    def _answer(self, command: Command) -> Event:
        if isinstance(command, Look):
            return self._look(command)
        self._advance(self._now + 20 * MS)
        if isinstance(command, Launch):
            self._schedule(350, "page")
            if self._shows:
                self._schedule(self._app.popup_after_ms, "popup")
            return Launched(at_ns=self._now, component=f"{PACKAGE}/.Main")
        if isinstance(command, Reopen):
            self._schedule(300, "page")
            if self._app.on_return:
                self._schedule(900, "popup")
            return Launched(at_ns=self._now, component=f"{PACKAGE}/.Main")
        return self._touched(command)

    def _touched(self, command: Command) -> Event:
        lands = self._rng.random() >= self._noise.lost_tap
        if isinstance(command, Tap):
            if lands:
                self._touch(command.point_px)
            return Tapped(at_ns=self._now, point_px=command.point_px, receipt_ns=self._now)
        if isinstance(command, Press):
            self._press(command.key)
            return Pressed(at_ns=self._now, key=command.key, receipt_ns=self._now)
        if isinstance(command, Swipe):
            if lands and self._popup and _gesture(command) in self._app.swipes:
                self._apply("redirect")
            return Swiped(at_ns=self._now, receipt_ns=self._now)
        if isinstance(command, Click):
            self._click(command.point_px)
            return Clicked(at_ns=self._now, receipt_ns=self._now)
        if isinstance(command, Move):
            if self._popup and MOTION_KEYS[command.motion.name] in self._app.motions:
                self._schedule(700, "redirect")
            return Moved(at_ns=self._now, receipt_ns=self._now)
        return Stopped(at_ns=self._now)

    def _press(self, key: str) -> None:
        if key == "home":
            self._screen, self._popup = "launcher", False
        elif self._screen == "foreign":
            self._screen = "page"
            if self._app.jumps_again:
                self._schedule(1_500, "redirect")
        elif self._popup:
            self._apply(self._app.back)

    # --- time -----------------------------------------------------------------------
    def _schedule(self, after_ms: int, what: str) -> None:
        self._scheduled.append((self._now + after_ms * MS, what))
        self._scheduled.sort()

    def _advance(self, to_ns: int) -> None:
        """Let time go on to then; never back."""
        while self._scheduled and self._scheduled[0][0] <= to_ns:
            self._now, what = self._scheduled.pop(0)
            self._apply(what)
        self._now = to_ns

    def _apply(self, what: str) -> None:
        if what == "page":
            self._screen = "page"
        elif what == "popup":
            self._show()
        elif what == "dismiss":
            self._dismissed()
        elif what == "auto_close":
            self._popup = False
        elif what == "landing":
            self._popup, self._screen = False, "landing"
        elif what == "redirect":
            self._leave()
        elif what == "dismiss_redirect":
            self._popup = False
            self._schedule(1_200, "redirect")

    def _show(self) -> None:
        self._popup, self._popup_ns, self._taps = True, self._now, 0
        if self._app.auto_close_ms is not None:
            self._schedule(self._app.auto_close_ms, "auto_close")
        if self._app.jump_after_ms is not None:
            self._schedule(self._app.jump_after_ms, "redirect")

    def _dismissed(self) -> None:
        self._popup = False
        self._scheduled = [s for s in self._scheduled if s[1] not in {"auto_close", "redirect"}]
        again = self._app.again_after_ms
        if again is not None and self._rng.random() < self._app.again_chance:
            self._schedule(again, "popup")
        if self._app.jump_later_ms is not None:
            self._schedule(self._app.jump_later_ms, "redirect")

    def _leave(self) -> None:
        self._scheduled = []
        file = "app.apk" if self._app.download else "landing"
        self._hops.append(
            Hop(
                at_ns=self._now,
                source="events",
                action="android.intent.action.VIEW",
                data_uri=f"https://ad.example/{file}",
                package=BROWSER,
                component=f"{BROWSER}/.BrowserActivity",
                caller=PACKAGE,
                result_code=0,
                kind=PlaceKind.BROWSER,
            )
        )
        self._screen, self._popup = "foreign", False

    # --- touch ----------------------------------------------------------------------
    def _shown(self) -> list[tuple[SimControl, BoxPx]]:
        lived_ms = (self._now - self._popup_ns) / MS
        return [
            (c, drifted(c, box, lived_ms) if c.drift_px else box)
            for c, box in self._drawn_ones
            if c.from_ms <= lived_ms
        ]

    def _touch(self, point: PointPx) -> None:
        if not self._popup:
            return
        lived_ms = (self._now - self._popup_ns) / MS
        for control, box in self._shown():
            if (control.touch_px or box).contains(point):
                self._taps += 1
                if lived_ms >= control.works_from_ms and self._taps >= control.taps_needed:
                    hit = self._rng.random() < control.chance
                    turned = control.turns_ms is not None and lived_ms >= control.turns_ms
                    kept = control.effect if hit else control.otherwise
                    self._apply("redirect" if turned else kept)
                return
        if self._app.box_px.contains(point) and self._in_body(point):
            self._apply(self._app.body)

    def _in_body(self, point: PointPx) -> bool:
        """The body's hot part is its upper share: an area, as on real cards."""
        box = self._app.box_px
        return (point.y - box.y) / box.height <= self._app.body_share

    def _click(self, point: PointPx) -> None:
        for control, box in self._shown():
            if self._popup and box.contains(point):
                self._apply(control.click_effect or control.effect)
                return

    # --- looking --------------------------------------------------------------------
    def _look(self, command: Look) -> Event:
        calm = command.pace is Pace.CALM
        step_ms = round((600 if calm else 150 + below(self._rng, 150)) * self._noise.slow)
        if self._now + step_ms * MS >= command.until_ns:
            self._advance(max(self._now, command.until_ns))
            return TimeUp(at_ns=self._now, place=self._place(), hops=self._new_hops())
        self._advance(self._now + step_ms * MS)
        self._frame += 1
        captured_ns, sight = self._now, self._sight()
        self._advance(self._now + 15 * MS)
        frame = FrameRef(
            number=self._frame, at_ns=captured_ns, wall_ns=captured_ns, size_px=SIZE, sha256="0"
        )
        self.frames.append(frame)
        return Observed(
            at_ns=self._now,
            frame=frame,
            sight=self._read(sight) if command.read else sight,
            place=self._place(),
            hops=self._new_hops(),
            hierarchy="given" if command.hierarchy else None,
            tree_text=TREES.get(self._screen, ()) if command.hierarchy else (),
        )

    def _new_hops(self) -> tuple[Hop, ...]:
        fresh, self._hops = tuple(self._hops), []
        return fresh

    def _place(self) -> Place:
        return PLACES[self._screen]

    def _sight(self) -> Sight:
        noise, rng = self._noise, self._rng
        if not self._popup or (noise.no_popup and rng.random() < noise.no_popup):
            return PAGE_SIGHTS[self._screen]
        shown = [one for one in self._shown() if not one[0].unseen]
        if noise.no_control:
            shown = [one for one in shown if rng.random() >= noise.no_control]
        jitter = noise.jitter_px
        shift = below(rng, 2 * jitter + 1) - jitter if jitter else 0
        key = (self._creative, shift, *((id(c), box.x, box.y) for c, box in shown))
        if key not in self._sights:
            self._sights[key] = drawn(self._app, self._creative, shown, shift)
        return self._sights[key]

    def _read(self, sight: Sight) -> Sight:
        words = self._app.words if sight.popup is not None else ()
        return with_words(sight, words) if words else sight


def _gesture(command: Swipe) -> Gesture:
    """Which gesture the swipe is, by where it goes."""
    start, end = command.start_px, command.end_px
    if start.x <= 2:
        return Gesture.EDGE_LEFT
    if start.x >= SIZE.width - 3:
        return Gesture.EDGE_RIGHT
    across, down = end.x - start.x, end.y - start.y
    if abs(across) > abs(down):
        return Gesture.RIGHT if across > 0 else Gesture.LEFT
    return Gesture.DOWN if down > 0 else Gesture.UP


def below(rng: random.Random, bound: int) -> int:
    """``rng.randrange(bound)``, drawn alike and without its checks."""
    bits = bound.bit_length()
    drawn = rng.getrandbits(bits)
    while drawn >= bound:
        drawn = rng.getrandbits(bits)
    return drawn
