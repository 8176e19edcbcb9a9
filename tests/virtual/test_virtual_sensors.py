"""Sensors: triggers of scripted apps on the sampled signal, the console, and who listens."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from phone_bench import PACKAGE, Bench, app_of
from real_adb import VirtualPhone

from harness.domain.errors import UsageError
from harness.domain.motion import Motion, pick_up, shake, twist, walk
from harness.virtual.emulator.console import TOKEN_FILE, Console, read_token
from harness.virtual.shell.dumps.sensors import dump_sensors

POPUP = """\
popups:
  ad:
    on_motion:
      - {{{trigger}, then: [{{toast: moved}}]}}
starts:
  - {{after_ms: 100, show: [ad]}}
"""


def shown(trigger: str) -> Bench:
    """A phone with a pop-up that waits for a movement."""
    bench = Bench(app_of(POPUP.format(trigger=trigger)))
    bench.launch()
    bench.wait(1000)
    return bench


def play(bench: Bench, motion: Motion) -> None:
    """Set the sensors at the times of the samples, as a client of the console does."""
    at_ms = 0
    for sample in motion.samples:
        bench.wait(sample.at_ms - at_ms)
        at_ms = sample.at_ms
        bench.phone.sensors.set("gyroscope", sample.rotation_rad_s)
        bench.phone.sensors.set("acceleration", sample.acceleration_m_s2)


def fires(trigger: str, motion: Motion) -> bool:
    """Whether the movement sets it off."""
    bench = shown(trigger)
    play(bench, motion)
    return bench.phone.last_toast == "moved"


REFERENCE = "shake: {magnitude: 15, for_ms: 2900}"


@pytest.mark.parametrize(
    ("trigger", "motion", "expected"),
    [
        (REFERENCE, shake(peak_m_s2=16, for_ms=3200), True),
        (REFERENCE, shake(peak_m_s2=14, for_ms=3200), False),
        (REFERENCE, shake(peak_m_s2=16, for_ms=2000), False),
        (REFERENCE, shake(peak_m_s2=16, for_ms=3200, two_way=False), False),
        ("shake: {magnitude: 15, ways: one}", shake(peak_m_s2=16, for_ms=900, two_way=False), True),
        ("shake: {magnitude: 15, axis: y}", shake(peak_m_s2=20, for_ms=2000, axis="x"), False),
        ("shake: {magnitude: 15, axis: y}", shake(peak_m_s2=20, for_ms=2000, axis="y"), True),
        ("shake: {magnitude: 15, times: 8}", shake(peak_m_s2=20, for_ms=1000), False),
        ("shake: {magnitude: 15, times: 8}", shake(peak_m_s2=20, for_ms=2000), True),
        ("shake: {magnitude: 2}", walk(), True),
        ("shake: {}", walk(), False),
        ("shake: {}", pick_up(), False),
    ],
)
def test_shaking(trigger: str, motion: Motion, expected: bool) -> None:
    """Magnitude, axis, ways, times and duration all count, on the signal without gravity."""
    assert fires(trigger, motion) is expected


@pytest.mark.parametrize(
    ("trigger", "motion", "expected"),
    [
        ("twist: {angle: 35}", twist(angle_deg=37, for_ms=1000), True),
        ("twist: {angle: 35}", twist(angle_deg=33, for_ms=1000), False),
        ("twist: {angle: 35}", twist(angle_deg=37, for_ms=1000, two_way=False), False),
        ("twist: {angle: 35, ways: one}", twist(angle_deg=37, for_ms=800, two_way=False), True),
        ("twist: {angle: 35, for_ms: 3000}", twist(angle_deg=50, for_ms=2000), False),
        ("twist: {angle: 35, axis: y}", twist(angle_deg=50, for_ms=1000, axis="z"), False),
        ("twist: {angle: 35, axis: y}", twist(angle_deg=50, for_ms=1000, axis="y"), True),
        ("twist: {}", walk(), False),
        ("tilt: {angle: 30}", twist(angle_deg=40, for_ms=1500, axis="x"), True),
        ("tilt: {angle: 30}", twist(angle_deg=25, for_ms=1500, axis="x"), False),
        ("tilt: {angle: 30, hold_ms: 900}", twist(angle_deg=40, for_ms=1000, axis="x"), False),
        ("tilt: {angle: 30, axis: z}", twist(angle_deg=40, for_ms=1500, axis="x"), False),
    ],
)
def test_turning(trigger: str, motion: Motion, expected: bool) -> None:
    """Angle, axis, ways and duration count; a tilt must be held."""
    assert fires(trigger, motion) is expected


def test_gravity_alone_tells_a_twist() -> None:
    """A client that sets only the accelerometer turns the phone too."""
    bench = shown("twist: {angle: 35, ways: one}")
    bench.phone.sensors.set("acceleration", (7.0, 6.9, 0.0))
    assert bench.phone.last_toast == "moved"


def test_a_rest_begins_a_movement_anew() -> None:
    """Two short shakes with a second between do not add up to a long one."""
    bench = shown(REFERENCE)
    for _ in range(2):
        play(bench, shake(peak_m_s2=16, for_ms=1600))
        bench.wait(1000)
    assert bench.phone.last_toast is None


def test_a_trigger_fires_once_and_only_in_front() -> None:
    """A second shake of the same pop-up does nothing; neither does one behind the launcher."""
    bench = shown("shake: {}")
    play(bench, shake(peak_m_s2=20, for_ms=1000))
    bench.phone.last_toast = None
    bench.wait(1000)
    play(bench, shake(peak_m_s2=20, for_ms=1000))
    assert bench.phone.last_toast is None
    bench.phone.force_stop(PACKAGE)
    bench.launch()
    bench.wait(500)
    bench.phone.key(3)
    play(bench, shake(peak_m_s2=20, for_ms=1000))
    assert bench.phone.last_toast is None


def test_the_sensor_service_tells_who_listens() -> None:
    """While the pop-up is shown its app is connected, afterwards nobody is."""
    bench = shown("shake: {}")
    told = dump_sensors(bench.phone, [])
    assert "1 active connections" in told
    assert PACKAGE in told
    bench.phone.force_stop(PACKAGE)
    assert "0 active connections" in dump_sensors(bench.phone, [])


@pytest.mark.parametrize(
    ("trigger", "told"),
    [
        ("shake: {}, tilt: {}", "exactly one of"),
        ("shake: {magnitude: 0}", "magnitude above 0"),
        ("twist: {angle: 200}", "up to 180"),
    ],
)
def test_bad_triggers_are_named(trigger: str, told: str) -> None:
    """A trigger that nothing could set off is an error."""
    with pytest.raises(UsageError, match=told):
        app_of(POPUP.format(trigger=trigger))


# --- the console ------------------------------------------------------------------------
def talk(bench: Bench, home: Path, *lines: str) -> list[str]:
    """What the console says to these lines, line by line, until it closes or all are said."""
    killed: list[bool] = []

    async def conversation() -> list[str]:
        server = await Console(bench.phone, home, lambda: killed.append(True)).start(0)
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write("".join(f"{line}\n" for line in (*lines, "quit")).encode())
        said = (await reader.read()).decode().split("\r\n")
        writer.close()
        server.close()
        return [*said, *(["killed"] if killed else [])]

    return asyncio.run(conversation())


@pytest.fixture
def open_home(tmp_path: Path) -> Path:
    """The home of a user who wants no token."""
    (tmp_path / TOKEN_FILE).write_text("")
    return tmp_path


def test_sensors_are_set_and_read(open_home: Path) -> None:
    """set, get and status answer as an emulator's console; missing values stay."""
    bench = shown("shake: {}")
    said = talk(bench, open_home, "sensor set acceleration 5:2:12", "sensor set acceleration 6",
                "sensor get acceleration", "sensor status")  # fmt: skip
    assert "acceleration = 6:2:12" in said
    assert "gyroscope: enabled." in said
    assert bench.phone.sensors.get("acceleration") == (6.0, 2.0, 12.0)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("frobnicate", "KO: unknown command, try 'help'"),
        ("sensor", "KO: missing sub-command"),
        ("sensor set smell 1", "KO: unknown sensor name: smell"),
        ("sensor set acceleration a:b", "KO: invalid value"),
        ("sensor set acceleration nan:0:0", "KO: invalid value"),
        ("sensor get", "KO: usage: 'get <sensorname>'"),
        ("ping", "I am alive!"),
        ("avd name", "Virtual_One"),
    ],
)
def test_the_console_answers(open_home: Path, line: str, told: str) -> None:
    """Bad commands are refused with a reason, and the session goes on."""
    assert told in talk(Bench(), open_home, line, "ping")
    assert "I am alive!" in talk(Bench(), open_home, line, "ping")


