"""Geometry: boxes and lengths."""

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.domain.geometry import BoxPx, PointPx, SizePx, dp_to_px, px_to_dp

settings.register_profile("seeded", deadline=None, derandomize=True)
settings.load_profile("seeded")

coordinate = st.integers(-4000, 4000)
length = st.integers(0, 4000)
boxes = st.builds(BoxPx, coordinate, coordinate, length, length)
points = st.builds(PointPx, coordinate, coordinate)


@given(boxes, boxes)
def test_intersection_lies_in_both(one: BoxPx, other: BoxPx) -> None:
    """What two boxes share is no larger than either and the same from both sides."""
    common = one.intersection(other)
    assert common.area == other.intersection(one).area
    assert common.area <= min(one.area, other.area)


@given(boxes, boxes, points)
def test_a_point_in_both_is_in_the_intersection(one: BoxPx, other: BoxPx, point: PointPx) -> None:
    """A pixel lies in the intersection exactly when it lies in both boxes."""
    both = one.contains(point) and other.contains(point)
    assert one.intersection(other).contains(point) is both


@given(boxes, boxes)
def test_union_holds_both(one: BoxPx, other: BoxPx) -> None:
    """The union's edges are the outermost of the two."""
    around = one.union(other)
    assert around.x == min(one.x, other.x)
    assert around.bottom == max(one.bottom, other.bottom)
    assert around.area >= max(one.area, other.area)


@given(boxes, boxes)
def test_iou_is_a_share(one: BoxPx, other: BoxPx) -> None:
    """Intersection over union is a share, and 1 only for boxes that cover the same pixels."""
    share = one.iou(other)
    assert 0.0 <= share <= 1.0
    if share == 1.0:
        assert one == other
    if one.area:
        assert one.iou(one) == 1.0


@given(boxes, st.integers(0, 300))
def test_growing_and_shrinking_undo_each_other(box: BoxPx, by_px: int) -> None:
    """A box grown by some pixels and shrunk by as many is the box itself."""
    assert box.inflated(by_px).inflated(-by_px) == box


@given(boxes, st.builds(SizePx, st.integers(1, 3000), st.integers(1, 3000)))
def test_clipping_stays_on_the_screen(box: BoxPx, size: SizePx) -> None:
    """A clipped box that has an area lies on the screen."""
    clipped = box.clipped_to(size)
    if clipped.area:
        assert clipped.x >= 0
        assert clipped.y >= 0
        assert clipped.right <= size.width
        assert clipped.bottom <= size.height


@given(st.floats(0, 5000), st.integers(120, 640))
def test_dp_and_pixels_convert_back(length_px: float, density_dpi: int) -> None:
    """Pixels to dp and back gives the pixels, at any density."""
    back = dp_to_px(px_to_dp(length_px, density_dpi), density_dpi)
    assert abs(back - length_px) < 1e-6


def test_one_dp_is_one_pixel_at_160_dpi() -> None:
    """Android defines the dp at 160 dpi; 44 dp at 420 dpi are 115.5 px."""
    assert px_to_dp(44, 160) == 44
    assert dp_to_px(44, 420) == 115.5
