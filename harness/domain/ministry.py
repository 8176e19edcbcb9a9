"""The ministry's list of apps with problems: its six columns, and what it calls the stores.

Columns as in the lists "存在问题的应用软件名单" (rules §1.4).
"""

from collections.abc import Iterable, Mapping

import msgspec

COLUMNS = ("序号", "应用名称", "应用开发者", "应用来源", "应用版本", "所涉问题")
STORES: Mapping[str, str] = {
    "com.android.vending": "Google Play",
    "com.bbk.appstore": "vivo应用商店",
    "com.heytap.market": "OPPO软件商店",
    "com.hihonor.appmarket": "荣耀应用市场",
    "com.huawei.appmarket": "华为应用市场",
    "com.oppo.market": "OPPO软件商店",
    "com.tencent.android.qqdownloader": "应用宝",
    "com.xiaomi.market": "小米应用商店",
}
"""Installing package → the store's name, as the ministry's lists write it."""


class Maker(msgspec.Struct, frozen=True, kw_only=True):
    """Who makes an app and where it is offered, as somebody has told; None: nobody has."""

    developer: str | None = None
    source: str | None = None


NOBODY_TOLD: Mapping[str, Maker] = {}


class ListedApp(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the list. A developer or source that nobody has told is empty."""

    number: int
    name: str
    developer: str
    source: str
    version: str
    problems: str

    def cells(self) -> tuple[str, ...]:
        """In the order of ``COLUMNS``."""
        return (
            str(self.number), self.name, self.developer, self.source, self.version, self.problems
        )  # fmt: skip


def source_of(installer: str | None) -> str:
    """The store that installed an app, as the lists write it; empty when nothing is known."""
    return STORES.get(installer or "", installer or "")


def version_of(name: str | None, code: int | None) -> str:
    """The version as the lists write it: its name, else its code, else empty."""
    return name or ("" if code is None else str(code))


def problems_of(labels: Iterable[str]) -> str:
    """The ministry's words, each once, joined as its lists join them."""
    return "、".join(dict.fromkeys(labels))
