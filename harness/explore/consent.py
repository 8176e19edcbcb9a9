"""Consent, permission and update dialogs on the way: passed by policy, never by guesswork."""

from collections.abc import Callable, Generator
from typing import Any

from harness.domain.exchange import Aim, Command, Event, Tap
from harness.domain.geometry import PointPx
from harness.domain.place import BLOCKED_KINDS, PlaceKind
from harness.domain.sight import CLOSING_ROLES, Control, PopupKind
from harness.domain.trial import EXAMINE
from harness.explore.context import Context
from harness.explore.notebook import GONE_FRAMES, MS, Glimpse, Notebook, is_own

DECLINE = (
    "不同意", "不允许", "不接受", "拒绝", "暂不", "取消", "退出", "以后再说", "稍后",
    "稍後", "忽略", "下次", "不更新", "不升级",
    "don't allow", "don’t allow", "deny", "decline", "disagree", "not now", "reject", "exit",
    "later", "cancel", "ignore", "skip",
)  # fmt: skip
ACCEPT = (
    "同意", "允许", "接受", "知道了", "我知道", "继续", "确定", "好的",
    "agree", "accept", "allow", "while using", "only this time", "got it", "continue", "ok",
)  # fmt: skip
LEAVING = ("退出", "离开", "關閉應用", "关闭应用", "exit", "quit")
"""Declines that end the app: a consent may be declined so, an update is not put off by it."""
LATER = "later"
"""The policy for offers of a newer version that puts them off."""
MOST_DIALOGS = 5
GONE_MS = 3_000
"""A dialog has to go within so long of its button's tap."""


def promise(text: str) -> str | None:
    """What a button's text promises: "accept", "decline" or None. Declining words go first."""
    plain = text.strip().lower()
    if any(word in plain for word in DECLINE):
        return "decline"
    return "accept" if any(word in plain for word in ACCEPT) else None


def _leaves_app(text: str) -> bool:
    return any(word in text.lower() for word in LEAVING)


def needs_passing(seen: Glimpse, context: Context) -> bool:
    """Whether this frame shows a dialog that stands before the app's own pop-ups."""
    if seen.place.kind is PlaceKind.PERMISSION:
        return True
    own = is_own(seen.place, context.package) or seen.place.kind is PlaceKind.UNKNOWN
    return own and seen.popup is not None and seen.popup.kind is PopupKind.CONSENT


def button_for(controls: tuple[Control, ...], policy: str) -> Control | None:
    """The control whose text does what the policy wants; the shortest such text wins.

    What is to be put off is declined, or closed where nothing says so.
    """
    if policy == LATER:
        controls = tuple(c for c in controls if not _leaves_app(c.text or ""))
    wanted = "decline" if policy == LATER else policy
    fitting = [c for c in controls if c.text and promise(c.text) == wanted]
    if not fitting and policy == LATER:
        fitting = [c for c in controls if c.role in CLOSING_ROLES]
    return min(fitting, key=lambda c: (len(c.text or ""), -c.score), default=None)


def pass_dialog(
    book: Notebook, look: Callable[..., Generator[Command, Event, Any]]
) -> Generator[Command, Event, str | None]:
    """Tap the policy's button and wait until the dialog is gone; returns why not, or None."""
    kind, policy = _kind_and_policy(book)
    if policy == "stop":
        return f"{_a(kind)} dialog shows and the policy is to stop"
    if len(book.consent_passed) >= MOST_DIALOGS:
        return f"more than {MOST_DIALOGS} dialogs on the way"
    button = yield from _find_button(book, look, policy)
    if book.newest is not None and not needs_passing(book.newest, book.context):
        return None
    if button is None:
        found = "button to put it off" if policy == LATER else f"button to {policy}"
        return f"{_a(kind)} dialog shows and no {found} was found"
    frame = book.newest.frame if book.newest else 0
    point: PointPx = button.box_px.center
    aim = Aim(frame=frame, why=_purpose(policy, kind), role=button.role, box_px=button.box_px)
    event = yield Tap(point_px=point, aim=aim)
    book.take(event)
    book.consent_passed.append(f"{policy} {kind}: {button.text or button.role}")
    return (yield from _wait_gone(book, look, kind, button))


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "update" else f"a {kind}"


def _purpose(policy: str, kind: str) -> str:
    return f"put the {kind} off" if policy == LATER else f"{policy} the {kind} dialog"


def _kind_and_policy(book: Notebook) -> tuple[str, str]:
    """What stands in the way, and what is done to it."""
    if book.place.kind is PlaceKind.PERMISSION:
        return "permission", book.context.consent
    popup = book.newest.popup if book.newest is not None else None
    if popup is not None and popup.update and book.context.updates != EXAMINE:
        return "update", book.context.updates
    return "consent", book.context.consent


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
    book: Notebook, look: Callable[..., Generator[Command, Event, Any]], policy: str
) -> Generator[Command, Event, Control | None]:
    """The button on this frame, or on one read in full with the hierarchy's help."""
    assert book.newest is not None
    button = button_for(book.newest.controls, policy)
    for _ in range(3):
        if button is not None or not needs_passing(book.newest, book.context):
            break
        until_ns = book.now_ns + GONE_MS * MS
        yield from look(book, until_ns, hierarchy=True, read=True)
        button = button_for(book.newest.controls, policy)
    return button
