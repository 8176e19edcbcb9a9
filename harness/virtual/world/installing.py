"""The package installer: whether it may, whether it shall, how far it is, what came of it."""

from collections.abc import Callable
from functools import partial

from harness.virtual.android.app_ops import REQUEST_INSTALL_PACKAGES
from harness.virtual.android.intents import (
    CLEAR_TOP,
    NO_HISTORY,
    SECURITY_PAGE,
    SINGLE_TOP,
    SOURCES_PAGE,
)
from harness.virtual.android.plain_apk import package_of_file, ware_label
from harness.virtual.android.state import ActivityRecord, Intent
from harness.virtual.world.desk import Desk, PageApp, Params
from harness.virtual.world.sources import Gate, Source, Sources
from harness.virtual.world.wares import Progress

INSTALL_MS = 2500
"""From the install button to the installed app."""
RETURN_MS = 500
"""So long after its source was trusted the installer comes back by itself (AOSP)."""
RETURNS_SINCE_API = 30


class Installer(PageApp):
    """Asks for trust in the source, asks, installs, offers to open."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._sources = Sources(desk)
        self._from: dict[int, Source] = {}
        self._gates: dict[int, Gate] = {}
        self._under_way: dict[int, Progress] = {}
        self._done: dict[int, str] = {}

    def opened(self, record: ActivityRecord) -> None:
        """Who asks is known from the first intent; an unworthy one gets nothing at all."""
        source = self._from.setdefault(record.token, self._sources.of(record))
        if self._gates.get(record.token) != "ask":
            self._gates[record.token] = self._sources.gate(source)
        if self._gates[record.token] == "abort":
            self.desk.later(0, partial(self.desk.finish, record))

    def gone(self, record: ActivityRecord) -> None:
        """Forget how far it is."""
        for kept in (self._from, self._gates, self._under_way, self._done):
            kept.pop(record.token, None)

    def kind(self, record: ActivityRecord) -> str:
        """The question, or what stands before it."""
        gate = self._gates.get(record.token, "ask")
        if gate == "abort":
            return "nothing"
        return "installer" if gate == "ask" else "unknown_source_blocked"

    def words(self, record: ActivityRecord) -> Params:
        """The file, how far its installation is, and who wants it."""
        progress = self._under_way.get(record.token)
        state = "done" if record.token in self._done else "ask" if progress is None else "busy"
        share = 0.0 if progress is None else progress.share(self.desk.now_ms())
        uri = record.intent.data or ""
        source = self._from.get(record.token)
        return {
            "uri": uri, "package": record.info.package, "state": state, "share": f"{share:.2f}",
            "label": ware_label(self._wanted(record)),
            "gate": self._gates.get(record.token, "ask"),
            "source": self.desk.label(None if source is None else source.package),
            "api": str(self.desk.core.config.api_level),
        }  # fmt: skip

    def _wanted(self, record: ActivityRecord) -> str:
        """The package in the file, which may bear another name than its content URI."""
        uri = record.intent.data or ""
        return package_of_file(self.desk.origins.get(uri, uri))

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """Trust, install or cancel; then open or be done."""
        if touch_id == "button:install" and record.token not in self._under_way:
            self._under_way[record.token] = Progress(self.desk.now_ms(), INSTALL_MS)
            self.desk.later(INSTALL_MS, partial(self._finish, record))
            self.desk.changed()
        elif touch_id == "button:open":
            self.desk.launch(self._done.get(record.token, ""))
            self.desk.finish(record)
        elif touch_id in {"button:cancel", "button:done"}:
            self.desk.finish(record)
        elif touch_id == "button:continue":
            self._gates[record.token] = "ask"
            self.desk.changed()
        elif touch_id == "button:settings":
            self._to_settings(record)

    # --- the settings -------------------------------------------------------------------
    def _to_settings(self, record: ActivityRecord) -> None:
        own = self.desk.package_of(record)
        if not self._sources.per_app:
            self.desk.open(Intent(SECURITY_PAGE), own, record)
            self.desk.finish(record)
            return
        name = self._from[record.token].package or ""
        if self.desk.core.config.api_level >= RETURNS_SINCE_API:
            op, back = REQUEST_INSTALL_PACKAGES, partial(self._come_back, record)
            self.desk.core.app_ops.once_changed(name, op, partial(self._soon, back))
        intent = Intent(SOURCES_PAGE, data=f"package:{name}", flags=NO_HISTORY)
        self.desk.open_for_result(intent, own, record, partial(self._returned, record))

    def _soon(self, action: Callable[[], None]) -> None:
        self.desk.later(RETURN_MS, action)

    def _come_back(self, record: ActivityRecord) -> None:
        if record.token in self._from:
            flags = record.intent.flags | CLEAR_TOP | SINGLE_TOP
            again = Intent(record.intent.action, data=record.intent.data, mime=record.intent.mime,
                           flags=flags, component=record.intent.component)  # fmt: skip
            self.desk.open(again, self.desk.package_of(record), record)

    def _returned(self, record: ActivityRecord) -> None:
        """The settings were left: with trust the question comes, without it that was all."""
        source = self._from.get(record.token)
        if source is None:
            return
        if self._sources.trusted(source.package or ""):
            self._gates[record.token] = "ask"
            self.desk.changed()
        else:
            self.desk.finish(record)

    def _finish(self, record: ActivityRecord) -> None:
        name = self._wanted(record)
        known = self.desk.core.packages.get(name)
        if known is None or not known.system:
            self.desk.install_plain(name, ware_label(name), record.info.package)
        if record.token in self._under_way:
            self._done[record.token] = name
        self.desk.changed()
