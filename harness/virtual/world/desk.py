"""What the system's apps may ask of the phone, and what each of them answers to."""

from collections.abc import Callable

from harness.virtual.android.activities import ActivityManager
from harness.virtual.android.core import Core
from harness.virtual.android.installer import Wish
from harness.virtual.android.intents import LAUNCHER, MAIN, NEW_TASK, RESET_TASK_IF_NEEDED
from harness.virtual.android.notices import Notices
from harness.virtual.android.packages import PackageManager
from harness.virtual.android.placement import Call
from harness.virtual.android.plain_apk import plain_apk
from harness.virtual.android.state import ActivityRecord, Intent, Package, StartResult
from harness.virtual.android.system_packages import is_chinese, roles
from harness.virtual.phones import Role
from harness.virtual.phones.neighbours import neighbour

Params = dict[str, str]


class Desk:
    """The phone as its system apps see it."""

    def __init__(
        self, core: Core, packages: PackageManager, manager: ActivityManager, notices: Notices
    ) -> None:
        self.core = core
        self.packages = packages
        self.manager = manager
        self.notices = notices
        self.roles: dict[str, Role] = roles(core.config)
        self._results: dict[int, Callable[[], None]] = {}
        """By token of an activity started for a result: who waits for it."""
        self.origins: dict[str, str] = {}
        """By content URI of a downloaded file: the address that it came from."""

    def say(self, zh: str, en: str) -> str:
        """The text in the phone's language."""
        return zh if is_chinese(self.core.config) else en

    def changed(self) -> None:
        """Something that is shown changed."""
        self.manager.hooks_settled()

    def later(self, delay_ms: float, action: Callable[[], None]) -> Callable[[], None]:
        """Call later; returns what cancels it."""
        return self.core.clock.call_later(delay_ms, action)

    def now_ms(self) -> float:
        """Milliseconds since boot."""
        return self.core.clock.now_ms()

    def finish(self, record: ActivityRecord) -> None:
        """Finish an activity."""
        self.manager.stack.finish(record)

    def to_back(self, record: ActivityRecord) -> None:
        """``moveTaskToBack``: the task goes behind all others."""
        task = self.manager.stack.task_of(record)
        if task is not None:
            self.manager.stack.to_back(task)

    def open(
        self, intent: Intent, package: Package, source: ActivityRecord | None = None
    ) -> StartResult:
        """Start an intent in the name of a package."""
        return self.manager.starter.start(Call(intent, package.name, package.uid, source))

    def open_for_result(
        self, intent: Intent, package: Package, source: ActivityRecord, result: Callable[[], None]
    ) -> None:
        """The same, and call when that activity is left."""
        started = self.open(intent, package, source).activity
        if started is not None:
            self._results[started.token] = result

    def left(self, record: ActivityRecord) -> None:
        """An activity is gone: who waits for its result is called after it."""
        result = self._results.pop(record.token, None)
        if result is not None:
            self.later(0, result)

    def launch(self, name: str) -> bool:
        """Open an app as its launcher icon does; False when it has none."""
        info = self.packages.launcher_of(name)
        if info is None:
            return False
        home = self.core.packages[self.roles["launcher"].package]
        flags = NEW_TASK | RESET_TASK_IF_NEEDED
        pair = (name, info.name)
        self.open(Intent(MAIN, (LAUNCHER,), flags=flags, component=pair), home)
        return True

    def package_of(self, record: ActivityRecord) -> Package:
        """The package of an activity."""
        return self.core.packages[record.info.package]

    def label(self, name: str | None) -> str:
        """An app's name; the package's where it is not installed."""
        known = self.core.packages.get(name or "")
        return (name or "") if known is None else known.label

    def install_plain(self, name: str, label: str, installer: str) -> None:
        """Install an app that nobody scripted: it opens on a plain page."""
        apk = plain_apk(name, label)
        self.packages.install([apk], Wish(replace=True, installer=installer))


class PageApp:
    """One app's pages. The defaults suit an app that shows one thing and knows no touch."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def opened(self, record: ActivityRecord) -> None:
        """The activity was created, or handed a new intent: read ``record.intent``."""

    def drawn(self, record: ActivityRecord) -> None:
        """Its first frame is there."""

    def gone(self, record: ActivityRecord) -> None:
        """It was finished."""

    def words(self, record: ActivityRecord) -> Params:
        """What its builder is told."""
        package = self.desk.package_of(record)
        words = {"label": package.label, "package": package.name, "uri": record.intent.data or ""}
        known = neighbour(package.name)
        if known is not None:
            words |= {"look": known.look, "color": known.color}
        return words

    def kind(self, record: ActivityRecord) -> str:
        """Which builder draws it."""
        return record.info.page

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """A finger touched what bears this id."""

    def dragged(self, record: ActivityRecord, dx: float, dy: float, touch_id: str | None) -> bool:
        """A finger dragged, by so many pixels, from what bears this id; True when taken."""
        del record, dx, dy, touch_id
        return False

    def back(self, record: ActivityRecord) -> bool:
        """Back; False when Android should finish the activity."""
        del record
        return False
