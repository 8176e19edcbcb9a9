"""Drawn closes that count where no card says so."""

import dataclasses

import cv2
import numpy as np
import pytest
from drawn import DENSITY, Picture, cross, dialog, px, text, with_crosses

from detectors.closes import (
    beside_skip,
    drawn_closes,
    looked_at,
    on_lit_page,
    outside_letters,
    outside_words,
    without_boards_of,
    without_false_bar,
)
from detectors.crosses import find_crosses
from detectors.evidence import DrawnClose, Said
from detectors.layout import survey
from detectors.lone_closes import close_alone, close_seen
from detectors.marks import look_closely
from detectors.network import Peak
from detectors.pixels import prepare
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import Ground


def counted(picture: Picture) -> list[str]:
    view = prepare(picture, DENSITY)
    closes = drawn_closes(view, survey(view), tiny=False)
    return [close.place for close in closes if close.place != "elsewhere"]


def test_a_cross_that_stands_again_below_is_a_fields_or_a_rows() -> None:
    """Forms clear their fields by them; one alone, or with a smaller one below, counts."""
    assert counted(with_crosses((388, 90))) == ["screen_corner"]
    assert counted(with_crosses((388, 90), (388, 210))) == []
    bigger = with_crosses((388, 90))
    cross(bigger, px(388), px(500), px(24), (30, 30, 30), px(3))
    assert counted(bigger) == ["screen_corner"]


@pytest.mark.parametrize(
    ("colour", "places"), [((8, 8, 8), []), ((230, 230, 230), ["screen_corner"])]
)
def test_a_dark_x_on_a_page_far_darker_than_the_popup_is_the_pages_own(
    colour: tuple[int, int, int], places: list[str]
) -> None:
    """The pop-up's own may lie beyond the screen's edge, or be too faint to be seen."""
    picture = np.full_like(dialog(), 82)
    picture[px(230) : px(620), px(60) :] = (240, 235, 220)
    cross(picture, px(375), px(96), px(13), colour, px(1.4))
    view = prepare(picture, DENSITY)
    assert counted(picture) == places
    layout = survey(view)
    peak = Peak("close", 0.9, BoxPx(px(365), px(86), px(20), px(20)))
    assert bool(close_alone(view, layout, [], 0.96)) is bool(places)
    assert bool(close_seen(view, layout, [peak])) is bool(places)


@pytest.mark.parametrize(("size_dp", "bar"), [(16, False), (7, True)])
def test_a_films_seconds_and_its_x_on_black_are_no_status_bar(size_dp: int, *, bar: bool) -> None:
    """A bar's own marks are small: no signal has an X, too."""
    picture = np.zeros_like(dialog())
    picture[px(300) : px(560)] = (90, 140, 60)
    text(picture, "14 seconds remaining", 16, 14, 14, (255, 255, 255))
    text(picture, "5G 80%", 330, 14, 14, (255, 255, 255))
    cross(picture, px(396), px(22), px(size_dp), (255, 255, 255), px(2))
    view = prepare(picture, DENSITY)
    layout = survey(view)
    assert layout.status_bar_px > 0
    closes = drawn_closes(view, layout, tiny=True)
    assert (without_false_bar(view, layout, closes).status_bar_px > 0) is bar


@pytest.mark.parametrize(
    ("low", "half", "button"),
    [(0, 20, "square"), (4, 20, ""), (0, 24, "")],
    ids=["in the middle", "off it", "large"],
)
def test_the_square_around_a_bare_x_below_a_card_may_be_the_pages_tile(
    low: int, half: int, button: str
) -> None:
    """Seen through the scrim; beside the card's corner a drawn square is the button."""
    picture = dialog()
    for x, y, off, side in ((205, 676, low, half), (340, 204, 0, 22)):
        first, last = (x - side, y + off - side), (x + side, y + off + side)
        cv2.rectangle(picture, tuple(map(px, first)), tuple(map(px, last)), (60, 60, 60), -1)
        cross(picture, px(x), px(y), px(18), (255, 255, 255), px(2))
    view = prepare(picture, DENSITY)
    found = {c.place: c.mark for c in drawn_closes(view, survey(view), tiny=True)}
    assert found["below_card"].button == button
    assert (found["below_card"].box_px.width > px(24)) is bool(button)
    assert found["card_corner"].button == "square"
    assert found["card_corner"].box_px.width > px(38)


