"""Tricks and their honest near neighbours, as simulated apps: every rule has its rows."""

import dataclasses

from simulated_app import (
    SCREEN,
    SKIP_BOX,
    X_BOX,
    SimApp,
    SimControl,
    dialog,
)

from harness.domain.geometry import BoxPx
from harness.domain.sight import PopupKind, Role
from harness.domain.trial import Depth, Gesture, Setup

CLOSE = SimControl(X_BOX, role=Role.CLOSE)
SKIP = SimControl(SKIP_BOX)
JUMPING_SKIP = SimControl(SKIP_BOX, "redirect")
PICTURES = ("aaaa5555aaaa5555", "1234567812345678", "fedcba9876543210")
CORNERS = (BoxPx(160, 720, 84, 84), BoxPx(830, 720, 84, 84))
DAILY = ("walking", "riding", "picking_up", "putting_down")
MEANT = ("reference",)
EVERY_SHAKE = (
    *MEANT, "one_way", "below_acceleration", "below_angle", "below_time", "below_all", *DAILY,
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Kind:
    """A simulated app with what is true of it."""

    app: SimApp
    rules: frozenset[str] = frozenset()
    """Rules it breaks: a violation of one of them, or for ``suspects`` a suspicion, is right."""
    suspects: frozenset[str] = frozenset()
    depth: Depth = Depth.QUICK

    @property
    def honest(self) -> bool:
        """Whether any violation would be a false accusation."""
        return not self.rules


def _with(control: SimControl, **changes: object) -> SimControl:
    return dataclasses.replace(control, **changes)  # type: ignore[arg-type]


HONEST = (
    Kind(SimApp("honest splash")),
    Kind(dialog("honest dialog", CLOSE)),
    Kind(SimApp("two honest controls", controls=(SKIP, CLOSE))),
    Kind(SimApp("three creatives", creatives=PICTURES)),
    Kind(
        dialog(
            "small drawing, large touch area",
            SimControl(
                BoxPx(510, 1785, 60, 60), role=Role.CLOSE, touch_px=BoxPx(470, 1745, 140, 140)
            ),
        )
    ),
    Kind(SimApp("upper third is a link", body="redirect", body_share=0.3, cta="打开详情")),
    Kind(SimApp("short splash of 3 s", auto_close_ms=3_000)),
    Kind(SimApp("pop-up in half of the starts", popup_chance=0.5)),
    Kind(SimApp("skip comes after 1 s", controls=(_with(SKIP, from_ms=1_000),))),
    Kind(SimApp("early taps are swallowed", controls=(_with(SKIP, works_from_ms=250),))),
    Kind(dialog("Back closes", CLOSE, back="dismiss")),
    Kind(SimApp("misread one time in a hundred", controls=(_with(JUMPING_SKIP, chance=0.01),))),
    Kind(dialog("label and button", CLOSE, cta="立即下载"), depth=Depth.STANDARD),
    Kind(
        SimApp("a meant shake", motions=MEANT, hint="摇一摇，跳转至第三方应用"),
        depth=Depth.STANDARD,
    ),
    Kind(dialog("a close that no detector sees", _with(CLOSE, unseen=True), cta="立即下载")),
    Kind(SimApp("a skip that no detector sees", controls=(_with(SKIP, unseen=True),))),
    Kind(dialog("touch area as drawn", CLOSE), depth=Depth.THOROUGH),
)
TRICKS = (
    Kind(SimApp("no control", controls=()), frozenset({"C01"})),
    Kind(
        SimApp("gated", controls=(_with(SKIP, works_from_ms=4_900),), auto_close_ms=None),
        frozenset({"C02"}),
        depth=Depth.STANDARD,
    ),
    Kind(
        SimApp("works late", controls=(_with(SKIP, works_from_ms=9_000),), auto_close_ms=None),
        frozenset({"C02"}),
    ),
    Kind(dialog("decoy X", _with(CLOSE, effect="redirect")), frozenset({"C03"})),
    Kind(SimApp("decoy skip", controls=(JUMPING_SKIP,)), frozenset({"C03"})),
    Kind(SimApp("turns after 1.5 s", controls=(_with(SKIP, turns_ms=1_500),)), frozenset({"C03"})),
    Kind(SimApp("landing inside", controls=(SimControl(SKIP_BOX, "landing"),)), frozenset({"C03"})),
    Kind(
        SimApp(
            "one bad creative",
            controls=(
                _with(SKIP, creative=0),
                _with(SKIP, creative=1),
                _with(JUMPING_SKIP, creative=2),
            ),
            creatives=PICTURES,
        ),
        frozenset({"C03"}),
    ),
    Kind(dialog("dead X", _with(CLOSE, effect="nothing")), frozenset({"C04"})),
    Kind(dialog("later jump", _with(CLOSE, effect="dismiss_redirect")), frozenset({"C05"})),
    Kind(
        dialog("jump after 30 s", CLOSE, jump_later_ms=30_000),
        frozenset({"C05"}),
        depth=Depth.STANDARD,
    ),
    Kind(
        dialog("closes at the second tap", _with(CLOSE, taps_needed=2)),
        frozenset({"C06"}),
        depth=Depth.STANDARD,
    ),
    Kind(
        SimApp(
            "one decoy of two",
            controls=(SKIP, _with(CLOSE, effect="redirect")),
            auto_close_ms=None,
        ),
        frozenset({"C03", "C07"}),
    ),
    Kind(
        dialog("tiny X", SimControl(BoxPx(525, 1800, 30, 30), role=Role.CLOSE)), frozenset({"C08"})
    ),
    Kind(dialog("faint X", _with(CLOSE, contrast=1.3)), suspects=frozenset({"C09"})),
    Kind(
        dialog("X in the middle", SimControl(BoxPx(500, 1160, 84, 84), role=Role.CLOSE)),
        suspects=frozenset({"C10"}),
    ),
    Kind(
        dialog("X changes its corner", _with(CLOSE, corners=CORNERS)),
        frozenset({"C11"}),
        suspects=frozenset({"C11"}),
    ),
    Kind(
        dialog(
            "shifted X",
            _with(CLOSE, touch_px=BoxPx(618, 1760, 84, 84)),
            box_px=SCREEN,
            body="redirect",
        ),
        frozenset({"C03", "C12", "R01"}),
    ),
    Kind(dialog("X after 4 s", _with(CLOSE, from_ms=4_000)), suspects=frozenset({"C13"})),
    Kind(
        dialog(
            "X half off the screen",
            SimControl(BoxPx(1052, 760, 28, 84), role=Role.CLOSE, node_px=BoxPx(1052, 760, 84, 84)),
            box_px=BoxPx(140, 700, 940, 1000),
        ),
        suspects=frozenset({"C14"}),
    ),
    Kind(dialog("Back does nothing", CLOSE), suspects=frozenset({"C15"}), depth=Depth.STANDARD),
    Kind(SimApp("whole link", body="redirect"), frozenset({"R01"})),
    Kind(SimApp("jump by itself", jump_after_ms=2_000), frozenset({"R02"})),
    Kind(
        dialog("walking jumps", CLOSE, motions=EVERY_SHAKE, kind=PopupKind.DIALOG),
        frozenset({"R03", "R04", "R05", "R06"}),
        depth=Depth.THOROUGH,
    ),
    Kind(
        dialog("shake below all values", CLOSE, motions=EVERY_SHAKE[:-4], hint="摇一摇 打开详情"),
        frozenset({"R04", "R05"}),
        depth=Depth.THOROUGH,
    ),
    Kind(
        dialog("one-way swing", CLOSE, motions=("reference", "one_way"), hint="摇一摇 打开详情"),
        frozenset({"R05"}),
        depth=Depth.THOROUGH,
    ),
    Kind(
        dialog("swipe that nobody announced", CLOSE, swipes=(Gesture.UP,)),
        frozenset({"R06"}),
        depth=Depth.STANDARD,
    ),
    Kind(
        SimApp("picture leads away, no word", body="redirect", label=False),
        frozenset({"R01"}),
        suspects=frozenset({"R07", "R09"}),
        depth=Depth.STANDARD,
    ),
    Kind(
        SimApp("fake system notice", body="redirect", words=("手机卡顿，立即清理",)),
        frozenset({"R01"}),
        suspects=frozenset({"R08"}),
        depth=Depth.STANDARD,
    ),
    Kind(SimApp("any tap downloads", body="redirect", download=True), frozenset({"R10", "R01"})),
    Kind(
        dialog("comes again after 20 s", CLOSE, again_after_ms=20_000),
        frozenset({"F01"}),
        depth=Depth.STANDARD,
    ),
    Kind(
        dialog("comes at each return", CLOSE, on_return=True),
        suspects=frozenset({"F02"}),
        depth=Depth.STANDARD,
    ),
    Kind(
        dialog("hides without our server", CLOSE, hides_from=(Setup.ADB_ONLY,)),
        suspects=frozenset({"X01"}),
        depth=Depth.THOROUGH,
    ),
    Kind(
        dialog("comes when an examiner has gone", CLOSE, popup_after_ms=30_000),
        suspects=frozenset({"X01"}),
        depth=Depth.STANDARD,
    ),
    Kind(
        dialog("only for a fresh install", CLOSE, only_under=(Setup.FRESH_DATA,)),
        suspects=frozenset({"X01"}),
        depth=Depth.THOROUGH,
    ),
)
BY_CHANCE = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0)
"""Chances with which a skip leads away: 0.5 % and less is an honest rig's misreading."""


def decoy_by_chance(chance: float) -> SimApp:
    """A splash whose skip leads away with that chance."""
    return SimApp(f"decoy at {chance:g}", controls=(_with(JUMPING_SKIP, chance=chance),))
