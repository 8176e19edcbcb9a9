"""Which device is meant, and one clear line where there is none."""

import pytest
from fake_adb import fake_adb

from harness.device.listing import choose_serial, list_devices, parse_devices
from harness.device.server import ServerAddress, find_adb, server_address
from harness.domain.errors import NoDeviceError, UsageError

LISTED = """\
* daemon started successfully
c7f1  device usb:1-2 product:x model:Pixel_8 device:shiba transport_id:3
127.0.0.1:5701 device product:v model:TapTruth device:v transport_id:4
emulator-5554 offline transport_id:5
9A1 unauthorized usb:1-3 transport_id:6
ff00 no permissions (missing udev rules? user is in the plugdev group); see [http://x]
"""


def test_listing_is_read_with_states_and_transport() -> None:
    """Serial, state, model and the way it is connected."""
    found = parse_devices(LISTED)
    assert [(e.serial, e.state, e.model, e.transport) for e in found] == [
        ("c7f1", "device", "Pixel_8", "usb"),
        ("127.0.0.1:5701", "device", "TapTruth", "tcp"),
        ("emulator-5554", "offline", "", "emulator"),
        ("9A1", "unauthorized", "", "usb"),
        ("ff00", "no permissions", "", "usb"),
    ]


def test_listing_comes_from_the_server() -> None:
    """One request to the adb server."""
    with fake_adb({"host:devices-l": b"c7f1 device model:A\n"}) as adb:
        (entry,) = list_devices(adb.address)
    assert entry.model == "A"


def test_option_wins_over_environment_wins_over_the_only_one() -> None:
    """-s > ANDROID_SERIAL > the only ready device."""
    two = parse_devices("a device\nb device\n")
    assert choose_serial("a", {"ANDROID_SERIAL": "b"}, two) == "a"
    assert choose_serial(None, {"ANDROID_SERIAL": "b"}, two) == "b"
    assert choose_serial(None, {}, parse_devices("a device\nb offline\n")) == "a"


@pytest.mark.parametrize(
    ("wanted", "listed", "words"),
    [
        (None, "", ["no device is connected", "taptruth virtual up"]),
        (None, "a device\nb device\n", ["2 devices", "a device", "b device", "-s a"]),
        (None, "a unauthorized\n", ["a is unauthorized", "allow USB debugging", "adb -s a"]),
        (None, "a offline\n", ["a is offline", "adb -s a reconnect"]),
        (None, "a no permissions (x)\n", ["udev", "adb devices -l"]),
        (None, "a offline\nb unauthorized\n", ["no device is ready", "adb devices -l"]),
        ("c", "a device\n", ["c is not connected", "a device", "adb devices -l"]),
        ("10.0.0.2:5555", "", ["not connected", "none", "adb connect 10.0.0.2:5555"]),
        ("a", "a offline\n", ["a is offline"]),
    ],
)
def test_no_choice_is_one_line_that_ends_in_what_to_type(
    wanted: str | None, listed: str, words: list[str]
) -> None:
    """None, several, offline, unauthorized, forbidden, mistyped."""
    with pytest.raises(NoDeviceError) as raised:
        choose_serial(wanted, {}, parse_devices(listed))
    said = str(raised.value)
    assert "\n" not in said
    assert all(word in said for word in words), said


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, ServerAddress("127.0.0.1", 5037)),
        ({"ANDROID_ADB_SERVER_HOST": "h"}, ServerAddress("h", 5037)),
        (
            {"ANDROID_ADB_SERVER_ADDRESS": "a", "ANDROID_ADB_SERVER_HOST": "h"},
            ServerAddress("a", 5037),
        ),
        ({"ANDROID_ADB_SERVER_PORT": "6001"}, ServerAddress("127.0.0.1", 6001)),
        (
            {"ADB_SERVER_SOCKET": "tcp:far:7", "ANDROID_ADB_SERVER_PORT": "6001"},
            ServerAddress("far", 7),
        ),
        ({"ADB_SERVER_SOCKET": "tcp:[::1]:7"}, ServerAddress("::1", 7)),
        ({"ADB_SERVER_SOCKET": "tcp:5038"}, ServerAddress("127.0.0.1", 5038)),
    ],
)
def test_server_address_by_environment(env: dict[str, str], expected: ServerAddress) -> None:
    """The variables of adb before those of adbutils, the socket spec before all."""
    assert server_address(env) == expected


@pytest.mark.parametrize(
    "env", [{"ADB_SERVER_SOCKET": "unix:/x"}, {"ANDROID_ADB_SERVER_PORT": "0"}]
)
def test_unusable_address_is_a_usage_error(env: dict[str, str]) -> None:
    """The variable at fault is named."""
    with pytest.raises(UsageError, match=next(iter(env))):
        server_address(env)


def test_adb_program_is_chosen_in_one_order() -> None:
    """Ours, adbutils' variable, PATH, and last the one that adbutils brings."""
    assert find_adb({"TAPTRUTH_ADB": "/a", "ADBUTILS_ADB_PATH": "/b"}).path == "/a"
    assert find_adb({"ADBUTILS_ADB_PATH": "/b"}).chosen_by == "ADBUTILS_ADB_PATH"
    assert find_adb({"PATH": "/nowhere"}).chosen_by == "bundled with adbutils"
