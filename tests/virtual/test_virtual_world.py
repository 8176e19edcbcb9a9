"""The world that apps redirect into: it reacts to fingers, and returns lead where Android leads."""

from pathlib import Path

import pytest
from dialect_bench import PACKAGE, Met, redirector
from world_bench import BROWSER, MAIN, SHOP, arrived, front, met, scripted, texts

from harness.virtual.apps.loader import LoadedApp, parse_script
from harness.virtual.apps.manifest import apk_of


def test_each_redirect_is_a_tab_and_back_returns_to_the_app() -> None:
    """Two links are two tabs; Back closes the tab and the app that opened it is in front again."""
    bench = arrived("https://a.example.com/x")
    assert front(bench) == BROWSER
    bench.link.shell("input keyevent BACK")
    assert front(bench) == MAIN
    bench.tap_middle()
    bench.wait(400)
    bench.link.shell("am start -a android.intent.action.VIEW -d https://b.example.com/")
    bench.touch("tabs")
    assert "a.example.com" in texts(bench)
    bench.touch("tab:0")
    assert "a.example.com" in texts(bench)
    bench.touch("tabs")
    bench.touch("tabclose:0")
    assert "a.example.com" not in texts(bench)


def test_a_link_leads_on_inside_the_tab_and_back_returns_to_the_page() -> None:
    """The browser has a history: Back leads through it before it leaves."""
    bench = arrived("https://a.example.com/x")
    before = texts(bench)
    bench.touch("link:https://a.example.com/join")
    assert texts(bench) != before
    assert bench.hops()[-1].data_uri == "https://a.example.com/x"
    bench.link.shell("input keyevent BACK")
    assert (texts(bench), front(bench)) == (before, BROWSER)


def test_every_address_has_a_page_of_its_own() -> None:
    """Host and title follow from the address, and are the same again for the same one."""
    first, again = arrived("https://a.example.com/1"), arrived("https://a.example.com/1")
    other = arrived("https://b.example.org/2")
    assert texts(first) == texts(again)
    assert texts(first) != texts(other)
    assert "b.example.org" in texts(other)


def test_a_custom_tab_lies_on_the_apps_own_task() -> None:
    """It is the browser's activity in the app's task; its X leads back."""
    bench = arrived("https://a.example.com/x", custom_tab="true")
    assert front(bench).endswith("CustomTabActivity")
    assert bench.front.task_id == bench.phone.tasks[0].id
    assert bench.phone.tasks[0].affinity == PACKAGE
    assert bench.place().package == "com.android.chrome"
    bench.touch("button:close")
    assert front(bench) == MAIN


@pytest.mark.parametrize("api", [28, 34])
def test_an_apps_file_is_asked_about_downloaded_and_offered_and_no_page_changes(api: int) -> None:
    """By a redirect, in a tab that stays blank, and by a link on a page; Back refuses."""
    bench = arrived("https://dl.example.com/com.fresh.app.apk?k=1", api=api)
    assert (front(bench), bench.hops()[-1].kind) == (BROWSER, "browser")
    bench.link.shell("input keyevent BACK")
    assert (front(bench), "com.fresh" in texts(bench)) == (BROWSER, False)
    bench.link.shell("am start -a android.intent.action.VIEW -d https://a.example.com/")
    before, browser = texts(bench), bench.phone.activities.pages_of(bench.front)
    assert browser is not None
    browser.tapped(bench.front, "link:https://dl.example.com/com.fresh.app.apk")
    assert "com.fresh.app.apk" in texts(bench)
    assert "notification_enqueue" not in bench.link.shell("logcat -d -b events").out
    bench.touch("download:yes")
    bench.wait(5000)
    assert ",1000000,DownloadNotificationService,0," in bench.link.shell("logcat -d -b events").out
    assert before in texts(bench)
    assert bench.link.shell("pm install /sdcard/Download/com.fresh.app.apk").out == "Success\n"
    bench.touch("download:open")
    bench.wait(400)
    assert bench.place().kind == "installer"
    assert bench.hops()[-1].caller == "com.android.chrome"


# --- stores --------------------------------------------------------
def test_a_stores_install_button_installs() -> None:
    """Install, watch it load, open what came; the launcher has its icon."""
    bench = arrived("market://details?id=com.some.app")
    bench.touch("button:install")
    bench.wait(3000)
    assert "50%" in texts(bench)
    bench.wait(4000)
    assert "com.some.app" in bench.link.shell("pm list packages -3").out
    bench.touch("button:open")
    bench.wait(400)
    assert bench.front.info.package == "com.some.app"


