"""The activity manager: packages, processes, tasks and starting, joined."""

from collections.abc import Callable
from typing import Protocol

from harness.virtual.android.core import Core
from harness.virtual.android.packages import PackageManager
from harness.virtual.android.processes import Processes
from harness.virtual.android.stack import Stack
from harness.virtual.android.starter import Starter
from harness.virtual.android.state import ActivityRecord
from harness.virtual.android.system_packages import TRAMPOLINE
from harness.virtual.apps.runtime import RunningApp

TRANSLUCENT_PAGES = frozenset({"permission", "resolver", "installer", "jump"})


def lets_see_below(page: str) -> bool:
    """Whether an activity with this page of the system leaves what lies below visible."""
    return page in TRANSLUCENT_PAGES or page.startswith(TRAMPOLINE)


class PageKeeper(Protocol):
    """An app of the system, as its activities tell it (``harness.virtual.world``)."""

    def opened(self, record: ActivityRecord) -> None:
        """The activity was created, or handed a new intent."""

    def drawn(self, record: ActivityRecord) -> None:
        """Its first frame is there."""

    def gone(self, record: ActivityRecord) -> None:
        """It was finished."""

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """A finger touched what bears this id."""

    def dragged(self, record: ActivityRecord, dx: float, dy: float, touch_id: str | None) -> bool:
        """A finger dragged from what bears this id; True when that meant something."""

    def back(self, record: ActivityRecord) -> bool:
        """Back; False when Android should finish the activity."""


class PageShelf(Protocol):
    """Knows which app keeps which activity's pages."""

    def of(self, record: ActivityRecord) -> PageKeeper:
        """The app whose page an activity shows."""

    def words(self, record: ActivityRecord) -> tuple[str, dict[str, str]]:
        """The builder's kind, and what it is told."""


class ActivityManager:
    """Owns the running apps; tells them of their activities."""

    def __init__(
        self,
        core: Core,
        packages: PackageManager,
        run_app: Callable[[str], RunningApp | None],
        on_settled: Callable[[], None],
    ) -> None:
        self._core = core
        self._run_app = run_app
        self._on_settled = on_settled
        self.apps: dict[str, RunningApp] = {}
        self.processes = Processes(core, self._process_ended)
        self.stack = Stack(core, self.processes, self)
        self.starter = Starter(core, packages, self.stack)
        self.book: PageShelf | None = None
        """The system's own apps; set once the phone is put together."""

    def pages_of(self, record: ActivityRecord) -> PageKeeper | None:
        """Who keeps the pages of an activity of the system."""
        if record.info.package in self.apps or self.book is None:
            return None
        return self.book.of(record)

    # --- told by the stack -----------------------------------------------------------
    def process_started(self, package: str) -> None:
        """Bring the app to life."""
        app = self._run_app(package)
        if app is not None:
            self.apps[package] = app

    def intent_given(self, record: ActivityRecord) -> None:
        """An activity was made for an intent, or handed a new one."""
        pages = self.pages_of(record)
        if pages is not None:
            pages.opened(record)

    def activity_drawn(self, record: ActivityRecord) -> None:
        """Its first frame is there."""
        pages = self.pages_of(record)
        if pages is not None:
            pages.drawn(record)
        app = self.apps.get(record.info.package)
        if app is not None:
            app.told(dict(record.intent.extras))
            app.drawn(record.token, record.info.page, launcher=record.info.launcher)

    def activity_gone(self, record: ActivityRecord) -> None:
        """It was finished."""
        self.starter.forget(record)
        pages = self.pages_of(record)
        if pages is not None:
            pages.gone(record)
        app = self.apps.get(record.info.package)
        if app is not None:
            app.gone(record.token)

    def translucent(self, record: ActivityRecord) -> bool:
        """Whether what lies below stays visible: dialogs of the system, pop-up activities."""
        if lets_see_below(record.info.page):
            return True
        app = self.apps.get(record.info.package)
        if app is None or not self.stack.lives[record.token].drawn:
            return False
        return app.is_popup_activity(record.info.page)

    def settled(self) -> None:
        """States changed."""
        self._on_settled()

    def hooks_settled(self) -> None:
        """Windows changed without any activity changing its state."""
        self._on_settled()

    # --- ends ------------------------------------------------------------------------
    def _process_ended(self, package: str) -> None:
        app = self.apps.pop(package, None)
        if app is not None:
            app.stop()

    def end_package(self, package: str, reason: str | None) -> None:
        """End its process and its activities; with a reason it was killed."""
        app = self.apps.pop(package, None)
        if app is not None:
            app.stop()
        self.stack.remove_package(package, "force-stop" if reason else "crashed")
        process = self.processes.of(package)
        if process is not None:
            self.processes.end(process, reason)
        self.stack.settle()
