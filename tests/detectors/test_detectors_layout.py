"""System bars of a drawn page."""

import cv2
import numpy as np
import pytest
from drawn import DENSITY, Picture, page, px, text

from detectors.layout import survey
from detectors.pixels import prepare


def _status_dp(picture: Picture) -> int:
    """Height of the status bar that is seen."""
    return round(survey(prepare(picture, DENSITY)).status_bar_px * 160 / DENSITY)


def _signs(picture: Picture, middles_dp: range) -> None:
    for x in middles_dp:
        cv2.rectangle(picture, (px(x - 4), px(8)), (px(x + 4), px(16)), (60, 60, 60), -1)
        cv2.line(picture, (px(x - 2), px(14)), (px(x + 2), px(10)), (230, 230, 230), px(1))


@pytest.mark.parametrize("notifications", [range(0), range(70, 340, 16)])
def test_a_status_bar_is_one_with_and_without_notifications(notifications: range) -> None:
    """Clock and signs at both ends, nothing or a row of notifications between them."""
    picture = page()
    _signs(picture, notifications)
    assert 24 <= _status_dp(picture) <= 30


def test_a_line_of_words_or_a_picture_at_the_top_is_none() -> None:
    """What fills the middle alone, and what fills the rows to the edge of the screen."""
    words = np.full((2400, 1080, 3), 250, np.uint8)
    text(words, "Everything must go today", 120, 6, 12)
    assert _status_dp(words) == 0
    noise = np.random.default_rng(1).integers(0, 255, (240, 108, 3), np.uint8)
    photo = np.asarray(cv2.resize(noise, (1080, 2400), interpolation=cv2.INTER_NEAREST), np.uint8)
    assert _status_dp(photo) == 0
