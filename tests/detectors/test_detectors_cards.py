"""Cards and sheets over dimmed pages: their box, whatever is painted on them."""

import itertools

import cv2
import numpy as np
import pytest
from drawn import DENSITY, HEIGHT, WIDTH, Colour, Picture, dialog, page, photograph, px

from detectors.cards import Card
from detectors.layout import survey
from detectors.pixels import prepare
from harness.domain.geometry import BoxPx

CARD = BoxPx.from_edges(px(56), px(230), px(355), px(620))
DOWN = px(400)


def dotted() -> Picture:
    """A dark card whose pattern has columns of edges from its top to its bottom."""
    picture = dialog(card=(48, 40, 84))
    for x in range(CARD.x + 24, CARD.right, 48):
        for y in range(CARD.y + 24, CARD.bottom, 48):
            cv2.circle(picture, (x, y), 14, (84, 70, 140), -1)
    return picture


def beside_rows() -> Picture:
    """The page under the scrim has pictures whose sides go on where the card's end."""
    picture = dialog(card=(70, 40, 110))
    for top in (px(110), px(640)):
        cv2.rectangle(picture, (CARD.x, top), (px(120), top + px(100)), (20, 60, 50), -1)
    return picture


def sheet(
    *,
    corner_dp: float,
    above: Picture | None = None,
    light: float = 0.25,
    colour: Colour = (255, 255, 255),
) -> Picture:
    """A sheet over the lower half of a page, a dark one unless said, under a scrim."""
    ground = page((40, 40, 44)) if above is None else above
    picture = (ground.astype(np.float32) * light).astype(np.uint8)
    radius = px(corner_dp)
    cv2.rectangle(picture, (0, DOWN + radius), (WIDTH, HEIGHT), colour, -1)
    cv2.rectangle(picture, (radius, DOWN), (WIDTH - radius, HEIGHT), colour, -1)
    for x in (radius, WIDTH - radius):
        cv2.circle(picture, (x, DOWN + radius), radius, colour, -1)
    wide = 20 if colour[0] > 128 else 150
    cv2.rectangle(picture, (px(wide), px(500)), (px(411 - wide), px(620)), (70, 190, 220), -1)
    return picture


def question(above: float) -> Picture:
    """A light page under a scrim with a white panel, round, 3 dp from each side."""
    picture = (page().astype(np.float32) * 0.68).astype(np.uint8)
    left, top, radius = px(3), round(above * HEIGHT), px(22)
    right, bottom = WIDTH - left, HEIGHT - px(12)
    cv2.rectangle(picture, (left, top + radius), (right, bottom - radius), (255, 255, 255), -1)
    cv2.rectangle(picture, (left + radius, top), (right - radius, bottom), (255, 255, 255), -1)
    for x, y in itertools.product((left + radius, right - radius), (top + radius, bottom - radius)):
        cv2.circle(picture, (x, y), radius, (255, 255, 255), -1)
    return picture


def card_of(picture: Picture) -> Card | None:
    return survey(prepare(picture, DENSITY)).card


@pytest.mark.parametrize("picture", [dialog(), dotted(), beside_rows()])
def test_the_whole_card_is_the_box(picture: Picture) -> None:
    """Not a column of its pattern, and nothing of the page above or below."""
    card = card_of(picture)
    assert card is not None
    assert card.box_px.iou(CARD) > 0.9
    assert abs(card.dim - 0.6) < 0.08


def test_a_sheet_over_a_dark_page_has_round_corners() -> None:
    """A page of one dark grey that ends in a straight line is a film over its text."""
    card = card_of(sheet(corner_dp=18))
    assert card is not None
    assert card.box_px.iou(BoxPx.from_edges(0, DOWN, WIDTH, HEIGHT)) > 0.9
    assert card_of(sheet(corner_dp=0)) is None
    assert card_of(page()) is None


def test_a_sheet_may_hold_a_dark_picture_that_is_nearly_as_wide() -> None:
    """What is lit beside it reaches the screen's side all the way down."""
    picture = sheet(corner_dp=18, above=page(), light=0.5)
    cv2.rectangle(picture, (px(13), px(450)), (px(398), px(760)), (20, 20, 40), -1)
    card = card_of(picture)
    assert card is not None
    assert card.box_px.iou(BoxPx.from_edges(0, DOWN, WIDTH, HEIGHT)) > 0.9


