"""The runner: commands in, events out, everything written."""

import dataclasses
import itertools
from collections.abc import Generator
from typing import Any

import pytest
from fake_rig import SIZE, FakeClock, FakeEyes, FakePhone, FakeRecorder

from harness.domain.errors import DeviceError, DeviceLostError
from harness.domain.exchange import (
    Aim,
    Command,
    Event,
    Launch,
    Launched,
    LaunchFailed,
    Look,
    Observed,
    Pace,
    Tap,
    Tapped,
    TimeUp,
)
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.place import Hop
from harness.domain.sight import Control, Ground, Popup, PopupKind, Role, Sight
from harness.domain.trial import Outcome, OutcomeKind, Question, QuestionKind, TrialResult
from harness.domain.trial import TrialStatus as Status
from harness.run.trial_runner import CAPTURE_TRIES, TrialRunner

QUESTION = Question(kind=QuestionKind.WATCH)
FAR_NS = 10**15


@dataclasses.dataclass
class Rig:
    clock: FakeClock
    phone: FakePhone
    eyes: FakeEyes
    recorder: FakeRecorder

    def runner(self) -> TrialRunner:
        return TrialRunner(
            self.phone,
            self.eyes,
            self.recorder,
            self.clock,
            package="com.example.app",
            density_dpi=160,
        )


@pytest.fixture
def rig() -> Rig:
    clock = FakeClock()
    return Rig(clock, FakePhone(clock), FakeEyes(), FakeRecorder())


def asking(
    *commands: Command, seen: list[Event], outcome: Outcome | None = None
) -> Generator[Command, Event, TrialResult]:
    """A session that yields these commands and keeps the events."""
    for command in commands:
        seen.append((yield command))
    return TrialResult(question=QUESTION, outcome=outcome)


def tap() -> Tap:
    return Tap(point_px=PointPx(3, 4), aim=Aim(frame=1, why="test"))


def test_a_launch_starts_cold_from_the_home_page(rig: Rig) -> None:
    """The app is stopped and the launcher in front before the app is started."""
    seen: list[Event] = []
    rig.runner().run(1, QUESTION, asking(Launch(), seen=seen))
    assert isinstance(seen[0], Launched)
    names = rig.phone.names()
    assert names.index("stop") < names.index("key") < names.index("launch")
    assert names[-1] == "stop"


def test_a_launch_may_forget_the_apps_data_first(rig: Rig) -> None:
    """Data are cleared only when the command says so, and before the start."""
    rig.runner().run(1, QUESTION, asking(Launch(clear_data=True), seen=[]))
    names = rig.phone.names()
    assert names.index("clear") < names.index("launch")
    rig.phone.calls.clear()
    rig.runner().run(2, QUESTION, asking(Launch(), seen=[]))
    assert "clear" not in rig.phone.names()


def test_an_app_that_does_not_start_is_told_to_the_session(rig: Rig) -> None:
    """A failed start is an event with the device's words, not a broken trial."""
    rig.phone.fail["launch"] = [DeviceError("com.example.app: no launcher activity")]
    seen: list[Event] = []
    trial = rig.runner().run(1, QUESTION, asking(Launch(), seen=seen))
    assert isinstance(seen[0], LaunchFailed)
    assert "no launcher activity" in seen[0].reason
    assert trial.status is Status.DONE


def test_a_look_brings_a_frame_or_the_end_of_the_time(rig: Rig) -> None:
    """Before its deadline a look is answered with a frame, after it with TimeUp."""
    seen: list[Event] = []
    rig.runner().run(1, QUESTION, asking(Look(until_ns=FAR_NS), Look(until_ns=0), seen=seen))
    assert isinstance(seen[0], Observed)
    assert isinstance(seen[1], TimeUp)


def test_equal_pixels_are_not_looked_at_twice(rig: Rig) -> None:
    """A still screen costs the detectors one look, a changed one another."""
    look = Look(until_ns=FAR_NS)
    rig.runner().run(1, QUESTION, asking(look, look, look, seen=[]))
    assert rig.eyes.looked == 1
    assert rig.recorder.frames == 3
    shades = iter(range(1, 9))
    rig.phone.shade = lambda _now_ns: next(shades)
    rig.runner().run(2, QUESTION, asking(look, look, seen=[]))
    assert rig.eyes.looked == 3


def test_a_glance_is_enough_when_it_shows_what_is_wanted(rig: Rig) -> None:
    """Reading is left out when shapes alone show the wanted role, and done when they do not."""
    popup = Popup(
        kind=PopupKind.DIALOG, box_px=BoxPx(0, 0, 9, 9), score=0.9, grounds=(Ground.DRAWN,)
    )
    close = Control(role=Role.CLOSE, box_px=popup.box_px, score=0.9, grounds=(Ground.DRAWN,))
    rig.eyes.at_a_glance = Sight(size_px=SIZE, popup=popup, controls=(close,))
    seen: list[Any] = []
    look = Look(until_ns=FAR_NS, enough=Role.CLOSE)
    rig.runner().run(1, QUESTION, asking(look, seen=seen))
    assert seen[0].sight.controls == (close,)
    assert (rig.eyes.glanced, rig.eyes.looked) == (1, 0)
    look = Look(until_ns=FAR_NS, enough=Role.SKIP)
    rig.runner().run(2, QUESTION, asking(look, seen=seen))
    assert (rig.eyes.glanced, rig.eyes.looked) == (2, 1)


