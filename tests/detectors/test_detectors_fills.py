"""The ground that words stand on: the button, the cell or the whole card."""

import cv2
import numpy as np
import pytest
from drawn import Colour, Picture

from detectors.cards import Card
from detectors.fills import fill_around
from detectors.layout import Layout
from detectors.lines import find_buttons
from detectors.pixels import prepare
from detectors.reading import Reading
from detectors.saying import said_by
from harness.domain.geometry import BoxPx

DENSITY = 210
"""Work scale: a pixel of the pictures is one that is looked at."""
CARD = BoxPx.from_edges(80, 100, 460, 460)
BUTTON = BoxPx.from_edges(120, 380, 420, 440)


def card(colour: Colour = (255, 255, 255)) -> Picture:
    """A card on a dark page."""
    picture = np.full((600, 540, 3), 60, np.uint8)
    cv2.rectangle(picture, (CARD.x, CARD.y), (CARD.right - 1, CARD.bottom - 1), colour, -1)
    return picture


def letters(picture: Picture, x: int, y: int, colour: Colour) -> BoxPx:
    """Eight letters 16 pixels high, their foot at a place; where they stand."""
    cv2.putText(picture, "Continue", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, colour, 2, cv2.LINE_AA)
    return BoxPx.from_edges(x, y - 17, x + 100, y + 2)


def filled(box: BoxPx, colour: Colour, ground: Colour, at: int) -> tuple[Picture, BoxPx, BoxPx]:
    """Words on a plain button."""
    picture = card(ground)
    cv2.rectangle(picture, (box.x, box.y), (box.right - 1, box.bottom - 1), colour, -1)
    return picture, letters(picture, at, box.center.y + 8, (255, 255, 255)), box


def shaded() -> tuple[Picture, BoxPx, BoxPx]:
    """From red to orange on a card as grey as its middle."""
    picture, _, box = filled(BUTTON, (0, 0, 0), (130, 130, 130), 0)
    reds = np.linspace((220, 60, 40), (250, 150, 30), box.width).astype(np.uint8)
    picture[box.y : box.bottom, box.x : box.right] = reds
    return picture, letters(picture, 220, 418, (255, 255, 255)), box


def disc() -> tuple[Picture, BoxPx, BoxPx]:
    """A disc hardly wider than its words."""
    picture = card((60, 110, 240))
    cv2.circle(picture, (270, 330), 64, (250, 220, 150), -1, cv2.LINE_AA)
    return picture, letters(picture, 220, 338, (120, 50, 20)), BoxPx(206, 266, 129, 129)


def ghost() -> tuple[Picture, BoxPx, BoxPx]:
    """One grey line around the words."""
    picture = card()
    box = (BUTTON.x, BUTTON.y), (BUTTON.right - 1, BUTTON.bottom - 1)
    cv2.rectangle(picture, *box, (235, 235, 235), 1)
    return picture, letters(picture, 220, 418, (90, 90, 90)), BUTTON


def cell() -> tuple[Picture, BoxPx, BoxPx]:
    """The right one of two cells that hair lines part at a dialog's foot."""
    picture = card()
    picture[400, CARD.x : CARD.right] = picture[400 : CARD.bottom, 270] = 232
    return picture, letters(picture, 320, 438, (40, 110, 250)), BoxPx.from_edges(271, 401, 460, 460)


@pytest.mark.parametrize(
    ("picture", "words", "box"),
    [
        filled(BUTTON, (250, 90, 60), (255, 255, 255), 220),
        filled(BUTTON, (20, 140, 140), (255, 255, 255), 140),
        shaded(),
        disc(),
        ghost(),
        cell(),
    ],
    ids=["plain", "words at its left", "shaded", "disc", "ghost", "cell"],
)
def test_the_fill_around_words_is_the_button(picture: Picture, words: BoxPx, box: BoxPx) -> None:
    """To a pixel or two."""
    found = fill_around(prepare(picture, DENSITY), words).button_px
    assert found is not None
    assert found.iou(box) > 0.9


def test_words_on_the_card_itself_are_in_no_button() -> None:
    """Neither the card's sides nor the foot of a picture above are the outline of a link."""
    picture = card()
    picture[CARD.y : 395, CARD.x + 20 : CARD.right - 20] = (90, 140, 90)
    words = letters(picture, 220, 434, (120, 120, 120))
    view = prepare(picture, DENSITY)
    fill = fill_around(view, words)
    assert fill.button_px is None
    assert fill.open_px
    assert [line.button_px for line in find_buttons(view, 8)] == [None]


def test_a_cell_as_wide_as_its_card_is_a_button_all_the_same() -> None:
    """The sides of the card are its own."""
    picture = card()
    picture[400, CARD.x : CARD.right] = 232
    words = letters(picture, 220, 438, (40, 110, 250))
    view = prepare(picture, DENSITY)
    layout = Layout(False, 0, 0, 0.0, Card(CARD, 0.6, 1.0))
    (line,) = find_buttons(view, 8)
    told = said_by(view, layout, Reading(("Cancel", 0.9)), line)
    assert told is not None
    assert told.outlined
    assert told.box_px.iou(BoxPx.from_edges(CARD.x, 401, CARD.right, CARD.bottom)) > 0.9
    assert line.box_px.iou(words) > 0.5


def test_a_picture_that_may_not_be_written_to_is_looked_at_as_it_is() -> None:
    """At work scale the detectors look at the very array that they were given."""
    picture, words, box = filled(BUTTON, (220, 60, 40), (255, 255, 255), 220)
    before = picture.copy()
    picture.flags.writeable = False
    found = fill_around(prepare(picture, DENSITY), words).button_px
    assert found is not None
    assert found.iou(box) > 0.9
    assert (picture == before).all()
