"""Questions, outcomes, trials and cases."""

import enum

import msgspec

from harness.domain.device import AppFacts, DeviceFacts
from harness.domain.exchange import Aim
from harness.domain.frame import FrameRef
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.place import Hop, Place
from harness.domain.sight import Control, Popup, Role

EXAMINE = "examine"
"""What is done to an offer of a newer version unless something else is ordered."""


class QuestionKind(enum.StrEnum):
    """Which session is run."""

    WATCH = "watch"
    TAP_CONTROL = "tap_control"
    TAP_BODY = "tap_body"
    PRESS_BACK = "press_back"
    WAIT_OUT = "wait_out"
    CLICK_CONTROL = "click_control"
    """By accessibility instead of a touch: a second probe, never what a verdict rests on."""
    SWIPE = "swipe"
    MOVE = "move"
    """The phone is moved: shaken, twisted, carried about."""


class Gesture(enum.StrEnum):
    """Which way a finger is drawn over the pop-up, or in from the screen's edge."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    EDGE_LEFT = "edge_left"
    """In from the left edge: Back on phones that are steered by gestures."""
    EDGE_RIGHT = "edge_right"


class Setup(enum.StrEnum):
    """What is made different before a launch, for apps that show themselves to few."""

    USUAL = "usual"
    FRESH_DATA = "fresh_data"
    """The app's data is cleared: as freshly installed."""
    ADB_ONLY = "adb_only"
    """Nothing of ours runs on the device: no on-device server, no accessibility service."""
    AFTER_PAUSE = "after_pause"
    """The phone was left alone for a while."""
    NIGHT = "night"
    """The device's clock tells the small hours."""
    LONG_WATCH = "long_watch"
    """Nobody touches the app for a minute: a pop-up may wait until an examiner has gone."""


class FollowUp(enum.StrEnum):
    """What the same launch is asked besides, once its question is answered."""

    AGAIN = "again"
    """After a tap without effect: does the same control close at the second tap?"""
    STAY = "stay"
    """After a dismissal: does another pop-up come on the same page, does it jump later?"""
    RETURN = "return"
    """After a dismissal: does a pop-up come when the app returns from the background?"""
    COME_BACK = "come_back"
    """After a redirect: does Back come home, and does it jump again?"""


