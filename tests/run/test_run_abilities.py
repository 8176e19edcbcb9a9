"""What only some devices can do: done where they can, refused with a reason where not."""

from collections.abc import Generator
from typing import Any

import pytest
from fake_rig import FakeClock, FakeEyes, FakePhone, FakeReceipt, FakeRecorder

from harness.domain.exchange import (
    Aim,
    Click,
    Clicked,
    Command,
    Event,
    Launch,
    Launched,
    Move,
    Moved,
    NotAble,
    Reopen,
)
from harness.domain.geometry import PointPx
from harness.domain.motion import Motion
from harness.domain.trial import Question, QuestionKind, Trial, TrialResult, TrialStatus
from harness.run.trial_runner import TrialRunner

QUESTION = Question(kind=QuestionKind.MOVE, motion="walking")
MOVE = Move(motion=Motion(name="a nudge", samples=()))
CLICK = Click(point_px=PointPx(3, 4), aim=Aim(frame=1, why="a test"))


class AblePhone(FakePhone):
    """A phone with every capability."""

    def play_motion(self, motion: Motion) -> FakeReceipt:
        self._called("play_motion", motion.name)
        return self._receipt()

    def click_node(self, point: PointPx) -> tuple[FakeReceipt, bool]:
        self._called("click_node", point)
        return self._receipt(), True

    def serve_on_device(self, on: bool) -> None:
        self._called("serve_on_device", on)

    def set_hour(self, hour: int | None) -> None:
        self._called("set_hour", hour)


def asked(phone: FakePhone, command: Command, capabilities: tuple[str, ...]) -> tuple[Trial, Event]:
    """One command put to the phone, and the trial that it made."""
    events: list[Event] = []

    def session() -> Generator[Command, Event, TrialResult]:
        events.append((yield command))
        return TrialResult(question=QUESTION, reason="asked")

    runner = TrialRunner(
        phone,
        FakeEyes(),
        FakeRecorder(),
        phone.clock,
        package="com.example.app",
        density_dpi=160,
        capabilities=capabilities,
    )
    return runner.run(1, QUESTION, session()), events[0]


@pytest.mark.parametrize(
    ("command", "capability", "called", "event"),
    [
        (MOVE, "shakes", ("play_motion", "a nudge"), Moved),
        (CLICK, "clicks_nodes", ("click_node", PointPx(3, 4)), Clicked),
        (Launch(at_hour=2), "sets_clock", ("set_hour", 2), Launched),
    ],
)
def test_a_capability_is_used_where_it_is_declared_and_refused_where_not(
    command: Command, capability: str, called: tuple[str, Any], event: type
) -> None:
    """A refused trial does not apply; nothing was done."""
    able = AblePhone(FakeClock())
    trial, answer = asked(able, command, (capability,))
    assert isinstance(answer, event)
    assert called in able.calls
    assert trial.status is TrialStatus.DONE
    other = AblePhone(FakeClock())
    trial, answer = asked(other, command, ())
    assert isinstance(answer, NotAble)
    assert called not in other.calls
    assert trial.status is TrialStatus.NOT_APPLICABLE


def test_what_was_changed_for_a_launch_is_put_back() -> None:
    """Server and clock, whatever the trial came to."""
    phone = AblePhone(FakeClock())
    asked(phone, Launch(adb_only=True, at_hour=2), ("ondevice_server", "sets_clock"))
    changes = [call for call in phone.calls if call[0] in {"serve_on_device", "set_hour"}]
    assert changes == [
        ("set_hour", 2),
        ("serve_on_device", False),
        ("serve_on_device", True),
        ("set_hour", None),
    ]


def test_a_pause_before_the_launch_is_waited_out() -> None:
    """Ninety seconds on the clock that was given."""
    phone = AblePhone(FakeClock())
    before = phone.clock.now_ns
    asked(phone, Launch(pause_ms=90_000), ())
    assert phone.clock.now_ns - before >= 90_000_000_000


def test_reopening_does_not_stop_the_app_before() -> None:
    """It comes back as it was left."""
    phone = AblePhone(FakeClock())
    _, answer = asked(phone, Reopen(), ())
    assert isinstance(answer, Launched)
    assert phone.names()[: phone.names().index("reopen")].count("stop") == 0
