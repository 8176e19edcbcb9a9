"""The packages that are there when the phone is new."""

from harness.virtual.android.intents import APK_MIME, HOME, VIEW
from harness.virtual.android.state import ActivityInfo, Package, PhoneConfig

LAUNCHER_PACKAGE = "com.android.launcher3"
BROWSER_PACKAGE = "com.android.chrome"
PLAY_STORE = "com.android.vending"
CHINESE_STORE = "com.xiaomi.market"
SHOP_PACKAGE = "com.example.shop"
SYSTEM_UI = "com.android.systemui"
PERMISSIONS = "com.android.permissioncontroller"
INSTALLER = "com.android.packageinstaller"
DOWNLOADS = "com.android.providers.downloads"

REQUEST_PERMISSIONS = "android.content.pm.action.REQUEST_PERMISSIONS"
INSTALL_PACKAGE = "android.intent.action.INSTALL_PACKAGE"


def is_chinese(config: PhoneConfig) -> bool:
    """Whether the phone is one for the Chinese market."""
    return config.locale.lower().startswith("zh")


def resolver_component(api_level: int) -> tuple[str, str]:
    """The chooser's activity on that version."""
    if api_level >= 34:
        return "com.android.intentresolver", "com.android.intentresolver.ResolverActivity"
    return "android", "com.android.internal.app.ResolverActivity"


def permission_component(api_level: int) -> tuple[str, str]:
    """The activity that asks for a permission; part of the installer up to API 28."""
    if api_level >= 29:
        return PERMISSIONS, f"{PERMISSIONS}.permission.ui.GrantPermissionsActivity"
    return INSTALLER, f"{INSTALLER}.permission.ui.GrantPermissionsActivity"


def preferred(config: PhoneConfig) -> dict[str, str]:
    """Which package answers a scheme without asking, where several could."""
    store = CHINESE_STORE if is_chinese(config) else PLAY_STORE
    return {"market": store, "http": BROWSER_PACKAGE, "https": BROWSER_PACKAGE}


def system_packages(config: PhoneConfig) -> list[Package]:
    """Fresh ones, in the order of installation."""
    zh = is_chinese(config)
    resolver, permission = (
        resolver_component(config.api_level),
        permission_component(config.api_level),
    )
    packages = [
        _package("android", "Android System", 1000, [], folder="/system/framework/framework-res"),
        _package(SYSTEM_UI, "系统界面" if zh else "System UI", 10060, []),
        _package(LAUNCHER_PACKAGE, "桌面" if zh else "Launcher", 10061, [_home()]),
        _package("com.android.settings", "设置" if zh else "Settings", 1000, _settings()),
        _package(BROWSER_PACKAGE, "浏览器" if zh else "Chrome", 10062, [_browser()]),
        _package(PLAY_STORE, "Google Play", 10063, [_play_store()]),
        _package(INSTALLER, "软件包安装程序" if zh else "Package installer", 10064, [_installer()]),
        _package(DOWNLOADS, "下载管理器" if zh else "Download Manager", 10065, []),
        _package(SHOP_PACKAGE, "一号商城" if zh else "Example Shop", 10150, [_shop()]),
    ]
    if zh:
        packages.append(_package(CHINESE_STORE, "应用商店", 10066, [_chinese_store()]))
    if config.api_level >= 29:
        packages.append(
            _package(PERMISSIONS, "权限管理" if zh else "Permission controller", 10067, [])
        )
    if config.api_level >= 34:
        packages.append(_package(resolver[0], "Intent Resolver", 10068, []))
    by_name = {package.name: package for package in packages}
    for (name, cls), page in ((resolver, "resolver"), (permission, "permission")):
        by_name[name].activities.append(ActivityInfo(name, cls, page, exported=False))
    return packages


def _package(
    name: str, label: str, uid: int, activities: list[ActivityInfo], folder: str = ""
) -> Package:
    own = name == SHOP_PACKAGE
    return Package(
        name=name,
        label=label,
        uid=uid,
        version_name="5.2.1" if own else "14",
        version_code=521 if own else 34,
        activities=activities,
        system=not own,
        code_path=folder or ("" if own else f"/system/app/{label_folder(name)}"),
        stopped=False,
    )


def label_folder(package: str) -> str:
    """Folder name of a system app, from the last word of its package."""
    return package.rpartition(".")[2].capitalize()


def _home() -> ActivityInfo:
    name = f"{LAUNCHER_PACKAGE}.Launcher"
    return ActivityInfo(
        LAUNCHER_PACKAGE, name, "launcher", actions=(HOME,), launch_mode="singleTask"
    )


def _settings() -> list[ActivityInfo]:
    package = "com.android.settings"
    actions = ("android.settings.SETTINGS",)
    details = (
        "android.settings.APPLICATION_DETAILS_SETTINGS",
        "android.settings.MANAGE_UNKNOWN_APP_SOURCES",
        "android.settings.action.MANAGE_OVERLAY_PERMISSION",
    )
    return [
        ActivityInfo(package, f"{package}.Settings", "settings", launcher=True, actions=actions),
        ActivityInfo(
            package,
            f"{package}.applications.InstalledAppDetails",
            "settings",
            actions=details,
            uri_prefixes=("package:",),
        ),
    ]


def _browser() -> ActivityInfo:
    return ActivityInfo(
        BROWSER_PACKAGE,
        "com.google.android.apps.chrome.Main",
        "browser",
        launcher=True,
        uri_prefixes=("http://", "https://"),
        launch_mode="singleTask",
    )


def _play_store() -> ActivityInfo:
    return ActivityInfo(
        PLAY_STORE,
        "com.google.android.finsky.activities.MainActivity",
        "store",
        launcher=True,
        uri_prefixes=("market://", "https://play.google.com/store/"),
        launch_mode="singleTask",
    )


def _chinese_store() -> ActivityInfo:
    return ActivityInfo(
        CHINESE_STORE,
        "com.xiaomi.market.ui.AppDetailActivity",
        "store",
        launcher=True,
        uri_prefixes=("market://", "mimarket://"),
        launch_mode="singleTask",
    )


def _installer() -> ActivityInfo:
    return ActivityInfo(
        INSTALLER,
        f"{INSTALLER}.InstallStart",
        "installer",
        actions=(VIEW, INSTALL_PACKAGE),
        mimes=(APK_MIME,),
    )


def _shop() -> ActivityInfo:
    return ActivityInfo(
        SHOP_PACKAGE,
        f"{SHOP_PACKAGE}.MainActivity",
        "other_app",
        launcher=True,
        uri_prefixes=("exampleshop://",),
        launch_mode="singleTask",
    )