class Then(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up; ``for_ms`` is how long to stay, or to be away."""

    kind: FollowUp
    for_ms: int = 0


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A close/skip/dismiss control as known across launches."""

    key: str
    """Stable name within a case: "skip@top_right", "close@bottom_center-2"."""
    role: Role
    center_rel: tuple[float, float]
    """Centre as share of screen width and height, 0 … 1."""
    size_dp: tuple[float, float] | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question put to one fresh launch."""

    kind: QuestionKind
    candidate: Candidate | None = None
    """For tap_control and wait_out."""
    point_rel: tuple[float, float] | None = None
    """For tap_body: share of the pop-up's box, 0 … 1."""
    refined: bool = False
    """For tap_body: chosen between two taps that differ, so no fair sample of the area."""
    usual_exit: bool = False
    """For tap_body: where closing controls usually stand, none having been recognised."""
    delay_ms: int = 0
    """Wait so long after the control became visible."""
    instead: tuple[Candidate, ...] = ()
    """For tap_control: tapped where the candidate does not show, for no launch showed both."""
    offset_dp: tuple[float, float] | None = None
    """For tap_control: beside the centre by (x, y), to find the edge of the touch area."""
    unseen: bool = False
    """For tap_control and press_back: the window forbids capture, so by the hierarchy alone."""
    gesture: Gesture | None = None
    """For swipe."""
    motion: str | None = None
    """For move: key of ``harness.domain.motions.MOTIONS``."""
    setup: Setup = Setup.USUAL
    for_ms: int | None = None
    """How long to watch, or to wait for the pop-up, where it is not the usual time."""
    read: bool = False
    """For watch: the pop-up's words are read in full once."""
    then: tuple[Then, ...] = ()
    extra: bool = False
    """Asked beyond the core verdict."""
    why: str = ""
    """Why the plan asks it now, for the person who watches."""


class OutcomeKind(enum.StrEnum):
    """What a tap (or a key, or waiting) led to."""

    DISMISSED = "dismissed"
    REDIRECTED = "redirected"
    DISMISSED_THEN_REDIRECTED = "dismissed_then_redirected"
    REDIRECT_BLOCKED = "redirect_blocked"
    REPLACED = "replaced"
    PROMPTED = "prompted"
    REMNANT = "remnant"
    DOWNLOAD = "download"
    NO_EFFECT = "no_effect"
    ADVANCED = "advanced"
    CRASHED = "crashed"
    LOST = "lost"
    UNCLEAR = "unclear"
    """The channels disagree or saw too little: could not tell."""


REDIRECTING = frozenset(
    {
        OutcomeKind.REDIRECTED,
        OutcomeKind.DISMISSED_THEN_REDIRECTED,
        OutcomeKind.REDIRECT_BLOCKED,
        OutcomeKind.DOWNLOAD,
    }
)


class Channel(enum.StrEnum):
    """Independent witnesses of an outcome."""

    FRAMES = "frames"
    PLACE = "place"
    NAVIGATION = "navigation"
    HIERARCHY = "hierarchy"


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Outcome with what it rests on. ``agree`` lists the channels that say so."""

    kind: OutcomeKind
    why: str
    agree: tuple[Channel, ...] = ()
    disagree: tuple[Channel, ...] = ()
    place: Place | None = None
    """Where it led, for redirects."""
    hops: tuple[Hop, ...] = ()
    decided_at_ns: int = 0
    after_frame: int | None = None
    """Number of the frame that shows it best."""
    in_app_landing: bool = False
    """A landing page inside the app's own package."""

    @property
    def certain(self) -> bool:
        """Two independent channels agree and none disagrees."""
        return len(self.agree) >= 2 and not self.disagree


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page inside the app that stood still with no pop-up on it."""

    phash: str
    activity: str | None = None
    words: tuple[str, ...] = ()
    """Read on the frame, where it was read in full."""
    tree_text: tuple[str, ...] = ()
    """Of the hierarchy, where it was given."""
    frame: int | None = None


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """What a follow-up came to. ``outcome`` None: not reached, see ``why``."""

    then: Then
    began_at_ns: int
    ended_at_ns: int
    outcome: Outcome | None = None
    popups: int = 0
    """Pop-ups that came meanwhile."""
    popup_frames: tuple[int, ...] = ()
    why: str = ""


class TrialResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a session concluded. Times are host monotonic nanoseconds, None = never."""

    question: Question
    launched_at_ns: int | None = None
    popup: Popup | None = None
    """As first seen steadily."""
    popup_at_ns: int | None = None
    """When the first frame showed it: later than it came, where frames are sparse."""
    bare_at_ns: int | None = None
    """The last frame before that did not show it."""
    popup_gone_at_ns: int | None = None
    popup_frame: int | None = None
    creative: str | None = None
    controls: tuple[Control, ...] = ()
    """Controls seen on the pop-up over its life, one entry each, at their best score."""
    control_at_ns: int | None = None
    """When the first closing control became visible."""
    tapped: Control | None = None
    tapped_px: PointPx | None = None
    tapped_at_ns: int | None = None
    aim: Aim | None = None
    before_frame: int | None = None
    """Number of the frame that justified the tap."""
    outcome: Outcome | None = None
    """None when nothing was tapped because nothing was there; see ``reason``."""
    own_page_phash: str | None = None
    """Of the app's own page, once it stood still with no pop-up on it."""
    own_page: Page | None = None
    """The app's own page, where it was reached without any touch."""
    moving_page: Page | None = None
    """The same where it never stood still, as where a film plays: its picture tells nothing."""
    reached_page: Page | None = None
    """The page inside the app that a touch or key led to."""
    page_before_popup: str | None = None
    """Perceptual hash of the last frame of the app before its pop-up (maybe a start window)."""
    popup_tree_text: tuple[str, ...] = ()
    """Texts of the hierarchy while the pop-up showed, where it was asked for."""
    consent_passed: str | None = None
    """What was done to a consent, permission or system dialog on the way, and how often."""
    stray_tap: bool = False
    popup_words: tuple[str, ...] = ()
    """Read on the pop-up in full, where that was asked for."""
    moved_dp: float | None = None
    """How far the first closing control moved while the pop-up showed; None: one sight only."""
    followed: tuple[Followed, ...] = ()
    """Follow-ups of the question that applied to its outcome, in order."""
    black_frames: int = 0
    """Frames of the app that could not be captured."""
    undrawn: tuple[BoxPx, ...] = ()
    """Nodes that call themselves a way out, where nothing of the sort was recognised."""
    unknown_buttons: tuple[BoxPx, ...] = ()
    """Buttons on the pop-up whose words promise nothing known, where nothing closes it."""
    reason: str = ""
    """Why there is no outcome ("no pop-up in 8.0 s", "no candidate close@top_right")."""


class TrialStatus(enum.StrEnum):
    """Whether a trial counts."""

    DONE = "done"
    NOT_APPLICABLE = "not_applicable"
    BROKEN = "broken"
    """The rig failed (device lost, capture failed): never held against the app."""


CUT_OFF = "the run ended during this launch"
"""Reason of a broken trial whose run was killed in the midst of it."""


class Trial(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A session that ran, with all it saw.

    ``dict``: what is worked out of it for each next question is kept with it (``domain.memo``).
    """

    number: int
    """Counts from 1 within a case."""
    question: Question
    status: TrialStatus
    result: TrialResult | None
    reason: str = ""
    serial: str = ""
    started_at_ns: int = 0
    started_wall_ns: int = 0
    ended_at_ns: int = 0
    frames: tuple[FrameRef, ...] = ()

    @property
    def answered(self) -> Question:
        """The question that the launch came to answer: another control may have shown."""
        return self.question if self.result is None else self.result.question


class Depth(enum.StrEnum):
    """How much is asked beyond the core verdict (controls, body, jumps by itself)."""

    QUICK = "quick"
    """The core verdict only."""
    STANDARD = "standard"
    """And what the launches of the core verdict can be asked besides, and a few more."""
    THOROUGH = "thorough"
    """And all that the budget allows: touch area, tap map, motions, other set-ups."""


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A question beyond the core verdict that was not asked; never held against a verdict."""

    question: str
    reason: str


class StopReason(msgspec.Struct, frozen=True, kw_only=True):
    """Why the plan stopped, and what it did not ask."""

    why: str
    unasked: tuple[str, ...] = ()
    """Questions of the core verdict that stayed open: they keep a case from being clear."""
    skipped: tuple[Skipped, ...] = ()


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one app on one device in one run."""

    id: str
    app: AppFacts
    device: DeviceFacts
    trials: tuple[Trial, ...]
    started_wall_ns: int
    ended_wall_ns: int | None = None
    stopped: StopReason | None = None
    seed: int = 0
    consent_policy: str = "accept"
    update_policy: str = EXAMINE
    """"examine" as any pop-up, "later": put off on the way to others, or "stop"."""
    depth: Depth = Depth.QUICK
    more_devices: tuple[DeviceFacts, ...] = ()
    """Other devices of the same profile that ran some of the trials (``Trial.serial``)."""
    tool_version: str = ""
    own_page_phash: str | None = None
    partial: bool = False
    """True when the run ended before the plan did."""


class TapMapPoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where on the pop-up a tap led where. ``at_rel`` is a share of the screen."""

    at_rel: tuple[float, float]
    outcome: OutcomeKind
    trial: int
    box_px: BoxPx | None = None
    on_control: str | None = None
    """Key of the candidate that was aimed at, None for the body."""
