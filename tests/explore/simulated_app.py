"""Apps that exist only as events: what each does, and what a rig does wrong.

On a ``SimPhone``, behind the real sessions, the real plan and the real judge, they show how many
launches a verdict costs and how often it is wrong, thousands of launches a second and without a
phone. What a phone and detectors do wrong is part of it.
"""

import dataclasses

from harness.domain.geometry import BoxPx, SizePx
from harness.domain.sight import PopupKind, Role
from harness.domain.trial import Gesture, Setup

SIZE = SizePx(1080, 2400)
DENSITY = 480
PACKAGE = "com.example.app"
BROWSER = "com.android.browser"
SCREEN = BoxPx(0, 0, 1080, 2400)
CARD = BoxPx(140, 700, 800, 1000)
CAPABILITIES = ("shakes", "clicks_nodes", "ondevice_server", "sets_clock")


@dataclasses.dataclass(frozen=True)
class Noise:
    """What phone and detectors do wrong, as chances. The default is a perfect rig."""

    no_control: float = 0.0
    """A frame on which a control is not seen."""
    no_popup: float = 0.0
    """A frame on which the pop-up is not seen."""
    lost_tap: float = 0.0
    """A touch that never lands."""
    slow: float = 1.0
    """Frames come so many times slower."""
    jitter_px: int = 0
    """Boxes are off by so much at most."""


QUIET = Noise()
REAL = Noise(no_control=0.04, no_popup=0.01, lost_tap=0.01, slow=1.3, jitter_px=4)
"""Worse than what is measured on the virtual phone."""


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
    corners: tuple[BoxPx, ...] = ()
    """Drawn in one of these instead, by chance at each launch."""
    drift_px: int = 0
    """Moves so far to the left within its first second."""
    node_px: BoxPx | None = None
    contrast: float = 6.0
    unseen: bool = False
    """No detector sees it; a touch works all the same."""
    taps_needed: int = 1
    turns_ms: int | None = None
    """Leads away from this moment on."""
    click_effect: str | None = None
    """What a click by accessibility does; None: the same as a touch."""

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
    popup_chance: float = 1.0
    popup_after_ms: int = 650
    back: str = "nothing"
    swipes: tuple[Gesture, ...] = ()
    """Gestures that lead away."""
    motions: tuple[str, ...] = ()
    """Motions that lead away."""
    hint: str | None = None
    """Words of a gesture hint."""
    cta: str | None = None
    label: bool = True
    words: tuple[str, ...] = ()
    again_after_ms: int | None = None
    """Another pop-up comes so long after a dismissal …"""
    again_chance: float = 1.0
    on_return: bool = False
    """… or at each return from the background."""
    jump_later_ms: int | None = None
    """It leaves so long after a dismissal."""
    jumps_again: bool = False
    """It leaves again when Back led home."""
    hides_from: tuple[Setup, ...] = ()
    only_under: tuple[Setup, ...] = ()
    download: bool = False
    """What is redirected to is a file to install."""


SKIP_BOX = BoxPx(900, 120, 132, 84)
X_BOX = BoxPx(498, 1760, 84, 84)


def dialog(name: str, control: SimControl, **more: object) -> SimApp:
    """A card on a scrim that stays until it is closed."""
    app = SimApp(
        name=name, controls=(control,), kind=PopupKind.DIALOG, box_px=CARD, auto_close_ms=None
    )
    return dataclasses.replace(app, **more)  # type: ignore[arg-type]
