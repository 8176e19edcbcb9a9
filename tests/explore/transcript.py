"""Transcripts: what a screen shows, written as "time state, time state", and the session's reply.

``play(question, "0 launcher, 300 page, 600 splash", "150 browser", hops="60 browser")`` runs the
session for the question: the first text holds from the launch, the second from the touch, each
time in milliseconds. ``hops`` are starts in the log, counted from the touch (from the launch
where nothing is touched). The states are in ``STATES``.
"""

import dataclasses

import msgspec

from harness.domain.exchange import (
    Click,
    Clicked,
    Command,
    Event,
    Launch,
    Launched,
    LaunchFailed,
    Look,
    Move,
    Moved,
    NotAble,
    Observed,
    Pace,
    Press,
    Pressed,
    Reopen,
    Swipe,
    Swiped,
    Tap,
    Tapped,
    TimeUp,
)
from harness.domain.frame import FrameRef
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.place import DOWNLOAD, Hop, Place, PlaceKind
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight
from harness.domain.trial import Candidate, Page, Question, QuestionKind, TrialResult
from harness.explore.context import Context
from harness.explore.sessions import session_for

SIZE = SizePx(1080, 2400)
MS = 1_000_000
APP = "com.example.app"
SCREEN = BoxPx(0, 0, 1080, 2400)
CARD = BoxPx(140, 700, 800, 1000)
SKIP = BoxPx(900, 120, 132, 84)
X = BoxPx(498, 1760, 84, 84)
HOME = "0f0f0f0f0f0f0f0f"


@dataclasses.dataclass(frozen=True)
class State:
    """What a frame shows, and where."""

    place: Place
    phash: str
    popup: Popup | None = None
    controls: tuple[Control, ...] = ()
    capturable: bool = True
    tree: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    remembered: bool = False
    """The words come with every frame, as where they were read in an earlier launch."""


def control(role: Role, box: BoxPx, text: str | None = None, score: float = 0.9) -> Control:
    """A control that was drawn."""
    grounds = (Ground.DRAWN,)
    return Control(role=role, box_px=box, score=score, grounds=grounds, text=text, size_dp=(44, 28))


def popup(kind: PopupKind, box: BoxPx = SCREEN, creative: str = "aaaa5555aaaa5555") -> Popup:
    """A pop-up that was drawn."""
    return Popup(kind=kind, box_px=box, score=0.9, grounds=(Ground.DRAWN,), creative=creative)


def at(kind: PlaceKind, package: str | None = APP, activity: str | None = None) -> Place:
    """A place."""
    return Place(kind=kind, package=package, activity=activity or f"{package}.Main")


_APP = at(PlaceKind.APP_PAGE)
_SKIP = (control(Role.SKIP, SKIP, "跳过"),)
_X = (control(Role.CLOSE, X),)
_QUESTION = (control(Role.DISMISS, BoxPx(300, 1400, 200, 80), "取消"),)
_CONSENT = (
    control(Role.DISMISS, BoxPx(200, 1500, 300, 90), "不同意"),
    control(Role.CTA, BoxPx(560, 1500, 300, 90), "同意并继续"),
)
_ALLOW = (
    control(Role.CTA, BoxPx(200, 1500, 600, 90), "仅在使用中允许"),
    control(Role.DISMISS, BoxPx(200, 1700, 600, 90), "拒绝"),
)
_BIG_LANDING = ("立即领取", "限时抢购", "example.com")

