"""What the browser does with an address that is an app's file: it asks, fetches, offers to open.

After Chromium: the page never changes (``DownloadController``), a package counts as dangerous
(``DangerousDownloadDialog``), nothing is shown of it in the shade before the answer, and one
notification tells of it from then on (``DownloadNotificationService``). What vendors' own
browsers show was found in no source: they do as Chrome does.
"""

import dataclasses
import itertools

from harness.virtual.android.intents import APK_MIME, NEW_TASK, VIEW
from harness.virtual.android.notices import Notice
from harness.virtual.android.plain_apk import package_of_file, plain_apk, ware_label
from harness.virtual.android.state import ActivityRecord, Intent, Package
from harness.virtual.world.desk import Desk, Params

FETCH_MS = 4000
"""How long a download takes, whatever its size."""
OFFER_MS = 10_000
"""How long the bar offers to open what came."""
DIALOG_SINCE_API = 30
"""Phones from about then on come with a Chrome (91) that asks in a dialog, before in a bar."""
MEDIA_SINCE_API = 29
"""Since then downloads are entries of the media store."""
GRANTS = 0x3
"""``FLAG_GRANT_READ_URI_PERMISSION`` and the same for writing."""
TAG = "DownloadNotificationService"
FIRST_ID = 1_000_000


@dataclasses.dataclass(slots=True)
class Bar:
    """What the browser says of a download at the foot of its page."""

    text: str
    opens: Intent | None = None
    until_ms: float | None = None


class Fetching:
    """The downloads of one browser."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ids = itertools.count(FIRST_ID)
        self._bar: Bar | None = None

    def words(self, asked: str | None) -> Params:
        """What is shown over the page, where an address waits for its answer, or of a download."""
        words: Params = {}
        if asked is not None:
            dialog = self._desk.core.config.api_level >= DIALOG_SINCE_API
            words |= {"asked": file_name(asked), "asks_in": "dialog" if dialog else "bar"}
        bar = self._bar
        if bar is not None and (bar.until_ms is None or self._desk.now_ms() < bar.until_ms):
            words |= {"bar": bar.text, "bar_opens": "" if bar.opens is None else "1"}
        return words

    def begin(self, url: str, package: Package) -> None:
        """The answer was yes."""
        say, now_ms = self._desk.say, self._desk.now_ms()
        self._bar = Bar(say("正在下载文件…", "Downloading file…"))
        notice = self._desk.notices.post(
            package, file_name(url), say("正在下载…", "Downloading…"), ongoing=True,
            until_ms=now_ms + FETCH_MS, tag=TAG, own_id=next(self._ids),
        )  # fmt: skip
        self._desk.later(FETCH_MS, lambda: self._done(url, package, notice))

    def _done(self, url: str, package: Package, notice: Notice) -> None:
        say, until_ms = self._desk.say, self._desk.now_ms() + OFFER_MS
        wanted = package_of_file(url)
        if notice not in self._desk.notices.all:
            self._bar = None  # the browser was stopped
            return
        try:
            apk = plain_apk(wanted, ware_label(wanted))
            kept = self._desk.core.keep_download(file_name(url), apk)
        except OSError:
            self._bar = Bar(say("下载失败", "Download failed"), until_ms=until_ms)
            self._desk.notices.update(notice, say("下载失败", "Download failed"), None)
        else:
            opening = self._opening(url, kept, notice, package)
            self._bar = Bar(say("文件已下载", "File downloaded"), opening, until_ms)
            self._desk.notices.update(notice, say("下载完成", "Download complete"), opening)
        self._desk.later(OFFER_MS, self._desk.changed)
        self._desk.changed()

    def _opening(self, url: str, name: str, notice: Notice, package: Package) -> Intent:
        uri = f"content://{package.name}.FileProvider/downloads/{name}"
        if self._desk.core.config.api_level >= MEDIA_SINCE_API:
            uri = f"content://media/external/downloads/{notice.number}"
        self._desk.origins[uri] = url
        return Intent(VIEW, data=uri, mime=APK_MIME, flags=NEW_TASK | GRANTS)

    def open(self, record: ActivityRecord) -> None:
        """The bar's button."""
        if self._bar is not None and self._bar.opens is not None:
            opening, self._bar = self._bar.opens, None
            self._desk.open(opening, self._desk.package_of(record), record)
            self._desk.changed()


def is_package(url: str) -> bool:
    """Whether what lies at an address is an app's file, by its name."""
    path = url.partition("#")[0].partition("?")[0].lower()
    return path.startswith(("http://", "https://")) and path.endswith(".apk")


def file_name(url: str) -> str:
    """The file's name at an address."""
    return url.partition("#")[0].partition("?")[0].rpartition("/")[2]
