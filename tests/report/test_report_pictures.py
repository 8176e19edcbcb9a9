"""What is drawn on the pictures, by pixels."""

import base64

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from harness.domain.geometry import BoxPx, PointPx
from harness.domain.trial import OutcomeKind
from harness.report.pictures import (
    FATE_COLOURS,
    KEY_WIDTH,
    MARK,
    Fate,
    MapPoint,
    Picture,
    Pictures,
    fate_of,
)

GREY = np.full((2400, 1080, 4), 128, np.uint8)


def pixels(picture: Picture | None) -> NDArray[np.uint8]:
    """RGB pixels of a picture as the page shows it."""
    assert picture is not None
    data = base64.b64decode(picture.uri.split(",", 1)[1])
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert image is not None
    assert image.shape[:2] == (picture.height, picture.width)
    return np.asarray(image, np.uint8)


def like(image: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    """Where the picture has that colour, as far as JPEG keeps it."""
    mask: NDArray[np.bool_] = np.abs(image.astype(int) - colour).max(axis=2) < 45
    return mask


def test_box_is_drawn_around_the_control_not_over_it() -> None:
    """The mark frames the control's box at the picture's scale and leaves its inside alone."""
    box = BoxPx(200, 400, 240, 160)
    image = pixels(Pictures(lambda _: GREY).key(1, box=box))
    ys, xs = np.nonzero(like(image, MARK))
    scale = KEY_WIDTH / 1080
    assert abs(xs.min() - 200 * scale) < 9
    assert abs(xs.max() - 440 * scale) < 9
    assert abs(ys.min() - 400 * scale) < 9
    assert abs(ys.max() - 560 * scale) < 9
    assert not like(image, MARK)[210:270, 110:210].any()


def test_aim_is_drawn_where_the_tap_went() -> None:
    """The cross-hair's centre of mass is the tapped pixel."""
    image = pixels(Pictures(lambda _: GREY).key(1, aim=PointPx(700, 1500)))
    ys, xs = np.nonzero(like(image, MARK))
    assert abs(xs.mean() - 350) < 2
    assert abs(ys.mean() - 750) < 2


@pytest.mark.parametrize(
    "box", [BoxPx(0, 0, 30, 30), BoxPx(1050, 2370, 30, 30), BoxPx(0, 0, 1080, 2400)]
)
def test_close_up_stays_on_the_screen(box: BoxPx) -> None:
    """A control in a corner, or as large as the screen, is enlarged without leaving it."""
    image = pixels(Pictures(lambda _: GREY).close_up(1, box, box.center))
    assert like(image, MARK).any()


def test_frames_may_come_as_pixels_or_encoded() -> None:
    """A PNG and its pixels give the same picture."""
    _, png = cv2.imencode(".png", GREY[..., :3])
    from_png = Pictures(lambda _: png.tobytes()).thumb(1)
    assert from_png == Pictures(lambda _: GREY).thumb(1)
    assert Pictures(lambda _: b"no picture").thumb(1) is None


def test_each_fate_has_its_colour_where_the_tap_was() -> None:
    """On the tap map a disc in the fate's colour lies on every tapped point."""
    fates = list(Fate)
    points = [MapPoint(PointPx(540, 300 + 500 * i), fate, "") for i, fate in enumerate(fates)]
    image = pixels(Pictures(lambda _: GREY).tap_map(1, points))
    for i, fate in enumerate(fates):
        y = round((300 + 500 * i) * image.shape[1] / 1080)
        assert like(image[y - 2 : y + 3, 238:243], FATE_COLOURS[fate]).all()


def test_taps_on_one_point_are_all_visible() -> None:
    """Nine taps on the same pixel paint nine discs' worth of colour."""
    spot = MapPoint(PointPx(540, 1200), Fate.REDIRECT, "")
    one = like(pixels(Pictures(lambda _: GREY).tap_map(1, [spot])), FATE_COLOURS[Fate.REDIRECT])
    nine = like(
        pixels(Pictures(lambda _: GREY).tap_map(1, [spot] * 9)), FATE_COLOURS[Fate.REDIRECT]
    )
    assert nine.sum() > 8 * one.sum()


@pytest.mark.parametrize(
    ("outcome", "fate"),
    [
        (OutcomeKind.REDIRECTED, Fate.REDIRECT),
        (OutcomeKind.DISMISSED_THEN_REDIRECTED, Fate.REDIRECT),
        (OutcomeKind.DISMISSED, Fate.DISMISSED),
        (OutcomeKind.NO_EFFECT, Fate.NOTHING),
        (OutcomeKind.UNCLEAR, Fate.OTHER),
    ],
)
def test_outcome_decides_the_colour(outcome: OutcomeKind, fate: Fate) -> None:
    """Only a true dismissal is green, anything that leads away is red."""
    assert fate_of(outcome) is fate
