"""Small apps of the system: custom tabs, the dialler, the settings."""

from harness.virtual.android.state import ActivityRecord
from harness.virtual.world.desk import Desk, PageApp, Params
from harness.virtual.world.fetching import Fetching
from harness.virtual.world.web import Tab, tab_of

DIGITS_MOST = 24


class CustomTab(PageApp):
    """A page of the browser on another app's task; its X closes it."""

    def __init__(self, desk: Desk, fetching: Fetching) -> None:
        super().__init__(desk)
        self._fetching = fetching
        self._tabs: dict[int, Tab] = {}

    def opened(self, record: ActivityRecord) -> None:
        """The address that it was opened for."""
        self._tabs[record.token] = tab_of(record.intent.data or "about:blank")

    def gone(self, record: ActivityRecord) -> None:
        """Forget where it was."""
        self._tabs.pop(record.token, None)

    def words(self, record: ActivityRecord) -> Params:
        """The address in front."""
        tab = self._tabs[record.token]
        return {"url": tab.addresses[-1], **self._fetching.words(tab.asked)}

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """A link, the X, or what is asked about a download."""
        tab = self._tabs[record.token]
        word, _, rest = touch_id.partition(":")
        if word == "link":
            tab.go(rest)
            self.desk.changed()
        elif word == "download" and rest == "open":
            self._fetching.open(record)
        elif word == "download":
            url, tab.asked = tab.asked, None
            if rest == "yes" and url is not None:
                self._fetching.begin(url, self.desk.package_of(record))
            self.desk.changed()
        elif touch_id == "button:close":
            self.desk.finish(record)

    def back(self, record: ActivityRecord) -> bool:
        """A page back; False at the first."""
        tab = self._tabs[record.token]
        if tab.asked is not None:
            tab.asked = None
        elif len(tab.addresses) < 2:
            return False
        else:
            tab.addresses.pop()
        self.desk.changed()
        return True


class Dialer(PageApp):
    """The keypad; a link fills the number in and calls nobody."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._digits: dict[int, str] = {}
        self._calling: set[int] = set()

    def opened(self, record: ActivityRecord) -> None:
        """The number of a ``tel:`` link."""
        self._digits[record.token] = (record.intent.data or "").partition(":")[2][:DIGITS_MOST]
        self._calling.discard(record.token)

    def gone(self, record: ActivityRecord) -> None:
        """Forget the number."""
        self._digits.pop(record.token, None)
        self._calling.discard(record.token)

    def words(self, record: ActivityRecord) -> Params:
        """The number, and whether it is being called."""
        calling = "1" if record.token in self._calling else "0"
        return {"digits": self._digits[record.token], "calling": calling}

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """A digit, one digit less, or the call."""
        word, _, rest = touch_id.partition(":")
        digits = self._digits[record.token]
        if word == "digit":
            self._digits[record.token] = (digits + rest)[:DIGITS_MOST]
        elif touch_id == "button:erase":
            self._digits[record.token] = digits[:-1]
        elif touch_id == "button:call" and digits:
            self._calling ^= {record.token}
        self.desk.changed()


class Settings(PageApp):
    """The settings' first page, and the page of one app with its two buttons."""

    def words(self, record: ActivityRecord) -> Params:
        """Which page, and of which app."""
        uri = record.intent.data or ""
        label = self.desk.label(uri.partition(":")[2]) if uri.startswith("package:") else ""
        return {"action": record.intent.action or "", "uri": uri, "label": label}

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """Uninstall, force stop, or leave."""
        name = (record.intent.data or "").partition(":")[2]
        known = self.desk.core.packages.get(name)
        if touch_id == "button:back":
            self.desk.finish(record)
        elif touch_id == "button:stop" and known is not None:
            self.desk.manager.end_package(name, f"stop {name} due to from pid 1538")
            known.stopped = True
        elif touch_id == "button:uninstall" and known is not None and not known.system:
            self.desk.finish(record)
            self.desk.manager.end_package(name, f"stop {name} due to uninstall pkg")
            self.desk.packages.remove(known)
            self.desk.changed()
