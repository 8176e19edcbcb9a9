"""Where one usually leaves a pop-up."""

import pytest

from harness.domain.exits import exits
from harness.domain.geometry import BoxPx, SizePx

SIZE = SizePx(1080, 2400)
SCREEN = BoxPx(0, 0, 1080, 2400)
CARD = BoxPx(140, 700, 800, 1000)


def on_screen(popup: BoxPx) -> list[tuple[int, int]]:
    """The places in pixels."""
    return [
        (round(popup.x + x * popup.width), round(popup.y + y * popup.height))
        for x, y in exits(popup, SIZE)
    ]


@pytest.mark.parametrize(
    ("popup", "control"),
    [
        (SCREEN, BoxPx(960, 100, 84, 84)),  # an X in the upper right corner
        (SCREEN, BoxPx(860, 180, 180, 90)),  # a skip, somewhat lower
        (SCREEN, BoxPx(40, 110, 84, 84)),
        (SCREEN, BoxPx(850, 2200, 180, 90)),
        (CARD, BoxPx(840, 720, 84, 84)),  # inside the card's corner
        (CARD, BoxPx(870, 570, 84, 84)),  # above the card
        (CARD, BoxPx(498, 1760, 84, 84)),  # below the card
        (CARD, BoxPx(340, 1600, 400, 80)),  # a word at the card's foot
    ],
)
def test_a_control_where_they_usually_stand_is_touched(popup: BoxPx, control: BoxPx) -> None:
    """With the 24 dp around its middle that every honest touch area has."""
    around = control.inflated(32)
    assert any(
        around.x <= x <= around.right and around.y <= y <= around.bottom
        for x, y in on_screen(popup)
    )


@pytest.mark.parametrize("popup", [SCREEN, CARD, BoxPx(0, 1500, 1080, 900)])
def test_every_place_lies_on_the_screen(popup: BoxPx) -> None:
    """Also where the pop-up ends at the screen's edge."""
    assert on_screen(popup)
    assert all(0 < x < SIZE.width and 0 < y < SIZE.height for x, y in on_screen(popup))
