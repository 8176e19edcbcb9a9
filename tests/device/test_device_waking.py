"""Awake and unlocked, or one clear line: never a run in the dark."""

import pytest
from fake_adb import Answer, fake_adb

from harness.device import waking
from harness.device.link import Link
from harness.device.waking import wake_and_unlock
from harness.domain.errors import DeviceError
from harness.domain.geometry import SizePx

S = "phone-1"
SIZE = SizePx(1080, 2400)
AWAKE: dict[str, Answer] = {
    f"host-serial:{S}:features": b"",
    "shell:dumpsys power": b"mWakefulness=Awake\n",
    "shell:dumpsys window policy": b"    showing=false\n    secure=true\n",
    "shell:input": b"",
    "shell:wm": b"",
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "_TRY_EVERY_S", 0.0)


def sent(asked: list[str]) -> list[str]:
    return [a.removeprefix("shell:") for a in asked if a.startswith(("shell:input", "shell:wm"))]


def test_an_awake_unlocked_phone_is_not_touched() -> None:
    """Nothing is sent that could change what is on the screen."""
    with fake_adb(AWAKE) as adb:
        wake_and_unlock(Link(S, adb.address), SIZE, 34)
    assert sent(adb.asked) == []


@pytest.mark.parametrize(("api", "code"), [(34, 224), (19, 26)])
def test_a_screen_that_stays_off_is_said(api: int, code: int) -> None:
    """WAKEUP where it exists, the power key before; then the person is asked."""
    dark = {**AWAKE, "shell:dumpsys power": b"mWakefulness=Asleep\n"}
    with fake_adb(dark) as adb, pytest.raises(DeviceError, match="press its power button"):
        wake_and_unlock(Link(S, adb.address), SIZE, api)
    assert sent(adb.asked) == [f"input keyevent {code}"]


def test_a_pin_is_not_guessed() -> None:
    """The lock screen is pushed away once; if it stays, a secret is needed."""
    locked = {**AWAKE, "shell:dumpsys window policy": b"    showing=true\n    secure=true\n"}
    with fake_adb(locked) as adb, pytest.raises(DeviceError, match="locked by PIN"):
        wake_and_unlock(Link(S, adb.address), SIZE, 34)
    assert sent(adb.asked) == ["wm dismiss-keyguard", "input swipe 540 1920 540 480 200"]


def test_where_policy_is_silent_the_activities_tell() -> None:
    """Some builds name the lock screen only in dumpsys activity."""
    told = {
        **AWAKE,
        "shell:dumpsys window policy": b"WINDOW MANAGER POLICY STATE\n",
        "shell:dumpsys activity activities": b"  mKeyguardShowing=true\n",
    }
    with fake_adb(told) as adb:
        assert waking.is_locked(Link(S, adb.address))