@pytest.mark.parametrize(
    ("look", "least_ms", "most_ms"),
    [
        (Look(until_ns=FAR_NS, pace=Pace.CALM), 330, 400),
        (Look(until_ns=FAR_NS), 40, 60),
        (Look(until_ns=FAR_NS, enough=Role.CLOSE), 0, 39),
    ],
    ids=["calm", "eager", "about to tap"],
)
def test_looks_come_as_often_as_they_are_worth(
    rig: Rig, look: Look, least_ms: int, most_ms: int
) -> None:
    """Three a second, 25 a second, and as fast as the device gives frames where a tap waits."""
    seen: list[Any] = []
    rig.runner().run(1, QUESTION, asking(look, look, look, seen=seen))
    for one, two in itertools.pairwise(event.frame.at_ns for event in seen):
        assert least_ms <= (two - one) / 1e6 <= most_ms


def test_the_tap_goes_out_before_its_frame_is_written(rig: Rig) -> None:
    """Nothing is written between the frame that justifies a tap and the tap; both are later."""
    written_at_tap: list[int] = []
    send = rig.phone.tap

    def spying(point: PointPx) -> Any:
        written_at_tap.append(len(rig.recorder.lines))
        return send(point)

    rig.phone.tap = spying  # type: ignore[method-assign]
    seen: list[Event] = []
    rig.runner().run(1, QUESTION, asking(Look(until_ns=FAR_NS), tap(), seen=seen))
    assert written_at_tap == [0]
    assert isinstance(seen[1], Tapped)
    written = [type(record).__name__ for _, record in rig.recorder.lines]
    assert written == ["Look", "Observed", "Tap", "Tapped"]


def test_a_lost_device_ends_the_run_with_everything_written(rig: Rig) -> None:
    """When the cable goes at the tap, the error gets through and the frame is on record."""
    rig.phone.fail["tap"] = [DeviceLostError("fake-1 is gone")]
    rig.phone.fail["stop"] = [DeviceLostError("fake-1 is gone")]
    with pytest.raises(DeviceLostError):
        rig.runner().run(1, QUESTION, asking(Look(until_ns=FAR_NS), tap(), seen=[]))
    assert [type(record).__name__ for _, record in rig.recorder.lines] == ["Look", "Observed"]


def test_a_tap_is_never_sent_twice(rig: Rig) -> None:
    """A tap that fails breaks the trial; nobody tries it again."""
    rig.phone.fail["tap"] = [DeviceError("unknown whether the tap landed")]
    trial = rig.runner().run(1, QUESTION, asking(Look(until_ns=FAR_NS), tap(), seen=[]))
    assert rig.phone.names().count("tap") == 1
    assert trial.status is Status.BROKEN
    assert "unknown whether" in trial.reason


def test_a_torn_capture_is_taken_again_and_then_breaks_the_trial(rig: Rig) -> None:
    """One torn frame is nothing; frames that stay torn make the trial broken, not a finding."""
    rig.phone.fail["capture"] = [DeviceError("torn")]
    trial = rig.runner().run(1, QUESTION, asking(Look(until_ns=FAR_NS), seen=[]))
    assert trial.status is Status.DONE
    rig.phone.fail["capture"] = [DeviceError("torn")] * CAPTURE_TRIES
    trial = rig.runner().run(2, QUESTION, asking(Look(until_ns=FAR_NS), seen=[]))
    assert trial.status is Status.BROKEN
    assert trial.result is None


def test_a_failed_dump_is_told_and_is_not_an_empty_tree(rig: Rig) -> None:
    """A hierarchy that could not be had is told as failed, with the reason."""
    rig.phone.fail["hierarchy"] = [DeviceError("timed out after 3.0 s")]
    seen: list[Any] = []
    look = Look(until_ns=FAR_NS, hierarchy=True)
    rig.runner().run(1, QUESTION, asking(look, look, seen=seen))
    assert seen[0].hierarchy == "failed: timed out after 3.0 s"
    assert seen[1].hierarchy == "given"


def test_hops_are_told_once_and_completed_at_the_end(rig: Rig) -> None:
    """A hop reaches the session once; what is learnt of it later reaches the outcome."""
    early = Hop(at_ns=5, source="events", data_uri="https://shop.example/...", redacted=True)
    late = Hop(at_ns=5, source="events+dumpsys", data_uri="https://shop.example/item?id=1")
    seen: list[Any] = []

    def session() -> Generator[Command, Event, TrialResult]:
        rig.phone.hops.append(early)
        seen.append((yield Look(until_ns=FAR_NS)))
        seen.append((yield Look(until_ns=FAR_NS)))
        rig.phone.hops[0] = late
        outcome = Outcome(kind=OutcomeKind.REDIRECTED, why="test", hops=(early,))
        return TrialResult(question=QUESTION, outcome=outcome)

    trial = rig.runner().run(1, QUESTION, session())
    assert [event.hops for event in seen] == [(early,), ()]
    assert trial.result is not None
    assert trial.result.outcome is not None
    assert trial.result.outcome.hops == (late,)
