"""The small Android: starts, tasks, log, processes, packages, screen."""

import asyncio
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phone_bench import PACKAGE, SHOP, Bench, app_of

from harness.virtual.android.installer import Wish
from harness.virtual.android.intents import NEW_TASK, VIEW, redacted
from harness.virtual.android.state import Intent

HOME = "com.android.launcher3/.Launcher"
MAIN = f"{PACKAGE}/.Main"
AD = """\
popups:
  ad: {{layers: [{{area: {{}}, on_tap: [{effect}]}}]}}
starts: [{{show: [ad], after_ms: 0}}]
"""


def tapped(effect: str, api: int = 34, locale: str = "zh-CN") -> Bench:
    """An app whose whole-screen pop-up does this, launched and touched."""
    bench = Bench(app_of(AD.format(effect=effect)), api=api, locale=locale)
    bench.launch()
    bench.tap(200, 400)
    return bench


def test_boot() -> None:
    """A booted phone shows its launcher between its bars, and has nothing left to do."""
    bench = Bench()
    assert bench.front == HOME
    assert bench.kinds() == ["navigation_bar", "status_bar", "launcher"]
    assert bench.clock.pending == 0


def test_cold_warm_hot() -> None:
    """A start is cold without a process and hot with a living task; -W gets its times."""
    bench = Bench(app_of(""))

    async def waited() -> tuple[int, str, int]:
        intent = Intent(
            "android.intent.action.MAIN",
            ("android.intent.category.LAUNCHER",),
            flags=NEW_TASK,
            component=(PACKAGE, f"{PACKAGE}.Main"),
        )
        starting = asyncio.create_task(
            bench.phone.start_activity(intent, caller=None, caller_uid=2000, wait=True)
        )
        await asyncio.sleep(0)
        bench.wait(500)
        result = await starting
        return result.code, result.launch_state, result.total_ms

    assert asyncio.run(waited()) == (0, "COLD", 350)
    bench.phone.key(3)
    assert bench.front == HOME
    assert asyncio.run(waited()) == (2, "HOT", 0)
    assert asyncio.run(waited()) == (3, "HOT", 0)


def test_starting_window_until_the_first_frame() -> None:
    """While a cold app has drawn nothing its starting window shows, and nothing is resumed."""
    bench = Bench(app_of(""))
    bench.start(Intent(component=(PACKAGE, f"{PACKAGE}.Main"), flags=NEW_TASK))
    bench.wait(100)
    types = [w.type for w in bench.phone.windows() if w.package == PACKAGE]
    assert types == ["APPLICATION_STARTING"]
    assert bench.front is None
    assert bench.kinds()[2:] == ["starting"]


REDIRECTS = [
    ("exampleshop://item?id=7", "com.example.shop/.MainActivity", "other_app"),
    (
        "https://ad.example/x?y=1",
        "com.android.chrome/com.google.android.apps.chrome.Main",
        "browser",
    ),
    ("market://details?id=a.b", "com.xiaomi.market/.ui.AppDetailActivity", "store"),
]


@pytest.mark.parametrize(("uri", "component", "kind"), REDIRECTS)
def test_redirect_and_back(uri: str, component: str, kind: str) -> None:
    """A redirect opens in a task of its own, keeps its full data, and Back returns."""
    bench = tapped(f'{{open: {{data: "{uri}"}}}}')
    bench.wait(200)
    record = bench.phone.resumed_activity()
    assert record is not None
    assert record.component == component
    assert (record.intent.data, record.launched_from_package) == (uri, PACKAGE)
    assert kind in bench.kinds()
    assert len({t.id for t in bench.phone.tasks}) == 3
    bench.phone.key(4)
    assert bench.front == MAIN


def test_store_of_a_western_phone() -> None:
    """Elsewhere than in China the Play store answers market links."""
    bench = tapped('{open: {data: "market://details?id=a.b"}}', locale="en-US")
    bench.wait(200)
    assert bench.front == "com.android.vending/com.google.android.finsky.activities.MainActivity"


