"""A phone on the page."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_rig import Rig, StudioEyes, new_phone

from harness.domain.errors import DeviceError, DeviceLostError
from harness.domain.geometry import PointPx
from harness.domain.sight import Sight
from harness.studio.desk import BusyError, Desk, Unheld
from harness.studio.live import Looking

PHONE = "/api/phones/fake-1"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A studio with one phone."""
    made = Rig(tmp_path)
    yield made
    made.phones.close()


def told(text: str, name: str) -> list[Any]:
    """The data of all events of that name."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if lines.get("event") == name:
            found.append(json.loads(lines["data"]))
    return found


def test_a_watcher_is_shown_the_frame_its_sight_and_the_place(rig: Rig) -> None:
    """The sight bears the number of the frame that it is of."""
    text = rig.events(f"{PHONE}/events", lambda body: b"event: place" in body)
    frame, sight = told(text, "frame")[0], told(text, "sight")[0]
    assert frame["size"] == [90, 200]
    assert sight["number"] == frame["number"]
    assert sight["sight"]["popup"]["kind"] == "dialog"
    assert sight["sight"]["controls"][0]["box"] == [60, 10, 20, 20]
    assert told(text, "place")[0]["kind"] == "launcher"


def test_app_text_is_made_harmless(rig: Rig) -> None:
    """Marks that turn text are shown by their number; markup stays the text that it is."""
    text = rig.events(f"{PHONE}/events", lambda body: b"event: sight" in body)
    said = told(text, "sight")[0]["sight"]["controls"][0]["text"]
    assert said == "<script>alert(1)</script>[U+202E]gnp.exe"


def test_the_eyes_are_told_the_pages_without_a_pop_up_as_in_a_run() -> None:
    """A page, its dialog, and the dialog read: both times the page of before goes along."""
    before: list[list[int]] = []

    class PageEyes(StudioEyes):
        def see(self, image: Any, hierarchy: Any = None, density: Any = None, **more: Any) -> Sight:
            before.append([int(page[0, 0]) for page in more["before"]])
            sight = self._sight(image)
            return sight if image[0, 0, 0] == 90 else Sight(size_px=sight.size_px)

        def fast(self, image: Any, density: Any = None, **more: Any) -> Sight:
            return self.see(image, None, density, **more)

    phone, shades = new_phone(), iter([7, 90, 90])
    phone.shade = lambda _now_ns: next(shades)
    looking = Looking(phone, PageEyes())
    for _ in range(3):
        looking.look()
    assert before == [[], [7], [7]]


def test_an_unchanged_picture_is_sent_once(rig: Rig) -> None:
    """Four looks at equal pixels, then another picture: two frames, each with its number."""
    rig.phone.shade = lambda _now_ns: 7 if rig.phone.names().count("capture") < 5 else 9
    text = rig.events(f"{PHONE}/events", lambda body: body.count(b"event: frame") == 2)
    first, second = told(text, "frame")
    assert first["number"] < second["number"]
    assert rig.phone.names().count("capture") >= 5


def test_a_tap_goes_to_the_pixel_once(rig: Rig) -> None:
    """The answer tells the channel and how long the device took."""
    answer = rig.inside.post(f"{PHONE}/tap", {"x": 12, "y": 34})
    assert answer.status == 200
    assert answer.data["channel"] == "fake"
    assert [what for name, what in rig.phone.calls if name == "tap"] == [PointPx(12, 34)]


@pytest.mark.parametrize("point", [{"x": 90, "y": 0}, {"x": 0, "y": 200}, {"x": -1, "y": 5}])
def test_a_tap_beside_the_screen_is_refused(rig: Rig, point: dict[str, int]) -> None:
    """One line says what the screen's size is."""
    answer = rig.inside.post(f"{PHONE}/tap", point)
    assert answer.status == 400
    assert "90x200" in answer.data["error"]
    assert "tap" not in rig.phone.names()


@pytest.mark.parametrize("body", [{}, {"x": 1}, {"x": "a", "y": 1}, {"x": 1, "y": 1, "z": 1}, []])
def test_a_body_that_is_no_tap_is_told(rig: Rig, body: Any) -> None:
    """Bad input gets one line and touches nothing."""
    answer = rig.inside.post(f"{PHONE}/tap", body)
    assert answer.status == 400
    assert "\n" not in answer.data["error"]
    assert "tap" not in rig.phone.names()


