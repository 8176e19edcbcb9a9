"""The packages that are there when the phone is new."""

import dataclasses
from typing import Any

from harness.virtual.android.intents import (
    APK_MIME,
    CHOOSER,
    DIAL,
    HOME,
    SECURITY_PAGE,
    SOURCES_PAGE,
    VIEW,
)
from harness.virtual.android.state import ActivityInfo, Package, PhoneConfig
from harness.virtual.phones import Role
from harness.virtual.phones.neighbours import Neighbour, neighbours

SHOP_PACKAGE = "com.example.shop"
SYSTEM_UI = "com.android.systemui"
DOWNLOADS = "com.android.providers.downloads"
FRAMEWORK = "android"

REQUEST_PERMISSIONS = "android.content.pm.action.REQUEST_PERMISSIONS"
INSTALL_PACKAGE = "android.intent.action.INSTALL_PACKAGE"
STORES = ("store", "play", "second_store")
"""Roles that answer ``market:``, in the order of a user's preference."""

TRAMPOLINE = "trampoline:"
"""Prefix of an activity's page: it starts the activity named after it and is gone."""

_SHARED_UIDS = {FRAMEWORK: 1000, "com.android.settings": 1000, SYSTEM_UI: 10060}


def is_chinese(config: PhoneConfig) -> bool:
    """Whether the phone is one for the Chinese market."""
    return config.locale.lower().startswith("zh")


def roles(config: PhoneConfig) -> dict[str, Role]:
    """Which package plays which part on this phone; parts that it lacks are left out."""
    here = {"everywhere", "china" if is_chinese(config) else "abroad"}
    found = config.phone_kind.roles_at(config.api_level)
    return {name: role for name, role in found.items() if role.where in here}


def preferred(config: PhoneConfig) -> dict[str, str]:
    """Which package answers a scheme without asking, where several could."""
    known = roles(config)
    first = STORES if is_chinese(config) else STORES[1::-1]
    browser = known["browser"].package
    store = next(known[name].package for name in first if name in known)
    return {"market": store, "http": browser, "https": browser}


def system_packages(config: PhoneConfig) -> list[Package]:
    """Fresh ones, in the order of installation."""
    found: dict[str, Package] = {}
    chinese = is_chinese(config)
    for name, zh, en in (
        (FRAMEWORK, "Android 系统", "Android System"),
        (SYSTEM_UI, "系统界面", "System UI"),
        (DOWNLOADS, "下载管理器", "Download Manager"),
    ):
        found[name] = _package(name, zh if chinese else en, _uid(name, found))
    known = roles(config)
    for name, role in known.items():
        package = found.get(role.package)
        if package is None:
            label = role.label(chinese=chinese)
            package = found[role.package] = _package(role.package, label, _uid(role.package, found))
        _declare(package, name, role, config.api_level)
        if name in _ASKING:
            package.permissions += ("android.permission.REQUEST_INSTALL_PACKAGES",)
    jump = config.phone_kind.jump_at(config.api_level)
    if jump is not None:
        name, cls = jump.pair
        package = found.setdefault(
            name, _package(name, "安全中心" if chinese else "Security", _uid(name, found))
        )
        package.activities.append(ActivityInfo(name, cls, "jump", exported=False))
    packages = list(found.values())
    packages.append(_shop("一号商城" if chinese else "Example Shop"))
    if chinese:
        packages += [_neighbour(one, 10151 + at) for at, one in enumerate(neighbours())]
    return packages


def _uid(name: str, found: dict[str, Package]) -> int:
    return _SHARED_UIDS.get(name) or 10061 + len(found)


def _package(name: str, label: str, uid: int) -> Package:
    framework = name == FRAMEWORK
    folder = "/system/framework/framework-res" if framework else f"/system/app/{_folder(name)}"
    return Package(
        name=name,
        label=label,
        uid=uid,
        version_name="14",
        version_code=34,
        activities=[],
        system=True,
        code_path=folder,
        stopped=False,
    )


def _folder(package: str) -> str:
    """Folder name of a system app, from the last word of its package."""
    return package.rpartition(".")[2].capitalize()


