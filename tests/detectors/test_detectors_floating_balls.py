"""Small pictures at the side of a page that an X closes, and what looks like them."""

import cv2
import numpy as np
import pytest
from drawn import DENSITY, Picture, cross, page, px

from detectors import Seer
from detectors.evidence import DrawnClose
from detectors.floating_balls import Balls
from detectors.layout import survey
from detectors.pixels import prepare
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.sight import PopupKind, Role

LEFT, TOP, SIDE = 325, 560, 72
"""Of the picture, in dp; it ends 14 dp from the side."""


def with_picture(
    *,
    left_dp: float = LEFT,
    round_: bool = False,
    plain: bool = False,
    picture: Picture | None = None,
) -> Picture:
    """A page with a small picture over it, a disc or a square with round corners."""
    picture = page() if picture is None else picture
    x, y, side = px(left_dp), px(TOP), px(SIDE)
    inside = np.full((side, side, 3), (200, 40, 40), np.uint8)
    if not plain:
        for i, colour in enumerate(((250, 210, 90), (40, 160, 90), (60, 60, 200), (20, 90, 200))):
            cv2.circle(
                inside, (side * (1 + i) // 5, side * (1 + 2 * i % 5) // 5), side // 5, colour, -1
            )
    mask = np.zeros((side, side), np.uint8)
    if round_:
        cv2.circle(mask, (side // 2, side // 2), side // 2, 255, -1)
    else:
        mask[:] = 255
    picture[y : y + side, x : x + side][mask > 0] = inside[mask > 0]
    return picture


def with_x(picture: Picture, x_dp: float = LEFT + SIDE - 2, y_dp: float = TOP + 1) -> Picture:
    """With an X in a grey disc."""
    cv2.circle(picture, (px(x_dp), px(y_dp)), px(9), (90, 90, 90), -1, cv2.LINE_AA)
    cross(picture, px(x_dp), px(y_dp), px(9), (255, 255, 255), px(1.5))
    return picture


def found(picture: Picture) -> tuple[DrawnClose, BoxPx] | None:
    """What closes a small picture, and its box."""
    view = prepare(picture, DENSITY)
    return Balls().close(view, survey(view), anew=True)


@pytest.mark.parametrize("round_", [True, False], ids=["disc", "square"])
def test_an_x_over_the_corner_of_a_small_picture_at_the_side_closes_it(*, round_: bool) -> None:
    """Whatever of the page lies beneath, it ends all around where the picture begins."""
    answer = found(with_x(with_picture(round_=round_)))
    assert answer is not None
    close, ball = answer
    assert close.place == "ball"
    assert close.mark.box_px.contains(PointPx(px(LEFT + SIDE - 2), px(TOP + 1)))
    assert ball.iou(BoxPx(px(LEFT), px(TOP), px(SIDE), px(SIDE))) > 0.85


def test_its_outline_is_the_outermost_of_its_edges() -> None:
    """A picture in a frame has an outline inside, as clear as its own."""
    picture = with_picture()
    framed = BoxPx(px(LEFT), px(TOP), px(SIDE), px(SIDE)).inflated(-px(6))
    cv2.rectangle(picture, (framed.x, framed.y), (framed.right, framed.bottom), (255,) * 3, px(2))
    answer = found(with_x(picture))
    assert answer is not None
    assert answer[1].iou(BoxPx(px(LEFT), px(TOP), px(SIDE), px(SIDE))) > 0.9


def test_the_xs_of_the_rows_below_do_not_count() -> None:
    """A cart has one in each; that of the picture is of another kind."""
    rows = page()
    for row in range(5):
        cross(rows, px(393), px(250 + 84 * row), px(12), (120, 120, 120), px(1.5))
    answer = found(with_x(with_picture(picture=rows)))
    assert answer is not None
    assert answer[0].mark.box_px.contains(PointPx(px(LEFT + SIDE - 2), px(TOP + 1)))


def test_without_an_outline_all_around_or_with_a_plain_ground_there_is_none() -> None:
    """An X beside a picture that goes on, and a button with one ground, are the page's."""
    assert found(with_x(page())) is None
    assert found(with_x(with_picture(plain=True))) is None
    joined = with_picture()
    joined[px(TOP + 20) : px(TOP + 60), : px(LEFT + 4)] = joined[px(TOP + 20), px(LEFT) + 2]
    assert found(with_x(joined)) is None


def test_a_photograph_to_be_sent_has_its_x_inside_or_others_beside_it() -> None:
    """There it takes the photograph out; at the left side stand thumbnails."""
    inside = with_x(with_picture(), LEFT + SIDE - 12, TOP + 12)
    assert found(inside) is None
    beside = with_picture(picture=with_picture(left_dp=LEFT - SIDE - 6))
    assert found(with_x(beside)) is None
    assert found(with_x(with_picture(left_dp=14), 14 + SIDE - 2)) is None


def test_the_fast_path_looks_where_the_last_one_stood() -> None:
    """A first frame that is looked at in a hurry shows none."""
    picture = with_x(with_picture(round_=True))
    seer = Seer()
    assert seer.fast(picture, DENSITY).popup is None
    seen = seer.see(picture, None, DENSITY)
    assert seen.popup is not None
    assert seen.popup.kind is PopupKind.FLOATING
    picture[px(300) : px(310), px(100) : px(200)] = (10, 200, 10)
    again = seer.fast(picture, DENSITY)
    assert again.popup is not None
    assert again.popup.box_px == seen.popup.box_px
    (close,) = again.with_role(Role.CLOSE)
    assert close.box_px.iou(seen.with_role(Role.CLOSE)[0].box_px) > 0.8
    assert seer.fast(page(), DENSITY).popup is None
    assert seer.fast(with_x(page()), DENSITY).popup is None
    assert seer.fast(with_picture(round_=True), DENSITY).popup is None
