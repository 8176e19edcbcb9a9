"""The pill around words in a corner, lines above the strip, and lines that are one control."""

import dataclasses

import cv2
import numpy as np
import pytest
from drawn import DENSITY, Colour, Picture, page, px, text

from detectors.evidence import Said
from detectors.layout import survey
from detectors.lines import Line
from detectors.pills import disc_around, filled_around, pill_around
from detectors.pixels import prepare
from detectors.reading import Reading
from detectors.saying import counting, said_by
from detectors.stacks import joined
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import Ground, Role

WHITE = (255, 255, 255)


def foliage() -> Picture:
    """A picture with edges everywhere."""
    rng = np.random.default_rng(3)
    rough = rng.integers(60, 200, (600, 270, 3), np.uint8)
    return np.asarray(cv2.resize(rough, (1080, 2400), interpolation=cv2.INTER_LINEAR), np.uint8)


def skip_said(words: str, box: BoxPx, corner: bool = True) -> Said:
    """A line that was read, with nothing drawn around it."""
    word = meaning(words, corner=corner, outlined=True)
    assert word is not None
    return Said(words, word, box, 1.0, corner, Ground.TEXT, box)


def test_a_pill_of_glass_over_leaves_is_found_by_what_its_sides_have_in_common() -> None:
    """No side is an edge all along there, and around short words leaves look like a disc."""
    picture = foliage()
    pill = BoxPx.from_edges(px(330), px(40), px(398), px(66))
    part = picture[pill.y : pill.bottom, pill.x : pill.right]
    part[:] = (part * 0.65).astype(np.uint8)
    text(picture, "Skip", 346, 45, 14, WHITE)
    line = BoxPx.from_edges(px(344), px(42), px(384), px(64))
    found = pill_around(prepare(picture, DENSITY), line)
    assert found is not None
    assert found.iou(pill) > 0.7


def test_short_words_in_a_high_pill_are_in_no_disc() -> None:
    """A circle that is as high has an edge along most of its way."""
    picture = page((230, 20, 230))
    pill = BoxPx.from_edges(px(340), px(44), px(386), px(76))
    radius = pill.height // 2
    for x in (pill.x + radius, pill.right - radius):
        cv2.circle(picture, (x, pill.y + radius), radius, (150, 10, 150), -1, cv2.LINE_AA)
    left, right = pill.x + radius, pill.right - radius
    cv2.rectangle(picture, (left, pill.y), (right, pill.bottom), (150, 10, 150), -1)
    text(picture, "XX", 350, 53, 13, WHITE)
    line = BoxPx.from_edges(px(346), px(50), px(380), px(70))
    view = prepare(picture, DENSITY)
    assert disc_around(view, line) is not None
    found = pill_around(view, line)
    assert found is not None
    assert found.iou(pill) > 0.85


def test_leaves_alone_are_no_glass() -> None:
    """Words over them are no darker around than farther out."""
    picture = foliage()
    text(picture, "Skip", 346, 45, 14, WHITE)
    line = BoxPx.from_edges(px(172), px(22), px(192), px(31))
    assert filled_around(prepare(picture, DENSITY), line) is None


@pytest.mark.parametrize(
    ("lower", "one"), [("5s", True), ("广告", True), ("更多", False), ("26°", False)]
)
def test_two_lines_in_a_disc_are_one_control(lower: str, one: bool) -> None:
    """跳过 over its seconds or over the label, not over what the picture says."""
    picture = page((40, 90, 60))
    middle, radius = (px(370), px(80)), px(21)
    cv2.circle(picture, middle, radius, (20, 20, 20), -1, cv2.LINE_AA)
    upper = BoxPx(middle[0] - px(14), middle[1] - px(14), px(28), px(14))
    under = BoxPx(middle[0] - px(12), middle[1], px(24), px(14))
    view = prepare(picture, DENSITY)
    skip = skip_said("跳过", upper)
    number = [skip_said("5s", under)] if lower == "5s" else []
    found = joined(view, [skip, *number], [("跳过", upper), (lower, under)])
    assert [s.word.role for s in found] == [Role.SKIP]
    assert (found[0].box_px != upper) is one
    if one:
        disc = BoxPx(middle[0] - radius, middle[1] - radius, 2 * radius, 2 * radius)
        assert found[0].box_px.iou(disc) > 0.8