def test_keys_swipes_and_starts_reach_the_phone(rig: Rig) -> None:
    """An app is started cold, and named to the phone so that its pages are its own."""
    assert rig.inside.post(f"{PHONE}/key", {"name": "back"}).status == 200
    drag = {"start": [10, 150], "end": [10, 50], "for_ms": 99999}
    assert rig.inside.post(f"{PHONE}/swipe", drag).status == 200
    started = rig.inside.post(f"{PHONE}/launch", {"package": "com.example.app"})
    assert started.data["component"].startswith("com.example.app/")
    calls = dict(rig.phone.calls)
    assert calls["key"] == "back"
    assert calls["swipe"] == (PointPx(10, 150), PointPx(10, 50), 5000)
    wanted = ("watch_package", "stop", "launch")
    assert [name for name in rig.phone.names() if name in wanted] == list(wanted)
    assert rig.inside.get(f"{PHONE}/packages").data == {"packages": ["com.example.app"]}


def test_phones_are_listed_with_their_state(rig: Rig) -> None:
    """One that is not ready is listed, and cannot be opened."""
    rows = rig.inside.get("/api/phones").data
    assert [(row["serial"], row["state"]) for row in rows] == [
        ("fake-1", "device"),
        ("fake-2", "unauthorized"),
    ]
    refused = rig.inside.get("/api/phones/fake-2/packages")
    assert refused.status == 400
    assert "not connected" in refused.data["error"]


def test_nobody_touches_a_phone_that_a_scan_has(rig: Rig) -> None:
    """A hand on the phone would falsify the case; a second scan does not get it either."""
    desk = rig.phones.desk("fake-1")
    with desk.lent("scan of com.example.app"):
        answer = rig.inside.post(f"{PHONE}/tap", {"x": 1, "y": 1})
        assert answer.status == 409
        assert "scan of com.example.app" in answer.data["error"]
        assert rig.phones.told()[0]["busy"]
        captured = rig.phone.names().count("capture")
        with pytest.raises(BusyError), desk.lent("another"):
            pass
        assert rig.phone.names().count("capture") == captured
    assert rig.inside.post(f"{PHONE}/tap", {"x": 1, "y": 1}).status == 200


def test_a_failed_capture_is_told_and_the_next_one_shown(rig: Rig) -> None:
    """Trouble of a moment ends nothing."""
    rig.phone.fail["capture"] = [DeviceError("truncated frame")]
    text = rig.events(f"{PHONE}/events", lambda body: b"event: frame" in body)
    states = [(it["state"], it["why"]) for it in told(text, "state")]
    assert ("trouble", "truncated frame") in states
    assert states[-1][0] == "live"


def test_a_phone_that_went_is_told_and_met_anew_when_it_is_back(rig: Rig) -> None:
    """The next request after the loss connects again."""
    rig.phone.fail["capture"] = [DeviceLostError("fake-1 went away")]
    text = rig.events(f"{PHONE}/events", lambda body: b'"gone"' in body)
    assert told(text, "state")[-1]["why"] == "fake-1 went away"
    assert rig.inside.post(f"{PHONE}/tap", {"x": 1, "y": 1}).status == 200
    assert rig.phone.names().count("close") == 1


def test_nobody_watching_costs_no_capture(rig: Rig) -> None:
    """The phone is met and left alone until somebody looks."""
    assert rig.inside.get(f"{PHONE}/packages").status == 200
    assert "capture" not in rig.phone.names()


def test_phones_are_given_back(rig: Rig) -> None:
    """Closing studio closes every device that it opened."""
    rig.inside.get(f"{PHONE}/packages")
    rig.phones.close()
    assert rig.phone.names()[-1] == "close"


def test_a_phone_that_nobody_wants_is_given_back() -> None:
    """After the idle time the device is closed and other processes are let in again."""
    phone, held = new_phone(), threading.Event()

    class Hold(Unheld):
        def close(self) -> None:
            held.set()

    desk = Desk("fake-1", lambda _serial: phone, StudioEyes, hold=Hold, idle_s=0.01)
    assert held.wait(30.0)
    assert phone.names()[-1] == "close"
    desk.close()
    assert not desk.alive


def test_a_phone_that_another_process_has_is_told(tmp_path: Path) -> None:
    """The desk says who has it, and connects to nothing."""
    phone = new_phone()

    def taken(serial: str) -> Unheld:
        raise DeviceError(f"{serial} is in use by process 7")

    desk = Desk("fake-1", lambda _serial: phone, StudioEyes, hold=taken)
    with pytest.raises(DeviceError, match="in use by process 7"):
        desk.key("back")
    assert phone.names() == []
