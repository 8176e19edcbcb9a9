"""``devices`` and ``doctor`` on a played adb server: data on stdout, talk on stderr."""

import json
from collections.abc import Iterator

import pytest
from fake_adb import FakeAdb, fake_adb

from harness.cli.exits import Exit
from harness.cli.main import run


@pytest.fixture
def adb(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAdb]:
    with fake_adb({"host:devices-l": b""}) as server:
        monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(server.address.port))
        for name in ("ADB_SERVER_SOCKET", "ANDROID_ADB_SERVER_ADDRESS", "ANDROID_SERIAL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("ANDROID_ADB_SERVER_HOST", "127.0.0.1")
        yield server


def test_devices_as_json(adb: FakeAdb, capsys: pytest.CaptureFixture[str]) -> None:
    """One list on stdout; advice for those that are not ready on stderr."""
    adb.answers = {"host:devices-l": b"a1 device model:Pixel\nb2 offline\n"}
    assert run(["devices", "--json"]) == Exit.CLEAR
    told = capsys.readouterr()
    assert [d["serial"] for d in json.loads(told.out)] == ["a1", "b2"]
    assert "adb -s b2 reconnect" in told.err


def test_no_device_is_exit_11(adb: FakeAdb, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing on stdout, what to do on stderr."""
    assert run(["devices"]) == Exit.NO_DEVICE
    told = capsys.readouterr()
    assert told.out == ""
    assert "taptruth virtual up" in told.err
    assert "adb connect 127.0.0.1:PORT" in told.err


def test_doctor_lists_every_check_and_what_to_do(
    adb: FakeAdb, capsys: pytest.CaptureFixture[str]
) -> None:
    """Machine, adb and devices; the missing device fails with advice."""
    assert run(["doctor", "--json"]) == Exit.NO_DEVICE
    checks = {c["name"]: c for c in json.loads(capsys.readouterr().out)}
    assert checks["adb"]["status"] == "ok"
    assert checks["text recognition"]["status"] == "ok"
    assert checks["devices"]["status"] == "fail"
    assert checks["devices"]["do"]


def test_doctor_for_people_is_one_line_a_check(
    adb: FakeAdb, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unauthorized phone is told with the one thing to do."""
    adb.answers = {"host:devices-l": b"a1 unauthorized\n"}
    assert run(["doctor"]) == Exit.NO_DEVICE
    told = capsys.readouterr().out
    assert "FAIL  device: a1 is unauthorized: unlock the phone" in told
