"""Sessions as transcripts: what they command, and when."""

import msgspec
import pytest
from transcript import CONTEXT, HOME, KNOWING, SKIP, SKIP_QUESTION, WATCH, X_QUESTION, control, play

from harness.domain.exchange import Launch, Look, Press, Tap
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.sight import PopupKind, Role
from harness.domain.trial import OutcomeKind, Question, QuestionKind
from harness.explore.consent import button_for

START = "0 launcher, 300 page, 600 splash"


def test_the_tap_goes_out_on_the_first_frame_that_shows_the_control() -> None:
    """No second frame is asked for between sight and tap."""
    played = play(SKIP_QUESTION, START, "150 page")
    (tap,) = played.taps
    assert tap.point_px == SKIP.center
    assert tap.aim.frame == 6
    assert played.result.before_frame == 6
    before = played.commands[: played.commands.index(tap)]
    assert isinstance(before[0], Launch)
    assert [type(c) for c in before[1:]] == [Look] * 6


def test_a_delay_is_counted_from_the_controls_first_sight() -> None:
    """800 ms after the skip came, on a frame that still shows it."""
    late = msgspec.structs.replace(SKIP_QUESTION, delay_ms=800)
    (tap,) = play(late, START, "150 page").taps
    assert tap.aim.frame == 14


def test_frames_far_apart_prove_no_dead_control() -> None:
    """Between two frames of a slow device the pop-up may go and another like it may come."""
    quick = play(X_QUESTION, "0 launcher, 300 page, 600 dialog", "0 dialog")
    slow = play(X_QUESTION, "0 launcher, 300 page, 600 dialog", "0 dialog", frame_ms=3_000)
    assert quick.result.outcome is not None
    assert quick.result.outcome.kind is OutcomeKind.NO_EFFECT
    assert slow.result.outcome is not None
    assert slow.result.outcome.kind is OutcomeKind.UNCLEAR
    assert not slow.result.outcome.certain


def test_a_frame_without_the_pop_up_counts_as_far_as_frames_lie_apart() -> None:
    """At ten frames a second it is a misread; at one frame a second it may have come again."""
    start = "0 launcher, 300 page, 600 dialog"
    quick = play(X_QUESTION, start, "0 dialog, 400 page, 500 dialog")
    slow = play(X_QUESTION, start, "0 dialog, 900 page, 1900 dialog", frame_ms=1_000)
    assert quick.result.outcome is not None
    assert slow.result.outcome is not None
    assert quick.result.outcome.kind is OutcomeKind.NO_EFFECT
    assert slow.result.outcome.kind is OutcomeKind.UNCLEAR


def test_an_app_that_starts_late_gets_its_whole_time() -> None:
    """The wait for a pop-up begins when the app is in front, where that takes long."""
    assert len(play(SKIP_QUESTION, "0 launcher, 7000 page, 12000 splash", "150 page").taps) == 1
    assert not play(SKIP_QUESTION, "0 launcher, 300 page, 12000 splash", "150 page").taps


def test_a_device_that_shows_too_few_frames_says_nothing_of_the_app() -> None:
    """Two frames without a pop-up are no sign that there is none."""
    played = play(SKIP_QUESTION, "0 launcher, 300 page", frame_ms=5_000)
    assert played.result.reason.startswith("the device is too slow")


def test_a_control_that_comes_late_is_waited_for() -> None:
    """The pop-up alone does not justify the tap."""
    played = play(SKIP_QUESTION, "0 launcher, 600 bare, 2000 splash", "150 page")
    assert played.taps[0].aim.frame == 20
    assert played.result.control_at_ns is not None
    assert played.result.popup_at_ns is not None
    assert played.result.control_at_ns > played.result.popup_at_ns


def test_another_control_is_not_tapped_instead() -> None:
    """Where the candidate never shows, nothing is tapped and the reason names it."""
    played = play(X_QUESTION, "0 launcher, 600 splash", "0 page")
    assert not played.taps
    assert "close@bottom_center" in played.result.reason


def test_a_pop_up_that_went_before_the_tap_is_lost() -> None:
    """Nothing is tapped on a frame that no longer shows the control."""
    late = msgspec.structs.replace(SKIP_QUESTION, delay_ms=3_000)
    played = play(late, "0 launcher, 600 splash, 2000 page", "0 page")
    assert not played.taps
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.LOST


def test_no_pop_up_is_a_reason_and_not_an_outcome() -> None:
    """It says how long was waited."""
    played = play(SKIP_QUESTION, "0 launcher, 300 page", "0 page")
    assert played.result.outcome is None
    assert played.result.reason == "no pop-up in 8.0 s"


def test_a_tap_beside_the_centre_is_offset_in_dp() -> None:
    """10 dp at 480 dpi are 30 pixels."""
    beside = msgspec.structs.replace(X_QUESTION, offset_dp=(10.0, 0.0))
    (tap,) = play(beside, "0 launcher, 600 dialog", "0 dialog").taps
    assert tap.point_px == PointPx(540 + 30, 1802)