STATES = {
    "launcher": State(at(PlaceKind.LAUNCHER, "com.android.launcher3"), "00000000ffffffff"),
    "page": State(_APP, HOME, tree=("Home", "Search", "Cart")),
    "splash": State(_APP, "aaaa5555aaaa5555", popup(PopupKind.SPLASH), _SKIP),
    "bare": State(_APP, "aaaa5555aaaa5555", popup(PopupKind.SPLASH)),
    "unseen": State(_APP, "aaaa5555aaaa5555", tree=("Home",)),
    "counting": State(
        _APP,
        "aaaa5555aaaa5555",
        popup(PopupKind.SPLASH),
        (control(Role.SKIP, SKIP, "3s 跳过"), control(Role.COUNTDOWN, SKIP, "3")),
    ),
    "dialog": State(_APP, "aaaa5555aaaa5556", popup(PopupKind.DIALOG, CARD), _X),
    "dialog_moved": State(
        _APP,
        "aaaa5555aaaa5556",
        popup(PopupKind.DIALOG, CARD),
        (control(Role.CLOSE, BoxPx(558, 1760, 84, 84)),),
    ),
    "dialog_alike": State(
        _APP, "aaaa5555aaaa5556", popup(PopupKind.DIALOG, CARD, "aaaa5555aaaa5caa"), _X
    ),
    "dialog_too_high": State(
        _APP,
        "aaaa5555aaaa5556",
        popup(PopupKind.DIALOG, BoxPx(140, 560, 800, 1140), "5555aaaa5555aaaa"),
        _X,
    ),
    "offer": State(_APP, "aaaa5555aaaa5555", popup(PopupKind.SPLASH), _SKIP, words=_BIG_LANDING),
    "second": State(
        _APP, "1234567812345678", popup(PopupKind.SPLASH, SCREEN, "5555aaaa12345678"), _SKIP
    ),
    "question": State(
        _APP, "1234567812345679", popup(PopupKind.DIALOG, BoxPx(240, 1100, 600, 400)), _QUESTION
    ),
    "offer_with_x": State(
        _APP,
        "1234567812345679",
        popup(PopupKind.DIALOG, BoxPx(240, 1100, 600, 400)),
        (control(Role.CTA, BoxPx(300, 1400, 480, 80), "立即更新"), *_X, *_QUESTION),
    ),
    "begun_splash": State(
        _APP, "0f0f0f0f0f0f0f00", popup(PopupKind.SPLASH, creative="aaaa5555aaaa0000"), _SKIP
    ),
    "rest": State(
        _APP,
        "0f0f0f0f0f0f00ff",
        popup(PopupKind.FLOATING, BoxPx(900, 1700, 160, 160), "123412341234ffff"),
    ),
    "bar": State(
        _APP,
        HOME,
        popup(PopupKind.FLOATING, BoxPx(0, 2100, 1080, 180), "123412341234fffe"),
        (control(Role.CLOSE, BoxPx(1010, 2160, 50, 50)),),
        tree=("Home", "Search", "Cart"),
    ),
    "landing": State(_APP, "3333cccc3333cccc", tree=_BIG_LANDING, words=_BIG_LANDING),
    "landing_told_of": State(
        _APP, "3333cccc3333cccc", tree=_BIG_LANDING, words=_BIG_LANDING, remembered=True
    ),
    "landing_silent": State(_APP, "3333cccc3333cccc", words=_BIG_LANDING),
    "other_look": State(_APP, "3333cccc3333cccc", tree=("Home", "Search", "Cart", "New")),
    "misread_page": State(
        _APP, HOME, popup(PopupKind.INTERSTITIAL, SCREEN, "0f0f0f0f0f0f0000"), tree=("Home",)
    ),
    "crossed_page": State(
        _APP,
        HOME,
        popup(PopupKind.INTERSTITIAL, SCREEN, "0f0f0f0f0f0f0000"),
        (control(Role.CLOSE, BoxPx(960, 90, 60, 60)),),
        tree=("Home",),
    ),
    "web_page": State(
        _APP,
        "3333cccc3333cccc",
        popup(PopupKind.INTERSTITIAL, SCREEN, "3333cccc33330000"),
        (control(Role.CLOSE, BoxPx(100, 90, 40, 40)),),
        tree=("android.webkit.WebView", "Sale"),
    ),
    **{
        f"film_{number}": State(_APP, phash, tree=("Home", "Friends", "Me", "@film", "9"))
        for number, phash in enumerate(("00ff00ff00ff00ff", "ffff0000ffff0000", "3c3c3c3cc3c3c3c3"))
    },
    **{
        f"sold_{number}": State(_APP, phash, tree=_BIG_LANDING, words=_BIG_LANDING)
        for number, phash in enumerate(("00ff00ff00ff00fe", "ffff0000ffff0001"))
    },
    "dull": State(_APP, "3333cccc3333cccc"),
    "browser": State(at(PlaceKind.BROWSER, "com.android.browser"), "ff00ff00ff00ff00"),
    "store": State(at(PlaceKind.STORE, "com.xiaomi.market"), "ff00ff00ff00ff01"),
    "chooser": State(at(PlaceKind.CHOOSER, "android"), "ff00ff00ff00ff02"),
    "confirm": State(at(PlaceKind.CONFIRM_JUMP, "com.miui.securitycenter"), "ff00ff00ff00ff03"),
    "crash": State(at(PlaceKind.CRASH, "android"), "ff00ff00ff00ff04"),
    "locked": State(at(PlaceKind.LOCK_SCREEN, "com.android.systemui"), "ff00ff00ff00ff05"),
    "black": State(_APP, "0" * 16, capturable=False),
    "black_told": State(_APP, "0" * 16, None, _SKIP, capturable=False, tree=("跳过",)),
    "consent": State(_APP, "123456789abcdef0", popup(PopupKind.CONSENT, CARD), _CONSENT),
    "consent_mute": State(_APP, "123456789abcdef0", popup(PopupKind.CONSENT, CARD)),
    "update": State(
        _APP,
        "123456789abcdef2",
        msgspec.structs.replace(popup(PopupKind.DIALOG, CARD), update=True),
        (control(Role.CTA, BoxPx(300, 1200, 480, 80), "立即更新"), *_X, *_QUESTION),
    ),
    "update_closed": State(
        _APP,
        "123456789abcdef3",
        msgspec.structs.replace(popup(PopupKind.DIALOG, CARD), update=True),
        (control(Role.CTA, BoxPx(300, 1200, 480, 80), "立即更新"), *_X),
    ),
    "update_forced": State(
        _APP,
        "123456789abcdef4",
        msgspec.structs.replace(popup(PopupKind.DIALOG, CARD), update=True),
        (control(Role.CTA, BoxPx(300, 1200, 480, 80), "立即更新"),),
    ),
    "permission": State(
        at(PlaceKind.PERMISSION, "com.android.permissioncontroller"),
        "123456789abcdef1",
        popup(PopupKind.SYSTEM, CARD),
        _ALLOW,
    ),
    "unread": State(Place(kind=PlaceKind.UNKNOWN), "aaaa5555aaaa5555"),
}

