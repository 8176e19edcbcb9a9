"""Several phones of one kind share a case: rounds of questions, and who may take part."""

import threading
from collections.abc import Sequence

import msgspec
import pytest
from fake_rig import FakeClock, FakeEyes, FakePhone

from harness.domain.errors import DeviceLostError, UsageError
from harness.domain.trial import Question, QuestionKind, StopReason, Trial, TrialStatus
from harness.run.fleet import Unit, round_of, same_profile, side_by_side

WATCH = Question(kind=QuestionKind.WATCH)
DONE = StopReason(why="done")


def plan(most: int) -> "tuple[list[int], object]":
    """A plan that asks so many questions, and the lengths it was asked with."""
    lengths: list[int] = []

    def following(trials: Sequence[Trial]) -> Question | StopReason:
        lengths.append(len(trials))
        return WATCH if len(trials) < most else DONE

    return lengths, following


def trial(number: int) -> Trial:
    """One that ran."""
    return Trial(number=number, question=WATCH, status=TrialStatus.DONE, result=None)


def unit(serial: str = "A") -> Unit:
    """A phone that is played."""
    phone = FakePhone(FakeClock())
    phone.serial = serial
    return Unit(phone, FakeEyes())


def test_a_round_counts_what_is_about_to_run_as_asked() -> None:
    """The second phone's question is asked with the first one's pending."""
    lengths, following = plan(9)
    assert round_of(following, [trial(1)], 2) == (WATCH, WATCH)  # type: ignore[arg-type]
    assert lengths == [1, 2]


def test_a_round_is_shorter_where_the_plan_ends_and_none_where_it_ended() -> None:
    """One question left for two phones, then none."""
    _, following = plan(2)
    assert round_of(following, [trial(1)], 2) == (WATCH,)  # type: ignore[arg-type]
    assert round_of(following, [trial(1), trial(2)], 2) is DONE  # type: ignore[arg-type]


def test_a_round_runs_on_all_phones_at_once() -> None:
    """Each launch waits for the other to have begun: one after the other would never end."""
    both = threading.Barrier(2, timeout=60)

    def launch(at: Unit, number: int) -> Trial:
        both.wait()
        return msgspec.structs.replace(trial(number), serial=at.phone.serial)

    trials = side_by_side(launch, [(unit("A"), 1), (unit("B"), 2)])
    assert [(t.number, t.serial) for t in trials] == [(1, "A"), (2, "B")]


def test_a_lost_phone_is_told_when_the_others_have_ended() -> None:
    """Nothing of the round is left running."""
    ended: list[int] = []

    def launch(at: Unit, number: int) -> Trial:
        if number == 1:
            raise DeviceLostError("gone", serial=at.phone.serial)
        ended.append(number)
        return trial(number)

    with pytest.raises(DeviceLostError):
        side_by_side(launch, [(unit("A"), 1), (unit("B"), 2)])
    assert ended == [2]


def test_an_interruption_waits_for_a_launch_whose_thread_was_just_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The pool does not know of it yet; afterwards the bundle is sealed, and nothing writes."""
    start, began, go_on = threading.Thread.start, threading.Event(), threading.Event()
    ended: list[int] = []

    def begin_and_interrupt(thread: threading.Thread) -> None:
        start(thread)
        if thread.name.startswith("phone"):
            began.wait(60)
            threading.Timer(0.05, go_on.set).start()
            raise KeyboardInterrupt

    def launch(_: Unit, number: int) -> Trial:
        began.set()
        go_on.wait(60)
        ended.append(number)
        return trial(number)

    monkeypatch.setattr(threading.Thread, "start", begin_and_interrupt)
    with pytest.raises(KeyboardInterrupt):
        side_by_side(launch, [(unit("A"), 1), (unit("B"), 2)])
    assert ended == [1]


def test_phones_of_another_kind_are_refused_with_what_differs() -> None:
    """One line: which, what, what to do."""
    first = unit("A").phone.facts()
    other = msgspec.structs.replace(first, serial="B", density_dpi=320)
    with pytest.raises(UsageError, match="A and B cannot share a case: density_dpi is 160 and 320"):
        same_profile([first, other])
    assert same_profile([first, msgspec.structs.replace(first, serial="B")])[0].serial == "B"
