"""The phone is left as it was found."""

import json
import socket
import struct

from fake_adb import Answer, FakeAdb, fake_adb

from harness.device.link import Link
from harness.device.settings import KEPT, FoundSettings

S = "phone-1"
FOUND = "1.0\nnull\n1.0\n0\n30000\n"
TOUCHED = "1.0\nnull\n1.0\n7\n1800000\n"


def took(client: socket.socket) -> None:
    """Accept one pushed file."""
    got = b""
    while b"DONE" not in got:
        got += client.recv(4096)
    client.sendall(b"OKAY" + struct.pack("<I", 0))


def answers(now: str, leftover: str = "") -> dict[str, Answer]:
    return {
        f"host-serial:{S}:features": b"",
        "shell:settings get": now.encode(),
        "shell:settings": b"",
        "shell:cat": leftover.encode(),
        "shell:rm": b"",
        "sync:": took,
    }


def commands(adb: FakeAdb) -> list[str]:
    return [
        a.removeprefix("shell:")
        for a in adb.asked
        if a.startswith(("shell:settings p", "shell:settings d"))
    ]


def test_what_was_changed_is_put_back() -> None:
    """Screen settings are changed for the session, kept on the phone, and restored."""
    with fake_adb(answers(FOUND)) as adb:
        settings = FoundSettings(Link(S, adb.address))
        assert settings.read()["system/screen_off_timeout"] == "30000"
        settings.keep_screen_on()
        assert "sync:" in adb.asked, "what was found is kept on the phone before anything changes"
        adb.answers = answers(TOUCHED)
        settings.restore()
        assert f"shell:rm -f {KEPT}" in adb.asked
    assert commands(adb) == [
        "settings put global stay_on_while_plugged_in 7",
        "settings put system screen_off_timeout 1800000",
        "settings put global stay_on_while_plugged_in 0",
        "settings put system screen_off_timeout 30000",
    ]


def test_an_unset_value_is_deleted_again() -> None:
    """A setting that was null when found is not left as a number."""
    with fake_adb(answers(FOUND)) as adb:
        settings = FoundSettings(Link(S, adb.address))
        settings.read()
        adb.answers = answers("1.0\n0.5\n1.0\n0\n30000\n")
        settings.restore()
    assert commands(adb) == ["settings delete global transition_animation_scale"]


def test_what_a_killed_run_left_is_restored_first() -> None:
    """The next connection finds the file and puts the settings back."""
    kept = json.dumps({"system/screen_off_timeout": "15000", "global/adb_enabled": "0"})
    with fake_adb(answers(FOUND, kept)) as adb:
        FoundSettings(Link(S, adb.address)).read()
    assert commands(adb) == ["settings put system screen_off_timeout 15000"], "nothing else"


def test_a_damaged_file_of_a_killed_run_changes_nothing() -> None:
    """Values go into a command line: only numbers and null do."""
    kept = json.dumps({"system/screen_off_timeout": "1; reboot"})
    for text in (kept, "{half", "{}", "[1]"):
        with fake_adb(answers(FOUND, text)) as adb:
            FoundSettings(Link(S, adb.address)).read()
        assert commands(adb) == []


def test_devices_without_settings_are_left_alone() -> None:
    """Where settings cannot be read, nothing is changed."""
    with fake_adb(answers("/system/bin/sh: settings: not found\n")) as adb:
        settings = FoundSettings(Link(S, adb.address))
        assert settings.read() == {}
        settings.keep_screen_on()
        settings.restore()
    assert commands(adb) == []
