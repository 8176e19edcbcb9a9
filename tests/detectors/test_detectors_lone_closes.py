"""The one close of what is surely a pop-up, where no card says so."""

import dataclasses

import cv2
import numpy as np
import pytest
from drawn import DENSITY, Picture, cross, dialog, photograph, px, text, with_crosses

from detectors.cards import Card
from detectors.closes import drawn_closes
from detectors.evidence import DrawnClose
from detectors.layout import survey
from detectors.lone_closes import close_alone, close_read, close_seen, with_lone_close
from detectors.network import Peak
from detectors.pixels import prepare
from harness.domain.geometry import BoxPx

PLACES = [(330, 300), (90, 420), (205, 250)]
"""In dp, where no close counts of itself: neither in a corner nor low in the middle."""


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


def test_a_clear_bare_cross_alone_counts_on_what_is_surely_a_popup() -> None:
    """Without a disc the pop-up must be surer than with one."""
    view = prepare(with_crosses(PLACES[0], disc=False), DENSITY)
    assert [c.place for c in close_alone(view, survey(view), [], 0.99)] == ["alone"]
    assert close_alone(view, survey(view), [], 0.9) == []


@pytest.mark.parametrize(("size_dp", "counts"), [(12, True), (5, False)])
def test_the_cross_of_a_banners_adchoices_is_too_small_to_leave_by(
    size_dp: int, *, counts: bool
) -> None:
    """Nobody can touch it; the banner is a part of the page."""
    picture = with_crosses()
    cross(picture, px(300), px(300), px(size_dp), stroke=px(1))
    view = prepare(picture, DENSITY)
    assert bool(close_alone(view, survey(view), [], 0.99)) is counts


@pytest.mark.parametrize(("columns", "rows", "counts"), [(4, 4, False), (4, 1, True), (1, 1, True)])
def test_the_sign_of_a_calculator_is_one_of_many(columns: int, rows: int, *, counts: bool) -> None:
    """Keys stand in its row and in its column; a line of figures has a row alone."""
    picture = np.full_like(photograph(), (38, 50, 56))
    for row in range(rows):
        for column in range(columns):
            if (row, column) != (0, columns - 1):
                text(picture, "7", 60 + 90 * column - 6, 420 + 80 * row - 12, 24, (255, 255, 255))
    cross(picture, px(60 + 90 * (columns - 1)), px(420), px(20), stroke=px(2))
    view = prepare(picture, DENSITY)
    assert bool(close_alone(view, survey(view), [], 0.99)) is counts


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


@pytest.mark.parametrize("in_words", [False, True])
def test_what_the_network_takes_for_a_close_amid_a_line_is_a_letter(in_words: bool) -> None:
    """交 and 文 hold an X, and the network sees one wherever a dialog is sure."""
    picture = np.full_like(photograph(), 240)
    x, y = px(200), px(500)
    cross(picture, x, y, px(9), (60, 60, 60), stroke=px(1.5))
    if in_words:
        for i in (-4, -3, -2, -1, 1, 2, 3, 4):
            text(picture, "OH"[i % 2], 195 + 14 * i, 492, 13, (60, 60, 60))
        cv2.rectangle(picture, (x - px(6), y - px(9)), (x + px(6), y - px(6)), (60, 60, 60), -1)
    view = prepare(picture, DENSITY)
    seen = close_seen(view, survey(view), [Peak("close", 0.3, BoxPx(x - 30, y - 30, 60, 60))])
    assert bool(seen) is not in_words


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


def counted(picture: Picture) -> list[tuple[str, float]]:
    """Places and brightness of what counts on a page that is surely a pop-up."""
    view = prepare(picture, DENSITY)
    layout = survey(view)
    closes = drawn_closes(view, layout, tiny=True)
    found = with_lone_close(view, layout, closes, 0.99, list)
    return [(c.place, c.mark.top_grey) for c in found if c.place != "elsewhere"]


