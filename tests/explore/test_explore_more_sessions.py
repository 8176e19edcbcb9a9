"""Swipes, clicks, motions, set-ups and follow-ups as transcripts."""

import msgspec
import pytest
from transcript import KNOWING, SKIP, SKIP_QUESTION, WATCH, X_QUESTION, play

from harness.domain.exchange import Click, Launch, Look, Move, Press, Reopen, Swipe, Tap
from harness.domain.geometry import BoxPx, SizePx
from harness.domain.trial import (
    Candidate,
    Followed,
    FollowUp,
    Gesture,
    OutcomeKind,
    Question,
    QuestionKind,
    Setup,
    Then,
)
from harness.explore.sessions.swipe import path

START = "0 launcher, 300 page, 600 splash"
CARD_START = "0 launcher, 300 page, 600 dialog"


def then(question: Question, kind: FollowUp, for_ms: int = 0) -> Question:
    """The question with a follow-up."""
    return msgspec.structs.replace(question, then=(Then(kind=kind, for_ms=for_ms),))


def followed(question: Question, before: str, after: str, hops: str = "") -> Followed:
    """The only follow-up of the session."""
    (found,) = play(question, before, after, hops).result.followed
    return found


def outcome_kind(found: Followed) -> OutcomeKind | None:
    """What it came to."""
    return found.outcome.kind if found.outcome else None


# --- other touches ------------------------------------------------------------------
@pytest.mark.parametrize("gesture", list(Gesture))
def test_a_swipe_stays_on_the_screen_and_goes_its_way(gesture: Gesture) -> None:
    """Its ends are pixels of the screen, and it is a real distance."""
    size = SizePx(1080, 2400)
    start, end = path(gesture, BoxPx(140, 700, 800, 1000), size)
    for point in (start, end):
        assert 0 <= point.x < size.width
        assert 0 <= point.y < size.height
    assert start.distance_to(end) > 200


def test_a_swipe_that_leads_away_is_a_redirect() -> None:
    """Sent once, on a pop-up that stands still."""
    question = Question(kind=QuestionKind.SWIPE, gesture=Gesture.UP)
    played = play(question, START, "200 browser", "60 browser")
    (swipe,) = [c for c in played.commands if isinstance(c, Swipe)]
    assert swipe.end_px.y < swipe.start_px.y
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.REDIRECTED
    assert played.result.tapped_px is None


def test_a_click_by_accessibility_is_aimed_like_a_touch() -> None:
    """And judged like one."""
    question = Question(kind=QuestionKind.CLICK_CONTROL, candidate=SKIP_QUESTION.candidate)
    played = play(question, START, "150 page")
    (click,) = [c for c in played.commands if isinstance(c, Click)]
    assert click.point_px == SKIP.center
    assert not played.taps
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.DISMISSED


@pytest.mark.parametrize(
    "question",
    [
        Question(kind=QuestionKind.CLICK_CONTROL, candidate=SKIP_QUESTION.candidate),
        Question(kind=QuestionKind.MOVE, motion="walking"),
    ],
)
def test_what_a_device_cannot_do_is_a_reason_and_no_outcome(question: Question) -> None:
    """The reason is the device's."""
    result = play(question, START, "150 page", unable=True).result
    assert result.outcome is None
    assert result.reason.endswith("it cannot")


def test_a_motion_that_jumps_is_told_with_nothing_tapped() -> None:
    """The samples travel in the command."""
    question = Question(kind=QuestionKind.MOVE, motion="walking")
    played = play(question, START, "6000 store", "5950 browser")
    (move,) = [c for c in played.commands if isinstance(c, Move)]
    assert len(move.motion.samples) > 100
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.REDIRECTED


def test_a_motion_that_does_nothing_is_told_though_no_frame_came_while_it_lasted() -> None:
    """The gap of the motion itself is none of a slow device."""
    question = Question(kind=QuestionKind.MOVE, motion="walking")
    outcome = play(question, START, "0 splash").result.outcome
    assert outcome is not None
    assert outcome.kind is OutcomeKind.NO_EFFECT
    assert outcome.certain


@pytest.mark.parametrize(
    ("setup", "launch"),
    [
        (Setup.USUAL, Launch()),
        (Setup.FRESH_DATA, Launch(clear_data=True)),
        (Setup.ADB_ONLY, Launch(adb_only=True)),
        (Setup.AFTER_PAUSE, Launch(pause_ms=90_000)),
        (Setup.NIGHT, Launch(at_hour=2)),
        (Setup.LONG_WATCH, Launch()),
    ],
)
def test_the_set_up_is_the_launchs(setup: Setup, launch: Launch) -> None:
    """One thing is made different."""
    question = msgspec.structs.replace(WATCH, setup=setup)
    assert play(question, "0 launcher, 300 page").commands[0] == launch


def test_a_longer_watch_sees_what_comes_later() -> None:
    """Forty seconds instead of fifteen."""
    before = "0 launcher, 300 page, 30000 splash"
    assert play(WATCH, before).result.popup is None
    longer = msgspec.structs.replace(WATCH, for_ms=40_000)
    assert play(longer, before).result.popup is not None


def test_a_touch_waits_as_long_for_a_pop_up_that_comes_late() -> None:
    """Where the pop-up showed in a longer watch only, its controls are asked there too."""
    before = "0 launcher, 300 page, 30000 splash"
    assert not play(SKIP_QUESTION, before).taps
    longer = msgspec.structs.replace(SKIP_QUESTION, setup=Setup.LONG_WATCH, for_ms=60_000)
    assert len(play(longer, before, "150 page").taps) == 1


