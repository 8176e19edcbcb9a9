"""Small pages that ask one thing: permission, chooser, the vendor's question before a jump."""

from functools import partial

from harness.virtual.android.state import ActivityRecord
from harness.virtual.world.desk import Desk, PageApp, Params


class Permission(PageApp):
    """The permission controller's question."""

    def words(self, record: ActivityRecord) -> Params:
        """The app that asks and what for."""
        asked = self.desk.label(record.launched_from_package)
        return {"app": asked, "permission": dict(record.intent.extras).get("name", "")}

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """Allow or deny."""
        if touch_id == "button:allow":
            asked = self.desk.core.packages.get(record.launched_from_package or "")
            if asked is not None:
                asked.granted.add(dict(record.intent.extras).get("name", ""))
        if touch_id in {"button:allow", "button:deny"}:
            self.desk.finish(record)


class Chooser(PageApp):
    """``ResolverActivity`` and ``ChooserActivity``.

    The resolver marks what was touched and asks "just once" or "always"; a second touch of what
    is marked means once. The chooser opens what was touched.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._marked: dict[int, str] = {}

    def gone(self, record: ActivityRecord) -> None:
        """Forget the mark."""
        self._marked.pop(record.token, None)

    def _is_sharer(self, record: ActivityRecord) -> bool:
        return record.info.name == self.desk.roles["sharer"].activity

    def words(self, record: ActivityRecord) -> Params:
        """The candidates, and which one is marked."""
        starter = self.desk.manager.starter
        intent = starter.choices.get(record.token)
        offered = [] if intent is None else starter.offered(intent)
        lines = "\n".join(f"{'/'.join(c)}|{self.desk.label(c[0])}" for c in offered)
        marked = self._marked.get(record.token, "")
        style = "share" if self._is_sharer(record) else "open"
        return {
            "uri": record.intent.data or "", "choices": lines, "marked": marked, "style": style
        }  # fmt: skip

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """A candidate, once, or always."""
        word, _, rest = touch_id.partition(":")
        marked = self._marked.get(record.token, "")
        if word == "choice" and not self._is_sharer(record) and rest != marked:
            self._marked[record.token] = rest
            self.desk.changed()
        elif word == "choice":
            self._pick(record, rest)
        elif touch_id in {"button:once", "button:always"} and marked:
            if touch_id == "button:always":
                scheme = (record.intent.data or "").partition(":")[0].lower()
                self.desk.packages.prefer(scheme, marked.partition("/")[0])
            self._pick(record, marked)
        elif touch_id == "button:cancel":
            self.desk.finish(record)

    def _pick(self, record: ActivityRecord, component: str) -> None:
        package, _, name = component.partition("/")
        uid = record.launched_from_uid
        self.desk.manager.starter.start_choice(record.token, (package, name), uid)


class JumpQuestion(PageApp):
    """The vendor's "allow A to open B?"."""

    def drawn(self, record: ActivityRecord) -> None:
        """Some vendors say yes by themselves after a while."""
        config = self.desk.core.config
        jump = config.phone_kind.jump_at(config.api_level)
        if jump is not None and jump.allow_after_ms is not None:
            self.desk.later(jump.allow_after_ms, partial(self._answer, record, allow=True))

    def words(self, record: ActivityRecord) -> Params:
        """Who wants to open whom, in which vendor's style."""
        config = self.desk.core.config
        jump = config.phone_kind.jump_at(config.api_level)
        extras = dict(record.intent.extras)
        return {
            "style": "miui" if jump is None else jump.style,
            "app": self.desk.label(extras.get("caller_package")),
            "target": self.desk.label(extras.get("callee_package")),
            "package": record.info.package,
        }

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """Allow this time, allow for long, or refuse."""
        if touch_id in {"button:allow", "button:always", "button:deny"}:
            self._answer(record, allow=touch_id != "button:deny",
                         always=touch_id == "button:always")  # fmt: skip

    def back(self, record: ActivityRecord) -> bool:
        """Back refuses."""
        self._answer(record, allow=False)
        return True

    def _answer(self, record: ActivityRecord, *, allow: bool, always: bool = False) -> None:
        self.desk.manager.starter.answer_jump(record.token, allow=allow, always=always)


class Trampoline(PageApp):
    """An entry that starts another activity of its app and is gone."""

    def drawn(self, record: ActivityRecord) -> None:
        """Hand the intent on."""
        target = record.info.page.partition(":")[2]
        self.desk.manager.starter.forward(record, (record.info.package, target))

    def kind(self, record: ActivityRecord) -> str:
        """It draws nothing."""
        del record
        return "nothing"
