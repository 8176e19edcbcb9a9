"""Outcomes of a touch: one transcript for each kind, and for its near neighbour."""

import msgspec
import pytest
from transcript import (
    CONTEXT,
    HOME,
    KNOWING,
    KNOWN_PAGE,
    SKIP_QUESTION,
    WATCH,
    X_QUESTION,
    play,
)

from harness.domain.trial import Channel, Outcome, OutcomeKind, Page, Question, QuestionKind
from harness.explore.context import Context

START = "0 launcher, 300 page, 600 splash"
CARD_START = "0 launcher, 300 page, 600 dialog"
GONE = OutcomeKind.DISMISSED
ALL = {Channel.FRAMES, Channel.PLACE, Channel.NAVIGATION}


def outcome(after: str, hops: str = "", start: str = START, context: Context = KNOWING) -> Outcome:
    """Of a tap on the skip (or the X of the card)."""
    question = X_QUESTION if "dialog" in start else SKIP_QUESTION
    found = play(question, start, after, hops, context).result.outcome
    assert found is not None
    return found


def test_dismissed_needs_the_own_page_to_stand_and_ten_quiet_seconds() -> None:
    """A pop-up that gives way to the known own page for good was dismissed, by all witnesses."""
    found = outcome("150 page")
    assert found.kind is OutcomeKind.DISMISSED
    assert set(found.agree) == ALL
    assert found.certain


def test_a_close_that_starts_a_download_is_told_though_it_closes() -> None:
    """By the log alone, which is not certain; another app's download is none of its doing."""
    found = outcome("150 page", "300 download")
    assert (found.kind, found.agree, found.disagree) == (
        OutcomeKind.DOWNLOAD, (Channel.NAVIGATION,), (),
    )  # fmt: skip
    assert outcome("150 page", "300 others").kind is OutcomeKind.DISMISSED


def test_a_pop_up_that_is_not_recognised_now_and_then_is_still_there() -> None:
    """The very same picture: it did not end by itself, a tap that left it there closed nothing."""
    watched = play(WATCH, "0 launcher, 300 page, 600 splash, 2000 unseen, 9000 splash, 9500 unseen")
    assert watched.result.own_page is None
    assert watched.result.popup_gone_at_ns is None
    dead = outcome("300 unseen", context=msgspec.structs.replace(KNOWING, auto_close_ms=None))
    assert dead.kind is OutcomeKind.NO_EFFECT
    assert outcome("200 unseen, 900 page").kind is OutcomeKind.DISMISSED


def test_redirected_by_log_place_and_frames() -> None:
    """A browser in front, with a start in the log, is a redirect that three witnesses saw."""
    found = outcome("200 browser", "60 browser")
    assert found.kind is OutcomeKind.REDIRECTED
    assert set(found.agree) == ALL
    assert found.place is not None
    assert found.place.package == "com.android.browser"
    assert [hop.data_uri for hop in found.hops] == ["https://ad.example/"]


def test_redirected_without_a_log_still_has_two_witnesses() -> None:
    """Place and frames are enough where the log said nothing."""
    found = outcome("200 store")
    assert found.kind is OutcomeKind.REDIRECTED
    assert set(found.agree) == {Channel.PLACE, Channel.FRAMES}
    assert found.certain


def test_what_another_app_began_is_not_held_against_this_one() -> None:
    """A window of another app came under the finger: the touch is lost, and counts for nothing."""
    found = outcome("200 browser", "60 intruder")
    assert found.kind is OutcomeKind.LOST
    assert Channel.NAVIGATION in found.disagree
    assert Channel.NAVIGATION not in found.agree
    assert not found.certain
    assert "begun by com.example.cleaner and not by the app" in found.why


def test_what_the_app_began_counts_whoever_went_on() -> None:
    """The app opened the browser, and that another: the app's own start is what counts."""
    found = outcome("200 browser", "60 browser, 90 intruder")
    assert found.certain


def test_a_start_that_never_came_to_the_front_is_not_certain() -> None:
    """The log alone, against frames and place that saw the pop-up stay, proves nothing."""
    found = outcome("0 splash", "60 browser")
    assert found.kind is OutcomeKind.REDIRECTED
    assert set(found.disagree) == {Channel.PLACE, Channel.FRAMES}
    assert not found.certain


def test_dismissed_then_redirected_when_the_page_came_first() -> None:
    """The pop-up was gone for a second before the app left."""
    found = outcome("150 page, 1350 browser", "1300 browser")
    assert found.kind is OutcomeKind.DISMISSED_THEN_REDIRECTED
    assert found.certain


