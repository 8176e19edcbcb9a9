"""Kinds of places by names, dumps and evidence."""

import time
from pathlib import Path
from typing import cast

import pytest

from device_profiles.places import place_book
from device_profiles.profiles import Traits, all_profiles, matching, quirks_of
from harness.device.link import Link
from harness.device.parsers.windows import Focus, parse_focus
from harness.device.placing import SEPARATOR, PlaceNamer, place_from, read_place
from harness.device.records import ShellResult
from harness.domain.place import PlaceKind

API19 = Path(__file__).parents[2] / "fixtures" / "dumps" / "api19"
APP = "com.demo.app"


@pytest.fixture
def namer() -> PlaceNamer:
    namer = PlaceNamer()
    namer.watched = APP
    return namer


@pytest.mark.parametrize(
    ("package", "activity", "kind"),
    [
        (
            "com.android.chrome",
            "org.chromium.chrome.browser.customtabs.CustomTabActivity",
            "browser",
        ),
        ("com.android.vending", "com.google.android.finsky.activities.MainActivity", "store"),
        ("com.xiaomi.market", "com.xiaomi.market.ui.JoinActivity", "store"),
        ("com.miui.packageinstaller", "com.miui.packageInstaller.InstallStart", "installer"),
        (
            "com.android.settings",
            "com.android.settings.Settings$ManageAppExternalSourcesActivity",
            "installer",
        ),
        (
            "com.google.android.packageinstaller",
            "com.android.packageinstaller.InstallStart",
            "installer",
        ),
        (
            "com.google.android.packageinstaller",
            "com.android.packageinstaller.permission.ui.GrantPermissionsActivity",
            "permission",
        ),
        (
            "com.android.permissioncontroller",
            "com.android.permissioncontroller.permission.ui.GrantPermissionsActivity",
            "permission",
        ),
        ("android", "com.android.internal.app.ResolverActivity", "chooser"),
        ("com.android.intentresolver", "com.android.intentresolver.ChooserActivity", "chooser"),
        (
            "com.miui.securitycenter",
            "com.miui.wakepath.ui.ConfirmStartActivity",
            "confirm_jump",
        ),
        ("com.android.launcher3", "com.android.launcher3.Launcher", "launcher"),
        ("com.mall.shop", "com.mall.shop.ItemPage", "other_app"),
        (APP, "com.demo.app.MainActivity", "app_page"),
        (
            APP,
            "com.bytedance.sdk.openadsdk.stub.activity.Stub_Standard_Portrait_Activity",
            "app_popup",
        ),
        (APP, "com.qq.e.ads.PortraitADActivity", "app_popup"),
        (APP, "com.bytedance.sdk.openadsdk.activity.TTLandingPageActivity", "app_web_page"),
    ],
)
def test_known_names(namer: PlaceNamer, package: str, activity: str, kind: str) -> None:
    """Well-known packages, and advertising kits inside the app under test."""
    assert namer.kind(package, activity) == kind


def test_a_kit_page_of_another_app_is_that_other_app(namer: PlaceNamer) -> None:
    """A kit's class name means something only inside the app under test."""
    assert namer.kind("com.mall.shop", "com.qq.e.ads.PortraitADActivity") is PlaceKind.OTHER_APP


def test_a_web_name_alone_proves_nothing(namer: PlaceNamer) -> None:
    """Only a web address in the intent makes a page of that name a web page."""
    activity = "com.demo.app.ui.CommonWebViewActivity"
    assert namer.kind(APP, activity) is PlaceKind.APP_PAGE
    namer.opened_with(f"{APP}/{activity}", "https://ad.example/...")
    assert namer.kind(APP, activity) is PlaceKind.APP_WEB_PAGE
    namer.forget_evidence()
    assert namer.kind(APP, activity) is PlaceKind.APP_PAGE


def test_what_the_device_tells_fills_the_book(namer: PlaceNamer) -> None:
    """A home screen and a browser that no book knows are known by the device."""
    namer.homes, namer.browsers = frozenset({"org.tiny.home"}), frozenset({"org.tiny.web"})
    assert namer.kind("org.tiny.home", "org.tiny.home.Home") is PlaceKind.LAUNCHER
    assert namer.kind("org.tiny.web", "org.tiny.web.Tab") is PlaceKind.BROWSER