def test_a_watch_that_reads_keeps_the_pop_ups_words() -> None:
    """Once, when the pop-up has stood for a moment."""
    reading = msgspec.structs.replace(WATCH, read=True)
    played = play(reading, "0 launcher, 300 page, 600 offer, 5600 page")
    assert sum(isinstance(c, Look) and c.read and not c.hierarchy for c in played.commands) == 1
    assert "立即领取" in played.result.popup_words


def test_a_window_that_forbids_capture_is_told_though_the_page_was_seen() -> None:
    """The page, and then only black."""
    reason = play(WATCH, "0 launcher, 300 page, 900 black").result.reason
    assert "cannot be captured" in reason


def test_black_frames_are_counted() -> None:
    """What could not be seen is known to be so."""
    assert play(WATCH, "0 launcher, 300 black").result.black_frames > 10


# --- follow-ups -----------------------------------------------------------------------
def test_a_tap_without_effect_is_tapped_again_where_asked() -> None:
    """The second tap closes: one was not enough."""
    question = then(X_QUESTION, FollowUp.AGAIN)
    stays = msgspec.structs.replace(KNOWING, auto_close_ms=None)
    played = play(question, CARD_START, "0 dialog|150 page", context=stays)
    assert len([c for c in played.commands if isinstance(c, Tap)]) == 2
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.NO_EFFECT
    assert outcome_kind(played.result.followed[0]) is OutcomeKind.DISMISSED


def test_a_tap_that_closed_is_not_tapped_again() -> None:
    """The follow-up does not apply."""
    played = play(then(X_QUESTION, FollowUp.AGAIN), CARD_START, "150 page")
    assert len(played.taps) == 1
    assert played.result.followed == ()


def test_staying_on_the_page_sees_another_pop_up_and_the_quiet() -> None:
    """Within the minute after the dismissal."""
    stay = then(SKIP_QUESTION, FollowUp.STAY, 60_000)
    again = followed(stay, START, "150 page, 40000 second")
    assert outcome_kind(again) is OutcomeKind.REPLACED
    assert again.popups == 1
    assert again.popup_frames
    assert outcome_kind(followed(stay, START, "150 page")) is OutcomeKind.DISMISSED


def test_staying_sees_a_late_jump() -> None:
    """Half a minute after the dismissal."""
    stay = then(SKIP_QUESTION, FollowUp.STAY, 60_000)
    found = followed(stay, START, "150 page, 30000 browser", "29950 browser")
    assert outcome_kind(found) is OutcomeKind.REDIRECTED


def test_an_own_page_misread_as_a_pop_up_is_no_second_pop_up() -> None:
    """Its picture is the own page's, and nothing on it promises to close."""
    stay = then(SKIP_QUESTION, FollowUp.STAY, 60_000)
    found = followed(stay, START, "150 page, 20000 misread_page")
    assert found.popups == 0


def test_returning_from_the_background_sees_what_comes_then() -> None:
    """Home, five seconds, back by the icon."""
    back = then(SKIP_QUESTION, FollowUp.RETURN, 5_000)
    played = play(back, START, "150 page|200 launcher|300 page, 900 second")
    assert [c.key for c in played.commands if isinstance(c, Press)] == ["home"]
    assert sum(isinstance(c, Reopen) for c in played.commands) == 1
    (found,) = played.result.followed
    assert outcome_kind(found) is OutcomeKind.REPLACED
    assert found.popups == 1
    quiet = followed(back, START, "150 page|200 launcher|300 page")
    assert outcome_kind(quiet) is OutcomeKind.DISMISSED


def test_follow_ups_end_with_the_first_that_finds_something() -> None:
    """What comes after another pop-up is no plain return any more."""
    question = msgspec.structs.replace(
        SKIP_QUESTION,
        then=(Then(kind=FollowUp.STAY, for_ms=60_000), Then(kind=FollowUp.RETURN, for_ms=5_000)),
    )
    played = play(question, START, "150 page, 20000 second")
    assert [f.then.kind for f in played.result.followed] == [FollowUp.STAY]


def test_back_after_a_redirect_comes_home_or_jumps_again() -> None:
    """Both are told apart, and so is a place that Back does not leave."""
    back = then(SKIP_QUESTION, FollowUp.COME_BACK)
    home = followed(back, START, "200 browser|300 page", "")
    assert outcome_kind(home) is OutcomeKind.DISMISSED
    jumps = followed(back, START, "200 browser|300 page, 2000 browser", "1950 browser")
    assert outcome_kind(jumps) is OutcomeKind.REDIRECTED
    stuck = followed(back, START, "200 browser|100 browser|100 browser|100 browser|100 browser")
    assert outcome_kind(stuck) is OutcomeKind.NO_EFFECT


def test_an_x_that_moves_is_measured() -> None:
    """From 540 to 600 px at 480 dpi are 20 dp."""
    late = Question(
        kind=QuestionKind.TAP_CONTROL,
        candidate=Candidate(
            key="close@bottom_center", role=X_QUESTION.candidate.role, center_rel=(0.5, 0.751)
        )
        if X_QUESTION.candidate
        else None,
        delay_ms=800,
    )
    moved = play(late, "0 launcher, 600 dialog, 1000 dialog_moved", "150 page").result
    assert moved.moved_dp == 20.0
    still = play(late, "0 launcher, 600 dialog", "150 page", context=KNOWING).result
    assert still.moved_dp == 0.0