@pytest.mark.parametrize(
    ("api", "tag", "line"),
    [
        (28, "ActivityManager", "from uid 10201 on display 0"),
        (29, "ActivityTaskManager", "from uid 10201"),
        (33, "ActivityTaskManager", "with LAUNCH_SINGLE_TASK from uid 10201 result code=0"),
        (
            34,
            "ActivityTaskManager",
            "with LAUNCH_SINGLE_TASK from uid 10201 (BAL_ALLOW_VISIBLE_WINDOW) result code=0",
        ),
    ],
)
def test_start_line_dialects(api: int, tag: str, line: str) -> None:
    """The START line has the tag and the words of its version."""
    bench = tapped(f'{{open: {{data: "{SHOP}"}}}}', api)
    entry = [e for e in bench.events(tag) if e.message.startswith("START u0 {")][-1]
    words = (
        f"act={VIEW} dat={redacted(SHOP, api)} flg=0x10000000 cmp=com.example.shop/.MainActivity"
    )
    assert entry.message == f"START u0 {{{words}}} {line}"


def test_event_dialects() -> None:
    """Activity events are am_* up to API 29 and wm_* from API 30, with the same fields."""
    for api, prefix in ((29, "am_"), (30, "wm_")):
        bench = tapped(f'{{open: {{data: "{SHOP}"}}}}', api)
        created = bench.events(f"{prefix}create_activity")[-1].message
        uri = redacted(SHOP, api)
        assert created.endswith(f",com.example.shop/.MainActivity,{VIEW},NULL,{uri},268435456]")
        other = {"am_": "wm_", "wm_": "am_"}[prefix]
        assert bench.events(f"{other}create_activity") == []


def test_input_focus_follows_the_dialog() -> None:
    """Focus is logged as it moves from the activity to a dialog over it."""
    body = "popups: {ad: {window: dialog}}\nstarts: [{show: [ad], after_ms: 100}]"
    bench = Bench(app_of(body))
    bench.launch()
    bench.wait(100)
    words = [e.message.split(",")[0][1:].split()[:2] for e in bench.events("input_focus")][-2:]
    assert words == [["Focus", "leaving"], ["Focus", "entering"]]
    focused = bench.phone.focused_window()
    assert focused is not None
    assert focused.type == "APPLICATION"


@pytest.mark.parametrize(
    ("uri", "old", "new"),
    [
        ("https://a.b/c?d=e", "https://a.b/...", "https://a.b/..."),
        ("http://u:p@a.b:80/c", "http://a.b:80/...", "http://a.b:80/..."),
        ("market://details?id=x", "market://details?id=x", "market://details/..."),
        ("weixin://x/y#z", "weixin://x/y", "weixin://x/..."),
        ("tel:12345", "tel:xxxxx", "tel:xxxxx"),
        ("package:a.b", "package:a.b", "package:"),
    ],
)
def test_redaction(uri: str, old: str, new: str) -> None:
    """Older versions shorten the web's URIs, newer ones all."""
    assert (redacted(uri, 28), redacted(uri, 34)) == (old, new)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.text(max_size=40), st.sampled_from([28, 34]))
def test_redaction_keeps_no_query(text: str, api: int) -> None:
    """Whatever the path and query of a web URI are, none of it gets into a log."""
    assert redacted(f"https://host.example/{text}", api) == "https://host.example/..."


def test_nothing_answers() -> None:
    """An intent that nothing answers is logged and crashes the app; the second time is told."""
    bench = tapped('{open: {data: "nosuch://x"}}')
    assert (bench.front, "crash_dialog" in bench.kinds()) == (HOME, False)
    bench.launch()
    bench.tap(200, 400)
    starts = [e.message for e in bench.events("ActivityTaskManager") if "nosuch" in e.message]
    assert starts[0].endswith("result code=-91")
    assert "android.content.ActivityNotFoundException" in bench.events("am_crash")[0].message
    focused = bench.phone.focused_window()
    assert focused is not None
    assert focused.title == f"Application Error: {PACKAGE}"
    assert (bench.front, bench.popups) == (HOME, [])
    bench.tap(200, 150)
    assert "crash_dialog" not in bench.kinds()


def test_not_responding() -> None:
    """A frozen app loses touches; the dialog comes after a while; closing ends it."""
    bench = tapped("{anr: true}")
    bench.wait(4999)
    assert "anr_dialog" not in bench.kinds()
    bench.wait(1)
    assert "anr_dialog" in bench.kinds()
    bench.phone.key(4)
    assert "anr_dialog" not in bench.kinds()
    bench = tapped("{anr: true}")
    bench.wait(5000)
    bench.tap(200, 150)
    assert bench.front == HOME


