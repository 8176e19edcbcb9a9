"""uiautomator2's app methods, sessions and watchers, one by one, on the virtual phone."""

import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uiautomator2
from real_adb import AdbServer
from u2_bench import APP, connected, opened

pytestmark = pytest.mark.phone


@pytest.fixture(scope="module")
def d(adb_server: AdbServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """uiautomator2 on a phone of its own."""
    with connected(adb_server, tmp_path_factory.mktemp("apps")) as device:
        yield device


# --- apps ------------------------------------------------------------------------
@pytest.mark.covers(
    "Device.app_start", "Device.app_wait", "Device.app_current", "Device.wait_activity",
    "Device.app_stop", "Device.app_list_running",
)  # fmt: skip
def test_life_of_an_app(d: Any) -> None:
    """Started by monkey and by name, in front, running, stopped."""
    d.app_stop(APP)
    d.app_start(APP, wait=True)
    pid = d.app_wait(APP, front=True)
    assert pid > 0
    assert d.app_current() == {"package": APP, "activity": ".MainActivity", "pid": pid}
    assert d.wait_activity(".MainActivity", timeout=20)
    assert not d.wait_activity(".Other", timeout=0.1)
    assert APP in d.app_list_running()
    d.app_start(APP, ".MainActivity", stop=True, wait=True)
    assert d.app_wait(APP) not in {0, pid}
    d.app_stop(APP)
    assert APP not in d.app_list_running()
    assert d.app_wait("com.example.absent", timeout=0.1) == 0


@pytest.mark.covers("Device.app_list", "Device.app_info")
def test_what_is_installed(d: Any) -> None:
    """All packages, those of a filter, and the version of one."""
    assert APP in d.app_list("-3")
    assert "com.android.settings" in d.app_list("-s")
    assert APP not in d.app_list("-s")
    assert {APP, "android"} <= {*d.app_list("")}
    assert d.app_info(APP) == {"versionName": "1.2.3", "versionCode": 123}
    with pytest.raises(uiautomator2.AppNotFoundError):
        d.app_info("com.example.absent")


@pytest.mark.covers("Device.app_stop_all", "Device.app_clear")
def test_stopping_all_and_clearing(d: Any) -> None:
    """Everything but what is excluded is stopped; clearing stops too."""
    opened(d)
    assert APP not in d.app_stop_all(excludes=[APP])
    assert APP in d.app_list_running()
    assert APP in d.app_stop_all()
    opened(d)
    d.app_clear(APP)
    assert APP not in d.app_list_running()


@pytest.mark.covers("Device.app_auto_grant_permissions")
def test_granting_what_an_app_asks_for(d: Any) -> None:
    """Afterwards the package manager calls the camera granted."""
    assert "android.permission.CAMERA: granted=false" in d.shell(f"dumpsys package {APP}").output
    d.app_auto_grant_permissions(APP)
    assert "android.permission.CAMERA: granted=true" in d.shell(f"dumpsys package {APP}").output


@pytest.mark.covers("Device.app_install", "Device.app_uninstall", "Device.app_uninstall_all")
def test_installing_and_removing(d: Any, tmp_path: Path) -> None:
    """An APK pulled from the phone goes back onto it; excluded apps stay."""
    path = d.shell(f"pm path {APP}").output.strip().removeprefix("package:")
    d.pull(path, str(tmp_path / "lab.apk"))
    others = [name for name in d.app_list("-3") if name != APP]
    assert d.app_uninstall_all(excludes=[APP, *others]) == []
    assert d.app_uninstall_all(excludes=others) == [APP]
    assert not d.app_uninstall(APP)
    d.app_install(str(tmp_path / "lab.apk"))
    assert APP in d.app_list("-3")


# --- sessions ----------------------------------------------------------------------
@pytest.mark.covers("Device.session", "Session.running", "Session.pid", "Session.close")
def test_a_session_watches_its_app(d: Any) -> None:
    """It knows the process; once that is gone, every call says so; it closes the app."""
    with d.session(APP) as session:
        assert session(text="Say hello").wait()
        assert session.running()
        assert session.pid == d.app_wait(APP)
        session(text="Crash").click()
        assert d(text="Say hello").wait_gone()
        assert not session.running()
        with pytest.raises(uiautomator2.exceptions.SessionBrokenError):
            session(text="Say hello").exists.__bool__()
    assert APP not in d.app_list_running()


@pytest.mark.covers("Device.session", "Session.restart")
def test_a_session_starts_its_app_anew(d: Any) -> None:
    """Attached to a running app it keeps the process; after a restart it is another."""
    opened(d)
    session = d.session(APP, attach=True)
    first = session.pid
    assert first == d.app_wait(APP)
    session.restart()
    assert session.running()
    assert session.pid != first
    session.close()


# --- watchers ------------------------------------------------------------------------
@pytest.mark.covers(
    "Device.watcher", "Watcher.when", "Watcher.run", "Watcher.remove", "Watcher.triggering",
    "XPathWatcher.when", "XPathWatcher.click", "XPathWatcher.press", "XPathWatcher.call",
)  # fmt: skip
def test_watchers_run_by_hand(d: Any) -> None:
    """Each clicks, presses or calls when all of its conditions hold, and not otherwise."""
    seen: list[str] = []
    d.watcher.remove()
    d.watcher("yes").when("Sure?").when("Yes").click()
    d.watcher("never").when("Sure?").when("No such").press("home")
    opened(d)
    assert not d.watcher.run()
    d(text="Ask").click()
    assert d(text="Sure?").wait()
    assert d.watcher.run()
    assert d(text="Sure?").wait_gone()
    assert d.toast.get_message() == "agreed"
    d.watcher.remove("yes")
    d.watcher.when("Lab").call(lambda d, source: seen.append(d.serial))
    assert d.watcher.run()
    assert (seen, d.watcher.triggering) == ([d.serial], False)
    d.watcher.remove()
    d.watcher.when("Lab").press("home")
    assert d.watcher.run()
    assert d(text="Say hello").wait_gone()
    d.watcher.remove()


@pytest.mark.covers("Watcher.start", "Watcher.running", "Watcher.stop", "Watcher.reset")
def test_watchers_in_the_background(d: Any) -> None:
    """Started, they close a dialog by themselves; reset stops and forgets them."""
    opened(d)
    d.watcher.when("Sure?").when("Yes").click()
    d.watcher.start(0.05)
    assert d.watcher.running()
    d(text="Ask").click()
    assert d.toast.get_message(wait_timeout=30) == "agreed"
    d.watcher.stop()
    assert not d.watcher.running()
    d.watcher.start(0.05)
    d.watcher.reset()
    assert not d.watcher.running()


@pytest.mark.covers(
    "Device.watch_context", "WatchContext.when", "WatchContext.call", "WatchContext.click",
    "WatchContext.start", "WatchContext.stop", "WatchContext.close", "WatchContext.wait_stable",
)  # fmt: skip
def test_watch_contexts(d: Any) -> None:
    """Inside the context dialogs are answered; it waits until nothing more comes."""
    opened(d)
    answered = threading.Event()
    d(text="Ask").click()
    assert d(text="Sure?").wait()
    context = d.watch_context(autostart=False)
    context.when("Sure?").when("Yes").click()
    context.when("Lab").call(lambda el: answered.set())
    context.start()
    assert answered.wait(timeout=60)
    assert d.last_toast == "agreed"
    context.stop()
    with d.watch_context(builtin=True) as other:
        other.when("Sure?").click()
        assert other.wait_stable(seconds=0.1, timeout=60)
        other.close()


@pytest.mark.covers(
    "XPathEntry.when", "XPathEntry.run_watchers", "XPathEntry.watch_background",
    "XPathEntry.watch_stop", "XPathEntry.watch_clear", "XPathEntry.sleep_watch",
)  # fmt: skip
def test_the_old_names_of_watchers(d: Any) -> None:
    """What uiautomator2 still offers under xpath does the same."""
    opened(d)
    d.watcher.reset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        d.xpath.when("Say hello").click()
        d.xpath.run_watchers()
        assert d.toast.get_message() == "hello"
        d.clear_toast()
        d.xpath.sleep_watch(0.01)
        assert d.toast.get_message() == "hello"
        d.xpath.watch_background(0.05)
        d.xpath.watch_stop()
        d.xpath.watch_background(0.05)
        d.xpath.watch_clear()
    d.watcher.reset()
