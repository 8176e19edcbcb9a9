"""The system's own pages, bars and dialogs: builders of view trees."""

from collections.abc import Callable

from harness.virtual.phones import BASE, phone_kind
from harness.virtual.scene import View
from harness.virtual.system_apps import (
    bars,
    bouncers,
    dialogs,
    errors,
    home,
    keyboard,
    phoning,
    recents,
    settings,
    shades,
    shops,
    stores,
    unknown_sources,
    web,
)
from harness.virtual.system_apps.sheet import Sheet

_BUILDERS: dict[str, tuple[Callable[[Sheet], View], str]] = {
    "launcher": (home.launcher, "com.android.launcher3"),
    "browser": (web.browser, "com.android.chrome"),
    "custom_tab": (web.custom_tab, "com.android.chrome"),
    "tab_switcher": (web.tab_switcher, "com.android.chrome"),
    "store": (stores.store, "com.xiaomi.market"),
    "other_app": (shops.other_app, "com.example.shop"),
    "plain_app": (shops.plain_app, ""),
    "nothing": (shops.nothing, "android"),
    "settings": (settings.settings, "com.android.settings"),
    "source_settings": (unknown_sources.source_settings, "com.android.settings"),
    "dialer": (phoning.dialer, "com.android.dialer"),
    "resolver": (dialogs.resolver, "android"),
    "jump": (dialogs.jump, "com.miui.securitycenter"),
    "installer": (dialogs.installer, "com.android.packageinstaller"),
    "unknown_source_blocked": (
        unknown_sources.unknown_source_blocked,
        "com.android.packageinstaller",
    ),
    "permission": (dialogs.permission, "com.android.permissioncontroller"),
    "crash_dialog": (errors.crash_dialog, "android"),
    "anr_dialog": (errors.anr_dialog, "android"),
    "status_bar": (bars.status_bar, "com.android.systemui"),
    "navigation_bar": (bars.navigation_bar, "com.android.systemui"),
    "lock_screen": (bars.lock_screen, "com.android.systemui"),
    "notification_shade": (shades.notification_shade, "com.android.systemui"),
    "heads_up": (shades.heads_up, "com.android.systemui"),
    "recents": (recents.recents, "com.android.launcher3"),
    "keyboard": (keyboard.keyboard, "com.android.inputmethod.latin"),
    "pin_pad": (keyboard.pin_pad, "com.android.systemui"),
    "password_pad": (bouncers.password_pad, "com.android.systemui"),
    "pattern_pad": (bouncers.pattern_pad, "com.android.systemui"),
    "toast": (bars.toast, "android"),
    "starting": (bars.starting, "android"),
}
KINDS = tuple(_BUILDERS)


def build(
    kind: str, params: dict[str, str], *, width: int, height: int, density: int, locale: str
) -> View:
    """The view of one kind, of ``width`` x ``height`` pixels from the origin.

    What ``params`` may hold is said by each builder; ``owner`` names the package whose nodes
    these are, ``skin`` the kind of phone that draws them. An unknown kind is a ValueError.
    """
    if kind not in _BUILDERS:
        raise ValueError(f"no system page {kind!r}; known: {', '.join(sorted(_BUILDERS))}")
    builder, usual = _BUILDERS[kind]
    owner = params.get("owner") or usual or params.get("package", "")
    skin = phone_kind(params.get("skin", BASE)).skin
    return builder(Sheet(params, width, height, density, locale, owner, skin))
