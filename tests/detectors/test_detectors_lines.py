"""Outlines around lines, what may be a label, and what lines say together."""

import dataclasses

import cv2
import pytest
from drawn import DENSITY, cross, dialog, page, photograph, px, text

from detectors import Seer
from detectors.corners import bright_bands
from detectors.evidence import Evidence, Said
from detectors.joining import controls_of
from detectors.layout import survey
from detectors.lines import Line, find_buttons, under_scrim, whole_words, with_outlines
from detectors.pills import badge_around, pill_around
from detectors.pixels import Bytes, prepare
from detectors.popups import weigh
from detectors.reading import Edges, Reader, Reading
from detectors.saying import (
    above_the_scrim,
    inviting,
    labels_of,
    may_label,
    said_by,
    without_titles,
)
from detectors.scrims import beside_card
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import CLOSING_ROLES, Ground, Role


def said(words: str, box: BoxPx, *, outlined: bool = True, corner: bool = True) -> Said:
    """A line that was read."""
    word = meaning(words, corner=corner, outlined=outlined)
    assert word is not None
    return Said(words, word, box, 1.0, corner, Ground.TEXT, box, outlined=outlined)


def test_two_lines_in_one_pill_have_its_outline_both() -> None:
    """A large line and the small print below it are one button."""
    picture = photograph()
    pill = BoxPx.from_edges(px(40), px(700), px(370), px(770))
    cv2.rectangle(picture, (pill.x, pill.y), (pill.right, pill.bottom), (30, 30, 30), -1)
    text(picture, "Shake it to learn more", 90, 708, 16, (255, 255, 255))
    text(picture, "opens another application", 110, 739, 11, (255, 255, 255))
    found = find_buttons(prepare(picture, DENSITY), 8)
    outlines = [line.button_px for line in found if pill.contains(line.box_px.center)]
    assert len(outlines) == 2
    for outline in outlines:
        assert outline is not None
        assert abs(outline.y - pill.y) <= 8
        assert abs(outline.bottom - pill.bottom) <= 8


def test_a_faint_pill_is_seen_where_the_plain_edges_near_by_are_no_pills() -> None:
    """An outline of five grey levels around letters on black."""
    picture = page((0, 0, 0))
    cv2.rectangle(picture, (px(330), px(760)), (px(390), px(788)), (6, 6, 6), -1)
    picture[px(800) :, :] = 255
    text(picture, "Skip", 345, 765, 14, (255, 255, 255))
    pill = pill_around(
        prepare(picture, DENSITY), BoxPx.from_edges(px(344), px(764), px(378), px(784))
    )
    assert pill is not None
    assert pill.bottom <= px(790)


@pytest.mark.parametrize(("x", "whole"), [(40, True), (8, False)])
def test_a_number_in_a_disc_that_the_screen_cuts_is_a_pictures(x: int, *, whole: bool) -> None:
    """What counts down shows all of itself."""
    picture = page((90, 120, 90))
    cv2.circle(picture, (px(x), px(80)), px(15), (255, 255, 255), -1, cv2.LINE_AA)
    text(picture, "5", x - 4, 72, 14, (30, 30, 30))
    number = BoxPx.from_edges(px(x - 5), px(74), px(x + 5), px(88))
    assert (badge_around(prepare(picture, DENSITY), number) is not None) is whole


def test_a_line_under_a_scrim_is_no_label() -> None:
    """What the page says in its corners is not the dialog's."""
    view = prepare(dialog(scrim=0.35), DENSITY)
    line = Line(BoxPx(px(330), px(44), px(40), px(16)), None, 0.0, exact=True)
    open_card = survey(view)
    left_by_x = dataclasses.replace(open_card, own_exit=True)
    assert under_scrim(view, open_card.card, line.box_px)
    assert not may_label(view, left_by_x, line)
    (doubted,) = labels_of(view, open_card, [line])
    assert doubted.dim
    assert said_by(view, open_card, Reading(("Advertisement", 1.0)), line) is not None
    assert said_by(view, open_card, Reading(("Advertisement", 1.0)), doubted) is None
    assert said_by(view, open_card, Reading(("跳过 5", 1.0)), doubted) is not None