HOPS = {
    "browser": Hop(
        at_ns=0,
        source="events",
        package="com.android.browser",
        component="com.android.browser/.Main",
        data_uri="https://ad.example/",
        caller=APP,
        result_code=0,
        kind=PlaceKind.BROWSER,
    ),
    "download": Hop(at_ns=0, source="events", action=DOWNLOAD, caller=APP),
    "others": Hop(at_ns=0, source="events", action=DOWNLOAD, caller="com.other"),
    "nobody": Hop(
        at_ns=0, source="start_line", data_uri="taobao://item", caller=APP, result_code=-91
    ),
    "apk": Hop(
        at_ns=0,
        source="events",
        package="com.android.browser",
        data_uri="https://ad.example/x.APK?from=1",
        caller=APP,
        result_code=0,
        kind=PlaceKind.BROWSER,
    ),
    "intruder": Hop(
        at_ns=0,
        source="events+dumpsys",
        package="com.android.browser",
        component="com.android.browser/.Main",
        caller="com.example.cleaner",
        result_code=0,
        kind=PlaceKind.BROWSER,
    ),
    "own": Hop(at_ns=0, source="events", package=APP, component=f"{APP}/.Second", result_code=0),
    "shell": Hop(
        at_ns=0,
        source="events",
        package="com.other",
        component="com.other/.Main",
        caller="com.android.shell",
        result_code=0,
    ),
}

CONTEXT = Context(package=APP, density_dpi=480, size_px=SIZE)
KNOWN_PAGE = Page(phash=HOME, activity=f"{APP}.Main", tree_text=("Home", "Search", "Cart"))
KNOWING = msgspec.structs.replace(CONTEXT, own_pages=(KNOWN_PAGE,), auto_close_ms=5_000)
SKIP_QUESTION = Question(
    kind=QuestionKind.TAP_CONTROL,
    candidate=Candidate(key="skip@top_right", role=Role.SKIP, center_rel=(0.894, 0.068)),
)
X_QUESTION = Question(
    kind=QuestionKind.TAP_CONTROL,
    candidate=Candidate(key="close@bottom_center", role=Role.CLOSE, center_rel=(0.5, 0.751)),
)
UNSEEN_SKIP = msgspec.structs.replace(SKIP_QUESTION, unseen=True)
UNSEEN_BACK = Question(kind=QuestionKind.PRESS_BACK, unseen=True)
WATCH = Question(kind=QuestionKind.WATCH)


@dataclasses.dataclass
class Played:
    """A session's result and all that it commanded."""

    result: TrialResult
    commands: list[Command]

    @property
    def taps(self) -> list[Tap]:
        """In order."""
        return [c for c in self.commands if isinstance(c, Tap)]


def timeline(text: str) -> list[tuple[int, str]]:
    """Pairs of time and state."""
    pairs = [entry.split() for entry in text.split(",") if entry.strip()]
    return [(int(ms), name) for ms, name in pairs]