# --- choosers, questions -------------------------------------------------------------------
def dual() -> Met:
    """A link that two apps answer."""
    bench = met("dual://x")
    for name in ("com.xunmeng.pinduoduo", "com.example.shop"):
        bench.phone.packages[name].activities[0].uri_prefixes += ("dual://",)
    bench.tap_middle()
    bench.wait(300)
    return bench


def test_always_is_remembered_and_once_is_not() -> None:
    """A resolver marks, then opens once or always; always asks no more."""
    bench = dual()
    bench.touch("choice:com.example.shop/com.example.shop.MainActivity")
    bench.touch("button:once")
    bench.wait(300)
    assert front(bench) == SHOP
    bench.link.shell("input keyevent BACK")
    bench.tap_middle()
    bench.wait(300)
    assert bench.place().kind == "chooser"
    bench.touch("choice:com.example.shop/com.example.shop.MainActivity")
    bench.touch("button:always")
    bench.wait(300)
    bench.link.shell("input keyevent BACK")
    bench.tap_middle()
    bench.wait(300)
    assert front(bench) == SHOP


def test_a_refused_jump_stays_and_an_allowed_pair_is_not_asked_again() -> None:
    """MIUI's question: refuse returns to the app, "always" remembers the pair."""
    bench = arrived("pinduoduo://goods?id=5", "hyperos")
    bench.touch("button:deny")
    assert front(bench) == MAIN
    bench.tap_middle()
    bench.wait(300)
    bench.touch("button:always")
    bench.wait(400)
    assert bench.place().package == "com.xunmeng.pinduoduo"
    bench.link.shell("input keyevent BACK")
    bench.tap_middle()
    bench.wait(400)
    assert bench.place().package == "com.xunmeng.pinduoduo"


def test_originos_lets_through_by_itself() -> None:
    """The question is in front for five seconds and a half, then the other app opens."""
    bench = arrived("pinduoduo://goods?id=5", "originos")
    bench.wait(4000)
    assert bench.place().kind == "confirm_jump"
    bench.wait(2500)
    assert bench.place().package == "com.xunmeng.pinduoduo"


def test_a_blocked_jump_is_logged_as_its_version_logs_it() -> None:
    """Before Android 13 the START line names what was asked for, since then the question."""
    for api, named in ((31, "com.xunmeng.pinduoduo/"), (33, "com.miui.securitycenter/")):
        bench = arrived("pinduoduo://goods?id=5", "miui", api)
        lines = [e.message for e in bench.phone.log if e.message.startswith("START u0 {act=")]
        assert f"cmp={named}" in lines[-1]


def test_a_deep_link_passes_a_trampoline() -> None:
    """The entry activity starts the main one and is gone; both are hops."""
    bench = arrived("weixin://dl/business")
    assert front(bench) == "com.tencent.mm/.ui.LauncherUI"
    seen = [hop.component for hop in bench.hops() if hop.package == "com.tencent.mm"]
    assert seen == [
        "com.tencent.mm/com.tencent.mm.plugin.base.stub.WXCustomSchemeEntryActivity",
        "com.tencent.mm/com.tencent.mm.ui.LauncherUI",
    ]
    bench.link.shell("input keyevent BACK")
    assert front(bench) == MAIN


# --- tasks -----------------------------------------------------------------------------------
def two_apps(effect: str, mode: str = "standard", affinity: str = "") -> Met:
    """An app that opens another one's activity of this launch mode."""
    own = f', affinity: "{affinity}"' if affinity else ""
    target = f"""\
format: 1
package: com.other.app
label: 他
version_name: "1"
version_code: 1
activities:
- {{name: .Main, page: home, launcher: true}}
- {{name: .Deep, page: home, deep_links: ["other://"], launch_mode: {mode}{own}}}
pages: {{home: {{}}}}
"""
    body = f"popups: {{ad: {{on_body: [{effect}]}}}}\nstarts: [{{show: [ad], after_ms: 0}}]"
    bench = scripted(body)
    bench.phone.add_app(_loaded(target))
    bench.tap_middle()
    bench.wait(500)
    return bench


def _loaded(source: str) -> LoadedApp:
    script = parse_script(source.encode(), "app.yaml", Path())
    return LoadedApp(script, Path(), apk_of(script, source.encode()))