@pytest.mark.parametrize(
    ("words", "x_dp", "y_dp", "role"),
    [
        ("Continue to app ❯", 56, 20, Role.SKIP),
        ("Sponsored", 90, 50, Role.AD_LABEL),
        ("Install now", 90, 50, None),
        ("Continue to checkout", 56, 20, None),
        ("Continue to app ❯", 130, 20, None),
        ("Sponsored", 90, 130, None),
    ],
    ids=["app open", "label", "invitation", "own page", "far from the side", "below the head"],
)
def test_at_the_head_beyond_the_corner_a_label_and_a_way_out_count(
    words: str, x_dp: int, y_dp: int, role: Role | None
) -> None:
    """An advertisement bears its sender and label there, or what leads on into the app."""
    picture = page()
    picture[px(30) : px(900)] = (240, 240, 240)
    view = prepare(picture, DENSITY)
    line = Line(BoxPx(px(x_dp), px(y_dp), px(160), px(18)), None, 0.0, exact=True)
    lines = labels_of(view, survey(view), [line])
    told = [said_by(view, survey(view), Reading((words, 0.95)), line) for line in lines]
    assert [t.word.role for t in told if t is not None] == ([role] if role else [])


@pytest.mark.parametrize(
    ("right_dp", "y_dp", "read"),
    [(398, 60, True), (340, 60, False), (398, 130, False)],
    ids=["at the side", "off the side", "below the head"],
)
def test_a_long_line_that_ends_at_the_right_of_the_head_is_a_films_pill(
    right_dp: int, y_dp: int, read: bool
) -> None:
    """What one waits for is told before the word that leads out, which alone is the control."""
    view = prepare(page(), DENSITY)
    box = BoxPx.from_edges(px(right_dp - 190), px(y_dp), px(right_dp), px(y_dp + 18))
    lines = labels_of(view, survey(view), [Line(box, None, 0.0, exact=True)])
    reading = Reading(("12 秒后可领取奖励 | 关闭", 0.95))
    told = [said_by(view, survey(view), reading, line) for line in lines]
    assert [t.word.role for t in told if t is not None] == ([Role.SKIP] if read else [])
    assert all(t.box_px.x > px(right_dp - 60) for t in told if t is not None)


def test_a_picture_of_a_lit_page_throws_no_scrim() -> None:
    """A splash page has its picture in the middle; nothing beside it is dimmed."""
    picture = dialog()
    view = prepare(picture, DENSITY)
    assert beside_card(view, survey(view), own_exit=False).dimming is not None
    cv2.rectangle(picture, (px(30), px(740)), (px(380), px(744)), (255, 255, 255), -1)
    cv2.circle(picture, (px(205), px(790)), px(16), (255, 255, 255), -1)
    view = prepare(picture, DENSITY)
    layout = survey(view)
    assert layout.card is not None
    assert beside_card(view, layout, own_exit=False).dimming is None
    assert beside_card(view, layout, own_exit=True).dimming is layout.card


@pytest.mark.parametrize(
    ("leaving", "found"), [("", Role.SKIP), ("x", Role.CLOSE), ("words", Role.DISMISS)]
)
def test_a_pale_skip_beside_a_card_counts_where_nothing_leads_out_of_it(
    leaving: str, found: Role
) -> None:
    """A dark splash page with a picture looks like a card over a dimmed page."""
    picture = dialog(scrim=0.35)
    cv2.rectangle(picture, (px(320), px(50)), (px(400), px(80)), (30, 30, 30), -1)
    text(picture, "Skip 5", 332, 56, 16, (170, 170, 170))
    if leaving == "x":
        cross(picture, px(205), px(660), px(20))
    if leaving == "words":
        text(picture, "Get it", 170, 500, 18)
        text(picture, "No thanks", 160, 560, 18)
    sight = Seer().see(picture, None, DENSITY)
    assert {c.role for c in sight.controls} & CLOSING_ROLES == {found}


@pytest.mark.parametrize(
    ("beside", "left", "more"), [(40, 310, True), (300, 310, False), (40, 110, False)]
)
def test_a_number_in_one_row_with_an_invitation_counts_down_a_film(
    beside: int, left: int, *, more: bool
) -> None:
    """At the other side of the same row, not elsewhere."""
    view = prepare(photograph(), DENSITY)
    number = said("5", BoxPx(px(16), px(40), px(24), px(24)))
    button = said("Install", BoxPx(px(left), px(beside), px(90), px(36)))
    parts = weigh(view, Evidence((), (number, button), (), survey(view))).parts
    assert (parts["strip"] > 0) is more


def test_a_button_that_asks_for_a_tap_invites_too() -> None:
    """The words of a gesture on a pill are a hint and an invitation."""
    box = BoxPx(px(60), px(700), px(290), px(50))
    hint = said("摇动手机或点击跳转至详情页", box, corner=False)
    assert [s.word.role for s in inviting([hint])] == [Role.GESTURE_HINT, Role.CTA]


def test_skipping_with_seconds_says_more_than_skipping() -> None:
    """The word alone is an introduction's too."""
    plain, counted = meaning("跳过"), meaning("3 | 跳过")
    assert plain is not None
    assert counted is not None
    assert counted.weight > plain.weight


