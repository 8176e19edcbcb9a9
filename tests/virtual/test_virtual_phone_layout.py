"""Areas in dp, colours, and where touches count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.virtual.android.hits import hit
from harness.virtual.apps.layout import color, px, resolve
from harness.virtual.apps.script import Area
from harness.virtual.scene import View

PARENT = (100, 200, 900, 1400)
LENGTH = st.floats(0, 200, allow_nan=False).map(lambda x: round(x, 1))
DENSITY = st.sampled_from([120, 160, 240, 320, 420, 480, 560])
PROPERTY = settings(deadline=None, derandomize=True, max_examples=60)


@PROPERTY
@given(LENGTH, LENGTH, DENSITY)
def test_near_edge_and_length(left: float, width: float, density: int) -> None:
    """Near edge and length place the box at that distance with that size."""
    box = resolve(Area(left=left, width=width), PARENT, density)
    assert box[0] - PARENT[0] == px(left, density)
    assert box[2] - box[0] == px(width, density)


@PROPERTY
@given(LENGTH, LENGTH, DENSITY)
def test_far_edge_mirrors_near_edge(right: float, width: float, density: int) -> None:
    """An area given from the far edge is the mirror image of one given from the near edge."""
    far = resolve(Area(right=right, width=width), PARENT, density)
    near = resolve(Area(left=right, width=width), PARENT, density)
    assert (PARENT[2] - far[2], PARENT[2] - far[0]) == (near[0] - PARENT[0], near[2] - PARENT[0])


@PROPERTY
@given(LENGTH, LENGTH, DENSITY)
def test_both_edges_never_negative(top: float, bottom: float, density: int) -> None:
    """Two edges give what lies between them, and nothing where they cross."""
    box = resolve(Area(top=top, bottom=bottom), PARENT, density)
    assert box[3] - box[1] == max(0, 1200 - px(top, density) - px(bottom, density))
    assert (box[0], box[2]) == (PARENT[0], PARENT[2])


@PROPERTY
@given(st.floats(0, 1), LENGTH, DENSITY)
def test_center_share(share: float, width: float, density: int) -> None:
    """An area placed by its middle has its middle there, to half a pixel each way."""
    box = resolve(Area(center_x=share, width=width), PARENT, density)
    assert abs((box[0] + box[2]) / 2 - (PARENT[0] + 800 * share)) <= 1
    assert box[2] - box[0] == px(width, density)


def test_colors() -> None:
    """Colours have six digits, or eight with alpha first."""
    assert color("#0a0b0c") == (10, 11, 12, 255)
    assert color("#800a0b0c") == (10, 11, 12, 128)
    for wrong in ("red", "#12345", "0a0b0c", "#gg0000", ""):
        with pytest.raises(ValueError):  # noqa: PT011  the function's own message varies
            color(wrong)


def test_top_most_first() -> None:
    """The last child that takes the point wins, and what takes nothing lets it through."""
    below = View(box=(0, 0, 10, 10), touch_id="below")
    drawn_only = View(box=(0, 0, 10, 10))
    root = View(box=(0, 0, 20, 20), touch_id="root", children=(below, drawn_only))
    assert hit(root, 5, 5) == "below"
    assert hit(root, 15, 15) == "root"
    assert hit(root, 25, 5) is None


def test_touch_beside_the_drawing() -> None:
    """Where touches count may lie elsewhere than the drawing, even outside the parent."""
    away = View(box=(0, 0, 10, 10), touch_id="away", touch_box=(30, 0, 40, 10))
    root = View(box=(0, 0, 20, 20), touch_id="root", children=(away,))
    assert hit(root, 5, 5) == "root"
    assert hit(root, 35, 5) == "away"