# --- what each part declares ---------------------------------------------------------
_DETAILS = (
    "android.settings.APPLICATION_DETAILS_SETTINGS",
    "android.settings.action.MANAGE_OVERLAY_PERMISSION",
    "android.settings.WIFI_SETTINGS",
    "android.settings.APP_NOTIFICATION_SETTINGS",
)


_ASKING = frozenset({"browser"})
"""Roles whose app asks to have downloaded apps installed."""


def _declare(package: Package, name: str, role: Role, api: int) -> None:
    known = {info.name for info in package.activities}
    package.activities += [i for i in _activities(name, role, api) if i.name not in known]


_STORE: dict[str, Any] = {"page": "store", "launcher": True, "launch_mode": "singleTask"}
_RESOLVER: dict[str, Any] = {"page": "resolver", "exported": False}
_DECLARED: dict[str, dict[str, Any]] = {
    "launcher": {"actions": (HOME,), "launch_mode": "singleTask"},
    "recents": {"exported": False, "launch_mode": "singleTask"},
    "settings": {"launcher": True, "actions": ("android.settings.SETTINGS",)},
    "browser": {"launcher": True, "launch_mode": "singleTask"},
    "custom_tab": {"exported": False},
    "store": _STORE,
    "play": _STORE,
    "second_store": _STORE,
    "installer": {"actions": (VIEW, INSTALL_PACKAGE), "mimes": (APK_MIME,)},
    "dialer": {"launcher": True, "actions": (DIAL, VIEW)},
    "permission": {"exported": False},
    "chooser": _RESOLVER,
    "sharer": {**_RESOLVER, "actions": (CHOOSER,)},
}
"""By role: what its activity declares beside its links; a keyboard has none."""


def _activities(name: str, role: Role, api: int) -> list[ActivityInfo]:
    if name not in _DECLARED:
        return []
    package, cls = role.pair
    links = tuple(f"{scheme}:" for scheme in role.schemes)
    if name == "play":
        links += ("https://play.google.com/store/",)
    plain = ActivityInfo(package, cls, name, uri_prefixes=links)
    found = [dataclasses.replace(plain, **_DECLARED[name])]
    if name == "recents":
        found[0].task_affinity = f"{package}.recents"
    if name == "settings":
        details = f"{package}.applications.InstalledAppDetails"
        prefixes = ("package:",)
        found.append(ActivityInfo(package, details, name, actions=_DETAILS, uri_prefixes=prefixes))
        found += _source_settings(package, api)
    return found


def _source_settings(package: str, api: int) -> list[ActivityInfo]:
    """The pages about unknown sources: of each app since Android 8, one switch before."""
    plain = ActivityInfo(package, "", "source_settings")
    if api < 26:
        security = f"{package}.Settings$SecuritySettingsActivity"
        asked = (SECURITY_PAGE,)
        return [dataclasses.replace(plain, name=security, actions=asked)]
    asked = (SOURCES_PAGE,)
    one, several = (f"{package}.Settings$Manage{word}ExternalSourcesActivity"
                    for word in ("App", ""))  # fmt: skip
    return [
        dataclasses.replace(
            plain, name=one, actions=asked, uri_prefixes=("package:",), needs_data=True
        ),
        dataclasses.replace(plain, name=several, actions=asked),
    ]


def _shop(label: str) -> Package:
    activity = ActivityInfo(
        SHOP_PACKAGE,
        f"{SHOP_PACKAGE}.MainActivity",
        "other_app",
        launcher=True,
        uri_prefixes=("exampleshop://",),
        launch_mode="singleTask",
    )
    return _user_app(SHOP_PACKAGE, label, 10150, [activity])


def _neighbour(one: Neighbour, uid: int) -> Package:
    links = tuple(f"{scheme}://" for scheme in one.schemes)
    main = ActivityInfo(
        one.package,
        one.main,
        "other_app",
        launcher=True,
        uri_prefixes=() if one.entry else links,
        launch_mode="singleTask",
    )
    entry = ActivityInfo(one.package, one.entry, TRAMPOLINE + one.main, uri_prefixes=links)
    return _user_app(one.package, one.zh, uid, [main, entry] if one.entry else [main])


def _user_app(name: str, label: str, uid: int, activities: list[ActivityInfo]) -> Package:
    package = _package(name, label, uid)
    package.version_name, package.version_code = "5.2.1", 521
    package.activities, package.system, package.code_path = activities, False, ""
    return package