def test_a_disc_around_a_word_and_a_line_that_was_not_read_is_the_words() -> None:
    """The 3 below 跳过 is smaller than what the finder sees."""
    picture = page((190, 190, 195))
    middle, radius = (px(370), px(80)), px(21)
    cv2.circle(picture, middle, radius, (170, 170, 170), -1, cv2.LINE_AA)
    word = BoxPx(middle[0] - px(13), middle[1] - px(15), px(26), px(15))
    disc = BoxPx(middle[0] - radius, middle[1] - radius, 2 * radius, 2 * radius)
    view = prepare(picture, DENSITY)
    line = Line(word, None, 0.0, exact=True)
    told = said_by(view, survey(view), Reading(("跳过", 0.95)), line)
    assert told is not None
    assert told.box_px.iou(disc) > 0.8


def test_a_number_above_a_skip_that_has_its_seconds_is_the_pictures() -> None:
    """A pill shows one count."""
    view = prepare(page((40, 90, 60)), DENSITY)
    skip = skip_said("跳过 5", BoxPx(px(350), px(60), px(44), px(14)))
    above = BoxPx(px(360), px(46), px(20), px(14))
    assert joined(view, [skip], [("47", above), ("跳过 5", skip.ink_px)]) == [skip]


@pytest.mark.parametrize(("apart", "one"), [(10, True), (60, False)])
def test_a_pill_that_was_read_in_two_pieces_is_one_control(apart: int, one: bool) -> None:
    """跳过 | and its 4, with a wide blank between them; a number farther off is another's."""
    picture = page((40, 90, 60))
    pill = BoxPx.from_edges(px(300), px(40), px(300 + 52 + apart), px(66))
    cv2.rectangle(picture, (pill.x, pill.y), (pill.right, pill.bottom), (20, 20, 20), -1)
    word = BoxPx.from_edges(px(308), px(46), px(336), px(60))
    number = BoxPx.from_edges(px(336 + apart), px(46), px(344 + apart), px(60))
    said = [skip_said("跳过", word), skip_said("4", number)]
    found = joined(prepare(picture, DENSITY), said, [("跳过|", word), ("4", number)])
    assert (len(found) == 1) is one
    assert found[0].text == ("跳过 4" if one else "跳过")
    assert (found[0].box_px.iou(pill) > 0.8) is one


@pytest.mark.parametrize(("words", "leads_out"), [("跳过 5", True), ("关闭", False)])
def test_above_the_strip_with_the_apps_name_only_a_clear_skip_leads_out(
    words: str, leads_out: bool
) -> None:
    """Three quarters down at the right ordinary pages have rows with words of their own."""
    view = prepare(page(), DENSITY)
    box = BoxPx(px(340), round(0.77 * 2400), px(50), px(16))
    line = Line(box, None, 0.0, exact=True, exits_only=True)
    told = said_by(view, survey(view), Reading((words, 0.95)), line)
    assert (told is not None) is leads_out


def test_a_number_in_a_pill_of_glass_is_read_surely_or_not_believed() -> None:
    """A photograph has what looks like such a pill, and like digits in it."""
    picture = foliage()
    part = picture[px(40) : px(66), px(330) : px(398)]
    part[:] = (part * 0.65).astype(np.uint8)
    text(picture, "10", 356, 45, 14, WHITE)
    view = prepare(picture, DENSITY)
    line = Line(BoxPx.from_edges(px(354), px(44), px(374), px(62)), None, 0.0, exact=True)
    told = [said_by(view, survey(view), Reading(("10", sure)), line) for sure in (0.7, 0.9)]
    assert [t is not None and t.word.role is Role.COUNTDOWN for t in told] == [False, True]


@pytest.mark.parametrize(
    ("digit", "sure", "counts"), [("1", 0.7, False), ("1", 0.9, True), ("4", 0.7, True)]
)
def test_a_one_in_a_disc_is_read_surely_or_is_a_sign_to_play(
    digit: str, sure: float, *, counts: bool
) -> None:
    """A player's triangle in its ring is read as a one."""
    picture = page((90, 120, 90))
    cv2.circle(picture, (px(370), px(60)), px(15), WHITE, -1, cv2.LINE_AA)
    text(picture, digit, 366, 52, 14, (30, 30, 30))
    number = BoxPx.from_edges(px(365), px(54), px(375), px(68))
    view = prepare(picture, DENSITY)
    line = Line(number, None, 0.0, exact=True)
    told = said_by(view, survey(view), Reading((digit, sure)), line)
    assert (told is not None and told.word.role is Role.COUNTDOWN) is counts


def rounded(
    picture: Picture,
    corner: tuple[int, int],
    opposite: tuple[int, int],
    radius: int,
    colour: Colour,
) -> None:
    """A filled square with round corners."""
    (x0, y0), (x1, y1) = corner, opposite
    cv2.rectangle(picture, (x0 + radius, y0), (x1 - radius, y1), colour, -1)
    cv2.rectangle(picture, (x0, y0 + radius), (x1, y1 - radius), colour, -1)
    for x in (x0 + radius, x1 - radius):
        for y in (y0 + radius, y1 - radius):
            cv2.circle(picture, (x, y), radius, colour, -1, cv2.LINE_AA)


