"""Apps that exist only as events: they answer a session's commands on a clock of their own.

Behind the real sessions, the real plan and the real judge, this shows how many launches a
verdict costs and how often it is wrong, thousands of launches a second and without a phone.
"""

import dataclasses
import random
from collections.abc import Sequence

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.exchange import (
    Command,
    Event,
    Launch,
    Launched,
    Look,
    Observed,
    Pace,
    Press,
    Pressed,
    Session,
    Stopped,
    Tap,
    Tapped,
    TimeUp,
)
from harness.domain.finding import Judgement
from harness.domain.frame import FrameRef
from harness.domain.geometry import BoxPx, PointPx, SizePx
from harness.domain.place import Hop, Place, PlaceKind
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight
from harness.domain.trial import Case, Question, StopReason, Trial, TrialResult, TrialStatus
from harness.explore.context import Context
from harness.explore.plan import Plan
from harness.explore.sessions import session_for
from harness.judge import judge
from harness.run.catalogue import load_catalogue

SIZE = SizePx(1080, 2400)
DENSITY = 480
PACKAGE = "com.example.app"
BROWSER = "com.android.browser"
MS = 1_000_000
SCREEN = BoxPx(0, 0, 1080, 2400)
CARD = BoxPx(140, 700, 800, 1000)
PAGES = {
    "launcher": "00000000ffffffff",
    "page": "0f0f0f0f0f0f0f0f",
    "foreign": "ff00ff00ff00ff00",
    "landing": "3333cccc3333cccc",
}
TREES = {"page": ("Home", "Search", "Cart"), "landing": ("Grand prize", "立即领取", "下载")}


@dataclasses.dataclass(frozen=True)
class SimControl:
    """A closing control; ``effect`` is what a touch inside ``touch_px`` does."""

    box_px: BoxPx
    effect: str = "dismiss"
    otherwise: str = "dismiss"
    chance: float = 1.0
    role: Role = Role.SKIP
    touch_px: BoxPx | None = None
    from_ms: int = 0
    works_from_ms: int = 0
    creative: int | None = None
    """Drawn on this creative only."""

    @property
    def size_dp(self) -> tuple[float, float]:
        """Of the drawing."""
        return (self.box_px.width * 160 / DENSITY, self.box_px.height * 160 / DENSITY)


@dataclasses.dataclass(frozen=True)
class SimApp:
    """What an app does at its start, by chance where it says so."""

    name: str
    controls: tuple[SimControl, ...] = (SimControl(BoxPx(900, 120, 132, 84)),)
    kind: PopupKind = PopupKind.SPLASH
    box_px: BoxPx = SCREEN
    body: str = "nothing"
    body_share: float = 1.0
    """Share of the body's points that ``body`` holds for."""
    auto_close_ms: int | None = 5_000
    creatives: tuple[str, ...] = ("aaaa5555aaaa5555",)
    jump_after_ms: int | None = None
    popup: bool = True
    back: str = "nothing"
    truth: str = "clear"


SKIP_BOX = BoxPx(900, 120, 132, 84)
X_BOX = BoxPx(498, 1760, 84, 84)


def dialog(name: str, control: SimControl, **more: object) -> SimApp:
    """A card on a scrim that stays until it is closed."""
    app = SimApp(
        name=name, controls=(control,), kind=PopupKind.DIALOG, box_px=CARD, auto_close_ms=None
    )
    return dataclasses.replace(app, **more)  # type: ignore[arg-type]


