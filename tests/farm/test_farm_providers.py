"""Where phones come from: STF, a remote adb server, emulators, virtual phones."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from real_adb import AdbServer, VirtualPhone
from stf_stand_in import StandIn, running_stf

from harness.device.link import ask_server
from harness.device.server import ServerAddress
from harness.domain.errors import UsageError
from harness.farm.providers import Adb, Emulators, Stf
from harness.farm.providers.emulators import find_emulator
from harness.farm.providers.stf import StfError
from harness.farm.tracking import Tracker

ME, OTHER = "farm@example.com", "other@example.com"


@pytest.fixture
def stf() -> Iterator[StandIn]:
    """An STF without devices."""
    with running_stf() as stand_in:
        yield stand_in


@pytest.fixture
def here(adb_server: AdbServer, monkeypatch: pytest.MonkeyPatch) -> ServerAddress:
    """The tests' own adb server, as this process's."""
    monkeypatch.setenv("ANDROID_ADB_SERVER_HOST", "127.0.0.1")
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(adb_server.port))
    return ServerAddress("127.0.0.1", adb_server.port)


@pytest.mark.long
@pytest.mark.phone
def test_a_phone_of_stf_is_booked_connected_and_given_back(
    stf: StandIn, here: ServerAddress, virtual_phone: Callable[..., VirtualPhone]
) -> None:
    """It is adb's while it is ours, and nobody's afterwards."""
    phone = virtual_phone("--size", "360x800", "--density", "160")
    phone.adb.run("disconnect", phone.serial)
    stf.add("SERIAL1", phone.serial)
    stf.add("TAKEN", "127.0.0.1:1", owner=OTHER)
    provider = Stf(stf.url, most=2, token="token-1")
    provider.tend()
    assert provider.owns(phone.serial)
    assert f"{phone.serial}\tdevice" in ask_server(here, "host:devices")
    assert [d["user"] for d in stf.devices.values()] == [ME, OTHER]
    provider.stop()
    assert [d["user"] for d in stf.devices.values()] == ["", OTHER]
    assert phone.serial not in ask_server(here, "host:devices")
    phone.adb.run("connect", phone.serial)


@pytest.mark.usefixtures("here")
def test_after_a_crash_what_was_booked_is_used_again_and_the_rest_given_back(stf: StandIn) -> None:
    """STF knows what the token holds; the new process asks it."""
    for number in range(3):
        stf.add(f"S{number}", f"127.0.0.1:{number + 1}", owner=ME)
    provider = Stf(stf.url, most=1, token="token-1")
    provider.tend()
    assert [d["user"] for d in stf.devices.values()] == [ME, "", ""]
    assert "POST /api/v1/user/devices" not in stf.calls
    provider.stop()


@pytest.mark.usefixtures("here")
def test_a_phone_that_an_admin_took_away_is_let_go_and_another_booked(stf: StandIn) -> None:
    """What STF says holds."""
    stf.add("S0", "127.0.0.1:1")
    stf.add("S1", "127.0.0.1:2")
    provider = Stf(stf.url, token="token-1")
    provider.tend()
    stf.devices["S0"]["user"] = OTHER
    provider.tend()
    assert not provider.owns("127.0.0.1:1")
    assert provider.owns("127.0.0.1:2")
    provider.stop()


@pytest.mark.usefixtures("here")
def test_an_absent_phone_is_not_booked(stf: StandIn) -> None:
    """Present and ready, or not at all."""
    stf.add("S0", "127.0.0.1:1", present=False)
    provider = Stf(stf.url, token="token-1")
    provider.tend()
    assert stf.devices["S0"]["user"] == ""


@pytest.mark.usefixtures("here")
def test_a_wrong_token_is_told_with_what_to_do(stf: StandIn) -> None:
    """One line."""
    with pytest.raises(StfError, match="renew TAPTRUTH_STF_TOKEN"):
        Stf(stf.url, token="stolen").tend()


def test_stf_without_a_token_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is asked."""
    monkeypatch.delenv("TAPTRUTH_STF_TOKEN", raising=False)
    with pytest.raises(UsageError, match="set TAPTRUTH_STF_TOKEN"):
        Stf("http://stf.example")


@pytest.mark.long
@pytest.mark.phone
def test_a_tracker_hears_of_phones_as_they_come_and_go(
    here: ServerAddress, virtual_phone: Callable[..., VirtualPhone]
) -> None:
    """From adb's own track-devices, also of a server elsewhere."""
    import threading  # noqa: PLC0415

    heard = threading.Event()
    tracker = Tracker(Adb(here).server, heard.set)
    try:
        phone = virtual_phone("--size", "360x800", "--density", "160")
        for deed, there in (("connect", True), ("disconnect", False), ("connect", True)):
            heard.clear()
            phone.adb.run(deed, phone.serial)
            while (phone.serial in tracker.ready) is not there:
                assert heard.wait(60)
                heard.clear()
    finally:
        tracker.stop()


def test_an_emulator_is_found_below_the_sdk_or_told_missing(tmp_path: Path) -> None:
    """The line says how to get it."""
    program = tmp_path / "emulator" / "emulator"
    with pytest.raises(UsageError, match="sdkmanager emulator"):
        find_emulator({"ANDROID_HOME": str(tmp_path), "PATH": ""})
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    assert find_emulator({"ANDROID_HOME": str(tmp_path), "PATH": ""}) == str(program)


def test_emulators_are_started_by_avd_and_an_unknown_one_lists_the_known(
    here: ServerAddress, tmp_path: Path
) -> None:
    """A stand-in for the SDK's program writes down what it was called with."""
    told = tmp_path / "told"
    program = tmp_path / "emulator"
    program.write_text(
        f'#!/bin/sh\n[ "$1" = -list-avds ] && echo Pixel_8 && exit\necho "$@" >> {told}\nexec cat\n'
    )
    program.chmod(0o755)
    assert here.port
    with pytest.raises(UsageError, match="there are: Pixel_8"):
        Emulators(["Nexus"], program=str(program))
    provider = Emulators(["Pixel_8"], first_port=5584, program=str(program))
    provider.tend()
    provider.tend()
    while not (told.exists() and told.read_text().endswith("\n")):
        time.sleep(0.05)
    provider.stop()
    assert told.read_text().startswith("-avd Pixel_8 -port 5584 -no-window")
    assert len(told.read_text().splitlines()) == 1
    assert provider.owns("emulator-5584")
