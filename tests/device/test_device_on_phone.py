"""The whole seam against a virtual phone behind a real, unmodified adb server."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import adbutils
import numpy as np
import pytest
from PIL import Image

from harness.device.adb import AMBIGUOUS, own_adb
from harness.device.device import Device, Mode
from harness.device.link import Link
from harness.device.records import Mark
from harness.domain.errors import DeviceError, DeviceLostError, NoDeviceError
from harness.domain.geometry import PointPx
from harness.domain.place import Navigation, Place, PlaceKind

pytestmark = pytest.mark.phone

APPS = Path(__file__).parents[2] / "fixtures" / "apps"
APP = "com.example.cleaner"
"""Its splash is one link to a browser."""
WAIT_S = 30.0


@pytest.fixture(scope="module")
def adb() -> Iterator[list[str]]:
    """An adb server of its own; the environment names it. Yields the adb command."""
    with own_adb(program=adbutils.adb_path()) as led, pytest.MonkeyPatch.context() as patch:
        for name in AMBIGUOUS:
            patch.delenv(name, raising=False)
        for name, value in led.items():
            patch.setenv(name, value)
        yield [adbutils.adb_path(), "-P", led["ANDROID_ADB_SERVER_PORT"]]


class Phone:
    """A virtual phone's process and its serial."""

    def __init__(self, adb: list[str], api: int) -> None:
        arguments = ["--apps", str(APPS), "--port", "0", "--seed", "3", "--api", str(api)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "harness.virtual.server", *arguments],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.serial = self.process.stdout.readline().split()[1]
        subprocess.run([*adb, "connect", self.serial], check=True, capture_output=True, timeout=60)

    def end(self) -> None:
        """Kill it, as if the cable were pulled."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module", params=[28, 34])
def phone(adb: list[str], request: pytest.FixtureRequest) -> Iterator[Phone]:
    """One phone of each dialect."""
    phone = Phone(adb, request.param)
    yield phone
    phone.end()


def until_arrived(device: Device, mark: Mark, package: str) -> Navigation:
    """Frames flow until a hop to the package is known in full; fails after half a minute."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        device.capture()
        found = device.navigation_since(mark)
        if any(hop.package == package and not hop.redacted for hop in found.hops):
            return found
    pytest.fail(f"never arrived at {package}: {device.navigation_since(mark)}")


def until_splash(device: Device, package: str) -> None:
    """Wait until the package is in front and its splash can be skipped."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        with contextlib.suppress(DeviceError):  # nothing is drawn yet
            if device.last_place().package == package and "跳过" in device.hierarchy():
                return
    pytest.fail(f"no splash of {package}: {device.last_place()}")


def until_place(device: Device, kind: PlaceKind) -> Place:
    """Wait until dumpsys itself says so: while activities change it says nothing."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        place = device.place()
        if place.kind is kind and "esumed" in place.source:
            return place
    pytest.fail(f"never {kind}: {device.place()}")


def chosen(mode: str) -> Mode:
    """A parameter as the connection's mode."""
    return "adb-only" if mode == "adb-only" else "auto"


def left_behind(serial: str) -> str:
    """Files of ours on the device, and its settings."""
    told = Link(serial).shell(
        "ls /data/local/tmp; settings get global stay_on_while_plugged_in; "
        "settings get system screen_off_timeout; ps -A"
    )
    return "\n".join(line for line in told.out.splitlines() if "ps -A" not in line)


