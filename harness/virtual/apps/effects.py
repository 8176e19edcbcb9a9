"""What a touch does: one method an effect."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from harness.virtual.android.intents import CUSTOM_TAB, FLAGS
from harness.virtual.android.state import Intent
from harness.virtual.apps.script import Effect, Notify, Open

if TYPE_CHECKING:
    from harness.virtual.apps.popups import Shown
    from harness.virtual.apps.runtime import RunningApp

NOTHING_ANSWERS = "android.content.ActivityNotFoundException"


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """Where an effect comes from: an activity, and the pop-up on it, if one."""

    token: int
    shown: "Shown | None"
    tied: bool = False
    """What waits ends with the pop-up, when the pop-up began it and not a finger."""


class Performer:
    """Performs effects for one process."""

    def __init__(self, app: "RunningApp") -> None:
        self._app = app
        self._turns: dict[int, int] = {}

    def perform_one(self, effect: Effect, context: Context) -> None:
        """Do it after its delay."""
        cancel = self._app.later(effect.after_ms, lambda: self._do(effect, context))
        if context.tied and context.shown is not None:
            context.shown.cancels.append(cancel)

    def _do(self, effect: Effect, context: Context) -> None:
        for name, act in _ACTS.items():
            value = getattr(effect, name)
            if value is not None and value is not False:
                act(self, value, context)
                self._app.chronicle.deed(name, value, "timer" if effect.after_ms else "touch")

    def dismiss(self, _: bool, context: Context) -> None:
        """Close the pop-up."""
        if context.shown is not None:
            self._app.dismiss(context.shown)

    def open(self, target: Open, context: Context) -> None:
        """Start an intent; where nothing answers, the app crashes."""
        intent = intent_of(target)
        if not self._app.host.open(self._app.package, intent, context.token):
            self._app.host.crash(self._app.package, NOTHING_ANSWERS)

    def show(self, name: str, context: Context) -> None:
        """Show a pop-up on the activity, or on what is in front where that was just finished."""
        self._app.show(name, self._app.standing(context.token))

    def page(self, name: str, context: Context) -> None:
        """Turn to a page."""
        self._app.turn_page(context.token, name)

    def start(self, name: str, context: Context) -> None:
        """Start an own activity."""
        full = self._app.package.name + name if name.startswith(".") else name
        page = next(
            a.page for a in self._app.script.activities if name in {a.name, full} or a.name == full
        )
        self._app.host.start_own(self._app.package, full, context.token, page)

    def finish(self, _: bool, context: Context) -> None:
        """Finish the activity."""
        self._app.host.finish(context.token)

    def to_back(self, _: bool, context: Context) -> None:
        """Behind all other tasks."""
        self._app.host.to_back(context.token)

    def notify(self, notify: Notify, _: Context) -> None:
        """Post a notification."""
        intent = None if notify.open is None else intent_of(notify.open)
        self._app.host.notify(self._app.package, notify.title, notify.text, intent,
                              heads_up=notify.heads_up)  # fmt: skip

    def toast(self, text: str, _: Context) -> None:
        """Show a toast."""
        self._app.host.toast(self._app.package, text)

    def download(self, url: str, _: Context) -> None:
        """Start a download."""
        self._app.host.download(self._app.package, url)

    def crash(self, _: bool, __: Context) -> None:
        """Crash."""
        self._app.host.crash(self._app.package, "java.lang.IllegalStateException")

    def anr(self, _: bool, __: Context) -> None:
        """Stop responding."""
        self._app.frozen = True
        self._app.host.not_responding(self._app.package)

    def remember(self, values: dict[str, str], _: Context) -> None:
        """Remember for later launches."""
        self._app.package.memory.update(values)

    def ask_permission(self, permission: str, context: Context) -> None:
        """Ask for a permission."""
        self._app.host.ask_permission(self._app.package, permission, context.token)

    def chance(self, chance: object, context: Context) -> None:
        """Draw lots."""
        of, then, otherwise = (getattr(chance, name) for name in ("of", "then", "otherwise"))
        self._app.perform(then if self._app.random.random() < of else otherwise, context)

    def one_after_another(self, lists: Sequence[Sequence[Effect]], context: Context) -> None:
        """The next list at each touch; the last repeats."""
        turn = self._turns.get(id(lists), 0)
        self._turns[id(lists)] = turn + 1
        if lists:
            self._app.perform(lists[min(turn, len(lists) - 1)], context)


_ACTS: dict[str, Callable[..., None]] = {
    "dismiss": Performer.dismiss,
    "open": Performer.open,
    "show": Performer.show,
    "page": Performer.page,
    "start": Performer.start,
    "finish": Performer.finish,
    "to_back": Performer.to_back,
    "notify": Performer.notify,
    "toast": Performer.toast,
    "download": Performer.download,
    "set": Performer.remember,
    "ask_permission": Performer.ask_permission,
    "chance": Performer.chance,
    "one_after_another": Performer.one_after_another,
    "anr": Performer.anr,
    "crash": Performer.crash,
}
"""In the order in which they happen, should several be given."""


def intent_of(target: Open) -> Intent:
    """The intent that a script describes."""
    extras = {**target.extras, **({CUSTOM_TAB: "null"} if target.custom_tab else {})}
    component = None
    if target.component is not None:
        package, _, name = target.component.partition("/")
        component = (package, package + name if name.startswith(".") else name)
    return Intent(
        action=target.action,
        data=target.data,
        mime=target.mime,
        package=target.package,
        component=component,
        extras=tuple(extras.items()),
        flags=sum(FLAGS[flag] for flag in set(target.flags)),
    )