def test_a_body_tap_keeps_clear_of_the_closing_control() -> None:
    """A point on the skip is moved off it."""
    question = Question(kind=QuestionKind.TAP_BODY, point_rel=(0.9, 0.068))
    (tap,) = play(question, START, "200 browser", "60 browser").taps
    assert not SKIP.inflated(40).contains(tap.point_px)


def test_back_is_pressed_while_the_pop_up_shows() -> None:
    """And what it leads to is judged like a tap."""
    question = Question(kind=QuestionKind.PRESS_BACK)
    played = play(question, START, "150 page")
    assert [c.key for c in played.commands if isinstance(c, Press)] == ["back"]
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.DISMISSED


def test_waiting_out_taps_only_when_nothing_counts_any_more() -> None:
    """Digits on the control and a countdown beside it hold the tap back."""
    question = Question(kind=QuestionKind.WAIT_OUT, candidate=SKIP_QUESTION.candidate)
    played = play(question, "0 launcher, 600 counting, 7000 splash", "150 page", context=CONTEXT)
    assert played.taps[0].aim.frame == 70


def test_a_larger_pop_up_is_examined_and_not_the_bar_of_the_page_below() -> None:
    """The bar came first; what a candidate is, and when the pop-up came, tells of the card."""
    result = play(WATCH, "0 launcher, 300 bar, 900 dialog", context=CONTEXT).result
    assert result.popup is not None
    assert result.popup.kind is PopupKind.DIALOG
    assert [c.box_px.center.x for c in result.controls] == [540]
    assert result.popup_at_ns is not None
    assert result.popup_at_ns >= 900_000_000
    assert result.page_before_popup == HOME
    alone = play(WATCH, "0 launcher, 300 bar", context=CONTEXT).result
    assert alone.popup is not None
    assert alone.popup.kind is PopupKind.FLOATING


def test_watching_touches_nothing_and_learns_life_and_page() -> None:
    """The pop-up's end, and the own page with its hierarchy."""
    played = play(WATCH, "0 launcher, 300 page, 600 splash, 5600 page")
    assert not [c for c in played.commands if isinstance(c, Tap | Press)]
    result = played.result
    assert result.outcome is not None
    assert result.outcome.kind is OutcomeKind.DISMISSED
    assert result.popup_at_ns is not None
    assert result.popup_gone_at_ns is not None
    assert abs(result.popup_gone_at_ns - result.popup_at_ns - 5_000_000_000) < 200_000_000
    assert result.own_page is not None
    assert result.own_page.tree_text == ("Home", "Search", "Cart")


def test_a_pop_up_that_shows_again_at_once_had_not_ended() -> None:
    """Two misread frames in a row are no end of its life."""
    result = play(WATCH, "0 launcher, 300 page, 600 splash, 2000 page, 2200 splash").result
    assert result.popup_gone_at_ns is None
    assert result.outcome is not None
    assert result.outcome.kind is OutcomeKind.NO_EFFECT


def test_the_pop_up_s_own_picture_is_never_learnt_as_the_page() -> None:
    """It was away for longer than a misreading, and stands there at the end."""
    result = play(WATCH, "0 launcher, 300 page, 600 splash, 2000 page, 3500 splash").result
    assert result.popup_gone_at_ns is not None
    assert result.own_page is None


def test_watching_a_pop_up_that_stays_learns_no_page() -> None:
    """What is under a pop-up that stays is not known."""
    played = play(WATCH, "0 launcher, 600 dialog", context=CONTEXT)
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.NO_EFFECT
    assert played.result.own_page is None


def test_a_jump_by_itself_is_an_outcome_without_a_touch() -> None:
    """Hands off, and the browser comes."""
    played = play(WATCH, "0 launcher, 600 splash, 2600 browser", hops="2560 browser")
    result = played.result
    assert result.tapped_at_ns is None
    assert result.outcome is not None
    assert result.outcome.kind is OutcomeKind.REDIRECTED
    assert result.outcome.certain


def test_a_jump_before_the_tap_is_not_blamed_on_the_control() -> None:
    """The app left while the tap was still waiting: untouched."""
    late = msgspec.structs.replace(SKIP_QUESTION, delay_ms=5_000)
    played = play(late, "0 launcher, 600 splash, 2600 browser", "", "2560 browser")
    assert not played.taps
    assert played.result.tapped_at_ns is None
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.REDIRECTED