def resumed(component: str) -> str:
    return f"    topResumedActivity=ActivityRecord{{77d5ede u0 {component} t4}}\n"


def test_crash_dialog_wins_over_the_activity_below(namer: PlaceNamer) -> None:
    """The window's title names the package that crashed."""
    place = place_from(
        resumed("com.android.launcher3/.Launcher"),
        Focus(window="Application Error: com.demo.app"),
        namer,
        7,
    )
    assert (place.kind, place.package, place.source) == (PlaceKind.CRASH, APP, "mCurrentFocus")


def test_a_place_is_as_old_as_the_question(namer: PlaceNamer) -> None:
    """What the event log said while dumps were made is newer: the app before was told in front."""
    during: list[int] = []

    class Slow:
        def shell(self, command: str) -> ShellResult:
            during.append(time.monotonic_ns())
            return ShellResult(out=resumed("com.android.chrome/.Main") + SEPARATOR)

    place = read_place(cast("Link", Slow()), namer, 34).place
    assert place.package == "com.android.chrome"
    assert place.at_ns <= during[0]


def test_real_android_4_crash(namer: PlaceNamer) -> None:
    """The whole way from a real device's dumps."""
    namer.watched = "com.example.hello"
    activities = (API19 / "activity_activities_after_tap.txt").read_text()
    focus = parse_focus((API19 / "window_windows_after_tap.txt").read_text())
    assert place_from(activities, focus, namer, 1).kind is PlaceKind.CRASH
    activities = (API19 / "activity_activities_hello.txt").read_text()
    focus = parse_focus((API19 / "window_windows_hello.txt").read_text())
    place = place_from(activities, focus, namer, 1)
    assert place.kind is PlaceKind.APP_PAGE
    assert place.activity == "com.example.hello.MainActivity"


def test_shade_is_system_ui_and_a_popup_window_is_the_page(namer: PlaceNamer) -> None:
    """A PopupWindow belongs to the activity; the shade lies over it."""
    page = resumed("com.demo.app/.Main")
    shade = place_from(page, Focus(window="NotificationShade"), namer, 1)
    assert shade.kind is PlaceKind.SYSTEM_UI
    popup = place_from(page, Focus(window="PopupWindow:52a83b94"), namer, 1)
    assert (popup.kind, popup.window) == (PlaceKind.APP_PAGE, "PopupWindow:52a83b94")


def test_nothing_resumed_falls_back_to_focus_and_then_to_unknown(namer: PlaceNamer) -> None:
    """Unreadable is unknown, never a page."""
    by_app = place_from("", Focus(component="com.demo.app/com.demo.app.Main"), namer, 1)
    assert by_app.kind is PlaceKind.APP_PAGE
    by_title = place_from("", Focus(window="com.mall.shop/com.mall.shop.Item"), namer, 1)
    assert by_title.kind is PlaceKind.OTHER_APP
    assert place_from("", Focus(), namer, 1).kind is PlaceKind.UNKNOWN


def test_no_package_has_two_kinds() -> None:
    """A name that stood in two lists of the book would depend on their order."""
    book = place_book()
    names = [name for _, globs in book._packages for name in globs]
    assert len(names) == len(set(names))


def test_profiles_match_from_special_to_generic() -> None:
    """The generic profile always matches; quirks of all that match count."""
    old = Traits(manufacturer="LGE", brand="google", api_level=19, emulator=False)
    assert matching(old)[0].id == "android-4"
    assert "no_ondevice_server" in quirks_of(old)
    miui = Traits(manufacturer="Xiaomi", brand="Redmi", api_level=34, emulator=False)
    assert matching(miui)[0].id == "xiaomi"
    assert "no_ondevice_server" not in quirks_of(miui)
    plain = Traits(manufacturer="Nobody", brand="x", api_level=34, emulator=False)
    assert [p.id for p in matching(plain)] == ["generic"]
    assert all(quirk.because for profile in all_profiles() for quirk in profile.quirk)
