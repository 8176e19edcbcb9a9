"""How far letters reach in the box of their line."""

import cv2
import numpy as np
from drawn import DENSITY, Picture, photograph, px

from detectors.inks import inked
from detectors.pixels import prepare
from harness.domain.geometry import BoxPx

INK = BoxPx.from_edges(px(330), px(60), px(358), px(74))
LINE = INK.inflated(px(3))


def letters(picture: Picture) -> Picture:
    """Upright strokes from one side of INK to the other, with a soft shadow below."""
    shadow = np.zeros(picture.shape[:2], np.float32)
    for x in range(INK.x, INK.right - 3, 8):
        shadow[INK.y + 5 : INK.bottom + 5, x : x + 4] = 0.5
    soft = np.asarray(cv2.GaussianBlur(shadow, (0, 0), 3), np.float32)[..., None]
    picture = (picture * (1 - soft)).astype(np.uint8)
    for x in range(INK.x, INK.right - 3, 8):
        picture[INK.y : INK.bottom, x : x + 4] = 255
    return picture


def plain() -> Picture:
    return np.full((2400, 1080, 3), (60, 160, 190), np.uint8)


def test_the_margins_of_a_line_on_a_plain_ground_are_none_of_its_letters() -> None:
    """Nor is its shadow."""
    found = inked(prepare(letters(plain()), DENSITY), LINE)
    assert found.iou(INK) > 0.85
    assert LINE.iou(INK) < 0.6


def test_where_a_pill_may_have_been_missed_the_box_stays() -> None:
    """Over a picture, and over glass too faint to have an outline."""
    faint = plain()
    pill = LINE.inflated(px(4))
    faint[pill.y : pill.bottom, pill.x : pill.right] -= 9
    for picture in (photograph(), faint):
        assert inked(prepare(letters(picture), DENSITY), LINE) == LINE


def test_a_line_without_ink_or_at_the_frames_edge_stays() -> None:
    """There is nothing to measure it by."""
    view = prepare(plain(), DENSITY)
    for box in (LINE, BoxPx(0, 0, px(30), px(20))):
        assert inked(view, box) == box
