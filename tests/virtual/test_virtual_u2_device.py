"""uiautomator2's Device, method by method, on the virtual phone."""

import base64
import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uiautomator2
from PIL import Image
from real_adb import AdbServer
from u2_bench import APP, connected, opened
from uiautomator2.exceptions import RPCUnknownError

pytestmark = pytest.mark.phone

TMP = "/data/local/tmp"


@pytest.fixture(scope="module")
def d(adb_server: AdbServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """uiautomator2 on a phone of its own."""
    with connected(adb_server, tmp_path_factory.mktemp("apps")) as device:
        yield device


# --- what it says of itself --------------------------------------------------------
@pytest.mark.covers(
    "Device.info", "Device.device_info", "Device.window_size", "Device.serial",
    "Device.adb_device", "Device.wlan_ip",
)  # fmt: skip
def test_facts(d: Any) -> None:
    """Info, sizes, serial number and address agree with each other and with getprop."""
    opened(d)
    info = d.info
    assert d.window_size() == (info["displayWidth"], info["displayHeight"]) == (360, 720)
    assert (info["currentPackageName"], info["screenOn"]) == (APP, True)
    assert (info["displaySizeDpX"], info["naturalOrientation"]) == (360, True)
    told = d.device_info
    assert told["sdk"] == info["sdkInt"] == 34
    assert told["serial"] == d.shell("getprop ro.serialno").output.strip()
    assert d.serial == d.adb_device.serial
    assert d.wlan_ip == "192.168.1.100"


@pytest.mark.covers(
    "Device.settings", "Device.implicitly_wait", "Device.wait_timeout", "Device.click_post_delay",
    "Device.debug", "Device.sleep",
)  # fmt: skip
def test_settings_of_the_client(d: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """They are kept; ``debug`` prints what is sent."""
    assert d.implicitly_wait(15) == d.wait_timeout == d.settings["wait_timeout"] == 15
    d.wait_timeout = 20.0
    d.settings["operation_delay"] = (0.01, 0.01)
    opened(d)
    d.click(96, 114)
    d.settings["operation_delay"] = 0
    assert d.last_toast == "hello"
    d.debug = True
    assert d.info["screenOn"]
    d.debug = False
    assert "jsonrpc" in capsys.readouterr().out
    d.sleep(0)
    d.click_post_delay = 1  # refused by uiautomator2 itself, with a warning in its log
    with pytest.raises(RuntimeError):
        _ = d.click_post_delay


# --- pictures and hierarchy -----------------------------------------------------------
@pytest.mark.covers("Device.screenshot")
def test_screenshots_in_every_format(d: Any, tmp_path: Path) -> None:
    """Pillow, OpenCV, PNG and JPEG files, by the server and by screencap of a display."""
    opened(d)
    picture = d.screenshot()
    assert picture.size == (360, 720)
    array = d.screenshot(format="opencv")
    assert array.shape == (720, 360, 3)
    assert int(array[92, 20, 0]) > int(array[92, 20, 2])  # the button is blue: OpenCV's order
    for name in ("a.png", "a.jpg"):
        assert d.screenshot(str(tmp_path / name)) is None
        with Image.open(tmp_path / name) as saved:
            assert saved.size == (360, 720)
    exact = d.screenshot(display_id=0).convert("RGB")
    assert exact.getpixel((20, 95)) == (0x1E, 0x88, 0xE5)
    middle = (0, 40, 360, 500)  # below it a toast of the test before may be going
    difference = np.asarray(exact.crop(middle), int) - np.asarray(picture.crop(middle), int)
    assert np.abs(difference).mean() < 4


@pytest.mark.covers("Device.dump_hierarchy")
def test_hierarchies(d: Any) -> None:
    """All windows or the active one, whole or compressed, shallow, or printed nicely."""
    opened(d)
    whole = d.dump_hierarchy()
    assert 'text="Row one"' in whole
    assert "com.android.systemui" in whole
    assert "com.android.systemui" not in d.dump_hierarchy(root_in_active=True)
    assert d.dump_hierarchy(compressed=True).count("<node") < whole.count("<node")
    assert 'text="Row one"' not in d.dump_hierarchy(max_depth=2)
    assert "\n    <node" in d.dump_hierarchy(pretty=True)


# --- touches -----------------------------------------------------------------------------
@pytest.mark.covers(
    "Device.click", "Device.long_click", "Device.double_click", "Device.pos_rel2abs"
)
def test_clicks_at_points(d: Any) -> None:
    """In pixels and in shares of the window; long; twice."""
    opened(d, "Play")
    d.click(0.5, 0.3)
    assert d.toast.get_message() == "once"
    d.long_click(180, 200, duration=0.7)
    assert d.last_toast == "held"
    opened(d, "Play")
    d.double_click(180, 200, duration=0.01)
    assert d.last_toast == "twice"
    assert d.pos_rel2abs(0.5, 0.25) == (180, 180)


@pytest.mark.covers("Device.swipe", "Device.swipe_points", "Device.drag", "Device.swipe_ext")
def test_ways_of_a_finger(d: Any) -> None:
    """Straight, along points, after a long press, and by direction."""
    opened(d, "Play")
    assert d.swipe(300, 200, 60, 210, steps=4)
    assert d.toast.get_message() == "left"
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        assert d.swipe(0.2, 0.3, 0.8, 0.3, duration=0.05, steps=5)
    assert d.last_toast == "right"
    assert d.swipe_points([(180, 350), (180, 250), (180, 100)], duration=0.05)
    assert d.last_toast == "up"
    assert d.drag(180, 200, 80, 440, duration=0.05)
    assert d.last_toast == "dragged"
    d.swipe_ext("down", box=(40, 90, 320, 370), steps=5)
    assert d.last_toast == "down"
    d.swipe_ext("left", scale=0.6, box=(40, 90, 320, 370), steps=5)
    assert d.last_toast == "left"
    with pytest.raises(ValueError, match="direction"):
        d.swipe_ext("sideways")


@pytest.mark.covers("Device.touch")
def test_raw_touches(d: Any) -> None:
    """Down, move and up one by one are a swipe; down and up are a tap."""
    opened(d, "Play")
    d.touch.down(300, 200).move(200, 200).sleep(0).up(60, 200)
    assert d.toast.get_message() == "left"
    d.touch.down(100, 200).up(100, 200)
    assert d.last_toast == "once"


@pytest.mark.covers("Device.show_touch_trace", "Device.show_float_window")
def test_traces_of_touches(d: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The phone keeps both settings; the floating window is only a deprecated word."""
    d.show_touch_trace()
    assert d.shell("settings get system show_touches").output.strip() == "1"
    d.show_touch_trace(False, False)
    assert d.shell("settings get system pointer_location").output.strip() == "0"
    d.show_float_window()
    assert "deprecated" in capsys.readouterr().out


# --- keys and screen ------------------------------------------------------------------------
@pytest.mark.covers("Device.press", "Device.keyevent", "Device.long_press")
def test_keys(d: Any) -> None:
    """By name, by code with and without meta keys, through the shell, held."""
    opened(d)
    d(text="Ask").click()
    assert d(text="Sure?").wait()
    assert d.press("back")
    assert d(text="Sure?").wait_gone()
    opened(d, "Form")
    d(resourceId=f"{APP}:id/name").click()
    d.press(29)
    d.press(30, 1)
    d.keyevent("c")
    d.press("delete")
    d.long_press("D")
    d.long_press(33)
    assert d(focused=True).get_text() == "aBde"
    d.press("enter")
    assert d.toast.get_message() == "sent"
    assert d.press("home")
    assert d(text="Say hello").wait_gone()


@pytest.mark.covers("Device.screen_on", "Device.screen_off", "Device.unlock")
def test_screen_on_and_off(d: Any) -> None:
    """Off is dark and locked, on shows the lock screen, a swipe opens it."""
    opened(d)
    d.screen_off()
    assert not d.info["screenOn"]
    assert d.screenshot(display_id=0).convert("L").getextrema() == (0, 0)
    d.screen_on()
    assert d.info["screenOn"]
    assert not d(text="Say hello").exists
    d.screen_off()
    d.unlock()
    assert d(text="Say hello").wait()


@pytest.mark.covers("Device.orientation", "Device.set_orientation", "Device.freeze_rotation")
def test_orientation(d: Any) -> None:
    """Left, right and natural; upside-down is ignored as the server ignores it; frozen or not."""
    opened(d)
    d.orientation = "left"
    assert (d.orientation, d.window_size()) == ("left", (720, 360))
    assert d.screenshot().size == (720, 360)
    d.set_orientation("r")
    assert d.orientation == "right"
    d.set_orientation("upsidedown")
    assert d.orientation == "right"
    d.set_orientation("natural")
    assert (d.orientation, d.window_size()) == ("natural", (360, 720))
    d.freeze_rotation()
    assert d.shell("settings get system accelerometer_rotation").output.strip() == "0"
    d.freeze_rotation(False)
    assert d.shell("settings get system accelerometer_rotation").output.strip() == "1"
    with pytest.raises(ValueError, match="orientation"):
        d.orientation = "sideways"


@pytest.mark.covers("Device.open_notification", "Device.open_quick_settings", "Device.open_url")
def test_shade_and_browser(d: Any) -> None:
    """The shade comes down over the app and goes with Back; a URL opens the browser."""
    opened(d)
    d.open_notification()
    shade = d(resourceId="com.android.systemui:id/notification_panel")
    assert shade.wait()
    d.press("back")
    assert shade.wait_gone()
    d.open_quick_settings()
    assert shade.wait()
    d.press("back")
    d.open_url("https://www.example.com/")
    assert d(packageName="com.android.chrome").wait()


# --- toast and clipboard ------------------------------------------------------------------
@pytest.mark.covers("Device.last_toast", "Device.clear_toast", "Device.toast")
def test_toasts_of_apps(d: Any) -> None:
    """The last one is told until it is cleared; without one the default is given."""
    opened(d)
    d(text="Say hello").click()
    assert d.toast.get_message(wait_timeout=20) == "hello"
    assert d.last_toast == "hello"
    d.toast.reset()
    assert not d.last_toast
    assert d.toast.get_message(wait_timeout=0, default="none") == "none"
    d(text="Say hello").click()
    assert d.last_toast == "hello"
    d.clear_toast()
    assert not d.last_toast


@pytest.mark.covers("Device.make_toast", "Device.toast")
def test_the_server_makes_no_toasts(d: Any) -> None:
    """The jar of uiautomator2 3.7 has no makeToast: the error that a phone gives."""
    with pytest.raises(RPCUnknownError, match="-32601"):
        d.toast.show("hi")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with pytest.raises(RPCUnknownError, match="-32601"):
            d.make_toast("hi")


@pytest.mark.covers("Device.last_traversed_text", "Device.clear_traversed_text")
def test_nothing_is_read_aloud(d: Any) -> None:
    """No text was traversed, and forgetting it is no error."""
    assert d.last_traversed_text is None
    d.clear_traversed_text()


@pytest.mark.covers("Device.clipboard", "Device.set_clipboard")
def test_clipboard(d: Any) -> None:
    """What is set is got, also when an app's field copied it."""
    d.clipboard = "剪贴板"
    assert d.clipboard == "剪贴板"
    d.set_clipboard("two", label="a label")
    assert d.clipboard == "two"
    opened(d, "Form")
    d(resourceId=f"{APP}:id/note").set_text("copied from here")
    d.press(29, 0x1000)
    d.press(31, 0x1000)
    assert d.clipboard == "copied from here"


# --- text ------------------------------------------------------------------------------------
@pytest.mark.covers("Device.send_keys", "Device.clear_text")
def test_text_without_the_input_method(d: Any) -> None:
    """It goes over the clipboard into the focused field."""
    assert not d.is_input_ime_installed()
    opened(d, "Form")
    d(resourceId=f"{APP}:id/name").click()
    d.send_keys("Ana")
    d.send_keys(" 小明")
    assert d(focused=True).get_text() == "Ana 小明"
    d.send_keys("new", clear=True)
    assert d(focused=True).get_text() == "new"
    d.clear_text()
    assert d(focused=True).get_text() == "Your name"


@pytest.mark.covers(
    "Device.set_input_ime", "Device.is_input_ime_installed", "Device.current_ime",
    "Device.send_keys", "Device.clear_text", "Device.send_action", "Device.hide_keyboard",
    "Device.set_fastinput_ime", "Device.wait_fastinput_ime",
)  # fmt: skip
def test_text_with_the_input_method(d: Any) -> None:
    """The real app-uiautomator.apk is installed, enabled and used by broadcasts, and taken away."""
    before = d.current_ime()
    d.set_input_ime()
    assert d.is_input_ime_installed()
    assert d.current_ime() == "com.github.uiautomator/.AdbKeyboard"
    opened(d, "Form")
    d(resourceId=f"{APP}:id/name").click()
    d.send_keys("Hällo 世界")
    assert d(focused=True).get_text() == "Hällo 世界"
    d.clear_text()
    assert d(focused=True).get_text() == "Your name"
    d.send_action("search")
    assert d.toast.get_message() == "sent"
    d.clear_toast()
    d.send_action()
    assert d.toast.get_message() == "sent"
    d.hide_keyboard()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        d.set_fastinput_ime(True)
        d.wait_fastinput_ime()
    d.set_input_ime(False)
    assert d.current_ime() == before
    assert d.app_uninstall("com.github.uiautomator")
    assert not d.is_input_ime_installed()


# --- the server and the shell -------------------------------------------------------------
@pytest.mark.covers("Device.shell", "Device.push", "Device.pull")
def test_shell_and_files(d: Any, tmp_path: Path) -> None:
    """Output and exit status by text and by words; files and file objects go and come."""
    done = d.shell("echo a; false")
    assert (done.output, done.exit_code) == ("a\n", 1)
    assert d.shell(["echo", "a b", "$HOME"]).output == "a b $HOME\n"
    d.push(io.BytesIO(b"from memory"), f"{TMP}/one.txt", mode=0o755)
    # adbd gives group and others what the owner has
    assert d.shell(f"stat -c %a {TMP}/one.txt").output.strip() == "777"
    d.pull(f"{TMP}/one.txt", str(tmp_path / "one.txt"))
    assert (tmp_path / "one.txt").read_bytes() == b"from memory"


@pytest.mark.covers("Device.jsonrpc", "Device.jsonrpc_call")
def test_calls_by_name(d: Any) -> None:
    """Any method of the server by its own name; an unknown one is an error."""
    assert d.jsonrpc.ping() == "pong"
    assert d.jsonrpc_call("isScreenOn", []) is True
    picture = Image.open(io.BytesIO(base64.b64decode(d.jsonrpc.takeScreenshot(1, 50))))
    assert picture.format == "JPEG"
    with pytest.raises(RPCUnknownError, match="-32601"):
        d.jsonrpc.noSuchMethod()


@pytest.mark.covers(
    "Device.start_uiautomator", "Device.stop_uiautomator", "Device.reset_uiautomator"
)
def test_life_of_the_server(d: Any) -> None:
    """Stopped, started, started anew; a call to a stopped one starts it."""
    d.stop_uiautomator()
    assert d.info["screenOn"]
    d.reset_uiautomator()
    d.start_uiautomator()
    assert d.info["screenOn"]


@pytest.mark.covers("Device.exists")
def test_exists(d: Any) -> None:
    """The same question as of an object."""
    opened(d)
    assert d.exists(text="Say hello")
    assert not d.exists(text="Nope")


@pytest.mark.covers("Device.image", "Device.screenrecord")
def test_parts_that_need_more_of_the_host(d: Any) -> None:
    """Without its optional libraries uiautomator2 refuses these before it asks the phone."""
    for name, needs in (("image", "findit|imutils|skimage"), ("screenrecord", "imageio|websocket")):
        with pytest.raises(ModuleNotFoundError, match=needs):
            getattr(d, name)
    assert isinstance(d, uiautomator2.Device)