@pytest.mark.parametrize(("policy", "text"), [("accept", "同意并继续"), ("decline", "不同意")])
def test_consent_is_passed_by_policy_on_the_way(policy: str, text: str) -> None:
    """The button is found by its words; the app's own pop-up is examined after it."""
    context = msgspec.structs.replace(KNOWING, consent=policy)
    played = play(
        SKIP_QUESTION, "0 launcher, 600 consent", "200 page, 700 splash|150 page", context=context
    )
    assert len(played.taps) == 2
    assert played.result.consent_passed == f"{policy} consent: {text}"
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.DISMISSED


@pytest.mark.parametrize(("offer", "text"), [("update", "取消"), ("update_closed", "close")])
def test_an_update_is_put_off_where_the_policy_says_so(offer: str, text: str) -> None:
    """Declined by its words, else closed; what comes behind it is examined."""
    context = msgspec.structs.replace(KNOWING, updates="later")
    played = play(
        SKIP_QUESTION, f"0 launcher, 600 {offer}", "200 page, 700 splash|150 page", context=context
    )
    assert len(played.taps) == 2
    assert played.result.consent_passed == f"later update: {text}"
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.DISMISSED


def test_an_update_is_not_put_off_by_leaving_the_app() -> None:
    """Who may update or exit is told as forced; a consent may be declined so."""
    exit_only = (control(Role.DISMISS, BoxPx(300, 1300, 480, 80), "退出应用"),)
    assert button_for(exit_only, "later") is None
    assert button_for(exit_only, "decline") is exit_only[0]


def test_an_update_is_examined_like_any_pop_up_else() -> None:
    """Its own control is what is tapped, and nothing else."""
    played = play(WATCH, "0 launcher, 600 update", "0 page", context=KNOWING)
    assert not played.taps
    assert played.result.popup is not None
    assert played.result.consent_passed is None


@pytest.mark.parametrize(
    ("policy", "why"), [("stop", "an update dialog shows and the policy"), ("later", "put it off")]
)
def test_a_forced_update_is_left_alone(policy: str, why: str) -> None:
    """Its only button leads to a shop: never touched, and told."""
    context = msgspec.structs.replace(KNOWING, updates=policy)
    played = play(WATCH, "0 launcher, 600 update_forced", "0 page", context=context)
    assert not played.taps
    assert why in played.result.reason


def test_a_permission_dialog_is_passed_too() -> None:
    """By its place, whatever it looks like."""
    played = play(SKIP_QUESTION, "0 launcher, 600 permission", "200 page, 700 splash|150 page")
    assert played.result.consent_passed == "accept permission: 仅在使用中允许"


def test_the_policy_to_stop_touches_nothing() -> None:
    """The trial says why it ended."""
    context = msgspec.structs.replace(KNOWING, consent="stop")
    played = play(SKIP_QUESTION, "0 launcher, 600 consent", "0 page", context=context)
    assert not played.taps
    assert "policy is to stop" in played.result.reason


def test_a_consent_that_leads_away_is_no_jump_by_itself() -> None:
    """The harness touched its button: what was passed was an advertisement, perhaps."""
    watched = play(WATCH, "0 launcher, 600 consent", "300 store", "250 browser")
    assert watched.result.outcome is None
    assert "led to store" in watched.result.reason
    tapped = play(SKIP_QUESTION, "0 launcher, 600 consent", "300 store", "250 browser")
    assert tapped.result.outcome is None


def test_a_consent_dialog_without_a_readable_button_is_never_guessed() -> None:
    """It is read in full, and then given up."""
    played = play(SKIP_QUESTION, "0 launcher, 600 consent_mute", "0 page")
    assert not played.taps
    assert any(isinstance(c, Look) and c.read for c in played.commands)
    assert "no button to accept" in played.result.reason


def test_an_app_that_does_not_start_says_so_in_the_devices_words() -> None:
    """No frame is asked for."""
    played = play(SKIP_QUESTION, "0 fails", "0 page")
    assert played.result.reason.startswith("the app did not start: Error")


def test_a_locked_screen_ends_the_session_with_what_to_do() -> None:
    """Nothing behind a lock screen can be examined."""
    assert "unlock" in play(SKIP_QUESTION, "0 locked", "0 page").result.reason


def test_black_frames_are_no_missing_pop_up() -> None:
    """Not seen and not there are two different things."""
    played = play(WATCH, "0 launcher, 300 black")
    assert played.result.outcome is None
    assert "cannot be captured" in played.result.reason


def test_the_same_events_give_the_same_commands() -> None:
    """A session is a function of what it was sent."""
    one, two = (play(SKIP_QUESTION, START, "150 page") for _ in range(2))
    assert one.commands == two.commands
    assert one.result == two.result


def test_a_pop_up_that_was_not_recognised_at_first_was_there_all_the_same() -> None:
    """A frame of the same picture is none without the pop-up: it came before that."""
    result = play(WATCH, "0 launcher, 300 unread, 1500 splash").result
    assert result.launched_at_ns is not None
    assert result.bare_at_ns is not None
    assert result.bare_at_ns - result.launched_at_ns < 300_000_000