def test_a_foreign_place_nine_seconds_after_is_still_seen() -> None:
    """Watching goes on for ten seconds after the pop-up went."""
    found = outcome("150 page, 9000 browser", "8950 browser")
    assert found.kind is OutcomeKind.DISMISSED_THEN_REDIRECTED


def test_the_browsers_own_picture_is_no_dismissal() -> None:
    """Frames of the browser before its place was read do not make a page of the app."""
    found = outcome("150 browser", "600 browser")
    assert found.kind is OutcomeKind.REDIRECTED


@pytest.mark.parametrize("place", ["chooser", "confirm"])
def test_redirect_blocked_by_a_chooser_or_a_vendor(place: str) -> None:
    """A question whether to leave is an attempt to leave."""
    found = outcome(f"200 {place}")
    assert found.kind is OutcomeKind.REDIRECT_BLOCKED
    assert found.certain


def test_a_target_that_is_not_installed_is_a_redirect_attempted() -> None:
    """START with -91: the log saw the attempt, frames saw that nothing closed."""
    found = outcome("0 splash", "60 nobody")
    assert found.kind is OutcomeKind.REDIRECT_BLOCKED
    assert set(found.agree) == {Channel.NAVIGATION, Channel.FRAMES}


def test_a_crash_does_not_hide_the_redirect_that_caused_it() -> None:
    """The log's attempt outweighs the crash that followed it."""
    found = outcome("200 crash", "60 nobody")
    assert found.kind is OutcomeKind.REDIRECT_BLOCKED
    assert Channel.PLACE in found.agree


def test_a_crash_alone_is_a_crash() -> None:
    """Nothing foreign, and a crash dialog in front."""
    assert outcome("200 crash").kind is OutcomeKind.CRASHED


def test_an_apk_address_is_a_download() -> None:
    """The address tells what the browser was opened for."""
    assert outcome("200 browser", "60 apk").kind is OutcomeKind.DOWNLOAD


def test_no_effect_when_the_same_pop_up_stays() -> None:
    """Unchanged to the end of the watch."""
    found = outcome("0 dialog", start=CARD_START)
    assert found.kind is OutcomeKind.NO_EFFECT
    assert found.certain


def test_no_effect_when_it_only_went_at_its_own_time() -> None:
    """A splash that ends at 5 s anyway was not closed by a tap at 0.7 s."""
    found = outcome("0 splash, 4200 page")
    assert found.kind is OutcomeKind.NO_EFFECT


def test_lost_when_its_own_time_was_over_as_the_tap_came() -> None:
    """A late tap and the pop-up's own end cannot be told apart."""
    late = Question(
        kind=QuestionKind.TAP_CONTROL, candidate=SKIP_QUESTION.candidate, delay_ms=4_500
    )
    found = play(late, START, "200 page").result.outcome
    assert found is not None
    assert found.kind is OutcomeKind.LOST


@pytest.mark.parametrize(
    ("frame_ms", "kind"), [(1_000, OutcomeKind.DISMISSED), (2_500, OutcomeKind.LOST)]
)
def test_lost_where_frames_are_too_sparse_to_tell_how_old_it_was(
    frame_ms: int, kind: OutcomeKind
) -> None:
    """It may have come right after the last frame without it, and have ended by itself."""
    found = play(SKIP_QUESTION, START, "200 page", frame_ms=frame_ms).result.outcome
    assert found is not None
    assert found.kind is kind


def test_replaced_by_another_creative() -> None:
    """A second advertisement in the same place is another pop-up."""
    assert outcome("150 second").kind is OutcomeKind.REPLACED


def test_a_second_layer_that_looks_alike_is_no_certain_dead_close() -> None:
    """Same place, same layout, another picture since the touch: never held against the X."""
    late = Question(kind=QuestionKind.TAP_CONTROL, candidate=X_QUESTION.candidate, delay_ms=300)
    stays = msgspec.structs.replace(KNOWING, auto_close_ms=None)
    found = play(late, CARD_START, "100 dialog_alike", context=stays).result.outcome
    assert found is not None
    assert found.kind is OutcomeKind.REPLACED
    assert not found.certain


def test_a_card_that_wobbles_over_a_page_that_moves_is_still_there() -> None:
    """Lights of the page pass for a part of it on some frames; the picture was there before."""
    dead = outcome("0 dialog, 3300 dialog_alike", start=CARD_START)
    assert dead.kind is OutcomeKind.NO_EFFECT
    early = outcome("0 dialog, 800 dialog_alike", start=CARD_START)
    assert early.kind is not OutcomeKind.NO_EFFECT