def with_hair_lines(*, ring: bool) -> Picture:
    """A dialog, and below it an X of one pixel's strokes between two rows of pixels."""
    picture, big, centre = dialog(ground=(235, 235, 235), scrim=0.55), canvas(640), (320, 329)
    for sign in (-1, 1):
        ends = (320 - 88, 329 - sign * 88), (320 + 88, 329 + sign * 88)
        cv2.line(big, *ends, (255,), 8)
    if ring:
        cv2.circle(big, centre, 280, (255,), 8)
    share = cv2.resize(big, (80, 80), interpolation=cv2.INTER_AREA)[..., None] / 255
    part = picture[1745:1825, 500:580]
    part[:] = (part * (1 - share) + 225 * share).astype(np.uint8)
    return picture


def canvas(side: int) -> Picture:
    return np.zeros((side, side), np.uint8)


def test_a_ring_of_hair_lines_below_a_card_closes_it() -> None:
    """Its strokes are half a pixel at work scale; without a ring so thin an X may be anything."""
    for ring, places in ((True, ["below_card"]), (False, [])):
        view = prepare(with_hair_lines(ring=ring), DENSITY)
        assert [c.place for c in drawn_closes(view, survey(view), tiny=True)] == places


def test_a_button_has_one_close() -> None:
    """However many of the crosses that are proposed lie in it."""
    picture = with_crosses((388, 90))
    view = prepare(picture, DENSITY)
    (found,) = find_crosses(view, 1)
    again = dataclasses.replace(found, x=found.x + 1)
    assert len(looked_at(view, survey(view), [found, again])) == 1


def test_a_row_that_shows_through_a_cards_corner_has_no_close() -> None:
    """Half faded in, a card lets the rows below it through: crosses in a column, and its own."""
    picture = dialog(card=(150, 110, 90))
    for x, y in ((66, 240), (66, 660), (66, 720), (345, 240)):
        cross(picture, px(x), px(y), px(12), (235, 235, 235), px(2))
    view = prepare(picture, DENSITY)
    (own,) = (c for c in drawn_closes(view, survey(view), tiny=False) if c.place == "card_corner")
    assert own.mark.glyph_px.center.x > px(300)


def test_a_letter_of_a_line_at_a_cards_corner_is_no_close() -> None:
    """区 holds an X framed on three sides: alone it might close, beside letters it is one."""
    picture = dialog(card=(235, 235, 235))
    x, y, near = px(80), px(246), px(7)
    cross(picture, x, y, px(8), (40, 40, 40), px(1.5))
    for start, end in (((1, -1), (-1, -1)), ((-1, -1), (-1, 1)), ((-1, 1), (1, 1))):
        ends = [(x + dx * near, y + dy * near) for dx, dy in (start, end)]
        cv2.line(picture, ends[0], ends[1], (40, 40, 40), px(1.2))
    assert counted(picture) == ["card_corner"]
    text(picture, "HAHEHIHOHU", 90, 238, 14, (40, 40, 40))
    assert counted(picture) == []


@pytest.mark.parametrize(("letters_dp", "counts"), [(22, False), (11, True)], ids=["in", "beside"])
def test_a_disc_within_a_large_letter_is_part_of_it(letters_dp: int, counts: bool) -> None:
    """路 and 明 hold what looks like one; the one behind 广告 is as high as the word."""
    picture = dialog(card=(235, 235, 235))
    x, y = px(80), px(250)
    text(picture, "HAHEHIHOHU", 90, 250 - letters_dp / 2, letters_dp, (40, 40, 40))
    cv2.circle(picture, (x, y), px(6), (40, 40, 40), -1, cv2.LINE_AA)
    cross(picture, x, y, px(5.5), (235, 235, 235), px(1.2))
    if not counts:
        cv2.rectangle(picture, (x - px(10), y - px(11)), (x + px(10), y + px(11)), (40, 40, 40), 3)
    assert counted(picture) == ["card_corner"] * counts


def test_crosses_of_a_board_do_not_count() -> None:
    """Three equal ones in places where a close would, or two side by side: a game's."""
    assert counted(with_crosses((388, 90), (362, 90), disc=False)) == []
    board = with_crosses((206, 500), (206, 600), (206, 700))
    assert counted(board) == []
    assert counted(with_crosses((206, 500))) == ["centred_low"]


def test_a_cross_of_a_grid_that_lies_in_no_zone_is_found_out() -> None:
    """One of the board's lies where a close would; two more lie elsewhere."""
    view = prepare(with_crosses((206, 500), (60, 400), (120, 660)), DENSITY)
    closes = drawn_closes(view, survey(view), tiny=False)
    assert [c.place for c in closes if c.place != "elsewhere"] == ["centred_low"]
    board = without_boards_of(view, survey(view), closes)
    assert all(c.place == "elsewhere" for c in board)


