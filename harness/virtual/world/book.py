"""Which app answers for which page."""

from harness.virtual.android.state import ActivityRecord
from harness.virtual.android.system_packages import TRAMPOLINE
from harness.virtual.world.desk import Desk, PageApp, Params
from harness.virtual.world.fetching import Fetching
from harness.virtual.world.home import Home
from harness.virtual.world.installing import Installer
from harness.virtual.world.questions import Chooser, JumpQuestion, Permission, Trampoline
from harness.virtual.world.recents import Recents
from harness.virtual.world.small import CustomTab, Dialer, Settings
from harness.virtual.world.source_settings import SourceSettings
from harness.virtual.world.wares import Store
from harness.virtual.world.web import Browser


class PageBook:
    """All system apps of one phone."""

    def __init__(self, desk: Desk) -> None:
        self._plain = PageApp(desk)
        self._trampoline = Trampoline(desk)
        fetching = Fetching(desk)
        self._apps: dict[str, PageApp] = {
            "launcher": Home(desk),
            "permission": Permission(desk),
            "resolver": Chooser(desk),
            "jump": JumpQuestion(desk),
            "recents": Recents(desk),
            "browser": Browser(desk, fetching),
            "custom_tab": CustomTab(desk, fetching),
            "dialer": Dialer(desk),
            "settings": Settings(desk),
            "source_settings": SourceSettings(desk),
            "store": Store(desk),
            "installer": Installer(desk),
        }

    def of(self, record: ActivityRecord) -> PageApp:
        """The app whose page an activity shows."""
        page = record.info.page
        if page.startswith(TRAMPOLINE):
            return self._trampoline
        return self._apps.get(page, self._plain)

    def words(self, record: ActivityRecord) -> tuple[str, Params]:
        """The builder's kind, and what it is told."""
        app = self.of(record)
        words = {"owner": record.info.package, **app.words(record)}
        return app.kind(record) or "plain_app", words
