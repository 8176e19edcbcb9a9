"""``dumpsys`` in two dialects, against the samples of device-facts §3."""

import re
from pathlib import Path

import pytest
from shell_bench import APP, Bench, unhashed

RESUMED = re.compile(
    r"(?:top|m)?ResumedActivity\s*[=:]\s*ActivityRecord\{\S+ u(\d+) ([^\s/]+)/(\S+?)[ }]"
)


@pytest.mark.parametrize("api_level", [23, 26, 28, 29, 30, 31, 33, 34, 36])
def test_every_dialect_names_the_resumed_activity(tmp_path: Path, api_level: int) -> None:
    """Whatever the version, the resumed activity is found by the one documented pattern."""
    bench = Bench(tmp_path, api_level=api_level)
    bench.launch()
    found = RESUMED.findall(bench.run("dumpsys activity activities").out)
    assert set(found) == {("0", APP, ".MainActivity")}


def test_android_fourteen_activities(tmp_path: Path) -> None:
    """The lines of a task and its record are those captured on a real Android 12+."""
    bench = Bench(tmp_path)
    bench.launch()
    text = unhashed(bench.run("dumpsys activity activities").out)
    uid = bench.phone.packages[APP].uid
    record = f"ActivityRecord{{HASH u0 {APP}/.MainActivity}} tN}}"
    assert "topDisplayFocusedRootTask=Task{HASH #" in text
    for line in (
        f"    topResumedActivity={record}",
        f"    * Hist  #0: {record}",
        f"      packageName={APP} processName={APP}",
        (
            "      launchedFromUid=2000 launchedFromPackage=com.android.shell "
            "launchedFromFeature=null userId=0"
        ),
        f"      app=ProcessRecord{{HASH PID:{APP}/u0a{uid - 10000}}}",
        f"      Intent {{ flg=0x10000000 cmp={APP}/.MainActivity }}",
        f"    Resumed: {record}",
        f"  ResumedActivity: {record}",
    ):
        assert line in text.splitlines()
    assert re.search(
        rf"^  \* Task\{{HASH #\d+ type=standard A={uid}:{APP} U=0 visible=true "
        r"visibleRequested=true mode=fullscreen translucent=false sz=1\}$",
        text,
        re.MULTILINE,
    )
    assert "mResumedActivity" not in text


def test_android_nine_activities(tmp_path: Path) -> None:
    """API 28 has stacks, mResumedActivity, and a ResumedActivity without and with a space."""
    bench = Bench(tmp_path, api_level=28)
    bench.launch()
    text = unhashed(bench.run("dumpsys activity activities").out)
    record = f"ActivityRecord{{HASH u0 {APP}/.MainActivity tN}}"
    lines = text.splitlines()
    assert f"    mResumedActivity: {record}" in lines
    assert f" ResumedActivity:{record}" in lines
    assert f"  ResumedActivity: {record}" in lines
    assert "topResumedActivity" not in text
    assert re.search(r"^  Stack #\d+: type=standard mode=fullscreen$", text, re.MULTILINE)


def test_the_whole_uri_stands_in_activities_only(tmp_path: Path) -> None:
    """The record's intent has the URI in full, while the START line is redacted."""
    bench = Bench(tmp_path)
    bench.run("am start -W -a android.intent.action.VIEW -d erbete://item/7?from=ad#x")
    assert "dat=erbete://item/7?from=ad#x " in bench.run("dumpsys activity activities").out
    assert "dat=erbete://item/7?from=ad#x " in bench.run("dumpsys activity starter").out
    assert "dat=erbete://item/... " in bench.run("logcat -d").out


def test_nothing_is_resumed_while_the_screen_is_off(tmp_path: Path) -> None:
    """A sleeping phone prints null, not the activity from before."""
    bench = Bench(tmp_path)
    bench.launch()
    bench.run("input keyevent SLEEP")
    assert "  ResumedActivity: null" in bench.run("dumpsys activity activities").out.splitlines()
    assert "mWakefulness=Asleep" in bench.run("dumpsys power").out


def test_top_ends_with_the_activity_in_front(tmp_path: Path) -> None:
    """The last ACTIVITY line of ``dumpsys activity top`` is the one in front, with its pid."""
    bench = Bench(tmp_path)
    bench.launch()
    pid = bench.run(f"pidof {APP}").out.strip()
    lines = re.findall(r"ACTIVITY (\S+) \w+ pid=(\d+)", bench.run("dumpsys activity top").out)
    assert lines[-1] == (f"{APP}/.MainActivity", pid)


