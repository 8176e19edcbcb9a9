"""The virtual phone behind a real adb server, driven by unmodified uiautomator2 3.7."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import adbutils
import pytest
import uiautomator2
from real_adb import started_server
from shell_bench import APP, SCRIPT

pytestmark = pytest.mark.phone


@pytest.fixture(scope="module")
def adb_port() -> Iterator[int]:
    """An adb server of its own, with its own home and without a scan for emulators."""
    with started_server(os.environ) as server:
        yield server.port


@pytest.fixture(scope="module", params=[28, 34])
def device(
    request: pytest.FixtureRequest, adb_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[adbutils.AdbDevice]:
    """A virtual phone of that API level, connected."""
    folder = tmp_path_factory.mktemp("apps") / "customer"
    folder.mkdir()
    (folder / "app.yaml").write_text(SCRIPT, encoding="utf-8")
    words = ["--apps", str(folder.parent), "--api", str(request.param), "--port", "0"]
    program = [sys.executable, "-m", "harness.virtual.server", *words]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as phone:
        assert phone.stdout is not None
        ready = re.match(r"ready (\S+) ", phone.stdout.readline())
        assert ready is not None
        client = adbutils.AdbClient("127.0.0.1", adb_port)
        client.connect(ready[1], timeout=10)
        yield client.device(ready[1])
        client.disconnect(ready[1])
        phone.terminate()
        assert phone.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def u2(device: adbutils.AdbDevice) -> Iterator[Any]:
    """uiautomator2, connected; its server is stopped at the end."""
    connected = uiautomator2.connect(device)
    yield connected
    connected.stop_uiautomator()


@pytest.fixture
def app(u2: Any) -> Any:
    """uiautomator2 with the app freshly started."""
    u2.app_start(APP, ".MainActivity", stop=True, wait=True)
    assert u2(text="Buy now").wait(timeout=10)
    return u2


def test_info(u2: Any, device: adbutils.AdbDevice) -> None:
    """Info, window size and device info agree with the phone's properties."""
    info = u2.info
    assert (info["displayWidth"], info["displayHeight"]) == u2.window_size()
    assert info["sdkInt"] == int(device.getprop("ro.build.version.sdk"))
    assert u2.device_info["sdk"] == info["sdkInt"]
    assert u2.serial == device.serial


def test_screenshot_has_the_size_of_the_window(u2: Any) -> None:
    """A screenshot is as large as the window."""
    assert u2.screenshot().size == u2.window_size()


def test_hierarchy(app: Any) -> None:
    """The hierarchy has the app's nodes, and XPath finds them."""
    assert "Buy now" in app.dump_hierarchy()
    assert app.xpath('//*[@text="Buy now"]').get().attrib["package"] == APP


def test_click_by_selector_and_by_point(app: Any) -> None:
    """A click opens the dialog, another on its X closes it."""
    app(text="Buy now").click()
    close = app(description="close")
    assert close.wait(timeout=5)
    app.click(*close.center())
    assert close.wait_gone(timeout=5)


def test_click_by_xpath(app: Any) -> None:
    """An XPath click lands too."""
    app.xpath('//*[@text="Buy now"]').click()
    assert app(description="close").wait(timeout=5)


def test_what_is_not_there(app: Any) -> None:
    """A missing object raises uiautomator2's own error."""
    assert not app(text="Nope").exists
    with pytest.raises(uiautomator2.exceptions.UiObjectNotFoundError):
        app(text="Nope").info  # noqa: B018  the property does the call


def test_press_and_swipe(app: Any) -> None:
    """Back closes the dialog, a swipe is taken, Home leaves the app."""
    app(text="Buy now").click()
    assert app(description="close").wait(timeout=5)
    assert app.press("back")
    assert app(description="close").wait_gone(timeout=5)
    assert app.swipe(300, 900, 300, 500, steps=5)
    assert app.press("home")
    assert app.app_current()["package"] == "com.android.launcher3"


def test_app_life(u2: Any) -> None:
    """Start by monkey, current, running, info, list, stop."""
    u2.app_start(APP, wait=True)
    assert u2.wait_activity(".MainActivity", timeout=10) or u2.app_current()["activity"].endswith(
        ".MainActivity"
    )
    assert u2.app_current()["package"] == APP
    assert u2.app_info(APP) == {"versionName": "2.5.1", "versionCode": 251}
    assert APP in u2.app_list("-3")
    assert APP in u2.app_list_running()
    u2.app_stop(APP)
    assert APP not in u2.app_list_running()


def test_shell_and_files(u2: Any, device: adbutils.AdbDevice, tmp_path: Path) -> None:
    """Shell gives output and exit status; what is pushed comes back."""
    assert u2.shell("getprop ro.serialno").exit_code == 0
    assert u2.shell("am start -n no/.such").exit_code == 1
    source, back = tmp_path / "a", tmp_path / "b"
    source.write_bytes(bytes(range(256)) * 500)
    u2.push(str(source), "/data/local/tmp/tt.bin")
    u2.pull("/data/local/tmp/tt.bin", str(back))
    assert back.read_bytes() == source.read_bytes()
    assert device.sync.stat("/data/local/tmp/tt.bin").size == 128_000


def test_the_server_ends_with_its_stream_and_comes_back(u2: Any) -> None:
    """After stop_uiautomator the port is refused; the next call starts the server again."""
    u2.stop_uiautomator()
    assert not u2._check_alive()
    assert u2.info["screenOn"] is True


def test_adbutils_reads_the_same_facts(app: Any, device: adbutils.AdbDevice) -> None:
    """The parsers of adbutils find the app in front, its version and its APK."""
    assert device.app_current().package == APP
    facts = device.app_info(APP)
    assert facts is not None
    assert (facts.version_name, facts.version_code) == ("2.5.1", 251)
    assert device.sync.read_bytes(facts.path)[:2] == b"PK"
    assert device.is_screen_on()
    assert device.screenshot(error_ok=False).size == app.window_size()