def test_a_sheet_over_pictures_has_round_corners_and_nothing_lit_above() -> None:
    """A lit picture with a panel below it is the page itself."""
    film = np.minimum(photograph(), 180).astype(np.uint8)
    card = card_of(sheet(corner_dp=18, above=film, light=0.5))
    assert card is not None
    assert card.box_px.iou(BoxPx.from_edges(0, DOWN, WIDTH, HEIGHT)) > 0.9
    assert card_of(sheet(corner_dp=0, above=film, light=0.5)) is None
    assert card_of(sheet(corner_dp=18, above=film, light=1.4)) is None


@pytest.mark.parametrize(
    ("above", "light"), [(None, 0.25), (page(), 0.5)], ids=["dark page", "light page"]
)
def test_a_dark_sheet_has_round_corners_a_ground_of_its_own_and_nothing_lit_above(
    above: Picture | None, light: float
) -> None:
    """A dark page's panel stands below words that no scrim lies on, or has no such corners."""
    grey = (30, 30, 32)
    card = card_of(sheet(corner_dp=16, above=above, light=light, colour=grey))
    assert card is not None
    assert card.box_px.iou(BoxPx.from_edges(0, DOWN, WIDTH, HEIGHT)) > 0.9
    assert card_of(sheet(corner_dp=0, above=above, light=light, colour=grey)) is None
    assert card_of(sheet(corner_dp=16, above=above, light=1.0, colour=grey)) is None
    same = page((120, 120, 124)) if above is None else page((60, 60, 64))
    assert card_of(sheet(corner_dp=16, above=same, light=light, colour=grey)) is None


@pytest.mark.parametrize("body", [(255, 255, 255), (34, 34, 34)], ids=["light", "dark"])
def test_a_sheets_head_of_another_colour_belongs_to_it(body: Colour) -> None:
    """What offers a membership has its name and its X on black and gold above its prices."""
    for corner, whole in ((16, True), (0, False)):
        picture = sheet(corner_dp=corner, above=page(), light=0.5, colour=(70, 62, 86))
        cv2.putText(picture, "VIP", (px(20), DOWN + px(44)), 0, 2.5, (240, 210, 160), 8)
        cv2.rectangle(picture, (0, DOWN + px(64)), (WIDTH, HEIGHT), body, -1)
        for left in (20, 150, 280):
            corners = (px(left), DOWN + px(84)), (px(left + 110), DOWN + px(170))
            cv2.rectangle(picture, *corners, (250, 240, 220), -1)
        card = card_of(picture)
        found = card is not None and abs(card.box_px.y - DOWN) < px(6)
        assert found is whole