@pytest.mark.parametrize(
    ("between", "kind"),
    [("dialog_too_high", OutcomeKind.NO_EFFECT), ("page", OutcomeKind.UNCLEAR)],
)
def test_what_lies_where_the_pop_up_lay_is_not_its_absence(between: str, kind: OutcomeKind) -> None:
    """One frame a second: a card that was measured too high is there, a page is none."""
    after = f"0 dialog, 900 {between}, 1900 dialog"
    found = play(X_QUESTION, CARD_START, after, frame_ms=1_000).result.outcome
    assert found is not None
    assert found.kind is kind


def test_prompted_by_a_question_in_place_of_the_pop_up() -> None:
    """A smaller dialog with buttons is a question."""
    assert outcome("150 question").kind is OutcomeKind.PROMPTED


def test_a_pop_up_with_an_x_of_its_own_is_no_question() -> None:
    """An offer that waited behind the splash came, as it would have anyway."""
    assert outcome("150 offer_with_x").kind is OutcomeKind.REPLACED


def test_remnant_when_a_floating_rest_stays() -> None:
    """The card went and a bubble stayed."""
    assert outcome("150 rest", start=CARD_START).kind is OutcomeKind.REMNANT


def test_a_bar_that_may_have_lain_beneath_is_the_pages() -> None:
    """It is as wide as the screen and lay under the card's scrim, where nothing of it was seen."""
    assert outcome("150 bar", start=CARD_START).kind is GONE


def test_a_landing_inside_the_app_is_told_by_picture_and_hierarchy() -> None:
    """Another page than the own one, with other words: two witnesses against the control."""
    found = outcome("150 landing")
    assert found.kind is OutcomeKind.ADVANCED
    assert found.in_app_landing
    assert set(found.agree) == {Channel.FRAMES, Channel.HIERARCHY}


def test_words_remembered_on_later_frames_do_not_hide_the_hierarchy() -> None:
    """The hierarchy is given once; words that were read before come with every frame after."""
    found = outcome("150 landing_told_of")
    assert set(found.agree) == {Channel.FRAMES, Channel.HIERARCHY}


def test_a_layer_that_comes_at_a_tap_on_the_first_frame_is_no_dead_close() -> None:
    """One frame before the touch tells not how much the picture moves: could not tell."""
    found = outcome("100 dialog_alike", start=CARD_START)
    assert found.kind is OutcomeKind.UNCLEAR


def test_a_landing_that_only_the_picture_tells_is_not_certain() -> None:
    """Without a hierarchy one witness is left."""
    found = outcome("150 landing_silent")
    assert found.in_app_landing
    assert not found.certain


def test_a_web_page_inside_the_app_is_a_landing_though_it_looks_like_a_pop_up() -> None:
    """Its toolbar has an X of its own; the hierarchy tells that it is a web page."""
    found = outcome("150 web_page")
    assert found.kind is OutcomeKind.ADVANCED
    assert found.in_app_landing
    assert set(found.agree) == {Channel.FRAMES, Channel.HIERARCHY}


def test_an_own_page_that_is_misread_as_a_pop_up_is_still_the_own_page() -> None:
    """A large picture without any closing control after a pop-up that had one is a page."""
    assert outcome("150 misread_page").kind is OutcomeKind.DISMISSED


def test_a_known_own_page_full_of_crosses_is_no_second_pop_up() -> None:
    """A game page with an X in its corner looks like an advertisement; the picture is known."""
    assert outcome("150 crossed_page").kind is OutcomeKind.DISMISSED


def test_a_page_that_was_under_a_card_is_no_second_pop_up() -> None:
    """Where the own page is not known, what fills the screen after a card went is left open."""
    unknown = msgspec.structs.replace(CONTEXT, own_pages=())
    under = play(X_QUESTION, CARD_START, "150 crossed_page", context=unknown).result.outcome
    assert under is not None
    assert under.kind is OutcomeKind.UNCLEAR
    other = play(X_QUESTION, CARD_START, "150 question", context=unknown).result.outcome
    assert other is not None
    assert other.kind in {OutcomeKind.PROMPTED, OutcomeKind.REPLACED}


def test_an_own_page_that_changed_its_look_is_no_landing() -> None:
    """Its hierarchy still tells the own page."""
    found = outcome("150 other_look")
    assert found.kind is OutcomeKind.DISMISSED
    assert Channel.HIERARCHY in found.agree


def test_an_unknown_page_without_any_other_sign_is_unclear() -> None:
    """A far picture alone accuses nobody."""
    assert outcome("150 dull").kind is OutcomeKind.UNCLEAR


