"""Which frames tell a launch, and which trial tells a finding."""

import msgspec
from case_builder import tap_trial, violating, watch_trial
from drawn_frames import SIZE, Album
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.domain.frame import FrameRef
from harness.domain.place import Place, PlaceKind
from harness.domain.trial import (
    OutcomeKind,
    Question,
    QuestionKind,
    Trial,
    TrialResult,
    TrialStatus,
)
from harness.report.filmstrip import MAX_CELLS, filmstrip
from harness.report.tapmap import tap_maps
from harness.report.view import best_trial


def ref(number: int, same_as: int | None = None) -> FrameRef:
    """A frame taken ``number`` tenths of a second after zero."""
    return FrameRef(
        number=number,
        at_ns=number * 100_000_000,
        wall_ns=0,
        size_px=SIZE,
        sha256="",
        same_as=same_as,
    )


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 60))
def test_strip_is_short_in_order_and_keeps_what_is_of_note(
    count: int, popup: int, before: int
) -> None:
    """Never more cells than fit, in the order of time, the marked frames and both ends kept."""
    question = Question(kind=QuestionKind.WATCH)
    frames = tuple(ref(number) for number in range(1, count + 1))
    trial = Trial(
        number=1,
        question=question,
        status=TrialStatus.DONE,
        result=TrialResult(question=question, popup_frame=popup, before_frame=before),
        frames=frames,
    )
    numbers = [cell.frame for cell in filmstrip(trial, {})]
    assert len(numbers) == min(count, MAX_CELLS)
    assert numbers == sorted(set(numbers))
    assert {popup, before} & set(range(1, count + 1)) <= set(numbers)
    assert not count or {1, count} <= set(numbers)


def test_run_of_equal_pictures_is_shown_once() -> None:
    """Frames equal to the one before are left out, unless something happened on them."""
    trial = tap_trial(Album(), 1, OutcomeKind.REDIRECTED)
    cells = filmstrip(trial, {})
    assert [(cell.frame, cell.mark) for cell in cells] == [
        (1, ""),
        (2, "popup"),
        (3, "tap"),
        (4, "result"),
    ]
    assert [round(cell.seconds, 2) for cell in cells] == [0.25, 0.9, 1.1, 1.9]
    assert cells[-1].place == "browser"


def test_place_that_was_recorded_stands_under_its_frame() -> None:
    """Where the screen was at a frame is told from the record."""
    places = {1: Place(kind=PlaceKind.LAUNCHER)}
    assert filmstrip(watch_trial(Album(), 1), places)[0].place == "launcher"


def test_best_trial_is_a_sure_redirect() -> None:
    """Among a finding's launches the first that surely led away is shown."""
    album = Album()
    trials = [
        watch_trial(album, 1),
        tap_trial(album, 2, OutcomeKind.DISMISSED),
        tap_trial(album, 3, OutcomeKind.REDIRECTED),
        tap_trial(album, 4, OutcomeKind.REDIRECTED),
    ]
    best = best_trial(trials)
    assert best is not None
    assert best.number == 3
    assert best_trial([]) is None


def test_taps_are_mapped_per_creative() -> None:
    """Taps on another advertisement's picture come on another map; lost taps on none."""
    case, _, album = violating()
    other = tap_trial(album, 11, OutcomeKind.DISMISSED)
    lost = tap_trial(album, 12, OutcomeKind.LOST)
    assert other.result is not None
    other = msgspec.structs.replace(
        other, result=msgspec.structs.replace(other.result, creative="0f" * 8)
    )
    maps = tap_maps(msgspec.structs.replace(case, trials=(*case.trials, other, lost)))
    assert [[p.label for p in m.points] for m in maps] == [
        ["3", "4", "5", "6", "7", "8", "9", "10"],
        ["11"],
    ]
