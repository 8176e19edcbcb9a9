"""Which activity a person would start, and what the start reported."""

from pathlib import Path

import pytest
from fake_adb import Answer, fake_adb

from harness.device.launching import Launcher
from harness.device.link import Link
from harness.domain.errors import DeviceError, UsageError

S = "phone-1"
P = "com.example.hello"
API19 = Path(__file__).parents[2] / "fixtures" / "dumps" / "api19"
OLD: dict[str, Answer] = {f"host-serial:{S}:features": b""}
INSTALLED: dict[str, Answer] = {
    **OLD,
    f"shell:pm path {P}": f"package:/data/app/{P}.apk\n".encode(),
}


def test_component_comes_from_the_package_manager() -> None:
    """resolve-activity is asked first, once for all launches."""
    answers = {**INSTALLED, "shell:cmd package resolve": f"priority=0\n{P}/.Main\n".encode()}
    with fake_adb(answers) as adb:
        launcher = Launcher(Link(S, adb.address))
        assert launcher.component_of(P) == f"{P}/{P}.Main"
        launcher.component_of(P)
    assert sum("resolve" in a for a in adb.asked) == 1


def test_old_device_without_cmd_is_read_from_its_package_dump() -> None:
    """Android 4 has no cmd: the resolver table tells the launcher."""
    answers = {
        **INSTALLED,
        "shell:cmd ": (API19 / "cmd_package.txt").read_bytes(),
        "shell:dumpsys package": (API19 / "package_hello.txt").read_bytes(),
        "shell:am start": (API19 / "am_start_W.txt").read_bytes(),
    }
    with fake_adb(answers) as adb:
        launcher = Launcher(Link(S, adb.address))
        receipt = launcher.launch(P)
        report = launcher.report(timeout_s=5)
    assert receipt.component == f"{P}/{P}.MainActivity"
    assert f"shell:am start -W -n {P}/{P}.MainActivity" in adb.asked
    assert report is not None
    assert report.ok
    assert report.total_ms == 726


def test_dollar_in_a_class_name_is_quoted() -> None:
    """The device's shell must not take it for a variable."""
    answers = {**INSTALLED, "shell:cmd package resolve": f"{P}/.A$B\n".encode(), "shell:am": b""}
    with fake_adb(answers) as adb:
        launcher = Launcher(Link(S, adb.address))
        launcher.launch(P)
        launcher.report(timeout_s=5)
    assert f"shell:am start -W -n '{P}/{P}.A$B'" in adb.asked


def test_without_any_component_monkey_is_the_last_resort() -> None:
    """What neither source knows, monkey may find; its refusal is reported."""
    answers = {
        **INSTALLED,
        "shell:cmd ": b"No activity found\n",
        "shell:dumpsys package": b"",
        "shell:monkey": b"** No activities found to run, monkey aborted.\n",
    }
    with fake_adb(answers) as adb:
        launcher = Launcher(Link(S, adb.address))
        launcher.launch(P)
        report = launcher.report(timeout_s=5)
    assert report is not None
    assert not report.ok
    assert "No activities found" in (report.error or "")


def test_unknown_package_is_one_clear_line() -> None:
    """It names package and device, and ends in the command that lists what is there."""
    with (
        fake_adb({**OLD, "shell:pm path": b""}) as adb,
        pytest.raises(DeviceError, match=r"pm list packages -3$") as raised,
    ):
        Launcher(Link(S, adb.address)).launch(P)
    assert P in str(raised.value)
    assert not any("am start" in a for a in adb.asked)


@pytest.mark.parametrize("name", ["", "hello", "com.x; rm -rf /", "com.x\nreboot", "com.x $(id)"])
def test_what_is_no_package_name_never_reaches_the_shell(name: str) -> None:
    """A package name goes into a command line: anything else is refused before."""
    with fake_adb(OLD) as adb, pytest.raises(UsageError):
        Launcher(Link(S, adb.address)).launch(name)
    assert adb.asked == []
