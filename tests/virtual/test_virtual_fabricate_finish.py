"""What a camera and a file format do to a painted picture."""

import numpy as np

from harness.virtual.fabricate.brush import Brush
from harness.virtual.fabricate.finish import compressed, develop


def test_a_developed_picture_is_lit_unevenly_and_keeps_what_it_shows() -> None:
    """One flat colour becomes many; a dark left half stays darker than a light right one."""
    brush = Brush(80, 120, np.random.default_rng(1))
    brush.px[:] = 70
    brush.px[:, 40:] = 190
    develop(brush)
    assert len(np.unique(brush.px[:, :36])) > 10
    assert brush.px[:, :36].mean() + 60 < brush.px[:, 44:].mean()


def test_compression_leaves_blocks_near_edges() -> None:
    """Within a few steps of grey of what it was, but not the same; the worse, the farther."""
    sharp = np.full((64, 64, 3), 240, np.uint8)
    sharp[20:40, 22:41] = 10
    fine, coarse = (np.abs(compressed(sharp, q).astype(int) - sharp).mean() for q in (90, 20))
    assert 0 < fine < coarse < 20
