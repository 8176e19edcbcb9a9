"""Installing from unknown sources: who is asked what, and where the answer leads."""

import pytest
from dialect_bench import PACKAGE, Met
from world_bench import MAIN, arrived, front, met, nodes, scripted, texts

APK = "content://com.example.files/fresh/com.fresh.app.apk"
APK_MIME = "application/vnd.android.package-archive"
OP = "REQUEST_INSTALL_PACKAGES"
BLOCKED = "出于安全考虑，已禁止您的手机安装来自此来源的未知应用。"
PAGE = "com.android.settings/.Settings$ManageAppExternalSourcesActivity"


def asked(api: int | None = None, **more: str) -> Met:
    """An app that has just opened an APK."""
    return arrived(APK, api=api, mime=APK_MIME, **more)


def op_of(bench: Met, package: str = PACKAGE) -> str:
    """What ``appops get`` prints of the op."""
    return bench.link.shell(f"appops get {package} {OP}").out


def test_an_unknown_source_is_refused_first_and_asked_after_it_is_trusted() -> None:
    """Refusal, settings, switch; then the installer is in front again and asks."""
    bench = asked(api=29)
    assert bench.place().kind == "installer"
    assert BLOCKED in texts(bench)
    assert "安装" not in texts(bench).split()
    assert op_of(bench).startswith(f"{OP}: deny; rejectTime=+")
    bench.touch("button:settings")
    bench.wait(400)
    assert front(bench) == PAGE
    assert bench.place().kind == "installer"
    bench.touch("switch:source")
    bench.wait(2000)
    assert front(bench) == PAGE  # Android 10 waits for Back
    assert op_of(bench).startswith(f"{OP}: allow")
    bench.link.shell("input keyevent BACK")
    bench.wait(100)
    bench.touch("button:install")
    bench.wait(3000)
    bench.touch("button:open")
    bench.wait(400)
    assert bench.front.info.package == "com.fresh.app"


def test_since_android_11_the_installer_comes_back_by_itself() -> None:
    """Half a second after the switch was turned, above the settings' page, which is gone."""
    bench = asked(api=34)
    bench.touch("button:settings")
    bench.wait(400)
    bench.touch("switch:source")
    assert front(bench) == PAGE
    bench.wait(700)
    assert bench.place().kind == "installer"
    assert BLOCKED not in texts(bench)
    bench.touch("button:cancel")
    assert front(bench) == MAIN


@pytest.mark.parametrize("leave", ["button:cancel", "BACK", "settings and back"])
def test_without_trust_the_app_is_in_front_again(leave: str) -> None:
    """Cancelled, gone back from, or left in the settings as it was: nothing is installed."""
    bench = asked()
    if leave == "settings and back":
        bench.touch("button:settings")
        bench.wait(400)
        bench.link.shell("input keyevent BACK")
        bench.wait(100)
    elif leave == "BACK":
        bench.link.shell("input keyevent BACK")
    else:
        bench.touch(leave)
    assert front(bench) == MAIN
    assert "com.fresh.app" not in bench.link.shell("pm list packages").out


def test_a_trusted_source_is_asked_at_once() -> None:
    """``appops set`` trusts it beforehand."""
    bench = met(APK, mime=APK_MIME)
    assert op_of(bench) == "No operations.\nDefault mode: default\n"
    assert bench.link.shell(f"appops set {PACKAGE} {OP} allow").code == 0
    bench.tap_middle()
    bench.wait(400)
    assert BLOCKED not in texts(bench)
    bench.touch("button:install")
    bench.wait(3000)
    assert "com.fresh.app" in bench.link.shell("pm list packages -3").out