def test_the_console_turns_the_screen_and_ends_the_phone(open_home: Path) -> None:
    """Rotate is a quarter turn; kill says good-bye."""
    bench = Bench()
    assert "killed" in talk(bench, open_home, "rotate", "kill")
    assert bench.phone.rotation == 1


def test_strangers_may_only_ask(tmp_path: Path) -> None:
    """Without the token nothing is set; with a wrong one the line is closed; with it all goes."""
    bench, token = Bench(), read_token(tmp_path)
    assert "KO: unknown command, try 'help'" in talk(bench, tmp_path, "sensor set acceleration 1")
    refused = talk(bench, tmp_path, "auth wrong", "sensor set acceleration 1")
    assert any(line.startswith("KO: authentication token does not match") for line in refused)
    assert bench.phone.sensors.get("acceleration")[0] == 0
    talk(bench, tmp_path, f"auth {token}", "sensor set acceleration 1")
    assert bench.phone.sensors.get("acceleration")[0] == 1


@pytest.mark.phone
def test_adb_moves_an_emulator(virtual_phone: Callable[..., VirtualPhone]) -> None:
    """``adb emu`` finds the console by the serial and logs in with the user's token."""
    phone = virtual_phone("--emulator", "--size", "360x800", "--density", "160")
    assert phone.serial.startswith("emulator-")
    assert phone.run("emu", "sensor", "set", "acceleration", "5:2:12").returncode == 0
    assert b"acceleration = 5:2:12" in phone.run("emu", "sensor", "get", "acceleration").stdout
    assert " 5.00, 2.00, 12.00," in phone.shell("dumpsys sensorservice")