class Player:
    """Answers commands from the transcript; frames come every 100 ms (calm: 330 ms)."""

    frame_ms = 0

    def __init__(
        self, before: str, after: str, hops: str, context: Context, *, unable: bool = False
    ) -> None:
        self._parts = [timeline(text) for text in (before, *after.split("|"))]
        self._hops = timeline(hops)
        self._context = context
        self._now = 0
        self._since = 0
        self._part = 0
        self._frame = 0
        self._told = 0
        self._unable = unable

    def answer(self, command: Command) -> Event:
        """One event."""
        if isinstance(command, Look):
            return self._look(command)
        self._now += 10 * MS
        if isinstance(command, Launch):
            self._since = self._now
            if self._state_name() == "fails":
                return LaunchFailed(at_ns=self._now, reason="Error: Activity class does not exist")
            return Launched(at_ns=self._now)
        if isinstance(command, Click | Move) and self._unable:
            return NotAble(at_ns=self._now, reason="it cannot")
        self._part = min(self._part + 1, len(self._parts) - 1)
        self._since = self._now
        return self._acted(command)

    def _acted(self, command: Command) -> Event:
        if isinstance(command, Tap):
            return Tapped(at_ns=self._now, point_px=command.point_px, receipt_ns=self._now)
        if isinstance(command, Press):
            return Pressed(at_ns=self._now, key=command.key, receipt_ns=self._now)
        if isinstance(command, Reopen):
            return Launched(at_ns=self._now)
        if isinstance(command, Swipe):
            return Swiped(at_ns=self._now, receipt_ns=self._now)
        if isinstance(command, Click):
            return Clicked(at_ns=self._now, receipt_ns=self._now)
        assert isinstance(command, Move)
        begun_ns = self._now
        self._now += max(sample.at_ms for sample in command.motion.samples) * MS
        return Moved(at_ns=begun_ns, receipt_ns=self._now)

    def _state_name(self) -> str:
        age_ms = (self._now - self._since) / MS
        names = [name for from_ms, name in self._parts[self._part] if from_ms <= age_ms]
        if names:
            return names[-1]
        earlier = self._parts[max(0, self._part - 1)]
        return earlier[-1][1] if self._part and earlier else "splash"

    def _look(self, command: Look) -> Event:
        step = self.frame_ms or (330 if command.pace is Pace.CALM else 100)
        if self._now + step * MS >= command.until_ns:
            self._now = max(self._now, command.until_ns)
            place = STATES[self._state_name()].place
            return TimeUp(at_ns=self._now, place=place, hops=self._new_hops())
        self._now += step * MS
        self._frame += 1
        state = STATES[self._state_name()]
        frame = FrameRef(
            number=self._frame,
            at_ns=self._now,
            wall_ns=self._now,
            size_px=SIZE,
            sha256="0" * 64,
        )
        sight = Sight(
            size_px=SIZE,
            popup=state.popup,
            controls=state.controls,
            phash=state.phash,
            capturable=state.capturable,
            text=state.words if command.read or state.remembered else (),
        )
        return Observed(
            at_ns=self._now,
            frame=frame,
            sight=sight,
            place=state.place,
            hops=self._new_hops(),
            hierarchy="given" if command.hierarchy else None,
            tree_text=state.tree if command.hierarchy else (),
        )

    def _new_hops(self) -> tuple[Hop, ...]:
        """Those that are due, once the last part of the transcript is reached."""
        if self._part < len(self._parts) - 1:
            return ()
        age_ms = (self._now - self._since) / MS
        due = [(ms, name) for ms, name in self._hops if ms <= age_ms]
        fresh = due[self._told :]
        self._told = len(due)
        return tuple(
            msgspec.structs.replace(HOPS[name], at_ns=self._since + ms * MS) for ms, name in fresh
        )


def play(
    question: Question,
    before: str,
    after: str = "",
    hops: str = "",
    context: Context = KNOWING,
    *,
    unable: bool = False,
    frame_ms: int = 0,
) -> Played:
    """Run the session against the transcript. Touches are separated by ``|`` in ``after``.

    ``frame_ms`` is what a frame takes on a slow device; 0 = as fast as the session asks.
    """
    player = (
        Player(before, after, hops, context, unable=unable)
        if after
        else _Untouched(before, hops, context)
    )
    player.frame_ms = frame_ms
    session = session_for(question, context)
    commands = [next(session)]
    while True:
        try:
            commands.append(session.send(player.answer(commands[-1])))
        except StopIteration as end:
            return Played(end.value, commands)


class _Untouched(Player):
    """A transcript with one part only."""

    def __init__(self, before: str, hops: str, context: Context) -> None:
        super().__init__(before, "", hops, context)
        self._parts = [timeline(before)]
