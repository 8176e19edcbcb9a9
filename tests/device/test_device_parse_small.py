"""The smaller parsers: am start, packages, display, power, getprop, screencap header."""

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.device.parsers.am_start import parse_am_start
from harness.device.parsers.display import parse_orientation, parse_wm_density, parse_wm_size
from harness.device.parsers.errors import ParseError
from harness.device.parsers.getprop import parse_getprop
from harness.device.parsers.package_dump import parse_package_dump
from harness.device.parsers.packages import (
    parse_package_list,
    parse_package_paths,
    parse_queried,
    parse_resolved,
)
from harness.device.parsers.power import parse_awake, parse_battery
from harness.device.parsers.screencap import header_bytes, parse_screencap_header
from harness.domain.geometry import SizePx

API19 = Path(__file__).parents[2] / "fixtures" / "dumps" / "api19"
STARTED = """\
Starting: Intent { act=android.intent.action.MAIN cat=[android.intent.category.LAUNCHER] cmp=com.x/.MainActivity }
Status: ok
LaunchState: COLD
Activity: com.x/.Main
TotalTime: 1479
WaitTime: 1482
Complete
"""  # noqa: E501  a sample as printed


def test_a_start_tells_what_finished_drawing() -> None:
    """The activity named may differ from the one asked for."""
    told = parse_am_start(STARTED.replace("\n", "\r\n"))
    assert told.ok
    assert told.component == "com.x/com.x.Main"
    assert (told.launch_state, told.total_ms, told.wait_ms) == ("COLD", 1479, 1482)
    assert told.complete


def test_real_android_4_start() -> None:
    """No LaunchState and no WaitTime there."""
    told = parse_am_start((API19 / "am_start_W.txt").read_text())
    assert told.ok
    assert told.total_ms == 726
    assert told.launch_state is None


@pytest.mark.parametrize(
    "text",
    [
        "Error type 3\nError: Activity class {com.x/com.x.Nope} does not exist.\n",
        "Starting: Intent { act=x }\nError: Activity not started, unable to resolve Intent { }\n",
        "Starting: Intent { }\njava.lang.SecurityException: Permission Denial: starting\n",
        "Starting: Intent { cmp=a/.b }\nStatus: timeout\nComplete\n",
    ],
)
def test_a_failed_start_is_not_ok_and_says_why(text: str) -> None:
    """The line "Starting:" is printed before anything can fail: it proves nothing."""
    told = parse_am_start(text)
    assert not told.ok
    assert told.error


def test_delivered_to_a_running_activity_is_a_warning() -> None:
    """Still Status: ok."""
    told = parse_am_start(
        "Warning: Activity not started, its current task has been brought to the front\n" + STARTED
    )
    assert told.ok
    assert "brought to the front" in (told.warning or "")


def test_resolved_component_is_the_last_line_with_a_slash() -> None:
    """A header may stand before it; "No activity found" and the chooser are none."""
    header = "priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true\n"
    assert parse_resolved(header + "com.android.settings/.Settings\n") == (
        "com.android.settings/com.android.settings.Settings"
    )
    assert parse_resolved("No activity found\n") is None
    assert parse_resolved(header + "android/com.android.internal.app.ResolverActivity\n") is None
    assert parse_resolved((API19 / "cmd_package.txt").read_text()) is None


def test_queried_components() -> None:
    """Every component of the list, whatever stands between."""
    text = "2 activities found:\n  Activity #0:\n    priority=0\n    a.b/.C\n    d.e/f.G\n"
    assert parse_queried(text) == ["a.b/a.b.C", "d.e/f.G"]


def test_package_lists_and_paths() -> None:
    """Uids where they are told, base.apk before its splits."""
    assert parse_package_list("package:com.x uid:10123\r\npackage:com.y\r\n") == {
        "com.x": 10123,
        "com.y": None,
    }
    assert parse_package_paths(
        "package:/data/app/~~H==/x/split_a.apk\npackage:/data/app/~~H==/x/base.apk\n"
    )[0].endswith("base.apk")
    assert parse_package_paths("") == []
    assert parse_package_paths((API19 / "pm_path.txt").read_text()) == [
        "/data/app/com.example.hello-1.apk"
    ]
    assert "com.example.hello" in parse_package_list((API19 / "pm_list.txt").read_text())