@pytest.mark.parametrize(
    ("flags", "mode", "same_task"),
    [
        ("", "standard", True),
        ("", "singleTop", True),
        ("", "singleTask", False),
        ("", "singleInstance", False),
        ("new_task", "standard", False),
    ],
)
def test_a_foreign_activity_lands_in_the_task_that_its_mode_says(
    flags: str, mode: str, same_task: bool
) -> None:
    """A standard activity lands on the caller's task unless NEW_TASK; Back leads to the caller."""
    told = f", flags: [{flags}]" if flags else ""
    bench = two_apps(f'{{open: {{data: "other://x"{told}}}}}', mode)
    assert front(bench) == "com.other.app/.Deep"
    assert (bench.phone.tasks[0].affinity == PACKAGE) is same_task
    bench.link.shell("input keyevent BACK")
    assert front(bench) == f"{PACKAGE}/.Main"


def test_home_then_the_icon_brings_the_redirects_target_back_when_it_is_on_the_apps_task() -> None:
    """A standard target stays on top of the app's task over a trip home, as on a phone."""
    bench = two_apps('{open: {data: "other://x"}}')
    bench.link.shell("input keyevent HOME")
    assert bench.place().kind == "launcher"
    bench.phone.desk.launch(PACKAGE)
    assert front(bench) == "com.other.app/.Deep"


def test_clear_top_makes_a_standard_activity_anew_and_tells_a_single_top_one() -> None:
    """CLEAR_TOP alone replaces the activity; with SINGLE_TOP it gets the intent."""
    for flags, anew in (("clear_top", True), ("clear_top, single_top", False)):
        effect = f'{{open: {{data: "other://x", flags: [new_task, {flags}]}}}}'
        bench = two_apps(effect)
        first = bench.front.token
        bench.phone.desk.launch(PACKAGE)
        bench.tap_middle()
        bench.wait(500)
        assert front(bench) == "com.other.app/.Deep"
        assert (bench.front.token != first) is anew


def test_an_affinity_of_its_own_is_a_task_of_its_own() -> None:
    """With NEW_TASK an activity joins the task of its affinity, not its package's."""
    bench = two_apps('{open: {data: "other://x", flags: [new_task]}}', affinity="com.else.where")
    assert bench.phone.tasks[0].affinity == "com.else.where"


def test_moving_to_the_back_uncovers_what_was_before() -> None:
    """``moveTaskToBack`` leaves the app alive behind the launcher."""
    bench = scripted("popups: {ad: {on_body: [{to_back: true}]}}\n"
                     "starts: [{show: [ad], after_ms: 0}]")  # fmt: skip
    bench.tap_middle()
    assert bench.place().kind == "launcher"
    assert bench.link.shell(f"pidof {PACKAGE}").out.strip()


# --- recents, notifications, lock, keyboard ------------------------------------------------
def test_recents_open_switch_and_remove() -> None:
    """Cards for every task but home; a touch switches, a swipe up ends the app."""
    bench = arrived("https://a.example.com/x")
    bench.link.shell("input keyevent APP_SWITCH")
    assert front(bench).endswith("RecentsActivity")
    assert "type=recents" in bench.link.shell("dumpsys activity activities").out
    task = next(t for t in bench.phone.tasks if t.affinity == PACKAGE)
    bench.link.shell("input swipe 100 400 330 400 300")
    bench.touch(f"task:{task.id}")
    assert front(bench) == MAIN
    bench.link.shell("input keyevent APP_SWITCH")
    bench.link.shell("input swipe 180 500 180 200 300")
    assert not bench.link.shell(f"pidof {PACKAGE}").out.strip()


def test_a_swipe_from_below_goes_home_and_one_that_is_held_to_the_recents() -> None:
    """With navigation by gestures; a finger that rests before it is lifted wants the overview."""
    bench = arrived("https://a.example.com/x")
    width, height = bench.phone.display_size()
    down, up = (width / 2, height - 4), (width / 2, height / 2)
    for rest_ms, page in ((400, "recents"), (0, "launcher")):
        bench.phone.touch(0, *down)
        bench.clock.advance(120)
        bench.phone.touch(2, *up)
        bench.clock.advance(rest_ms)
        bench.phone.touch(2, *up)
        bench.phone.touch(1, *up)
        bench.clock.advance(300)
        record = bench.phone.resumed_activity()
        assert record is not None
        assert record.info.page == page


def notified(heads_up: str = "true") -> Met:
    """An app that posts a notification with a link when it is touched."""
    body = f"""\
popups:
  ad: {{on_body: [{{notify: {{title: 红包到账, text: 点击领取, heads_up: {heads_up},
                             open: {{data: "exampleshop://x"}}}}}}]}}
starts: [{{show: [ad], after_ms: 0}}]
"""
    bench = scripted(body)
    bench.tap_middle()
    return bench


