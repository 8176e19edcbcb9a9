"""The timeline: bars from what frames showed, moments in order."""

import msgspec
import pytest
from case_builder import CONTROL, HERE, S, events_of, tap_trial, watch_trial
from drawn_frames import SIZE, Album

from harness.domain.exchange import Event, Launched, Observed
from harness.domain.geometry import BoxPx
from harness.domain.place import Place, PlaceKind
from harness.domain.sight import Popup, PopupKind, Sight
from harness.domain.trial import CUT_OFF, OutcomeKind, Trial, TrialStatus
from harness.report.timeline import Timeline, timeline


def drawn(trial: Trial) -> Timeline:
    found = timeline(trial, events_of(trial))
    assert found is not None
    return found


def jumped() -> Trial:
    return tap_trial(Album(), 1, OutcomeKind.REDIRECTED)


def test_bars_begin_and_end_with_the_frames_that_show_the_thing() -> None:
    """The pop-up and its control show from 0.9 s until the frame at 1.9 s shows neither."""
    line = drawn(jumped())
    assert [(b.start_s, b.end_s, b.label) for b in line.popup] == [(0.9, 1.9, "splash")]
    assert [(b.start_s, b.end_s, b.label) for b in line.control] == [(0.9, 1.9, "skip")]


def test_countdown_is_told_number_by_number() -> None:
    """Each number that the control counts down is a bar of its own."""
    assert [b.label for b in drawn(jumped()).countdown] == ["3", "2"]


def test_place_says_whether_it_is_the_app() -> None:
    """The app's own page is one colour, what lies outside another."""
    assert [(b.label, b.kind) for b in drawn(jumped()).places] == [
        ("app_page", "own"),
        ("browser", "away"),
    ]


def test_moments_come_in_order_with_tap_and_jump_marked() -> None:
    """Start, pop-up, tap, pop-up gone, jump and decision; only touch and jump are drawn across."""
    line = drawn(jumped())
    kinds = [m.kind for m in line.moments]
    assert kinds[0] == "launched"
    assert kinds.index("popup") < kinds.index("tap") < kinds.index("popup_gone")
    assert [m.kind for m in line.marked()] == ["tap", "hop"]
    assert next(m.what for m in line.moments if m.kind == "hop").startswith("https://ad.example")


def test_the_app_s_own_start_is_no_jump() -> None:
    """A hop to the app's own page is listed and not drawn."""
    trial = jumped()
    own = msgspec.structs.replace(
        next(e for e in events_of(trial) if isinstance(e, Observed) and e.hops).hops[0],
        kind=PlaceKind.APP_PAGE,
    )
    events: list[Event] = [
        msgspec.structs.replace(e, hops=(own,)) if isinstance(e, Observed) and e.hops else e
        for e in events_of(trial)
    ]
    found = timeline(trial, events)
    assert found is not None
    assert [m.kind for m in found.marked()] == ["tap"]
    assert "hop" in [m.kind for m in found.moments]


def test_a_launch_that_was_cut_off_ends_with_the_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where there are more moments than a page can bear."""
    trial = msgspec.structs.replace(
        jumped(), status=TrialStatus.BROKEN, result=None, reason=CUT_OFF, ended_at_ns=9 * S
    )
    events = events_of(jumped())
    for most in (60, 3):
        monkeypatch.setattr("harness.report.timeline.MOST_MOMENTS", most)
        found = timeline(trial, events)
        assert found is not None
        assert len(found.moments) <= most
        assert found.moments[-1].kind == "cut_off"


def test_popup_that_stays_is_drawn_to_the_end() -> None:
    """Its bar ends where the scale ends, and nothing says that it went."""
    trial = watch_trial(Album(), 1)
    frame = trial.frames[1]
    popup = Popup(kind=PopupKind.DIALOG, box_px=BoxPx(9, 9, 99, 99), score=0.9, grounds=())
    sight = Sight(size_px=SIZE, popup=popup, controls=(CONTROL,))
    start = trial.started_at_ns
    line = timeline(
        trial,
        (
            Launched(at_ns=start),
            Observed(at_ns=start + 2 * S, frame=frame, sight=sight, place=HERE),
            Observed(at_ns=start + 6 * S, frame=frame, sight=sight, place=HERE),
        ),
    )
    assert line is not None
    assert line.popup[0].end_s == line.end_s == 6.0
    assert "popup_gone" not in [m.kind for m in line.moments]


def test_unknown_place_is_a_gap_and_no_place() -> None:
    """Where the place could not be read, the lane is empty."""
    trial = watch_trial(Album(), 1)
    unknown = Place(kind=PlaceKind.UNKNOWN)
    seen = Observed(
        at_ns=trial.frames[0].at_ns, frame=trial.frames[0], sight=Sight(size_px=SIZE), place=unknown
    )
    line = timeline(trial, (Launched(at_ns=trial.started_at_ns), seen))
    assert line is not None
    assert line.places == ()


def test_launch_without_events_has_no_timeline() -> None:
    """A bundle whose events are not known makes no empty drawing."""
    assert timeline(jumped(), ()) is None


@pytest.mark.parametrize("seconds", [-1.0, 0.0, 2.0, 99.0])
def test_nothing_is_drawn_beside_the_scale(seconds: float) -> None:
    """Times before the start or after the end stay on the lane."""
    assert 0 <= float(drawn(jumped()).percent(seconds).rstrip("%")) <= 100