def test_real_android_4_package() -> None:
    """Version, uid, times and launcher of the small app; no minSdk there."""
    dump = parse_package_dump((API19 / "package_hello.txt").read_text(), "com.example.hello")
    assert (dump.version_name, dump.version_code) == ("1.0", 1)
    assert (dump.min_sdk, dump.target_sdk, dump.uid) == (None, 29, 10021)
    assert dump.first_installed == "2026-11-23 18:46:01"
    assert dump.launchers == ("com.example.hello/com.example.hello.MainActivity",)


def test_modern_package_line() -> None:
    """versionCode, minSdk and targetSdk share a line; only the asked block counts."""
    text = (
        "  Package [com.x] (abc):\n    userId=10101\n    versionCode=12 minSdk=21 targetSdk=33\n"
        "    versionName=2.0 beta\n    installerPackageName=null\n"
        "  Package [com.y] (d):\n    versionCode=9\n"
    )
    dump = parse_package_dump(text, "com.x")
    assert (dump.version_code, dump.min_sdk, dump.target_sdk) == (12, 21, 33)
    assert dump.version_name == "2.0 beta"
    assert dump.installer is None
    with pytest.raises(ParseError):
        parse_package_dump(text, "com.z")


def test_sizes_and_densities_prefer_the_override() -> None:
    """What is set by hand is what the screen shows."""
    assert parse_wm_size("Physical size: 1080x2400\r\nOverride size: 720x1600\r\n") == SizePx(
        720, 1600
    )
    assert parse_wm_size((API19 / "wm_size.txt").read_text()) == SizePx(480, 800)
    assert parse_wm_density("Physical density: 420\nOverride density: 320\n") == 320
    assert parse_wm_density((API19 / "wm_density.txt").read_text()) == 240
    assert parse_orientation((API19 / "display.txt").read_text()) == 0
    assert parse_orientation("DisplayViewport{valid=true, orientation=1, deviceWidth=2400}") == 1


def test_power_and_battery() -> None:
    """Awake or not, percent, tenths of a degree."""
    assert parse_awake((API19 / "power.txt").read_text()) is True
    assert parse_awake("  mWakefulness=Asleep\n") is False
    assert parse_awake("") is None
    battery = parse_battery("  AC powered: true\n  level: 85\r\n  scale: 100\n  temperature: 251\n")
    assert (battery.percent, battery.temperature_c) == (85, 25.1)


def test_getprop_of_a_real_device() -> None:
    """Empty values stay empty."""
    props = parse_getprop((API19 / "getprop.txt").read_text())
    assert props["ro.build.version.sdk"] == "19"
    assert props["ro.product.model"] == "Nexus 5"
    assert props["ro.serialno"] == ""


@pytest.mark.parametrize("extra", [12, 16])
def test_screencap_header_by_length(extra: int) -> None:
    """12 bytes up to Android 8, 16 since; told apart by the whole length."""
    head = parse_screencap_header(struct.pack("<III", 30, 20, 1))
    assert (head.width, head.height, head.order) == (30, 20, "RGBA")
    assert header_bytes(head, 30 * 20 * 4 + extra) == extra


def test_truncated_screencap_is_told() -> None:
    """A missing byte is no picture."""
    head = parse_screencap_header(struct.pack("<III", 30, 20, 1))
    with pytest.raises(ParseError, match="30x20"):
        header_bytes(head, 30 * 20 * 4 + 11)


@settings(deadline=None, derandomize=True)
@given(st.binary(max_size=20))
def test_any_bytes_are_a_header_or_a_parse_error(head: bytes) -> None:
    """Error texts and noise raise ParseError, nothing else."""
    try:
        found = parse_screencap_header(head)
    except ParseError:
        return
    assert found.body_bytes > 0


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_any_text_gives_values_or_a_parse_error(text: str) -> None:
    """Noise never raises anything else."""
    for parse in (parse_am_start, parse_resolved, parse_package_list, parse_getprop, parse_battery):
        parse(text)
    parse_awake(text)
    parse_package_paths(text)
    for failing in (parse_wm_size, parse_wm_density):
        with pytest.raises(ParseError):
            failing(text)
    with pytest.raises(ParseError):
        parse_package_dump(text, "com.example")


@settings(deadline=None, derandomize=True)
@given(st.integers(0, len(STARTED)))
def test_a_cut_start_is_never_complete(cut: int) -> None:
    """Only the whole output is complete."""
    told = parse_am_start(STARTED[:cut])
    assert told.complete == (cut >= len(STARTED) - 1)