def test_a_dull_cross_of_the_corner_is_the_page_belows() -> None:
    """Beside a bright one anywhere. A dull one alone counts, and so do two equal ones."""
    below = with_crosses((30, 60))
    dull = (below * 0.4).astype(np.uint8)
    assert [place for place, _ in counted(dull)] == ["screen_corner"]
    for x, y, place in ((375, 80, "screen_corner"), (330, 300, "alone")):
        picture = dull.copy()
        cv2.circle(picture, (px(x), px(y)), px(14), (255, 255, 255), -1, cv2.LINE_AA)
        cross(picture, px(x), px(y), px(12), (30, 30, 30), px(2))
        ((found, grey),) = counted(picture)
        assert (found, grey > 200) == (place, True)
    assert len(counted(with_crosses((30, 60), (375, 80)))) == 2


@pytest.mark.parametrize(("grey", "places"), [(110, []), (235, ["screen_corner"])])
def test_a_cross_beside_a_card_counts_where_it_or_its_disc_is_bright(
    grey: int, places: list[str]
) -> None:
    """Dull ones are the page's, found alone or not: a dark page's scrim looks darker than it is."""
    picture = dialog(ground=(60, 60, 60))
    cross(picture, px(388), px(60), px(12), (grey, grey, grey), px(2))
    assert [place for place, _ in counted(picture)] == places
    cv2.circle(picture, (px(388), px(60)), px(14), (grey, grey, grey), -1, cv2.LINE_AA)
    cross(picture, px(388), px(60), px(12), (20, 20, 20), px(2))
    assert [place for place, _ in counted(picture)] == places


@pytest.mark.parametrize(("title", "places"), [("2", []), ("", ["card_corner"])])
def test_the_sign_of_how_many_in_a_cards_title_is_no_close(title: str, places: list[str]) -> None:
    picture = dialog()
    cross(picture, px(306), px(252), px(12), (255, 255, 255), px(3))
    text(picture, title, 320, 242, 20, (255, 255, 255))
    assert [place for place, _ in counted(picture)] == places


@pytest.mark.parametrize(("x", "y", "place"), [(80, 250, "card_corner"), (200, 300, "alone")])
def test_a_dull_cross_in_a_card_that_is_taken_for_larger_is_the_pages(
    x: int, y: int, place: str
) -> None:
    """It is no brighter than the scrim lets through, and another one is."""
    picture = dialog()
    cross(picture, px(330), px(214), px(12), (30, 30, 30), px(2))
    view = prepare(picture, DENSITY)
    box = BoxPx.from_edges(px(56), px(200), px(355), px(620))
    layout = dataclasses.replace(survey(view), card=Card(box, 0.6, 1.0))
    counting = [c for c in drawn_closes(view, layout, tiny=True) if c.place != "elsewhere"]
    assert [c.place for c in with_lone_close(view, layout, counting, 0.99, list)] == ["card_corner"]
    cv2.circle(picture, (px(x), px(y)), px(14), (255, 255, 255), -1, cv2.LINE_AA)
    cross(picture, px(x), px(y), px(12), (30, 30, 30), px(2))
    view = prepare(picture, DENSITY)
    found = with_lone_close(view, layout, drawn_closes(view, layout, tiny=True), 0.99, list)
    ((counts, grey),) = [(c.place, c.mark.top_grey) for c in found if c.place != "elsewhere"]
    assert (counts, grey > 200) == (place, True)


def test_of_several_crosses_the_one_in_a_disc_counts_on_what_is_surely_a_popup() -> None:
    """The others are letters of a picture."""
    picture = with_crosses(*PLACES[:1])
    cross(picture, px(90), px(420), px(12), stroke=px(2))
    view = prepare(picture, DENSITY)
    (close,) = close_alone(view, survey(view), [], 0.99)
    assert close.mark.button == "disc"
    assert close_alone(view, survey(view), [], 0.9) == []


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


def test_a_cross_before_a_digit_multiplies() -> None:
    """×2 in a picture is no close; what is farther off belongs to something else."""
    picture = with_crosses((200, 300), disc=False)
    view = prepare(picture, DENSITY)
    assert close_alone(view, survey(view), [], 0.99)
    for left, counts in ((209, False), (240, True)):
        shown = picture.copy()
        text(shown, "2", left, 292, 15, (255, 255, 255))
        view = prepare(shown, DENSITY)
        assert bool(close_alone(view, survey(view), [], 0.99)) is counts