def test_a_heads_up_notification_lies_over_the_app_for_five_seconds() -> None:
    """It takes touches where its card is and nowhere else; touched it opens its link."""
    bench = notified()
    assert "红包到账" in texts(bench)
    assert bench.place().package == PACKAGE
    bench.touch("notice:1")
    bench.wait(400)
    assert front(bench) == SHOP
    bench = notified()
    bench.wait(5000)
    assert "红包到账" not in texts(bench)
    assert "红包到账" in bench.link.shell("dumpsys notification").out


def test_do_not_disturb_keeps_heads_up_away() -> None:
    """With the zen tile on, the notification is in the shade only."""
    bench = scripted("", "exampleshop://x")
    bench.phone.actions.shade(is_open=True)
    bench.touch("tile:zen")
    assert bench.link.shell("settings get global zen_mode").out == "1\n"
    bench.phone.actions.shade(is_open=False)
    bench.phone.notices.post(bench.phone.packages["com.example.shop"], "甲", "乙", heads_up=True)
    assert "甲" not in texts(bench)
    bench.phone.actions.shade(is_open=True)
    assert "甲" in texts(bench)


def test_a_touched_field_brings_the_keyboard_and_back_puts_it_away() -> None:
    """Keys type into the field; Back hides the keyboard before it leaves the page."""
    body = """\
popups:
  ask:
    layers:
    - area: {left: 20, top: 100, width: 200, height: 48}
      id: name
      field: {}
starts: [{show: [ask], after_ms: 0}]
"""
    bench = scripted(body)
    bench.link.shell("input tap 60 120")
    assert "mInputShown=true" in bench.link.shell("dumpsys input_method").out
    bench.touch("key:a")
    bench.touch("key:b")
    assert "ab" in texts(bench)
    bench.link.shell("input keyevent BACK")
    assert "mInputShown=false" in bench.link.shell("dumpsys input_method").out
    assert front(bench) == f"{PACKAGE}/.Main"


def test_the_dialler_fills_in_the_number_and_calls_nobody() -> None:
    """``tel:`` shows the number; a digit and the eraser work."""
    bench = arrived("tel:95188")
    assert "95188" in texts(bench)
    bench.touch("digit:7")
    assert "951887" in texts(bench)
    bench.touch("button:erase")
    bench.link.shell("input keyevent BACK")
    assert front(bench) == MAIN


def test_a_crash_dialog_leads_to_the_apps_settings() -> None:
    """The button for app info opens the settings' page of the app that crashed."""
    bench = scripted("popups: {ad: {on_body: [{crash: true}]}}\n"
                     "starts: [{show: [ad], after_ms: 0}]")  # fmt: skip
    bench.link.shell("settings put secure show_first_crash_dialog_dev_option 1")
    bench.tap_middle()
    bench.touch("button:info")
    bench.wait(300)
    assert bench.front.info.package == "com.android.settings"
    assert PACKAGE in texts(bench)


def test_the_launcher_turns_its_pages() -> None:
    """More icons than fit are on a second page, a swipe away."""
    bench = Met("aosp", None, redirector("x://y"), width=360, height=520, density=160)
    first = texts(bench)
    bench.link.shell("input swipe 300 250 60 250 200")
    assert texts(bench) != first
    bench.link.shell("input swipe 60 250 300 250 200")
    assert texts(bench) == first


OLD = "很抱歉，“每日精选”已停止运行。"


@pytest.mark.parametrize(
    ("api", "first", "soon", "later"),
    [
        (23, OLD, OLD, OLD),
        (27, "每日精选 已停止运行", "每日精选 屡次停止运行", "每日精选 已停止运行"),
        (28, None, "每日精选 屡次停止运行", None),
    ],
)
def test_which_dialog_a_crash_earns(
    api: int, first: str | None, soon: str, later: str | None
) -> None:
    """Since Android 9 none for the first in a minute, unless a setting asks for it."""
    bench = met(api=api)

    def told() -> str | None:
        bench.launch()
        bench.phone.host.crash(bench.phone.packages[PACKAGE], "java.lang.Exception")
        found = next((t.strip() for t in texts(bench).split("\n") if "停止运行" in t), None)
        bench.phone.window_manager.extras.dialogs.clear()
        return found

    assert (told(), told()) == (first, soon)
    bench.wait(60_000)
    assert told() == later
    bench.wait(60_000)
    bench.link.shell("settings put global show_first_crash_dialog 1")
    assert told() is not None
    bench.wait(60_000)
    bench.phone.sleep()
    assert told() is None
