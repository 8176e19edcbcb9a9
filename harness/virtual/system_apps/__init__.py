"""The system's own pages, bars and dialogs: builders of view trees."""

from collections.abc import Callable

from harness.virtual.scene import View
from harness.virtual.system_apps import bars, dialogs, pages
from harness.virtual.system_apps.sheet import Sheet

_BUILDERS: dict[str, tuple[Callable[[Sheet], View], str]] = {
    "launcher": (pages.launcher, "com.android.launcher3"),
    "browser": (pages.browser, "com.android.chrome"),
    "store": (pages.store, "com.xiaomi.market"),
    "other_app": (pages.other_app, "com.example.shop"),
    "plain_app": (pages.plain_app, ""),
    "settings": (dialogs.settings, "com.android.settings"),
    "resolver": (dialogs.resolver, "android"),
    "installer": (dialogs.installer, "com.android.packageinstaller"),
    "permission": (dialogs.permission, "com.android.permissioncontroller"),
    "crash_dialog": (dialogs.crash_dialog, "android"),
    "anr_dialog": (dialogs.anr_dialog, "android"),
    "status_bar": (bars.status_bar, "com.android.systemui"),
    "navigation_bar": (bars.navigation_bar, "com.android.systemui"),
    "lock_screen": (bars.lock_screen, "com.android.systemui"),
    "notification_shade": (bars.notification_shade, "com.android.systemui"),
    "toast": (bars.toast, "android"),
    "starting": (bars.starting, "android"),
}
KINDS = tuple(_BUILDERS)


def build(
    kind: str, params: dict[str, str], *, width: int, height: int, density: int, locale: str
) -> View:
    """The view of one kind, of ``width`` x ``height`` pixels from the origin.

    What ``params`` may hold is said by each builder; ``package`` names whose nodes these are
    where the kind does not decide it. An unknown kind is a ValueError.
    """
    if kind not in _BUILDERS:
        raise ValueError(f"no system page {kind!r}; known: {', '.join(sorted(_BUILDERS))}")
    builder, package = _BUILDERS[kind]
    own = params.get("package", "") if kind == "plain_app" else package
    return builder(Sheet(params, width, height, density, locale, own))