def test_bands_of_a_page_under_a_scrim_are_left_unread_and_a_bright_one_is_not() -> None:
    """Nothing of the dialog is there, unless something brighter than the page shows."""
    view = prepare(dialog(scrim=0.35), DENSITY)
    left_by_x = dataclasses.replace(survey(view), own_exit=True)
    assert bright_bands(view, left_by_x) == []
    assert len(bright_bands(view, survey(view))) == 2
    picture = dialog()
    view = prepare(picture, DENSITY)
    assert bright_bands(view, survey(view)) == []
    text(picture, "Close 5", 340, 44, 14, (255, 255, 255))
    view = prepare(picture, DENSITY)
    assert [first for first, _ in bright_bands(view, survey(view))] == [0]


def test_a_line_of_the_finder_takes_the_outline_of_its_button() -> None:
    """Read in full or in crops, words on a button stand in the same outline."""
    picture = dialog()
    cv2.rectangle(picture, (px(90), px(540)), (px(320), px(584)), (40, 40, 160), -1)
    text(picture, "Cancel", 180, 553, 16, (255, 255, 255))
    text(picture, "plain words", 90, 250, 14, (20, 20, 20))
    buttons = find_buttons(prepare(picture, DENSITY), 8)
    words = BoxPx.from_edges(px(176), px(548), px(236), px(576))
    plain = BoxPx.from_edges(px(88), px(246), px(190), px(270))
    lines = [Line(box, None, 0.0, exact=True) for box in (words, plain)]
    outlined, bare = with_outlines(lines, buttons)
    assert outlined.button_px is not None
    assert abs(outlined.button_px.x - px(90)) <= 8
    assert abs(outlined.button_px.height - px(44)) <= 16
    assert bare.button_px is None
    assert outlined.exact


def test_of_words_cut_off_in_a_button_the_whole_is_read() -> None:
    """Large letters stand apart: the run may hold the last of them alone."""
    button = BoxPx(100, 500, 400, 120)
    cut = Line(BoxPx(300, 530, 150, 60), button, 1.0)
    whole = whole_words(cut)
    assert whole is not None
    assert whole.box_px == BoxPx(150, 530, 300, 60)
    assert whole.button_px == button
    assert whole_words(whole) is None
    assert whole_words(dataclasses.replace(cut, button_px=None)) is None
    assert whole_words(dataclasses.replace(cut, exact=True)) is None
    touching = Line(BoxPx(345, 530, 150, 60), button, 1.0)
    assert whole_words(touching) is None


class Letters(Reader):
    """Reads what a crop's width tells."""

    def find(self, rgb: Bytes) -> list[Edges]:
        """Nothing beyond what is drawn as a button."""
        return []

    def read(self, crop: Bytes, *, exits: bool = False, word: str = "") -> Reading:
        """A wide crop holds all four letters."""
        return Reading(("暂不更新" if crop.shape[1] > px(90) else "更新", 0.99))


def test_what_is_read_of_a_button_is_all_that_it_says() -> None:
    """更新 alone would invite where 暂不更新 refuses."""
    picture = dialog()
    cv2.rectangle(picture, (px(90), px(540)), (px(320), px(590)), (40, 40, 160), -1)
    for x in (150, 206, 233):
        text(picture, "H", x, 553, 20, (255, 255, 255))
    (refusal,) = Seer(reader=Letters()).see(picture, None, DENSITY).with_role(Role.DISMISS)
    assert refusal.text == "暂不更新"


