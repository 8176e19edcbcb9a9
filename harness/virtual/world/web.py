"""The browser: tabs, a page per address, links, Back."""

import dataclasses

from harness.virtual.android.state import ActivityRecord
from harness.virtual.world.desk import Desk, PageApp, Params
from harness.virtual.world.fetching import Fetching, is_package

START_PAGE = "about:newtab"
BLANK = "about:blank"


@dataclasses.dataclass(slots=True)
class Tab:
    """One tab; ``addresses`` newest last."""

    addresses: list[str]
    opened_by: str | None = None
    """The app whose redirect opened it: Back returns there."""
    asked: str | None = None
    """The address of an app's file that waits for a yes."""

    def go(self, url: str) -> None:
        """To an address; an app's file is asked about, and the page stays."""
        if is_package(url):
            self.asked = url
        else:
            self.addresses.append(url)


def tab_of(url: str, opened_by: str | None = None) -> Tab:
    """A tab for an address; it stays blank where that is an app's file."""
    return Tab([BLANK], opened_by, url) if is_package(url) else Tab([url], opened_by)


class Browser(PageApp):
    """Tabs outlive the activity, as they do on a phone."""

    def __init__(self, desk: Desk, fetching: Fetching) -> None:
        super().__init__(desk)
        self._fetching = fetching
        self.tabs: list[Tab] = []
        self._current = 0
        self._switching = False

    def opened(self, record: ActivityRecord) -> None:
        """An address opens in a tab of its own; the icon shows the last tab."""
        uri = record.intent.data
        self._switching = False
        if uri is not None:
            self.tabs.append(tab_of(uri, record.launched_from_package))
            self._current = len(self.tabs) - 1
        elif not self.tabs:
            self.tabs.append(Tab([START_PAGE]))

    def _tab(self) -> Tab:
        if not self.tabs:
            self.tabs.append(Tab([START_PAGE]))
        self._current = min(self._current, len(self.tabs) - 1)
        return self.tabs[self._current]

    def kind(self, record: ActivityRecord) -> str:
        """The page, or the cards of all tabs."""
        del record
        return "tab_switcher" if self._switching else "browser"

    def words(self, record: ActivityRecord) -> Params:
        """The address in front, and how many tabs there are."""
        tab = self._tab()
        words = {"package": record.info.package, "url": tab.addresses[-1]}
        if self._switching:
            words["tabs"] = "\n".join(t.addresses[-1] for t in self.tabs)
            words["current"] = str(self._current)
        words["count"] = str(len(self.tabs))
        return words | self._fetching.words(tab.asked)

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """Links, and the tab switcher."""
        word, _, rest = touch_id.partition(":")
        match word:
            case "link":
                self._tab().go(rest)
            case "tabs":
                self._switching = not self._switching
            case "tab":
                self._current, self._switching = int(rest), False
            case "tabclose":
                self._close(int(rest))
            case "newtab":
                self.tabs.append(Tab([START_PAGE]))
                self._current, self._switching = len(self.tabs) - 1, False
            case "webhome":
                self._tab().addresses.append(START_PAGE)
            case "download":
                self._answered(record, rest)
            case _:
                return
        self.desk.changed()

    def _answered(self, record: ActivityRecord, answer: str) -> None:
        """Yes or no; a tab that was opened for the file alone goes, unless it is the last one."""
        tab = self._tab()
        if answer == "open":
            self._fetching.open(record)
            return
        url, tab.asked = tab.asked, None
        if answer == "yes" and url is not None:
            self._fetching.begin(url, self.desk.package_of(record))
        if tab.addresses == [BLANK] and len(self.tabs) > 1:
            self._close(self._current)

    def _close(self, at: int) -> None:
        if at < len(self.tabs):
            del self.tabs[at]
            self._current = max(0, self._current - (at <= self._current))

    def back(self, record: ActivityRecord) -> bool:
        """A page back; at a tab's first page the tab closes and the app that opened it returns."""
        if self._switching:
            self._switching = False
            self.desk.changed()
            return True
        tab = self._tab()
        if tab.asked is not None:
            self._answered(record, "no")
            self.desk.changed()
            return True
        if len(tab.addresses) > 1:
            tab.addresses.pop()
            self.desk.changed()
            return True
        if tab.opened_by is None:
            return False
        self._close(self._current)
        self.desk.to_back(record)
        return True
