"""The whole seam on phones of several makes, behind a real, unmodified adb server."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from real_adb import AdbServer, VirtualPhone

from harness.device.device import Device
from harness.device.records import Mark
from harness.domain.geometry import PointPx
from harness.domain.place import Place, PlaceKind

pytestmark = pytest.mark.phone

PACKAGE = "com.example.redirector"
APP = f"""\
format: 1
package: {PACKAGE}
label: 每日精选
version_name: "2.0"
version_code: 20
min_sdk: 21
activities: [{{name: .MainActivity, page: home, launcher: true}}]
pages: {{home: {{}}}}
popups:
  splash:
    on_body: [{{open: {{data: "LINK"}}}}]
    layers: [{{area: {{left: 0, top: 0, right: 0, bottom: 0}}, creative: sneaker_sale}}]
starts: [{{show: [splash], after_ms: 0}}]
"""
WAIT_S = 60.0


def until(device: Device, kind: PlaceKind) -> Place:
    """Wait until ``dumpsys`` says so."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        place = device.place()
        if place.kind is kind:
            return place
    pytest.fail(f"never {kind}: {device.place()}")


def hopped(device: Device, mark: Mark, kind: PlaceKind) -> bool:
    """Whether the log tells so in time: it comes by a stream of its own, later than ``dumpsys``."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        if device.navigation_since(mark).hops[-1].kind is kind:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("words", "link", "kind", "package"),
    [
        ("miui 31", "pinduoduo://goods?id=5", PlaceKind.CONFIRM_JUMP, "com.miui.securitycenter"),
        ("coloros 35", "weixin://dl/x", PlaceKind.CONFIRM_JUMP, "com.oplus.securitypermission"),
        ("emui 26", "appmarket://details?id=a.b", PlaceKind.STORE, "com.huawei.appmarket"),
        ("tablet 34 --landscape", "https://a.example.com/x", PlaceKind.BROWSER,
         "com.android.chrome"),
    ],
)  # fmt: skip
def test_a_redirect_is_followed_on_phones_of_several_makes(
    virtual_phone: Callable[..., VirtualPhone],
    adb_server: AdbServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: str,
    link: str,
    kind: PlaceKind,
    package: str,
) -> None:
    """Launch, a finger on the middle, the place and the last hop, by real adb."""
    for name in ("HOME", "ANDROID_ADB_SERVER_HOST", "ANDROID_ADB_SERVER_PORT"):
        monkeypatch.setenv(name, adb_server.env[name])
    (tmp_path / "app.yaml").write_text(APP.replace("LINK", link), encoding="utf-8")
    profile, api, *more = words.split()
    phone = virtual_phone("--apps", str(tmp_path), "--profile", profile, "--api", api,
                          "--size", "360x800", "--density", "160", *more)  # fmt: skip
    with Device.connect(phone.serial, mode="adb-only") as device:
        device.watch_package(PACKAGE)
        device.wake_and_unlock()
        size = device.facts().size_px
        assert (size.width > size.height) is ("--landscape" in words)
        mark = device.mark()
        device.launch(PACKAGE)
        until(device, PlaceKind.APP_PAGE)
        report = device.launch_report(WAIT_S)
        assert report is not None
        assert report.ok
        device.tap(PointPx(size.width // 2, size.height // 2))
        assert until(device, kind).package == package
        assert hopped(device, mark, kind), device.navigation_since(mark)