class SimPhone:
    """One launch of one app; time moves only with commands."""

    def __init__(self, app: SimApp, rng: random.Random, first_frame: int = 1) -> None:
        self._app = app
        self._rng = rng
        self._now = 1_000_000 * MS
        self._frame = first_frame - 1
        self._screen = "launcher"
        self._popup = False
        self._popup_ns = 0
        self._scheduled: list[tuple[int, str]] = []
        self._hops: list[Hop] = []
        self._creative = rng.randrange(len(app.creatives))
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
            if self._app.popup:
                self._schedule(650, "popup")
            return Launched(at_ns=self._now, component=f"{PACKAGE}/.Main")
        if isinstance(command, Tap):
            self._touch(command.point_px)
            return Tapped(at_ns=self._now, point_px=command.point_px, receipt_ns=self._now)
        if isinstance(command, Press):
            if self._popup:
                self._apply(self._app.back)
            return Pressed(at_ns=self._now, key=command.key, receipt_ns=self._now)
        return Stopped(at_ns=self._now)

    # --- time -----------------------------------------------------------------------
    def _schedule(self, after_ms: int, what: str) -> None:
        self._scheduled.append((self._now + after_ms * MS, what))
        self._scheduled.sort()

    def _advance(self, to_ns: int) -> None:
        while self._scheduled and self._scheduled[0][0] <= to_ns:
            at_ns, what = self._scheduled.pop(0)
            self._now = at_ns
            self._apply(what)
        self._now = max(self._now, to_ns)

    def _apply(self, what: str) -> None:
        if what == "page":
            self._screen = "page"
        elif what == "popup":
            self._popup, self._popup_ns = True, self._now
            if self._app.auto_close_ms is not None:
                self._schedule(self._app.auto_close_ms, "auto_close")
            if self._app.jump_after_ms is not None:
                self._schedule(self._app.jump_after_ms, "redirect")
        elif what in {"dismiss", "auto_close"}:
            self._popup = False
        elif what == "landing":
            self._popup, self._screen = False, "landing"
        elif what == "redirect":
            self._leave()
        elif what == "dismiss_redirect":
            self._popup = False
            self._schedule(1_200, "redirect")

    def _leave(self) -> None:
        self._scheduled = []
        self._hops.append(
            Hop(
                at_ns=self._now,
                source="events",
                action="android.intent.action.VIEW",
                data_uri="https://ad.example/landing",
                package=BROWSER,
                component=f"{BROWSER}/.BrowserActivity",
                caller=PACKAGE,
                result_code=0,
                kind=PlaceKind.BROWSER,
            )
        )
        self._screen, self._popup = "foreign", False

    # --- touch ----------------------------------------------------------------------
    def _shown(self) -> list[SimControl]:
        lived_ms = (self._now - self._popup_ns) / MS
        return [
            c
            for c in self._app.controls
            if c.from_ms <= lived_ms and c.creative in {None, self._creative}
        ]

    def _touch(self, point: PointPx) -> None:
        if not self._popup:
            return
        lived_ms = (self._now - self._popup_ns) / MS
        for control in self._shown():
            if (control.touch_px or control.box_px).contains(point):
                if lived_ms >= control.works_from_ms:
                    hit = self._rng.random() < control.chance
                    self._apply(control.effect if hit else control.otherwise)
                return
        inside = self._app.box_px.contains(point)
        if inside and self._rng.random() < self._app.body_share:
            self._apply(self._app.body)

    # --- looking --------------------------------------------------------------------
    def _look(self, command: Look) -> Event:
        step_ms = 330 if command.pace is Pace.CALM else self._rng.randrange(80, 160)
        if self._now + step_ms * MS >= command.until_ns:
            self._advance(max(self._now, command.until_ns))
            return TimeUp(at_ns=self._now, place=self._place(), hops=self._new_hops())
        self._advance(self._now + step_ms * MS)
        self._frame += 1
        captured_ns, sight = self._now, self._sight()
        self._advance(self._now + 15 * MS)
        frame = FrameRef(
            number=self._frame,
            at_ns=captured_ns,
            wall_ns=captured_ns,
            size_px=SIZE,
            sha256=f"{self._frame:064x}",
        )
        self.frames.append(frame)
        return Observed(
            at_ns=self._now,
            frame=frame,
            sight=sight,
            place=self._place(),
            hops=self._new_hops(),
            hierarchy="given" if command.hierarchy else None,
            tree_text=TREES.get(self._screen, ()) if command.hierarchy else (),
        )

    def _new_hops(self) -> tuple[Hop, ...]:
        fresh, self._hops = tuple(self._hops), []
        return fresh

    def _place(self) -> Place:
        if self._screen == "foreign":
            return Place(kind=PlaceKind.BROWSER, package=BROWSER, activity="x.BrowserActivity")
        if self._screen == "launcher":
            return Place(kind=PlaceKind.LAUNCHER, package="com.android.launcher3")
        return Place(kind=PlaceKind.APP_PAGE, package=PACKAGE, activity=f"{PACKAGE}.Main")

    def _sight(self) -> Sight:
        if not self._popup:
            return Sight(size_px=SIZE, phash=PAGES[self._screen])
        creative = self._app.creatives[self._creative]
        controls = tuple(
            Control(
                role=c.role,
                box_px=c.box_px,
                score=0.9,
                grounds=(Ground.DRAWN,),
                size_dp=c.size_dp,
                contrast=6.0,
            )
            for c in self._shown()
        )
        label = Control(
            role=Role.AD_LABEL, box_px=BoxPx(40, 2200, 90, 40), score=0.9, grounds=(Ground.TEXT,)
        )
        popup = Popup(
            kind=self._app.kind,
            box_px=self._app.box_px,
            score=0.95,
            grounds=(Ground.DRAWN,),
            creative=creative,
        )
        return Sight(size_px=SIZE, popup=popup, controls=(*controls, label), phash=creative)


@dataclasses.dataclass(frozen=True)
class Scanned:
    """What the plan and the judge made of a simulated app."""

    case: Case
    judgement: Judgement

    @property
    def launches(self) -> int:
        """Spent."""
        return len(self.case.trials)


def scan(app: SimApp, seed: int, budget: int = 40) -> Scanned:
    """Plan, ask and judge one simulated app."""
    rng = random.Random(f"{app.name}/{seed}")
    plan = Plan(seed=seed, budget_launches=budget)
    trials: list[Trial] = []
    while not isinstance(following := plan.next(trials), StopReason):
        trials.append(ask(app, following, trials, rng))
    case = case_of(trials, following)
    return Scanned(case=case, judgement=judge(case, load_catalogue()))


def ask(app: SimApp, question: Question, before: Sequence[Trial], rng: random.Random) -> Trial:
    """One launch."""
    context = Context.of(package=PACKAGE, density_dpi=DENSITY, size_px=SIZE, trials=before)
    first_frame = sum(len(t.frames) for t in before) + 1
    phone = SimPhone(app, rng, first_frame)
    result = phone.run(session_for(question, context))
    return Trial(
        number=len(before) + 1,
        question=question,
        status=TrialStatus.DONE,
        result=result,
        reason=result.reason,
        frames=tuple(phone.frames),
    )


def case_of(trials: Sequence[Trial], stopped: StopReason | None = None) -> Case:
    """The trials as a case of a played device."""
    return Case(
        id="case",
        app=AppFacts(package=PACKAGE),
        device=DeviceFacts(
            serial="played",
            hardware_serial=None,
            manufacturer="",
            brand="",
            model="",
            android_release="14",
            api_level=34,
            fingerprint="",
            abi="x86_64",
            size_px=SIZE,
            density_dpi=DENSITY,
        ),
        trials=tuple(trials),
        started_wall_ns=0,
        stopped=stopped,
    )
