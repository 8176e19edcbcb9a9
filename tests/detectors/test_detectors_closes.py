"""Drawn closes that count where no card says so."""

import cv2
import numpy as np
import pytest
from drawn import DENSITY, Picture, cross, dialog, photograph, px, text

from detectors.closes import drawn_closes, outside_words, without_boards_of
from detectors.layout import survey
from detectors.lone_closes import close_alone, close_seen
from detectors.network import Peak
from detectors.pixels import prepare
from detectors.popups import DrawnClose, Said
from detectors.vocabulary import meaning
from harness.domain.geometry import BoxPx
from harness.domain.sight import Ground

PLACES = [(330, 300), (90, 420), (205, 250)]
"""In dp, where no close counts of itself: neither in a corner nor low in the middle."""


def with_crosses(*places: tuple[float, float], disc: bool = True) -> Picture:
    picture = np.asarray(cv2.GaussianBlur(photograph(), (0, 0), 12), np.uint8)
    for x, y in places:
        if disc:
            cv2.circle(picture, (px(x), px(y)), px(14), (255, 255, 255), -1, cv2.LINE_AA)
        ink = (30, 30, 30) if disc else (255, 255, 255)
        cross(picture, px(x), px(y), px(12), ink, px(2))
    return picture


def alone(picture: Picture) -> list[DrawnClose]:
    view = prepare(picture, DENSITY)
    layout = survey(view)
    return close_alone(view, layout, drawn_closes(view, layout, tiny=True), 0.9)


@pytest.mark.parametrize(("x", "y"), PLACES)
def test_the_one_cross_in_a_disc_of_its_own_is_a_close(x: float, y: float) -> None:
    """Wherever it stands; its disc is the box."""
    (close,) = alone(with_crosses((x, y)))
    assert close.place == "alone"
    assert close.sure
    centre = close.mark.box_px.center
    assert abs(centre.x - px(x)) < 4
    assert abs(centre.y - px(y)) < 4
    assert abs(close.mark.box_px.width - 2 * px(14)) < 10


@pytest.mark.parametrize(
    "picture",
    [
        with_crosses(*PLACES[:2]),
        with_crosses(PLACES[0], disc=False),
        with_crosses(PLACES[0], (388, 60)),
        with_crosses(),
    ],
    ids=["two", "no disc", "another in the corner", "none"],
)
def test_other_crosses_are_the_pages_own(picture: Picture) -> None:
    """Of several none is known to be the way out, and where one counts already no other does."""
    assert alone(picture) == []


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


def test_crosses_of_a_board_do_not_count() -> None:
    """Three equal ones in places where a close would, or two side by side: a game's."""
    assert counted(with_crosses((388, 90), (362, 90), disc=False)) == []
    board = with_crosses((206, 500), (206, 600), (206, 700))
    assert counted(board) == []
    assert counted(with_crosses((206, 500))) == ["centred_low"]


def test_a_bent_cross_counts_where_the_network_sees_a_close_too() -> None:
    """Neither a peak without strokes nor strokes without a peak is one."""
    picture = np.full_like(photograph(), 120)
    x, y, far = px(300), px(300), px(12)
    cv2.line(picture, (x - far, y - far), (x + px(9), y + far), (255, 255, 255), 5, cv2.LINE_AA)
    cv2.line(picture, (x - px(10), y + far), (x + far, y - px(10)), (255, 255, 255), 5, cv2.LINE_AA)
    view = prepare(picture, DENSITY)
    peak = Peak("close", 0.3, BoxPx(x - 30, y - 40, 80, 80))
    (close,) = close_seen(view, survey(view), [peak])
    assert close.place == "alone"
    assert close.mark.glyph_px.iou(BoxPx(x - far, y - far, 2 * far, 2 * far)) > 0.7
    elsewhere = BoxPx(px(100), px(600), 80, 80)
    others = [Peak("close", 0.9, elsewhere), Peak("skip", 0.9, peak.box_px)]
    assert close_seen(view, survey(view), [*others, Peak("close", 0.15, peak.box_px)]) == []


@pytest.mark.parametrize(("far_dp", "counts"), [(5, True), (2, False)])
def test_strokes_of_a_few_dp_are_none_where_the_network_sees_a_close(
    far_dp: int, *, counts: bool
) -> None:
    """A star among five has strokes like an X, and nobody can touch it."""
    picture = np.full_like(photograph(), 120)
    cross(picture, px(300), px(300), px(2 * far_dp), (255, 255, 255), px(0.7))
    view = prepare(picture, DENSITY)
    peak = Peak("close", 0.3, BoxPx(px(300) - 30, px(300) - 40, 80, 80))
    assert bool(close_seen(view, survey(view), [peak])) is counts


def test_a_cross_half_on_a_light_blotch_counts_where_the_network_sees_a_close() -> None:
    """What stands out from beside it is an X, whatever lies there; a blotch alone is none."""
    picture = np.full_like(photograph(), 40)
    x, y = px(300), px(300)
    cv2.circle(picture, (x - px(7), y + px(5)), px(8), (140, 140, 140), -1, cv2.LINE_AA)
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), px(1.5)), np.uint8)
    peak = Peak("close", 0.3, BoxPx(x - 30, y - 40, 80, 80))
    bare = prepare(picture, DENSITY)
    assert close_seen(bare, survey(bare), [peak]) == []
    over = picture.copy()
    cross(over, x, y, px(11), stroke=px(1.5))
    view = prepare(np.asarray(cv2.addWeighted(picture, 0.4, over, 0.6, 0), np.uint8), DENSITY)
    (close,) = close_seen(view, survey(view), [peak])
    assert abs(close.mark.glyph_px.width - px(12.5)) < px(2)


def test_a_cross_of_a_grid_that_lies_in_no_zone_is_found_out() -> None:
    """One of the board's lies where a close would; two more lie elsewhere."""
    view = prepare(with_crosses((206, 500), (60, 400), (120, 660)), DENSITY)
    closes = drawn_closes(view, survey(view), tiny=False)
    assert [c.place for c in closes if c.place != "elsewhere"] == ["centred_low"]
    board = without_boards_of(view, survey(view), closes)
    assert all(c.place == "elsewhere" for c in board)


def test_a_clear_bare_cross_alone_counts_on_what_is_surely_a_popup() -> None:
    """Without a disc the pop-up must be surer than with one."""
    view = prepare(with_crosses(PLACES[0], disc=False), DENSITY)
    assert [c.place for c in close_alone(view, survey(view), [], 0.99)] == ["alone"]
    assert close_alone(view, survey(view), [], 0.9) == []


def test_part_of_a_letter_that_was_read_is_no_close() -> None:
    """Small hanzi hold crosses; one as large as the line, or beside a label, is drawn."""
    (close,) = alone(with_crosses(PLACES[0]))
    box = close.mark.box_px

    def line(words: str, around: BoxPx) -> Said:
        word = meaning(words, corner=True)
        assert word is not None
        return Said(words, word, around, 1.0, True, Ground.TEXT, around)

    assert outside_words([close], [line("跳过 5", box.inflated(8))]) == []
    assert outside_words([close], [line("跳过 5", box.inflated(-2))]) == [close]
    assert outside_words([close], [line("广告", box.inflated(8))]) == [close]