def test_focus_stands_where_the_version_puts_it(tmp_path: Path) -> None:
    """MCurrentFocus is in ``windows`` until Android 9 and only in ``displays`` since 10."""
    for api_level, has, lacks in ((28, "windows", "displays"), (34, "displays", "windows")):
        bench = Bench(tmp_path, api_level=api_level)
        bench.launch()
        focus = f"mCurrentFocus=Window{{HASH u0 {APP}/{APP}.MainActivity}}"
        assert focus in unhashed(bench.run(f"dumpsys window {has}").out)
        assert "mCurrentFocus" not in bench.run(f"dumpsys window {lacks}").out
        assert focus in unhashed(bench.run("dumpsys window").out)


def test_focused_app_is_a_token_before_android_eleven(tmp_path: Path) -> None:
    """MFocusedApp wraps the record in an AppWindowToken on old versions."""
    old, new = Bench(tmp_path, api_level=28), Bench(tmp_path)
    old.launch()
    new.launch()
    record = f"ActivityRecord{{HASH u0 {APP}/.MainActivity tN}}"
    assert f"mFocusedApp=AppWindowToken{{HASH token=Token{{HASH {record}}}}}" in unhashed(
        old.run("dumpsys window windows").out
    )
    early = record.replace(" tN", "} tN")
    assert f"mFocusedApp={early}" in unhashed(new.run("dumpsys window displays").out)


def test_a_dialog_is_a_window_above_its_activity(tmp_path: Path) -> None:
    """A dialog has the activity's title, type APPLICATION and its own frame, and comes first."""
    bench = Bench(tmp_path)
    bench.launch()
    bench.run("input tap 100 300")
    bench.clock.advance(1000)
    text = bench.run("dumpsys window windows").out
    blocks = re.split(r"^  Window #\d+ ", text, flags=re.MULTILINE)[1:]
    mine = [b for b in blocks if f"{APP}/{APP}.MainActivity}}:" in b.splitlines()[0]]
    assert [re.findall(r"\bty=(\w+)", b) for b in mine] == [["APPLICATION"], ["BASE_APPLICATION"]]
    assert "frame=[147,525][933,1323]" in mine[0]
    assert "DIM_BEHIND" in mine[0]
    assert "frame=[0,0][1080,2400]" in mine[1]


def test_package_dump(tmp_path: Path) -> None:
    """The facts of a package in the words that clients look for."""
    bench = Bench(tmp_path)
    text = bench.run(f"dumpsys package {APP}").out
    assert "    versionCode=251 minSdk=23 targetSdk=34\n" in text
    assert "    versionName=2.5.1\n" in text
    assert "      android.permission.CAMERA: granted=false" not in text.partition("User 0:")[0]
    assert "        android.permission.CAMERA: granted=false, flags=[" in text
    assert re.search(r"PackageSignatures\{[0-9a-f]+ version:\d, signatures:\[[0-9a-f]+\]", text)
    assert re.search(r"firstInstallTime=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n", text)
    assert bench.run("dumpsys package com.absent").out == "Unable to find package: com.absent\n"


def test_display_viewport_follows_the_rotation(tmp_path: Path) -> None:
    """The first ``orientation=`` is the rotation; the device's size stays upright."""
    bench = Bench(tmp_path)
    bench.phone.set_rotation(1)
    text = bench.run("dumpsys display").out
    found = re.search(r"orientation=(\d)", text)
    assert found is not None
    assert found[1] == "1"
    assert "deviceWidth=1080, deviceHeight=2400" in text


def test_unknown_service(tmp_path: Path) -> None:
    """A service that is not there is named."""
    assert Bench(tmp_path).run("dumpsys nosuch").err == "Can't find service: nosuch\n"


@pytest.mark.parametrize(
    ("rotation", "insets", "bounds"),
    [
        (0, "0, 100 - 0, 0", "Rect(500, 20 - 580, 100)"),
        (1, "100, 0 - 0, 0", "Rect(20, 500 - 100, 580)"),
        (3, "0, 0 - 100, 0", "Rect(2300, 500 - 2380, 580)"),
    ],
)
def test_a_cutout_turns_with_the_display(
    tmp_path: Path, rotation: int, insets: str, bounds: str
) -> None:
    """Its bounds and the insets that keep clear of it, at the edge where it is now."""
    for api_level, told in ((34, True), (27, False)):
        bench = Bench(tmp_path, api_level=api_level, cutout=(500, 20, 580, 100))
        bench.phone.set_rotation(rotation)
        text = bench.run("dumpsys window displays").out
        assert (f"DisplayCutout{{insets=Rect({insets})" in text) is told
        assert (bounds in text) is told
