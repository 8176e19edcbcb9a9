"""Consent and permission dialogs on the way: passed by a stated policy, never by guesswork."""

from collections.abc import Callable, Generator
from typing import Any

from harness.domain.exchange import Aim, Command, Event, Tap
from harness.domain.geometry import PointPx
from harness.domain.place import BLOCKED_KINDS, PlaceKind
from harness.domain.sight import Control, PopupKind
from harness.explore.context import Context
from harness.explore.notebook import GONE_FRAMES, MS, Glimpse, Notebook, is_own

DECLINE = (
    "不同意", "不允许", "不接受", "拒绝", "暂不", "取消", "退出", "以后再说", "稍后",
    "don't allow", "don’t allow", "deny", "decline", "disagree", "not now", "reject", "exit",
)  # fmt: skip
ACCEPT = (
    "同意", "允许", "接受", "知道了", "我知道", "继续", "确定", "好的",
    "agree", "accept", "allow", "while using", "only this time", "got it", "continue", "ok",
)  # fmt: skip
MOST_DIALOGS = 5
GONE_MS = 3_000
"""A dialog has to go within so long of its button's tap."""


def promise(text: str) -> str | None:
    """What a button's text promises: "accept", "decline" or None. Declining words go first."""
    plain = text.strip().lower()
    if any(word in plain for word in DECLINE):
        return "decline"
    return "accept" if any(word in plain for word in ACCEPT) else None


def needs_passing(seen: Glimpse, context: Context) -> bool:
    """Whether this frame shows a dialog that stands before the app's own pop-ups."""
    if seen.place.kind is PlaceKind.PERMISSION:
        return True
    own = is_own(seen.place, context.package) or seen.place.kind is PlaceKind.UNKNOWN
    return own and seen.popup is not None and seen.popup.kind is PopupKind.CONSENT


def button_for(controls: tuple[Control, ...], policy: str) -> Control | None:
    """The control whose text does what the policy wants; the shortest such text wins."""
    fitting = [c for c in controls if c.text and promise(c.text) == policy]
    return min(fitting, key=lambda c: (len(c.text or ""), -c.score), default=None)


def pass_dialog(
    book: Notebook, look: Callable[..., Generator[Command, Event, Any]]
) -> Generator[Command, Event, str | None]:
    """Tap the policy's button and wait until the dialog is gone; returns why not, or None."""
    policy = book.context.consent
    kind = "permission" if book.place.kind is PlaceKind.PERMISSION else "consent"
    if policy == "stop":
        return f"a {kind} dialog shows and the policy is to stop"
    if len(book.consent_passed) >= MOST_DIALOGS:
        return f"more than {MOST_DIALOGS} consent or permission dialogs"
    button = yield from _find_button(book, look)
    if book.newest is not None and not needs_passing(book.newest, book.context):
        return None
    if button is None:
        return f"a {kind} dialog shows and no button to {policy} was found"
    frame = book.newest.frame if book.newest else 0
    point: PointPx = button.box_px.center
    aim = Aim(
        frame=frame, why=f"{policy} the {kind} dialog", role=button.role, box_px=button.box_px
    )
    event = yield Tap(point_px=point, aim=aim)
    book.take(event)
    book.consent_passed.append(f"{policy} {kind}: {button.text}")
    return (yield from _wait_gone(book, look, kind, button))


def _wait_gone(
    book: Notebook,
    look: Callable[..., Generator[Command, Event, Any]],
    kind: str,
    button: Control,
) -> Generator[Command, Event, str | None]:
    """Until the dialog is gone; why it is not, or why it was none, or None."""
    until_ns = book.now_ns + GONE_MS * MS
    without = 0
    while (seen := (yield from look(book, until_ns))) is not None:
        if book.foreign_now() or book.place.kind in BLOCKED_KINDS:
            where = f"{book.place.kind} {book.place.package or ''}".strip()
            return f"{button.text!r} led to {where}: what was passed is no {kind} dialog, perhaps"
        without = 0 if needs_passing(seen, book.context) else without + 1
        if without >= GONE_FRAMES:
            return None
    return f"the {kind} dialog did not go when {button.text!r} was tapped"


def _find_button(
    book: Notebook, look: Callable[..., Generator[Command, Event, Any]]
) -> Generator[Command, Event, Control | None]:
    """The button on this frame, or on one read in full with the hierarchy's help."""
    assert book.newest is not None
    button = button_for(book.newest.controls, book.context.consent)
    for _ in range(3):
        if button is not None or not needs_passing(book.newest, book.context):
            break
        until_ns = book.now_ns + GONE_MS * MS
        yield from look(book, until_ns, hierarchy=True, read=True)
        button = button_for(book.newest.controls, book.context.consent)
    return button
