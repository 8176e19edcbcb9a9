"""The launcher."""

from harness.virtual.android.state import ActivityRecord
from harness.virtual.system_apps.home import pages_of
from harness.virtual.world.desk import Desk, PageApp, Params
from harness.virtual.world.icons import icon_of


class Home(PageApp):
    """Icons of everything that has one, over several pages."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._page = 0

    def opened(self, record: ActivityRecord) -> None:
        """Home leads to the first page."""
        del record
        self._page = 0

    def words(self, record: ActivityRecord) -> Params:
        """The icons, and which page of them shows."""
        del record
        lines = [
            "|".join((package.name, package.label.replace("|", " "), *icon_of(package)))
            for package in self.desk.core.packages.values()
            if self.desk.packages.launcher_of(package.name) is not None
        ]
        return {"apps": "\n".join(lines), "page": str(self._page)}

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """An icon opens its app."""
        del record
        word, _, rest = touch_id.partition(":")
        if word == "app":
            self.desk.launch(rest)

    def dragged(self, record: ActivityRecord, dx: float, dy: float, touch_id: str | None) -> bool:
        """A swipe to the side turns the page."""
        del touch_id, record
        if abs(dx) <= abs(dy):
            return False
        width, height = self.desk.core.display_size
        density = self.desk.core.density
        count = sum(
            self.desk.packages.launcher_of(name) is not None for name in self.desk.core.packages
        )
        columns = self.desk.core.config.phone_kind.skin.columns
        pages = pages_of(count, width * 160 / density, height * 160 / density, columns)
        self._page = min(max(self._page + (1 if dx < 0 else -1), 0), pages - 1)
        self.desk.changed()
        return True

    def back(self, record: ActivityRecord) -> bool:
        """Back never leaves the launcher; it leads to the first page."""
        del record
        self._page = 0
        return True