@pytest.mark.parametrize(
    ("text", "shift", "kept"),
    [
        ("北京市滨江区", -5, False),
        ("北京市滨江区", 0, True),
        ("北京市滨江", -4, True),
        ("滨江区 ×", -3, True),
        ("区", 0, True),
        ("文字", 0, False),
    ],
    ids=["its last letter", "its first", "none such", "an X behind it", "alone", "of two"],
)
def test_a_letter_with_a_cross_in_it_is_no_close(text: str, shift: int, *, kept: bool) -> None:
    """区 is an X in a frame; the line tells which of its letters stands there."""
    view = prepare(with_crosses((330, 300)), DENSITY)
    (close,) = close_alone(view, survey(view), [], 0.9)
    box = close.mark.box_px
    line = BoxPx(box.x + shift * box.width, box.y, len(text) * box.width, box.height)
    assert outside_letters([close], [(text, line)]) == ([close] if kept else [])
    assert outside_letters([close], [(text, BoxPx(0, 0, 90, 30))]) == [close]


def test_part_of_a_letter_that_was_read_is_no_close() -> None:
    """Small hanzi hold crosses; one as large as the line, or beside a label, is drawn.

    The sign right behind a skip is part of it.
    """
    view = prepare(with_crosses((330, 300)), DENSITY)
    (close,) = close_alone(view, survey(view), [], 0.9)
    box = close.mark.box_px

    def line(words: str, around: BoxPx) -> Said:
        word = meaning(words, corner=True)
        assert word is not None
        return Said(words, word, around, 1.0, True, Ground.TEXT, around)

    assert outside_words([close], [line("跳过 5", box.inflated(8))]) == []
    assert outside_words([close], [line("跳过 5", box.inflated(-2))]) == [close]
    assert outside_words([close], [line("广告", box.inflated(8))]) == [close]
    before = BoxPx(box.x - 100, box.y - 8, 95, box.height + 16)
    assert outside_words([close], [line("跳过", before)]) == []
    farther = BoxPx(box.x - 300, before.y, before.width, before.height)
    assert outside_words([close], [line("跳过", farther)]) == [close]


@pytest.mark.parametrize(
    ("x_dp", "y_dp", "places"),
    [
        (60, 70, ["card_corner"]),
        (32, 70, ["screen_corner"]),
        (42, 102, ["card_corner"]),
        (26, 102, ["screen_corner"]),
    ],
)
def test_an_x_aside_of_a_card_and_far_above_it_leads_back_from_the_page(
    x_dp: int, y_dp: int, places: list[str]
) -> None:
    """A player's stands in the screen's corner; a card's stands over its corner or beside it.

    The farther aside, the less far above: a camera's.
    """
    picture = dialog()
    picture[: px(120)] //= 4
    picture[px(120) : px(230)] = (40, 40, 40)
    cv2.rectangle(picture, (px(56), px(120)), (px(355), px(620)), (250, 120, 90), -1)
    cross(picture, px(x_dp), px(y_dp), px(14), (255, 255, 255), px(2))
    view = prepare(picture, DENSITY)
    assert [c.place for c in drawn_closes(view, survey(view), tiny=False) if c.sure] == places


@pytest.mark.parametrize(("above", "places"), [(80, ["card_corner"]), (110, [])])
def test_a_ring_on_a_stem_above_a_card_closes_it(above: int, places: list[str]) -> None:
    """It hangs over the card's corner, higher than an X without a stem; not anywhere above."""
    picture = dialog()
    x, y = px(320), px(230 - above)
    cv2.circle(picture, (x, y), px(14), (255, 255, 255), 4, cv2.LINE_AA)
    cv2.line(picture, (x, y + px(14)), (x, px(230)), (255, 255, 255), 4)
    cross(picture, x, y, px(11))
    view = prepare(picture, DENSITY)
    assert [c.place for c in drawn_closes(view, survey(view), tiny=False) if c.sure] == places


@pytest.mark.parametrize(("size_dp", "stroke_dp", "count"), [(4, 2.5, 1), (5, 4, 2)])
def test_beside_a_clear_close_texture_that_is_half_like_an_x_is_none(
    size_dp: float, stroke_dp: float, count: int
) -> None:
    """One half as large as the other counts, however badly it is drawn: it may deceive."""
    picture = dialog()
    cross(picture, px(338), px(246), px(13), (255, 255, 255), px(2))
    cross(picture, px(212), px(655), px(size_dp), (200, 200, 200), px(stroke_dp))
    view = prepare(np.asarray(cv2.GaussianBlur(picture, (0, 0), px(0.4)), np.uint8), DENSITY)
    found = drawn_closes(view, survey(view), tiny=True)
    assert 0.5 <= min(c.quality for c in found) < 0.75
    assert len([c for c in found if c.place != "elsewhere"]) == count


