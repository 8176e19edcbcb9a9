"""A card amid the lines of a lit page is the page's own, though an X closes it."""

import cv2
import numpy as np
import pytest
from drawn import DENSITY, HEIGHT, WIDTH, Picture, cross, px, text

from detectors import Seer
from detectors.closes import drawn_closes
from detectors.evidence import leave_card
from detectors.layout import survey
from detectors.pixels import prepare
from detectors.scrims import without_page_card

WORDS = "The words of a page that is read at night"


def _reader(*, ink: int = 160, left: int = 24, words: str = WORDS) -> Picture:
    """A dark page of lines, and amid them an advert (from ``left`` dp on) with an X."""
    picture = np.full((HEIGHT, WIDTH, 3), 24, np.uint8)
    for top in range(40, 840, 40):
        text(picture, words if 300 < top < 540 else WORDS, 20, top, 15, (ink, ink, ink))
    cv2.rectangle(picture, (px(left), px(310)), (px(411 - left), px(540)), (235, 235, 240), -1)
    text(picture, "A game", left + 40, 400, 30, (90, 40, 30))
    cross(picture, px(395 - left), px(328), px(12), (60, 60, 60), px(1.6))
    return picture


def _card_and_ways(picture: Picture) -> tuple[bool, bool, bool]:
    """Whether there is a card before, whether it stays, and whether an X of it still counts."""
    view = prepare(picture, DENSITY)
    before = survey(view)
    after, closes = without_page_card(view, before, drawn_closes(view, before, tiny=True))
    return before.card is not None, after.card is not None, leave_card(closes)


def test_an_advert_amid_the_lines_of_a_dark_page_is_no_card_over_it() -> None:
    assert _card_and_ways(_reader()) == (True, False, False)
    assert Seer().fast(_reader(), DENSITY).popup is None


def test_nor_is_one_without_an_x() -> None:
    picture = _reader()
    cv2.rectangle(picture, (px(350), px(315)), (px(386), px(345)), (235, 235, 240), -1)
    assert _card_and_ways(picture) == (True, False, False)


def test_under_a_scrim_the_lines_are_dim() -> None:
    assert _card_and_ways(_reader(ink=70)) == (True, True, True)


@pytest.mark.parametrize("words", [WORDS, ""])
def test_a_card_that_cuts_lines_off_lies_over_them(words: str) -> None:
    over = bool(words)
    assert _card_and_ways(_reader(left=80, words=words)) == (True, over, over)


def _by_weather(*, top: int = 330, heading: int = 250) -> Picture:
    """A dark page with a heading in large white letters, and a strip of an advert with an X."""
    picture = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    text(picture, "25", 150, 110, 70, (heading,) * 3)
    cv2.rectangle(picture, (px(12), px(top)), (px(399), px(top + 80)), (250, 250, 250), -1)
    cv2.rectangle(picture, (px(12), px(top + 90)), (px(399), px(900)), (85, 88, 95), -1)
    cross(picture, px(384), px(top + 16), px(12), (110, 110, 110), px(1.6))
    return picture


def test_a_few_letters_as_bright_as_no_scrim_lets_through_tell_as_much() -> None:
    assert _card_and_ways(_by_weather()) == (True, False, False)
    assert _card_and_ways(_by_weather(heading=70)) == (True, True, True)


def test_a_bar_near_the_lower_end_floats_over_a_dark_page() -> None:
    picture = _reader()
    cv2.rectangle(picture, (0, px(300)), (WIDTH, px(560)), (24, 24, 24), -1)
    cv2.rectangle(picture, (px(20), px(700)), (px(391), px(780)), (240, 240, 240), -1)
    cross(picture, px(376), px(716), px(12), (60, 60, 60), px(1.6))
    assert _card_and_ways(picture) == (True, True, True)


def test_an_x_far_below_a_card_hangs_over_the_page() -> None:
    picture = _reader()
    cv2.rectangle(picture, (0, px(550)), (WIDTH, px(640)), (24, 24, 24), -1)
    cv2.rectangle(picture, (px(350), px(315)), (px(386), px(345)), (235, 235, 240), -1)
    cross(picture, WIDTH // 2, px(590), px(22), (250, 250, 250), px(2))
    assert _card_and_ways(picture) == (True, True, True)
