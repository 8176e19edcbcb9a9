"""The settings' pages about unknown sources: who may ask, one of them, one switch for all."""

from harness.virtual.android.intents import SOURCES_PAGE
from harness.virtual.android.state import ActivityRecord, Intent
from harness.virtual.world.desk import Desk, PageApp, Params
from harness.virtual.world.icons import icon_of
from harness.virtual.world.sources import Sources


class SourceSettings(PageApp):
    """A switch, and what it stands for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._sources = Sources(desk)
        self._warned: set[int] = set()
        """Tokens of pages on which a warning waits for its answer."""

    def gone(self, record: ActivityRecord) -> None:
        """Who opened it for a result learns of it."""
        self._warned.discard(record.token)
        self.desk.left(record)

    def _of(self, record: ActivityRecord) -> str:
        return (record.intent.data or "").partition(":")[2]

    def words(self, record: ActivityRecord) -> Params:
        """Which page, and how the switch stands."""
        name = self._of(record)
        if not self._sources.per_app:
            on = self._sources.all_trusted
            warning = "1" if record.token in self._warned else "0"
            return {"page": "security", "on": "1" if on else "0", "warning": warning}
        known = self.desk.core.packages.get(name)
        if known is None:
            return {"page": "list", **self._all()}
        letter, color = icon_of(known)
        on = self._sources.trusted(name)
        return {"page": "app", "on": "1" if on else "0", "label": known.label,
                "letter": letter, "color": color}  # fmt: skip

    def _all(self) -> Params:
        askers = self._sources.askers()
        rows = ("|".join((p.name, p.label.replace("|", " "), *icon_of(p))) for p in askers)
        trusted = (p.name for p in askers if self._sources.trusted(p.name))
        return {"apps": "\n".join(rows), "trusted": "\n".join(trusted)}

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """The switch, an app of the list, the warning's buttons, or the arrow."""
        word, _, rest = touch_id.partition(":")
        if touch_id == "button:back":
            self.desk.finish(record)
        elif word == "source":
            page = Intent(SOURCES_PAGE, data=f"package:{rest}")
            self.desk.open(page, self.desk.package_of(record), record)
        elif touch_id == "switch:source":
            self._turn(record)
        elif touch_id in {"button:agree", "button:refuse"}:
            self._warned.discard(record.token)
            if touch_id == "button:agree":
                self._sources.trust_all(trusted=True)
        self.desk.changed()

    def _turn(self, record: ActivityRecord) -> None:
        name = self._of(record)
        if self._sources.per_app:
            self._sources.trust(name, trusted=not self._sources.trusted(name))
        elif self._sources.all_trusted:
            self._sources.trust_all(trusted=False)
        else:
            self._warned.add(record.token)

    def back(self, record: ActivityRecord) -> bool:
        """Back takes a warning away first."""
        if record.token not in self._warned:
            return False
        self._warned.discard(record.token)
        self.desk.changed()
        return True
