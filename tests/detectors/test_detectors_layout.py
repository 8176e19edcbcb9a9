"""System bars of a drawn page."""

import cv2
import numpy as np
import pytest
from drawn import DENSITY, Picture, dialog, page, px, text

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


def _keys(picture: Picture, high_dp: float, *, marks: int = 3, ground: int = 255) -> Picture:
    """A bar of keys, or of tabs where it has more marks, at the bottom of a page."""
    height, width = picture.shape[:2]
    top = height - px(high_dp)
    picture[top:] = ground
    for i in range(marks):
        x, y = round((i + 0.5) * width / marks), top + px(high_dp / 2)
        size = px(7 if marks == 3 else 12)
        cv2.rectangle(picture, (x - size, y - size), (x + size, y + size), (60, 60, 60), px(2))
    return picture


@pytest.mark.parametrize("high_dp", [48, 50.3, 54.8])
def test_a_bar_of_keys_has_48_dp_of_whatever_width_a_screen_has(high_dp: float) -> None:
    """Where the density is not known, one of 360 dp is taken for 411 dp wide."""
    layout = survey(prepare(_keys(dialog(), high_dp), DENSITY))
    assert abs(layout.navigation_bar_px * 160 / DENSITY - high_dp) <= 1.2
    assert layout.card is not None


def test_tabs_are_no_bar_of_keys() -> None:
    tabs = survey(prepare(_keys(page((150, 150, 150)), 56, marks=5), DENSITY))
    assert tabs.navigation_bar_px * 160 / DENSITY < 30