class ReadsAll(Letters):
    """Finds one line at the page's left side, and reads a refusal."""

    def find(self, rgb: Bytes) -> list[Edges]:
        """In pixels of the work scale: half of the frame's."""
        return [(px(12) // 2, px(500) // 2, px(50) // 2, px(516) // 2)]

    def read(self, crop: Bytes, *, exits: bool = False, word: str = "") -> Reading:
        """What a card covers half of: 不用烤箱的蛋糕."""
        return Reading(("不用", 0.99))


@pytest.mark.parametrize(("bright", "counts"), [(False, False), (True, True)])
def test_a_page_that_is_read_in_full_refuses_nothing_under_its_scrim(
    *, bright: bool, counts: bool
) -> None:
    """An honest app was accused of a dead refusal: words of the page that its card cut short."""
    picture = dialog(scrim=0.62)
    left = picture[px(490) : px(530), px(4) : px(54)]
    left[:] = 94
    text(picture, "AB", 14, 500, 14, (250, 250, 250) if bright else (20, 20, 20))
    sight = Seer(reader=ReadsAll()).see(picture, None, DENSITY, read="full")
    assert sight.popup is not None
    assert bool(sight.with_role(Role.DISMISS)) is counts


@pytest.mark.parametrize(
    ("y_dp", "corner", "role"),
    [(590, False, Role.DISMISS), (250, False, Role.SKIP), (590, True, Role.SKIP)],
    ids=["foot", "head", "corner of the screen"],
)
def test_to_close_at_the_foot_of_a_dialog_is_to_refuse(
    y_dp: int, *, corner: bool, role: Role
) -> None:
    """青少年模式 ends in 关闭 as others end in 取消. 跳过 skips wherever it stands."""
    view = prepare(dialog(), DENSITY)
    box = BoxPx(px(190), px(y_dp), px(30), px(16))
    lines = [said(words, box, outlined=False, corner=corner) for words in ("关闭", "跳过")]
    for line, expected in zip(lines, (role, Role.SKIP), strict=True):
        (control,) = controls_of(view, Evidence((), (line,), (), survey(view)), ())
        assert control.role is expected


def test_an_x_below_a_card_that_the_tree_calls_to_close_is_no_invitation() -> None:
    """However the card's own buttons refuse."""
    view = prepare(dialog(), DENSITY)
    below = said("关闭", BoxPx(px(190), px(650), px(36), px(36)), outlined=False, corner=False)
    cancel = said("取消", BoxPx(px(110), px(590), px(30), px(16)), outlined=False, corner=False)
    controls = controls_of(view, Evidence((), (below, cancel), (), survey(view)), ())
    assert [c.role for c in controls] == [Role.DISMISS, Role.DISMISS]


def test_to_close_beside_a_refusal_is_what_the_dialog_asks_about() -> None:
    """To switch a mode off a dialog has 取消 and 关闭; a box to tick refuses nothing."""
    view = prepare(dialog(), DENSITY)
    close, cancel = (BoxPx(px(x), px(590), px(30), px(16)) for x in (270, 110))
    asked = said("关闭", close, outlined=False, corner=False)
    refused = said("取消", cancel, outlined=False, corner=False)
    layout = survey(view)
    for other, role in (
        (refused, Role.CTA),
        (dataclasses.replace(refused, setting=True), Role.DISMISS),
        (dataclasses.replace(refused, box_px=BoxPx(px(10), px(700), 60, 40)), Role.DISMISS),
    ):
        controls = controls_of(view, Evidence((), (asked, other), (), layout), ())
        assert [c.role for c in controls if c.box_px == close] == [role]


@pytest.mark.parametrize(
    ("x_dp", "y_dp", "counts"),
    [(24, 480, False), (357, 480, False), (9, 480, True), (24, 700, True), (190, 480, True)],
    ids=["left", "right", "at a distance", "below the card", "inside"],
)
def test_a_line_that_the_card_cuts_off_says_nothing(x_dp: int, y_dp: int, *, counts: bool) -> None:
    """Of 不用烤箱的曲奇, on the page below, 不用 is left beside the card, which means to refuse."""
    view = prepare(dialog(), DENSITY)
    line = said("不用", BoxPx(px(x_dp), px(y_dp), px(30), px(16)), outlined=False, corner=False)
    assert (above_the_scrim(view, survey(view), [line]) == [line]) is counts


def test_a_bright_word_at_the_cards_side_is_none_that_it_cuts_off() -> None:
    """The page's words are dimmed, the pop-up's are not."""
    picture = dialog()
    text(picture, "Skip", 24, 482, 14, (255, 255, 255))
    view = prepare(picture, DENSITY)
    line = said("跳过", BoxPx(px(24), px(480), px(30), px(16)), outlined=False, corner=False)
    assert above_the_scrim(view, survey(view), [line]) == [line]


@pytest.mark.parametrize(
    ("words", "left", "top", "outlined", "stays"),
    [
        ("取消", 16, 40, False, False),
        ("取消", 360, 40, False, False),
        ("取消", 16, 40, True, True),
        ("取消", 190, 40, False, True),
        ("取消", 16, 300, False, True),
        ("跳过", 360, 40, False, True),
    ],
    ids=["left", "right", "a button", "in the middle", "below", "a skip"],
)
def test_a_bare_refusal_in_a_title_bar_is_the_pages(
    words: str, left: int, top: int, *, outlined: bool, stays: bool
) -> None:
    """One leaves so what one edits; a sheet's head may hold it."""
    view = prepare(page(), DENSITY)
    layout = dataclasses.replace(survey(view), card=None)
    line = said(words, BoxPx(px(left), px(top), px(36), px(20)), outlined=outlined)
    assert without_titles(view, layout, [line]) == [line] * stays
    sheet = survey(prepare(dialog(), DENSITY)).card
    assert sheet is not None
    head = dataclasses.replace(sheet, box_px=BoxPx(0, px(30), 1080, px(870)))
    assert without_titles(view, dataclasses.replace(layout, card=head), [line]) == [line]
