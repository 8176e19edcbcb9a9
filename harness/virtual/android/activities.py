"""The activity manager: packages, processes, tasks and starting, joined."""

from collections.abc import Callable

from harness.virtual.android.core import Core
from harness.virtual.android.packages import PackageManager
from harness.virtual.android.processes import Processes
from harness.virtual.android.stack import Stack
from harness.virtual.android.starter import Starter
from harness.virtual.android.state import ActivityRecord
from harness.virtual.apps.runtime import RunningApp

TRANSLUCENT_PAGES = frozenset({"permission", "resolver", "installer"})


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

    # --- told by the stack -----------------------------------------------------------
    def process_started(self, package: str) -> None:
        """Bring the app to life."""
        app = self._run_app(package)
        if app is not None:
            self.apps[package] = app

    def activity_drawn(self, record: ActivityRecord) -> None:
        """Its first frame is there."""
        app = self.apps.get(record.info.package)
        if app is not None:
            app.told(dict(record.intent.extras))
            app.drawn(record.token, record.info.page, launcher=record.info.launcher)

    def activity_gone(self, record: ActivityRecord) -> None:
        """It was finished."""
        self.starter.choices.pop(record.token, None)
        app = self.apps.get(record.info.package)
        if app is not None:
            app.gone(record.token)

    def translucent(self, record: ActivityRecord) -> bool:
        """Whether what lies below stays visible: dialogs of the system, pop-up activities."""
        if record.info.page in TRANSLUCENT_PAGES:
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