def test_an_own_page_never_seen_before_counts_as_dismissed() -> None:
    """Where no launch showed the own page, place and log testify."""
    found = play(SKIP_QUESTION, START, "150 other_look", context=CONTEXT).result.outcome
    assert found is not None
    assert found.kind is OutcomeKind.DISMISSED
    assert Channel.FRAMES not in found.agree


def film(*names: str) -> str:
    """A page that changes every second, to the end."""
    return ", ".join(f"{150 + 1000 * i} {names[i % len(names)]}" for i in range(20))


FILM = film("film_0", "film_1", "film_2")
SHORT = "0 launcher, 300 film_0, 600 dialog"


def moving(after: str, start: str = SHORT, context: Context = CONTEXT) -> Outcome:
    """Of a tap on a card's X, over a page on which a film plays."""
    return outcome(after, start=start, context=context)


def test_a_page_that_plays_a_film_is_the_apps_own_by_activity_or_hierarchy() -> None:
    """It never stands still; place and log say that nothing else came for ten seconds."""
    found = moving(FILM)
    assert found.kind is OutcomeKind.DISMISSED
    assert set(found.agree) == {Channel.PLACE, Channel.NAVIGATION}
    known = Page(phash=HOME, tree_text=("Home", "Friends", "Me"))
    told = moving(FILM, context=msgspec.structs.replace(CONTEXT, own_pages=(known,)))
    assert told.kind is OutcomeKind.DISMISSED
    assert set(told.agree) == {Channel.HIERARCHY, *found.agree}
    behind = msgspec.structs.replace(CONTEXT, popup_tree_text=("Home", "Friends", "Me", "X"))
    assert Channel.HIERARCHY in moving(FILM, context=behind).agree


@pytest.mark.parametrize(
    ("after", "start", "context"),
    [
        (FILM, "0 launcher, 600 splash", CONTEXT),
        (film("sold_0", "sold_1"), SHORT, CONTEXT),
        (FILM, SHORT, KNOWING),
        ("150 film_0, 1000 second, 2000 film_1, 11000 second, 12000 film_2", SHORT, CONTEXT),
    ],
    ids=["unknown activity", "offers", "another hierarchy", "pop-ups between"],
)
def test_another_page_that_moves_stays_unclear(after: str, start: str, context: Context) -> None:
    """A film of the advertiser's, inside the app, is neither accused nor taken for the page."""
    assert moving(after, start, context).kind is OutcomeKind.UNCLEAR


PLAYED = Page(
    phash=HOME, activity="com.example.app.Main", tree_text=("Home", "Me", "@one", "1", "2")
)
NEXT = msgspec.structs.replace(PLAYED, tree_text=("Home", "Me", "@two", "3", "4"))


@pytest.mark.parametrize(
    ("films", "kind"),
    [
        ((PLAYED,), OutcomeKind.UNCLEAR),
        ((PLAYED, NEXT), OutcomeKind.DISMISSED),
        ((msgspec.structs.replace(PLAYED, tree_text=()),), OutcomeKind.DISMISSED),
    ],
    ids=["another tree", "what stays is there", "no tree"],
)
def test_a_page_known_to_move_is_known_by_what_stays_of_it(
    films: tuple[Page, ...], kind: OutcomeKind
) -> None:
    """Seen without a touch; a splash's own activity is another than the page's."""
    context = msgspec.structs.replace(CONTEXT, moving_pages=films)
    found = moving(FILM, "0 launcher, 600 splash", context)
    assert found.kind is kind


@pytest.mark.parametrize("after", ["150 landing", "150 landing_silent", "150 dull"])
def test_nothing_is_called_a_landing_where_the_own_page_is_known_to_move(after: str) -> None:
    """Its next film may say what an advertiser says, and stand still for a moment."""
    context = msgspec.structs.replace(KNOWING, moving_pages=(PLAYED,))
    assert outcome(after, context=context).kind is OutcomeKind.UNCLEAR
    film_only = msgspec.structs.replace(CONTEXT, moving_pages=(PLAYED,))
    before = msgspec.structs.replace(film_only, before_pages=(HOME,))
    for known in (film_only, before):
        assert outcome(after, context=known).kind is OutcomeKind.UNCLEAR


def test_a_film_that_paused_is_known_by_its_hierarchy() -> None:
    """The page stands still for once, and says what it said while it moved."""
    context = msgspec.structs.replace(CONTEXT, moving_pages=(KNOWN_PAGE,))
    found = outcome("150 other_look", context=context)
    assert found.kind is OutcomeKind.DISMISSED
    assert Channel.HIERARCHY in found.agree