def test_chooser() -> None:
    """Where several apps answer, a chooser asks, and what is picked gets the intent."""
    other = app_of("", "com.other.app")
    first = app_of(AD.format(effect='{open: {data: "pick://x?y"}}'))
    for app in (other, first):
        app.script.activities[1].deep_links.append("pick://")
    bench = Bench(first, other)
    bench.launch()
    bench.tap(200, 400)
    bench.wait(200)
    assert bench.front == "com.android.intentresolver/.ResolverActivity"
    bench.tap(200, 150)
    assert bench.front == "com.android.intentresolver/.ResolverActivity"  # marked, not yet opened
    bench.tap(200, 150)
    bench.wait(400)
    record = bench.phone.resumed_activity()
    assert record is not None
    assert (record.info.name.rpartition(".")[2], record.intent.data) == ("Detail", "pick://x?y")
    assert record.launched_from_package == PACKAGE


@pytest.mark.parametrize(("y", "granted"), [(150, True), (250, False)])
def test_permission(y: int, granted: bool) -> None:
    """The permission controller asks over the app, and its answer is kept."""
    bench = tapped("{ask_permission: android.permission.CAMERA}")
    bench.wait(200)
    assert bench.front is not None
    assert bench.front.endswith(".permission.ui.GrantPermissionsActivity")
    assert [w.visible for w in bench.phone.windows() if w.package == PACKAGE] == [True]
    bench.tap(200, y)
    assert bench.front == MAIN
    assert ("android.permission.CAMERA" in bench.phone.packages[PACKAGE].granted) is granted


def test_download_says_so() -> None:
    """A download that starts by itself leaves a log line and a notification, no activity."""
    bench = tapped('{download: "https://a.b/x.apk?k=1"}')
    assert "uri=https://a.b/x.apk?k=1" in bench.events("DownloadManager")[0].message
    assert f",0,1:{PACKAGE},0," in bench.events("notification_enqueue")[0].message
    bench.phone.actions.shade(is_open=True)
    assert "notification_shade" in bench.kinds()
    assert bench.front == MAIN


def test_force_stop_ends_everything() -> None:
    """After a force-stop there is no process, no task, no window and no timer of the app."""
    bench = tapped("{after_ms: 5000, toast: late}")
    bench.phone.force_stop(PACKAGE)
    assert all(p.package != PACKAGE for p in bench.phone.processes.values())
    assert all(w.package != PACKAGE for w in bench.phone.windows())
    assert (bench.front, bench.clock.pending) == (HOME, 0)
    assert bench.phone.packages[PACKAGE].stopped
    assert bench.events("am_kill")
    bench.wait(6000)
    assert bench.phone.last_toast is None


def test_force_stop_before_the_first_frame() -> None:
    """An app stopped while it starts never draws."""
    bench = Bench(app_of(""))
    bench.start(Intent(component=(PACKAGE, f"{PACKAGE}.Main"), flags=NEW_TASK))
    bench.phone.force_stop(PACKAGE)
    bench.wait(1000)
    assert bench.front == HOME
    assert bench.events("wm_activity_launch_time")[-1].message.split(",")[2] == HOME


@pytest.mark.parametrize(
    ("component", "code"),
    [((PACKAGE, "nope"), -92), (("no.such", "no.such.Main"), -92), ((PACKAGE, "Hidden"), -94)],
)
def test_failing_starts(component: tuple[str, str], code: int) -> None:
    """What does not exist or is not exported is not started, and the code says why."""
    app = app_of("popups: {p: {window: activity, activity: Hidden}}")
    bench = Bench(app)
    full = component if component[1] != "Hidden" else (PACKAGE, f"{PACKAGE}.Hidden")
    intent = Intent(component=full)
    result = asyncio.run(
        bench.phone.start_activity(intent, caller="com.example.shop", caller_uid=10150)
    )
    assert (result.code, bench.front) == (code, HOME)


def test_install_what_was_pulled() -> None:
    """An APK that was pulled installs again and is the same app, script included."""
    bench = Bench(app_of(AD.format(effect="{toast: t}")))
    apk = bench.phone.packages[PACKAGE].apk
    assert bench.phone.install([apk], Wish(replace=False)).startswith(
        "Failure [INSTALL_FAILED_ALREADY_EXISTS: "
    )
    assert bench.phone.uninstall(PACKAGE)
    assert not bench.phone.uninstall(PACKAGE)
    assert bench.phone.install([apk], Wish(replace=False, installer="a.b")) == "Success"
    bench.launch()
    assert bench.popups == ["ad"]


