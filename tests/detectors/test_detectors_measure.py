"""Measures of controls, against pictures whose values are known."""

import random

import cv2
import numpy as np
import pytest
from drawn import DENSITY, HEIGHT, WIDTH, Picture, cross, dialog, px
from hypothesis import given
from hypothesis import strategies as st

from detectors.layout import survey
from detectors.measure import alpha, contrast, gap_px, hidden, ink_of, measure
from detectors.pixels import ink_and_ground, prepare
from detectors.seer import see
from harness.domain.geometry import BoxPx, PointPx
from harness.domain.sight import Control, Ground, Role


def flat(grey: int) -> Picture:
    return np.full((HEIGHT, WIDTH, 3), grey, np.uint8)


def control(role: Role, box: BoxPx) -> Control:
    return Control(role=role, box_px=box, score=1.0, grounds=(Ground.DRAWN,))


@pytest.mark.parametrize(
    ("ink", "ground", "ratio"),
    [(255, 0, 21.0), (255, 119, 4.48), (0, 255, 21.0), (119, 255, 4.48), (200, 180, 1.24)],
)
def test_contrast_is_wcags_ratio_of_the_drawn_colours(ink: int, ground: int, ratio: float) -> None:
    """Greys with ratios worked out by the WCAG formula come back within what is claimed."""
    picture = flat(ground)
    cross(picture, 540, 600, 60, (ink, ink, ink), stroke=9)
    found = ink_of(prepare(picture, DENSITY), BoxPx(506, 566, 68, 68))
    assert found is not None
    measured = contrast(found)
    assert abs(measured.value - ratio) <= max(measured.within, 0.05)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("ground", [0, 60, 120])
def test_apparent_alpha_of_a_white_mark_is_what_it_was_drawn_with(
    share: float, ground: int
) -> None:
    """A white X laid on with a known opacity is measured with that opacity."""
    picture, over = flat(ground), flat(ground)
    cross(over, 540, 600, 60, (255, 255, 255), stroke=9)
    picture = cv2.addWeighted(over, share, picture, 1 - share, 0).astype(np.uint8)
    found = ink_of(prepare(picture, DENSITY), BoxPx(506, 566, 68, 68))
    assert found is not None
    measured = alpha(found)
    assert measured is not None
    assert abs(measured.value - share) <= measured.within


def test_alpha_is_not_told_of_a_mark_on_its_own_colour() -> None:
    """White on nearly white has no opacity that could be told."""
    picture = flat(250)
    cross(picture, 540, 600, 60, (255, 255, 255), stroke=9)
    found = ink_of(prepare(picture, DENSITY), BoxPx(506, 566, 68, 68))
    assert found is not None
    assert alpha(found) is None


def test_a_box_too_small_for_colours_is_not_measured() -> None:
    """Three by three pixels say nothing of ink and ground."""
    assert ink_of(prepare(flat(0), DENSITY), BoxPx(5, 5, 3, 3)) is None


def test_the_gap_is_the_shortest_way_between_edges() -> None:
    """Beside, below, diagonal, and touching."""
    box = BoxPx(100, 100, 50, 50)
    assert gap_px(box, BoxPx(180, 100, 50, 50)) == 30
    assert gap_px(box, BoxPx(100, 190, 50, 50)) == 40
    assert gap_px(box, BoxPx(180, 190, 9, 9)) == 50
    assert gap_px(box, BoxPx(120, 120, 9, 9)) == 0


def test_hidden_share_under_the_status_bar_and_beyond_the_edge() -> None:
    """A quarter under a known bar, and a half disc at the edge, are told as such."""
    picture = flat(90)
    view = prepare(picture, DENSITY)
    layout = survey(view)
    free = hidden(view, layout, BoxPx(500, 500, 80, 80), square=True)
    assert free.value == 0
    half = hidden(view, layout, BoxPx(WIDTH - 40, 500, 40, 80), square=True)
    assert abs(half.value - 0.5) <= half.within
    pill = hidden(view, layout, BoxPx(WIDTH - 40, 500, 40, 80), square=False)
    assert pill.value == 0


def test_zone_gap_and_look_alikes_of_one_control() -> None:
    """The measure of one close knows its ninth, its way to the cta and its twins."""
    view = prepare(flat(90), DENSITY)
    layout = survey(view)
    mine = control(Role.CLOSE, BoxPx(WIDTH - 120, 100, 80, 80))
    twin = control(Role.CLOSE, BoxPx(100, 100, 84, 84))
    other = control(Role.CLOSE, BoxPx(500, 900, 200, 200))
    cta = control(Role.CTA, BoxPx(WIDTH - 320, 200, 280, 90))
    found = measure(view, layout, mine, (mine, twin, other, cta), mine.box_px)
    assert found.zone == "top_right"
    assert found.alike == 2
    assert found.cta_gap_dp is not None
    assert abs(found.cta_gap_dp.value - 20 * 160 / DENSITY) <= found.cta_gap_dp.within


def test_a_drawn_close_is_seen_with_its_measures() -> None:
    """The whole way: the size drawn lies in the range told."""
    picture = dialog()
    cv2.circle(picture, (px(205), px(668)), px(17), (255, 255, 255), 4, cv2.LINE_AA)
    cross(picture, px(205), px(668), px(14))
    (close,) = see(picture, None, DENSITY, read="none").with_role(Role.CLOSE)
    assert close.box_px.contains(PointPx(px(205), px(668)))
    assert close.measures is not None
    width = close.measures.width_dp
    assert width is not None
    assert width.low <= 34 + 4 * 160 / DENSITY
    assert width.high >= 34
    assert close.measures.zone == "bottom_center"


@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=4, max_size=60), st.randoms())
def test_ink_and_ground_do_not_depend_on_the_order_of_the_pixels(
    colours: list[tuple[int, int, int]], chance: random.Random
) -> None:
    """Pixels of one grey belong together: a sort that breaks ties otherwise changes nothing."""
    mixed = list(colours)
    chance.shuffle(mixed)
    for light in (False, True):
        sides = [
            [sorted(map(tuple, side.tolist())) for side in ink_and_ground(pixels, 0.1, light=light)]
            for pixels in (np.array(colours, np.uint8), np.array(mixed, np.uint8))
        ]
        assert sides[0] == sides[1]
        greys = [[299 * r + 587 * g + 114 * b for r, g, b in side] for side in sides[0]]
        assert (min(greys[0]) >= max(greys[1])) if light else (max(greys[0]) <= min(greys[1]))