@pytest.mark.parametrize(("x", "places"), [(205.5, ["below_card"]), (222, [])])
def test_a_dull_cross_right_below_the_middle_of_a_card_is_the_cards(
    x: float, places: list[str]
) -> None:
    """Hair lines of a small picture are as dull as what lies under the scrim."""
    picture = dialog(ground=(90, 90, 90))
    cross(picture, px(x), px(650), px(16), (80, 80, 80), px(1.6))
    assert [place for place, _ in counted(picture)] == places
    for i in (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5):
        text(picture, "OH"[i % 2], x - 6 + 14 * i, 643, 14, (80, 80, 80))
    assert counted(picture) == []  # a letter of the page's


@pytest.mark.parametrize(("words", "counts"), [("X", True), ("×", True), ("K", False)])
def test_a_cross_that_was_read_counts_where_a_close_does(words: str, *, counts: bool) -> None:
    """Its drawing is looked at once more where the letter was read, and only there."""
    view = prepare(in_a_disc(30, 60, at=30), DENSITY)
    layout = survey(view)
    there = BoxPx(px(22), px(52), px(16), px(16))
    found = close_read(view, layout, [], 0.99, [(words, there)])
    assert [c.place for c in found] == ["screen_corner"] * counts
    assert close_read(view, layout, [], 0.9, [(words, there)]) == []
    assert close_read(view, layout, found, 0.99, [(words, there)]) == []
    assert (
        close_read(view, layout, [], 0.99, [(words, BoxPx(px(200), px(400), px(16), px(16)))]) == []
    )


def test_the_cross_beside_a_loudspeaker_is_no_close() -> None:
    """One disc is around both: the film's sound is off."""
    picture = in_a_disc(30, 60, at=41)
    cv2.rectangle(picture, (px(20), px(57)), (px(25), px(63)), (255, 255, 255), -1)
    corners = np.array([(px(24), px(60)), (px(30), px(53)), (px(30), px(67))])
    cv2.fillPoly(picture, [corners], (255, 255, 255))
    view = prepare(picture, DENSITY)
    there = BoxPx(px(35.5), px(54), px(11), px(12))
    assert close_read(view, survey(view), [], 0.99, [("×", there)]) == []


def in_a_disc(x: float, y: float, *, at: float) -> Picture:
    """A small bare cross ``at`` so many dp from the left in a grey disc."""
    picture = np.full_like(photograph(), 190)
    cv2.circle(picture, (px(x), px(y)), px(16), (110, 110, 110), -1, cv2.LINE_AA)
    cross(picture, px(at), px(y), px(9), (255, 255, 255), px(1.5))
    return picture


def test_a_cross_that_was_read_amid_the_page_is_a_letter() -> None:
    x, y = PLACES[0]
    view = prepare(in_a_disc(x, y, at=x), DENSITY)
    box = BoxPx(px(x - 8), px(y - 8), px(16), px(16))
    assert close_read(view, survey(view), [], 0.99, [("X", box)]) == []


@pytest.mark.parametrize(
    ("scrim", "grey", "peak", "counts"),
    [
        (0.85, 140, False, True),
        (0.6, 130, False, False),
        (0.6, 130, True, True),
        (0.6, 90, False, False),
    ],
)
def test_a_grey_disc_beside_a_card_counts_where_no_scrim_can_lie_on_it(
    scrim: float, grey: int, *, peak: bool, counts: bool
) -> None:
    """An install page's card has no scrim beside it, however dark the picture there is."""
    picture = dialog(scrim=scrim)
    x, y = px(388), px(60)
    cv2.circle(picture, (x, y), px(14), (grey, grey, grey), -1, cv2.LINE_AA)
    cross(picture, x, y, px(12), (20, 20, 20), px(2))
    view = prepare(picture, DENSITY)
    layout = survey(view)
    peaks = [Peak("close", 0.3, BoxPx(x - 40, y - 40, 80, 80))] if peak else []
    found = with_lone_close(
        view, layout, drawn_closes(view, layout, tiny=True), 0.99, lambda: peaks
    )
    assert [c.place for c in found if c.place != "elsewhere"] == ["screen_corner"] * counts