@pytest.mark.parametrize(
    ("apk", "failure"),
    [
        (b"nonsense", "INSTALL_PARSE_FAILED_NOT_APK"),
        (b"", "INSTALL_PARSE_FAILED_NOT_APK"),
        ("empty", "INSTALL_PARSE_FAILED_BAD_MANIFEST"),
        ("text", "INSTALL_PARSE_FAILED_UNEXPECTED_EXCEPTION"),
    ],
)
def test_broken_apks(apk: bytes | str, failure: str) -> None:
    """Bytes that are no APK fail with Android's word for it."""
    if isinstance(apk, str):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a" if apk == "empty" else "AndroidManifest.xml", "not xml")
        apk = out.getvalue()
    assert Bench().phone.install([apk], Wish()).startswith(f"Failure [{failure}: ")


@settings(deadline=None, derandomize=True, max_examples=80)
@given(st.integers(0, 4000), st.integers(0, 255))
def test_damaged_manifests_are_refused_or_read(at: int, byte: int) -> None:
    """A manifest with a changed byte is read or refused, never anything else."""
    with zipfile.ZipFile(io.BytesIO(app_of("").apk)) as archive:
        manifest = bytearray(archive.read("AndroidManifest.xml"))
    manifest[at % len(manifest)] = byte
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("AndroidManifest.xml", bytes(manifest))
    bench = Bench()
    told = bench.phone.install([out.getvalue()], Wish())
    assert told == "Success" or told.startswith("Failure [INSTALL_")


def test_screen_off_and_lock() -> None:
    """The screen goes off and locks, wakes to the keyguard, and unlocks by a swipe up."""
    bench = Bench(app_of(""))
    bench.launch()
    bench.phone.sleep()
    assert (bench.phone.scene().screen_on, bench.front) == (False, None)
    assert bench.phone.touch(0, 1, 1) is False
    bench.phone.wake()
    assert "lock_screen" in bench.kinds()
    assert (bench.phone.locked, bench.front) == (True, None)
    for action, y in ((0, 700), (2, 400), (1, 200)):
        bench.phone.touch(action, 200, y)
    assert (bench.phone.locked, bench.front) == (False, MAIN)


def test_gestures_and_buttons() -> None:
    """Home is a swipe up on a gesture phone and a button on the others."""
    bench = Bench(app_of(""))
    bench.launch()
    for action, y in ((0, 795), (1, 300)):
        bench.phone.touch(action, 200, y)
    assert bench.front == HOME
    bench = Bench(app_of(""), navigation_bar_dp=300)
    bench.launch()
    bench.tap(200, 750)
    assert bench.front == HOME


def test_back_from_an_own_activity() -> None:
    """An app's own activity opens in its task, and Back finishes it."""
    bench = tapped("{start: .Detail}")
    assert bench.front == f"{PACKAGE}/.Detail"
    assert len(bench.phone.tasks) == 2
    bench.phone.key(4)
    assert bench.front == MAIN


def test_toast_goes_by_itself() -> None:
    """A toast is a window that takes no touch and is gone after two seconds."""
    bench = tapped("{toast: 好}")
    assert "toast" in bench.kinds()
    bench.wait(2000)
    assert "toast" not in bench.kinds()


def test_frames_equal_where_scenes_are() -> None:
    """Two captures of a still screen are the same bytes, and black when the screen is off."""
    bench = Bench(app_of(""))
    bench.launch()
    width, height, pixels = bench.phone.frame_rgba()
    assert (width, height, len(pixels)) == (400, 800, 400 * 800 * 4)
    assert bench.phone.frame_rgba()[2] == pixels
    bench.phone.sleep()
    black = bench.phone.frame_rgba()[2]
    assert set(black[0::4]) == {0}


def test_same_link_again_is_delivered_anew() -> None:
    """A second redirect to the same link is a new intent to the browser that runs already."""
    bench = tapped('{open: {data: "https://a.b/x"}}')
    bench.wait(200)
    bench.phone.force_stop(PACKAGE)
    bench.launch()
    bench.tap(200, 400)
    assert bench.front == "com.android.chrome/com.google.android.apps.chrome.Main"
    assert ",https://a.b/...," in bench.events("wm_new_intent")[-1].message
