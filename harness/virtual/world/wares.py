"""How apps come onto the phone: the stores, and what links and files name."""

import dataclasses
import re
import urllib.parse

from harness.virtual.android.plain_apk import ware_label
from harness.virtual.android.state import ActivityRecord
from harness.virtual.world.desk import Desk, PageApp, Params

FETCH_MS = 6000
"""From the install button of a store to the installed app."""


@dataclasses.dataclass(slots=True)
class Progress:
    """An installation under way."""

    begun_ms: float
    takes_ms: float

    def share(self, now_ms: float) -> float:
        """Share done, 0 … 1."""
        return min(1.0, max(0.0, (now_ms - self.begun_ms) / self.takes_ms))


class Store(PageApp):
    """A store's front page, a detail page for each link, and the install button that works."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: dict[int, list[str]] = {}
        """By token: packages whose pages were opened, newest last; "" is the front page."""
        self._under_way: dict[str, Progress] = {}

    def opened(self, record: ActivityRecord) -> None:
        """A link opens the page of the app that it names."""
        name = wanted_package(record.intent.data or "")
        self._shown.setdefault(record.token, []).append(name)

    def gone(self, record: ActivityRecord) -> None:
        """Forget its pages."""
        self._shown.pop(record.token, None)

    def words(self, record: ActivityRecord) -> Params:
        """The app shown, and how far its installation is."""
        name = (self._shown.get(record.token) or [""])[-1]
        known = self.desk.core.packages.get(name)
        progress = self._under_way.get(name)
        state = "none" if known is None else "installed"
        share = 0.0
        if progress is not None:
            state, share = "loading", progress.share(self.desk.now_ms())
        return {
            "uri": record.intent.data or "",
            "store": record.info.package,
            "store_label": self.desk.label(record.info.package),
            "package": name,
            "label": "" if known is None else known.label,
            "state": state,
            "share": f"{share:.2f}",
        }

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """Install, open, or look at another app."""
        shown = self._shown.setdefault(record.token, [""])
        word, _, rest = touch_id.partition(":")
        if touch_id == "button:install" and shown[-1]:
            self._install(shown[-1], record)
        elif touch_id == "button:open":
            self.desk.launch(shown[-1])
        elif word == "ware":
            shown.append(rest)
        elif touch_id == "button:back" and not self.back(record):
            self.desk.finish(record)
        self.desk.changed()

    def _install(self, name: str, record: ActivityRecord) -> None:
        if name in self._under_way or name in self.desk.core.packages:
            return
        now = self.desk.now_ms()
        self._under_way[name] = Progress(now, FETCH_MS)
        label = ware_label(name)
        package = self.desk.package_of(record)
        title = self.desk.say(f"正在下载 {label}", f"Downloading {label}")
        notice = self.desk.notices.post(
            package, title, package.label, ongoing=True, until_ms=now + FETCH_MS
        )

        def done() -> None:
            self._under_way.pop(name, None)
            self.desk.notices.cancel(notice)
            self.desk.install_plain(name, label, package.name)
            self.desk.notices.post(package, label, self.desk.say("安装完成", "Installed"))
            self.desk.changed()

        self.desk.later(FETCH_MS, done)

    def back(self, record: ActivityRecord) -> bool:
        """The page before; False at the first."""
        shown = self._shown.get(record.token, [])
        if len(shown) < 2:
            return False
        shown.pop()
        self.desk.changed()
        return True


def wanted_package(uri: str) -> str:
    """The package that a store's link names: ``id=``, ``packageName=`` or the last part of a path.

    Known forms: ``market://details?id=P``, ``mimarket://details?id=P``,
    ``appmarket://details?id=P``, ``oppomarket://details?packagename=P``,
    ``vivomarket://details?id=P``, ``samsungapps://ProductDetail/P``,
    ``tmast://appdetails?pname=P``.
    """
    parts = urllib.parse.urlsplit(uri)
    query = {k.lower(): v for k, v in urllib.parse.parse_qs(parts.query).items()}
    for key in ("id", "pname", "packagename", "package", "pkg", "appid"):
        if query.get(key):
            return query[key][0]
    last = parts.path.strip("/").rpartition("/")[2]
    return last if re.fullmatch(r"[\w]+(\.[\w]+)+", last) else ""