@pytest.mark.parametrize("mode", ["auto", "adb-only"])
def test_a_tap_on_the_splash_leads_to_the_browser(phone: Phone, mode: str) -> None:
    """Launch, frames, tap, place and every hop with its full address and its caller."""
    with Device.connect(phone.serial, mode=chosen(mode)) as device:
        device.watch_package(APP)
        device.wake_and_unlock()
        device.stop(APP)
        device.key("home")
        until_place(device, PlaceKind.LAUNCHER)
        mark = device.mark()
        launched = device.launch(APP)
        frame = device.capture()
        until_splash(device, APP)
        report = device.launch_report(WAIT_S)
        assert report is not None
        assert report.ok
        assert launched.at_ns < frame.at_ns
        size = device.facts().size_px
        assert frame.size_px == size
        touching = device.mark()
        receipt = device.tap(PointPx(size.width // 2, size.height // 2))
        found = until_arrived(device, mark, "com.android.chrome")
        place = until_place(device, PlaceKind.BROWSER)
    assert launched.component.startswith(APP + "/")
    assert receipt.sent_ns < receipt.receipt_ns
    assert receipt.channel == ("adb-input" if mode == "adb-only" else "u2-jsonrpc")
    own, web = found.hops[0], found.hops[-1]
    assert (own.package, own.kind) == (APP, PlaceKind.APP_PAGE)
    assert (web.kind, web.caller) == (PlaceKind.BROWSER, APP)
    assert web.data_uri is not None
    assert web.data_uri.startswith("https://")
    # the mark lies before the touch by what the two clocks may differ
    assert touching.at_ns < receipt.sent_ns
    assert web.at_ns > touching.at_ns
    assert place.package == "com.android.chrome"
    assert found.complete


def test_frames_equal_what_adb_itself_captures(phone: Phone, adb: list[str]) -> None:
    """Our path and the adb program's PNG hold the same pixels."""
    with Device.connect(phone.serial, mode="adb-only") as device:
        device.stop(APP)
        device.key("home")
        command = [*adb, "-s", phone.serial, "exec-out", "screencap", "-p"]
        end = time.monotonic() + WAIT_S
        while True:  # the home screen comes to rest
            ours = device.capture()
            png = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
            if np.array_equal(ours.pixels, device.capture().pixels) or time.monotonic() > end:
                break
    theirs = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    assert np.array_equal(ours.pixels[..., :3], theirs)


def test_facts_hierarchy_and_windows_agree(phone: Phone) -> None:
    """The same screen in three outputs."""
    with Device.connect(phone.serial) as device:
        facts = device.facts()
        tree = device.hierarchy()
        windows = device.windows()
    assert {"event_log", "ondevice_server"} <= set(facts.capabilities)
    assert facts.api_level in {28, 34}
    assert f"[{facts.size_px.width},{facts.size_px.height}]" in tree
    assert any(w.type == "BASE_APPLICATION" and w.visible for w in windows)
    assert any(w.type == "STATUS_BAR" for w in windows)


@pytest.mark.parametrize("mode", ["auto", "adb-only"])
def test_the_phone_is_left_as_found_also_after_an_error(phone: Phone, mode: str) -> None:
    """No file, no process and no setting of ours stays."""
    before = left_behind(phone.serial)
    during = ""

    def interrupted() -> None:
        nonlocal during
        with Device.connect(phone.serial, mode=chosen(mode)) as device:
            device.wake_and_unlock()
            during = left_behind(phone.serial)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    after = left_behind(phone.serial)
    assert [line for line in after.splitlines() if "u2" in line or "taptruth" in line] == []
    assert after.splitlines()[:2] == before.splitlines()[:2]
    assert during != before, "something of ours was there meanwhile"


def test_an_app_comes_and_goes(phone: Phone) -> None:
    """A real APK: installed, known by its signer, removed."""
    apk = Path(str(resources.files("uiautomator2") / "assets" / "app-uiautomator.apk"))
    with Device.connect(phone.serial, mode="adb-only") as device:
        package = device.install(apk)
        facts = device.app_facts(package)
        device.uninstall(package)
        with pytest.raises(DeviceError, match="is not installed"):
            device.app_facts(package)
    assert package == "com.github.uiautomator"
    assert facts.apk_bytes == apk.stat().st_size
    assert facts.signer is not None


def test_a_dark_screen_is_woken(phone: Phone) -> None:
    """Black frames are flagged while it sleeps, and it wakes."""
    with Device.connect(phone.serial, mode="adb-only") as device:
        device.key("power")
        assert device.capture().black
        device.wake_and_unlock()
        assert not device.capture().black


def test_a_pulled_cable_is_a_lost_device(adb: list[str]) -> None:
    """Every call says so in one line, and leaving does not hide it."""
    phone = Phone(adb, 34)
    with Device.connect(phone.serial) as device:
        mark = device.mark()
        device.capture()
        phone.end()
        with pytest.raises(DeviceLostError, match="adb devices -l"):
            device.tap(PointPx(5, 5))
        for call in (device.capture, device.place, device.hierarchy):
            with pytest.raises(DeviceLostError):
                call()
        end = time.monotonic() + WAIT_S
        while device.navigation_since(mark).complete and time.monotonic() < end:
            os.sched_yield()
        assert not device.navigation_since(mark).complete
    with pytest.raises(NoDeviceError):
        Device.connect(phone.serial)