@pytest.mark.parametrize(
    ("api", "source"), [(33, PACKAGE), (34, "com.android.providers.downloads")]
)
def test_a_downloads_source_is_who_asked_for_it(api: int, source: str) -> None:
    """Opened from its notification: the app's, later the download manager's own."""
    body = 'popups: {ad: {on_body: [{download: "https://a.b/com.fresh.app.apk"}]}}\n'
    bench = scripted(body + "starts: [{show: [ad], after_ms: 0}]", api=api)
    bench.tap_middle()
    assert "NotificationRecord" in bench.link.shell("dumpsys notification").out
    bench.wait(5000)
    bench.phone.actions.shade(is_open=True)
    line = bench.phone.looks.notices(bench.phone.notices.all)
    bench.touch(f"notice:{line.partition('|')[0]}")
    bench.wait(400)
    assert bench.place().kind == "installer"
    assert BLOCKED in texts(bench)
    assert op_of(bench, source).startswith(f"{OP}: deny")


def test_before_android_8_one_switch_trusts_all() -> None:
    """The refusal leads to the security page, whose switch warns before it turns."""
    bench = asked(api=23)
    assert "禁止安装" in texts(bench)
    bench.touch("button:settings")
    bench.wait(400)
    assert front(bench) == "com.android.settings/.Settings$SecuritySettingsActivity"
    bench.touch("switch:source")
    bench.touch("button:refuse")
    assert bench.link.shell("settings get secure install_non_market_apps").out == "0\n"
    bench.touch("switch:source")
    bench.touch("button:agree")
    assert bench.link.shell("settings get secure install_non_market_apps").out == "1\n"
    bench.link.shell("input keyevent BACK")
    assert front(bench) == MAIN
    bench.tap_middle()
    bench.wait(400)
    bench.touch("button:install")


def test_who_never_declared_it_gets_nothing() -> None:
    """The shell's request is dropped until Android 13 with a line in the log, then it is served."""
    for api, served in ((33, False), (34, True)):
        bench = met("https://a.b/", api=api)
        bench.link.shell(f"am start -a android.intent.action.VIEW -t {APK_MIME} -d {APK}")
        bench.wait(400)
        assert (bench.place().kind == "installer") is served
        log = bench.link.shell("logcat -d -s InstallStart").out
        assert ("Requesting uid 2000 needs to declare permission" in log) is not served


def test_the_settings_list_who_may_ask() -> None:
    """Without a package the action lists apps; one of them opens its switch."""
    bench = asked()
    bench.touch("button:cancel")
    bench.link.shell("am start -a android.settings.MANAGE_UNKNOWN_APP_SOURCES")
    bench.wait(400)
    assert {"每日精选", "浏览器"} <= set(texts(bench).splitlines()) | set(texts(bench).split())
    bench.touch(f"source:{PACKAGE}")
    bench.wait(400)
    assert front(bench) == PAGE
    bench.touch("switch:source")
    switch = next(
        node
        for window in bench.phone.windows()
        if window.root is not None
        for node in nodes(window.root)
        if node.resource_id == "android:id/switch_widget"
    )
    assert switch.checkable
    assert switch.checked
    assert bench.link.shell(f"cmd appops query-op {OP} allow").out == f"{PACKAGE}\n"


def test_app_ops_are_set_reset_and_gone_with_the_app() -> None:
    """Bad words are refused in Android's; a reset and an uninstall forget."""
    bench = met("https://a.b/")
    shell = bench.link.shell
    shell(f"appops set {PACKAGE} CAMERA ignore")
    assert shell(f"appops get {PACKAGE}").out == "CAMERA: ignore\n"
    assert (
        shell(f"appops reset {PACKAGE}").out == f"Reset all modes for: user 0, package {PACKAGE}\n"
    )
    assert shell(f"appops get {PACKAGE}").out == "No operations.\n"
    for words, said in (
        ("get no.such", "Error: No UID for no.such in user 0\n"),
        (f"get {PACKAGE} NO_SUCH", "Error: Unknown operation string: NO_SUCH\n"),
        (f"set {PACKAGE} CAMERA maybe", "Error: Mode maybe is not valid\n"),
        (f"set {PACKAGE} CAMERA", "Error: Mode not specified.\n"),
        ("get", "Error: Package not specified.\n"),
    ):
        result = shell(f"appops {words}")
        assert (result.err, result.code) == (said, 255)
    shell(f"appops set {PACKAGE} CAMERA deny; pm uninstall {PACKAGE}")
    assert shell("appops query-op CAMERA deny").out == "No operations.\n"
