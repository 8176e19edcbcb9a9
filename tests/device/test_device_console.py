"""Playing movements through an emulator's console: the capability "shakes"."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from real_adb import VirtualPhone

from harness.device.console import TOKEN_FILE, EmulatorSensors, console_port
from harness.device.device import Device
from harness.domain.errors import DeviceError, DeviceLostError
from harness.domain.motion import Motion, MotionSample, shake

SCRIPT = """
format: 1
package: com.example.shaken
label: Shaken
version_name: "1"
version_code: 1
activities: [{name: .Main, page: home, launcher: true}]
pages: {home: {}}
popups:
  ad:
    on_motion:
      - shake: {magnitude: 12}
        then: [{open: {data: "https://www.example.com/shaken"}}]
starts: [{show: [ad], after_ms: 100}]
"""
MOTION = Motion(
    name="two steps",
    samples=(
        MotionSample(at_ms=0, acceleration_m_s2=(1.5, 9.81, 0.0), rotation_rad_s=(0.0, 0.0, 0.25)),
        MotionSample(at_ms=30),
    ),
)


class FakeConsole:
    """Says what it is told to, and keeps what it heard."""

    def __init__(self, greeting: str, answers: dict[str, str]) -> None:
        self.heard: list[str] = []
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(greeting.encode())
                for raw in self.rfile:
                    line = raw.decode().strip()
                    outer.heard.append(line)
                    answer = next((a for k, a in answers.items() if line.startswith(k)), "OK\r\n")
                    if not answer:
                        return
                    self.wfile.write(answer.encode())

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def console() -> Iterator[Callable[..., FakeConsole]]:
    """Starts consoles; they end with the test."""
    started: list[FakeConsole] = []

    def start(greeting: str = "Android Console\r\nOK\r\n", **answers: str) -> FakeConsole:
        told = {"sensor get": "acceleration = 1:2:3\r\nOK\r\n", **answers}
        started.append(FakeConsole(greeting, told))
        return started[-1]

    yield start
    for one in started:
        one.close()


class _Link:
    """As much of a link as the console needs."""

    class address:  # noqa: N801
        host = "127.0.0.1"

    def __init__(self, serial: str) -> None:
        self.serial = serial


def sensors(port: int, home: Path) -> EmulatorSensors:
    link: Any = _Link(f"emulator-{port}")
    return EmulatorSensors(link, home)


def test_only_emulators_have_a_console() -> None:
    """The port is in the serial; a phone's serial has none."""
    assert console_port("emulator-5554") == 5554
    assert console_port("127.0.0.1:5555") is None
    assert console_port("emulator-x") is None


def test_a_motion_is_set_step_by_step_and_put_back(
    console: Callable[..., FakeConsole], tmp_path: Path
) -> None:
    """Every sample is sent in order; in the end the sensors read what they did before."""
    fake = console()
    receipt = sensors(fake.port, tmp_path).play_motion(MOTION)
    assert fake.heard == [
        "sensor get acceleration",
        "sensor set gyroscope 0:0:0.25", "sensor set acceleration 1.5:9.81:0",
        "sensor set gyroscope 0:0:0", "sensor set acceleration 0:9.81:0",
        "sensor set acceleration 1:2:3", "sensor set gyroscope 0:0:0",
    ]  # fmt: skip
    assert receipt.receipt_ns - receipt.sent_ns >= 30_000_000
    assert receipt.channel == "emulator-console"


AUTH = "Android Console: Authentication required\r\nOK\r\n"


def test_the_token_opens_the_console(console: Callable[..., FakeConsole], tmp_path: Path) -> None:
    """Where the console wants the user's token it is sent first."""
    (tmp_path / TOKEN_FILE).write_text("s3cret\n")
    fake = console(AUTH)
    assert sensors(fake.port, tmp_path).available()
    assert fake.heard[0] == "auth s3cret"


def test_a_console_that_cannot_be_used_is_no_capability(
    console: Callable[..., FakeConsole], tmp_path: Path
) -> None:
    """No token, a refusal, or nobody there: not available, and playing says why."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        absent = closed.getsockname()[1]
    for port, told in (
        (console(AUTH).port, "wants the token"),
        (console(**{"sensor get": "KO: unknown command\r\n"}).port, "refused: unknown command"),
        (absent, "refused|is gone"),
    ):
        assert not sensors(port, tmp_path).available()
        with pytest.raises(DeviceError, match=told):
            sensors(port, tmp_path).play_motion(MOTION)


def test_a_line_that_breaks_is_a_lost_device(
    console: Callable[..., FakeConsole], tmp_path: Path
) -> None:
    """An emulator that ends in the middle of a movement is gone, not still."""
    fake = console(**{"sensor set": ""})
    with pytest.raises(DeviceLostError):
        sensors(fake.port, tmp_path).play_motion(MOTION)


@pytest.mark.phone
def test_a_shake_opens_the_advertisement(
    virtual_phone: Callable[..., VirtualPhone], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a real adb: an emulator can shake, and a shake of 16 m/s² leads to the browser."""
    (tmp_path / "app.yaml").write_text(SCRIPT, "utf-8")
    phone = virtual_phone("--emulator", "--apps", str(tmp_path), "--size", "360x800",
                          "--density", "160")  # fmt: skip
    for name, value in phone.adb.env.items():
        monkeypatch.setenv(name, value)
    with Device.connect(phone.serial, mode="adb-only") as device:
        assert "shakes" in device.capabilities()
        device.launch("com.example.shaken")
        phone.shell("while ! dumpsys sensorservice | grep -q '1 active conn'; do sleep 0.1; done")
        mark = device.mark()
        device.play_motion(shake(peak_m_s2=16, for_ms=1500))
        phone.shell("while ! dumpsys activity top | grep -q chrome; do sleep 0.1; done")
        hops = device.navigation_since(mark).hops
    assert any("example.com" in (hop.data_uri or "") for hop in hops)


@pytest.mark.phone
def test_a_phone_does_not_shake(
    shared_phone: VirtualPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its serial a phone has no console: no capability, and one clear line when asked to."""
    for name, value in shared_phone.adb.env.items():
        monkeypatch.setenv(name, value)
    with Device.connect(shared_phone.serial, mode="adb-only") as device:
        assert "shakes" not in device.capabilities()
        with pytest.raises(DeviceError, match="is no emulator"):
            device.play_motion(MOTION)