def test_a_launch_without_a_touch_learns_a_page_that_moves() -> None:
    """Where the pop-up goes by itself; one that only just went is not known yet."""
    ended = ", ".join(f"{4000 + 900 * i} film_{i % 3}" for i in range(16))
    learnt = play(WATCH, f"0 launcher, 600 splash, {ended}").result
    assert learnt.own_page is None
    assert learnt.moving_page is not None
    assert learnt.moving_page.tree_text == ("Home", "Friends", "Me", "@film", "9")
    late = ", ".join(f"{11_500 + 900 * i} film_{i % 3}" for i in range(8))
    assert play(WATCH, f"0 launcher, 600 splash, {late}").result.moving_page is None
    assert play(WATCH, "0 launcher, 600 splash").result.moving_page is None


def test_a_film_that_was_not_seen_for_ten_seconds_is_too_short() -> None:
    """Until shortly before the end nothing could be seen."""
    late = ", ".join(f"{10_000 + 1000 * i} film_{i % 3}" for i in range(10))
    assert moving(f"150 black, {late}").kind is OutcomeKind.UNCLEAR


@pytest.mark.parametrize(
    ("then", "kind"),
    [
        ("page", OutcomeKind.DISMISSED),
        ("splash", OutcomeKind.UNCLEAR),
        ("browser", OutcomeKind.UNCLEAR),
        ("crash", OutcomeKind.UNCLEAR),
    ],
)
def test_a_permission_asked_for_after_the_touch_is_answered_and_the_page_seen(
    then: str, kind: OutcomeKind
) -> None:
    """Only a dismissal is told then: all else may be what the answer led to."""
    after = f"150 permission | 100 {then}"
    played = play(SKIP_QUESTION, START, after, "", KNOWING)
    assert played.result.outcome is not None
    assert played.result.outcome.kind is kind
    assert len(played.taps) == 2
    assert played.result.consent_passed is not None


def test_a_permission_that_may_not_be_answered_stays_unclear() -> None:
    """The policy is to stop at such a dialog."""
    context = msgspec.structs.replace(KNOWING, consent="stop")
    played = play(SKIP_QUESTION, START, "150 permission | 100 page", "", context)
    assert played.result.outcome is not None
    assert played.result.outcome.kind is OutcomeKind.UNCLEAR
    assert len(played.taps) == 1


def test_the_launcher_in_front_is_unclear() -> None:
    """The app was left: no outcome of a pop-up's control."""
    found = outcome("200 launcher")
    assert found.kind is OutcomeKind.UNCLEAR
    assert "launcher" in found.why


def test_starts_of_the_app_itself_and_of_the_harness_are_not_foreign() -> None:
    """The app's own activity and what adb started do not make a redirect."""
    assert outcome("150 page", "50 own, 60 shell").kind is OutcomeKind.DISMISSED


def test_one_misread_frame_is_no_dismissal() -> None:
    """A single frame without the pop-up does not make it gone."""
    found = outcome("0 dialog, 700 page, 800 dialog", start=CARD_START)
    assert found.kind is OutcomeKind.NO_EFFECT


def test_the_page_is_no_pop_up_that_had_only_begun_to_fade_in() -> None:
    """Tapped on its first, faint frame, whose picture is the page's all but a few bits."""
    assert outcome("150 page", start="0 launcher, 300 page, 600 begun_splash").kind is GONE


def test_black_frames_after_the_tap_leave_it_unclear() -> None:
    """What cannot be seen is not judged."""
    found = outcome("100 black")
    assert found.kind is OutcomeKind.UNCLEAR


def test_context_of_the_tests_knows_the_own_page() -> None:
    """The transcripts above rest on a known own page and a known life of 5 s."""
    assert KNOWING.own_pages
    assert KNOWING.auto_close_ms == 5_000


def test_the_usual_pop_up_that_comes_after_a_tap_on_the_page_is_no_answer_to_it() -> None:
    """What was touched was the page before its pop-up: that one comes when nobody touches, too."""
    watched = play(WATCH, "0 launcher, 300 page, 600 dialog").result.popup
    assert watched is not None
    knowing = msgspec.structs.replace(CONTEXT, untouched=(watched,))
    start = "0 launcher, 300 second"
    found = play(SKIP_QUESTION, start, "150 dialog", context=knowing).result.outcome
    assert found is not None
    assert found.kind is OutcomeKind.UNCLEAR
    other = play(SKIP_QUESTION, start, "150 dialog", context=CONTEXT).result.outcome
    assert other is not None
    assert other.kind is OutcomeKind.REPLACED