def test_a_number_in_a_ring_near_the_side_counts_down() -> None:
    """The ground between the ring and the side is no tile beside it."""
    picture = page((0, 0, 0))
    for inset, colour in ((0, WHITE), (2, (0, 0, 0))):
        ends = (px(17 + inset), px(14 + inset)), (px(61 - inset), px(58 - inset))
        rounded(picture, *ends, px(19 - inset), colour)
    text(picture, "27", 30, 28, 16, WHITE)
    number = BoxPx.from_edges(px(25), px(25), px(53), px(48))
    view = prepare(picture, DENSITY)
    told = said_by(view, survey(view), Reading(("27", 0.95)), Line(number, None, 0.0, exact=True))
    assert told is not None
    assert told.word.role is Role.COUNTDOWN


@pytest.mark.parametrize(("tiles", "counts"), [(1, True), (2, False), (6, False)])
def test_one_of_several_equal_tiles_counts_nothing_down(tiles: int, counts: bool) -> None:
    """A clock of a promotion shows hours, minutes and seconds, a digit on each tile."""
    picture = page((250, 240, 230))
    for i in range(tiles):
        left = 14 + 29 * i
        corner, opposite = (px(left), px(60)), (px(left + 26), px(88))
        cv2.rectangle(picture, corner, opposite, (255, 130, 30), -1)
        text(picture, "4", left + 9, 67, 12, WHITE)
    number = BoxPx.from_edges(px(22), px(66), px(32), px(81))
    view = prepare(picture, DENSITY)
    told = said_by(view, survey(view), Reading(("4", 0.95)), Line(number, None, 0.0, exact=True))
    assert (told is not None and told.word.role is Role.COUNTDOWN) is counts


@pytest.mark.parametrize(("left_dp", "words_alone"), [(170, False), (186, False), (240, True)])
def test_words_far_from_the_middle_of_an_outline_have_it_not_for_their_button(
    left_dp: int, words_alone: bool
) -> None:
    """A sign before the words moves them by a little; a wide block of the page is not theirs."""
    view = prepare(page(), DENSITY)
    block = BoxPx(px(60), px(600), px(260), px(48))
    box = BoxPx(px(left_dp), px(616), px(40), px(16))
    told = said_by(view, survey(view), Reading(("关闭", 0.95)), Line(box, block, 0.0))
    assert told is not None
    assert told.box_px == (box if words_alone else block)
    assert told.outlined is not words_alone


def test_of_a_line_that_tells_of_a_reward_the_way_out_is_the_control() -> None:
    """A tap on what comes before would prove nothing."""
    picture = page()
    cv2.rectangle(picture, (px(230), px(40)), (px(400), px(68)), (60, 60, 60), -1)
    view = prepare(picture, DENSITY)
    box = BoxPx(px(240), px(46), px(150), px(16))
    told = said_by(view, survey(view), Reading(("奖励已领取 | 关闭", 0.95)), Line(box, None, 0.0))
    assert told is not None
    assert told.word.role is Role.SKIP
    assert px(340) < told.box_px.x < px(362)
    assert told.box_px.right >= box.right


@pytest.mark.parametrize(
    ("skip", "number", "sure", "kept"),
    [
        ("跳过", "81", 0.7, False),
        ("跳过", "3", 0.95, True),
        ("跳过 4s", "81", 0.95, False),
        ("跳过 4s", "3s", 0.95, True),
    ],
)
def test_a_bare_number_beside_a_skip_that_tells_its_seconds_counts_nothing_down(
    skip: str, number: str, sure: float, *, kept: bool
) -> None:
    """One of a picture; beside a skip without seconds it may be theirs, where it is surely read."""
    box = BoxPx(px(20), px(600), px(20), px(20))
    told = dataclasses.replace(skip_said(number, box), sure=sure)
    first = skip_said(skip, BoxPx(px(330), px(40), px(60), px(24)))
    assert counting([first, told]) == ([first, told] if kept else [first])
    assert counting([told]) == [told]


def test_two_numbers_alone_count_nothing_down() -> None:
    """A page counts down once; a game has cards with numbers on them."""
    five, three = (
        dataclasses.replace(skip_said(words, BoxPx(px(x), px(40), px(20), px(20))), sure=0.99)
        for words, x in (("5", 20), ("3", 80))
    )
    skip = skip_said("跳过", BoxPx(px(330), px(40), px(60), px(24)))
    assert counting([five, three]) == []
    assert counting([five, three, skip]) == [skip]
    assert counting([five, skip]) == [five, skip]
