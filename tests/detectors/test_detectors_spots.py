"""The network of controls, and how its answers are told."""

import numpy as np
import pytest

from detectors.network import ROLES
from detectors.spots import MULTIPLE, STRIDE, spots_of
from harness.domain.geometry import SizePx

FRAME = SizePx(1080, 2400)


def maps(rows: int = 20, columns: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Heat of nothing, and sizes of a cell."""
    return np.zeros((len(ROLES), rows, columns), np.float32), np.zeros(
        (4, rows, columns), np.float32
    )


def test_a_peak_becomes_a_box_in_frame_pixels() -> None:
    """Cell, offset and logarithms of the sides give the box; a lower neighbour gives none."""
    heat, size = maps()
    which = ROLES.index("skip")
    heat[which, 3, 5], heat[which, 3, 6] = 0.9, 0.5
    size[:, 3, 5] = (0.5, -0.5, np.log(10), np.log(5))
    (spot,) = spots_of(heat, size, 4.0, FRAME)
    assert spot.role == "skip"
    assert spot.score == pytest.approx(0.9)
    assert spot.box_px.center.x == pytest.approx(6 * STRIDE * 4, abs=1)
    assert spot.box_px.center.y == pytest.approx(3 * STRIDE * 4, abs=1)
    assert (spot.box_px.width, spot.box_px.height) == (10 * STRIDE * 4, 5 * STRIDE * 4)


def test_boxes_are_clipped_to_the_frame_and_best_come_first() -> None:
    """Half of a box at the border lies outside; a box wholly outside is no spot."""
    heat, size = maps()
    heat[0, 0, 0], heat[1, 10, 10], heat[2, 19, 19] = 0.4, 0.8, 0.9
    size[2:, :, :] = np.log(4)
    size[:2, 19, 19] = 50
    first, second = spots_of(heat, size, 2.0, SizePx(200, 200))
    assert (first.role, second.role) == ("skip", "close")
    assert (second.box_px.x, second.box_px.y) == (0, 0)
    assert MULTIPLE % STRIDE == 0