@pytest.mark.parametrize(
    ("place", "button", "quality", "sure", "kept"),
    [
        ("alone", "", 0.95, 0.9, False),
        ("alone", "", 0.95, 0.7, True),
        ("alone", "disc", 0.95, 0.9, True),
        ("centred_low", "", 0.6, 0.9, False),
        ("screen_corner", "", 0.9, 0.9, True),
        ("below_card", "", 0.6, 0.9, True),
    ],
)
def test_beside_a_skip_that_was_surely_read_strokes_of_a_picture_are_no_close(
    place: str, button: str, quality: float, sure: float, *, kept: bool
) -> None:
    """The cross of a game's keys is bare and stands anywhere."""
    view = prepare(with_crosses((200, 300), disc=False), DENSITY)
    (drawn, *_) = find_crosses(view, 4)
    mark = look_closely(view, drawn, 0.5)
    assert mark is not None
    close = DrawnClose(dataclasses.replace(mark, button=button), quality, place)
    word = meaning("关闭广告")
    assert word is not None
    box = BoxPx(px(300), px(40), px(60), px(24))
    skip = Said("关闭广告", word, box, sure, True, Ground.TEXT, box)
    assert beside_skip(view, [close], [skip]) == ([close] if kept else [])
    assert beside_skip(view, [close], []) == [close]


@pytest.mark.parametrize(("size_dp", "kept"), [(5, False), (12, True)])
def test_beside_a_skip_a_bare_cross_too_small_to_be_touched_is_no_close(
    size_dp: float, *, kept: bool
) -> None:
    """Films without sound have a loudspeaker with such a one."""
    picture = np.full_like(dialog(), 120)
    cross(picture, px(30), px(60), px(size_dp), (255, 255, 255), px(0.8))
    view = prepare(picture, DENSITY)
    closes = [c for c in drawn_closes(view, survey(view), tiny=True) if c.place != "elsewhere"]
    word = meaning("跳过 3")
    assert word is not None
    box = BoxPx(px(300), px(40), px(60), px(24))
    skip = Said("跳过 3", word, box, 0.95, True, Ground.TEXT, box)
    assert [c.place for c in closes] == ["screen_corner"]
    assert beside_skip(view, closes, [skip]) == (closes if kept else [])


@pytest.mark.parametrize(("blob", "counts"), [(8, True), (16, False)])
def test_a_blotted_x_in_a_square_in_a_corner_is_a_pictures_dots(blob: int, counts: bool) -> None:
    """What tells it from a drawn close there is its shape alone."""
    picture = np.full((2400, 1080, 3), (180, 110, 10), np.uint8)
    cv2.rectangle(picture, (900, 90), (1020, 210), (90, 60, 10), -1)
    cross(picture, 960, 150, 44, (240, 220, 30), 6)
    cv2.circle(picture, (960, 150), blob, (240, 220, 30), -1)
    view = prepare(picture, DENSITY)
    found = drawn_closes(view, survey(view), tiny=True)
    assert any(c.place != "elsewhere" for c in found) is counts


@pytest.mark.parametrize(
    ("lit", "disc", "place"),
    [(1.4, True, "screen_corner"), (0.5, True, "elsewhere"), (1.4, False, "elsewhere")],
)
def test_beside_a_lit_page_s_picture_no_x_in_a_disc_lies_below_a_scrim(
    lit: float, disc: bool, place: str
) -> None:
    """A film's end shows a bright part that looks like a card, and its X stands in the corner."""
    picture = dialog(scrim=0.6)
    if disc:
        cv2.circle(picture, (px(380), px(70)), px(15), (30, 30, 30), -1, cv2.LINE_AA)
    cross(picture, px(380), px(70), px(12), (96, 96, 96) if disc else (8, 8, 8), px(1.6))
    view = prepare(picture, DENSITY)
    layout = survey(view)
    assert layout.card is not None
    found = [c for c in drawn_closes(view, layout, tiny=False) if c.mark.glyph_px.x > px(300)]
    assert [c.place for c in found] == ["elsewhere"]
    told = on_lit_page(view, dataclasses.replace(layout, lit=lit), found)
    assert [c.place for c in told] == [place]
