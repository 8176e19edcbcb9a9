"""What detectors see of an app that exists only as events."""

from collections.abc import Sequence

from simulated_app import SIZE, SimApp, SimControl

from harness.domain.geometry import BoxPx
from harness.domain.sight import Control, Ground, Popup, Role, Sight

PAGES = {
    "launcher": "00000000ffffffff",
    "page": "0f0f0f0f0f0f0f0f",
    "foreign": "ff00ff00ff00ff00",
    "landing": "3333cccc3333cccc",
}
PAGE_SIGHTS = {name: Sight(size_px=SIZE, phash=phash) for name, phash in PAGES.items()}


def drawn(app: SimApp, number: int, shown: Sequence[tuple[SimControl, BoxPx]], shift: int) -> Sight:
    """The app's pop-up with that creative and these controls, all off by ``shift`` pixels."""
    creative = app.creatives[number]
    marks = [
        Control(
            role=c.role,
            box_px=BoxPx(box.x + shift, box.y, box.width, box.height),
            score=0.9,
            grounds=(Ground.DRAWN,),
            size_dp=c.size_dp,
            contrast=c.contrast,
            node_box_px=c.node_px,
        )
        for c, box in shown
    ]
    popup = Popup(
        kind=app.kind,
        box_px=app.box_px,
        score=0.95,
        grounds=(Ground.DRAWN,),
        creative=creative,
    )
    controls = (*marks, *_others(app))
    return Sight(size_px=SIZE, popup=popup, controls=controls, phash=creative)


def with_words(sight: Sight, words: tuple[str, ...]) -> Sight:
    """The sight with its words."""
    return Sight(
        size_px=sight.size_px,
        popup=sight.popup,
        controls=sight.controls,
        phash=sight.phash,
        text=words,
    )


def _others(app: SimApp) -> list[Control]:
    """Label, call to action and gesture hint, as far as the app has them."""
    wanted = (
        (Role.AD_LABEL, "广告" if app.label else None, BoxPx(40, 2200, 90, 40)),
        (Role.CTA, app.cta, BoxPx(300, 1500, 480, 120)),
        (Role.GESTURE_HINT, app.hint, BoxPx(300, 1900, 480, 120)),
    )
    return [
        Control(role=role, box_px=box, score=0.9, grounds=(Ground.TEXT,), text=text)
        for role, text, box in wanted
        if text is not None
    ]


def drifted(control: SimControl, box: BoxPx, lived_ms: float) -> BoxPx:
    """Where a control that moves is by then."""
    moved = round(control.drift_px * min(1.0, max(0.0, lived_ms - control.from_ms) / 1_000))
    return BoxPx(box.x - moved, box.y, box.width, box.height)
