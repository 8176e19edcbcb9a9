"""Buttons around an X: wide, faint, shadowed, off its middle; and none where none is."""

import cv2
import numpy as np
import pytest
from drawn import DENSITY, Picture, cross

from detectors.buttons import find_button
from detectors.pixels import prepare
from harness.domain.geometry import BoxPx

AT, HALF = (300, 400), 11
GLYPH = BoxPx(AT[0] - HALF, AT[1] - HALF, 2 * HALF, 2 * HALF)


def ground(level: int) -> Picture:
    return np.full((800, 600, 3), level, np.uint8)


def shadowed() -> Picture:
    """A pale disc on white, its shadow as grey as itself on the lower side."""
    picture = ground(255)
    cv2.circle(picture, (AT[0], AT[1] + 5), 36, (205, 205, 205), -1)
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 6), np.uint8)
    cv2.circle(picture, AT, 34, (236, 236, 236), -1, cv2.LINE_AA)
    return picture


def faint() -> Picture:
    picture = ground(14)
    cv2.circle(picture, AT, 34, (8, 8, 8), -1, cv2.LINE_AA)
    return picture


def glass() -> Picture:
    """A disc that darkens what lies under it, a card's corner among it."""
    picture = ground(120)
    picture[: AT[1] - 4] = 12
    picture[AT[1] + 8 :, : AT[0] + 6] = 240
    shade = np.zeros(picture.shape[:2], np.uint8)
    cv2.circle(shade, AT, 34, 1, -1, cv2.LINE_AA)
    return np.where(shade[..., None] > 0, picture // 2, picture).astype(np.uint8)


def between() -> Picture:
    """A half-clear disc, lighter than what lies on its left and darker than on its right."""
    picture = ground(200)
    picture[:, : AT[0] + 4] = 60
    disc = np.zeros(picture.shape[:2], np.uint8)
    cv2.circle(disc, AT, 34, 1, -1, cv2.LINE_AA)
    return np.where(disc[..., None] > 0, picture // 2 + 60, picture).astype(np.uint8)


def mixed(radius: int = 34) -> Picture:
    """A grey disc that lets half through, over stripes: darker than some, lighter than others."""
    picture = ground(20)
    for left, level in ((278, 170), (318, 70), (334, 20)):
        picture[:, left:] = level
    picture[AT[1] + 20 :] //= 2
    disc = np.zeros(picture.shape[:2], np.uint8)
    cv2.circle(disc, AT, radius, 1, -1, cv2.LINE_AA)
    return np.where(disc[..., None] > 0, picture // 2 + 42, picture).astype(np.uint8)


def ring(down: int) -> Picture:
    """A thin wide ring whose middle lies below the mark."""
    picture = ground(74)
    cv2.circle(picture, (AT[0], AT[1] + down), 40, (230, 230, 230), 3, cv2.LINE_AA)
    return picture


def square(half: int, down: int = 0) -> Picture:
    picture = ground(110)
    cv2.rectangle(
        picture, (AT[0] - half, AT[1] - half + down), (AT[0] + half, AT[1] + half + down), 0, -1
    )
    return picture


@pytest.mark.parametrize(
    ("picture", "kind", "box"),
    [
        (shadowed(), "disc", BoxPx(266, 366, 68, 68)),
        (faint(), "disc", BoxPx(266, 366, 68, 68)),
        (glass(), "disc", BoxPx(266, 366, 68, 68)),
        (between(), "disc", BoxPx(266, 366, 68, 68)),
        (mixed(), "disc", BoxPx(266, 366, 68, 68)),
        (ring(6), "disc", BoxPx(259, 365, 82, 82)),
        (ring(-5), "disc", BoxPx(259, 354, 82, 82)),
        (square(42), "square", BoxPx(258, 358, 84, 84)),
        (square(30, down=-3), "square", BoxPx(270, 367, 60, 60)),
    ],
    ids=[
        "shadowed",
        "faint",
        "glass",
        "between",
        "mixed",
        "mark above a ring's middle",
        "mark below it",
        "wide square",
        "mark below the middle",
    ],
)
def test_the_button_is_the_box(picture: Picture, kind: str, box: BoxPx) -> None:
    """Of a mark in it, to a pixel or two."""
    cross(picture, *AT, 2 * HALF, (40, 40, 40) if picture[AT[1], AT[0], 0] > 128 else (255,) * 3, 4)
    found, drawn = find_button(prepare(picture, DENSITY), GLYPH)
    assert drawn == kind
    assert found is not None
    assert found.iou(box) > 0.85


def test_a_bare_mark_has_none() -> None:
    """On flat ground, on a slope of grey, beside a card's edge, over stripes."""
    slope = np.repeat(np.linspace(60, 200, 800)[:, None, None], 600, 1).repeat(3, 2)
    beside = ground(90)
    cv2.rectangle(beside, (0, AT[1] + 20), (600, 800), (250, 250, 250), -1)
    for picture in (ground(90), slope.astype(np.uint8), beside, mixed(0)):
        cross(picture, *AT, 2 * HALF, (255, 255, 255), 4)
        assert find_button(prepare(picture, DENSITY), GLYPH) == (None, "")


def test_a_small_blots_own_edge_is_no_button() -> None:
    """Soft as it is, it looks like a disc around its middle."""
    picture = ground(90)
    cv2.circle(picture, AT, 3, (240, 240, 240), -1, cv2.LINE_AA)
    view = prepare(np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.8), np.uint8), DENSITY)
    found, _ = find_button(view, BoxPx(AT[0] - 3, AT[1] - 3, 6, 6))
    assert found is None


@pytest.mark.parametrize(("step", "found"), [(26, True), (9, False)], ids=["clear", "no clearer"])
def test_the_disc_of_a_small_mark_turns_darker_all_around(step: int, found: bool) -> None:
    """By more than the ripples that JPEG leaves around so few pixels; its ground is a slope."""
    slope = np.clip(120 + np.linspace(-320, 320, 600), 30, 220)
    picture = np.repeat(np.broadcast_to(slope, (800, 600))[..., None], 3, 2).astype(np.uint8)
    disc = np.zeros(picture.shape[:2], np.uint8)
    cv2.circle(disc, AT, 10, 1, -1, cv2.LINE_AA)
    picture = np.where(disc[..., None] > 0, picture - step, picture).astype(np.uint8)
    cross(picture, *AT, 8, (255, 255, 255), 1)
    view = prepare(np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.7), np.uint8), 120)
    box, drawn = find_button(view, BoxPx(AT[0] - 4, AT[1] - 4, 8, 8))
    assert drawn == ("disc" if found else "")
    assert not found or (box is not None and box.iou(BoxPx(290, 390, 20, 20)) > 0.8)