def test_a_round_offer_on_a_dark_page_is_a_card_though_the_page_shows_through() -> None:
    """A wheel of fortune: margins that are black tell little of how bright the page is."""
    picture = np.full((HEIGHT, WIDTH, 3), 5, np.uint8)
    for x, y in itertools.product(range(30, 360, 60), range(40, 880, 60)):
        cv2.rectangle(picture, (px(x), px(y)), (px(x + 26), px(y + 26)), (60, 60, 60), -1)
    middle = (WIDTH // 2, HEIGHT // 2)
    cv2.circle(picture, middle, px(150), (250, 120, 110), -1)
    card = card_of(picture)
    assert card is not None
    assert card.box_px.iou(BoxPx(middle[0] - px(150), middle[1] - px(150), px(300), px(300))) > 0.9


def test_a_question_of_one_line_at_the_bottom_is_a_card_and_a_bar_of_tabs_is_none() -> None:
    """Makers ask for permissions in so low a panel."""
    card = card_of(question(0.85))
    assert card is not None
    assert abs(card.box_px.y - 0.85 * HEIGHT) < px(5)
    assert card_of(question(0.92)) is None


def test_a_scrim_that_darkens_a_light_page_by_a_fifth_is_one() -> None:
    """The weakest that makers use; a page of a middle grey is darker by as much without any."""
    card = card_of(dialog(scrim=0.2))
    assert card is not None
    assert card.box_px.iou(CARD) > 0.9
    assert abs(card.dim - 0.2) < 0.04
    assert card_of(dialog(scrim=0.1)) is None


def test_the_few_words_of_a_dark_page_are_no_light_page_under_a_weak_scrim() -> None:
    """Lit words make a dark page as bright as a weak scrim makes a light one."""
    picture = dialog(scrim=0, ground=(40, 40, 44))
    for row in range(14):
        for left in (4, 358):
            where = (px(left), px(40 + 60 * row)), (px(left + 24), px(54 + 60 * row))
            cv2.rectangle(picture, *where, (196, 196, 196), -1)
    assert card_of(picture) is None


def test_a_sheet_over_a_page_that_is_hardly_darker_has_round_corners() -> None:
    """A page of a middle grey that ends in a straight line is a page's head."""
    card = card_of(sheet(corner_dp=18, above=page(), light=0.8))
    assert card is not None
    assert card.box_px.iou(BoxPx.from_edges(0, DOWN, WIDTH, HEIGHT)) > 0.9
    assert card_of(sheet(corner_dp=0, above=page(), light=0.8)) is None


@pytest.mark.parametrize("scrim", [0.3, 0.6])
def test_a_card_counts_before_the_pages_own_light_body_below_a_dark_head(scrim: float) -> None:
    """Under a scrim that head is darker than what shows beside the card."""
    ground = page()
    cv2.rectangle(ground, (0, 0), (WIDTH, px(225)), (40, 110, 90), -1)
    picture = (ground.astype(np.float32) * (1 - scrim)).astype(np.uint8)
    cv2.rectangle(picture, (CARD.x, CARD.y), (CARD.right, CARD.bottom), (255, 255, 255), -1)
    card = card_of(picture)
    assert card is not None
    assert card.box_px.iou(CARD) > 0.9
    assert abs(card.dim - scrim) < 0.04


def test_a_card_in_the_middle_counts_before_a_picture_of_the_page() -> None:
    """The smaller one of a dark page has edges as sure."""
    picture = np.full((HEIGHT, WIDTH, 3), 12, np.uint8)
    cv2.rectangle(picture, (px(16), px(50)), (px(395), px(180)), (20, 40, 90), -1)
    cv2.rectangle(picture, (CARD.x, CARD.y), (CARD.right, CARD.bottom), (44, 44, 48), -1)
    card = card_of(picture)
    assert card is not None
    assert card.box_px.iou(CARD) > 0.9


def test_what_stands_right_above_a_sheet_blurs_its_edge() -> None:
    """A page's line of the sheet's own grey takes a fifth of the edge away."""
    picture = sheet(corner_dp=24, colour=(38, 38, 38))
    cv2.rectangle(picture, (px(180), DOWN - px(12)), (px(260), DOWN), (38, 38, 38), -1)
    card = card_of(picture)
    assert card is not None
    assert card.box_px.iou(BoxPx.from_edges(0, DOWN, WIDTH, HEIGHT)) > 0.9


@pytest.mark.parametrize("lights", [0, 13, 39])
def test_a_card_s_box_is_its_bright_region_whatever_the_page_draws_beside_it(lights: int) -> None:
    """The sides of a picture above go on where the card's end; lights make its fit less sure."""
    picture = np.full((HEIGHT, WIDTH, 3), 60, np.uint8)
    cv2.rectangle(picture, (CARD.x, px(150)), (CARD.right, CARD.y), (20, 20, 20), -1)
    for index in range(lights):
        x, y = px(20) + index % 13 * px(29), px(690) + index // 13 * px(60)
        cv2.rectangle(picture, (x, y), (x + px(14), y + px(14)), (101, 101, 101), -1)
    cv2.rectangle(picture, (CARD.x, CARD.y), (CARD.right, CARD.bottom), (250, 120, 90), -1)
    card = survey(prepare(picture, DENSITY)).card
    assert card is not None
    assert card.box_px.iou(CARD) > 0.95
